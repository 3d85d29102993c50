// src/records/internal/case_rows.h - the tables of cases, adjustments and wishes for notices. Included by .cc only.
#pragma once
#include "records/adjustments.h"
#include "records/cases.h"
#include "records/ledger.h"

namespace bihuan::records {

BOOST_DESCRIBE_STRUCT(CaseFile, (),
                      (case_id, revision, source, origin_key, reference, title, demand, lead_unit, verifier_unit, state,
                       level, due, opened_at, changed_at))
template <>
struct TableName<CaseFile> {
  static constexpr std::string_view name = "case_file";
};

// A unit's part in a case; `state` is that of an assistant's reply. A part that ended stays as a row.
struct CasePartyRow {
  std::string case_id, party, unit_id;
  std::string state;
  bool is_current = true;
};
BOOST_DESCRIBE_STRUCT(CasePartyRow, (), (case_id, party, unit_id, state, is_current))
template <>
struct TableName<CasePartyRow> {
  static constexpr std::string_view name = "case_party";
  static constexpr std::size_t key_columns = 3;
};

BOOST_DESCRIBE_STRUCT(CaseEvent, (),
                      (case_id, number, at, verb, party, unit_id, person_id, for_person, who, state, text, day, due,
                       units, attachments))
template <>
struct TableName<CaseEvent> {
  static constexpr std::string_view name = "case_event";
  static constexpr std::size_t key_columns = 2;
};

BOOST_DESCRIBE_STRUCT(CaseAttachment, (), (case_id, number, event, file_name, kind, size, digest))
template <>
struct TableName<CaseAttachment> {
  static constexpr std::string_view name = "case_attachment";
  static constexpr std::size_t key_columns = 2;
};

struct CaseAttachmentFileRow {
  std::string case_id;
  std::int64_t number = 0;
  Bytes file_bytes;
};
BOOST_DESCRIBE_STRUCT(CaseAttachmentFileRow, (), (case_id, number, file_bytes))
template <>
struct TableName<CaseAttachmentFileRow> {
  static constexpr std::string_view name = "case_attachment_file";
  static constexpr std::size_t key_columns = 2;
};

BOOST_DESCRIBE_ENUM(AdjustmentState, kAsked, kGranted, kRefused)
BOOST_DESCRIBE_STRUCT(Adjustment, (),
                      (adjustment_id, revision, subject, field, before_value, after_value, why, asked_by, asked_for,
                       asked_name, asked_at, state, decided_by, decided_name, decided_why, decided_at))
template <>
struct TableName<Adjustment> {
  static constexpr std::string_view name = "adjustment";
};

// What somebody should hear of: one unit, or all with a role.
struct NoticeWishRow {
  std::string wish_id;  // "w000001"
  std::int64_t revision = 1;
  Instant at;
  std::string kind;     // "case.sign", "case.level.red"
  std::string subject;  // "case_file/k000001"
  std::string to_unit, to_role;
  std::string title, body;
  std::string draft;  // kind of the paper that is to be drafted; "" none
  std::optional<Instant> taken_at;
};
BOOST_DESCRIBE_STRUCT(NoticeWishRow, (),
                      (wish_id, revision, at, kind, subject, to_unit, to_role, title, body, draft, taken_at))
template <>
struct TableName<NoticeWishRow> {
  static constexpr std::string_view name = "notice_wish";
};

}  // namespace bihuan::records
