#include "observations/internal/rolling.h"

namespace bihuan::observations {

Result<std::int64_t> bin_seconds_of(PeriodKind kind) {
  switch (kind) {
    case PeriodKind::kHour:
      return kHourBin;
    case PeriodKind::kDay:
    case PeriodKind::kMonth:
    case PeriodKind::kQuarter:
    case PeriodKind::kYear:
      return kDayBin;
    default:
      return fail(Code::kInvalidInput,
                  "只汇总到小时、日、月、季、年，不能按“" + std::string(to_string(kind)) + "”汇总");
  }
}

PlacedWindow placed_window(const Selection& selection, PeriodKind kind) {
  // The first instant from which a period begins in [from, until).
  const auto next_begin = [&](Instant instant) {
    const Period period = containing(kind, instant);
    return period.begin() == instant ? instant : period.end();
  };
  PlacedWindow window;
  if (selection.from) window.from = next_begin(*selection.from);
  if (selection.until) window.until = next_begin(*selection.until);
  return window;
}

bool emit_rollups(const Series& series, PeriodKind kind, const PlacedWindow& window, const std::vector<BinTally>& bins,
                  std::int64_t bin_seconds, const RollupSink& sink) {
  if (bins.empty() && (!window.from || !window.until)) return true;
  const Instant from = window.from ? *window.from : begin_of_bin(bins.front().bin, bin_seconds);
  const Instant until = window.until ? *window.until : begin_of_bin(bins.back().bin + 1, bin_seconds);
  auto bin = bins.begin();
  for (Period period = containing(kind, from); period.begin() < until; period = period.next()) {
    Rollup rollup;
    Tally tally;
    bool is_there = false;
    for (; bin != bins.end() && begin_of_bin(bin->bin, bin_seconds) < period.end(); ++bin) {
      tally.add(bin->tally);
      is_there = true;
    }
    rollup.expected = expected_values(series, period.begin(), period.end());
    if (!is_there && rollup.expected == 0) continue;
    rollup.series = series.id;
    rollup.period = period;
    rollup.present = tally.present;
    rollup.valid = tally.valid;
    rollup.below = tally.below;
    rollup.missing = tally.missing;
    rollup.sum = tally.sum;
    rollup.below_sum = tally.below_sum;
    rollup.minimum = tally.minimum;
    rollup.maximum = tally.maximum;
    if (!sink(rollup)) return false;
  }
  return true;
}

}  // namespace bihuan::observations
