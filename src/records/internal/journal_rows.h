// src/records/internal/journal_rows.h - the tables of the journal. Included by .cc files only.
#pragma once
#include "records/rows.h"

namespace bihuan::records {

struct JournalRow {
  std::int64_t number = 0;
  Instant at, recorded_at;
  std::string account_id, who, origin, what, subject, why;
  std::string before_digest, after_digest, state_digest, previous_digest, digest;
};
BOOST_DESCRIBE_STRUCT(JournalRow, (),
                      (number, at, recorded_at, account_id, who, origin, what, subject, why, before_digest,
                       after_digest, state_digest, previous_digest, digest))
template <>
struct TableName<JournalRow> {
  static constexpr std::string_view name = "journal";
};

// The texts of an entry stand apart, so that an erasure that the law wants can take them away.
struct JournalTextRow {
  std::int64_t number = 0;
  std::string before_value, after_value;
};
BOOST_DESCRIBE_STRUCT(JournalTextRow, (), (number, before_value, after_value))
template <>
struct TableName<JournalTextRow> {
  static constexpr std::string_view name = "journal_text";
};

struct ErasureRow {
  std::string erasure_id;
  std::int64_t number = 0;  // of the entry whose text goes
  std::string reason, asked_by, granted_by;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(ErasureRow, (), (erasure_id, number, reason, asked_by, granted_by, at))
template <>
struct TableName<ErasureRow> {
  static constexpr std::string_view name = "erasure";
  static constexpr std::size_t key_columns = 2;
};

// How a table of records is compared with the journal: every record's subject and the digest of its state.
struct JournalledTable {
  std::string name;
  Status (*visit)(Reader& reader, const std::function<void(const std::string& subject, const std::string& json)>& see);
};
// All tables whose records Ledger::add and Ledger::change write; one list, in journalled_tables.cc.
const std::vector<JournalledTable>& journalled_tables();

}  // namespace bihuan::records
