#include "plans/duty_calendar.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <iostream>
#include <map>
#include <set>

#include "plans/compiler.h"
#include "plans/plan_sketch.h"
#include "plans/plan_test_language.h"

namespace bihuan::plans {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

DutyCalendar expanded(const Plan& plan, const std::vector<DutySetting>& settings = {}, int year = 2024) {
  const Result<DutyCalendar> calendar = expand_duties(plan, year, settings);
  EXPECT_TRUE(calendar) << (calendar ? "" : calendar.error().message);
  return calendar ? *calendar : DutyCalendar{};
}

Plan compiled_file(const std::string& path) {
  const Result<std::string> text = read_file(path, std::size_t{1} << 20);
  EXPECT_TRUE(text) << path;
  return compile(test_language(), text ? *text : std::string());
}

// By hand from the text of either plan, for 2024:
//   月度信息化存证 of one plant                           12
//   季度信息化存证 of 2 cement works                 2×4 =  8
//   每月至少1次外出招商                                   12
//   (每月至少) 1次客商接待                                12
//   每月 洋澜湖水质监测                                   12
//   雨台山、凤凰台、泥矶 每月巡查不少于1次          3×12 = 36
//   狮子口、马龙水库 每季度巡查不少于1次             2×4 =  8     36 + 8 = 44 rounds of sources
//   together                                             100
// 定期监测水源水质, 定期通报水质状况, 定期…抽查, 适时…演练, 定期调度: five wait.
void expect_a_hundred_events(const Plan& plan) {
  const DutyCalendar calendar = expanded(plan);
  EXPECT_THAT(calendar.events, SizeIs(100));
  std::map<std::string, int> by_object;
  std::set<std::string> keys;
  int rounds = 0;
  for (const DutyEvent& event : calendar.events) {
    ++by_object[event.object];
    keys.insert(event_key(event));
    for (const char* source : {"雨台山", "凤凰台", "泥矶", "狮子口", "马龙水库"}) rounds += event.object == source;
  }
  EXPECT_EQ(rounds, 44);
  EXPECT_EQ(by_object["雨台山"], 12);
  EXPECT_EQ(by_object["马龙水库"], 4);
  EXPECT_THAT(keys, SizeIs(100)) << "each event has a key of its own";
  std::vector<std::string> words;
  for (const WaitingDuty& waiting : calendar.waiting) words.push_back(waiting.word);
  EXPECT_THAT(words, ElementsAre("定期", "定期", "定期", "适时", "定期"));
}

TEST(DutyCalendar, DemonstrationPlanGivesAHundredEvents) {
  expect_a_hundred_events(compiled_file(BIHUAN_SOURCE_DIR "/examples/ezhou/plan-2024.txt"));
}

TEST(DutyCalendar, ReferencePlanGivesAHundredEvents) {
  const std::string path = BIHUAN_SOURCE_DIR "/../shared/plans/reference/ezhou-2024.txt";
  if (!std::filesystem::exists(path)) {
    std::cout << "skipped: no ../shared/plans/reference\n";
    return;
  }
  expect_a_hundred_events(compiled_file(path));
}

struct PeriodCase {
  const char* name;
  const char* period;
  std::int64_t count;
  std::size_t events;
  const char* first;  // period, window
  const char* why;
};
constexpr PeriodCase kPeriods[] = {
    {"day", "day", 1, 366, "2024-01-01 2024-01-01..2024-01-01", "2024 is a leap year"},
    {"week", "week", 1, 53, "2024-W01 2024-01-01..2024-01-07", "53 Mondays from 1 January to 30 December 2024"},
    {"month", "month", 1, 12, "2024-01 2024-01-01..2024-01-31", ""},
    {"twice_a_month", "month", 2, 24, "2024-01 2024-01-01..2024-01-31", "both inside the same window"},
    {"quarter", "quarter", 1, 4, "2024-Q1 2024-01-01..2024-03-31", ""},
    {"half_year", "half-year", 1, 2, "2024-H1 2024-01-01..2024-06-30", ""},
    {"year", "year", 3, 3, "2024 2024-01-01..2024-12-31", ""},
};
class DutyPeriod : public testing::TestWithParam<PeriodCase> {};
INSTANTIATE_TEST_SUITE_P(, DutyPeriod, testing::ValuesIn(kPeriods), [](const auto& p) { return p.param.name; });

TEST_P(DutyPeriod, GivesItsEvents) {
  PlanSketch sketch("云汀市2024年水务工作要点");
  sketch.item("抓实河湖治理").duty("开展巡查", GetParam().period, GetParam().count);
  const DutyCalendar calendar = expanded(sketch.plan());
  ASSERT_THAT(calendar.events, SizeIs(GetParam().events)) << GetParam().why;
  const DutyEvent& first = calendar.events.front();
  EXPECT_EQ(first.period + " " + to_string(first.from) + ".." + to_string(first.to), GetParam().first);
}

std::vector<std::string> windows(const DutyCalendar& calendar) {
  std::vector<std::string> all;
  for (const DutyEvent& event : calendar.events) all.push_back(to_string(event.from) + ".." + to_string(event.to));
  return all;
}

TEST(DutyCalendar, AWindowCutsThePeriods) {
  PlanSketch sketch("云汀市2024年水务工作要点");
  Duty& duty = sketch.item("抓实河湖治理").duty("汛期每月巡查", "month", 1);
  duty.window_from = "2024-05-15";
  duty.window_to = "2024-07-10";
  EXPECT_THAT(windows(expanded(sketch.plan())),
              ElementsAre("2024-05-15..2024-05-31", "2024-06-01..2024-06-30", "2024-07-01..2024-07-10"));
}

TEST(DutyCalendar, ADeadlineOfTheTextEndsIt) {
  PlanSketch sketch("云汀市2024年水务工作要点");
  Duty& duty = sketch.item("抓实河湖治理").duty("每季度巡查", "quarter", 1);
  duty.deadline_origin = Origin::kText;
  duty.due = "2024-06-30";
  EXPECT_THAT(windows(expanded(sketch.plan())), ElementsAre("2024-01-01..2024-03-31", "2024-04-01..2024-06-30"));
}

TEST(DutyCalendar, AVagueDutyWaitsUntilAPersonSettlesIt) {
  PlanSketch sketch("云汀市2024年水务工作要点");
  Duty& duty = sketch.item("抓实河湖治理").duty("定期监测水质", "定期", 1);
  duty.min_count.reset();
  const DutyCalendar open = expanded(sketch.plan());
  EXPECT_THAT(open.events, IsEmpty());
  ASSERT_THAT(open.waiting, SizeIs(1));
  EXPECT_EQ(open.waiting[0].reason, "“定期”没有说明多久一次，没有排入日程：请指定频次");
  const DutyCalendar settled =
      expanded(sketch.plan(), {{.duty_id = "d1", .period = "quarter", .from = Date(2024, 4, 1)}});
  EXPECT_THAT(settled.waiting, IsEmpty());
  EXPECT_THAT(windows(settled),
              ElementsAre("2024-04-01..2024-06-30", "2024-07-01..2024-09-30", "2024-10-01..2024-12-31"));
}

TEST(DutyCalendar, AnotherYearExpectsNothing) {
  PlanSketch sketch("云汀市2024年水务工作要点");
  sketch.item("抓实河湖治理").duty("每月巡查", "month", 1);
  EXPECT_THAT(expanded(sketch.plan(), {}, 2025).events, IsEmpty());
}

TEST(DutyCalendar, AHugeCountWaits) {
  PlanSketch sketch("云汀市2024年水务工作要点");
  sketch.item("抓实河湖治理").duty("每日监测不少于9000000000000000次", "day", 9'000'000'000'000'000);
  const DutyCalendar calendar = expanded(sketch.plan());
  EXPECT_THAT(calendar.events, IsEmpty());
  ASSERT_THAT(calendar.waiting, SizeIs(1));
  EXPECT_THAT(calendar.waiting[0].reason, HasSubstr("一年超过5000次"));
}

struct RefusalCase {
  const char* name;
  DutySetting setting;
  const char* message;
};
const RefusalCase kSettingRefusals[] = {
    {"period", {.duty_id = "d1", .period = "经常"}, "周期“经常”不认识：应为day、week、month、quarter、half-year或year"},
    {"count", {.duty_id = "d1", .period = "month", .min_count = 0}, "每个周期的次数应不少于1，这里是0"},
    {"window",
     {.duty_id = "d1", .period = "month", .from = Date(2024, 5, 1), .to = Date(2024, 4, 30)},
     "时间窗的终止日2024-04-30早于起始日2024-05-01"},
};
class DutySettingRefusal : public testing::TestWithParam<RefusalCase> {};
INSTANTIATE_TEST_SUITE_P(, DutySettingRefusal, testing::ValuesIn(kSettingRefusals),
                         [](const auto& p) { return p.param.name; });

TEST_P(DutySettingRefusal, SaysWhatWouldBeRight) {
  const Status status = check_duty_setting(GetParam().setting);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, Code::kInvalidInput);
  EXPECT_EQ(status.error().message, GetParam().message);
}

}  // namespace
}  // namespace bihuan::plans
