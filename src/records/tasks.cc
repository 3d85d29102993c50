#include "records/tasks.h"

#include <algorithm>
#include <map>

#include "records/internal/desk_rules.h"
#include "records/internal/task_rows.h"

namespace bihuan::records {
namespace {

constexpr std::int64_t kMostTasks = 500;  // on one page

TaskUnit unit_of(const TaskUnitRow& row) { return {row.unit, row.role, row.printed, row.origin}; }
TaskSubset subset_of(const TaskSubsetRow& row) {
  return {row.printed, row.role, row.candidates, row.is_decided, row.units, row.decided_by, row.why};
}

// The tasks of these rows, in their order, with units and subsets.
Result<std::vector<Task>> tasks_of(Reader& reader, const std::vector<TaskRow>& rows) {
  std::vector<Task> tasks;
  std::map<std::string, std::size_t> places;
  Condition of_them{"task_id", Test::kOneOf, {}, {}};
  for (const TaskRow& row : rows) {
    places.emplace(row.task_id, tasks.size());
    of_them.values.emplace_back(row.task_id);
    BIHUAN_TRY(Task task, task_of(row));
    tasks.push_back(std::move(task));
  }
  if (tasks.empty()) return tasks;
  const Query query{{of_them, is("is_active", std::int64_t{1})}, {{"task_id"}}, {}, 0};
  BIHUAN_TRY(const std::vector<TaskUnitRow> units, select<TaskUnitRow>(reader, query));
  for (const TaskUnitRow& row : units) tasks[places[row.task_id]].units.push_back(unit_of(row));
  BIHUAN_TRY(const std::vector<TaskSubsetRow> subsets, select<TaskSubsetRow>(reader, query));
  for (const TaskSubsetRow& row : subsets) tasks[places[row.task_id]].subsets.push_back(subset_of(row));
  return tasks;
}

Result<Query> query_of(const TaskFilter& filter, std::string_view after, std::int64_t limit) {
  if (limit < 1 || limit > kMostTasks) {
    return fail(Code::kInvalidInput, "每页条数应在1至" + std::to_string(kMostTasks) + "之间", "limit");
  }
  Query query;
  query.order = {{"plan_id"}, {"ordinal"}, {"task_id"}};
  query.limit = limit + 1;
  if (filter.plan) query.where.push_back(is("plan_id", filter.plan->text()));
  if (filter.kind) query.where.push_back(is("kind", enum_word(*filter.kind)));
  if (!filter.item_no.empty()) query.where.push_back(is("item_no", filter.item_no));
  if (filter.state) query.where.push_back(is("state", enum_word(*filter.state)));
  if (filter.due_from) query.where.push_back({"due", Test::kAtLeast, {to_string(*filter.due_from)}, {}});
  if (filter.due_to) query.where.push_back({"due", Test::kAtMost, {to_string(*filter.due_to)}, {}});
  if (!filter.unit.empty()) {
    query.where.push_back(
        is_in("task_id", {"task_unit", "task_id", {is("unit", filter.unit), is("is_active", std::int64_t{1})}}));
  }
  if (after.empty()) return query;
  const std::vector<std::string_view> parts = split(after, ':');
  const Result<Decimal> ordinal = parts.size() == 3 ? parse_decimal(parts[1]) : fail(Code::kInvalidInput, "");
  if (!ordinal || ordinal->places() != 0) {
    return fail(Code::kInvalidInput, "翻页标记“" + excerpt(after) + "”不是本系统给出的：请从第一页重新取", "after");
  }
  query.after = {std::string(parts[0]), ordinal->mantissa(), std::string(parts[2])};
  return query;
}

}  // namespace

Result<TaskRow> task_row(Reader& reader, std::string_view task_id) {
  BIHUAN_TRY(std::optional<TaskRow> row, find<TaskRow>(reader, std::string(task_id)));
  if (!row) return fail(Code::kNotFound, "没有编号为“" + excerpt(task_id, 80) + "”的任务", "任务编号");
  return *std::move(row);
}

Result<std::vector<TaskUnitRow>> active_units(Reader& reader, std::string_view task_id) {
  return select<TaskUnitRow>(
      reader, {{is("task_id", std::string(task_id)), is("is_active", std::int64_t{1})}, {{"unit"}}, {}, 0});
}

Result<plans::Schedule> schedule_in_force(Reader& reader, const TaskRow& task) {
  BIHUAN_TRY(const std::optional<TaskScheduleRow> row, find<TaskScheduleRow>(reader, task.task_id));
  return row ? row->schedule : plans::default_schedule(task.measure, task.starts, task.due);
}

Result<Task> task_of(const TaskRow& row) {
  Task task;
  task.id = row.task_id;
  BIHUAN_TRY(task.plan, PlanId::make(row.plan_id, "计划编号"));
  task.commitment_id = row.commitment_id;
  task.version = row.version;
  task.ordinal = row.ordinal;
  task.kind = row.kind;
  task.item_no = row.item_no;
  task.item_heading = row.item_heading;
  task.section = row.section;
  task.text = row.clause;
  task.deadline = row.deadline;
  task.due = row.due;
  task.starts = row.starts;
  task.strength = row.strength;
  task.measure = row.measure;
  task.comparator = row.comparator;
  if (!row.wanted.empty()) {
    BIHUAN_TRY(task.wanted, parse_decimal(row.wanted));
  }
  task.wanted_unit = row.wanted_unit;
  task.state = row.state;
  task.dropped_version = row.dropped_version;
  task.revision = row.revision;
  return task;
}

Result<std::vector<Task>> open_tasks(Reader& reader, const PlanId& plan) {
  Query query{
      {is("plan_id", plan.text()), is("state", enum_word(TaskState::kOpen))}, {{"ordinal"}, {"task_id"}}, {}, 0};
  BIHUAN_TRY(const std::vector<TaskRow> rows, select<TaskRow>(reader, query));
  std::vector<Task> tasks;
  // The store takes a bounded number of values in one condition.
  for (std::size_t begin = 0; begin < rows.size(); begin += kMostTasks) {
    const std::size_t end = std::min<std::size_t>(rows.size(), begin + kMostTasks);
    BIHUAN_TRY(std::vector<Task> part, tasks_of(reader, {rows.begin() + static_cast<std::ptrdiff_t>(begin),
                                                         rows.begin() + static_cast<std::ptrdiff_t>(end)}));
    std::ranges::move(part, std::back_inserter(tasks));
  }
  return tasks;
}

Result<TaskPage> Tasks::list(const TaskFilter& filter, std::string_view after, std::int64_t limit) {
  BIHUAN_TRY(const Query query, query_of(filter, after, limit));
  return database_->read([&](Reader& reader) -> Result<TaskPage> {
    BIHUAN_TRY(std::vector<TaskRow> rows, select<TaskRow>(reader, query));
    TaskPage page;
    if (static_cast<std::int64_t>(rows.size()) > limit) {
      rows.pop_back();
      const TaskRow& last = rows.back();
      page.next = last.plan_id + ":" + std::to_string(last.ordinal) + ":" + last.task_id;
    }
    BIHUAN_TRY(page.tasks, tasks_of(reader, rows));
    return page;
  });
}

Result<Task> Tasks::find_task(std::string_view task_id) {
  return database_->read([&](Reader& reader) -> Result<Task> {
    BIHUAN_TRY(const TaskRow row, task_row(reader, task_id));
    BIHUAN_TRY(std::vector<Task> tasks, tasks_of(reader, {row}));
    return std::move(tasks.front());
  });
}

Result<Coverage> Tasks::coverage(const PlanId& plan) {
  return database_->read([&](Reader& reader) -> Result<Coverage> {
    BIHUAN_TRY(const std::vector<Task> tasks, open_tasks(reader, plan));
    // Whether a unit's measure for a task is approved.
    std::map<TaskAndUnit, bool> measures;
    Query of_plan;
    of_plan.where = {is_in("task_id", {"task", "task_id", {is("plan_id", plan.text())}})};
    BIHUAN_TRY(const std::vector<TaskMeasureRow> rows, select<TaskMeasureRow>(reader, of_plan));
    for (const TaskMeasureRow& row : rows) {
      measures[{row.task_id, row.unit}] |= row.state == MeasureState::kApproved;
    }
    Coverage coverage;
    coverage.tasks = static_cast<std::int64_t>(tasks.size());
    for (const Task& task : tasks) {
      for (const TaskSubset& subset : task.subsets) {
        if (!subset.is_decided) coverage.subset_unknown.push_back({task.id, subset.printed});
      }
      if (task.units.empty()) coverage.without_owner.push_back(task.id);
      for (const TaskUnit& unit : task.units) {
        ++coverage.answers;
        const TaskAndUnit pair{task.id, unit.unit};
        const auto found = measures.find(pair);
        if (found == measures.end()) coverage.without_measures.push_back(pair);
        if (found != measures.end() && !found->second) coverage.without_approved.push_back(pair);
        if (unit.origin == UnitOrigin::kUnknown) coverage.unknown_units.push_back(pair);
      }
    }
    return coverage;
  });
}

namespace {

Status settle_subset(Ledger& ledger, const std::string& task_id, std::string_view printed,
                     const std::vector<std::string>& units, std::string_view why) {
  BIHUAN_CHECK(task_row(ledger.store(), task_id));
  BIHUAN_TRY(const std::optional<TaskSubsetRow> before,
             find<TaskSubsetRow>(ledger.store(), task_id, std::string(printed)));
  if (!before || !before->is_active) {
    return fail(Code::kNotFound, "任务" + task_id + "没有待明确的名称“" + excerpt(printed) + "”", "printed");
  }
  for (const std::string& unit : units) {
    if (std::ranges::find(before->candidates, unit) == before->candidates.end()) {
      return fail(Code::kInvalidInput,
                  "“" + excerpt(unit) + "”不在“" + before->printed + "”的范围内：应为" + join(before->candidates, "、"),
                  "units");
    }
  }
  TaskSubsetRow row = *before;
  row.is_decided = true;
  row.units = units;
  row.decided_by = ledger.actor().name;
  row.why = std::string(trim(why));
  BIHUAN_CHECK(ledger.change(*before, row, "task.subset_decided", why));
  // Those decided before and not now leave; nobody who answers by name is touched.
  BIHUAN_TRY(const std::vector<TaskUnitRow> present,
             select<TaskUnitRow>(ledger.store(), {{is("task_id", task_id)}, {}, {}, 0}));
  for (const TaskUnitRow& old_one : present) {
    const bool is_meant = std::ranges::find(units, old_one.unit) != units.end();
    TaskUnitRow unit = old_one;
    const bool is_of_subset = old_one.origin == UnitOrigin::kDecided && old_one.printed == row.printed;
    if (is_of_subset && old_one.is_active && !is_meant) unit.is_active = false;
    if (!old_one.is_active && is_meant) {
      unit = {task_id, old_one.unit, row.role, row.printed, UnitOrigin::kDecided, true, old_one.revision};
    }
    BIHUAN_CHECK(ledger.change(old_one, unit, unit.is_active ? "task.unit_changed" : "task.unit_left"));
  }
  for (const std::string& unit : units) {
    if (std::ranges::find(present, unit, &TaskUnitRow::unit) != present.end()) continue;
    BIHUAN_CHECK(ledger.add(TaskUnitRow{task_id, unit, row.role, row.printed, UnitOrigin::kDecided, true, 1},
                            "task.unit_added"));
  }
  return {};
}

}  // namespace

Status Tasks::decide_subset(const Actor& actor, const std::vector<std::string>& tasks, std::string_view printed,
                            const std::vector<std::string>& units, std::string_view why) {
  BIHUAN_CHECK(require_office(actor, "明确相关单位"));
  BIHUAN_CHECK(require_text(why, "理由", "why"));
  if (tasks.empty()) return fail(Code::kInvalidInput, "要指明是哪些任务", "tasks");
  return database_->write(actor, [&](Ledger& ledger) -> Status {
    for (const std::string& task : tasks) BIHUAN_CHECK(settle_subset(ledger, task, printed, units, why));
    return {};
  });
}

Result<plans::Schedule> Tasks::schedule_of(std::string_view task_id) {
  return database_->read([&](Reader& reader) -> Result<plans::Schedule> {
    BIHUAN_TRY(const TaskRow task, task_row(reader, task_id));
    return schedule_in_force(reader, task);
  });
}

Status Tasks::set_schedule(const Actor& actor, std::string_view task_id, const plans::Schedule& schedule,
                           std::string_view why) {
  BIHUAN_CHECK(plans::check_schedule(schedule));
  BIHUAN_CHECK(require_text(why, "理由", "why"));
  return database_->write(actor, [&](Ledger& ledger) -> Status {
    BIHUAN_TRY(const TaskRow task, task_row(ledger.store(), task_id));
    BIHUAN_TRY(const std::vector<TaskUnitRow> units, active_units(ledger.store(), task_id));
    const bool is_head =
        std::ranges::any_of(units, [&](const TaskUnitRow& row) { return actor.sits_as(row.unit, Post::kHead); });
    if (!actor.has(DeskRole::kOffice) && !is_head) {
      return not_allowed("只有办公室或责任单位的科长可以设定序时进度");
    }
    if (task.due && !schedule.points.empty() && schedule.points.back().day > *task.due) {
      return fail(Code::kInvalidInput,
                  "最后一个节点" + to_string(schedule.points.back().day) + "晚于完成时限" + to_string(*task.due) +
                      "：改时限要另行申请",
                  "schedule");
    }
    BIHUAN_TRY(const std::optional<TaskScheduleRow> before, find<TaskScheduleRow>(ledger.store(), task.task_id));
    TaskScheduleRow row{task.task_id, schedule, actor.name, std::string(trim(why)), 1};
    if (!before) return ledger.add(row, "task.schedule_set", why);
    return ledger.change(*before, row, "task.schedule_set", why);
  });
}

}  // namespace bihuan::records
