#include <filesystem>

#include "assessment/reading_describe.h"
#include "assessment/render_readings.h"
#include "cli/assess_input.h"
#include "cli/places.h"
#include "cli/plan_input.h"
#include "cli/stored_plans.h"

namespace bihuan::cli {
namespace {

struct AssessOptions : DataOptions {
  std::string plan, sections, file, on;
  assessment::EvaluateRequest request;
  bool explains = false;
  bool stores = false;
  bool bears_faults = false;
};

// Shows the readings, and what was refused; good rows have gone on. Returns the exit code.
int show_assessment(const AssessOptions& options, const assessment::FileAssessment& assessment,
                    const std::vector<Error>& faults, bool is_stored = false) {
  print(options.as_json ? to_json(assessment.readings, JsonStyle::kPretty)
                        : assessment::render_readings_text(assessment.readings, {.explain = options.explains}));
  if (!options.as_json && options.explains) print(assessment::render_problems_text(assessment));
  for (const Error& fault : faults) report(fault);
  if (!faults.empty()) {
    print_error("共" + std::to_string(faults.size()) + "处有误，其余数据照常评价" +
                (!options.stores        ? "。\n"
                 : is_stored            ? "；能够评价的读数已经保存，其中写明有误的处数。\n"
                 : options.bears_faults ? "；没有可以保存的读数。\n"
                                        : "；改正之前不保存读数，确认无妨可以加--despite-faults。\n"));
    return kExitBadInput;
  }
  for (const assessment::Reading& reading : assessment.readings) {
    if (reading.verdict == assessment::Verdict::kMissed) return kExitNegative;
  }
  return kExitDone;
}

Status assess_stored(DataFolder& folder, const AssessOptions& options, Session& session, Date on) {
  BIHUAN_TRY(const plans::Plan plan, folder.desk->corrected(options.plan));
  BIHUAN_TRY(assessment::FileAssessment assessment,
             assess_input(plan, options.file, options.request, on, session.home));
  const std::vector<Error> faults = faults_of(assessment, options.file);
  bool is_stored = false;
  if (options.stores && (faults.empty() || options.bears_faults)) {
    const auto answered = assessment::answered_readings(assessment);
    if (answered) BIHUAN_CHECK(folder.desk->store_readings(folder.operator_now(), options.plan, *answered));
    is_stored = answered.has_value();
  }
  session.exit_code = show_assessment(options, assessment, faults, is_stored);
  return {};
}

Status assess_file(const AssessOptions& options, Session& session, Date on) {
  if (options.stores) {
    return fail(Code::kInvalidInput, "只有已保存的计划才能保存读数，--plan应为计划编号；编号见bihuan plan list。",
                "--plan " + options.plan);
  }
  BIHUAN_TRY(const plans::Language language, read_language(session.home));
  BIHUAN_TRY(const server::PlanFile file, compile_file(language, options.plan));
  BIHUAN_TRY(const assessment::FileAssessment assessment,
             assess_input(file.compiled, options.file, options.request, on, session.home));
  session.exit_code = show_assessment(options, assessment, faults_of(assessment, options.file));
  return {};
}

// Options of `evaluate` that say how the file is to be read.
void add_reading_options(CLI::App& command, assessment::EvaluateRequest& request) {
  command.add_option("--standard", request.standard, "air：标准编号，如HJ 633-2012 (a standard's id)");
  command.add_option("--items", request.items, "water：参加评价的项目，mee22_21、5plus_x (the set of items)");
  command.add_option("--hours", request.hours, "air：小时指终点ending或起点beginning (what an hour's label names)");
  command.add_option("--unit", request.units, "air：表头未写的单位，如co=mg/m3，可多次 (units that heads lack)");
  command.add_option("--limit", request.limits, "water、source：检出限，如tp=0.01，可多次 (detection limits)");
  command.add_option("--sand-dust", request.sand_dust, "air：剔除沙尘的日期，用逗号分开 (days of sand-dust)");
}

void run_assess(Session& session, AssessOptions& options) {
  if (!options.sections.empty()) {
    options.file = options.sections;
    options.request.kind = "water";
  }
  if (options.file.empty() || options.request.kind.empty()) {
    session.exit_code = report({Code::kInvalidInput, "应有--sections，或--file和--kind。", "assess"});
    return;
  }
  const Result<Date> on = parse_date(options.on);
  if (!on.has_value()) {
    session.exit_code = report({on.error().code, on.error().message, "--on " + options.on});
    return;
  }
  std::error_code error;
  if (std::filesystem::is_regular_file(options.plan, error)) {
    const Status status = assess_file(options, session, *on);
    if (!status.has_value()) session.exit_code = report(status.error());
    return;
  }
  with_folder(session, options.data, false,
              [&](DataFolder& folder) { return assess_stored(folder, options, session, *on); });
}

}  // namespace

void add_assess(CLI::App& app, Session& session) {
  auto options = std::make_shared<AssessOptions>();
  CLI::App* command = app.add_subcommand("assess", "用监测结果和台账评价计划目标 (measure the plan's targets)");
  command->add_option("--plan", options->plan, "计划编号或计划文件 (a stored plan or a document)")->required();
  CLI::Option* sections =
      command->add_option("--sections", options->sections,
                          "断面月度结果：xlsx、ods、xls、csv；同--kind water --file (monthly section results)");
  CLI::Option* file = command->add_option("--file", options->file, "xlsx、ods、xls、csv (a file of --kind)");
  command
      ->add_option("--kind", options->request.kind, "water、source、air、rural、farmland、survey (what the file holds)")
      ->needs(file);
  file->excludes(sections);
  command->add_option("--on", options->on, "评价日期，如2024-09-30 (the day)")->required();
  command->add_flag("--explain", options->explains, "列出每个数字的依据 (with the basis of each figure)");
  CLI::Option* stores = command->add_flag("--store", options->stores, "保存读数 (store the readings)");
  command->add_flag("--despite-faults", options->bears_faults, "有误的行和单元格无妨，照样保存 (store despite faults)")
      ->needs(stores);
  add_reading_options(*command, options->request);
  add_data_options(*command, *options);
  command->callback([options, &session] { run_assess(session, *options); });
}

}  // namespace bihuan::cli
