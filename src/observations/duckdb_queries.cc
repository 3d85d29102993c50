// What is asked of the store in a folder.
#include <algorithm>
#include <limits>

#include "observations/internal/checks.h"
#include "observations/internal/content_digest.h"
#include "observations/internal/duckdb_adapter.h"

namespace bihuan::observations {
namespace {

constexpr const char* kPointColumns = "b.series, b.minute, b.second, b.mantissa, b.state, b.flag, b.revision, b.entry";

void read_points_of(const DuckdbRows& rows, std::vector<Point>& points) {
  const auto* const series = rows.column<std::int32_t>(0);
  const auto* const minute = rows.column<std::int32_t>(1);
  const auto* const second = rows.column<std::uint8_t>(2);
  const auto* const mantissa = rows.column<std::int64_t>(3);
  const auto* const state = rows.column<std::uint8_t>(4);
  const auto* const flag = rows.column<std::uint8_t>(5);
  const auto* const revision = rows.column<std::uint16_t>(6);
  const auto* const entry = rows.column<std::int64_t>(7);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    points.push_back({SeriesId{series[i]}, Instant{seconds_of(minute[i], second[i])}, mantissa[i], Entry{entry[i]},
                      revision[i], static_cast<ValueState>(state[i]), static_cast<char>(flag[i])});
  }
}

const std::string kBatchColumns =
    "SELECT b.id, b.kind, b.source, b.digest, b.reference, b.loaded, b.first_position, b.first_entry, b.last_entry, "
    "b.added, b.same, b.revised, w.happened, w.reference, w.reason FROM batches b LEFT JOIN withdrawals w ON w.batch = "
    "b.id WHERE ";

StoredBatch read_batch_row(const DuckdbRows& rows, std::size_t i) {
  const auto number = [&](std::size_t column) { return rows.column<std::int64_t>(column)[i]; };
  StoredBatch stored;
  stored.id = {number(0)};
  stored.batch.kind = static_cast<BatchKind>(rows.column<std::uint8_t>(1)[i]);
  stored.batch.source = rows.text(2, i);
  stored.batch.digest = rows.text(3, i);
  stored.batch.reference = rows.text(4, i);
  stored.batch.loaded = Instant{number(5)};
  stored.batch.first_position = number(6);
  stored.last_position = number(6) + number(8) - number(7);
  stored.first_entry = number(7);
  stored.added = number(9);
  stored.same = number(10);
  stored.revised = number(11);
  if (!rows.is_null(12, i))
    stored.withdrawn = Withdrawal{Instant{number(12)}, std::string(rows.text(13, i)), std::string(rows.text(14, i))};
  return stored;
}

ExactSum wide(const duckdb_hugeint& number) {
  return static_cast<ExactSum>(number.upper) * (static_cast<ExactSum>(1) << 64) + static_cast<ExactSum>(number.lower);
}

}  // namespace

// --- moments ---------------------------------------------------------------------------------------------------------

Result<std::unique_ptr<Snapshot>> DuckdbStore::snapshot(const View& view) const {
  BIHUAN_TRY(DuckdbConnection connection, DuckdbConnection::open(database_));
  auto moment = std::make_unique<Snapshot>(std::move(connection));
  moment->as_of = view.as_of;
  {
    // The first query fixes what the transaction sees; no file may come or go between it and the list.
    const std::lock_guard gate(gate_);
    BIHUAN_CHECK(moment->connection.run("BEGIN TRANSACTION"));
    BIHUAN_TRY(moment->withdrawn, withdrawn_ranges(moment->connection, view.as_of));
    moment->parts = parts_;
  }
  moment->series = all_series();
  if (view.as_of) {
    BIHUAN_TRY(moment->last_entry, moment->connection.number("SELECT max(last_entry) FROM batches WHERE loaded <= " +
                                                             std::to_string(view.as_of->seconds)));
  }
  return moment;
}

Snapshot DuckdbStore::writer_view() { return Snapshot(*writer_, parts_, all_series()); }

// --- points ----------------------------------------------------------------------------------------------------------

Status DuckdbStore::read_points(Snapshot& snapshot, const RowFilter& filter, const char* order, const PointSink& sink) {
  BIHUAN_TRY(const std::string sql, points_sql(snapshot, filter, kPointColumns));
  std::vector<Point> points;
  return snapshot.connection.stream(sql + order, [&](const DuckdbRows& rows) {
    points.clear();
    read_points_of(rows, points);
    return sink(points);
  });
}

Status DuckdbStore::read(const Selection& selection, const View& view, ReadOrder order, const PointSink& sink) const {
  const std::shared_lock use(use_);
  BIHUAN_TRY(const auto moment, snapshot(view));
  BIHUAN_CHECK(check_selection(selection, *moment->series));
  const char* const sql = order == ReadOrder::kAny ? "" : " ORDER BY b.series, b.minute, b.second";
  return read_points(*moment, filter_of(selection), sql, sink);
}

Result<std::int64_t> DuckdbStore::count(const Selection& selection, const View& view) const {
  const std::shared_lock use(use_);
  BIHUAN_TRY(const auto moment, snapshot(view));
  BIHUAN_CHECK(check_selection(selection, *moment->series));
  BIHUAN_TRY(const std::string sql, points_sql(*moment, filter_of(selection), "b.series"));
  return moment->connection.number("SELECT count(*) FROM (" + sql + ")");
}

Result<std::vector<Point>> DuckdbStore::latest(std::span<const SeriesId> series, const View& view) const {
  return ends_of(series, view, true);
}
Result<std::vector<Point>> DuckdbStore::earliest(std::span<const SeriesId> series, const View& view) const {
  return ends_of(series, view, false);
}

Result<std::vector<Point>> DuckdbStore::ends_of(std::span<const SeriesId> series, const View& view,
                                                bool is_last) const {
  const std::shared_lock use(use_);
  BIHUAN_TRY(const auto moment, snapshot(view));
  const Selection selection{{series.begin(), series.end()}, {}, {}};
  BIHUAN_CHECK(check_selection(selection, *moment->series));
  RowFilter filter = filter_of(selection);
  std::vector<std::optional<Point>> ends(moment->series->size());
  // The row at the end of a series is that of the point there: by time, then the newest revision.
  const std::string order = is_last ? " DESC" : "";
  const auto lies_beyond = [&](const Point& a, const Point& b) {
    if (a.time != b.time) return is_last == (a.time > b.time);
    return a.revision > b.revision;
  };
  const auto look = [&](const std::string& rows) {
    std::vector<Point> found;
    Status status =
        moment->connection.query("SELECT series, minute, second, mantissa, state, flag, revision, entry FROM (" + rows +
                                     ") QUALIFY row_number() OVER (PARTITION BY series ORDER BY minute" + order +
                                     ", second" + order + ", revision DESC) = 1",
                                 [&](const DuckdbRows& part) {
                                   read_points_of(part, found);
                                   return true;
                                 });
    for (const Point& point : found) {
      std::optional<Point>& known = ends[static_cast<std::size_t>(point.series.number) - 1];
      if (!known || lies_beyond(point, *known)) known = point;
    }
    return status;
  };
  constexpr const char* kColumns = "series, minute, second, mantissa, state, flag, revision, entry";
  // Only rows at that end of what each series has are looked at, and further on where those are not seen.
  const auto rows_at_end = [&](const std::string& rows) {
    return "SELECT r.* FROM (" + rows + ") r JOIN (SELECT series, " + (is_last ? "max" : "min") +
           "(minute) AS minute FROM (" + rows + ") GROUP BY series) m ON r.series = m.series AND r.minute = m.minute";
  };
  std::string where = condition_sql(*moment, filter, true);
  BIHUAN_CHECK(look(rows_at_end("SELECT " + std::string(kColumns) + " FROM arrived WHERE " + where)));
  std::vector<std::shared_ptr<const SealedPart>> parts = *moment->parts;
  std::ranges::stable_sort(
      parts, [&](const auto& a, const auto& b) { return is_last ? a->month > b->month : a->month < b->month; });
  for (const auto& part : parts) {
    RowFilter of_part;
    for (const FileSeries& one : part->series) {
      if (!filter.series.empty() && !std::ranges::binary_search(filter.series, one.series)) continue;
      const std::optional<Point>& known = ends[static_cast<std::size_t>(one.series) - 1];
      const bool may_lie_beyond =
          !known || (is_last ? minute_of(known->time) <= one.last_minute : minute_of(known->time) >= one.first_minute);
      if (may_lie_beyond) of_part.series.push_back(one.series);
    }
    if (of_part.series.empty()) continue;
    where = condition_sql(*moment, of_part, true);
    BIHUAN_CHECK(look(rows_at_end("SELECT " + std::string(kColumns) + " FROM read_parquet([" + sql_quote(part->path) +
                                  "]) WHERE " + where)));
  }
  std::vector<Point> points;
  for (const std::optional<Point>& point : ends)
    if (point) points.push_back(*point);
  return points;
}

Result<std::vector<Revision>> DuckdbStore::revisions(SeriesId series, Instant time) const {
  const std::shared_lock use(use_);
  BIHUAN_TRY(const auto moment, snapshot({}));
  std::vector<Revision> all;
  if (time < kEarliest || time > kLatest) return all;
  RowFilter filter;
  filter.series = {series.number};
  filter.from = time;
  filter.until = Instant{time.seconds + 1};
  filter.sees_all = true;
  std::vector<Point> points;
  BIHUAN_CHECK(moment->connection.query(
      "SELECT * FROM (" + rows_sql(*moment, filter, "series, minute, second, mantissa, state, flag, revision, entry") +
          ") ORDER BY revision",
      [&](const DuckdbRows& rows) {
        read_points_of(rows, points);
        return true;
      }));
  for (const Point& point : points) {
    const std::string entry = std::to_string(point.entry.number);
    BIHUAN_TRY(const std::vector<StoredBatch> batches,
               read_batches(moment->connection,
                            "b.first_entry <= " + entry + " AND b.last_entry >= " + entry + " ORDER BY b.id"));
    if (batches.empty()) return std::unexpected(no_such_entry(point.entry));
    BIHUAN_TRY(const BatchRange range, find_range(moment->connection, batches.front().id));
    all.push_back({point, batches.front(), range.first_position + point.entry.number - range.entries.first});
  }
  return all;
}

// --- batches ---------------------------------------------------------------------------------------------------------

Result<std::vector<StoredBatch>> DuckdbStore::read_batches(DuckdbConnection& connection, const std::string& condition) {
  std::vector<StoredBatch> batches;
  BIHUAN_CHECK(connection.query(kBatchColumns + condition, [&](const DuckdbRows& rows) {
    for (std::size_t i = 0; i < rows.size(); ++i) batches.push_back(read_batch_row(rows, i));
    return true;
  }));
  return batches;
}

Result<DuckdbStore::BatchRange> DuckdbStore::find_range(DuckdbConnection& connection, BatchId id) {
  std::optional<BatchRange> range;
  BIHUAN_CHECK(connection.query(
      "SELECT first_entry, last_entry, first_position FROM batches WHERE id = " + std::to_string(id.number),
      [&](const DuckdbRows& rows) {
        range = BatchRange{{rows.column<std::int64_t>(0)[0], rows.column<std::int64_t>(1)[0]},
                           rows.column<std::int64_t>(2)[0]};
        return false;
      }));
  if (!range) return std::unexpected(no_such_batch(id));
  return *range;
}

Result<StoredBatch> DuckdbStore::batch(BatchId id) const {
  const std::shared_lock use(use_);
  BIHUAN_TRY(const auto moment, snapshot({}));
  BIHUAN_TRY(const std::vector<StoredBatch> found,
             read_batches(moment->connection, "b.id = " + std::to_string(id.number)));
  if (found.empty()) return no_such_batch(id);
  return found.front();
}

Result<std::vector<StoredBatch>> DuckdbStore::batches(std::optional<BatchKind> kind, std::size_t most) const {
  const std::shared_lock use(use_);
  BIHUAN_TRY(const auto moment, snapshot({}));
  return read_batches(moment->connection,
                      (kind ? "b.kind = " + std::to_string(static_cast<int>(*kind)) : std::string("true")) +
                          " ORDER BY b.id DESC LIMIT " + std::to_string(most));
}

Status DuckdbStore::each_batch(const std::function<bool(const StoredBatch&)>& sink) const {
  const std::shared_lock use(use_);
  BIHUAN_TRY(const auto moment, snapshot({}));
  return moment->connection.stream(kBatchColumns + "true ORDER BY b.id", [&](const DuckdbRows& rows) {
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (!sink(read_batch_row(rows, i))) return false;
    return true;
  });
}

Result<Origin> DuckdbStore::origin(Entry entry) const {
  const std::shared_lock use(use_);
  BIHUAN_TRY(const auto moment, snapshot({}));
  std::optional<Origin> origin;
  const std::string number = std::to_string(entry.number);
  BIHUAN_CHECK(moment->connection.query(
      "SELECT id, first_position + " + number + " - first_entry FROM batches WHERE first_entry <= " + number +
          " AND last_entry >= " + number,
      [&](const DuckdbRows& rows) {
        origin = Origin{BatchId{rows.column<std::int64_t>(0)[0]}, rows.column<std::int64_t>(1)[0]};
        return false;
      }));
  if (!origin) return no_such_entry(entry);
  return *origin;
}

Status DuckdbStore::read_batch(BatchId id, const PointSink& sink) const {
  const std::shared_lock use(use_);
  BIHUAN_TRY(const auto moment, snapshot({}));
  BIHUAN_TRY(const BatchRange range, find_range(moment->connection, id));
  RowFilter filter;
  filter.entries = range.entries;
  filter.sees_all = true;
  std::vector<Point> points;
  return moment->connection.stream(
      "SELECT * FROM (" + rows_sql(*moment, filter, "series, minute, second, mantissa, state, flag, revision, entry") +
          ") ORDER BY series, minute, second, revision",
      [&](const DuckdbRows& rows) {
        points.clear();
        read_points_of(rows, points);
        return sink(points);
      });
}

// --- marks -----------------------------------------------------------------------------------------------------------

Result<std::vector<Mark>> DuckdbStore::marks(const Selection& selection, const View& view) const {
  const std::shared_lock use(use_);
  BIHUAN_TRY(const auto moment, snapshot(view));
  BIHUAN_CHECK(check_selection(selection, *moment->series));
  std::string where = condition_sql(*moment, filter_of(selection), false);
  if (view.as_of) where += " AND happened <= " + std::to_string(view.as_of->seconds);
  std::vector<Mark> marks;
  BIHUAN_CHECK(moment->connection.query(
      "SELECT series, minute, second, revision, verdict, is_person, happened, by_whom, edition, parameters_digest, "
      "reference, "
      "reason FROM marks WHERE " +
          where + " ORDER BY series, minute, second, number",
      [&](const DuckdbRows& rows) {
        for (std::size_t i = 0; i < rows.size(); ++i) {
          Mark mark;
          mark.series = {rows.column<std::int32_t>(0)[i]};
          mark.time = Instant{seconds_of(rows.column<std::int32_t>(1)[i], rows.column<std::uint8_t>(2)[i])};
          mark.revision = rows.column<std::uint16_t>(3)[i];
          mark.verdict = static_cast<Verdict>(rows.column<std::uint8_t>(4)[i]);
          mark.is_person = rows.column<bool>(5)[i];
          mark.at = Instant{rows.column<std::int64_t>(6)[i]};
          mark.by = rows.text(7, i);
          mark.edition = rows.text(8, i);
          mark.parameters_digest = rows.text(9, i);
          mark.reference = rows.text(10, i);
          mark.reason = rows.text(11, i);
          marks.push_back(std::move(mark));
        }
        return true;
      }));
  return marks;
}

// --- roll-ups --------------------------------------------------------------------------------------------------------

Status DuckdbStore::read_bins(DuckdbConnection& connection, const std::string& sql,
                              std::map<std::int32_t, std::vector<BinTally>>& bins) {
  return connection.query(sql, [&](const DuckdbRows& rows) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      BinTally bin;
      bin.bin = rows.column<std::int32_t>(1)[i];
      bin.tally.present = rows.column<std::int64_t>(2)[i];
      bin.tally.valid = rows.column<std::int64_t>(3)[i];
      bin.tally.below = rows.column<std::int64_t>(4)[i];
      bin.tally.missing = rows.column<std::int64_t>(5)[i];
      bin.tally.sum = wide(rows.column<duckdb_hugeint>(6)[i]);
      bin.tally.below_sum = wide(rows.column<duckdb_hugeint>(7)[i]);
      if (!rows.is_null(8, i)) bin.tally.minimum = rows.column<std::int64_t>(8)[i];
      if (!rows.is_null(9, i)) bin.tally.maximum = rows.column<std::int64_t>(9)[i];
      bins[rows.column<std::int32_t>(0)[i]].push_back(bin);
    }
    return true;
  });
}

Result<std::vector<std::uint64_t>> DuckdbStore::dirty_days(Snapshot& snapshot, const RowFilter& filter,
                                                           const PlacedWindow& window) const {
  RowFilter of_series;
  of_series.series = filter.series;
  std::string where = condition_sql(snapshot, of_series, false);
  if (window.from) where += " AND day >= " + std::to_string(bin_of(*window.from, kDayBin));
  if (window.until) where += " AND day < " + std::to_string(bin_of(*window.until, kDayBin));
  std::vector<std::uint64_t> days;
  BIHUAN_CHECK(
      snapshot.connection.query("SELECT DISTINCT series, day FROM dirty WHERE " + where, [&](const DuckdbRows& rows) {
        for (std::size_t i = 0; i < rows.size(); ++i)
          days.push_back(pack_day(rows.column<std::int32_t>(0)[i], rows.column<std::int32_t>(1)[i]));
        return true;
      }));
  std::ranges::sort(days);
  return days;
}

// Days as they are stored, those that changed since computed anew; other bins and earlier views from the rows.
Result<std::map<std::int32_t, std::vector<BinTally>>> DuckdbStore::bins_of(Snapshot& snapshot, const RowFilter& filter,
                                                                           const PlacedWindow& window,
                                                                           std::int64_t bin_seconds) const {
  std::map<std::int32_t, std::vector<BinTally>> bins;
  if (bin_seconds != kDayBin || snapshot.as_of) {
    for (const Label label : {Label::kBeginning, Label::kEnd}) {
      RowFilter of_label = filter;
      std::erase_if(of_label.series, [&](std::int32_t number) {
        return (*snapshot.series)[static_cast<std::size_t>(number) - 1].label != label;
      });
      if (of_label.series.empty()) continue;
      const std::int64_t late = label == Label::kEnd ? 1 : 0;
      if (window.from) of_label.from = Instant{window.from->seconds + late};
      if (window.until) of_label.until = Instant{window.until->seconds + late};
      BIHUAN_TRY(const std::string sql, bins_sql(snapshot, of_label, label, bin_seconds, ""));
      BIHUAN_CHECK(read_bins(snapshot.connection, sql, bins));
    }
  } else {
    BIHUAN_TRY(const std::vector<std::uint64_t> dirty, dirty_days(snapshot, filter, window));
    RowFilter of_series;
    of_series.series = filter.series;
    std::string where = condition_sql(snapshot, of_series, false);
    if (window.from) where += " AND day >= " + std::to_string(bin_of(*window.from, kDayBin));
    if (window.until) where += " AND day < " + std::to_string(bin_of(*window.until, kDayBin));
    if (!dirty.empty()) BIHUAN_CHECK(make_day_table(snapshot.connection, "due", dirty));
    BIHUAN_CHECK(
        read_bins(snapshot.connection,
                  "SELECT p.* FROM daily p" +
                      std::string(dirty.empty() ? "" : " ANTI JOIN due d ON p.series = d.series AND p.day = d.day") +
                      " WHERE " + where,
                  bins));
    for (const DayBlock& block : blocks_of(dirty, *snapshot.series)) {
      BIHUAN_TRY(const std::string sql, bins_sql(snapshot, filter_of(block), block.label, kDayBin, "due"));
      BIHUAN_CHECK(read_bins(snapshot.connection, sql, bins));
    }
  }
  for (auto& [series, list] : bins) std::ranges::sort(list, {}, &BinTally::bin);
  return bins;
}

Status DuckdbStore::rollups(const Selection& selection, PeriodKind kind, const View& view,
                            const RollupSink& sink) const {
  BIHUAN_TRY(const std::int64_t bin_seconds, bin_seconds_of(kind));
  const std::shared_lock use(use_);
  BIHUAN_TRY(const auto moment, snapshot(view));
  BIHUAN_CHECK(check_selection(selection, *moment->series));
  const PlacedWindow window = placed_window(selection, kind);
  std::vector<std::int32_t> wanted = filter_of(selection).series;
  if (wanted.empty())
    for (const Series& series : *moment->series) wanted.push_back(series.id.number);
  constexpr std::size_t kAtOnce = 500;  // series, so that memory stays small
  for (std::size_t i = 0; i < wanted.size(); i += kAtOnce) {
    RowFilter filter;
    filter.series.assign(wanted.begin() + static_cast<std::ptrdiff_t>(i),
                         wanted.begin() + static_cast<std::ptrdiff_t>(std::min(wanted.size(), i + kAtOnce)));
    BIHUAN_TRY(auto bins, bins_of(*moment, filter, window, bin_seconds));
    for (const std::int32_t number : filter.series) {
      const Series& series = (*moment->series)[static_cast<std::size_t>(number) - 1];
      if (!emit_rollups(series, kind, window, bins[number], bin_seconds, sink)) return {};
    }
  }
  return {};
}

// --- digest ----------------------------------------------------------------------------------------------------------

Result<ContentDigest> DuckdbStore::digest() const {
  BIHUAN_TRY(std::vector<Mark> all_marks, marks({}, {}));
  const std::shared_lock use(use_);
  BIHUAN_TRY(const auto moment, snapshot({}));
  // Month by month, so that no sorting is larger than a month.
  std::vector<std::int32_t> months;
  for (const auto& part : *moment->parts) months.push_back(part->month);
  BIHUAN_CHECK(moment->connection.query(
      "SELECT DISTINCT year(d) * 12 + month(d) - 1 FROM (SELECT DISTINCT DATE '1970-01-01' + " +
          bin_expression(kDayBin, "0") + "::INTEGER AS d FROM arrived b)",
      [&](const DuckdbRows& rows) {
        for (std::size_t i = 0; i < rows.size(); ++i)
          months.push_back(static_cast<std::int32_t>(rows.column<std::int64_t>(0)[i]));
        return true;
      }));
  std::ranges::sort(months);
  months.erase(std::ranges::unique(months).begin(), months.end());
  ContentDigester digester(*moment->series);
  for (const std::int32_t number : months) {
    const Period month = month_of_number(number);
    RowFilter filter;
    filter.from = month.begin();
    filter.until = month.end();
    BIHUAN_CHECK(
        read_points(*moment, filter, " ORDER BY b.series, b.minute, b.second", [&](std::span<const Point> some) {
          digester.add(some);
          return true;
        }));
  }
  return digester.finish(std::move(all_marks));
}

}  // namespace bihuan::observations
