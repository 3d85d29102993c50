#include "cli/stored_plans.h"
#include "cli/text_table.h"
#include "server/api.h"

namespace bihuan::cli {
namespace {

struct PlanCorrectionsOptions : DataOptions {
  std::string id;
};

std::string_view state_name(plans::CorrectionState state) {
  switch (state) {
    case plans::CorrectionState::kApplies:
      return "有效";
    case plans::CorrectionState::kAsks:
      return "待确认";
    case plans::CorrectionState::kOrphan:
      return "原句已无";
    case plans::CorrectionState::kWithdrawn:
      return "已撤回";
  }
  return "";
}

std::string corrections_text(const std::vector<server::api::Correction>& corrections) {
  if (corrections.empty()) return "没有改正。\n";
  std::vector<std::vector<std::string>> rows;
  for (const server::api::Correction& correction : corrections) {
    rows.push_back({correction.id, std::string(state_name(correction.state)), correction.commitment_id,
                    std::string(plans::field_name(correction.field)), correction.before, correction.after,
                    correction.who, correction.why, correction.candidate_id});
  }
  return render_table({{"编号", 0},
                       {"状态", 0},
                       {"任务", 0},
                       {"字段", 0},
                       {"原值", 24},
                       {"新值", 24},
                       {"谁", 16},
                       {"为什么", 40},
                       {"可能是", 0}},
                      rows);
}

}  // namespace

void add_plan_corrections(CLI::App& plan, Session& session) {
  auto options = std::make_shared<PlanCorrectionsOptions>();
  CLI::App* command = plan.add_subcommand("corrections", "列出一份计划的改正 (list the corrections of a plan)");
  command->add_option("ID", options->id, "计划编号 (the plan)")->required();
  add_data_options(*command, *options);
  command->callback([options, &session] {
    with_desk(session, *options, false, [&](server::PlanDesk& desk) -> Status {
      BIHUAN_TRY(const std::vector<server::api::Correction> corrections, desk.corrections(options->id));
      print(options->as_json ? to_json(corrections, JsonStyle::kPretty) : corrections_text(corrections));
      return {};
    });
  });
}

}  // namespace bihuan::cli
