// Random histories of appends, undo, marks, seals and roll-ups, on each adapter, against a slow and obvious oracle that
// keeps every row and answers by looking at all of them.
#include <gmock/gmock.h>

#include <map>
#include <random>

#include "observations/testing/store_samples.h"

namespace bihuan::observations {
namespace {

using namespace testing_store;

class Oracle {
 public:
  explicit Oracle(std::vector<Series> series) : series_(std::move(series)) {}

  AppendReport append(Instant loaded, const std::vector<Observation>& observations) {
    AppendReport report;
    report.loaded = loaded;
    Loaded batch{loaded, {}, static_cast<int>(batches_.size()) + 1};
    for (const Observation& observation : observations) {
      const Row* const current = current_of(observation.series, observation.time, {}, batch.number);
      if (current != nullptr && current->value.mantissa == observation.mantissa &&
          current->value.state == observation.state && current->value.flag == observation.flag) {
        ++report.same;
        continue;
      }
      ++(current == nullptr ? report.added : report.revised);
      std::int32_t revision = 0;
      for (const Row& row : rows_)
        if (row.value.series == observation.series && row.value.time == observation.time) ++revision;
      rows_.push_back({observation, revision, batch.number});
    }
    if (report.added + report.revised == 0) return report;
    report.batch = BatchId{batch.number};
    batches_.push_back(batch);
    return report;
  }
  void withdraw(BatchId id, Instant when) { batches_[static_cast<std::size_t>(id.number) - 1].withdrawn = when; }
  bool is_withdrawn(BatchId id) const {
    return batches_[static_cast<std::size_t>(id.number) - 1].withdrawn.has_value();
  }
  int batches() const { return static_cast<int>(batches_.size()); }
  void add_mark(const Mark& mark) { marks_.push_back(mark); }

  std::vector<std::pair<Observation, std::int32_t>> points(const Selection& selection, const View& view) const {
    std::map<std::pair<SeriesId, Instant>, std::pair<Observation, std::int32_t>> found;
    for (const Row& row : rows_) {
      const Observation& value = row.value;
      if ((!selection.series.empty() && std::ranges::count(selection.series, value.series) == 0) ||
          (selection.from && value.time < *selection.from) || (selection.until && value.time >= *selection.until))
        continue;
      if (const Row* const current = current_of(value.series, value.time, view, -1))
        found[{value.series, value.time}] = {current->value, current->revision};
    }
    std::vector<std::pair<Observation, std::int32_t>> all;
    for (const auto& [place, point] : found) all.push_back(point);
    return all;
  }

  // What thin() keeps, piece by piece.
  std::vector<ThinSeries> thin(const Selection& selection, std::int64_t most, const View& view) const {
    std::map<SeriesId, std::vector<ThinPoint>> values;
    std::vector<std::int64_t> times;
    for (const auto& [value, revision] : points(selection, view)) {
      if (value.state > ValueState::kBelowLimit) continue;
      values[value.series].push_back({value.time, value.mantissa});
      times.push_back(value.time.seconds);
    }
    std::vector<ThinSeries> all;
    if (times.empty()) return all;
    const std::int64_t from = selection.from ? selection.from->seconds : std::ranges::min(times);
    const std::int64_t until = selection.until ? selection.until->seconds : std::ranges::max(times) + 1;
    for (const auto& [series, of_series] : values) {
      ThinSeries one{series, static_cast<std::int64_t>(of_series.size()), of_series};
      if (one.points > most) {
        std::map<Instant, ThinPoint> kept;
        for (std::int64_t piece = 0; piece < most / 4; ++piece) {
          std::vector<ThinPoint> in;
          for (const ThinPoint& point : of_series)
            if ((point.time.seconds - from) * (most / 4) / (until - from) == piece) in.push_back(point);
          if (in.empty()) continue;
          for (const ThinPoint& point : {in.front(), in.back(), *std::ranges::min_element(in, {}, &ThinPoint::mantissa),
                                         *std::ranges::max_element(in, {}, &ThinPoint::mantissa)})
            kept[point.time] = point;
        }
        one.thinned.clear();
        for (const auto& [time, point] : kept) one.thinned.push_back(point);
      }
      all.push_back(one);
    }
    return all;
  }

  // Of one period of one series, by looking at every point.
  Rollup rollup(const Series& series, const Period& period, const View& view) const {
    Rollup rollup;
    rollup.series = series.id;
    rollup.period = period;
    for (std::int64_t t = period.begin().seconds - 86'400; t <= period.end().seconds + 86'400; t += 3600) {
      // The calendar of these series wants every full hour.
      const std::int64_t placed = series.label == Label::kEnd ? t - 1 : t;
      if (period.contains(Instant{placed}) && Instant{placed} >= to_instant(series.calendar[0].from)) ++rollup.expected;
    }
    for (const auto& [value, revision] : points({{series.id}, {}, {}}, view)) {
      const std::int64_t placed = series.label == Label::kEnd ? value.time.seconds - 1 : value.time.seconds;
      if (!period.contains(Instant{placed})) continue;
      if (value.state > ValueState::kBelowLimit) {
        ++rollup.missing;
        continue;
      }
      ++rollup.present;
      std::optional<Verdict> person, rule;
      for (const Mark& mark : marks_) {
        if (mark.series != series.id || mark.time != value.time || mark.revision != revision) continue;
        if (view.as_of && mark.at > *view.as_of) continue;
        if (mark.is_person) person = mark.verdict;
      }
      for (const char* name : {"range", "rate"}) {
        std::optional<Verdict> said;
        for (const Mark& mark : marks_) {
          if (mark.series == series.id && mark.time == value.time && mark.revision == revision && mark.by == name &&
              (!view.as_of || mark.at <= *view.as_of))
            said = mark.verdict;
        }
        if (said && (!rule || *said > *rule)) rule = said;
      }
      const Verdict verdict = person ? *person : rule.value_or(Verdict::kValid);
      if (verdict == Verdict::kInvalid || verdict == Verdict::kUnderReview) continue;
      ++rollup.valid;
      if (value.state == ValueState::kBelowLimit) {
        ++rollup.below;
        rollup.below_sum += value.mantissa;
        continue;
      }
      rollup.sum += value.mantissa;
      if (!rollup.minimum || value.mantissa < *rollup.minimum) rollup.minimum = value.mantissa;
      if (!rollup.maximum || value.mantissa > *rollup.maximum) rollup.maximum = value.mantissa;
    }
    return rollup;
  }
  const std::vector<Series>& series() const { return series_; }

 private:
  struct Row {
    Observation value;
    std::int32_t revision;
    int batch;
  };
  struct Loaded {
    Instant loaded;
    std::optional<Instant> withdrawn;
    int number;
  };
  // `batch`: one that is being appended.
  const Row* current_of(SeriesId series, Instant time, const View& view, int batch) const {
    const Row* current = nullptr;
    for (const Row& row : rows_) {
      if (row.value.series != series || row.value.time != time) continue;
      if (row.batch != batch) {
        const Loaded& loaded = batches_[static_cast<std::size_t>(row.batch) - 1];
        if (view.as_of && loaded.loaded > *view.as_of) continue;
        if (loaded.withdrawn && (!view.as_of || *loaded.withdrawn <= *view.as_of)) continue;
      }
      current = &row;
    }
    return current;
  }

  std::vector<Series> series_;
  std::vector<Row> rows_;
  std::vector<Loaded> batches_;
  std::vector<Mark> marks_;
};

class StoreModel : public testing::TestWithParam<StoreKind> {
 protected:
  std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(random_() % limit); }
  // Around the turn of a month, mostly on full hours.
  Instant some_time() {
    return Instant{at("2024-08-30T20:00:00").seconds + below(60) * 3600 + (below(5) == 0 ? below(3600) : 0)};
  }
  View some_view() {
    if (below(2) == 0) return {};
    return {Instant{begin_.seconds + below(static_cast<std::uint32_t>(now_.seconds - begin_.seconds + 10))}};
  }
  Observation some_observation(const std::vector<Series>& series) {
    Observation made =
        seen(series[below(static_cast<std::uint32_t>(series.size()))].id, some_time(), below(4), 1 + below(1000));
    made.flag = below(4) == 0 ? 'D' : 'N';
    if (below(6) == 0) made.state = ValueState::kBelowLimit;
    if (below(8) == 0) {
      made.state = ValueState::kFault;
      made.mantissa = 0;
    }
    return made;
  }
  void compare(StoreUnderTest& store, const Oracle& oracle) {
    Selection selection;
    if (below(2) == 0) selection.series = {oracle.series()[below(4)].id};
    if (below(2) == 0) selection.from = some_time();
    if (below(2) == 0) selection.until = some_time();
    const View view = some_view();
    const auto want = oracle.points(selection, view);
    const auto got = good(store->points(selection, view));
    ASSERT_EQ(got.size(), want.size());
    for (std::size_t i = 0; i < got.size(); ++i) {
      const auto& [value, revision] = want[i];
      ASSERT_EQ(got[i],
                (Point{value.series, value.time, value.mantissa, got[i].entry, revision, value.state, value.flag}));
    }
    ASSERT_EQ(good(store->count(selection, view)), static_cast<std::int64_t>(want.size()));
    const std::uint32_t most = 4 + below(16);
    const auto thinned = good(store->thin(selection, most, view)), kept = oracle.thin(selection, most, view);
    ASSERT_EQ(thinned.size(), kept.size());
    for (std::size_t i = 0; i < kept.size(); ++i) {
      ASSERT_EQ(std::tuple(thinned[i].series, thinned[i].points), std::tuple(kept[i].series, kept[i].points));
      ASSERT_EQ(thinned[i].thinned, kept[i].thinned) << "at most " << most;
    }
    std::map<SeriesId, Instant> newest;
    for (const auto& [value, revision] : oracle.points({}, view)) newest[value.series] = value.time;
    const auto latest = good(store->latest({}, view));
    ASSERT_EQ(latest.size(), newest.size());
    for (const Point& point : latest) ASSERT_EQ(point.time, newest[point.series]);
    // Of what is there the first of each series, with the revision that the view shows.
    std::vector<Point> oldest = good(store->points({}, view));
    const auto rest = std::ranges::unique(oldest, {}, &Point::series);
    oldest.erase(rest.begin(), rest.end());
    ASSERT_EQ(good(store->earliest({}, view)), oldest);

    constexpr PeriodKind kKinds[] = {PeriodKind::kHour, PeriodKind::kDay, PeriodKind::kMonth};
    const PeriodKind kind = kKinds[below(3)];
    const Period first = containing(kind, at("2024-08-31T22:00:00"));
    const Selection window{{}, first.begin(), first.next().next().begin()};
    std::vector<Rollup> wanted;
    for (const Series& series : oracle.series()) {
      for (const Period& period : {first, first.next()}) {
        const Rollup rollup = oracle.rollup(series, period, view);
        if (rollup.expected + rollup.present + rollup.missing > 0) wanted.push_back(rollup);
      }
    }
    ASSERT_EQ(good(store->rollups(window, kind, view)), wanted);
  }

  std::mt19937 random_{20240930};
  const Instant begin_ = at("2024-10-01T00:00:00");
  Instant now_ = begin_;
};

TEST_P(StoreModel, IsWhatTheOracleSays) {
  StoreUnderTest store(GetParam());
  std::vector<Series> series;
  for (int i = 0; i < 4; ++i) {
    Series one = sample_series("E" + std::to_string(i), "w01018", i % 2 == 0 ? Label::kBeginning : Label::kEnd);
    one.data_set = i < 2 ? "outlet-hour" : "section";
    one.id = good(store->put_series(one));
    series.push_back(one);
  }
  Oracle oracle(series);
  for (int step = 0; step < 120; ++step) {
    now_.seconds += below(3);
    switch (below(10)) {
      case 0:
        if (oracle.batches() > 0) {
          const BatchId id{1 + below(static_cast<std::uint32_t>(oracle.batches()))};
          const auto withdrawn = store->withdraw(id, {now_, "journal/1", ""});
          ASSERT_EQ(withdrawn.has_value(), !oracle.is_withdrawn(id));
          if (withdrawn.has_value()) oracle.withdraw(id, now_);
        }
        break;
      case 1:
      case 2: {
        Mark mark;
        const auto points = good(store->points({}));
        if (points.empty()) break;
        const Point& point = points[below(static_cast<std::uint32_t>(points.size()))];
        mark.series = point.series;
        mark.time = point.time;
        mark.revision = point.revision;
        mark.verdict = static_cast<Verdict>(below(4));
        mark.is_person = below(3) == 0;
        mark.by = mark.is_person ? "周敏" : (below(2) == 0 ? "range" : "rate");
        mark.reference = "journal/" + std::to_string(step);
        mark.at = now_;
        good(store->append_marks(std::vector{mark}));
        oracle.add_mark(mark);
        break;
      }
      case 3:
        good(store->seal(below(2) == 0 ? "outlet-hour" : "section",
                         *parse_period(below(2) == 0 ? "2024-08" : "2024-09")));
        break;
      case 4:
        good(store->roll_up(below(10)));
        break;
      case 5:
        if (below(4) == 0) store.reopen();
        break;
      default: {
        std::vector<Observation> rows;
        for (std::uint32_t i = 1 + below(20); i > 0; --i) rows.push_back(some_observation(series));
        const AppendReport got = good(store->append(sample_batch(now_), rows));
        const AppendReport want = oracle.append(now_, rows);
        ASSERT_EQ(got.batch.has_value(), want.batch.has_value());
        ASSERT_EQ(std::tuple(got.added, got.revised, got.same), std::tuple(want.added, want.revised, want.same));
      }
    }
    if (step % 4 == 3) compare(store, oracle);
    if (HasFatalFailure()) {
      ADD_FAILURE() << "step " << step;
      return;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(, StoreModel, testing::Values(StoreKind::kMemory, StoreKind::kDuckdb),
                         [](const auto& p) { return name_of(p.param); });

}  // namespace
}  // namespace bihuan::observations
