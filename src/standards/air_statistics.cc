#include "standards/air_statistics.h"

#include <algorithm>
#include <array>
#include <utility>

#include "standards/internal/air_basis.h"
#include "standards/internal/half_even.h"

namespace bihuan::standards {
namespace {

using internal::divide_half_even;

constexpr int kMonths = 12;
constexpr int kFebruary = 2;

// k = 1 + (n - 1) p %, as the whole part (from 0) and the hundredths beyond it.
struct Position {
  std::size_t below = 0;
  std::int64_t hundredths = 0;
};

Position position_of(std::size_t count, int percent) {
  const auto scaled = static_cast<std::int64_t>(count - 1) * percent;
  return {static_cast<std::size_t>(scaled / 100), scaled % 100};
}

// The percentile in steps. Reorders `values`. PRECONDITION: not empty.
std::int64_t percentile_steps(std::vector<std::int32_t>& values, int percent) {
  const Position at = position_of(values.size(), percent);
  const auto nth = values.begin() + static_cast<std::ptrdiff_t>(at.below);
  std::ranges::nth_element(values, nth);
  const std::int64_t low = *nth;
  if (at.hundredths == 0) return low;
  const std::int64_t high = *std::min_element(nth + 1, values.end());
  return divide_half_even<std::int64_t>(low * (100 - at.hundredths) + high * at.hundredths, 100);
}

PeriodStatistic compared(const AirRules& rules, Decimal value, Decimal limit, bool is_enough) {
  PeriodStatistic out{value, limit, Compliance::kNotAssessable, std::nullopt};
  if (!is_enough) return out;
  out.compliance = value <= limit ? Compliance::kMet : Compliance::kNotMet;
  if (out.compliance == Compliance::kMet) return out;
  const Result<Decimal> multiple = exceedance_multiple(rules, value, limit);
  if (multiple) out.multiple = *multiple;
  return out;
}

// Not met as soon as one is; met only if all are.
Compliance worse(Compliance a, Compliance b) {
  if (a == Compliance::kNotMet || b == Compliance::kNotMet) return Compliance::kNotMet;
  if (a == Compliance::kNotAssessable || b == Compliance::kNotAssessable) return Compliance::kNotAssessable;
  return Compliance::kMet;
}

// The period while it is walked through.
class PeriodWalk {
 public:
  PeriodWalk(const AirRules& rules, const PeriodInput& input, AirPeriod& out)
      : rules_(rules), input_(input), out_(out) {
    const std::int64_t offset = days_between(input.first_day, input.first);
    begin_ = std::max<std::int64_t>(0, offset);
    end_ = std::min<std::int64_t>(static_cast<std::int64_t>(input.days.size()), offset + out.days);
    for (const Date day : input.sand_dust) {
      const std::int64_t i = days_between(input.first_day, day);
      if (i >= begin_ && i < end_) sand_dust_.push_back(i);
    }
    std::ranges::sort(sand_dust_);
    sand_dust_.erase(std::ranges::unique(sand_dust_).begin(), sand_dust_.end());
    for (std::int64_t i = begin_; i < end_;) {
      const Date day = input.first_day + static_cast<int>(i);
      const std::int64_t rest = days_in_month(day.year(), day.month()) - day.day() + 1;
      months_.push_back({day.month(), i, std::min(end_, i + rest)});
      i += rest;
    }
  }

  int sand_dust_days() const { return static_cast<int>(sand_dust_.size()); }

  void item(Pollutant pollutant) {
    const std::size_t p = index_of(pollutant);
    PeriodItem& item = out_.items[p];
    item.pollutant = pollutant;
    collect(p, item);
    is_enough(item);
    if (steps_.empty()) return;
    const AnnualItem& rule = rules_.annual_items[p];
    const AirLimits& limits = rules_.limits[p];
    const auto zone = static_cast<std::size_t>(input_.zone - 1);
    const Decimal day_limit = (*limits.day)[zone];
    const std::int64_t limit_steps = round_down(day_limit, rules_.decimals[p]).mantissa();
    std::int64_t sum = 0;
    for (const std::int32_t step : steps_) {
      sum += step;
      if (step <= limit_steps) ++item.days_met;
    }
    const auto count = static_cast<std::int64_t>(steps_.size());
    if (rule.has_mean) {
      const Decimal mean(divide_half_even(sum, count), rules_.decimals[p]);
      item.mean = compared(rules_, mean, (*limits.annual)[zone], item.is_enough);
      item.compliance = item.mean->compliance;
    } else {
      item.compliance = item.is_enough ? Compliance::kMet : Compliance::kNotAssessable;
    }
    const Decimal value(percentile_steps(steps_, rule.percentile), rules_.decimals[p]);
    item.percentile = compared(rules_, value, day_limit, item.is_enough);
    item.compliance = worse(item.compliance, item.percentile->compliance);
    item.rate = ratio_rounded(Decimal(item.days_met * 100), Decimal(count), rules_.rate_decimals).value_or(Decimal());
    if (item.is_enough) give_annual_index(item);
  }

  void days() {
    for (std::int64_t i = begin_; i < end_; ++i) {
      const AirDay& day = input_.days[static_cast<std::size_t>(i)];
      if (day.indexed != 0) ++out_.days_indexed;
      if (rules_.counts_complete_days ? !day.is_complete() : !day.is_published) continue;
      ++out_.days_valid;
      ++out_.levels[static_cast<std::size_t>(rules_.level_number(day.aqi)) - 1];
      if (day.aqi <= rules_.good_up_to) {
        ++out_.good_days;
        continue;
      }
      if (day.aqi > rules_.heavy_above) ++out_.heavy_days;
      for (std::size_t p = 0; p < kPollutants; ++p) out_.primary_days[p] += (day.primary >> p) & 1;
    }
    if (out_.days_valid == 0) return;
    out_.good_rate = *day_rate(rules_, out_.good_days, out_.days_valid);
    out_.heavy_rate = *day_rate(rules_, out_.heavy_days, out_.days_valid);
  }

 private:
  struct Month {
    int month;
    std::int64_t begin, end;  // indices into days
  };

  // The daily values of one item that take part, in steps_.
  void collect(std::size_t p, PeriodItem& item) {
    steps_.clear();
    const auto bit = static_cast<std::uint8_t>(1U << p);
    const bool excludes = rules_.is_sand_dust_excluded[p] && !sand_dust_.empty();
    for (const Month& month : months_) {
      const std::size_t before = steps_.size();
      for (std::int64_t i = month.begin; i < month.end; ++i) {
        const AirDay& day = input_.days[static_cast<std::size_t>(i)];
        if ((day.valid & bit) == 0) continue;
        if (excludes && std::ranges::binary_search(sand_dust_, i)) {
          ++item.days_excluded;
          continue;
        }
        steps_.push_back(day.value[p]);
      }
      // A day left out for sand-dust was monitored: it counts towards the least number of days.
      const int monitored = static_cast<int>(steps_.size() - before) + item.days_excluded - counted_excluded_;
      counted_excluded_ = item.days_excluded;
      if (monitored >= (month.month == kFebruary ? rules_.february_days : rules_.month_days)) ++item.months_enough;
    }
    counted_excluded_ = 0;
    item.days_valid = static_cast<int>(steps_.size());
  }

  void is_enough(PeriodItem& item) {
    const int monitored = item.days_valid + item.days_excluded;
    const std::string name(symbol(item.pollutant));
    if (item.days_valid == 0) {
      item.reason = name + "没有有效的日均值";
    } else if (out_.is_year && monitored < rules_.year_days) {
      item.reason =
          name + "全年只有" + std::to_string(monitored) + "个有效日，应至少" + std::to_string(rules_.year_days) + "个";
    } else if (out_.is_year && item.months_enough < kMonths) {
      item.reason = name + "有" + std::to_string(kMonths - item.months_enough) + "个月的有效日少于" +
                    std::to_string(rules_.month_days) + "个（2月" + std::to_string(rules_.february_days) + "个）";
    } else {
      item.is_enough = true;
    }
  }

  void give_annual_index(PeriodItem& item) {
    const auto ratio = [&](const PeriodStatistic& s) {
      return ratio_rounded(s.value, s.limit, rules_.index_decimals).value_or(Decimal());
    };
    item.annual_index = ratio(*item.percentile);
    if (item.mean) item.annual_index = std::max(*item.annual_index, ratio(*item.mean));
  }

  const AirRules& rules_;
  const PeriodInput& input_;
  AirPeriod& out_;
  std::int64_t begin_ = 0, end_ = 0;
  std::vector<std::int64_t> sand_dust_;
  std::vector<Month> months_;
  std::vector<std::int32_t> steps_;
  int counted_excluded_ = 0;
};

void give_indices(const AirRules& rules, AirPeriod& out) {
  PerPollutant<Decimal> values;
  for (std::size_t p = 0; p < kPollutants; ++p) {
    const PeriodItem& item = out.items[p];
    if (!item.is_enough) return;
    values[p] = rules.is_mean_in_index[p] && item.mean ? item.mean->value : item.percentile->value;
  }
  const Result<CompositeIndex> composite = composite_index(rules, values);
  if (!composite) return;
  out.composite_index = composite->index;
  out.main = composite->main;
  for (std::size_t p = 0; p < kPollutants; ++p) out.items[p].index = composite->single[p];
}

void give_basis(const AirRules& rules, const AirProfile& profile, int sand_dust, AirPeriod& out) {
  std::vector<std::string> sections = {"limits",       "validity",     "ozone_day",     "decimals",
                                       "annual_items", "percentile",   "exceedance",    "composite_index",
                                       "good_days",    "break_points", "index_rounding"};
  if (sand_dust > 0) sections.emplace_back("sand_dust");
  out.basis = internal::basis_of(rules, sections);
  out.basis.profile = profile.name;
  out.basis.rounding =
      "日值与统计值各按GB/T 8170修约一次（一氧化碳1位小数，其余为整数）后与限值比较；单项指数修约至2位小数后相加";
  out.basis.wanted = static_cast<std::int64_t>(out.days) * static_cast<std::int64_t>(kPollutants);
  for (const PeriodItem& item : out.items) {
    out.basis.had += item.days_valid + item.days_excluded;
    out.basis.used += item.days_valid;
    if (!item.is_enough) out.basis.left_out.push_back({std::string(to_chinese(item.pollutant)), item.reason});
  }
  if (sand_dust > 0) {
    out.basis.notes.push_back("剔除沙尘天气" + std::to_string(sand_dust) + "日的PM10、PM2.5；优良、重污染天数不剔除");
  }
}

}  // namespace

Result<Decimal> percentile(std::span<const Decimal> values, int percent, int places) {
  constexpr int kMostPlaces = 9;
  if (values.empty()) return fail(Code::kInsufficientData, "没有数值，不能求百分位数");
  if (percent < 0 || percent > 100) {
    return fail(Code::kInvalidInput, "百分位数" + std::to_string(percent) + "不存在；应为0至100");
  }
  std::vector<Decimal> sorted(values.begin(), values.end());
  std::ranges::sort(sorted);
  for (const Decimal value : sorted) {
    if (value.places() > kMostPlaces) return fail(Code::kInvalidInput, "数值" + to_string(value) + "的小数位数超过9位");
  }
  const Position at = position_of(sorted.size(), percent);
  const Decimal low = sorted[at.below];
  if (at.hundredths == 0) return round_gbt8170(low, places);
  BIHUAN_TRY(const Decimal below, multiply(low, Decimal(100 - at.hundredths)));
  BIHUAN_TRY(const Decimal above, multiply(sorted[at.below + 1], Decimal(at.hundredths)));
  BIHUAN_TRY(const Decimal hundredfold, add(below, above));
  return ratio_rounded(hundredfold, Decimal(100), places);
}

Result<Decimal> exceedance_multiple(const AirRules& rules, Decimal value, Decimal limit) {
  BIHUAN_TRY(const Decimal excess, subtract(value, limit));
  return ratio_rounded(excess, limit, rules.multiple_decimals);
}

Result<CompositeIndex> composite_index(const AirRules& rules, const PerPollutant<Decimal>& values) {
  CompositeIndex out;
  Decimal largest;
  for (const Pollutant pollutant : kAllPollutants) {
    const std::size_t p = index_of(pollutant);
    const AirLimits& limits = rules.limits[p];
    const Decimal limit = rules.is_mean_in_index[p] && limits.annual ? (*limits.annual)[1] : (*limits.day)[1];
    BIHUAN_TRY(out.single[p], ratio_rounded(values[p], limit, rules.index_decimals));
    BIHUAN_TRY(const Decimal weighted, multiply(out.single[p], Decimal(rules.weights[p])));
    BIHUAN_TRY(out.index, add(out.index, weighted));
    largest = std::max(largest, out.single[p]);
  }
  for (const Pollutant pollutant : kAllPollutants) {
    if (out.single[index_of(pollutant)] == largest) out.main.push_back(pollutant);
  }
  return out;
}

Result<Decimal> day_rate(const AirRules& rules, int days, int valid) {
  if (valid <= 0) return fail(Code::kInsufficientData, "没有有效天数，不能求比例");
  return ratio_rounded(Decimal(std::int64_t{days} * 100), Decimal(valid), rules.good_decimals);
}

std::vector<int> ranks(std::span<const Decimal> values) {
  std::vector<int> out;
  for (const Decimal value : values) {
    out.push_back(1 + static_cast<int>(std::ranges::count_if(values, [&](Decimal other) { return other < value; })));
  }
  return out;
}

Result<Decimal> change_percent(const AirRules& rules, Decimal now, Decimal base) {
  if (base.is_zero()) return fail(Code::kInvalidInput, "基期值为0，不能求变化率");
  BIHUAN_TRY(const Decimal change, subtract(now, base));
  BIHUAN_TRY(const Decimal hundredfold, multiply(change, Decimal(100)));
  return ratio_rounded(hundredfold, base, rules.change_decimals);
}

namespace {
std::string rise_or_fall(Decimal change, const char* unit) {
  if (change.is_zero()) return "持平";
  return (change.is_negative() ? "下降" + to_string(-change) : "上升" + to_string(change)) + unit;
}
}  // namespace

std::string change_sentence(Decimal percent) { return rise_or_fall(percent, "%"); }

std::string points_sentence(Decimal now, Decimal base) {
  return rise_or_fall(subtract(now, base).value_or(Decimal()), "个百分点");
}

Result<AirPeriod> evaluate_air_period(const AirRules& rules, const AirProfile& profile, const PeriodInput& input) {
  if (input.first > input.last) {
    return fail(Code::kInvalidInput, "时段的首日" + to_string(input.first) + "晚于末日" + to_string(input.last),
                input.name);
  }
  if (input.zone != 1 && input.zone != 2) {
    return fail(Code::kInvalidInput, "功能区类别应为1（一类区）或2（二类区）", input.name);
  }
  AirPeriod out;
  out.name = input.name;
  out.first = input.first;
  out.last = input.last;
  out.days = static_cast<int>(days_between(input.first, input.last)) + 1;
  out.is_year = input.first.month() == 1 && input.first.day() == 1 && input.last == Date(input.first.year(), 12, 31);
  PeriodWalk walk(rules, input, out);
  out.compliance = Compliance::kMet;
  for (const Pollutant pollutant : kAllPollutants) {
    walk.item(pollutant);
    out.compliance = worse(out.compliance, out.items[index_of(pollutant)].compliance);
  }
  walk.days();
  give_indices(rules, out);
  give_basis(rules, profile, walk.sand_dust_days(), out);
  return out;
}

}  // namespace bihuan::standards
