// src/standards/farmland_use.h - how much contaminated farmland is used safely; building land, for which no rate is
// settled.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/decimal.h"
#include "standards/rule_source.h"

namespace bihuan::standards {

struct FarmlandTarget {
  int year = 0;
  Decimal at_least;  // percent
};

struct FarmlandUseRules {
  int decimals = 2;
  std::vector<FarmlandTarget> targets;  // by year
  std::string building_land;            // why there is no rate of safely used building land; Chinese
  RuleSource source;
};

// Out of "soil/safe-use.toml". Errors: kNotFound, kInvalidInput with file and line, kNotCovered.
Result<FarmlandUseRules> load_farmland_use_rules(std::span<const KnowledgeText> texts, std::optional<Date> on = {});

// Areas in one unit.
struct FarmlandAreas {
  Decimal protected_slight;     // B: slightly contaminated, with measures of protection
  Decimal safely_used;          // C: slightly to moderately, measures done and the crop keeps its limits
  Decimal strictly_controlled;  // D: severely, under strict control
  Decimal contaminated;         // E: all
};

enum class Contamination { kSlight, kModerate, kSevere };

struct FarmlandPlot {
  std::string name;
  Decimal area;
  Contamination contamination = Contamination::kSlight;
  bool is_protected = false;          // measures of protection
  bool is_safely_used = false;        // measures of safe use or remediation
  std::optional<bool> crop_complies;  // none: not known
  bool is_strictly_controlled = false;
};

struct FarmlandUseResult {
  std::optional<Decimal> rate;  // percent, rounded once; none: see reason
  FarmlandAreas areas;
  Compliance compliance = Compliance::kNotAssessable;  // with the target, where one was given
  std::string reason;                                  // Chinese
  Basis basis;
};

// The areas of plots. Each plot counts once, by its grade; measures of other grades do not count. A moderate plot whose
// crop is not known counts in E alone.
// Source: 受污染耕地安全利用率核算方法（试行） 公式
// Errors: kInvalidInput  a negative area, a plot twice, a sum that does not fit
Result<FarmlandAreas> farmland_areas(std::span<const FarmlandPlot> plots);

// (B + C + D) / E in percent. `at_least`: the target, compared with the exact share.
// Source: 受污染耕地安全利用率核算方法（试行） 公式
// Errors: kInvalidInput  a negative area, or B + C + D above E
Result<FarmlandUseResult> farmland_safe_use(const FarmlandUseRules& rules, const FarmlandAreas& areas,
                                            std::optional<Decimal> at_least = {});

// The national target of a year. Errors: kNotCovered  none is known for that year
// Source: 土壤污染防治规划目标 受污染耕地安全利用率
Result<Decimal> farmland_target(const FarmlandUseRules& rules, int year);

// Always kNotCovered with the reason: neither numerator nor denominator is settled.
Result<Decimal> building_land_safe_use(const FarmlandUseRules& rules);

}  // namespace bihuan::standards
