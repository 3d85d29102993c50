#include "tables/xlsx_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "tables/internal/zip_archive.h"
#include "tables/test_files.h"

namespace bihuan::tables {
namespace {

using Cells = std::vector<OutCell>;

std::string part(const std::string& bytes, const std::string& name) {
  auto archive = ZipArchive::open(bytes, Limits());
  return archive.has_value() ? archive->read_whole(name, 1u << 20).value_or("") : "";
}

TEST(XlsxWriter, WritesWhatTheReaderReads) {
  XlsxWriter writer;
  ASSERT_TRUE(writer.begin_sheet({.name = "任务", .columns = {{20, false}, {10, true}}, .frozen_rows = 2}).has_value());
  ASSERT_TRUE(writer.write_merged(1, 1, 3, {std::string("任务分解表"), CellStyle::kTitle}, 30).has_value());
  ASSERT_TRUE(writer.write_row(2, Cells{{std::string("事项"), CellStyle::kHead}, {std::string("数"), CellStyle::kHead}})
                  .has_value());
  ASSERT_TRUE(writer
                  .write_row(4, Cells{{std::string("007"), CellStyle::kText},
                                      {NumberText{"0.20"}, CellStyle::kNumber},
                                      {NumberText{"007"}, CellStyle::kNumber},
                                      {std::int64_t{42}, CellStyle::kNumber},
                                      {0.5, CellStyle::kNumber},
                                      {true, CellStyle::kCentred},
                                      {DayValue{2024, 9, 30}, CellStyle::kDate},
                                      {std::monostate(), CellStyle::kText},
                                      {NumberText{"-3.50"}, CellStyle::kPlain},
                                      {NumberText{"1234567890123456"}, CellStyle::kPlain},
                                      {std::int64_t{1'234'567'890'123'456}, CellStyle::kPlain}})
                  .has_value());
  ASSERT_TRUE(writer.add_filter({{2, 1}, {4, 2}}).has_value());
  ASSERT_TRUE(writer.begin_sheet({.name = "底稿", .is_hidden = true}).has_value());
  const auto bytes = writer.finish();
  ASSERT_TRUE(bytes.has_value()) << bytes.error().message;
  const auto workbook = read_workbook(*bytes, "a.xlsx");
  ASSERT_TRUE(workbook.has_value()) << workbook.error().message;
  const Sheet& sheet = workbook->sheets[0];
  EXPECT_EQ(dump(sheet),
            "A1=任务分解表\nA2=事项 B2=数\n"
            "A4=007 B4:number=0.2 C4=007 D4:number=42 E4:number=0.5 F4:boolean=true G4:date=2024-09-30 I4:number=-3.5 "
            "J4=1234567890123456 K4=1234567890123456\n");
  EXPECT_EQ(decimal_text(*sheet.cell({4, 2})), "0.20");
  EXPECT_EQ(decimal_text(*sheet.cell({4, 9})), "-3.50");
  EXPECT_EQ(to_string(sheet.merges.at(0)), "A1:C1");
  EXPECT_TRUE(sheet.is_column_hidden(2));
  EXPECT_FALSE(sheet.is_column_hidden(1));
  EXPECT_EQ(workbook->sheets[1].info.visibility, Visibility::kHidden);
  const std::string xml = part(*bytes, "xl/worksheets/sheet1.xml");
  EXPECT_THAT(xml, testing::HasSubstr("<autoFilter ref=\"A2:B4\"/>"));
  EXPECT_THAT(xml, testing::HasSubstr("state=\"frozen\""));
  EXPECT_THAT(xml, testing::HasSubstr("paperSize=\"9\""));
  EXPECT_THAT(xml, testing::HasSubstr("orientation=\"landscape\""));
}

// A text that begins like a formula stays a text, whatever it is.
TEST(XlsxWriter, WritesNoFormulas) {
  XlsxWriter writer;
  ASSERT_TRUE(writer.begin_sheet({.name = "a"}).has_value());
  const std::vector<std::string> texts = {"=1+1",
                                          "+1",
                                          "-1",
                                          "@SUM(A1)",
                                          "=HYPERLINK(\"http://x\",\"y\")",
                                          "\t=1",
                                          "http://a.b",
                                          "a\x01"
                                          "b"};
  Cells cells;
  for (const std::string& text : texts) cells.push_back({text, CellStyle::kText});
  cells.push_back({NumberText{"=1+1"}, CellStyle::kNumber});
  ASSERT_TRUE(writer.write_row(1, cells).has_value());
  const auto bytes = writer.finish();
  ASSERT_TRUE(bytes.has_value());
  const std::string xml = part(*bytes, "xl/worksheets/sheet1.xml");
  EXPECT_THAT(xml, testing::Not(testing::HasSubstr("<f>")));
  EXPECT_THAT(xml, testing::Not(testing::HasSubstr("hyperlink")));
  const auto workbook = read_workbook(*bytes, "a.xlsx");
  ASSERT_TRUE(workbook.has_value()) << workbook.error().message;
  for (const Cell& cell : workbook->sheets[0].rows[0].cells) {
    EXPECT_EQ(cell.kind, CellKind::kText) << to_string(cell.at);
    EXPECT_FALSE(cell.is_formula);
  }
  EXPECT_EQ(workbook->sheets[0].cell({1, 1})->value, "=1+1");
  EXPECT_EQ(workbook->sheets[0].cell({1, 8})->value, "ab") << "a control character would spoil the file";
}

TEST(XlsxWriter, GivesTheSameBytesForTheSameRows) {
  const auto make = [](std::int64_t created) {
    XlsxWriter writer(created);
    discard(writer.begin_sheet({.name = "a"}), "test");
    discard(writer.write_row(1, Cells{{std::string("x"), CellStyle::kText}}), "test");
    return writer.finish().value_or("");
  };
  EXPECT_FALSE(make(1).empty());
  EXPECT_EQ(make(1'700'000'000), make(1'700'000'000));
  EXPECT_NE(make(1'700'000'000), make(1'800'000'000));
}

TEST(XlsxWriter, RefusesWhatAWorkbookCannotHold) {
  XlsxWriter writer;
  const auto message = [](const Status& status) { return status.has_value() ? std::string() : status.error().message; };
  EXPECT_EQ(message(writer.write_row(1, {})), "还没有开始工作表，不能写行");
  EXPECT_EQ(message(writer.begin_sheet({.name = ""})), "工作表名不能为空");
  EXPECT_EQ(message(writer.begin_sheet({.name = "a/b"})), "工作表名“a/b”含有 []:*?/\\ 之一");
  EXPECT_EQ(message(writer.begin_sheet({.name = std::string(32, 'a')})),
            "工作表名“" + std::string(32, 'a') + "”超过 31 个字");
  EXPECT_EQ(message(writer.begin_sheet({.name = "A"})), "");
  EXPECT_EQ(message(writer.begin_sheet({.name = "a"})), "工作表名“a”重复");
  EXPECT_EQ(message(writer.write_row(3, {})), "");
  EXPECT_EQ(message(writer.write_row(3, {})), "第3行已经写过，行要从上到下写");
  EXPECT_EQ(message(writer.write_row(2, {})), "行要从上到下写：第2行在第3行之后");
  EXPECT_EQ(message(writer.write_row(4, Cells{{std::string(32'768, 'x'), CellStyle::kText}})),
            "单元格的文字超过 32767 个字，表格放不下");
  EXPECT_EQ(message(writer.write_row(5, Cells{{std::string("\xFF"), CellStyle::kText}})),
            "单元格的文字不是有效的 UTF-8");
  EXPECT_EQ(
      message(writer.write_row(6, Cells{{0.0 / 1 + std::numeric_limits<double>::infinity(), CellStyle::kNumber}})),
      "单元格的数不是有限数");
  EXPECT_EQ(message(writer.write_cell(7, 3, {std::string("c"), CellStyle::kText})), "");
  EXPECT_EQ(message(writer.write_cell(7, 3, {std::string("c"), CellStyle::kText})), "一行里的单元格要从左到右写");
  EXPECT_EQ(message(writer.write_merged(7, 2, 5, {std::string("c"), CellStyle::kText})),
            "合并单元格要从左到右写，且不能重叠");
  EXPECT_EQ(message(writer.write_merged(7, 4, 5, {std::string("d"), CellStyle::kText})), "");
  ASSERT_TRUE(writer.finish().has_value());
  EXPECT_EQ(message(writer.write_row(9, {})), "表格文件已经结束或没有建成");
  EXPECT_EQ(XlsxWriter().finish().error().message, "表格文件里没有工作表");
  XlsxWriter hidden;
  ASSERT_TRUE(hidden.begin_sheet({.name = "a", .is_hidden = true}).has_value());
  EXPECT_EQ(hidden.finish().error().message, "至少要有一张看得见的工作表");
}

}  // namespace
}  // namespace bihuan::tables
