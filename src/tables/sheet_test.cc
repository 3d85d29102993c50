#include "tables/sheet.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tables/internal/merges.h"
#include "tables/test_files.h"

namespace bihuan::tables {
namespace {

struct AddressCase {
  const char* name;
  const char* text;
  int row;  // 0: no address
  int column;
  const char* printed;
};
constexpr AddressCase kAddresses[] = {
    {"first", "A1", 1, 1, "A1"},
    {"two_letters", "AB12", 12, 28, "AB12"},
    {"last_of_one_letter", "Z9", 9, 26, "Z9"},
    {"first_of_two_letters", "AA9", 9, 27, "AA9"},
    {"last", "XFD1048576", 1'048'576, 16'384, "XFD1048576"},
    {"absolute", "$C$7", 7, 3, "C7"},
    {"small", "ab12", 12, 28, "AB12"},
    {"one_column_too_far", "XFE1", 0, 0, ""},
    {"one_row_too_far", "A1048577", 0, 0, ""},
    {"far_out", "ZZZ99999999", 0, 0, ""},
    {"overflowing", "A99999999999999999999", 0, 0, ""},
    {"row_zero", "A0", 0, 0, ""},
    {"leading_zero", "A01", 0, 0, ""},
    {"no_row", "A", 0, 0, ""},
    {"no_column", "12", 0, 0, ""},
    {"empty", "", 0, 0, ""},
    {"junk_behind", "A1x", 0, 0, ""},
};
class Address : public testing::TestWithParam<AddressCase> {};
TEST_P(Address, ReadsAndPrints) {
  const auto got = parse_address(GetParam().text);
  ASSERT_EQ(got.has_value(), GetParam().row != 0);
  if (!got) return;
  EXPECT_EQ(got->row, GetParam().row);
  EXPECT_EQ(got->column, GetParam().column);
  EXPECT_EQ(to_string(*got), GetParam().printed);
}
INSTANTIATE_TEST_SUITE_P(, Address, testing::ValuesIn(kAddresses), [](const auto& p) { return p.param.name; });

TEST(AddressRange, RoundTripsOverAllColumns) {
  for (int column = 1; column <= 16'384; ++column) {
    const auto got = parse_address(to_string(CellAddress{3, column}));
    ASSERT_TRUE(got.has_value());
    EXPECT_EQ(got->column, column);
  }
}

struct DecimalCase {
  const char* name;
  const char* value;
  const char* shown;
  const char* want;
};
constexpr DecimalCase kDecimals[] = {
    {"zeros_are_added", "0.2", "0.20", "0.20"},
    {"nothing_is_rounded_away", "0.204", "0.20", "0.204"},
    {"rounded_up_is_another_value", "0.196", "0.20", "0.196"},
    {"whole_gets_places", "3", "3.00", "3.00"},
    {"grouped", "1234.5", "1,234.50", "1234.50"},
    {"percent_is_not_the_value", "0.857", "85.7%", "0.857"},
    {"more_digits_before_the_point", "3", "30", "3"},
    {"no_format", "0.20", "", "0.20"},
};
class DecimalText : public testing::TestWithParam<DecimalCase> {};
TEST_P(DecimalText, KeepsTheValue) {
  Cell cell;
  cell.kind = CellKind::kNumber;
  cell.value = GetParam().value;
  cell.shown_text = GetParam().shown;
  EXPECT_EQ(decimal_text(cell), GetParam().want);
}
INSTANTIATE_TEST_SUITE_P(, DecimalText, testing::ValuesIn(kDecimals), [](const auto& p) { return p.param.name; });

TEST(Sheet, FindsCellsThroughMerges) {
  const Sheet sheet = make_sheet({{"长江", "甲"}, {"", "乙"}, {"梁湖", "丙"}}, {"A1:A2"});
  EXPECT_EQ(sheet.cell({2, 1}), nullptr);
  ASSERT_NE(sheet.merged_cell({2, 1}), nullptr);
  EXPECT_EQ(sheet.merged_cell({2, 1})->value, "长江");
  EXPECT_EQ(sheet.merged_cell({2, 1})->at, (CellAddress{1, 1}));
  EXPECT_EQ(sheet.merged_cell({3, 1})->value, "梁湖");
  EXPECT_EQ(sheet.merged_cell({9, 9}), nullptr);
  EXPECT_EQ(sheet.merge_at({3, 1}), nullptr);
  EXPECT_EQ(sheet.last_row(), 3);
  EXPECT_EQ(sheet.last_column(), 2);
  EXPECT_EQ(Sheet().last_row(), 0);
  EXPECT_EQ(place("9月", CellAddress{12, 3}), "工作表「9月」C12");
  EXPECT_EQ(place("9月", 12), "工作表「9月」第12行");
}

struct MergeCase {
  const char* name;
  std::vector<std::string> merges;
  const char* overlap;  // empty: none
};
const MergeCase kMerges[] = {
    {"apart", {"C1:D2", "A1:B2", "A3:D3"}, ""},
    {"touching_corners", {"A1:B2", "C3:D4", "C1:D2", "A3:B4"}, ""},
    {"same", {"A1:B2", "A1:B2"}, "合并单元格 A1:B2 与 A1:B2 重叠，请用 WPS 或 Excel 打开后取消合并再保存"},
    {"one_cell", {"A1:B2", "B2:C3"}, "合并单元格 B2:C3 与 A1:B2 重叠，请用 WPS 或 Excel 打开后取消合并再保存"},
    {"wide_over_narrow", {"B1:B9", "A5:D5"}, "合并单元格 A5:D5 与 B1:B9 重叠，请用 WPS 或 Excel 打开后取消合并再保存"},
    {"inside", {"A1:D9", "B2:C3"}, "合并单元格 B2:C3 与 A1:D9 重叠，请用 WPS 或 Excel 打开后取消合并再保存"},
    {"whole_sheet_alone", {"A1:XFD1048576"}, ""},
};
class Merges : public testing::TestWithParam<MergeCase> {};
TEST_P(Merges, AreOrderedAndDisjoint) {
  Sheet sheet = make_sheet({}, GetParam().merges);
  const Status got = order_merges(sheet.merges, [](CellAddress at) { return to_string(at); });
  EXPECT_EQ(got.has_value() ? std::string() : got.error().message, GetParam().overlap);
  if (got.has_value()) {
    EXPECT_TRUE(std::ranges::is_sorted(sheet.merges, {}, &CellRange::first));
  }
}
INSTANTIATE_TEST_SUITE_P(, Merges, testing::ValuesIn(kMerges), [](const auto& p) { return p.param.name; });

TEST(MergePairs, AgreeWithTheObviousCheck) {
  // All pairs of ranges in a world of 3 x 3 cells.
  std::vector<CellRange> all;
  for (int a = 1; a <= 3; ++a)
    for (int b = 1; b <= 3; ++b)
      for (int c = a; c <= 3; ++c)
        for (int d = b; d <= 3; ++d) all.push_back({{a, b}, {c, d}});
  for (const CellRange& one : all) {
    for (const CellRange& two : all) {
      const bool overlaps = one.first.row <= two.last.row && two.first.row <= one.last.row &&
                            one.first.column <= two.last.column && two.first.column <= one.last.column;
      std::vector<CellRange> merges = {one, two};
      EXPECT_EQ(order_merges(merges, [](CellAddress) { return ""; }).has_value(), !overlaps)
          << to_string(one) << " " << to_string(two);
    }
  }
}

}  // namespace
}  // namespace bihuan::tables
