// src/cli/clocks.h - the clock of the machine, and the demonstration's own.
#pragma once
#include <chrono>

#include "base/time.h"

namespace bihuan::cli {

class SystemClock final : public Clock {
 public:
  Instant now() const override;
};

inline constexpr double kFastestDemonstration = 3600;  // an hour of the demonstration in a second

// Begins at `start` when it is made and runs `speed` times as fast as the machine's.
class DemonstrationClock final : public Clock {
 public:
  explicit DemonstrationClock(Instant start, double speed = 1) : start_(start), speed_(speed) {}
  Instant now() const override;
  double speed() const { return speed_; }

 private:
  Instant start_;
  double speed_;
  std::chrono::steady_clock::time_point made_ = std::chrono::steady_clock::now();
};

// 2024-09-30 08:00 Beijing time: the day on which the demonstration city is looked at.
inline Instant demonstration_start() { return to_instant(Date(2024, 9, 30), 8); }

}  // namespace bihuan::cli
