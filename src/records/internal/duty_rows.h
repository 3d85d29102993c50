// src/records/internal/duty_rows.h - the tables of the calendar of duties. Included by .cc files only.
#pragma once
#include "records/ledger.h"

namespace bihuan::records {

struct DutySettingRow {
  std::string task_id, period;
  std::int64_t min_count = 1;
  std::optional<Date> from_day, to_day;
  std::string set_by, why;
  std::int64_t revision = 1;
};
BOOST_DESCRIBE_STRUCT(DutySettingRow, (), (task_id, period, min_count, from_day, to_day, set_by, why, revision))
template <>
struct TableName<DutySettingRow> {
  static constexpr std::string_view name = "duty_setting";
};

struct DutyDoneRow {
  std::string task_id, object, period;
  std::int64_t ordinal = 1;
  std::string unit;
  Date done_on;
  std::string evidence, attachment_digest, recorded_by;
  bool is_withdrawn = false;
  std::int64_t revision = 1;
};
BOOST_DESCRIBE_STRUCT(DutyDoneRow, (),
                      (task_id, object, period, ordinal, unit, done_on, evidence, attachment_digest, recorded_by,
                       is_withdrawn, revision))
template <>
struct TableName<DutyDoneRow> {
  static constexpr std::string_view name = "duty_done";
  static constexpr std::size_t key_columns = 4;
};

}  // namespace bihuan::records
