#include <filesystem>

#include "cli/stored_plans.h"
#include "plans/document.h"
#include "server/api.h"

namespace bihuan::cli {
namespace {

struct PlanAddOptions : DataOptions {
  std::string file, replaces, note;
};

Status store(DataFolder& folder, const PlanAddOptions& options, const std::string& bytes) {
  BIHUAN_TRY(const server::api::PlanSummary summary,
             folder.desk->store(folder.operator_now(), std::filesystem::path(options.file).filename().string(), bytes,
                                options.replaces, options.note));
  if (options.as_json) {
    print(to_json(summary, JsonStyle::kPretty));
    return {};
  }
  print("已保存：" + summary.id + " 第" + std::to_string(summary.version) + "版《" + summary.title + "》，目标" +
        std::to_string(summary.counts.targets) + "，频次" + std::to_string(summary.counts.duties) + "，待核" +
        std::to_string(summary.counts.diagnostics) + "\n");
  return {};
}

// Reads and refuses before the folder is made: a bad file must leave nothing behind.
void run_plan_add(Session& session, const PlanAddOptions& options) {
  const Result<std::string> bytes = read_input(options.file, plans::kMaxDocumentBytes + 1);
  if (!bytes.has_value()) {
    session.exit_code = report(bytes.error());
    return;
  }
  const Result<plans::ReadDocument> checked = plans::read_document(*bytes, options.file);
  const bool is_new_folder = !std::filesystem::exists(options.data);
  if (!checked.has_value() && is_new_folder) {
    session.exit_code = report(checked.error());
    return;
  }
  with_folder(session, options.data, true, [&](DataFolder& folder) { return store(folder, options, *bytes); });
}

}  // namespace

void add_plan_add(CLI::App& plan, Session& session) {
  auto options = std::make_shared<PlanAddOptions>();
  CLI::App* command = plan.add_subcommand("add", "编译并保存一份计划 (compile and store a plan)");
  command->add_option("FILE", options->file, "计划文件 (the document)")->required();
  command->add_option("--replaces", options->replaces, "作为这个计划的新版本 (a new version of this plan)");
  command->add_option("--note", options->note, "备注 (a note)");
  add_data_options(*command, *options);
  command->callback([options, &session] { run_plan_add(session, *options); });
}

}  // namespace bihuan::cli
