#include "standards/surface_water_rules.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "standards/internal/shipped_rules.h"

namespace bihuan::standards {
namespace {

TEST(WaterClass, ReadsItsManyForms) {
  struct Case {
    const char* text;
    WaterClass want;
  };
  constexpr Case kCases[] = {
      {"Ⅲ", WaterClass::kIII},
      {"III类", WaterClass::kIII},
      {"三类", WaterClass::kIII},
      {"3", WaterClass::kIII},
      {"Ⅰ类", WaterClass::kI},
      {"II", WaterClass::kII},
      {" Ⅳ 类 ", WaterClass::kIV},
      {"iv", WaterClass::kIV},
      {"Ｖ类", WaterClass::kV},
      {"Ⅴ", WaterClass::kV},
      {"劣Ⅴ", WaterClass::kWorseThanV},
      {"劣V类", WaterClass::kWorseThanV},
      {"劣于Ⅴ类", WaterClass::kWorseThanV},
      {"劣五类", WaterClass::kWorseThanV},
  };
  for (const Case& c : kCases) {
    const Result<WaterClass> got = parse_water_class(c.text);
    ASSERT_TRUE(got.has_value()) << c.text;
    EXPECT_EQ(*got, c.want) << c.text;
  }
  for (const char* text : {"", "类", "Ⅵ", "劣Ⅲ", "优", "IIII", "6"}) {
    const Result<WaterClass> got = parse_water_class(text);
    ASSERT_FALSE(got.has_value()) << text;
    EXPECT_EQ(got.error(),
              (Error{Code::kInvalidInput, "“" + std::string(text) + "”不是水质类别；应为Ⅰ、Ⅱ、Ⅲ、Ⅳ、Ⅴ或劣Ⅴ", ""}));
  }
}

// CLAUSE: 环办〔2011〕22号 一（一）1
// CLAUSE: 环办监测函〔2020〕714号 二、四
TEST(IndicatorSet, IsChosenByDayAndNeverGuessed) {
  const SurfaceWaterRules rules = internal::shipped_rules();
  struct Case {
    Date on;
    const char* id;
    const char* want;  // null: no set
  };
  const Case kCases[] = {
      {Date(2011, 3, 9), "", "mee22_21"},        {Date(2020, 12, 31), "", "mee22_21"},
      {Date(2021, 1, 1), "", "5plus_x"},         {Date(2025, 12, 31), "", "5plus_x"},
      {Date(2026, 1, 1), "", nullptr},           {Date(2011, 3, 8), "", nullptr},
      {Date(2026, 6, 30), "5plus_x", "5plus_x"}, {Date(2026, 6, 30), "mee22_21", "mee22_21"},
      {Date(2020, 12, 31), "5plus_x", nullptr},
  };
  for (const Case& c : kCases) {
    const Result<const IndicatorSet*> got = indicator_set_for(rules, c.on, c.id);
    ASSERT_EQ(got.has_value(), c.want != nullptr) << to_string(c.on) << c.id;
    if (got) {
      EXPECT_EQ((*got)->id, c.want);
    } else {
      EXPECT_EQ(got.error().code, Code::kNotCovered);
    }
  }
  EXPECT_EQ(indicator_set_for(rules, Date(2026, 6, 30)).error().message,
            "2026-06-30适用的评价指标没有收录，不能代为选择；应指明评价指标集（mee22_21、5plus_x）");
  EXPECT_EQ(indicator_set_for(rules, Date(2020, 12, 31), "5plus_x").error().message,
            "评价指标集“十四五5+X项”自2021-01-01起适用，不能用于2020-12-31");
  EXPECT_EQ(indicator_set_for(rules, Date(2024, 1, 1), "x").error(),
            (Error{Code::kNotFound, "没有评价指标集“x”；可用的有mee22_21、5plus_x", ""}));
}

TEST(SurfaceWaterRules, ShippedOnesAreWhole) {
  const SurfaceWaterRules rules = internal::shipped_rules();
  EXPECT_EQ(rules.standard, "GB 3838-2002");
  EXPECT_EQ(rules.edition, "地表水环境质量标准（2002-06-01起施行）");
  EXPECT_EQ(rules.parameters.size(), 23U);  // 24 without water temperature
  EXPECT_EQ(rules.indicator_set("mee22_21")->items.size(), 21U);
  EXPECT_EQ(rules.indicator_set("5plus_x")->items.size(), 5U);
  EXPECT_EQ(rules.indicator_set("5plus_x")->extra_from.size(), 16U);
  EXPECT_EQ(rules.digest.size(), 64U);
}

TEST(SurfaceWaterRules, IsNotInForceBeforeItsFirstDay) {
  const Result<SurfaceWaterRules> rules = load_surface_water_rules(internal::shipped_water_texts(), Date(2002, 5, 31));
  ASSERT_FALSE(rules.has_value());
  EXPECT_EQ(rules.error(), (Error{Code::kNotCovered, "GB 3838-2002在2002-05-31不适用；其施行日期为2002-06-01",
                                  "water/gb3838-2002.toml"}));
}

TEST(SurfaceWaterRules, RefusesFilesThatDoNotKeepTheirForm) {
  struct Case {
    int file;
    const char* from;
    const char* to;
    const char* message;
  };
  const Case kCases[] = {
      {0, "limits      = [\"7.5\", \"6\", \"5\", \"3\", \"2\"]", "limits      = [\"7.5\", \"6\", \"5\", \"3\"]",
       "限值应有5个（Ⅰ至Ⅴ类），现有4个"},
      {0, "limits      = [\"2\", \"4\", \"6\", \"10\", \"15\"]", "limits      = [\"2\", \"4\", \"3\", \"10\", \"15\"]",
       "限值应从Ⅰ类到Ⅴ类逐级放宽"},
      {0, "direction   = \"within\"", "direction   = \"about\"", "direction应为at_most、at_least或within"},
      {0, "key         = \"do\"", "key         = \"ph\"", "项目“ph”出现两次"},
      {0, "classes = [\"Ⅰ\", \"Ⅱ\"", "classes = [\"Ⅰ\", \"Ⅲ\"", "类别应依次为Ⅰ、Ⅱ、Ⅲ、Ⅳ、Ⅴ，劣于者为劣Ⅴ"},
      {1, "items      = [\"ph\", \"do\", \"codmn\", \"nh3n\", \"tp\"]", "items      = [\"ph\", \"do2\"]",
       "项目“do2”不在GB 3838-2002表1中"},
      {1, "method     = \"half_even\"", "method     = \"half_up\"", "method应为“half_even”；其他方法没有实现"},
      {1, "valid_to   = 2020-12-31", "valid_to   = 2021-12-31", "default_set的日期与另一条重叠"},
      {1, "classes = [\"劣Ⅴ\"]", "classes = [\"Ⅴ\"]", "类别“Ⅴ”有两个水质状况"},
      {1, "classes = [\"劣Ⅴ\"]", "classes = []", "section_level应覆盖全部六个类别"},
      {1, "without_multiple = [\"ph\", \"do\"]", "without_multiple = [\"ph\"]",
       "项目“do”不是上限项目，应列入without_multiple"},
      {1, "rounds     = true", "rounds     = false", "至少应有一个修约后比较的profile"},
  };
  for (const Case& c : kCases) {
    std::vector<KnowledgeText> texts = internal::shipped_water_texts();
    std::string& text = texts[static_cast<std::size_t>(c.file)].text;
    ASSERT_NE(text.find(c.from), std::string::npos) << c.from;
    text.replace(text.find(c.from), std::string_view(c.from).size(), c.to);
    const Result<SurfaceWaterRules> rules = load_surface_water_rules(texts, Date(2024, 1, 1));
    ASSERT_FALSE(rules.has_value()) << c.to;
    EXPECT_EQ(rules.error().code, Code::kInvalidInput) << c.to;
    EXPECT_EQ(rules.error().message, c.message);
    EXPECT_TRUE(rules.error().where.starts_with("knowledge/" + texts[static_cast<std::size_t>(c.file)].name + ":"))
        << rules.error().where;
  }
}

TEST(SurfaceWaterRules, NamesAFileThatIsMissing) {
  const Result<SurfaceWaterRules> rules = load_surface_water_rules({}, Date(2024, 1, 1));
  ASSERT_FALSE(rules.has_value());
  EXPECT_EQ(rules.error().code, Code::kNotFound);
}

}  // namespace
}  // namespace bihuan::standards
