#include "cli/stored_plans.h"
#include "cli/text_table.h"
#include "server/api.h"

namespace bihuan::cli {
namespace {

std::string list_text(const server::api::PlanList& list) {
  if (list.plans.empty()) return "还没有保存的计划。\n";
  std::vector<std::vector<std::string>> rows;
  for (const server::api::PlanSummary& plan : list.plans) {
    rows.push_back({plan.id, std::to_string(plan.version), plan.plan_year == 0 ? "" : std::to_string(plan.plan_year),
                    plan.title, std::to_string(plan.counts.targets), std::to_string(plan.counts.duties),
                    std::to_string(plan.open_questions), to_string(to_date(plan.stored_at)), plan.file_name});
  }
  return render_table({{"编号", 0},
                       {"版本", 0, true},
                       {"年度", 0},
                       {"标题", 50},
                       {"目标", 0, true},
                       {"频次", 0, true},
                       {"待答", 0, true},
                       {"保存日期", 0},
                       {"文件", 30}},
                      rows);
}

}  // namespace

void add_plan_list(CLI::App& plan, Session& session) {
  auto options = std::make_shared<DataOptions>();
  CLI::App* command = plan.add_subcommand("list", "列出已保存的计划 (list stored plans)");
  add_data_options(*command, *options);
  command->callback([options, &session] {
    with_desk(session, *options, false, [&](server::PlanDesk& desk) -> Status {
      BIHUAN_TRY(const server::api::PlanList list, desk.list());
      print(options->as_json ? to_json(list, JsonStyle::kPretty) : list_text(list));
      return {};
    });
  });
}

}  // namespace bihuan::cli
