// Routes of signing in at the city's sign-on. They are opened by browsers, not by the front end, and answer pages.
#include <utility>

#include "server/access.h"
#include "server/application.h"
#include "server/http_error.h"
#include "server/internal/route_makers.h"
#include "server/oidc.h"

namespace bihuan::server {
namespace {

std::string oidc_cookie(std::string_view value, bool is_encrypted) {
  // Lax: it must come along when the issuer sends the browser back.
  std::string text =
      std::string(kOidcCookie) + "=" + std::string(value) + "; Path=" + std::string(kOidcPath) +
      "; HttpOnly; SameSite=Lax; Max-Age=" + (value.empty() ? "0" : std::to_string(kOidcPatience.count()));
  if (is_encrypted) text += "; Secure";
  return text;
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

// A page of one sentence and one link. `goes_on`: the browser follows the link by itself; that is a step of our own
// page, so that the SameSite=Strict cookie of the session goes along, which it does not on the way from the issuer.
Response page(int status, std::string_view sentence, std::string_view link, std::string_view link_text, bool goes_on) {
  Response response;
  response.status = status;
  response.set("Content-Type", "text/html; charset=utf-8");
  response.set("Cache-Control", "no-store");
  response.body =
      "<!doctype html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width\"><title>登录</title>";
  if (goes_on) response.body += "<meta http-equiv=\"refresh\" content=\"0;url=" + std::string(link) + "\">";
  response.body +=
      "<style>body{margin:12vh auto;max-width:340px;padding:0 24px;font:14px/1.7 sans-serif;background:#f6f4ee;"
      "color:#1c2321}a{color:#17645d;text-decoration:none;display:inline-block;padding:10px 0}"
      "@media(prefers-color-scheme:dark){body{background:#161b1a;color:#e6e4da}a{color:#74bdae}}</style>"
      "</head><body><p>" +
      escaped(sentence) + "</p><p><a href=\"" + std::string(link) + "\">" + std::string(link_text) +
      "</a></p></body></html>\n";
  return response;
}

Response refusal(int status, std::string_view sentence) {
  return page(status, sentence, "/enter", "返回登录页", false);
}

Response refusal(const Error& error) {
  const bool is_refusal = error.code == Code::kInvalidInput;
  return refusal(is_refusal ? 401 : status_of(error.code), error.message);
}

Response begin(Application& application, const Call& call) {
  Oidc* oidc = application.access().oidc;
  if (oidc == nullptr) return refusal(404, "没有设置统一身份认证。");
  const Result<Oidc::Begun> begun = oidc->begin(call.caller.visit.recorded_at, call.query("back"));
  if (!begun.has_value()) return refusal(begun.error());
  Response response = page(302, "正在前往统一身份认证。", escaped(begun->address), "继续", false);
  response.set("Location", begun->address);
  response.set("Set-Cookie", oidc_cookie(begun->cookie, application.options().is_encrypted));
  return response;
}

Response finish(Application& application, const Call& call) {
  Oidc* oidc = application.access().oidc;
  if (oidc == nullptr) return refusal(404, "没有设置统一身份认证。");
  if (!call.query("error").empty()) return refusal(401, "统一身份认证没有同意这次登录。");
  const Result<Oidc::Finished> finished = oidc->finish(
      call.query("code"), call.query("state"), cookie(call.request, kOidcCookie), call.caller.visit.recorded_at);
  if (!finished.has_value()) return refusal(finished.error());
  const Result<records::SignIn> done =
      application.access().accounts.sign_in_vouched(call.caller.visit, finished->vouched);
  if (!done.has_value()) return refusal(done.error());
  if (done->refusal == records::SignInRefusal::kAnotherSubject) {
    return refusal(401,
                   "统一身份认证中的这个登录名现在是另一个人的，与本系统账户原来绑定的不是同一人；"
                   "请系统管理员核对，确是本人的重置账户后再登录。");
  }
  if (done->refusal != records::SignInRefusal::kNone) {
    return refusal(401, "统一身份认证中的登录名在本系统没有可用的账户，请找系统管理员。");
  }
  const bool is_encrypted = application.options().is_encrypted;
  Response response = page(200, "已登录。", escaped(finished->back), "进入工作台", true);
  response.headers.emplace_back("Set-Cookie", session_cookie(done->session, is_encrypted));
  response.headers.emplace_back("Set-Cookie", oidc_cookie("", is_encrypted));
  return response;
}

Route page_route(std::string pattern, std::string id, std::string summary, std::string summary_en,
                 Response (*handle)(Application&, const Call&)) {
  Route route;
  route.pattern = std::move(pattern);
  route.id = std::move(id);
  route.summary = std::move(summary);
  route.summary_en = std::move(summary_en);
  route.content_type = "text/html";
  route.handle = handle;
  return route;
}

}  // namespace

void add_oidc_routes(std::vector<Route>& all) {
  const std::string path(kOidcPath);
  all.push_back(page_route(path, "begin_oidc", "前往统一身份认证登录", "Go to the city's sign-on", &begin));
  all.back().success = 302;
  all.back().query = {{"back", false, false, "登录后要去的页面，如/tasks；不是本系统页面的不用"}};
  all.push_back(
      page_route(path + "/return", "finish_oidc", "从统一身份认证返回", "Come back from the city's sign-on", &finish));
  all.back().query = {{"code", false, false, "授权码"},
                      {"state", false, false, "这次登录的标识"},
                      {"error", false, false, "没有登录成的原因"}};
  all.back().takes_any_query = true;  // issuers add their own (RFC 6749 4.1.2, RFC 9207)
}

}  // namespace bihuan::server
