// src/standards/city_water_index.h - the water-quality index of cities (CWQI) and their ranking.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "standards/rule_source.h"
#include "standards/surface_water_group.h"

namespace bihuan::standards {

struct CityIndexRules {
  std::vector<std::string> items;  // keys of table 1
  Decimal ph_middle;               // 7.0
  int decimals = 4;                // of the city's index
  int change_decimals = 2;
  RuleSource source;
};

// Out of "water/city-water-ranking.toml". Errors: kNotFound, kInvalidInput with file and line, kNotCovered.
Result<CityIndexRules> load_city_index_rules(std::span<const KnowledgeText> texts, std::optional<Date> on = {});

// The index of one item: its mean over the class III limit. Exact to twelve decimals.
// Source: 环办监测〔2017〕51号 四（二）
// Errors: kNotFound      no such item; kInvalidInput  dissolved oxygen of 0, pH outside 0 to 14
Result<Decimal> water_item_index(const CityIndexRules& rules, const SurfaceWaterRules& surface, std::string_view key,
                                 WaterBody body, const PeriodMean& mean);

struct ItemIndex {
  std::string key, name;
  Decimal mean;   // over the sections, to twelve decimals
  Decimal index;  // to twelve decimals
};

// The rivers, or the lakes, of a city.
struct BodyIndex {
  WaterBody body = WaterBody::kRiver;
  std::int64_t sections = 0;  // M or N
  std::vector<ItemIndex> items;
  std::optional<Decimal> index;  // sum; none: an item is missing
};

struct WeightedIndex {
  Decimal index;
  std::int64_t sections = 0;
};

// The mean of the indices weighted by their numbers of sections, to twelve decimals.
// Source: 环办监测〔2017〕51号 四（二）3
// Errors: kInsufficientData  no sections; kInvalidInput  a sum does not fit
Result<Decimal> combined_index(std::span<const WeightedIndex> bodies);

// (now - base) / base in percent, rounded once to `decimals`; negative is better.
// Source: 环办监测〔2017〕51号 四（四）
// Errors: kInvalidInput  the base is 0
Result<Decimal> index_change(Decimal now, Decimal base, int decimals);

struct CityIndexInput {
  std::string name;
  std::vector<SectionResult> rivers, lakes;  // evaluated over the period; the means of their items are taken
  std::vector<std::string> items;            // another list than the rule's, asked for by the caller; empty: the rule's
};

struct CityIndexResult {
  std::string name;
  std::optional<BodyIndex> rivers, lakes;  // none: the city has none
  std::optional<Decimal> index;            // to twelve decimals; none: see reason
  std::optional<Decimal> printed;          // rounded once
  std::string reason;                      // Chinese
  Basis basis;                             // wanted: items of each kind; had, used: those that are there
};

// Returns the index of a city: for rivers and lakes apart the mean of each item over the sections (unrounded; pH as
// hydrogen ions) and the sum of the item indices; then the mean of both, weighted by the numbers of sections.
// Source: 环办监测〔2017〕51号 三, 四（二）1、2, 四（二）3
// Errors: kNotFound  an item is not in table 1; kInvalidInput  a value has no index, a sum does not fit
Result<CityIndexResult> evaluate_city_index(const CityIndexRules& rules, const SurfaceWaterRules& surface,
                                            const CityIndexInput& input);

struct RankedCity {
  std::string name;
  std::optional<Decimal> value;  // as printed; none: not ranked
  std::optional<int> rank;
  std::string reason;  // why it is not ranked
};

// Cities in the order given with their rank by the printed index, the smallest first; equal ones share a rank and the
// next one is left vacant. Cities without an index get no rank.
// Source: 环办监测〔2017〕51号 四（三）
std::vector<RankedCity> rank_cities(std::span<const CityIndexResult> cities);

struct CityChange {
  std::string name;
  std::optional<Decimal> now, base;  // printed indices
  bool is_excluded = false;          // all sections class II or better and passing, in the base year and now
};

// (now - base) / base in percent for each city, as printed, ranked like rank_cities.
// Source: 环办监测〔2017〕51号 四（四）
std::vector<RankedCity> rank_changes(const CityIndexRules& rules, std::span<const CityChange> cities);

}  // namespace bihuan::standards
