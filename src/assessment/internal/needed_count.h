// src/assessment/internal/needed_count.h - what the answers to all targets share: the number that a share asks for, and
// the words of a comparator.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "assessment/indicators.h"
#include "assessment/reading.h"
#include "base/result.h"
#include "plans/plan_model.h"

namespace bihuan::assessment::internal {

// What is counted, and the unit in which a target gives its number: 断面, 个.
struct CountedThing {
  std::string_view name, unit;
};

// The smallest number of `whole` whose share, rounded at the decimals of the target's value (or at `places`, where the
// share is printed with more), keeps ">=" or ">"; for "<=" and "<" the largest. "=" is read in the direction that is
// better. 100 % always means all of them, and 0 % none. Unit "%" is a share, thing.unit a number. Errors: kNotCovered
// the comparator or the unit cannot be judged on counts
Result<std::int64_t> needed_count(const plans::Target& target, bool is_more_better, std::int64_t whole,
                                  const CountedThing& thing, int places = 0);

// Takes over what the plan says.
void start_reading(Reading& reading, const plans::Target& target, const TargetIndicator& indicator);

inline std::string number(std::int64_t value) { return std::to_string(value); }

// A figure is as sure as the least sure of what it was made of.
void lower_confidence(Basis& basis, std::string_view confidence);

// 不低于 ...
std::string comparator_words(const std::string& comparator);

}  // namespace bihuan::assessment::internal
