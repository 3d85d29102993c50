// src/records/internal/plan_rows.h - the tables of plans. Included by .cc files only.
#pragma once
#include "records/ledger.h"

namespace bihuan::records {

struct PlanRow {
  std::string plan_id;
  Instant stored_at;
};
BOOST_DESCRIBE_STRUCT(PlanRow, (), (plan_id, stored_at))
template <>
struct TableName<PlanRow> {
  static constexpr std::string_view name = "plan";
};

struct PlanVersionRow {
  std::string plan_id;
  std::int64_t version = 0;
  std::string title, issuer, document_number;
  std::int64_t plan_year = 0, plan_year_end = 0;
  std::string file_name, digest, format, encoding, compiler;
  Instant stored_at;
  std::string stored_by, note;
};
BOOST_DESCRIBE_STRUCT(PlanVersionRow, (),
                      (plan_id, version, title, issuer, document_number, plan_year, plan_year_end, file_name, digest,
                       format, encoding, compiler, stored_at, stored_by, note))
template <>
struct TableName<PlanVersionRow> {
  static constexpr std::string_view name = "plan_version";
  static constexpr std::size_t key_columns = 2;
};

// Text and compilation of a version.
struct PlanContentRow {
  std::string plan_id;
  std::int64_t version = 0;
  Content plain_text;
  Content compiled;  // JSON of plans::Plan
};
BOOST_DESCRIBE_STRUCT(PlanContentRow, (), (plan_id, version, plain_text, compiled))
template <>
struct TableName<PlanContentRow> {
  static constexpr std::string_view name = "plan_content";
  static constexpr std::size_t key_columns = 2;
};

// The original file of a version; a table of its own, so that texts are read without it.
struct PlanFileRow {
  std::string plan_id;
  std::int64_t version = 0;
  Bytes file_bytes;
};
BOOST_DESCRIBE_STRUCT(PlanFileRow, (), (plan_id, version, file_bytes))
template <>
struct TableName<PlanFileRow> {
  static constexpr std::string_view name = "plan_file";
  static constexpr std::size_t key_columns = 2;
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
  Instant at;
  std::string anchor;  // JSON of plans::Anchor; "" when withdrawn
};
BOOST_DESCRIBE_STRUCT(CorrectionRow, (),
                      (plan_id, correction_id, revision, action, version, commitment_id, field, before_value,
                       after_value, who, why, at, anchor))
template <>
struct TableName<CorrectionRow> {
  static constexpr std::string_view name = "correction";
  static constexpr std::size_t key_columns = 3;
};

struct ReadingRow {
  std::int64_t number = 0;
  std::string plan_id;
  std::int64_t version = 0;
  std::string target_id, as_of;
  Content reading;  // JSON of assessment::Reading
  std::string source_file, source_digest;
  Instant stored_at;
  std::string stored_by;
  std::string part;
};
BOOST_DESCRIBE_STRUCT(ReadingRow, (),
                      (number, plan_id, version, target_id, as_of, reading, source_file, source_digest, stored_at,
                       stored_by, part))
template <>
struct TableName<ReadingRow> {
  static constexpr std::string_view name = "reading";
};

}  // namespace bihuan::records
