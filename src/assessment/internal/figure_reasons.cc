#include "assessment/internal/figure_reasons.h"

#include <algorithm>
#include <utility>

#include "base/decimal.h"

namespace bihuan::assessment::internal {
namespace {

bool compares(const std::string& left, const std::string& op, const std::string& right) {
  const Result<Decimal> a = parse_decimal(left), b = parse_decimal(right);
  const bool are_numbers = a.has_value() && b.has_value();
  const bool is_equal = are_numbers ? *a == *b : left == right;
  if (op == "=") return is_equal;
  if (op == "!=") return !is_equal;
  if (!are_numbers) return false;
  if (op == "<") return *a < *b;
  if (op == "<=") return *a <= *b;
  return op == ">" ? *a > *b : *a >= *b;
}

}  // namespace

std::string with_facts(const std::string& text, const Facts& facts) {
  // In one pass: what a fact says (a document's title) is not looked into.
  std::string filled;
  std::size_t at = 0;
  while (true) {
    const std::size_t open = text.find('{', at);
    const std::size_t close = open == std::string::npos ? open : text.find('}', open);
    if (close == std::string::npos) return filled + text.substr(at);
    const auto fact = facts.find(text.substr(open + 1, close - open - 1));
    filled += text.substr(at, open - at);
    filled += fact == facts.end() ? text.substr(open, close + 1 - open) : fact->second;
    at = close + 1;
  }
}

bool holds(const std::vector<records::FigureCondition>& when, const Facts& facts) {
  return std::ranges::all_of(when, [&](const records::FigureCondition& one) {
    const auto fact = facts.find(one.fact);
    if (fact == facts.end()) return false;
    if (!one.value.starts_with('{')) return compares(fact->second, one.op, one.value);
    const auto right = facts.find(one.value.substr(1, one.value.size() - 2));
    return right != facts.end() && compares(fact->second, one.op, right->second);
  });
}

std::vector<LikelyReason> likely_reasons(const records::OfficialRules& rules, const Facts& facts) {
  std::vector<LikelyReason> reasons;
  for (const records::FigureReason& reason : rules.reasons) {
    if (holds(reason.when, facts)) reasons.push_back({reason.id, reason.name, with_facts(reason.say, facts)});
  }
  if (reasons.empty()) reasons.push_back({"unexplained", "原因未明", rules.unexplained});
  return reasons;
}

}  // namespace bihuan::assessment::internal
