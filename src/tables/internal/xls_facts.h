// src/tables/internal/xls_facts.h - what FreeXL does not tell about an xls workbook: hidden sheets, rows and columns,
// merges, and the results of formulas, truth values and errors, whose cells it drops without a word.
#pragma once
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tables/sheet.h"

namespace bihuan::tables {

struct XlsSheetFacts {
  SheetInfo info;
  bool is_worksheet = true;  // no chart, macro sheet or module
  std::size_t rows = 0;      // as DIMENSIONS claims or the cells need: FreeXL allocates so many
  std::size_t columns = 0;
  std::vector<CellRange> merges;
  std::vector<CellRange> hidden_columns;
  std::set<int> hidden_rows;
  std::map<CellAddress, Cell> cells;  // those that FreeXL drops
};

struct XlsFacts {
  bool is_encrypted = false;
  bool is_biff8 = false;
  std::vector<XlsSheetFacts> sheets;
};

// Walks the records of the stream "Workbook" (BIFF8) or "Book" (BIFF5). Source: [MS-XLS] 2.4.
// Errors: kInvalidInput  records that leave the stream, more than `limits` allow
Result<XlsFacts> read_xls_facts(std::string_view stream, const Limits& limits);

}  // namespace bihuan::tables
