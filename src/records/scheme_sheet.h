// src/records/scheme_sheet.h - a monitoring scheme (监测方案) as a sheet, read from a spreadsheet or csv.
//
// The table is found wherever it stands (tables/head_finder.h). One row is one line of the scheme, taken whole or not
// at all: each fault names sheet, row and column and what would be right, and the other rows go on. What sites, items,
// frequencies and units are called the caller knows.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "records/issue_sheet.h"
#include "records/scheme.h"

namespace bihuan::records {

// knowledge/office/scheme-sheet.toml
struct SchemeSheetWords {
  struct ItemSet {
    std::vector<std::string> names;
    std::vector<std::string> items;  // codes
  };
  std::vector<IssueSheetWords::Column> columns;
  std::vector<ItemSet> item_sets;
  std::vector<std::string> separators;  // between several items in one cell
  std::vector<std::string> blank;       // cells that say nothing
  std::vector<std::string> open_end;    // a last day that there is not
};

// Errors: kInvalidInput  with file and line
Result<SchemeSheetWords> load_scheme_sheet_words(std::string_view toml, std::string_view file_name);

// Errors of each: what is wrong with the text, in one sentence
struct SchemeFinders {
  using Finder = std::function<Result<std::string>(std::string_view text)>;
  Finder site;       // code of the register
  Finder item;       // code of a factor
  Finder frequency;  // its one spelling
  UnitFinder unit;
};

// The codes that a text of items stands for, each once, in its order. Errors: kInvalidInput naming the item; no item
Result<std::vector<std::string>> items_in(std::string_view text, const SchemeSheetWords& words,
                                          const SchemeFinders::Finder& item_of);

struct SchemeSheet {
  std::string file_name;
  std::string digest;  // SM3 of the file
  std::vector<SchemeEntry> entries;
  std::vector<Error> problems;  // rows that were not taken
};

// Errors: those of tables::read_workbook and find_table; kInvalidInput  marked as secret, no row
Result<SchemeSheet> read_scheme_sheet(std::string_view bytes, std::string_view file_name, const SchemeSheetWords& words,
                                      const SchemeFinders& finders);

}  // namespace bihuan::records
