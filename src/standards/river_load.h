// src/standards/river_load.h - loads of pollutants, the flood-season intensity, and an index of compensation.
#pragma once
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "standards/rule_source.h"
#include "standards/surface_water_rules.h"

namespace bihuan::standards {

struct CompensationRound {
  int id = 1;
  Decimal k0;
  std::vector<Decimal> k;  // by item
};

struct RiverLoadRules {
  int reduction_decimals = 2;
  std::vector<std::string> intensity_items;
  int intensity_decimals = 1;
  std::vector<std::string> compensation_items;
  std::vector<CompensationRound> rounds;
  int compensation_decimals = 6;
  RuleSource source;
};

// Out of "water/river-loads.toml". Errors: kNotFound, kInvalidInput with file and line, kNotCovered.
Result<RiverLoadRules> load_river_load_rules(std::span<const KnowledgeText> texts, std::optional<Date> on = {});

struct LoadFigure {
  Decimal value;
  std::string statement;  // Chinese; "" where the figure speaks for itself
  Basis basis;
};

// volume x (inlet - outlet) in tonnes; volume in m3, concentrations in mg/L. An outlet above the inlet is no reduction.
// Source: 水污染物通量与补偿 削减量
// Errors: kInvalidInput  a negative value, an outlet above the inlet, a result that does not fit
Result<LoadFigure> pollutant_reduction(const RiverLoadRules& rules, Decimal cubic_metres, Decimal inlet,
                                       Decimal outlet);

// The concentration of an item in the flood season over the limit of the section's target class.
// Source: 环办水体函〔2022〕52号 汛期污染强度
// Errors: kNotCovered    the item has no such intensity; kInvalidInput  a negative value
Result<LoadFigure> flood_season_intensity(const RiverLoadRules& rules, const SurfaceWaterRules& surface,
                                          std::string_view item, WaterBody body, WaterClass target,
                                          Decimal concentration);

struct CompensationValue {
  Decimal mean, base;  // of the year, and of the agreed base
};

// P of a round of the agreement, with who pays.
// Source: 新安江流域横向生态补偿协议 P值
// Errors: kNotFound  no such round; kInvalidInput  an item is missing or unknown, a base that is not above 0
Result<LoadFigure> compensation_index(const RiverLoadRules& rules, int round,
                                      const std::map<std::string, CompensationValue>& values);

}  // namespace bihuan::standards
