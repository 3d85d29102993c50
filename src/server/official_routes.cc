// Routes of published values (公布值) and of the three values of a target.
#include <utility>

#include "server/application.h"
#include "server/internal/route_makers.h"
#include "server/official_api.h"
#include "server/official_desk.h"

namespace bihuan::server {
namespace {

OfficialDesk official_desk_of(Application& application, const Call& call) {
  return {application.office(), call.actor()};
}

void add_official_reading(std::vector<Route>& all) {
  all.push_back(
      read_route<api::OfficialWords>("/api/v1/official_words", "official_words", "公布值可用的量、口径、状态",
                                     "Quantities, scopes and statuses of published values", {},
                                     [](Application& application, const Call& call) -> Result<api::OfficialWords> {
                                       return official_desk_of(application, call).words();
                                     }));
  all.push_back(read_route<api::TargetStandings>(
      "/api/v1/plans/{id}/targets", "list_target_values", "各目标的三个值和结论：公布值、系统计算、部门填报",
      "What is published, computed and reported of each target, and which decides", {},
      [](Application& application, const Call& call) -> Result<api::TargetStandings> {
        BIHUAN_TRY(const PlanId plan, plan_in_path(call));
        return official_desk_of(application, call).standings(plan);
      }));
  all.push_back(read_route<api::TargetValues>(
      "/api/v1/plans/{id}/targets/{target}", "get_target_values", "一个目标的三个值、比对说明和公布值",
      "The three values of a target, the reconciliation note, its published values", {},
      [](Application& application, const Call& call) -> Result<api::TargetValues> {
        BIHUAN_TRY(const PlanId plan, plan_in_path(call));
        return official_desk_of(application, call).values(plan, call.path.at("target"));
      }));
  all.push_back(read_route<api::OfficialList>(
      "/api/v1/plans/{id}/figures", "list_official_figures", "一份计划的公布值", "Published values of a plan",
      {{"target", false, false, "目标编号"}, kCursor, kLimit},
      [](Application& application, const Call& call) -> Result<api::OfficialList> {
        BIHUAN_TRY(const PlanId plan, plan_in_path(call));
        return official_desk_of(application, call).list(plan, call.query("target"), call.query("cursor"), call.limit());
      }));
  all.push_back(read_route<api::OfficialHistory>(
      "/api/v1/figures/{figure}", "get_official_figure", "一个公布值的各版", "A published value with its revisions", {},
      [](Application& application, const Call& call) {
        return official_desk_of(application, call).read(call.path.at("figure"));
      }));
  all.push_back(read_route<api::SeriesFigureList>(
      "/api/v1/series/figures", "list_series_figures", "一个序列的点位和因子的公布值，换算成序列的单位",
      "What was published of the site and the factor of a series, in its unit",
      {{"series", true, false, "数据序列：点位/因子/取值时段/来源"}}, [](Application& application, const Call& call) {
        return official_desk_of(application, call).of_series(call.query("series"));
      }));
  all.push_back(file_route("/api/v1/figures/{figure}/file", "get_official_file", "公布值的来源文件",
                           "The source that was attached", {}, "application/octet-stream",
                           [](Application& application, const Call& call) {
                             return official_desk_of(application, call).file(call.path.at("figure"));
                           }));
}

}  // namespace

void add_official_routes(std::vector<Route>& all) {
  add_official_reading(all);
  all.push_back(write_route<api::OfficialRequest, api::OfficialView>(
      "/api/v1/plans/{id}/targets/{target}/figures", "add_official_figure", "登记公布值，可附来源文件",
      "Enter a published value", 201,
      [](Application& application, const Call& call, const api::OfficialRequest& in) -> Result<api::OfficialView> {
        BIHUAN_TRY(const PlanId plan, plan_in_path(call));
        return official_desk_of(application, call).enter(plan, call.path.at("target"), in);
      },
      kFilesLimits));
  all.push_back(revised(write_route<api::OfficialRequest, api::OfficialView>(
      "/api/v1/figures/{figure}/revision", "revise_official_figure", "修订公布值：更正，或由初步改为审定",
      "Revise a published value", 200,
      [](Application& application, const Call& call, const api::OfficialRequest& in) -> Result<api::OfficialView> {
        BIHUAN_TRY(const std::int64_t revision, call.seen_revision());
        return official_desk_of(application, call).revise(call.path.at("figure"), revision, in);
      },
      kFilesLimits)));
  all.push_back(revised(write_route<api::OfficialReason, api::OfficialView>(
      "/api/v1/figures/{figure}/withdraw", "withdraw_official_figure", "撤回公布值", "Withdraw a published value", 200,
      [](Application& application, const Call& call, const api::OfficialReason& in) -> Result<api::OfficialView> {
        BIHUAN_TRY(const std::int64_t revision, call.seen_revision());
        return official_desk_of(application, call).withdraw(call.path.at("figure"), revision, in.why);
      })));
}

}  // namespace bihuan::server
