#include "standards/trophic_state.h"

#include <gtest/gtest.h>

#include <cmath>

#include "standards/internal/case_file.h"
#include "standards/internal/fraction.h"
#include "standards/internal/shipped_rules.h"

namespace bihuan::standards {
namespace {

using internal::Dice;
using internal::fraction;
using internal::Fraction;
using internal::fraction_of;
using internal::WideInt;

TrophicRules trophic_rules() {
  return internal::loaded(load_trophic_rules(internal::shipped_water_texts(), Date(2024, 1, 1)));
}

TrophicInput lake_of(const std::map<std::string, std::string>& values) {
  TrophicInput input{"某湖", {{"湖心", {}}}, false};
  for (const auto& [key, text] : values) input.points[0].readings[key] = {*parse_measurement(text)};
  return input;
}

// ln x in units of 2^-60, by whole numbers: x = m 2^k, ln m = 2 artanh((m - 1) / (m + 1)).
constexpr WideInt kOne = WideInt{1} << 60;
constexpr WideInt kLn2 = WideInt{799144290325165979};  // ln 2 in the same units

WideInt oracle_log(Fraction x) {
  int k = 0;
  while (x >= fraction(3, 2)) {
    x = x * fraction(1, 2);
    ++k;
  }
  while (x < fraction(3, 4)) {
    x = x * fraction(2);
    --k;
  }
  const Fraction y = (x - fraction(1)) / (x + fraction(1));
  const WideInt t = y.top * kOne / y.bottom;
  const WideInt square = t * t / kOne;
  WideInt power = t;
  WideInt total = 0;
  for (int n = 1; n < 80; n += 2) {
    total += power / n;
    power = power * square / kOne;
  }
  return 2 * total + k * kLn2;
}

// The index once more, with a, b and r typed in again; in units of 2^-60 where it is not a fraction.
double oracle_component(const std::string& key, Fraction x) {
  static const std::map<std::string, std::pair<double, double>> kLines = {{"chla", {2.5, 1.086}},
                                                                          {"tp", {9.436, 1.624}},
                                                                          {"tn", {5.453, 1.694}},
                                                                          {"sd", {5.118, -1.94}},
                                                                          {"codmn", {0.109, 2.661}}};
  const long double log = static_cast<long double>(oracle_log(x)) / static_cast<long double>(kOne);
  const auto [a, b] = kLines.at(key);
  return static_cast<double>(10.0L * (a + b * log));
}

double oracle_index(const std::map<std::string, std::string>& values) {
  static const std::map<std::string, double> kR = {
      {"chla", 1}, {"tp", 0.84}, {"tn", 0.82}, {"sd", -0.83}, {"codmn", 0.83}};
  double top = 0;
  double bottom = 0;
  for (const auto& [key, text] : values) {
    const double weight = kR.at(key) * kR.at(key);
    top += weight * oracle_component(key, fraction_of(text));
    bottom += weight;
  }
  return top / bottom;
}

std::string oracle_grade(double index) {
  if (index < 30) return "贫营养";
  if (index <= 50) return "中营养";
  if (index <= 60) return "轻度富营养";
  return index <= 70 ? "中度富营养" : "重度富营养";
}

// CLAUSE: 环办〔2011〕22号 二（二）2综合营养状态指数
TEST(TrophicState, WorkedExamples) {
  const TrophicRules rules = trophic_rules();
  int cases = 0;
  for (const TomlTable& c : internal::cases_of("water-vectors.toml", "trophic")) {
    const TomlTable values = *c.table("values");
    std::map<std::string, std::string> texts;
    for (const std::string& key : values.keys()) texts[key] = *values.string(key);
    const Result<TrophicResult> got = evaluate_trophic_state(rules, lake_of(texts));
    ASSERT_TRUE(got.has_value()) << got.error().message;
    const TomlTable indices = *c.table("indices");
    ASSERT_EQ(got->items.size(), 5U);
    for (const TrophicItem& item : got->items) {
      EXPECT_EQ(to_string(round_gbt8170(item.index, 4)), *indices.string(item.key));
    }
    EXPECT_EQ(to_string(round_gbt8170(*got->index, 4)), *c.string("index"));
    EXPECT_EQ(got->grade, *c.string("grade"));
    ++cases;
  }
  EXPECT_EQ(cases, 4);
}

TEST(TrophicState, WeightsAreThoseOfThePrint) {
  const TrophicResult got = *evaluate_trophic_state(
      trophic_rules(), lake_of({{"chla", "10"}, {"tp", "0.05"}, {"tn", "1"}, {"sd", "1"}, {"codmn", "4"}}));
  const std::vector<std::string> want = {"0.266255", "0.187869", "0.179030", "0.183423", "0.183423"};
  for (std::size_t i = 0; i < want.size(); ++i) EXPECT_EQ(to_string(got.items[i].weight), want[i]);
  EXPECT_EQ(got.basis.clauses,
            (std::vector<std::string>{"环办〔2011〕22号 二（二）2综合营养状态指数", "环办〔2011〕22号 二（二）2分级"}));
  EXPECT_EQ(got.basis.wanted, 5);
  EXPECT_EQ(got.basis.used, 5);
}

TEST(TrophicState, ALargeRandomWorld) {
  const TrophicRules rules = trophic_rules();
  Dice dice(11);
  for (int round = 0; round < 4000; ++round) {
    const std::map<std::string, std::string> values = {
        {"chla", std::to_string(1 + dice.roll(120)) + "." + std::to_string(dice.roll(10))},
        {"tp", "0." + std::to_string(10 + dice.roll(900))},
        {"tn", std::to_string(dice.roll(6)) + "." + std::to_string(1 + dice.roll(99))},
        {"sd", std::to_string(dice.roll(4)) + "." + std::to_string(1 + dice.roll(9))},
        {"codmn", std::to_string(1 + dice.roll(20)) + "." + std::to_string(dice.roll(10))}};
    const Result<TrophicResult> got = evaluate_trophic_state(rules, lake_of(values));
    ASSERT_TRUE(got.has_value());
    const double want = oracle_index(values);
    ASSERT_NEAR(to_double(*got->index), want, 2e-10);
    for (const TrophicItem& item : got->items) {
      ASSERT_NEAR(to_double(item.index), oracle_component(item.key, fraction_of(values.at(item.key))), 1.1e-10);
    }
    ASSERT_EQ(got->grade, oracle_grade(want));
    ASSERT_EQ(got->is_eutrophic, want > 50);
  }
}

TEST(TrophicState, GradesAtTheirBounds) {  // CLAUSE: 环办〔2011〕22号 二（二）2分级
  const TrophicRules rules = trophic_rules();
  const std::vector<std::pair<const char*, const char*>> cases = {{"29.9999999999", "贫营养"},
                                                                  {"30", "中营养"},
                                                                  {"50", "中营养"},
                                                                  {"50.0000000001", "轻度富营养"},
                                                                  {"60", "轻度富营养"},
                                                                  {"60.0000000001", "中度富营养"},
                                                                  {"70", "中度富营养"},
                                                                  {"70.0000000001", "重度富营养"},
                                                                  {"100", "重度富营养"}};
  for (const auto& [index, grade] : cases) EXPECT_EQ(trophic_grade(rules, *parse_decimal(index)).name, grade) << index;
}

TEST(TrophicState, PointsAreAveragedAfterTheirMonths) {
  TrophicInput input{"某湖", {{"甲", {}}, {"乙", {}}}, false};
  for (const char* key : {"tp", "tn", "sd", "codmn"}) {
    for (TrophicPoint& point : input.points) point.readings[key] = {*parse_measurement("1")};
  }
  input.points[0].readings["chla"] = {*parse_measurement("2"), *parse_measurement("6")};  // mean 4
  input.points[1].readings["chla"] = {*parse_measurement("20L")};                         // half: 10
  input.points[1].readings.erase("sd");
  const TrophicResult got = *evaluate_trophic_state(trophic_rules(), input);
  EXPECT_EQ(to_string(without_trailing_zeros(got.items[0].mean)), "7");
  EXPECT_EQ(got.basis.wanted, 10);
  EXPECT_EQ(got.basis.had, 9);
  EXPECT_EQ(got.basis.notes.at(0), "透明度只有1个点位有监测值，按这些点位平均");
}

TEST(TrophicState, FiveComponentsOrNone) {
  const std::map<std::string, std::string> four = {{"chla", "10"}, {"tp", "0.05"}, {"tn", "1.0"}, {"codmn", "4.0"}};
  const TrophicResult open = *evaluate_trophic_state(trophic_rules(), lake_of(four));
  EXPECT_FALSE(open.index.has_value());
  EXPECT_EQ(open.grade, "");
  EXPECT_EQ(open.reason, "缺少透明度，五项不全，不能计算综合营养状态指数");
  EXPECT_EQ(open.basis.used, 0);
  TrophicInput asked = lake_of(four);
  asked.may_lack_components = true;
  const TrophicResult got = *evaluate_trophic_state(trophic_rules(), asked);
  EXPECT_NEAR(to_double(*got.index), oracle_index(four), 2e-10);
  EXPECT_EQ(got.basis.confidence, "low");
  EXPECT_EQ(got.basis.notes.at(0), "缺少透明度，权重由其余各项分担；这是调用者的选择，办法没有这样规定");
}

TEST(TrophicState, RefusesWhatHasNoLogarithm) {
  TrophicInput input = lake_of({{"chla", "0"}, {"tp", "0.05"}, {"tn", "1.0"}, {"sd", "1"}, {"codmn", "4.0"}});
  Result<TrophicResult> got = evaluate_trophic_state(trophic_rules(), input);
  ASSERT_FALSE(got.has_value());
  EXPECT_EQ(got.error().code, Code::kInvalidInput);
  EXPECT_EQ(got.error().message, "叶绿素a的均值为0，取不了对数；应大于0");
  input = lake_of({{"nh3n", "1"}});
  EXPECT_EQ(evaluate_trophic_state(trophic_rules(), input).error().message, "“nh3n”不参加营养状态评价");
}

}  // namespace
}  // namespace bihuan::standards
