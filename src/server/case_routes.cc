// Routes of cases (督办).
#include <charconv>
#include <utility>

#include "server/application.h"
#include "server/case_api.h"
#include "server/case_desk.h"
#include "server/internal/route_makers.h"

namespace bihuan::server {
namespace {

const QueryParameter kState{"state", false, false, "状态，多个用逗号分开"};
const QueryParameter kLevel{"level", false, false, "级别，多个用逗号分开"};
const QueryParameter kSource{"source", false, false, "来源，多个用逗号分开"};
const QueryParameter kUnit{"unit", false, false, "有份的单位"};
const QueryParameter kLead{"lead", false, false, "牵头单位"};
const QueryParameter kDueFrom{"due_from", false, false, "期限不早于"};
const QueryParameter kDueTo{"due_to", false, false, "期限不晚于"};
const QueryParameter kText{"text", false, false, "标题中的文字"};
const QueryParameter kOrder{"order", false, false, "排列：newest最新在前（缺省），due期限在前"};
const QueryParameter kFileName{"file_name", true, false, "文件名"};
const QueryParameter kSheetSource{"source", true, false, "来源"};

CaseQuery query_of(const Call& call) {
  return {call.query("state"), call.query("level"),    call.query("source"), call.query("unit"),
          call.query("lead"),  call.query("due_from"), call.query("due_to"), call.query("text"),
          call.query("order"), call.query("cursor"),   call.limit()};
}

CaseDesk case_desk_of(Application& application, const Call& call) { return {application.office(), call.actor()}; }

// A route whose work is a member of the desk.
template <class Out, class Work>
auto at_desk(Work work) {
  return [work](Application& application, const Call& call) -> Result<Out> {
    CaseDesk desk = case_desk_of(application, call);
    return work(desk, call);
  };
}
template <class Out, class In, class Work>
auto at_desk_with(Work work) {
  return [work](Application& application, const Call& call, const In& in) -> Result<Out> {
    CaseDesk desk = case_desk_of(application, call);
    return work(desk, call, in);
  };
}

Result<std::int64_t> number_in(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < 1) {
    return fail(Code::kNotFound, "没有这个附件。", "附件");
  }
  return number;
}

// Always a download of bytes without a kind: what was attached is never rendered in the desk's own origin.
Route desk_file_route(std::string pattern, std::string id, std::string summary, std::string summary_en,
                      std::string content_type, std::function<Result<NamedFile>(CaseDesk&, const Call&)> work) {
  return file_route(std::move(pattern), std::move(id), std::move(summary), std::move(summary_en), {},
                    std::move(content_type), [work = std::move(work)](Application& application, const Call& call) {
                      CaseDesk desk = case_desk_of(application, call);
                      return work(desk, call);
                    });
}

// A sheet comes as its bytes.
template <class Out, class Work>
Route sheet_route(std::string pattern, std::string id, std::string summary, std::string summary_en, Work work) {
  Route route = read_route<Out>(std::move(pattern), std::move(id), std::move(summary), std::move(summary_en),
                                {kFileName, kSheetSource}, at_desk<Out>(work));
  route.method = Method::kPost;
  route.body = BodyKind::kBytes;
  return route;
}

Response take_step(Application& application, const Call& call) {
  const Result<api::StepRequest> in = from_json<api::StepRequest>(call.request.body, kFilesLimits);
  if (!in.has_value()) return error_response(in.error());
  const Result<std::int64_t> revision = call.seen_revision();
  if (!revision.has_value()) return error_response(revision.error());
  return render<api::CaseView>(case_desk_of(application, call).act(call.path.at("case"), *revision, *in), 200);
}

void add_case_reading(std::vector<Route>& all) {
  all.push_back(read_route<api::CaseWords>(
      "/api/v1/cases/words", "case_words", "督办所用的来源、状态、级别", "Sources, states and levels of cases", {},
      at_desk<api::CaseWords>([](CaseDesk& desk, const Call&) { return desk.words(); })));
  all.push_back(read_route<api::CaseList>(
      "/api/v1/cases", "list_cases", "督办事项", "Cases",
      {kState, kLevel, kSource, kUnit, kLead, kDueFrom, kDueTo, kText, kOrder, kCursor, kLimit},
      at_desk<api::CaseList>([](CaseDesk& desk, const Call& call) { return desk.list(query_of(call)); })));
  all.push_back(read_route<api::CaseBoard>(
      "/api/v1/cases/board", "case_board", "各状态的事项数", "How many cases stand in each state",
      {kLevel, kSource, kUnit, kLead, kDueFrom, kDueTo, kText},
      at_desk<api::CaseBoard>([](CaseDesk& desk, const Call& call) { return desk.board(query_of(call)); })));
  all.push_back(read_route<api::CaseView>(
      "/api/v1/cases/{case}", "get_case", "一件督办事项：经过、附件、现在可办的步骤",
      "A case: timeline, attachments, the steps that the caller may take", {},
      at_desk<api::CaseView>([](CaseDesk& desk, const Call& call) { return desk.read(call.path.at("case")); })));
  all.push_back(desk_file_route("/api/v1/cases/{case}/attachments/{number}", "get_case_attachment", "下载附件",
                           "Download an attachment", "application/octet-stream",
                           [](CaseDesk& desk, const Call& call) -> Result<NamedFile> {
                             BIHUAN_TRY(const std::int64_t number, number_in(call.path.at("number")));
                             return desk.attachment(call.path.at("case"), number);
                           }));
  all.push_back(desk_file_route("/api/v1/cases/{case}/draft", "get_case_draft", "督办单或通报的草稿（docx）",
                           "The draft of the paper that the level asks for",
                           "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                           [](CaseDesk& desk, const Call& call) { return desk.draft(call.path.at("case")); }));
}

void add_case_changing(std::vector<Route>& all) {
  all.push_back(write_route<api::OpenCaseRequest, api::CaseView>(
      "/api/v1/cases", "open_case", "交办", "Open a case", 201,
      at_desk_with<api::CaseView, api::OpenCaseRequest>(
          [](CaseDesk& desk, const Call&, const api::OpenCaseRequest& in) { return desk.open(in); })));
  Route step = answer_route<api::StepRequest, api::CaseView>(
      "/api/v1/cases/{case}/steps", "take_case_step", "办一步：签收、反馈、核查等，可带附件",
      "Take a step, with the files that it brings", 200,
      [](Application&, const Call&, const api::StepRequest&) { return Response(); });
  step.handle = &take_step;  // its own limit of size
  step.wants_revision = true;
  all.push_back(std::move(step));
  all.push_back(sheet_route<api::ImportPreview>(
      "/api/v1/cases/import/preview", "preview_case_import", "看一份问题清单会导入什么，不保存",
      "What a list of issues would open; stores nothing", [](CaseDesk& desk, const Call& call) {
        return desk.preview(call.request.body, call.query("file_name"), call.query("source"));
      }));
  all.push_back(sheet_route<api::ImportAnswer>(
      "/api/v1/cases/import", "import_cases", "导入问题清单", "Open a case of each row of a list of issues",
      [](CaseDesk& desk, const Call& call) {
        return desk.import(call.request.body, call.query("file_name"), call.query("source"));
      }));
}

}  // namespace

void add_case_routes(std::vector<Route>& all) {
  add_case_reading(all);
  add_case_changing(all);
}

}  // namespace bihuan::server
