#include "observations/store.h"

namespace bihuan::observations {

Result<AppendReport> ObservationStore::append(const Batch& batch, std::span<const Observation> observations) {
  bool is_given = false;
  return append(batch, [&]() -> Result<std::span<const Observation>> {
    if (is_given) return std::span<const Observation>();
    is_given = true;
    return observations;
  });
}

Status ObservationStore::read(const Selection& selection, const View& view, const PointSink& sink) const {
  return read(selection, view, ReadOrder::kSeriesAndTime, sink);
}

Result<std::vector<Point>> ObservationStore::points(const Selection& selection, const View& view) const {
  std::vector<Point> all;
  BIHUAN_CHECK(read(selection, view, [&](std::span<const Point> some) {
    all.insert(all.end(), some.begin(), some.end());
    return true;
  }));
  return all;
}

Result<std::vector<Rollup>> ObservationStore::rollups(const Selection& selection, PeriodKind kind,
                                                      const View& view) const {
  std::vector<Rollup> all;
  BIHUAN_CHECK(rollups(selection, kind, view, [&](const Rollup& rollup) {
    all.push_back(rollup);
    return true;
  }));
  return all;
}

}  // namespace bihuan::observations
