// src/observations/export.h - what leaves the store: the values of a selection and a view as CSV, XLSX or Parquet, from
// any ObservationStore. Columns, worked examples and what each form leaves out: docs/formats/observation-export.md.
//
// Rows stand by site, factor, averaging, source (SeriesKey) and time, whatever the store's ids; the wide form by site,
// averaging, source and time. Values are read in windows of bounded size, so memory does not grow with the selection
// (the bytes of an xlsx file apart). Without View::as_of each window is read as it is when its turn comes: values that
// arrive meanwhile may be in or not. A caller who wants one moment gives it.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "observations/store.h"

namespace bihuan::observations {

// What people call sites and factors, by their codes. A missing function, or an empty name, is no name.
struct ExportNames {
  std::function<std::string(std::string_view code)> site, factor;
};

struct ExportRequest {
  Selection selection;
  View view;
  ExportNames names;
  // Whether the asker may know of this mark; without it, of all. A verdict is made of those alone: leads of
  // falsification (QualityRule::is_lead) are for enforcement, and an export tells nobody else of them.
  std::function<bool(const Mark&)> shows_mark;
  // One row a site, averaging, source and time, one column a factor with its unit; CSV and XLSX only. A value that does
  // not count, or is missing, is replaced by the word that says so: 无效, 待审核, 断流干涸.
  bool is_wide = false;
};

struct ExportReport {
  std::int64_t rows = 0;    // below the head
  std::int64_t values = 0;  // points, the missing ones with a reason among them
  friend bool operator==(const ExportReport&, const ExportReport&) = default;
};

// Is given the file piece by piece, at most about 128 KiB each; an error ends the export and is returned.
using ExportSink = std::function<Status(std::string_view bytes)>;

inline constexpr std::int64_t kMostXlsxRows = 1'048'575;  // below the head
inline constexpr std::size_t kMostWideColumns = 1000;     // of factors

// UTF-8 with byte order mark, CRLF; quotes only where a field needs them. A text that a spreadsheet program would take
// for a formula gets an apostrophe before it; numbers are left as they are.
// Errors: those of the store and of the sink; kInvalidInput more than kMostWideColumns factors in the wide form
Result<ExportReport> export_csv(const ObservationStore& store, const ExportRequest& request, const ExportSink& sink);

struct ExportWorkbook {
  std::string bytes;
  ExportReport report;
};
// `created` goes into the file's properties. Numbers of more than 15 digits are text, exactly.
// Errors: those of the store; kInvalidInput more than kMostXlsxRows rows (the message says what to do instead), more
//         than kMostWideColumns factors; kUnavailable no memory file
Result<ExportWorkbook> export_xlsx(const ObservationStore& store, const ExportRequest& request, Instant created);

struct ParquetSettings {
  std::string path;            // of the file; what was there is replaced once the new one is whole
  std::string temporary;       // a folder for what does not fit into memory; must be there
  std::string duckdb_library;  // as in DuckdbStoreSettings
  int memory_megabytes = 256;
  int threads = 1;
};
// Columns: site, site_name, factor, factor_name, averaging, source TEXT; time TIMESTAMP (Beijing civil time, the
// label); label, value DECIMAL(18, most places of the series), detection_limit (the same; instead of value where it is
// below), unit, state, flag, verdict TEXT (verdict null where missing), revision INTEGER, batch BIGINT, batch_source
// TEXT. Words are those of to_string(), not Chinese. Errors: those of the store; kInvalidInput the wide form; a value
// beyond 18 digits at the common places;
//         kUnavailable DuckDB, the disk or its memory. No file is left then
Result<ExportReport> export_parquet(const ObservationStore& store, const ExportRequest& request,
                                    const ParquetSettings& settings);

}  // namespace bihuan::observations
