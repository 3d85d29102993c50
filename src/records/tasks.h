// src/records/tasks.h - tasks: each commitment of a stored plan, who answers for it, and what they mean to do.
//
// The book of tasks. A task keeps its id when a later version of the plan moves or rewords its clause; a dropped one is
// marked and stays. Units are the names of the organisation table (plans/organisation.h), which are also the unit_id of
// an actor's seats. Formats: docs/formats/records.md.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "plans/organisation.h"
#include "plans/plan_model.h"
#include "plans/schedule.h"
#include "records/actor.h"
#include "records/database.h"

namespace bihuan::records {

enum class TaskState { kOpen, kDropped };

// How a unit came to answer for a task.
enum class UnitOrigin {
  kNamed,       // the plan names it
  kCollective,  // it belongs to a collective name (各分局)
  kDecided,     // a person said that it is one of 相关单位
  kUnknown,     // printed in the plan, but the organisation table does not know it
};

struct TaskUnit {
  std::string unit;
  plans::Role role = plans::Role::kResponsible;
  std::string printed;  // as the plan prints it: 各分局
  UnitOrigin origin = UnitOrigin::kNamed;
};

// A name of which only some members are meant (局系统相关单位).
struct TaskSubset {
  std::string printed;
  plans::Role role = plans::Role::kResponsible;
  std::vector<std::string> candidates;
  bool is_decided = false;
  std::vector<std::string> units;  // once decided
  std::string decided_by, why;
};

struct Task {
  std::string id;  // "p0001-t-6a8a65c85c": the plan and the commitment for which it was first issued
  PlanId plan;
  std::string commitment_id;  // in `version`
  std::int64_t version = 0;   // of the plan, from which the texts are
  std::int64_t ordinal = 0;   // place in the document, from 1
  plans::Kind kind = plans::Kind::kOngoing;
  std::string item_no, item_heading, section;
  std::string text;      // the clause as printed
  std::string deadline;  // as precise as the text
  std::optional<Date> due;
  Date starts;  // first day of the working window
  plans::Strength strength = plans::Strength::kHard;
  plans::Measure measure = plans::Measure::kWords;
  std::string comparator;
  std::optional<Decimal> wanted;  // kCount, kLevel: the number that the plan prints; kOnce: 1; otherwise none
  std::string wanted_unit;
  TaskState state = TaskState::kOpen;
  std::int64_t dropped_version = 0;  // the version that no longer has it
  std::int64_t revision = 0;
  std::vector<TaskUnit> units;  // each answers for itself
  std::vector<TaskSubset> subsets;
};

// Whether its units report a figure: what was done since the year began, or where a level stands.
inline bool takes_figure(const Task& task) { return task.wanted.has_value(); }

struct IssueReport {
  std::int64_t version = 0;
  std::int64_t added = 0, carried = 0, changed = 0, dropped = 0;  // `changed` are among the carried
  std::vector<std::string> unknown_units;                         // printed names that the table does not know
};

struct TaskFilter {
  std::optional<PlanId> plan = {};
  std::string unit = {};  // "" = any
  std::optional<plans::Kind> kind = {};
  std::string item_no = {};  // as printed; "" = any
  std::optional<TaskState> state = {};
  std::optional<Date> due_from = {}, due_to = {};  // both inside; tasks without a day are then left out
};

struct TaskPage {
  std::vector<Task> tasks;  // in the order of the document
  std::string next;         // hand it in as `after` for the next page; "" at the end
};

enum class MeasureState { kDraft, kSubmitted, kApproved, kReturned };
std::string_view measure_state_name(MeasureState state);  // 草稿, 待审核, 已审核, 已退回

struct NewMeasure {
  std::string task_id;
  std::string unit;
  std::string text;                     // 具体工作措施
  std::string person;                   // 责任人
  std::string first_month, last_month;  // "2024-03"
};

struct UnitMeasure {
  std::string id;  // "m000001"
  NewMeasure what;
  MeasureState state = MeasureState::kDraft;
  std::string written_by, approved_by;
  std::string remark;  // why it was returned
  std::int64_t revision = 0;
};

struct TaskAndUnit {
  std::string task_id;
  std::string unit;
  friend auto operator<=>(const TaskAndUnit&, const TaskAndUnit&) = default;
};

// What the office still has to ask for. Open tasks only.
struct Coverage {
  std::int64_t tasks = 0;
  std::int64_t answers = 0;                   // pairs of task and unit
  std::vector<std::string> without_owner;     // nobody is named, and nobody was decided
  std::vector<TaskAndUnit> without_measures;  // the unit has written none
  std::vector<TaskAndUnit> without_approved;  // it has some, none approved by its head
  std::vector<TaskAndUnit> subset_unknown;    // `unit` is the printed name
  std::vector<TaskAndUnit> unknown_units;
};

class Tasks {
 public:
  explicit Tasks(std::shared_ptr<Database> database) : database_(std::move(database)) {}

  // The newest version of a plan with its corrections applied. Errors: kNotFound, kCorrupt
  Result<plans::Plan> corrected_plan(const PlanId& plan);

  // Makes tasks of the newest version: new ones are added, known ones carried over, dropped ones marked. Called again
  // on the same version it takes up new corrections and changes nothing else. `organisation` is asked for the day of
  // the actor. Errors: kConflict (not of the office), kNotFound, kCorrupt
  Result<IssueReport> issue(const Actor& actor, const PlanId& plan, const plans::Organisation& organisation,
                            const plans::ProgressRule& rule);

  // At most `limit` (1 to 500) tasks behind the place `after`. Errors: kInvalidInput
  Result<TaskPage> list(const TaskFilter& filter, std::string_view after = "", std::int64_t limit = 50);
  // Errors: kNotFound
  Result<Task> find_task(std::string_view task_id);
  Result<Coverage> coverage(const PlanId& plan);

  // Says which units a name with an unknown subset means in these tasks; none is an answer too. It can be said anew.
  // Errors: kConflict (not of the office); kNotFound; kInvalidInput (a unit that is no candidate, no reason)
  Status decide_subset(const Actor& actor, const std::vector<std::string>& tasks, std::string_view printed,
                       const std::vector<std::string>& units, std::string_view why);

  // Measures: written by anyone who sits in the unit, approved by its head, who is not the one who wrote it.
  // Errors: kConflict (of another unit; wrong state; stale revision), kNotFound, kInvalidInput
  Result<UnitMeasure> add_measure(const Actor& actor, const NewMeasure& measure);
  Result<UnitMeasure> change_measure(const Actor& actor, std::string_view id, std::int64_t seen,
                                     const NewMeasure& measure);
  Status submit_measures(const Actor& actor, const std::vector<std::string>& ids);
  Status approve_measures(const Actor& actor, const std::vector<std::string>& ids);
  Status return_measures(const Actor& actor, const std::vector<std::string>& ids, std::string_view why);
  // 本部门年度工作计划: the measures of a unit for one plan, by task and then in the order in which they were written.
  Result<std::vector<UnitMeasure>> unit_plan(const PlanId& plan, std::string_view unit);

  // The schedule that was set, or the default one. Errors: kNotFound
  Result<plans::Schedule> schedule_of(std::string_view task_id);
  // Set by the office or by the head of a unit that answers for the task. Errors: kConflict, kNotFound, kInvalidInput
  Status set_schedule(const Actor& actor, std::string_view task_id, const plans::Schedule& schedule,
                      std::string_view why);

 private:
  std::shared_ptr<Database> database_;
};

}  // namespace bihuan::records
