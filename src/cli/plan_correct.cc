#include "cli/stored_plans.h"
#include "server/api.h"

namespace bihuan::cli {
namespace {

struct PlanCorrectOptions : DataOptions {
  std::string id, who;
  server::CorrectionWish wish;
};

}  // namespace

void add_plan_correct(CLI::App& plan, Session& session) {
  auto options = std::make_shared<PlanCorrectOptions>();
  CLI::App* command = plan.add_subcommand("correct", "改正一条分解结果 (correct a compiled commitment)");
  command->add_option("ID", options->id, "计划编号 (the plan)")->required();
  command->add_option("--commitment", options->wish.commitment_id, "任务编号 (the commitment)")->required();
  command
      ->add_option("--field", options->wish.field,
                   "字段：kind、indicator、comparator、value、unit、scope、deadline、units、strength (the field)")
      ->required();
  command->add_option("--to", options->wish.after, "改成什么；多个单位用“、”分开 (the new value)")->required();
  command->add_option("--who", options->who, "谁改的 (who)")->required();
  command->add_option("--why", options->wish.why, "为什么 (why)")->required();
  add_data_options(*command, *options);
  command->callback([options, &session] {
    with_folder(session, options->data, false, [&](DataFolder& folder) -> Status {
      records::Actor actor = folder.operator_now();
      actor.name = options->who;
      BIHUAN_TRY(const server::api::Correction correction, folder.desk->correct(actor, options->id, options->wish));
      print(options->as_json ? to_json(correction, JsonStyle::kPretty)
                             : "已改正：" + correction.id + " " + correction.commitment_id + " " +
                                   std::string(plans::field_name(correction.field)) + "：“" + correction.before +
                                   "”→“" + correction.after + "”\n");
      return {};
    });
  });
}

}  // namespace bihuan::cli
