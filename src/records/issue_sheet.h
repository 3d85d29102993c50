// src/records/issue_sheet.h - a list of issues (问题清单) as inspections hand them over, read from a spreadsheet.
//
// The table is found wherever it stands (tables/head_finder.h). A row is taken whole or not at all: each fault names
// sheet, row and column and what would be right, and the other rows go on. Units are asked of the caller, who knows the
// organisation.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace bihuan::records {

struct IssueRow {
  std::string number;  // as printed: "3"
  std::string title;
  std::string demand;
  std::string lead_unit;  // ids, from the finder
  std::vector<std::string> assistants;
  std::string verifier_unit;  // "" where the sheet says none
  Date due;
  std::string where;  // 工作表「问题清单」第5行
};

struct IssueSheet {
  std::string file_name;
  std::string digest;  // SM3 of the file
  std::string title;   // of the table; with a row's number it names the issue for ever
  std::vector<IssueRow> rows;
  std::vector<Error> problems;  // rows that were not taken
};

// knowledge/office/issue-sheet.toml
struct IssueSheetWords {
  struct Column {
    std::string key;
    std::vector<std::string> names;
    bool is_required = true;
  };
  std::vector<Column> columns;
  std::vector<std::string> separators;  // between several units in one cell
};

// Errors: kInvalidInput  with file and line
Result<IssueSheetWords> load_issue_sheet_words(std::string_view toml, std::string_view file_name);

// The id of a unit as a sheet prints it. Errors: what is wrong with the name, in one sentence
using UnitFinder = std::function<Result<std::string>(std::string_view name)>;

// Errors: those of tables::read_workbook and find_table; kInvalidInput  marked as secret, no title above the table, no
//         row
Result<IssueSheet> read_issue_sheet(std::string_view bytes, std::string_view file_name, const IssueSheetWords& words,
                                    const UnitFinder& unit_of);

// A deadline as sheets print it: 2024-12-31, 2024/12/31, 2024.12.31, 2024年12月31日, 2024年12月底, 2024年12月 (its last
// day), 2024年底. Errors: kInvalidInput
Result<Date> parse_deadline(std::string_view text);

}  // namespace bihuan::records
