// src/server/plan_desk.h - everything that can be done with stored plans, once, for the HTTP API and for the command
// line.
//
// Each function answers one request: it reads the store, asks the plan tools and gives back the described struct of
// api.h (include it in the .cc that calls). Thread safe: the store is used by one thread at a time, compiling is not.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assessment/reading.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "documents/office_converter.h"
#include "plans/language.h"
#include "plans/organisation.h"
#include "plans/plan_diff.h"
#include "records/records.h"
#include "server/plan_file.h"

namespace bihuan::server {

namespace api {
struct Correction;
struct Desk;
struct PlanList;
struct PlanSummary;
struct PlanView;
struct Preview;
struct VersionList;
}  // namespace api

struct DeskOptions {
  std::string bureau;  // for the bar of the page
  bool is_demonstration = false;
  std::string compiler;  // stored with each compilation: program and language tables
  double speed = 1;      // of the demonstration's clock
};

struct NamedFile {
  std::string name;
  std::string content_type;
  std::string bytes;
};

enum class TaskSheetFormat { kXlsx, kDocx };

struct CorrectionWish {
  std::string commitment_id, field, after, why;
};

class PlanDesk {
 public:
  // `clock` and `converter` (may be null) must outlive the desk.
  PlanDesk(plans::Language language, plans::Organisation organisation, records::Records records, const Clock& clock,
           documents::OfficeConverter* converter, DeskOptions options);

  api::Desk desk() const;
  Result<api::PlanList> list();
  Result<api::PlanView> view(std::string_view plan, std::optional<std::int64_t> version);
  Result<api::VersionList> versions(std::string_view plan);
  // With corrections applied on both sides. Errors: kNotFound
  Result<plans::Difference> difference(std::string_view plan, std::int64_t from, std::int64_t to);

  // What storing the file would do; nothing is stored and `token` stays "". With plan "" the stored plan of the same
  // title, if there is one, is proposed as the one to replace.
  Result<api::Preview> preview(std::string_view file_name, std::string_view bytes, std::string_view plan);
  // Stores the file, as a new plan (plan "") or a new version. Errors: those of read_plan_file and Records::store_plan
  Result<api::PlanSummary> store(const records::Actor& actor, std::string_view file_name, std::string_view bytes, std::string_view plan,
                                 std::string_view note);

  Result<std::vector<api::Correction>> corrections(std::string_view plan);
  Result<api::Correction> correct(const records::Actor& actor, std::string_view plan, const CorrectionWish& wish);
  Result<api::Correction> withdraw(const records::Actor& actor, std::string_view plan, std::string_view correction,
                                   std::string_view why);
  Result<api::Correction> confirm(const records::Actor& actor, std::string_view plan, std::string_view correction,
                                  std::string_view commitment);

  Result<NamedFile> task_sheet(std::string_view plan, TaskSheetFormat format);
  Result<NamedFile> original(std::string_view plan, std::optional<std::int64_t> version);

  // The newest version with corrections applied: what is assessed.
  Result<plans::Plan> corrected(std::string_view plan);
  // Stores readings of the newest version.
  Status store_readings(const records::Actor& actor, std::string_view plan, const std::vector<assessment::Reading>& readings);

 private:
  // A stored version with its corrections seated.
  struct Opened {
    std::shared_ptr<const records::StoredPlan> stored;
    std::vector<records::CorrectionRecord> records;
    plans::CorrectedPlan corrected;
  };
  Result<Opened> open(std::string_view plan, std::optional<std::int64_t> version);
  Result<std::shared_ptr<const records::StoredPlan>> load(const PlanId& plan, std::optional<std::int64_t> version);
  Result<std::vector<plans::SameTarget>> same_targets_elsewhere(const plans::Plan& plan, std::string_view id);
  Result<api::Correction> shown(const Opened& opened, std::string_view correction) const;
  api::PlanSummary summary_of(const Opened& opened) const;

  plans::Language language_;
  plans::Organisation organisation_;
  const Clock& clock_;
  documents::OfficeConverter* converter_;
  DeskOptions options_;

  std::recursive_mutex mutex_;  // guards all below; public functions hold it while they use the store
  records::Records records_;
  std::map<std::pair<std::string, std::int64_t>, std::shared_ptr<const records::StoredPlan>> cache_;
};

// Whole sentences of the compilation that people see: which part of the text was understood.
struct Understanding {
  std::int64_t characters = 0;
  std::int64_t understood = 0;
};
// Counts code points that are no blanks. PRECONDITION: `text` is the UTF-8 text of `plan`.
Understanding understanding_of(const plans::Plan& plan, std::string_view text);

// Begin of each line of the text, in code points.
std::vector<std::int64_t> paragraph_starts(std::string_view text);

}  // namespace bihuan::server
