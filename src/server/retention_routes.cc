// Routes of dropping measured values for good (清理) and of keeping them from it (留存).
#include <utility>

#include "server/application.h"
#include "server/internal/route_makers.h"
#include "server/retention_api.h"
#include "server/retention_desk.h"

namespace bihuan::server {
namespace {

RetentionDesk retention_desk(Application& application, const Call& call) {
  return {application.office(), call.actor()};
}

void add_drop_routes(std::vector<Route>& all) {
  all.push_back(read_route<api::RetentionRuleList>(
      "/api/v1/observation-retention-rules", "list_retention_rules", "各数据集的保存期限",
      "How long each data set is to be kept", {}, [](Application& application, const Call& call) {
        return Result<api::RetentionRuleList>(retention_desk(application, call).rules());
      }));
  all.push_back(read_route<api::RetentionList>(
      "/api/v1/observation-retentions", "list_retentions", "清理申请和清理过的数据，新的在前",
      "What was asked to be dropped, and what was", {kCursor, kLimit}, [](Application& application, const Call& call) {
        return retention_desk(application, call).list(call.query("cursor"), call.limit());
      }));
  all.push_back(read_route<api::RetentionView>(
      "/api/v1/observation-retentions/{retention}", "get_retention", "一项清理申请；待同意的附现在会清理什么",
      "One of them; with what it would drop now", {}, [](Application& application, const Call& call) {
        return retention_desk(application, call).find(call.path.at("retention"));
      }));
  all.push_back(write_route<api::RetentionRequest, api::RetentionPreview>(
      "/api/v1/observation-retentions/preview", "preview_retention", "看会清理什么、有什么妨碍，不写入",
      "What would be dropped and what stands against it; nothing is written", 200,
      [](Application& application, const Call& call, const api::RetentionRequest& in) {
        return retention_desk(application, call).preview(in);
      }));
  all.push_back(write_route<api::RetentionRequest, api::RetentionView>(
      "/api/v1/observation-retentions", "ask_retention", "申请清理数据", "Ask that values be dropped", 201,
      [](Application& application, const Call& call, const api::RetentionRequest& in) {
        return retention_desk(application, call).ask(in);
      }));
  all.push_back(revised(write_route<api::DecideRetentionRequest, api::RetentionView>(
      "/api/v1/observation-retentions/{retention}/decide", "decide_retention", "同意并清理，或不同意；须是另一人",
      "Grant and drop, or refuse; by another person", 200,
      [](Application& application, const Call& call,
         const api::DecideRetentionRequest& in) -> Result<api::RetentionView> {
        BIHUAN_TRY(const std::int64_t revision, call.seen_revision());
        return retention_desk(application, call).decide(call.path.at("retention"), revision, in.is_granted, in.why);
      })));
}

void add_hold_routes(std::vector<Route>& all) {
  all.push_back(read_route<api::HoldList>(
      "/api/v1/observation-holds", "list_holds", "留存的数据", "What is kept from being dropped",
      {{"all", false, false, "true：连同已解除的"}}, [](Application& application, const Call& call) {
        return retention_desk(application, call).holds(call.query("all") == "true");
      }));
  all.push_back(write_route<api::HoldRequest, api::HoldView>(
      "/api/v1/observation-holds", "hold_values", "留存一段数据：督办、文件的证据", "Keep values as evidence", 201,
      [](Application& application, const Call& call, const api::HoldRequest& in) {
        return retention_desk(application, call).hold(in);
      }));
  all.push_back(revised(write_route<api::ReleaseRequest, api::HoldView>(
      "/api/v1/observation-holds/{hold}/release", "release_hold", "解除留存", "Release a hold", 200,
      [](Application& application, const Call& call, const api::ReleaseRequest& in) -> Result<api::HoldView> {
        BIHUAN_TRY(const std::int64_t revision, call.seen_revision());
        return retention_desk(application, call).release(call.path.at("hold"), revision, in.why);
      })));
}

}  // namespace

void add_retention_routes(std::vector<Route>& all) {
  add_drop_routes(all);
  add_hold_routes(all);
}

}  // namespace bihuan::server
