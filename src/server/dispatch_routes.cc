// Routes of the monthly dispatch: rounds, what units fill in, three checks, the office's work, sheets and the bulletin.
#include <algorithm>
#include <utility>

#include "server/application.h"
#include "server/dispatch_api.h"
#include "server/dispatch_desk.h"
#include "server/internal/route_makers.h"

namespace bihuan::server {
namespace {

using records::DeskRole;
using records::EntryState;
using records::Post;

Result<records::DispatchRound> open(Application& application, const Call& call, const api::RoundRequest& in) {
  BIHUAN_TRY(const PlanId plan, PlanId::make(call.path.at("id"), "计划编号"));
  return open_round(application.office(), call.actor(), plan, in.month, in.cut_off);
}

Result<api::RoundList> list_rounds(Application& application, const Call& call) {
  BIHUAN_TRY(const PlanId plan, PlanId::make(call.path.at("id"), "计划编号"));
  api::RoundList list;
  BIHUAN_TRY(list.rounds, application.office().dispatch.rounds(plan));
  return list;
}

// What the caller may do now. The book asks the same again when it is done.
class Steps {
 public:
  Steps(const records::Actor& actor, const records::DispatchRound& round, const std::string& unit)
      : actor_(actor), is_open_(round.state == records::RoundState::kOpen), unit_(unit) {}

  std::vector<std::string> of(const records::DispatchEntry& entry) {
    ++counts_[static_cast<std::size_t>(entry.state)];
    std::vector<std::string> steps;
    if (!is_open_) return steps;
    const bool is_open_entry = entry.state == EntryState::kEmpty || entry.state == EntryState::kWritten ||
                               entry.state == EntryState::kReturned;
    if (is_open_entry && sits(Post::kClerk)) steps.emplace_back("fill");
    const bool may_ask = (entry.state == EntryState::kSubmitted && sits(Post::kHead)) ||
                         (entry.state == EntryState::kChecked && sits(Post::kSupervisor)) ||
                         ((entry.state == EntryState::kHandedIn || entry.state == EntryState::kMerged) && is_office());
    if (may_ask) steps.emplace_back("return");
    // Two checks are never one person's.
    const bool is_mine = entry.filled_by == actor_.person_id || entry.checked_by == actor_.person_id;
    if (is_mine) ++own_[static_cast<std::size_t>(entry.state)];
    return steps;
  }

  // Of all entries that were asked for one by one.
  std::vector<std::string> together() const {
    std::vector<std::string> steps;
    if (!is_open_) return steps;
    const bool is_complete = count(EntryState::kEmpty) + count(EntryState::kReturned) == 0;
    if (sits(Post::kClerk) && is_complete && count(EntryState::kWritten) > 0) steps.emplace_back("submit");
    if (sits(Post::kHead) && others(EntryState::kSubmitted)) steps.emplace_back("check");
    if (sits(Post::kSupervisor) && others(EntryState::kChecked)) steps.emplace_back("pass");
    if (is_office() && count(EntryState::kHandedIn) > 0) steps.emplace_back("merge");
    return steps;
  }

 private:
  bool sits(Post post) const { return actor_.sits_as(unit_, post); }
  bool is_office() const { return actor_.has(DeskRole::kOffice); }
  std::int64_t count(EntryState state) const { return counts_[static_cast<std::size_t>(state)]; }
  // Whether entries wait in this state, all of them from the hands of others.
  bool others(EntryState state) const { return count(state) > 0 && own_[static_cast<std::size_t>(state)] == 0; }

  const records::Actor& actor_;
  bool is_open_;
  std::string unit_;
  std::int64_t counts_[7] = {};
  std::int64_t own_[7] = {};  // of which the caller took an earlier step
};

api::EntryView entry_view(Office& office, const records::TaskProgress& progress, const records::DispatchEntry& entry) {
  const records::Task& task = progress.task;
  const auto unit = std::ranges::find(task.units, entry.unit, &records::TaskUnit::unit);
  const auto name = [&](const std::string& person) { return person.empty() ? person : name_of(office, person); };
  api::EntryView view;
  view.task_id = task.id;
  view.item_no = task.item_no;
  view.item_heading = task.item_heading;
  view.text = task.text;
  view.role = unit == task.units.end() ? plans::Role::kResponsible : unit->role;
  view.deadline = task.deadline;
  view.wanted = task.wanted;
  view.wanted_unit = task.wanted_unit;
  view.expected_percent = progress.judgement.expected_percent;
  view.takes_figure = records::takes_figure(task);
  view.state = entry.state;
  view.state_name = std::string(records::entry_state_name(entry.state));
  view.progress = entry.text.progress;
  view.problems = entry.text.problems;
  view.next_step = entry.text.next_step;
  view.done = entry.text.done;
  view.known = entry.known;
  view.duties_due = progress.events_due;
  view.duties_done = progress.events_due - progress.events_missed;
  view.filled_by = name(entry.filled_by);
  view.checked_by = name(entry.checked_by);
  view.passed_by = name(entry.passed_by);
  view.handed_in_on = entry.handed_in_on;
  view.is_late = entry.is_late;
  view.question = entry.question;
  view.revision = entry.revision;
  return view;
}

Result<api::UnitEntries> entries(Application& application, const Call& call) {
  Office& office = application.office();
  const std::string& unit = call.path.at("unit");
  BIHUAN_TRY(const records::Unit known, office.organisation.unit(unit));
  BIHUAN_TRY(const records::ProgressReport report,
             office.dispatch.progress(call.path.at("round"), today_of(call), office.progress_rule));
  BIHUAN_TRY(const plans::Plan plan, office.tasks.corrected_plan(report.round.plan));
  api::UnitEntries view;
  view.round = report.round;
  view.unit = known.unit_id;
  view.plan_title = plan.title;
  view.today = report.day;
  Steps steps(call.actor(), report.round, known.unit_id);
  for (const records::TaskProgress& progress : report.tasks) {
    for (const records::DispatchEntry& entry : progress.entries) {
      if (entry.unit != known.unit_id) continue;
      view.entries.push_back(entry_view(office, progress, entry));
      view.entries.back().steps = steps.of(entry);
    }
  }
  view.steps = steps.together();
  return view;
}

Result<api::UnitEntries> fill(Application& application, const Call& call, const api::FillRequest& in) {
  std::vector<records::FilledEntry> filled;
  for (const api::FilledLine& line : in.entries) {
    filled.push_back({line.task_id, {line.progress, line.problems, line.next_step, line.done}, line.revision});
  }
  BIHUAN_CHECK(application.office().dispatch.fill(call.actor(), call.path.at("round"), call.path.at("unit"), filled));
  return entries(application, call);
}

using Step = Result<std::int64_t> (records::Dispatch::*)(const records::Actor&, std::string_view, const std::string&);

Route step_route(const std::string& word, std::string id, std::string summary, std::string summary_en, Step step) {
  return write_route<api::EmptyRequest, api::Moved>(
      "/api/v1/rounds/{round}/units/{unit}/" + word, std::move(id), std::move(summary), std::move(summary_en), 200,
      [step](Application& application, const Call& call, const api::EmptyRequest&) -> Result<api::Moved> {
        BIHUAN_TRY(const std::int64_t moved,
                   (application.office().dispatch.*step)(call.actor(), call.path.at("round"), call.path.at("unit")));
        return api::Moved{moved};
      });
}

Result<api::Moved> send_back(Application& application, const Call& call, const api::QuestionRequest& in) {
  BIHUAN_CHECK(application.office().dispatch.send_back(call.actor(), call.path.at("round"), call.path.at("unit"),
                                                       in.task_id, in.question));
  return api::Moved{1};
}

Result<api::RoundProgress> progress(Application& application, const Call& call) {
  Date day = today_of(call);
  if (const std::string text = call.query("day"); !text.empty()) {
    BIHUAN_TRY(day, parse_date(text));
  }
  return round_progress(application.office(), call.path.at("round"), day);
}

Result<api::RoundProgress> set_figure(Application& application, const Call& call, const api::FigureRequest& in) {
  BIHUAN_CHECK(
      application.office().dispatch.set_figure(call.actor(), call.path.at("round"), in.task_id, in.done, in.why));
  return round_progress(application.office(), call.path.at("round"), today_of(call));
}

Result<records::DispatchRound> close(Application& application, const Call& call, const api::EmptyRequest& /*in*/) {
  records::Dispatch& dispatch = application.office().dispatch;
  BIHUAN_CHECK(dispatch.close_round(call.actor(), call.path.at("round")));
  return dispatch.find_round(call.path.at("round"));
}

Result<api::SheetAnswer> take_unit_sheet(Application& application, const Call& call) {
  BIHUAN_TRY(TakenSheet taken, take_sheet(application.office(), call.actor(), call.path.at("round"),
                                          call.path.at("unit"), call.query("file_name"), call.request.body));
  return api::SheetAnswer{taken.filled, std::move(taken.faults), std::move(taken.left_empty)};
}

void add_unit_routes(std::vector<Route>& all) {
  const std::string unit = "/api/v1/rounds/{round}/units/{unit}/";
  all.push_back(read_route<api::UnitEntries>(unit + "entries", "get_entries", "一个单位本次调度的填报内容",
                                             "What a unit fills in this month", {}, &entries));
  all.push_back(write_route<api::FillRequest, api::UnitEntries>(unit + "entries", "fill_entries", "填报进展",
                                                                "Fill in progress", 200, &fill));
  all.push_back(
      step_route("submit", "submit_entries", "提交科长审核", "Hand all to the head", &records::Dispatch::submit));
  all.push_back(step_route("check", "check_entries", "科长审核通过", "The head's check", &records::Dispatch::check));
  all.push_back(
      step_route("pass", "pass_entries", "分管领导审定，报办公室", "The supervisor's check", &records::Dispatch::pass));
  all.push_back(step_route("merge", "merge_entries", "办公室汇总", "The office takes what was handed in",
                           &records::Dispatch::merge));
  all.push_back(write_route<api::QuestionRequest, api::Moved>(unit + "return", "return_entry", "带问题退回一项",
                                                              "Send an entry back with a question", 200, &send_back));
  all.push_back(file_route(unit + "sheet.xlsx", "get_unit_sheet", "进展填报表（xlsx）", "The progress sheet of a unit",
                           {}, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                           [](Application& application, const Call& call) {
                             return unit_sheet_file(application.office(), call.path.at("round"), call.path.at("unit"),
                                                    today_of(call));
                           }));
  Route back = read_route<api::SheetAnswer>(unit + "sheet", "take_unit_sheet", "交回填好的进展填报表",
                                            "A progress sheet that comes back", {{"file_name", true, false, "文件名"}},
                                            &take_unit_sheet);
  back.method = Method::kPost;
  back.body = BodyKind::kBytes;
  all.push_back(std::move(back));
}

}  // namespace

void add_dispatch_routes(std::vector<Route>& all) {
  all.push_back(write_route<api::RoundRequest, records::DispatchRound>(
      "/api/v1/plans/{id}/rounds", "open_round", "发起月度调度", "Open the round of a month", 201, &open));
  all.push_back(read_route<api::RoundList>("/api/v1/plans/{id}/rounds", "list_rounds", "历次调度", "Rounds of dispatch",
                                           {}, &list_rounds));
  all.push_back(
      read_route<records::DispatchRound>("/api/v1/rounds/{round}", "get_round", "一次调度", "A round of dispatch", {},
                                         [](Application& application, const Call& call) {
                                           return application.office().dispatch.find_round(call.path.at("round"));
                                         }));
  all.push_back(read_route<api::RoundProgress>("/api/v1/rounds/{round}/progress", "get_progress",
                                               "进度：各事项和单位的红黄绿灯、逾期、明显落后",
                                               "Lights by item and unit, the late, the clearly behind",
                                               {{"day", false, false, "按哪一天看，省略为今天"}}, &progress));
  all.push_back(write_route<api::FigureRequest, api::RoundProgress>("/api/v1/rounds/{round}/figures", "set_figure",
                                                                    "确定一项任务的完成数", "Set the figure of a task",
                                                                    200, &set_figure));
  all.push_back(write_route<api::EmptyRequest, records::DispatchRound>("/api/v1/rounds/{round}/close", "close_round",
                                                                      "关闭调度", "Close a round", 200, &close));
  all.push_back(file_route("/api/v1/rounds/{round}/bulletin.docx", "get_bulletin", "调度通报草稿（docx）",
                           "The draft of the bulletin", {},
                           "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                           [](Application& application, const Call& call) {
                             return bulletin_file(application.office(), call.path.at("round"), today_of(call));
                           }));
  add_unit_routes(all);
}

}  // namespace bihuan::server
