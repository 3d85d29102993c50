// src/records/internal/paper_rows.h - the table of papers. Included by .cc only.
#pragma once
#include "records/ledger.h"
#include "records/paper_describe.h"

namespace bihuan::records {

template <>
struct TableName<Paper> {
  static constexpr std::string_view name = "paper";
};

}  // namespace bihuan::records
