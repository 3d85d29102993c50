// src/tables/sheet.h - the sheet model: what every reader of tables delivers. Read this header first.
//
// A workbook is a list of sheets, a sheet a list of rows, a row a list of cells. Rows and columns count from 1, as a
// person sees them: A1 is {1, 1}. Rows and cells are sparse: a row without cells and a cell without content may be
// absent; what is there is in ascending order. A cell keeps three texts apart, because each answers another question:
//
//   kind      value (what it means)                  stored (what the file says)   shown() (what the screen shows)
//   kText     the text, "007" stays "007"            empty                         the text
//   kNumber   plain decimal text, at most 15 digits  "0.28999999999999998"         "0.29"; in format 0.00 "0.2" shows
//   "0.20" kDate     ISO: 2024-09-30, 2024-09-30T08:15:00,  serial number (xlsx), ISO     the ISO text with a blank for
//   the T
//             08:15:00 (a time of day)               text (ods)
//   kBoolean  "true", "false"                        empty                         "TRUE", "FALSE"
//   kError    "#DIV/0!", "#N/A" ...                  empty                         the same
//   kEmpty    empty; only there for a formula whose result the file does not keep
//
// Spreadsheets compute in binary: 0.29 is stored as 0.28999999999999998. `value` is rounded to the 15 significant
// digits that spreadsheet programs themselves work with. Numbers beyond 10^30 or below 10^-30 keep an exponent
// ("1E+300"). A csv cell is always kText: a csv file knows no kinds.
//
// What a format cannot tell: xls (through FreeXL) has no number formats, so that shown() of a number is its value.
#pragma once
#include <compare>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bihuan::tables {

// The last of a sheet of xlsx, ods and csv: XFD1048576.
inline constexpr int kLastRow = 1'048'576;
inline constexpr int kLastColumn = 16'384;

struct CellAddress {
  int row = 1;     // from 1
  int column = 1;  // from 1: A is 1, XFD is 16384
  friend auto operator<=>(const CellAddress&, const CellAddress&) = default;
};

// Returns "A1", "AB12". Precondition: row >= 1, column >= 1.
std::string to_string(CellAddress address);
// Returns "A", "Z", "AA". Precondition: column >= 1.
std::string column_letters(int column);
// Reads "AB12" (also "$AB$12" and small letters); nothing if `text` is no address or lies beyond XFD1048576.
std::optional<CellAddress> parse_address(std::string_view text);

// Rectangle of cells, both corners included. INVARIANT: first.row <= last.row, first.column <= last.column.
struct CellRange {
  CellAddress first;
  CellAddress last;
  bool contains(CellAddress at) const {
    return at.row >= first.row && at.row <= last.row && at.column >= first.column && at.column <= last.column;
  }
  friend bool operator==(const CellRange&, const CellRange&) = default;
};

std::string to_string(const CellRange& range);  // "A1:C2"; one cell: "A1"

enum class CellKind { kEmpty, kText, kNumber, kDate, kBoolean, kError };

struct Cell {
  CellAddress at;
  CellKind kind = CellKind::kEmpty;
  bool is_formula = false;  // `value` is what the program last computed and saved, not computed by us
  std::string value;
  std::string stored;      // kNumber, kDate only
  std::string format;      // number format code ("0.00"); empty: General, or unknown
  std::string shown_text;  // only where it differs from `value`

  std::string_view shown() const { return shown_text.empty() ? std::string_view(value) : std::string_view(shown_text); }
};

// The decimal text to compute with: `value`, with zeros added up to the places that the cell's format shows, so that
// 0.2 in format 0.00 gives "0.20" while 0.204 in the same format stays "0.204". Nothing that is stored is rounded away.
// Text is returned as it is (trimmed of nothing); other kinds give `value`.
std::string decimal_text(const Cell& cell);

struct Row {
  int number = 1;  // from 1
  bool is_hidden = false;
  std::vector<Cell> cells;  // ascending columns
};

enum class Visibility {
  kVisible,
  kHidden,
  kVeryHidden,  // can be shown only by a program, not from the menu
};

struct SheetInfo {
  std::string name;
  Visibility visibility = Visibility::kVisible;
};

// A whole sheet in memory.
struct Sheet {
  SheetInfo info;
  std::vector<Row> rows;                  // ascending numbers
  std::vector<CellRange> merges;          // in order of their first cell; none overlap
  std::vector<CellRange> hidden_columns;  // rows of these ranges are the whole sheet
  std::vector<Error> problems;  // rows that could not be read properly (csv) and were left out; `where` names the line

  // The row, or null. The pointers live as long as the sheet is not changed.
  const Row* row(int number) const;
  // The cell stored at this address, or null.
  const Cell* cell(CellAddress at) const;
  // The merge that covers the address, or null.
  const CellRange* merge_at(CellAddress at) const;
  // The cell that a person sees at this address: inside a merge its first cell, else cell(at). Null if empty.
  const Cell* merged_cell(CellAddress at) const;
  bool is_column_hidden(int column) const;
  int last_row() const;     // 0 if the sheet is empty
  int last_column() const;  // 0 if the sheet is empty
};

enum class FileKind { kXlsx, kOds, kXls, kCsv };

struct Workbook {
  std::string file_name;
  FileKind kind = FileKind::kXlsx;
  std::string encoding;       // csv: "UTF-8", "GB18030" ...; else empty
  std::vector<Sheet> sheets;  // all of them, hidden ones too: the caller decides, and says so
  // The sheet of this name, or null.
  const Sheet* sheet(std::string_view name) const;
};

// "工作表「9月」C12": how a place is named to an operator.
std::string place(std::string_view sheet_name, CellAddress at);
// "工作表「9月」第12行"
std::string place(std::string_view sheet_name, int row);

// What a file from outside may cost. Exceeding one is kInvalidInput with the limit's name and value.
struct Limits {
  std::size_t file_bytes = 64u << 20;           // as it comes
  std::size_t unpacked_bytes = 512u << 20;      // all parts of a zip that are read, together; csv after conversion
  std::size_t unpack_ratio = 300;               // unpacked : packed of one part, tested from 4 MiB unpacked
  std::size_t shared_string_bytes = 64u << 20;  // xlsx: all shared strings, with 16 bytes counted for each
  std::size_t cell_bytes = 128u << 10;          // text of one cell; spreadsheet programs allow 32,767 characters
  std::size_t text_bytes = 256u << 20;  // texts of all delivered cells together (a shared text counts each time)
  std::size_t cells = 4'000'000;        // with content, in all sheets together
  int rows = 1'048'576;                 // number of the last row
  int columns = 16'384;                 // number of the last column
  std::size_t sheets = 512;
  std::size_t merges = 100'000;  // in one sheet
  std::size_t xml_depth = 64;
};

struct OpenOptions {
  Limits limits;
  // csv: the DuckDB library. Empty: the one found when this program was built, then one beside the program.
  std::string duckdb_library;
};

// What is known of a sheet only after its last row.
struct SheetEnd {
  std::vector<CellRange> merges;
  std::vector<CellRange> hidden_columns;
  std::vector<Error> problems;
};

// Is called with each row in ascending order; may return an error to stop (read_rows returns it). The row is valid
// during the call only.
using RowSink = std::function<Status(const Row&)>;

// Reads sheets row by row, in memory that does not grow with the rows (xlsx: shared strings; xls: the whole file).
// Holds `bytes` by reference: they must live as long as the reader. Not thread safe.
class WorkbookReader {
 public:
  virtual ~WorkbookReader() = default;
  virtual FileKind kind() const = 0;
  virtual std::string_view encoding() const { return {}; }
  virtual const std::vector<SheetInfo>& sheets() const = 0;
  // Precondition: index < sheets().size(). May be called again, and for sheets in any order.
  virtual Result<SheetEnd> read_rows(std::size_t index, const RowSink& sink) = 0;
};

// Opens a table file. What it is, is decided by its content; `file_name` is only used in messages, and to name the
// single sheet of a csv file. Errors: kInvalidInput  not a table file (pdf, Word, html under the name of xls,
// encrypted, junk: the message says which),
//                        damaged, or beyond a limit; `where` names the file, and sheet and cell where there is one
//         kUnavailable   csv: DuckDB's library cannot be loaded
Result<std::unique_ptr<WorkbookReader>> open_workbook(std::string_view bytes, std::string_view file_name,
                                                      const OpenOptions& options = {});

// The same, read whole. Errors: as open_workbook.
Result<Workbook> read_workbook(std::string_view bytes, std::string_view file_name, const OpenOptions& options = {});

}  // namespace bihuan::tables
