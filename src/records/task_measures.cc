// Measures: what a unit means to do for a task; together its plan of work for the year.
#include <algorithm>

#include "base/period.h"
#include "records/internal/desk_rules.h"
#include "records/internal/task_rows.h"

namespace bihuan::records {
namespace {

Status check_month(const std::string& month, std::string_view name, std::string_view where) {
  const Result<Period> period = parse_period(month);
  if (period && period->kind() == PeriodKind::kMonth && to_string(*period) == month) return {};
  return fail(Code::kInvalidInput, std::string(name) + "“" + excerpt(month) + "”应为月份，如2024-03",
              std::string(where));
}

Status check_measure(const NewMeasure& measure) {
  BIHUAN_CHECK(require_text(measure.text, "具体工作措施", "text"));
  BIHUAN_CHECK(require_text(measure.person, "责任人", "person", 40));
  BIHUAN_CHECK(check_month(measure.first_month, "起始月份", "first_month"));
  BIHUAN_CHECK(check_month(measure.last_month, "完成月份", "last_month"));
  if (measure.last_month < measure.first_month) {
    return fail(Code::kInvalidInput, "完成月份" + measure.last_month + "早于起始月份" + measure.first_month,
                "last_month");
  }
  return {};
}

void take_over(TaskMeasureRow& row, const NewMeasure& measure) {
  row.what = std::string(trim(measure.text));
  row.person = std::string(trim(measure.person));
  row.first_month = measure.first_month;
  row.last_month = measure.last_month;
}

UnitMeasure measure_of(const TaskMeasureRow& row) {
  return {row.measure_id,  {row.task_id, row.unit, row.what, row.person, row.first_month, row.last_month},
          row.state,       row.written_by,
          row.approved_by, row.remark,
          row.revision};
}

Result<TaskMeasureRow> measure_row(Reader& reader, std::string_view id) {
  BIHUAN_TRY(std::optional<TaskMeasureRow> row, find<TaskMeasureRow>(reader, std::string(id)));
  if (!row) return fail(Code::kNotFound, "没有编号为“" + excerpt(id) + "”的措施", "措施编号");
  return *std::move(row);
}

// Moves measures from one of the states `from` to `to`, all or none.
template <class Check>
Status move_measures(Database& database, const Actor& actor, const std::vector<std::string>& ids,
                     std::initializer_list<MeasureState> from, MeasureState to, std::string_view what,
                     std::string_view why, const Check& check) {
  if (ids.empty()) return fail(Code::kInvalidInput, "要指明是哪些措施", "ids");
  return database.write(actor, [&](Ledger& ledger) -> Status {
    for (const std::string& id : ids) {
      BIHUAN_TRY(const TaskMeasureRow before, measure_row(ledger.store(), id));
      BIHUAN_CHECK(check(before));
      if (std::ranges::find(from, before.state) == from.end()) {
        return fail(Code::kConflict,
                    "措施" + id + "现在是“" + std::string(measure_state_name(before.state)) + "”，不能改为“" +
                        std::string(measure_state_name(to)) + "”",
                    id);
      }
      TaskMeasureRow row = before;
      row.state = to;
      row.approved_by = to == MeasureState::kApproved ? person_of(actor) : "";
      row.remark = std::string(trim(why));
      BIHUAN_CHECK(ledger.change(before, row, what, why));
    }
    return {};
  });
}

}  // namespace

std::string_view measure_state_name(MeasureState state) {
  constexpr std::string_view kNames[] = {"草稿", "待审核", "已审核", "已退回"};
  return kNames[static_cast<int>(state)];
}

Result<UnitMeasure> Tasks::add_measure(const Actor& actor, const NewMeasure& measure) {
  BIHUAN_CHECK(check_measure(measure));
  BIHUAN_CHECK(require_seat(actor, measure.unit, "填写本单位的措施"));
  return database_->write(actor, [&](Ledger& ledger) -> Result<UnitMeasure> {
    BIHUAN_TRY(const TaskRow task, task_row(ledger.store(), measure.task_id));
    BIHUAN_TRY(const std::vector<TaskUnitRow> units, active_units(ledger.store(), task.task_id));
    if (task.state != TaskState::kOpen || std::ranges::find(units, measure.unit, &TaskUnitRow::unit) == units.end()) {
      return fail(Code::kConflict, "任务“" + excerpt(task.clause, 30) + "”现在不由" + measure.unit + "负责",
                  task.task_id);
    }
    TaskMeasureRow row;
    BIHUAN_TRY(row.measure_id, ledger.new_id('m', "measure"));
    row.task_id = measure.task_id;
    row.unit = measure.unit;
    take_over(row, measure);
    row.written_by = person_of(actor);
    BIHUAN_CHECK(ledger.add(row, "measure.written"));
    return measure_of(row);
  });
}

Result<UnitMeasure> Tasks::change_measure(const Actor& actor, std::string_view id, std::int64_t seen,
                                          const NewMeasure& measure) {
  BIHUAN_CHECK(check_measure(measure));
  return database_->write(actor, [&](Ledger& ledger) -> Result<UnitMeasure> {
    BIHUAN_TRY(const TaskMeasureRow before, measure_row(ledger.store(), id));
    BIHUAN_CHECK(require_seat(actor, before.unit, "填写本单位的措施"));
    BIHUAN_CHECK(check_revision(before, seen));
    TaskMeasureRow row = before;
    take_over(row, measure);
    // Whoever changes it answers for it, and what was approved is to be approved again.
    row.written_by = person_of(actor);
    row.approved_by.clear();
    row.state = MeasureState::kDraft;
    BIHUAN_CHECK(ledger.change(before, row, "measure.changed"));
    return measure_of(row);
  });
}

Status Tasks::submit_measures(const Actor& actor, const std::vector<std::string>& ids) {
  return move_measures(*database_, actor, ids, {MeasureState::kDraft, MeasureState::kReturned},
                       MeasureState::kSubmitted, "measure.submitted", "",
                       [&](const TaskMeasureRow& row) { return require_seat(actor, row.unit, "提交本单位的措施"); });
}

Status Tasks::approve_measures(const Actor& actor, const std::vector<std::string>& ids) {
  return move_measures(*database_, actor, ids, {MeasureState::kSubmitted}, MeasureState::kApproved, "measure.approved",
                       "", [&](const TaskMeasureRow& row) -> Status {
                         BIHUAN_CHECK(require_post(actor, row.unit, Post::kHead, "审核措施"));
                         if (row.written_by != person_of(actor)) return {};
                         return not_allowed("措施" + row.measure_id + "是您自己写的：请由另一位负责人审核");
                       });
}

Status Tasks::return_measures(const Actor& actor, const std::vector<std::string>& ids, std::string_view why) {
  BIHUAN_CHECK(require_text(why, "退回的理由", "why"));
  return move_measures(*database_, actor, ids, {MeasureState::kSubmitted, MeasureState::kApproved},
                       MeasureState::kReturned, "measure.returned", why, [&](const TaskMeasureRow& row) -> Status {
                         if (actor.has(DeskRole::kOffice)) return {};
                         return require_post(actor, row.unit, Post::kHead, "退回措施");
                       });
}

Result<std::vector<UnitMeasure>> Tasks::unit_plan(const PlanId& plan, std::string_view unit) {
  return database_->read([&](Reader& reader) -> Result<std::vector<UnitMeasure>> {
    Query query;
    query.where = {is("unit", std::string(unit)), is_in("task_id", {"task", "task_id", {is("plan_id", plan.text())}})};
    query.order = {{"measure_id"}};
    BIHUAN_TRY(const std::vector<TaskMeasureRow> rows, select<TaskMeasureRow>(reader, query));
    BIHUAN_TRY(const std::vector<Task> tasks, open_tasks(reader, plan));
    std::vector<UnitMeasure> measures;
    for (const Task& task : tasks) {
      for (const TaskMeasureRow& row : rows) {
        if (row.task_id == task.id) measures.push_back(measure_of(row));
      }
    }
    return measures;
  });
}

}  // namespace bihuan::records
