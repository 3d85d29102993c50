// bihuan task: tasks of a stored plan, who answers for them, measures, schedules.
#include "base/text.h"
#include "cli/desk_command.h"
#include "server/dispatch_desk.h"
#include "server/task_api.h"

namespace bihuan::cli {
namespace {

struct TaskOptions : DeskOptions {
  std::string plan, task, unit, kind, item, state, due_from, due_to, after, printed, why, text, person, from, to, id;
  std::vector<std::string> units, ids, points;
  std::int64_t limit = 50, revision = 0;
  bool is_line = false;
};

std::string units_text(const records::Task& task) {
  std::vector<std::string> names;
  for (const records::TaskUnit& unit : task.units) {
    names.push_back(unit.unit + (unit.role == plans::Role::kLead ? "（牵头）" : ""));
  }
  for (const records::TaskSubset& subset : task.subsets) {
    if (!subset.is_decided) names.push_back(subset.printed + "（待定）");
  }
  return join(names, "、");
}

std::string wanted_text(const records::Task& task) {
  if (task.measure == plans::Measure::kDuty || !task.wanted || task.measure == plans::Measure::kOnce) return "";
  return task.comparator + to_string(*task.wanted) + task.wanted_unit;
}

Status issue(DataFolder& data, const records::Actor& actor, const TaskOptions& options) {
  BIHUAN_TRY(const PlanId plan, PlanId::make(options.plan, "计划编号"));
  BIHUAN_TRY(const plans::Organisation organisation, data.office->table());
  BIHUAN_TRY(const records::IssueReport report,
             data.office->tasks.issue(actor, plan, organisation, data.office->progress_rule));
  if (options.as_json) {
    print(to_json(report, JsonStyle::kPretty));
    return {};
  }
  print("已按" + options.plan + "第" + std::to_string(report.version) + "版分解任务：新增" +
        std::to_string(report.added) + "项，延续" + std::to_string(report.carried) + "项（其中有变化" +
        std::to_string(report.changed) + "项），不再要求" + std::to_string(report.dropped) + "项。\n");
  if (!report.unknown_units.empty()) print("单位表中没有：" + join(report.unknown_units, "、") + "\n");
  return {};
}

Status list_tasks(DataFolder& data, const TaskOptions& options) {
  records::TaskFilter filter;
  if (!options.plan.empty()) {
    BIHUAN_TRY(filter.plan, PlanId::make(options.plan, "--plan"));
  }
  BIHUAN_TRY(filter.unit, unit_id_of(data, options.unit));
  filter.item_no = options.item;
  BIHUAN_TRY(filter.kind, word_of_option<plans::Kind>(options.kind, "--kind"));
  BIHUAN_TRY(filter.state, word_of_option<records::TaskState>(options.state, "--state"));
  BIHUAN_TRY(filter.due_from, day_of(options.due_from, "--due-from"));
  BIHUAN_TRY(filter.due_to, day_of(options.due_to, "--due-to"));
  BIHUAN_TRY(records::TaskPage page, data.office->tasks.list(filter, options.after, options.limit));
  if (options.as_json) {
    print(to_json(server::api::TaskList{std::move(page.tasks), std::move(page.next)}, JsonStyle::kPretty));
    return {};
  }
  std::vector<std::vector<std::string>> rows;
  for (const records::Task& task : page.tasks) {
    rows.push_back({task.id, task.item_no, task.text, wanted_text(task), task.due ? to_string(*task.due) : "",
                    units_text(task), task.state == records::TaskState::kOpen ? "" : "不再要求"});
  }
  print(render_table({{"编号"}, {"事项"}, {"任务", 60}, {"目标"}, {"期限"}, {"单位", 40}, {""}}, rows));
  if (!page.next.empty()) print("还有下一页：--after " + page.next + "\n");
  return {};
}

std::string schedule_text(const plans::Schedule& schedule) {
  if (schedule.shape == plans::ScheduleShape::kNone) return "没有按日的进度安排";
  std::vector<std::string> points;
  for (const plans::SchedulePoint& point : schedule.points) {
    points.push_back(to_string(point.day) + "达到" + std::to_string(point.percent) + "%" +
                     (point.text.empty() ? "" : "（" + point.text + "）"));
  }
  return (schedule.shape == plans::ScheduleShape::kLine ? "按天推进：" : "按节点：") + join(points, "，");
}

std::string measure_line(const records::UnitMeasure& measure) {
  return measure.id + " " + measure.what.unit + " " + measure.what.first_month + "至" + measure.what.last_month + " " +
         measure.what.person + "：" + measure.what.text + "〔" + std::string(measure_state_name(measure.state)) +
         (measure.remark.empty() ? "" : "：" + measure.remark) + "〕\n";
}

Status show_task(DataFolder& data, const TaskOptions& options) {
  records::Tasks& tasks = data.office->tasks;
  BIHUAN_TRY(const records::Task task, tasks.find_task(options.task));
  BIHUAN_TRY(const plans::Schedule schedule, tasks.schedule_of(task.id));
  if (options.as_json) {
    print(to_json(task, JsonStyle::kPretty));
    return {};
  }
  std::string text = task.id + "（" + task.plan.text() + "第" + std::to_string(task.version) + "版，第" + task.item_no +
                     "项 " + task.item_heading + "）\n" + task.text + "\n单位：" + units_text(task) + "\n";
  if (!task.deadline.empty()) text += "期限：" + task.deadline + "\n";
  if (!wanted_text(task).empty()) text += "目标：" + wanted_text(task) + "\n";
  text += "进度：" + schedule_text(schedule) + "\n";
  const Date today = to_date(data.clock->now());
  if (const std::optional<Decimal> expected = plans::expected_percent(schedule, today)) {
    text += "到" + to_string(today) + "应达到" + to_string(*expected) + "%\n";
  }
  for (const records::TaskUnit& unit : task.units) {
    BIHUAN_TRY(const std::vector<records::UnitMeasure> measures, tasks.unit_plan(task.plan, unit.unit));
    for (const records::UnitMeasure& measure : measures) {
      if (measure.what.task_id == task.id) text += "措施：" + measure_line(measure);
    }
  }
  print(text);
  return {};
}

Status coverage(DataFolder& data, const TaskOptions& options) {
  BIHUAN_TRY(const PlanId plan, PlanId::make(options.plan, "计划编号"));
  BIHUAN_TRY(const records::Coverage found, data.office->tasks.coverage(plan));
  if (options.as_json) {
    print(to_json(found, JsonStyle::kPretty));
    return {};
  }
  print("任务" + std::to_string(found.tasks) + "项，单位答复" + std::to_string(found.answers) + "件；没有责任单位" +
        std::to_string(found.without_owner.size()) + "项，没有措施" + std::to_string(found.without_measures.size()) +
        "件，措施未审核" + std::to_string(found.without_approved.size()) + "件，“相关单位”待定" +
        std::to_string(found.subset_unknown.size()) + "件，单位表中没有的单位" +
        std::to_string(found.unknown_units.size()) + "件。\n");
  BIHUAN_TRY(const std::vector<records::Task> tasks, server::all_tasks(*data.office, {.plan = plan}));
  const auto text_of = [&](const std::string& id) {
    const auto task = std::ranges::find(tasks, id, &records::Task::id);
    return task == tasks.end() ? id : id + " " + excerpt(task->text, 40);
  };
  for (const std::string& id : found.without_owner) print("没有责任单位：" + text_of(id) + "\n");
  for (const records::TaskAndUnit& pair : found.subset_unknown) {
    print("待定：" + pair.unit + " " + text_of(pair.task_id) + "\n");
  }
  for (const records::TaskAndUnit& pair : found.unknown_units) {
    print("单位表中没有：" + pair.unit + " " + text_of(pair.task_id) + "\n");
  }
  return {};
}

Status decide_subset(DataFolder& data, const records::Actor& actor, const TaskOptions& options) {
  BIHUAN_TRY(const PlanId plan, PlanId::make(options.plan, "计划编号"));
  std::vector<std::string> ids = options.ids;
  if (ids.empty()) {
    BIHUAN_TRY(const records::Coverage found, data.office->tasks.coverage(plan));
    for (const records::TaskAndUnit& pair : found.subset_unknown) {
      if (pair.unit == options.printed) ids.push_back(pair.task_id);
    }
    if (ids.empty()) return fail(Code::kNotFound, "没有任务的“" + options.printed + "”还待确定", "--printed");
  }
  std::vector<std::string> units;
  for (const std::string& name : options.units) {
    BIHUAN_TRY(std::string unit, unit_id_of(data, name));
    units.push_back(std::move(unit));
  }
  BIHUAN_CHECK(data.office->tasks.decide_subset(actor, ids, options.printed, units, options.why));
  print("已确定" + std::to_string(ids.size()) + "项任务的“" + options.printed + "”：" +
        (units.empty() ? "没有单位" : join(units, "、")) + "\n");
  return {};
}

// "2024-06-30:50:完成初稿".
Result<plans::Schedule> schedule_of(const TaskOptions& options) {
  plans::Schedule schedule{options.is_line ? plans::ScheduleShape::kLine : plans::ScheduleShape::kSteps, {}};
  for (const std::string& text : options.points) {
    const std::vector<std::string_view> parts = split(text, ':');
    const Result<Date> day = parse_date(parts.front());
    const Result<Decimal> percent = parts.size() > 1 ? parse_decimal(parts[1]) : fail(Code::kInvalidInput, "");
    if (!day || !percent || percent->places() != 0 || parts.size() > 3) {
      return fail(Code::kInvalidInput, "节点应写成日期:百分比:说明，如2024-06-30:50:完成初稿", "--point " + text);
    }
    schedule.points.push_back({*day, percent->mantissa(), parts.size() > 2 ? std::string(parts[2]) : std::string()});
  }
  return schedule;
}

Status set_schedule(DataFolder& data, const records::Actor& actor, const TaskOptions& options) {
  BIHUAN_TRY(const plans::Schedule schedule, schedule_of(options));
  BIHUAN_CHECK(data.office->tasks.set_schedule(actor, options.task, schedule, options.why));
  print("已设定进度安排：" + schedule_text(schedule) + "\n");
  return {};
}

Result<records::NewMeasure> measure_of(DataFolder& data, const TaskOptions& options) {
  BIHUAN_TRY(const std::string unit, unit_id_of(data, options.unit));
  return records::NewMeasure{options.task, unit, options.text, options.person, options.from, options.to};
}

Status add_measure(DataFolder& data, const records::Actor& actor, const TaskOptions& options) {
  BIHUAN_TRY(const records::NewMeasure wanted, measure_of(data, options));
  BIHUAN_TRY(const records::UnitMeasure measure, data.office->tasks.add_measure(actor, wanted));
  print(measure_line(measure));
  return {};
}

Status change_measure(DataFolder& data, const records::Actor& actor, const TaskOptions& options) {
  const records::NewMeasure wanted{"", "", options.text, options.person, options.from, options.to};
  BIHUAN_TRY(const records::UnitMeasure measure,
             data.office->tasks.change_measure(actor, options.id, options.revision, wanted));
  print(measure_line(measure));
  return {};
}

Status list_measures(DataFolder& data, const TaskOptions& options) {
  BIHUAN_TRY(const PlanId plan, PlanId::make(options.plan, "计划编号"));
  BIHUAN_TRY(const std::string unit, unit_id_of(data, options.unit));
  BIHUAN_TRY(const std::vector<records::UnitMeasure> measures, data.office->tasks.unit_plan(plan, unit));
  if (options.as_json) {
    print(to_json(measures, JsonStyle::kPretty));
    return {};
  }
  if (measures.empty()) print(unit + "还没有填写措施。\n");
  for (const records::UnitMeasure& measure : measures) {
    print(measure_line(measure));
  }
  return {};
}

using Move = Status (records::Tasks::*)(const records::Actor&, const std::vector<std::string>&);

void add_move(CLI::App& measure, Session& session, const std::string& name, const std::string& help, Move move) {
  auto options = std::make_shared<TaskOptions>();
  CLI::App* command =
      add_acting_command(measure, session, name, help, options,
                         [move](DataFolder& data, const records::Actor& actor, const TaskOptions& given) -> Status {
                           BIHUAN_CHECK((data.office->tasks.*move)(actor, given.ids));
                           print("已办理" + std::to_string(given.ids.size()) + "条措施。\n");
                           return {};
                         });
  command->add_option("IDS", options->ids, "措施编号 (measures)")->required();
}

void add_words(CLI::App& command, TaskOptions& options) {
  command.add_option("--text", options.text, "具体工作措施 (what will be done)")->required();
  command.add_option("--person", options.person, "责任人 (by whom)")->required();
  command.add_option("--from", options.from, "起始月份，如2024-03 (first month)")->required();
  command.add_option("--to", options.to, "完成月份 (last month)")->required();
}

void add_measure_commands(CLI::App& task, Session& session) {
  CLI::App* measure = task.add_subcommand("measure", "措施：填写、提交、审核 (measures of a unit)");
  measure->require_subcommand(1);
  auto options = std::make_shared<TaskOptions>();
  CLI::App* command = add_reading_command(*measure, session, "list", "本部门年度工作计划 (the measures of a unit)",
                                          options, &list_measures);
  command->add_option("PLAN", options->plan, "计划编号 (the plan)")->required();
  command->add_option("--unit", options->unit, "单位 (the unit)")->required();
  options = std::make_shared<TaskOptions>();
  command = add_acting_command(*measure, session, "add", "填写一条措施 (write a measure)", options, &add_measure);
  command->add_option("TASK", options->task, "任务编号 (the task)")->required();
  command->add_option("--unit", options->unit, "单位 (the unit)")->required();
  add_words(*command, *options);
  options = std::make_shared<TaskOptions>();
  command =
      add_acting_command(*measure, session, "change", "改写一条措施 (change a measure)", options, &change_measure);
  command->add_option("ID", options->id, "措施编号 (the measure)")->required();
  command->add_option("--revision", options->revision, "看到的版本 (the revision that was seen)")->required();
  add_words(*command, *options);
  add_move(*measure, session, "submit", "提交审核 (hand to the head)", &records::Tasks::submit_measures);
  add_move(*measure, session, "approve", "审核通过 (approve)", &records::Tasks::approve_measures);
  options = std::make_shared<TaskOptions>();
  command = add_acting_command(*measure, session, "return", "退回 (send back)", options,
                               [](DataFolder& data, const records::Actor& actor, const TaskOptions& given) -> Status {
                                 BIHUAN_CHECK(data.office->tasks.return_measures(actor, given.ids, given.why));
                                 print("已退回" + std::to_string(given.ids.size()) + "条措施。\n");
                                 return {};
                               });
  command->add_option("IDS", options->ids, "措施编号 (measures)")->required();
  command->add_option("--why", options->why, "理由 (why)")->required();
}

void add_list(CLI::App& task, Session& session) {
  auto options = std::make_shared<TaskOptions>();
  CLI::App* command = add_reading_command(task, session, "list", "列出任务 (list tasks)", options, &list_tasks);
  command->add_option("--plan", options->plan, "计划编号 (the plan)");
  command->add_option("--unit", options->unit, "责任单位 (a unit)");
  command->add_option("--kind", options->kind,
                      "类别：target、deliverable、duty、ongoing、qualitative、prohibition (kind)");
  command->add_option("--item", options->item, "事项序号 (number of the item)");
  command->add_option("--state", options->state, "open或dropped (state)");
  command->add_option("--due-from", options->due_from, "期限不早于 (due not before)");
  command->add_option("--due-to", options->due_to, "期限不晚于 (due not after)");
  command->add_option("--after", options->after, "从哪一页接着列 (the page mark)");
  command->add_option("--limit", options->limit, "每页条数 (how many)")
      ->check(CLI::Range(1, 500))
      ->capture_default_str();
}

}  // namespace

void add_task(CLI::App& app, Session& session) {
  CLI::App* task = app.add_subcommand("task", "任务：分解、列出、覆盖情况、措施、进度安排 (tasks)");
  task->require_subcommand(1);
  auto options = std::make_shared<TaskOptions>();
  CLI::App* command =
      add_acting_command(*task, session, "issue", "按计划最新版本分解任务 (make tasks of a plan)", options, &issue);
  command->add_option("PLAN", options->plan, "计划编号 (the plan)")->required();
  add_list(*task, session);
  options = std::make_shared<TaskOptions>();
  command = add_reading_command(*task, session, "show", "一项任务 (show a task)", options, &show_task);
  command->add_option("TASK", options->task, "任务编号 (the task)")->required();
  options = std::make_shared<TaskOptions>();
  command =
      add_reading_command(*task, session, "coverage", "覆盖情况 (what is still to be asked for)", options, &coverage);
  command->add_option("PLAN", options->plan, "计划编号 (the plan)")->required();
  options = std::make_shared<TaskOptions>();
  command = add_acting_command(*task, session, "subset", "确定“相关单位”是哪些 (decide whom a name means)", options,
                               &decide_subset);
  command->add_option("PLAN", options->plan, "计划编号 (the plan)")->required();
  command->add_option("--printed", options->printed, "计划中的写法，如局系统相关单位 (as printed)")->required();
  command->add_option("--units", options->units, "单位，多个用逗号分开；不写即没有 (the units)")->delimiter(',');
  command->add_option("--task", options->ids, "只对这些任务，省略为全部待定的 (these tasks only)");
  command->add_option("--why", options->why, "理由 (why)")->required();
  options = std::make_shared<TaskOptions>();
  command = add_acting_command(*task, session, "schedule", "设定进度安排 (set the schedule of a task)", options,
                               &set_schedule);
  command->add_option("TASK", options->task, "任务编号 (the task)")->required();
  command->add_option("--point", options->points, "节点，日期:百分比:说明，可多次 (points)")->required();
  command->add_flag("--line", options->is_line, "节点之间按天推进 (in proportion between the points)");
  command->add_option("--why", options->why, "理由 (why)")->required();
  add_measure_commands(*task, session);
}

}  // namespace bihuan::cli
