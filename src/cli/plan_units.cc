#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <string>

#include "cli/clocks.h"
#include "cli/command.h"
#include "cli/places.h"
#include "cli/plan_input.h"
#include "cli/plan_text.h"
#include "plans/plan_describe.h"

namespace bihuan::cli {
namespace {

constexpr std::size_t kLargestOrganisation = std::size_t{1} << 20U;

struct PlanUnitsOptions {
  std::string file, organisation;
  bool as_json = false;
  bool is_wide = false;
};

Status answer_units(const PlanUnitsOptions& options, const Session& session) {
  plans::Organisation organisation;
  if (!options.organisation.empty()) {
    BIHUAN_TRY(const std::string toml, read_input(options.organisation, kLargestOrganisation));
    const std::string name = std::filesystem::path(options.organisation).filename().string();
    BIHUAN_TRY(organisation, plans::load_organisation(toml, name));
  }
  BIHUAN_TRY(const plans::Language language, read_language(session.home));
  BIHUAN_TRY(const server::PlanFile file, compile_file(language, options.file));
  const Date on = plans::day_of(file.compiled, to_date(SystemClock().now()));
  const plans::PlanUnits units = plans::plan_units(file.compiled, organisation, on);
  print(options.as_json ? to_json(units, JsonStyle::kPretty) : units_text(units, file.compiled, options.is_wide));
  return {};
}

}  // namespace

void add_plan_units(CLI::App& plan, Session& session) {
  auto options = std::make_shared<PlanUnitsOptions>();
  CLI::App* command = plan.add_subcommand("units", "哪个单位负责什么 (which unit answers for what)");
  command->add_option("FILE", options->file, "计划文件 (the document)")->required();
  command->add_option("--organisation", options->organisation, "单位表TOML (the organisation table)");
  command->add_flag("--json", options->as_json, "输出JSON (write JSON)");
  command->add_flag("--wide", options->is_wide, "表格中不截短文字 (do not cut text in the table)");
  command->callback([options, &session] {
    const Status status = answer_units(*options, session);
    if (!status.has_value()) session.exit_code = report(status.error());
  });
}

}  // namespace bihuan::cli
