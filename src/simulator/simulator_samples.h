// src/simulator/simulator_samples.h - for tests only: the shipped models, and a history that has gone by.
#pragma once
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "base/files.h"
#include "simulator/simulator.h"

namespace bihuan::simulator {

inline const std::vector<Model>& shipped_models() {
  static const std::vector<Model> kModels = [] {
    const Result<std::string> text = read_file(BIHUAN_SOURCE_DIR "/knowledge/simulator/devices.toml", 1U << 20U);
    EXPECT_TRUE(text.has_value());
    Result<std::vector<Model>> models = load_models(text.value_or(""), "knowledge/simulator/devices.toml");
    EXPECT_TRUE(models.has_value()) << models.error().where << " " << models.error().message;
    return *std::move(models);
  }();
  return kModels;
}

inline std::size_t model_index(std::string_view id) {
  std::size_t index = 0;
  while (shipped_models()[index].id != id) ++index;
  return index;
}

inline Parameters sample_parameters(const std::string& faults, std::size_t devices = 10, int days = 1) {
  Parameters parameters;
  parameters.devices = devices;
  parameters.seed = 7;
  parameters.begin = *parse_instant("2024-09-16T00:00:00+08:00");
  parameters.end = {parameters.begin.seconds + days * kSecondsOfDay};
  parameters.faults = *parse_faults(faults);
  return parameters;
}

inline std::vector<Emission> history(const Parameters& parameters) {
  Result<Simulation> field = Simulation::make(parameters, shipped_models());
  EXPECT_TRUE(field.has_value());
  std::vector<Emission> all;
  while (std::optional<Emission> one = field->next()) all.push_back(*std::move(one));
  return all;
}

}  // namespace bihuan::simulator
