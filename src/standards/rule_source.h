// src/standards/rule_source.h - the documents behind a set of rules, and a figure's basis made from them.
#pragma once
#include <initializer_list>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "standards/basis.h"
#include "standards/knowledge.h"

namespace bihuan::standards {

// Where a set of rules comes from. Its keys are those of the sections in the knowledge file.
struct RuleSource {
  std::string standard;  // GB/T 14848-2017
  std::string edition;   // title and the day from which it applies
  std::string digest;    // of the knowledge files
  Date valid_from;
  std::optional<Date> valid_to;
  std::map<std::string, std::string> clauses;     // "ranking" -> "环办监测〔2017〕51号 五"
  std::map<std::string, std::string> confidence;  // the same keys
};

// A basis with the clauses behind `keys` (unknown ones are passed over), each once, in that order; its confidence is
// the lowest of them, and each clause of low confidence is named in the notes. Counts are left to the caller.
Basis start_basis(const RuleSource& source, std::initializer_list<std::string_view> keys);

// Adds clause, confidence and note of one more rule.
void add_rule(Basis& basis, const RuleSource& source, std::string_view key);

}  // namespace bihuan::standards
