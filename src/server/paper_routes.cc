// Routes of papers (发文): drafts, approval, issue.
#include <utility>

#include "server/application.h"
#include "server/internal/route_makers.h"
#include "server/paper_api.h"
#include "server/paper_desk.h"
#include "server/task_api.h"

namespace bihuan::server {
namespace {

constexpr const char* kPaperDocx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const QueryParameter kPaperFileName{"file_name", true, false, "文件名"};

PaperDesk paper_desk_of(Application& application, const Call& call) { return {application.office(), call.actor()}; }

// A step on one paper of the revision that the caller saw; `work` is Result<PaperView>(PaperDesk&, id, revision, In).
template <class In, class Work>
Route step_route(const std::string& verb, std::string id, std::string summary, std::string summary_en, Work work) {
  return revised(write_route<In, api::PaperView>(
      "/api/v1/papers/{paper}/" + verb, std::move(id), std::move(summary), std::move(summary_en), 200,
      [work](Application& application, const Call& call, const In& in) -> Result<api::PaperView> {
        BIHUAN_TRY(const std::int64_t revision, call.seen_revision());
        PaperDesk desk = paper_desk_of(application, call);
        return work(desk, call.path.at("paper"), revision, in);
      }));
}

void add_paper_reading(std::vector<Route>& all) {
  all.push_back(read_route<api::PaperList>(
      "/api/v1/papers", "list_papers", "发文：待审批、已印发", "Papers: waiting for approval, issued",
      {{"state", false, false, "drafted、returned、issued、withdrawn"},
       {"subject", false, false, "所依据的记录，如case_file/k000001"},
       kCursor,
       kLimit},
      [](Application& application, const Call& call) {
        return paper_desk_of(application, call)
            .list(call.query("state"), call.query("subject"), call.query("cursor"), call.limit());
      }));
  all.push_back(read_route<api::PaperView>("/api/v1/papers/{paper}", "get_paper", "一件发文", "A paper", {},
                                           [](Application& application, const Call& call) {
                                             return paper_desk_of(application, call).read(call.path.at("paper"));
                                           }));
  all.push_back(file_route("/api/v1/papers/{paper}/file", "get_paper_file", "发文的文件（docx）",
                           "The draft, or what was issued", {}, kPaperDocx, [](Application& application, const Call& call) {
                             return paper_desk_of(application, call).file(call.path.at("paper"));
                           }));
}

void add_paper_drafting(std::vector<Route>& all) {
  all.push_back(write_route<api::EmptyRequest, api::PaperView>(
      "/api/v1/cases/{case}/papers", "draft_case_paper", "拟督办单或督办情况通报，送审批",
      "Draft the paper that the case's level asks for", 201,
      [](Application& application, const Call& call, const api::EmptyRequest&) {
        return paper_desk_of(application, call).draft_of_case(call.path.at("case"));
      }));
  all.push_back(write_route<api::EmptyRequest, api::PaperView>(
      "/api/v1/rounds/{round}/papers", "draft_bulletin", "拟调度通报，送审批", "Draft the bulletin of a round", 201,
      [](Application& application, const Call& call, const api::EmptyRequest&) {
        return paper_desk_of(application, call).draft_of_round(call.path.at("round"));
      }));
  Route revise = read_route<api::PaperView>(
      "/api/v1/papers/{paper}/revision", "revise_paper", "换上改好的稿（docx）", "Put an edited file in its place",
      {kPaperFileName}, [](Application& application, const Call& call) -> Result<api::PaperView> {
        BIHUAN_TRY(const std::int64_t revision, call.seen_revision());
        return paper_desk_of(application, call)
            .revise(call.path.at("paper"), revision, call.query("file_name"), call.request.body);
      });
  revise.method = Method::kPost;
  revise.body = BodyKind::kBytes;
  all.push_back(revised(std::move(revise)));
}

}  // namespace

void add_paper_routes(std::vector<Route>& all) {
  add_paper_reading(all);
  add_paper_drafting(all);
  all.push_back(step_route<api::IssuePaperRequest>(
      "issue", "issue_paper", "签发：编上文号印发", "Approve and issue under a number",
      [](PaperDesk& desk, const std::string& id, std::int64_t revision, const api::IssuePaperRequest& in) {
        return desk.issue(id, revision, in.number);
      }));
  all.push_back(step_route<api::PaperReasonRequest>(
      "return", "return_paper", "退回修改", "Return it with a reason",
      [](PaperDesk& desk, const std::string& id, std::int64_t revision, const api::PaperReasonRequest& in) {
        return desk.send_back(id, revision, in.why);
      }));
  all.push_back(step_route<api::PaperReasonRequest>(
      "withdraw", "withdraw_paper", "撤回草稿", "Withdraw a draft",
      [](PaperDesk& desk, const std::string& id, std::int64_t revision, const api::PaperReasonRequest& in) {
        return desk.withdraw(id, revision, in.why);
      }));
}

}  // namespace bihuan::server
