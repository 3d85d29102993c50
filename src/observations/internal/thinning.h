// src/observations/internal/thinning.h - which points of a window stay: of each piece the first, least, greatest and
// last.
#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

#include "observations/store.h"

namespace bihuan::observations {

// The pieces of the window [from, until) that `most` points allow.
struct Pieces {
  static constexpr std::size_t kMost = 1'000'000'000;  // the longest window times it fits into 64 bits
  std::int64_t from = 0, until = 1, count = 1;

  Pieces(Instant begin, Instant end, std::size_t most)
      : from(std::clamp(begin, kEarliest, kLatest).seconds),
        until(std::clamp(end, Instant{from + 1}, Instant{kLatest.seconds + 1}).seconds),
        count(static_cast<std::int64_t>(std::clamp<std::size_t>(most / 4, 1, kMost))) {}
  std::int64_t of(Instant time) const { return (time.seconds - from) * count / (until - from); }
  // The first second behind a piece.
  std::int64_t end(std::int64_t piece) const { return from + ((piece + 1) * (until - from) + count - 1) / count; }
};

// What stays of one piece.
struct Picks {
  ThinPoint first, least, greatest, last;

  void add(const ThinPoint& point) {  // by time
    if (point.mantissa < least.mantissa) least = point;
    if (point.mantissa > greatest.mantissa) greatest = point;
    last = point;
  }
  void append_to(std::vector<ThinPoint>& points) const {
    const std::size_t begin = points.size();
    for (const ThinPoint& point : {first, least, greatest, last}) {
      if (std::find(points.begin() + static_cast<std::ptrdiff_t>(begin), points.end(), point) == points.end())
        points.push_back(point);
    }
    std::sort(points.begin() + static_cast<std::ptrdiff_t>(begin), points.end(),
              [](const ThinPoint& a, const ThinPoint& b) { return a.time < b.time; });
  }
};

}  // namespace bihuan::observations
