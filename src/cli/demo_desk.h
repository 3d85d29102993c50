// src/cli/demo_desk.h - the office's desk of the demonstration: tasks of the plan, cases on their way.
#pragma once
#include <string>
#include <string_view>

#include "cli/data_folder.h"

namespace bihuan::cli {

// Makes tasks of the plan where there are none yet.
Status ensure_tasks(DataFolder& data, const std::string& plan);

// Opens the cases of a TOML table (examples/ezhou/cases.toml) where there is none yet, and takes their steps on the days
// that it names, each in the name of its person. Errors: kInvalidInput with file and line; those of the book
Status ensure_cases(DataFolder& data, std::string_view toml, std::string_view file_name);

}  // namespace bihuan::cli
