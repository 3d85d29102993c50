// src/records/internal/journalled_tables.h - the one list of tables whose records the journal proves.
// Included by .cc files only.
#pragma once
#include "records/internal/journal_rows.h"
#include "records/ledger.h"

namespace bihuan::records {

// Visits all records of a table in the order of their keys, a page at a time.
template <class Row>
Status visit_records(Reader& reader, const std::function<void(const std::string&, const std::string&)>& see) {
  constexpr std::int64_t kPage = 500;
  const Table& table = table_of<Row>();
  Query query;
  for (std::size_t i = 0; i < table.key_columns; ++i) query.order.push_back({table.columns[i].name});
  query.limit = kPage;
  while (true) {
    BIHUAN_TRY(const std::vector<Row> rows, select<Row>(reader, query));
    for (const Row& row : rows) see(ledger_internal::subject_of(row), to_json(row));
    if (static_cast<std::int64_t>(rows.size()) < kPage) return {};
    const Cells last = cells_of(rows.back());
    query.after.assign(last.begin(), last.begin() + static_cast<std::ptrdiff_t>(table.key_columns));
  }
}

template <class Row>
JournalledTable journalled() {
  return {std::string(TableName<Row>::name), &visit_records<Row>};
}

}  // namespace bihuan::records
