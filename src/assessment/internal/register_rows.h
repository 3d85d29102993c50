// src/assessment/internal/register_rows.h - registers (台账) and returns read row by row: words, numbers, areas.
//
// A register is kept in one of several forms: a list (a village a row), or numbers of districts. The form whose columns
// are all there is taken. What is wrong in a cell costs that cell, what is wrong in a row that row; each is said with
// its place and what would be right.
#pragma once
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assessment/evaluation.h"
#include "base/decimal.h"
#include "base/result.h"
#include "standards/knowledge.h"
#include "tables/head_finder.h"

namespace bihuan::assessment::internal {

// What knowledge/indicators/register-tables.toml says of one register.
struct RegisterWords {
  std::map<std::string, std::vector<std::string>> columns;  // "village" -> heads
  std::map<std::string, std::vector<std::string>> words;    // "treated" -> 已治理 ...
  std::vector<std::string> missing_marks;
};

// `name`: "rural", "farmland", "survey"; exactly these columns and words have to be there.
// Errors: kNotFound, kInvalidInput with file and line.
Result<RegisterWords> load_register_words(std::span<const standards::KnowledgeText> texts, std::string_view name,
                                          std::initializer_list<std::string_view> columns,
                                          std::initializer_list<std::string_view> words);

// A file may hold lists and, beside them, their sums: then the lists are read and the sums are not.
struct RegisterForm {
  std::string name;                   // 行政村名册
  std::vector<std::string> required;  // keys of columns
  std::vector<std::string> optional;
  bool is_list = true;  // false: numbers of districts
};

// One row of data. Cells are refused through it.
class RegisterRow {
 public:
  // PRECONDITION: all of them outlive the row.
  RegisterRow(const RegisterWords& words, const tables::Table& table, const tables::TableRow& row, Evaluation& out,
              std::int64_t& not_told)
      : words_(words), table_(table), row_(row), out_(out), not_told_(not_told) {}

  std::string where() const;                     // sheet and row
  std::string text(std::string_view key) const;  // as printed; "" where empty or marked as missing
  std::string unit(std::string_view key) const;  // of the column, as printed
  bool has_column(std::string_view key) const;
  // A number that is not negative; else the cell is refused.
  std::optional<Decimal> number(std::string_view key);
  std::optional<Decimal> signed_number(std::string_view key);  // one that may be negative
  std::optional<Decimal> share(std::string_view key);          // one with a percent sign behind it, or without
  // A result of a measurement: a number that is not negative, or 0.02L and <0.02, of which half the limit counts.
  std::optional<Decimal> result(std::string_view key);
  std::optional<std::int64_t> count(std::string_view key);  // a whole one
  // The one of `meanings` (keys of RegisterWords::words) whose word the cell holds; else the cell is refused.
  std::optional<std::string_view> meaning(std::string_view key, std::initializer_list<std::string_view> meanings);
  void refuse_cell(std::string_view key, std::string message);
  void refuse_row(std::string message);
  // Because there are too many names in the column `key` (InOrder).
  void refuse_as_too_many(std::string_view key);
  void note(std::string message);
  bool is_refused() const { return is_refused_; }

 private:
  const RegisterWords& words_;
  const tables::Table& table_;
  const tables::TableRow& row_;
  std::string digits(std::string_view key) const;  // of a number as stored; "" as text()
  std::optional<Decimal> parsed(std::string_view key, std::string text, bool may_be_negative);
  void tell(const char* kind, std::string where, std::string message);

  Evaluation& out_;
  std::int64_t& not_told_;
  bool is_refused_ = false;
};

// Gives every row of data of the visible sheets to `take`, with the number of its form; fills the counts, the mapping
// and the problems of `out`.
// Errors: kInvalidInput  no table file; no sheet in one of the forms (the message lists their columns)
Status read_register(std::string_view bytes, std::string_view file_name, const RegisterWords& words,
                     std::span<const RegisterForm> forms, const std::function<void(std::size_t, RegisterRow&)>& take,
                     Evaluation& out);

}  // namespace bihuan::assessment::internal
