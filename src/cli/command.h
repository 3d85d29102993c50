// src/cli/command.h - what the subcommands share: one file each, each adds itself to the command line.
//
// Exit codes: 0 done; 1 a negative answer where docs/manual/commands.md says so (plans differ, a target is missed, the
// rule is silent); 2 bad input; 3 something outside is unavailable, or an internal fault.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace CLI {
class App;
}

namespace bihuan::cli {

struct DataFolder;

inline constexpr int kExitDone = 0;
inline constexpr int kExitNegative = 1;
inline constexpr int kExitBadInput = 2;
inline constexpr int kExitUnavailable = 3;

// What every command is given; `exit_code` is what the chosen one leaves.
struct Session {
  std::string
      home;  // --home: the folder that holds knowledge/, examples/ and web/; "" = found by the program's own place
  int exit_code = kExitDone;
  std::vector<std::string> arguments;  // as given, without the program's name
  DataFolder* owned = nullptr;         // where the command runs inside the server: the folder that it owns
};

// Where a command's text goes and where its relative paths begin, while it runs on this thread: the process's own
// streams and folder, or those of a command that a server runs for somebody (control.h).
struct Console {
  std::string out, error;
  std::string folder;  // absolute
};
// Sets the console of this thread while it lives.
class ConsoleScope {
 public:
  explicit ConsoleScope(Console& console);
  ~ConsoleScope();
  ConsoleScope(const ConsoleScope&) = delete;
  ConsoleScope& operator=(const ConsoleScope&) = delete;
};
// A path as the command's caller means it.
std::string resolved(const std::string& path);

int exit_code_of(Code code);

// Writes to standard output; to standard error. A closed pipe is no fault of ours.
void print(std::string_view text);
void print_error(std::string_view text);

// "错误：<message>（<where>）" on standard error. Returns the exit code.
int report(const Error& error);

// Reads an input file. Errors: those of read_file, with the file's name in `where`.
Result<std::string> read_input(const std::string& path, std::size_t max_bytes);

inline constexpr std::string_view kVersion = BIHUAN_VERSION;

// Builds the whole command line and runs the command it names. Returns the exit code.
int run_command_line(int argc, char** argv);
// The same from a list, inside the process that owns `folder`.
int run_command(const std::vector<std::string>& arguments, DataFolder& folder);

void add_plan_compile(CLI::App& plan, Session& session);
void add_plan_diff(CLI::App& plan, Session& session);
void add_plan_units(CLI::App& plan, Session& session);
void add_plan_add(CLI::App& plan, Session& session);
void add_plan_list(CLI::App& plan, Session& session);
void add_plan_show(CLI::App& plan, Session& session);
void add_plan_correct(CLI::App& plan, Session& session);
void add_plan_corrections(CLI::App& plan, Session& session);
void add_archive(CLI::App& app, Session& session);
void add_assess(CLI::App& app, Session& session);
void add_hj212_decode(CLI::App& hj212, Session& session);
void add_hj212_encode(CLI::App& hj212, Session& session);
void add_hj212_check(CLI::App& hj212, Session& session);
void add_standard(CLI::App& app, Session& session);
void add_simulate(CLI::App& app, Session& session);
void add_evaluate(CLI::App& app, Session& session);
void add_account(CLI::App& app, Session& session);
void add_unit(CLI::App& app, Session& session);
void add_task(CLI::App& app, Session& session);
void add_dispatch(CLI::App& app, Session& session);
void add_duty(CLI::App& app, Session& session);
void add_adjustment(CLI::App& app, Session& session);
void add_paper(CLI::App& app, Session& session);
void add_official(CLI::App& app, Session& session);
void add_site(CLI::App& app, Session& session);
void add_import(CLI::App& app, Session& session);
void add_observation(CLI::App& app, Session& session);
void add_observation_keeping(CLI::App& observation, Session& session);  // below add_observation
void add_scheme(CLI::App& app, Session& session);
void add_case(CLI::App& app, Session& session);
void add_notice(CLI::App& app, Session& session);
void add_serve(CLI::App& app, Session& session);
void add_journal(CLI::App& app, Session& session);
void add_backup(CLI::App& app, Session& session);
void add_restore(CLI::App& app, Session& session);
void add_demo(CLI::App& app, Session& session);
void add_openapi(CLI::App& app, Session& session);
void add_version(CLI::App& app, Session& session);

}  // namespace bihuan::cli
