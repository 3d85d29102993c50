// bihuan official: published values (公布值), and a target's three values side by side.
#include <filesystem>

#include "base/base64.h"
#include "base/files.h"
#include "base/text.h"
#include "cli/desk_command.h"
#include "server/official_api.h"
#include "server/official_desk.h"

namespace bihuan::cli {
namespace {

using assessment::Comparison;
using assessment::FigureSide;
using assessment::StandingValue;
using assessment::TargetStanding;
using server::api::OfficialRequest;
using server::api::OfficialView;
using server::api::TargetValues;

constexpr std::size_t kLargestSource = (std::size_t{20} << 20U) + 1;  // one byte more than the largest

struct OfficialOptions : DeskOptions {
  std::string plan, target, figure;
  std::string quantity, value, unit, from, to, status, title, number, issuer, published, remark, site, factor, file,
      why, after;
  std::vector<std::string> terms;
  std::int64_t revision = 0, limit = 50;
};

// Whoever sits at this machine sees what a leader sees.
records::Actor reader_here(DataFolder& data) {
  records::Actor actor = data.operator_now();
  actor.roles = {records::DeskRole::kLeader};
  return actor;
}

// "review=after" as it is typed.
Result<std::vector<records::FigureTerm>> terms_of(const std::vector<std::string>& given) {
  std::vector<records::FigureTerm> terms;
  for (const std::string& one : given) {
    const std::size_t at = one.find('=');
    if (at == std::string::npos) {
      return fail(Code::kInvalidInput, "口径应写成“维度=值”，如review=after", "--term " + one);
    }
    terms.push_back({one.substr(0, at), one.substr(at + 1)});
  }
  return terms;
}

Status take_day(const std::string& text, const std::string& option, Date& day) {
  BIHUAN_TRY(const std::optional<Date> given, day_of(text, option));
  if (given) day = *given;
  return {};
}

// What the options say, over `request`: of a new figure nothing, of a revision what stands.
Status take_options(const OfficialOptions& options, OfficialRequest& request) {
  const std::pair<const std::string*, std::string*> kTexts[] = {
      {&options.quantity, &request.quantity},  {&options.value, &request.value},
      {&options.unit, &request.unit},          {&options.status, &request.status},
      {&options.title, &request.source_title}, {&options.number, &request.source_number},
      {&options.issuer, &request.issuer},      {&options.remark, &request.remark},
  };
  for (const auto& [given, wanted] : kTexts) {
    if (!given->empty()) *wanted = *given;
  }
  if (!options.site.empty()) request.site = options.site;
  if (!options.factor.empty()) request.factor = options.factor;
  BIHUAN_CHECK(take_day(options.from, "--from", request.from));
  BIHUAN_CHECK(take_day(options.to, "--to", request.to));
  BIHUAN_CHECK(take_day(options.published, "--published", request.published_on));
  if (!options.terms.empty()) {
    BIHUAN_TRY(request.terms, terms_of(options.terms));
  }
  request.why = options.why;
  if (options.file.empty()) return {};
  BIHUAN_TRY(const std::string bytes, read_input(options.file, kLargestSource));
  request.file_name = std::filesystem::path(options.file).filename().string();
  request.content_base64 = to_base64(bytes);
  return {};
}

OfficialRequest request_of(const OfficialView& view) {
  OfficialRequest request;
  request.quantity = view.quantity;
  request.value = view.value;
  request.unit = view.unit;
  request.from = view.from;
  request.to = view.to;
  request.terms = view.terms;
  request.status = view.status;
  request.source_title = view.source_title;
  request.source_number = view.source_number;
  request.issuer = view.issuer;
  request.published_on = view.published_on;
  request.remark = view.remark;
  request.site = view.site;
  request.factor = view.factor;
  return request;
}

std::string figure_text(const OfficialView& figure) {
  std::string text = figure.figure_id + " 第" + std::to_string(figure.revision) + "版  " + figure.period + " " +
                     figure.quantity_name + " " + figure.value + figure.unit + "  " + figure.status_name;
  if (!figure.terms_name.empty()) text += "  口径：" + figure.terms_name;
  if (!figure.site.empty()) text += "  点位" + figure.site + "（" + figure.site_name + "）" + figure.factor_name;
  text += "\n  " + figure.issuer + "《" + figure.source_title + "》";
  if (!figure.source_number.empty()) text += "（" + figure.source_number + "）";
  text += "，" + to_string(figure.published_on) + "公布";
  if (!figure.file_name.empty()) text += "，附" + figure.file_name;
  text += "\n  " + figure.action_name + " " + figure.recorded_by + " " + minute_text(figure.recorded_at);
  if (!figure.why.empty()) text += "：" + figure.why;
  if (!figure.remark.empty()) text += "\n  备注：" + figure.remark;
  return text + "\n";
}

Status show_figure(const OfficialOptions& options, const Result<OfficialView>& view) {
  if (!view.has_value()) return std::unexpected(view.error());
  print(options.as_json ? to_json(*view, JsonStyle::kPretty) : figure_text(*view));
  return {};
}

// --- a target's values
// ------------------------------------------------------------------------------------------------

std::vector<std::string> value_row(const char* name, const StandingValue& value, bool decides) {
  if (!value.is_there) return {name, "—", "", "", "", value.source, ""};
  const std::string assessed(standards::to_chinese(value.compliance));
  return {std::string(name) + (decides ? "（为准）" : ""),
          value.value.empty() ? "—" : value.value + value.unit,
          value.period,
          value.terms_name,
          value.status_name,
          value.source,
          assessed};
}

std::string standing_text(const TargetValues& values) {
  const TargetStanding& standing = values.standing;
  std::string text =
      values.indicator + "：" + std::string(to_chinese(standing.verdict)) + "\n  " + standing.sentence + "\n";
  for (const std::string& note : standing.notes) text += "  " + note + "\n";
  text += render_table({{"值"}, {"数值"}, {"时段"}, {"口径"}, {"状态"}, {"来源", 60}, {"结论"}},
                       {value_row("公布值", standing.official, standing.decides == FigureSide::kOfficial),
                        value_row("系统计算", standing.computed, standing.decides == FigureSide::kComputed),
                        value_row("部门填报", standing.reported, false)});
  if (!standing.comparisons.empty()) text += "比对说明\n";
  for (const Comparison& one : standing.comparisons) {
    text += "  " + one.sentence + "\n";
    for (const assessment::LikelyReason& reason : one.reasons) text += "    " + reason.name + "：" + reason.text + "\n";
  }
  for (const assessment::PassedOver& one : standing.passed_over)
    text += "  未采用" + one.figure_id + "：" + one.why + "\n";
  return text;
}

Status show_target(DataFolder& data, const OfficialOptions& options) {
  BIHUAN_TRY(const PlanId plan, PlanId::make(options.plan, "计划编号"));
  const records::Actor actor = reader_here(data);
  BIHUAN_TRY(const TargetValues values, server::OfficialDesk(*data.office, actor).values(plan, options.target));
  print(options.as_json ? to_json(values, JsonStyle::kPretty) : standing_text(values));
  return {};
}

Status show_history(DataFolder& data, const OfficialOptions& options) {
  const records::Actor actor = reader_here(data);
  BIHUAN_TRY(const server::api::OfficialHistory history,
             server::OfficialDesk(*data.office, actor).read(options.figure));
  if (options.as_json) {
    print(to_json(history, JsonStyle::kPretty));
    return {};
  }
  for (const OfficialView& one : history.revisions) print(figure_text(one));
  return {};
}

Status list_figures(DataFolder& data, const OfficialOptions& options) {
  BIHUAN_TRY(const PlanId plan, PlanId::make(options.plan, "计划编号"));
  const records::Actor actor = reader_here(data);
  BIHUAN_TRY(const server::api::OfficialList list,
             server::OfficialDesk(*data.office, actor).list(plan, options.target, options.after, options.limit));
  if (options.as_json) {
    print(to_json(list, JsonStyle::kPretty));
    return {};
  }
  std::vector<std::vector<std::string>> rows;
  for (const OfficialView& one : list.figures) {
    const bool is_withdrawn = one.action == records::FigureAction::kWithdrawn;
    rows.push_back({one.figure_id, one.target_id, one.quantity_name, one.value + one.unit, one.period, one.terms_name,
                    is_withdrawn ? "已撤回" : one.status_name, one.source_title, to_string(one.published_on)});
  }
  print(render_table({{"编号"}, {"目标"}, {"量"}, {"数值"}, {"时段"}, {"口径"}, {"状态"}, {"来源", 44}, {"公布日期"}},
                     rows));
  if (!list.next.empty()) print("还有下一页：--after " + list.next + "\n");
  return {};
}

Status write_source(DataFolder& data, const OfficialOptions& options) {
  const records::Actor actor = reader_here(data);
  BIHUAN_TRY(const server::NamedFile file, server::OfficialDesk(*data.office, actor).file(options.figure));
  BIHUAN_CHECK(
      export_file(data, actor, "official file " + options.figure, resolved(options.file), file.name, file.bytes));
  print("已写出" + options.file + "（" + file.name + "，" + std::to_string(file.bytes.size()) + "字节）\n");
  return {};
}

// --- steps
// ------------------------------------------------------------------------------------------------------------

Status add_figure(DataFolder& data, const records::Actor& actor, const OfficialOptions& options) {
  BIHUAN_TRY(const PlanId plan, PlanId::make(options.plan, "计划编号"));
  OfficialRequest request;
  BIHUAN_CHECK(take_options(options, request));
  return show_figure(options, server::OfficialDesk(*data.office, actor).enter(plan, options.target, request));
}

// The revision that the option names, else the one that stands now.
std::int64_t seen(const OfficialOptions& options, std::int64_t now) {
  return options.revision != 0 ? options.revision : now;
}

Status revise_figure(DataFolder& data, const records::Actor& actor, const OfficialOptions& options) {
  server::OfficialDesk desk(*data.office, actor);
  BIHUAN_TRY(const server::api::OfficialHistory now, desk.read(options.figure));
  OfficialRequest request = request_of(now.figure);
  BIHUAN_CHECK(take_options(options, request));
  return show_figure(options, desk.revise(options.figure, seen(options, now.revision), request));
}

Status withdraw_figure(DataFolder& data, const records::Actor& actor, const OfficialOptions& options) {
  server::OfficialDesk desk(*data.office, actor);
  BIHUAN_TRY(const server::api::OfficialHistory now, desk.read(options.figure));
  return show_figure(options, desk.withdraw(options.figure, seen(options, now.revision), options.why));
}

void add_content_options(CLI::App& command, OfficialOptions& options, bool is_new) {
  const auto add = [&](const char* name, std::string& value, const char* help) {
    return command.add_option(name, value, help)->required(is_new);
  };
  add("--quantity", options.quantity,
      "量：share、concentration、days、count、rank、index、change、amount、class、kept (quantity)");
  add("--value", options.value, "公布的数值，不写单位；类别写Ⅲ，是否达标写是或否 (value as printed)");
  command.add_option("--unit", options.unit, "单位，如% (unit)");
  add("--from", options.from, "时段首日 (first day of the period)");
  add("--to", options.to, "时段末日 (last day of the period)");
  command.add_option("--term", options.terms, "口径，可多次：level=provincial、review=after、dust=excluded… (scope)");
  add("--status", options.status, "provisional初步、final审定 (status)");
  add("--title", options.title, "来源文件的标题 (title of the source)");
  command.add_option("--number", options.number, "文号、期号 (its number)");
  add("--issuer", options.issuer, "发布单位 (issuer)");
  add("--published", options.published, "公布日期 (published on)");
  command.add_option("--remark", options.remark, "备注 (remark)");
  command.add_option("--site", options.site, "只说一个点位的：点位编码 (of one site)");
  command.add_option("--factor", options.factor, "它的哪个因子，如w21003 (of this factor there)");
  command.add_option("--file", options.file, "来源文件的副本 (a copy of the source)");
}

void add_reading_commands(CLI::App& official, Session& session) {
  auto options = std::make_shared<OfficialOptions>();
  CLI::App* command =
      add_reading_command(official, session, "list", "公布值 (published values)", options, &list_figures);
  command->add_option("PLAN", options->plan, "计划编号 (the plan)")->required();
  command->add_option("--target", options->target, "目标编号 (of one target)");
  command->add_option("--after", options->after, "从哪一页接着列 (the page mark)");
  command->add_option("--limit", options->limit, "每页条数 (how many)")
      ->check(CLI::Range(1, 500))
      ->capture_default_str();
  options = std::make_shared<OfficialOptions>();
  command = add_reading_command(official, session, "show", "一个目标的三个值和比对说明 (the three values of a target)",
                                options, &show_target);
  command->add_option("PLAN", options->plan, "计划编号 (the plan)")->required();
  command->add_option("TARGET", options->target, "目标编号 (the target)")->required();
  options = std::make_shared<OfficialOptions>();
  command = add_reading_command(official, session, "history", "一个公布值的各版 (a value's revisions)", options,
                                &show_history);
  command->add_option("FIGURE", options->figure, "公布值编号 (the value)")->required();
  options = std::make_shared<OfficialOptions>();
  command = add_reading_command(official, session, "file", "取出来源文件 (write its source)", options, &write_source);
  command->add_option("FIGURE", options->figure, "公布值编号 (the value)")->required();
  command->add_option("-o,--out", options->file, "写到哪个文件 (where to)")->required();
}

}  // namespace

void add_official(CLI::App& app, Session& session) {
  CLI::App* official =
      app.add_subcommand("official", "公布值：登记、修订、撤回，与系统计算、部门填报比对 (published values)");
  official->require_subcommand(1);
  add_reading_commands(*official, session);
  auto options = std::make_shared<OfficialOptions>();
  CLI::App* command = add_acting_command(*official, session, "add", "登记 (enter one)", options, &add_figure);
  command->add_option("PLAN", options->plan, "计划编号 (the plan)")->required();
  command->add_option("TARGET", options->target, "目标编号 (the target)")->required();
  add_content_options(*command, *options, true);
  options = std::make_shared<OfficialOptions>();
  command = add_acting_command(*official, session, "revise", "修订：只写要改的各项 (revise what differs)", options,
                               &revise_figure);
  command->add_option("FIGURE", options->figure, "公布值编号 (the value)")->required();
  command->add_option("--revision", options->revision, "所见的版次，省略为现在的 (the revision that was seen)");
  add_content_options(*command, *options, false);
  command->add_option("--why", options->why, "理由 (why)")->required();
  options = std::make_shared<OfficialOptions>();
  command = add_acting_command(*official, session, "withdraw", "撤回 (withdraw one)", options, &withdraw_figure);
  command->add_option("FIGURE", options->figure, "公布值编号 (the value)")->required();
  command->add_option("--revision", options->revision, "所见的版次，省略为现在的 (the revision that was seen)");
  command->add_option("--why", options->why, "理由 (why)")->required();
}

}  // namespace bihuan::cli
