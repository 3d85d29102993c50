#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tables/sheet.h"
#include "tables/test_files.h"

namespace bihuan::tables {
namespace {

Result<Workbook> read_xlsx(const std::string& bytes) { return read_workbook(bytes, "水质.xlsx"); }

struct XlsxCellCase {
  const char* name;
  const char* xml;  // the cell
  CellKind kind;
  const char* value;
  const char* stored;
  const char* shown;
};
constexpr XlsxCellCase kXlsxCells[] = {
    {"number", R"(<c r="A1"><v>3.5</v></c>)", CellKind::kNumber, "3.5", "3.5", "3.5"},
    {"number_noise", R"(<c r="A1"><v>0.28999999999999998</v></c>)", CellKind::kNumber, "0.29", "0.28999999999999998",
     "0.29"},
    {"number_format", R"(<c r="A1" s="1"><v>0.2</v></c>)", CellKind::kNumber, "0.2", "0.2", "0.20"},
    {"negative", R"(<c r="A1"><v>-12</v></c>)", CellKind::kNumber, "-12", "-12", "-12"},
    {"per_cent", R"(<c r="A1" s="5"><v>0.857</v></c>)", CellKind::kNumber, "0.857", "0.857", "85.70%"},
    {"style_out_of_range", R"(<c r="A1" s="99"><v>1</v></c>)", CellKind::kNumber, "1", "1", "1"},
    {"date", R"(<c r="A1" s="2"><v>45565</v></c>)", CellKind::kDate, "2024-09-30", "45565", "2024-09-30"},
    {"moment", R"(<c r="A1" s="3"><v>45565.34375</v></c>)", CellKind::kDate, "2024-09-30T08:15:00", "45565.34375",
     "2024-09-30 08:15:00"},
    {"time_of_day", R"(<c r="A1" s="4"><v>0.34375</v></c>)", CellKind::kDate, "08:15:00", "0.34375", "08:15:00"},
    {"negative_date_is_a_number", R"(<c r="A1" s="2"><v>-1</v></c>)", CellKind::kNumber, "-1", "-1", "-1"},
    {"iso_date", R"(<c r="A1" t="d"><v>2024-09-30</v></c>)", CellKind::kDate, "2024-09-30", "2024-09-30", "2024-09-30"},
    {"shared", R"(<c r="A1" t="s"><v>0</v></c>)", CellKind::kText, "007", "", "007"},
    {"rich_shared", R"(<c r="A1" t="s"><v>1</v></c>)", CellKind::kText, "高锰酸盐", "", "高锰酸盐"},
    {"escaped_shared", R"(<c r="A1" t="s"><v>2</v></c>)", CellKind::kText, "a\nb", "", "a\nb"},
    {"inline", R"(<c r="A1" t="inlineStr"><is><r><t>&lt;0.</t></r><r><t>004L</t></r></is></c>)", CellKind::kText,
     "<0.004L", "", "<0.004L"},
    {"boolean", R"(<c r="A1" t="b"><v>1</v></c>)", CellKind::kBoolean, "true", "", "TRUE"},
    {"error", R"(<c r="A1" t="e"><v>#DIV/0!</v></c>)", CellKind::kError, "#DIV/0!", "", "#DIV/0!"},
    {"no_address", R"(<c><v>1</v></c>)", CellKind::kNumber, "1", "1", "1"},
    {"prefixed_elements", R"(<x:c r="A1" xmlns:x="y"><x:v>1</x:v></x:c>)", CellKind::kNumber, "1", "1", "1"},
};
const char kStrings[] =
    R"(<sst><si><t>007</t></si><si><r><t>高锰</t></r><r><rPr/><t>酸盐</t></r><rPh><t>ignored</t></rPh></si><si><t>a_x000A_b_x0007_</t></si></sst>)";
class XlsxCell : public testing::TestWithParam<XlsxCellCase> {};
TEST_P(XlsxCell, IsRead) {
  const auto workbook = read_xlsx(make_xlsx(sheet_xml("<row>" + std::string(GetParam().xml) + "</row>"), kStrings));
  ASSERT_TRUE(workbook.has_value()) << workbook.error().message;
  const Cell* const cell = workbook->sheets[0].cell({1, 1});
  ASSERT_NE(cell, nullptr);
  EXPECT_EQ(cell->kind, GetParam().kind);
  EXPECT_EQ(cell->value, GetParam().value);
  EXPECT_EQ(cell->stored, GetParam().stored);
  EXPECT_EQ(cell->shown(), GetParam().shown);
  EXPECT_FALSE(cell->is_formula);
}
INSTANTIATE_TEST_SUITE_P(, XlsxCell, testing::ValuesIn(kXlsxCells), [](const auto& p) { return p.param.name; });

TEST(XlsxReader, MarksFormulas) {
  const auto workbook = read_xlsx(make_xlsx(sheet_xml(
      R"(<row><c><f>1+1</f><v>2</v></c><c t="str"><f>A1&amp;"a"</f><v>2a</v></c><c><f>NOW()</f></c><c t="str"><f>""</f><v></v></c></row>)")));
  ASSERT_TRUE(workbook.has_value()) << workbook.error().message;
  EXPECT_EQ(dump(workbook->sheets[0]), "A1:number=2 B1=2a C1:empty= D1:empty=\n");
  for (const Cell& cell : workbook->sheets[0].rows[0].cells) EXPECT_TRUE(cell.is_formula) << to_string(cell.at);
}

TEST(XlsxReader, SkipsWhatIsEmpty) {
  const auto workbook = read_xlsx(make_xlsx(
      sheet_xml(
          R"(<row r="2"/><row r="5"><c r="B5" s="1"/><c r="D5" t="s"><v>0</v></c><c r="F5" t="inlineStr"><is><t></t></is></c></row><row><c/><c><v>1</v></c></row>)"),
      "<sst><si><t>x</t></si></sst>"));
  ASSERT_TRUE(workbook.has_value()) << workbook.error().message;
  EXPECT_EQ(dump(workbook->sheets[0]), "D5=x\nB6:number=1\n");
}

TEST(XlsxReader, SeesMergesAndWhatIsHidden) {
  const auto workbook = read_xlsx(
      make_xlsx("<worksheet><cols><col min=\"2\" max=\"3\" hidden=\"1\"/><col min=\"4\" "
                "max=\"4\"/></cols><sheetData><row r=\"1\" hidden=\"1\"><c><v>1</v></c></row>"
                "<row r=\"2\"><c><v>2</v></c></row></sheetData><mergeCells><mergeCell ref=\"B1:C1\"/><mergeCell "
                "ref=\"A1:A2\"/><mergeCell "
                "ref=\"D9\"/></mergeCells></worksheet>"));
  ASSERT_TRUE(workbook.has_value()) << workbook.error().message;
  const Sheet& sheet = workbook->sheets[0];
  EXPECT_TRUE(sheet.rows[0].is_hidden);
  EXPECT_FALSE(sheet.rows[1].is_hidden);
  EXPECT_FALSE(sheet.is_column_hidden(1));
  EXPECT_TRUE(sheet.is_column_hidden(2));
  EXPECT_TRUE(sheet.is_column_hidden(3));
  EXPECT_FALSE(sheet.is_column_hidden(4));
  ASSERT_EQ(sheet.merges.size(), 2u);
  EXPECT_EQ(to_string(sheet.merges[0]), "A1:A2");
  EXPECT_EQ(to_string(sheet.merges[1]), "B1:C1");
  EXPECT_EQ(sheet.merged_cell({2, 1})->value, "1");
}

TEST(XlsxReader, ReadsSheetStatesOtherPathsAnd1904) {
  Parts parts = xlsx_parts(sheet_xml(R"(<row><c s="2"><v>44103</v></c></row>)"));
  for (auto& [name, content] : parts) {
    if (name == "xl/workbook.xml")
      content =
          R"(<workbook><workbookPr date1904="true"/><sheets><sheet name="a" r:id="rId1" xmlns:r="x"/><sheet name="b" state="hidden" r:id="h" xmlns:r="x"/><sheet name="c" state="veryHidden" r:id="v" xmlns:r="x"/><sheet name="图" r:id="g" xmlns:r="x"/></sheets></workbook>)";
    if (name == "xl/_rels/workbook.xml.rels")
      content =
          R"(<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="./worksheets/sheet1.xml"/><Relationship Id="h" Type="x/worksheet" Target="/XL/other/../other/h.xml"/><Relationship Id="v" Type="x/worksheet" Target="../xl/other/v.xml"/><Relationship Id="g" Type="x/chartsheet" Target="g.xml"/><Relationship Id="rId2" Type="x/styles" Target="styles.xml"/></Relationships>)";
  }
  parts.emplace_back("xl\\other\\h.xml", sheet_xml("<row><c><v>1</v></c></row>"));
  parts.emplace_back("xl/other/v.xml", sheet_xml(""));
  const auto workbook = read_xlsx(make_zip(parts));
  ASSERT_TRUE(workbook.has_value()) << workbook.error().message << workbook.error().where;
  ASSERT_EQ(workbook->sheets.size(), 3u) << "a sheet that is a chart has no cells";
  EXPECT_EQ(dump(workbook->sheets[0]), "A1:date=2024-09-30\n");
  EXPECT_EQ(workbook->sheets[0].info.visibility, Visibility::kVisible);
  EXPECT_EQ(workbook->sheets[1].info.visibility, Visibility::kHidden);
  EXPECT_EQ(dump(workbook->sheets[1]), "A1:number=1\n");
  EXPECT_EQ(workbook->sheets[2].info.visibility, Visibility::kVeryHidden);
  EXPECT_EQ(workbook->sheet("c")->last_row(), 0);
  EXPECT_EQ(workbook->sheet("d"), nullptr);
}

TEST(XlsxReader, StreamsAndStopsWhenToldTo) {
  const std::string bytes =
      make_xlsx(sheet_xml("<row><c><v>1</v></c></row><row><c><v>2</v></c></row><row><c><v>3</v></c></row>"));
  const auto reader = open_workbook(bytes, "a.xlsx");
  ASSERT_TRUE(reader.has_value());
  int rows = 0;
  const auto stopped = (*reader)->read_rows(0, [&](const Row& row) -> Status {
    ++rows;
    if (row.number == 2) return fail(Code::kConflict, "够了", "这里");
    return {};
  });
  ASSERT_FALSE(stopped.has_value());
  EXPECT_EQ(stopped.error(), (Error{Code::kConflict, "够了", "这里"}));
  EXPECT_EQ(rows, 2);
  EXPECT_TRUE((*reader)->read_rows(0, [&](const Row&) -> Status { return {}; }).has_value()) << "reading again";
}

// What is wrong names its place and what would be right.
struct XlsxBadCase {
  const char* name;
  const char* rows;
  const char* after;
  const char* message;
  const char* where;
};
constexpr XlsxBadCase kBadXlsx[] = {
    {"text_in_a_number", R"(<row r="12"><c r="C12"><v>abc</v></c></row>)", "", "数字单元格里不是数字：“abc”",
     "文件「水质.xlsx」工作表「9月」C12"},
    {"no_such_string", R"(<row r="2"><c r="B2" t="s"><v>7</v></c></row>)", "",
     "共享字符串序号“7”不存在（共 0 条），文件已损坏", "文件「水质.xlsx」工作表「9月」B2"},
    {"negative_string", R"(<row r="2"><c r="B2" t="s"><v>-1</v></c></row>)", "",
     "共享字符串序号“-1”不存在（共 0 条），文件已损坏", "文件「水质.xlsx」工作表「9月」B2"},
    {"address_beyond", R"(<row r="1"><c r="ZZZ99999999"><v>1</v></c></row>)", "",
     "单元格地址“ZZZ99999999”不对，应在 A1 至 XFD1048576 之间", "文件「水质.xlsx」工作表「9月」A1"},
    {"row_beyond", R"(<row r="1048577"><c><v>1</v></c></row>)", "", "行号超过上限 1048576",
     "文件「水质.xlsx」工作表「9月」第1048577行"},
    {"row_not_a_number", R"(<row r="-3"/>)", "", "行号“-3”不是正整数", "文件「水质.xlsx」工作表「9月」第1行"},
    {"row_overflow", R"(<row r="99999999999"/>)", "", "行号“99999999999”不是正整数",
     "文件「水质.xlsx」工作表「9月」第1行"},
    {"rows_out_of_order", R"(<row r="5"/><row r="3"/>)", "", "行号没有递增（第3行出现在第5行之后），文件已损坏",
     "文件「水质.xlsx」工作表「9月」第3行"},
    {"row_twice", R"(<row r="5"/><row r="5"/>)", "", "行号没有递增（第5行出现在第5行之后），文件已损坏",
     "文件「水质.xlsx」工作表「9月」第5行"},
    {"cells_out_of_order", R"(<row r="1"><c r="C1"><v>1</v></c><c r="B1"><v>1</v></c></row>)", "",
     "单元格 B1 重复出现或次序颠倒，文件已损坏", "文件「水质.xlsx」工作表「9月」D1"},
    {"cell_twice", R"(<row r="1"><c r="C1"/><c r="C1"/></row>)", "", "单元格 C1 重复出现或次序颠倒，文件已损坏",
     "文件「水质.xlsx」工作表「9月」D1"},
    {"cell_of_another_row", R"(<row r="1"><c r="A2"/></row>)", "", "单元格地址 A2 不属于它所在的第1行",
     "文件「水质.xlsx」工作表「9月」A1"},
    {"cell_without_row", R"(<c r="A2"/>)", "", "单元格不在任何一行里，文件已损坏", "文件「水质.xlsx」工作表「9月」"},
    {"unknown_type", R"(<row><c t="zz"/></row>)", "", "单元格类型“zz”不认识", "文件「水质.xlsx」工作表「9月」A1"},
    {"merges_overlap", "", R"(<mergeCells><mergeCell ref="A1:C3"/><mergeCell ref="C3:D4"/></mergeCells>)",
     "合并单元格 C3:D4 与 A1:C3 重叠，请用 WPS 或 Excel 打开后取消合并再保存", "文件「水质.xlsx」工作表「9月」C3"},
    {"merge_beyond", "", R"(<mergeCells><mergeCell ref="A1:XFE3"/></mergeCells>)",
     "合并单元格的范围“A1:XFE3”不对，应如 A1:C2", "文件「水质.xlsx」工作表「9月」"},
    {"merge_backwards", "", R"(<mergeCells><mergeCell ref="C3:A1"/></mergeCells>)",
     "合并单元格的范围“C3:A1”不对，应如 A1:C2", "文件「水质.xlsx」工作表「9月」"},
    {"not_well_formed", "<row></cell>", "",
     "XML 不完整或不合语法（第1行第51列：mismatched tag），文件已损坏，请用 WPS 或 Excel 打开后重新保存",
     "文件「水质.xlsx」部件 xl/worksheets/sheet1.xml"},
};
class XlsxBad : public testing::TestWithParam<XlsxBadCase> {};
TEST_P(XlsxBad, IsRefusedAtItsPlace) {
  const auto got = read_xlsx(make_xlsx(sheet_xml(GetParam().rows, GetParam().after)));
  ASSERT_FALSE(got.has_value());
  EXPECT_EQ(got.error().code, Code::kInvalidInput);
  EXPECT_EQ(got.error().message, GetParam().message);
  EXPECT_EQ(got.error().where, GetParam().where);
}
INSTANTIATE_TEST_SUITE_P(, XlsxBad, testing::ValuesIn(kBadXlsx), [](const auto& p) { return p.param.name; });

TEST(XlsxReader, RefusesAWorkbookWithMissingParts) {
  for (const std::string_view missing : {"xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml"}) {
    Parts parts = xlsx_parts(sheet_xml(""));
    std::erase_if(parts, [&](const auto& part) { return part.first == missing; });
    const auto got = read_xlsx(make_zip(parts));
    ASSERT_FALSE(got.has_value()) << missing;
    EXPECT_EQ(got.error().message, "文件里缺少部件，不是完整的表格文件，请用 WPS 或 Excel 打开后重新保存");
    EXPECT_EQ(got.error().where, "文件「水质.xlsx」压缩包内 " + std::string(missing));
  }
  Parts parts = xlsx_parts(sheet_xml(""));
  std::erase_if(parts, [&](const auto& part) { return part.first == "xl/_rels/workbook.xml.rels"; });
  EXPECT_THAT(read_xlsx(make_zip(parts)).error().message, testing::StartsWith("工作表「9月」的内容在文件里找不到"));
}

}  // namespace
}  // namespace bihuan::tables
