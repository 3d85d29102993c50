// src/cli/clocks.h - the clock of the machine, and the demonstration's own.
#pragma once
#include <chrono>

#include "base/time.h"

namespace bihuan::cli {

class SystemClock final : public Clock {
 public:
  Instant now() const override;
};

// Begins at `start` when it is made and runs as fast as the machine's.
class DemonstrationClock final : public Clock {
 public:
  explicit DemonstrationClock(Instant start) : start_(start) {}
  Instant now() const override;

 private:
  Instant start_;
  std::chrono::steady_clock::time_point made_ = std::chrono::steady_clock::now();
};

// 2024-09-30 08:00 Beijing time: the day on which the demonstration city is looked at.
inline Instant demonstration_start() { return to_instant(Date(2024, 9, 30), 8); }

}  // namespace bihuan::cli
