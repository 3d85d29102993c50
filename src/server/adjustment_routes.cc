// Routes of requests for a change: of a case, of a task, for the destruction of content.
#include "server/adjustment_api.h"
#include "server/adjustment_desk.h"
#include "server/application.h"
#include "server/internal/route_makers.h"

namespace bihuan::server {

void add_adjustment_routes(std::vector<Route>& all) {
  all.push_back(read_route<api::AdjustmentList>(
      "/api/v1/adjustments", "list_adjustments", "调整申请", "Requests for a change",
      {{"subject", false, false, "要调整的记录，如case_file/k000001、task/p0001-t1"},
       {"state", false, false, "asked、granted、refused"},
       kCursor,
       kLimit},
      [](Application& application, const Call& call) {
        return AdjustmentDesk(application.office(), call.actor())
            .list(call.query("subject"), call.query("state"), call.query("cursor"), call.limit());
      }));
  all.push_back(write_route<api::AskAdjustmentRequest, api::AdjustmentView>(
      "/api/v1/adjustments", "ask_adjustment", "申请调整", "Ask for a change", 201,
      [](Application& application, const Call& call, const api::AskAdjustmentRequest& in) {
        return AdjustmentDesk(application.office(), call.actor()).ask(in);
      }));
  all.push_back(revised(write_route<api::DecideAdjustmentRequest, api::AdjustmentView>(
      "/api/v1/adjustments/{adjustment}/decision", "decide_adjustment", "决定调整申请", "Decide on a request", 200,
      [](Application& application, const Call& call,
         const api::DecideAdjustmentRequest& in) -> Result<api::AdjustmentView> {
        BIHUAN_TRY(const std::int64_t revision, call.seen_revision());
        return AdjustmentDesk(application.office(), call.actor()).decide(call.path.at("adjustment"), revision, in);
      })));
}

}  // namespace bihuan::server
