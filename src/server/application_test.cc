#include "server/application.h"

#include <gmock/gmock.h>

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "server/api.h"
#include "server/internal/route_makers.h"
#include "server/routes.h"
#include "server/sample_desk.h"
#include "server/sample_office.h"

namespace bihuan::server {
namespace {

using testing::HasSubstr;

constexpr const char* kJson = "application/json";
constexpr const char* kBytes = "application/octet-stream";

class Api : public testing::Test {
 protected:
  void SetUp() override {
    ApplicationOptions options;
    options.version = "9.9";
    options.limits.body_bytes = std::size_t{1} << 20U;
    application_ = std::make_unique<Application>(desk_, office_.office(), office_.access(), clock_, options);
    id_ = store(kSamplePlan, "");
    target_ = json(call("GET", "/api/v1/plans/" + id_)).find("plan")->find("targets")->elements.at(0).find("id")->text;
  }

  Response call(const std::string& method, const std::string& target, const std::string& body = "",
                const std::string& type = "", records::DeskRole role = records::DeskRole::kOffice) {
    Request request;
    request.method = parse_method(method);
    request.target = target;
    request.body = body;
    request.headers = {{"Host", "127.0.0.1:8710"}};
    office_.sign(request, role);
    if (!type.empty()) request.headers.emplace_back("Content-Type", type);
    return application_->handle(request);
  }
  static JsonValue json(const Response& response) {
    Result<JsonValue> value = parse_json(response.body, JsonLimits{.max_depth = 64});
    EXPECT_TRUE(value.has_value()) << response.body.substr(0, 200);
    return value.has_value() ? *std::move(value) : JsonValue{};
  }
  std::string preview(const std::string& text, const std::string& plan) {
    const Response response = call("POST", "/api/v1/plans/preview?file_name=a.txt&plan_id=" + plan, text, kBytes);
    EXPECT_EQ(response.status, 200) << response.body;
    return json(response).find("token")->text;
  }
  std::string store(const std::string& text, const std::string& plan) {
    const Response response = call("POST", "/api/v1/plans",
                                   R"({"token":")" + preview(text, plan) + R"(","plan_id":")" + plan + R"("})", kJson);
    EXPECT_EQ(response.status, 201) << response.body;
    return json(response).find("id")->text;
  }
  std::string correct() {
    const Response response =
        call("POST", "/api/v1/plans/" + id_ + "/corrections",
             R"({"commitment_id":")" + target_ + R"(","field":"value","after":"90","why":"省里下达"})", kJson);
    EXPECT_EQ(response.status, 201) << response.body;
    return json(response).find("id")->text;
  }

  FixedClock clock_{to_instant(Date(2031, 5, 6), 9)};
  PlanDesk desk_ = sample_desk(clock_);
  SampleOffice office_{clock_};
  std::unique_ptr<Application> application_;
  std::string id_;
  std::string target_;
};

// One good call a route, by operation id. A route without a row here fails the test below.
TEST_F(Api, EveryRouteAnswers) {
  const std::string plan = "/api/v1/plans/" + id_;
  std::set<std::string> asked;
  const auto expect = [&](const std::string& operation, const Response& response, int status,
                          const std::string& holds) {
    asked.insert(operation);
    EXPECT_EQ(response.status, status) << operation << response.body.substr(0, 300);
    EXPECT_THAT(response.body, HasSubstr(holds)) << operation;
    EXPECT_EQ(response.header("X-Content-Type-Options"), "nosniff") << operation;
    EXPECT_THAT(std::string(response.header("Content-Security-Policy")), HasSubstr("frame-ancestors 'none'"))
        << operation;
    EXPECT_EQ(response.header("Cache-Control"), "no-store") << operation;
  };
  expect("health", call("GET", "/healthz"), 200,
         R"({"status":"ok","version":"9.9","started_at":"2031-05-06T09:00:00+08:00"})");
  expect("openapi", call("GET", "/openapi.json"), 200, R"("openapi": "3.1.0")");
  expect(
      "desk", call("GET", "/api/v1/desk"), 200,
      R"({"now":"2031-05-06T09:00:00+08:00","is_demonstration":true,"bureau":"云溪市生态环境局","has_oidc":false,"speed":1})");
  expect("list_plans", call("GET", "/api/v1/plans"), 200, R"("title":"2031年云溪市生态环境工作要点")");
  expect("get_plan", call("GET", plan + "?version=1"), 200, R"("same_targets":[])");
  expect("list_versions", call("GET", plan + "/versions"), 200, R"({"versions":[{"version":1,"file_name":"a.txt")");
  expect("get_difference", call("GET", plan + "/difference?from=1&to=1"), 200, R"("entries":[])");
  expect("preview_plan", call("POST", "/api/v1/plans/preview?file_name=b.txt", kSamplePlan, kBytes), 200,
         R"("replaces":{)");
  expect("store_plan",
         call("POST", "/api/v1/plans",
              R"({"token":")" + preview(replace_all(kSamplePlan, "不少于6次", "不少于8次"), id_) + R"(","plan_id":")" +
                  id_ + R"("})",
              kJson),
         201, R"("version":2)");
  expect("get_task_sheet_xlsx", call("GET", plan + "/task-sheet.xlsx"), 200, "PK");
  expect("get_task_sheet_docx", call("GET", plan + "/task-sheet.docx"), 200, "PK");
  const Response file = call("GET", plan + "/file?version=1");
  expect("get_file", file, 200, kSamplePlan);
  EXPECT_EQ(file.header("Content-Disposition"), "attachment; filename*=UTF-8''a.txt");
  EXPECT_EQ(file.header("Content-Type"), "application/octet-stream") << "an upload is never rendered";
  const std::string correction = correct();
  asked.insert("add_correction");
  expect("withdraw_correction",
         call("POST", plan + "/corrections/" + correction + "/withdraw", R"({"why":"改错"})", kJson), 200,
         R"("state":"withdrawn")");
  const std::string second = correct();
  expect("confirm_correction",
         call("POST", plan + "/corrections/" + second + "/confirm", R"({"commitment_id":")" + target_ + R"("})", kJson),
         200, R"("state":"applies")");
  // Routes of accounts are gone through in access_test.cc; here those that only read.
  using records::DeskRole;
  expect("me", call("GET", "/api/v1/me"), 200, R"("login_name":"office")");
  expect("list_tokens", call("GET", "/api/v1/me/tokens"), 200, R"({"tokens":[]})");
  expect("list_units", call("GET", "/api/v1/units"), 200, R"("name":"东分局")");
  expect("list_people", call("GET", "/api/v1/units/%E4%B8%9C%E5%88%86%E5%B1%80/people"), 200, R"("post":"clerk")");
  expect("list_accounts", call("GET", "/api/v1/accounts", "", "", DeskRole::kSystemAdmin), 200, R"("warning":"")");
  expect("begin_totp", call("POST", "/api/v1/me/totp", "{}", kJson), 200, R"("uri":"otpauth://totp/bihuan:office?)");
  const Response token =
      call("POST", "/api/v1/me/tokens", R"({"name":"报表","rights":["plan.read"],"days":30})", kJson);
  expect("make_token", token, 201, R"("secret":"bh_)");
  expect("revoke_token",
         call("POST", "/api/v1/me/tokens/" + json(token).find("token_id")->text + "/revoke", "{}", kJson), 200, "{}");
  asked.insert({"sign_in", "sign_in_by_link", "sign_out", "change_password", "confirm_totp"});  // access_test.cc
  // The other families have their good calls in test files of their own; that each of their routes is there and answers
  // in form is seen below.
  for (auto* family :
       {&add_admin_routes, &add_notice_routes, &add_task_routes, &add_dispatch_routes, &add_duty_routes,
        &add_case_routes, &add_paper_routes, &add_evaluation_routes, &add_official_routes, &add_adjustment_routes,
        &add_oidc_routes, &add_device_routes, &add_observation_routes, &add_site_routes, &add_scheme_routes}) {
    std::vector<Route> elsewhere;
    family(elsewhere);
    for (const Route& route : elsewhere) asked.insert(route.id);
  }
  for (const Route& route : routes()) EXPECT_TRUE(asked.contains(route.id)) << route.id << " has no row";
}

// Whatever a route is asked for that there is not, or that makes no sense: an answer in the one form, never a defect.
TEST_F(Api, EveryRouteAnswersNonsenseInForm) {
  for (const Route& route : routes()) {
    if (route.id == "sign_out") continue;  // it would end the sessions of those that come behind it
    std::string target = route.pattern;
    for (std::size_t at = target.find('{'); at != std::string::npos; at = target.find('{', at)) {
      target.replace(at, target.find('}', at) - at + 1, "k999999");
    }
    for (const char* body : {"{}", "[]", "{\"verb\":1}", "null", "\xff"}) {
      for (const auto role :
           {records::DeskRole::kOffice, records::DeskRole::kSystemAdmin, records::DeskRole::kAuditAdmin}) {
        const bool is_get = route.method == Method::kGet;
        const Response response = call(std::string(to_string(route.method)), target, is_get ? "" : body,
                                       is_get                           ? ""
                                       : route.body == BodyKind::kBytes ? kBytes
                                                                        : kJson,
                                       role);
        EXPECT_NE(response.status, 500) << route.id << body << response.body.substr(0, 200);
        EXPECT_NE(response.status, 405) << route.id;
        if (route.allow != Allow::kEveryone) {
          EXPECT_NE(response.status, 401) << route.id;
        }
        if (response.status >= 400 && response.header("Content-Type") != "text/html; charset=utf-8") {
          EXPECT_THAT(response.body, HasSubstr(R"({"error":{"code":)")) << route.id << response.status;
        }
      }
    }
  }
}

TEST_F(Api, HeadIsGetWithoutItsBody) {
  const Response get = call("GET", "/healthz");
  const Response head = call("HEAD", "/healthz");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.body, "");
  EXPECT_EQ(head.header("Content-Length"), std::to_string(get.body.size()));
  EXPECT_EQ(head.header("Content-Type"), get.header("Content-Type"));
}

struct Refused {
  const char* name;
  const char* method;
  const char* target;  // {id} is the stored plan
  const char* body;
  const char* type;
  int status;
  const char* error;  // the whole body
};

const Refused kRefused[] = {
    {"unknown_route", "GET", "/api/v1/nothing", "", "", 404,
     R"({"error":{"code":"not_found","message":"没有这个接口。","where":"/api/v1/nothing"}})"},
    {"trailing_slash", "GET", "/api/v1/plans/", "", "", 404,
     R"({"error":{"code":"not_found","message":"没有这个接口。","where":"/api/v1/plans/"}})"},
    {"wrong_method", "DELETE", "/api/v1/plans", "", "", 405,
     R"({"error":{"code":"method_not_allowed","message":"这个网址只接受GET, HEAD, POST。","where":"请求方法"}})"},
    {"options", "OPTIONS", "/api/v1/plans/preview", "", "", 405,
     R"({"error":{"code":"method_not_allowed","message":"这个网址只接受POST。","where":"请求方法"}})"},
    {"write_to_a_page", "POST", "/index.html", "{}", kJson, 405,
     R"({"error":{"code":"method_not_allowed","message":"这个网址只接受GET, HEAD。","where":"请求方法"}})"},
    {"bad_path", "GET", "/api/%2e%2e/x", "", "", 400,
     R"({"error":{"code":"invalid_input","message":"网址中不能有“.”、“..”这样的路径，也不能有转义的斜线。","where":"网址"}})"},
    {"unknown_query", "GET", "/api/v1/plans?limit=5", "", "", 400,
     R"({"error":{"code":"invalid_input","message":"这个网址没有名为“limit”的查询参数。","where":"查询参数"}})"},
    {"version_word", "GET", "/api/v1/plans/{id}?version=new", "", "", 400,
     R"({"error":{"code":"invalid_input","message":"查询参数“version”应为从1开始的整数。","where":"查询参数“version”"}})"},
    {"version_zero", "GET", "/api/v1/plans/{id}?version=0", "", "", 400,
     R"({"error":{"code":"invalid_input","message":"查询参数“version”应为从1开始的整数。","where":"查询参数“version”"}})"},
    {"version_huge", "GET", "/api/v1/plans/{id}?version=99999999999999999999", "", "", 400,
     R"({"error":{"code":"invalid_input","message":"查询参数“version”应为从1开始的整数。","where":"查询参数“version”"}})"},
    {"missing_query", "GET", "/api/v1/plans/{id}/difference?from=1", "", "", 400,
     R"({"error":{"code":"invalid_input","message":"缺少查询参数“to”（新版本号）。","where":"查询参数“to”"}})"},
    {"no_file_name", "POST", "/api/v1/plans/preview", "x", kBytes, 400,
     R"({"error":{"code":"invalid_input","message":"缺少查询参数“file_name”（文件名）。","where":"查询参数“file_name”"}})"},
    {"upload_as_json", "POST", "/api/v1/plans/preview?file_name=a", "{}", kJson, 415,
     R"({"error":{"code":"unsupported_media_type","message":"这个接口的Content-Type应为application/octet-stream。","where":"请求头Content-Type"}})"},
    {"json_as_bytes", "POST", "/api/v1/plans", "{}", kBytes, 415,
     R"({"error":{"code":"unsupported_media_type","message":"这个接口的Content-Type应为application/json。","where":"请求头Content-Type"}})"},
    {"unknown_token", "POST", "/api/v1/plans", R"({"token":"0","plan_id":""})", kJson, 404,
     R"({"error":{"code":"not_found","message":"预览已过期或已被接受，请重新上传文件。","where":"token"}})"},
};

class RefusedCalls : public Api, public testing::WithParamInterface<Refused> {};
TEST_P(RefusedCalls, AnswerInOneForm) {
  const Response response =
      call(GetParam().method, replace_all(GetParam().target, "{id}", id_), GetParam().body, GetParam().type);
  EXPECT_EQ(response.status, GetParam().status);
  EXPECT_EQ(response.body, GetParam().error);
  EXPECT_EQ(response.header("Content-Type"), "application/json; charset=utf-8");
  EXPECT_EQ(response.header("X-Content-Type-Options"), "nosniff");
}
INSTANTIATE_TEST_SUITE_P(, RefusedCalls, testing::ValuesIn(kRefused), [](const auto& p) { return p.param.name; });

// Refusals whose sentence belongs to another library: status and code.
TEST_F(Api, MapsErrorsToStatus) {
  struct Case {
    const char* method;
    std::string target;
    std::string body;
    const char* type;
    int status;
    const char* code;
  };
  const std::string plan = "/api/v1/plans/" + id_;
  const std::vector<Case> cases = {
      {"GET", "/api/v1/plans/p0099", "", "", 404, "not_found"},
      {"GET", "/api/v1/plans/%20", "", "", 400, "invalid_input"},
      {"GET", plan + "?version=7", "", "", 404, "not_found"},
      {"GET", plan + "/difference?from=1&to=7", "", "", 404, "not_found"},
      {"GET", "/api/v1/plans/p0099/task-sheet.docx", "", "", 404, "not_found"},
      {"GET", "/api/v1/plans/p0099/file", "", "", 404, "not_found"},
      {"POST", "/api/v1/plans/preview?file_name=a.txt", "", kBytes, 400, "invalid_input"},
      {"POST", "/api/v1/plans/preview?file_name=a.txt", std::string(3000, '\0'), kBytes, 400, "invalid_input"},
      {"POST", "/api/v1/plans/preview?file_name=a.pdf", "%PDF-1.7\n%\xe2\xe3\xcf\xd3", kBytes, 400, "invalid_input"},
      {"POST", "/api/v1/plans/preview?file_name=a.docx", "PK\x03\x04garbage", kBytes, 400, "invalid_input"},
      {"POST", "/api/v1/plans/preview?file_name=a.txt", "机密★1年\n2031年工作要点\n一、目标\n", kBytes, 400,
       "invalid_input"},
      {"POST", "/api/v1/plans/preview?file_name=a.txt&plan_id=p0099", kSamplePlan, kBytes, 404, "not_found"},
      {"POST", "/api/v1/plans", "", kJson, 400, "invalid_input"},
      {"POST", "/api/v1/plans", "[]", kJson, 400, "invalid_input"},
      {"POST", "/api/v1/plans", "{\"token\":1,\"plan_id\":\"\"}", kJson, 400, "invalid_input"},
      {"POST", "/api/v1/plans", "{\"token\":\"x\"}", kJson, 400, "invalid_input"},
      {"POST", "/api/v1/plans", R"({"token":"x","plan_id":"","more":1})", kJson, 400, "invalid_input"},
      {"POST", "/api/v1/plans", std::string(20000, '['), kJson, 400, "invalid_input"},
      {"POST", "/api/v1/plans", "{\"token\":\"" + std::string(600000, 'x') + "\",\"plan_id\":\"\"}", kJson, 400,
       "invalid_input"},
      {"POST", plan + "/corrections", R"({"commitment_id":"none","field":"value","after":"1","why":"b"})", kJson, 404,
       "not_found"},
      {"POST", plan + "/corrections", R"({"commitment_id":"none","field":"age","after":"1","why":"b"})", kJson, 400,
       "invalid_input"},
      {"POST", plan + "/corrections/c0001/withdraw", R"({"why":"b"})", kJson, 404, "not_found"},
      {"POST", plan + "/corrections/c0001/confirm", R"({"commitment_id":"b"})", kJson, 404, "not_found"},
  };
  for (const Case& one : cases) {
    const Response response = call(one.method, one.target, one.body, one.type);
    EXPECT_EQ(response.status, one.status) << one.target << response.body;
    const JsonValue value = json(response);
    ASSERT_NE(value.find("error"), nullptr) << one.target;
    EXPECT_EQ(value.find("error")->keys, (std::vector<std::string>{"code", "message", "where"}));
    EXPECT_EQ(value.find("error")->find("code")->text, one.code) << one.target << response.body;
    EXPECT_FALSE(value.find("error")->find("message")->text.empty());
    EXPECT_THAT(response.body, testing::Not(HasSubstr(BIHUAN_SOURCE_DIR))) << "no path of the machine";
  }
  EXPECT_THAT(desk_.list()->plans, testing::SizeIs(1)) << "nothing was stored";
}

TEST_F(Api, AnAcceptedTokenIsUsedUpAndAConflictLeavesIt) {
  const std::string same = preview(kSamplePlan, id_);
  const std::string body = R"({"token":")" + same + R"(","plan_id":")" + id_ + R"("})";
  EXPECT_EQ(call("POST", "/api/v1/plans", body, kJson).status, 409);
  EXPECT_EQ(call("POST", "/api/v1/plans", body, kJson).status, 409) << "the token is still good";
  const std::string fresh = preview(replace_all(kSamplePlan, "88.9%", "95%"), id_);
  const std::string accept = R"({"token":")" + fresh + R"(","plan_id":")" + id_ + R"("})";
  EXPECT_EQ(call("POST", "/api/v1/plans", accept, kJson).status, 201);
  EXPECT_EQ(call("POST", "/api/v1/plans", accept, kJson).status, 404);
}

TEST_F(Api, RefusesForeignHostsAndLargeBodies) {
  Request request;
  request.target = "/api/v1/plans";
  request.headers = {{"Host", "evil.example"}};
  office_.sign(request, records::DeskRole::kOffice);
  EXPECT_EQ(application_->handle(request).status, 403);
  EXPECT_EQ(call("POST", "/api/v1/plans/preview?file_name=a", std::string((1U << 20U) + 1, 'x'), kBytes).status, 413);
}

TEST(Routes, TakeTheMoreParticularPath) {
  const Match preview = find_route(Method::kPost, *parse_target("/api/v1/plans/preview"));
  ASSERT_NE(preview.route, nullptr);
  EXPECT_EQ(preview.route->id, "preview_plan");
  const Match plan = find_route(Method::kHead, *parse_target("/api/v1/plans/p0001"));
  ASSERT_NE(plan.route, nullptr);
  EXPECT_EQ(plan.route->id, "get_plan");
  EXPECT_EQ(plan.path.at("id"), "p0001");
  EXPECT_EQ(find_route(Method::kGet, *parse_target("/api/v1/plans/preview")).route, nullptr);
}

}  // namespace
}  // namespace bihuan::server
