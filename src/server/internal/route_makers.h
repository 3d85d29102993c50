// src/server/internal/route_makers.h - routes out of a handler and the types that it takes and gives. Included by .cc
// files only.
#pragma once
#include <concepts>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "server/http_error.h"
#include "server/plan_desk.h"
#include "server/routes.h"

namespace bihuan::server {

// What a JSON request may hold: our largest are a case's texts and a unit's entries of a month.
inline constexpr JsonLimits kRequestLimits{
    .max_bytes = std::size_t{512} << 10U, .max_depth = 8, .missing_keeps_default = false};

// A request that brings files may hold 20 MiB of them, as base64, beside its text.
inline constexpr JsonLimits kFilesLimits{
    .max_bytes = std::size_t{30} << 20U, .max_depth = 8, .missing_keeps_default = false};

inline Date today_of(const Call& call) { return to_date(call.actor().at); }

// The plan of a pattern with {id}.
inline Result<PlanId> plan_in_path(const Call& call) { return PlanId::make(call.path.at("id"), "计划编号"); }

// An answer that is one record says which revision it is: what If-Match is to name.
template <class T>
concept HasRevision = requires(const T& value) {
  { value.revision } -> std::convertible_to<std::int64_t>;
};

template <class T>
Response json_response(const T& value, int status) {
  Response response;
  response.status = status;
  response.set("Content-Type", "application/json; charset=utf-8");
  response.set("Cache-Control", "no-store");
  if constexpr (HasRevision<T>) response.set("ETag", "\"" + std::to_string(value.revision) + "\"");
  response.body = to_json(value);
  return response;
}

template <class T>
Response render(const Result<T>& result, int status) {
  return result.has_value() ? json_response(*result, status) : error_response(result.error());
}

template <class T>
std::string schema_maker(SchemaSet& set) {
  return schema_of<T>(set);
}

// A route that answers Out; `handler` is Result<Out>(Application&, const Call&).
template <class Out, class Handler>
Route read_route(std::string pattern, std::string id, std::string summary, std::string summary_en,
                 std::vector<QueryParameter> query, Handler handler) {
  Route route;
  route.pattern = std::move(pattern);
  route.id = std::move(id);
  route.summary = std::move(summary);
  route.summary_en = std::move(summary_en);
  route.query = std::move(query);
  route.response_schema = &schema_maker<Out>;
  route.handle = [handler](Application& application, const Call& call) {
    return render<Out>(handler(application, call), 200);
  };
  return route;
}

// A route that takes In as JSON and makes its own response.
template <class In, class Out, class Handler>
Route answer_route(std::string pattern, std::string id, std::string summary, std::string summary_en, int success,
                   Handler handler, JsonLimits limits = kRequestLimits) {
  Route route;
  route.method = Method::kPost;
  route.pattern = std::move(pattern);
  route.id = std::move(id);
  route.summary = std::move(summary);
  route.summary_en = std::move(summary_en);
  route.body = BodyKind::kJson;
  route.success = success;
  route.request_schema = &schema_maker<In>;
  route.response_schema = &schema_maker<Out>;
  route.handle = [handler, limits](Application& application, const Call& call) -> Response {
    const Result<In> in = from_json<In>(call.request.body, limits);
    if (!in.has_value()) return error_response(in.error());
    return handler(application, call, *in);
  };
  return route;
}

// A route that takes In as JSON; `handler` is Result<Out>(Application&, const Call&, const In&).
template <class In, class Out, class Handler>
Route write_route(std::string pattern, std::string id, std::string summary, std::string summary_en, int success,
                  Handler handler, JsonLimits limits = kRequestLimits) {
  return answer_route<In, Out>(
      std::move(pattern), std::move(id), std::move(summary), std::move(summary_en), success,
      [handler, success](Application& application, const Call& call, const In& in) {
        return render<Out>(handler(application, call, in), success);
      },
      limits);
}

// A change of one record: If-Match must name the revision that was seen.
inline Route revised(Route route) {
  route.wants_revision = true;
  return route;
}

inline Response render_file(const Result<NamedFile>& file) {
  if (!file.has_value()) return error_response(file.error());
  Response response;
  response.set("Content-Type", file->content_type);
  response.set("Cache-Control", "no-store");
  response.set("Content-Disposition", "attachment; filename*=UTF-8''" + percent_encode(file->name));
  response.body = file->bytes;
  return response;
}

// The file, and the entry of the journal that it went out (office.h, note_export).
Response export_file(Application& application, const Call& call, const Result<NamedFile>& file);

// A route that answers a file; `handler` is Result<NamedFile>(Application&, const Call&).
template <class Handler>
Route file_route(std::string pattern, std::string id, std::string summary, std::string summary_en,
                 std::vector<QueryParameter> query, std::string content_type, Handler handler) {
  Route route;
  route.pattern = std::move(pattern);
  route.id = std::move(id);
  route.summary = std::move(summary);
  route.summary_en = std::move(summary_en);
  route.query = std::move(query);
  route.content_type = std::move(content_type);
  // A calendar program asks for its feed again and again; that is no export.
  const bool is_feed = route.content_type == "text/calendar";
  route.handle = [handler, is_feed](Application& application, const Call& call) {
    const Result<NamedFile> file = handler(application, call);
    return is_feed ? render_file(file) : export_file(application, call, file);
  };
  return route;
}

void add_account_routes(std::vector<Route>& all);
void add_oidc_routes(std::vector<Route>& all);
void add_admin_routes(std::vector<Route>& all);
void add_notice_routes(std::vector<Route>& all);
void add_task_routes(std::vector<Route>& all);
void add_dispatch_routes(std::vector<Route>& all);
void add_duty_routes(std::vector<Route>& all);
void add_case_routes(std::vector<Route>& all);
void add_adjustment_routes(std::vector<Route>& all);
void add_paper_routes(std::vector<Route>& all);
void add_evaluation_routes(std::vector<Route>& all);
void add_official_routes(std::vector<Route>& all);
void add_device_routes(std::vector<Route>& all);
void add_site_routes(std::vector<Route>& all);
void add_observation_routes(std::vector<Route>& all);
void add_retention_routes(std::vector<Route>& all);  // by add_observation_routes
void add_scheme_routes(std::vector<Route>& all);

}  // namespace bihuan::server
