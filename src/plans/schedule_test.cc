#include "plans/schedule.h"

#include <gmock/gmock.h>

#include "base/files.h"
#include "plans/plan_sketch.h"

namespace bihuan::plans {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using namespace literals;

const std::string& rule_text() {
  static const std::string text = *read_file(BIHUAN_SOURCE_DIR "/knowledge/office/progress.toml", 1 << 20);
  return text;
}
const ProgressRule& rule() {
  static const ProgressRule loaded = *load_progress_rule(rule_text(), "office/progress.toml");
  return loaded;
}

Schedule year_line() { return default_schedule(Measure::kCount, Date(2024, 1, 1), Date(2024, 12, 31)); }

struct ExpectedCase {
  const char* name;
  Schedule schedule;
  Date today;
  const char* percent;  // "" where nothing is expected
  const char* why;
};
const Schedule kMonths{ScheduleShape::kLine,
                       {{Date(2024, 3, 31), 0, ""}, {Date(2024, 6, 30), 60, ""}, {Date(2024, 9, 30), 100, ""}}};
const Schedule kSteps{ScheduleShape::kSteps,
                      {{Date(2024, 3, 31), 30, "完成招标"}, {Date(2024, 6, 30), 100, "通过验收"}}};
const ExpectedCase kExpected[] = {
    {"before", year_line(), Date(2023, 12, 1), "0.0", "before the window"},
    {"first_day", year_line(), Date(2024, 1, 1), "0.3", "1 of 366 days = 0.273 %"},
    {"end_of_september", year_line(), Date(2024, 9, 30), "74.9", "274 of 366 days = 74.863 %"},
    {"last_day", year_line(), Date(2024, 12, 31), "100.0", "366 of 366"},
    {"after", year_line(), Date(2025, 2, 1), "100.0", ""},
    {"months_between", kMonths, Date(2024, 5, 15), "29.7", "45 of 91 days to 60 % = 29.67 %"},
    {"months_second_part", kMonths, Date(2024, 8, 15), "80.0", "60 + 40 × 46/92 = 80 %"},
    {"step_on_its_day", kSteps, Date(2024, 3, 31), "0.0", "the day is not over"},
    {"step_day_after", kSteps, Date(2024, 4, 1), "30.0", ""},
    {"none", {}, Date(2024, 4, 1), "", "nothing to expect"},
};
class Expected : public testing::TestWithParam<ExpectedCase> {};
INSTANTIATE_TEST_SUITE_P(, Expected, testing::ValuesIn(kExpected), [](const auto& p) { return p.param.name; });
TEST_P(Expected, ShareOfTheDay) {
  const std::optional<Decimal> percent = expected_percent(GetParam().schedule, GetParam().today);
  EXPECT_EQ(percent ? to_string(*percent) : "", GetParam().percent) << GetParam().why;
}

struct JudgeCase {
  const char* name;
  Measure measure;
  Schedule schedule;
  Date today;
  const char* done;  // "" = not reported
  std::int64_t due, missed;
  const char* verdict;
  Light light;
  const char* reason;  // the only one
};
const Date kEndOfSeptember(2024, 9, 30);  // 74.9 % of the line
const JudgeCase kJudgements[] = {
    {"on_line", Measure::kCount, year_line(), kEndOfSeptember, "74.9", 0, 0, "", Light::kGreen,
     "完成74.9%，序时进度74.9%，不落后"},
    {"just_below_yellow", Measure::kCount, year_line(), kEndOfSeptember, "65", 0, 0, "", Light::kGreen,
     "完成65%，序时进度74.9%，差9.9个百分点"},
    {"at_yellow", Measure::kCount, year_line(), kEndOfSeptember, "64.9", 0, 0, "", Light::kYellow,
     "完成64.9%，序时进度74.9%，落后10个百分点（序时进度规则：达到10个百分点为落后）"},
    {"just_below_red", Measure::kCount, year_line(), kEndOfSeptember, "55", 0, 0, "", Light::kYellow,
     "完成55%，序时进度74.9%，落后19.9个百分点（序时进度规则：达到10个百分点为落后）"},
    {"at_red", Measure::kCount, year_line(), kEndOfSeptember, "54.9", 0, 0, "", Light::kRed,
     "完成54.9%，序时进度74.9%，落后20个百分点（序时进度规则：达到20个百分点为明显落后）"},
    {"not_reported", Measure::kCount, year_line(), kEndOfSeptember, "", 0, 0, "", Light::kNone,
     "没有报完成数，无法与序时进度比较"},
    {"deadline_over_not_reported", Measure::kCount, year_line(), Date(2025, 1, 15), "", 0, 0, "", Light::kRed,
     "2024年12月31日应完成100%，没有完成的记录，超期15天（节点规则：超期15天为明显落后）"},
    {"milestone_today", Measure::kOnce, kSteps, Date(2024, 3, 31), "", 0, 0, "", Light::kGreen, "没有到期未完成的节点"},
    {"milestone_a_day_late", Measure::kOnce, kSteps, Date(2024, 4, 1), "", 0, 0, "", Light::kYellow,
     "2024年3月31日“完成招标”，没有完成的记录，超期1天（节点规则：超期1天为落后）"},
    {"milestone_14_days", Measure::kOnce, kSteps, Date(2024, 4, 14), "0", 0, 0, "", Light::kYellow,
     "2024年3月31日“完成招标”，只完成0%，超期14天（节点规则：超期1天为落后）"},
    {"milestone_15_days", Measure::kOnce, kSteps, Date(2024, 4, 15), "0", 0, 0, "", Light::kRed,
     "2024年3月31日“完成招标”，只完成0%，超期15天（节点规则：超期15天为明显落后）"},
    {"milestone_reached", Measure::kOnce, kSteps, Date(2024, 4, 15), "30", 0, 0, "", Light::kGreen,
     "没有到期未完成的节点"},
    {"duty_none_due", Measure::kDuty, {}, kEndOfSeptember, "", 0, 0, "", Light::kNone, "没有已到期的频次"},
    {"duty_all_done", Measure::kDuty, {}, kEndOfSeptember, "", 9, 0, "", Light::kGreen, "应办9次，缺0次"},
    {"duty_one_missed",
     Measure::kDuty,
     {},
     kEndOfSeptember,
     "",
     9,
     1,
     "",
     Light::kYellow,
     "应办9次，缺1次（频次规则：缺1次为落后）"},
    {"duty_two_missed",
     Measure::kDuty,
     {},
     kEndOfSeptember,
     "",
     9,
     2,
     "",
     Light::kRed,
     "应办9次，缺2次（频次规则：缺2次为明显落后）"},
    {"level_on_track", Measure::kLevel, {}, kEndOfSeptember, "", 0, 0, "on_track", Light::kGreen, "计算结论：正常"},
    {"level_at_risk",
     Measure::kLevel,
     {},
     kEndOfSeptember,
     "",
     0,
     0,
     "at_risk",
     Light::kYellow,
     "计算结论：有风险（为落后）"},
    {"level_missed",
     Measure::kLevel,
     {},
     kEndOfSeptember,
     "",
     0,
     0,
     "missed",
     Light::kRed,
     "计算结论：未达标（为明显落后）"},
    {"level_insufficient",
     Measure::kLevel,
     {},
     kEndOfSeptember,
     "",
     0,
     0,
     "insufficient_data",
     Light::kNone,
     "没有可用的计算结论，无法判断"},
    {"words",
     Measure::kWords,
     {},
     kEndOfSeptember,
     "",
     0,
     0,
     "",
     Light::kNone,
     "没有数量和节点，不按序时进度判断，看文字说明"},
};
class Judged : public testing::TestWithParam<JudgeCase> {};
INSTANTIATE_TEST_SUITE_P(, Judged, testing::ValuesIn(kJudgements), [](const auto& p) { return p.param.name; });
TEST_P(Judged, ByTheRule) {
  const JudgeCase& c = GetParam();
  ProgressFacts facts{c.today, c.measure, c.schedule, {}, c.due, c.missed, c.verdict};
  if (*c.done != '\0') facts.done_percent = *parse_decimal(c.done);
  const Judgement judgement = judge_progress(facts, rule());
  EXPECT_EQ(to_string(judgement.light), to_string(c.light));
  EXPECT_EQ(judgement.is_clearly_behind, c.light == Light::kRed);
  EXPECT_THAT(judgement.reasons, ElementsAre(c.reason));
}

TEST(JudgedBoth, AfterTheDeadlineBothRulesSpeak) {
  const Judgement judgement =
      judge_progress({Date(2025, 1, 15), Measure::kCount, year_line(), 95_dec, 0, 0, ""}, rule());
  EXPECT_EQ(judgement.light, Light::kRed);
  EXPECT_THAT(judgement.reasons,
              ElementsAre("2024年12月31日应完成100%，只完成95%，超期15天（节点规则：超期15天为明显落后）",
                          "完成95%，序时进度100%，差5个百分点"));
}

TEST(MeasureOf, TellsWhatAddsUpFromWhatIsMeasured) {
  PlanSketch sketch("云汀市2024年水务工作要点");
  sketch.item("抓实河湖治理");
  struct {
    const char *indicator, *comparator, *value, *unit, *direction;
    Measure want;
  } const cases[] = {
      {"上级资金", ">=", "9000", "万元", "", Measure::kCount},
      {"实施大气治理项目", "=", "200", "个", "", Measure::kCount},
      {"水质优良率", ">=", "85.7", "%", "", Measure::kLevel},
      {"完成整治验收销号", ">=", "65", "%", "", Measure::kCount},
      {"排放总量", ">=", "10", "%", "down", Measure::kLevel},
      {"重污染天数", "<=", "2", "天", "", Measure::kLevel},
      {"零增长", "=", "0", "个", "", Measure::kLevel},
  };
  for (const auto& c : cases) {
    Target& target = sketch.target("目标", c.indicator, c.comparator, c.value, c.unit);
    target.direction = c.direction;
    EXPECT_EQ(measure_of(target, rule()), c.want) << c.indicator;
  }
  EXPECT_EQ(measure_of(sketch.deliverable("制定方案"), rule()), Measure::kOnce);
  EXPECT_EQ(measure_of(sketch.duty("每月巡查", "month", 1), rule()), Measure::kDuty);
  EXPECT_EQ(measure_of(sketch.ongoing("持续推进"), rule()), Measure::kWords);
}

struct ScheduleRefusal {
  const char* name;
  Schedule schedule;
  const char* message;
};
const ScheduleRefusal kScheduleRefusals[] = {
    {"empty", {ScheduleShape::kLine, {}}, "序时进度至少要有一个节点"},
    {"beyond", {ScheduleShape::kSteps, {{Date(2024, 3, 1), 101, ""}}}, "2024-03-01的比例应在0至100之间，这里是101"},
    {"order",
     {ScheduleShape::kSteps, {{Date(2024, 3, 1), 50, ""}, {Date(2024, 3, 1), 100, ""}}},
     "节点的日期应依次在后：2024-03-01不晚于2024-03-01"},
    {"falls",
     {ScheduleShape::kLine, {{Date(2024, 3, 1), 50, ""}, {Date(2024, 4, 1), 40, ""}}},
     "节点的比例是累计数，不能变小：2024-04-01为40%"},
    {"end", {ScheduleShape::kSteps, {{Date(2024, 3, 1), 90, ""}}}, "最后一个节点应为100%"},
    {"none_with_points", {ScheduleShape::kNone, {{Date(2024, 3, 1), 100, ""}}}, "没有序时进度的任务不能有节点"},
};
class RefusedSchedule : public testing::TestWithParam<ScheduleRefusal> {};
INSTANTIATE_TEST_SUITE_P(, RefusedSchedule, testing::ValuesIn(kScheduleRefusals),
                         [](const auto& p) { return p.param.name; });
TEST_P(RefusedSchedule, SaysWhatWouldBeRight) {
  const Status status = check_schedule(GetParam().schedule);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, Code::kInvalidInput);
  EXPECT_EQ(status.error().message, GetParam().message);
}

TEST(ProgressRule, RefusesRedThatIsNotAboveYellow) {
  std::string text = rule_text();
  text.replace(text.find("red_days    = 15"), 16, "red_days    = 1 ");
  const Result<ProgressRule> loaded = load_progress_rule(text, "office/progress.toml");
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().message, "红的界限应大于黄的界限");
  EXPECT_THAT(loaded.error().where, HasSubstr("office/progress.toml:"));
}

TEST(PercentOf, RoundsOnceAndRefusesZero) {
  EXPECT_EQ(to_string(*percent_of(6_dec, 7_dec)), "85.7");
  EXPECT_EQ(to_string(*percent_of(220_dec, 200_dec)), "110.0");
  EXPECT_FALSE(percent_of(1_dec, 0_dec));
}

}  // namespace
}  // namespace bihuan::plans
