#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "cli/command.h"
#include "cli/places.h"
#include "cli/plan_input.h"
#include "cli/plan_text.h"
#include "plans/plan_json.h"

namespace bihuan::cli {
namespace {

struct PlanCompileOptions {
  std::string file, xlsx, docx;
  bool as_json = false;
  bool as_table = false;
  bool is_wide = false;
};

Status compile_and_write(const PlanCompileOptions& options, const Session& session) {
  BIHUAN_TRY(const plans::Language language, read_language(session.home));
  BIHUAN_TRY(const server::PlanFile file, compile_file(language, options.file));
  if (!options.xlsx.empty()) BIHUAN_CHECK(write_sheet(file, SheetFormat::kXlsx, options.xlsx));
  if (!options.docx.empty()) BIHUAN_CHECK(write_sheet(file, SheetFormat::kDocx, options.docx));
  if (options.as_json) {
    print(plans::plan_json(file.compiled));
  } else if (options.as_table || (options.xlsx.empty() && options.docx.empty())) {
    print(plan_table(file.compiled, options.is_wide));
  }
  return {};
}

}  // namespace

void add_plan_compile(CLI::App& plan, Session& session) {
  auto options = std::make_shared<PlanCompileOptions>();
  CLI::App* command = plan.add_subcommand("compile", "编译一份计划文件 (compile a plan document)");
  command->add_option("FILE", options->file, "计划文件：txt、docx、csv；装有LibreOffice时还有doc、wps (the document)")
      ->required();
  auto* json = command->add_flag("--json", options->as_json, "输出JSON (write JSON)");
  command->add_flag("--table", options->as_table, "输出表格，缺省 (write a table, the default)")->excludes(json);
  command->add_flag("--wide", options->is_wide, "表格中不截短文字 (do not cut text in the table)");
  command->add_option("--xlsx", options->xlsx, "写任务分解表xlsx (write the task sheet as xlsx)");
  command->add_option("--docx", options->docx, "写任务分解表docx (write the task sheet as docx)");
  command->callback([options, &session] {
    const Status status = compile_and_write(*options, session);
    if (!status.has_value()) session.exit_code = report(status.error());
  });
}

}  // namespace bihuan::cli
