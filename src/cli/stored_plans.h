// src/cli/stored_plans.h - what the commands on stored plans have in common: the option --data, the opened folder, the
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

// Runs `work` on the opened folder and reports what failed. Where a server owns the folder, the whole command runs
// there and its text and exit code come back; so both ways give the same.
void with_folder(Session& session, const std::string& folder, bool creates,
                 const std::function<Status(DataFolder&)>& work);

inline void with_desk(Session& session, const DataOptions& options, bool creates,
                      const std::function<Status(server::PlanDesk&)>& work) {
  with_folder(session, options.data, creates, [&](DataFolder& folder) { return work(*folder.desk); });
}

}  // namespace bihuan::cli
