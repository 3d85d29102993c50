#include "assessment/internal/needed_count.h"

#include <algorithm>

#include "standards/surface_water_group.h"

namespace bihuan::assessment::internal {

void start_reading(Reading& reading, const plans::Target& target, const TargetIndicator& indicator) {
  reading.target_id = target.id;
  reading.indicator = indicator.id;
  reading.indicator_name = indicator.name;
  reading.unit = target.unit;
  reading.comparator = target.comparator;
  reading.limit = target.value;
}

std::string comparator_words(const std::string& comparator) {
  if (comparator == ">=") return "不低于";
  if (comparator == ">") return "高于";
  if (comparator == "<=") return "不高于";
  if (comparator == "<") return "低于";
  return "为";
}

void lower_confidence(Basis& basis, std::string_view confidence) {
  std::string& own = basis.confidence;
  if (own.empty() || confidence == "low" || (confidence == "medium" && own == "high")) own = confidence;
}

Result<std::int64_t> needed_count(const plans::Target& target, bool is_more_better, std::int64_t whole,
                                  const CountedThing& thing, int places) {
  const std::string name(thing.name);
  if (!target.value || target.value->is_negative())
    return fail(Code::kNotCovered, "目标没有可用的数值，不能按" + name + "个数判断");
  const std::string& comparator = target.comparator;
  const bool is_lower_bound = comparator == ">=" || comparator == ">" || (comparator == "=" && is_more_better);
  const bool is_upper_bound = comparator == "<=" || comparator == "<" || (comparator == "=" && !is_more_better);
  if (is_lower_bound != is_more_better || (!is_lower_bound && !is_upper_bound)) {
    return fail(Code::kNotCovered, "比较符“" + comparator + "”不能用于这个指标，不能按" + name + "个数判断");
  }
  const bool is_strict = comparator == ">" || comparator == "<";
  const auto keeps = [&](std::int64_t k) {
    Decimal value(k);
    if (target.unit == "%") {
      value = standards::share_percent(k, whole, std::max(places, target.value->places()));
      // 299 of 300 is not 100 %, and 1 of 300 is not 0 %, whatever their rounding.
      if (k < whole && value >= Decimal(100)) return is_lower_bound == (*target.value < Decimal(100));
      if (k > 0 && value.is_zero()) return is_lower_bound == target.value->is_zero();
    }
    if (is_lower_bound) return is_strict ? value > *target.value : value >= *target.value;
    return is_strict ? value < *target.value : value <= *target.value;
  };
  if (target.unit != "%" && target.unit != thing.unit) {
    return fail(Code::kNotCovered,
                "单位“" + target.unit + "”不能用于" + name + "个数；应为%或" + std::string(thing.unit));
  }
  // Of 0 to `whole` those at one end keep it: halved until the first is found that differs from 0's side.
  std::int64_t first = 0, behind = whole + 1;
  while (first < behind) {
    const std::int64_t middle = first + (behind - first) / 2;
    if (keeps(middle) != is_lower_bound) {
      first = middle + 1;
    } else {
      behind = middle;
    }
  }
  return is_lower_bound ? first : first - 1;
}

}  // namespace bihuan::assessment::internal
