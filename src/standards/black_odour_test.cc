#include "standards/black_odour.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "standards/internal/case_file.h"
#include "standards/internal/fraction.h"
#include "standards/internal/shipped_rules.h"

namespace bihuan::standards {
namespace {

using internal::Dice;

BlackOdourRules black_rules() {
  return internal::loaded(
      load_black_odour_rules(internal::shipped_texts({"water/black-odour.toml"}), Date(2024, 1, 1)));
}

// CLAUSE: 建城〔2015〕130号 污染程度分级标准, 污染程度分级标准注, 检测点分级
TEST(BlackOdour, WorkedExamples) {
  const BlackOdourRules rules = black_rules();
  for (const TomlTable& c : internal::cases_of("water-vectors.toml", "black_sample")) {
    BlackOdourSample sample;
    sample.depth = *c.decimal("depth");
    sample.is_clear_to_bottom = *c.boolean_or("clear", false);
    const TomlTable values = *c.table("values");
    for (const std::string& key : values.keys()) sample.values[key] = *values.decimal(key);
    const Result<SampleGrade> got = black_odour_sample(rules, sample);
    ASSERT_TRUE(got.has_value()) << got.error().message;
    EXPECT_EQ(to_chinese(got->grade), *c.string("grade")) << *c.string("id");
    const TomlTable by_item = *c.table("by_item");
    for (const auto& [key, grade] : got->by_item) EXPECT_EQ(to_chinese(grade), *by_item.string(key)) << key;
  }
  for (const TomlTable& c : internal::cases_of("water-vectors.toml", "black_point")) {
    std::vector<BlackOdourSample> samples;
    const TomlTable heavy = *c.table("heavy");
    for (std::int64_t i = 0; i < *c.integer("samples"); ++i) {
      BlackOdourSample sample;
      sample.values["do"] = *parse_decimal(i < *heavy.integer("do") ? "0.1" : "1");
      sample.values["nh3n"] = Decimal(i < *heavy.integer("nh3n") ? 20 : 9);
      samples.push_back(sample);
    }
    EXPECT_EQ(to_chinese(black_odour_point(rules, samples)->grade), *c.string("grade"));
  }
}

TEST(BlackOdour, EachItemAtItsBounds) {
  const BlackOdourRules rules = black_rules();
  const auto grade = [&](const char* key, const char* value) {
    BlackOdourSample sample;
    sample.values[key] = *parse_decimal(value);
    return static_cast<int>(black_odour_sample(rules, sample)->grade);
  };
  const std::vector<std::tuple<const char*, const char*, int>> cases = {
      {"transparency", "25", 0}, {"transparency", "24.9", 1},
      {"transparency", "10", 1}, {"transparency", "9.9", 2},
      {"do", "2.0", 0},          {"do", "1.99", 1},
      {"do", "0.2", 1},          {"do", "0.19", 2},
      {"orp", "50", 0},          {"orp", "49", 1},
      {"orp", "-200", 1},        {"orp", "-201", 2},
      {"nh3n", "8.0", 0},        {"nh3n", "8.01", 1},
      {"nh3n", "15", 1},         {"nh3n", "15.1", 2}};
  for (const auto& [key, value, want] : cases) EXPECT_EQ(grade(key, value), want) << key << value;
  for (int depth = 1; depth <= 30; ++depth) {
    for (int seen = 0; seen <= depth; ++seen) {
      BlackOdourSample sample;
      sample.depth = Decimal(depth);
      sample.values["transparency"] = Decimal(seen);
      const int heavy = depth < 25 ? (10 * seen < 4 * depth ? 2 : 1) : (seen >= 25 ? 0 : seen < 10 ? 2 : 1);
      EXPECT_EQ(static_cast<int>(black_odour_sample(rules, sample)->grade), heavy) << depth << " " << seen;
    }
  }
}

TEST(BlackOdour, PointsOfARandomWorld) {
  const BlackOdourRules rules = black_rules();
  Dice dice(53);
  for (int round = 0; round < 2000; ++round) {
    const int n = 1 + dice.roll(12);
    const int chance = 1 + dice.roll(4);
    std::vector<BlackOdourSample> samples(static_cast<std::size_t>(n));
    int heavy[3] = {0, 0, 0};
    bool is_black = false;
    for (BlackOdourSample& sample : samples) {
      const int d = dice.roll(chance), o = dice.roll(chance), a = dice.roll(chance);  // 0 heavy, 1 light, else none
      sample.values["do"] = Decimal(d == 0 ? 1 : d == 1 ? 10 : 30, 1);
      sample.values["orp"] = Decimal(o == 0 ? -300 : o == 1 ? 0 : 100);
      sample.values["nh3n"] = Decimal(a == 0 ? 16 : a == 1 ? 9 : 1);
      heavy[0] += d == 0;
      heavy[1] += o == 0;
      heavy[2] += a == 0;
      is_black = is_black || d < 2 || o < 2 || a < 2;
    }
    const auto most = std::ranges::max(heavy);
    const auto often = std::ranges::count_if(heavy, [&](int h) { return h * 10 >= n * 3; });
    const int want = most * 10 >= n * 6 || often >= 2 ? 2 : is_black ? 1 : 0;
    const Result<PointGrade> got = black_odour_point(rules, samples);
    ASSERT_TRUE(got.has_value());
    ASSERT_EQ(static_cast<int>(got->grade), want) << n << ": " << heavy[0] << heavy[1] << heavy[2];
    ASSERT_EQ(got->heavy_items.empty(), want < 2);
  }
}

TEST(BlackOdour, EveryRowOfSixPoints) {  // CLAUSE: 建城〔2015〕130号 水体分级
  const BlackOdourRules rules = black_rules();
  for (int n = 0; n <= 6; ++n) {
    int all = 1;
    for (int i = 0; i < n; ++i) all *= 3;
    for (int code = 0; code < all; ++code) {
      std::vector<BlackOdour> points;
      std::string row;
      for (int rest = code, i = 0; i < n; ++i, rest /= 3) {
        points.push_back(static_cast<BlackOdour>(rest % 3));
        row += static_cast<char>('0' + rest % 3);
      }
      const auto heavy = std::ranges::count(row, '2');
      const int want = n > 0 && heavy * 10 >= n * 6 ? 2 : row.find_first_of("12") != std::string::npos ? 1 : 0;
      const BodyGrade got = black_odour_body(rules, points);
      ASSERT_EQ(static_cast<int>(got.grade), want) << row;
      ASSERT_EQ(!got.heavy_reaches.empty(), row.find("222") != std::string::npos) << row;
      for (const auto& [first, last] : got.heavy_reaches) {
        EXPECT_EQ(row.substr(first, last - first + 1), std::string(last - first + 1, '2'));
      }
    }
  }
}

TEST(BlackOdour, RefusesWhatCannotBe) {
  const BlackOdourRules rules = black_rules();
  BlackOdourSample sample;
  sample.values["tp"] = Decimal(1);
  EXPECT_EQ(black_odour_sample(rules, sample).error().message, "黑臭分级没有指标“tp”");
  sample.values = {{"do", Decimal(-1)}};
  EXPECT_EQ(black_odour_sample(rules, sample).error().message, "溶解氧的值-1为负；应不小于0");
  sample.values = {{"orp", Decimal(-1)}};
  EXPECT_TRUE(black_odour_sample(rules, sample).has_value());
  // Seeing the bottom says something of shallow water only.
  sample.is_clear_to_bottom = true;
  sample.depth = rules.shallow_depth;
  EXPECT_FALSE(black_odour_sample(rules, sample)->by_item.contains("transparency"));
  sample.depth = Decimal(1, 1);
  EXPECT_EQ(black_odour_sample(rules, sample)->by_item.at("transparency"), BlackOdour::kNone);
  sample.is_clear_to_bottom = false;
  EXPECT_FALSE(black_odour_sample(rules, sample)->by_item.contains("transparency"));
  sample.depth = Decimal(0);
  EXPECT_EQ(black_odour_sample(rules, sample).error().message, "水深应大于0");
  EXPECT_EQ(black_odour_point(rules, {})->reason, "没有一个样品有可用的结果，不能分级");
}

}  // namespace
}  // namespace bihuan::standards
