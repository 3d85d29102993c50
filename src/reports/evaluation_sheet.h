// src/reports/evaluation_sheet.h - an evaluation as an xlsx workbook: a sheet for each table, then what stands behind
// the rows (依据), and what was refused in the file (问题).
#pragma once
#include <string>

#include "assessment/evaluation.h"
#include "base/result.h"

namespace bihuan::reports {

// Returns the file's bytes; the same evaluation gives the same bytes. Numbers are numbers with the decimals as printed.
// Errors: kUnavailable no memory file
Result<std::string> evaluation_xlsx(const assessment::Evaluation& evaluation);

}  // namespace bihuan::reports
