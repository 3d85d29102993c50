#include "base/time.h"

#include <gtest/gtest.h>

namespace bihuan {
namespace {

TEST(Date, SaysWhichPartDoesNotExist) {
  struct Case {
    int year, month, day;
    const char* message;
  };
  const Case cases[] = {{2023, 2, 29, "2023年2月没有29日"},
                        {2024, 13, 1, "2024年没有13月"},
                        {2024, 0, 1, "2024年没有0月"},
                        {2024, 4, 31, "2024年4月没有31日"},
                        {2024, 4, 0, "2024年4月没有0日"},
                        {0, 1, 1, "年份 0 应在 1 至 9999 之间"},
                        {10000, 1, 1, "年份 10000 应在 1 至 9999 之间"}};
  for (const Case& c : cases)
    EXPECT_EQ(Date::make(c.year, c.month, c.day).error(), (Error{Code::kInvalidInput, c.message, ""}));
  EXPECT_TRUE(Date::make(2024, 2, 29).has_value());
  EXPECT_FALSE(Date::make(1900, 2, 29).has_value());
}

TEST(Date, EveryDayOfFourHundredYearsFollowsTheOneBefore) {
  constexpr int kMonths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  Date day(1900, 1, 1);
  int weekday = 1;  // 1 January 1900 was a Monday
  for (int year = 1900; year < 2300; ++year) {
    const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    for (int month = 1; month <= 12; ++month) {
      const int days = kMonths[month - 1] + (month == 2 && is_leap ? 1 : 0);
      ASSERT_EQ(days_in_month(year, month), days);
      for (int number = 1; number <= days; ++number) {
        ASSERT_EQ(day, Date(year, static_cast<unsigned>(month), static_cast<unsigned>(number)));
        ASSERT_EQ(day.weekday(), weekday);
        day = day + 1;
        weekday = weekday % 7 + 1;
      }
    }
  }
}

TEST(Date, PrintsAndReads) {
  EXPECT_EQ(to_string(Date(2024, 9, 3)), "2024-09-03");
  EXPECT_EQ(to_chinese(Date(2024, 9, 3)), "2024年9月3日");
  EXPECT_EQ(parse_date("2024-09-03"), Date(2024, 9, 3));
  for (const char* wrong : {"", "2024-9-3", "2024-09-03 ", "2024/09/03", "20240903", "2024-09-3x"})
    EXPECT_EQ(parse_date(wrong).error().message, "“" + std::string(wrong) + "”不是日期，应写成 2024-09-30 这样的形式");
  EXPECT_EQ(parse_date("2024-02-30").error().message, "2024年2月没有30日");
}

TEST(Date, AddsMonthsToTheEndOfShorterOnes) {
  EXPECT_EQ(add_months(Date(2024, 1, 31), 1), Date(2024, 2, 29));
  EXPECT_EQ(add_months(Date(2024, 1, 31), -2), Date(2023, 11, 30));
  EXPECT_EQ(add_months(Date(2024, 12, 5), 1), Date(2025, 1, 5));
  EXPECT_EQ(days_between(Date(2024, 2, 28), Date(2024, 3, 1)), 2);
}

TEST(Instant, MeetsDaysOnlyInAZone) {
  const Instant eve{1727711999};  // 2024-09-30T15:59:59Z
  EXPECT_EQ(to_date(eve), Date(2024, 9, 30));
  EXPECT_EQ(to_date(Instant{eve.seconds + 1}), Date(2024, 10, 1));
  EXPECT_EQ(to_date(Instant{eve.seconds + 1}, kUtc), Date(2024, 9, 30));
  EXPECT_EQ(second_of_day(eve), 86399);
  EXPECT_EQ(to_date(Instant{-1}, kUtc), Date(1969, 12, 31));
  EXPECT_EQ(second_of_day(Instant{-1}, kUtc), 86399);
  EXPECT_EQ(to_instant(Date(2024, 9, 30), 24), to_instant(Date(2024, 10, 1)));
}

TEST(Instant, PrintsAndReads) {
  const Instant eight = to_instant(Date(2024, 9, 30), 8);
  EXPECT_EQ(to_string(eight), "2024-09-30T08:00:00+08:00");
  EXPECT_EQ(to_string(eight, kUtc), "2024-09-30T00:00:00+00:00");
  EXPECT_EQ(to_string(eight, Zone{-(3 * 3600 + 1800)}), "2024-09-29T20:30:00-03:30");
  for (const char* same :
       {"2024-09-30T08:00:00+08:00", "2024-09-30 08:00+08:00", "2024-09-30T00:00:00Z", "2024-09-29T20:30-03:30"})
    EXPECT_EQ(parse_instant(same), eight) << same;
  EXPECT_EQ(parse_instant("2024-09-30T08:00:00").error().message,
            "“2024-09-30T08:00:00”没有写明时区，应以 +08:00 或 Z 结尾");
  EXPECT_EQ(parse_instant("2024-09-30T25:00:00Z").error().message, "“2024-09-30T25:00:00Z”中的时、分、秒不存在");
  for (const char* wrong : {"", "2024-09-30", "2024-09-30T08:00:00+8:00", "2024-09-30T08:00:00+99:00",
                            "2024-09-30T08-00Z.", "2024-09-30T08:00:00Z "})
    EXPECT_FALSE(parse_instant(wrong).has_value()) << wrong;
}

TEST(FixedClock, StandsUntilMoved) {
  FixedClock clock(Instant{5});
  EXPECT_EQ(clock.now(), Instant{5});
  clock.advance(10);
  EXPECT_EQ(static_cast<const Clock&>(clock).now(), Instant{15});
}

}  // namespace
}  // namespace bihuan
