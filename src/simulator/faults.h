// src/simulator/faults.h - what may be wrong with what a device sends, and when.
//
// Stretches of time are drawn for each device and each civil day (UTC+8) and lie inside that day; a falsified stretch
// comes on odd days only, so that a day before it is honest.
// Source: the falsified stretches are the marks S01 (constant), S05 (clipped under the limit) and S07 (replayed) of
// audit practice: at least 6 equal hours, values pressed into 95 to 100 % of the limit, at least 12 hours repeated.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace bihuan::simulator {

enum class Fault : std::uint8_t {
  kOutage,    // the line is down; data of minutes, hours and days are sent afterwards
  kSplit,     // a frame comes in pieces
  kGlued,     // several frames come at once
  kCrc,       // damaged on the way, or the check value of another algorithm
  kDrift,     // the device's clock goes wrong
  kConstant,  // falsified: one value for eight hours
  kClipped,   // falsified: what would be above the limit is just below it, for twelve hours
  kReplay,    // falsified: fourteen hours of the day before once more
};
inline constexpr std::size_t kFaultCount = 8;
std::string_view to_string(Fault fault);  // "outage", "split" ...

class FaultSet {
 public:
  constexpr FaultSet() = default;
  constexpr bool has(Fault fault) const { return (bits_ >> static_cast<unsigned>(fault) & 1U) != 0; }
  constexpr void add(Fault fault) { bits_ = static_cast<std::uint8_t>(bits_ | 1U << static_cast<unsigned>(fault)); }
  constexpr bool empty() const { return bits_ == 0; }
  friend constexpr bool operator==(FaultSet, FaultSet) = default;

 private:
  std::uint8_t bits_ = 0;
};

// "outage,crc", "all", "none" or "". Errors: kInvalidInput listing the words there are.
Result<FaultSet> parse_faults(std::string_view words);

// How often, per mille.
struct FaultChances {
  int outage = 150;     // of a device's days
  int falsified = 150;  // of the odd days of a device that has a limit
  int drift = 200;      // of the devices
  int crc = 5;          // of the frames
  int split = 20;       // of the frames
  int glued = 100;      // of the minutes in which a device sends several frames
};

// Minutes of local time (UTC+8) since 1970: [begin, end).
struct Stretch {
  std::int64_t begin = 0;
  std::int64_t end = 0;
  bool contains(std::int64_t minute) const { return minute >= begin && minute < end; }
};
struct Falsified {
  Stretch stretch;
  Fault how = Fault::kConstant;
};

inline constexpr std::int64_t kMinutesOfDay = 1440;

// When the device's line is down on this day (days of local time since 1970).
std::optional<Stretch> outage_on(std::uint64_t seed, std::size_t device, std::int64_t day, int chance);
// When the device's readings are falsified, in one of the ways of `faults`.
std::optional<Falsified> falsified_on(std::uint64_t seed, std::size_t device, std::int64_t day, FaultSet faults,
                                      int chance);

}  // namespace bihuan::simulator
