// src/tables/plain_csv.h - csv of numbers by the million: rows as views into the text, nothing copied.
//
// Most long csv files are plain: UTF-8, one delimiter, no quotes. Such a text is cut here at the speed of memory and
// without a limit on its rows, because nothing of it is kept. Whatever is not plain is left to open_workbook, which
// bears everything. Both cut the same cells and number the rows alike.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tables/sheet.h"

namespace bihuan::tables {

class PlainCsv {
 public:
  static constexpr std::size_t kMostFields = 256;

  // Nothing if the text is not plain: no UTF-8, a quote or control character anywhere, a CR that ends no line, a line
  // beyond 64 KiB, several marks that could be the delimiter, or none. `bytes` must outlive it.
  static std::optional<PlainCsv> look(std::string_view bytes, std::string_view file_name);

  const std::string& sheet_name() const { return sheet_name_; }
  // The first `rows` lines, as a reader delivers them; does not move.
  Sheet top(int rows) const;

  // Moves to the next line that is not empty. Returns false at the end, and at a line of more than kMostFields.
  bool next();
  bool is_too_wide() const { return is_too_wide_; }
  int number() const { return number_; }  // of the line, from 1
  // Of the text that the fields are parts of.
  const char* end() const { return text_.data() + text_.size(); }
  // As they stand; valid until next().
  std::span<const std::string_view> fields() const { return {fields_.data(), count_}; }
  // The same as cells; empty fields are absent.
  Row row() const;

 private:
  PlainCsv(std::string_view text, char delimiter, std::string sheet_name)
      : text_(text), delimiter_(delimiter), sheet_name_(std::move(sheet_name)), fields_(kMostFields) {}

  std::string_view text_;
  char delimiter_;
  std::string sheet_name_;
  std::vector<std::string_view> fields_;
  std::size_t count_ = 0;
  std::size_t at_ = 0;
  int number_ = 0;
  bool is_too_wide_ = false;
};

// The name of the single sheet of a csv file: the file's, without folders and ending.
std::string csv_sheet_name(std::string_view file_name);

}  // namespace bihuan::tables
