#include "standards/trend.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "standards/internal/case_file.h"
#include "standards/internal/fraction.h"
#include "standards/internal/shipped_rules.h"

namespace bihuan::standards {
namespace {

using internal::Dice;
using internal::fraction;
using internal::Fraction;

TrendRules trend_rules() {
  return internal::loaded(load_trend_rules(
      internal::shipped_texts({"water/surface-water-evaluation.toml", "water/trend-statistics.toml"})));
}

std::vector<TrendPoint> points_of(const std::vector<std::string>& texts) {
  std::vector<TrendPoint> points;
  for (const std::string& text : texts) {
    points.push_back({2015 + static_cast<std::int64_t>(points.size()), std::nullopt});
    if (!text.empty()) points.back().value = *parse_decimal(text);
  }
  return points;
}

std::vector<TrendPoint> points_of(const std::vector<int>& values) {
  std::vector<TrendPoint> points;
  for (const int value : values) points.push_back({static_cast<std::int64_t>(points.size()) + 1, Decimal(value)});
  return points;
}

// CLAUSE: 环办〔2011〕22号 三（三）2, 附录秩相关系数临界值
TEST(Spearman, WorkedExamples) {
  const TrendRules rules = trend_rules();
  int cases = 0;
  for (const TomlTable& c : internal::cases_of("water-vectors.toml", "spearman")) {
    const std::vector<std::string> values = *c.strings("values");
    const Result<SpearmanResult> got = spearman_trend(rules, points_of(values));
    ASSERT_TRUE(got.has_value()) << got.error().message;
    EXPECT_EQ(to_string(got->sum_of_squares), *c.string("squares"));
    EXPECT_EQ(to_string(*got->rs), *c.string("rs"));
    EXPECT_EQ(to_string(got->bound->wp_005), *c.string("wp"));
    EXPECT_EQ(to_chinese(got->trend), *c.string("trend"));
    ++cases;
  }
  EXPECT_EQ(cases, 2);
}

// Ranks by sorting, the formula in fractions.
Fraction oracle_rs(const std::vector<int>& values) {
  const auto n = static_cast<internal::WideInt>(values.size());
  std::vector<int> sorted = values;
  std::ranges::sort(sorted);
  Fraction squares;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto [first, last] = std::ranges::equal_range(sorted, values[i]);
    const auto low = first - sorted.begin() + 1;
    const auto high = last - sorted.begin();
    const Fraction rank = fraction(low + high, 2);
    const Fraction difference = rank - fraction(static_cast<internal::WideInt>(i) + 1);
    squares = squares + difference * difference;
  }
  return fraction(1) - fraction(6) * squares / fraction(n * n * n - n);
}

void compare_spearman(const TrendRules& rules, const std::vector<int>& values, Fraction wp_005, Fraction wp_001) {
  const Result<SpearmanResult> got = spearman_trend(rules, points_of(values));
  ASSERT_TRUE(got.has_value());
  const Fraction rs = oracle_rs(values);
  ASSERT_EQ(to_string(*got->rs), print_even(rs, 4));
  const Fraction size = rs < fraction(0) ? fraction(0) - rs : rs;
  const Trend want = size <= wp_005 ? Trend::kNone : rs > fraction(0) ? Trend::kRising : Trend::kFalling;
  ASSERT_EQ(got->trend, want) << to_string(*got->rs);
  ASSERT_EQ(got->is_highly_significant, size > wp_001);
}

TEST(Spearman, EverySeriesOfASmallWorld) {
  const TrendRules rules = trend_rules();
  for (int code = 0; code < 3125; ++code) {  // five values of 0 to 4
    std::vector<int> values;
    for (int rest = code, i = 0; i < 5; ++i, rest /= 5) values.push_back(rest % 5);
    compare_spearman(rules, values, fraction(900, 1000), fraction(1));
  }
  std::vector<int> order = {1, 2, 3, 4, 5, 6};
  do {
    compare_spearman(rules, order, fraction(829, 1000), fraction(943, 1000));
  } while (std::ranges::next_permutation(order).found);
}

TEST(Spearman, ALargeRandomWorld) {
  const TrendRules rules = trend_rules();
  const std::map<int, std::pair<int, int>> bounds = {
      // typed in again, in thousandths
      {5, {900, 1000}}, {6, {829, 943}},  {7, {714, 893}},  {8, {643, 833}},  {9, {600, 783}},  {10, {564, 746}},
      {12, {506, 712}}, {14, {456, 645}}, {16, {425, 601}}, {18, {399, 564}}, {20, {377, 534}}, {22, {359, 508}},
      {24, {343, 485}}, {26, {329, 465}}, {28, {317, 448}}, {30, {306, 432}}};
  ASSERT_EQ(rules.bounds.size(), bounds.size());
  Dice dice(23);
  for (const TrendBound& bound : rules.bounds) {
    const auto [p05, p01] = bounds.at(bound.periods);
    EXPECT_EQ(bound.wp_005, Decimal(p05, 3));
    EXPECT_EQ(bound.wp_001, Decimal(p01, 3));
    for (int round = 0; round < 60; ++round) {
      std::vector<int> values;
      for (int i = 0; i < bound.periods; ++i) values.push_back(dice.roll(20) + (round % 3 - 1) * i);
      compare_spearman(rules, values, fraction(p05, 1000), fraction(p01, 1000));
    }
  }
}

// The critical values up to 7: the smallest rs whose one-tailed share of all permutations is at most 5 or 1 percent.
TEST(Spearman, BoundsOfFewPeriodsByAllPermutations) {
  const TrendRules rules = trend_rules();
  for (int n = 5; n <= 7; ++n) {
    std::vector<int> order(static_cast<std::size_t>(n));
    std::iota(order.begin(), order.end(), 1);
    int all = 0;
    std::map<int, int> beyond;  // sum of squares of rank differences -> number of orders
    do {
      int squares = 0;
      for (int i = 0; i < n; ++i)
        squares += (order[static_cast<std::size_t>(i)] - i - 1) * (order[static_cast<std::size_t>(i)] - i - 1);
      ++beyond[squares];
      ++all;
    } while (std::ranges::next_permutation(order).found);
    int count = 0;
    std::string wp_005 = "none";
    for (const auto& [squares, number] : beyond) {  // from the largest rs down
      count += number;
      if (count * 100 <= all * 5) wp_005 = print_even(fraction(1) - fraction(6 * squares, n * n * n - n), 3);
    }
    const auto bound = std::ranges::find(rules.bounds, n, &TrendBound::periods);
    EXPECT_EQ(to_string(bound->wp_005), wp_005) << n;
  }
}

TEST(Spearman, GapsAndFewPeriods) {
  const TrendRules rules = trend_rules();
  const SpearmanResult few = *spearman_trend(rules, points_of(std::vector<std::string>{"1", "2", "", "3", "4"}));
  EXPECT_FALSE(few.rs.has_value());
  EXPECT_EQ(few.trend, Trend::kNotAssessable);
  EXPECT_EQ(few.reason, "只有4个时段有值，至少应有5个");
  EXPECT_EQ(few.basis.wanted, 5);
  EXPECT_EQ(few.basis.had, 4);
  EXPECT_EQ(few.basis.used, 0);
  EXPECT_EQ(few.basis.left_out.at(0), (LeftOut{"2017", "没有值"}));
  const SpearmanResult enough = *spearman_trend(rules, points_of(std::vector<std::string>{"1", "2", "3", "4", "5"}));
  EXPECT_TRUE(enough.rs.has_value());
  EXPECT_EQ(enough.basis.used, 5);
  std::vector<int> eleven(11);
  std::iota(eleven.begin(), eleven.end(), 0);
  const SpearmanResult open = *spearman_trend(rules, points_of(eleven));
  EXPECT_EQ(to_string(*open.rs), "1.0000");
  EXPECT_EQ(open.trend, Trend::kNotAssessable);
  EXPECT_EQ(open.reason, "临界值表没有11个时段的值，不作显著性判断");
  for (std::size_t i = 1; i < eleven.size(); ++i) {
    std::vector<TrendPoint> twice = points_of(eleven);
    twice[i].time = twice[i - 1].time;
    const Result<SpearmanResult> refused = spearman_trend(rules, twice);
    ASSERT_FALSE(refused.has_value()) << i;
    EXPECT_EQ(refused.error().message, "时段应由早到晚、各出现一次");
  }
  EXPECT_EQ(meaning_of(Trend::kFalling, false), "好转");
  EXPECT_EQ(meaning_of(Trend::kFalling, true), "变差");
  EXPECT_EQ(meaning_of(Trend::kRising, true), "好转");
  EXPECT_EQ(meaning_of(Trend::kNone, true), "");
}

std::int64_t oracle_signs(const std::vector<int>& values) {
  std::int64_t s = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t j = i + 1; j < values.size(); ++j) s += (values[j] > values[i]) - (values[j] < values[i]);
  }
  return s;
}

// CLAUSE: 趋势统计方法 Mann-Kendall检验
// The variance of the sum of signs, and its probabilities, by going through all orders of the same values.
TEST(MannKendall, AllOrdersOfASmallWorld) {
  const TrendRules rules = trend_rules();
  const std::vector<std::vector<int>> worlds = {{1, 2, 3, 4},          {1, 2, 3, 4, 5},       {1, 2, 3, 4, 5, 6},
                                                {1, 2, 3, 4, 5, 6, 7}, {1, 1, 2, 3},          {1, 1, 2, 2, 3},
                                                {1, 1, 1, 2, 3, 3},    {1, 2, 2, 2, 2, 5, 6}, {3, 3, 3, 3, 4}};
  for (std::vector<int> order : worlds) {
    std::vector<std::vector<int>> orders;
    std::map<std::int64_t, int> by_size;
    std::int64_t squares = 0;
    do {
      orders.push_back(order);
      const std::int64_t s = oracle_signs(order);
      squares += s * s;
      ++by_size[s < 0 ? -s : s];
    } while (std::ranges::next_permutation(order).found);  // equal values: each order once, all equally likely
    const auto all = static_cast<std::int64_t>(orders.size());
    for (const std::vector<int>& values : orders) {
      const Result<MannKendallResult> got = mann_kendall_trend(rules, points_of(values));
      ASSERT_TRUE(got.has_value());
      const std::int64_t s = oracle_signs(values);
      ASSERT_EQ(got->s, s);
      ASSERT_EQ(got->variance_18 * all, 18 * squares);
      if (!got->is_exact) continue;
      std::int64_t beyond = 0;
      for (const auto& [size, number] : by_size) beyond += size >= (s < 0 ? -s : s) ? number : 0;
      ASSERT_EQ(to_string(*got->p), print_even(fraction(beyond, all), 6));
      const bool is_significant = beyond * 100 <= all * 5;
      ASSERT_EQ(got->trend, !is_significant ? Trend::kNone : s > 0 ? Trend::kRising : Trend::kFalling);
    }
  }
}

TEST(MannKendall, TheNormalApproximation) {
  const TrendRules rules = trend_rules();
  EXPECT_EQ(to_string(rules.alpha), "0.05");
  EXPECT_EQ(to_string(rules.level), "0.95");
  EXPECT_EQ(rules.exact_up_to, 10);
  // 11 rising values: S = 55, Var = 165, Z = 54 / sqrt(165) = 4.20390; p = 0.000026.
  std::vector<int> rising(11);
  std::iota(rising.begin(), rising.end(), 0);
  MannKendallResult got = *mann_kendall_trend(rules, points_of(rising));
  EXPECT_EQ(got.s, 55);
  EXPECT_EQ(got.variance_18, 18 * 165);
  EXPECT_EQ(to_string(*got.z), "4.2039");
  EXPECT_EQ(to_string(*got.p), "0.000026");
  EXPECT_EQ(got.trend, Trend::kRising);
  std::ranges::reverse(rising);
  got = *mann_kendall_trend(rules, points_of(rising));
  EXPECT_EQ(to_string(*got.z), "-4.2039");
  EXPECT_EQ(got.trend, Trend::kFalling);
  // With ties: 1 1 2 3: S = 5, Var = (4*3*13 - 2*1*9)/18 = 138/18, Z = 4 / sqrt(7.6667) = 1.4446, p = 0.148565.
  got = *mann_kendall_trend(rules, points_of(std::vector<int>{1, 1, 2, 3}));
  EXPECT_TRUE(got.has_ties);
  EXPECT_FALSE(got.is_exact);
  EXPECT_EQ(got.variance_18, 138);
  EXPECT_EQ(to_string(*got.z), "1.4446");
  EXPECT_NEAR(to_double(*got.p), 2 * (1 - 0.5 * std::erfc(-1.44463 / std::sqrt(2.0))), 1e-5);
  EXPECT_EQ(got.trend, Trend::kNone);
  got = *mann_kendall_trend(rules, points_of(std::vector<int>{2, 1, 1, 2}));  // S = 0: no correction
  EXPECT_EQ(to_string(*got.z), "0.0000");
  EXPECT_EQ(to_string(*got.p), "1.000000");
  got = *mann_kendall_trend(rules, points_of(std::vector<int>{7, 7, 7, 7, 7}));
  EXPECT_EQ(got.trend, Trend::kNone);
  EXPECT_EQ(got.reason, "各时段的值全部相同");
  EXPECT_FALSE(got.p.has_value());
  EXPECT_EQ(mann_kendall_trend(rules, points_of(std::vector<int>{1, 2, 3}))->reason, "只有3个时段有值，至少应有4个");
  EXPECT_EQ(mann_kendall_trend(rules, std::vector<TrendPoint>(2001)).error().message, "时段多于2000个，不能计算趋势");
}

// CLAUSE: 趋势统计方法 Theil-Sen斜率
TEST(TheilSen, ALargeRandomWorld) {
  const TrendRules rules = trend_rules();
  Dice dice(31);
  for (int round = 0; round < 1500; ++round) {
    const int n = 4 + dice.roll(9);
    std::vector<TrendPoint> points;
    std::int64_t time = 2000;
    std::vector<std::pair<std::int64_t, Fraction>> exact;
    for (int i = 0; i < n; ++i) {
      time += 1 + (dice.roll(5) == 0 ? dice.roll(3) : 0);
      const Decimal value(dice.roll(5000) - 2500, dice.roll(4));
      points.push_back({time, value});
      exact.emplace_back(time, internal::fraction_of(to_string(value)));
    }
    std::vector<Fraction> slopes;
    for (std::size_t j = 0; j < exact.size(); ++j) {
      for (std::size_t i = 0; i < j; ++i) {
        slopes.push_back((exact[j].second - exact[i].second) / fraction(exact[j].first - exact[i].first));
      }
    }
    std::sort(slopes.begin(), slopes.end(), [](Fraction a, Fraction b) { return a < b; });
    const std::size_t count = slopes.size();
    const Fraction median = (slopes[count / 2] + slopes[(count - 1) / 2]) / fraction(2);
    const Result<TheilSenResult> got = theil_sen_slope(rules, points);
    ASSERT_TRUE(got.has_value()) << got.error().message;
    ASSERT_EQ(to_string(*got->slope), print_even(median, 6));
    if (got->low) {
      ASSERT_LE(*got->low, *got->slope);
      ASSERT_GE(*got->high, *got->slope);
    }
  }
}

TEST(TheilSen, IntervalByRanks) {
  const TrendRules rules = trend_rules();
  // 1 4 2 8 5 10, no ties: 15 slopes, Var = 510/18 = 28.333333; C = 1.959964 * 5.3229065 = 10.4327051; ranks 2.2836475
  // and 13.7163525. Slopes ascending: -3 -2 1/3 1/2 1 1 3/2 3/2 9/5 2 7/3 8/3 3 5 6.
  const TheilSenResult got = *theil_sen_slope(rules, points_of(std::vector<int>{1, 4, 2, 8, 5, 10}));
  EXPECT_EQ(to_string(*got.slope), "1.500000");
  EXPECT_EQ(to_string(*got.low), "-1.338156");  // -2 + 0.2836475 * 7/3
  EXPECT_EQ(to_string(*got.high), "4.432705");  // 3 + 0.7163525 * 2
  EXPECT_EQ(got.basis.used, 6);
  // 1 2 2 3 4, one tie: 10 slopes, 0 1/2 1/2 2/3 2/3 3/4 1 1 1 1; Var = 282/18, C = 7.7577616; ranks 1.1211192
  // and 9.8788808.
  const TheilSenResult five = *theil_sen_slope(rules, points_of(std::vector<int>{1, 2, 2, 3, 4}));
  EXPECT_EQ(to_string(*five.low), "0.060560");  // between the first and the second slope
  EXPECT_EQ(to_string(*five.high), "1.000000");
  const TheilSenResult four = *theil_sen_slope(rules, points_of(std::vector<int>{1, 2, 4, 8}));
  EXPECT_EQ(to_string(*four.slope), "2.166667");  // 1 3/2 2 | 7/3 3 4: the mean of 2 and 7/3
  EXPECT_FALSE(four.low.has_value());
  EXPECT_EQ(four.reason, "时段太少，没有置信区间");
  EXPECT_EQ(theil_sen_slope(rules, points_of(std::vector<int>{1, 2, 3}))->reason, "只有3个时段有值，至少应有4个");
}

}  // namespace
}  // namespace bihuan::standards
