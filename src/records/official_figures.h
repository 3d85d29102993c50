// src/records/official_figures.h - published values (公布值): what the province or the ministry says about a target.
//
// The book of published values. A figure is entered once and then only gains revisions: a correction, the step from
// 初步 to 审定, a withdrawal with its reason; what a revision says is never rewritten. Several figures of one target,
// of other periods or in another 口径, stand side by side: which one decides is assessment/official.h's to say. What
// may be entered is data (official_rules.h). Formats: docs/formats/records.md.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "records/actor.h"
#include "records/attachments.h"
#include "records/database.h"
#include "records/official_rules.h"

namespace bihuan::records {

enum class FigureAction { kEntered, kRevised, kWithdrawn };
std::string_view figure_action_name(FigureAction action);  // 登记, 修订, 撤回

// What a published value says.
struct FigureContent {
  std::string quantity;  // id of official_rules.h
  std::string value;     // as printed, without its unit: "85.70", "Ⅲ", "是"
  std::string unit;
  Date from, to;                  // the period that it speaks of, both days inside
  std::vector<FigureTerm> terms;  // 口径, as far as the source states it
  std::string status;             // id: "provisional", "final"
  std::string source_title, source_number, issuer;
  Date published_on;
  std::string remark;
  std::string site;    // code of the one site that it speaks of; "" of whatever the target is about
  std::string factor;  // code of what was measured there; "" where the value is of no single one
  friend bool operator==(const FigureContent&, const FigureContent&) = default;
};

// One revision; the newest is what stands.
struct OfficialFigure {
  std::string id;             // "v000001"
  std::int64_t revision = 1;  // from 1
  FigureAction action = FigureAction::kEntered;
  PlanId plan;
  std::string target_id;  // of the version of the plan when it was entered
  std::string task_id;    // the task of that target, which outlives its wording; "" where none had been issued
  FigureContent content;
  std::string file_name, file_digest;  // of the source; "" none
  std::string why;                     // of a revision or a withdrawal
  std::string recorded_by;
  Instant recorded_at;

  bool is_withdrawn() const { return action == FigureAction::kWithdrawn; }
};

// A copy of the source. The desk has looked at it (attachments.h).
struct FigureFile {
  CheckedAttachment about;
  std::string bytes;
};

struct FigureFilter {
  std::string target_id = {};  // in the newest version of the plan; "" any
  bool includes_withdrawn = true;
};

class OfficialFigures {
 public:
  OfficialFigures(std::shared_ptr<Database> database, std::shared_ptr<const OfficialRules> rules)
      : database_(std::move(database)), rules_(std::move(rules)) {}

  const OfficialRules& rules() const { return *rules_; }

  // By the office. Errors: kNotFound      no such plan, or no such target in its newest version
  //                        kConflict      another role; the same source has given this figure already
  //                        kInvalidInput  naming the member and what would be right: an unknown quantity, 口径 or
  //                        status; a value that is none, or not of the target's unit; a period that runs backwards,
  //                        lies outside the plan's years or is not over when it is published; a day in the future; no
  //                        source; a factor without a site. Whether site and factor are known, the caller has asked
  Result<OfficialFigure> enter(const Actor& actor, const PlanId& plan, const std::string& target_id,
                               FigureContent content, const std::optional<FigureFile>& file = {});
  // A new revision, with its reason; without a file the one that is there stays. By the office.
  // Errors: as above; kConflict  withdrawn, or another revision than the one that was seen; kInvalidInput  nothing
  // differs
  Result<OfficialFigure> revise(const Actor& actor, std::string_view figure_id, std::int64_t seen,
                                FigureContent content, std::string_view why,
                                const std::optional<FigureFile>& file = {});
  // Takes the figure out of every verdict, with its reason. By the office. Errors: as above
  Result<OfficialFigure> withdraw(const Actor& actor, std::string_view figure_id, std::int64_t seen,
                                  std::string_view why);

  // The newest revision. Errors: kNotFound
  Result<OfficialFigure> find(std::string_view figure_id);
  // All revisions, oldest first. Errors: kNotFound
  Result<std::vector<OfficialFigure>> history(std::string_view figure_id);
  // The newest revision of each figure of a plan, the figure entered last first: at most `limit` (1 to 500) behind
  // `after` (an id; "" from the start). Errors: kNotFound, kInvalidInput
  Result<std::vector<OfficialFigure>> list(const PlanId& plan, const FigureFilter& filter, std::string_view after,
                                           std::int64_t limit);
  // What stands of a site, withdrawn ones left out, the figure entered last first.
  Result<std::vector<OfficialFigure>> of_site(std::string_view site);
  // The file of the revision that stands. Errors: kNotFound  also where its content was destroyed
  Result<NewAttachment> file(std::string_view figure_id);

 private:
  Result<FigureContent> checked(const Actor& actor, const plans::Plan& plan, const plans::Target& target,
                                FigureContent content) const;

  std::shared_ptr<Database> database_;
  std::shared_ptr<const OfficialRules> rules_;
};

}  // namespace bihuan::records
