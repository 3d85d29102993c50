#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tables/sheet.h"
#include "tables/test_files.h"

namespace bihuan::tables {
namespace {

Result<Workbook> read_ods(const std::string& bytes) { return read_workbook(bytes, "水质.ods"); }
std::string table(std::string_view inside, std::string_view attributes = "") {
  return "<table:table table:name=\"9月\" " + std::string(attributes) + ">" + std::string(inside) + "</table:table>";
}
std::string row(std::string_view cells, std::string_view attributes = "") {
  return "<table:table-row " + std::string(attributes) + ">" + std::string(cells) + "</table:table-row>";
}

struct OdsCellCase {
  const char* name;
  const char* xml;
  CellKind kind;
  const char* value;
  const char* stored;
  const char* shown;
};
constexpr OdsCellCase kOdsCells[] = {
    {"number",
     R"(<table:table-cell office:value-type="float" office:value="0.2"><text:p>0.20</text:p></table:table-cell>)",
     CellKind::kNumber, "0.2", "0.2", "0.20"},
    {"per_cent",
     R"(<table:table-cell office:value-type="percentage" office:value="0.857"><text:p>85.7%</text:p></table:table-cell>)",
     CellKind::kNumber, "0.857", "0.857", "85.7%"},
    {"text", R"(<table:table-cell office:value-type="string"><text:p>007</text:p></table:table-cell>)", CellKind::kText,
     "007", "", "007"},
    {"two_paragraphs",
     R"(<table:table-cell office:value-type="string"><text:p>a</text:p><text:p>b</text:p></table:table-cell>)",
     CellKind::kText, "a\nb", "", "a\nb"},
    {"blanks_and_spans",
     R"(<table:table-cell office:value-type="string"><text:p>a<text:s text:c="2"/>b<text:span>c</text:span><text:line-break/>d</text:p></table:table-cell>)",
     CellKind::kText, "a  bc\nd", "", "a  bc\nd"},
    {"note_is_no_text",
     R"(<table:table-cell office:value-type="string"><office:annotation><text:p>note</text:p></office:annotation><text:p>x</text:p></table:table-cell>)",
     CellKind::kText, "x", "", "x"},
    {"date",
     R"(<table:table-cell office:value-type="date" office:date-value="2024-09-30"><text:p>2024年9月30日</text:p></table:table-cell>)",
     CellKind::kDate, "2024-09-30", "2024-09-30", "2024年9月30日"},
    {"time",
     R"(<table:table-cell office:value-type="time" office:time-value="PT08H15M00S"><text:p>08:15</text:p></table:table-cell>)",
     CellKind::kDate, "08:15:00", "PT08H15M00S", "08:15"},
    {"boolean",
     R"(<table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>真</text:p></table:table-cell>)",
     CellKind::kBoolean, "true", "", "TRUE"},
    {"error",
     R"(<table:table-cell table:formula="of:=1/0" office:value-type="string" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>)",
     CellKind::kError, "#DIV/0!", "", "#DIV/0!"},
};
class OdsCell : public testing::TestWithParam<OdsCellCase> {};
TEST_P(OdsCell, IsRead) {
  const auto workbook = read_ods(make_ods(table(row(GetParam().xml))));
  ASSERT_TRUE(workbook.has_value()) << workbook.error().message << workbook.error().where;
  const Cell* const cell = workbook->sheets[0].cell({1, 1});
  ASSERT_NE(cell, nullptr);
  EXPECT_EQ(cell->kind, GetParam().kind);
  EXPECT_EQ(cell->value, GetParam().value);
  EXPECT_EQ(cell->stored, GetParam().stored);
  EXPECT_EQ(cell->shown(), GetParam().shown);
}
INSTANTIATE_TEST_SUITE_P(, OdsCell, testing::ValuesIn(kOdsCells), [](const auto& p) { return p.param.name; });

const char kX[] = R"(<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>)";
const char kXTwice[] =
    R"(<table:table-cell table:number-columns-repeated="2" office:value-type="string"><text:p>x</text:p></table:table-cell>)";
const char kEmptyMany[] = R"(<table:table-cell table:number-columns-repeated="16384"/>)";
const char kEmptyTwo[] = R"(<table:table-cell table:number-columns-repeated="2"/>)";

TEST(OdsReader, RepeatsRowsAndCells) {
  const auto workbook =
      read_ods(make_ods(table(row(std::string(kEmptyTwo) + kXTwice, "table:number-rows-repeated=\"2\"") +
                              row(kEmptyMany, "table:number-rows-repeated=\"3\"") + row(kX) +
                              row(kEmptyMany, "table:number-rows-repeated=\"1048570\""))));
  ASSERT_TRUE(workbook.has_value()) << workbook.error().message;
  EXPECT_EQ(dump(workbook->sheets[0]), "C1=x D1=x\nC2=x D2=x\nA6=x\n");
}

TEST(OdsReader, SeesMergesAndWhatIsHidden) {
  const auto workbook = read_ods(make_ods(
      "<table:tracked-changes><table:cell-content-change><table:previous><table:change-track-table-cell><text:p>old</"
      "text:p>"
      "</table:change-track-table-cell></table:previous></table:cell-content-change></table:tracked-changes>" +
          table("<table:shapes><draw:frame><draw:text-box><text:p>box</text:p></draw:text-box></draw:frame></"
                "table:shapes>"
                "<table:table-column/><table:table-column table:visibility=\"collapse\" "
                "table:number-columns-repeated=\"2\"/>"
                "<table:table-header-rows>" +
                row("<table:table-cell table:number-columns-spanned=\"2\" table:number-rows-spanned=\"2\" "
                    "office:value-type=\"string\"><text:p>m</text:p></table:table-cell><table:covered-table-cell/>" +
                    std::string(kX)) +
                "</table:table-header-rows>" +
                row("<table:covered-table-cell table:number-columns-repeated=\"2\" "
                    "office:value-type=\"string\"><text:p>under</text:p>"
                    "</table:covered-table-cell>" +
                        std::string(kX),
                    "table:visibility=\"filter\"")) +
          "<table:table table:name=\"底稿\" table:style-name=\"h\">" + row(kX) + "</table:table>",
      "<style:style style:name=\"h\" style:family=\"table\"><style:table-properties "
      "table:display=\"false\"/></style:style>"));
  ASSERT_TRUE(workbook.has_value()) << workbook.error().message << workbook.error().where;
  ASSERT_EQ(workbook->sheets.size(), 2u);
  const Sheet& sheet = workbook->sheets[0];
  EXPECT_EQ(dump(sheet), "A1=m C1=x\nC2=x\n");
  ASSERT_EQ(sheet.merges.size(), 1u);
  EXPECT_EQ(to_string(sheet.merges[0]), "A1:B2");
  EXPECT_FALSE(sheet.rows[0].is_hidden);
  EXPECT_TRUE(sheet.rows[1].is_hidden);
  EXPECT_FALSE(sheet.is_column_hidden(1));
  EXPECT_TRUE(sheet.is_column_hidden(3));
  EXPECT_FALSE(sheet.is_column_hidden(4));
  EXPECT_EQ(sheet.info.visibility, Visibility::kVisible);
  EXPECT_EQ(workbook->sheets[1].info.visibility, Visibility::kHidden);
  EXPECT_EQ(dump(workbook->sheets[1]), "A1=x\n");
}

struct OdsBadCase {
  const char* name;
  std::string tables;
  const char* message;
  const char* where;
};
const OdsBadCase kBadOds[] = {
    {"text_in_a_number", table(row(R"(<table:table-cell office:value-type="float" office:value="abc"/>)")),
     "数字单元格里不是数字：“abc”", "文件「水质.ods」工作表「9月」A1"},
    {"rows_repeated_beyond", table(row(kX, "table:number-rows-repeated=\"2000000\"")), "行号超过上限 1048576",
     "文件「水质.ods」工作表「9月」第2000000行"},
    {"rows_repeated_without_end", table(row(kX, "table:number-rows-repeated=\"99999999999999999999\"")),
     "有内容的单元格多于上限 4000000 个，请拆分文件", "文件「水质.ods」工作表「9月」A1"},
    {"columns_repeated_beyond",
     table(row(
         R"(<table:table-cell table:number-columns-repeated="16385" office:value-type="string"><text:p>x</text:p></table:table-cell>)")),
     "列超过上限 XFD（16384 列）", "文件「水质.ods」工作表「9月」XFE1"},
    {"cells_repeated_both_ways",
     table(row(
         R"(<table:table-cell table:number-columns-repeated="16384" office:value-type="string"><text:p>x</text:p></table:table-cell>)",
         "table:number-rows-repeated=\"1000000\"")),
     "有内容的单元格多于上限 4000000 个，请拆分文件", "文件「水质.ods」工作表「9月」A1"},
    {"far_behind_blanks", table(row(std::string(kEmptyMany) + kX)), "列超过上限 XFD（16384 列）",
     "文件「水质.ods」工作表「9月」XFE1"},
    {"merge_beyond", table(row(R"(<table:table-cell table:number-columns-spanned="999999999"/>)")),
     "合并单元格的范围超出工作表", "文件「水质.ods」工作表「9月」A1"},
    {"many_blanks", table(row(R"(<table:table-cell><text:p><text:s text:c="999999999"/></text:p></table:table-cell>)")),
     "单元格的文字长过上限 131072 字节", "文件「水质.ods」工作表「9月」A1"},
    {"no_sheet", "", "文件里没有一张有单元格的工作表", "文件「水质.ods」"},
};
class OdsBad : public testing::TestWithParam<OdsBadCase> {};
TEST_P(OdsBad, IsRefusedAtItsPlace) {
  const auto got = read_ods(make_ods(GetParam().tables));
  ASSERT_FALSE(got.has_value());
  EXPECT_EQ(got.error().code, Code::kInvalidInput);
  EXPECT_EQ(got.error().message, GetParam().message);
  EXPECT_EQ(got.error().where, GetParam().where);
}
INSTANTIATE_TEST_SUITE_P(, OdsBad, testing::ValuesIn(kBadOds), [](const auto& p) { return p.param.name; });

TEST(OdsReader, RefusesAPassword) {
  const auto got = read_ods(make_zip({{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"},
                                      {"META-INF/manifest.xml", "<m:encryption-data/>"},
                                      {"content.xml", "\x01\x02"}}));
  ASSERT_FALSE(got.has_value());
  EXPECT_EQ(got.error(), (Error{Code::kInvalidInput, "表格设有打开密码；请去掉密码后再上传", "文件「水质.ods」"}));
}

}  // namespace
}  // namespace bihuan::tables
