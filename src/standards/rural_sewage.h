// src/standards/rural_sewage.h - the rates of rural sewage treatment.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/decimal.h"
#include "standards/rule_source.h"

namespace bihuan::standards {

struct RuralSewageRules {
  int decimals = 2;
  Decimal village_share;  // percent of households from which a village counts as treated
  RuleSource source;
};

// Out of "rural/rural-sewage.toml". Errors: kNotFound, kInvalidInput with file and line, kNotCovered.
Result<RuralSewageRules> load_rural_sewage_rules(std::span<const KnowledgeText> texts, std::optional<Date> on = {});

// Villages (行政村) of a district. Treated and controlled ones are told apart; none is both.
struct RuralVillages {
  std::int64_t all = 0, treated = 0;
  std::optional<std::int64_t> controlled;  // none: not known
};

struct RuralSewageResult {
  RuralVillages villages;
  std::optional<Decimal> treated_rate;     // 治理率, percent, rounded once
  std::optional<Decimal> controlled_rate;  // 治理（管控）率; another figure, never compared with the first
  std::string reason;                      // Chinese: why there is no rate
  Basis basis;                             // wanted: villages; had, used: those with a state
};

// Source: 农业农村污染治理攻坚战行动方案 农村生活污水治理率; 关于进一步推进农村生活污水治理的指导意见 治理（管控）率
// Errors: kInvalidInput  a negative number, more villages treated and controlled than there are
Result<RuralSewageResult> rural_sewage_rates(const RuralSewageRules& rules, const RuralVillages& villages);

struct RuralVillage {
  std::string name;
  std::optional<std::int64_t> households, treated_households;  // or hamlets
  bool is_controlled = false;
};

// Whether a village counts as treated: households treated reach the rule's share, exactly.
// Source: 农业农村污染治理攻坚战行动方案 行政村治理标准
// Errors: kInsufficientData  a number is missing, no households; kInvalidInput  negative, more treated than there are
Result<bool> is_village_treated(const RuralSewageRules& rules, const RuralVillage& village);

// The rates of single villages. Those without numbers count as neither treated nor controlled, stay in the number of
// all, and are named in basis.left_out.
// Errors: kInvalidInput  of a village, or one twice
Result<RuralSewageResult> rural_sewage_of(const RuralSewageRules& rules, std::span<const RuralVillage> villages);

}  // namespace bihuan::standards
