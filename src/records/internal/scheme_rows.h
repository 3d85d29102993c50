// src/records/internal/scheme_rows.h - the tables of the monitoring scheme. Included by .cc only.
#pragma once
#include "records/ledger.h"
#include "records/scheme_describe.h"

namespace bihuan::records {

template <>
struct TableName<SchemeLine> {
  static constexpr std::string_view name = "scheme_line";
};
template <>
struct TableName<SchemeBinding> {
  static constexpr std::string_view name = "scheme_binding";
};

}  // namespace bihuan::records
