#include "server/adjustment_api.h"
#include "server/sample_round.h"
#include "server/task_api.h"

namespace bihuan::server {
namespace {

using testing::SizeIs;

class AdjustmentRoutes : public RoundTest {
 protected:
  void SetUp() override {
    RoundTest::SetUp();
    const auto tasks = read<api::TaskList>(get("/api/v1/tasks?plan=" + plan_, office()));
    for (const records::Task& task : tasks.tasks) {
      if (task.text.find("9000万元") != std::string::npos) task_ = task.id;
    }
    ASSERT_NE(task_, "");
  }
  static std::string wish(const std::string& subject, const std::string& field, const std::string& value,
                          const std::string& why = "资金到位晚") {
    return R"({"subject":")" + subject + R"(","field":")" + field + R"(","after_value":")" + value + R"(","why":")" +
           why + "\"}";
  }
  Response decide(const api::AdjustmentView& asked, bool is_granted, const std::string& session) {
    return post("/api/v1/adjustments/" + asked.adjustment_id + "/decision",
                std::string(R"({"is_granted":)") + (is_granted ? "true" : "false") + R"(,"why":"同意"})", session,
                "\"" + std::to_string(asked.revision) + "\"");
  }

  std::string task_;
};

TEST_F(AdjustmentRoutes, ATasksFigureMovesByRequestAndAnothersDecision) {
  const std::string at = "/api/v1/adjustments";
  EXPECT_EQ(post(at, wish("task/" + task_, "wanted", "8000"), clerk(kForeign)).status, 403) << "not its task";
  EXPECT_EQ(post(at, wish("task/" + task_, "wanted", "多一点"), clerk()).status, 400);
  EXPECT_EQ(post(at, wish("task/" + task_, "colour", "red"), clerk()).status, 400);
  EXPECT_EQ(post(at, wish("task/p0001-t999", "wanted", "1"), clerk()).status, 404);
  EXPECT_EQ(post(at, wish("plan/p0001", "wanted", "1"), clerk()).status, 400);
  const auto asked = read<api::AdjustmentView>(post(at, wish("task/" + task_, "wanted", "8000"), clerk()), 201);
  EXPECT_EQ(asked.field.name, "目标值");
  EXPECT_EQ(asked.before_value, "9000");
  EXPECT_FALSE(asked.may_decide) << "nobody decides on his own request";
  const auto seen = read<api::AdjustmentList>(get(at + "?state=asked", office()));
  ASSERT_THAT(seen.adjustments, SizeIs(1));
  EXPECT_TRUE(seen.adjustments[0].may_decide);
  EXPECT_THAT(seen.adjustments[0].title, testing::HasSubstr("9000万元"));
  EXPECT_THAT(read<api::AdjustmentList>(get(at, clerk(kForeign))).adjustments, SizeIs(0));
  EXPECT_THAT(get("/api/v1/notices", office()).body, testing::HasSubstr("申请调整任务"));
  EXPECT_EQ(decide(asked, true, office()).status, 200);
  EXPECT_THAT(get("/api/v1/notices", clerk()).body, testing::HasSubstr("同意调整任务"));
  const auto task = read<api::TaskView>(get("/api/v1/tasks/" + task_, clerk()));
  EXPECT_EQ(task.task.wanted, *parse_decimal("8000"));
}

TEST_F(AdjustmentRoutes, ATaskGoesToAnotherUnit) {
  const auto asked =
      read<api::AdjustmentView>(post("/api/v1/adjustments", wish("task/" + task_, "unit", kForeign), clerk()), 201);
  EXPECT_EQ(asked.after_value, kForeign);
  EXPECT_EQ(post("/api/v1/adjustments", wish("task/" + task_, "unit", "无此分局"), clerk()).status, 400);
  EXPECT_EQ(decide(asked, true, office()).status, 200);
  const auto task = read<api::TaskView>(get("/api/v1/tasks/" + task_, clerk()));
  ASSERT_FALSE(task.task.units.empty());
  EXPECT_EQ(task.task.units[0].unit, kForeign);
}

TEST_F(AdjustmentRoutes, ATextOfTheJournalIsDestroyedByTwoPersons) {
  const std::string at = "/api/v1/adjustments";
  const auto asked =
      read<api::AdjustmentView>(post(at, wish("erasure/journal/2", "content", "erased", "误传"), office()), 201);
  EXPECT_EQ(asked.title, "日志第2条的文字");
  EXPECT_THAT(get("/api/v1/notices", office_.session_of(Role::kAuditAdmin)).body,
              testing::HasSubstr("申请依法销毁内容"));
  EXPECT_EQ(decide(asked, true, office_.session_of(Role::kLeader)).status, 404) << "not for leaders";
  EXPECT_EQ(decide(asked, true, office_.session_of(Role::kAuditAdmin)).status, 200);
}

}  // namespace
}  // namespace bihuan::server
