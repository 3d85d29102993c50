// src/records/internal/site_rows.h - the table of monitoring sites. Included by .cc only.
#pragma once
#include "records/ledger.h"
#include "records/site_describe.h"

namespace bihuan::records {

template <>
struct TableName<Site> {
  static constexpr std::string_view name = "site";
};

}  // namespace bihuan::records
