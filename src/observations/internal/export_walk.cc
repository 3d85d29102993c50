#include "observations/internal/export_walk.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "observations/validity.h"

namespace bihuan::observations::internal {

std::string export_text(std::string_view text) {
  constexpr std::size_t kMost = 1000;
  return excerpt(text, kMost);
}

std::string name_by(const std::function<std::string(std::string_view)>& names, std::string_view code) {
  return names ? export_text(names(code)) : std::string();
}

// --- batches ---------------------------------------------------------------------------------------------------------

Status BatchIndex::know(std::int64_t last_entry) {
  if (last_entry < beyond_) return {};
  // Sources repeat: of a year of frames there is one text.
  spans_.clear();
  BIHUAN_CHECK(store_.each_batch([&](const StoredBatch& stored) {
    const auto [found, is_new] = known_.try_emplace(stored.batch.source, sources_.size());
    if (is_new) sources_.push_back(export_text(stored.batch.source));
    spans_.push_back({stored.first_entry, stored.id.number, found->second});
    beyond_ = stored.first_entry + stored.last_position - stored.batch.first_position + 1;
    return true;
  }));
  std::ranges::sort(spans_, {}, &Span::first);
  if (last_entry >= beyond_)
    return fail(Code::kNotFound, "没有批次包含编号为 " + std::to_string(last_entry) + " 的来源");
  return {};
}

const BatchIndex::Span& BatchIndex::find(Entry entry) const {
  return *std::prev(std::ranges::upper_bound(spans_, entry.number, {}, &Span::first));
}
std::int64_t BatchIndex::batch_of(Entry entry) const { return find(entry).batch; }
std::size_t BatchIndex::source_number_of(Entry entry) const { return find(entry).source; }

// --- windows ---------------------------------------------------------------------------------------------------------

Result<ExportWalk> ExportWalk::open(const ObservationStore& store, const ExportRequest& request) {
  ExportWalk walk(store, request);
  BIHUAN_TRY(walk.points_, store.count(request.selection, request.view));
  BIHUAN_TRY(std::vector<Series> all, store.series());
  if (!request.selection.series.empty()) {
    std::erase_if(all, [&](const Series& one) {
      return std::ranges::find(request.selection.series, one.id) == request.selection.series.end();
    });
  }
  const auto group_of = [](const Series& one) { return std::tie(one.key.site, one.key.averaging, one.key.source); };
  std::ranges::sort(all, [&](const Series& a, const Series& b) {
    if (request.is_wide && group_of(a) != group_of(b)) return group_of(a) < group_of(b);
    return a.key < b.key;
  });
  for (Series& one : all) {
    const bool joins =
        request.is_wide && !walk.groups_.empty() && group_of(walk.groups_.back().front()) == group_of(one);
    if (!joins) walk.groups_.emplace_back();
    walk.places_[one.id] = {walk.groups_.size() - 1, walk.groups_.back().size()};
    walk.groups_.back().push_back(std::move(one));
  }
  return walk;
}

Status ExportWalk::run(const Visit& visit) const {
  const Instant from = std::max(request_.selection.from.value_or(kEarliest), kEarliest);
  constexpr Instant kBeyond{kLatest.seconds + 1};
  const Instant until = std::min(request_.selection.until.value_or(kBeyond), kBeyond);
  if (groups_.empty() || until <= from) return {};
  return walk(0, groups_.size(), from, until, visit);
}

// Halves groups, then time, until a window is small enough. One second of one group always is.
Status ExportWalk::walk(std::size_t first, std::size_t beyond, Instant from, Instant until, const Visit& visit) const {
  Selection selection{{}, from, until};
  for (std::size_t i = first; i < beyond; ++i)
    for (const Series& one : groups_[i]) selection.series.push_back(one.id);
  BIHUAN_TRY(const std::int64_t points, store_.count(selection, request_.view));
  if (points == 0) return {};
  if (points <= kMostPoints || (beyond - first == 1 && until.seconds - from.seconds <= 1))
    return deliver(selection, visit);
  if (beyond - first > 1) {
    const std::size_t middle = first + (beyond - first) / 2;
    BIHUAN_CHECK(walk(first, middle, from, until, visit));
    return walk(middle, beyond, from, until, visit);
  }
  const Instant middle{from.seconds + (until.seconds - from.seconds) / 2};
  BIHUAN_CHECK(walk(first, beyond, from, middle, visit));
  return walk(first, beyond, middle, until, visit);
}

Status ExportWalk::deliver(const Selection& selection, const Visit& visit) const {
  BIHUAN_TRY(const std::vector<Point> points, store_.points(selection, request_.view));
  BIHUAN_TRY(const auto found, verdicts(selection, points));
  std::vector<ExportPoint> window;
  window.reserve(points.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto& [group, place] = places_.at(points[i].series);
    window.push_back({points[i], group, place, found[i]});
  }
  std::ranges::sort(window, {},
                    [](const ExportPoint& one) { return std::tuple(one.group, one.point.time, one.place); });
  return visit(window);
}

// Points and marks both come by series and time.
Result<std::vector<std::optional<Verdict>>> ExportWalk::verdicts(const Selection& selection,
                                                                 std::span<const Point> points) const {
  BIHUAN_TRY(std::vector<Mark> marks, store_.marks(selection, request_.view));
  if (request_.shows_mark) std::erase_if(marks, [&](const Mark& mark) { return !request_.shows_mark(mark); });
  std::vector<std::optional<Verdict>> found(points.size());
  std::size_t next = 0;
  std::vector<Mark> of_point;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto at = std::tie(points[i].series, points[i].time);
    while (next < marks.size() && std::tie(marks[next].series, marks[next].time) < at) ++next;
    of_point.clear();
    for (; next < marks.size() && std::tie(marks[next].series, marks[next].time) == at; ++next)
      if (marks[next].revision == points[i].revision) of_point.push_back(marks[next]);
    if (has_value(points[i].state)) found[i] = verdict_of(of_point);
  }
  return found;
}

}  // namespace bihuan::observations::internal
