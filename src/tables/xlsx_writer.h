// src/tables/xlsx_writer.h - writes xlsx workbooks row by row, in memory that does not grow with the rows.
//
// Text is always written as text: a text that begins with = + - or @ is never a formula in the file, whatever a person
// does with it later, because cells are stored as strings and formulas cannot be written at all through this interface.
// Rows go in ascending order, sheets one after the other: a row of an earlier sheet or above the last one is refused.
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "tables/sheet.h"

namespace bihuan::tables {

enum class CellStyle {
  kPlain,
  kTitle,    // large, bold, centred; for a merged line above the table
  kHead,     // bold, centred, shaded, bordered, wrapped
  kText,     // bordered, wrapped, top aligned
  kCentred,  // bordered, centred
  kNumber,   // bordered, right aligned, General
  kDate,     // bordered, centred, yyyy-mm-dd
  kNote,     // small, grey, wrapped
  kWarning,  // as kText, on a warm ground
};

// A number given as text ("0.20") is written as a number whose format shows the same places; text that is no plain
// decimal number of at most 15 digits is written as text.
struct NumberText {
  std::string text;
};

// A day without time of day.
struct DayValue {
  int year = 2024;
  int month = 1;
  int day = 1;
};

using CellValue = std::variant<std::monostate, std::string, NumberText, std::int64_t, double, bool, DayValue>;

struct OutCell {
  CellValue value;
  CellStyle style = CellStyle::kPlain;
};

struct OutColumn {
  double width = 10;  // in characters of the standard font; a Chinese character counts 2
  bool is_hidden = false;
};

struct OutSheet {
  std::string name = {};  // at most 31 characters, none of []:*?/\ ; others are refused
  std::vector<OutColumn> columns = {};
  bool is_hidden = false;
  int frozen_rows = 0;
  int frozen_columns = 0;
  int repeated_rows_first = 0;  // printed on each page; 0: none
  int repeated_rows_last = 0;
  bool is_landscape = true;  // A4, one page wide
  std::string footer = "第 &P 页，共 &N 页";
};

class XlsxWriter {
 public:
  // Opens a writer that gathers the file in memory. `created` (seconds since 1970, UTC) goes into the file's
  // properties; the same rows and the same time give the same bytes. The default is 2000-01-01. If the system gives no
  // memory file, the first call below returns kUnavailable.
  explicit XlsxWriter(std::int64_t created = 946'684'800);
  ~XlsxWriter();
  XlsxWriter(const XlsxWriter&) = delete;
  XlsxWriter& operator=(const XlsxWriter&) = delete;

  // Begins a sheet. Errors: kInvalidInput  bad or repeated name
  Status begin_sheet(const OutSheet& sheet);
  // Writes cells from column A of `row` (from 1; greater than the row before). `height` in points; 0: as the program
  // likes. Errors: kInvalidInput  no sheet begun, row not ascending, too many columns, text longer than 32,767
  // characters
  Status write_row(int row, const std::vector<OutCell>& cells, double height = 0);
  // Writes single cells of `row`, from left to right; to be mixed with write_merged.
  Status write_cell(int row, int column, const OutCell& cell, double height = 0);
  // Merges cells of one row and writes `cell` into them.
  // Errors (both): kInvalidInput  no sheet begun, above or left of what was written
  Status write_merged(int row, int first_column, int last_column, const OutCell& cell, double height = 0);
  // Shows filter buttons on the head `range`; its last row is the last row of the data.
  Status add_filter(const CellRange& range);
  // Ends the workbook and returns the file's bytes. The writer is finished then.
  Result<std::string> finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace bihuan::tables
