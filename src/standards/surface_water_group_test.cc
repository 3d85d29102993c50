#include "standards/surface_water_group.h"

#include <gtest/gtest.h>

#include "standards/internal/shipped_rules.h"

namespace bihuan::standards {
namespace {

GroupSummary summary_of(const SurfaceWaterRules& rules, std::int64_t sections, std::int64_t good, std::int64_t bad) {
  std::vector<std::optional<WaterClass>> classes;
  for (std::int64_t i = 0; i < sections; ++i) {
    classes.push_back(i < good ? WaterClass::kIII : i < good + bad ? WaterClass::kWorseThanV : WaterClass::kV);
  }
  return summarise_group(rules, classes);
}

TEST(GroupSummary, CountsClassesAndLeavesOutThoseWithout) {
  const SurfaceWaterRules rules = internal::shipped_rules();
  const std::vector<std::optional<WaterClass>> classes = {WaterClass::kII,         WaterClass::kII, WaterClass::kIII,
                                                          WaterClass::kIV,         std::nullopt,    WaterClass::kI,
                                                          WaterClass::kWorseThanV, WaterClass::kII};
  const GroupSummary summary = summarise_group(rules, classes);
  EXPECT_EQ(summary.sections, 7);
  EXPECT_EQ(summary.without_class, 1);
  EXPECT_EQ(summary.counts, (std::vector<std::int64_t>{1, 3, 1, 1, 0, 1}));
  EXPECT_EQ(summary.good, 5);
  EXPECT_EQ(summary.bad, 1);
  EXPECT_EQ(to_string(*summary.good_share), "71.4");  // 5/7
  EXPECT_EQ(to_string(*summary.bad_share), "14.3");   // 1/7
}

TEST(GroupSummary, SharesAreRoundedOnce) {
  EXPECT_EQ(to_string(share_percent(6, 7, 1)), "85.7");
  EXPECT_EQ(to_string(share_percent(0, 7, 1)), "0.0");
  EXPECT_EQ(to_string(share_percent(1, 1, 1)), "100.0");
}

// CLAUSE: 环办〔2011〕22号 表2
TEST(GroupLevel, ComparesExactSharesAtEachBound) {
  struct Case {
    std::int64_t sections, good, bad;
    const char* level;
    const char* why;
  };
  constexpr Case kCases[] = {
      {20, 18, 2, "优", "90.0 exactly"},
      {1000, 899, 0, "良好", "89.9"},
      {10000, 8999, 0, "良好", "89.99 prints as 90.0, but is below"},
      {20, 15, 5, "良好", "75.0 exactly; the share of worse than V does not matter"},
      {10000, 7499, 0, "轻度污染", "74.99 prints as 75.0, but is below"},
      {10000, 7000, 1999, "轻度污染", "19.99 worse than V"},
      {5, 3, 1, "中度污染", "20.0 worse than V exactly"},
      {10000, 5000, 3999, "中度污染", "39.99"},
      {5, 3, 2, "重度污染", "60 and 40: no row of the print, we take bad >= 40"},
      {5, 0, 5, "重度污染", "all worse than V"},
      {5, 5, 0, "优", "all good"},
      {5, 0, 0, "轻度污染", "all class V"},
  };
  const SurfaceWaterRules rules = internal::shipped_rules();
  for (const Case& c : kCases) {
    const Result<QualityLevel> level = group_level(rules, summary_of(rules, c.sections, c.good, c.bad));
    ASSERT_TRUE(level.has_value()) << c.why;
    EXPECT_EQ(level->level, c.level) << c.why;
  }
}

TEST(GroupLevel, EveryPairOfSharesHasOneLevel) {
  const SurfaceWaterRules rules = internal::shipped_rules();
  for (std::int64_t good = 0; good <= 60; ++good) {
    for (std::int64_t bad = 0; good + bad <= 60; ++bad) {
      EXPECT_TRUE(group_level(rules, summary_of(rules, 60, good, bad)).has_value()) << good << " " << bad;
    }
  }
}

TEST(GroupLevel, RefusesFewerThanFiveAndNone) {  // CLAUSE: 环办〔2011〕22号 二（一）2
  const SurfaceWaterRules rules = internal::shipped_rules();
  const Result<QualityLevel> four = group_level(rules, summary_of(rules, 4, 4, 0));
  ASSERT_FALSE(four.has_value());
  EXPECT_EQ(four.error(),
            (Error{Code::kNotCovered, "断面只有4个，少于5个的应先求各项目的断面均值再评价，不按类别比例定级", ""}));
  const Result<QualityLevel> none = group_level(rules, summarise_group(rules, {}));
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(none.error(), (Error{Code::kInsufficientData, "没有一个断面有水质类别，无法评价整体水质状况", ""}));
}

SectionResult section_with(const SurfaceWaterRules& rules, const std::vector<std::pair<int, const char*>>& tp,
                           const char* ph) {
  SectionInput input;
  input.name = "某点";
  input.body = WaterBody::kLake;
  input.on = Date(2024, 3, 31);
  input.months_wanted = 3;
  for (const auto& [month, text] : tp) {
    SectionMonth entry;
    entry.month = month;
    entry.values["tp"] = *parse_measurement(text);
    entry.values["ph"] = *parse_measurement(ph);
    input.months.push_back(entry);
  }
  return *evaluate_section(rules, input);
}

TEST(MeanSection, IsTheMeanOfUnroundedMeansWhateverTheirCounts) {  // CLAUSE: 环办〔2011〕22号 二（二）
  const SurfaceWaterRules rules = internal::shipped_rules();
  // 0.0405 (2 months) and 0.1/3 = 0.03333 (3 months): mean 0.036916...; of the rounded means 0.040 and 0.033 it would
  // be 0.036(5).
  const std::vector<SectionResult> points = {section_with(rules, {{1, "0.040"}, {2, "0.041"}}, "7.0"),
                                             section_with(rules, {{1, "0.033"}, {2, "0.033"}, {3, "0.034"}}, "8.0")};
  const Result<SectionResult> mean = mean_section(rules, points, WaterBody::kLake, "某湖");
  ASSERT_TRUE(mean.has_value());
  ASSERT_EQ(mean->parameters.size(), 2U);
  EXPECT_EQ(mean->parameters[1].key, "tp");
  EXPECT_EQ(to_string(mean->parameters[1].compared), "0.037");
  EXPECT_EQ(mean->parameters[1].mean.used, 5);
  EXPECT_FALSE(mean->parameters[1].mean.kept_digit);
  EXPECT_EQ(to_string(mean_value(mean->parameters[0].mean, 3)), "7.260");  // -lg((10^-7 + 10^-8) / 2) = 7.2596
}

TEST(MeanSection, NeedsAnItem) {
  const SurfaceWaterRules rules = internal::shipped_rules();
  const Result<SectionResult> mean = mean_section(rules, {}, WaterBody::kRiver, "某河");
  ASSERT_FALSE(mean.has_value());
  EXPECT_EQ(mean.error(), (Error{Code::kInsufficientData, "各断面都没有可用的均值，无法评价", "某河"}));
}

}  // namespace
}  // namespace bihuan::standards
