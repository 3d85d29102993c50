// src/cli/plan_input.h - plans named on the command line: a file, or the number of a stored one.
#pragma once
#include <string>

#include "base/result.h"
#include "plans/language.h"
#include "server/plan_file.h"

namespace bihuan::cli {

// Reads and compiles the file `path`. Errors: those of read_input and read_plan_file
Result<server::PlanFile> compile_file(const plans::Language& language, const std::string& path);

// Writes the task sheet of `plan` to `path`; the ending of the format is the caller's business.
enum class SheetFormat { kXlsx, kDocx };
Status write_sheet(const server::PlanFile& file, SheetFormat format, const std::string& path);

}  // namespace bihuan::cli
