// src/standards/drinking_source.h - centralised drinking-water sources: one source in one month, a source over a year,
// the share of sources that pass, by count and by volume.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "standards/groundwater.h"
#include "standards/surface_water.h"

namespace bihuan::standards {

// An item of table 2 or 3: one upper limit.
struct SourceItem {
  std::string key;                 // "so4"; of table 3 its name
  std::vector<std::string> names;  // the first one is printed
  int table = 2;
  int number = 0;
  Decimal limit;              // mg/L
  bool is_preferred = false;  // of table 3: monitored every month
};

// INVARIANT (checked on load): as many items as the tables say; no key or name twice.
struct DrinkingSourceRules {
  std::vector<SourceItem> items;       // of tables 2 and 3, by table and number
  std::string indicator_set;           // of SurfaceWaterRules, for the class
  std::vector<std::string> reference;  // keys of table 1 that are told apart
  int monthly_items = 0;               // 61
  int rate_decimals = 1;
  std::map<std::string, int> times_a_year;  // "prefecture_surface" -> 12
  RuleSource source;

  const SourceItem* item(std::string_view name) const;  // by key or any name; null where there is none
};

// Out of "water/drinking-sources.toml" and "water/gb3838-2002.toml". Errors: kNotFound, kInvalidInput with file and
// line, kNotCovered.
Result<DrinkingSourceRules> load_drinking_source_rules(std::span<const KnowledgeText> texts,
                                                       std::optional<Date> on = {});

enum class SourceKind { kRiver, kLake, kGround };

std::string_view to_string(SourceKind kind);  // 河流型, 湖库型, 地下水

// One source in one month (or sampling).
struct SourceMonth {
  std::string name;
  SourceKind kind = SourceKind::kRiver;
  int month = 1;
  Date on;                                              // last day of the month
  std::map<std::string, Measurement> values;            // surface: keys of table 1
  std::map<std::string, Measurement> specific;          // surface: keys or names of tables 2 and 3
  std::map<std::string, GroundwaterValue> groundwater;  // groundwater: names of GB/T 14848
  std::optional<Decimal> volume;                        // drawn in the month, 10^4 t
  std::string missing_reason;                           // not monitored, and why
};

struct SourceExceedance {
  std::string name;
  std::optional<Decimal> multiple;  // over the limit (class III), rounded for display
};

struct SourceReference {
  std::string name;
  Decimal value;
  WaterClass water_class = WaterClass::kI;
};

struct SourceMonthResult {
  std::string name;
  SourceKind kind = SourceKind::kRiver;
  int month = 1;
  Compliance compliance = Compliance::kNotAssessable;
  std::optional<WaterClass> water_class;  // surface: of the 20 items; groundwater: of all
  std::vector<SourceExceedance> exceeding;
  std::vector<SourceReference> reference;  // total nitrogen (lakes), faecal coliforms: they do not decide
  std::optional<Decimal> volume;
  std::string reason;  // Chinese; "" when met
  Basis basis;         // wanted: items that each month asks for
};

// Does one item of table 2 or 3 keep its limit? A value equal to it does. Returns the exceedance, or none.
// Source: GB 3838-2002 表2, 表3
// Errors: kNotFound          no such item
//         kInvalidInput      a negative value
//         kInsufficientData  "below L" with L above the limit
Result<std::optional<SourceExceedance>> source_item_exceedance(const DrinkingSourceRules& rules, std::string_view key,
                                                               const Measurement& value, int multiple_decimals);

// Returns whether a source passes in a month. Surface water: the class by the 20 items is III or better and no item of
// tables 2 and 3 exceeds. Groundwater: no item is worse than class III. kNotMet as soon as one item exceeds; kMet only
// with the required items of the class (groundwater: with any item); how many of the asked items were there the basis
// says.
// Source: 环办函〔2012〕1266号 地表水每月61项, 地表水评价, 地下水评价
// Errors: those of evaluate_section, evaluate_groundwater and source_item_exceedance, without kInsufficientData
Result<SourceMonthResult> evaluate_source_month(const DrinkingSourceRules& rules, const SurfaceWaterRules& surface,
                                                const GroundwaterRules& ground, const SourceMonth& input);

// What the rates are made of: a source over a period.
struct SourceOutcome {
  std::string name;
  Compliance compliance = Compliance::kNotAssessable;
  std::optional<Decimal> volume;          // drawn, 10^4 t
  std::optional<Decimal> passing_volume;  // of it in months that passed; none: all or nothing by `compliance`
  std::string reason;
};

struct SourceRates {
  std::int64_t monitored = 0, passing = 0;
  std::optional<Decimal> by_count;   // percent; none: no source could be assessed
  std::optional<Decimal> by_volume;  // percent; none: see reason
  Decimal volume, passing_volume;
  std::string reason;  // Chinese: why a rate is missing; "" otherwise
  Basis basis;         // wanted: sources; had, used: those assessed
};

// Returns both rates. A source that cannot be assessed is in neither part and is named in basis.left_out.
// Source: HJ 774-2015 水质达标率
// Errors: kInvalidInput  a negative volume, a passing volume above the volume, a source twice, a sum that does not fit
Result<SourceRates> source_rates(const DrinkingSourceRules& rules, std::span<const SourceOutcome> sources);

// How often a source is sampled in a year.
// Source: 环办函〔2012〕1266号 监测频次
int samplings_a_year(const DrinkingSourceRules& rules, SourceKind kind, bool is_county);

// Returns a source over a year out of its months: it passes if each of the samplings that were `due` passed; fewer
// results leave it open unless one failed.
// Source: HJ 774-2015 全年达标
// Errors: kInvalidInput  a month twice or of another source, due not in 1..12
Result<SourceOutcome> source_year(std::string_view name, std::span<const SourceMonthResult> months, int due);

}  // namespace bihuan::standards
