// src/standards/surface_water_rules.h - the rules of surface-water classes as values, read from knowledge.
//
// Source: GB 3838-2002 表1; 环办〔2011〕22号; 环办监测函〔2020〕82号; 环办监测函〔2020〕714号; 总站水字〔2018〕87号
#pragma once
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/result.h"
#include "base/time.h"
#include "standards/knowledge.h"

namespace bihuan::standards {

// Ascending from best to worst; they compare.
enum class WaterClass { kI = 1, kII, kIII, kIV, kV, kWorseThanV };

std::string_view to_string(WaterClass water_class);  // Ⅰ Ⅱ Ⅲ Ⅳ Ⅴ 劣Ⅴ

// Reads Ⅲ, III, 三, 3, with or without 类, in full or half width, and 劣Ⅴ, 劣V, 劣五, 劣于Ⅴ. Errors: kInvalidInput.
Result<WaterClass> parse_water_class(std::string_view text);

enum class WaterBody { kRiver, kLake };  // a reservoir of river type is evaluated as a river, any other as a lake

std::string_view to_string(WaterBody body);  // 河流, 湖库

enum class LimitDirection { kAtMost, kAtLeast, kWithin };

// One item of table 1.
struct WaterParameter {
  std::string key;                 // "tp"
  int number = 0;                  // of the item in table 1
  std::vector<std::string> names;  // words for it in the head of a table; the first one is printed
  std::string unit;                // "mg/L", "无量纲", "个/L"
  LimitDirection direction = LimitDirection::kAtMost;
  std::vector<Decimal> limits;       // classes I to V, rivers; [5]; empty for kWithin
  std::vector<Decimal> lake_limits;  // [5]; = limits where the table has one column
  Decimal low, high;                 // kWithin: both ends are inside
  bool is_lake_only = false;         // total nitrogen
  int decimals = 0;                  // of the rounded mean
  bool has_multiple = true;          // false: pH, dissolved oxygen
  bool is_named_first = false;       // cyanide and heavy metals
  std::string clause;                // 表1 第8项
  std::string confidence;

  // The limit of class I to V for this water body. PRECONDITION: direction is not kWithin, water_class <= kV.
  Decimal limit(WaterBody body, WaterClass water_class) const;
};

// Which items decide the class.
struct IndicatorSet {
  std::string id;                       // "5plus_x"
  std::string name;                     // 十四五5+X项
  std::vector<std::string> items;       // keys that always take part
  std::vector<std::string> extra_from;  // keys that take part where they were worse than class III (X)
  std::vector<std::string> required;    // without them a section is never called "meets"
  bool is_for_sources = false;          // of drinking-water sources: not offered for sections
  Date valid_from;
  std::optional<Date> valid_to;
  std::string source;  // document and clause
  std::string confidence;
};

// Who evaluates: rounded means (section-assessment) or unrounded values (station-feed, the national feed of stations).
struct EvaluationProfile {
  std::string id;
  std::string name;
  bool rounds = true;
  std::vector<std::string> required;  // no class at all without these
  std::vector<std::string> may_lack;  // of these, not asked of a station that has no instrument for them
  std::optional<Date> may_lack_from;  // from this day on
  std::string confidence;
};

struct QualityLevel {
  std::string level;   // 良好
  std::string colour;  // 绿色
  friend bool operator==(const QualityLevel&, const QualityLevel&) = default;
};

// A row of 22号 table 2, percentages; the first row that fits counts.
struct GroupLevelRow {
  QualityLevel level;
  std::optional<Decimal> good_from, good_below, bad_from, bad_below;  // from <= share < below
};

struct DefaultSet {
  std::string id;
  Date valid_from;
  Date valid_to;
};

// INVARIANT (checked on load): limits are monotonic and five long; every key in a set, a profile or a list is a
// parameter; every parameter has decimals; the levels cover all six classes once; at least one profile rounds.
struct SurfaceWaterRules {
  std::string standard;                    // GB 3838-2002
  std::string edition;                     // 地表水环境质量标准（2002-06-01起）
  std::string digest;                      // of the knowledge files
  std::vector<WaterParameter> parameters;  // by number
  std::vector<std::size_t> by_key;         // places in `parameters`, ascending by key
  std::vector<IndicatorSet> indicator_sets;
  std::vector<DefaultSet> default_sets;
  std::vector<EvaluationProfile> profiles;
  std::map<WaterClass, QualityLevel> section_levels;
  std::vector<GroupLevelRow> group_levels;
  int group_shares_from = 5;  // from so many sections on, shares of classes
  int share_decimals = 1;
  int multiple_decimals = 1;
  int max_main_pollutants = 3;
  int max_group_pollutants = 3;
  int group_pollutant_decimals = 1;                     // of the share of sections
  int change_some_steps = 1, change_obvious_steps = 2;  // of the level
  Decimal change_some_above, change_obvious_above;      // percentage points
  int change_decimals = 1;
  std::string mean_as_ions;  // key of the item that is averaged as hydrogen ions
  int month_minimum = 1;
  int quarter_minimum = 2;
  int year_minimum = 8;
  int year_months = 12;
  std::map<std::string, std::string> clauses;     // "section_class" -> "环办〔2011〕22号 二（一）1"
  std::map<std::string, std::string> confidence;  // the same keys

  const WaterParameter* parameter(std::string_view key) const;  // null where there is none
  const IndicatorSet* indicator_set(std::string_view id) const;
  const EvaluationProfile* profile(std::string_view id) const;
};

// Reads "water/gb3838-2002.toml" and "water/surface-water-evaluation.toml" out of `texts` (others are passed over) and
// checks them. `on`: the day for which is evaluated; the standard must be in force then.
// Errors: kNotFound      a file is missing
//         kInvalidInput  a file does not keep its form; `where` is file and line
//         kNotCovered    `on` is before the standard's first or after its last day
Result<SurfaceWaterRules> load_surface_water_rules(std::span<const KnowledgeText> texts, Date on);

// The set that applies on a day where the caller names none.
// Errors: kNotCovered  no set is known for that day (from 2026 on the caller must name one), or `id` did not apply yet
//         kNotFound    `id` is not empty and unknown
// A set named by `id` is taken also after its last day: that is the caller's decision, and the basis says so.
// Source: 环办〔2011〕22号 一（一）1; 环办监测函〔2020〕714号 二、四
Result<const IndicatorSet*> indicator_set_for(const SurfaceWaterRules& rules, Date on, std::string_view id = {});

}  // namespace bihuan::standards
