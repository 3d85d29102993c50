// src/cli/plan_text.h - a compiled plan, a difference, the units of a plan as readable text for a terminal.
#pragma once
#include <string>

#include "plans/plan_diff.h"
#include "plans/plan_model.h"
#include "plans/plan_units.h"

namespace bihuan::cli {

// Head, counts, one line a commitment, then what was not understood. `is_wide`: nothing is cut.
std::string plan_table(const plans::Plan& plan, bool is_wide);

std::string difference_text(const plans::Difference& difference);

std::string units_text(const plans::PlanUnits& units, const plans::Plan& plan, bool is_wide);

}  // namespace bihuan::cli
