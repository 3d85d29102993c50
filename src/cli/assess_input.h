// src/cli/assess_input.h - assessing a file against a plan, for `assess` and for the demonstration.
#pragma once
#include <string>
#include <vector>

#include "assessment/assess_file.h"
#include "base/result.h"
#include "base/time.h"
#include "plans/plan_model.h"

namespace bihuan::cli {

// Reads the file at `path` and answers the plan's targets. Errors: those of read_input and assessment::assess_file
Result<assessment::FileAssessment> assess_input(const plans::Plan& plan, const std::string& path,
                                                const assessment::EvaluateRequest& request, Date on,
                                                const std::string& home);

// What keeps the readings from being stored: cells, rows, columns and sheets that were refused, and targets that could
// not be answered. Empty when all is well; notes are no faults.
std::vector<Error> faults_of(const assessment::FileAssessment& assessment, const std::string& path);

}  // namespace bihuan::cli
