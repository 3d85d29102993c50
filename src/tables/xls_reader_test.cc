#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tables/internal/xls_facts.h"
#include "tables/sheet.h"
#include "tables/test_files.h"

namespace bihuan::tables {
namespace {

// testdata/sections.xls is made by testdata/make_xls.sh, which says what it holds.
TEST(XlsReader, ReadsWhatLibreOfficeWrote) {
  const std::string bytes = read_test_file("sections.xls");
  const auto workbook = read_workbook(bytes, "水质.xls");
  ASSERT_TRUE(workbook.has_value()) << workbook.error().message << workbook.error().where;
  EXPECT_EQ(workbook->kind, FileKind::kXls);
  ASSERT_EQ(workbook->sheets.size(), 2u);
  const Sheet& sheet = workbook->sheets[0];
  EXPECT_EQ(sheet.info.name, "9月");
  EXPECT_EQ(sheet.info.visibility, Visibility::kVisible);
  EXPECT_EQ(dump(sheet),
            "A1=断面水质月报\n"
            "A2=断面 B2=编号 C2=氨氮(mg/L) D2=日期 E2=时刻\n"
            "A3=甲湖 B3=007 C3:number=0.2 D3:date=2024-09-30 E3:date=2024-09-30T08:15:00\n"
            "A4=乙河 B4:number=-12 C4:number=0.4 D4:error=#DIV/0!\n");
  ASSERT_EQ(sheet.merges.size(), 1u);
  EXPECT_EQ(to_string(sheet.merges[0]), "A1:E1");
  EXPECT_FALSE(sheet.cell({4, 2})->is_formula);
  EXPECT_TRUE(sheet.cell({4, 3})->is_formula);
  EXPECT_FALSE(sheet.rows[2].is_hidden);
  EXPECT_TRUE(sheet.rows[3].is_hidden);
  EXPECT_FALSE(sheet.is_column_hidden(3));
  EXPECT_TRUE(sheet.is_column_hidden(4));
  EXPECT_EQ(workbook->sheets[1].info.visibility, Visibility::kHidden);
  EXPECT_EQ(dump(workbook->sheets[1]), "A1=不公开\n");
}

TEST(XlsReader, IsChosenByContentNotByName) {
  const auto workbook = read_workbook(read_test_file("sections.xls"), "水质.et");
  ASSERT_TRUE(workbook.has_value());
  EXPECT_EQ(workbook->kind, FileKind::kXls);
}

TEST(XlsReader, RefusesAWordDocument) {
  const auto got = read_workbook(read_test_file("junk.doc"), "水质.xls");
  ASSERT_FALSE(got.has_value());
  EXPECT_EQ(got.error(), (Error{Code::kInvalidInput, "这是 Word 文档（doc），不是表格；请把其中的表格复制到 xlsx",
                                "文件「水质.xls」"}));
}

TEST(XlsReader, SurvivesEveryCutAndEveryChangedByte) {
  const std::string whole = read_test_file("sections.xls");
  const auto complete = read_workbook(whole, "a.xls");
  ASSERT_TRUE(complete.has_value());
  for (std::size_t size = 0; size < whole.size(); size += 128) {
    const auto got = read_workbook(std::string_view(whole).substr(0, size), "a.xls");
    if (got.has_value()) {  // what is missing was not part of the workbook
      EXPECT_GT(size, 5000u);
      EXPECT_EQ(dump(got->sheets[0]), dump(complete->sheets[0]));
    } else {
      EXPECT_EQ(got.error().code, Code::kInvalidInput) << size;
    }
  }
  // One byte changed: read or refused, never a crash or a hang.
  for (std::size_t at = 0; at < whole.size(); at += 17) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 0xFF);
    const auto got = read_workbook(changed, "a.xls");
    if (!got.has_value()) {
      EXPECT_EQ(got.error().code, Code::kInvalidInput) << at << got.error().message;
    }
  }
}

// [MS-XLS] record: type, size, content.
std::string record(unsigned type, const std::string& content) {
  const auto two = [](std::size_t value) {
    return std::string{static_cast<char>(value & 0xFF), static_cast<char>(value >> 8)};
  };
  return two(type) + two(content.size()) + content;
}
std::string bytes(std::string_view text) { return std::string(text); }
#define BYTES(text) bytes(std::string_view(text, sizeof(text) - 1))

TEST(XlsFacts, KnowWhatFreexlDrops) {
  const std::string bof = record(0x0809, BYTES("\x00\x06\x05\x00"));
  const std::string end = record(0x000A, "");
  const auto globals = [&](unsigned begin) {
    return bof + record(0x041E, BYTES("\xA4\x00\x0A\x00\x00yyyy-mm-dd")) + record(0x00E0, BYTES("\x00\x00\x00\x00")) +
           record(0x00E0, BYTES("\x00\x00\xA4\x00")) +
           record(0x0085, std::string{static_cast<char>(begin), 0, 0, 0} + BYTES("\x02\x00\x01\x01\x08\x67")) + end;
  };
  const std::string sheet =
      bof + record(0x0006, BYTES("\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xFF\xFF")) +  // A1: text, follows
      record(0x0207, BYTES("\x02\x00\x01\x30\x75\x56\x6E")) +
      record(0x0006, BYTES("\x00\x00\x01\x00\x00\x00\x01\x00\x01\x00\x00\x00\xFF\xFF")) +  // B1: true
      record(0x0006, BYTES("\x00\x00\x02\x00\x00\x00\x02\x00\x2A\x00\x00\x00\xFF\xFF")) +  // C1: #N/A
      record(0x0006, BYTES("\x00\x00\x03\x00\x00\x00\x03\x00\x00\x00\x00\x00\xFF\xFF")) +  // D1: empty text
      record(0x0006, BYTES("\x00\x00\x04\x00\x01\x00\x00\x00\x00\x00\xA0\x3F\xE6\x40")) +  // E1: 45565 as a date
      record(0x0205, BYTES("\x01\x00\x00\x00\x00\x00\x01\x00")) +                          // A2: true, no formula
      record(0x0205, BYTES("\x01\x00\x01\x00\x00\x00\x07\x01")) + end;                     // B2: #DIV/0!
  const auto begin = static_cast<unsigned>(globals(0).size());
  const auto facts = read_xls_facts(globals(begin) + sheet, Limits());
  ASSERT_TRUE(facts.has_value()) << facts.error().message;
  ASSERT_EQ(facts->sheets.size(), 1u);
  EXPECT_EQ(facts->sheets[0].info.name, "月");
  EXPECT_EQ(facts->sheets[0].info.visibility, Visibility::kVeryHidden);
  EXPECT_EQ(facts->sheets[0].rows, 2u);
  EXPECT_EQ(facts->sheets[0].columns, 5u);
  Sheet shown;
  shown.rows = {{1, false, {}}, {2, false, {}}};
  for (const auto& [at, cell] : facts->sheets[0].cells) {
    EXPECT_EQ(cell.is_formula, at.row == 1);
    shown.rows[static_cast<std::size_t>(at.row) - 1].cells.push_back(cell);
  }
  EXPECT_EQ(dump(shown),
            "A1=田湖 B1:boolean=true C1:error=#N/A D1:empty= E1:date=2024-09-30\nA2:boolean=true B2:error=#DIV/0!\n");
  EXPECT_EQ(read_xls_facts(globals(begin) + sheet.substr(0, sheet.size() - 4), Limits()).error().message,
            "工作簿记录已损坏（缺少结束记录，文件可能没有传完），请用 WPS 或 Excel 打开后另存为 xlsx");
}

TEST(XlsReader, RefusesAGridBeyondTheLimit) {
  OpenOptions options;
  options.limits.cells = 3;
  const auto got = read_workbook(read_test_file("sections.xls"), "a.xls", options);
  ASSERT_FALSE(got.has_value());
  EXPECT_EQ(got.error().message, "各工作表占用的区域共 21 格，超过上限 12 格，请删去多余的空行空列");
}

}  // namespace
}  // namespace bihuan::tables
