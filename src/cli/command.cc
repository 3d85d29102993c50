#include "cli/command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

#include "base/files.h"
#include "base/text.h"

namespace bihuan::cli {
namespace {

// CLI11 speaks English; what a person meets in daily work is said in Chinese first.
class ChineseFormatter : public CLI::Formatter {
 public:
  ChineseFormatter() {
    label("REQUIRED", "必填 required");
    label("OPTIONS", "选项 options");
    label("SUBCOMMAND", "命令 command");
    label("SUBCOMMANDS", "命令 commands");
    label("Options", "选项 Options");
    label("Subcommands", "命令 Commands");
    label("Positionals", "参数 Arguments");
    label("Usage", "用法 Usage");
    label("TEXT", "文字");
    label("INT", "数字");
    label("UINT", "数字");
  }
};

int report_usage(const CLI::App& app, const CLI::ParseError& error) {
  // The innermost command that was named is the one whose help tells what would be right.
  const CLI::App* innermost = &app;
  std::string name = "bihuan";
  for (auto chosen = innermost->get_subcommands(); !chosen.empty(); chosen = innermost->get_subcommands()) {
    innermost = chosen.front();
    name += " " + innermost->get_name();
  }
  print_error("错误：命令行写法不对：" + std::string(error.what()) + "\n正确写法见：" + name + " --help\n");
  return kExitBadInput;
}

}  // namespace

int exit_code_of(Code code) {
  switch (code) {
    case Code::kInvalidInput:
    case Code::kNotFound:
    case Code::kConflict:
      return kExitBadInput;
    case Code::kNotCovered:
    case Code::kInsufficientData:
      return kExitNegative;
    case Code::kCorrupt:
    case Code::kUnavailable:
      return kExitUnavailable;
  }
  return kExitUnavailable;
}

namespace {
thread_local Console* current_console = nullptr;
}

ConsoleScope::ConsoleScope(Console& scoped) { current_console = &scoped; }
ConsoleScope::~ConsoleScope() { current_console = nullptr; }

std::string resolved(const std::string& path) {
  if (current_console == nullptr || path.empty() || path.front() == '/') return path;
  return current_console->folder + "/" + path;
}

void print(std::string_view text) {
  if (current_console != nullptr) {
    current_console->out += text;
    return;
  }
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

void print_error(std::string_view text) {
  if (current_console != nullptr) {
    current_console->error += text;
    return;
  }
  std::fwrite(text.data(), 1, text.size(), stderr);
}

int report(const Error& error) {
  std::string text = "错误：" + error.message;
  if (!error.where.empty()) text += "（" + error.where + "）";
  print_error(text + "\n");
  return exit_code_of(error.code);
}

Result<std::string> read_input(const std::string& path, std::size_t max_bytes) {
  Result<std::string> bytes = read_file(resolved(path), max_bytes);
  if (!bytes.has_value() && bytes.error().where.empty()) {
    return fail(bytes.error().code, bytes.error().message, path);
  }
  return bytes;
}

namespace {

int run(Session& session, std::vector<std::string> arguments) {
  CLI::App app{"闭环：生态环境局的一年 (Bihuan: the year of an ecology and environment bureau)", "bihuan"};
  app.formatter(std::make_shared<ChineseFormatter>());
  app.set_help_flag("-h,--help", "显示说明 (show this help)");
  app.require_subcommand(1);
  app.add_option(
      "--home", session.home,
      "存放knowledge、examples、web的文件夹，缺省按程序所在位置查找 (folder of knowledge, examples and web)");
  CLI::App* plan = app.add_subcommand("plan", "计划：编译、比较、保存、改正 (plans: compile, compare, store, correct)");
  plan->require_subcommand(1);
  add_plan_compile(*plan, session);
  add_plan_diff(*plan, session);
  add_plan_units(*plan, session);
  add_plan_add(*plan, session);
  add_plan_list(*plan, session);
  add_plan_show(*plan, session);
  add_plan_correct(*plan, session);
  add_plan_corrections(*plan, session);
  add_assess(app, session);
  CLI::App* hj212 = app.add_subcommand("hj212", "现场设备的HJ 212帧：读、写、核对 (HJ 212 frames of field devices)");
  hj212->require_subcommand(1);
  add_hj212_decode(*hj212, session);
  add_hj212_encode(*hj212, session);
  add_hj212_check(*hj212, session);
  add_archive(app, session);
  add_simulate(app, session);
  add_evaluate(app, session);
  add_standard(app, session);
  add_serve(app, session);
  add_account(app, session);
  add_unit(app, session);
  add_task(app, session);
  add_dispatch(app, session);
  add_duty(app, session);
  add_adjustment(app, session);
  add_paper(app, session);
  add_official(app, session);
  add_site(app, session);
  add_import(app, session);
  add_observation(app, session);
  add_scheme(app, session);
  add_case(app, session);
  add_notice(app, session);
  add_journal(app, session);
  add_backup(app, session);
  add_restore(app, session);
  add_demo(app, session);
  add_openapi(app, session);
  add_version(app, session);
  session.arguments = arguments;
  std::reverse(arguments.begin(), arguments.end());  // as CLI11 takes them
  try {
    app.parse(std::move(arguments));
  } catch (const CLI::CallForHelp&) {
    const CLI::App* innermost = &app;
    for (auto chosen = innermost->get_subcommands(); !chosen.empty(); chosen = innermost->get_subcommands()) {
      innermost = chosen.front();
    }
    print(innermost->help());
    return kExitDone;
  } catch (const CLI::ParseError& error) {
    return report_usage(app, error);
  }
  return session.exit_code;
}

}  // namespace

int run_command_line(int argc, char** argv) {
  Session session;
  return run(session, {argv + 1, argv + argc});
}

int run_command(const std::vector<std::string>& arguments, DataFolder& folder) {
  Session session;
  session.owned = &folder;
  return run(session, arguments);
}

}  // namespace bihuan::cli
