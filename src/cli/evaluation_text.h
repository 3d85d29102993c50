// src/cli/evaluation_text.h - evaluations as tables for a terminal and as CSV.
#pragma once
#include <string>

#include "assessment/evaluation.h"
#include "base/result.h"

namespace bihuan::cli {

// All tables, the standards and what was read; `explains`: also what stands behind each row, and the mapping of
// columns.
std::string evaluation_text(const assessment::Evaluation& evaluation, bool explains);

// One table as CSV: the one called `key`, or the first. Lines end with LF.
// Errors: kNotFound listing the tables there are
Result<std::string> evaluation_csv(const assessment::Evaluation& evaluation, const std::string& key);

}  // namespace bihuan::cli
