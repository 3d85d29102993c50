#include "tables/head_finder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tables/internal/head_text.h"
#include "tables/test_files.h"

namespace bihuan::tables {
namespace {

HeadQuery query() {
  HeadQuery q;
  q.columns = {{"section", {"断面", "断面名称"}},
               {"month", {"月份", "监测月份"}, false},
               {"codmn", {"高锰酸盐指数", "CODMn"}},
               {"nh3n", {"氨氮", "NH3-N"}},
               {"class", {"水质类别"}, false}};
  return q;
}

// "section=A3 codmn=C4[mg/L]": key, head cell, unit and where it comes from (h head, r unit row, l unit line).
std::string show(const Head& head) {
  constexpr const char* kOrigins[] = {"", "h", "r", "l"};
  const auto one = [&](const FoundColumn& c) {
    return c.key + "=" + to_string(c.head_at) +
           (c.unit.empty() ? "" : "[" + c.unit + " " + kOrigins[static_cast<int>(c.unit_origin)] + "]");
  };
  std::string out = std::to_string(head.first_row) + "-" + std::to_string(head.last_row) + ":";
  for (const FoundColumn& column : head.columns) out += " " + one(column);
  for (const AmbiguousColumn& ambiguous : head.ambiguous) {
    out += " ?" + ambiguous.key;
    for (const FoundColumn& column : ambiguous.candidates) out += "," + to_string(column.head_at);
  }
  for (const std::string& key : head.missing) out += " -" + key;
  return out;
}

struct HeadCase {
  const char* name;
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> merges;
  const char* want;
  const char* why;
};
const HeadCase kHeads[] = {
    {"plain",
     {{"断面", "月份", "高锰酸盐指数", "氨氮", "水质类别"}, {"甲湖", "9", "3.1", "0.2", "Ⅲ"}},
     {},
     "1-1: section=A1 month=B1 codmn=C1 nh3n=D1 class=E1",
     "one row"},
    {"title_and_unit_line",
     {{"某市9月断面水质月报"},
      {"单位：mg/L（pH无量纲除外）"},
      {},
      {"断面名称", "监测月份", "CODMn", "NH3-N"},
      {"甲湖", "9", "3", "1"}},
     {"A1:D1", "A2:D2"},
     "4-4: section=A4[mg/L l] month=B4[mg/L l] codmn=C4[mg/L l] nh3n=D4[mg/L l] -class",
     "lines above are no head; the unit line counts for all"},
    {"unit_line_in_two_cells",
     {{"月报", "", "单位：", "mg/L"}, {"断面", "月份", "高锰酸盐指数", "氨氮"}, {"甲湖", "9", "3", "1"}},
     {},
     "2-2: section=A2[mg/L l] month=B2[mg/L l] codmn=C2[mg/L l] nh3n=D2[mg/L l] -class",
     "label and unit stand apart"},
    {"reporting_unit_is_no_unit",
     {{"填报单位：某市生态环境局"}, {"断面", "高锰酸盐指数", "氨氮"}, {"甲湖", "3", "1"}},
     {},
     "2-2: section=A2 codmn=B2 nh3n=C2 -month -class",
     "单位 also means an office"},
    {"units_in_the_head",
     {{"断面", "高锰酸盐指数（mg/L）", "氨氮(NH₃-N)\n(mg/L)", "水质类别"}, {"甲湖", "3", "1", "Ⅱ"}},
     {},
     "1-1: section=A1 codmn=B1[mg/L h] nh3n=C1[mg/L h] class=D1 -month",
     "full width brackets, an alias, a line end, a subscript"},
    {"units_without_brackets",
     {{"断面", "高锰酸盐指数mg/L", "氨氮,mg/L"}, {"甲湖", "3", "1"}},
     {},
     "1-1: section=A1 codmn=B1[mg/L h] nh3n=C1[mg/L h] -month -class",
     "as typed in a hurry"},
    {"unknown_unit_is_seen",
     {{"断面", "高锰酸盐指数(mg/mL)", "氨氮(μg/L)"}, {"甲湖", "3", "1"}},
     {},
     "1-1: section=A1 codmn=B1[mg/mL h] nh3n=C1[μg/L h] -month -class",
     "a wrong unit must not pass as no unit"},
    {"unit_row",
     {{"断面", "月份", "高锰酸盐指数", "氨氮"}, {"单位", "/", "mg/L", "mg/L"}, {"甲湖", "9", "3", "1"}},
     {},
     "1-2: section=A1 month=B1 codmn=C1[mg/L r] nh3n=D1[mg/L r] -class",
     "the row of units belongs to the head"},
    {"groups_with_merges",
     {{"断面", "月份", "高锰酸盐指数", "", "氨氮", "", "水质类别"},
      {"", "", "实测", "类别", "实测", "类别"},
      {"甲湖", "9", "3", "Ⅱ", "1", "Ⅲ", "Ⅲ"}},
     {"A1:A2", "B1:B2", "C1:D1", "E1:F1", "G1:G2"},
     "1-2: section=A1 month=B1 codmn=C2 nh3n=E2 class=G1",
     "the value below the group is meant, not its class"},
    {"groups_without_merges",
     {{"断面", "月份", "高锰酸盐指数", "", "氨氮", ""},
      {"", "", "实测", "类别", "实测", "类别"},
      {"甲湖", "9", "3", "Ⅱ", "1", "Ⅲ"}},
     {},
     "1-2: section=A1 month=B1 codmn=C2 nh3n=E2 -class",
     "csv keeps no merges"},
    {"group_over_all_parameters",
     {{"断面", "监测项目", "", ""}, {"", "高锰酸盐指数", "氨氮", "水质类别"}, {"甲湖", "3", "1", "Ⅱ"}},
     {"A1:A2", "B1:D1"},
     "1-2: section=A1 codmn=B2 nh3n=C2 class=D2 -month",
     "the lowest part is the name"},
    {"three_rows",
     {{"断面", "监测结果", "", "", ""},
      {"", "高锰酸盐指数", "", "氨氮", ""},
      {"", "实测值", "类别", "实测值", "类别"},
      {"甲湖", "3", "Ⅱ", "1", "Ⅲ"}},
     {"A1:A3", "B1:E1", "B2:C2", "D2:E2"},
     "1-3: section=A1 codmn=B3 nh3n=D3 -month -class",
     "groups of groups"},
    {"group_with_unit_below",
     {{"断面", "高锰酸盐指数", "氨氮"}, {"", "(mg/L)", "(mg/L)"}, {"甲湖", "3", "1"}},
     {"A1:A2"},
     "1-2: section=A1 codmn=B1[mg/L h] nh3n=C1[mg/L h] -month -class",
     "a head cell that is only a unit is no part of the name"},
    {"two_fit",
     {{"断面", "高锰酸盐指数", "氨氮", "氨氮"}, {"甲湖", "3", "1", "2"}},
     {},
     "1-1: section=A1 codmn=B1 ?nh3n,C1,D1 -month -class",
     "never decided by position"},
    {"same_name_in_two_groups",
     {{"断面", "本月", "", "上年同期", ""},
      {"", "高锰酸盐指数", "氨氮", "高锰酸盐指数", "氨氮"},
      {"甲湖", "3", "1", "2", "2"}},
     {"A1:A2", "B1:C1", "D1:E1"},
     "1-2: section=A1 ?codmn,B2,D2 ?nh3n,C2,E2 -month -class",
     "which period is meant is for a person to say"},
    {"whole_name_beats_a_group",
     {{"断面", "高锰酸盐指数", "氨氮", "上年同期", ""},
      {"", "", "", "高锰酸盐指数", "氨氮"},
      {"甲湖", "3", "1", "2", "2"}},
     {"A1:A2", "B1:B2", "C1:C2", "D1:E1"},
     "1-2: section=A1 codmn=B1 nh3n=C1 -month -class",
     "the plain column is the better fit"},
    {"spaces_in_names",
     {{"断 面", "月　份", "高锰酸盐指数", "氨　氮"}, {"甲湖", "9", "3", "1"}},
     {},
     "1-1: section=A1 month=B1 codmn=C1 nh3n=D1 -class",
     "typed to look wide"},
    {"one_missing",
     {{"断面", "月份", "高锰酸盐指数"}, {"甲湖", "9", "3"}},
     {},
     "1-1: section=A1 month=B1 codmn=C1 -nh3n -class",
     "missing is said, not guessed"},
    {"head_merged_over_two_columns",
     {{"断面", "", "高锰酸盐指数", "氨氮"}, {"甲湖", "", "3", "1"}},
     {"A1:B1", "A2:B2"},
     "1-1: section=A1 codmn=C1 nh3n=D1 -month -class",
     "a wide head is one column"},
};
class FindHead : public testing::TestWithParam<HeadCase> {};
TEST_P(FindHead, Maps) {
  const Sheet sheet = make_sheet(GetParam().rows, GetParam().merges, true);
  const auto head = find_head(sheet, query());
  ASSERT_TRUE(head.has_value()) << head.error().message;
  EXPECT_EQ(show(*head), GetParam().want) << GetParam().why;
}
INSTANTIATE_TEST_SUITE_P(, FindHead, testing::ValuesIn(kHeads), [](const auto& p) { return p.param.name; });

TEST(FindHeadPath, APathNamesOneOfTwoGroups) {
  HeadQuery q = query();
  q.columns = {{"section", {"断面"}}, {"nh3n", {"本月/氨氮"}}, {"nh3n_class", {"上年同期/氨氮"}}};
  const Sheet sheet =
      make_sheet({{"断面", "本月", "", "上年同期"}, {"", "总磷", "氨氮", "氨氮"}, {"甲湖", "3", "1", "2"}},
                 {"A1:A2", "B1:C1"}, true);
  const auto head = find_head(sheet, q);
  ASSERT_TRUE(head.has_value());
  EXPECT_EQ(show(*head), "1-2: section=A1 nh3n=C2 nh3n_class=D2");
  EXPECT_EQ(head->column("nh3n")->head_text, "本月/氨氮");
  EXPECT_EQ(head->column("nh3n")->matched_name, "本月/氨氮");
  ASSERT_EQ(head->unused.size(), 1u);
  EXPECT_EQ(head->unused[0].head_text, "本月/总磷");
}

TEST(RequireComplete, RefusesWithAllAddresses) {
  const auto two = find_table(make_sheet(kHeads[13].rows, {}, true), query());
  ASSERT_FALSE(two.has_value());
  EXPECT_EQ(two.error(),
            (Error{Code::kInvalidInput, "“氨氮”有 2 列都对得上：C1“氨氮”、D1“氨氮”，请改列名或指定用哪一列",
                   "工作表「9月」C1"}));
  const auto missing = find_table(make_sheet({{"断面", "月份", "高锰酸盐指数"}}), query());
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error(),
            (Error{Code::kInvalidInput, "表头里缺少一列，列名应是：氨氮、NH3-N", "工作表「9月」第1行"}));
  const auto none = find_table(make_sheet({{"姓名", "电话"}, {"甲", "1"}}), query());
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(none.error(), (Error{Code::kNotFound, "前 60 行里找不到表头，表头应有这些列：断面、高锰酸盐指数、氨氮",
                                 "工作表「9月」"}));
  EXPECT_EQ(find_head(Sheet(), query()).error().code, Code::kNotFound);
}

TEST(ReadTable, TellsDataFromTheRest) {
  const Sheet sheet = make_sheet({{"月报"},                                          // 1
                                  {"单位：mg/L"},                                    // 2
                                  {"河流", "断面", "月份", "高锰酸盐指数", "氨氮"},  // 3
                                  {"长江", "甲", "9", "3.1", "0.20"},                // 4
                                  {"", "乙", "9", "<0.5", "0.3"},                    // 5
                                  {},                                                // 6
                                  {"月报"},                                          // 7
                                  {"单位：mg/L"},                                    // 8
                                  {"河流", "断面", "月份", "高锰酸盐指数", "氨氮"},  // 9
                                  {"梁湖", "丙湖", "9", "2", "1"},                   // 10
                                  {"", "三山湖"},                                    // 11
                                  {"合 计", "", "", "5", "2"},                       // 12
                                  {"", "平均值：", "", "5", "2"},                    // 13
                                  {"", "", "", "", "", "校核", "3"},                 // 14
                                  {"注：1.“<”表示低于检出限；"},                     // 15
                                  {"2.三山湖本月未测。"},                            // 16
                                  {"填表人：甲", "", "审核人：乙"}},                 // 17
                                 {"A4:A5", "A1:E1", "A7:E7"}, true);
  HeadQuery q = query();
  q.columns.push_back({"river", {"河流"}});
  const auto table = find_table(sheet, q);
  ASSERT_TRUE(table.has_value()) << table.error().message;
  std::string data;
  for (const TableRow& row : table->rows) {
    const Cell* const river = table->cell(row, "river");
    const Cell* const codmn = table->cell(row, "codmn");
    data += std::to_string(row.number) + ":" + (river == nullptr ? "" : river->value) + "/" +
            table->cell(row, "section")->value + "/" + (codmn == nullptr ? "" : codmn->value) + " ";
  }
  EXPECT_EQ(data, "4:长江/甲/3.1 5:长江/乙/<0.5 10:梁湖/丙湖/2 11:/三山湖/ ");
  std::string left_out;
  constexpr const char* kRoles[] = {"data", "blank", "title", "head", "summary", "note"};
  for (const LeftOutRow& row : table->left_out)
    left_out += std::to_string(row.number) + kRoles[static_cast<int>(row.role)] + " ";
  EXPECT_EQ(left_out, "7title 8title 9head 12summary 13summary 14blank 15note 16note 17note ");
  EXPECT_EQ(table->left_out[3].text, "合 计 5 2");
  EXPECT_EQ(table->place_of(table->rows[3], "nh3n"), "工作表「9月」E11") << "an empty cell has a place too";
  EXPECT_EQ(table->place_of(table->rows[3], "class"), "工作表「9月」第11行");
  EXPECT_EQ(table->cell(table->rows[1], "river")->at, (CellAddress{4, 1}));
}

TEST(ReadTable, ASectionNamedLikeANoteStaysData) {
  const auto table = find_table(
      make_sheet({{"断面", "高锰酸盐指数", "氨氮"}, {"注溪桥", "3", "1"}, {"平均坝", "3", "1"}, {"合计", "3", "1"}}, {},
                 true),
      query());
  ASSERT_TRUE(table.has_value());
  ASSERT_EQ(table->rows.size(), 2u);
  EXPECT_EQ(table->rows[0].number, 2);
}

TEST(ReadTable, HiddenRowsAndEmptyFormulasAreSeen) {
  Sheet sheet = make_sheet({{"断面", "高锰酸盐指数", "氨氮"}, {"甲湖", "3", "1"}}, {}, true);
  sheet.rows[1].is_hidden = true;
  sheet.rows[1].cells[2].value.clear();
  sheet.rows[1].cells[2].kind = CellKind::kEmpty;
  sheet.rows[1].cells[2].is_formula = true;
  const auto table = find_table(sheet, query());
  ASSERT_TRUE(table.has_value());
  EXPECT_TRUE(table->rows[0].is_hidden);
  ASSERT_NE(table->cell(table->rows[0], "nh3n"), nullptr) << "a formula without a saved result is no empty cell";
  EXPECT_EQ(table->cell(table->rows[0], "class"), nullptr);
}

struct PartCase {
  const char* text;
  std::vector<std::string> names;
  const char* unit;
};
const PartCase kParts[] = {
    {"氨氮", {"氨氮"}, ""},
    {"氨氮（mg/L）", {"氨氮"}, "mg/L"},
    {"氨氮(MG/l)", {"氨氮"}, "mg/L"},
    {"氨氮【NH3-N】/（mg·L⁻¹）", {"氨氮", "氨氮(nh3-n)", "nh3-n"}, "mg·L-1"},
    {"总磷(以P计)(mg/L)", {"总磷", "总磷(以p计)", "以p计"}, "mg/L"},
    {"噪声(dB(A))", {"噪声"}, "dB(A)"},
    {"水温℃", {"水温"}, "℃"},
    {"监测天", {"监测天"}, ""},
    {"比例(%)", {"比例"}, "%"},
    {"mg/L", {}, "mg/L"},
    {"单位：万吨", {}, "万吨"},
    {"PM2.5", {"pm2.5"}, ""},
    {"", {}, ""},
};
TEST(HeadPart, IsTakenApart) {
  const UnitWords units(HeadQuery().units);
  for (const PartCase& c : kParts) {
    const HeadPart part = parse_head_part(c.text, units);
    EXPECT_EQ(part.names, c.names) << c.text;
    EXPECT_EQ(part.unit, c.unit) << c.text;
  }
}

}  // namespace
}  // namespace bihuan::tables
