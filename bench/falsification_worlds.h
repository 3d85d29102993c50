// bench/falsification_worlds.h - years of invented outlets and stations, and stretches that are falsified in them.
// Knows nothing of the rules that look for them: no code, no threshold, no word of knowledge/quality.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace falsification {

struct Curve {  // one series, hourly
  std::string site, factor, unit;
  int places = 0;
  std::vector<std::int64_t> values;
  std::vector<char> present, flags;
  std::int64_t limit = 0, range_end = 0;  // 0: none
  bool is_converted = false, is_power = false;
};

struct Spell {  // hours [begin, end)
  int begin = 0, end = 0;
  std::string site, word;
};

struct World {
  std::string medium;  // "wastewater", "gas", "ambient_air"
  std::vector<Curve> curves;
  std::vector<Spell> conditions, maintenance, visits;
};

inline constexpr int kHoursOfYear = 8760;

World wastewater_world(std::uint64_t seed);  // a plant near its limits and one far below
World gas_world(std::uint64_t seed);
World air_world(std::uint64_t seed);

// What was done, where.
struct Planted {
  std::size_t curve = 0;
  int begin = 0, end = 0;  // [begin, end)
};

// Kinds of falsification: "constant", "replay" ... in the order in which they are reported.
const std::vector<std::string_view>& kinds();
// The world in which a kind can be planted.
std::string_view medium_of(std::string_view kind);
// Plants a few stretches of the kind.
std::vector<Planted> plant(World& world, std::string_view kind, std::uint64_t seed);

}  // namespace falsification
