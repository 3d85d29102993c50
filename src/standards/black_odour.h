// src/standards/black_odour.h - grades of black and odorous water in towns.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/decimal.h"
#include "standards/rule_source.h"

namespace bihuan::standards {

enum class BlackOdour { kNone, kLight, kHeavy };

std::string_view to_chinese(BlackOdour grade);  // 未达到黑臭, 轻度黑臭, 重度黑臭

struct BlackOdourItem {
  std::string key;  // transparency, do, orp, nh3n
  std::vector<std::string> names;
  std::string unit;
  bool is_more_better = true;
  Decimal clean, heavy;  // at `clean` or better: none; worse than `heavy`: heavy
};

struct BlackOdourRules {
  std::vector<BlackOdourItem> items;
  Decimal shallow_depth, shallow_share;     // cm, percent
  Decimal point_one_item, point_two_items;  // percent of samples
  Decimal body_share;                       // percent of points
  int in_a_row = 3;
  RuleSource source;

  const BlackOdourItem* item(std::string_view key) const;
};

// Out of "water/black-odour.toml". Errors: kNotFound, kInvalidInput with file and line, kNotCovered.
Result<BlackOdourRules> load_black_odour_rules(std::span<const KnowledgeText> texts, std::optional<Date> on = {});

// One sample at one point.
struct BlackOdourSample {
  std::map<std::string, Decimal> values;  // key -> value in the item's unit
  std::optional<Decimal> depth;           // cm
  bool is_clear_to_bottom = false;        // of shallow water
};

struct SampleGrade {
  BlackOdour grade = BlackOdour::kNone;  // the worst item
  std::map<std::string, BlackOdour> by_item;
};

// Source: 建城〔2015〕130号 污染程度分级标准, 污染程度分级标准注
// Errors: kInvalidInput  an unknown key, a negative value of an item other than orp, a depth that is not above 0
Result<SampleGrade> black_odour_sample(const BlackOdourRules& rules, const BlackOdourSample& sample);

struct PointGrade {
  BlackOdour grade = BlackOdour::kNone;
  std::vector<std::string> heavy_items;  // names of those that make it heavy
  std::string reason;                    // Chinese: why there is no grade
  bool is_assessable = true;
  Basis basis;  // wanted, had, used: samples
};

// The grade of a point from its samples: heavy by the shares of heavy samples of single items; light if any sample is
// light or heavy; else none.
// Source: 建城〔2015〕130号 检测点分级
// Errors: those of black_odour_sample
Result<PointGrade> black_odour_point(const BlackOdourRules& rules, std::span<const BlackOdourSample> samples);

struct BodyGrade {
  BlackOdour grade = BlackOdour::kNone;
  std::vector<std::pair<std::size_t, std::size_t>> heavy_reaches;  // first and last point of each, by index
};

// The grade of a body from its points along the stream: heavy from the rule's share of heavy points on;
// reaches of three heavy points or more in a row are named in any case.
// Source: 建城〔2015〕130号 水体分级
BodyGrade black_odour_body(const BlackOdourRules& rules, std::span<const BlackOdour> points);

}  // namespace bihuan::standards
