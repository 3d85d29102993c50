// src/standards/farmland_soil.h - the risk of contamination of agricultural soil.
#pragma once
#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/decimal.h"
#include "standards/rule_source.h"

namespace bihuan::standards {

// Rotation: paddy and dry land by turns.
enum class FarmlandUse { kPaddy, kDry, kOrchard, kRotation };

using SoilLimits = std::array<Decimal, 4>;  // by column of pH

struct SoilElement {
  std::string name, symbol;  // 镉, Cd; of table 2 both the name
  std::optional<SoilLimits> paddy, orchard;
  SoilLimits other{};  // dry land, and where there is no row of its own
  std::optional<SoilLimits> intervention;
  bool depends_on_ph = true;  // false: table 2
};

enum class SoilRisk { kLow, kPossible, kHigh };

// INVARIANT (checked on load): pH bounds rise; an intervention value is above the screening values of its column.
struct FarmlandSoilRules {
  std::array<Decimal, 3> ph_upper{};
  std::vector<SoilElement> elements;
  std::array<std::string, 3> words, actions;  // by SoilRisk
  int index_decimals = 4;
  RuleSource source;

  const SoilElement* element(std::string_view name_or_symbol) const;  // null where there is none
};

// Out of "soil/gb15618-2018.toml". Errors: kNotFound, kInvalidInput with file and line, kNotCovered.
Result<FarmlandSoilRules> load_farmland_soil_rules(std::span<const KnowledgeText> texts, std::optional<Date> on = {});

struct SoilResult {
  std::string name;
  Decimal screening;
  std::optional<Decimal> intervention;
  Decimal index;                        // content / screening, rounded for display
  std::optional<Decimal> exceed_times;  // (content - screening) / screening, where above
  SoilRisk risk = SoilRisk::kLow;
  std::string risk_word, action;  // Chinese
  Basis basis;
};

// Returns the risk by one element. A content equal to a limit is not above it; a pH on a bound belongs to the column
// below.
// Source: GB 15618-2018 表1, 表2, 表3, 6
// Errors: kNotFound      no such element
//         kInvalidInput  a negative content; a pH that is missing (of elements of table 1) or outside 0 to 14
Result<SoilResult> evaluate_farmland_soil(const FarmlandSoilRules& rules, std::string_view element, FarmlandUse use,
                                          std::optional<Decimal> ph, Decimal content);

}  // namespace bihuan::standards
