#include "server/routes.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <iterator>
#include <optional>
#include <type_traits>
#include <utility>

#include "assessment/reading_describe.h"
#include "server/api.h"
#include "server/api_description.h"
#include "server/application.h"
#include "server/http_error.h"
#include "server/internal/route_makers.h"

namespace bihuan::server {

namespace api {
// A stored reading is passed on as it is; it has the schema of the struct that it was written from.
std::string schema_text(SchemaSet& set, const StoredReading* /*nothing*/) {
  return schema_of<assessment::Reading>(set);
}
}  // namespace api

namespace {

Result<api::Preview> preview_upload(Application& application, const Call& call) {
  const std::string plan = call.query("plan_id");
  BIHUAN_TRY(api::Preview preview, application.desk().preview(call.query("file_name"), call.request.body, plan));
  BIHUAN_TRY(preview.token, application.previews().put({preview.file_name, call.request.body, plan}));
  return preview;
}

Result<api::PlanSummary> accept_upload(Application& application, const Call& call, const api::AcceptRequest& in) {
  BIHUAN_TRY(const Upload upload, application.previews().find(in.token));
  BIHUAN_TRY(api::PlanSummary summary,
             application.desk().store(call.actor(), upload.file_name, upload.bytes, in.plan_id, ""));
  application.previews().drop(in.token);
  return summary;
}

const QueryParameter kVersion{"version", false, true, "版本号，省略为最新版本"};

void add_service_routes(std::vector<Route>& all) {
  all.push_back(
      read_route<api::Health>("/healthz", "health", "服务是否正常", "Whether the service is up", {},
                              [](Application& application, const Call&) -> Result<api::Health> {
                                return api::Health{"ok", application.options().version, application.started_at()};
                              }));
  Route openapi;
  openapi.pattern = "/openapi.json";
  openapi.id = "openapi";
  openapi.summary = "本接口的说明";
  openapi.summary_en = "This description of the API";
  openapi.response_schema = [](SchemaSet&) { return std::string(R"({"type":"object"})"); };
  openapi.handle = [](Application&, const Call&) {
    Response response;
    response.set("Content-Type", "application/json; charset=utf-8");
    response.body = openapi_document();
    return response;
  };
  all.push_back(std::move(openapi));
  all.push_back(read_route<api::Desk>("/api/v1/desk", "desk", "工作台的时钟与单位", "Clock and bureau of the desk", {},
                                      [](Application& application, const Call&) -> Result<api::Desk> {
                                        api::Desk desk = application.desk().desk();
                                        desk.has_oidc = application.access().oidc != nullptr;
                                        return desk;
                                      }));
}

void add_plan_routes(std::vector<Route>& all) {
  all.push_back(
      read_route<api::PlanList>("/api/v1/plans", "list_plans", "已存计划", "Stored plans", {},
                                [](Application& application, const Call&) { return application.desk().list(); }));
  all.push_back(read_route<api::PlanView>("/api/v1/plans/{id}", "get_plan", "一份计划：正文、分解、改正与读数",
                                          "A plan: text, compilation, corrections, readings", {kVersion},
                                          [](Application& application, const Call& call) {
                                            return application.desk().view(call.path.at("id"), call.number("version"));
                                          }));
  all.push_back(read_route<api::VersionList>(
      "/api/v1/plans/{id}/versions", "list_versions", "一份计划的各个版本", "Versions of a plan", {},
      [](Application& application, const Call& call) { return application.desk().versions(call.path.at("id")); }));
  all.push_back(read_route<plans::Difference>(
      "/api/v1/plans/{id}/difference", "get_difference", "两个版本的差别", "What changed between two versions",
      {{"from", true, true, "旧版本号"}, {"to", true, true, "新版本号"}},
      [](Application& application, const Call& call) {
        return application.desk().difference(call.path.at("id"), call.number("from").value_or(0),
                                             call.number("to").value_or(0));
      }));
  Route preview = read_route<api::Preview>(
      "/api/v1/plans/preview", "preview_plan", "上传文件预览，不保存", "Upload a document and see what it would change",
      {{"file_name", true, false, "文件名"}, {"plan_id", false, false, "要替换的计划编号"}}, &preview_upload);
  preview.method = Method::kPost;
  preview.body = BodyKind::kBytes;
  all.push_back(std::move(preview));
  all.push_back(
      write_route<api::AcceptRequest, api::PlanSummary>("/api/v1/plans", "store_plan", "接受预览过的文件并保存",
                                                        "Store a document that was previewed", 201, &accept_upload));
  all.push_back(file_route("/api/v1/plans/{id}/task-sheet.xlsx", "get_task_sheet_xlsx", "任务分解表（xlsx）",
                           "The task sheet as a workbook", {},
                           "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                           [](Application& application, const Call& call) {
                             return application.desk().task_sheet(call.path.at("id"), TaskSheetFormat::kXlsx);
                           }));
  all.push_back(file_route("/api/v1/plans/{id}/task-sheet.docx", "get_task_sheet_docx", "任务分解表（docx）",
                           "The task sheet as a document", {},
                           "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                           [](Application& application, const Call& call) {
                             return application.desk().task_sheet(call.path.at("id"), TaskSheetFormat::kDocx);
                           }));
  all.push_back(file_route("/api/v1/plans/{id}/file", "get_file", "原始文件", "The original file", {kVersion},
                           "application/octet-stream", [](Application& application, const Call& call) {
                             return application.desk().original(call.path.at("id"), call.number("version"));
                           }));
}

void add_correction_routes(std::vector<Route>& all) {
  all.push_back(write_route<api::CorrectionRequest, api::Correction>(
      "/api/v1/plans/{id}/corrections", "add_correction", "改正一条分解结果", "Correct a compiled commitment", 201,
      [](Application& application, const Call& call, const api::CorrectionRequest& in) {
        return application.desk().correct(call.actor(), call.path.at("id"),
                                          {in.commitment_id, in.field, in.after, in.why});
      }));
  all.push_back(write_route<api::WithdrawRequest, api::Correction>(
      "/api/v1/plans/{id}/corrections/{cid}/withdraw", "withdraw_correction", "撤回改正", "Withdraw a correction", 200,
      [](Application& application, const Call& call, const api::WithdrawRequest& in) {
        return application.desk().withdraw(call.actor(), call.path.at("id"), call.path.at("cid"), in.why);
      }));
  all.push_back(write_route<api::ConfirmRequest, api::Correction>(
      "/api/v1/plans/{id}/corrections/{cid}/confirm", "confirm_correction", "确认改正所指的句子",
      "Confirm which sentence a correction belongs to", 200,
      [](Application& application, const Call& call, const api::ConfirmRequest& in) {
        return application.desk().confirm(call.actor(), call.path.at("id"), call.path.at("cid"), in.commitment_id);
      }));
}

// Who may come in by which route: one line each, so that it can be read in one piece.
struct RouteAccess {
  std::string_view id;
  Allow allow;
  std::string_view right;
  std::string_view unit;
  bool hashes;
};
constexpr RouteAccess kAccess[] = {
    {"health", Allow::kEveryone, "", "", false},
    {"openapi", Allow::kEveryone, "", "", false},
    {"desk", Allow::kEveryone, "", "", false},  // the page shows bureau and clock before anybody signs in
    {"sign_in", Allow::kEveryone, "", "", true},
    {"sign_in_by_link", Allow::kEveryone, "", "", false},
    {"begin_oidc", Allow::kEveryone, "", "", true},
    {"finish_oidc", Allow::kEveryone, "", "", true},
    {"sign_out", Allow::kSignedIn, "", "", false},
    {"me", Allow::kSignedIn, "", "", false},
    {"change_password", Allow::kSignedIn, "", "", true},
    {"begin_totp", Allow::kSignedIn, "", "", false},
    {"confirm_totp", Allow::kSignedIn, "", "", false},
    {"list_tokens", Allow::kSignedIn, "", "", false},
    {"make_token", Allow::kSignedIn, "", "", false},
    {"revoke_token", Allow::kSignedIn, "", "", false},
    {"list_units", Allow::kSignedIn, "", "", false},
    {"list_people", Allow::kRight, "people.read", "unit", false},
    {"list_accounts", Allow::kRight, "account.read", "", false},
    {"get_account", Allow::kRight, "account.read", "", false},
    {"add_account", Allow::kRight, "account.write", "", false},
    {"disable_account", Allow::kRight, "account.write", "", false},
    {"enable_account", Allow::kRight, "account.write", "", false},
    {"reset_account", Allow::kRight, "account.write", "", false},
    {"set_roles", Allow::kRight, "account.roles", "", false},
    {"get_unit", Allow::kSignedIn, "", "", false},
    {"add_unit", Allow::kRight, "organisation.write", "", false},
    {"change_unit", Allow::kRight, "organisation.write", "", false},
    {"list_all_people", Allow::kRight, "organisation.read", "", false},
    {"add_person", Allow::kRight, "organisation.write", "", false},
    {"add_seat", Allow::kRight, "organisation.write", "", false},
    {"end_seat", Allow::kRight, "organisation.write", "", false},
    {"list_deputies", Allow::kRight, "deputy.read", "", false},
    {"add_deputy", Allow::kRight, "deputy.arrange", "", false},  // for oneself; for others see may_arrange
    {"end_deputy", Allow::kRight, "deputy.arrange", "", false},
    {"list_notices", Allow::kRight, "notice.read", "", false},
    {"mark_notices_read", Allow::kRight, "notice.read", "", false},
    {"list_channels", Allow::kRight, "channel.read", "", false},
    {"add_channel", Allow::kRight, "channel.write", "", false},
    {"change_channel", Allow::kRight, "channel.write", "", false},
    {"list_deliveries", Allow::kRight, "channel.read", "", false},
    {"try_again", Allow::kRight, "channel.write", "", false},
    {"give_up_delivery", Allow::kRight, "channel.write", "", false},
    {"get_unit_calendar", Allow::kRight, "calendar.read", "unit", false},
    {"get_burden", Allow::kRight, "burden.read", "", false},
    {"list_journal", Allow::kRight, "journal.read", "", false},
    {"verify_journal", Allow::kRight, "journal.read", "", false},
    {"list_plans", Allow::kRight, "plan.read", "", false},
    {"get_plan", Allow::kRight, "plan.read", "", false},
    {"list_versions", Allow::kRight, "plan.read", "", false},
    {"get_difference", Allow::kRight, "plan.read", "", false},
    {"get_task_sheet_xlsx", Allow::kRight, "plan.read", "", false},
    {"get_task_sheet_docx", Allow::kRight, "plan.read", "", false},
    {"get_file", Allow::kRight, "plan.read", "", false},
    {"preview_plan", Allow::kRight, "plan.store", "", false},
    {"store_plan", Allow::kRight, "plan.store", "", false},
    {"add_correction", Allow::kRight, "plan.correct", "", false},
    {"withdraw_correction", Allow::kRight, "plan.correct", "", false},
    {"confirm_correction", Allow::kRight, "plan.correct", "", false},
    {"issue_tasks", Allow::kRight, "task.issue", "", false},
    {"list_tasks", Allow::kRight, "task.read", "", false},
    {"get_task", Allow::kRight, "task.read", "", false},
    {"set_schedule", Allow::kRight, "task.schedule", "", false},  // the book narrows it: office, heads of its units
    {"get_coverage", Allow::kRight, "task.read", "", false},
    {"decide_subset", Allow::kRight, "task.decide", "", false},
    {"get_unit_plan", Allow::kRight, "task.read", "", false},
    {"add_measure", Allow::kRight, "measure.write", "unit", false},
    {"change_measure", Allow::kRight, "measure.write", "unit", false},
    {"submit_measures", Allow::kRight, "measure.write", "unit", false},
    {"approve_measures", Allow::kRight, "measure.write", "unit", false},
    {"return_measures", Allow::kRight, "measure.write", "unit", false},
    {"open_round", Allow::kRight, "dispatch.run", "", false},
    {"list_rounds", Allow::kRight, "dispatch.read", "", false},
    {"get_round", Allow::kRight, "dispatch.read", "", false},
    {"get_progress", Allow::kRight, "dispatch.read", "", false},
    {"set_figure", Allow::kRight, "dispatch.run", "", false},
    {"close_round", Allow::kRight, "dispatch.run", "", false},
    {"get_bulletin", Allow::kRight, "dispatch.run", "", false},
    {"get_entries", Allow::kRight, "dispatch.entries", "unit", false},
    {"fill_entries", Allow::kRight, "dispatch.fill", "unit", false},
    {"submit_entries", Allow::kRight, "dispatch.fill", "unit", false},
    {"check_entries", Allow::kRight, "dispatch.check", "unit", false},
    {"pass_entries", Allow::kRight, "dispatch.check", "unit", false},
    {"return_entry", Allow::kRight, "dispatch.check", "unit", false},
    {"merge_entries", Allow::kRight, "dispatch.run", "", false},
    {"get_unit_sheet", Allow::kRight, "dispatch.entries", "unit", false},
    {"take_unit_sheet", Allow::kRight, "dispatch.fill", "unit", false},
    {"list_duties", Allow::kRight, "duty.read", "", false},
    {"list_waiting_duties", Allow::kRight, "duty.read", "", false},
    {"settle_duty", Allow::kRight, "duty.settle", "", false},  // the book narrows it: office, heads of its units
    {"record_duty", Allow::kRight, "duty.record", "unit", false},
    {"withdraw_duty", Allow::kRight, "duty.record", "unit", false},
    {"get_duty_file", Allow::kRight, "duty.read", "", false},
    // Cases: a right lets in at all; the book narrows it to the cases in which the caller's unit has a part, and to the
    // steps that are his.
    {"case_words", Allow::kRight, "case.read", "", false},
    {"list_cases", Allow::kRight, "case.read", "", false},
    {"case_board", Allow::kRight, "case.read", "", false},
    {"get_case", Allow::kRight, "case.read", "", false},
    {"get_case_attachment", Allow::kRight, "case.read", "", false},
    {"get_case_draft", Allow::kRight, "case.draft", "", false},
    {"open_case", Allow::kRight, "case.open", "", false},
    {"take_case_step", Allow::kRight, "case.act", "", false},
    {"preview_case_import", Allow::kRight, "case.import", "", false},
    {"import_cases", Allow::kRight, "case.import", "", false},
    {"list_papers", Allow::kRight, "paper.read", "", false},  // the book narrows it: issued to a unit of the caller's
    {"get_paper", Allow::kRight, "paper.read", "", false},
    {"get_paper_file", Allow::kRight, "paper.read", "", false},
    {"draft_case_paper", Allow::kRight, "paper.draft", "", false},
    {"draft_bulletin", Allow::kRight, "paper.draft", "", false},
    {"revise_paper", Allow::kRight, "paper.draft", "", false},
    {"withdraw_paper", Allow::kRight, "paper.draft", "", false},
    {"issue_paper", Allow::kRight, "paper.approve", "", false},
    {"return_paper", Allow::kRight, "paper.approve", "", false},
    {"official_words", Allow::kRight, "official.read", "", false},
    {"list_target_values", Allow::kRight, "official.read", "", false},
    {"get_target_values", Allow::kRight, "official.read", "", false},
    {"list_official_figures", Allow::kRight, "official.read", "", false},
    {"list_series_figures", Allow::kRight, "official.read", "", false},
    {"get_official_figure", Allow::kRight, "official.read", "", false},
    {"get_official_file", Allow::kRight, "official.read", "", false},
    {"add_official_figure", Allow::kRight, "official.write", "", false},
    {"revise_official_figure", Allow::kRight, "official.write", "", false},
    {"withdraw_official_figure", Allow::kRight, "official.write", "", false},
    {"list_adjustments", Allow::kRight, "adjustment.read", "", false},
    {"ask_adjustment", Allow::kRight, "adjustment.ask", "", false},
    {"decide_adjustment", Allow::kRight, "adjustment.decide", "", false},
    {"evaluate_file", Allow::kRight, "evaluation.run", "", false},
    {"evaluate_file_workbook", Allow::kRight, "evaluation.run", "", false},
    {"preview_readings", Allow::kRight, "evaluation.run", "", false},
    {"store_readings", Allow::kRight, "reading.store", "", false},
    {"list_devices", Allow::kRight, "device.read", "", false},
    {"get_device", Allow::kRight, "device.read", "", false},
    {"list_quarantine", Allow::kRight, "device.read", "", false},
    {"list_device_events", Allow::kRight, "device.read", "", false},
    {"list_frames", Allow::kRight, "device.read", "", false},
    {"get_frame", Allow::kRight, "device.read", "", false},
    {"watch_frames", Allow::kRight, "device.read", "", false},
    {"list_device_orders", Allow::kRight, "device.read", "", false},
    {"register_device", Allow::kRight, "device.register", "", false},
    {"change_device", Allow::kRight, "device.register", "", false},
    {"ask_device_order", Allow::kRight, "device.order", "", false},
    {"decide_device_order", Allow::kRight, "device.decide", "", false},  // not by the person who asked: the book looks
    {"list_sites", Allow::kRight, "site.read", "", false},
    {"get_site", Allow::kRight, "site.read", "", false},
    {"add_site", Allow::kRight, "site.write", "", false},
    {"change_site", Allow::kRight, "site.write", "", false},
    {"import_sites", Allow::kRight, "site.write", "", false},
    {"get_scheme", Allow::kRight, "site.read", "", false},
    {"list_scheme_lines", Allow::kRight, "site.read", "", false},
    {"get_scheme_calendar", Allow::kRight, "site.read", "", false},
    {"get_scheme_line", Allow::kRight, "site.read", "", false},
    {"list_scheme_gaps", Allow::kRight, "site.read", "", false},
    {"compare_scheme", Allow::kRight, "site.read", "", false},
    {"import_scheme", Allow::kRight, "site.write", "", false},
    {"end_scheme_line", Allow::kRight, "site.write", "", false},
    {"bind_scheme", Allow::kRight, "site.write", "", false},  // the book narrows it: office
    {"unbind_scheme", Allow::kRight, "site.write", "", false},
    // Findings that are leads are shown to enforcement alone: the desk looks.
    {"list_observed_sites", Allow::kRight, "observation.read", "", false},
    {"list_series", Allow::kRight, "observation.read", "", false},
    {"get_series_values", Allow::kRight, "observation.read", "", false},
    {"get_series_limits", Allow::kRight, "observation.read", "", false},
    {"get_series_rollups", Allow::kRight, "observation.read", "", false},
    {"get_point", Allow::kRight, "observation.read", "", false},
    {"get_completeness", Allow::kRight, "observation.read", "", false},
    {"export_values", Allow::kRight, "observation.read", "", false},
    {"list_import_ways", Allow::kRight, "observation.read", "", false},
    {"preview_import", Allow::kRight, "observation.import", "", false},
    {"list_import_problems", Allow::kRight, "observation.import", "", false},
    {"import_sheet", Allow::kRight, "observation.import", "", false},
    {"list_imports", Allow::kRight, "observation.read", "", false},
    {"get_import", Allow::kRight, "observation.read", "", false},
    {"get_import_file", Allow::kRight, "observation.read", "", false},
    {"undo_import", Allow::kRight, "observation.import", "", false},
    {"list_value_marks", Allow::kRight, "observation.read", "", false},
    {"get_value_mark", Allow::kRight, "observation.read", "", false},
    {"judge_values", Allow::kRight, "observation.judge", "", false},
    {"check_values", Allow::kRight, "observation.judge", "", false},
    {"list_retention_rules", Allow::kRight, "observation.kept", "", false},
    {"list_retentions", Allow::kRight, "observation.kept", "", false},
    {"get_retention", Allow::kRight, "observation.kept", "", false},
    {"preview_retention", Allow::kRight, "observation.retain", "", false},
    {"ask_retention", Allow::kRight, "observation.retain", "", false},
    {"decide_retention", Allow::kRight, "observation.drop", "", false},
    {"list_holds", Allow::kRight, "observation.kept", "", false},
    {"hold_values", Allow::kRight, "observation.hold", "", false},
    {"release_hold", Allow::kRight, "observation.hold", "", false},
};

void set_access(std::vector<Route>& all) {
  for (Route& route : all) {
    const auto found = std::ranges::find(kAccess, route.id, &RouteAccess::id);
    if (found == std::end(kAccess)) continue;
    route.allow = found->allow;
    route.right = std::string(found->right);
    route.unit = std::string(found->unit);
    route.hashes = found->hashes;
  }
}

std::vector<std::string> split_pattern(const std::string& pattern) {
  std::vector<std::string> parts;
  std::size_t begin = 1;
  while (begin <= pattern.size()) {
    const std::size_t end = std::min(pattern.find('/', begin), pattern.size());
    parts.push_back(pattern.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

std::optional<std::map<std::string, std::string>> match_path(const Route& route, const Location& location) {
  const std::vector<std::string> parts = split_pattern(route.pattern);
  if (parts.size() != location.segments.size() || location.path.back() == '/') return std::nullopt;
  std::map<std::string, std::string> path;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].front() == '{') {
      path[parts[i].substr(1, parts[i].size() - 2)] = location.segments[i];
    } else if (parts[i] != location.segments[i]) {
      return std::nullopt;
    }
  }
  return path;
}

// Fewer parameters first: /plans/preview is not the plan called "preview".
std::size_t parameters_of(const Route& route) {
  return static_cast<std::size_t>(std::count(route.pattern.begin(), route.pattern.end(), '{'));
}

}  // namespace

Response export_file(Application& application, const Call& call, const Result<NamedFile>& file) {
  if (!file.has_value()) return error_response(file.error());
  const Status noted = note_export(application.office(), call.actor(), call.location.path, file->name, file->bytes);
  return noted.has_value() ? render_file(file) : error_response(noted.error());
}

std::string Call::query(const std::string& name) const {
  const auto found = location.query.find(name);
  return found == location.query.end() ? std::string() : found->second;
}

std::optional<std::int64_t> Call::number(const std::string& name) const {
  const std::string text = query(name);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Result<std::int64_t> Call::seen_revision() const {
  std::string_view text = request.header("If-Match");
  if (text.size() > 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size() || value < 0) {
    return fail(Code::kInvalidInput, "修改时要用If-Match写明看到的版本，例如If-Match: \"7\"（即所得ETag）。",
                "请求头If-Match");
  }
  return value;
}

std::int64_t Call::limit() const {
  constexpr std::int64_t kUsual = 50, kMost = 200;
  return std::min(number("limit").value_or(kUsual), kMost);
}

const std::vector<Route>& routes() {
  static const std::vector<Route> kAll = [] {
    std::vector<Route> all;
    add_service_routes(all);
    add_plan_routes(all);
    add_correction_routes(all);
    add_account_routes(all);
    add_oidc_routes(all);
    add_admin_routes(all);
    add_notice_routes(all);
    add_task_routes(all);
    add_dispatch_routes(all);
    add_duty_routes(all);
    add_case_routes(all);
    add_adjustment_routes(all);
    add_paper_routes(all);
    add_evaluation_routes(all);
    add_official_routes(all);
    add_device_routes(all);
    add_site_routes(all);
    add_observation_routes(all);
    add_scheme_routes(all);
    set_access(all);
    return all;
  }();
  return kAll;
}

Match find_route(Method method, const Location& location) {
  const Method wanted = method == Method::kHead ? Method::kGet : method;
  Match match;
  std::size_t fewest = SIZE_MAX;
  for (const Route& route : routes()) {
    std::optional<std::map<std::string, std::string>> path = match_path(route, location);
    if (!path || parameters_of(route) > fewest) continue;
    if (parameters_of(route) < fewest) {
      fewest = parameters_of(route);
      match = Match{};
    }
    if (route.method == wanted) {
      match.route = &route;
      match.path = *std::move(path);
    }
    match.allowed += (match.allowed.empty() ? "" : ", ") + std::string(to_string(route.method));
    if (route.method == Method::kGet) match.allowed += ", HEAD";
  }
  return match;
}

}  // namespace bihuan::server
