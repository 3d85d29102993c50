#include "standards/rural_sewage.h"

#include <gtest/gtest.h>

#include "standards/internal/case_file.h"
#include "standards/internal/fraction.h"
#include "standards/internal/shipped_rules.h"

namespace bihuan::standards {
namespace {

using internal::Dice;
using internal::fraction;

RuralSewageRules rural_rules() {
  return internal::loaded(
      load_rural_sewage_rules(internal::shipped_texts({"rural/rural-sewage.toml"}), Date(2024, 1, 1)));
}

// CLAUSE: 农业农村污染治理攻坚战行动方案 农村生活污水治理率
TEST(RuralSewage, WorkedExample) {
  const TomlTable c = internal::cases_of("land-vectors.toml", "rural").at(0);
  const Result<RuralSewageResult> got =
      rural_sewage_rates(rural_rules(), {*c.integer("all"), *c.integer("treated"), std::nullopt});
  ASSERT_TRUE(got.has_value()) << got.error().message;
  EXPECT_EQ(to_string(*got->treated_rate), *c.string("rate"));
  EXPECT_FALSE(got->controlled_rate.has_value());
  EXPECT_EQ(got->basis.clauses, (std::vector<std::string>{"农业农村污染治理攻坚战行动方案 农村生活污水治理率"}));
}

// CLAUSE: 关于进一步推进农村生活污水治理的指导意见 治理（管控）率
TEST(RuralSewage, EverySmallWorld) {
  const RuralSewageRules rules = rural_rules();
  for (int all = 1; all <= 24; ++all) {
    for (int treated = 0; treated <= all + 1; ++treated) {
      for (int controlled = 0; controlled <= 25; ++controlled) {
        const Result<RuralSewageResult> got = rural_sewage_rates(rules, {all, treated, controlled});
        ASSERT_EQ(got.has_value(), treated + controlled <= all);
        if (!got) continue;
        ASSERT_EQ(to_string(*got->treated_rate), print_even(fraction(100 * treated, all), 2));
        ASSERT_EQ(to_string(*got->controlled_rate), print_even(fraction(100 * (treated + controlled), all), 2));
      }
    }
  }
}

TEST(RuralSewage, AVillageByItsHouseholds) {  // CLAUSE: 农业农村污染治理攻坚战行动方案 行政村治理标准
  const RuralSewageRules rules = rural_rules();
  for (int households = 1; households <= 40; ++households) {
    for (int treated = 0; treated <= households; ++treated) {
      const Result<bool> got = is_village_treated(rules, {"甲", households, treated, false});
      ASSERT_TRUE(got.has_value());
      ASSERT_EQ(*got, treated * 10 >= households * 6) << treated << "/" << households;
    }
  }
  EXPECT_EQ(is_village_treated(rules, {"甲", 10, std::nullopt, false}).error().code, Code::kInsufficientData);
  EXPECT_EQ(is_village_treated(rules, {"甲", 0, 0, false}).error().code, Code::kInsufficientData);
  EXPECT_EQ(is_village_treated(rules, {"甲", 10, 11, false}).error().message,
            "已治理的农户11户，农户共10户；前者应在0与后者之间");
}

TEST(RuralSewage, VillagesOfALargeRandomWorld) {
  const RuralSewageRules rules = rural_rules();
  Dice dice(43);
  for (int round = 0; round < 500; ++round) {
    std::vector<RuralVillage> villages;
    int treated = 0;
    int controlled = 0;
    int open = 0;
    for (int i = dice.roll(30); i >= 0; --i) {
      RuralVillage village{"村" + std::to_string(i), std::nullopt, std::nullopt, dice.roll(3) == 0};
      const int households = 50 + dice.roll(300);
      const int done = dice.roll(households + 1);
      const bool has_numbers = dice.roll(8) != 0;
      if (has_numbers) {
        village.households = households;
        village.treated_households = done;
      }
      const bool is_treated = has_numbers && 100 * done >= 60 * households;
      treated += is_treated ? 1 : 0;
      controlled += !is_treated && village.is_controlled ? 1 : 0;
      open += !has_numbers && !village.is_controlled ? 1 : 0;
      villages.push_back(std::move(village));
    }
    const Result<RuralSewageResult> got = rural_sewage_of(rules, villages);
    ASSERT_TRUE(got.has_value());
    const auto all = static_cast<int>(villages.size());
    ASSERT_EQ(got->villages.treated, treated);
    ASSERT_EQ(got->villages.controlled, controlled);
    ASSERT_EQ(got->basis.left_out.size(), static_cast<std::size_t>(open));
    ASSERT_EQ(to_string(*got->treated_rate), print_even(fraction(100 * treated, all), 2));
    ASSERT_EQ(got->basis.wanted, all);
    ASSERT_EQ(got->basis.used, all - open);
  }
}

TEST(RuralSewage, SaysWhy) {
  const RuralSewageRules rules = rural_rules();
  EXPECT_EQ(rural_sewage_rates(rules, {0, 0, std::nullopt})->reason, "行政村总数为0，没有比率");
  EXPECT_EQ(rural_sewage_rates(rules, {10, 8, 3}).error().message, "治理、管控的行政村合计11个，多于行政村总数10个");
  EXPECT_EQ(rural_sewage_rates(rules, {10, -1, 3}).error().code, Code::kInvalidInput);
  const std::vector<RuralVillage> twice = {{"甲", 10, 6, false}, {"甲", 10, 6, false}};
  EXPECT_EQ(rural_sewage_of(rules, twice).error().message, "行政村“甲”出现两次");
  const std::vector<RuralVillage> one = {{"甲", 10, 6, false}};
  EXPECT_EQ(rural_sewage_of(rules, one)->basis.confidence, "low");
}

}  // namespace
}  // namespace bihuan::standards
