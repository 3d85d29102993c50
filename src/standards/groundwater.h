// src/standards/groundwater.h - classes of groundwater.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "standards/period_mean.h"
#include "standards/rule_source.h"
#include "standards/surface_water_rules.h"

namespace bihuan::standards {

enum class GroundwaterKind { kAtMost, kPresence, kPh, kNotDetected, kRadioactivity };

struct GroundwaterItem {
  int number = 0;
  bool is_regular = true;          // table 1, else table 2
  std::vector<std::string> names;  // the first one is printed and is its key
  std::string unit;
  GroundwaterKind kind = GroundwaterKind::kAtMost;
  std::vector<Decimal> limits;  // classes I to IV; kNotDetected: II to IV; kRadioactivity: I to III
  Decimal low[2], high[2];      // kPh: of classes I to III, of class IV
};

// INVARIANT (checked on load): 39 and 54 items, bounds never fall from I to IV, no name twice.
struct GroundwaterRules {
  std::vector<GroundwaterItem> items;
  int multiple_decimals = 1;
  RuleSource source;

  const GroundwaterItem* item(std::string_view name) const;  // by any of its names; null where there is none
};

// Out of "water/gbt14848-2017.toml". Errors: kNotFound, kInvalidInput with file and line, kNotCovered.
Result<GroundwaterRules> load_groundwater_rules(std::span<const KnowledgeText> texts, std::optional<Date> on = {});

// A result: a number, or for what the senses tell whether it is there.
struct GroundwaterValue {
  Measurement measurement;
  std::optional<bool> is_present;  // kPresence only
};

// Class I to V: WaterClass::kI to kV.
struct GroundwaterItemResult {
  std::string name, unit;
  WaterClass water_class = WaterClass::kI;
  bool is_at_best = false;          // class IV or V, which the print does not tell apart (radioactivity)
  bool is_at_worst = false;         // below a detection limit above the bound of class I: this class or a better one
  bool is_exceeding = false;        // worse than class III
  std::optional<Decimal> multiple;  // over the bound of class III, rounded for display
};

// Returns the class of one item.
// Source: GB/T 14848-2017 表1, 表2, 6.2、6.3; 地下水超标倍数 Ⅲ类
// Errors: kNotFound  no such item; kInvalidInput  a negative value, or of the wrong form for the item
Result<GroundwaterItemResult> groundwater_class(const GroundwaterRules& rules, std::string_view name,
                                                const GroundwaterValue& value);

struct GroundwaterResult {
  std::optional<WaterClass> water_class;     // none: nothing was measured
  std::vector<std::string> deciding;         // names of the items that have it; empty in class I
  std::vector<GroundwaterItemResult> items;  // measured, by table and number
  std::vector<GroundwaterItemResult> exceeding;
  std::vector<std::string> missing;  // regular items that were not measured
  std::string reason;                // Chinese; "" with a class
  Basis basis;                       // wanted: the 39 regular items and others that are there
};

// Returns the class of a sample: the worst item. Items below a detection limit above the bound of class III say nothing
// about it and are left out.
// Source: GB/T 14848-2017 6.2、6.3
// Errors: those of groundwater_class
Result<GroundwaterResult> evaluate_groundwater(const GroundwaterRules& rules,
                                               const std::map<std::string, GroundwaterValue>& values);

}  // namespace bihuan::standards
