#include "assessment/internal/month_label.h"

#include <gtest/gtest.h>

namespace bihuan::assessment::internal {
namespace {

struct LabelCase {
  const char* text;
  int year;
  int month;  // 0: none
};

TEST(MonthLabel, ReadsCells) {
  constexpr LabelCase kCases[] = {
      {"9", 0, 9},
      {"9月", 0, 9},
      {"九月", 0, 9},
      {"十二月", 0, 12},
      {"9月份", 0, 9},
      {"2024年9月", 2024, 9},
      {"2024-09", 2024, 9},
      {"2024/9/5", 2024, 9},
      {"2024.09.05", 2024, 9},
      {"202409", 2024, 9},
      {"20240905", 2024, 9},
      {"2024-09-05", 2024, 9},
      {"2024-09-05T08:00:00", 2024, 9},
      {"2024-09-05 08:00:00", 2024, 9},
      {"９月", 0, 9},
      {" 9 月 ", 0, 9},
      {"9月5日", 0, 9},
      {"2024年9月5日", 2024, 9},
      {"13", 0, 0},
      {"0", 0, 0},
      {"2024年13月", 0, 0},
      {"2024", 0, 0},
      {"平均", 0, 0},
      {"", 0, 0},
      {"9.5", 0, 0},
      {"2024-09-32", 0, 0},
      {"1-9月", 0, 0},
      {"十三月", 0, 0},
      {"1024-09", 0, 0},
  };
  for (const LabelCase& c : kCases) {
    const std::optional<MonthLabel> got = parse_month(c.text);
    ASSERT_EQ(got.has_value(), c.month != 0) << c.text;
    if (got) {
      EXPECT_EQ(*got, (MonthLabel{c.year, c.month})) << c.text;
    }
  }
}

TEST(MonthLabel, FindsThemInNamesAndTitles) {
  constexpr LabelCase kCases[] = {
      {"9月", 0, 9},
      {"202409", 2024, 9},
      {"某市2024年9月断面水质", 2024, 9},
      {"监测结果表（2024年12月，演示数据）", 2024, 12},
      {"九月结果", 0, 9},
      {"1-9月", 0, 0},
      {"2024年1—9月累计", 0, 0},
      {"1月至9月", 0, 0},
      {"1月和9月", 0, 0},
      {"Sheet1", 0, 0},
      {"9", 0, 0},
      {"说明", 0, 0},
      {"13月", 0, 0},
  };
  for (const LabelCase& c : kCases) {
    const std::optional<MonthLabel> got = find_month(c.text);
    ASSERT_EQ(got.has_value(), c.month != 0) << c.text;
    if (got) {
      EXPECT_EQ(*got, (MonthLabel{c.year, c.month})) << c.text;
    }
  }
}

}  // namespace
}  // namespace bihuan::assessment::internal
