// src/records/internal/retention_rows.h - the tables of retentions and holds. Included by .cc only.
#pragma once
#include "records/ledger.h"
#include "records/retention_describe.h"

namespace bihuan::records {

template <>
struct TableName<RetentionEntry> {
  static constexpr std::string_view name = "observation_retention";
};
template <>
struct TableName<HoldEntry> {
  static constexpr std::string_view name = "observation_hold";
};

}  // namespace bihuan::records
