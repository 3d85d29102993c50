#include "observations/validity.h"

#include <algorithm>
#include <map>
#include <string_view>

namespace bihuan::observations {

Verdict verdict_of(std::span<const Mark> marks) {
  const Mark* person = nullptr;
  std::map<std::string_view, Verdict> rules;
  for (const Mark& mark : marks) {
    if (mark.is_person)
      person = &mark;
    else
      rules[mark.by] = mark.verdict;
  }
  if (person != nullptr) return person->verdict;
  Verdict worst = Verdict::kValid;
  for (const auto& [rule, verdict] : rules) worst = std::max(worst, verdict);
  return worst;
}

}  // namespace bihuan::observations
