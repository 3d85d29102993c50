// src/simulator/models.h - what kinds of devices there are and how their readings usually run.
//
// All of it is data (knowledge/simulator/*.toml): orders of magnitude, the shape of a day and of a year. Invented, and
// marked so: a simulated figure says nothing about a real place.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bihuan::simulator {

struct Factor {
  std::string code;       // "w01018"
  std::int64_t base = 0;  // as reported: 425 with one place is 42.5
  int places = 0;
  std::array<std::int64_t, 24> day{};   // per mille of base at each full hour, linear between
  std::array<std::int64_t, 12> year{};  // per mille at the first of each month, linear between
  std::int64_t spread = 0;              // per mille of chance up and down
  std::optional<std::int64_t> limit;    // as reported; only what has a limit is ever falsified
  // What flows past in a second, in thousandths of a cubic metre for each reported unit (1 for L/s); 0: nothing flows.
  std::int64_t litres = 0;
};

struct Model {
  std::string id;         // "water_outlet"
  std::string name;       // 废水排放口
  std::string system;     // ST
  int share = 1;          // how many of these against the other models
  bool is_noise = false;  // reports levels (L10, Leq ...) in place of means
  std::vector<Factor> factors;
};

// Errors: kInvalidInput with file and line: a curve of another length, an unknown curve, a share below 1, a base of 0.
Result<std::vector<Model>> load_models(std::string_view toml, std::string_view name);

}  // namespace bihuan::simulator
