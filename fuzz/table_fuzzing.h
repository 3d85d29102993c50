// fuzz/table_fuzzing.h - what fuzz_xlsx and fuzz_ods share: small limits, a zip around an XML text, and what must hold.
#pragma once
#include <zip.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tables/head_finder.h"
#include "tables/sheet.h"

namespace bihuan::tables {

inline OpenOptions fuzz_options() {
  OpenOptions options;
  options.limits.unpacked_bytes = 1u << 20;
  options.limits.shared_string_bytes = 1u << 16;
  options.limits.text_bytes = 1u << 18;
  options.limits.cell_bytes = 1u << 12;
  options.limits.cells = 10'000;
  options.limits.sheets = 8;
  options.limits.merges = 200;
  options.duckdb_library = "none";  // csv is not the subject here
  return options;
}

// A zip file of stored parts.
inline std::string zip_of(const std::vector<std::pair<std::string, std::string>>& parts) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* const source = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_t* const zip = zip_open_from_source(source, ZIP_TRUNCATE, &error);
  if (zip == nullptr) std::abort();
  zip_source_keep(source);
  for (const auto& [name, content] : parts) {
    zip_source_t* const part = zip_source_buffer(zip, content.data(), content.size(), 0);
    const zip_int64_t index = zip_file_add(zip, name.c_str(), part, ZIP_FL_ENC_UTF_8);
    if (index < 0) std::abort();
    zip_set_file_compression(zip, static_cast<zip_uint64_t>(index), ZIP_CM_STORE, 0);
  }
  if (zip_close(zip) != 0 || zip_source_open(source) != 0) std::abort();
  zip_source_seek(source, 0, SEEK_END);
  std::string out(static_cast<std::size_t>(zip_source_tell(source)), '\0');
  zip_source_seek(source, 0, SEEK_SET);
  zip_source_read(source, out.data(), out.size());
  zip_source_close(source);
  zip_source_free(source);
  return out;
}

// Whatever is read keeps the promises of sheet.h; whatever is refused says why and where.
inline void read_and_check(std::string_view bytes) {
  const Result<Workbook> workbook = read_workbook(bytes, "fuzz", fuzz_options());
  if (!workbook.has_value()) {
    if (workbook.error().message.empty()) std::abort();
    return;
  }
  HeadQuery query;
  query.columns = {{"section", {"断面", "a"}}, {"value", {"氨氮", "b"}}};
  for (const Sheet& sheet : workbook->sheets) {
    int last_row = 0;
    for (const Row& row : sheet.rows) {
      if (row.number <= last_row || row.cells.empty()) std::abort();
      last_row = row.number;
      int last_column = 0;
      for (const Cell& cell : row.cells) {
        if (cell.at.row != row.number || cell.at.column <= last_column) std::abort();
        if (parse_address(to_string(cell.at)) != cell.at) std::abort();
        if (cell.kind == CellKind::kEmpty && !cell.is_formula) std::abort();
        last_column = cell.at.column;
      }
    }
    const Result<Table> table = find_table(sheet, query);
    if (table.has_value())
      for (const TableRow& row : table->rows)
        if (row.cells.size() != table->head.columns.size()) std::abort();
  }
}

}  // namespace bihuan::tables
