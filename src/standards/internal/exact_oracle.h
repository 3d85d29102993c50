// src/standards/internal/exact_oracle.h - a slow, obvious second opinion on classes and means, in fractions of big
// integers. Written apart from the evaluator, with the limits typed in again; linked into tests only.
#pragma once
#include <string>
#include <vector>

namespace bihuan::standards::internal {

// 1 to 5, 6 for worse than V. `value` is a plain decimal as text.
int oracle_class(const std::string& item, bool is_lake, const std::string& value);

struct OracleMean {
  std::string rounded;  // as printed
  int water_class = 0;
};

// The arithmetic mean of reported results ("0.01L" counts as half), rounded once, half to even; one digit is kept
// instead of 0.
OracleMean oracle_mean(const std::string& item, bool is_lake, const std::vector<std::string>& results);

// All items that the oracle knows, and the five limits as typed (empty for pH).
std::vector<std::string> oracle_items();
std::vector<std::string> oracle_limits(const std::string& item, bool is_lake);

}  // namespace bihuan::standards::internal
