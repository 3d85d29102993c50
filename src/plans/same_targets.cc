// Which targets stand in two plans: same_targets() of plans/plan_diff.h.
#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "base/text.h"
#include "plans/internal/demand.h"
#include "plans/internal/near_phrases.h"
#include "plans/internal/wording.h"
#include "plans/plan_diff.h"

namespace bihuan::plans {
namespace {

constexpr std::size_t kCandidates = 12;
constexpr double kLeastSimilarity = 0.75;  // of indicators with their scopes, where value and deadline agree too

// One spelling for words that mean the same in an indicator: 比例, 比率 and 占比 are 率.
std::u32string plain_indicator(std::string_view indicator) {
  std::string text = strip_spaces(to_half_width(indicator));
  for (const std::string_view word : {"百分比", "比例", "比率", "占比"}) text = replace_all(text, word, "率");
  return internal::fold(text);
}

// 2020 and 2020-12-31 are one deadline.
const std::string& last_day(const Target& target) { return target.due.empty() ? target.deadline : target.due; }

std::vector<std::u32string> numbers_in(std::u32string_view folded) {
  std::vector<std::u32string> numbers;
  for (std::size_t i = 0; i < folded.size();) {
    std::size_t end = i;
    while (end < folded.size() && is_ascii_digit(folded[end])) ++end;
    if (end > i) numbers.emplace_back(folded.substr(i, end - i));
    i = end > i ? end : i + 1;
  }
  return numbers;
}

// The words of level that tell 国控 from 省控: two texts that name different ones are about different things.
std::set<char32_t> levels_in(std::u32string_view folded) {
  constexpr std::u32string_view kLevels = U"国省市县区乡镇村";
  std::set<char32_t> levels;
  for (const char32_t c : folded) {
    if (kLevels.find(c) != std::u32string_view::npos) levels.insert(c);
  }
  return levels;
}

struct Described {
  const Target* target = nullptr;
  std::u32string indicator;
  std::u32string scope;
  std::u32string whole;  // scope and indicator
  std::u32string text;
  std::string deadline;
};

Described describe(const Target& target) {
  Described d;
  d.target = &target;
  d.indicator = plain_indicator(target.indicator);
  d.scope = plain_indicator(target.scope);
  d.whole = d.indicator.find(d.scope) != std::u32string::npos ? d.indicator : d.scope + d.indicator;
  d.text = internal::fold(target.text);
  d.deadline = last_day(target);
  return d;
}

bool contains(const std::u32string& a, const std::u32string& b) {
  return a.find(b) != std::u32string::npos || b.find(a) != std::u32string::npos;
}

// 0 where they are not the same target; otherwise the higher, the surer.
double likeness(const Described& a, const Described& b) {
  if (a.deadline != b.deadline) return 0;
  const std::vector<std::u32string> numbers_a = numbers_in(a.scope);
  const std::vector<std::u32string> numbers_b = numbers_in(b.scope);
  if (!numbers_a.empty() && !numbers_b.empty() && numbers_a != numbers_b) return 0;
  const bool same_unit = internal::fold(a.target->unit) == internal::fold(b.target->unit);
  const internal::DemandChange change = internal::compare_targets(*a.target, *b.target);
  if (!same_unit && change.field == "unit") return 0;
  if (a.whole == b.whole && !a.whole.empty()) return 3;
  if (a.indicator == b.indicator && !a.indicator.empty() && a.indicator.size() >= 3 && contains(a.scope, b.scope))
    return 2;
  if (a.text == b.text && a.target->indicator == b.target->indicator) return 2;
  if (change.demand != internal::Demand::kSame || levels_in(a.whole) != levels_in(b.whole)) return 0;
  const double alike = internal::similarity(internal::bigrams_of(a.whole), internal::bigrams_of(b.whole));
  return alike >= kLeastSimilarity ? alike : 0;
}

SameTarget pair_of(const Target& own, const Target& other, const std::string& other_title) {
  SameTarget same;
  same.target_id = own.id;
  same.other_plan_title = other_title;
  same.other_target_id = other.id;
  same.other_text = other.text;
  const internal::DemandChange change = internal::compare_targets(own, other);
  same.agrees = change.demand == internal::Demand::kSame && own.strength == other.strength;
  const std::string title = "《" + excerpt(other_title, 40) + "》";
  if (same.agrees) {
    same.statement = "与" + title + "一致：" + internal::value_line(own);
  } else if (change.demand == internal::Demand::kSame) {
    same.statement = std::string("数值一致，约束力不同：本文为“") +
                     (own.strength == Strength::kHard ? "刚性" : "力争") + "”，" + title + "为“" +
                     (other.strength == Strength::kHard ? "刚性" : "力争") + "”";
  } else {
    const std::string which = change.demand == internal::Demand::kRaised    ? "，后者更严"
                              : change.demand == internal::Demand::kLowered ? "，本文更严"
                                                                            : "";
    same.statement =
        "不一致：本文为 " + internal::value_line(own) + "，" + title + "为 " + internal::value_line(other) + which;
  }
  return same;
}

}  // namespace

std::vector<SameTarget> same_targets(const Plan& plan, const Plan& other) {
  std::vector<Described> own_side, other_side;
  for (const Target& target : plan.targets) own_side.push_back(describe(target));
  std::vector<internal::Bigrams> phrases;
  std::map<std::u32string, std::vector<std::size_t>> by_indicator;
  for (const Target& target : other.targets) {
    other_side.push_back(describe(target));
    phrases.push_back(internal::bigrams_of(other_side.back().whole));
    std::vector<std::size_t>& list = by_indicator[other_side.back().indicator];
    if (list.size() < kCandidates) list.push_back(other_side.size() - 1);
  }
  const internal::NearPhrases index(phrases);

  std::vector<std::tuple<double, std::size_t, std::size_t>> pairs;
  for (std::size_t i = 0; i < own_side.size(); ++i) {
    std::vector<std::size_t> candidates = index.candidates(internal::bigrams_of(own_side[i].whole), kCandidates);
    if (const auto same = by_indicator.find(own_side[i].indicator); same != by_indicator.end()) {
      candidates.insert(candidates.end(), same->second.begin(), same->second.end());
    }
    std::sort(candidates.begin(), candidates.end());
    candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
    for (const std::size_t j : candidates) {
      const double score = likeness(own_side[i], other_side[j]);
      if (score > 0) pairs.emplace_back(score, i, j);
    }
  }
  std::sort(pairs.begin(), pairs.end(), [](const auto& a, const auto& b) {
    if (std::get<0>(a) != std::get<0>(b)) return std::get<0>(a) > std::get<0>(b);
    return std::pair(std::get<1>(a), std::get<2>(a)) < std::pair(std::get<1>(b), std::get<2>(b));
  });
  std::vector<std::optional<std::size_t>> chosen(own_side.size());
  std::vector<bool> is_taken(other_side.size(), false);
  for (const auto& [score, i, j] : pairs) {
    if (chosen[i] || is_taken[j]) continue;
    chosen[i] = j;
    is_taken[j] = true;
  }
  std::vector<SameTarget> result;
  for (std::size_t i = 0; i < own_side.size(); ++i) {
    if (chosen[i]) result.push_back(pair_of(*own_side[i].target, *other_side[*chosen[i]].target, other.title));
  }
  return result;
}

}  // namespace bihuan::plans
