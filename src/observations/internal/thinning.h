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
  std::int64_t from = 0, until = 1, count = 1;

  Pieces(Instant begin, Instant end, std::size_t most)
      : from(begin.seconds),
        until(std::max(end.seconds, begin.seconds + 1)),
        count(std::max<std::int64_t>(1, static_cast<std::int64_t>(most / 4))) {}
  std::int64_t of(Instant time) const { return (time.seconds - from) * count / (until - from); }
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
