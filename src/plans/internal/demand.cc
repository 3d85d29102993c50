#include "plans/internal/demand.h"

#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "base/quantity.h"
#include "base/text.h"

namespace bihuan::plans::internal {
namespace {

// +1: more asks for more; -1: less asks for more; 0: the comparator is none of ours.
int comparator_direction(std::string_view comparator) {
  if (comparator == "<=" || comparator == "<") return -1;
  if (comparator == ">=" || comparator == ">") return 1;
  return 0;
}

bool is_unit_of_pollution(Unit unit) {
  switch (unit) {
    case Unit::kNgPerL:
    case Unit::kUgPerL:
    case Unit::kMgPerL:
    case Unit::kGPerL:
    case Unit::kUgPerM3:
    case Unit::kMgPerM3:
    case Unit::kPpb:
    case Unit::kPpm:
    case Unit::kUgPerKg:
    case Unit::kMgPerKg:
    case Unit::kDecibelA:
      return true;
    default:
      return false;
  }
}

int direction_of(const Target& before, const Target& after) {
  const int old_way = comparator_direction(before.comparator);
  const int new_way = comparator_direction(after.comparator);
  if (old_way != 0 && new_way != 0 && old_way != new_way) return 0;
  if (old_way != 0 || new_way != 0) return old_way != 0 ? old_way : new_way;
  if ((before.value && before.value->is_zero()) || (after.value && after.value->is_zero())) return -1;
  const Result<Unit> unit = parse_unit(after.unit);
  return unit && is_unit_of_pollution(*unit) ? -1 : 1;
}

// How tightly a comparator binds at the same value; 0 for one that only says about.
int tightness(std::string_view comparator) {
  if (comparator == "≈") return 0;
  return comparator == ">" || comparator == "<" ? 2 : 1;
}

// `value` of a target in the unit of another; none where there is no exact way.
std::optional<Decimal> in_unit_of(Decimal value, std::string_view from, std::string_view to) {
  if (from == to) return value;
  const Result<Unit> source = parse_unit(from);
  const Result<Unit> target = parse_unit(to);
  if (!source || !target) return std::nullopt;
  const Result<bihuan::Quantity> converted = convert({value, *source}, *target);
  return converted ? std::optional(converted->value) : std::nullopt;
}

int sign(std::weak_ordering order) { return order < 0 ? -1 : order > 0 ? 1 : 0; }

Demand demand_of(int change, int direction) {
  if (change == 0) return Demand::kSame;
  if (direction == 0) return Demand::kUnclear;
  return change * direction > 0 ? Demand::kRaised : Demand::kLowered;
}

DemandChange compare_ranges(const Target& before, const Target& after, DemandChange change) {
  change.field = "value";
  if (!before.value || !after.value) {
    change.demand = Demand::kUnclear;
    return change;
  }
  const Decimal old_high = before.value_high.value_or(*before.value);
  const Decimal new_high = after.value_high.value_or(*after.value);
  const int low = sign(*after.value <=> *before.value);
  const int high = sign(new_high <=> old_high);
  if (low == 0 && high == 0) return {};
  change.demand = low * high < 0 ? Demand::kUnclear : demand_of(low != 0 ? low : high, direction_of(before, after));
  return change;
}

// Times in 36500 days, by the word of the period; none for a word that cannot be scheduled.
std::optional<std::int64_t> times_a_century(std::string_view period) {
  constexpr std::array<std::pair<std::string_view, std::int64_t>, 8> kTimes = {{{"day", 36500},
                                                                                {"week", 5200},
                                                                                {"10 days", 3600},
                                                                                {"half-month", 2400},
                                                                                {"month", 1200},
                                                                                {"quarter", 400},
                                                                                {"half-year", 200},
                                                                                {"year", 100}}};
  for (const auto& [word, times] : kTimes) {
    if (word == period) return times;
  }
  constexpr std::string_view kYears = " years";  // "3 years"
  if (!period.ends_with(kYears)) return std::nullopt;
  const Result<Decimal> years = parse_decimal(period.substr(0, period.size() - kYears.size()));
  if (!years || years->places() != 0 || years->mantissa() < 1 || years->mantissa() > 100) return std::nullopt;
  return 100 / years->mantissa();
}

std::string_view period_name(std::string_view period) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kNames = {{{"day", "每日"},
                                                                                    {"week", "每周"},
                                                                                    {"10 days", "每旬"},
                                                                                    {"half-month", "每半月"},
                                                                                    {"month", "每月"},
                                                                                    {"quarter", "每季度"},
                                                                                    {"half-year", "每半年"},
                                                                                    {"year", "每年"}}};
  for (const auto& [word, name] : kNames) {
    if (word == period) return name;
  }
  return period;
}

}  // namespace

std::string value_line(const Target& target) {
  if (!target.value) return {};
  std::string line;
  if (target.value_high) {
    line = to_string(*target.value) + "—" + to_string(*target.value_high);
  } else {
    if (target.comparator == ">=")
      line = "≥";
    else if (target.comparator == "<=")
      line = "≤";
    else if (target.comparator == "≈")
      line = "约";
    else if (target.comparator == ">" || target.comparator == "<")
      line = target.comparator;
    line += to_string(*target.value);
  }
  line += target.unit;
  return target.direction == "down" ? "下降" + line : target.direction == "up" ? "提升" + line : line;
}

std::string frequency_line(const Duty& duty) {
  std::string line(period_name(duty.period));
  if (duty.period.ends_with(" years")) line = "每" + duty.period.substr(0, duty.period.size() - 6) + "年";
  if (duty.min_count) line += "不少于" + std::to_string(*duty.min_count) + "次";
  return line;
}

DemandChange compare_targets(const Target& before, const Target& after) {
  DemandChange change{Demand::kSame, {}, value_line(before), value_line(after)};
  if (before.value_high || after.value_high) return compare_ranges(before, after, change);
  if (!before.value && !after.value) return {};
  change.field = "value";
  if (!before.value || !after.value) {
    change.demand = after.value ? Demand::kRaised : Demand::kLowered;
    return change;
  }
  const std::optional<Decimal> new_value = in_unit_of(*after.value, after.unit, before.unit);
  if (!new_value) {
    change.field = "unit";
    change.demand = Demand::kUnclear;
    return change;
  }
  const int old_way = comparator_direction(before.comparator);
  const int new_way = comparator_direction(after.comparator);
  if (before.direction != after.direction || old_way * new_way < 0) {
    change.field = "comparator";
    change.demand = Demand::kUnclear;
    return change;
  }
  change.demand = demand_of(sign(*new_value <=> *before.value), direction_of(before, after));
  if (change.demand != Demand::kSame) return change;
  const int tighter = tightness(after.comparator) - tightness(before.comparator);
  if (tighter == 0) return {};
  change.field = "comparator";
  change.demand = tighter > 0 ? Demand::kRaised : Demand::kLowered;
  return change;
}

DemandChange compare_duties(const Duty& before, const Duty& after) {
  DemandChange change{Demand::kSame, "frequency", frequency_line(before), frequency_line(after)};
  const std::optional<std::int64_t> old_times = times_a_century(before.period);
  const std::optional<std::int64_t> new_times = times_a_century(after.period);
  if (!old_times && !new_times) return {};
  if (!old_times || !new_times) {
    change.demand = new_times ? Demand::kRaised : Demand::kLowered;
    return change;
  }
  const std::int64_t old_count = *old_times * before.min_count.value_or(1);
  const std::int64_t new_count = *new_times * after.min_count.value_or(1);
  if (old_count == new_count) return {};
  change.demand = new_count > old_count ? Demand::kRaised : Demand::kLowered;
  return change;
}

}  // namespace bihuan::plans::internal
