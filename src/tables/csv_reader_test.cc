#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "tables/internal/csv_records.h"
#include "tables/sheet.h"
#include "tables/test_files.h"

namespace bihuan::tables {
namespace {

struct CsvCase {
  const char* name;
  std::string text;
  const char* want;                   // dump
  std::vector<std::string> problems;  // "where message"
};
const CsvCase kCases[] = {
    {"plain", "断面,氨氮\n甲湖,0.20\n乙河,007\n", "A1=断面 B1=氨氮\nA2=甲湖 B2=0.20\nA3=乙河 B3=007\n", {}},
    {"no_line_end_at_the_end", "断面,氨氮\n甲湖,0.20", "A1=断面 B1=氨氮\nA2=甲湖 B2=0.20\n", {}},
    {"windows_line_ends", "断面,氨氮\r\n甲湖,0.20\r\n", "A1=断面 B1=氨氮\nA2=甲湖 B2=0.20\n", {}},
    {"old_line_ends", "断面,氨氮\r甲湖,0.20\r", "A1=断面 B1=氨氮\nA2=甲湖 B2=0.20\n", {}},
    {"byte_order_mark", "\xEF\xBB\xBF断面,氨氮\n甲湖,1\n", "A1=断面 B1=氨氮\nA2=甲湖 B2=1\n", {}},
    {"tabs", "断面\t氨氮\n甲湖\t0,20\n乙河\t0,30\n", "A1=断面 B1=氨氮\nA2=甲湖 B2=0,20\nA3=乙河 B3=0,30\n", {}},
    {"semicolons",
     "断面;氨氮;总磷\n甲湖;0,20;1,0\n乙河;0,30;1,1\n",
     "A1=断面 B1=氨氮 C1=总磷\nA2=甲湖 B2=0,20 C2=1,0\nA3=乙河 B3=0,30 C3=1,1\n",
     {}},
    {"title_lines_and_empty_lines",
     "月报,,\n\n断面,月份,氨氮\n\n\n甲湖,9,0.2\n",
     "A1=月报\nA3=断面 B3=月份 C3=氨氮\nA6=甲湖 B6=9 C6=0.2\n",
     {}},
    {"short_and_long_rows", "a,b,c\n1\n1,2,3,4\n", "A1=a B1=b C1=c\nA2=1\nA3=1 B3=2 C3=3 D3=4\n", {}},
    {"quotes", "a,b\n\"x,\"\"y\"\"\",2\n\"\",3\n", "A1=a B1=b\nA2=x,\"y\" B2=2\nB3=3\n", {}},
    {"line_end_in_quotes", "a,b\n\"氨氮\n(mg/L)\",2\nc,3\n", "A1=a B1=b\nA2=氨氮\n(mg/L) B2=2\nA3=c B3=3\n", {}},
    {"quote_inside_a_bare_cell", "a,b\n5\" 管,2\n", "A1=a B1=b\nA2=5\" 管 B2=2\n", {}},
    {"comment_sign_is_text", "a,b\n#1,2\n", "A1=a B1=b\nA2=#1 B2=2\n", {}},
    {"one_column", "断面\n甲湖\n乙河\n", "A1=断面\nA2=甲湖\nA3=乙河\n", {}},
    {"one_column_with_an_empty_quoted_row", "断面\n\"\"\n乙河\n", "A1=断面\nA3=乙河\n", {}},
    {"only_delimiters", "a,b\n,,,\nc,d\n", "A1=a B1=b\nA3=c B3=d\n", {}},
    {"formula_is_text", "a,b\n=1+1,@x\n", "A1=a B1=b\nA2==1+1 B2=@x\n", {}},
    {"blanks_are_kept", "a,b\n x ,2\n", "A1=a B1=b\nA2= x  B2=2\n", {}},
    {"null_words_are_text", "a,b\nNULL,NA\n", "A1=a B1=b\nA2=NULL B2=NA\n", {}},
    {"quote_never_closed",
     "a,b\nc,\"d\ne,f\n",
     "A1=a B1=b\nA3=e B3=f\n",
     {"文件「水质.csv」工作表「水质」第2行 引号没有闭合，这一行未读入"}},
    {"text_behind_a_quote",
     "a,b\n\"c\"x,d\ne,f\n",
     "A1=a B1=b\nA3=e B3=f\n",
     {"文件「水质.csv」工作表「水质」第2行 右引号后面还有文字，这一行未读入（引号里的引号应写成两个）"}},
};
class Csv : public testing::TestWithParam<CsvCase> {};
TEST_P(Csv, IsRead) {
  const auto workbook = read_workbook(GetParam().text, "水质.csv");
  ASSERT_TRUE(workbook.has_value()) << workbook.error().message << workbook.error().where;
  EXPECT_EQ(workbook->kind, FileKind::kCsv);
  EXPECT_EQ(workbook->sheets[0].info.name, "水质");
  EXPECT_EQ(dump(workbook->sheets[0]), GetParam().want);
  std::vector<std::string> problems;
  for (const Error& problem : workbook->sheets[0].problems) problems.push_back(problem.where + " " + problem.message);
  EXPECT_EQ(problems, GetParam().problems);
}
INSTANTIATE_TEST_SUITE_P(, Csv, testing::ValuesIn(kCases), [](const auto& p) { return p.param.name; });

TEST(CsvReader, ReadsGb18030AndUtf16) {
  const std::string text = "断面,氨氮,水质类别\n三山湖,0.20,优良\n梁子湖,0.30,轻度污染\n";
  const auto gb18030 = utf8_to_gb18030(text);
  ASSERT_TRUE(gb18030.has_value());
  std::string utf16 = "\xFF\xFE";
  const auto characters = decode_utf8(text);
  ASSERT_TRUE(characters.has_value());
  for (const char32_t c : *characters) {
    utf16 += static_cast<char>(c & 0xFF);
    utf16 += static_cast<char>(c >> 8);
  }
  const std::string want = dump(read_workbook(text, "a.csv")->sheets[0]);
  for (const auto& [bytes, encoding] : {std::pair{*gb18030, "GB18030"}, std::pair{utf16, "UTF-16LE"}}) {
    const auto workbook = read_workbook(bytes, "a.csv");
    ASSERT_TRUE(workbook.has_value()) << workbook.error().message;
    EXPECT_EQ(workbook->encoding, encoding);
    EXPECT_EQ(dump(workbook->sheets[0]), want);
  }
}

TEST(CsvReader, SaysWhenDuckdbIsMissing) {
  OpenOptions options;
  options.duckdb_library = "/nowhere/libduckdb.so";
  const auto got = read_workbook("a,b\n1,2\n", "a.csv", options);
  ASSERT_FALSE(got.has_value());
  EXPECT_EQ(got.error(), (Error{Code::kUnavailable,
                                "DuckDB 库打不开，无法读取 csv；请检查安装是否完整，或先把文件另存为 xlsx", ""}));
  options.duckdb_library = "libc.so.6";
  EXPECT_EQ(read_workbook("a,b\n1,2\n", "a.csv", options).error().message,
            "DuckDB 库缺少需要的函数（应为 1.4 版），无法读取 csv；请重新安装");
}

TEST(CsvReader, HoldsToTheLimits) {
  OpenOptions options;
  options.limits.rows = 2;
  EXPECT_EQ(read_workbook("a\nb\nc\n", "a.csv", options).error().message, "行数超过上限 2，请拆分文件");
  options = {};
  options.limits.cells = 3;
  EXPECT_EQ(read_workbook("a,b\nc,d\n", "a.csv", options).error().message, "有内容的单元格多于上限 3 个，请拆分文件");
  options = {};
  options.limits.cell_bytes = 4;
  const auto cut = read_workbook("a,b\nccccccccc,d\ne,f\n", "a.csv", options);
  ASSERT_TRUE(cut.has_value());
  EXPECT_EQ(cut->sheets[0].problems[0].message, "单元格的文字长过上限 4 字节");
  EXPECT_EQ(dump(cut->sheets[0]), "A1=a B1=b\nA3=e B3=f\n");
  options = {};
  options.limits.columns = 2;
  EXPECT_EQ(read_workbook("a,b\nc,d,e\n", "a.csv", options)->sheets[0].problems[0].message,
            "这一行有 3 列，超过上限 2 列，未读入");
}

TEST(CsvReader, TakesHostileTextInLinearTime) {
  // A hundred thousand quotes that are never closed, and one line of many megabytes.
  std::string quotes;
  for (int i = 0; i < 100'000; ++i) quotes += "\"a\n";
  const auto many = read_workbook(quotes, "a.csv");
  ASSERT_FALSE(many.has_value());
  EXPECT_THAT(many.error().message, testing::HasSubstr("行读不出来，文件不像是 csv 表格"));
  const auto line = read_workbook("a,b\n" + std::string(20u << 20, 'x') + "\nc,d\n", "a.csv");
  ASSERT_TRUE(line.has_value());
  EXPECT_EQ(line->sheets[0].problems.size(), 1u);
  EXPECT_EQ(dump(line->sheets[0]), "A1=a B1=b\nA3=c B3=d\n");
  EXPECT_FALSE(read_workbook(std::string("a,\0b\n1,2", 8), "a.csv").has_value());
  EXPECT_EQ(read_workbook(" \n\t\n", "a.csv").error().message, "文件里只有空白，没有表格");
}

TEST(CutCsv, CountsRowsAsAPersonSeesThem) {
  const auto got = cut_csv("a\n\n\"b\nc\"\r\nd", {}, {}, [](int row) { return std::to_string(row); });
  ASSERT_TRUE(got.has_value());
  EXPECT_EQ(got->text, "a\n\"b\nc\"\nd\n");
  EXPECT_EQ(got->numbers, (std::vector<int>{1, 3, 4}));
  EXPECT_EQ(got->columns, 1u);
}

TEST(CutCsv, KnowsABackslashBeforeAQuote) {
  const CsvForm form{',', '"', '\\'};
  const auto got = cut_csv("\"a\\\"b\",c\n", form, {}, [](int) { return ""; });
  ASSERT_TRUE(got.has_value());
  EXPECT_EQ(got->text, "\"a\\\"b\",c\n");
  EXPECT_EQ(got->columns, 2u);
}

}  // namespace
}  // namespace bihuan::tables
