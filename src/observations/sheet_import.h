// src/observations/sheet_import.h - sheets of measured values as stations and platforms keep them, made observations.
//
// A file is read twice: open() looks through all of it and says what it found - which column is what, which series,
// what is wrong with which cell - so that a person can see it before anything is stored; observations() then gives the
// good values piece by piece, in memory that does not grow with the file. What is wrong in a cell costs that cell, what
// is wrong in a row that row.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "observations/import_words.h"
#include "observations/store.h"

namespace bihuan::observations {

namespace internal {
struct ImportState;
}

// Which column was taken for what, to be shown and questioned.
struct ImportColumn {
  std::string sheet, column, head;  // 数据, "F", "氨氮(mg/L)"
  std::string key;                  // "site", "time" ..., or the code of a factor
  std::string unit;                 // of a factor: in which the sheet gives it
  std::string unit_origin;          // 表头, 单位行, 表上方, 未写明，按因子的单位, 导入方式指定
};

// One series that the file has values of.
struct ImportSeries {
  Series series;          // id 0; its calendar is empty
  std::string site_text;  // as the sheet calls the site
  std::int64_t values = 0, below = 0, missing = 0;
  Instant first, last;
};

struct ImportProblem {
  bool is_refusal = true;  // else a note
  std::string sheet;
  int row = 0;          // 0: of the sheet or a column
  std::string where;    // 工作表「数据」C12
  std::string message;  // what is wrong, and what would be right
};

struct ImportReport {
  std::string file_name, digest;
  std::string encoding;  // of csv
  bool is_long = false;
  std::vector<ImportColumn> columns;
  std::vector<std::string> unused;  // heads that nobody asked for
  std::vector<std::string>
      heads;  // of all columns of all tables, whatever they were taken for; plain, sorted, each once
  std::vector<ImportSeries> series;
  std::vector<ImportProblem> problems;  // the first 20,000
  std::int64_t problems_not_told = 0;
  std::int64_t rows_read = 0, rows_refused = 0, rows_passed_over = 0, cells_refused = 0;
  std::int64_t values = 0;    // that will be stored, those below a limit and the missing ones with a reason among them
  std::int64_t rounded = 0;   // values with more decimals than are stored
  std::int64_t repeated = 0;  // the same value once more in the file
  bool has_refusals() const { return rows_refused > 0 || cells_refused > 0; }
};

// A head as heads are compared: without blanks, width and letter case.
std::string plain_head(std::string_view head);

// The code of the site that a sheet calls so. Errors: kNotFound, with what a person can do.
using SiteFinder = std::function<Result<std::string>(std::string_view text)>;

class SheetImport {
 public:
  // Looks through the whole file. `bytes` and `words` must outlive the import.
  // Errors: those of tables::open_workbook; kInvalidInput no sheet has a head (the message lists the wanted columns),
  // or not one value is good; the profile names an unknown column or factor
  static Result<SheetImport> open(std::string_view bytes, std::string_view file_name, const ImportWords& words,
                                  const ImportProfile& profile, const SiteFinder& sites);
  ~SheetImport();
  SheetImport(SheetImport&&) noexcept;
  SheetImport& operator=(SheetImport&&) noexcept;

  const ImportReport& report() const;
  // The good values, sheet by sheet and row by row; Observation::position is the row. `ids[i]` is the stored id of
  // report().series[i]. The source refers to this import.
  ObservationSource observations(std::vector<SeriesId> ids) const;

 private:
  explicit SheetImport(std::unique_ptr<internal::ImportState> state);
  std::unique_ptr<internal::ImportState> state_;
};

// The problems as a table for a person to work through: 工作表, 行, 位置, 问题. UTF-8 with a byte order mark, CRLF.
std::string import_problems_csv(const ImportReport& report);

}  // namespace bihuan::observations
