// Routes of the calendar of duties: what is expected, what was done, what waits to be settled.
#include <utility>

#include "base/base64.h"
#include "server/application.h"
#include "server/duty_api.h"
#include "server/duty_desk.h"
#include "server/internal/route_makers.h"

namespace bihuan::server {
namespace {

using records::DutyState;

Result<DutyFilter> duty_filter_of(const Call& call) {
  DutyFilter filter{call.query("unit"), call.query("task"), {}, {}};
  if (const std::string text = call.query("month"); !text.empty()) {
    const Result<Period> month = parse_period(text);
    if (!month || month->kind() != PeriodKind::kMonth) {
      return fail(Code::kInvalidInput, "月份应写成2024-09这样的形式。", "查询参数“month”");
    }
    filter.month = *month;
  }
  if (const std::string word = call.query("state"); !word.empty()) {
    const Result<DutyState> state = parse_enum_word<DutyState>(word);
    if (!state) return fail(Code::kInvalidInput, state.error().message, "查询参数“state”");
    filter.state = *state;
  }
  return filter;
}

Result<api::DutyList> calendar(Application& application, const Call& call) {
  BIHUAN_TRY(const PlanId plan, plan_in_path(call));
  BIHUAN_TRY(const DutyFilter filter, duty_filter_of(call));
  return list_duties(application.office(), call.actor(), plan, filter, call.query("cursor"), call.limit());
}

Result<api::WaitingList> waiting(Application& application, const Call& call) {
  BIHUAN_TRY(const PlanId plan, plan_in_path(call));
  return waiting_duties(application.office(), call.actor(), plan);
}

Result<api::Recorded> settle(Application& application, const Call& call, const api::SettleRequest& in) {
  BIHUAN_CHECK(application.office().duties.settle(call.actor(), call.path.at("task"),
                                                  {"", in.period, in.min_count, in.from, in.to}, in.why));
  return api::Recorded{};
}

Result<api::Recorded> record(Application& application, const Call& call, const api::DutyDoneRequest& in) {
  Result<std::string> bytes = from_base64(in.content_base64);
  if (!bytes.has_value()) return fail(bytes.error().code, bytes.error().message, "content_base64");
  BIHUAN_CHECK(record_duty(application.office(), call.actor(), {in.task_id, in.object, in.period, in.ordinal},
                           {call.path.at("unit"), in.done_on, in.evidence, in.attachment_digest},
                           {in.file_name, *std::move(bytes)}));
  return api::Recorded{};
}

Result<api::Recorded> withdraw(Application& application, const Call& call, const api::DutyWithdrawRequest& in) {
  BIHUAN_CHECK(
      application.office().duties.withdraw_done(call.actor(), {in.task_id, in.object, in.period, in.ordinal}, in.why));
  return api::Recorded{};
}

}  // namespace

void add_duty_routes(std::vector<Route>& all) {
  all.push_back(read_route<api::DutyList>("/api/v1/plans/{id}/duties", "list_duties", "履职日历",
                                          "The year's expected duties and where they stand",
                                          {{"unit", false, false, "责任单位"},
                                           {"task", false, false, "任务编号"},
                                           {"month", false, false, "时间窗涉及的月份，如2024-09"},
                                           {"state", false, false, "ahead、open、done、done_late、missed"},
                                           kCursor,
                                           kLimit},
                                          &calendar));
  all.push_back(read_route<api::WaitingList>("/api/v1/plans/{id}/duties/waiting", "list_waiting_duties",
                                             "频次待定的职责", "Duties whose frequency the text leaves open", {},
                                             &waiting));
  all.push_back(write_route<api::SettleRequest, api::Recorded>(
      "/api/v1/tasks/{task}/frequency", "settle_duty", "指定频次", "Settle how often a duty is due", 200, &settle));
  all.push_back(write_route<api::DutyDoneRequest, api::Recorded>(
      "/api/v1/units/{unit}/duties/done", "record_duty", "登记已办理，可附一份记录",
      "Record a duty as done, with a file where there is one", 201, &record, kFilesLimits));
  all.push_back(file_route("/api/v1/duty_files/{digest}", "get_duty_file", "下载办理记录的附件",
                           "Download the file of a record", {}, "application/octet-stream",
                           [](Application& application, const Call& call) -> Result<NamedFile> {
                             BIHUAN_TRY(records::NewAttachment file,
                                        application.office().duties.file(call.path.at("digest")));
                             return NamedFile{std::move(file.file_name), "application/octet-stream",
                                              std::move(file.bytes)};
                           }));
  all.push_back(write_route<api::DutyWithdrawRequest, api::Recorded>(
      "/api/v1/units/{unit}/duties/withdraw", "withdraw_duty", "撤回登记", "Take such a record back", 200, &withdraw));
}

}  // namespace bihuan::server
