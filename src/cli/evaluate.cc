#include "assessment/evaluate.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <future>
#include <memory>

#include "assessment/evaluation_describe.h"
#include "base/digest.h"
#include "base/files.h"
#include "base/json.h"
#include "cli/command.h"
#include "cli/evaluation_text.h"
#include "cli/places.h"
#include "reports/evaluation_sheet.h"

namespace bihuan::cli {
namespace {

using assessment::Evaluation;
using assessment::EvaluationProblem;

constexpr std::size_t kLargestFile = std::size_t{2} << 30U;  // of csv; other tables have a limit of their own
constexpr std::size_t kLongRead = std::size_t{4} << 20U;     // bytes from which a person is told to wait

struct EvaluateOptions {
  assessment::EvaluateRequest request;
  std::string file, base_file, xlsx, table;
  bool as_json = false, as_csv = false, explains = false;
};

// What was refused goes to standard error, each with its place; good rows have gone on.
int report_problems(const Evaluation& evaluation) {
  for (const EvaluationProblem& problem : evaluation.problems) {
    if (problem.kind != "note") {
      report({Code::kInvalidInput, problem.message, evaluation.file_name + " " + problem.where});
    }
  }
  for (const EvaluationProblem& problem : evaluation.open) report({Code::kNotCovered, problem.message, problem.where});
  if (evaluation.has_refusals()) {
    print_error("拒收" + std::to_string(evaluation.rows_refused) + "行、" + std::to_string(evaluation.cells_refused) +
                "格；其余数据照常评价。\n");
    return kExitBadInput;
  }
  return evaluation.open.empty() ? kExitDone : kExitNegative;
}

Status evaluate(EvaluateOptions& given, Session& session) {
  BIHUAN_TRY(const std::string bytes, read_input(given.file, kLargestFile));
  if (!given.base_file.empty()) {
    BIHUAN_TRY(given.request.base_bytes, read_input(given.base_file, kLargestFile));
    given.request.base_name = std::filesystem::path(given.base_file).filename().string();
  }
  BIHUAN_TRY(const std::vector<standards::KnowledgeText> texts,
             read_knowledge(session.home, assessment::kEvaluationKnowledge));
  if (bytes.size() > kLongRead && isatty(STDERR_FILENO) != 0) {
    print_error("正在读取并评价" + std::to_string(bytes.size() >> 20U) + "MB，请稍候……\n");
  }
  const std::string name = std::filesystem::path(given.file).filename().string();
  // The digest costs half as much as all the rest: another core has it ready when the sheet is read.
  std::future<std::string> digest;
  if (given.request.kind == "air") {
    digest = std::async([&bytes] { return sm3_hex(bytes); });  // without a thread to be had it is computed when asked
    given.request.digest = [&digest] { return digest.get(); };
  }
  Result<Evaluation> done = assessment::evaluate_file(bytes, name, texts, given.request);
  if (!done) return std::unexpected(done.error());
  if (!given.xlsx.empty()) {
    BIHUAN_TRY(const std::string workbook, reports::evaluation_xlsx(*done));
    BIHUAN_CHECK(write_file_durably(resolved(given.xlsx), workbook));
    print("已写入" + given.xlsx + "\n");
  } else if (given.as_json) {
    print(to_json(*done, JsonStyle::kPretty));
  } else if (given.as_csv) {
    BIHUAN_TRY(const std::string csv, evaluation_csv(*done, given.table));
    print(csv);
  } else {
    print(evaluation_text(*done, given.explains));
  }
  session.exit_code = report_problems(*done);
  return {};
}

using Options = std::shared_ptr<EvaluateOptions>;

Options add_kind(CLI::App& parent, Session& session, const char* kind, const char* about) {
  auto options = std::make_shared<EvaluateOptions>();
  options->request.kind = kind;
  CLI::App* command = parent.add_subcommand(kind, about);
  command->add_option("file", options->file, "xlsx、ods、xls、csv")->required();
  command->add_flag("--json", options->as_json, "输出JSON");
  command->add_flag("--csv", options->as_csv, "输出CSV，缺省为第一张表")->excludes("--json");
  command->add_option("--table", options->table, "输出哪一张表的CSV (which table as CSV)")->needs("--csv");
  command->add_option("--xlsx", options->xlsx, "写成工作簿，含依据和问题 (write a workbook)")
      ->excludes("--json")
      ->excludes("--csv");
  command->add_flag("--explain", options->explains, "列出依据和列的对应 (with basis and mapping)");
  command->callback([options, &session] {
    const Status status = evaluate(*options, session);
    if (!status.has_value()) session.exit_code = report(status.error());
  });
  return options;
}

void add_on(CLI::App& command, const Options& options) {
  command.add_option("--on", options->request.on, "按这一天有效的标准，如2024-12-31 (the edition of this day)");
}

// Options of the kinds that are made of months.
void add_months(CLI::App& command, const Options& options) {
  add_on(command, options);
  command.add_option("--by", options->request.by, "逐月、逐季、1月至最后有结果的月 (month, quarter, year)")
      ->check(CLI::IsMember({"month", "quarter", "year"}))
      ->default_val("year");
  command.add_option("--year", options->request.year, "评价哪一年；表里只有月份时必需 (the year)");
  command.add_option("--limit", options->request.limits, "未检出的检出限，如tp=0.01，可多次 (detection limits)");
}

void add_items(CLI::App& command, const Options& options) {
  command.add_option("--items", options->request.items, "参加评价的项目，如mee22_21、5plus_x (the set of items)");
}

void add_air(CLI::App& parent, Session& session) {
  const Options options =
      add_kind(parent, session, "air", "环境空气：小时值或日值表 (ambient air: hourly or daily sheets)");
  CLI::App& command = *parent.get_subcommand("air");
  command.add_option("--standard", options->request.standard,
                     "标准编号，如\"HJ 633-2012\" (the edition of this standard)");
  add_on(command, options);
  command.get_option("--on")->excludes("--standard");
  command.add_option("--profile", options->request.profile, "评价方式 (profile)")
      ->check(CLI::IsMember({"national-feed", "hj633-daily"}))
      ->default_val("hj633-daily");
  command.add_option("--by", options->request.by, "日、月、年 (day, month, year)")
      ->check(CLI::IsMember({"day", "month", "year"}))
      ->default_val("month");
  command.add_option("--hours", options->request.hours, "表中的小时是终点还是起点 (what the hour names)")
      ->check(CLI::IsMember({"ending", "beginning"}))
      ->default_val("ending");
  command.add_option("--unit", options->request.units, "表头未写的单位，如co=μg/m3 (units that the head does not say)");
  command.add_option("--sand-dust", options->request.sand_dust, "剔除沙尘的日期，以逗号分隔 (sand-dust days)");
  command.add_flag("--compare", options->request.compares_editions,
                   "2012版与2026版并列，逐日说明差别 (both editions side by side)");
}

void add_water(CLI::App& parent, Session& session) {
  const Options options =
      add_kind(parent, session, "water", "地表水断面月度结果，或自动站逐条数据 (surface-water sections)");
  CLI::App& command = *parent.get_subcommand("water");
  command.add_option("--standard", options->request.standard, "标准编号 (the standard)");
  command
      .add_option("--profile", options->request.profile,
                  "评价方式：断面考核（修约）或自动站（不修约） (sections, or a feed of stations)")
      ->check(CLI::IsMember({"section-assessment", "station-feed"}))
      ->default_val("section-assessment");
  add_months(command, options);
  add_items(command, options);
  command.add_option("--base", options->base_file, "基期的结果文件 (the file of the base period)");
  command.add_option("--base-year", options->request.base_year, "基期的年份 (the base year)");
}

Options add_register(CLI::App& parent, Session& session, const char* kind, const char* about) {
  const Options options = add_kind(parent, session, kind, about);
  add_on(*parent.get_subcommand(kind), options);
  return options;
}

}  // namespace

void add_evaluate(CLI::App& app, Session& session) {
  CLI::App* parent = app.add_subcommand("evaluate", "按标准评价一份数据 (evaluate data by the standards)");
  parent->require_subcommand(1);
  add_air(*parent, session);
  add_water(*parent, session);
  const Options lakes =
      add_kind(*parent, session, "lake", "湖库各点位：类别与营养状态 (lakes: class and trophic state)");
  add_months(*parent->get_subcommand("lake"), lakes);
  add_items(*parent->get_subcommand("lake"), lakes);
  parent->get_subcommand("lake")->add_flag("--may-lack", lakes->request.may_lack,
                                           "五项不全也计算营养状态，并注明 (an index without all five)");
  const Options sources = add_kind(*parent, session, "source", "集中式饮用水水源：达标率 (drinking-water sources)");
  add_months(*parent->get_subcommand("source"), sources);
  add_register(*parent, session, "black_odour", "城市黑臭水体：各点位的样品 (black and odorous water)");
  add_register(*parent, session, "rural", "农村生活污水治理率：行政村名册或各区县的数目 (rural sewage)");
  const Options farmland = add_register(*parent, session, "farmland",
                                        "受污染耕地安全利用率：地块台账或各区县的面积 (contaminated farmland)");
  parent->get_subcommand("farmland")
      ->add_option("--year", farmland->request.year,
                   "与这一年的国家目标比较 (against the national target of this year)");
  add_register(*parent, session, "survey", "公众满意率：各选项的人数或每人一行的回答 (survey of satisfaction)");
  add_kind(*parent, session, "trend", "多年序列的变化趋势 (trends of series)");
}

}  // namespace bihuan::cli
