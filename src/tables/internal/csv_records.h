// src/tables/internal/csv_records.h - cuts csv text into records before DuckDB reads them.
//
// DuckDB drops empty lines, stops at the first bad one and counts otherwise than a spreadsheet program. So the text is
// cut here: good records go on, each with the row number that a person sees; bad ones are named and left out.
#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tables/sheet.h"

namespace bihuan::tables {

struct CsvForm {
  char delimiter = ',';
  char quote = '"';
  char escape = '"';  // what stands before a quote inside quotes: the quote itself, or a backslash
};

struct CsvRecords {
  std::string text;             // the good records, each ended by LF, without empty lines
  std::vector<int> numbers;     // row number of each record in `text`
  std::size_t columns = 1;      // of the longest record
  std::vector<Error> problems;  // one for each record left out
};

// `where` makes the place of a row. A quote that is never closed spoils its own line only.
// Errors: kInvalidInput  more rows than limits.rows
Result<CsvRecords> cut_csv(std::string_view text, const CsvForm& form, const Limits& limits,
                           const std::function<std::string(int)>& where);

}  // namespace bihuan::tables
