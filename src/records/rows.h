// src/records/rows.h - described structs as rows of a table. Included by .cc files only.
//
//   struct CaseFile { std::string case_id; CaseState state; Instant opened_at; std::optional<Date> due; };
//   BOOST_DESCRIBE_STRUCT(CaseFile, (), (case_id, state, opened_at, due))
//   template <> struct TableName<CaseFile> { static constexpr std::string_view name = "case_file"; };
//
// Column names are the member names; the first key_columns members are the key. Members: whole numbers, bool (0, 1),
// text, Bytes, Content, Secret, enums (their word), Date (ISO text), Instant (UTC seconds), StrongId, std::optional
// (null); everything else is stored as the JSON text of base/json.h.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/json.h"
#include "records/store.h"
#include "records/table.h"

namespace bihuan::records {

// Where the rows of a type stand; specialised beside the description.
template <class Row>
struct TableName;

namespace rows_internal {

template <class T>
concept HasKeyColumns = requires {
  T::key_columns;
};

template <class Row>
constexpr std::size_t key_columns() {
  if constexpr (HasKeyColumns<TableName<Row>>) return TableName<Row>::key_columns;
  return 1;
}

template <class T>
struct Inner {
  using Type = T;
};
template <class T>
struct Inner<std::optional<T>> {
  using Type = T;
};

template <class T>
constexpr ColumnType column_type() {
  using V = typename Inner<T>::Type;
  if constexpr (std::is_same_v<V, Bytes>) return ColumnType::kBytes;
  if constexpr (std::is_integral_v<V> || std::is_same_v<V, Instant>) return ColumnType::kInteger;
  return ColumnType::kText;
}

template <class T>
concept HiddenText = std::is_same_v<T, Content> || std::is_same_v<T, Secret>;

template <class T>
Cell cell_of(const T& value) {
  if constexpr (bihuan::internal::IsOptional<T>::value) {
    return value ? cell_of(*value) : Cell();
  } else if constexpr (std::is_integral_v<T>) {
    return static_cast<std::int64_t>(value);
  } else if constexpr (std::is_same_v<T, Instant>) {
    return value.seconds;
  } else if constexpr (std::is_same_v<T, Bytes> || std::is_same_v<T, std::string>) {
    return value;
  } else if constexpr (HiddenText<T>) {
    return value.value;
  } else if constexpr (std::is_same_v<T, Date>) {
    return to_string(value);
  } else if constexpr (bihuan::internal::IsStrongId<T>::value) {
    return value.text();
  } else if constexpr (std::is_enum_v<T>) {
    return enum_word(value);
  } else {
    return to_json(value);
  }
}

inline std::unexpected<Error> wrong_cell(std::string_view column) {
  return fail(Code::kCorrupt, "记录库中“" + std::string(column) + "”的内容不是它应有的形式：请从备份恢复", "记录库");
}

template <class T>
Status read_cell(const Cell& cell, T& value, std::string_view column) {
  if constexpr (bihuan::internal::IsOptional<T>::value) {
    if (std::holds_alternative<std::monostate>(cell)) {
      value.reset();
      return {};
    }
    typename T::value_type inner{};
    BIHUAN_CHECK(read_cell(cell, inner, column));
    value = std::move(inner);
    return {};
  } else if constexpr (std::is_integral_v<T> || std::is_same_v<T, Instant>) {
    const auto* number = std::get_if<std::int64_t>(&cell);
    if (number == nullptr) return wrong_cell(column);
    if constexpr (std::is_same_v<T, Instant>)
      value.seconds = *number;
    else
      value = static_cast<T>(*number);
    return {};
  } else if constexpr (std::is_same_v<T, Bytes>) {
    const auto* bytes = std::get_if<Bytes>(&cell);
    if (bytes == nullptr) return wrong_cell(column);
    value = *bytes;
    return {};
  } else {
    const auto* text = std::get_if<std::string>(&cell);
    if (text == nullptr) return wrong_cell(column);
    if constexpr (std::is_same_v<T, std::string>) {
      value = *text;
    } else if constexpr (HiddenText<T>) {
      value.value = *text;
    } else if constexpr (std::is_same_v<T, Date>) {
      const Result<Date> date = parse_date(*text);
      if (!date) return wrong_cell(column);
      value = *date;
    } else if constexpr (bihuan::internal::IsStrongId<T>::value) {
      if (text->empty()) {
        value = T();
        return {};
      }
      Result<T> id = T::make(*text);
      if (!id) return wrong_cell(column);
      value = *std::move(id);
    } else if constexpr (std::is_enum_v<T>) {
      const Result<T> word = parse_enum_word<T>(*text);
      if (!word) return wrong_cell(column);
      value = *word;
    } else {
      // Members that a later program added keep their defaults.
      Result<T> read = from_json<T>(*text, JsonLimits{.missing_keeps_default = true});
      if (!read) return wrong_cell(column);
      value = *std::move(read);
    }
    return {};
  }
}

}  // namespace rows_internal

template <class Row>
const Table& table_of() {
  static const Table kTable = [] {
    Table table{std::string(TableName<Row>::name), {}, rows_internal::key_columns<Row>()};
    boost::mp11::mp_for_each<bihuan::internal::MembersOf<Row>>([&](auto member) {
      using Member = std::remove_cvref_t<decltype(std::declval<Row&>().*member.pointer)>;
      table.columns.push_back({member.name, rows_internal::column_type<Member>()});
    });
    return table;
  }();
  return kTable;
}

template <class Row>
Cells cells_of(const Row& row) {
  Cells cells;
  boost::mp11::mp_for_each<bihuan::internal::MembersOf<Row>>(
      [&](auto member) { cells.push_back(rows_internal::cell_of(row.*member.pointer)); });
  return cells;
}

// Errors: kCorrupt naming the column
template <class Row>
Result<Row> row_of(const Cells& cells) {
  Row row{};
  std::size_t place = 0;
  Status status;
  boost::mp11::mp_for_each<bihuan::internal::MembersOf<Row>>([&](auto member) {
    if (!status.has_value()) return;
    status = rows_internal::read_cell(cells[place++], row.*member.pointer, member.name);
  });
  BIHUAN_CHECK(std::move(status));
  return row;
}

// In JSON (so in the journal and in every answer) these are their digests.
void write_json_value(JsonWriter& writer, const Bytes& bytes);
void write_json_value(JsonWriter& writer, const Content& content);
void write_json_value(JsonWriter& writer, const Secret& secret);

template <class Row>
Result<std::vector<Row>> select(Reader& reader, const Query& query = {}) {
  BIHUAN_TRY(const std::vector<Cells> all, reader.select(table_of<Row>(), query));
  std::vector<Row> rows;
  rows.reserve(all.size());
  for (const Cells& cells : all) {
    BIHUAN_TRY(Row row, row_of<Row>(cells));
    rows.push_back(std::move(row));
  }
  return rows;
}

// The row with this key; nothing where there is none.
template <class Row, class... Key>
Result<std::optional<Row>> find(Reader& reader, const Key&... key) {
  const Table& table = table_of<Row>();
  static_assert(sizeof...(Key) == rows_internal::key_columns<Row>());
  Query query;
  query.limit = 1;
  const std::array<Cell, sizeof...(Key)> cells{Cell(key)...};
  for (std::size_t i = 0; i < cells.size(); ++i) query.where.push_back(is(table.columns[i].name, cells[i]));
  BIHUAN_TRY(std::vector<Row> rows, select<Row>(reader, query));
  return rows.empty() ? std::nullopt : std::optional(std::move(rows.front()));
}

template <class Row>
Status insert(Store& store, const Row& row) {
  return store.insert(table_of<Row>(), cells_of(row));
}

}  // namespace bihuan::records
