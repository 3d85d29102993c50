// src/records/table.h - rows of the record store as plain cells: what the port speaks.
//
// A table is named by code, never by input. Typed rows (described structs) are turned into cells by rows.h.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace bihuan::records {

// The content of a file.
struct Bytes {
  std::string value;
  friend bool operator==(const Bytes&, const Bytes&) = default;
};

// A text too long for the journal (a document, a computed result): there it stands with its digest.
struct Content {
  std::string value;
  friend bool operator==(const Content&, const Content&) = default;
};

// A text that the store keeps and that journal, exports and API never show: a hash of a password, a key.
struct Secret {
  std::string value;
  friend bool operator==(const Secret&, const Secret&) = default;
};

// Nothing, a whole number, UTF-8 text, bytes.
using Cell = std::variant<std::monostate, std::int64_t, std::string, Bytes>;
using Cells = std::vector<Cell>;

enum class ColumnType { kInteger, kText, kBytes };

struct Column {
  std::string name;
  ColumnType type = ColumnType::kText;
};

// The columns that one kind of row reads and writes; the first `key_columns` of them name the row.
struct Table {
  std::string name;
  std::vector<Column> columns;
  std::size_t key_columns = 1;
};

enum class Test { kEqual, kDiffers, kLess, kAtMost, kGreater, kAtLeast, kIsNull, kIsNotNull, kOneOf, kIn, kContains };

struct Selection;

// One condition on a column. kOneOf: any of `values`; kIn: a value that the inner selection gives; kContains: the text
// holds this text, letter for letter.
struct Condition {
  std::string column;
  Test test = Test::kEqual;
  std::vector<Cell> values;
  std::shared_ptr<const Selection> inner;
};

struct Order {
  std::string column;
  bool is_descending = false;
};

// All conditions hold. With `after`, only rows behind that place in the order (one value for each order column; all
// columns then have one direction): the next page. `limit` 0: all.
struct Query {
  std::vector<Condition> where;
  std::vector<Order> order;
  std::vector<Cell> after;
  std::int64_t limit = 0;
};

// The values of `column` in the rows of `table` that meet the conditions.
struct Selection {
  std::string table;
  std::string column;
  std::vector<Condition> where;
};

inline Condition is(std::string column, Cell value) {
  return {std::move(column), Test::kEqual, {std::move(value)}, {}};
}
inline Condition is_in(std::string column, Selection inner) {
  return {std::move(column), Test::kIn, {}, std::make_shared<const Selection>(std::move(inner))};
}

}  // namespace bihuan::records
