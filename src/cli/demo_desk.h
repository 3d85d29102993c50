// src/cli/demo_desk.h - the office's desk of the demonstration: tasks of the plan, cases on their way.
#pragma once
#include <string>
#include <string_view>

#include "cli/data_folder.h"

namespace bihuan::cli {

// Makes tasks of the plan where there are none yet.
Status ensure_tasks(DataFolder& data, const std::string& plan);

// Opens the cases of a TOML table (examples/ezhou/cases.toml) where there is none yet, and takes their steps on the
// days that it names, each in the name of its person. Errors: kInvalidInput with file and line; those of the book
Status ensure_cases(DataFolder& data, std::string_view toml, std::string_view file_name);

// Registers the monitoring sites of a list (examples/ezhou/sites.csv) where there is no site yet.
// Errors: kInvalidInput where a row is not taken; those of the book
Status ensure_sites(DataFolder& data, std::string_view csv, const std::string& file_name);

// Results of sections as measured values, taken in by the station; nothing where something was imported before.
Status ensure_values(DataFolder& data, std::string_view workbook, const std::string& file_name);

// Enters a monitoring scheme (examples/ezhou/scheme-2024.csv) where there is none yet; its sites are registered.
// Errors: kInvalidInput where a row is not taken; those of the book
Status ensure_scheme(DataFolder& data, std::string_view csv, const std::string& file_name);
// Duties of sampling (每月开展洋澜湖水质监测) are kept by the group of the scheme that they name; nothing where something
// was imported before: what a person has unbound since stays so.
Status ensure_scheme_tasks(DataFolder& data, const std::string& plan);

}  // namespace bihuan::cli
