#include "cli/plan_text.h"
#include "cli/stored_plans.h"
#include "plans/plan_json.h"

namespace bihuan::cli {
namespace {

struct PlanShowOptions : DataOptions {
  std::string id;
  bool is_wide = false;
};

}  // namespace

void add_plan_show(CLI::App& plan, Session& session) {
  auto options = std::make_shared<PlanShowOptions>();
  CLI::App* command =
      plan.add_subcommand("show", "显示已保存的计划，改正已计入 (show a stored plan, corrections applied)");
  command->add_option("ID", options->id, "计划编号 (the plan)")->required();
  command->add_flag("--wide", options->is_wide, "表格中不截短文字 (do not cut text in the table)");
  add_data_options(*command, *options);
  command->callback([options, &session] {
    with_desk(session, *options, false, [&](server::PlanDesk& desk) -> Status {
      BIHUAN_TRY(const plans::Plan corrected, desk.corrected(options->id));
      print(options->as_json ? plans::plan_json(corrected) : plan_table(corrected, options->is_wide));
      return {};
    });
  });
}

}  // namespace bihuan::cli
