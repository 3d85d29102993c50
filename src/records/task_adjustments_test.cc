#include "records/task_adjustments.h"

#include <gmock/gmock.h>

#include "base/files.h"
#include "records/organisation.h"
#include "records/record_samples.h"
#include "records/tasks.h"

namespace bihuan::records {
namespace {

using testing::HasSubstr;

Actor person(const std::string& id, std::vector<DeskRole> roles, std::vector<Seat> seats) {
  Actor actor;
  actor.account_id = actor.person_id = actor.name = id;
  actor.roles = std::move(roles);
  actor.seats = std::move(seats);
  actor.at = actor.recorded_at = to_instant(Date(2024, 6, 3), 9);
  return actor;
}
Actor office(const std::string& id = "周敏") { return person(id, {DeskRole::kOffice}, {{"办公室", Post::kClerk, ""}}); }
Actor head(const std::string& unit = "河湖科") {
  return person(unit + "科长", {DeskRole::kSection}, {{unit, Post::kHead, ""}});
}

class TaskAdjustments : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"办公室", "河湖科", "东分局"}) {
      Unit unit;
      unit.name = name;
      ASSERT_TRUE(organisation_.add_unit(office(), unit));
    }
    const auto table = organisation_.table("云汀市水务局");
    ASSERT_TRUE(table.has_value()) << table.error().message;
    table_ = *table;
    plan_ = store("争取上级资金9000万元", "9000", "一", std::nullopt);
    const auto issued = issue();
    ASSERT_TRUE(issued.has_value()) << issued.error().message << issued.error().where;
    const Result<TaskPage> page = tasks_.list({.plan = plan_});
    ASSERT_TRUE(page.has_value());
    for (const Task& one : page->tasks) {
      if (one.kind == plans::Kind::kTarget) funds_ = one.id;
    }
    subject_ = "task/" + funds_;
  }
  PlanId store(const std::string& funds, const std::string& value, const std::string& bytes,
               std::optional<PlanId> of_plan) {
    plans::PlanSketch sketch("云汀市2024年水务工作要点");
    sketch.item("抓实河湖治理").units({{"河湖科", plans::Role::kLead}, {"东分局", plans::Role::kAssist}});
    sketch.target(funds, "上级资金", ">=", value, "万元");
    sketch.ongoing("推进节水");
    NewPlan plan = sample_plan(2024, bytes);
    plan.plan = std::move(of_plan);
    plan.text = sketch.text();
    plan.compiled = sketch.plan();
    const auto stored = records_.store_plan(plan);
    EXPECT_TRUE(stored.has_value()) << stored.error().message << stored.error().where;
    return stored->id;
  }
  Result<IssueReport> issue() { return tasks_.issue(office(), plan_, table_, rule_); }
  Task funds() { return *tasks_.find_task(funds_); }
  Result<Adjustment> ask(const Actor& who, const std::string& field, const std::string& value) {
    return book_.ask(who, subject_, field, value, "省里推迟下达");
  }
  // Asked by the head of the unit and granted by the office.
  void grant(const std::string& field, const std::string& value) {
    const Result<Adjustment> asked = ask(head(), field, value);
    ASSERT_TRUE(asked) << asked.error().message;
    const Result<Adjustment> decided = book_.decide(office(), asked->adjustment_id, asked->revision, true, "");
    ASSERT_TRUE(decided) << decided.error().message;
  }
  std::vector<std::string> units() {
    std::vector<std::string> names;
    for (const TaskUnit& unit : funds().units) names.push_back(unit.unit);
    return names;
  }

  std::shared_ptr<Database> database_ = *open_memory_database();
  Records records_{database_};
  OrganisationBook organisation_{database_};
  Tasks tasks_{database_};
  Adjustments book_{database_, {task_adjustments()}};
  plans::Organisation table_;
  plans::ProgressRule rule_ = *plans::load_progress_rule(
      *read_file(BIHUAN_SOURCE_DIR "/knowledge/office/progress.toml", 1U << 20U), "progress.toml");
  PlanId plan_;
  std::string funds_, subject_;
};

TEST_F(TaskAdjustments, AnotherPersonGrantsAndTheTaskChanges) {
  const Result<Adjustment> asked = ask(head(), "due", "2024-11-30");
  ASSERT_TRUE(asked) << asked.error().message;
  EXPECT_NE(funds().due, Date(2024, 11, 30)) << "not before it is granted";
  EXPECT_FALSE(book_.decide(head(), asked->adjustment_id, asked->revision, true, "")) << "who asked does not decide";
  EXPECT_FALSE(book_.decide(head("东分局"), asked->adjustment_id, asked->revision, true, "")) << "the office decides";
  ASSERT_TRUE(book_.decide(office(), asked->adjustment_id, asked->revision, true, ""));
  EXPECT_EQ(funds().due, Date(2024, 11, 30));
  EXPECT_EQ(funds().deadline, "2024年11月30日");
  grant("wanted", "8000");
  EXPECT_EQ(to_string(*funds().wanted), "8000");
  grant("unit", "办公室");
  EXPECT_THAT(units(), testing::UnorderedElementsAre("办公室", "东分局"));
}

TEST_F(TaskAdjustments, WhatIsRefusedChangesNothing) {
  const Task before = funds();
  const Result<Adjustment> asked = ask(head(), "wanted", "1");
  ASSERT_TRUE(asked);
  ASSERT_TRUE(book_.decide(office(), asked->adjustment_id, asked->revision, false, "省里没有同意"));
  EXPECT_EQ(funds().wanted, before.wanted);
  EXPECT_EQ(funds().revision, before.revision);
}

TEST_F(TaskAdjustments, IssuingAnewKeepsItUntilThePlanSaysSomethingElse) {
  grant("wanted", "8000");
  grant("due", "2024-11-30");
  grant("unit", "办公室");
  Result<IssueReport> again = issue();
  ASSERT_TRUE(again);
  EXPECT_EQ(again->changed, 0);
  EXPECT_EQ(to_string(*funds().wanted), "8000");
  EXPECT_EQ(funds().due, Date(2024, 11, 30));
  EXPECT_THAT(units(), testing::UnorderedElementsAre("办公室", "东分局"));
  store("争取上级资金9500万元", "9500", "二", plan_);
  again = issue();
  ASSERT_TRUE(again) << again.error().message;
  const Task after = funds();
  ASSERT_EQ(after.state, TaskState::kOpen) << "carried over";
  EXPECT_EQ(to_string(*after.wanted), "9500") << "the new version of the plan counts";
  EXPECT_EQ(after.due, Date(2024, 11, 30)) << "of which it says nothing new";
}

TEST_F(TaskAdjustments, BadRequestsAreNamed) {
  struct Case {
    Actor who;
    const char* field;
    const char* value;
    const char* told;
  };
  const Case kCases[] = {
      {head("法规科"), "due", "2024-11-30", "责任单位"},
      {head(), "due", "年底", "2024-12-31"},
      {head(), "due", "2023-12-31", "早于"},
      {head(), "wanted", "很多", "数字"},
      {head(), "wanted", "9000", "没有什么要改"},
      {head(), "unit", "南分局", "没有名为"},
      {head(), "text", "a", "due、unit、wanted"},
  };
  for (const Case& one : kCases) {
    const Result<Adjustment> asked = ask(one.who, one.field, one.value);
    ASSERT_FALSE(asked) << one.field << one.value;
    EXPECT_THAT(asked.error().message, HasSubstr(one.told));
  }
  subject_ = "task/none";
  EXPECT_FALSE(ask(head(), "due", "2024-11-30"));
}

}  // namespace
}  // namespace bihuan::records
