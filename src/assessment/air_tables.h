// src/assessment/air_tables.h - evaluations of ambient air as tables (evaluation.h).
#pragma once
#include "assessment/air_evaluation.h"
#include "assessment/evaluation.h"

namespace bihuan::assessment {

// Tables: by hour "hours", by day "days", else "periods" with the rank among cities (or among stations, where the file
// has one city or none), and "changes" where the file has the same period of the year before.
Evaluation air_tables(const AirEvaluation& evaluation);

// Both editions: "periods" side by side, "days" that differ with the reasons.
Evaluation air_comparison_tables(const AirComparison& comparison);

}  // namespace bihuan::assessment
