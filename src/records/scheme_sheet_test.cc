#include "records/scheme_sheet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "records/case_samples.h"

namespace bihuan::records {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const SchemeSheetWords& scheme_words() {
  static const SchemeSheetWords kWords =
      *load_scheme_sheet_words(shipped("knowledge/office/scheme-sheet.toml"), "knowledge/office/scheme-sheet.toml");
  return kWords;
}

SchemeFinders scheme_finders() {
  const auto among = [](std::vector<std::pair<std::string, std::string>> known, std::string what) {
    return [known, what](std::string_view text) -> Result<std::string> {
      for (const auto& [name, code] : known)
        if (name == text || code == text) return code;
      return fail(Code::kNotFound, "没有" + what + "“" + std::string(text) + "”", what);
    };
  };
  return {among({{"洋澜湖", "H04"}, {"三山湖", "H02"}}, "点位"),
          among({{"氨氮", "w21003"}, {"总磷", "w21011"}}, "项目"),
          among({{"每月一次", "每月"}, {"季度", "每季"}}, "频次"), among({{"监测站", "station"}}, "单位")};
}

Result<SchemeSheet> scheme_of(const std::string& csv) {
  return read_scheme_sheet(csv, "方案.csv", scheme_words(), scheme_finders());
}

constexpr const char* kSchemeHead = "年份,组,点位,项目,频次,起,止,单位,依据,条款,备注\n";

TEST(SchemeSheet, ReadsLines) {
  const Result<SchemeSheet> sheet =
      scheme_of("2024年监测方案,,,,,,,,,,\n" + std::string(kSchemeHead) +
                "2024,湖泊,洋澜湖,氨氮、总磷；氨氮,每月一次,,,监测站,2024年监测方案,二（一）,加密\n"
                "2024年,湖泊,H02,地表水24项,季度,2024年3月,2024-11,—,/,,\n"
                "合计,2个,,,,,,,,,\n");
  ASSERT_TRUE(sheet.has_value()) << sheet.error().message;
  EXPECT_THAT(sheet->problems, IsEmpty());
  EXPECT_THAT(sheet->digest, SizeIs(64));
  ASSERT_THAT(sheet->entries, SizeIs(2));
  const SchemeEntry& monthly = sheet->entries[0];
  EXPECT_EQ(monthly.year, 2024);
  EXPECT_EQ(monthly.group_name, "湖泊");
  EXPECT_EQ(monthly.site, "H04");
  EXPECT_THAT(monthly.items, ElementsAre("w21003", "w21011")) << "each once";
  EXPECT_EQ(monthly.frequency, "每月");
  EXPECT_FALSE(monthly.first_day.has_value());
  EXPECT_EQ(monthly.unit_id, "station");
  EXPECT_EQ(monthly.basis_document, "2024年监测方案");
  EXPECT_EQ(monthly.basis_clause, "二（一）");
  EXPECT_EQ(monthly.note, "加密");
  EXPECT_THAT(monthly.where, HasSubstr("第3行"));
  const SchemeEntry& quarterly = sheet->entries[1];
  EXPECT_THAT(quarterly.items, SizeIs(24));
  EXPECT_EQ(quarterly.first_day, day("2024-03-01"));
  EXPECT_EQ(quarterly.last_day, day("2024-11-30")) << "a month alone is its last day";
  EXPECT_EQ(quarterly.unit_id + quarterly.basis_document, "") << "dashes say nothing";
}

TEST(SchemeSheet, NamesEachFaultyCellAndTheOthersGoOn) {
  struct Case {
    const char* row;
    const char* column;
    const char* message;
  };
  const std::string long_group(90, 'x');
  const std::string too_long = "2024," + long_group + ",H04,氨氮,季度,,,,,,";
  const Case kCases[] = {
      {",湖泊,H04,氨氮,季度,,,,,,", "A", "不是年份，应写成如2024"},
      {"二四,湖泊,H04,氨氮,季度,,,,,,", "A", "“二四”不是年份"},
      {"1998,湖泊,H04,氨氮,季度,,,,,,", "A", "年份应为2000至2099"},
      {"2024,,H04,氨氮,季度,,,,,,", "B", "应写明归入哪一组"},
      {too_long.c_str(), "B", "应不超过40字"},
      {"2024,湖泊,,氨氮,季度,,,,,,", "C", "应写明点位的编码或名称"},
      {"2024,湖泊,太湖,氨氮,季度,,,,,,", "C", "没有点位“太湖”"},
      {"2024,湖泊,H04,,季度,,,,,,", "D", "应写明监测项目"},
      {"2024,湖泊,H04,氨氮、灵气,季度,,,,,,", "D", "没有项目“灵气”"},
      {"2024,湖泊,H04,氨氮,,,,,,,", "E", "应写明频次，如每月"},
      {"2024,湖泊,H04,氨氮,偶尔,,,,,,", "E", "没有频次“偶尔”"},
      {"2024,湖泊,H04,氨氮,季度,开春,,,,,", "F", "“开春”不是日期"},
      {"2024,湖泊,H04,氨氮,季度,2023-12-31,,,,,", "F", "不在2024年内"},
      {"2024,湖泊,H04,氨氮,季度,,2024-02-30,,,,", "G", "“2024-02-30”不是日期"},
      {"2024,湖泊,H04,氨氮,季度,2024-05,2024-04,,,,", "G", "的末日早于首日"},
      {"2024,湖泊,H04,氨氮,季度,,,外星科,,,", "H", "没有单位“外星科”"},
  };
  for (const Case& c : kCases) {
    const Result<SchemeSheet> sheet = scheme_of(std::string(kSchemeHead) + "2024,湖泊,H02,氨氮,季度,,,,,,\n" + c.row +
                                                "\n2024,湖泊,H04,总磷,每月一次,,,,,,\n");
    ASSERT_TRUE(sheet.has_value()) << c.row << sheet.error().message;
    EXPECT_THAT(sheet->entries, SizeIs(2)) << c.row;
    ASSERT_THAT(sheet->problems, SizeIs(1)) << c.row;
    EXPECT_THAT(sheet->problems[0].message, HasSubstr(c.message)) << c.row;
    EXPECT_THAT(sheet->problems[0].where, HasSubstr(std::string(c.column) + "3")) << c.row;
  }
}

TEST(SchemeSheet, WhatIsNoSchemeIsRefused) {
  EXPECT_FALSE(scheme_of("甲,乙\n1,2\n").has_value());
  EXPECT_FALSE(scheme_of("年份,组,点位,项目\n2024,湖泊,H04,氨氮\n").has_value()) << "no frequency";
  EXPECT_EQ(scheme_of(kSchemeHead).error().message, "表中没有一行监测方案");
  EXPECT_THAT(
      scheme_of("机密,,,,,,,,,,\n" + std::string(kSchemeHead) + "2024,湖泊,H04,氨氮,季度,,,,,,\n").error().message,
      HasSubstr("机密"));
}

TEST(SchemeSheet, ANameOfTwoSetsIsRefused) {
  const std::string good = shipped("knowledge/office/scheme-sheet.toml");
  const Result<SchemeSheetWords> twice =
      load_scheme_sheet_words(replace_all(good, "\"地表水21项\"", "\"地表水24项\""), "w.toml");
  ASSERT_FALSE(twice.has_value());
  EXPECT_THAT(twice.error().message, HasSubstr("一个名称只能指一组项目"));
  EXPECT_FALSE(load_scheme_sheet_words(replace_all(good, "open_end", "open"), "w.toml").has_value());
}

TEST(SchemeItems, SetsAndSingleItemsTogether) {
  const auto items = [](std::string_view text) { return items_in(text, scheme_words(), scheme_finders().item); };
  EXPECT_THAT(*items("地表水 21项，总磷"), SizeIs(21)) << "total phosphorus is one of them";
  EXPECT_THAT(*items("空气六项"), SizeIs(6));
  EXPECT_EQ(items("、").error().message, "没有监测项目：应写成如氨氮、总磷");
}

}  // namespace
}  // namespace bihuan::records
