// src/records/internal/task_rows.h - the tables of tasks. Included by .cc files only.
#pragma once
#include "records/ledger.h"
#include "records/task_describe.h"

namespace bihuan::records {

struct TaskRow {
  std::string task_id, plan_id, commitment_id;
  std::int64_t version = 0, ordinal = 0;
  plans::Kind kind = plans::Kind::kOngoing;
  std::string item_no, item_heading, section, clause, deadline;
  std::optional<Date> due;
  Date starts;
  plans::Strength strength = plans::Strength::kHard;
  plans::Measure measure = plans::Measure::kWords;
  std::string comparator, wanted, wanted_unit;
  TaskState state = TaskState::kOpen;
  std::int64_t dropped_version = 0;
  std::int64_t revision = 1;
};
BOOST_DESCRIBE_STRUCT(TaskRow, (),
                      (task_id, plan_id, commitment_id, version, ordinal, kind, item_no, item_heading, section, clause,
                       deadline, due, starts, strength, measure, comparator, wanted, wanted_unit, state,
                       dropped_version, revision))
template <>
struct TableName<TaskRow> {
  static constexpr std::string_view name = "task";
};

struct TaskUnitRow {
  std::string task_id, unit;
  plans::Role role = plans::Role::kResponsible;
  std::string printed;
  UnitOrigin origin = UnitOrigin::kNamed;
  bool is_active = true;
  std::int64_t revision = 1;
};
BOOST_DESCRIBE_STRUCT(TaskUnitRow, (), (task_id, unit, role, printed, origin, is_active, revision))
template <>
struct TableName<TaskUnitRow> {
  static constexpr std::string_view name = "task_unit";
  static constexpr std::size_t key_columns = 2;
};

struct TaskSubsetRow {
  std::string task_id, printed;
  plans::Role role = plans::Role::kResponsible;
  std::vector<std::string> candidates;
  bool is_active = true;
  bool is_decided = false;
  std::vector<std::string> units;
  std::string decided_by, why;
  std::int64_t revision = 1;
};
BOOST_DESCRIBE_STRUCT(TaskSubsetRow, (),
                      (task_id, printed, role, candidates, is_active, is_decided, units, decided_by, why, revision))
template <>
struct TableName<TaskSubsetRow> {
  static constexpr std::string_view name = "task_subset";
  static constexpr std::size_t key_columns = 2;
};

struct TaskMeasureRow {
  std::string measure_id, task_id, unit, what, person, first_month, last_month;
  MeasureState state = MeasureState::kDraft;
  std::string written_by, approved_by, remark;
  std::int64_t revision = 1;
};
BOOST_DESCRIBE_STRUCT(TaskMeasureRow, (),
                      (measure_id, task_id, unit, what, person, first_month, last_month, state, written_by, approved_by,
                       remark, revision))
template <>
struct TableName<TaskMeasureRow> {
  static constexpr std::string_view name = "task_measure";
};

struct TaskScheduleRow {
  std::string task_id;
  plans::Schedule schedule;
  std::string set_by, why;
  std::int64_t revision = 1;
};
BOOST_DESCRIBE_STRUCT(TaskScheduleRow, (), (task_id, schedule, set_by, why, revision))
template <>
struct TableName<TaskScheduleRow> {
  static constexpr std::string_view name = "task_schedule";
};

// What other books read of tasks inside a transaction of theirs.

// Errors: kNotFound
Result<TaskRow> task_row(Reader& reader, std::string_view task_id);
// The units that answer for a task now.
Result<std::vector<TaskUnitRow>> active_units(Reader& reader, std::string_view task_id);
Result<plans::Schedule> schedule_in_force(Reader& reader, const TaskRow& task);
Result<Task> task_of(const TaskRow& row);
// The open tasks of a plan with their units, in the order of the document.
Result<std::vector<Task>> open_tasks(Reader& reader, const PlanId& plan);

}  // namespace bihuan::records
