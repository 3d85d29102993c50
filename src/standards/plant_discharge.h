// src/standards/plant_discharge.h - what municipal wastewater plants discharge against their standard.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "standards/period_mean.h"
#include "standards/rule_source.h"

namespace bihuan::standards {

struct PlantItem {
  std::string key;
  std::vector<std::string> names;
  std::vector<std::optional<Decimal>> limits;  // by grade; none: no limit
  std::vector<std::optional<Decimal>> cold;    // at or below the rule's temperature; empty: the same
  std::vector<std::optional<Decimal>> old;     // of plants built before the rule's day; empty: the same
  std::optional<Decimal> low, high;            // pH: within
};

struct PlantRules {
  std::vector<std::string> grades;  // 一级A, 一级B, 二级, 三级
  Decimal warm_above;               // degrees
  Date old_before;
  std::vector<PlantItem> items;
  RuleSource source;

  const PlantItem* item(std::string_view name) const;  // by key or name
};

// Out of "water/gb18918-2002.toml". Errors: kNotFound, kInvalidInput with file and line
//         kNotCovered  `on` lies outside the edition: an amendment of 2026 was not read
Result<PlantRules> load_plant_rules(std::span<const KnowledgeText> texts, std::optional<Date> on = {});

struct Plant {
  std::string grade;  // one of PlantRules::grades
  Date built;
};

struct PlantItemResult {
  std::string name;
  std::optional<Decimal> limit;  // none: the grade has none, or pH
  Compliance compliance = Compliance::kNotAssessable;
  std::optional<Decimal> multiple;  // over the limit, to one decimal, for display
  std::string reason;               // Chinese; "" when met
  Basis basis;
};

// Compares the daily mean of one item. A value equal to the limit meets it; half of a detection limit counts.
// `water_temperature` is needed for ammonia.
// Source: GB 18918-2002 表1
// Errors: kNotFound  no such item or grade; kInvalidInput  a negative value
Result<PlantItemResult> plant_discharge(const PlantRules& rules, const Plant& plant, std::string_view item,
                                        const Measurement& daily_mean, std::optional<Decimal> water_temperature = {});

}  // namespace bihuan::standards
