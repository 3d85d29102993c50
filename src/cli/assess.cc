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
  std::string plan, sections, on;
  bool explains = false;
  bool stores = false;
};

// Shows the readings, and what was refused; good rows have gone on. Returns the exit code.
int show_assessment(const AssessOptions& options, const assessment::Assessment& assessment,
                    const std::vector<Error>& faults) {
  print(options.as_json ? to_json(assessment.readings, JsonStyle::kPretty)
                        : assessment::render_readings_text(assessment.readings, {.explain = options.explains}));
  if (!options.as_json && options.explains) print(assessment::render_problems_text(assessment.workbook));
  for (const Error& fault : faults) report(fault);
  if (!faults.empty()) {
    print_error("共" + std::to_string(faults.size()) + "处有误，其余数据照常评价" +
                (options.stores ? "；改正之前不保存读数。\n" : "。\n"));
    return kExitBadInput;
  }
  for (const assessment::Reading& reading : assessment.readings) {
    if (reading.verdict == assessment::Verdict::kMissed) return kExitNegative;
  }
  return kExitDone;
}

Status assess_stored(DataFolder& folder, const AssessOptions& options, Session& session, Date on) {
  BIHUAN_TRY(const plans::Plan plan, folder.desk->corrected(options.plan));
  BIHUAN_TRY(const assessment::Assessment assessment, assess_workbook(plan, options.sections, on, session.home));
  const std::vector<Error> faults = faults_of(assessment);
  if (options.stores && faults.empty()) BIHUAN_CHECK(folder.desk->store_readings(folder.operator_now(), options.plan, assessment.readings));
  session.exit_code = show_assessment(options, assessment, faults);
  return {};
}

Status assess_file(const AssessOptions& options, Session& session, Date on) {
  if (options.stores) {
    return fail(Code::kInvalidInput, "只有已保存的计划才能保存读数，--plan应为计划编号；编号见bihuan plan list。",
                "--plan " + options.plan);
  }
  BIHUAN_TRY(const plans::Language language, read_language(session.home));
  BIHUAN_TRY(const server::PlanFile file, compile_file(language, options.plan));
  BIHUAN_TRY(const assessment::Assessment assessment,
             assess_workbook(file.compiled, options.sections, on, session.home));
  session.exit_code = show_assessment(options, assessment, faults_of(assessment));
  return {};
}

void run_assess(Session& session, const AssessOptions& options) {
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
  CLI::App* command = app.add_subcommand("assess", "用断面监测结果评价计划目标 (measure the plan's targets)");
  command->add_option("--plan", options->plan, "计划编号或计划文件 (a stored plan or a document)")->required();
  command->add_option("--sections", options->sections, "断面月度结果：xlsx、ods、xls、csv (monthly section results)")
      ->required();
  command->add_option("--on", options->on, "评价日期，如2024-09-30 (the day)")->required();
  command->add_flag("--explain", options->explains, "列出每个数字的依据 (with the basis of each figure)");
  command->add_flag("--store", options->stores, "保存读数 (store the readings)");
  add_data_options(*command, *options);
  command->callback([options, &session] { run_assess(session, *options); });
}

}  // namespace bihuan::cli
