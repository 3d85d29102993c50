// src/server/case_desk.h - the desk of cases: what routes and command line ask of the books, with ids and names of
// everything, and the checks that need the organisation (a unit that is named must be there).
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "records/actor.h"
#include "records/cases.h"
#include "server/office.h"
#include "server/plan_desk.h"

namespace bihuan::server {

namespace api {
struct CaseBoard;
struct CaseList;
struct CaseView;
struct CaseWords;
struct ImportAnswer;
struct ImportPreview;
struct OpenCaseRequest;
struct StepRequest;
struct Term;
}  // namespace api

// Filters as they stand in an address or on a command line; "" where absent. Lists are parted by commas.
struct CaseQuery {
  std::string states, levels, sources;
  std::string unit, lead;  // as people write them
  std::string due_from, due_to;
  std::string text;
  std::string order;  // "newest" (also where absent), "due"
  std::string cursor;
  std::int64_t limit = 50;
};

// One call of one actor; not for keeping. Errors: those of the book (cases.h); kInvalidInput for a word
// that the rules do not know and for a unit that there is not, `where` names the field.
class CaseDesk {
 public:
  // Both outlive the object.
  CaseDesk(Office& office, const records::Actor& actor) : office_(office), actor_(actor) {}

  Result<api::CaseWords> words() const;
  Result<api::CaseList> list(const CaseQuery& query);
  Result<api::CaseBoard> board(const CaseQuery& query);
  Result<api::CaseView> read(std::string_view case_id);
  Result<api::CaseView> open(const api::OpenCaseRequest& wanted);
  // The files are decoded here; nothing is stored where one of them, or the step, is refused.
  Result<api::CaseView> act(std::string_view case_id, std::int64_t revision, const api::StepRequest& wanted);
  Result<api::CaseView> act(std::string_view case_id, std::int64_t revision, records::CaseAct act,
                            const std::vector<records::NewAttachment>& files);
  // What is attached, under the name that it came with. It is never shown inside a page.
  Result<NamedFile> attachment(std::string_view case_id, std::int64_t number);
  // Errors: also kConflict where the case's level asks for no paper
  Result<NamedFile> draft(std::string_view case_id);

  Result<api::ImportPreview> preview(std::string_view bytes, std::string_view file_name, const std::string& source);
  Result<api::ImportAnswer> import(std::string_view bytes, std::string_view file_name, const std::string& source);

 private:
  Status load_names();
  // PRECONDITION of what follows: load_names() was called.
  api::Term unit_term(const std::string& unit_id) const;
  Result<std::string> unit_of(const std::string& written, const std::string& where) const;
  Result<records::CaseFilter> filter_of(const CaseQuery& query) const;
  Result<records::IssueSheet> sheet_of(std::string_view bytes, std::string_view file_name, const std::string& source);
  Result<api::CaseView> view(const records::CaseRecord& record);
  void show_timeline(const records::CaseRecord& record, api::CaseView& view) const;
  void show_steps(const records::CaseRecord& record, const std::vector<records::Adjustment>& asked,
                  api::CaseView& view) const;
  Date today() const { return to_date(actor_.at); }
  const records::CaseRules& rules() const { return office_.cases.rules(); }

  Office& office_;
  const records::Actor& actor_;
  std::map<std::string, std::string> units_;   // id -> name
  std::map<std::string, std::string> people_;  // id -> name
};

// 到期日前3个工作日
std::string rule_text(const records::EscalationLevel& level);
// The paper that a level's rule asks for, as people call it; "" where it asks for none.
std::string paper_name(std::string_view draft);

}  // namespace bihuan::server
