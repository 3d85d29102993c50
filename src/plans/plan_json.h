// src/plans/plan_json.h - a compiled plan as one JSON object. Format: docs/formats/plan-json.md.
#pragma once
#include <string>

#include "plans/plan_model.h"

namespace bihuan::plans {

// Deterministic: equal plans give equal bytes. Spans are [begin, end]; numbers are printed exactly as they stand in the
// text.
std::string plan_json(const Plan& plan);

}  // namespace bihuan::plans
