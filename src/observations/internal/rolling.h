// src/observations/internal/rolling.h - how values are counted and summed, and how counts of days or hours become those
// of periods. Both adapters use it.
#pragma once
#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/period.h"
#include "observations/store.h"

namespace bihuan::observations {

struct Tally {
  std::int64_t present = 0, valid = 0, below = 0, missing = 0;
  ExactSum sum = 0, below_sum = 0;
  std::optional<std::int64_t> minimum, maximum;

  void add(std::int64_t mantissa, ValueState state, Verdict verdict) {
    if (!has_value(state)) {
      ++missing;
      return;
    }
    ++present;
    if (!counts(state, verdict)) return;
    ++valid;
    if (state == ValueState::kBelowLimit) {
      ++below;
      below_sum += mantissa;
      return;
    }
    sum += mantissa;
    minimum = std::min(minimum.value_or(mantissa), mantissa);
    maximum = std::max(maximum.value_or(mantissa), mantissa);
  }
  void add(const Tally& other) {
    present += other.present;
    valid += other.valid;
    below += other.below;
    missing += other.missing;
    sum += other.sum;
    below_sum += other.below_sum;
    if (other.minimum) minimum = std::min(minimum.value_or(*other.minimum), *other.minimum);
    if (other.maximum) maximum = std::max(maximum.value_or(*other.maximum), *other.maximum);
  }
};

// A bin is an hour or a day, by its number since 1970 in Beijing time.
struct BinTally {
  std::int64_t bin = 0;
  Tally tally;
};
inline constexpr std::int64_t kHourBin = 3600;
inline constexpr std::int64_t kDayBin = kSecondsOfDay;

constexpr std::int64_t bin_of(Instant placed, std::int64_t bin_seconds) {
  const std::int64_t shifted = placed.seconds + kBeijing.offset_seconds;
  return shifted / bin_seconds - (shifted % bin_seconds < 0 ? 1 : 0);
}
constexpr Instant begin_of_bin(std::int64_t bin, std::int64_t bin_seconds) {
  return Instant{bin * bin_seconds - kBeijing.offset_seconds};
}

// Whether roll-ups of this kind are made, and of which bins.
Result<std::int64_t> bin_seconds_of(PeriodKind kind);

// The instants at which the values of the selection's periods are placed: [from, until). An open end stays open.
struct PlacedWindow {
  std::optional<Instant> from, until;
};
PlacedWindow placed_window(const Selection& selection, PeriodKind kind);

// Gives `sink` the periods of `window` in which something is expected or in `bins` (by number, whole bins of the
// window). An open end of the window is that of the bins. Returns false where the sink did.
bool emit_rollups(const Series& series, PeriodKind kind, const PlacedWindow& window, const std::vector<BinTally>& bins,
                  std::int64_t bin_seconds, const RollupSink& sink);

}  // namespace bihuan::observations
