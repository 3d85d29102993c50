// Routes of the administrators, and what every change has in common: the revision that was seen, a request sent twice.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "base/json.h"
#include "server/application.h"
#include "server/sample_desk.h"
#include "server/sample_office.h"

namespace bihuan::server {
namespace {

using records::DeskRole;
using testing::HasSubstr;
using Headers = std::vector<std::pair<std::string, std::string>>;

class AdminRoutes : public testing::Test {
 protected:
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
  Response system(const std::string& method, const std::string& target, const std::string& body = "",
                  const Headers& more = {}) {
    return call(DeskRole::kSystemAdmin, method, target, body, more);
  }
  static std::string member(const Response& response, const std::string& name) {
    const Result<JsonValue> value = parse_json(response.body);
    const JsonValue* found = value.has_value() ? value->find(name) : nullptr;
    EXPECT_NE(found, nullptr) << name << " in " << response.body;
    return found == nullptr ? "" : found->text;
  }
  std::int64_t entries() {
    return office_.office().database->read([](records::Reader& reader) { return records::read_head(reader); })->entries;
  }
  static std::string unit(const std::string& name, const std::string& why = "") {
    return R"({"name":")" + name +
           R"(","full_name":"","kind":"section","aliases":[],"parent_id":"","valid_from":null,"valid_to":null,"note":"","why":")" +
           why + R"("})";
  }

  FixedClock clock_{to_instant(Date(2031, 5, 6), 9)};
  PlanDesk desk_ = sample_desk(clock_);
  SampleOffice office_{clock_};
  Application application_{desk_, office_.office(), office_.access(), clock_, {}};
};

TEST_F(AdminRoutes, AChangeNamesTheRevisionThatWasSeen) {
  const Response made = system("POST", "/api/v1/units", unit("水科"));
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.header("ETag"), "\"1\"");
  const std::string path = "/api/v1/units/%E6%B0%B4%E7%A7%91";
  EXPECT_EQ(system("POST", path, unit("水生态科", "更名")).status, 428);
  const Response changed = system("POST", path, unit("水生态科", "更名"), {{"If-Match", "\"1\""}});
  EXPECT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(changed.header("ETag"), "\"2\"");
  EXPECT_EQ(member(changed, "unit_id"), "水科") << "the id stays";
  const Response stale = system("POST", path, unit("水务科", "更名"), {{"If-Match", "\"1\""}});
  EXPECT_EQ(stale.status, 412) << stale.body;
  EXPECT_THAT(stale.body, HasSubstr("已被别人改动"));
  for (const char* wrong : {"x", "\"\"", "W/\"2\"", "-1", "1.5"}) {
    EXPECT_EQ(system("POST", path, unit("水务科", "更名"), {{"If-Match", wrong}}).status, 400) << wrong;
  }
  EXPECT_EQ(system("GET", path).header("ETag"), "\"2\"");
}

TEST_F(AdminRoutes, ARequestThatIsSentTwiceIsDoneOnce) {
  const Headers key{{"Idempotency-Key", "5f1c0a9e-unit"}};
  const Response first = system("POST", "/api/v1/units", unit("气科"), key);
  ASSERT_EQ(first.status, 201) << first.body;
  const std::int64_t before = entries();
  const Response again = system("POST", "/api/v1/units", unit("气科"), key);
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.header("ETag"), "\"1\"");
  EXPECT_EQ(again.header("Idempotent-Replayed"), "true");
  EXPECT_EQ(entries(), before) << "nothing was done again";
  EXPECT_EQ(system("POST", "/api/v1/units", unit("土科"), key).status, 400) << "another request with the same key";
  EXPECT_EQ(system("POST", "/api/v1/units", unit("土科"), {{"Idempotency-Key", "short"}}).status, 400);
  // A refusal is not kept: mended, the request goes through under the same key.
  const Headers other{{"Idempotency-Key", "77aa01bc-unit"}};
  EXPECT_EQ(system("POST", "/api/v1/units", unit("气科"), other).status, 409);
  EXPECT_EQ(system("POST", "/api/v1/units", unit("固废科"), other).status, 201);
}

TEST_F(AdminRoutes, PeopleSeatsAndDeputies) {
  const std::string zhou = member(system("POST", "/api/v1/people", R"({"name":"周敏"})"), "person_id");
  const std::string he = member(system("POST", "/api/v1/people", R"({"name":"何川"})"), "person_id");
  const Response seat = system("POST", "/api/v1/people/" + zhou + "/seats",
                               R"({"unit_id":"东分局","post":"head","valid_from":null})");
  ASSERT_EQ(seat.status, 201) << seat.body;
  EXPECT_THAT(system("GET", "/api/v1/people").body, HasSubstr(R"("name":"周敏","seats":[{)"));
  EXPECT_EQ(system("POST", "/api/v1/people/" + zhou + "/seats", R"({"unit_id":"东分局","post":"king","valid_from":null})")
                .status,
            400);
  const std::string away = R"({"person_id":")" + zhou + R"(","deputy_person_id":")" + he +
                           R"(","valid_from":"2031-05-06","valid_to":"2031-05-20","reason":"出差"})";
  EXPECT_EQ(call(DeskRole::kSection, "POST", "/api/v1/deputies", away).status, 403) << "not for somebody else";
  const Response deputy = system("POST", "/api/v1/deputies", away);
  ASSERT_EQ(deputy.status, 201) << deputy.body;
  EXPECT_THAT(system("GET", "/api/v1/deputies").body, HasSubstr(R"("deputy":"何川")"));
  const Response ended = system("POST", "/api/v1/deputies/" + member(deputy, "deputy_id") + "/end",
                                R"({"last_day":"2031-05-08","why":"提前返回"})", {{"If-Match", "1"}});
  EXPECT_EQ(ended.status, 200) << ended.body;
  const Response over = system("POST", "/api/v1/seats/" + member(seat, "seat_id") + "/end",
                               R"({"last_day":"2031-05-06","why":"调离"})", {{"If-Match", "\"1\""}});
  EXPECT_EQ(over.status, 200) << over.body;
}

TEST_F(AdminRoutes, AccountsAreOpenedByOneAdministratorAndGivenRolesByAnother) {
  const std::string person = member(system("POST", "/api/v1/people", R"({"name":"吴岚"})"), "person_id");
  const Response made = system("POST", "/api/v1/accounts",
                               R"({"login_name":"wulan","person_id":")" + person + R"(","roles":["section"]})");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_THAT(member(made, "link"), HasSubstr("/enter#"));
  const std::string path = "/api/v1/accounts/wulan";
  EXPECT_THAT(system("GET", path).body, HasSubstr(R"("link":"")")) << "shown once";
  const std::string roles = R"({"roles":["office"],"why":"轮岗"})";
  EXPECT_EQ(system("POST", path + "/roles", roles, {{"If-Match", "\"1\""}}).status, 403);
  const Response changed = call(DeskRole::kSecurityAdmin, "POST", path + "/roles", roles, {{"If-Match", "\"1\""}});
  EXPECT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(call(DeskRole::kSecurityAdmin, "POST", path + "/roles", R"({"roles":["king"],"why":"x"})",
                 {{"If-Match", "\"2\""}})
                .status,
            400);
  EXPECT_EQ(system("POST", path + "/disable", R"({"why":"离职"})").status, 200);
  EXPECT_EQ(system("POST", path + "/enable", R"({"why":"返聘"})").status, 200);
  EXPECT_THAT(system("POST", path + "/reset", R"({"why":"忘记口令"})").body, HasSubstr("/enter#"));
  EXPECT_EQ(system("GET", "/api/v1/accounts/nobody").status, 404);
}

TEST_F(AdminRoutes, TheAuditAdministratorReadsAndProvesTheJournalAndThatIsAnEntryToo) {
  ASSERT_EQ(system("POST", "/api/v1/people", R"({"name":"<img src=x onerror=alert(1)>'; drop table person;--"})").status, 201);
  const std::int64_t before = entries();
  const auto audit = [&](const std::string& target) { return call(DeskRole::kAuditAdmin, "GET", target); };
  const Response page = audit("/api/v1/journal?what=person.&limit=200");
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, HasSubstr("drop table person")) << "kept as it was written";
  EXPECT_GT(entries(), before);
  const Response first = audit("/api/v1/journal?limit=2");
  EXPECT_THAT(audit("/api/v1/journal?limit=2&cursor=" + member(first, "next")).body, HasSubstr(R"("number":3)"));
  EXPECT_EQ(audit("/api/v1/journal?cursor=x").status, 400);
  const Response proof = call(DeskRole::kAuditAdmin, "POST", "/api/v1/journal/verify", "{}");
  EXPECT_EQ(proof.status, 200);
  EXPECT_THAT(proof.body, HasSubstr(R"("findings":[])"));
}

}  // namespace
}  // namespace bihuan::server
