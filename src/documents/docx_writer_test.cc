#include "documents/docx_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "documents/docx_reader.h"
#include "documents/docx_test_files.h"

namespace bihuan::documents {
namespace {

DocxDocument read_back(const DocxWriter& writer) {
  const auto bytes = writer.finish();
  EXPECT_TRUE(bytes.has_value());
  auto document = read_docx(*bytes, {}, "x.docx");
  EXPECT_TRUE(document.has_value()) << document.error().message << document.error().where;
  return document.has_value() ? std::move(*document) : DocxDocument();
}

TEST(DocxWriter, TextReadsBack) {
  DocxWriter writer;
  writer.add_paragraph("2024年工作要点", {.style = DocxStyle::kTitle});
  writer.add_paragraph("一、总体要求", {.style = DocxStyle::kHeading1});
  writer.add_paragraph("（一）绿色", {.style = DocxStyle::kHeading2});
  writer.add_paragraph(" <前&后>\t制表\n换行 ", {});
  writer.add_paragraph("");
  const DocxDocument document = read_back(writer);
  EXPECT_EQ(plain_text(document), "2024年工作要点\n一、总体要求\n（一）绿色\n <前&后>\t制表\n换行 \n\n");
  const auto& title = std::get<DocxParagraph>(document.blocks[0]);
  EXPECT_TRUE(title.is_centered);
  EXPECT_EQ(title.heading_level, 0);
  EXPECT_EQ(std::get<DocxParagraph>(document.blocks[1]).heading_level, 1);
  EXPECT_EQ(std::get<DocxParagraph>(document.blocks[2]).heading_level, 2);
  EXPECT_EQ(document.headers, std::vector<std::string>{"— 1 —"});
}

TEST(DocxWriter, AutomaticNumbersReadBackAsPrinted) {
  DocxWriter writer;
  const int outline = writer.add_numbering({{.text = "%1、", .format = "chineseCountingThousand"},
                                            {.text = "（%2）", .format = "chineseCountingThousand"},
                                            {.text = "%3.", .suffix = "tab"}});
  const int other = writer.add_numbering({{.text = "%1)", .format = "lowerLetter", .start = 3}});
  const auto numbered = [&](const char* text, int level) {
    writer.add_paragraph(text, {.numbering = outline, .numbering_level = level});
  };
  numbered("主要目标", 0);
  numbered("坚决完成", 2);
  numbered("重点工作", 0);
  numbered("绿色", 1);
  numbered("服务", 2);
  numbered("准入", 2);
  writer.add_paragraph("甲", {.numbering = other});
  writer.add_paragraph("乙", {.numbering = other});
  EXPECT_EQ(plain_text(read_back(writer)),
            "一、主要目标\n1.坚决完成\n二、重点工作\n（一）绿色\n1.服务\n2.准入\nc)甲\nd)乙\n");
}

TEST(DocxWriter, TablesReadBackWithTheirMerges) {
  DocxWriter writer(Orientation::kLandscape);
  const Status added = writer.add_table({{{.text = "事项"}, {.text = "任务", .column_span = 2}},
                                         {{.text = "水", .row_span = 2}, {.text = "a"}, {.text = "b\nc"}},
                                         {{.text = "d"}, {.text = "=1+1"}}},
                                        {.widths = {20, 30, 40}});
  ASSERT_TRUE(added.has_value()) << added.error().message;
  const DocxDocument document = read_back(writer);
  EXPECT_EQ(plain_text(document), "| 事项 | 任务 | |\n| --- | --- | --- |\n| 水 | a | b c |\n| | d | =1+1 |\n\n");
  const auto& table = std::get<DocxTable>(document.blocks[0]);
  EXPECT_TRUE(table.rows[0].is_head);
  EXPECT_FALSE(table.rows[1].is_head);
  EXPECT_TRUE(table.rows[2].cells[0].continues_above);
}

struct Misfit {
  const char* name;
  std::vector<std::vector<TableCell>> rows;
  const char* message;
};

class DocxWriterRefuses : public testing::TestWithParam<Misfit> {};
TEST_P(DocxWriterRefuses, CellsThatDoNotFit) {
  DocxWriter writer;
  const Status added = writer.add_table(GetParam().rows, {.widths = {10, 10}});
  ASSERT_FALSE(added.has_value());
  EXPECT_EQ(said(added.error()), said({Code::kInvalidInput, GetParam().message, ""}));
  EXPECT_EQ(plain_text(read_back(writer)), "\n") << "nothing of the table is left behind";
}

const TableCell kOne{.text = "x"};
const TableCell kWide{.text = "x", .column_span = 2};
const TableCell kTall{.text = "x", .row_span = 2};

INSTANTIATE_TEST_SUITE_P(
    , DocxWriterRefuses,
    testing::Values(Misfit{"empty", {}, "表格至少应有一行一列"},
                    Misfit{"too_few", {{kOne}}, "表格第 1 行的单元格与列数不符：应为 2 列"},
                    Misfit{"too_many", {{kOne, kOne, kOne}}, "表格第 1 行的单元格与列数不符：应为 2 列"},
                    Misfit{"too_wide", {{kOne, kWide}}, "表格第 1 行的单元格与列数不符：应为 2 列"},
                    Misfit{"too_tall", {{kOne, kOne}, {kTall, kOne}}, "表格第 2 行的单元格与列数不符：应为 2 列"},
                    Misfit{"over_a_hanging_cell", {{kOne, kTall}, {kWide}}, "表格第 2 行的单元格与列数不符：应为 2 列"},
                    Misfit{"no_span",
                           {{TableCell{.text = "x", .column_span = 0}, kOne}},
                           "表格第 1 行的单元格与列数不符：应为 2 列"}),
    [](const auto& p) { return p.param.name; });

TEST(DocxWriter, SameCallsGiveSameBytes) {
  const auto make = [] {
    DocxWriter writer;
    writer.set_properties("题目", "局办公室", "2024-03-01T00:00:00Z");
    writer.add_paragraph("正文");
    return *writer.finish();
  };
  EXPECT_EQ(make(), make());
}

TEST(DocxWriter, EveryPartIsWellFormedAndNamedInTheTypes) {
  DocxWriter writer;
  writer.set_properties("<题&目>", "办", "");
  writer.add_numbering({{.text = "<%1>"}});
  writer.add_paragraph("a");
  const auto bytes = writer.finish();
  ASSERT_TRUE(bytes.has_value());
  auto zip = ZipReader::open(*bytes, {}, "x");
  ASSERT_TRUE(zip.has_value());
  const std::string types = *zip->read("[Content_Types].xml");
  for (const std::string& name : zip->names()) {
    const auto part = parse_xml(*zip->read(name), {}, {}, name);
    EXPECT_TRUE(part.has_value()) << name << part.error().message;
    const bool is_typed =
        name.ends_with(".rels") || name.starts_with("[") || types.find("\"/" + name + "\"") != std::string::npos;
    EXPECT_TRUE(is_typed) << name;
  }
}

}  // namespace
}  // namespace bihuan::documents
