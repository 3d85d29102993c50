#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "cli/command.h"
#include "cli/places.h"
#include "cli/plan_input.h"
#include "cli/plan_text.h"
#include "plans/plan_describe.h"

namespace bihuan::cli {
namespace {

struct PlanDiffOptions {
  std::string before, after;
  bool as_json = false;
};

Result<plans::Difference> compare(const PlanDiffOptions& options, const Session& session) {
  BIHUAN_TRY(const plans::Language language, read_language(session.home));
  BIHUAN_TRY(const server::PlanFile before, compile_file(language, options.before));
  BIHUAN_TRY(const server::PlanFile after, compile_file(language, options.after));
  return plans::diff(before.compiled, after.compiled);
}

}  // namespace

void add_plan_diff(CLI::App& plan, Session& session) {
  auto options = std::make_shared<PlanDiffOptions>();
  CLI::App* command =
      plan.add_subcommand("diff", "比较两份计划；有差别时返回1 (compare two plans; exit code 1 if they differ)");
  command->add_option("OLD", options->before, "旧计划文件 (the old document)")->required();
  command->add_option("NEW", options->after, "新计划文件 (the new document)")->required();
  command->add_flag("--json", options->as_json, "输出JSON (write JSON)");
  command->callback([options, &session] {
    const Result<plans::Difference> difference = compare(*options, session);
    if (!difference.has_value()) {
      session.exit_code = report(difference.error());
      return;
    }
    print(options->as_json ? to_json(*difference, JsonStyle::kPretty) : difference_text(*difference));
    session.exit_code = difference->entries.empty() ? kExitDone : kExitNegative;
  });
}

}  // namespace bihuan::cli
