// Making tasks of the commitments of a plan.
#include <algorithm>
#include <map>
#include <set>

#include "plans/carry_over.h"
#include "plans/commitments.h"
#include "plans/corrections.h"
#include "records/internal/desk_rules.h"
#include "records/internal/task_adjusted.h"
#include "records/internal/task_rows.h"
#include "records/records.h"

namespace bihuan::records {
namespace {

using plans::Commitment;

Result<plans::Plan> corrected(Records& records, const PlanId& plan, std::optional<std::int64_t> version,
                              std::int64_t* found) {
  BIHUAN_TRY(const StoredPlan stored, records.load_plan(plan, version));
  BIHUAN_TRY(const std::vector<CorrectionRecord> corrections, records.list_corrections(plan));
  if (found != nullptr) *found = stored.meta.version;
  return plans::apply_corrections(stored.compiled, stored.text, standing(corrections)).plan;
}

const plans::Item* item_of(const plans::Plan& plan, const std::string& id) {
  const auto found = std::ranges::find(plan.items, id, &plans::Item::id);
  return found == plan.items.end() ? nullptr : &*found;
}

// What the plan says of a task; its id, state and revision stay.
void take_over(TaskRow& row, const plans::Plan& plan, const Commitment& commitment, std::int64_t version,
               std::int64_t ordinal, const plans::ProgressRule& rule) {
  row.commitment_id = commitment.id;
  row.version = version;
  row.ordinal = ordinal;
  row.kind = commitment.kind;
  const plans::Item* item = item_of(plan, commitment.item);
  row.item_no = item == nullptr ? "" : item->no;
  row.item_heading = item == nullptr ? "" : item->heading;
  row.section = item == nullptr ? "" : join(item->section, "／");
  row.clause = commitment.text;
  row.deadline = commitment.deadline;
  row.due.reset();
  if (const Result<Date> due = parse_date(commitment.due)) row.due = *due;
  row.starts = Date(std::max(plan.plan_year, 1), 1, 1);
  row.strength = commitment.strength;
  row.measure = plans::measure_of(commitment, rule);
  row.comparator.clear();
  row.wanted.clear();
  row.wanted_unit.clear();
  if (row.measure == plans::Measure::kOnce) {
    row.wanted = "1";
    row.wanted_unit = "件";
  }
  if (const plans::Target* target = plans::as_target(commitment)) {
    row.comparator = target->comparator;
    row.wanted = target->value ? to_string(*target->value) : "";
    row.wanted_unit = target->unit;
  }
  row.state = TaskState::kOpen;
  row.dropped_version = 0;
}

// Who answers for a commitment, by the organisation table.
struct Answers {
  std::vector<TaskUnitRow> units;
  std::vector<TaskSubsetRow> subsets;
};

int weight(plans::Role role) { return role == plans::Role::kLead ? 2 : role == plans::Role::kResponsible ? 1 : 0; }

void add_unit(Answers& answers, TaskUnitRow row) {
  const auto found = std::ranges::find(answers.units, row.unit, &TaskUnitRow::unit);
  if (found == answers.units.end()) {
    answers.units.push_back(std::move(row));
  } else if (weight(row.role) > weight(found->role)) {
    *found = std::move(row);
  }
}

Answers answers_of(const Commitment& commitment, const std::string& task_id, const plans::Organisation& organisation,
                   Date on, std::set<std::string>& unknown) {
  std::vector<plans::UnitRef> named = commitment.units;
  // A duty that names who does it, outside every bracket: 局办公室定期调度.
  const plans::Duty* duty = plans::as_duty(commitment);
  if (named.empty() && duty != nullptr && !duty->agent.empty())
    named.push_back({duty->agent, plans::Role::kResponsible});
  Answers answers;
  for (const plans::UnitRef& ref : named) {
    const plans::Expanded expanded = organisation.expand(ref.name, on);
    if (expanded.kind == plans::Expansion::kSubsetUnknown) {
      answers.subsets.push_back({task_id, ref.name, ref.role, expanded.members, true, false, {}, "", "", 1});
      continue;
    }
    if (expanded.kind == plans::Expansion::kUnknown) {
      unknown.insert(ref.name);
      add_unit(answers, {task_id, ref.name, ref.role, ref.name, UnitOrigin::kUnknown, true, 1});
      continue;
    }
    const bool is_unit = expanded.kind == plans::Expansion::kUnit;
    for (const std::string& member : expanded.members) {
      add_unit(answers,
               {task_id, member, ref.role, ref.name, is_unit ? UnitOrigin::kNamed : UnitOrigin::kCollective, true, 1});
    }
  }
  return answers;
}

class Issue {
 public:
  Issue(Ledger& ledger, const PlanId& plan_id, const plans::Plan& plan, std::int64_t version,
        const plans::Organisation& organisation, const plans::ProgressRule& rule)
      : ledger_(ledger),
        plan_id_(plan_id.text()),
        plan_(plan),
        organisation_(organisation),
        rule_(rule),
        on_(to_date(ledger.actor().at)) {
    report_.version = version;
  }

  // `successors`: commitment ids of the version that the tasks are of -> ids of this one.
  Result<IssueReport> run(std::vector<TaskRow> known, const std::map<std::string, std::string>& successors) {
    std::map<std::string, TaskRow> by_commitment;  // of this version
    std::vector<TaskRow> dropped;
    for (TaskRow& row : known) {
      ids_.insert(row.task_id);
      const auto next = successors.find(row.commitment_id);
      if (row.state == TaskState::kOpen && next != successors.end()) {
        by_commitment.emplace(next->second, std::move(row));
      } else {
        dropped.push_back(std::move(row));
      }
    }
    const std::vector<const Commitment*> commitments = plans::commitments_of(plan_);
    std::set<std::string> standing_ids;
    for (std::size_t i = 0; i < commitments.size(); ++i) {
      const auto found = by_commitment.find(commitments[i]->id);
      const TaskRow* before = found == by_commitment.end() ? nullptr : &found->second;
      if (before == nullptr) before = returning(dropped, commitments[i]->id);
      if (before != nullptr) standing_ids.insert(before->task_id);
      BIHUAN_CHECK(settle(*commitments[i], static_cast<std::int64_t>(i) + 1, before));
    }
    for (const TaskRow& row : dropped) {
      if (row.state == TaskState::kOpen && !standing_ids.contains(row.task_id)) BIHUAN_CHECK(drop(row));
    }
    report_.unknown_units.assign(unknown_.begin(), unknown_.end());
    return std::move(report_);
  }

 private:
  // A clause that was dropped and stands in the plan again.
  static const TaskRow* returning(const std::vector<TaskRow>& dropped, const std::string& commitment_id) {
    for (const TaskRow& row : dropped) {
      if (row.state == TaskState::kDropped && row.commitment_id == commitment_id) return &row;
    }
    return nullptr;
  }

  Status settle(const Commitment& commitment, std::int64_t ordinal, const TaskRow* before) {
    TaskRow row = before == nullptr ? TaskRow{} : *before;
    take_over(row, plan_, commitment, report_.version, ordinal, rule_);
    std::vector<Adjustment> granted;
    if (before != nullptr) {
      BIHUAN_TRY(granted, granted_adjustments(ledger_.store(), before->task_id));
      put_over(row, granted);
    }
    if (before == nullptr) {
      row.plan_id = plan_id_;
      row.task_id = fresh_id(commitment.id);
      row.revision = 1;
      BIHUAN_CHECK(ledger_.add(row, "task.issued"));
      ++report_.added;
    } else {
      // A step of the version alone is no change of the task.
      TaskRow same = *before;
      same.version = row.version;
      same.ordinal = row.ordinal;
      const bool has_changed = cells_of(same) != cells_of(row);
      BIHUAN_CHECK(ledger_.change(*before, row, has_changed ? "task.changed" : "task.carried"));
      ++report_.carried;
      if (has_changed) ++report_.changed;
    }
    return settle_answers(commitment, row.task_id, granted);
  }

  Status settle_answers(const Commitment& commitment, const std::string& task_id,
                        const std::vector<Adjustment>& granted) {
    Answers answers = answers_of(commitment, task_id, organisation_, on_, unknown_);
    BIHUAN_TRY(const std::vector<TaskSubsetRow> subsets,
               select<TaskSubsetRow>(ledger_.store(), {{is("task_id", task_id)}, {}, {}, 0}));
    for (const TaskSubsetRow& old_one : subsets) {
      const auto found = std::ranges::find(answers.subsets, old_one.printed, &TaskSubsetRow::printed);
      TaskSubsetRow row = old_one;
      row.is_active = found != answers.subsets.end();
      if (row.is_active) {
        row.role = found->role;
        row.candidates = found->candidates;
        answers.subsets.erase(found);
      }
      BIHUAN_CHECK(ledger_.change(old_one, row, "task.subset_changed"));
      if (!row.is_active || !row.is_decided) continue;
      for (const std::string& unit : row.units) {
        add_unit(answers, {task_id, unit, row.role, row.printed, UnitOrigin::kDecided, true, 1});
      }
    }
    for (const TaskSubsetRow& row : answers.subsets) BIHUAN_CHECK(ledger_.add(row, "task.subset_opened"));
    put_over(answers.units, granted);
    BIHUAN_TRY(const std::vector<TaskUnitRow> units,
               select<TaskUnitRow>(ledger_.store(), {{is("task_id", task_id)}, {}, {}, 0}));
    for (const TaskUnitRow& old_one : units) {
      const auto found = std::ranges::find(answers.units, old_one.unit, &TaskUnitRow::unit);
      TaskUnitRow row = old_one;
      row.is_active = found != answers.units.end();
      if (row.is_active) {
        row = *found;
        row.revision = old_one.revision;
        answers.units.erase(found);
      }
      BIHUAN_CHECK(ledger_.change(old_one, row, row.is_active ? "task.unit_changed" : "task.unit_left"));
    }
    for (const TaskUnitRow& row : answers.units) BIHUAN_CHECK(ledger_.add(row, "task.unit_added"));
    return {};
  }

  Status drop(const TaskRow& before) {
    TaskRow row = before;
    row.state = TaskState::kDropped;
    row.dropped_version = report_.version;
    ++report_.dropped;
    return ledger_.change(before, row, "task.dropped", "计划第" + std::to_string(report_.version) + "版不再有这一句");
  }

  std::string fresh_id(const std::string& commitment_id) {
    const std::string plain = plan_id_ + "-" + commitment_id;
    std::string id = plain;
    for (int n = 2; !ids_.insert(id).second; ++n) id = plain + "." + std::to_string(n);
    return id;
  }

  Ledger& ledger_;
  std::string plan_id_;
  const plans::Plan& plan_;
  const plans::Organisation& organisation_;
  const plans::ProgressRule& rule_;
  Date on_;
  IssueReport report_;
  std::set<std::string> ids_;
  std::set<std::string> unknown_;
};

}  // namespace

Result<plans::Plan> Tasks::corrected_plan(const PlanId& plan) {
  Records records(database_);
  return corrected(records, plan, std::nullopt, nullptr);
}

Result<IssueReport> Tasks::issue(const Actor& actor, const PlanId& plan, const plans::Organisation& organisation,
                                 const plans::ProgressRule& rule) {
  BIHUAN_CHECK(require_office(actor, "分解任务"));
  Records records(database_);
  std::int64_t version = 0;
  BIHUAN_TRY(const plans::Plan newest, corrected(records, plan, std::nullopt, &version));
  const Query of_plan{{is("plan_id", plan.text())}, {{"task_id"}}, {}, 0};
  const auto version_of = [](const std::vector<TaskRow>& rows) {
    std::int64_t largest = 0;
    for (const TaskRow& row : rows) largest = std::max(largest, row.version);
    return largest;
  };
  BIHUAN_TRY(const std::vector<TaskRow> seen,
             database_->read([&](Reader& reader) { return select<TaskRow>(reader, of_plan); }));
  const std::int64_t issued = version_of(seen);
  std::map<std::string, std::string> successors;
  if (issued == version) {
    for (const TaskRow& row : seen) successors.emplace(row.commitment_id, row.commitment_id);
  } else if (issued > 0) {
    BIHUAN_TRY(const plans::Plan before, corrected(records, plan, issued, nullptr));
    for (plans::CarriedOver& pair : plans::carry_over(before, newest)) {
      successors.emplace(std::move(pair.before_id), std::move(pair.after_id));
    }
  }
  // A commitment that a correction made a principle is no task any more.
  std::set<std::string> standing_ids;
  for (const Commitment* commitment : plans::commitments_of(newest)) standing_ids.insert(commitment->id);
  std::erase_if(successors, [&](const auto& pair) { return !standing_ids.contains(pair.second); });
  return database_->write(actor, [&](Ledger& ledger) -> Result<IssueReport> {
    BIHUAN_TRY(std::vector<TaskRow> known, select<TaskRow>(ledger.store(), of_plan));
    if (version_of(known) != issued) {
      return fail(Code::kConflict, "任务刚刚由别人分解过：请刷新后重做", "任务分解");
    }
    return Issue(ledger, plan, newest, version, organisation, rule).run(std::move(known), successors);
  });
}

}  // namespace bihuan::records
