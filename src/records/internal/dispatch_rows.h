// src/records/internal/dispatch_rows.h - the tables of the monthly dispatch. Included by .cc files only.
#pragma once
#include "records/dispatch_describe.h"
#include "records/ledger.h"

namespace bihuan::records {

struct DispatchRoundRow {
  std::string round_id, plan_id, month;
  Date cut_off;
  RoundState state = RoundState::kOpen;
  std::string opened_by, closed_by;
  std::int64_t revision = 1;
};
BOOST_DESCRIBE_STRUCT(DispatchRoundRow, (), (round_id, plan_id, month, cut_off, state, opened_by, closed_by, revision))
template <>
struct TableName<DispatchRoundRow> {
  static constexpr std::string_view name = "dispatch_round";
};

struct DispatchEntryRow {
  std::string round_id, task_id, unit, progress, problems, next_step, done;
  EntryState state = EntryState::kEmpty;
  KnownFacts known;
  std::string filled_by, checked_by, passed_by;
  std::optional<Date> handed_in_on;
  bool is_late = false;
  std::string question;
  std::int64_t revision = 1;
};
BOOST_DESCRIBE_STRUCT(DispatchEntryRow, (),
                      (round_id, task_id, unit, progress, problems, next_step, done, state, known, filled_by,
                       checked_by, passed_by, handed_in_on, is_late, question, revision))
template <>
struct TableName<DispatchEntryRow> {
  static constexpr std::string_view name = "dispatch_entry";
  static constexpr std::size_t key_columns = 3;
};

struct DispatchFigureRow {
  std::string round_id, task_id, done, set_by, why;
  std::int64_t revision = 1;
};
BOOST_DESCRIBE_STRUCT(DispatchFigureRow, (), (round_id, task_id, done, set_by, why, revision))
template <>
struct TableName<DispatchFigureRow> {
  static constexpr std::string_view name = "dispatch_figure";
  static constexpr std::size_t key_columns = 2;
};

// Errors: kNotFound
Result<DispatchRoundRow> round_row(Reader& reader, std::string_view round_id);
Result<DispatchRound> round_of(const DispatchRoundRow& row);
Result<std::vector<DispatchEntryRow>> entry_rows(Reader& reader, std::string_view round_id, std::string_view unit);
Result<DispatchEntry> entry_of(const DispatchEntryRow& row);

}  // namespace bihuan::records
