#include "server/notice_desk.h"

#include <map>
#include <utility>

namespace bihuan::server {
namespace {

constexpr std::int64_t kCalendarPage = 500;

Status add_cases(Office& office, const records::Actor& actor, const std::string& unit,
                 std::vector<notices::CalendarEntry>& entries) {
  records::CaseFilter filter;
  filter.unit_id = unit;
  std::string cursor;
  do {
    BIHUAN_TRY(const records::CasePage page,
               office.cases.list(actor, filter, records::CaseOrder::kNewest, cursor, kCalendarPage));
    for (const records::CaseFile& file : page.files) {
      const records::LifecycleState* state = office.cases.rules().lifecycle.state(file.state);
      if (state == nullptr || !state->is_running) continue;
      entries.push_back({"case_file/" + file.case_id + "@bihuan", file.due, "督办：" + file.title, state->name, ""});
    }
    cursor = page.next;
  } while (!cursor.empty());
  return {};
}

// Answers with the texts of the tasks by id, and adds those with a day.
Result<std::map<std::string, records::Task>> add_tasks(Office& office, const std::string& unit, Date on,
                                                       std::vector<notices::CalendarEntry>& entries) {
  std::map<std::string, records::Task> tasks;
  records::TaskFilter filter;
  filter.unit = unit;
  filter.state = records::TaskState::kOpen;
  std::string cursor;
  do {
    BIHUAN_TRY(const records::TaskPage page, office.tasks.list(filter, cursor, kCalendarPage));
    for (const records::Task& task : page.tasks) {
      if (task.due && task.due->year() == on.year()) {
        entries.push_back({"task/" + task.id + "@bihuan", *task.due, "任务：" + task.text, task.item_heading, ""});
      }
      tasks.emplace(task.id, task);
    }
    cursor = page.next;
  } while (!cursor.empty());
  return tasks;
}

}  // namespace

Result<std::vector<notices::CalendarEntry>> unit_calendar(Office& office, const records::Actor& actor,
                                                          const std::string& unit, Date on) {
  std::vector<notices::CalendarEntry> entries;
  BIHUAN_CHECK(office.organisation.unit(unit));
  BIHUAN_CHECK(add_cases(office, actor, unit, entries));
  using Tasks = std::map<std::string, records::Task>;
  BIHUAN_TRY(const Tasks tasks, add_tasks(office, unit, on, entries));
  std::map<std::string, PlanId> plans;
  for (const auto& [id, task] : tasks) plans.emplace(to_string(task.plan), task.plan);
  for (const auto& [name, plan] : plans) {
    BIHUAN_TRY(const records::DutyYear year, office.duties.calendar(plan, on));
    for (const records::ExpectedDuty& duty : year.events) {
      const auto task = tasks.find(duty.task_id);
      const bool is_done = duty.state == records::DutyState::kDone || duty.state == records::DutyState::kDoneLate;
      if (task == tasks.end() || is_done) continue;
      const std::string object = duty.event.object.empty() ? "" : "（" + duty.event.object + "）";
      entries.push_back({"duty/" + duty.task_id + "/" + duty.event.object + "/" + duty.event.period + "/" +
                             std::to_string(duty.event.ordinal) + "@bihuan",
                         duty.event.to, "履职：" + task->second.text + object,
                         "时间窗" + to_string(duty.event.from) + "至" + to_string(duty.event.to), ""});
    }
  }
  return entries;
}

Result<notices::BurdenReport> burden_of(Office& office, Date from, Date to) {
  BIHUAN_TRY(const std::vector<records::Ask> asks, office.asks.asks(from, to));
  return notices::measure_burden(asks, from, to);
}

}  // namespace bihuan::server
