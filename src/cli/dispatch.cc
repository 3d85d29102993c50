// bihuan dispatch: rounds, what units fill in, three checks, sheets out and back, progress, the draft of the bulletin.
#include <filesystem>

#include "base/files.h"
#include "base/text.h"
#include "cli/desk_command.h"
#include "server/dispatch_api.h"
#include "server/dispatch_desk.h"

namespace bihuan::cli {
namespace {

namespace fs = std::filesystem;

struct DispatchOptions : DeskOptions {
  std::string plan, round, unit, task, month, cut_off, out, all, progress, problems, next_step, done, question, figure,
      why, day;
  std::vector<std::string> files, logins;
};

Date today_of(const DataFolder& data) { return to_date(data.clock->now()); }

std::string count_text(const records::LightCounts& lights) {
  return "绿" + std::to_string(lights.green) + " 黄" + std::to_string(lights.yellow) + " 红" +
         std::to_string(lights.red) + " 无法判断" + std::to_string(lights.none);
}

Status open_dispatch(DataFolder& data, const records::Actor& actor, const DispatchOptions& options) {
  BIHUAN_TRY(const PlanId plan, PlanId::make(options.plan, "计划编号"));
  BIHUAN_TRY(const std::optional<Date> cut_off, day_of(options.cut_off, "--cut-off"));
  BIHUAN_TRY(const records::DispatchRound round,
             server::open_round(*data.office, actor, plan, options.month, cut_off.value_or(Date(1, 1, 1))));
  BIHUAN_TRY(const std::vector<records::DispatchEntry> entries, data.office->dispatch.entries(round.id));
  if (options.as_json) {
    print(to_json(round, JsonStyle::kPretty));
    return {};
  }
  print("已发起" + round.month + "的调度：" + round.id + "，填报" + std::to_string(entries.size()) + "项，截止" +
        to_string(round.cut_off) + "。\n");
  return {};
}

Status rounds(DataFolder& data, const DispatchOptions& options) {
  BIHUAN_TRY(const PlanId plan, PlanId::make(options.plan, "计划编号"));
  server::api::RoundList list;
  BIHUAN_TRY(list.rounds, data.office->dispatch.rounds(plan));
  if (options.as_json) {
    print(to_json(list, JsonStyle::kPretty));
    return {};
  }
  if (list.rounds.empty()) print("还没有发起过调度。\n");
  std::vector<std::vector<std::string>> rows;
  for (const records::DispatchRound& round : list.rounds) {
    const bool is_open = round.state == records::RoundState::kOpen;
    rows.push_back({round.id, round.month, to_string(round.cut_off), is_open ? "进行中" : "已关闭",
                    is_open ? round.opened_by : round.closed_by});
  }
  if (!rows.empty()) print(render_table({{"编号"}, {"月份"}, {"截止"}, {"状态"}, {"经办"}}, rows));
  return {};
}

Status entries(DataFolder& data, const DispatchOptions& options) {
  BIHUAN_TRY(const std::string unit, unit_id_of(data, options.unit));
  BIHUAN_TRY(const reports::DispatchSheet sheet, server::unit_sheet(*data.office, options.round, unit, today_of(data)));
  BIHUAN_TRY(const std::vector<records::DispatchEntry> all, data.office->dispatch.entries(options.round, unit));
  std::vector<std::vector<std::string>> rows;
  for (const records::DispatchEntry& entry : all) {
    const auto row = std::ranges::find(sheet.rows, entry.task_id, &reports::DispatchSheetRow::task_id);
    rows.push_back({entry.task_id, row == sheet.rows.end() ? "" : row->text, std::string(entry_state_name(entry.state)),
                    entry.text.done ? to_string(*entry.text.done) : "", entry.text.progress, entry.question});
  }
  print(render_table({{"任务编号"}, {"任务", 40}, {"状态"}, {"完成数"}, {"进展", 40}, {"退回时的问题", 30}}, rows));
  return {};
}

Status write_sheet(DataFolder& data, const DispatchOptions& options, const std::string& unit, const std::string& path) {
  BIHUAN_TRY(const server::NamedFile file, server::unit_sheet_file(*data.office, options.round, unit, today_of(data)));
  return export_file(data, data.operator_now(), "dispatch sheet " + options.round + " " + unit, resolved(path), file.name,
                     file.bytes);
}

// The sheets of all units into one folder.
Status write_sheets(DataFolder& data, const DispatchOptions& options) {
  BIHUAN_TRY(const std::vector<records::DispatchEntry> all, data.office->dispatch.entries(options.round));
  std::vector<std::string> units;
  for (const records::DispatchEntry& entry : all) {
    if (std::ranges::find(units, entry.unit) == units.end()) units.push_back(entry.unit);
  }
  std::error_code error;
  fs::create_directories(resolved(options.all), error);
  if (error) return fail(Code::kUnavailable, "文件夹不能建立，请检查上一级文件夹的权限。", options.all);
  for (const std::string& unit : units) {
    BIHUAN_CHECK(write_sheet(data, options, unit, (fs::path(options.all) / (unit + ".xlsx")).string()));
  }
  print("已写出" + std::to_string(units.size()) + "个单位的填报表：" + options.all + "\n");
  return {};
}

Status sheet(DataFolder& data, const DispatchOptions& options) {
  if (!options.all.empty()) return write_sheets(data, options);
  if (options.unit.empty() || options.out.empty()) {
    return fail(Code::kInvalidInput, "请用--unit和--out写出一个单位的表，或用--all写出所有单位的表", "dispatch sheet");
  }
  BIHUAN_TRY(const std::string unit, unit_id_of(data, options.unit));
  BIHUAN_CHECK(write_sheet(data, options, unit, options.out));
  print("已写出" + unit + "的填报表：" + options.out + "\n");
  return {};
}

// The first of these accounts that fills in for the unit.
Result<records::Actor> clerk_of(DataFolder& data, const std::vector<std::string>& logins, const std::string& unit) {
  for (const std::string& login : logins) {
    BIHUAN_TRY(records::Actor actor, actor_named(data, login));
    if (actor.sits_as(unit, records::Post::kClerk)) return actor;
  }
  return fail(Code::kConflict, "--as所列账户中没有" + excerpt(unit, 40) + "的填报人", "权限");
}

struct ReadCounts {
  std::int64_t filled = 0, faults = 0, unread = 0;
};

// One file that came back: what was taken, and each fault by its cell.
Status read_file_back(DataFolder& data, const DispatchOptions& options, const std::string& path, ReadCounts& counts) {
  const std::string name = fs::path(path).filename().string();
  BIHUAN_TRY(const std::string bytes, read_input(path, kLargestSheet));
  BIHUAN_TRY(const reports::SheetOrigin origin, reports::origin_of_dispatch_sheet(bytes, name));
  if (origin.round_id != options.round) {
    return fail(Code::kInvalidInput,
                "这是另一次调度（" + excerpt(origin.round_id) + "）的表，请用" + options.round + "的表", name);
  }
  BIHUAN_TRY(const records::Actor actor, clerk_of(data, options.logins, origin.unit));
  BIHUAN_TRY(const server::TakenSheet taken,
             server::take_sheet(*data.office, actor, options.round, origin.unit, name, bytes));
  counts.filled += taken.filled;
  counts.faults += static_cast<std::int64_t>(taken.faults.size());
  print(name + "（" + origin.unit + "）：收下" + std::to_string(taken.filled) + "项，有误" +
        std::to_string(taken.faults.size()) + "处，未填" + std::to_string(taken.left_empty.size()) + "项\n");
  for (const reports::SheetFault& fault : taken.faults)
    print("  " + name + " " + fault.place + "：" + fault.message + "\n");
  return {};
}

Status read(DataFolder& data, const DispatchOptions& options, Session& session) {
  BIHUAN_TRY(const records::DispatchRound round, data.office->dispatch.find_round(options.round));
  ReadCounts counts;
  for (const std::string& path : options.files) {
    const Status taken = read_file_back(data, options, path, counts);
    if (taken) continue;
    ++counts.unread;
    Error error = taken.error();
    const std::string name = fs::path(path).filename().string();
    if (error.where.find(name) == std::string::npos)
      error.where = name + (error.where.empty() ? "" : " ") + error.where;
    report(error);
  }
  print("共" + std::to_string(options.files.size()) + "份，收下" + std::to_string(counts.filled) + "项，有误" +
        std::to_string(counts.faults) + "处，读不了" + std::to_string(counts.unread) + "份。\n");
  if (counts.faults > 0 || counts.unread > 0) session.exit_code = kExitNegative;
  return {};
}

Status fill(DataFolder& data, const records::Actor& actor, const DispatchOptions& options) {
  BIHUAN_TRY(const std::string unit, unit_id_of(data, options.unit));
  records::FilledEntry entry{options.task, {options.progress, options.problems, options.next_step, {}}, {}};
  if (!options.done.empty()) {
    const Result<Decimal> done = parse_decimal(options.done);
    if (!done) return fail(Code::kInvalidInput, "完成数应为数字，如12，不写单位", "--done " + options.done);
    entry.text.done = *done;
  }
  BIHUAN_CHECK(data.office->dispatch.fill(actor, options.round, unit, {entry}));
  print("已填报：" + unit + " " + options.task + "\n");
  return {};
}

using Step = Result<std::int64_t> (records::Dispatch::*)(const records::Actor&, std::string_view, const std::string&);

void add_step(CLI::App& dispatch, Session& session, const std::string& name, const std::string& help, Step step,
              const std::string& done) {
  auto options = std::make_shared<DispatchOptions>();
  CLI::App* command = add_acting_command(
      dispatch, session, name, help, options,
      [step, done](DataFolder& data, const records::Actor& actor, const DispatchOptions& given) -> Status {
        BIHUAN_TRY(const std::string unit, unit_id_of(data, given.unit));
        BIHUAN_TRY(const std::int64_t moved, (data.office->dispatch.*step)(actor, given.round, unit));
        print(unit + "：" + std::to_string(moved) + "项" + done + "。\n");
        return {};
      });
  command->add_option("ROUND", options->round, "调度编号 (the round)")->required();
  command->add_option("UNIT", options->unit, "单位 (the unit)")->required();
}

Status send_back(DataFolder& data, const records::Actor& actor, const DispatchOptions& options) {
  BIHUAN_TRY(const std::string unit, unit_id_of(data, options.unit));
  BIHUAN_CHECK(data.office->dispatch.send_back(actor, options.round, unit, options.task, options.question));
  print("已退回" + unit + "：" + options.task + "\n");
  return {};
}

Status set_figure(DataFolder& data, const records::Actor& actor, const DispatchOptions& options) {
  const Result<Decimal> done = parse_decimal(options.figure);
  if (!done) return fail(Code::kInvalidInput, "完成数应为数字，如12，不写单位", options.figure);
  BIHUAN_CHECK(data.office->dispatch.set_figure(actor, options.round, options.task, *done, options.why));
  print("已确定完成数：" + options.task + " " + to_string(*done) + "\n");
  return {};
}

Status close(DataFolder& data, const records::Actor& actor, const DispatchOptions& options) {
  BIHUAN_CHECK(data.office->dispatch.close_round(actor, options.round));
  print("已关闭调度：" + options.round + "\n");
  return {};
}

std::string progress_text(const server::api::RoundProgress& progress) {
  std::string text = progress.plan_title + " " + progress.round.month + "调度，" + to_string(progress.day) +
                     "的进度（" + progress.rule_name + "）\n\n";
  std::vector<std::vector<std::string>> rows;
  for (const records::ItemProgress& item : progress.items) {
    rows.push_back({item.item_no, item.item_heading, std::to_string(item.tasks), count_text(item.lights)});
  }
  text += render_table({{"事项"}, {"标题", 40}, {"任务", 0, true}, {"灯"}}, rows) + "\n";
  rows.clear();
  for (const server::api::UnitStanding& unit : progress.units) {
    rows.push_back({unit.progress.unit, std::to_string(unit.progress.entries), std::to_string(unit.progress.handed_in),
                    std::to_string(unit.progress.missing), std::to_string(unit.progress.late),
                    count_text(unit.progress.lights)});
  }
  text += render_table({{"单位"}, {"应报", 0, true}, {"已报", 0, true}, {"未报", 0, true}, {"逾期", 0, true}, {"灯"}},
                       rows) +
          "\n";
  for (const records::LateUnit& late : progress.late) {
    text += "逾期：" + late.unit + "，逾期报送" + std::to_string(late.late) + "项，未报" +
            std::to_string(late.missing) + "项" +
            (late.last_handed_in ? "，最后报送" + to_string(*late.last_handed_in) : "") + "\n";
  }
  for (const server::api::TaskStanding& task : progress.tasks) {
    if (!task.is_clearly_behind) continue;
    text += "明显落后：" + task.text + "（" + join(task.units, "、") + "）\n  " + join(task.reasons, "；") + "\n";
  }
  return text;
}

Status progress(DataFolder& data, const DispatchOptions& options) {
  BIHUAN_TRY(const std::optional<Date> day, day_of(options.day, "--day"));
  BIHUAN_TRY(const server::api::RoundProgress found,
             server::round_progress(*data.office, options.round, day.value_or(today_of(data))));
  print(options.as_json ? to_json(found, JsonStyle::kPretty) : progress_text(found));
  return {};
}

Status bulletin(DataFolder& data, const DispatchOptions& options) {
  BIHUAN_TRY(const server::NamedFile file, server::bulletin_file(*data.office, options.round, today_of(data)));
  BIHUAN_CHECK(export_file(data, data.operator_now(), "dispatch bulletin " + options.round, resolved(options.out),
                           file.name, file.bytes));
  print("已写出通报草稿：" + options.out + "\n");
  return {};
}

void add_round(CLI::App& command, DispatchOptions& options) {
  command.add_option("ROUND", options.round, "调度编号 (the round)")->required();
}

void add_unit_commands(CLI::App& dispatch, Session& session) {
  auto options = std::make_shared<DispatchOptions>();
  CLI::App* command =
      add_reading_command(dispatch, session, "entries", "一个单位的填报内容 (entries of a unit)", options, &entries);
  add_round(*command, *options);
  command->add_option("UNIT", options->unit, "单位 (the unit)")->required();
  options = std::make_shared<DispatchOptions>();
  command = add_reading_command(dispatch, session, "sheet", "写出填报表 (write progress sheets)", options, &sheet);
  add_round(*command, *options);
  command->add_option("--unit", options->unit, "单位 (one unit)");
  command->add_option("--out", options->out, "写到哪个xlsx文件 (the file)");
  command->add_option("--all", options->all, "所有单位的表写到哪个文件夹 (a folder for the sheets of all units)");
  options = std::make_shared<DispatchOptions>();
  command = add_reading_command(
      dispatch, session, "read", "收回填好的填报表 (take sheets back)", options,
      [&session](DataFolder& data, const DispatchOptions& given) { return read(data, given, session); });
  add_round(*command, *options);
  command->add_option("FILES", options->files, "收回的xlsx文件 (the files)")->required();
  command->add_option("--as", options->logins, "各单位填报人的登录名，多个用逗号分开 (logins of the clerks)")
      ->required()
      ->delimiter(',');
  options = std::make_shared<DispatchOptions>();
  command = add_acting_command(dispatch, session, "fill", "填报一项 (fill in one entry)", options, &fill);
  add_round(*command, *options);
  command->add_option("UNIT", options->unit, "单位 (the unit)")->required();
  command->add_option("TASK", options->task, "任务编号 (the task)")->required();
  command->add_option("--progress", options->progress, "本月进展 (progress)")->required();
  command->add_option("--problems", options->problems, "存在问题 (problems)");
  command->add_option("--next", options->next_step, "下一步 (next step)");
  command->add_option("--done", options->done, "累计完成数 (done since the year began)");
  add_step(dispatch, session, "submit", "提交科长审核 (clerk: hand to the head)", &records::Dispatch::submit,
           "已提交科长审核");
  add_step(dispatch, session, "check", "科长审核通过 (head: check)", &records::Dispatch::check,
           "已审核，待分管领导审定");
  add_step(dispatch, session, "pass", "分管领导审定，报办公室 (supervisor: pass to the office)",
           &records::Dispatch::pass, "已审定，报办公室");
  options = std::make_shared<DispatchOptions>();
  command = add_acting_command(dispatch, session, "return", "带问题退回一项 (send back with a question)", options,
                               &send_back);
  add_round(*command, *options);
  command->add_option("UNIT", options->unit, "单位 (the unit)")->required();
  command->add_option("TASK", options->task, "任务编号 (the task)")->required();
  command->add_option("--question", options->question, "要问的问题 (the question)")->required();
}

void add_office_commands(CLI::App& dispatch, Session& session) {
  auto options = std::make_shared<DispatchOptions>();
  CLI::App* command = add_acting_command(dispatch, session, "open", "发起一个月的调度 (open the round of a month)",
                                         options, &open_dispatch);
  command->add_option("PLAN", options->plan, "计划编号 (the plan)")->required();
  command->add_option("--month", options->month, "月份，如2024-09 (the month)")->required();
  command->add_option("--cut-off", options->cut_off, "截止日期 (the last day in time)")->required();
  options = std::make_shared<DispatchOptions>();
  command = add_reading_command(dispatch, session, "rounds", "历次调度 (rounds of a plan)", options, &rounds);
  command->add_option("PLAN", options->plan, "计划编号 (the plan)")->required();
  add_step(dispatch, session, "merge", "办公室汇总一个单位的内容 (office: take a unit's entries)",
           &records::Dispatch::merge, "已汇总");
  options = std::make_shared<DispatchOptions>();
  command = add_acting_command(dispatch, session, "figure", "确定一项任务的完成数 (set the figure of a task)", options,
                               &set_figure);
  add_round(*command, *options);
  command->add_option("TASK", options->task, "任务编号 (the task)")->required();
  command->add_option("FIGURE", options->figure, "完成数 (the figure)")->required();
  command->add_option("--why", options->why, "依据 (the grounds)")->required();
  options = std::make_shared<DispatchOptions>();
  command = add_acting_command(dispatch, session, "close", "关闭调度，内容不再改动 (close a round)", options, &close);
  add_round(*command, *options);
  options = std::make_shared<DispatchOptions>();
  command = add_reading_command(dispatch, session, "progress",
                                "红黄绿灯、逾期、明显落后 (lights, the late, the behind)", options, &progress);
  add_round(*command, *options);
  command->add_option("--day", options->day, "按哪一天看，省略为今天 (the day)");
  options = std::make_shared<DispatchOptions>();
  command = add_reading_command(dispatch, session, "bulletin", "起草调度通报 (draft the bulletin)", options, &bulletin);
  add_round(*command, *options);
  command->add_option("--out", options->out, "写到哪个docx文件 (the file)")->required();
}

}  // namespace

void add_dispatch(CLI::App& app, Session& session) {
  CLI::App* dispatch = app.add_subcommand("dispatch", "定期调度：填报、三级审核、进度、通报 (monthly dispatch)");
  dispatch->require_subcommand(1);
  add_office_commands(*dispatch, session);
  add_unit_commands(*dispatch, session);
}

}  // namespace bihuan::cli
