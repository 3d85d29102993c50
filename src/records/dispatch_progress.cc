// What a round says about the year: figures, lights, who is late, what is clearly behind.
#include <algorithm>
#include <map>
#include <tuple>

#include "base/text.h"
#include "records/dispatch.h"
#include "records/internal/dispatch_rows.h"
#include "records/internal/task_rows.h"

namespace bihuan::records {
namespace {

void count(LightCounts& counts, plans::Light light) {
  switch (light) {
    case plans::Light::kGreen:
      ++counts.green;
      break;
    case plans::Light::kYellow:
      ++counts.yellow;
      break;
    case plans::Light::kRed:
      ++counts.red;
      break;
    case plans::Light::kNone:
      ++counts.none;
      break;
  }
}

// The figure of a task: what the office set; else the lead unit's; else what all who gave one agree on. Never a sum:
// whether units count apart or together, only a person knows.
void take_figure(TaskProgress& progress, const DispatchFigureRow* figure) {
  if (figure != nullptr) {
    if (const Result<Decimal> done = parse_decimal(figure->done)) progress.done = *done;
    progress.done_basis = "办公室" + figure->set_by + "确定：" + figure->why;
    return;
  }
  std::vector<const DispatchEntry*> given;
  for (const DispatchEntry& entry : progress.entries) {
    if (!is_at_office(entry.state) || !entry.text.done) continue;
    given.push_back(&entry);
    const auto unit = std::ranges::find(progress.task.units, entry.unit, &TaskUnit::unit);
    if (unit != progress.task.units.end() && unit->role == plans::Role::kLead) {
      progress.done = entry.text.done;
      progress.done_basis = entry.unit + "（牵头）报数";
      return;
    }
  }
  if (given.empty()) {
    progress.done_basis = "没有单位报完成数";
    return;
  }
  const bool agree = std::ranges::all_of(
      given, [&](const DispatchEntry* entry) { return *entry->text.done == *given.front()->text.done; });
  if (!agree) {
    progress.done_basis = std::to_string(given.size()) + "个单位报数不一致，待办公室确定";
    return;
  }
  progress.done = given.front()->text.done;
  std::vector<std::string> names;
  for (const DispatchEntry* entry : given) names.push_back(entry->unit);
  progress.done_basis = join(names, "、") + "报数";
}

std::string verdict_of(const TaskProgress& progress) {
  for (const DispatchEntry& entry : progress.entries) {
    if (!entry.known.verdict.empty()) return entry.known.verdict;
  }
  return "";
}

// Tasks of a round with their entries, schedules and figures.
Result<std::vector<TaskProgress>> gather(Reader& reader, const DispatchRound& round) {
  BIHUAN_TRY(const std::vector<Task> tasks, open_tasks(reader, round.plan));
  BIHUAN_TRY(const std::vector<DispatchEntryRow> rows, entry_rows(reader, round.id, ""));
  BIHUAN_TRY(const std::vector<TaskScheduleRow> schedules, select<TaskScheduleRow>(reader));
  BIHUAN_TRY(const std::vector<DispatchFigureRow> figures,
             select<DispatchFigureRow>(reader, {{is("round_id", round.id)}, {}, {}, 0}));
  std::map<std::string, std::vector<DispatchEntry>> entries;
  for (const DispatchEntryRow& row : rows) {
    BIHUAN_TRY(DispatchEntry entry, entry_of(row));
    entries[row.task_id].push_back(std::move(entry));
  }
  std::vector<TaskProgress> all;
  for (const Task& task : tasks) {
    TaskProgress progress;
    progress.task = task;
    const auto schedule = std::ranges::find(schedules, task.id, &TaskScheduleRow::task_id);
    progress.schedule =
        schedule == schedules.end() ? plans::default_schedule(task.measure, task.starts, task.due) : schedule->schedule;
    progress.entries = std::move(entries[task.id]);
    const auto figure = std::ranges::find(figures, task.id, &DispatchFigureRow::task_id);
    const bool adds_up = task.measure == plans::Measure::kCount || task.measure == plans::Measure::kOnce;
    if (adds_up) take_figure(progress, figure == figures.end() ? nullptr : &*figure);
    if (progress.done && task.wanted) {
      BIHUAN_TRY(progress.done_percent, plans::percent_of(*progress.done, *task.wanted));
    }
    all.push_back(std::move(progress));
  }
  return all;
}

class Summary {
 public:
  explicit Summary(ProgressReport& report) : report_(report) {}

  void run() {
    for (std::size_t i = 0; i < report_.tasks.size(); ++i) add(report_.tasks[i], i);
    for (auto& [name, unit] : units_) report_.units.push_back(std::move(unit));
    for (auto& [name, late] : late_) {
      if (late.late > 0 || late.missing > 0) report_.late.push_back(std::move(late));
    }
  }

 private:
  void add(const TaskProgress& progress, std::size_t place) {
    const Task& task = progress.task;
    const bool opens_item = report_.items.empty() || report_.items.back().item_no != task.item_no ||
                            report_.items.back().item_heading != task.item_heading;
    if (opens_item) report_.items.push_back({task.item_no, task.item_heading, 0, {}});
    ++report_.items.back().tasks;
    count(report_.items.back().lights, progress.judgement.light);
    if (progress.judgement.is_clearly_behind) report_.clearly_behind.push_back(place);
    for (const DispatchEntry& entry : progress.entries) add(entry, progress.judgement.light);
  }

  void add(const DispatchEntry& entry, plans::Light light) {
    UnitProgress& unit = units_.try_emplace(entry.unit, UnitProgress{entry.unit, 0, 0, 0, 0, {}}).first->second;
    LateUnit& late = late_.try_emplace(entry.unit, LateUnit{entry.unit, 0, 0, {}}).first->second;
    ++unit.entries;
    count(unit.lights, light);
    if (is_at_office(entry.state)) {
      ++unit.handed_in;
    } else {
      ++unit.missing;
    }
    if (entry.is_late) {
      ++unit.late;
      ++late.late;
      late.last_handed_in = std::max(late.last_handed_in.value_or(Date(1, 1, 1)), *entry.handed_in_on);
    }
    // Sent back after it was handed in, it is not missing: the office has seen it.
    if (!entry.handed_in_on && report_.day > report_.round.cut_off) ++late.missing;
  }

  ProgressReport& report_;
  std::map<std::string, UnitProgress> units_;
  std::map<std::string, LateUnit> late_;
};

}  // namespace

Result<std::map<std::string, std::vector<ReportedFigure>>> Dispatch::reported(const PlanId& plan,
                                                                              std::string_view commitment) {
  using Figures = std::map<std::string, std::vector<ReportedFigure>>;
  return database_->read([&](Reader& reader) -> Result<Figures> {
    BIHUAN_TRY(const std::vector<Task> tasks, open_tasks(reader, plan));
    const Query of_plan{{is("plan_id", plan.text())}, {{"month"}}, {}, 0};
    BIHUAN_TRY(const std::vector<DispatchRoundRow> rounds, select<DispatchRoundRow>(reader, of_plan));
    Figures figures;
    for (const Task& task : tasks) {
      if (!task.wanted || (!commitment.empty() && task.commitment_id != commitment)) continue;
      BIHUAN_TRY(const std::vector<DispatchEntryRow> rows,
                 select<DispatchEntryRow>(reader, {{is("task_id", task.id)}, {{"unit"}}, {}, 0}));
      for (const DispatchRoundRow& round : rounds) {
        TaskProgress progress;
        progress.task = task;
        for (const DispatchEntryRow& row : rows) {
          if (row.round_id != round.round_id) continue;
          BIHUAN_TRY(DispatchEntry entry, entry_of(row));
          progress.entries.push_back(std::move(entry));
        }
        BIHUAN_TRY(const std::optional<DispatchFigureRow> figure,
                   find<DispatchFigureRow>(reader, round.round_id, task.id));
        take_figure(progress, figure ? &*figure : nullptr);
        const bool is_given = figure || std::ranges::any_of(progress.entries, [](const DispatchEntry& entry) {
                                return is_at_office(entry.state) && entry.text.done;
                              });
        if (!is_given) continue;
        figures[task.commitment_id].push_back({round.round_id, round.month, progress.done, progress.done_basis});
      }
    }
    return figures;
  });
}

Result<ProgressReport> Dispatch::progress(std::string_view round_id, Date day, const plans::ProgressRule& rule) {
  BIHUAN_TRY(const DispatchRound round, find_round(round_id));
  BIHUAN_TRY(const DutyYear duties, duties_.calendar(round.plan, day));
  ProgressReport report;
  report.round = round;
  report.day = day;
  report.rule_name = rule.name;
  report.rule_digest = rule.digest;
  BIHUAN_TRY(report.tasks, database_->read([&](Reader& reader) { return gather(reader, round); }));
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> events;  // due, missed
  for (const ExpectedDuty& duty : duties.events) {
    const bool is_missed = duty.state == DutyState::kMissed;
    const bool is_done = duty.state == DutyState::kDone || duty.state == DutyState::kDoneLate;
    events[duty.task_id].first += is_missed || is_done;
    events[duty.task_id].second += is_missed;
  }
  for (TaskProgress& task : report.tasks) {
    std::tie(task.events_due, task.events_missed) = events[task.task.id];
    task.judgement = plans::judge_progress({day, task.task.measure, task.schedule, task.done_percent, task.events_due,
                                            task.events_missed, verdict_of(task)},
                                           rule);
  }
  Summary(report).run();
  return report;
}

}  // namespace bihuan::records
