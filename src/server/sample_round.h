// src/server/sample_round.h - for tests: an office with a stored plan whose tasks are issued, and requests by the
// people of two units.
#pragma once
#include <gmock/gmock.h>

#include <string>

#include "base/json.h"
#include "server/api.h"
#include "server/application.h"
#include "server/sample_desk.h"
#include "server/sample_office.h"

namespace bihuan::server {

inline const std::string kRoundPlan =
    "2031年云溪市生态环境工作要点\n"
    "一、重点任务\n"
    "1.巩固水环境质量。对河口、南湖2个水源地每月巡查不少于1次，全年争取上级资金9000万元以上，定期开展沿岸清理。"
    "（责任单位：东分局）\n"
    "2.强化扬尘管控。9月底前完成工地扬尘治理方案编制。（责任单位：西分局）\n"
    "3.加强督办。持续推进问题整改。（责任单位：局系统相关单位）\n";

class RoundTest : public testing::Test {
 protected:
  using Role = records::DeskRole;
  using Post = records::Post;
  static constexpr const char* kOwn = SampleOffice::kOwn;
  static constexpr const char* kForeign = SampleOffice::kForeign;

  void SetUp() override {
    records::Actor actor = sample_actor("王工", clock_.now());
    records::Collective some;
    some.name = "局系统相关单位";
    some.members = {kOwn, kForeign};
    some.subset_unknown = true;
    ASSERT_TRUE(office_.office().organisation.add_collective(actor, some));
    const Result<api::PlanSummary> plan = desk_.store(actor, "计划.txt", kRoundPlan, "", "");
    ASSERT_TRUE(plan.has_value()) << plan.error().message;
    plan_ = plan->id;
    const Response issued = post("/api/v1/plans/" + plan_ + "/tasks", "{}", office());
    ASSERT_EQ(issued.status, 200) << issued.body;
  }

  const std::string& office() { return office_.session_of(Role::kOffice); }
  const std::string& of(const char* unit, Post post) {
    return office_.session_of(post == Post::kSupervisor ? Role::kLeader : Role::kBranch, unit, post);
  }
  const std::string& clerk(const char* unit = kOwn) { return of(unit, Post::kClerk); }
  const std::string& head(const char* unit = kOwn) { return of(unit, Post::kHead); }

  Response ask(Method method, const std::string& target, const std::string& body, const std::string& session,
               const std::string& type, const std::string& if_match) {
    Request request;
    request.method = method;
    request.target = target;
    request.body = body;
    request.headers = {{"Host", "127.0.0.1:8710"}, {"Cookie", std::string(kSessionCookie) + "=" + session}};
    request.headers.emplace_back(std::string(kCsrfHeader), records::csrf_of(session));
    if (method == Method::kPost) request.headers.emplace_back("Content-Type", type);
    if (!if_match.empty()) request.headers.emplace_back("If-Match", if_match);
    return application_.handle(request);
  }
  Response get(const std::string& target, const std::string& session) {
    return ask(Method::kGet, target, "", session, "", "");
  }
  Response post(const std::string& target, const std::string& body, const std::string& session,
                const std::string& if_match = "") {
    return ask(Method::kPost, target, body, session, "application/json", if_match);
  }
  Response send(const std::string& target, const std::string& bytes, const std::string& session) {
    return ask(Method::kPost, target, bytes, session, "application/octet-stream", "");
  }

  template <class T>
  static T read(const Response& response, int status = 200) {
    EXPECT_EQ(response.status, status) << response.body;
    Result<T> value = from_json<T>(response.body);
    EXPECT_TRUE(value.has_value()) << (value ? "" : value.error().message + value.error().where) << response.body;
    return value ? *std::move(value) : T{};
  }
  static std::string unit_path(const char* unit) { return percent_encode(unit); }

  FixedClock clock_{to_instant(Date(2031, 6, 20), 9)};
  SampleOffice office_{clock_};
  PlanDesk desk_ = sample_desk(clock_, nullptr, office_.office().database);
  Application application_{desk_, office_.office(), office_.access(), clock_, {}};
  std::string plan_;
};

}  // namespace bihuan::server
