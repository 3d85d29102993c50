// src/server/sample_desk.h - for tests: a desk on an in-memory store, with an invented plan and a clock that stands
// still.
#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/files.h"
#include "base/time.h"
#include "server/plan_desk.h"

namespace bihuan::server {

inline const std::string kSamplePlan =
    "2031年云溪市生态环境工作要点\n"
    "一、工作目标\n"
    "全市9个省考断面水质优良率不低于88.9%，城区细颗粒物年均浓度不高于31微克/立方米。\n"
    "二、重点任务\n"
    "1."
    "巩固水环境质量。对12个入河排口每月至少巡查一次，9月底前完成云溪河口湿地修复方案编制。（责任单位：水科、监测站）\n"
    "2.强化扬尘管控。严禁露天焚烧秸秆，持续推进工地扬尘治理。（责任单位：大气科）\n"
    "3.加强执法监管。全年开展专项检查不少于6次。（责任单位：执法支队）\n";

inline std::vector<plans::NamedText> sample_language_files() {
  namespace fs = std::filesystem;
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(fs::path(BIHUAN_SOURCE_DIR) / "knowledge/plan-language")) {
    if (entry.path().extension() == ".toml") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<plans::NamedText> files;
  for (const fs::path& path : paths) files.push_back({path.filename().string(), *read_file(path.string(), 1U << 24U)});
  return files;
}

inline PlanDesk sample_desk(const Clock& clock, documents::OfficeConverter* converter = nullptr,
                            std::shared_ptr<records::Database> database = *records::open_memory_database()) {
  Result<plans::Language> language = plans::load_language(sample_language_files());
  EXPECT_TRUE(language.has_value()) << language.error().message << language.error().where;
  return {*std::move(language),
          plans::Organisation(),
          records::Records(std::move(database)),
          clock,
          converter,
          DeskOptions{"云溪市生态环境局", true, "test"}};
}

}  // namespace bihuan::server
