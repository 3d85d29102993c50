// src/standards/trophic_state.h - the comprehensive trophic level index (TLI) of lakes and reservoirs.
#pragma once
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "standards/period_mean.h"
#include "standards/rule_source.h"

namespace bihuan::standards {

struct TrophicComponent {
  std::string key;                 // chla, tp, tn, sd, codmn
  std::vector<std::string> names;  // the first one is printed
  std::string unit;                // mg/m3, mg/L, m
  Decimal a, b;                    // TLI(j) = 10 (a + b ln x)
  Decimal r_squared;               // exactly r times r
};

struct TrophicGrade {
  std::string name;              // 中营养
  std::optional<Decimal> below;  // index < below
  std::optional<Decimal> up_to;  // index <= up_to; neither: what is left
  bool is_eutrophic = false;
};

// INVARIANT (checked on load): five components, grades rise and the last one is open.
struct TrophicRules {
  std::vector<TrophicComponent> components;
  std::vector<TrophicGrade> grades;
  int decimals = 1;  // of the printed index
  RuleSource source;

  const TrophicComponent* component(std::string_view key) const;
};

// Out of "water/surface-water-evaluation.toml". Errors: kNotFound, kInvalidInput with file and line, kNotCovered.
Result<TrophicRules> load_trophic_rules(std::span<const KnowledgeText> texts, std::optional<Date> on = {});

struct TrophicPoint {
  std::string name;
  std::map<std::string, std::vector<Measurement>> readings;  // key -> results of the period, in the component's unit
};

struct TrophicInput {
  std::string name;
  std::vector<TrophicPoint> points;
  // The text needs all five. Where the caller asks for it, weights of the missing ones go to the others, and the basis
  // says so.
  bool may_lack_components = false;
};

struct TrophicItem {
  std::string key, name;
  Decimal mean;    // over points of their means over time, to twelve decimals
  Decimal index;   // TLI(j), to ten decimals
  Decimal weight;  // of this evaluation, to six decimals, for display
};

struct TrophicResult {
  std::string name;
  std::vector<TrophicItem> items;
  std::optional<Decimal> index;    // to ten decimals; none: see reason
  std::optional<Decimal> printed;  // rounded once
  std::string grade;               // "" without an index
  bool is_eutrophic = false;
  std::string reason;  // Chinese; "" with an index
  Basis basis;
};

// Returns the index of a lake: for each component the mean over the points of their means over time, TLI(j) of it, and
// the mean of the TLI(j) weighted by r squared. The grade goes by the index to ten decimals, not by the printed one.
// Source: 环办〔2011〕22号 二（二）2综合营养状态指数, 二（二）2分级
// Errors: kInvalidInput  a mean that is not greater than 0; a key that is no component
Result<TrophicResult> evaluate_trophic_state(const TrophicRules& rules, const TrophicInput& input);

// The grade of an index. Source: 环办〔2011〕22号 二（二）2分级
const TrophicGrade& trophic_grade(const TrophicRules& rules, Decimal index);

}  // namespace bihuan::standards
