// src/standards/air_rules.h - the rules of ambient air as values, read from knowledge: limits (GB 3095), index (HJ
// 633), statistics (HJ 663), of one edition.
//
// Source: GB 3095-2012 表1, 6.4; GB 3095-2026 表1, 4.4, 6.4; HJ 633-2012 表1, 表2, 表3, 表4; HJ 633-2026 表1, 表3, 表4,
// 表5
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/quantity.h"
#include "base/result.h"
#include "base/time.h"
#include "standards/knowledge.h"

namespace bihuan::standards {

// Of a window of ozone: means of so many hours and values of nine digits are compared in whole numbers of 64 bits.
inline constexpr int kMostWindowHours = 16;

// The six basic items, in the order in which they are published.
enum class Pollutant : std::uint8_t { kSo2, kNo2, kPm10, kPm25, kCo, kO3 };
inline constexpr std::size_t kPollutants = 6;
inline constexpr std::array<Pollutant, kPollutants> kAllPollutants = {
    Pollutant::kSo2, Pollutant::kNo2, Pollutant::kPm10, Pollutant::kPm25, Pollutant::kCo, Pollutant::kO3};

constexpr std::size_t index_of(Pollutant pollutant) { return static_cast<std::size_t>(pollutant); }
constexpr std::uint8_t bit_of(Pollutant pollutant) { return static_cast<std::uint8_t>(1U << index_of(pollutant)); }

std::string_view to_string(Pollutant pollutant);  // "so2", "pm25" ...: the key in knowledge and JSON
std::string_view to_chinese(Pollutant pollutant);  // 二氧化硫, 细颗粒物(PM2.5) ... as the national feed prints them
std::string_view symbol(Pollutant pollutant);      // "SO2", "PM2.5" ...
// Errors: kNotFound.
Result<Pollutant> parse_pollutant(std::string_view key);

template <class T>
using PerPollutant = std::array<T, kPollutants>;

// Concentrations against index. INVARIANT (checked on load): n >= 2, both columns strictly increasing from 0; exactly
// one of beyond_index and beyond_table is there.
struct BreakPointTable {
  std::string id;  // "so2_1h"
  Pollutant pollutant = Pollutant::kSo2;
  std::string period;  // "1h", "8h", "24h"
  Unit unit = Unit::kUgPerM3;
  std::vector<Decimal> concentration;  // as printed
  std::vector<int> index;
  std::optional<int> beyond_index;  // above the last point
  std::string beyond_table;         // or the table that decides then, with its own concentration
  // Index by whole steps of the concentration's decimals (1 μg/m3, 0.1 mg/m3): [last point in steps + 1].
  std::vector<std::uint16_t> by_step;
};

struct AirLevel {
  int upper = 0;  // highest index of the level; 0 in the last one, which is open
  std::string level, category, colour, hex;
};

// Which index is made of which columns, and whether it is published with a pollutant missing.
enum class Acceptance { kAny, kAll, kAllOrAbove };

struct AirProfile {
  std::string id;                   // "national-feed"
  std::string name;                 // 全国实时发布
  bool is_hourly = false;           // else daily
  PerPollutant<std::size_t> table;  // index into AirRules::tables
  Acceptance accepts = Acceptance::kAny;
  std::string clause;  // HJ 633-2012 表4
  std::string note;
  std::string confidence;
};

struct AirLimits {                                          // [class I, class II]
  std::optional<std::array<Decimal, 2>> annual, day, hour;  // day: 24 h mean, of O3 the daily maximum 8-hour mean
};

// What an annual evaluation looks at.
struct AnnualItem {
  bool is_max_8h = false;  // a day's value is the largest 8-hour mean, else the mean of the hours
  bool has_mean = false;
  int percentile = 0;
};

struct AirRules {
  std::string edition;                             // "2012"
  std::string limits_id, index_id, statistics_id;  // GB 3095-2012, HJ 633-2012, HJ 663-2013
  std::string limits_title, index_title, statistics_title;
  Date valid_from;  // all three are in force from here
  std::optional<Date> valid_to;
  std::string phase_id, phase_name;  // "transition", 过渡阶段限值
  std::string digest;                // of the three knowledge files
  std::vector<BreakPointTable> tables;
  std::vector<AirLevel> levels;
  std::vector<AirProfile> profiles;
  bool rounds_concentration = false;  // before the index
  int primary_above = 50;
  std::optional<int> exceeding_above;  // none: the edition has no exceeding pollutants
  int publish_above = 0;               // Acceptance::kAllOrAbove
  PerPollutant<AirLimits> limits;
  PerPollutant<Unit> units;
  PerPollutant<int> decimals;  // of concentrations
  int multiple_decimals = 2;
  int rate_decimals = 1;
  // Least data.
  int day_hours = 20, window_hours = 6, year_days = 324, month_days = 27, february_days = 25;
  // Windows of the ozone day: hours ending at first_end .. last_end.
  int first_end = 8, last_end = 24, window_length = 8, least_windows = 14;
  bool keeps_above_limit = true;
  PerPollutant<AnnualItem> annual_items;
  // City from stations.
  Decimal city_share, city_small_share;
  int city_small_below = 4;
  // Indices.
  int index_decimals = 2;
  PerPollutant<int> weights;
  PerPollutant<bool> is_mean_in_index;
  PerPollutant<bool> is_sand_dust_excluded;
  // Days.
  int good_up_to = 100, heavy_above = 200, good_decimals = 1, change_decimals = 1;
  bool counts_complete_days = true;               // else days whose index is published
  std::map<std::string, std::string> clauses;     // "percentile" -> "HJ 663-2013 附录A百分位数"
  std::map<std::string, std::string> confidence;  // the same keys

  const BreakPointTable* table(std::string_view id) const;  // null where there is none
  const AirProfile* profile(std::string_view id) const;
  const AirLevel& level(int index) const;
  int level_number(int index) const;  // 1..6
};

// The rules in force on `on`, out of the "air/*.toml" in `texts` (others are passed over), checked.
// Errors: kNotFound      files of the edition are missing
//         kInvalidInput  a file does not keep its form; `where` is file and line
//         kNotCovered    no edition is in force on that day
Result<AirRules> load_air_rules(std::span<const KnowledgeText> texts, Date on);

// The rules of the edition that `standard` (GB 3095-2026, HJ 633-2012 ...) belongs to, whatever the day of the data;
// limits of the phase in force on `on`, or else of the first phase.
// Errors: kNotFound  no such standard, with the list of those that are; those above
Result<AirRules> load_air_rules(std::span<const KnowledgeText> texts, std::string_view standard,
                                std::optional<Date> on);

}  // namespace bihuan::standards
