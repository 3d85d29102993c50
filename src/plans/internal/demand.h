// src/plans/internal/demand.h - whether a commitment asks for more or for less than another of the same kind.
#pragma once
#include <string>

#include "plans/plan_model.h"

namespace bihuan::plans::internal {

enum class Demand {
  kSame,
  kRaised,
  kLowered,
  kUnclear,  // it changed, but in no direction that the text gives
};

struct DemandChange {
  Demand demand = Demand::kSame;
  std::string field;          // value, comparator, unit; frequency for duties; "" where nothing changed
  std::string before, after;  // for people: "≥85.7%"
};

// A floor (>=, >) that went up and a ceiling (<=, <) that went down are raised. "=" and "≈" count as floors, except for
// a unit of which less is better (concentrations, decibels) and where one side is zero (零发生), which make them
// ceilings. A range is raised when both ends move that way. Values in different units of one dimension are converted
// first.
DemandChange compare_targets(const Target& before, const Target& after);

// More often is raised; a period that can be scheduled against one that cannot (定期) is more.
DemandChange compare_duties(const Duty& before, const Duty& after);

// "≥85.7%", "3—4座"; "" for a target without a value.
std::string value_line(const Target& target);
// "每季度不少于1次"
std::string frequency_line(const Duty& duty);

}  // namespace bihuan::plans::internal
