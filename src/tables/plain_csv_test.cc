#include "tables/plain_csv.h"

#include <gtest/gtest.h>

#include <random>

#include "tables/test_files.h"

namespace bihuan::tables {
namespace {

std::string rows_text(const std::vector<Row>& rows) {
  std::string out;
  for (const Row& row : rows) {
    out += std::to_string(row.number) + ":";
    for (const Cell& cell : row.cells) out += " " + to_string(cell.at) + "=" + cell.value;
    out += "\n";
  }
  return out;
}

std::string plainly(PlainCsv csv) {
  std::vector<Row> rows;
  while (csv.next()) {
    if (Row row = csv.row(); !row.cells.empty()) rows.push_back(std::move(row));
  }
  return rows_text(rows);
}

TEST(PlainCsv, CutsAsTheReaderDoes) {
  const char* const kTexts[] = {
      "a,b\n1,2\n",     "a,b\r\n\r\n1,2", "\n\n站点,值\n甲,\n,乙\n,,\n", "a\tb\n1\t2\t3\n", "\xEF\xBB\xBF名;值\n甲;1\n",
      "a,b,\n1, 2 ,\n", "a|b\n|\n1|2\n",
  };
  for (const char* const text : kTexts) {
    std::optional<PlainCsv> csv = PlainCsv::look(text, "夹/表.csv");
    ASSERT_TRUE(csv.has_value()) << text;
    const Result<Workbook> workbook = read_workbook(text, "夹/表.csv");
    ASSERT_TRUE(workbook.has_value()) << text;
    EXPECT_EQ(plainly(*csv), rows_text(workbook->sheets[0].rows)) << text;
    EXPECT_EQ(csv->sheet_name(), workbook->sheets[0].info.name);
  }
}

TEST(PlainCsv, LeavesWhatIsNotPlain) {
  const std::string kTexts[] = {
      "",
      "没有分隔符\n甲\n",
      "a,b\n\"1\",2\n",
      "a,b\n'1',2\n",
      "a,b;c\n1,2\n",
      "a,b\r1,2\r",
      std::string("a,b\n1,\0\n", 8),
      "a,b\n1,\xB4\xCB\n",
      "a,b\n" + std::string(70'000, '1') + ",2\n",
  };
  for (const std::string& text : kTexts) EXPECT_FALSE(PlainCsv::look(text, "a.csv").has_value()) << text.substr(0, 40);
  const std::string text = "a,b\n" + std::string(300, ',') + "\n1,2\n";
  std::optional<PlainCsv> csv = PlainCsv::look(text, "a.csv");
  ASSERT_TRUE(csv.has_value());
  EXPECT_TRUE(csv->next());
  EXPECT_FALSE(csv->is_too_wide());
  EXPECT_FALSE(csv->next());
  EXPECT_TRUE(csv->is_too_wide());
}

// Any text of these characters that is plain gives the rows of the reader.
TEST(PlainCsv, AnyTextAsTheReaderDoes) {
  std::mt19937 random(7);
  const std::string_view kPieces[] = {"1", "a", ",", ",", "\n", "\r\n", "甲", " ", ".", "-"};
  for (int round = 0; round < 40; ++round) {
    std::string text = "a,b\n";
    for (std::size_t i = random() % 40; i > 0; --i) text += kPieces[random() % std::size(kPieces)];
    const std::optional<PlainCsv> csv = PlainCsv::look(text, "t.csv");
    ASSERT_TRUE(csv.has_value()) << text;
    const Result<Workbook> workbook = read_workbook(text, "t.csv");
    ASSERT_TRUE(workbook.has_value()) << text;
    EXPECT_EQ(plainly(*csv), rows_text(workbook->sheets[0].rows)) << text;
  }
}

}  // namespace
}  // namespace bihuan::tables
