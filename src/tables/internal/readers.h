// src/tables/internal/readers.h - one opener for each file format; open_workbook() chooses among them.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "tables/internal/zip_archive.h"
#include "tables/sheet.h"

namespace bihuan::tables {

// What all readers need to know about the file.
struct Source {
  std::string_view bytes;
  std::string file_name;
  OpenOptions options;

  std::string where() const;                                        // 文件「水质.xlsx」
  std::string where(std::string_view sheet, CellAddress at) const;  // ...工作表「9月」C12
  std::string where(std::string_view sheet, int row) const;
  std::string where_part(std::string_view part) const;  // ...部件 xl/styles.xml
};

std::unexpected<Error> refuse(const Source& source, std::string message);
Error located(Error error, const Source& source);  // names the file too, unless it is named

Result<std::unique_ptr<WorkbookReader>> open_xlsx(Source source, ZipArchive archive);
Result<std::unique_ptr<WorkbookReader>> open_ods(Source source, ZipArchive archive);
Result<std::unique_ptr<WorkbookReader>> open_xls(Source source);
Result<std::unique_ptr<WorkbookReader>> open_csv(Source source);

// Counts what is delivered and holds it to the limits; shared by all readers. One for each read_rows().
class RowGuard {
 public:
  RowGuard(const Source& source, std::string_view sheet) : source_(source), sheet_(sheet) {}
  // Errors: kInvalidInput  a row or column beyond the limits
  Status check_address(CellAddress at) const;
  // Counts `times` cells with `bytes` of text each, before they are made.
  // Errors: kInvalidInput  the text is too long for a cell, or too many cells or too much text
  Status count(CellAddress at, std::size_t bytes, std::size_t times = 1);
  Error too_long(CellAddress at) const;

 private:
  const Source& source_;
  std::string_view sheet_;
  std::size_t cells_ = 0;
  std::size_t text_bytes_ = 0;
};

}  // namespace bihuan::tables
