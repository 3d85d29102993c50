// src/cli/assess_input.h - assessing a workbook of section results, for `assess` and for the demonstration.
#pragma once
#include <string>
#include <vector>

#include "assessment/assess.h"
#include "base/result.h"
#include "base/time.h"
#include "plans/plan_model.h"

namespace bihuan::cli {

// Reads the workbook at `path` and answers the plan's targets. Errors: those of read_input and assessment::assess
Result<assessment::Assessment> assess_workbook(const plans::Plan& plan, const std::string& path, Date on,
                                               const std::string& home);

// What keeps the readings from being stored: cells, rows, columns and sheets that were refused, and targets that could
// not be answered. Empty when all is well; notes are no faults.
std::vector<Error> faults_of(const assessment::Assessment& assessment);

}  // namespace bihuan::cli
