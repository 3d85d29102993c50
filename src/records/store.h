// src/records/store.h - the port under Records: rows and transactions, no rules.
//
// Adapters: sqlite/sqlite_store.h, memory/memory_store.h; one contract test suite runs against both. Every write
// happens between begin() and commit(); rollback(), or the end of the object, undoes it. Rows are only ever added.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bihuan::records {

// Times are UTC seconds.
struct PlanVersionRow {
  std::string plan_id;
  std::int64_t version = 0;
  std::string title, issuer, document_number;
  std::int64_t plan_year = 0, plan_year_end = 0;
  std::string file_name, digest, format, encoding, compiler;
  std::int64_t stored_at = 0;
  std::string stored_by, note;
};

struct PlanContentRow {
  std::string text;
  std::string compiled;  // JSON of plans::Plan
  std::string file_bytes;
};

struct CorrectionRow {
  std::string plan_id;
  std::string correction_id;
  std::int64_t revision = 0;  // from 1
  std::string action;         // made, confirmed, withdrawn
  std::int64_t version = 0;   // of the plan
  std::string commitment_id;
  std::string field, before_value, after_value;  // in the revision "made"
  std::string who, why;
  std::int64_t at = 0;
  std::string anchor;  // JSON of plans::Anchor; "" when withdrawn
};

struct ReadingRow {
  std::int64_t number = 0;
  std::string plan_id;
  std::int64_t version = 0;
  std::string target_id, as_of, reading, source_file, source_digest;
  std::int64_t stored_at = 0;
  std::string stored_by;
};

struct JournalRow {
  std::int64_t number = 0;
  std::int64_t at = 0;
  std::string who, what, subject, before_value, after_value, previous_digest, digest;
};

class Store {
 public:
  virtual ~Store() = default;

  // Transactions do not nest. begin() takes the right to write at once.
  virtual Status begin() = 0;
  virtual Status commit() = 0;
  virtual void rollback() = 0;

  // The next number of a counter, from 1; given once for ever. Inside a transaction.
  virtual Result<std::int64_t> take_number(std::string_view counter) = 0;

  virtual Status insert_plan(std::string_view plan_id, std::int64_t stored_at) = 0;
  virtual Status insert_plan_version(const PlanVersionRow& row, const PlanContentRow& content) = 0;
  virtual Status insert_correction(const CorrectionRow& row) = 0;
  virtual Status insert_reading(const ReadingRow& row) = 0;
  virtual Status insert_journal(const JournalRow& row) = 0;

  // Of one plan, or of all when `plan_id` is "": by plan, then version.
  virtual Result<std::vector<PlanVersionRow>> plan_versions(std::string_view plan_id) = 0;
  // Every version with this digest, of any plan.
  virtual Result<std::vector<PlanVersionRow>> versions_with_digest(std::string_view digest) = 0;
  // Text and compilation; the file only `with_file`. Errors: kNotFound
  virtual Result<PlanContentRow> plan_content(std::string_view plan_id, std::int64_t version, bool with_file) = 0;
  // By number of correction, then revision.
  virtual Result<std::vector<CorrectionRow>> corrections(std::string_view plan_id) = 0;
  virtual Result<std::vector<ReadingRow>> readings(std::string_view plan_id) = 0;
  virtual Result<std::vector<JournalRow>> journal(std::int64_t after, std::int64_t limit) = 0;
  virtual Result<std::optional<JournalRow>> last_journal() = 0;
};

}  // namespace bihuan::records
