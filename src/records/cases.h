// src/records/cases.h - the book of cases (督办事项).
//
// A case is opened by the office, has one lead unit and any number of assistants that each answer for themselves, and
// ends only when somebody else has verified it (case_flow.h, knowledge/office/case-lifecycle.toml). The timeline is
// append only; the file is what it leaves. A unit sees the cases in which it has a part: to others a case is not there.
// Times and persons come with the Actor. Format: docs/formats/case-lifecycle.md.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "records/adjustments.h"
#include "records/attachments.h"
#include "records/case_flow.h"
#include "records/database.h"
#include "records/issue_sheet.h"

namespace bihuan::records {

struct NewCase {
  std::string source;     // id of a CaseSource
  std::string reference;  // number of the paper, commitment ...
  std::string title;
  std::string demand;
  std::string lead_unit;
  std::vector<std::string> assistants;
  std::string verifier_unit;               // "": the office verifies
  std::optional<Date> due;                 // the deadline, or
  std::optional<int> due_in_working_days;  // so many working days after the day of opening
  std::string origin_key;                  // of an imported row; "" none
};

struct CaseAttachment {
  std::string case_id;
  std::int64_t number = 0;  // from 1
  std::int64_t event = 0;   // number of the event that brought it
  std::string file_name;
  std::string kind;
  std::int64_t size = 0;
  std::string digest;  // SM3
};

struct CaseRecord {
  CaseSituation situation;
  std::vector<CaseEvent> timeline;
  std::vector<CaseAttachment> attachments;
};

enum class CaseOrder { kNewest, kDue };

struct CaseFilter {
  std::vector<std::string> states, levels, sources;  // any of; empty: all
  std::string unit_id;                               // has a part in it; "" any
  std::string lead_unit;                             // "" any
  std::optional<Date> due_from, due_to;              // both inclusive
  std::string title_contains;
};

struct CasePage {
  std::vector<CaseFile> files;
  std::string next;  // cursor of the page behind this one; "" where there is none
};

struct StageCount {
  std::string state;
  std::string name;
  std::int64_t count = 0;
  std::map<std::string, std::int64_t> by_level;  // those above none
};

struct StoredAttachment {
  CaseAttachment attachment;
  std::string bytes;
};

struct CaseClimb {
  std::string case_id;
  std::vector<std::string> levels;  // recorded now, rising
};

struct ClimbReport {
  std::vector<CaseClimb> climbed;
  std::vector<Error> problems;  // `where` names the case; the others went on
};

struct ImportReport {
  std::vector<std::string> opened;         // ids, in the order of the rows
  std::vector<std::string> already_there;  // ids of the rows that were imported before
  std::vector<Error> problems;             // rows that were not taken; `where` names sheet, row and column
  std::vector<Error> notes;                // rows that are there, but say something else now
};

class Cases {
 public:
  Cases(std::shared_ptr<Database> database, std::shared_ptr<const CaseRules> rules);

  // Errors of all: kNotFound    no such case, or none that the actor may see
  //                kConflict    another revision than `revision`; the step is not possible now
  //                kInvalidInput  no right, or what is brought is wrong; `where` names the field

  // Errors: also kNotCovered  working days in a year without a calendar; kConflict  the origin_key is taken
  Result<CaseRecord> open(const Actor& actor, const NewCase& wanted);
  // A step (docs/formats/case-lifecycle.md), with the files that it brings. `act.attachments` is not looked at.
  Result<CaseRecord> act(const Actor& actor, std::string_view case_id, std::int64_t revision, const CaseAct& act,
                         const std::vector<NewAttachment>& files = {});

  Result<CaseRecord> read(const Actor& actor, std::string_view case_id);
  // The steps that the actor may take now, apart from what they want.
  Result<std::vector<const Transition*>> steps(const Actor& actor, std::string_view case_id);
  Result<StoredAttachment> attachment(const Actor& actor, std::string_view case_id, std::int64_t number);

  // At most `limit` (1 to 500) files behind `cursor` ("" the first page). Errors: also kInvalidInput for a bad cursor
  Result<CasePage> list(const Actor& actor, const CaseFilter& filter, CaseOrder order, std::string_view cursor,
                        std::int64_t limit);
  // How many cases stand in each state, in the order of the lifecycle.
  Result<std::vector<StageCount>> board(const Actor& actor, const CaseFilter& filter = {});

  // Records every level that a case has reached by the day of `timer.at` and that is not recorded yet: an event each, a
  // wish for notices for the highest. Doing it again records nothing.
  Result<ClimbReport> climb(const Actor& timer);

  // Makes a case of each good row. A row whose number of the same sheet title was taken before adds nothing.
  Result<ImportReport> import_issues(const Actor& actor, const IssueSheet& sheet, const std::string& source);
  // What import_issues would answer now; stores nothing. `opened` holds the numbers of the rows instead of ids.
  Result<ImportReport> check_issues(const Actor& actor, const IssueSheet& sheet, const std::string& source);

  const CaseRules& rules() const { return *rules_; }

 private:
  std::shared_ptr<Database> database_;
  std::shared_ptr<const CaseRules> rules_;
};

// Cases as a subject of adjustments: due (ISO date), lead_unit (unit), demand (text).
std::shared_ptr<AdjustmentSubject> case_adjustments(std::shared_ptr<const CaseRules> rules);

}  // namespace bihuan::records
