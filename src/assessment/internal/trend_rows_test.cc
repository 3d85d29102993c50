#include "assessment/internal/trend_rows.h"

#include <gtest/gtest.h>

namespace bihuan::assessment::internal {
namespace {

std::string label(std::string_view text) {
  const std::optional<PeriodLabel> found = parse_period_label(text);
  return found ? to_string(*found) : "none";
}

TEST(TrendRows, ReadsPeriods) {
  EXPECT_EQ(label("2019"), "2019年");
  EXPECT_EQ(label("２０１９ 年度"), "2019年");
  EXPECT_EQ(label("2019年第三季度"), "2019年第3季度");
  EXPECT_EQ(label("2019Q4"), "2019年第4季度");
  EXPECT_EQ(label("2019-05"), "2019年5月");
  EXPECT_EQ(label("2019年5月"), "2019年5月");
  for (const char* wrong : {"", "19", "均值", "5月", "2019年5季度", "20199", "1888"})
    EXPECT_EQ(label(wrong), "none") << wrong;
}

}  // namespace
}  // namespace bihuan::assessment::internal
