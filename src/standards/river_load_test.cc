#include "standards/river_load.h"

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

RiverLoadRules load_rules() {
  return internal::loaded(load_river_load_rules(internal::shipped_texts({"water/river-loads.toml"}), Date(2024, 1, 1)));
}

// CLAUSE: 水污染物通量与补偿 削减量; 环办水体函〔2022〕52号 汛期污染强度; 新安江流域横向生态补偿协议 P值
TEST(RiverLoad, WorkedExamples) {
  const RiverLoadRules rules = load_rules();
  const TomlTable r = internal::cases_of("water-vectors.toml", "reduction").at(0);
  EXPECT_EQ(to_string(pollutant_reduction(rules, *r.decimal("m3"), *r.decimal("inlet"), *r.decimal("outlet"))->value),
            *r.string("tonnes"));
  const TomlTable c = internal::cases_of("water-vectors.toml", "compensation").at(0);
  std::map<std::string, CompensationValue> values;
  const TomlTable table = *c.table("values");
  for (const std::string& key : table.keys()) {
    const std::vector<Decimal> pair = *table.decimals(key);
    values[key] = {pair.at(0), pair.at(1)};
  }
  const Result<LoadFigure> p = compensation_index(rules, 1, values);
  ASSERT_TRUE(p.has_value()) << p.error().message;
  EXPECT_EQ(to_string(p->value), *c.string("p"));
  EXPECT_EQ(p->statement, *c.string("pays"));
  const TomlTable i = internal::cases_of("water-vectors.toml", "intensity").at(0);
  const Result<LoadFigure> intensity =
      flood_season_intensity(rules, internal::shipped_rules(), *i.string("item"), WaterBody::kRiver,
                             *parse_water_class(*i.string("target")), *i.decimal("value"));
  ASSERT_TRUE(intensity.has_value());
  EXPECT_EQ(to_string(intensity->value), *i.string("ratio"));
  EXPECT_EQ(intensity->basis.confidence, "low");
  EXPECT_EQ(intensity->basis.used, 1);
}

TEST(RiverLoad, ALargeRandomWorld) {
  const RiverLoadRules rules = load_rules();
  const char* const k0[] = {"0.85", "0.89", "0.90"};
  const std::map<std::string, std::pair<const char*, const char*>> weights = {// rounds 1 and 2, round 3
                                                                              {"codmn", {"0.25", "0.22"}},
                                                                              {"nh3n", {"0.25", "0.22"}},
                                                                              {"tn", {"0.25", "0.28"}},
                                                                              {"tp", {"0.25", "0.28"}}};
  Dice dice(59);
  for (int round = 0; round < 1500; ++round) {
    const int id = 1 + dice.roll(3);
    std::map<std::string, CompensationValue> values;
    Fraction total;
    for (const auto& [key, pair] : weights) {
      const CompensationValue value{Decimal(dice.roll(400), 2), Decimal(1 + dice.roll(400), 2)};
      values[key] = value;
      total = total + fraction_of(id == 3 ? pair.second : pair.first) * fraction_of(to_string(value.mean)) /
                          fraction_of(to_string(value.base));
    }
    total = total * fraction_of(k0[id - 1]);
    const Result<LoadFigure> got = compensation_index(rules, id, values);
    ASSERT_TRUE(got.has_value());
    ASSERT_EQ(to_string(got->value), print_even(total, 6));
    ASSERT_EQ(got->statement.find("下游补偿上游") != std::string::npos, total <= fraction(1));
    const int volume = dice.roll(90000);
    const int inlet = dice.roll(400);
    const int outlet = dice.roll(400);
    const Result<LoadFigure> reduction = pollutant_reduction(rules, Decimal(volume), Decimal(inlet), Decimal(outlet));
    ASSERT_EQ(reduction.has_value(), outlet <= inlet);
    if (!reduction) continue;
    ASSERT_EQ(reduction->basis.wanted, 3);  // volume, inlet, outlet
    ASSERT_EQ(reduction->basis.used, 3);
    ASSERT_EQ(to_string(reduction->value),
              print_even(fraction(volume) * fraction(inlet - outlet) / fraction(1000000), 2));
  }
}

TEST(RiverLoad, RefusesWhatCannotBe) {
  const RiverLoadRules rules = load_rules();
  EXPECT_EQ(pollutant_reduction(rules, Decimal(1), Decimal(2), Decimal(3)).error().message,
            "出水浓度3高于进水浓度2，数据可疑，不计算削减量");
  EXPECT_EQ(pollutant_reduction(rules, Decimal(-1), Decimal(2), Decimal(1)).error().message, "水量和浓度应不小于0");
  EXPECT_EQ(compensation_index(rules, 9, {}).error().message, "没有第9轮的系数");
  EXPECT_EQ(compensation_index(rules, 1, {}).error().message, "应恰有4项的均值和基准值");
  const CompensationValue zero{Decimal(1), Decimal(0)};
  EXPECT_EQ(compensation_index(rules, 1, {{"codmn", zero}, {"nh3n", zero}, {"tn", zero}, {"tp", zero}}).error().message,
            "均值应不小于0，基准值应大于0");
  const SurfaceWaterRules surface = internal::shipped_rules();
  EXPECT_EQ(flood_season_intensity(rules, surface, "do", WaterBody::kRiver, WaterClass::kIII, Decimal(1)).error().code,
            Code::kNotCovered);
  EXPECT_EQ(
      flood_season_intensity(rules, surface, "tp", WaterBody::kRiver, WaterClass::kWorseThanV, Decimal(1)).error().code,
      Code::kInvalidInput);
  EXPECT_EQ(
      to_string(flood_season_intensity(rules, surface, "tp", WaterBody::kLake, WaterClass::kII, Decimal(1, 1))->value),
      "4.0");
}

}  // namespace
}  // namespace bihuan::standards
