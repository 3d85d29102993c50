// src/cli/air_text.h - evaluations of ambient air as tables for a terminal, as JSON and as CSV
// (docs/formats/air-evaluation.md).
#pragma once
#include <string>

#include "assessment/air_evaluation.h"

namespace bihuan::cli {

std::string air_text(const assessment::AirEvaluation& evaluation, bool explains);
std::string air_json(const assessment::AirEvaluation& evaluation);
std::string air_csv(const assessment::AirEvaluation& evaluation);

// Both editions, period by period, then the days that differ, each with its reasons.
std::string air_comparison_text(const assessment::AirComparison& comparison);

}  // namespace bihuan::cli
