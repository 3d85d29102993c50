#include "server/duty_desk.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "server/dispatch_desk.h"
#include "server/duty_api.h"

namespace bihuan::server {
namespace {

using records::DutyState;
using records::ExpectedDuty;
using records::Post;

// A plan's tasks by id, to say of an event what the plan says.
using Tasks = std::map<std::string, records::Task>;
Result<Tasks> tasks_of(Office& office, const PlanId& plan) {
  BIHUAN_TRY(std::vector<records::Task> all, all_tasks(office, {.plan = plan, .kind = plans::Kind::kDuty}));
  Tasks tasks;
  for (records::Task& task : all) tasks.emplace(task.id, std::move(task));
  return tasks;
}

std::vector<std::string> units_of(const records::Task& task) {
  std::vector<std::string> units;
  for (const records::TaskUnit& unit : task.units) units.push_back(unit.unit);
  return units;
}

api::DutyEventView event_view(const records::Actor& actor, const records::Task& task, const ExpectedDuty& duty) {
  api::DutyEventView view;
  view.task_id = task.id;
  view.item_no = task.item_no;
  view.text = task.text;
  view.units = units_of(task);
  view.object = duty.event.object;
  view.period = duty.event.period;
  view.ordinal = duty.event.ordinal;
  view.from = duty.event.from;
  view.to = duty.event.to;
  view.state = duty.state;
  view.state_name = std::string(records::duty_state_name(duty.state));
  view.done = duty.done;
  view.samples = duty.samples;
  view.may_withdraw = duty.done && actor.is_of(duty.done->unit);
  if (duty.samples || (duty.state != DutyState::kOpen && duty.state != DutyState::kMissed)) return view;
  std::ranges::copy_if(view.units, std::back_inserter(view.record_by),
                       [&](const std::string& unit) { return actor.is_of(unit); });
  return view;
}

void count(api::DutyCounts& counts, DutyState state) {
  std::int64_t api::DutyCounts::*const kPlaces[] = {&api::DutyCounts::ahead, &api::DutyCounts::open,
                                                    &api::DutyCounts::done, &api::DutyCounts::done_late,
                                                    &api::DutyCounts::missed};
  ++(counts.*kPlaces[static_cast<std::size_t>(state)]);
}

bool fits(const DutyFilter& filter, const records::Task& task, const ExpectedDuty& duty) {
  if (!filter.task.empty() && task.id != filter.task) return false;
  if (!filter.unit.empty() &&
      std::ranges::find(task.units, filter.unit, &records::TaskUnit::unit) == task.units.end()) {
    return false;
  }
  return !filter.month || (duty.event.from <= filter.month->last_day() && duty.event.to >= filter.month->first_day());
}

}  // namespace

Result<api::DutyList> list_duties(Office& office, const records::Actor& actor, const PlanId& plan,
                                  const DutyFilter& filter, std::string_view cursor, std::int64_t limit) {
  BIHUAN_TRY(const Tasks tasks, tasks_of(office, plan));
  api::DutyList list;
  list.day = to_date(actor.at);
  BIHUAN_TRY(const records::DutyYear year, office.duties.calendar(plan, list.day));
  bool is_behind_cursor = cursor.empty();
  std::string last;
  for (const ExpectedDuty& duty : year.events) {
    const auto task = tasks.find(duty.task_id);
    if (task == tasks.end() || !fits(filter, task->second, duty)) continue;
    count(list.counts, duty.state);
    if (!is_behind_cursor) {
      is_behind_cursor = plans::event_key(duty.event) == cursor;
      continue;
    }
    if (filter.state && duty.state != *filter.state) continue;
    if (static_cast<std::int64_t>(list.events.size()) == limit) {
      list.next = last;
      continue;  // the counts are of all
    }
    list.events.push_back(event_view(actor, task->second, duty));
    if (duty.done) {
      BIHUAN_TRY(list.events.back().has_file, office.duties.has_file(duty.done->attachment_digest));
    }
    last = plans::event_key(duty.event);
  }
  if (is_behind_cursor) return list;
  return fail(Code::kInvalidInput, "翻页标记不是本系统给出的：请从第一页重新取。", "查询参数“cursor”");
}

Result<api::WaitingList> waiting_duties(Office& office, const records::Actor& actor, const PlanId& plan) {
  BIHUAN_TRY(const Tasks tasks, tasks_of(office, plan));
  BIHUAN_TRY(const records::DutyYear year, office.duties.calendar(plan, to_date(actor.at)));
  api::WaitingList list;
  for (const plans::WaitingDuty& one : year.waiting) {
    const auto task = tasks.find(one.duty_id);
    if (task == tasks.end()) continue;
    api::WaitingDutyView view{
        one.duty_id, task->second.item_no, task->second.text, units_of(task->second), one.word, one.reason, false};
    view.may_settle =
        actor.has(records::DeskRole::kOffice) ||
        std::ranges::any_of(view.units, [&](const std::string& unit) { return actor.sits_as(unit, Post::kHead); });
    list.waiting.push_back(std::move(view));
  }
  return list;
}

Status record_duty(Office& office, const records::Actor& actor, const records::DutyEventId& event,
                   records::DutyDone done, const records::NewAttachment& file) {
  if (file.file_name.empty() && file.bytes.empty()) return office.duties.record_done(actor, event, done);
  if (!done.attachment_digest.empty()) {
    return fail(Code::kInvalidInput, "上传了附件就不必另写摘要：摘要由系统计算", "attachment_digest");
  }
  const records::CaseRules& rules = office.cases.rules();
  BIHUAN_TRY(const records::CheckedAttachment about,
             records::check_attachment({rules.limits.attachment_bytes, rules.endings}, file));
  done.attachment_digest = about.digest;
  return office.duties.record_done(actor, event, done, about, file.bytes);
}

}  // namespace bihuan::server
