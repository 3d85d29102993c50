// The inbox, the channels, the calendar and the burden meter over the API.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/base64.h"
#include "base/json.h"
#include "base/text.h"
#include "server/application.h"
#include "server/sample_desk.h"
#include "server/sample_office.h"

namespace bihuan::server {
namespace {

using records::DeskRole;
using testing::HasSubstr;
using testing::Not;
using Headers = std::vector<std::pair<std::string, std::string>>;

class NoticeRoutes : public testing::Test {
 protected:
  NoticeRoutes() {
    records::Actor clerk = sample_actor("办公室甲", clock_.now());
    clerk.person_id = "h1";
    clerk.roles = {DeskRole::kOffice};
    records::NewCase wanted;
    wanted.source = "by_hand";
    wanted.title = "排口整治\r\nBCC: x@example.cn";
    wanted.demand = "限期整改";
    wanted.lead_unit = SampleOffice::kOwn;
    wanted.due = Date(2024, 10, 31);
    const auto opened = office_.office().cases.open(clerk, wanted);
    EXPECT_TRUE(opened.has_value()) << opened.error().message;
  }
  Response call(DeskRole role, const std::string& method, const std::string& target, const std::string& body = "",
                const Headers& more = {}) {
    Request request;
    request.method = parse_method(method);
    request.target = target;
    request.body = body;
    request.headers = {{"Host", "127.0.0.1:8710"}, {"Content-Type", "application/json"}};
    request.headers.insert(request.headers.end(), more.begin(), more.end());
    office_.sign(request, role);
    return application_.handle(request);
  }
  static std::string channel(const std::string& kind, const std::string& endpoint, const std::string& why = "") {
    return R"({"name":"值班","kind":")" + kind +
           R"(","is_enabled":true,"rhythm":"digest","digest_hour":8,"quiet_from":1320,"quiet_to":450,)"
           R"("settings":{"link":"","from":"","from_name":"","login":"","requires_tls":true,"content_type":"","body":"","success":""},)"
           R"("targets":[{"unit_id":"","role":"","addresses":[]}],"endpoint":)" +
           (endpoint.empty() ? "null" : "\"" + endpoint + "\"") + R"(,"secret":"k3y","why":")" + why + R"("})";
  }
  static std::string member(const Response& response, const std::string& name) {
    const Result<JsonValue> value = parse_json(response.body);
    const JsonValue* found = value.has_value() ? value->find(name) : nullptr;
    EXPECT_NE(found, nullptr) << response.body;
    return found == nullptr ? "" : found->text;
  }

  FixedClock clock_{to_instant(Date(2024, 9, 30), 9)};
  PlanDesk desk_ = sample_desk(clock_);
  SampleOffice office_{clock_};
  Application application_{desk_, office_.office(), office_.access(), clock_, {}};
};

TEST_F(NoticeRoutes, APersonSeesTheNoticesOfHisUnitsAndMarksThemRead) {
  const Response inbox = call(DeskRole::kBranch, "GET", "/api/v1/notices");
  ASSERT_EQ(inbox.status, 200) << inbox.body;
  EXPECT_THAT(inbox.body, HasSubstr("排口整治"));
  EXPECT_THAT(inbox.body, HasSubstr(R"("unread":1)"));
  const Result<JsonValue> list = parse_json(inbox.body);
  const std::string id = list->find("notices")->elements.at(0).find("notice_id")->text;
  EXPECT_EQ(call(DeskRole::kBranch, "POST", "/api/v1/notices/read", R"({"notice_ids":[")" + id + R"("]})").status, 200);
  EXPECT_THAT(call(DeskRole::kBranch, "GET", "/api/v1/notices?unread=1").body, HasSubstr(R"("notices":[])"));
  EXPECT_EQ(call(DeskRole::kBranch, "POST", "/api/v1/notices/read", R"({"notice_ids":["w999999"]})").status, 404);
}

TEST_F(NoticeRoutes, ChannelsAreSetWithTheirSecretNeverShown) {
  const std::string key = "https://qyapi.example.cn/cgi-bin/webhook/send?key=s3cr3t";
  const Response made = call(DeskRole::kOffice, "POST", "/api/v1/channels", channel("wecom", key));
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_THAT(made.body, HasSubstr("qyapi.example.cn"));
  EXPECT_THAT(call(DeskRole::kSystemAdmin, "GET", "/api/v1/channels").body, Not(HasSubstr("s3cr3t")));
  const std::string path = "/api/v1/channels/" + member(made, "channel_id");
  EXPECT_EQ(call(DeskRole::kOffice, "POST", path, channel("wecom", "", "改名")).status, 428);
  EXPECT_EQ(call(DeskRole::kOffice, "POST", path, replace_all(channel("wecom", "", "改时间"), "\"digest_hour\":8", "\"digest_hour\":9"),
                 {{"If-Match", "\"1\""}})
                .status,
            200);
  EXPECT_EQ(call(DeskRole::kOffice, "POST", path, channel("wecom", "", "再改"), {{"If-Match", "\"1\""}}).status, 412);
  EXPECT_EQ(call(DeskRole::kOffice, "POST", "/api/v1/channels", channel("pigeon", key)).status, 400);
  EXPECT_EQ(call(DeskRole::kOffice, "POST", "/api/v1/channels", channel("webhook", "file:///etc/passwd")).status, 400);
  EXPECT_EQ(call(DeskRole::kOffice, "GET", "/api/v1/deliveries?state=lost").status, 400);
  EXPECT_EQ(call(DeskRole::kOffice, "GET", "/api/v1/deliveries").status, 200);
  EXPECT_EQ(call(DeskRole::kOffice, "POST", "/api/v1/deliveries/o9/again", "{}", {{"If-Match", "1"}}).status, 404);
  EXPECT_EQ(call(DeskRole::kOffice, "POST", "/api/v1/deliveries/o9/give-up", R"({"why":"停用"})", {{"If-Match", "1"}}).status,
            404);
}

TEST_F(NoticeRoutes, TheCalendarOfAUnitIsReadWithATokenAsPassword) {
  const std::string path = "/api/v1/units/%E4%B8%9C%E5%88%86%E5%B1%80/calendar.ics";
  const Response feed = call(DeskRole::kBranch, "GET", path);
  ASSERT_EQ(feed.status, 200) << feed.body;
  EXPECT_THAT(std::string(feed.header("Content-Type")), HasSubstr("text/calendar"));
  EXPECT_THAT(feed.body, HasSubstr("DTSTART;VALUE=DATE:20241031"));
  EXPECT_THAT(feed.body, Not(HasSubstr("\r\nBCC"))) << "a title opens no line of its own";
  const Response token = call(DeskRole::kBranch, "POST", "/api/v1/me/tokens",
                              R"({"name":"日历","rights":["calendar.read"],"days":30})");
  Request request;
  request.target = path;
  request.headers = {{"Host", "127.0.0.1:8710"},
                     {"Authorization", "Basic " + to_base64("branch:" + member(token, "secret"))}};
  EXPECT_EQ(application_.handle(request).status, 200);
  request.target = "/api/v1/notices";
  EXPECT_EQ(application_.handle(request).status, 403) << "beyond the token's scope";
  request.headers.back().second = "Basic " + to_base64("branch:wrong");
  EXPECT_EQ(application_.handle(request).status, 401);
  EXPECT_EQ(call(DeskRole::kOffice, "GET", "/api/v1/units/nowhere/calendar.ics").status, 404);
}

TEST_F(NoticeRoutes, TheBurdenMeterCountsWhatWasAsked) {
  const Response burden = call(DeskRole::kLeader, "GET", "/api/v1/burden?from=2024-09-01&to=2024-09-30");
  ASSERT_EQ(burden.status, 200) << burden.body;
  EXPECT_THAT(burden.body, HasSubstr(R"("unit_name":"东分局","kind":"case","asked":1)"));
  EXPECT_EQ(call(DeskRole::kLeader, "GET", "/api/v1/burden?from=2024-09-30&to=2024-09-01").status, 400);
  EXPECT_EQ(call(DeskRole::kLeader, "GET", "/api/v1/burden?from=gestern").status, 400);
}

}  // namespace
}  // namespace bihuan::server
