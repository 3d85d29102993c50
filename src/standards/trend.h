// src/standards/trend.h - trends over years (or other periods): Spearman as the field uses it, Mann-Kendall, Theil-Sen.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/decimal.h"
#include "standards/rule_source.h"

namespace bihuan::standards {

struct TrendBound {
  int periods = 0;
  Decimal wp_005, wp_001;  // critical values of the rank correlation
};

struct TrendRules {
  int min_periods = 5;
  std::vector<TrendBound> bounds;  // by periods
  int least_values = 4;            // Mann-Kendall, Theil-Sen
  int exact_up_to = 10;            // values without ties whose probability is counted
  Decimal alpha;                   // significant if p <= alpha
  int slope_decimals = 6;
  Decimal level, z;   // of the interval: 0.95, 1.959964
  RuleSource source;  // of 22号
  RuleSource methods;
};

// Out of "water/surface-water-evaluation.toml" and "water/trend-statistics.toml". Errors: kNotFound, kInvalidInput with
// file and line.
Result<TrendRules> load_trend_rules(std::span<const KnowledgeText> texts);

// One period: a year, or a month by number; times ascend.
struct TrendPoint {
  std::int64_t time = 0;
  std::optional<Decimal> value;  // none: the period is left out
};

enum class Trend { kNone, kRising, kFalling, kNotAssessable };

std::string_view to_chinese(Trend trend);  // 无显著变化, 显著上升, 显著下降, 无法评价
// 好转, 变差 or "": what a trend means where more is better (dissolved oxygen, share of good classes) or worse.
std::string_view meaning_of(Trend trend, bool is_more_better);

struct SpearmanResult {
  int periods = 0;
  std::optional<Decimal> rs;        // to four decimals, for display; the exact fraction is compared
  Decimal sum_of_squares;           // of the rank differences
  std::optional<TrendBound> bound;  // none: the table has no such number of periods
  Trend trend = Trend::kNotAssessable;
  bool is_highly_significant = false;  // beyond the bound of 0.01
  std::string reason;                  // Chinese: why there is no verdict
  Basis basis;
};

// Returns the rank correlation of values with time, rs = 1 - 6 sum d^2 / (N^3 - N); equal values take the mean of their
// ranks. Significant if |rs| > Wp(0.05), strictly. Fewer than five periods: no rs. A number of periods that the table
// lacks: rs without a verdict.
// Source: 环办〔2011〕22号 三（三）2, 附录秩相关系数临界值
// Errors: kInvalidInput  times do not ascend
Result<SpearmanResult> spearman_trend(const TrendRules& rules, std::span<const TrendPoint> points);

struct MannKendallResult {
  int periods = 0;
  std::int64_t s = 0;
  std::int64_t variance_18 = 0;  // 18 times the variance of S, exactly
  bool has_ties = false;
  bool is_exact = false;     // the probability was counted, not taken from the normal distribution
  std::optional<Decimal> z;  // to four decimals; none where exact or all values are equal
  std::optional<Decimal> p;  // two-sided, to six decimals
  Trend trend = Trend::kNotAssessable;
  std::string reason;
  Basis basis;
};

// Source: 趋势统计方法 Mann-Kendall检验
// Errors: kInvalidInput  times do not ascend, more than 2000 periods
Result<MannKendallResult> mann_kendall_trend(const TrendRules& rules, std::span<const TrendPoint> points);

struct TheilSenResult {
  int periods = 0;
  std::optional<Decimal> slope;      // change for one unit of time: the median of all slopes, exact, rounded once
  std::optional<Decimal> low, high;  // interval at rules.level; none: too few values for one
  std::string reason;
  Basis basis;
};

// Source: 趋势统计方法 Theil-Sen斜率
// Errors: kInvalidInput  times do not ascend, more than 2000 periods, a value beyond 18 digits
Result<TheilSenResult> theil_sen_slope(const TrendRules& rules, std::span<const TrendPoint> points);

}  // namespace bihuan::standards
