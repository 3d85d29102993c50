#include "cli/text_table.h"

#include <gtest/gtest.h>

namespace bihuan::cli {
namespace {

TEST(TextTable, AlignsByDisplayWidth) {
  EXPECT_EQ(render_table({{"编号", 0}, {"名", 0}, {"数", 0, true}}, {{"p1", "河流", "7"}, {"p0002", "a", "12"}}),
            "编号   名    数\n"
            "-----  ----  --\n"
            "p1     河流   7\n"
            "p0002  a     12\n");
}

TEST(TextTable, KeepsOneLineACellAndCutsWhatIsTooWide) {
  EXPECT_EQ(render_table({{"文", 6}}, {{"一\n二\t三"}, {"断面水质"}, {"断面水"}}),
            "文\n"
            "------\n"
            "一 二…\n"
            "断面…\n"
            "断面水\n");
}

TEST(TextTable, BearsMissingCellsAndNoRows) {
  EXPECT_EQ(render_table({{"a", 0}, {"b", 0}}, {{"1"}}), "a  b\n-  -\n1\n");
  EXPECT_EQ(render_table({{"a", 0}}, {}), "a\n-\n");
}

TEST(Fit, NeverPassesTheWidth) {
  EXPECT_EQ(fit("断面水质", 8), "断面水质");
  EXPECT_EQ(fit("断面水质", 7), "断面水…");
  EXPECT_EQ(fit("断面水质", 6), "断面…");
  EXPECT_EQ(fit("abc", 2), "a…");
}

TEST(TextTable, ShowsAnInstantToTheMinute) {
  EXPECT_EQ(minute_text(*parse_instant("2024-09-30T08:00:59+08:00")), "2024-09-30 08:00");
}

}  // namespace
}  // namespace bihuan::cli
