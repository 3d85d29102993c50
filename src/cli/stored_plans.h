// src/cli/stored_plans.h - what the commands on stored plans have in common: the option --data, the opened desk, the
// report.
#pragma once
#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>

#include "cli/command.h"
#include "cli/data_folder.h"

namespace bihuan::cli {

struct DataOptions {
  std::string data = kDefaultData;
  bool as_json = false;
};

// Adds --data and --json.
inline void add_data_options(CLI::App& command, DataOptions& options) {
  command.add_option("--data", options.data, "数据文件夹 (the data folder)")->capture_default_str();
  command.add_flag("--json", options.as_json, "输出JSON (write JSON)");
}

// Opens the folder, runs `work`, reports what failed.
inline void with_desk(Session& session, const DataOptions& options, bool creates,
                      const std::function<Status(server::PlanDesk&)>& work) {
  const Result<DataFolder> folder = open_data_folder(options.data, session.home, creates);
  if (!folder.has_value()) {
    session.exit_code = report(folder.error());
    return;
  }
  const Status status = work(*folder->desk);
  if (!status.has_value()) session.exit_code = report(status.error());
}

}  // namespace bihuan::cli
