// bihuan duty: the calendar of duties, what waits to be settled, what was done.
#include <filesystem>

#include "base/files.h"
#include "base/period.h"
#include "base/text.h"
#include "cli/desk_command.h"
#include "server/duty_api.h"
#include "server/duty_desk.h"

namespace bihuan::cli {
namespace {

struct DutyOptions : DeskOptions {
  std::string plan, task, unit, month, state, after, period, object, from, to, why, date, evidence, digest, file;
  std::int64_t count = 1, ordinal = 1, limit = 200;
};

std::string state_text(const server::api::DutyEventView& event) {
  if (!event.samples) return event.state_name;
  return event.state_name + "（监测数据" + std::to_string(event.samples->done) + "/" +
         std::to_string(event.samples->planned) + "）";
}

Status duty_calendar(DataFolder& data, const DutyOptions& options) {
  BIHUAN_TRY(const PlanId plan, PlanId::make(options.plan, "计划编号"));
  server::DutyFilter filter;
  BIHUAN_TRY(filter.unit, unit_id_of(data, options.unit));
  filter.task = options.task;
  if (!options.month.empty()) {
    const Result<Period> month = parse_period(options.month);
    if (!month || month->kind() != PeriodKind::kMonth) {
      return fail(Code::kInvalidInput, "月份应写成2024-09这样的形式", "--month " + options.month);
    }
    filter.month = *month;
  }
  BIHUAN_TRY(filter.state, word_of_option<records::DutyState>(options.state, "--state"));
  BIHUAN_TRY(const server::api::DutyList list,
             server::list_duties(*data.office, data.operator_now(), plan, filter, options.after, options.limit));
  if (options.as_json) {
    print(to_json(list, JsonStyle::kPretty));
    return {};
  }
  const server::api::DutyCounts& counts = list.counts;
  print(to_string(list.day) + "：未到" + std::to_string(counts.ahead) + "次，待办" + std::to_string(counts.open) +
        "次，已办" + std::to_string(counts.done) + "次，逾期补办" + std::to_string(counts.done_late) + "次，缺失" +
        std::to_string(counts.missed) + "次\n");
  std::vector<std::vector<std::string>> rows;
  for (const server::api::DutyEventView& event : list.events) {
    rows.push_back({event.task_id, event.text, event.object, event.period, std::to_string(event.ordinal),
                    to_string(event.from) + "至" + to_string(event.to), state_text(event), join(event.units, "、")});
  }
  print(render_table(
      {{"任务编号"}, {"职责", 40}, {"对象"}, {"期间"}, {"次", 0, true}, {"时间窗"}, {"状态"}, {"单位", 24}}, rows));
  if (!list.next.empty()) print("还有下一页：--after " + list.next + "\n");
  return {};
}

Status waiting(DataFolder& data, const DutyOptions& options) {
  BIHUAN_TRY(const PlanId plan, PlanId::make(options.plan, "计划编号"));
  BIHUAN_TRY(const server::api::WaitingList list, server::waiting_duties(*data.office, data.operator_now(), plan));
  if (options.as_json) {
    print(to_json(list, JsonStyle::kPretty));
    return {};
  }
  std::vector<std::vector<std::string>> rows;
  for (const server::api::WaitingDutyView& duty : list.waiting) {
    rows.push_back({duty.task_id, duty.item_no, duty.text, duty.word, duty.reason, join(duty.units, "、")});
  }
  print(render_table({{"任务编号"}, {"事项"}, {"职责", 50}, {"原文写法"}, {"为什么待定", 50}, {"单位", 24}}, rows));
  return {};
}

Status settle(DataFolder& data, const records::Actor& actor, const DutyOptions& options) {
  plans::DutySetting setting{"", options.period, options.count, {}, {}};
  BIHUAN_TRY(setting.from, day_of(options.from, "--from"));
  BIHUAN_TRY(setting.to, day_of(options.to, "--to"));
  BIHUAN_CHECK(data.office->duties.settle(actor, options.task, setting, options.why));
  print("已指定频次：" + options.task + " 每" + std::string(plans::period_name(options.period)) +
        std::to_string(options.count) + "次\n");
  return {};
}

records::DutyEventId event_of(const DutyOptions& options) {
  return {options.task, options.object, options.period, options.ordinal};
}

Status done(DataFolder& data, const records::Actor& actor, const DutyOptions& options) {
  BIHUAN_TRY(const std::string unit, unit_id_of(data, options.unit));
  BIHUAN_TRY(const std::optional<Date> day, day_of(options.date, "--date"));
  records::NewAttachment file;
  if (!options.file.empty()) {
    file.file_name = std::filesystem::path(options.file).filename().string();
    // One byte more than the largest, so that the rules say what is too large.
    BIHUAN_TRY(file.bytes, read_input(options.file, data.office->cases.rules().limits.attachment_bytes + 1));
  }
  BIHUAN_CHECK(server::record_duty(*data.office, actor, event_of(options),
                                   {unit, day.value_or(to_date(actor.at)), options.evidence, options.digest}, file));
  print("已登记：" + unit + " " + options.task + " " + options.object + " " + options.period + "\n");
  return {};
}

Status withdraw(DataFolder& data, const records::Actor& actor, const DutyOptions& options) {
  BIHUAN_CHECK(data.office->duties.withdraw_done(actor, event_of(options), options.why));
  print("已撤回登记：" + options.task + " " + options.object + " " + options.period + "\n");
  return {};
}

void add_event(CLI::App& command, DutyOptions& options) {
  command.add_option("TASK", options.task, "任务编号 (the task)")->required();
  command.add_option("--period", options.period, "期间，如2024-03、2024-Q1 (the period)")->required();
  command.add_option("--object", options.object, "对象，如雨台山 (the object)");
  command.add_option("--ordinal", options.ordinal, "这一期的第几次 (which time of the period)")->capture_default_str();
}

}  // namespace

void add_duty(CLI::App& app, Session& session) {
  CLI::App* duty = app.add_subcommand("duty", "履职日历：应办、已办、待定频次 (calendar of duties)");
  duty->require_subcommand(1);
  auto options = std::make_shared<DutyOptions>();
  CLI::App* command =
      add_reading_command(*duty, session, "calendar", "今年的履职日历 (the year's calendar)", options, &duty_calendar);
  command->add_option("PLAN", options->plan, "计划编号 (the plan)")->required();
  command->add_option("--unit", options->unit, "责任单位 (a unit)");
  command->add_option("--task", options->task, "任务编号 (a task)");
  command->add_option("--month", options->month, "月份 (a month)");
  command->add_option("--state", options->state, "ahead、open、done、done_late、missed (state)");
  command->add_option("--after", options->after, "从哪一页接着列 (the page mark)");
  command->add_option("--limit", options->limit, "每页条数 (how many)")
      ->check(CLI::Range(1, 5000))
      ->capture_default_str();
  options = std::make_shared<DutyOptions>();
  command = add_reading_command(*duty, session, "waiting", "频次待定的职责 (duties to be settled)", options, &waiting);
  command->add_option("PLAN", options->plan, "计划编号 (the plan)")->required();
  options = std::make_shared<DutyOptions>();
  command = add_acting_command(*duty, session, "settle", "指定频次 (settle a frequency)", options, &settle);
  command->add_option("TASK", options->task, "任务编号 (the task)")->required();
  command->add_option("--period", options->period, "day、week、month、quarter、half-year、year (each ...)")->required();
  command->add_option("--count", options->count, "每期至少几次 (at least so often)")->capture_default_str();
  command->add_option("--from", options->from, "从哪一天起 (from)");
  command->add_option("--to", options->to, "到哪一天止 (to)");
  command->add_option("--why", options->why, "理由 (why)")->required();
  options = std::make_shared<DutyOptions>();
  command = add_acting_command(*duty, session, "done", "登记已办理 (record as done)", options, &done);
  add_event(*command, *options);
  command->add_option("--unit", options->unit, "办理单位 (the unit)")->required();
  command->add_option("--date", options->date, "办理日期，省略为今天 (the day)");
  command->add_option("--evidence", options->evidence, "办理情况 (what was done)");
  command->add_option("--file", options->file, "随附的记录，存入系统 (a file that is stored with it)");
  command->add_option("--digest", options->digest, "另处存放的记录的SM3摘要 (digest of a record kept elsewhere)");
  options = std::make_shared<DutyOptions>();
  command = add_acting_command(*duty, session, "withdraw", "撤回登记 (take a record back)", options, &withdraw);
  add_event(*command, *options);
  command->add_option("--why", options->why, "理由 (why)")->required();
}

}  // namespace bihuan::cli
