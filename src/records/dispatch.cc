#include "records/dispatch.h"

#include <algorithm>
#include <map>

#include "base/period.h"
#include "records/internal/desk_rules.h"
#include "records/internal/dispatch_rows.h"
#include "records/internal/task_rows.h"

namespace bihuan::records {
namespace {

Result<DispatchRoundRow> open_round_row(Reader& reader, std::string_view round_id) {
  BIHUAN_TRY(DispatchRoundRow row, round_row(reader, round_id));
  if (row.state == RoundState::kOpen) return row;
  return fail(Code::kConflict, row.month + "的调度已由" + row.closed_by + "关闭，内容不再改动", row.round_id);
}

Result<DispatchEntryRow> entry_row(Reader& reader, const DispatchRoundRow& round, const std::string& task_id,
                                   const std::string& unit) {
  BIHUAN_TRY(std::optional<DispatchEntryRow> row, find<DispatchEntryRow>(reader, round.round_id, task_id, unit));
  if (!row) {
    return fail(Code::kNotFound, round.month + "的调度中，" + unit + "没有任务“" + excerpt(task_id, 80) + "”", task_id);
  }
  return *std::move(row);
}

// What is known of a pair of task and unit from the round before.
using LastEntries = std::map<TaskAndUnit, DispatchEntryRow>;

Result<LastEntries> last_entries(Reader& reader, const PlanId& plan, std::string_view month, std::string& last_month) {
  Query query{{is("plan_id", plan.text()), {"month", Test::kLess, {std::string(month)}, {}}}, {{"month", true}}, {}, 1};
  BIHUAN_TRY(const std::vector<DispatchRoundRow> rounds, select<DispatchRoundRow>(reader, query));
  LastEntries last;
  if (rounds.empty()) return last;
  last_month = rounds.front().month;
  BIHUAN_TRY(std::vector<DispatchEntryRow> rows, entry_rows(reader, rounds.front().round_id, ""));
  for (DispatchEntryRow& row : rows) {
    const TaskAndUnit key{row.task_id, row.unit};
    if (is_at_office(row.state)) last.emplace(key, std::move(row));
  }
  return last;
}

KnownFacts facts_of(const Task& task, const std::string& unit, const LastEntries& last, const std::string& last_month,
                    const DutyYear& duties, const std::vector<KnownReading>& readings) {
  KnownFacts known;
  if (const auto found = last.find({task.id, unit}); found != last.end()) {
    known.last_month = last_month;
    known.last_progress = found->second.progress;
    known.last_next_step = found->second.next_step;
    if (const Result<Decimal> done = parse_decimal(found->second.done)) known.last_done = *done;
  }
  for (const ExpectedDuty& duty : duties.events) {
    if (duty.task_id != task.id) continue;
    const bool is_done = duty.state == DutyState::kDone || duty.state == DutyState::kDoneLate;
    known.events_due += is_done || duty.state == DutyState::kMissed;
    known.events_done += is_done;
  }
  const auto reading = std::ranges::find(readings, task.commitment_id, &KnownReading::commitment_id);
  if (reading != readings.end()) {
    known.reading = reading->text;
    known.verdict = reading->verdict;
  }
  return known;
}

Status check_filled(const Task& task, const DispatchEntryRow& row, const EntryText& text) {
  BIHUAN_CHECK(require_text(text.progress, "进展", task.id));
  for (const auto& [name, value] : {std::pair("问题", &text.problems), std::pair("下一步", &text.next_step)}) {
    if (!value->empty()) BIHUAN_CHECK(require_text(*value, name, task.id));
  }
  if (!text.done) return {};
  if (!takes_figure(task)) {
    return fail(Code::kInvalidInput, "“" + excerpt(task.text, 30) + "”没有完成数可报：请写在“进展”中", task.id);
  }
  if (text.done->is_negative()) {
    return fail(Code::kInvalidInput, "完成数不能是负数：" + to_string(*text.done), task.id);
  }
  // What adds up does not fall by itself; a level may.
  const bool adds_up = task.measure != plans::Measure::kLevel;
  if (adds_up && row.known.last_done && *text.done < *row.known.last_done && trim(text.problems).empty()) {
    return fail(Code::kInvalidInput,
                "累计完成数由上次的" + to_string(*row.known.last_done) + "降为" + to_string(*text.done) +
                    "：请在“问题”中说明原因",
                task.id);
  }
  return {};
}

// One step of all entries of a unit that wait for it.
template <class Step>
Result<std::int64_t> step_entries(Ledger& ledger, std::string_view round_id, const std::string& unit, EntryState from,
                                  std::string_view what, const Step& step) {
  BIHUAN_TRY(const DispatchRoundRow round, open_round_row(ledger.store(), round_id));
  BIHUAN_TRY(const std::vector<DispatchEntryRow> rows, entry_rows(ledger.store(), round_id, unit));
  std::int64_t moved = 0;
  for (const DispatchEntryRow& before : rows) {
    if (before.state != from) continue;
    DispatchEntryRow row = before;
    BIHUAN_CHECK(step(round, row));
    BIHUAN_CHECK(ledger.change(before, row, what));
    ++moved;
  }
  if (moved > 0) return moved;
  return fail(Code::kConflict,
              unit + "在" + round.month + "的调度中没有“" + std::string(entry_state_name(from)) + "”的内容", unit);
}

std::unexpected<Error> twice(const Actor& actor, std::string_view earlier) {
  return not_allowed(actor.name + "已经作为" + std::string(earlier) + "办过这一项：三级审核应由三个人分别完成");
}

}  // namespace

std::string_view entry_state_name(EntryState state) {
  constexpr std::string_view kNames[] = {"未填",       "已填",   "待科长审核", "待分管领导审核",
                                         "已报办公室", "已退回", "已汇总"};
  return kNames[static_cast<int>(state)];
}

Result<DispatchRoundRow> round_row(Reader& reader, std::string_view round_id) {
  BIHUAN_TRY(std::optional<DispatchRoundRow> row, find<DispatchRoundRow>(reader, std::string(round_id)));
  if (!row) return fail(Code::kNotFound, "没有编号为“" + excerpt(round_id) + "”的调度", "调度编号");
  return *std::move(row);
}

Result<DispatchRound> round_of(const DispatchRoundRow& row) {
  BIHUAN_TRY(const PlanId plan, PlanId::make(row.plan_id, "计划编号"));
  return DispatchRound{row.round_id, plan,          row.month,     row.cut_off,
                       row.state,    row.opened_by, row.closed_by, row.revision};
}

Result<std::vector<DispatchEntryRow>> entry_rows(Reader& reader, std::string_view round_id, std::string_view unit) {
  Query query{{is("round_id", std::string(round_id))}, {{"task_id"}, {"unit"}}, {}, 0};
  if (!unit.empty()) query.where.push_back(is("unit", std::string(unit)));
  return select<DispatchEntryRow>(reader, query);
}

Result<DispatchEntry> entry_of(const DispatchEntryRow& row) {
  DispatchEntry entry{row.round_id,  row.task_id,      row.unit,      {row.progress, row.problems, row.next_step, {}},
                      row.state,     row.known,        row.filled_by, row.checked_by,
                      row.passed_by, row.handed_in_on, row.is_late,   row.question,
                      row.revision};
  if (!row.done.empty()) {
    BIHUAN_TRY(entry.text.done, parse_decimal(row.done));
  }
  return entry;
}

Result<DispatchRound> Dispatch::open_round(const Actor& actor, const PlanId& plan, std::string_view month, Date cut_off,
                                           const std::vector<KnownReading>& readings) {
  BIHUAN_CHECK(require_office(actor, "发起调度"));
  const Result<Period> period = parse_period(month);
  if (!period || period->kind() != PeriodKind::kMonth || to_string(*period) != month) {
    return fail(Code::kInvalidInput, "调度月份“" + excerpt(month) + "”应为月份，如2024-09", "month");
  }
  if (cut_off < period->first_day()) {
    return fail(Code::kInvalidInput, "截止日" + to_string(cut_off) + "早于调度月份" + std::string(month), "cut_off");
  }
  BIHUAN_TRY(const DutyYear duties, duties_.calendar(plan, period->last_day()));
  return database_->write(actor, [&](Ledger& ledger) -> Result<DispatchRound> {
    Query same{{is("plan_id", plan.text()), is("month", std::string(month))}, {}, {}, 1};
    BIHUAN_TRY(const std::vector<DispatchRoundRow> there, select<DispatchRoundRow>(ledger.store(), same));
    if (!there.empty()) {
      return fail(Code::kConflict, std::string(month) + "的调度已由" + there.front().opened_by + "发起", "month");
    }
    BIHUAN_TRY(const std::vector<Task> tasks, open_tasks(ledger.store(), plan));
    if (tasks.empty()) return fail(Code::kInvalidInput, "计划" + plan.text() + "还没有分解任务：请先分解", "plan");
    std::string last_month;
    BIHUAN_TRY(const LastEntries last, last_entries(ledger.store(), plan, month, last_month));
    DispatchRoundRow round;
    BIHUAN_TRY(round.round_id, ledger.new_id('r', "round"));
    round.plan_id = plan.text();
    round.month = std::string(month);
    round.cut_off = cut_off;
    round.opened_by = actor.name;
    BIHUAN_CHECK(ledger.add(round, "dispatch.opened"));
    for (const Task& task : tasks) {
      for (const TaskUnit& unit : task.units) {
        DispatchEntryRow row;
        row.round_id = round.round_id;
        row.task_id = task.id;
        row.unit = unit.unit;
        row.known = facts_of(task, unit.unit, last, last_month, duties, readings);
        BIHUAN_CHECK(ledger.add(row, "entry.opened"));
      }
    }
    return round_of(round);
  });
}

Result<std::vector<DispatchRound>> Dispatch::rounds(const PlanId& plan) {
  return database_->read([&](Reader& reader) -> Result<std::vector<DispatchRound>> {
    BIHUAN_TRY(const std::vector<DispatchRoundRow> rows,
               select<DispatchRoundRow>(reader, {{is("plan_id", plan.text())}, {{"month"}}, {}, 0}));
    std::vector<DispatchRound> all;
    for (const DispatchRoundRow& row : rows) {
      BIHUAN_TRY(DispatchRound round, round_of(row));
      all.push_back(std::move(round));
    }
    return all;
  });
}

Result<DispatchRound> Dispatch::find_round(std::string_view round_id) {
  return database_->read([&](Reader& reader) -> Result<DispatchRound> {
    BIHUAN_TRY(const DispatchRoundRow row, round_row(reader, round_id));
    return round_of(row);
  });
}

Result<std::vector<DispatchEntry>> Dispatch::entries(std::string_view round_id, std::string_view unit) {
  return database_->read([&](Reader& reader) -> Result<std::vector<DispatchEntry>> {
    BIHUAN_TRY(const DispatchRoundRow round, round_row(reader, round_id));
    BIHUAN_TRY(const std::vector<DispatchEntryRow> rows, entry_rows(reader, round_id, unit));
    Query query{{is("plan_id", round.plan_id)}, {}, {}, 0};
    BIHUAN_TRY(const std::vector<TaskRow> tasks, select<TaskRow>(reader, query));
    std::map<std::string, std::int64_t> ordinals;
    for (const TaskRow& task : tasks) ordinals.emplace(task.task_id, task.ordinal);
    std::vector<DispatchEntry> all;
    for (const DispatchEntryRow& row : rows) {
      BIHUAN_TRY(DispatchEntry entry, entry_of(row));
      all.push_back(std::move(entry));
    }
    std::ranges::stable_sort(all, {}, [&](const DispatchEntry& entry) { return ordinals[entry.task_id]; });
    return all;
  });
}

Status Dispatch::fill(const Actor& actor, std::string_view round_id, const std::string& unit,
                      const std::vector<FilledEntry>& filled) {
  BIHUAN_CHECK(require_post(actor, unit, Post::kClerk, "填报"));
  return database_->write(actor, [&](Ledger& ledger) -> Status {
    BIHUAN_TRY(const DispatchRoundRow round, open_round_row(ledger.store(), round_id));
    for (const FilledEntry& entry : filled) {
      BIHUAN_TRY(const DispatchEntryRow before, entry_row(ledger.store(), round, entry.task_id, unit));
      if (entry.seen) BIHUAN_CHECK(check_revision(before, *entry.seen));
      const bool can_be_written = before.state == EntryState::kEmpty || before.state == EntryState::kWritten ||
                                  before.state == EntryState::kReturned;
      if (!can_be_written) {
        return fail(Code::kConflict,
                    "这一项现在是“" + std::string(entry_state_name(before.state)) + "”，退回后才能改写", entry.task_id);
      }
      BIHUAN_TRY(const TaskRow task_as_row, task_row(ledger.store(), entry.task_id));
      BIHUAN_TRY(const Task task, task_of(task_as_row));
      BIHUAN_CHECK(check_filled(task, before, entry.text));
      DispatchEntryRow row = before;
      row.progress = std::string(trim(entry.text.progress));
      row.problems = std::string(trim(entry.text.problems));
      row.next_step = std::string(trim(entry.text.next_step));
      row.done = entry.text.done ? to_string(*entry.text.done) : "";
      row.state = EntryState::kWritten;
      row.filled_by = person_of(actor);
      row.checked_by.clear();
      row.passed_by.clear();
      BIHUAN_CHECK(ledger.change(before, row, "entry.written"));
    }
    return {};
  });
}

Result<std::int64_t> Dispatch::submit(const Actor& actor, std::string_view round_id, const std::string& unit) {
  BIHUAN_CHECK(require_post(actor, unit, Post::kClerk, "提交"));
  return database_->write(actor, [&](Ledger& ledger) -> Result<std::int64_t> {
    BIHUAN_TRY(const std::vector<DispatchEntryRow> rows, entry_rows(ledger.store(), round_id, unit));
    const auto is_open = [](const DispatchEntryRow& row) {
      return row.state == EntryState::kEmpty || row.state == EntryState::kReturned;
    };
    const auto open = std::ranges::count_if(rows, is_open);
    if (open > 0) {
      const auto first = std::ranges::find_if(rows, is_open);
      BIHUAN_TRY(const TaskRow task, task_row(ledger.store(), first->task_id));
      return fail(
          Code::kInvalidInput,
          unit + "还有" + std::to_string(open) + "项没有填写，如“" + excerpt(task.clause, 30) + "”：填齐后再提交",
          first->task_id);
    }
    return step_entries(ledger, round_id, unit, EntryState::kWritten, "entry.submitted",
                        [](const DispatchRoundRow&, DispatchEntryRow& row) -> Status {
                          row.state = EntryState::kSubmitted;
                          return {};
                        });
  });
}

Result<std::int64_t> Dispatch::check(const Actor& actor, std::string_view round_id, const std::string& unit) {
  BIHUAN_CHECK(require_post(actor, unit, Post::kHead, "审核"));
  return database_->write(actor, [&](Ledger& ledger) {
    return step_entries(ledger, round_id, unit, EntryState::kSubmitted, "entry.checked",
                        [&](const DispatchRoundRow&, DispatchEntryRow& row) -> Status {
                          if (row.filled_by == person_of(actor)) return twice(actor, "填报人");
                          row.state = EntryState::kChecked;
                          row.checked_by = person_of(actor);
                          return {};
                        });
  });
}

Result<std::int64_t> Dispatch::pass(const Actor& actor, std::string_view round_id, const std::string& unit) {
  BIHUAN_CHECK(require_post(actor, unit, Post::kSupervisor, "审定"));
  return database_->write(actor, [&](Ledger& ledger) {
    return step_entries(ledger, round_id, unit, EntryState::kChecked, "entry.handed_in",
                        [&](const DispatchRoundRow& round, DispatchEntryRow& row) -> Status {
                          if (row.filled_by == person_of(actor)) return twice(actor, "填报人");
                          if (row.checked_by == person_of(actor)) return twice(actor, "科长");
                          row.state = EntryState::kHandedIn;
                          row.passed_by = person_of(actor);
                          row.question.clear();
                          if (row.handed_in_on) return {};  // a question of the office makes nobody late
                          row.handed_in_on = to_date(actor.at);
                          row.is_late = *row.handed_in_on > round.cut_off;
                          return {};
                        });
  });
}

Status Dispatch::send_back(const Actor& actor, std::string_view round_id, const std::string& unit,
                           std::string_view task_id, std::string_view question) {
  BIHUAN_CHECK(require_text(question, "退回时要问的问题", "question"));
  return database_->write(actor, [&](Ledger& ledger) -> Status {
    BIHUAN_TRY(const DispatchRoundRow round, open_round_row(ledger.store(), round_id));
    BIHUAN_TRY(const DispatchEntryRow before, entry_row(ledger.store(), round, std::string(task_id), unit));
    const bool may = (before.state == EntryState::kSubmitted && actor.sits_as(unit, Post::kHead)) ||
                     (before.state == EntryState::kChecked && actor.sits_as(unit, Post::kSupervisor)) ||
                     (is_at_office(before.state) && actor.has(DeskRole::kOffice));
    if (!may) {
      return not_allowed("这一项现在是“" + std::string(entry_state_name(before.state)) + "”，不由您退回");
    }
    DispatchEntryRow row = before;
    row.state = EntryState::kReturned;
    row.question = std::string(trim(question));
    row.checked_by.clear();
    row.passed_by.clear();
    return ledger.change(before, row, "entry.returned", question);
  });
}

Result<std::int64_t> Dispatch::merge(const Actor& actor, std::string_view round_id, const std::string& unit) {
  BIHUAN_CHECK(require_office(actor, "汇总"));
  return database_->write(actor, [&](Ledger& ledger) {
    return step_entries(ledger, round_id, unit, EntryState::kHandedIn, "entry.merged",
                        [](const DispatchRoundRow&, DispatchEntryRow& row) -> Status {
                          row.state = EntryState::kMerged;
                          return {};
                        });
  });
}

Status Dispatch::set_figure(const Actor& actor, std::string_view round_id, std::string_view task_id, Decimal done,
                            std::string_view why) {
  BIHUAN_CHECK(require_office(actor, "确定完成数"));
  BIHUAN_CHECK(require_text(why, "依据", "why"));
  return database_->write(actor, [&](Ledger& ledger) -> Status {
    BIHUAN_TRY(const DispatchRoundRow round, open_round_row(ledger.store(), round_id));
    BIHUAN_TRY(const TaskRow task, task_row(ledger.store(), task_id));
    const bool adds_up = task.measure == plans::Measure::kCount || task.measure == plans::Measure::kOnce;
    if (!adds_up || task.plan_id != round.plan_id) {
      return fail(Code::kInvalidInput, "“" + excerpt(task.clause, 30) + "”没有完成数可定", task.task_id);
    }
    if (done.is_negative()) return fail(Code::kInvalidInput, "完成数不能是负数：" + to_string(done), task.task_id);
    DispatchFigureRow row{round.round_id, task.task_id, to_string(done), actor.name, std::string(trim(why)), 1};
    BIHUAN_TRY(const std::optional<DispatchFigureRow> before,
               find<DispatchFigureRow>(ledger.store(), round.round_id, task.task_id));
    if (!before) return ledger.add(row, "figure.set", why);
    return ledger.change(*before, row, "figure.set", why);
  });
}

Status Dispatch::close_round(const Actor& actor, std::string_view round_id) {
  BIHUAN_CHECK(require_office(actor, "关闭调度"));
  return database_->write(actor, [&](Ledger& ledger) -> Status {
    BIHUAN_TRY(const DispatchRoundRow before, open_round_row(ledger.store(), round_id));
    DispatchRoundRow row = before;
    row.state = RoundState::kClosed;
    row.closed_by = ledger.actor().name;
    return ledger.change(before, row, "dispatch.closed");
  });
}

}  // namespace bihuan::records
