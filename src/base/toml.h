// src/base/toml.h - TOML files (knowledge, configuration) as values that know their file and line.
//
// Reading names the place of every fault: `where` is "knowledge/water/gb3838.toml:12" (the name is what the caller
// passed in). Decimals are quoted strings in our files (STYLE: exactly as printed) and are read with decimal().
#pragma once
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/result.h"
#include "base/time.h"

namespace bihuan {

namespace internal {
struct TomlData;
}

enum class TomlKind { kString, kInteger, kFloat, kBoolean, kDate, kArray, kTable };

class TomlTable;

// One value. A cheap handle: copies share the document, which lives as long as any of them.
class TomlValue {
 public:
  TomlKind kind() const;
  std::string where() const;  // "file:line"
  int line() const;

  // Errors: kInvalidInput saying which kind was expected and which stands there.
  Result<std::string> as_string() const;
  Result<std::int64_t> as_integer() const;
  Result<double> as_double() const;  // an integer will do
  Result<bool> as_boolean() const;
  Result<Date> as_date() const;        // a TOML local date, 2024-09-30
  Result<Decimal> as_decimal() const;  // a quoted decimal ("0.20") or a bare integer; a bare float is refused
  Result<std::vector<TomlValue>> as_array() const;
  Result<TomlTable> as_table() const;

 private:
  friend class TomlTable;
  friend Result<TomlTable> parse_toml(std::string_view, std::string_view);
  explicit TomlValue(std::shared_ptr<const internal::TomlData> data) : data_(std::move(data)) {}
  std::shared_ptr<const internal::TomlData> data_;
};

// One table. Getters fail (kInvalidInput) if the key is missing or of another kind, with the table's or the value's
// file:line and the key in the message; the *_or forms accept a missing key, but still no other kind.
class TomlTable {
 public:
  bool has(std::string_view key) const;
  std::vector<std::string> keys() const;  // in the order of the file
  std::string where() const;
  int line() const;
  bool empty() const;

  Result<TomlValue> value(std::string_view key) const;
  std::optional<TomlValue> find(std::string_view key) const;

  Result<std::string> string(std::string_view key) const;
  Result<std::int64_t> integer(std::string_view key) const;
  Result<double> number(std::string_view key) const;
  Result<bool> boolean(std::string_view key) const;
  Result<Date> date(std::string_view key) const;
  Result<Decimal> decimal(std::string_view key) const;
  Result<TomlTable> table(std::string_view key) const;
  Result<std::vector<TomlTable>> tables(std::string_view key) const;  // [[key]]; an empty array gives none
  Result<std::vector<std::string>> strings(std::string_view key) const;
  Result<std::vector<std::int64_t>> integers(std::string_view key) const;
  Result<std::vector<Decimal>> decimals(std::string_view key) const;

  Result<std::string> string_or(std::string_view key, std::string_view otherwise) const;
  Result<std::int64_t> integer_or(std::string_view key, std::int64_t otherwise) const;
  Result<bool> boolean_or(std::string_view key, bool otherwise) const;
  Result<std::optional<Date>> optional_date(std::string_view key) const;
  Result<std::optional<Decimal>> optional_decimal(std::string_view key) const;
  Result<std::vector<std::string>> strings_or_none(std::string_view key) const;
  Result<std::vector<TomlTable>> tables_or_none(std::string_view key) const;

  // Errors: kInvalidInput with the line of the first key that is not in `known`, and the list of those that are.
  Status check_keys(std::initializer_list<std::string_view> known) const;

 private:
  friend class TomlValue;
  friend Result<TomlTable> parse_toml(std::string_view, std::string_view);
  explicit TomlTable(std::shared_ptr<const internal::TomlData> data) : data_(std::move(data)) {}
  std::shared_ptr<const internal::TomlData> data_;
};

// Parses `text`; `name` is what errors call it. Errors: kInvalidInput with name:line and what the parser wanted;
// nesting beyond 32 levels, times and date-times are refused (nothing of ours needs them).
Result<TomlTable> parse_toml(std::string_view text, std::string_view name);

// read_file and parse_toml; a file above 16 MiB is refused. Errors call it by `name`, or by `path` if that is empty.
Result<TomlTable> read_toml(const std::string& path, std::string_view name = {});

}  // namespace bihuan
