#include "standards/trend.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "standards/internal/half_even.h"
#include "standards/internal/rule_file.h"

namespace bihuan::standards {
namespace {

using bihuan::internal::Int128;
using bihuan::internal::pow10;

constexpr std::string_view kTrendFile = "water/surface-water-evaluation.toml";
constexpr std::string_view kMethodsFile = "water/trend-statistics.toml";
constexpr std::size_t kMostPeriods = 2000;

// The points that have a value, times checked.
struct Series {
  std::vector<std::int64_t> times;
  std::vector<Decimal> values;
  std::vector<LeftOut> left_out;
};

Result<Series> series_of(std::span<const TrendPoint> points) {
  if (points.size() > kMostPeriods) {
    return fail(Code::kInvalidInput, "时段多于" + std::to_string(kMostPeriods) + "个，不能计算趋势");
  }
  Series series;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (i > 0 && points[i].time <= points[i - 1].time) {
      return fail(Code::kInvalidInput, "时段应由早到晚、各出现一次", std::to_string(points[i].time));
    }
    if (!points[i].value) {
      series.left_out.push_back({std::to_string(points[i].time), "没有值"});
      continue;
    }
    series.times.push_back(points[i].time);
    series.values.push_back(*points[i].value);
  }
  return series;
}

void set_counts(Basis& basis, std::span<const TrendPoint> points, const Series& series, bool is_used) {
  basis.wanted = static_cast<std::int64_t>(points.size());
  basis.had = static_cast<std::int64_t>(series.values.size());
  basis.used = is_used ? basis.had : 0;
  basis.left_out = series.left_out;
}

std::string too_few(std::size_t had, int wanted) {
  return "只有" + std::to_string(had) + "个时段有值，至少应有" + std::to_string(wanted) + "个";
}

// Twice the rank by value of each, equal values sharing the mean of their ranks.
std::vector<std::int64_t> double_ranks(const std::vector<Decimal>& values) {
  std::vector<std::int64_t> ranks;
  for (const Decimal value : values) {
    std::int64_t less = 0;
    std::int64_t same = 0;
    for (const Decimal other : values) {
      if (other < value) ++less;
      if (other == value) ++same;
    }
    ranks.push_back(2 * less + same + 1);
  }
  return ranks;
}

// Sum of the signs of all later minus earlier values.
std::int64_t sum_of_signs(const std::vector<Decimal>& values) {
  std::int64_t s = 0;
  for (std::size_t j = 1; j < values.size(); ++j) {
    for (std::size_t i = 0; i < j; ++i) s += values[j] > values[i] ? 1 : values[j] < values[i] ? -1 : 0;
  }
  return s;
}

// 18 times the variance of the sum of signs, groups of equal values taken off.
std::int64_t variance_of_signs(std::vector<Decimal> values) {
  const auto part = [](std::int64_t n) { return n * (n - 1) * (2 * n + 5); };
  std::ranges::sort(values);
  std::int64_t variance = part(static_cast<std::int64_t>(values.size()));
  for (std::size_t begin = 0; begin < values.size();) {
    std::size_t end = begin;
    while (end < values.size() && values[end] == values[begin]) ++end;
    variance -= part(static_cast<std::int64_t>(end - begin));
    begin = end;
  }
  return variance;
}

// The share of all orders of n different values whose sum of signs is at least `size` away from 0.
double exact_probability(int n, std::int64_t size) {
  std::vector<double> orders = {1};  // by number of inversions
  for (int m = 2; m <= n; ++m) {
    std::vector<double> next(orders.size() + static_cast<std::size_t>(m) - 1, 0);
    for (std::size_t i = 0; i < orders.size(); ++i) {
      for (std::size_t k = 0; k < static_cast<std::size_t>(m); ++k) next[i + k] += orders[i];
    }
    orders = std::move(next);
  }
  double all = 0;
  double beyond = 0;
  const auto pairs = static_cast<std::int64_t>(orders.size()) - 1;
  for (std::size_t i = 0; i < orders.size(); ++i) {
    const std::int64_t s = pairs - 2 * static_cast<std::int64_t>(i);
    all += orders[i];
    if ((s < 0 ? -s : s) >= size) beyond += orders[i];
  }
  return beyond / all;
}

// A slope as a fraction: difference of mantissas at common places over a difference of times.
struct Slope {
  Int128 rise = 0;
  std::int64_t run = 1;
};

double slope_value(Slope slope, int places) {
  return static_cast<double>(slope.rise) / static_cast<double>(slope.run) / std::pow(10.0, places);
}

// top / bottom in units of 10^-places, rounded to `decimals`.
Result<Decimal> rounded_fraction(Int128 top, Int128 bottom, int places, int decimals) {
  const bool is_negative = top < 0;
  if (is_negative) top = -top;
  top *= pow10(std::max(decimals - places, 0));
  if (decimals < places) bottom *= pow10(places - decimals);
  const Int128 digits = internal::divide_half_even<Int128>(top, bottom);
  if (digits > std::numeric_limits<std::int64_t>::max()) return fail(Code::kInvalidInput, "斜率太大，无法表示");
  const auto mantissa = static_cast<std::int64_t>(digits);
  return Decimal(is_negative ? -mantissa : mantissa, decimals);
}

// The slopes of all pairs, ascending, in units of 10^-places.
Result<std::vector<Slope>> slopes_of(const Series& series, int places) {
  std::vector<Int128> values;
  for (const Decimal value : series.values) {
    const Int128 scaled = value.mantissa() * pow10(places - value.places());
    if (scaled > pow10(18) || scaled < -pow10(18)) return fail(Code::kInvalidInput, "值多于18位，不能计算斜率");
    values.push_back(scaled);
  }
  std::vector<Slope> slopes;
  for (std::size_t j = 1; j < values.size(); ++j) {
    for (std::size_t i = 0; i < j; ++i) slopes.push_back({values[j] - values[i], series.times[j] - series.times[i]});
  }
  std::ranges::sort(slopes, [](const Slope& a, const Slope& b) { return a.rise * b.run < b.rise * a.run; });
  return slopes;
}

Result<Decimal> median_of(const std::vector<Slope>& slopes, int places, int decimals) {
  const Slope& high = slopes[slopes.size() / 2];
  const Slope& low = slopes[(slopes.size() - 1) / 2];
  // Values have 18 digits and times are years or months: the products fit.
  return rounded_fraction(low.rise * high.run + high.rise * low.run, Int128{2} * low.run * high.run, places, decimals);
}

// The value at a rank (from 1) that may lie between two. PRECONDITION: 1 <= rank <= slopes.size().
double at_rank(const std::vector<Slope>& slopes, double rank, int places) {
  const double whole = std::floor(rank);
  const auto place = static_cast<std::size_t>(whole) - 1;
  const double low = slope_value(slopes[place], places);
  if (rank == whole || place + 1 >= slopes.size()) return low;
  return low + (rank - whole) * (slope_value(slopes[place + 1], places) - low);
}

Status read_trend_bounds(const TomlTable& section, TrendRules& rules) {
  BIHUAN_TRY(const std::vector<std::int64_t> periods, section.integers("periods"));
  BIHUAN_TRY(const std::vector<Decimal> wp_005, section.decimals("wp_005"));
  BIHUAN_TRY(const std::vector<Decimal> wp_001, section.decimals("wp_001"));
  if (periods.empty() || wp_005.size() != periods.size() || wp_001.size() != periods.size()) {
    return fail(Code::kInvalidInput, "periods、wp_005、wp_001应一样长", section.where());
  }
  for (std::size_t i = 0; i < periods.size(); ++i) {
    const bool is_in_order =
        i == 0 || (periods[i] > periods[i - 1] && wp_005[i] < wp_005[i - 1] && wp_001[i] < wp_001[i - 1]);
    if (!is_in_order || wp_005[i] >= wp_001[i] || wp_001[i] > Decimal(1) || periods[i] < rules.min_periods) {
      return fail(Code::kInvalidInput, "临界值应随时段数减小，0.01的大于0.05的", section.where());
    }
    rules.bounds.push_back({static_cast<int>(periods[i]), wp_005[i], wp_001[i]});
  }
  return {};
}

}  // namespace

std::string_view to_chinese(Trend trend) {
  switch (trend) {
    case Trend::kNone:
      return "无显著变化";
    case Trend::kRising:
      return "显著上升";
    case Trend::kFalling:
      return "显著下降";
    case Trend::kNotAssessable:
      break;
  }
  return "无法评价";
}

std::string_view meaning_of(Trend trend, bool is_more_better) {
  if (trend != Trend::kRising && trend != Trend::kFalling) return "";
  return (trend == Trend::kRising) == is_more_better ? "好转" : "变差";
}

Result<TrendRules> load_trend_rules(std::span<const KnowledgeText> texts) {
  BIHUAN_TRY(internal::RuleFile file, internal::open_rule_file(texts, kTrendFile, std::nullopt));
  BIHUAN_TRY(internal::RuleFile methods, internal::open_rule_file(texts, kMethodsFile, std::nullopt));
  BIHUAN_CHECK(methods.table.check_keys({"standard", "mann_kendall", "theil_sen"}));
  TrendRules rules;
  BIHUAN_TRY(const TomlTable trend, internal::read_section(file.table, file.source, "trend", {"min_periods", "ties"}));
  BIHUAN_TRY(rules.min_periods, internal::read_int(trend, "min_periods", 2, 100));
  BIHUAN_CHECK(internal::expect_method(trend, "ties", "mid_ranks"));
  BIHUAN_TRY(const TomlTable bounds,
             internal::read_section(file.table, file.source, "trend_bounds", {"periods", "wp_005", "wp_001"}));
  BIHUAN_CHECK(read_trend_bounds(bounds, rules));
  BIHUAN_TRY(const TomlTable kendall, internal::read_section(methods.table, methods.source, "mann_kendall",
                                                             {"min_periods", "exact_up_to", "alpha"}));
  BIHUAN_TRY(rules.least_values, internal::read_int(kendall, "min_periods", 2, 100));
  BIHUAN_TRY(rules.exact_up_to, internal::read_int(kendall, "exact_up_to", 0, 20));
  BIHUAN_TRY(rules.alpha, internal::read_positive(kendall, "alpha"));
  BIHUAN_TRY(const TomlTable sen,
             internal::read_section(methods.table, methods.source, "theil_sen", {"decimals", "level", "z"}));
  BIHUAN_TRY(rules.slope_decimals, internal::read_int(sen, "decimals", 0, 9));
  BIHUAN_TRY(rules.level, internal::read_positive(sen, "level"));
  BIHUAN_TRY(rules.z, internal::read_positive(sen, "z"));
  // The level says what z must be: |erf(z / sqrt 2) - level| is a slip of typing.
  if (std::abs(std::erf(to_double(rules.z) / std::sqrt(2.0)) - to_double(rules.level)) > 1e-6) {
    return fail(Code::kInvalidInput, "z与level不符", sen.where());
  }
  rules.source = std::move(file.source);
  rules.methods = std::move(methods.source);
  return rules;
}

Result<SpearmanResult> spearman_trend(const TrendRules& rules, std::span<const TrendPoint> points) {
  BIHUAN_TRY(const Series series, series_of(points));
  SpearmanResult result;
  const auto n = static_cast<std::int64_t>(series.values.size());
  result.periods = static_cast<int>(n);
  result.basis = start_basis(rules.source, {"trend", "trend_bounds"});
  result.basis.profile = "Spearman秩相关系数";
  result.basis.rounding = "以未修约的秩相关系数与临界值比较，系数修约至4位小数列出";
  set_counts(result.basis, points, series, n >= rules.min_periods);
  if (n < rules.min_periods) {
    result.reason = too_few(series.values.size(), rules.min_periods);
    return result;
  }
  const std::vector<std::int64_t> ranks = double_ranks(series.values);
  std::int64_t squares = 0;  // four times the sum of squares
  for (std::int64_t i = 0; i < n; ++i) {
    const std::int64_t difference = ranks[static_cast<std::size_t>(i)] - 2 * (i + 1);
    squares += difference * difference;
  }
  result.sum_of_squares = without_trailing_zeros(Decimal(squares * 25, 2));
  // rs = 1 - 6 (squares / 4) / (N^3 - N)
  const std::int64_t bottom = 2 * (n * n * n - n);
  const std::int64_t top = bottom - 3 * squares;
  BIHUAN_TRY(result.rs, ratio_rounded(Decimal(top), Decimal(bottom), 4));
  const auto bound = std::ranges::find(rules.bounds, result.periods, &TrendBound::periods);
  if (bound == rules.bounds.end()) {
    result.reason = "临界值表没有" + std::to_string(n) + "个时段的值，不作显著性判断";
    return result;
  }
  result.bound = *bound;
  const auto exceeds = [&](Decimal wp) {
    const Result<Decimal> scaled = multiply(wp, Decimal(bottom));
    return scaled && Decimal(top < 0 ? -top : top) > *scaled;
  };
  result.trend = !exceeds(bound->wp_005) ? Trend::kNone : top > 0 ? Trend::kRising : Trend::kFalling;
  result.is_highly_significant = exceeds(bound->wp_001);
  return result;
}

Result<MannKendallResult> mann_kendall_trend(const TrendRules& rules, std::span<const TrendPoint> points) {
  BIHUAN_TRY(const Series series, series_of(points));
  MannKendallResult result;
  result.periods = static_cast<int>(series.values.size());
  result.basis = start_basis(rules.methods, {"mann_kendall"});
  set_counts(result.basis, points, series, result.periods >= rules.least_values);
  if (result.periods < rules.least_values) {
    result.reason = too_few(series.values.size(), rules.least_values);
    return result;
  }
  result.s = sum_of_signs(series.values);
  result.variance_18 = variance_of_signs(series.values);
  std::vector<Decimal> distinct = series.values;
  std::ranges::sort(distinct);
  result.has_ties = std::ranges::adjacent_find(distinct) != distinct.end();
  if (result.variance_18 == 0) {
    result.trend = Trend::kNone;
    result.reason = "各时段的值全部相同";
    return result;
  }
  const std::int64_t size = result.s < 0 ? -result.s : result.s;
  double p = 0;
  result.is_exact = !result.has_ties && result.periods <= rules.exact_up_to;
  if (result.is_exact) {
    p = exact_probability(result.periods, size);
  } else {
    const double corrected = size == 0 ? 0.0 : static_cast<double>(size - 1);
    const double z = corrected / std::sqrt(static_cast<double>(result.variance_18) / 18.0);
    p = std::erfc(z / std::sqrt(2.0));
    BIHUAN_TRY(result.z, round_gbt8170(result.s < 0 ? -z : z, 4));
  }
  BIHUAN_TRY(result.p, round_gbt8170(p, 6));
  result.basis.profile = result.is_exact ? "Mann-Kendall（精确概率）" : "Mann-Kendall（正态近似）";
  const bool is_significant = *result.p <= rules.alpha;
  result.trend = !is_significant ? Trend::kNone : result.s > 0 ? Trend::kRising : Trend::kFalling;
  return result;
}

Result<TheilSenResult> theil_sen_slope(const TrendRules& rules, std::span<const TrendPoint> points) {
  BIHUAN_TRY(const Series series, series_of(points));
  TheilSenResult result;
  result.periods = static_cast<int>(series.values.size());
  result.basis = start_basis(rules.methods, {"theil_sen"});
  result.basis.rounding = "斜率一次修约至" + std::to_string(rules.slope_decimals) + "位小数";
  set_counts(result.basis, points, series, result.periods >= rules.least_values);
  if (result.periods < rules.least_values) {
    result.reason = too_few(series.values.size(), rules.least_values);
    return result;
  }
  int places = 0;
  for (const Decimal value : series.values) places = std::max(places, value.places());
  BIHUAN_TRY(const std::vector<Slope> slopes, slopes_of(series, places));
  BIHUAN_TRY(result.slope, median_of(slopes, places, rules.slope_decimals));
  const double deviation = std::sqrt(static_cast<double>(variance_of_signs(series.values)) / 18.0);
  const double count = static_cast<double>(slopes.size());
  const double low = (count - to_double(rules.z) * deviation) / 2;
  const double high = (count + to_double(rules.z) * deviation) / 2 + 1;
  if (low < 1 || high > count) {
    result.reason = "时段太少，没有置信区间";
    return result;
  }
  BIHUAN_TRY(result.low, round_gbt8170(at_rank(slopes, low, places), rules.slope_decimals));
  BIHUAN_TRY(result.high, round_gbt8170(at_rank(slopes, high, places), rules.slope_decimals));
  return result;
}

}  // namespace bihuan::standards
