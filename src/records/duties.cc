#include "records/duties.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "records/internal/desk_rules.h"
#include "records/internal/duty_rows.h"
#include "records/internal/task_rows.h"
#include "records/record_files.h"
#include "records/tasks.h"

namespace bihuan::records {
namespace {

using EventKey = std::tuple<std::string, std::string, std::string, std::int64_t>;

plans::DutySetting setting_of(const DutySettingRow& row, const std::string& duty_id) {
  return {duty_id, row.period, row.min_count, row.from_day, row.to_day};
}

DutyState state_of(const plans::DutyEvent& event, const std::optional<DutyDone>& done, Date day) {
  if (done) return done->done_on <= event.to ? DutyState::kDone : DutyState::kDoneLate;
  if (day < event.from) return DutyState::kAhead;
  return day <= event.to ? DutyState::kOpen : DutyState::kMissed;
}

DutyState state_of(const plans::DutyEvent& event, const DutySamples& samples, Date day) {
  if (samples.done + samples.excused == samples.planned) return DutyState::kDone;
  return state_of(event, std::optional<DutyDone>(), day);
}

// Only what had been done by `day` counts on it.
Result<DutyYear> year_of(Reader& reader, const PlanId& plan_id, const plans::Plan& plan, Date day) {
  BIHUAN_TRY(const std::vector<Task> tasks, open_tasks(reader, plan_id));
  std::map<std::string, std::string> task_of_duty;
  std::vector<plans::DutySetting> settings;
  BIHUAN_TRY(const std::vector<DutySettingRow> setting_rows, select<DutySettingRow>(reader));
  for (const Task& task : tasks) {
    task_of_duty.emplace(task.commitment_id, task.id);
    const auto found = std::ranges::find(setting_rows, task.id, &DutySettingRow::task_id);
    if (found != setting_rows.end()) settings.push_back(setting_of(*found, task.commitment_id));
  }
  std::map<EventKey, DutyDone> done;
  Query of_plan;
  of_plan.where = {is("is_withdrawn", std::int64_t{0}),
                   {"done_on", Test::kAtMost, {to_string(day)}, {}},
                   is_in("task_id", {"task", "task_id", {is("plan_id", plan_id.text())}})};
  BIHUAN_TRY(const std::vector<DutyDoneRow> done_rows, select<DutyDoneRow>(reader, of_plan));
  for (const DutyDoneRow& row : done_rows) {
    done.emplace(EventKey(row.task_id, row.object, row.period, row.ordinal),
                 DutyDone{row.unit, row.done_on, row.evidence, row.attachment_digest});
  }
  BIHUAN_TRY(plans::DutyCalendar calendar, plans::expand_duties(plan, day.year(), settings));
  DutyYear year;
  for (plans::DutyEvent& event : calendar.events) {
    const auto task = task_of_duty.find(event.duty_id);
    if (task == task_of_duty.end()) continue;  // the tasks are of an earlier version
    ExpectedDuty expected{task->second, std::move(event), DutyState::kAhead, std::nullopt, std::nullopt};
    const auto found =
        done.find(EventKey(expected.task_id, expected.event.object, expected.event.period, expected.event.ordinal));
    if (found != done.end()) expected.done = found->second;
    expected.state = state_of(expected.event, expected.done, day);
    year.events.push_back(std::move(expected));
  }
  for (plans::WaitingDuty& waiting : calendar.waiting) {
    const auto task = task_of_duty.find(waiting.duty_id);
    if (task != task_of_duty.end()) year.waiting.push_back({task->second, waiting.word, waiting.reason});
  }
  return year;
}

Status check_done(const DutyDone& done, const plans::DutyEvent& event, Date today) {
  if (done.done_on < event.from) {
    return fail(Code::kInvalidInput,
                "办理日期" + to_string(done.done_on) + "早于这一次的时间窗" + to_string(event.from) + "至" +
                    to_string(event.to),
                "done_on");
  }
  if (done.done_on > today) {
    return fail(Code::kInvalidInput, "办理日期" + to_string(done.done_on) + "还没有到：今天是" + to_string(today),
                "done_on");
  }
  if (trim(done.evidence).empty() && done.attachment_digest.empty()) {
    return fail(Code::kInvalidInput, "要写明办理情况或附上记录，两者至少有一项", "evidence");
  }
  const bool is_hex = std::ranges::all_of(done.attachment_digest,
                                          [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
  if (!done.attachment_digest.empty() && (done.attachment_digest.size() != 64 || !is_hex)) {
    return fail(Code::kInvalidInput, "附件摘要应为64位十六进制数", "attachment_digest");
  }
  return {};
}

Status check_answers(Reader& reader, const std::string& task_id, const std::string& unit) {
  BIHUAN_TRY(const std::vector<TaskUnitRow> units, active_units(reader, task_id));
  if (std::ranges::find(units, unit, &TaskUnitRow::unit) != units.end()) return {};
  return fail(Code::kConflict, "这项任务不由" + unit + "负责", task_id);
}

// The event that the plan expects. Errors: kNotFound
Result<plans::DutyEvent> expected_event(Reader& reader, const plans::Plan& plan, const TaskRow& task,
                                        const DutyEventId& id) {
  std::vector<plans::DutySetting> settings;
  BIHUAN_TRY(const std::optional<DutySettingRow> setting, find<DutySettingRow>(reader, task.task_id));
  if (setting) settings.push_back(setting_of(*setting, task.commitment_id));
  // Every period of the plan's years; a label names its year.
  const Result<Decimal> year = parse_decimal(id.period.substr(0, 4));
  const bool is_year = year && year->places() == 0 && year->mantissa() >= 1 && year->mantissa() <= 9999;
  if (is_year) {
    BIHUAN_TRY(const plans::DutyCalendar calendar,
               plans::expand_duties(plan, static_cast<int>(year->mantissa()), settings));
    for (const plans::DutyEvent& event : calendar.events) {
      if (event.duty_id == task.commitment_id && event.object == id.object && event.period == id.period &&
          event.ordinal == id.ordinal) {
        return event;
      }
    }
  }
  return fail(Code::kNotFound,
              "日程中没有这一次：" + excerpt(task.clause, 30) + "，" +
                  (id.object.empty() ? "" : excerpt(id.object) + "，") + excerpt(id.period) + "第" +
                  std::to_string(id.ordinal) + "次",
              task.task_id);
}

}  // namespace

std::string_view duty_state_name(DutyState state) {
  constexpr std::string_view kNames[] = {"未到", "待办", "已办", "逾期补办", "缺失"};
  return kNames[static_cast<int>(state)];
}

Result<DutyYear> Duties::calendar(const PlanId& plan, Date day) {
  BIHUAN_TRY(const plans::Plan compiled, Tasks(database_).corrected_plan(plan));
  BIHUAN_TRY(DutyYear year, database_->read([&](Reader& reader) { return year_of(reader, plan, compiled, day); }));
  BIHUAN_CHECK(ask_witness(year.events, day));
  return year;
}

Status Duties::ask_witness(std::vector<ExpectedDuty>& events, Date day) {
  if (witness_ == nullptr || events.empty()) return {};
  BIHUAN_TRY(std::vector<std::optional<DutySamples>> samples, witness_->look(events, day));
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (!samples[i]) continue;
    events[i].state = state_of(events[i].event, *samples[i], day);
    events[i].samples = std::move(samples[i]);
  }
  return {};
}

Result<std::vector<ExpectedDuty>> Duties::missed_at(const PlanId& plan, Date day) {
  BIHUAN_TRY(DutyYear year, calendar(plan, day));
  std::erase_if(year.events, [](const ExpectedDuty& duty) { return duty.state != DutyState::kMissed; });
  return std::move(year.events);
}

Status Duties::settle(const Actor& actor, std::string_view task_id, const plans::DutySetting& setting,
                      std::string_view why) {
  BIHUAN_CHECK(plans::check_duty_setting(setting));
  BIHUAN_CHECK(require_text(why, "理由", "why"));
  return database_->write(actor, [&](Ledger& ledger) -> Status {
    BIHUAN_TRY(const TaskRow task, task_row(ledger.store(), task_id));
    if (task.kind != plans::Kind::kDuty) {
      return fail(Code::kInvalidInput, "“" + excerpt(task.clause, 30) + "”不是频次类任务，没有周期可定", task.task_id);
    }
    BIHUAN_TRY(const std::vector<TaskUnitRow> units, active_units(ledger.store(), task_id));
    const bool is_head =
        std::ranges::any_of(units, [&](const TaskUnitRow& row) { return actor.sits_as(row.unit, Post::kHead); });
    if (!actor.has(DeskRole::kOffice) && !is_head) return not_allowed("只有办公室或责任单位的科长可以指定频次");
    DutySettingRow row{task.task_id, setting.period, setting.min_count,      setting.from,
                       setting.to,   actor.name,     std::string(trim(why)), 1};
    BIHUAN_TRY(const std::optional<DutySettingRow> before, find<DutySettingRow>(ledger.store(), task.task_id));
    if (!before) return ledger.add(row, "duty.settled", why);
    return ledger.change(*before, row, "duty.settled", why);
  });
}

Status Duties::record_done(const Actor& actor, const DutyEventId& id, const DutyDone& done,
                           const std::optional<CheckedAttachment>& about, const std::string& file_bytes) {
  BIHUAN_CHECK(require_seat(actor, done.unit, "登记本单位的办理情况"));
  BIHUAN_TRY(const TaskRow task, database_->read([&](Reader& reader) { return task_row(reader, id.task_id); }));
  BIHUAN_TRY(const PlanId plan_id, PlanId::make(task.plan_id, "计划编号"));
  BIHUAN_TRY(const plans::Plan plan, Tasks(database_).corrected_plan(plan_id));
  // The witness is not asked inside the transaction, so the event is looked up before it, and once more in it.
  BIHUAN_TRY(plans::DutyEvent wanted,
             database_->read([&](Reader& reader) { return expected_event(reader, plan, task, id); }));
  std::vector<ExpectedDuty> events{{task.task_id, std::move(wanted), DutyState::kOpen, std::nullopt, std::nullopt}};
  BIHUAN_CHECK(ask_witness(events, to_date(actor.at)));
  if (const std::optional<DutySamples>& samples = events.front().samples) {
    return fail(Code::kConflict,
                "这一次由监测方案“" + samples->group_name + "”组的数据认定，不用登记：应测" +
                    std::to_string(samples->planned) + "，已测" + std::to_string(samples->done),
                task.task_id);
  }
  return database_->write(actor, [&](Ledger& ledger) -> Status {
    BIHUAN_CHECK(check_answers(ledger.store(), task.task_id, done.unit));
    BIHUAN_TRY(const plans::DutyEvent event, expected_event(ledger.store(), plan, task, id));
    BIHUAN_CHECK(check_done(done, event, to_date(actor.at)));
    DutyDoneRow row{task.task_id,
                    id.object,
                    id.period,
                    id.ordinal,
                    done.unit,
                    done.done_on,
                    std::string(trim(done.evidence)),
                    done.attachment_digest,
                    actor.name,
                    false,
                    1};
    BIHUAN_TRY(const std::optional<DutyDoneRow> before,
               find<DutyDoneRow>(ledger.store(), id.task_id, id.object, id.period, id.ordinal));
    if (before && !before->is_withdrawn) {
      return fail(Code::kConflict, "这一次已由" + before->recorded_by + "登记，办理日期" + to_string(before->done_on),
                  task.task_id);
    }
    if (about) {
      const std::string subject =
          "duty/" + id.task_id + "/" + id.object + "/" + id.period + "/" + std::to_string(id.ordinal);
      BIHUAN_CHECK(add_record_file(ledger, subject, *about, file_bytes));
    }
    if (before) return ledger.change(*before, row, "duty.done");
    return ledger.add(row, "duty.done");
  });
}

Result<NewAttachment> Duties::file(const std::string& digest) {
  BIHUAN_TRY(NamedBytes found,
             database_->read([&](Reader& reader) { return record_file_by_digest(reader, "duty/", digest); }));
  return NewAttachment{std::move(found.file_name), std::move(found.bytes)};
}

Status Duties::withdraw_done(const Actor& actor, const DutyEventId& id, std::string_view why) {
  BIHUAN_CHECK(require_text(why, "理由", "why"));
  return database_->write(actor, [&](Ledger& ledger) -> Status {
    BIHUAN_TRY(const std::optional<DutyDoneRow> before,
               find<DutyDoneRow>(ledger.store(), id.task_id, id.object, id.period, id.ordinal));
    if (!before || before->is_withdrawn) return fail(Code::kNotFound, "这一次没有办理记录", id.task_id);
    BIHUAN_CHECK(require_seat(actor, before->unit, "撤回本单位的登记"));
    DutyDoneRow row = *before;
    row.is_withdrawn = true;
    return ledger.change(*before, row, "duty.withdrawn", why);
  });
}

Result<bool> Duties::has_file(const std::string& digest) {
  if (digest.empty()) return false;
  return database_->read([&](Reader& reader) -> Result<bool> {
    BIHUAN_TRY(const std::int64_t files, reader.count(table_of<RecordFile>(), {is("digest", digest)}));
    return files > 0;
  });
}

}  // namespace bihuan::records
