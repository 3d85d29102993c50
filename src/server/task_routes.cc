// Routes of tasks: issuing them, coverage, measures, schedules.
#include <algorithm>
#include <utility>

#include "server/application.h"
#include "server/dispatch_desk.h"
#include "server/internal/route_makers.h"
#include "server/task_api.h"

namespace bihuan::server {
namespace {

using records::DeskRole;
using records::Post;

template <class E>
Result<std::optional<E>> word_in_query(const Call& call, const std::string& name) {
  const std::string word = call.query(name);
  if (word.empty()) return std::optional<E>();
  const Result<E> value = parse_enum_word<E>(word);
  if (!value) return fail(Code::kInvalidInput, value.error().message, "查询参数“" + name + "”");
  return std::optional<E>(*value);
}

Result<std::optional<Date>> day_in_query(const Call& call, const std::string& name) {
  const std::string text = call.query(name);
  if (text.empty()) return std::optional<Date>();
  const Result<Date> day = parse_date(text);
  if (!day) return fail(Code::kInvalidInput, day.error().message, "查询参数“" + name + "”");
  return std::optional<Date>(*day);
}

Result<records::TaskFilter> task_filter_of(const Call& call) {
  records::TaskFilter filter;
  if (const std::string plan = call.query("plan"); !plan.empty()) {
    BIHUAN_TRY(filter.plan, PlanId::make(plan, "查询参数“plan”"));
  }
  filter.unit = call.query("unit");
  filter.item_no = call.query("item");
  BIHUAN_TRY(filter.kind, word_in_query<plans::Kind>(call, "kind"));
  BIHUAN_TRY(filter.state, word_in_query<records::TaskState>(call, "state"));
  BIHUAN_TRY(filter.due_from, day_in_query(call, "due_from"));
  BIHUAN_TRY(filter.due_to, day_in_query(call, "due_to"));
  return filter;
}

Result<records::IssueReport> issue(Application& application, const Call& call, const api::EmptyRequest& /*in*/) {
  Office& office = application.office();
  BIHUAN_TRY(const PlanId plan, plan_in_path(call));
  BIHUAN_TRY(const plans::Organisation organisation, office.table());
  return office.tasks.issue(call.actor(), plan, organisation, office.progress_rule);
}

Result<api::TaskList> list_tasks(Application& application, const Call& call) {
  BIHUAN_TRY(const records::TaskFilter filter, task_filter_of(call));
  BIHUAN_TRY(records::TaskPage page, application.office().tasks.list(filter, call.query("cursor"), call.limit()));
  return api::TaskList{std::move(page.tasks), std::move(page.next)};
}

void show_names(Office& office, records::UnitMeasure& measure) {
  measure.written_by = name_of(office, measure.written_by);
  if (!measure.approved_by.empty()) measure.approved_by = name_of(office, measure.approved_by);
}

Result<api::TaskView> view(Application& application, const Call& call) {
  Office& office = application.office();
  const records::Actor& actor = call.actor();
  api::TaskView view;
  BIHUAN_TRY(view.task, office.tasks.find_task(call.path.at("task")));
  BIHUAN_TRY(view.schedule, office.tasks.schedule_of(view.task.id));
  view.today = today_of(call);
  view.expected_percent = plans::expected_percent(view.schedule, view.today);
  view.revision = view.task.revision;
  view.may_decide = view.may_set_schedule = actor.has(DeskRole::kOffice);
  for (const records::TaskUnit& unit : view.task.units) {
    BIHUAN_TRY(const std::vector<records::UnitMeasure> measures, office.tasks.unit_plan(view.task.plan, unit.unit));
    for (const records::UnitMeasure& measure : measures) {
      if (measure.what.task_id != view.task.id) continue;
      view.measures.push_back(measure);
      show_names(office, view.measures.back());
    }
    if (actor.is_of(unit.unit)) view.measures_by.push_back(unit.unit);
    view.may_set_schedule = view.may_set_schedule || actor.sits_as(unit.unit, Post::kHead);
  }
  return view;
}

using Briefs = std::map<std::string, api::TaskBrief>;

Result<Briefs> briefs_of(const std::vector<records::Task>& tasks, const std::vector<std::string>& wanted) {
  Briefs briefs;
  for (const records::Task& task : tasks) {
    if (std::ranges::find(wanted, task.id) != wanted.end()) briefs[task.id] = {task.item_no, task.text};
  }
  return briefs;
}

Result<api::CoverageView> coverage(Application& application, const Call& call) {
  Office& office = application.office();
  BIHUAN_TRY(const PlanId plan, plan_in_path(call));
  api::CoverageView view;
  BIHUAN_TRY(view.coverage, office.tasks.coverage(plan));
  BIHUAN_TRY(const std::vector<records::Task> tasks,
             all_tasks(office, {.plan = plan, .state = records::TaskState::kOpen}));
  for (const records::Task& task : tasks) {
    for (const records::TaskSubset& subset : task.subsets) {
      if (subset.is_decided) continue;
      auto found = std::ranges::find(view.subsets, subset.printed, &api::OpenSubset::printed);
      if (found == view.subsets.end()) {
        found = view.subsets.insert(found, {subset.printed, subset.candidates, {}});
      }
      found->tasks.push_back(task.id);
    }
  }
  std::vector<std::string> named = view.coverage.without_owner;
  for (const auto* pairs : {&view.coverage.without_measures, &view.coverage.without_approved,
                            &view.coverage.subset_unknown, &view.coverage.unknown_units}) {
    for (const records::TaskAndUnit& pair : *pairs) named.push_back(pair.task_id);
  }
  BIHUAN_TRY(view.briefs, briefs_of(tasks, named));
  return view;
}

Result<api::CoverageView> decide(Application& application, const Call& call, const api::SubsetRequest& in) {
  BIHUAN_CHECK(application.office().tasks.decide_subset(call.actor(), in.tasks, in.printed, in.units, in.why));
  return coverage(application, call);
}

Result<api::TaskView> set_schedule(Application& application, const Call& call, const api::ScheduleRequest& in) {
  BIHUAN_CHECK(application.office().tasks.set_schedule(call.actor(), call.path.at("task"), in.schedule, in.why));
  return view(application, call);
}

Result<api::UnitPlan> unit_plan(Application& application, const Call& call) {
  Office& office = application.office();
  BIHUAN_TRY(const PlanId plan, PlanId::make(call.query("plan"), "查询参数“plan”"));
  BIHUAN_TRY(const records::Unit unit, office.organisation.unit(call.path.at("unit")));
  api::UnitPlan view;
  view.unit = unit.unit_id;
  BIHUAN_TRY(view.measures, office.tasks.unit_plan(plan, unit.unit_id));
  std::vector<std::string> named;
  for (records::UnitMeasure& measure : view.measures) {
    named.push_back(measure.what.task_id);
    show_names(office, measure);
  }
  BIHUAN_TRY(const std::vector<records::Task> tasks, all_tasks(office, {.plan = plan, .unit = unit.unit_id}));
  BIHUAN_TRY(view.briefs, briefs_of(tasks, named));
  view.may_write = call.actor().is_of(unit.unit_id);
  view.may_approve = call.actor().sits_as(unit.unit_id, Post::kHead);
  return view;
}

records::NewMeasure measure_of(const Call& call, const api::MeasureRequest& in) {
  return {in.task_id, call.path.at("unit"), in.text, in.person, in.first_month, in.last_month};
}

Result<records::UnitMeasure> add_measure(Application& application, const Call& call, const api::MeasureRequest& in) {
  BIHUAN_TRY(records::UnitMeasure measure, application.office().tasks.add_measure(call.actor(), measure_of(call, in)));
  show_names(application.office(), measure);
  return measure;
}

Result<records::UnitMeasure> change_measure(Application& application, const Call& call, const api::MeasureRequest& in) {
  BIHUAN_TRY(const std::int64_t seen, call.seen_revision());
  BIHUAN_TRY(records::UnitMeasure measure, application.office().tasks.change_measure(
                                               call.actor(), call.path.at("measure"), seen, measure_of(call, in)));
  show_names(application.office(), measure);
  return measure;
}

template <class In, class Step>
auto moving(Step step) {
  return [step](Application& application, const Call& call, const In& in) -> Result<api::MeasuresMoved> {
    BIHUAN_CHECK(step(application.office().tasks, call.actor(), in));
    return api::MeasuresMoved{static_cast<std::int64_t>(in.ids.size())};
  };
}

void add_measure_routes(std::vector<Route>& all) {
  all.push_back(read_route<api::UnitPlan>("/api/v1/units/{unit}/plan", "get_unit_plan", "本部门年度工作计划",
                                          "The measures of a unit for a plan", {{"plan", true, false, "计划编号"}},
                                          &unit_plan));
  all.push_back(write_route<api::MeasureRequest, records::UnitMeasure>(
      "/api/v1/units/{unit}/measures", "add_measure", "填写一条措施", "Write a measure", 201, &add_measure));
  Route change = write_route<api::MeasureRequest, records::UnitMeasure>("/api/v1/units/{unit}/measures/{measure}",
                                                                        "change_measure", "改写一条措施",
                                                                        "Change a measure", 200, &change_measure);
  change.wants_revision = true;
  all.push_back(std::move(change));
  all.push_back(write_route<api::MeasureIds, api::MeasuresMoved>(
      "/api/v1/units/{unit}/measures/submit", "submit_measures", "提交措施", "Hand measures to the head", 200,
      moving<api::MeasureIds>([](records::Tasks& tasks, const records::Actor& actor, const api::MeasureIds& in) {
        return tasks.submit_measures(actor, in.ids);
      })));
  all.push_back(write_route<api::MeasureIds, api::MeasuresMoved>(
      "/api/v1/units/{unit}/measures/approve", "approve_measures", "审核通过措施", "Approve measures", 200,
      moving<api::MeasureIds>([](records::Tasks& tasks, const records::Actor& actor, const api::MeasureIds& in) {
        return tasks.approve_measures(actor, in.ids);
      })));
  all.push_back(write_route<api::MeasureReturn, api::MeasuresMoved>(
      "/api/v1/units/{unit}/measures/return", "return_measures", "退回措施", "Send measures back", 200,
      moving<api::MeasureReturn>([](records::Tasks& tasks, const records::Actor& actor, const api::MeasureReturn& in) {
        return tasks.return_measures(actor, in.ids, in.why);
      })));
}

}  // namespace

void add_task_routes(std::vector<Route>& all) {
  all.push_back(write_route<api::EmptyRequest, records::IssueReport>("/api/v1/plans/{id}/tasks", "issue_tasks",
                                                                    "按最新版本分解任务",
                                                                    "Make tasks of the newest version", 200, &issue));
  all.push_back(read_route<api::TaskList>("/api/v1/tasks", "list_tasks", "任务", "Tasks",
                                          {{"plan", false, false, "计划编号"},
                                           {"unit", false, false, "责任单位"},
                                           {"kind", false, false, "类别，如target、duty"},
                                           {"item", false, false, "事项序号，如9"},
                                           {"state", false, false, "open或dropped"},
                                           {"due_from", false, false, "完成期限不早于，如2024-07-01"},
                                           {"due_to", false, false, "完成期限不晚于"},
                                           kCursor,
                                           kLimit},
                                          &list_tasks));
  all.push_back(read_route<api::TaskView>("/api/v1/tasks/{task}", "get_task", "一项任务：原文、单位、进度安排、措施",
                                          "A task: text, units, schedule, measures", {}, &view));
  all.push_back(write_route<api::ScheduleRequest, api::TaskView>("/api/v1/tasks/{task}/schedule", "set_schedule",
                                                                 "设定进度安排", "Set the schedule of a task", 200,
                                                                 &set_schedule));
  all.push_back(read_route<api::CoverageView>("/api/v1/plans/{id}/coverage", "get_coverage", "任务覆盖情况",
                                              "What the office still has to ask for", {}, &coverage));
  all.push_back(write_route<api::SubsetRequest, api::CoverageView>(
      "/api/v1/plans/{id}/subsets", "decide_subset", "确定“相关单位”是哪些",
      "Say whom a name with unknown members means", 200, &decide));
  add_measure_routes(all);
}

}  // namespace bihuan::server
