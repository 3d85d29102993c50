// src/standards/basis.h - what every evaluator hands back beside its figure: whether it complies, and from what it was
// made.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bihuan::standards {

// An evaluator's answer. There is no fourth value and no default: what cannot be assessed is neither met nor not met.
enum class Compliance { kMet, kNotMet, kNotAssessable };

// Returns the word as it stands in JSON: "met", "not_met", "not_assessable".
std::string_view to_string(Compliance compliance);
// Returns the word for an operator: 达标, 不达标, 无法评价.
std::string_view to_chinese(Compliance compliance);

// A reading that took no part, and why.
struct LeftOut {
  std::string where;   // sheet and cell, or section, item and month
  std::string reason;  // Chinese
  friend bool operator==(const LeftOut&, const LeftOut&) = default;
};

// From what a figure was made, so that yesterday's answer can be repeated and questioned.
struct Basis {
  std::string standard;              // GB 3838-2002
  std::string edition;               // title, and the day from which it applies
  std::vector<std::string> clauses;  // "GB 3838-2002 表1", in fixed order, each once
  std::string knowledge_digest;      // SM3 over the knowledge files that were used
  std::string profile;               // who evaluates so: 断面考核评价; with the indicator set
  std::string rounding;              // what was rounded, how and to how many decimals
  std::int64_t wanted = 0;           // readings that the rule asks for
  std::int64_t had = 0;              // readings that were there
  std::int64_t used = 0;             // readings that took part
  std::vector<LeftOut> left_out;
  std::string confidence;          // the lowest of the knowledge used: "high", "medium", "low"
  std::vector<std::string> notes;  // settings of this project, gaps of the rule; Chinese
};

}  // namespace bihuan::standards
