#include "standards/city_water_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "standards/internal/case_file.h"
#include "standards/internal/fraction.h"
#include "standards/internal/shipped_rules.h"

namespace bihuan::standards {
namespace {

using internal::Dice;
using internal::fraction;
using internal::Fraction;
using internal::fraction_of;

CityIndexRules city_rules() {
  return internal::loaded(
      load_city_index_rules(internal::shipped_texts({"water/city-water-ranking.toml"}), Date(2020, 1, 1)));
}

using CityValues = std::map<std::string, std::string>;

SectionResult city_section(const SurfaceWaterRules& surface, const CityValues& values, WaterBody body) {
  SectionInput input;
  input.name = "甲";
  input.body = body;
  input.months_wanted = 1;
  input.indicator_set = "mee22_21";
  input.on = Date(2020, 9, 30);
  SectionMonth month;
  for (const auto& [key, text] : values) month.values[key] = *parse_measurement(text);
  input.months.push_back(month);
  return *evaluate_section(surface, input);
}

CityValues values_of(const TomlTable& table) {
  CityValues values;
  for (const std::string& key : table.keys()) values[key] = *table.string(key);
  return values;
}

// CLAUSE: 环办监测〔2017〕51号 三, 四（二）
TEST(CityWaterIndex, WorkedExamples) {
  const CityIndexRules rules = city_rules();
  const SurfaceWaterRules surface = internal::shipped_rules();
  const TomlTable river = internal::cases_of("water-vectors.toml", "city_river").at(0);
  CityIndexInput input{"某市", {city_section(surface, values_of(*river.table("values")), WaterBody::kRiver)}, {}, {}};
  const Result<CityIndexResult> got = evaluate_city_index(rules, surface, input);
  ASSERT_TRUE(got.has_value()) << got.error().message;
  ASSERT_TRUE(got->index.has_value()) << got->reason;
  EXPECT_EQ(to_string(round_gbt8170(*got->index, 6)), *river.string("index"));
  EXPECT_EQ(to_string(*got->printed), "4.6120");
  EXPECT_EQ(got->rivers->items.size(), 21U);
  EXPECT_EQ(got->basis.wanted, 21);
  const TomlTable both = internal::cases_of("water-vectors.toml", "city_combined").at(0);
  const std::vector<WeightedIndex> bodies = {{*both.decimal("river"), *both.integer("m")},
                                             {*both.decimal("lake"), *both.integer("n")}};
  EXPECT_EQ(to_string(round_gbt8170(*combined_index(bodies), 6)), *both.string("index"));
  const TomlTable change = internal::cases_of("water-vectors.toml", "city_change").at(0);
  EXPECT_EQ(to_string(*index_change(*change.decimal("now"), *change.decimal("base"), 4)), *change.string("change"));
}

// Class III limits, typed in again; 0: dissolved oxygen and pH have formulas of their own.
const std::map<std::string, std::string> kOracleLimits = {
    {"codmn", "6"},   {"cod", "20"},   {"bod5", "4"},   {"nh3n", "1.0"}, {"tp", "0.2"},
    {"cu", "1.0"},    {"zn", "1.0"},   {"f", "1.0"},    {"se", "0.01"},  {"as", "0.05"},
    {"hg", "0.0001"}, {"cd", "0.005"}, {"cr6", "0.05"}, {"pb", "0.05"},  {"cn", "0.2"},
    {"vp", "0.005"},  {"oil", "0.05"}, {"las", "0.2"},  {"s2", "0.2"}};

Fraction oracle_body(const std::vector<CityValues>& sections, bool is_lake) {
  Fraction total;
  for (const auto& [key, first] : sections.front()) {
    Fraction mean;
    for (const CityValues& section : sections) mean = mean + fraction_of(section.at(key));
    mean = mean / fraction(static_cast<internal::WideInt>(sections.size()));
    Fraction index;
    if (key == "do") {
      index = fraction(5) / mean;
    } else if (key == "ph") {
      index = mean <= fraction(7) ? fraction(7) - mean : (mean - fraction(7)) / fraction(2);
    } else {
      index = mean / fraction_of(is_lake && key == "tp" ? "0.05" : kOracleLimits.at(key));
    }
    total = total + index;
  }
  return total;
}

// CLAUSE: 环办监测〔2017〕51号 四（二）1、2, 四（二）3
TEST(CityWaterIndex, ALargeRandomWorld) {
  const CityIndexRules rules = city_rules();
  const SurfaceWaterRules surface = internal::shipped_rules();
  Dice dice(3);
  for (int round = 0; round < 150; ++round) {
    const std::string ph = std::to_string(6 + dice.roll(3)) + "." + std::to_string(dice.roll(10));
    const auto section = [&] {
      CityValues values = {{"ph", ph}, {"do", std::to_string(1 + dice.roll(12)) + "." + std::to_string(dice.roll(10))}};
      for (const auto& [key, limit] : kOracleLimits) {
        const Decimal step = *parse_decimal(limit);  // up to twice the limit, in steps of a tenth of its last digit
        const Decimal value(dice.roll(static_cast<int>(20 * step.mantissa())) + 1, step.places() + 1);
        values[key] = to_string(value) + (dice.roll(6) == 0 && value <= step && key != "tp" ? "L" : "");
      }
      return values;
    };
    std::vector<CityValues> rivers, lakes;
    for (int i = dice.roll(4); i > 0; --i) rivers.push_back(section());
    for (int i = dice.roll(3) + (rivers.empty() ? 1 : 0); i > 0; --i) lakes.push_back(section());
    CityIndexInput input{"某市", {}, {}, {}};
    for (const CityValues& values : rivers) input.rivers.push_back(city_section(surface, values, WaterBody::kRiver));
    for (const CityValues& values : lakes) input.lakes.push_back(city_section(surface, values, WaterBody::kLake));
    Fraction weighted;
    if (!rivers.empty()) {
      weighted = weighted + oracle_body(rivers, false) * fraction(static_cast<internal::WideInt>(rivers.size()));
    }
    if (!lakes.empty()) {
      weighted = weighted + oracle_body(lakes, true) * fraction(static_cast<internal::WideInt>(lakes.size()));
    }
    const Fraction want = weighted / fraction(static_cast<internal::WideInt>(rivers.size() + lakes.size()));
    const Result<CityIndexResult> got = evaluate_city_index(rules, surface, input);
    ASSERT_TRUE(got.has_value()) << got.error().message;
    ASSERT_TRUE(got->index.has_value()) << got->reason;
    EXPECT_EQ(to_string(*got->printed), print_even(want, 4));
    EXPECT_EQ(to_string(round_gbt8170(*got->index, 9)), print_even(want, 9));
    EXPECT_EQ(got->rivers.has_value(), !rivers.empty());
    EXPECT_EQ(got->lakes.has_value(), !lakes.empty());
  }
}

TEST(CityWaterIndex, PhAroundItsMiddle) {
  const CityIndexRules rules = city_rules();
  const SurfaceWaterRules surface = internal::shipped_rules();
  for (int tenths = 0; tenths <= 140; ++tenths) {
    PeriodMean mean;
    mean.sum = Decimal(tenths, 1);
    mean.count = 1;
    const Fraction value = fraction(tenths, 10);
    const Fraction want = value <= fraction(7) ? fraction(7) - value : (value - fraction(7)) / fraction(2);
    EXPECT_EQ(to_string(round_gbt8170(*water_item_index(rules, surface, "ph", WaterBody::kRiver, mean), 4)),
              print_even(want, 4));
  }
}

TEST(CityWaterIndex, RefusesAPhThatCannotBe) {
  const SurfaceWaterRules surface = internal::shipped_rules();
  PeriodMean mean;
  mean.count = 1;
  for (const Decimal value : {Decimal(-1, 2), Decimal(1401, 2), Decimal(145, 1)}) {
    mean.sum = value;
    EXPECT_EQ(water_item_index(city_rules(), surface, "ph", WaterBody::kRiver, mean).error().message,
              "pH值" + to_string(round_gbt8170(value, 12)) + "应在0到14之间");
  }
}

TEST(CityWaterIndex, AMissingItemIsNamedAndNotReplaced) {
  const CityIndexRules rules = city_rules();
  const SurfaceWaterRules surface = internal::shipped_rules();
  CityValues values = values_of(*internal::cases_of("water-vectors.toml", "city_river").at(0).table("values"));
  values.erase("las");
  CityIndexInput input{"某市", {city_section(surface, values, WaterBody::kRiver)}, {}, {}};
  const CityIndexResult open = *evaluate_city_index(rules, surface, input);
  EXPECT_FALSE(open.index.has_value());
  EXPECT_EQ(open.reason, "缺少某市河流：阴离子表面活性剂的均值；缺项时的处理没有读到原文，不代为推算");
  EXPECT_EQ(open.basis.had, 20);
  EXPECT_EQ(open.basis.used, 0);
  input.items = {"codmn", "nh3n"};
  const CityIndexResult two = *evaluate_city_index(rules, surface, input);
  EXPECT_EQ(to_string(*two.printed), "0.9000");  // 3.6 / 6 + 0.30 / 1.0
  EXPECT_EQ(two.basis.confidence, "low");
  EXPECT_EQ(two.basis.notes.back(), "按调用者指定的2项计算，与21项的指数不可比");
  EXPECT_EQ(evaluate_city_index(rules, surface, {"空市", {}, {}, {}})->reason,
            "没有一个断面或点位，不能计算城市水质指数");
  values["do"] = "0";
  input = {"某市", {city_section(surface, values, WaterBody::kRiver)}, {}, {}};
  EXPECT_EQ(evaluate_city_index(rules, surface, input).error().message, "溶解氧为0，没有指数；应大于0");
}

CityIndexResult ranked_city(const char* name, const char* printed) {
  CityIndexResult city;
  city.name = name;
  if (*printed != '\0') city.printed = *parse_decimal(printed);
  return city;
}

TEST(CityRanking, TiesShareARankAndLeaveTheNextVacant) {  // CLAUSE: 环办监测〔2017〕51号 四（三）
  const std::vector<CityIndexResult> cities = {ranked_city("甲", "5.1000"), ranked_city("乙", "4.2000"),
                                               ranked_city("丙", ""), ranked_city("丁", "4.2000"),
                                               ranked_city("戊", "4.1999")};
  const std::vector<RankedCity> got = rank_cities(cities);
  EXPECT_EQ(got[0].rank, 4);
  EXPECT_EQ(got[1].rank, 2);
  EXPECT_FALSE(got[2].rank.has_value());
  EXPECT_EQ(got[3].rank, 2);
  EXPECT_EQ(got[4].rank, 1);
}

TEST(CityRanking, ChangesAscend) {  // CLAUSE: 环办监测〔2017〕51号 四（四）
  const auto d = [](const char* text) { return *parse_decimal(text); };
  const std::vector<CityChange> cities = {
      {"甲", d("4.0000"), d("4.0000"), false},  {"乙", d("3.8120"), d("4.0500"), false},
      {"丙", d("2.0000"), d("4.0000"), true},   {"丁", std::nullopt, d("4.0000"), false},
      {"戊", d("4.0000"), std::nullopt, false}, {"己", d("4.0000"), d("0"), false}};
  const std::vector<RankedCity> got = rank_changes(city_rules(), cities);
  EXPECT_EQ(to_string(*got[0].value), "0.00");
  EXPECT_EQ(got[0].rank, 2);
  EXPECT_EQ(to_string(*got[1].value), "-5.88");
  EXPECT_EQ(got[1].rank, 1);
  EXPECT_EQ(got[2].reason, "断面均为Ⅱ类及以上且达标，不参加变化排名");
  EXPECT_EQ(got[3].reason, "本期没有水质指数");
  EXPECT_EQ(got[4].reason, "基期没有水质指数");
  EXPECT_EQ(got[5].reason, "基期指数为0，不能求变化率");
  for (int i = 2; i < 6; ++i) EXPECT_FALSE(got[static_cast<std::size_t>(i)].rank.has_value());
}

}  // namespace
}  // namespace bihuan::standards
