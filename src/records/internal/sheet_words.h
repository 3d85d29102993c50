// src/records/internal/sheet_words.h - what the sheets of the desk have in common: their columns as data, what stands
// in their cells, and that no secret one is taken.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "base/toml.h"
#include "records/issue_sheet.h"
#include "tables/head_finder.h"
#include "tables/sheet.h"

namespace bihuan::records {

// The [[column]] tables of a file. Errors: kInvalidInput with file and line
Result<std::vector<IssueSheetWords::Column>> load_sheet_columns(const TomlTable& file);
tables::HeadQuery head_query_of(const std::vector<IssueSheetWords::Column>& columns);

// Errors: kInvalidInput with the cell among the first rows that marks the workbook as secret (国家秘密)
Status refuse_secret_workbook(const tables::Workbook& workbook);

// The names in a cell, in order; empty ones are left out.
std::vector<std::string> names_in_cell(std::string text, const std::vector<std::string>& separators);

// A day as written; a year or month alone is its first day, or its last. None where it is no date.
std::optional<Date> day_in_cell(const std::string& text, bool is_last);

}  // namespace bihuan::records
