// src/standards/air_statistics.h - months, quarters and years of one station or city: means, percentiles, days met,
// indices, good and heavy days; ranking; changes as bulletins print them.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/decimal.h"
#include "base/result.h"
#include "base/time.h"
#include "standards/air_days.h"
#include "standards/air_rules.h"
#include "standards/basis.h"

namespace bihuan::standards {

// Returns the percentile of `values` (any order): position k = 1 + (n - 1) p %, linear between its neighbours, rounded
// once by GB/T 8170 to `places`.
// Source: HJ 663-2013 附录A百分位数
// Errors: kInsufficientData  no values; kInvalidInput  percent outside 0..100, more than nine decimals in a value
Result<Decimal> percentile(std::span<const Decimal> values, int percent, int places);

// (value - limit) / limit, rounded. Source: HJ 663-2013 附录A超标倍数
Result<Decimal> exceedance_multiple(const AirRules& rules, Decimal value, Decimal limit);

// One statistic against its limit.
struct PeriodStatistic {
  Decimal value;  // rounded to the decimals of the concentration
  Decimal limit;
  Compliance compliance = Compliance::kNotAssessable;
  std::optional<Decimal> multiple;  // of exceedance, where exceeded
};

struct PeriodItem {
  Pollutant pollutant = Pollutant::kSo2;
  int days_valid = 0;     // daily values that were used
  int days_excluded = 0;  // valid, but left out for sand-dust
  int months_enough = 0;
  bool is_enough = false;  // by the rule of the year; in a shorter period at least one value
  std::string reason;      // Chinese: why not
  // Made of whatever is there. Without is_enough they are no figures to report: kNotAssessable.
  std::optional<PeriodStatistic> mean, percentile;  // as the annual items of the edition say
  Compliance compliance = Compliance::kNotAssessable;
  int days_met = 0;                     // daily values at or below the daily limit
  std::optional<Decimal> rate;          // days_met / days_valid, percent
  std::optional<Decimal> index;         // single index of the ranking rule
  std::optional<Decimal> annual_index;  // of the annual evaluation: the larger of the two ratios
};

struct AirPeriod {
  std::string name;
  Date first, last;  // both inside
  bool is_year = false;
  PerPollutant<PeriodItem> items;
  Compliance compliance = Compliance::kNotAssessable;  // of all six
  std::optional<Decimal> composite_index;              // only with all six
  std::vector<Pollutant> main;                         // with the largest single index; ties together
  int days = 0;                                        // of the calendar
  int days_indexed = 0;                                // with any index
  int days_valid = 0;                                  // that count: the edition's valid day
  std::array<int, 6> levels{};                         // valid days by level
  int good_days = 0, heavy_days = 0;
  std::optional<Decimal> good_rate, heavy_rate;  // of valid days, percent
  PerPollutant<int> primary_days{};              // valid days not met, by primary pollutant; a tie counts for each
  Basis basis;
};

struct PeriodInput {
  std::string name;
  Date first_day;  // of days[0]
  std::span<const AirDay> days;
  Date first, last;                 // the period, both inside; it may reach beyond the days
  std::span<const Date> sand_dust;  // days to leave out of PM10 and PM2.5, any order
  int zone = 2;                     // class of the zone: limits of class 1 or 2
};

// Evaluates one period.
// * Whole calendar years need 324 daily values, 27 in each month, 25 in February, for each item; shorter periods take
//   what is there.
// * Each statistic is rounded once, then compared: at the limit is met. An item meets only with all its statistics.
// * Sand-dust days drop out of the concentrations of PM10 and PM2.5 and of the indices made of them; good-day and
//   heavy-day ratios keep them.
// Source: GB 3095-2012 表1, 6.4; GB 3095-2026 表1, 4.4, 6.4; HJ 663-2013 表1, 6.2, 附录A百分位数, 附录A超标倍数, 附录C
// Source: HJ 663-2026 表1, 修约; 环办监测〔2018〕19号 综合指数; 环办监测〔2016〕120号 剔除
// Source: 全国城市空气质量报告 优良天数比例
// Errors: kInvalidInput  first after last, zone not 1 or 2
Result<AirPeriod> evaluate_air_period(const AirRules& rules, const AirProfile& profile, const PeriodInput& input);

// The sum of rounded single indices; `values`: the mean of SO2, NO2, PM10, PM2.5, the percentile of CO and O3.
// Source: 环办监测〔2018〕19号 综合指数
struct CompositeIndex {
  Decimal index;
  PerPollutant<Decimal> single;
  std::vector<Pollutant> main;
};
Result<CompositeIndex> composite_index(const AirRules& rules, const PerPollutant<Decimal>& values);

// good / valid in percent, as printed. Errors: kInsufficientData  no valid day
// Source: 全国城市空气质量报告 优良天数比例
Result<Decimal> day_rate(const AirRules& rules, int days, int valid);

// Ranks from the smallest value up; equal values share a rank and the next one is skipped: 1, 2, 2, 4.
// Source: 环办监测〔2018〕19号 排名
std::vector<int> ranks(std::span<const Decimal> values);

// (now - base) / base in percent, from printed values. Errors: kInvalidInput  base is 0
// Source: 全国城市空气质量报告 同比
Result<Decimal> change_percent(const AirRules& rules, Decimal now, Decimal base);
// 下降5.9%, 上升2.0%, 持平.
std::string change_sentence(Decimal percent);
// The difference of two printed ratios: 上升1.9个百分点, 持平.
std::string points_sentence(Decimal now, Decimal base);

}  // namespace bihuan::standards
