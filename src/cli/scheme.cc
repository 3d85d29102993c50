// bihuan scheme: the yearly monitoring scheme (监测方案), and what of it was done, counted from the values.
#include <filesystem>

#include "base/text.h"
#include "cli/desk_command.h"
#include "server/scheme_api.h"
#include "server/scheme_desk.h"

namespace bihuan::cli {
namespace {

using server::SchemeDesk;
using server::api::SchemeCounts;
using server::api::SchemeLineView;
using server::api::SchemeWindow;

struct SchemeOptions : DeskOptions {
  std::string day, group, site, unit, line, task, last, why, path, after;
  std::int64_t year = 0, limit = 200, revision = 0;
  bool is_dry_run = false;
};

records::Actor scheme_reader(DataFolder& data) {
  records::Actor actor = data.operator_now();
  actor.roles = {records::DeskRole::kLeader};
  return actor;
}

std::int64_t year_of(DataFolder& data, const SchemeOptions& options) {
  return options.year != 0 ? options.year : to_date(data.clock->now()).year();
}

Result<records::SchemeFilter> filter_of(DataFolder& data, const SchemeOptions& options) {
  records::SchemeFilter filter{year_of(data, options), options.group, options.site, ""};
  BIHUAN_TRY(filter.unit_id, unit_id_of(data, options.unit));
  return filter;
}

std::string number(std::int64_t value) { return std::to_string(value); }

std::string percent(const std::optional<Decimal>& share) { return share ? to_string(*share) + "%" : ""; }

std::vector<std::string> count_cells(const SchemeCounts& counts) {
  return {number(counts.planned),
          number(counts.due),
          number(counts.due_done),
          number(counts.partly),
          number(counts.missing),
          number(counts.excused),
          number(counts.done - counts.due_done)};
}

void add_cells(std::vector<std::string>& row, const std::vector<std::string>& more) {
  row.insert(row.end(), more.begin(), more.end());
}

std::string items_text(const SchemeLineView& line) {
  std::vector<std::string> names;
  for (const server::api::SchemeItem& item : line.items) names.push_back(item.item_name);
  return join(names, "、");
}

// 铜、锌（断流）、汞（数据无效）
std::string lacks_text(const SchemeWindow& window, std::int64_t items) {
  if (window.times == 0 && static_cast<std::int64_t>(window.lacks.size()) == items) {
    const bool is_plain = std::ranges::all_of(window.lacks, [](const server::api::SchemeLack& lack) {
      return lack.times == 0 && !lack.has_invalid && lack.reason.empty();
    });
    if (is_plain) return "全部" + number(items) + "项";
  }
  std::vector<std::string> parts;
  for (const server::api::SchemeLack& lack : window.lacks) {
    std::string text = lack.item_name;
    if (window.wanted > 1) text += number(lack.times) + "/" + number(window.wanted);
    if (!lack.reason_name.empty()) text += "（" + lack.reason_name + "）";
    if (lack.reason_name.empty() && lack.has_invalid) text += "（数据无效）";
    parts.push_back(std::move(text));
  }
  return join(parts, "、");
}

Status show_scheme(DataFolder& data, const SchemeOptions& options) {
  const records::Actor actor = scheme_reader(data);
  BIHUAN_TRY(const std::optional<Date> day, day_of(options.day, "--day"));
  BIHUAN_TRY(const server::api::SchemeView view, SchemeDesk(*data.office, actor, day).overview(year_of(data, options)));
  if (options.as_json) {
    print(to_json(view, JsonStyle::kPretty) + "\n");
    return {};
  }
  if (view.groups.empty()) {
    std::vector<std::string> years;
    for (const std::int64_t year : view.years) years.push_back(number(year));
    print(number(view.year) + "年还没有监测方案" + (years.empty() ? "" : "；已有" + join(years, "、") + "年的") +
          "。\n");
    return {};
  }
  std::vector<std::vector<std::string>> rows;
  const auto add = [&](const std::string& name, std::int64_t sites, const SchemeCounts& counts,
                       const std::optional<Decimal>& share) {
    std::vector<std::string> row{name, sites == 0 ? "" : number(sites)};
    add_cells(row, count_cells(counts));
    row.push_back(percent(share));
    rows.push_back(std::move(row));
  };
  for (const server::api::SchemeGroup& group : view.groups)
    add(group.group_name, group.sites, group.counts, group.share);
  add("全部", 0, view.counts, view.share);
  std::string text = number(view.year) + "年监测方案，截至" + to_string(view.day) +
                     "（当日未计）；数为点位的采样时段，按到达的数据计\n";
  text += render_table({{"组", 24},
                        {"点位", 0, true},
                        {"计划", 0, true},
                        {"到期", 0, true},
                        {"完成", 0, true},
                        {"部分", 0, true},
                        {"缺测", 0, true},
                        {"已说明", 0, true},
                        {"提前完成", 0, true},
                        {"完成率", 0, true}},
                       rows);
  for (const server::api::SchemeGroup& group : view.groups) {
    for (const server::api::SchemeTask& task : group.tasks) {
      text += "任务" + task.task_id + "（" + join(task.units, "、") + "）由“" + group.group_name + "”组的数据计：到期" +
              number(group.counts.due) + "，完成" + number(group.counts.due_done) + "\n  " + excerpt(task.clause, 60) +
              "\n";
    }
  }
  print(text);
  return {};
}

Status list_scheme_lines(DataFolder& data, const SchemeOptions& options) {
  const records::Actor actor = scheme_reader(data);
  BIHUAN_TRY(const std::optional<Date> day, day_of(options.day, "--day"));
  BIHUAN_TRY(const records::SchemeFilter filter, filter_of(data, options));
  BIHUAN_TRY(const server::api::SchemeLineList list,
             SchemeDesk(*data.office, actor, day).lines(filter, options.after, options.limit));
  if (options.as_json) {
    print(to_json(list, JsonStyle::kPretty) + "\n");
    return {};
  }
  std::vector<std::vector<std::string>> rows;
  for (const SchemeLineView& line : list.lines) {
    rows.push_back({line.line_id, line.group_name, line.site_name, number(static_cast<std::int64_t>(line.items.size())),
                    line.frequency, line.unit_name, number(line.counts.planned), number(line.counts.due),
                    number(line.counts.due_done), line.ended_on ? "止于" + to_string(*line.ended_on) : ""});
  }
  std::string text = render_table({{"编号"},
                                   {"组", 20},
                                   {"点位", 30},
                                   {"项目", 0, true},
                                   {"频次", 20},
                                   {"单位", 16},
                                   {"计划", 0, true},
                                   {"到期", 0, true},
                                   {"完成", 0, true},
                                   {""}},
                                  rows);
  if (!list.next.empty()) text += "还有：用--after " + list.next + "接着列\n";
  print(text);
  return {};
}

Status show_scheme_line(DataFolder& data, const SchemeOptions& options) {
  const records::Actor actor = scheme_reader(data);
  BIHUAN_TRY(const std::optional<Date> day, day_of(options.day, "--day"));
  BIHUAN_TRY(const server::api::SchemeLineDetail detail, SchemeDesk(*data.office, actor, day).line(options.line));
  if (options.as_json) {
    print(to_json(detail, JsonStyle::kPretty) + "\n");
    return {};
  }
  const SchemeLineView& line = detail.line;
  std::string text = line.line_id + " " + number(line.year) + "年 " + line.group_name + " " + line.site + " " +
                     line.site_name + "  第" + number(line.revision) + "版\n  频次：" + line.frequency + "，" +
                     to_string(line.first_day) + "至" + to_string(line.last_day) + "\n  项目：" + items_text(line) +
                     "\n";
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) text += "  " + std::string(name) + "：" + value + "\n";
  };
  add("承担单位", line.unit_name);
  add("依据", line.basis_document + (line.basis_clause.empty() ? "" : "，" + line.basis_clause));
  add("备注", line.note);
  if (line.ended_on) add("终止", to_string(*line.ended_on) + "，" + line.ended_why);
  std::vector<std::vector<std::string>> rows;
  for (const SchemeWindow& window : detail.windows) {
    rows.push_back(
        {window.window, to_string(window.first), to_string(window.last), window.state_name,
         window.state == "not_planned" ? "" : lacks_text(window, static_cast<std::int64_t>(line.items.size()))});
  }
  text += render_table({{"时段"}, {"起"}, {"止"}, {"情形"}, {"缺", 60}}, rows);
  print(text);
  return {};
}

Status list_scheme_gaps(DataFolder& data, const SchemeOptions& options) {
  const records::Actor actor = scheme_reader(data);
  BIHUAN_TRY(const std::optional<Date> day, day_of(options.day, "--day"));
  BIHUAN_TRY(const records::SchemeFilter filter, filter_of(data, options));
  BIHUAN_TRY(const server::api::SchemeGapList list,
             SchemeDesk(*data.office, actor, day).missing(filter, options.after, options.limit));
  if (options.as_json) {
    print(to_json(list, JsonStyle::kPretty) + "\n");
    return {};
  }
  std::vector<std::vector<std::string>> rows;
  for (const server::api::SchemeGap& gap : list.gaps) {
    rows.push_back({gap.window.window, gap.group_name, gap.site_name, gap.window.state_name,
                    lacks_text(gap.window, gap.items), gap.unit_name, gap.line_id});
  }
  std::string text = "到期而没有测全的时段" + number(list.total) + "个。\n";
  if (!rows.empty())
    text += render_table({{"时段"}, {"组", 20}, {"点位", 30}, {"情形"}, {"缺", 60}, {"单位", 16}, {"编号"}}, rows);
  if (!list.next.empty()) text += "还有：用--after " + list.next + "接着列\n";
  print(text);
  return {};
}

Status compare_scheme(DataFolder& data, const SchemeOptions& options) {
  const records::Actor actor = scheme_reader(data);
  BIHUAN_TRY(const std::optional<Date> day, day_of(options.day, "--day"));
  BIHUAN_TRY(const server::api::SchemeComparison view,
             SchemeDesk(*data.office, actor, day).comparison(year_of(data, options), options.group));
  if (options.as_json) {
    print(to_json(view, JsonStyle::kPretty) + "\n");
    return {};
  }
  std::vector<std::vector<std::string>> rows;
  for (const server::api::SchemeComparisonRow& row : view.rows) {
    rows.push_back({row.group_name, row.site_name, number(row.planned),
                    row.planned_before ? number(*row.planned_before) : "", row.change_name, number(row.done),
                    number(row.done_before), number(row.done_before_whole)});
  }
  print(number(view.year) + "年与上一年的监测次数；已测为有数据的天数，至" + to_string(view.day) + "，上年同期至" +
        to_string(view.day_before) + "\n" +
        render_table({{"组", 20},
                      {"点位", 30},
                      {"计划", 0, true},
                      {"上年计划", 0, true},
                      {"变化"},
                      {"已测", 0, true},
                      {"上年同期", 0, true},
                      {"上年全年", 0, true}},
                     rows));
  return {};
}

Status import_scheme_file(DataFolder& data, const records::Actor& actor, const SchemeOptions& options) {
  BIHUAN_TRY(const std::string bytes, read_input(options.path, kLargestSheet));
  const std::string name = std::filesystem::path(options.path).filename().string();
  BIHUAN_TRY(const server::api::SchemeImportView done,
             SchemeDesk(*data.office, actor).import(name, bytes, options.is_dry_run));
  if (options.as_json) {
    print(to_json(done, JsonStyle::kPretty) + "\n");
    return {};
  }
  std::string text = name + (done.is_dry_run ? "（试读，未写入）：" : "：") + "新录入" + number(done.added) +
                     "行，改动" + number(done.changed) + "行，相同" + number(done.same) + "行，未采用" +
                     number(static_cast<std::int64_t>(done.refused.size())) + "行\n";
  if (!done.ended.empty()) text += "已终止、不再恢复的行：" + join(done.ended, "、") + "\n";
  if (!done.vanished.empty())
    text += "表中不再有、仍在执行的行：" + join(done.vanished, "、") + "（不再执行的用scheme end终止）\n";
  for (const server::api::RefusedSchemeRow& one : done.refused)
    text += "  未采用 " + one.where + "：" + one.message + "\n";
  print(text);
  return {};
}

Status end_scheme_line(DataFolder& data, const records::Actor& actor, const SchemeOptions& options) {
  BIHUAN_TRY(const std::optional<Date> last, day_of(options.last, "--last"));
  std::int64_t revision = options.revision;
  if (revision == 0) {
    BIHUAN_TRY(const records::SchemeLine now, data.office->schemes.find(options.line));
    revision = now.revision;
  }
  BIHUAN_TRY(const SchemeLineView line,
             SchemeDesk(*data.office, actor)
                 .end(options.line, revision, {last.value_or(to_date(data.clock->now())), options.why}));
  if (options.as_json) {
    print(to_json(line, JsonStyle::kPretty) + "\n");
    return {};
  }
  print(line.line_id + " " + line.group_name + " " + line.site_name + "：止于" + to_string(*line.ended_on) + "，计划" +
        number(line.counts.planned) + "个时段\n");
  return {};
}

std::string binding_text(const records::SchemeBinding& binding) {
  const std::string group = number(binding.year) + "年“" + binding.group_name + "”组";
  return binding.is_active ? "任务" + binding.task_id + "由" + group + "的数据计\n"
                           : "任务" + binding.task_id + "不再由" + group + "的数据计\n";
}

Status bind_scheme_task(DataFolder& data, const records::Actor& actor, const SchemeOptions& options) {
  BIHUAN_TRY(const records::SchemeBinding binding,
             SchemeDesk(*data.office, actor).bind({options.task, year_of(data, options), options.group}));
  print(options.as_json ? to_json(binding, JsonStyle::kPretty) + "\n" : binding_text(binding));
  return {};
}

Status unbind_scheme_task(DataFolder& data, const records::Actor& actor, const SchemeOptions& options) {
  BIHUAN_TRY(const records::SchemeBinding binding, SchemeDesk(*data.office, actor).unbind(options.task, options.why));
  print(options.as_json ? to_json(binding, JsonStyle::kPretty) + "\n" : binding_text(binding));
  return {};
}

}  // namespace

void add_scheme(CLI::App& app, Session& session) {
  CLI::App* scheme = app.add_subcommand("scheme", "监测方案：应测、已测，按到达的数据计 (the monitoring scheme)");
  scheme->require_subcommand(1);
  const auto reading = [&](const char* name, const char* help, auto work) {
    auto options = std::make_shared<SchemeOptions>();
    CLI::App* command = add_reading_command(*scheme, session, name, help, options, work);
    command->add_option("--day", options->day, "按这一天开始时的情形，缺省为今天 (as on this day)");
    return std::pair(command, options);
  };
  const auto acting = [&](const char* name, const char* help, auto work) {
    auto options = std::make_shared<SchemeOptions>();
    return std::pair(add_acting_command(*scheme, session, name, help, options, work), options);
  };
  const auto add_year = [](CLI::App* command, const std::shared_ptr<SchemeOptions>& options) {
    command->add_option("--year", options->year, "年份，缺省为今年 (the year)")->check(CLI::Range(2000, 2099));
  };
  const auto add_filter = [](CLI::App* command, const std::shared_ptr<SchemeOptions>& options) {
    command->add_option("--group", options->group, "组，如湖泊 (the group)");
    command->add_option("--site", options->site, "点位编码 (the site)");
    command->add_option("--unit", options->unit, "承担单位 (the unit)");
    command->add_option("--after", options->after, "从哪里接着列 (the page mark)");
    command->add_option("--limit", options->limit, "最多几行 (at most)")->check(CLI::Range(1, 10'000));
  };
  {
    const auto [command, options] = reading("show", "各组应测、到期、完成 (planned, due, done by group)", &show_scheme);
    add_year(command, options);
  }
  {
    const auto [command, options] = reading("lines", "方案的各行 (its lines)", &list_scheme_lines);
    add_year(command, options);
    add_filter(command, options);
  }
  {
    const auto [command, options] = reading("line", "一行和它的采样日历 (a line, its calendar)", &show_scheme_line);
    command->add_option("LINE", options->line, "编号，如l000001 (the line)")->required();
  }
  {
    const auto [command, options] = reading("missing", "到期而没有测全的 (what is due and missing)", &list_scheme_gaps);
    add_year(command, options);
    add_filter(command, options);
  }
  {
    const auto [command, options] = reading("compare", "与上一年比较：加密监测 (against last year)", &compare_scheme);
    add_year(command, options);
    command->add_option("--group", options->group, "组，如湖泊 (the group)");
  }
  {
    const auto [command, options] =
        acting("import", "从表中录入，可重复 (take a sheet in; repeatable)", &import_scheme_file);
    command->add_option("FILE", options->path, "csv、xlsx、xls、ods (the sheet)")->required();
    command->add_flag("--dry-run", options->is_dry_run, "只试读，不写入 (tell, write nothing)");
  }
  {
    const auto [command, options] = acting("end", "终止一行 (end a line)", &end_scheme_line);
    command->add_option("LINE", options->line, "编号 (the line)")->required();
    command->add_option("--last", options->last, "执行到哪一天，缺省为今天 (its last day)");
    command->add_option("--revision", options->revision, "所见的版次，省略为现在的 (the revision that was seen)");
    command->add_option("--why", options->why, "理由 (why)")->required();
  }
  {
    const auto [command, options] = acting("bind", "任务按一组的数据计 (a task is kept by a group)", &bind_scheme_task);
    command->add_option("TASK", options->task, "任务编号 (the task)")->required();
    command->add_option("GROUP", options->group, "组，如湖泊 (the group)")->required();
    add_year(command, options);
  }
  {
    const auto [command, options] = acting("unbind", "解除关联 (it is no more)", &unbind_scheme_task);
    command->add_option("TASK", options->task, "任务编号 (the task)")->required();
    command->add_option("--why", options->why, "理由 (why)")->required();
  }
}

}  // namespace bihuan::cli
