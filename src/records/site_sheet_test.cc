#include "records/site_sheet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.h"
#include "records/case_samples.h"
#include "records/site_describe.h"

namespace bihuan::records {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const SiteSheetWords& site_words() {
  static const SiteSheetWords kWords =
      *load_site_sheet_words(shipped("knowledge/office/site-sheet.toml"), "knowledge/office/site-sheet.toml");
  return kWords;
}

Result<std::string> unit_by_name(std::string_view name) {
  if (name == "监测站") return std::string("station");
  return fail(Code::kNotFound, "没有名为“" + std::string(name) + "”的单位", "单位");
}

Result<SiteSheet> sheet_of(const std::string& csv) {
  return read_site_sheet(csv, "点位.csv", site_words(), unit_by_name);
}

constexpr const char* kHead = "编码,名称,类型,水体,所在地,责任单位,经度,纬度,控制级别,水质目标,起,止,别名\n";

TEST(SiteSheet, ShippedWordsCoverEveryKindAndLevel) {
  for (int i = 0; i <= static_cast<int>(SiteKind::kOther); ++i) {
    const auto kind = static_cast<SiteKind>(i);
    EXPECT_EQ(parse_site_kind(to_chinese(kind), site_words()).value_or(SiteKind::kOther), kind);
    EXPECT_TRUE(std::ranges::any_of(site_words().kinds, [&](const auto& one) { return one.first == kind; })) << i;
  }
  for (int i = 0; i <= static_cast<int>(SiteLevel::kCounty); ++i) {
    const auto level = static_cast<SiteLevel>(i);
    EXPECT_EQ(parse_site_level(to_chinese(level), site_words()).value_or(SiteLevel::kNone), level);
  }
  EXPECT_EQ(*parse_site_kind("gas_outlet", site_words()), SiteKind::kGasOutlet);
  EXPECT_EQ(*parse_site_level("国 考", site_words()), SiteLevel::kNational);
  EXPECT_EQ(parse_site_kind("湖面", site_words()).error().message,
            "点位类型“湖面”不认识：应为河流断面、湖库点位、饮用水水源、地下水井、环境空气站、噪声点、废水排口、废气排口"
            "、其他");
}

TEST(SiteSheet, WordsOfTwoMeaningsAreRefused) {
  const std::string good = shipped("knowledge/office/site-sheet.toml");
  const auto spoiled = [&](const std::string& from, const std::string& to) {
    return load_site_sheet_words(replace_all(good, from, to), "w.toml");
  };
  EXPECT_THAT(spoiled(R"(["其他", "其它"])", R"(["断面"])").error().message, HasSubstr("一个词只能指一种"));
  EXPECT_THAT(spoiled(R"("noise")", R"("quiet")").error().where, HasSubstr("w.toml:"));
  EXPECT_FALSE(spoiled("open_end", "open").has_value());
}

TEST(SiteSheet, ReadsSitesAndTheirTerms) {
  const Result<SiteSheet> sheet =
      sheet_of("鄂州市监测点位表,,,,,,,,,,,,\n" + std::string(kHead) +
               "E01,长港樊口,断面,长港,鄂城区,监测站,114.890,30.39,省控,Ⅲ 类,2024年1月,至今,樊口、樊口断面，樊口\n"
               "H01,三山湖中心,湖库,三山湖,/,—,,,无,,,,无\n"
               "E01,长港樊口,,,,,,,市控,Ⅳ,2021,2023,\n"
               "A01,青桐路站,环境空气,,,,,,国控,,2020/6/1,2024-12-31,\n"
               "合计,4个,,,,,,,,,,,\n");
  ASSERT_TRUE(sheet.has_value()) << sheet.error().message;
  EXPECT_THAT(sheet->problems, IsEmpty());
  EXPECT_THAT(sheet->digest, SizeIs(64));
  ASSERT_THAT(sheet->entries, SizeIs(3));
  const SiteEntry& section = sheet->entries[0];
  EXPECT_EQ(section.code, "E01");
  EXPECT_EQ(section.kind, SiteKind::kRiverSection);
  EXPECT_EQ(section.water, "长港");
  EXPECT_EQ(section.place, "鄂城区");
  EXPECT_EQ(section.unit_id, "station");
  EXPECT_EQ(to_string(*section.longitude), "114.890");
  EXPECT_EQ(to_string(*section.latitude), "30.39");
  EXPECT_THAT(section.aliases, ElementsAre("樊口", "樊口断面", "樊口"));
  EXPECT_THAT(section.terms, ElementsAre(SiteTerm{day("2021-01-01"), day("2023-12-31"), SiteLevel::kMunicipal, "Ⅳ", ""},
                                         SiteTerm{day("2024-01-01"), std::nullopt, SiteLevel::kProvincial, "Ⅲ类", ""}));
  EXPECT_THAT(section.where, HasSubstr("第3行"));
  const SiteEntry& lake = sheet->entries[1];
  EXPECT_EQ(lake.kind, SiteKind::kLake);
  EXPECT_EQ(lake.place + lake.unit_id, "") << "dashes say nothing";
  EXPECT_FALSE(lake.longitude.has_value());
  EXPECT_THAT(lake.terms, IsEmpty()) << "no level from no day on is nothing";
  EXPECT_THAT(lake.aliases, IsEmpty());
  EXPECT_THAT(sheet->entries[2].terms,
              ElementsAre(SiteTerm{day("2020-06-01"), day("2024-12-31"), SiteLevel::kNational, "", ""}));
}

TEST(SiteSheet, NamesEachFaultyCellAndTheOthersGoOn) {
  struct Case {
    const char* name;
    const char* row;
    const char* column;
    const char* message;
  };
  constexpr Case kCases[] = {
      {"no code", ",甲,断面,,,,,,,,,,", "A", "每个点位应有编码"},
      {"no name", "B1,,断面,,,,,,,,,,", "B", "应写明点位的名称"},
      {"code with blank", "B 1,甲,断面,,,,,,,,,,", "A", "点位编码“B 1”不对"},
      {"unknown kind", "B1,甲,水面,,,,,,,,,,", "C", "点位类型“水面”不认识：应为河流断面、"},
      {"unknown unit", "B1,甲,断面,,,外星科,,,,,,,", "F", "没有名为“外星科”的单位"},
      {"degrees and minutes", "B1,甲,断面,,,,114°52′,30.3,,,,,", "G", "“114°52′”不是度数，应写成十进制，如114.89"},
      {"exchanged", "B1,甲,断面,,,,30.3,114.8,,,,,", "H", "纬度114.8不对：应为0到90"},
      {"half a place", "B1,甲,断面,,,,114.8,,,,,,", "H", "经度和纬度应都写，或都不写"},
      {"unknown level", "B1,甲,断面,,,,,,宇宙,,2021,,", "I", "控制级别“宇宙”不认识：应为国控、省控、市控、县控、无"},
      {"no first day", "B1,甲,断面,,,,,,省控,Ⅲ,,,", "K", "应写明从哪一天起，如2021-01-01"},
      {"target without a day", "B1,甲,断面,,,,,,,Ⅲ,,,", "K", "应写明从哪一天起，如2021-01-01"},
      {"end alone", "B1,甲,断面,,,,,,,,,2024,", "K", "应写明从哪一天起，如2021-01-01"},
      {"no day", "B1,甲,断面,,,,,,省控,Ⅲ,去年,,", "K", "“去年”不是日期"},
      {"29 February", "B1,甲,断面,,,,,,省控,Ⅲ,2023-02-29,,", "K", "“2023-02-29”不是日期"},
      {"no last day", "B1,甲,断面,,,,,,省控,Ⅲ,2021,以后,", "L", "“以后”不是日期"},
      {"backwards", "B1,甲,断面,,,,,,省控,Ⅲ,2021-02-01,2021-01-31,", "K", "的末日早于首日"},
  };
  for (const Case& c : kCases) {
    const Result<SiteSheet> sheet =
        sheet_of(std::string(kHead) + "E01,樊口,断面,,,,,,,,,,\n" + c.row + "\nE02,六十,断面,,,,,,,,,,\n");
    ASSERT_TRUE(sheet.has_value()) << c.name << sheet.error().message;
    EXPECT_THAT(sheet->entries, SizeIs(2)) << c.name;
    ASSERT_THAT(sheet->problems, SizeIs(1)) << c.name;
    EXPECT_THAT(sheet->problems[0].message, HasSubstr(c.message)) << c.name;
    EXPECT_THAT(sheet->problems[0].where, HasSubstr(std::string(c.column) + "3")) << c.name;
  }
}

TEST(SiteSheet, ASiteIsTakenWholeOrNotAtAll) {
  struct Case {
    const char* name;
    const char* first;
    const char* second;
    const char* message;
  };
  constexpr Case kCases[] = {
      {"another name", "E01,樊口,断面,,,,,,省控,Ⅲ,2021,2023,", "E01,樊口二,断面,,,,,,省控,Ⅲ,2024,,", "名称与"},
      {"another kind", "E01,樊口,断面,,,,,,省控,Ⅲ,2021,2023,", "E01,樊口,湖库,,,,,,省控,Ⅲ,2024,,", "类型与"},
      {"another place", "E01,樊口,断面,,,,114,30,省控,Ⅲ,2021,2023,", "E01,樊口,断面,,,,115,30,省控,Ⅲ,2024,,", "经度与"},
      {"overlap", "E01,樊口,断面,,,,,,省控,Ⅲ,2021,,", "E01,樊口,断面,,,,,,省控,Ⅲ,2024,,", "重叠"},
      {"the same row", "E01,樊口,断面,,,,,,省控,Ⅲ,2021,,", "E01,樊口,断面,,,,,,省控,Ⅲ,2021,,", "相同：应删去一行"},
      {"second faulty", "E01,樊口,断面,,,,,,省控,Ⅲ,2021,2023,", "E01,樊口,断面,,,,,,省控,Ⅲ,坏,,", "不是日期"},
      {"first faulty", "E01,樊口,断面,,,,,,省控,Ⅲ,坏,2023,", "E01,樊口,断面,,,,,,省控,Ⅲ,2024,,", "不是日期"},
  };
  for (const Case& c : kCases) {
    const Result<SiteSheet> sheet =
        sheet_of(std::string(kHead) + c.first + "\n" + c.second + "\nE02,六十,断面,,,,,,,,,,\n");
    ASSERT_TRUE(sheet.has_value()) << c.name << sheet.error().message;
    ASSERT_THAT(sheet->entries, SizeIs(1)) << c.name;
    EXPECT_EQ(sheet->entries[0].code, "E02") << c.name;
    ASSERT_THAT(sheet->problems, SizeIs(1)) << c.name;
    EXPECT_THAT(sheet->problems[0].message, HasSubstr(c.message)) << c.name;
    EXPECT_THAT(sheet->problems[0].message, HasSubstr("（编码E01的各行均未采用）")) << c.name;
  }
}

TEST(SiteSheet, WhatIsNoListOfSitesIsRefused) {
  EXPECT_EQ(sheet_of("甲,乙\n1,2\n").error().code, Code::kInvalidInput);
  EXPECT_FALSE(sheet_of("名称,类型,水体\n樊口,断面,长港\n").has_value()) << "no codes";
  EXPECT_EQ(sheet_of(kHead).error().message, "表中没有一行点位");
  EXPECT_THAT(sheet_of("机密,,,,,,,,,,,,\n" + std::string(kHead) + "E01,樊口,断面,,,,,,,,,,\n").error().message,
              HasSubstr("机密"));
  // Only some of the columns.
  const Result<SiteSheet> few = sheet_of("断面名称,断面编码\n樊口,E01\n");
  ASSERT_TRUE(few.has_value()) << few.error().message;
  EXPECT_EQ(few->entries.at(0).name, "樊口");
  EXPECT_FALSE(few->entries.at(0).kind.has_value());
}

}  // namespace
}  // namespace bihuan::records
