#include "server/paper_desk.h"

#include <utility>

#include "base/period.h"
#include "base/text.h"
#include "reports/issued_paper.h"
#include "server/case_api.h"
#include "server/case_desk.h"
#include "server/dispatch_desk.h"
#include "server/paper_api.h"

namespace bihuan::server {
namespace {

using records::DeskRole;
using records::Paper;
using records::PaperKind;
using records::PaperState;

constexpr std::size_t kLongestTitle = 180;  // characters, below what the book takes

std::string shortened(const std::string& title) {
  return count_code_points(title) <= kLongestTitle ? title : excerpt(title, kLongestTitle);
}

}  // namespace

Result<records::PaperFile> PaperDesk::checked(const std::string& file_name, std::string bytes) const {
  const records::CaseRules& rules = office_.cases.rules();
  const records::AttachmentRules words{rules.limits.attachment_bytes, {{"zip", {"docx"}}}};
  records::PaperFile file;
  BIHUAN_TRY(file.about, records::check_attachment(words, {file_name, bytes}));
  file.bytes = std::move(bytes);
  return file;
}

Result<api::PaperView> PaperDesk::view(const Result<Paper>& found) {
  if (!found.has_value()) return std::unexpected(found.error());
  const Paper& paper = *found;
  api::PaperView view;
  view.paper_id = paper.paper_id;
  view.revision = paper.revision;
  view.kind = paper.kind;
  view.kind_name = paper_kind_name(paper.kind);
  view.subject = paper.subject;
  view.title = paper.title;
  for (const std::string& unit_id : paper.to_units) {
    const Result<records::Unit> unit = office_.organisation.unit(unit_id);
    view.to_units.push_back(unit.has_value() ? unit->name : unit_id);
  }
  view.state = paper.state;
  view.state_name = paper_state_name(paper.state);
  view.file_name = paper.title + (paper.state == PaperState::kIssued ? "（" + paper.paper_number + "）" : "（草稿）") + ".docx";
  view.written_name = paper.written_name;
  view.written_at = paper.written_at;
  view.number = paper.paper_number;
  view.journal_digest = paper.journal_digest;
  view.decided_name = paper.decided_name;
  view.decided_why = paper.decided_why;
  view.decided_at = paper.decided_at;
  const bool is_open = paper.state == PaperState::kDrafted || paper.state == PaperState::kReturned;
  view.may_revise = is_open && actor_.has(DeskRole::kOffice) && !actor_.person_id.empty();
  view.may_issue = paper.state == PaperState::kDrafted && actor_.has(DeskRole::kLeader) && !actor_.person_id.empty() &&
                   actor_.person_id != paper.written_by;
  return view;
}

Result<api::PaperView> PaperDesk::draft_of_case(std::string_view case_id) {
  CaseDesk desk(office_, actor_);
  BIHUAN_TRY(const api::CaseView one, desk.read(case_id));
  BIHUAN_TRY(NamedFile made, desk.draft(case_id));
  records::PaperDraft draft;
  draft.kind = one.draft == paper_kind_name(PaperKind::kCaseBulletin) ? PaperKind::kCaseBulletin
                                                                      : PaperKind::kSupervisionLetter;
  draft.subject = "case_file/" + one.case_id;
  draft.title = shortened(one.draft + "：" + one.title);
  draft.to_units.push_back(one.lead.id);
  for (const api::CaseHelper& helper : one.assistants) draft.to_units.push_back(helper.unit.id);
  BIHUAN_TRY(draft.file, checked(made.name, std::move(made.bytes)));
  return view(office_.papers.draft(actor_, std::move(draft)));
}

Result<api::PaperView> PaperDesk::draft_of_round(std::string_view round_id) {
  const Date today = to_date(actor_.at);
  BIHUAN_TRY(const records::ProgressReport report, office_.dispatch.progress(round_id, today, office_.progress_rule));
  BIHUAN_TRY(NamedFile made, bulletin_file(office_, round_id, today));
  records::PaperDraft draft;
  draft.kind = PaperKind::kDispatchBulletin;
  draft.subject = "dispatch_round/" + std::string(round_id);
  BIHUAN_TRY(const Period month, parse_period(report.round.month));
  draft.title = to_chinese(month) + "重点工作调度通报";
  const records::UnitFinder id_of = office_.unit_finder(today);
  for (const records::UnitProgress& unit : report.units) {
    const Result<std::string> id = id_of(unit.unit);
    if (id.has_value()) draft.to_units.push_back(*id);
  }
  BIHUAN_TRY(draft.file, checked(made.name, std::move(made.bytes)));
  return view(office_.papers.draft(actor_, std::move(draft)));
}

Result<api::PaperView> PaperDesk::revise(std::string_view paper_id, std::int64_t revision,
                                         const std::string& file_name, std::string bytes) {
  BIHUAN_TRY(records::PaperFile file, checked(file_name, std::move(bytes)));
  BIHUAN_CHECK(reports::check_draft(file.bytes));
  return view(office_.papers.revise(actor_, paper_id, revision, std::move(file)));
}

Result<api::PaperView> PaperDesk::issue(std::string_view paper_id, std::int64_t revision, std::string_view number) {
  BIHUAN_TRY(const Paper paper, office_.papers.find(actor_, paper_id));
  BIHUAN_TRY(const records::NewAttachment draft, office_.papers.file(actor_, paper_id));
  std::string issued = draft.bytes;
  std::string head_digest;
  if (paper.state == PaperState::kDrafted) {  // else the book says why not
    BIHUAN_TRY(const records::JournalHead head,
               office_.database->read([](records::Reader& reader) { return records::read_head(reader); }));
    head_digest = head.digest;
    BIHUAN_TRY(issued, reports::issue_docx(draft.bytes, {std::string(trim(number)), actor_.name, to_date(actor_.at),
                                                         head.digest}));
  }
  BIHUAN_TRY(records::PaperFile file, checked("发文.docx", std::move(issued)));
  return view(office_.papers.issue(actor_, paper_id, revision, number, head_digest, std::move(file)));
}

Result<api::PaperView> PaperDesk::send_back(std::string_view paper_id, std::int64_t revision, std::string_view why) {
  return view(office_.papers.send_back(actor_, paper_id, revision, why));
}

Result<api::PaperView> PaperDesk::withdraw(std::string_view paper_id, std::int64_t revision, std::string_view why) {
  return view(office_.papers.withdraw(actor_, paper_id, revision, why));
}

Result<api::PaperView> PaperDesk::read(std::string_view paper_id) { return view(office_.papers.find(actor_, paper_id)); }

Result<NamedFile> PaperDesk::file(std::string_view paper_id) {
  BIHUAN_TRY(const api::PaperView paper, read(paper_id));
  BIHUAN_TRY(records::NewAttachment found, office_.papers.file(actor_, paper_id));
  return NamedFile{paper.file_name, "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                   std::move(found.bytes)};
}

Result<api::PaperList> PaperDesk::list(const std::string& state, const std::string& subject, const std::string& cursor,
                                       std::int64_t limit) {
  records::PaperFilter filter{{}, subject};
  if (!state.empty()) {
    const Result<PaperState> wanted = parse_enum_word<PaperState>(state);
    if (!wanted.has_value()) return fail(Code::kInvalidInput, wanted.error().message, "查询参数“state”");
    filter.state = *wanted;
  }
  BIHUAN_TRY(std::vector<Paper> found, office_.papers.list(actor_, filter, cursor, limit));
  api::PaperList list;
  if (static_cast<std::int64_t>(found.size()) == limit) list.next = found.back().paper_id;
  for (Paper& paper : found) {
    BIHUAN_TRY(api::PaperView shown, view(std::move(paper)));
    list.papers.push_back(std::move(shown));
  }
  return list;
}

}  // namespace bihuan::server
