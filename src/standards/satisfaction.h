// src/standards/satisfaction.h - surveys of the public's satisfaction.
#pragma once
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/decimal.h"
#include "standards/rule_source.h"

namespace bihuan::standards {

struct SatisfactionOption {
  std::string key, name;  // "very", 非常满意
  Decimal weight;         // 0 to 1
  bool may_lack = false;  // the middle option, which some surveys do not offer
};

// INVARIANT (checked on load): weights fall from 1 to 0.
struct SatisfactionRules {
  std::vector<SatisfactionOption> options;
  std::string not_counted_key, not_counted_name;  // "dont_know"
  int decimals = 2;
  RuleSource source;
};

// Out of "survey/satisfaction.toml". Errors: kNotFound, kInvalidInput with file and line, kNotCovered.
Result<SatisfactionRules> load_satisfaction_rules(std::span<const KnowledgeText> texts, std::optional<Date> on = {});

struct SatisfactionResult {
  std::optional<Decimal> score;  // percent, rounded once; none: see reason
  Decimal answers;               // that count
  Decimal not_counted;           // "don't know"
  std::string reason;            // Chinese
  Basis basis;                   // of options
};

// Returns the weighted share of satisfaction out of the numbers (or shares) of answers by option's key or name.
// Source: 国统字〔2006〕196号 满意率
// Errors: kInvalidInput  an unknown option, one twice, a negative number, an option missing that must be there
Result<SatisfactionResult> satisfaction_score(const SatisfactionRules& rules,
                                              const std::map<std::string, Decimal>& answers);

}  // namespace bihuan::standards
