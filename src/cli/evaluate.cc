#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>

#include "assessment/air_evaluation.h"
#include "base/text.h"
#include "cli/air_text.h"
#include "cli/command.h"
#include "cli/places.h"

namespace bihuan::cli {
namespace {

constexpr std::size_t kLargestFile = std::size_t{64} << 20U;

struct EvaluateOptions {
  std::string file, standard, on, profile, by, hour_label, sand_dust;
  std::vector<std::string> units;
  bool as_json = false, as_csv = false, explains = false, compares = false;
};

Result<assessment::AirOptions> options_of(const EvaluateOptions& given) {
  assessment::AirOptions out;
  out.standard = given.standard;
  if (!given.on.empty()) {
    const Result<Date> on = parse_date(given.on);
    if (!on) return fail(on.error().code, on.error().message, "--on " + given.on);
    out.on = *on;
  }
  out.profile = given.profile;
  using assessment::AirBy;
  out.by = given.by == "day" ? AirBy::kDay : given.by == "year" ? AirBy::kYear : AirBy::kMonth;
  if (given.profile == "national-feed") out.by = AirBy::kHour;
  out.workbook.label =
      given.hour_label == "beginning" ? standards::HourLabel::kBeginning : standards::HourLabel::kEnding;
  for (const std::string& text : given.units) {
    const std::vector<std::string_view> parts = split(text, '=');
    if (parts.size() != 2) return fail(Code::kInvalidInput, "单位应写作“污染物=单位”，如co=μg/m3", "--unit " + text);
    BIHUAN_TRY(const standards::Pollutant pollutant, standards::parse_pollutant(parts[0]));
    BIHUAN_TRY(const Unit unit, parse_unit(parts[1]));
    out.workbook.units[standards::index_of(pollutant)] = unit;
  }
  for (const std::string_view day : split(given.sand_dust, ',')) {
    if (day.empty()) continue;
    const Result<Date> date = parse_date(trim(day));
    if (!date) return fail(date.error().code, date.error().message, "--sand-dust " + std::string(day));
    out.sand_dust.push_back(*date);
  }
  return out;
}

// What was refused goes to standard error, each with its place; good rows have gone on.
int report_problems(const assessment::AirWorkbook& workbook, const std::vector<Error>& open) {
  for (const assessment::WorkbookProblem& problem : workbook.problems) {
    if (problem.kind != assessment::ProblemKind::kNote) {
      report({problem.error.code, problem.error.message, workbook.file_name + " " + problem.error.where});
    }
  }
  for (const Error& error : open) report(error);
  const std::int64_t refused = workbook.rows_refused + workbook.cells_refused;
  const bool has_refusals = std::ranges::any_of(workbook.problems, [](const assessment::WorkbookProblem& problem) {
    return problem.kind != assessment::ProblemKind::kNote;
  });
  if (has_refusals) {
    print_error("拒收" + std::to_string(workbook.rows_refused) + "行、" + std::to_string(workbook.cells_refused) +
                "格，共" + std::to_string(refused) + "处；其余数据照常评价。\n");
    return kExitBadInput;
  }
  return open.empty() ? kExitDone : kExitNegative;
}

Status evaluate(const EvaluateOptions& given, Session& session) {
  BIHUAN_TRY(const assessment::AirOptions options, options_of(given));
  BIHUAN_TRY(const std::string bytes, read_input(given.file, kLargestFile));
  constexpr std::array<std::string_view, 2> kFolders{"air", "indicators"};
  BIHUAN_TRY(const std::vector<standards::KnowledgeText> texts, read_knowledge(session.home, kFolders));
  const std::string name = std::filesystem::path(given.file).filename().string();
  if (given.compares) {
    BIHUAN_TRY(const assessment::AirComparison comparison, assessment::compare_air(bytes, name, texts, options));
    print(air_comparison_text(comparison));
    session.exit_code = report_problems(comparison.before.workbook, comparison.after.open);
    return {};
  }
  BIHUAN_TRY(const assessment::AirEvaluation evaluation, assessment::evaluate_air(bytes, name, texts, options));
  print(given.as_json  ? air_json(evaluation)
        : given.as_csv ? air_csv(evaluation)
                       : air_text(evaluation, given.explains));
  session.exit_code = report_problems(evaluation.workbook, evaluation.open);
  return {};
}

}  // namespace

void add_evaluate(CLI::App& app, Session& session) {
  CLI::App* parent = app.add_subcommand("evaluate", "按标准评价一份数据 (evaluate data by the standards)");
  parent->require_subcommand(1);
  auto options = std::make_shared<EvaluateOptions>();
  CLI::App* command = parent->add_subcommand("air", "环境空气：小时值或日值表 (ambient air: hourly or daily sheets)");
  command->add_option("file", options->file, "xlsx、ods、xls、csv")->required();
  CLI::Option* standard = command->add_option("--standard", options->standard,
                                              "标准编号，如\"HJ 633-2012\" (the edition of this standard)");
  command->add_option("--on", options->on, "按这一天有效的标准，如2024-12-31 (the edition of this day)")
      ->excludes(standard);
  command->add_option("--profile", options->profile, "评价方式 (profile)")
      ->check(CLI::IsMember({"national-feed", "hj633-daily"}))
      ->default_val("hj633-daily");
  command->add_option("--by", options->by, "日、月、年 (day, month, year)")
      ->check(CLI::IsMember({"day", "month", "year"}))
      ->default_val("month");
  command->add_option("--hours", options->hour_label, "表中的小时是终点还是起点 (what the hour names)")
      ->check(CLI::IsMember({"ending", "beginning"}))
      ->default_val("ending");
  command->add_option("--unit", options->units, "表头未写的单位，如co=μg/m3 (units that the head does not say)");
  command->add_option("--sand-dust", options->sand_dust, "剔除沙尘的日期，以逗号分隔 (sand-dust days)");
  command->add_flag("--json", options->as_json, "输出JSON");
  command->add_flag("--csv", options->as_csv, "输出CSV")->excludes("--json");
  command->add_flag("--explain", options->explains, "列出依据和列的对应 (with basis and mapping)");
  command->add_flag("--compare", options->compares, "2012版与2026版并列，逐日说明差别 (both editions side by side)");
  command->callback([options, &session] {
    const Status status = evaluate(*options, session);
    if (!status.has_value()) session.exit_code = report(status.error());
  });
}

}  // namespace bihuan::cli
