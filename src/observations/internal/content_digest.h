// src/observations/internal/content_digest.h - the digest of what is current, the same for every order in which it was
// loaded.
#pragma once
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/digest.h"
#include "observations/store.h"

namespace bihuan::observations {

// Of each series a digest over its current points by time; of those one digest, by key. Ids, entries and revisions,
// which depend on the order of loading, are left out.
class ContentDigester {
 public:
  explicit ContentDigester(std::span<const Series> all) : all_(all) {}

  // Points of a series come by time; of different series in any order.
  void add(std::span<const Point> points);
  // `marks` in any order.
  ContentDigest finish(std::vector<Mark> marks);

 private:
  struct OfSeries {
    Digest digest{DigestKind::kSm3};
    std::int64_t points = 0;
  };
  std::span<const Series> all_;
  std::map<SeriesId, OfSeries> series_;
};

}  // namespace bihuan::observations
