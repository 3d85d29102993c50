#include "server/access.h"

#include <algorithm>
#include <utility>

#include "base/base64.h"
#include "base/password.h"
#include "server/http_error.h"
#include "server/routes.h"

namespace bihuan::server {
namespace {

bool is_write(Method method) { return method != Method::kGet && method != Method::kHead; }

// The rest of an Authorization header of this scheme ("Bearer "); "" where it is another.
std::string_view credentials(const Request& request, std::string_view scheme) {
  const std::string_view header = request.header("Authorization");
  if (header.size() <= scheme.size() || !equals_ignoring_case(header.substr(0, scheme.size()), scheme)) return "";
  return header.substr(scheme.size());
}

// The secret of an API token: "Bearer <secret>", or as the password of "Basic", which is all that calendars can send.
std::string bearer(const Request& request) {
  if (const std::string_view secret = credentials(request, "Bearer "); !secret.empty()) return std::string(secret);
  const Result<std::string> pair = from_base64(credentials(request, "Basic "));
  if (!pair.has_value()) return "";
  const std::size_t colon = pair->find(':');
  return colon == std::string::npos ? "" : pair->substr(colon + 1);
}

Response forbidden(std::string_view message, std::string_view where) {
  return error_response(403, "forbidden", message, where);
}

}  // namespace

std::string cookie(const Request& request, std::string_view name) {
  for (const auto& [header, value] : request.headers) {
    if (!equals_ignoring_case(header, "Cookie")) continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(';'), rest.size());
      std::string_view part = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      while (!part.empty() && part.front() == ' ') part.remove_prefix(1);
      if (part.size() > name.size() && part.substr(0, name.size()) == name && part[name.size()] == '=') {
        return std::string(part.substr(name.size() + 1));
      }
    }
  }
  return "";
}

std::string session_cookie(std::string_view secret, bool is_encrypted) {
  std::string text = std::string(kSessionCookie) + "=" + std::string(secret) + "; Path=/; HttpOnly; SameSite=Strict";
  if (is_encrypted) text += "; Secure";
  if (secret.empty()) text += "; Max-Age=0";
  return text;
}

Result<Caller> identify(Access& access, const Request& request, Instant desk_now) {
  Caller caller;
  caller.visit = {"网页 " + request.peer, desk_now, access.machine.now()};
  if (const std::string token = bearer(request); !token.empty()) {
    caller.visit.origin = "接口 " + request.peer;
    BIHUAN_TRY(caller.who, access.accounts.find_token(caller.visit, token));
    return caller;
  }
  caller.session = cookie(request, kSessionCookie);
  if (!caller.session.empty()) {
    BIHUAN_TRY(caller.who, access.accounts.find_session(caller.visit, caller.session));
  }
  return caller;
}

std::optional<Response> refuse_access(const Access& access, const Route& route,
                                      const std::map<std::string, std::string>& path, const Request& request,
                                      const Caller& caller) {
  if (route.allow == Allow::kEveryone) return std::nullopt;
  if (!caller.who) {
    Response response = error_response(401, "unauthenticated", "请先登录；登录可能已超时。", "登录");
    response.set("WWW-Authenticate", "Bearer");
    return response;
  }
  const records::SignedIn& who = *caller.who;
  if (is_write(request.method) && !who.is_token &&
      !are_equal_in_constant_time(request.header(kCsrfHeader), who.csrf)) {
    return forbidden("页面已过期，请刷新后再试。", "请求头X-CSRF-Token");
  }
  if (route.allow == Allow::kSignedIn) {
    if (who.is_token) return forbidden("令牌不能用于账户操作，请登录后办理。", "令牌");
    return std::nullopt;
  }
  if (who.must_change_password && !who.is_token) {
    return error_response(403, "password_change_required", "请先设置新口令。", "口令");
  }
  if (who.must_use_codes && !who.is_token) {
    return error_response(403, "codes_required", "您的角色须启用动态口令，请先在登录页启用。", "动态口令");
  }
  if (who.is_token && std::ranges::find(who.token_rights, route.right) == who.token_rights.end()) {
    return forbidden("令牌没有“" + route.right + "”这项权限。", "令牌");
  }
  std::string unit;
  if (!route.unit.empty()) {
    const auto found = path.find(route.unit);
    if (found != path.end()) unit = found->second;
  }
  if (access.rights.has_right(who.actor, route.right, unit)) return std::nullopt;
  const records::Right* right = access.rights.find(route.right);
  return forbidden("没有这项权限：" + (right == nullptr ? route.id : right->title) +
                       (unit.empty() ? "。" : "（只限本单位）。"),
                   route.right);
}

}  // namespace bihuan::server
