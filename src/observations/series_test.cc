#include "observations/series.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bihuan::observations {
namespace {

Instant at(std::string_view text) { return *parse_instant(std::string(text) + "+08:00"); }

Series hourly(Label label = Label::kBeginning) {
  Series series;
  series.key = {"E01", "w01018", Averaging::kHour, "device"};
  series.unit = "mg/L";
  series.places = 3;
  series.data_set = "outlet-hour";
  series.label = label;
  series.calendar = {{Date(2024, 1, 1), std::nullopt, {.seconds = 3600, .months = 0}}};
  return series;
}

TEST(Series, KeepsValuesAsWholeUnitsOfItsLastDecimal) {
  const Series series = hourly();
  EXPECT_EQ(*mantissa_of(*parse_decimal("0.20"), series), 200);
  EXPECT_EQ(*mantissa_of(*parse_decimal("-3"), series), -3000);
  EXPECT_EQ(*mantissa_of(*parse_decimal("0.1230"), series), 123) << "zeros beyond the places say nothing";
  EXPECT_EQ(to_string(value_of(200, series)), "0.200");
}

TEST(Series, RefusesWhatDoesNotFit) {
  const auto finer = mantissa_of(*parse_decimal("0.1234"), hourly());
  ASSERT_FALSE(finer.has_value());
  EXPECT_EQ(finer.error(),
            (Error{Code::kInvalidInput, "数值 0.1234 的小数多于本序列的 3 位", "E01/w01018/hour/device"}));
  const auto large = mantissa_of(*parse_decimal("9223372036854775"), hourly());
  EXPECT_EQ(*large, 9223372036854775000);
  const auto larger = mantissa_of(*parse_decimal("9223372036854776"), hourly());
  ASSERT_FALSE(larger.has_value());
  EXPECT_EQ(larger.error().message, "数值 9223372036854776 按 3 位小数存不下");
}

struct Wanted {
  const char* name;
  Label label;
  Cadence cadence;
  const char* begin;
  const char* end;
  std::int64_t want;
  const char* why;
};
constexpr Wanted kWanted[] = {
    {"hours_of_a_day", Label::kBeginning, {3600, 0}, "2024-03-01T00:00", "2024-03-02T00:00", 24, "00:00 to 23:00"},
    {"hours_of_a_day_by_end", Label::kEnd, {3600, 0}, "2024-03-01T00:00", "2024-03-02T00:00", 24, "01:00 to 24:00"},
    {"first_day_by_end",
     Label::kEnd,
     {3600, 0},
     "2023-12-31T00:00",
     "2024-01-01T00:00",
     0,
     "24:00 of the day before the first is that day's"},
    {"leap_february", Label::kBeginning, {3600, 0}, "2024-02-01T00:00", "2024-03-01T00:00", 29 * 24, "29 days"},
    {"minutes_of_an_hour", Label::kEnd, {60, 0}, "2024-03-01T07:00", "2024-03-01T08:00", 60, "07:01 to 08:00"},
    {"four_hours_in_an_hour", Label::kBeginning, {14400, 0}, "2024-03-01T04:00", "2024-03-01T05:00", 1, "04:00"},
    {"four_hours_by_end", Label::kEnd, {14400, 0}, "2024-03-01T04:00", "2024-03-01T05:00", 0, "08:00 is of 7 o'clock"},
    {"before_it_began", Label::kBeginning, {3600, 0}, "2023-12-31T00:00", "2024-01-01T02:00", 2, "from 2024 on"},
    {"weeks", Label::kBeginning, {604800, 0}, "2024-09-01T00:00", "2024-10-01T00:00", 5, "Mondays 2 9 16 23 30"},
    {"months_of_a_year", Label::kBeginning, {0, 1}, "2024-01-01T00:00", "2025-01-01T00:00", 12, "one a month"},
    {"quarterly", Label::kBeginning, {0, 3}, "2024-01-01T00:00", "2025-01-01T00:00", 4, "one a quarter"},
    {"quarterly_in_a_month",
     Label::kBeginning,
     {0, 3},
     "2024-03-01T00:00",
     "2024-04-01T00:00",
     0,
     "no month holds a quarter"},
    {"monthly_in_a_day", Label::kBeginning, {0, 1}, "2024-03-01T00:00", "2024-03-02T00:00", 0, "no day holds a month"},
    {"irregular", Label::kBeginning, {0, 0}, "2024-01-01T00:00", "2025-01-01T00:00", 0, "nothing is expected"},
};
class Expected : public testing::TestWithParam<Wanted> {};
TEST_P(Expected, IsWhatTheCalendarSays) {
  Series series = hourly(GetParam().label);
  series.calendar[0].cadence = GetParam().cadence;
  EXPECT_EQ(expected_values(series, at(GetParam().begin), at(GetParam().end)), GetParam().want) << GetParam().why;
}
INSTANTIATE_TEST_SUITE_P(, Expected, testing::ValuesIn(kWanted), [](const auto& p) { return p.param.name; });

TEST(Series, ExpectsOnlyWhatItsSpansWant) {
  Series series = hourly();
  series.calendar = {{Date(2024, 3, 1), Date(2024, 3, 10), {3600, 0}}, {Date(2024, 3, 20), std::nullopt, {60, 0}}};
  EXPECT_EQ(expected_values(series, at("2024-03-01T00:00"), at("2024-04-01T00:00")), 10 * 24 + 12 * 1440);
}

TEST(Series, ChecksItsFields) {
  EXPECT_TRUE(check_series(hourly()).has_value());
  const auto message = [](auto change) {
    Series series = hourly();
    change(series);
    const Status status = check_series(series);
    return status.has_value() ? "" : status.error().message;
  };
  EXPECT_EQ(message([](Series& s) { s.key.site = ""; }), "点位编码应为 1 至 100 个字节，现为“”");
  EXPECT_EQ(message([](Series& s) { s.key.factor = "a/b"; }), "因子编码不能含斜线和控制字符");
  EXPECT_EQ(message([](Series& s) { s.key.site = "\xFF"; }), "点位编码不是有效的 UTF-8");
  EXPECT_EQ(message([](Series& s) { s.unit = "\xC3"; }), "单位不是有效的 UTF-8");
  EXPECT_EQ(message([](Series& s) { s.places = 10; }), "小数位数应为 0 至 9，现为 10");
  EXPECT_EQ(message([](Series& s) { s.data_set = "../x"; }),
            "数据集名应为小写字母、数字和连字符，至多 40 个，现为“../x”");
  EXPECT_EQ(message([](Series& s) { s.calendar[0].cadence = {60, 1}; }), "监测频次只能按秒或按月给一种，且不能为负");
  EXPECT_EQ(message([](Series& s) { s.calendar[0].until = Date(2023, 1, 1); }),
            "监测时段止于开始之前：2024-01-01 至 2023-01-01");
  EXPECT_EQ(message([](Series& s) { s.calendar.push_back(s.calendar[0]); }),
            "监测时段须按先后排列且不重叠：2024-01-01");
  for (const char* text : {"instant", "minute", "ten_minutes", "hour", "four_hours", "day", "week", "month", "year"})
    EXPECT_EQ(to_string(*parse_averaging(text)), text);
  EXPECT_FALSE(parse_averaging("fortnight").has_value());
}

}  // namespace
}  // namespace bihuan::observations
