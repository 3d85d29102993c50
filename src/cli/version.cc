#include <CLI/CLI.hpp>

#include "cli/command.h"

namespace bihuan::cli {

void add_version(CLI::App& app, Session& /*session*/) {
  app.add_subcommand("version", "显示版本 (print the version)")->callback([] {
    print("闭环 bihuan " + std::string(kVersion) + "\n");
  });
}

}  // namespace bihuan::cli
