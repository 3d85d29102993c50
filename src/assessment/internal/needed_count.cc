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
      if (k < whole && value >= Decimal(100)) return is_upper_bound && *target.value >= Decimal(100);
      if (k > 0 && value.is_zero()) return is_lower_bound && !is_strict && target.value->is_zero();
    }
    if (is_lower_bound) return is_strict ? value > *target.value : value >= *target.value;
    return is_strict ? value < *target.value : value <= *target.value;
  };
  if (target.unit != "%" && target.unit != thing.unit) {
    return fail(Code::kNotCovered,
                "单位“" + target.unit + "”不能用于" + name + "个数；应为%或" + std::string(thing.unit));
  }
  if (is_lower_bound) {
    for (std::int64_t k = 0; k <= whole; ++k) {
      if (keeps(k)) return k;
    }
    return whole + 1;
  }
  for (std::int64_t k = whole; k >= 0; --k) {
    if (keeps(k)) return k;
  }
  return -1;
}

}  // namespace bihuan::assessment::internal
