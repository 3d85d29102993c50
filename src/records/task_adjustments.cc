#include "records/task_adjustments.h"

#include <algorithm>
#include <utility>

#include "records/internal/desk_rules.h"
#include "records/internal/organisation_describe.h"
#include "records/internal/task_adjusted.h"
#include "records/notices.h"
#include "records/rights.h"

namespace bihuan::records {
namespace {

std::string due_of(const TaskRow& row) { return row.due ? to_string(*row.due) : std::string(); }

Status set_due(TaskRow& row, const std::string& value) {
  const Result<Date> due = parse_date(value);
  if (!due)
    return fail(due.error().code, "期限应为日期，如2024-12-31；这里是“" + excerpt(value, 20) + "”", "after_value");
  if (*due < row.starts) {
    return fail(Code::kInvalidInput, "期限" + value + "早于任务开始的" + to_string(row.starts), "after_value");
  }
  row.due = *due;
  row.deadline = to_chinese(*due);
  return {};
}

Status set_wanted(TaskRow& row, const std::string& value) {
  if (row.wanted.empty() || row.measure == plans::Measure::kOnce || row.measure == plans::Measure::kDuty) {
    return fail(Code::kInvalidInput, "“" + excerpt(row.clause, 30) + "”没有可调整的目标值", "field");
  }
  const Result<Decimal> wanted = parse_decimal(value);
  if (!wanted || wanted->is_negative()) {
    return fail(Code::kInvalidInput, "目标值应为不小于0的数字，不写单位；这里是“" + excerpt(value, 20) + "”",
                "after_value");
  }
  row.wanted = value;
  return {};
}

Status set_field(TaskRow& row, const std::string& field, const std::string& value) {
  return field == "due" ? set_due(row, value) : set_wanted(row, value);
}

std::string value_of(const TaskRow& row, const std::string& field) { return field == "due" ? due_of(row) : row.wanted; }

// Who leads, or the only one that answers; none where several answer alike.
const TaskUnitRow* leader_of(const std::vector<TaskUnitRow>& units) {
  const auto lead = std::ranges::find(units, plans::Role::kLead, &TaskUnitRow::role);
  if (lead != units.end()) return &*lead;
  const auto responsible = [](const TaskUnitRow& row) { return row.role == plans::Role::kResponsible; };
  if (std::ranges::count_if(units, responsible) != 1) return nullptr;
  return &*std::ranges::find_if(units, responsible);
}

class TaskAdjustmentSubject final : public AdjustmentSubject {
 public:
  std::string_view kind() const override { return "task"; }

  Result<bool> may_see(Reader& reader, const Actor& actor, const std::string& subject) override {
    if (actor.has(DeskRole::kOffice) || actor.has(DeskRole::kLeader)) return true;
    BIHUAN_TRY(const std::vector<TaskUnitRow> units, active_units(reader, id_of(subject)));
    return std::ranges::any_of(units, [&](const TaskUnitRow& row) { return actor.is_of(row.unit); });
  }

  Result<Asked> asked(Ledger& ledger, const Adjustment& wanted) override {
    BIHUAN_TRY(TaskRow row, open_task(ledger.store(), id_of(wanted.subject)));
    BIHUAN_TRY(const std::vector<TaskUnitRow> units, active_units(ledger.store(), row.task_id));
    Asked asked;
    BIHUAN_TRY(asked.asked_for, right_to_ask(ledger.actor(), units));
    BIHUAN_CHECK(
        wish_notice(ledger, {"adjustment.asked", wanted.subject, "", word_of(DeskRole::kOffice),
                             "申请调整任务：" + excerpt(row.clause, 40), ledger.actor().name + "申请：" + wanted.why}));
    if (wanted.field == "unit") {
      const TaskUnitRow* leader = leader_of(units);
      if (leader == nullptr) {
        return fail(Code::kInvalidInput, "这项任务没有单一的牵头或责任单位，不能用调整来移交：请改正计划的责任单位",
                    "field");
      }
      BIHUAN_CHECK(check_unit(ledger.store(), wanted.after_value));
      asked.before_value = leader->unit;
      return asked;
    }
    BIHUAN_CHECK(check_field(wanted.field));
    asked.before_value = value_of(row, wanted.field);
    BIHUAN_CHECK(set_field(row, wanted.field, wanted.after_value));
    return asked;
  }

  Status decided(Ledger& ledger, const Adjustment& adjustment, bool is_granted, const std::string& why) override {
    BIHUAN_CHECK(require_office(ledger.actor(), "决定任务的调整"));
    BIHUAN_CHECK(tell_units(ledger, adjustment, is_granted, why));
    if (!is_granted) return {};
    BIHUAN_TRY(const TaskRow before, open_task(ledger.store(), id_of(adjustment.subject)));
    const std::string reason = why.empty() ? adjustment.why : why;
    if (adjustment.field == "unit") return hand_over(ledger, before.task_id, adjustment, reason);
    TaskRow row = before;
    if (value_of(row, adjustment.field) != adjustment.before_value) return outdated();
    BIHUAN_CHECK(set_field(row, adjustment.field, adjustment.after_value));
    return ledger.change(before, row, "task.adjusted", reason);
  }

 private:
  // The units that answer for the task hear what was decided.
  static Status tell_units(Ledger& ledger, const Adjustment& adjustment, bool is_granted, const std::string& why) {
    BIHUAN_TRY(const TaskRow row, task_row(ledger.store(), id_of(adjustment.subject)));
    BIHUAN_TRY(const std::vector<TaskUnitRow> units, active_units(ledger.store(), row.task_id));
    for (const TaskUnitRow& unit : units) {
      BIHUAN_CHECK(wish_notice(ledger, {"adjustment.decided", adjustment.subject, unit.unit, "",
                                        (is_granted ? "同意调整任务：" : "不同意调整任务：") + excerpt(row.clause, 40),
                                        why.empty() ? adjustment.why : why}));
    }
    return {};
  }

  static std::string id_of(const std::string& subject) { return subject.substr(subject.find('/') + 1); }

  static std::unexpected<Error> outdated() {
    return fail(Code::kConflict, "申请之后任务已经改变：请不同意这件申请，按现在的情况重新申请", "subject");
  }

  static Result<TaskRow> open_task(Reader& reader, const std::string& id) {
    BIHUAN_TRY(TaskRow row, task_row(reader, id));
    if (row.state == TaskState::kOpen) return row;
    return fail(Code::kConflict, "任务“" + excerpt(row.clause, 30) + "”已不再要求，不能调整", id);
  }

  static Status check_field(const std::string& field) {
    if (field == "due" || field == "wanted") return {};
    return fail(Code::kInvalidInput, "任务没有可调整的“" + excerpt(field) + "”，可用的是：due、unit、wanted", "field");
  }

  static Status check_unit(Reader& reader, const std::string& unit) {
    BIHUAN_TRY(const std::optional<Unit> found, find<Unit>(reader, unit));
    if (found) return {};
    return fail(Code::kInvalidInput, "没有名为“" + excerpt(unit, 40) + "”的单位", "after_value");
  }

  // Whose deputy the actor is; "" in his own right.
  static Result<std::string> right_to_ask(const Actor& actor, const std::vector<TaskUnitRow>& units) {
    const Seat* as_deputy = nullptr;
    for (const Seat& seat : actor.seats) {
      if (std::ranges::find(units, seat.unit_id, &TaskUnitRow::unit) == units.end()) continue;
      if (seat.for_person.empty()) return std::string();
      as_deputy = &seat;
    }
    if (as_deputy != nullptr) return as_deputy->for_person;
    if (actor.has(DeskRole::kOffice)) return std::string();
    return not_allowed("只有这项任务的责任单位和办公室可以申请调整");
  }

  static Status hand_over(Ledger& ledger, const std::string& task_id, const Adjustment& adjustment,
                          const std::string& reason) {
    BIHUAN_TRY(const std::vector<TaskUnitRow> units, active_units(ledger.store(), task_id));
    const TaskUnitRow* leader = leader_of(units);
    if (leader == nullptr || leader->unit != adjustment.before_value) return outdated();
    TaskUnitRow left = *leader;
    left.is_active = false;
    BIHUAN_CHECK(ledger.change(*leader, left, "task.unit_left", reason));
    BIHUAN_TRY(const std::optional<TaskUnitRow> there,
               find<TaskUnitRow>(ledger.store(), task_id, adjustment.after_value));
    TaskUnitRow taken{task_id, adjustment.after_value, leader->role, leader->printed, UnitOrigin::kDecided, true, 1};
    if (!there) return ledger.add(taken, "task.unit_added", reason);
    taken.revision = there->revision;
    return ledger.change(*there, taken, "task.unit_changed", reason);
  }
};

}  // namespace

Result<std::vector<Adjustment>> granted_adjustments(Reader& reader, const std::string& task_id) {
  return select<Adjustment>(
      reader, {{is("subject", "task/" + task_id), is("state", std::string("granted"))}, {{"adjustment_id"}}, {}, 0});
}

void put_over(TaskRow& row, const std::vector<Adjustment>& granted) {
  for (const Adjustment& one : granted) {
    if (one.field == "unit" || value_of(row, one.field) != one.before_value) continue;
    TaskRow changed = row;
    if (set_field(changed, one.field, one.after_value)) row = std::move(changed);
  }
}

void put_over(std::vector<TaskUnitRow>& units, const std::vector<Adjustment>& granted) {
  for (const Adjustment& one : granted) {
    if (one.field != "unit") continue;
    const TaskUnitRow* leader = leader_of(units);
    if (leader == nullptr || leader->unit != one.before_value) continue;
    TaskUnitRow taken = *leader;
    taken.unit = one.after_value;
    taken.origin = UnitOrigin::kDecided;
    std::erase_if(units,
                  [&](const TaskUnitRow& row) { return row.unit == one.before_value || row.unit == one.after_value; });
    units.push_back(std::move(taken));
  }
}

std::shared_ptr<AdjustmentSubject> task_adjustments() { return std::make_shared<TaskAdjustmentSubject>(); }

}  // namespace bihuan::records
