// src/simulator/readings.h - what a simulated device measures: a value for each minute, and what periods make of them.
//
// Everything is computed from seed, device, factor and minute with integers alone: no state, the same on every machine,
// and a value that is sent late is the value that would have been sent in time.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "simulator/faults.h"
#include "simulator/models.h"

namespace bihuan::simulator {

// All as reported, in units of the factor's last place.
struct PeriodValues {
  std::int64_t lowest = 0, mean = 0, highest = 0;
  std::int64_t volume = 0;  // hundredths of a cubic metre; 0 where nothing flows
};

// Levels of noise over a period: exceeded in 10, 50, 90 % of its minutes; Leq is the mean of the energy.
struct PeriodLevels {
  std::int64_t lowest = 0, l90 = 0, l50 = 0, l10 = 0, highest = 0, leq = 0;
};

// Tenths of a decibel, 0 to 199.9 dB: what is beyond counts as that. PRECONDITION: not empty
std::int64_t energy_mean(const std::vector<std::int64_t>& levels);

class Readings {
 public:
  // `model` must outlive this.
  Readings(std::uint64_t seed, std::size_t device, const Model& model, FaultSet faults, int falsified_chance);

  // What the device reports for this minute (of local time since 1970).
  std::int64_t value(std::size_t factor, std::int64_t minute) const;
  // What was really there.
  std::int64_t honest(std::size_t factor, std::int64_t minute) const;
  // The stretch that this minute lies in, if any.
  std::optional<Falsified> falsified_at(std::int64_t minute) const;

  // Of [begin, end). PRECONDITION: not empty
  PeriodValues period(std::size_t factor, std::int64_t begin, std::int64_t end) const;
  PeriodLevels levels(std::int64_t begin, std::int64_t end) const;

 private:
  std::uint64_t seed_;
  std::size_t device_;
  const Model* model_;
  FaultSet faults_;
  int chance_;
  std::int64_t scale_;  // per mille: no two places are alike
};

// "42.5" of 425 with one place.
std::string printed(std::int64_t value, int places);

}  // namespace bihuan::simulator
