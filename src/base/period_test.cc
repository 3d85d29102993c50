#include "base/period.h"

#include <gtest/gtest.h>

namespace bihuan {
namespace {

constexpr PeriodKind kKinds[] = {PeriodKind::kMinute, PeriodKind::kHour,          PeriodKind::kFourHours,
                                 PeriodKind::kDay,    PeriodKind::kWeek,          PeriodKind::kTenDays,
                                 PeriodKind::kMonth,  PeriodKind::kQuarter,       PeriodKind::kHalfYear,
                                 PeriodKind::kYear,   PeriodKind::kJanuaryToMonth};

struct PeriodCase {
  PeriodKind kind;
  const char* instant;
  const char* iso;
  const char* chinese;
  const char* begin;
  const char* end;
};

const PeriodCase kPeriodCases[] = {
    {PeriodKind::kMinute, "2024-09-30T08:05:59+08:00", "2024-09-30T08:05", "2024年9月30日8时5分",
     "2024-09-30T08:05:00+08:00", "2024-09-30T08:06:00+08:00"},
    {PeriodKind::kHour, "2024-09-30T08:05:59+08:00", "2024-09-30T08", "2024年9月30日8时", "2024-09-30T08:00:00+08:00",
     "2024-09-30T09:00:00+08:00"},
    {PeriodKind::kFourHours, "2024-09-30T23:59:59+08:00", "2024-09-30T20/PT4H", "2024年9月30日20—24时",
     "2024-09-30T20:00:00+08:00", "2024-10-01T00:00:00+08:00"},
    {PeriodKind::kDay, "2024-09-30T16:00:00Z", "2024-10-01", "2024年10月1日", "2024-10-01T00:00:00+08:00",
     "2024-10-02T00:00:00+08:00"},
    {PeriodKind::kWeek, "2024-12-31T00:00:00+08:00", "2025-W01", "2025年第1周", "2024-12-30T00:00:00+08:00",
     "2025-01-06T00:00:00+08:00"},
    {PeriodKind::kTenDays, "2024-02-29T00:00:00+08:00", "2024-02-X3", "2024年2月下旬", "2024-02-21T00:00:00+08:00",
     "2024-03-01T00:00:00+08:00"},
    {PeriodKind::kTenDays, "2024-09-10T23:00:00+08:00", "2024-09-X1", "2024年9月上旬", "2024-09-01T00:00:00+08:00",
     "2024-09-11T00:00:00+08:00"},
    {PeriodKind::kMonth, "2024-09-30T23:59:59+08:00", "2024-09", "2024年9月", "2024-09-01T00:00:00+08:00",
     "2024-10-01T00:00:00+08:00"},
    {PeriodKind::kQuarter, "2024-09-30T08:00:00+08:00", "2024-Q3", "2024年第3季度", "2024-07-01T00:00:00+08:00",
     "2024-10-01T00:00:00+08:00"},
    {PeriodKind::kHalfYear, "2024-07-01T00:00:00+08:00", "2024-H2", "2024年下半年", "2024-07-01T00:00:00+08:00",
     "2025-01-01T00:00:00+08:00"},
    {PeriodKind::kYear, "2024-12-31T23:59:59+08:00", "2024", "2024年", "2024-01-01T00:00:00+08:00",
     "2025-01-01T00:00:00+08:00"},
    {PeriodKind::kJanuaryToMonth, "2024-09-01T00:00:00+08:00", "2024-01/2024-09", "2024年1—9月",
     "2024-01-01T00:00:00+08:00", "2024-10-01T00:00:00+08:00"},
};

TEST(Period, LiesOnTheMarksAndHasItsNames) {
  for (const PeriodCase& c : kPeriodCases) {
    const Period period = containing(c.kind, *parse_instant(c.instant));
    EXPECT_EQ(to_string(period.begin()), c.begin);
    EXPECT_EQ(to_string(period.end()), c.end);
    EXPECT_EQ(to_string(period), c.iso);
    EXPECT_EQ(to_chinese(period), c.chinese);
    ASSERT_TRUE(parse_period(c.iso).has_value()) << c.iso;
    EXPECT_EQ(*parse_period(c.iso), period) << c.iso;
    ASSERT_TRUE(parse_period(c.chinese).has_value()) << c.chinese;
    EXPECT_EQ(*parse_period(c.chinese), period) << c.chinese;
  }
}

TEST(Period, NeighboursTouchAndLeadBack) {
  for (const PeriodKind kind : kKinds) {
    for (Date day(2023, 12, 1); day < Date(2025, 2, 1); day = day + 1) {
      const Period period = containing(kind, day);
      ASSERT_TRUE(period.contains(to_instant(day)));
      ASSERT_FALSE(period.contains(period.end()));
      ASSERT_EQ(period.next().previous(), period) << to_string(period);
      ASSERT_EQ(*parse_period(to_string(period)), period) << to_string(period);
      ASSERT_EQ(*parse_period(to_chinese(period)), period) << to_chinese(period);
      if (kind != PeriodKind::kJanuaryToMonth) {
        ASSERT_EQ(period.next().begin(), period.end());
      }
    }
  }
  const Period all_2024 = *parse_period("2024-01/2024-12");
  EXPECT_EQ(to_string(all_2024.next()), "2025-01/2025-01");
  EXPECT_EQ(to_string(all_2024.previous()), "2024-01/2024-11");
}

TEST(Period, HasPartsThatAreCounted) {
  struct PartsCase {
    const char* whole;
    PeriodKind kind;
    std::int64_t count;
  };
  const PartsCase cases[] = {
      {"2024", PeriodKind::kMonth, 12},
      {"2024", PeriodKind::kDay, 366},
      {"2023", PeriodKind::kHour, 8760},
      {"2024-09", PeriodKind::kFourHours, 180},
      {"2024-09", PeriodKind::kTenDays, 3},
      {"2024-09", PeriodKind::kWeek, 5},
      {"2024-Q3", PeriodKind::kDay, 92},
      {"2024-01/2024-09", PeriodKind::kMonth, 9},
      {"2024", PeriodKind::kJanuaryToMonth, 12},
      {"2024-09-30T08", PeriodKind::kMinute, 60},
      {"2024-09-30T08", PeriodKind::kDay, 0},
      {"1969-12", PeriodKind::kFourHours, 186},
      {"2024", PeriodKind::kYear, 1},
  };
  for (const PartsCase& c : cases) {
    const Period whole = *parse_period(c.whole);
    EXPECT_EQ(count(whole, c.kind), c.count) << c.whole << to_string(c.kind);
    EXPECT_EQ(static_cast<std::int64_t>(parts(whole, c.kind).size()), c.count) << c.whole << to_string(c.kind);
  }
  EXPECT_TRUE(parse_period("2024-09")->contains(Date(2024, 9, 30)));
  EXPECT_FALSE(parse_period("2024-09")->contains(Date(2024, 10, 1)));
  EXPECT_FALSE(parse_period("2024-09-30T08")->contains(Date(2024, 9, 30)));
  EXPECT_TRUE(parse_period("2024")->contains(*parse_period("2024-01/2024-12")));
}

TEST(ParsePeriod, ReadsWhatPeopleWrite) {
  struct Written {
    const char* text;
    const char* iso;
  };
  const Written cases[] = {{"二〇二四年三季度", "2024-Q3"},
                           {"2024年第三季度", "2024-Q3"},
                           {"2024 年 1-9 月", "2024-01/2024-09"},
                           {"２０２４年１～９月", "2024-01/2024-09"},
                           {"2024年1月至9月", "2024-01/2024-09"},
                           {"2024年度", "2024"},
                           {"2024年9月份", "2024-09"},
                           {"2024年1—1月", "2024-01/2024-01"},
                           {"2024年九月上旬", "2024-09-X1"}};
  for (const Written& c : cases) {
    const Result<Period> got = parse_period(c.text);
    ASSERT_TRUE(got.has_value()) << c.text;
    EXPECT_EQ(to_string(*got), c.iso) << c.text;
  }
  for (const char* wrong :
       {"", "2024年13月", "2024年2月30日", "2024年2—9月", "2024年第5季度", "2024-13", "2024-W54", "2023-W53", "2024-Q5",
        "2024-09-30T24", "2024-09-30T05/PT4H", "2024-02/2024-09", "2024-01/2023-09", "2024年9", "24年9月x", "0000",
        "2024-9", "2024年第9月", "2024年9月30日5—9时"}) {
    const Result<Period> got = parse_period(wrong);
    ASSERT_FALSE(got.has_value()) << wrong << to_string(*got);
    EXPECT_EQ(got.error(), (Error{Code::kInvalidInput,
                                  "“" + std::string(wrong) +
                                      "”不是时段，应写成 2024年9月、2024年第3季度、2024年1—9月 或 2024-09 这样的形式",
                                  ""}));
  }
}

}  // namespace
}  // namespace bihuan
