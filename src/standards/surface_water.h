// src/standards/surface_water.h - the class of a surface-water section from its measurements. Read this header first.
//
//   rules = load_surface_water_rules(texts, day)          what the documents say, out of knowledge/
//   evaluate_section(rules, input)                        one section over one period: class, level, main pollutants,
//   basis summarise_group / evaluate_group (surface_water_group.h)   several sections
//
// Everything is exact: means are sums of reported decimals, rounded once; pH alone goes through logarithms.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/result.h"
#include "base/time.h"
#include "standards/basis.h"
#include "standards/period_mean.h"
#include "standards/surface_water_rules.h"

namespace bihuan::standards {

// One item of one section over one period.
struct ParameterResult {
  std::string key;
  std::string name;
  std::string unit;
  PeriodMean mean;   // of the readings that took part
  Decimal compared;  // what was compared with the limits: the rounded mean, or the mean (station feed)
  WaterClass water_class = WaterClass::kI;
  Decimal class3_limit;              // pH: the end of the range that is nearer
  bool is_exceeding = false;         // worse than class III
  std::optional<Decimal> multiple;   // (C - L) / L as printed; only where exceeding and the item has one
  Decimal multiple_of, multiple_by;  // the same exactly, as a fraction, to rank by
  int readings_had = 0;
  std::vector<LeftOut> left_out;
};

// Returns the class of one item whose compared value is `value`: the best class whose limit it keeps; an equal value
// takes the better class. `value` is compared as it is, unrounded.
// Source: GB 3838-2002 表1, 5.1; 环办〔2011〕22号 二（一）1
// Errors: kNotFound      no item `key` in table 1
//         kNotCovered    the item has limits for lakes only, and this is a river
//         kInvalidInput  `value` is negative
Result<WaterClass> parameter_class(const SurfaceWaterRules& rules, std::string_view key, WaterBody body, Decimal value);

struct ParameterInput {
  std::string key;
  WaterBody body = WaterBody::kRiver;
  std::vector<Measurement> readings;  // one for each month (or one for a single sample), any order
  int minimum = 1;                    // fewer readings that can be used: kInsufficientData
  // The class whose limit a detection limit must not exceed; a reading "<L" with L above it says nothing and is left
  // out.
  WaterClass judged_against = WaterClass::kIII;
};

// Returns mean, rounded value, class and multiple of one item.
// Source: 环办监测函〔2020〕82号 第7点, pH均值; 总站水字〔2018〕87号 修约
// Source: 环办〔2011〕22号 一（二）, 二（一）3
// Errors: those of parameter_class
//         kInsufficientData  too few readings can be used; the message says how many and how many were wanted
Result<ParameterResult> evaluate_parameter(const SurfaceWaterRules& rules, const ParameterInput& input,
                                           std::string_view profile = "section-assessment");

// One month (or sample) of one section.
struct SectionMonth {
  int month = 1;                              // 1..12
  std::map<std::string, Measurement> values;  // key of the item -> result; what was not measured is absent
  std::string missing_reason;                 // 断流, 停站 ...: nothing counts, `values` stays empty; "" otherwise
  std::string where;                          // sheet and row, for the basis
};

struct SectionInput {
  std::string name;
  WaterBody body = WaterBody::kRiver;
  std::optional<WaterClass> target;     // the section's own target class; none: class III is judged against
  std::vector<SectionMonth> months;     // each month at most once, any order
  int months_wanted = 12;               // months of the period: 1 a month, 3 a quarter, n January to month n, 12 a year
  std::vector<std::string> unequipped;  // items for which the station has no instrument (a * in the feed)
  std::vector<std::string> extra_items;  // X items known to count (from last year, or from the survey)
  std::string indicator_set;             // id; empty: the one that applies `on`
  std::string profile = "section-assessment";
  Date on;  // last day of the period
};

struct MonthClass {
  int month = 1;
  WaterClass water_class = WaterClass::kI;
  std::vector<std::string> deciding;  // keys of the items with the month's class; empty in class I
};

struct SectionResult {
  std::string name;
  // None: nothing could be evaluated (see `reason`). With items missing, the class of those that are there: the true
  // one may be worse, never better.
  std::optional<WaterClass> water_class;
  bool is_complete = false;                  // all required items took part
  QualityLevel level;                        // empty without a class
  std::vector<std::string> deciding;         // keys of the items that have the section's class; empty in class I
  std::vector<ParameterResult> parameters;   // that took part, by number
  std::vector<std::size_t> main_pollutants;  // indices into parameters, ranked, at most three; empty in class I to III
  std::string main_pollutants_text;          // 总磷(0.2)、溶解氧
  Compliance compliance = Compliance::kNotAssessable;  // with the target class, or class III
  std::string reason;                                  // Chinese: why it cannot be assessed, or not met; "" when met
  std::vector<MonthClass> monthly;                     // class of each single month, ascending
  int months_wanted = 0;
  int months_had = 0;   // months with any value
  int months_used = 0;  // the largest number of months that an item's mean was made of
  Basis basis;
};

// Returns the class of a section over a period.
// * Each item: mean over the months by its rule; at least 8 of 12 months, 2 of 3, and of n months January to month n
//   two thirds, rounded up. An item with fewer takes no part and is named in basis.left_out.
// * Class: the worst item. kMet only if all required items took part and the class is not worse than the target;
//   kNotMet as soon as one item is worse; else kNotAssessable.
// * With the set 5+X an extra item takes part if the caller names it, or if its own mean in `months` is worse than
//   class III (than the target where that is I or II).
// Source: 环办〔2011〕22号 一（二）, 二（一）1, 二（一）3（1）, 表1; 环办监测函〔2020〕714号 二、四; GB 3838-2002 5.1
// Errors: kNotCovered    no indicator set is known for the day `on` and none was named
//         kNotFound      unknown indicator set, profile or item
//         kInvalidInput  a month twice or out of 1..12, months_wanted out of 1..12, a value that is negative
// The order of months and of items changes nothing.
Result<SectionResult> evaluate_section(const SurfaceWaterRules& rules, const SectionInput& input);

// The smallest number of months of which a period of `months_wanted` months can be made; for January to month n, where
// the text is silent, a setting.
// Source: 环办〔2011〕22号 一（二）
int minimum_months(const SurfaceWaterRules& rules, int months_wanted);

}  // namespace bihuan::standards
