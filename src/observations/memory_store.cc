#include "observations/memory_store.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <tuple>

#include "observations/internal/checks.h"
#include "observations/internal/content_digest.h"
#include "observations/internal/rolling.h"
#include "observations/internal/thinning.h"

namespace bihuan::observations {
namespace {

using Place = std::pair<SeriesId, Instant>;
using AllRevisions = std::vector<Point>;  // of one place, the oldest first

struct KeptBatch {
  StoredBatch stored;
  std::int64_t first_entry = 0, last_entry = 0;
};

// Which rows a view sees.
struct Horizon {
  std::int64_t last_entry = 0;
  std::vector<std::pair<std::int64_t, std::int64_t>> withdrawn;

  bool sees(const Point& point) const {
    if (point.entry.number > last_entry) return false;
    return std::ranges::none_of(withdrawn, [&](const auto& range) {
      return range.first <= point.entry.number && point.entry.number <= range.second;
    });
  }
  const Point* current(const AllRevisions& revisions) const {
    for (auto it = revisions.rbegin(); it != revisions.rend(); ++it)
      if (sees(*it)) return &*it;
    return nullptr;
  }
};

class MemoryStore final : public ObservationStore {
 public:
  Result<SeriesId> put_series(const Series& series) override {
    BIHUAN_CHECK(check_series(series));
    const std::unique_lock lock(mutex_);
    for (Series& stored : series_) {
      if (stored.key != series.key) continue;
      BIHUAN_CHECK(check_same_series(stored, series));
      stored.calendar = series.calendar;
      stored.detection_limit = series.detection_limit;
      return stored.id;
    }
    series_.push_back(series);
    series_.back().id = {static_cast<std::int32_t>(series_.size())};
    return series_.back().id;
  }
  Result<std::vector<Series>> series() const override {
    const std::shared_lock lock(mutex_);
    return series_;
  }
  Result<Series> find_series(const SeriesKey& key) const override {
    const std::shared_lock lock(mutex_);
    for (const Series& stored : series_)
      if (stored.key == key) return stored;
    return no_such_series(key);
  }

  using ObservationStore::append;
  Result<AppendReport> append(const Batch& batch, const ObservationSource& source) override {
    std::vector<Observation> observations;
    {
      const std::shared_lock lock(mutex_);
      while (true) {
        BIHUAN_TRY(const std::span<const Observation> some, source());
        if (some.empty()) break;
        for (const Observation& observation : some) BIHUAN_CHECK(check_observation(observation, batch, series_));
        observations.insert(observations.end(), some.begin(), some.end());
      }
    }
    const std::unique_lock lock(mutex_);
    KeptBatch kept;
    kept.first_entry = next_entry_;
    kept.last_entry = next_entry_;
    const Horizon now = horizon({});
    const std::int64_t before = next_entry_;
    Horizon within = now;  // sees what this batch has added so far
    within.last_entry = std::numeric_limits<std::int64_t>::max();
    for (const Observation& observation : observations) {
      const std::int64_t entry = before + observation.position - batch.first_position;
      kept.last_entry = std::max(kept.last_entry, entry);
      AllRevisions& revisions = rows_[{observation.series, observation.time}];
      const Point* const current = within.current(revisions);
      if (current != nullptr && current->mantissa == observation.mantissa && current->state == observation.state &&
          current->flag == observation.flag) {
        ++kept.stored.same;
        continue;
      }
      ++(current == nullptr ? kept.stored.added : kept.stored.revised);
      const std::int32_t revision = revisions.empty() ? 0 : revisions.back().revision + 1;
      revisions.push_back({observation.series, observation.time, observation.mantissa, Entry{entry}, revision,
                           observation.state, observation.flag});
    }
    AppendReport report;
    report.loaded = std::max(batch.loaded, newest_event_);
    report.added = kept.stored.added;
    report.revised = kept.stored.revised;
    report.same = kept.stored.same;
    if (report.added + report.revised == 0) return report;
    kept.stored.id = {static_cast<std::int64_t>(batches_.size()) + 1};
    kept.stored.batch = batch;
    kept.stored.batch.loaded = report.loaded;
    kept.stored.last_position = batch.first_position + kept.last_entry - kept.first_entry;
    kept.stored.first_entry = kept.first_entry;
    newest_event_ = report.loaded;
    next_entry_ = kept.last_entry + 1;
    report.batch = kept.stored.id;
    batches_.push_back(std::move(kept));
    return report;
  }

  Result<std::int64_t> withdraw(BatchId id, const Withdrawal& withdrawal) override {
    const std::unique_lock lock(mutex_);
    KeptBatch* const kept = find_batch(id);
    if (kept == nullptr) return no_such_batch(id);
    if (kept->stored.withdrawn) return withdrawn_already(id);
    const Horizon now = horizon({});
    std::int64_t changed = 0;
    for (const auto& [place, revisions] : rows_) {
      const Point* const current = now.current(revisions);
      if (current != nullptr && is_of(*kept, *current)) ++changed;
    }
    kept->stored.withdrawn = withdrawal;
    kept->stored.withdrawn->at = std::max(withdrawal.at, newest_event_);
    newest_event_ = kept->stored.withdrawn->at;
    return changed;
  }

  Result<StoredBatch> batch(BatchId id) const override {
    const std::shared_lock lock(mutex_);
    const KeptBatch* const kept = find_batch(id);
    if (kept == nullptr) return no_such_batch(id);
    return kept->stored;
  }
  Result<std::vector<StoredBatch>> batches(std::optional<BatchKind> kind, std::size_t most) const override {
    const std::shared_lock lock(mutex_);
    std::vector<StoredBatch> some;
    for (auto it = batches_.rbegin(); it != batches_.rend() && some.size() < most; ++it)
      if (!kind || it->stored.batch.kind == *kind) some.push_back(it->stored);
    return some;
  }
  Status each_batch(const std::function<bool(const StoredBatch&)>& sink) const override {
    const std::shared_lock lock(mutex_);
    for (const KeptBatch& kept : batches_)
      if (!sink(kept.stored)) break;
    return {};
  }
  Result<Origin> origin(Entry entry) const override {
    const std::shared_lock lock(mutex_);
    for (const KeptBatch& kept : batches_) {
      if (kept.first_entry <= entry.number && entry.number <= kept.last_entry)
        return Origin{kept.stored.id, kept.stored.batch.first_position + entry.number - kept.first_entry};
    }
    return no_such_entry(entry);
  }
  Status read_batch(BatchId id, const PointSink& sink) const override {
    std::vector<Point> found;
    {
      const std::shared_lock lock(mutex_);
      const KeptBatch* const kept = find_batch(id);
      if (kept == nullptr) return no_such_batch(id);
      for (const auto& [place, revisions] : rows_)
        for (const Point& point : revisions)
          if (is_of(*kept, point)) found.push_back(point);
    }
    if (!found.empty()) sink(found);
    return {};
  }

  Status read(const Selection& selection, const View& view, ReadOrder /*order*/, const PointSink& sink) const override {
    BIHUAN_TRY(const std::vector<Point> found, select(selection, view));
    if (!found.empty()) sink(found);
    return {};
  }
  Result<std::int64_t> count(const Selection& selection, const View& view) const override {
    BIHUAN_TRY(const std::vector<Point> found, select(selection, view));
    return static_cast<std::int64_t>(found.size());
  }
  Result<std::vector<Point>> latest(std::span<const SeriesId> series, const View& view) const override {
    BIHUAN_TRY(const std::vector<Point> found, select({{series.begin(), series.end()}, {}, {}}, view));
    std::vector<Point> newest;
    for (const Point& point : found) {
      if (!newest.empty() && newest.back().series == point.series)
        newest.back() = point;
      else
        newest.push_back(point);
    }
    return newest;
  }
  Result<std::vector<Point>> earliest(std::span<const SeriesId> series, const View& view) const override {
    BIHUAN_TRY(std::vector<Point> found, select({{series.begin(), series.end()}, {}, {}}, view));
    const auto rest = std::ranges::unique(found, [](const Point& a, const Point& b) { return a.series == b.series; });
    found.erase(rest.begin(), rest.end());
    return found;
  }
  Result<std::vector<ThinSeries>> thin(const Selection& selection, std::size_t most, const View& view) const override {
    BIHUAN_CHECK(check_thinning(most));
    BIHUAN_TRY(std::vector<Point> found, select(selection, view));
    std::erase_if(found, [](const Point& point) { return !has_value(point.state); });
    std::vector<ThinSeries> thinned;
    if (found.empty()) return thinned;
    const auto [least, greatest] = std::ranges::minmax(found, {}, &Point::time);
    const Pieces pieces(selection.from.value_or(least.time),
                        selection.until.value_or(Instant{greatest.time.seconds + 1}), most);
    for (auto it = found.begin(); it != found.end();) {
      const auto end = std::find_if(it, found.end(), [&](const Point& point) { return point.series != it->series; });
      thinned.push_back({it->series, end - it, thin_one({it, end}, most, pieces)});
      it = end;
    }
    return thinned;
  }
  Result<std::vector<Revision>> revisions(SeriesId series, Instant time) const override {
    const std::shared_lock lock(mutex_);
    std::vector<Revision> all;
    const auto found = rows_.find({series, time});
    if (found == rows_.end()) return all;
    for (const Point& point : found->second) {
      for (const KeptBatch& kept : batches_) {
        if (is_of(kept, point))
          all.push_back({point, kept.stored, kept.stored.batch.first_position + point.entry.number - kept.first_entry});
      }
    }
    return all;
  }

  Result<std::int64_t> append_marks(std::span<const Mark> marks) override {
    const std::unique_lock lock(mutex_);
    for (const Mark& mark : marks) BIHUAN_CHECK(check_mark(mark, series_));
    std::int64_t added = 0;
    for (const Mark& mark : marks) added += add_mark(mark);
    return added;
  }
  Status replace_marks(const std::function<Result<std::span<const Mark>>()>& source) override {
    std::vector<Mark> all;
    while (true) {
      BIHUAN_TRY(const std::span<const Mark> some, source());
      if (some.empty()) break;
      all.insert(all.end(), some.begin(), some.end());
    }
    const std::unique_lock lock(mutex_);
    for (const Mark& mark : all) BIHUAN_CHECK(check_mark(mark, series_));
    marks_.clear();
    mark_keys_.clear();
    for (const Mark& mark : all) add_mark(mark);
    return {};
  }
  Result<std::vector<Mark>> marks(const Selection& selection, const View& view) const override {
    const std::shared_lock lock(mutex_);
    BIHUAN_CHECK(check_selection(selection, series_));
    std::vector<Mark> some;
    for (const Mark& mark : marks_) {
      if (is_selected(selection, mark.series, mark.time) && (!view.as_of || mark.at <= *view.as_of))
        some.push_back(mark);
    }
    std::ranges::stable_sort(
        some, [](const Mark& a, const Mark& b) { return std::tie(a.series, a.time) < std::tie(b.series, b.time); });
    return some;
  }

  using ObservationStore::rollups;
  Status rollups(const Selection& selection, PeriodKind kind, const View& view, const RollupSink& sink) const override {
    BIHUAN_TRY(const std::int64_t bin_seconds, bin_seconds_of(kind));
    BIHUAN_TRY(const std::vector<Point> found, select({selection.series, {}, {}}, view));
    BIHUAN_TRY(const std::vector<Mark> judged, marks({selection.series, {}, {}}, view));
    const std::shared_lock lock(mutex_);
    std::map<std::tuple<SeriesId, Instant, std::int32_t>, std::vector<Mark>> by_revision;
    for (const Mark& mark : judged) by_revision[{mark.series, mark.time, mark.revision}].push_back(mark);
    const PlacedWindow window = placed_window(selection, kind);
    std::vector<SeriesId> wanted = selection.series;
    if (wanted.empty())
      for (const Series& series : series_) wanted.push_back(series.id);
    std::ranges::sort(wanted);
    wanted.erase(std::ranges::unique(wanted).begin(), wanted.end());
    for (const SeriesId id : wanted) {
      const Series& series = series_[static_cast<std::size_t>(id.number) - 1];
      std::map<std::int64_t, Tally> bins;
      for (const Point& point : found) {
        const Instant placed = placed_at(point.time, series.label);
        if (point.series != id || (window.from && placed < *window.from) || (window.until && placed >= *window.until))
          continue;
        const auto said = by_revision.find({id, point.time, point.revision});
        const Verdict verdict = said == by_revision.end() ? Verdict::kValid : verdict_of(said->second);
        bins[bin_of(placed, bin_seconds)].add(point.mantissa, point.state, verdict);
      }
      std::vector<BinTally> ordered;
      for (const auto& [bin, tally] : bins) ordered.push_back({bin, tally});
      if (!emit_rollups(series, kind, window, ordered, bin_seconds, sink)) break;
    }
    return {};
  }
  Result<std::int64_t> roll_up(std::int64_t) override { return 0; }

  Result<SealReport> seal(std::string_view data_set, const Period& month) override {
    BIHUAN_CHECK(check_month(month));
    const std::unique_lock lock(mutex_);
    SealReport report;
    for (const auto& [place, revisions] : rows_)
      if (is_in(data_set, place.first) && month.contains(place.second))
        report.rows += static_cast<std::int64_t>(revisions.size());
    const std::pair key(std::string(data_set), month.begin());
    sealed_.erase(key);
    if (report.rows > 0) sealed_[key] = {"", key.first, month, report.rows, 0, ""};
    unsealed_after_[key] = next_entry_;
    return report;
  }
  Result<std::vector<SealedFile>> sealed() const override {
    const std::shared_lock lock(mutex_);
    std::vector<SealedFile> all;
    for (const auto& [key, file] : sealed_) all.push_back(file);
    return all;
  }
  Result<std::vector<Unsealed>> unsealed() const override {
    const std::shared_lock lock(mutex_);
    std::map<std::pair<std::string, Instant>, std::int64_t> rows;
    for (const auto& [place, revisions] : rows_) {
      const std::pair key(series_[static_cast<std::size_t>(place.first.number) - 1].data_set,
                          containing(PeriodKind::kMonth, place.second).begin());
      const auto after = unsealed_after_.find(key);
      for (const Point& point : revisions)
        if (after == unsealed_after_.end() || point.entry.number >= after->second) ++rows[key];
    }
    std::vector<Unsealed> all;
    for (const auto& [key, count] : rows) all.push_back({key.first, containing(PeriodKind::kMonth, key.second), count});
    return all;
  }

  Status hold(const Hold& hold) override {
    const std::unique_lock lock(mutex_);
    BIHUAN_CHECK(check_hold(hold, series_));
    if (std::ranges::any_of(holds_, [&](const Hold& other) { return other.reference == hold.reference; }))
      return held_already(hold.reference);
    holds_.push_back(hold);
    return {};
  }
  Status release(std::string_view reference) override {
    const std::unique_lock lock(mutex_);
    if (std::erase_if(holds_, [&](const Hold& hold) { return hold.reference == reference; }) == 0)
      return not_held(reference);
    return {};
  }
  Result<std::vector<Hold>> holds() const override {
    const std::shared_lock lock(mutex_);
    return holds_;
  }
  Result<RetentionPlan> plan_retention(const Retention& retention) const override {
    BIHUAN_CHECK(check_retention(retention));
    const std::shared_lock lock(mutex_);
    RetentionPlan plan;
    const std::int64_t limit = last_entry_of(retention);
    const auto goes = [&](const Point& point) { return is_meant(retention, limit, point); };
    std::map<Instant, MonthOfRows> months;
    for (const auto& [place, revisions] : rows_) {
      const std::int64_t rows = std::ranges::count_if(revisions, goes);
      if (rows == 0) continue;
      const Period month = containing(PeriodKind::kMonth, place.second);
      months.try_emplace(month.begin(), MonthOfRows{month, 0}).first->second.rows += rows;
      plan.rows += rows;
    }
    for (const auto& [begin, month] : months) plan.months.push_back(month);
    plan.holds = holds_among(goes);
    plan.open_question = open_question_among(goes);
    return plan;
  }
  Result<std::vector<DroppedRows>> dropped() const override {
    const std::shared_lock lock(mutex_);
    return dropped_;
  }
  Result<std::int64_t> retain(const Retention& retention) override {
    BIHUAN_CHECK(check_retention(retention));
    const std::unique_lock lock(mutex_);
    const std::int64_t limit = last_entry_of(retention);
    const auto goes = [&](const Point& point) { return is_meant(retention, limit, point); };
    const std::vector<std::string> held = holds_among(goes);
    if (!held.empty()) return held_back(held.front());
    const auto open = open_question_among(goes);
    if (open) return open_question(series_[static_cast<std::size_t>(open->first.number) - 1], open->second);
    std::int64_t dropped = 0;
    std::set<std::tuple<SeriesId, Instant, std::int32_t>> gone;
    for (auto it = rows_.begin(); it != rows_.end();) {
      for (const Point& point : it->second)
        if (goes(point)) gone.insert({point.series, point.time, point.revision});
      dropped += static_cast<std::int64_t>(std::erase_if(it->second, goes));
      it = it->second.empty() ? rows_.erase(it) : std::next(it);
    }
    std::erase_if(marks_, [&](const Mark& mark) { return gone.contains({mark.series, mark.time, mark.revision}); });
    mark_keys_.clear();
    for (const Mark& mark : marks_) mark_keys_.insert(key_of(mark));
    for (auto it = sealed_.begin(); it != sealed_.end();) {
      SealedFile& file = it->second;
      file.rows = 0;
      const auto after = unsealed_after_[it->first];
      for (const auto& [place, revisions] : rows_)
        if (is_in(file.data_set, place.first) && file.month.contains(place.second))
          file.rows += std::ranges::count_if(revisions, [&](const Point& p) { return p.entry.number < after; });
      it = file.rows == 0 ? sealed_.erase(it) : std::next(it);
    }
    if (!retention.reference.empty())
      dropped_.push_back({retention.reference, retention.data_set, retention.at, dropped});
    return dropped;
  }

  Result<ContentDigest> digest() const override {
    BIHUAN_TRY(const std::vector<Point> found, select({}, {}));
    const std::shared_lock lock(mutex_);
    ContentDigester digester(series_);
    digester.add(found);
    return digester.finish(marks_);
  }

 private:
  using MarkKey = std::tuple<std::string, SeriesId, Instant, std::int32_t, std::string>;
  static MarkKey key_of(const Mark& mark) { return {mark.reference, mark.series, mark.time, mark.revision, mark.by}; }
  bool add_mark(const Mark& mark) {
    if (!mark_keys_.insert(key_of(mark)).second) return false;
    marks_.push_back(mark);
    return true;
  }
  static bool is_selected(const Selection& selection, SeriesId series, Instant time) {
    return (selection.series.empty() || std::ranges::find(selection.series, series) != selection.series.end()) &&
           (!selection.from || time >= *selection.from) && (!selection.until || time < *selection.until);
  }
  static bool is_of(const KeptBatch& kept, const Point& point) {
    return kept.first_entry <= point.entry.number && point.entry.number <= kept.last_entry;
  }
  bool is_in(std::string_view data_set, SeriesId id) const {
    return series_[static_cast<std::size_t>(id.number) - 1].data_set == data_set;
  }
  KeptBatch* find_batch(BatchId id) {
    if (id.number < 1 || static_cast<std::size_t>(id.number) > batches_.size()) return nullptr;
    return &batches_[static_cast<std::size_t>(id.number) - 1];
  }
  const KeptBatch* find_batch(BatchId id) const { return const_cast<MemoryStore*>(this)->find_batch(id); }

  Horizon horizon(const View& view) const {
    Horizon horizon;
    for (const KeptBatch& kept : batches_) {
      if (view.as_of && kept.stored.batch.loaded > *view.as_of) break;
      horizon.last_entry = kept.last_entry;
      if (kept.stored.withdrawn && (!view.as_of || kept.stored.withdrawn->at <= *view.as_of))
        horizon.withdrawn.emplace_back(kept.first_entry, kept.last_entry);
    }
    return horizon;
  }
  Result<std::vector<Point>> select(const Selection& selection, const View& view) const {
    const std::shared_lock lock(mutex_);
    BIHUAN_CHECK(check_selection(selection, series_));
    const Horizon seen = horizon(view);
    std::vector<Point> found;
    for (const auto& [place, revisions] : rows_) {
      if (!is_selected(selection, place.first, place.second)) continue;
      if (const Point* const current = seen.current(revisions)) found.push_back(*current);
    }
    return found;
  }
  static std::vector<ThinPoint> thin_one(std::span<const Point> points, std::size_t most, const Pieces& pieces) {
    std::vector<ThinPoint> thinned;
    if (points.size() <= most) {
      for (const Point& point : points) thinned.push_back({point.time, point.mantissa});
      return thinned;
    }
    std::map<std::int64_t, Picks> picks;
    for (const Point& point : points) {
      const ThinPoint thin{point.time, point.mantissa};
      const auto [it, is_new] = picks.try_emplace(pieces.of(point.time), Picks{thin, thin, thin, thin});
      if (!is_new) it->second.add(thin);
    }
    for (const auto& [piece, some] : picks) some.append_to(thinned);
    return thinned;
  }
  // The last entry that a limit of loading lets go.
  std::int64_t last_entry_of(const Retention& retention) const {
    if (!retention.loaded_before && !retention.through_batch) return std::numeric_limits<std::int64_t>::max();
    std::int64_t last = 0;
    for (const KeptBatch& kept : batches_) {
      const bool is_early = retention.through_batch ? kept.stored.id <= *retention.through_batch
                                                    : kept.stored.batch.loaded < *retention.loaded_before;
      if (is_early) last = kept.last_entry;
    }
    return last;
  }
  bool is_meant(const Retention& retention, std::int64_t last_entry, const Point& point) const {
    return is_in(retention.data_set, point.series) && point.entry.number <= last_entry &&
           (!retention.data_before || point.time < to_instant(*retention.data_before));
  }
  template <class Goes>
  std::vector<std::string> holds_among(const Goes& goes) const {
    std::vector<std::string> found;
    for (const Hold& hold : holds_) {
      const bool is_wanted = std::ranges::any_of(rows_, [&](const auto& row) {
        const Place& place = row.first;
        return is_in(hold.data_set, place.first) && (!hold.series || *hold.series == place.first) &&
               place.second >= hold.from && place.second < hold.until && std::ranges::any_of(row.second, goes);
      });
      if (is_wanted) found.push_back(hold.reference);
    }
    std::ranges::sort(found);
    return found;
  }
  template <class Goes>
  std::optional<std::pair<SeriesId, Instant>> open_question_among(const Goes& goes) const {
    for (const auto& [place, revisions] : rows_) {
      for (const Point& point : revisions) {
        if (!goes(point)) continue;
        const Mark* newest = nullptr;
        for (const Mark& mark : marks_)
          if (mark.is_person && mark.series == point.series && mark.time == point.time &&
              mark.revision == point.revision)
            newest = &mark;
        if (newest != nullptr && newest->verdict == Verdict::kUnderReview) return std::pair(point.series, point.time);
      }
    }
    return std::nullopt;
  }

  mutable std::shared_mutex mutex_;
  std::vector<Series> series_;
  std::map<Place, AllRevisions> rows_;
  std::vector<KeptBatch> batches_;
  std::int64_t next_entry_ = 1;
  Instant newest_event_{};
  std::vector<Mark> marks_;
  std::set<MarkKey> mark_keys_;
  std::map<std::pair<std::string, Instant>, SealedFile> sealed_;
  std::map<std::pair<std::string, Instant>, std::int64_t> unsealed_after_;
  std::vector<Hold> holds_;
  std::vector<DroppedRows> dropped_;
};

}  // namespace

std::unique_ptr<ObservationStore> open_memory_store() { return std::make_unique<MemoryStore>(); }

}  // namespace bihuan::observations
