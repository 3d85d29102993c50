#include "server/application.h"

#include <utility>

#include "server/guard.h"
#include "server/http_error.h"
#include "server/routes.h"

namespace bihuan::server {
namespace {

bool is_of_the_api(const Location& location) {
  return location.segments.size() >= 1 && location.segments.front() == "api";
}

std::string_view media_type(const Request& request) {
  std::string_view type = request.header("Content-Type");
  type = type.substr(0, type.find(';'));
  while (!type.empty() && type.back() == ' ') type.remove_suffix(1);
  return type;
}

// Checks the query and the kind of body against what the route says.
Status check_call(const Route& route, const Location& location) {
  for (const auto& [name, value] : location.query) {
    const QueryParameter* known = nullptr;
    for (const QueryParameter& parameter : route.query) known = parameter.name == name ? &parameter : known;
    if (known == nullptr && route.takes_any_query) continue;
    if (known == nullptr) return fail(Code::kInvalidInput, "这个网址没有名为“" + name + "”的查询参数。", "查询参数");
    const bool is_number = !value.empty() && value.size() <= 9 && value.front() != '0' &&
                           value.find_first_not_of("0123456789") == std::string::npos;
    if (known->is_integer && !is_number) {
      return fail(Code::kInvalidInput, "查询参数“" + name + "”应为从1开始的整数。", "查询参数“" + name + "”");
    }
  }
  for (const QueryParameter& parameter : route.query) {
    const auto found = location.query.find(parameter.name);
    if (parameter.is_required && (found == location.query.end() || found->second.empty())) {
      return fail(Code::kInvalidInput, "缺少查询参数“" + parameter.name + "”（" + parameter.summary + "）。",
                  "查询参数“" + parameter.name + "”");
    }
  }
  return {};
}

}  // namespace

Application::Application(PlanDesk& desk, Office& office, Access access, const Clock& clock, ApplicationOptions options)
    : desk_(desk),
      office_(office),
      repeats_(office.database),
      access_(access),
      clock_(clock),
      options_(std::move(options)),
      started_at_(clock.now()),
      previews_(options_.limits),
      files_(options_.web_root) {}

Response Application::answer(const Request& request) {
  if (std::optional<Response> refusal = refuse(request, options_.allows_remote)) return *std::move(refusal);
  if (request.body.size() > options_.limits.body_bytes) {
    return error_response(413, "too_large",
                          "请求太大，应不超过" + std::to_string(options_.limits.body_bytes >> 20U) + "MiB。",
                          "请求内容");
  }
  const Result<Location> location = parse_target(request.target);
  if (!location.has_value()) return error_response(location.error());

  Match match = find_route(request.method, *location);
  if (match.route == nullptr && !match.allowed.empty()) {
    Response response = error_response(405, "method_not_allowed", "这个网址只接受" + match.allowed + "。", "请求方法");
    response.set("Allow", match.allowed);
    return response;
  }
  if (match.route == nullptr) {
    if (is_of_the_api(*location)) return error_response(404, "not_found", "没有这个接口。", location->path);
    if (request.method == Method::kGet || request.method == Method::kHead) return files_.serve(*location, request);
    Response response = error_response(405, "method_not_allowed", "这个网址只接受GET, HEAD。", "请求方法");
    response.set("Allow", "GET, HEAD");
    return response;
  }
  const Result<Caller> caller = identify(access_, request, clock_.now());
  if (!caller.has_value()) return error_response(caller.error());
  if (std::optional<Response> refusal = refuse_access(access_, *match.route, match.path, request, *caller)) {
    return *std::move(refusal);
  }
  if (const Status status = check_call(*match.route, *location); !status.has_value())
    return error_response(status.error());
  const std::string_view wanted = match.route->body == BodyKind::kJson    ? "application/json"
                                  : match.route->body == BodyKind::kBytes ? "application/octet-stream"
                                                                          : "";
  if (!wanted.empty() && !equals_ignoring_case(media_type(request), wanted)) {
    return error_response(415, "unsupported_media_type", "这个接口的Content-Type应为" + std::string(wanted) + "。",
                          "请求头Content-Type");
  }
  if (match.route->wants_revision && request.header("If-Match").empty()) {
    return error_response(428, "precondition_required",
                          "修改时要用If-Match写明看到的版本，例如If-Match: \"7\"（即所得ETag）。", "请求头If-Match");
  }
  const Call call{request, *location, std::move(match.path), *caller};
  return repeats_.once(*match.route, call, [&] { return match.route->handle(*this, call); });
}

bool Application::hashes(const Request& request) {
  const Result<Location> location = parse_target(request.target);
  if (!location.has_value()) return false;
  const Match match = find_route(request.method, *location);
  return match.route != nullptr && match.route->hashes;
}

bool Application::may_go_on(const Request& request) {
  const Result<Location> location = parse_target(request.target);
  if (!location.has_value()) return false;
  const Match match = find_route(request.method, *location);
  if (match.route == nullptr) return false;
  const Result<Caller> caller = identify(access_, request, clock_.now());
  return caller.has_value() && !refuse_access(access_, *match.route, match.path, request, *caller);
}

Response Application::handle(const Request& request) {
  Response response = answer(request);
  set_security_headers(response);
  if (options_.is_encrypted) response.set("Strict-Transport-Security", "max-age=31536000");
  if (response.header("Cache-Control").empty()) response.set("Cache-Control", "no-store");
  if (request.method == Method::kHead && response.stream) {
    response.stream.reset();
  } else if (request.method == Method::kHead) {
    response.set("Content-Length", std::to_string(response.body.size()));
    response.body.clear();
  }
  return response;
}

}  // namespace bihuan::server
