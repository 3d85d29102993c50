#include "standards/farmland_use.h"

#include <gtest/gtest.h>

#include "standards/internal/case_file.h"
#include "standards/internal/fraction.h"
#include "standards/internal/shipped_rules.h"

namespace bihuan::standards {
namespace {

using internal::Dice;
using internal::fraction;
using internal::Fraction;
using internal::fraction_of;

FarmlandUseRules use_rules() {
  return internal::loaded(load_farmland_use_rules(internal::shipped_texts({"soil/safe-use.toml"}), Date(2024, 1, 1)));
}

FarmlandAreas areas_of(std::int64_t b, std::int64_t c, std::int64_t d, std::int64_t e) {
  return {Decimal(b), Decimal(c), Decimal(d), Decimal(e)};
}

// CLAUSE: 受污染耕地安全利用率核算方法（试行） 公式
TEST(FarmlandUse, WorkedExample) {
  const TomlTable c = internal::cases_of("land-vectors.toml", "farmland").at(0);
  const Result<FarmlandUseResult> got = farmland_safe_use(
      use_rules(), {*c.decimal("b"), *c.decimal("c"), *c.decimal("d"), *c.decimal("e")}, *c.decimal("target"));
  ASSERT_TRUE(got.has_value()) << got.error().message;
  EXPECT_EQ(to_string(*got->rate), *c.string("rate"));
  EXPECT_EQ(got->compliance == Compliance::kMet, *c.boolean("meets"));
}

TEST(FarmlandUse, EverySmallWorld) {
  const FarmlandUseRules rules = use_rules();
  for (std::int64_t e = 1; e <= 9; ++e) {
    for (std::int64_t b = 0; b <= 10; ++b) {
      for (std::int64_t c = 0; c <= 10; ++c) {
        for (std::int64_t d = 0; d <= 10; ++d) {
          const Result<FarmlandUseResult> got = farmland_safe_use(rules, areas_of(b, c, d, e), Decimal(93));
          ASSERT_EQ(got.has_value(), b + c + d <= e);
          if (!got) continue;
          const Fraction rate = fraction(100 * (b + c + d), e);
          ASSERT_EQ(to_string(*got->rate), print_even(rate, 2));
          ASSERT_EQ(got->compliance, rate >= fraction(93) ? Compliance::kMet : Compliance::kNotMet);
        }
      }
    }
  }
}

TEST(FarmlandUse, PlotsOfALargeRandomWorld) {
  const FarmlandUseRules rules = use_rules();
  Dice dice(41);
  for (int round = 0; round < 800; ++round) {
    std::vector<FarmlandPlot> plots;
    Fraction safe, all;
    for (int i = dice.roll(12); i >= 0; --i) {
      const std::string area = std::to_string(dice.roll(400)) + "." + std::to_string(dice.roll(100));
      FarmlandPlot plot{"地块" + std::to_string(i), *parse_decimal(area), static_cast<Contamination>(dice.roll(3)),
                        dice.roll(2) == 0,          dice.roll(2) == 0,    std::nullopt,
                        dice.roll(2) == 0};
      if (dice.roll(3) != 0) plot.crop_complies = dice.roll(4) != 0;
      const bool has_safe_crop = plot.is_safely_used && plot.crop_complies == true;
      const bool counts = plot.contamination == Contamination::kSlight     ? plot.is_protected || has_safe_crop
                          : plot.contamination == Contamination::kModerate ? has_safe_crop
                                                                           : plot.is_strictly_controlled;
      all = all + fraction_of(area);
      if (counts) safe = safe + fraction_of(area);
      plots.push_back(std::move(plot));
    }
    const Result<FarmlandAreas> areas = farmland_areas(plots);
    ASSERT_TRUE(areas.has_value());
    const Result<FarmlandUseResult> got = farmland_safe_use(rules, *areas);
    ASSERT_TRUE(got.has_value());
    ASSERT_EQ(got->rate.has_value(), all > fraction(0));
    if (got->rate) {
      ASSERT_EQ(to_string(*got->rate), print_even(fraction(100) * safe / all, 2));
    }
  }
}

TEST(FarmlandUse, SaysWhy) {
  const FarmlandUseRules rules = use_rules();
  EXPECT_EQ(farmland_safe_use(rules, areas_of(0, 0, 0, 0))->reason, "受污染耕地总面积为0，没有比率");
  EXPECT_EQ(farmland_safe_use(rules, areas_of(1, 0, 0, 4))->reason, "没有给出目标");
  EXPECT_EQ(farmland_safe_use(rules, areas_of(1, 0, 0, 4), Decimal(93))->reason, "为25.00%，低于目标93%");
  EXPECT_EQ(farmland_safe_use(rules, areas_of(3, 2, 0, 4)).error().message,
            "安全利用的面积5大于受污染耕地总面积4；有两类措施的地块只应计一次");
  EXPECT_EQ(farmland_safe_use(rules, areas_of(-1, 2, 0, 4)).error().message, "面积应不小于0");
  const std::vector<FarmlandPlot> twice = {
      {"甲", Decimal(1), Contamination::kSlight, true, false, std::nullopt, false},
      {"甲", Decimal(1), Contamination::kSlight, true, false, std::nullopt, false}};
  EXPECT_EQ(farmland_areas(twice).error().message, "地块“甲”出现两次");
  // The target is compared with the exact share: 92.996 prints as 93.00 and does not reach 93.
  const FarmlandUseResult close = *farmland_safe_use(rules, areas_of(92996, 0, 0, 100000), Decimal(93));
  EXPECT_EQ(to_string(*close.rate), "93.00");
  EXPECT_EQ(close.compliance, Compliance::kNotMet);
}

TEST(FarmlandUse, NationalTargets) {  // CLAUSE: 土壤污染防治规划目标 受污染耕地安全利用率
  const FarmlandUseRules rules = use_rules();
  EXPECT_EQ(to_string(*farmland_target(rules, 2020)), "90");
  EXPECT_EQ(to_string(*farmland_target(rules, 2025)), "93");
  EXPECT_EQ(to_string(*farmland_target(rules, 2030)), "95");
  EXPECT_EQ(farmland_target(rules, 2024).error().code, Code::kNotCovered);
}

TEST(BuildingLand, HasNoRate) {
  const Result<Decimal> got = building_land_safe_use(use_rules());
  ASSERT_FALSE(got.has_value());
  EXPECT_EQ(got.error().code, Code::kNotCovered);
  EXPECT_EQ(got.error().message,
            "“十四五”目标为“有效保障”，没有数值；官方核算办法没有找到，分子、分母没有定论，不计算比率");
}

}  // namespace
}  // namespace bihuan::standards
