// src/records/internal/import_rows.h - the tables of imports and of marks of values. Included by .cc only.
#pragma once
#include "records/import_describe.h"
#include "records/ledger.h"

namespace bihuan::records {

template <>
struct TableName<ImportEntry> {
  static constexpr std::string_view name = "import";
};
template <>
struct TableName<ValueMark> {
  static constexpr std::string_view name = "value_mark";
};

}  // namespace bihuan::records
