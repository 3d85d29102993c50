#include "observations/duckdb_store.h"

#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "observations/internal/checks.h"
#include "observations/internal/duckdb_adapter.h"

namespace bihuan::observations {
namespace {

// Stores of before have none: it is made when they are opened.
constexpr const char* kRetentionsTable =
    "CREATE TABLE IF NOT EXISTS retentions (reference VARCHAR, data_set VARCHAR, happened BIGINT, rows BIGINT)";
constexpr const char* kTables[] = {
    "CREATE TABLE meta (name VARCHAR, value VARCHAR)",
    "CREATE TABLE series (id INTEGER, site VARCHAR, factor VARCHAR, averaging UTINYINT, source VARCHAR, unit VARCHAR, "
    "places UTINYINT, data_set VARCHAR, label UTINYINT, detection_limit VARCHAR, calendar VARCHAR)",
    "CREATE TABLE batches (id BIGINT, kind UTINYINT, source VARCHAR, digest VARCHAR, reference VARCHAR, loaded BIGINT, "
    "first_position BIGINT, first_entry BIGINT, last_entry BIGINT, added BIGINT, same BIGINT, revised BIGINT)",
    "CREATE TABLE withdrawals (batch BIGINT, happened BIGINT, reference VARCHAR, reason VARCHAR)",
    "CREATE TABLE arrived (series INTEGER, minute INTEGER, second UTINYINT, mantissa BIGINT, state UTINYINT, "
    "flag UTINYINT, revision USMALLINT, entry BIGINT)",
    "CREATE TABLE marks (number BIGINT, series INTEGER, minute INTEGER, second UTINYINT, revision USMALLINT, "
    "verdict UTINYINT, is_person BOOLEAN, by_whom VARCHAR, edition VARCHAR, parameters_digest VARCHAR, "
    "reference VARCHAR, reason VARCHAR, happened BIGINT)",
    "CREATE TABLE daily (series INTEGER, day INTEGER, present BIGINT, valid BIGINT, below BIGINT, missing BIGINT, "
    "sum HUGEINT, below_sum HUGEINT, minimum BIGINT, maximum BIGINT)",
    "CREATE TABLE dirty (series INTEGER, day INTEGER)",
    "CREATE TABLE files (number BIGINT, name VARCHAR, data_set VARCHAR, month INTEGER, rows BIGINT, octets BIGINT, "
    "digest VARCHAR, first_entry BIGINT, last_entry BIGINT)",
    "CREATE TABLE file_series (number BIGINT, series INTEGER, rows BIGINT, revised BIGINT, first_minute INTEGER, "
    "last_minute INTEGER, least BIGINT, greatest BIGINT)",
    "CREATE TABLE holds (reference VARCHAR, data_set VARCHAR, series INTEGER, begins BIGINT, ends BIGINT)",
    kRetentionsTable,
    "INSERT INTO meta VALUES ('format', '1')",
};

std::string calendar_text(const std::vector<CalendarSpan>& calendar) {
  std::string text;
  for (const CalendarSpan& span : calendar) {
    if (!text.empty()) text += ';';
    text += to_string(span.from) + ".." + (span.until ? to_string(*span.until) : "") + "/";
    text += span.cadence.months > 0 ? std::to_string(span.cadence.months) + "m"
                                    : std::to_string(span.cadence.seconds) + "s";
  }
  return text;
}

// Reads what calendar_text() wrote. Errors: kCorrupt
Result<std::vector<CalendarSpan>> parse_calendar(std::string_view text) {
  std::vector<CalendarSpan> calendar;
  while (!text.empty()) {
    std::string_view one = text.substr(0, text.find(';'));
    text.remove_prefix(std::min(text.size(), one.size() + 1));
    const std::size_t dots = one.find(".."), slash = one.find('/');
    const auto broken = [] { return fail(Code::kCorrupt, "观测库里的监测频次读不出来"); };
    if (dots == std::string_view::npos || slash == std::string_view::npos || slash < dots || one.size() < slash + 3)
      return broken();
    CalendarSpan span;
    const auto from = parse_date(one.substr(0, dots));
    if (!from.has_value()) return broken();
    span.from = *from;
    if (const std::string_view until = one.substr(dots + 2, slash - dots - 2); !until.empty()) {
      const auto last = parse_date(until);
      if (!last.has_value()) return broken();
      span.until = *last;
    }
    const auto number = parse_decimal(one.substr(slash + 1, one.size() - slash - 2));
    if (!number.has_value()) return broken();
    (one.back() == 'm' ? span.cadence.months : span.cadence.seconds) = static_cast<std::int32_t>(number->mantissa());
    calendar.push_back(span);
  }
  return calendar;
}

void append_series(DuckdbAppender& appender, const Series& series) {
  appender.set(0, series.id.number);
  appender.set_text(1, series.key.site);
  appender.set_text(2, series.key.factor);
  appender.set(3, static_cast<std::uint8_t>(series.key.averaging));
  appender.set_text(4, series.key.source);
  appender.set_text(5, series.unit);
  appender.set(6, static_cast<std::uint8_t>(series.places));
  appender.set_text(7, series.data_set);
  appender.set(8, static_cast<std::uint8_t>(series.label));
  if (series.detection_limit)
    appender.set_text(9, to_string(*series.detection_limit));
  else
    appender.set_null(9);
  appender.set_text(10, calendar_text(series.calendar));
  appender.end_row();
}

}  // namespace

std::vector<duckdb_type> row_types() {
  return {DUCKDB_TYPE_INTEGER,  DUCKDB_TYPE_INTEGER,  DUCKDB_TYPE_UTINYINT,  DUCKDB_TYPE_BIGINT,
          DUCKDB_TYPE_UTINYINT, DUCKDB_TYPE_UTINYINT, DUCKDB_TYPE_USMALLINT, DUCKDB_TYPE_BIGINT};
}

Result<std::unique_ptr<ObservationStore>> open_duckdb_store(const DuckdbStoreSettings& settings,
                                                            std::vector<std::string>& found) {
  auto store = std::make_unique<DuckdbStore>(settings);
  BIHUAN_CHECK(store->open(found));
  return store;
}

// --- opening ---------------------------------------------------------------------------------------------------------

Status DuckdbStore::open(std::vector<std::string>& found) {
  BIHUAN_CHECK(make_folder(settings_.folder));
  BIHUAN_CHECK(make_folder(sealed_folder()));
  BIHUAN_CHECK(make_folder(settings_.folder + "/temporary"));
  return open_database(found);
}

Status DuckdbStore::open_database(std::vector<std::string>& found) {
  const std::string path = settings_.folder + "/observations.duckdb";
  const std::string temporary = settings_.folder + "/temporary";
  BIHUAN_TRY(database_, DuckdbDatabase::open({settings_.duckdb_library, path, temporary, settings_.memory_megabytes,
                                              settings_.threads}));
  ++openings_;
  // Only now is it certain that no other process has it open.
  BIHUAN_CHECK(sweep_folder(temporary, [](const std::string&) { return false; }));
  BIHUAN_TRY(DuckdbConnection connection, DuckdbConnection::open(database_));
  BIHUAN_CHECK(connection.run("SET GLOBAL parquet_metadata_cache = true"));  // sealed files never change
  BIHUAN_TRY(const std::int64_t tables,
             connection.number("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'meta'"));
  if (tables == 0) BIHUAN_CHECK(make_tables(connection));
  BIHUAN_TRY(const std::int64_t format, connection.number("SELECT max(value)::BIGINT FROM meta WHERE name = 'format'"));
  if (format != 1) return fail(Code::kCorrupt, "观测库的格式为第 " + std::to_string(format) + " 版，本程序只认第 1 版");
  BIHUAN_CHECK(connection.run(kRetentionsTable));
  BIHUAN_CHECK(load_series(connection));
  BIHUAN_CHECK(load_parts(connection));
  BIHUAN_CHECK(load_memory(connection));
  writer_ = std::make_unique<DuckdbConnection>(std::move(connection));
  BIHUAN_TRY(const std::vector<std::string> gone, sweep_folder(sealed_folder(), [&](const std::string& name) {
               return std::ranges::any_of(*parts_, [&](const auto& part) { return part->name == "sealed/" + name; });
             }));
  for (const std::string& name : gone) found.push_back("清理了封存中断留下的文件 " + name);
  return {};
}

Status DuckdbStore::make_tables(DuckdbConnection& connection) {
  BIHUAN_CHECK(connection.run("BEGIN TRANSACTION"));
  for (const char* const table : kTables) BIHUAN_CHECK(connection.run(table));
  BIHUAN_CHECK(connection.run("COMMIT"));
  BIHUAN_CHECK(connection.run("CHECKPOINT"));
  return sync_folder(settings_.folder);  // DuckDB syncs its files, not the folder that names them
}

Status DuckdbStore::load_series(DuckdbConnection& connection) {
  auto all = std::make_shared<AllSeries>();
  Status status;
  BIHUAN_CHECK(connection.query(
      "SELECT id, averaging, places, label, site, factor, source, unit, data_set, detection_limit, calendar FROM "
      "series ORDER BY id",
      [&](const DuckdbRows& rows) {
        for (std::size_t i = 0; i < rows.size() && status.has_value(); ++i) {
          Series series;
          series.id = {rows.column<std::int32_t>(0)[i]};
          series.key = {std::string(rows.text(4, i)), std::string(rows.text(5, i)),
                        static_cast<Averaging>(rows.column<std::uint8_t>(1)[i]), std::string(rows.text(6, i))};
          series.places = rows.column<std::uint8_t>(2)[i];
          series.label = static_cast<Label>(rows.column<std::uint8_t>(3)[i]);
          series.unit = rows.text(7, i);
          series.data_set = rows.text(8, i);
          if (!rows.is_null(9, i)) {
            const auto limit = parse_decimal(rows.text(9, i));
            if (limit.has_value()) series.detection_limit = *limit;
          }
          auto calendar = parse_calendar(rows.text(10, i));
          if (!calendar.has_value())
            status = std::unexpected(std::move(calendar).error());
          else
            series.calendar = std::move(*calendar);
          if (series.id.number != static_cast<std::int32_t>(all->size()) + 1)
            status = fail(Code::kCorrupt, "观测库的序列编号不连续");
          all->push_back(std::move(series));
        }
        return status.has_value();
      }));
  BIHUAN_CHECK(status);
  const std::lock_guard lock(series_mutex_);
  series_ = std::move(all);
  return {};
}

Status DuckdbStore::load_memory(DuckdbConnection& connection) {
  memory_ = {};
  memory_.newest.assign(series_->size(), std::numeric_limits<std::int64_t>::min());
  for (const auto& part : *parts_) {
    for (const FileSeries& one : part->series) {
      std::int64_t& newest = memory_.newest[static_cast<std::size_t>(one.series) - 1];
      newest = std::max(newest, seconds_of(one.last_minute, 59));
    }
  }
  BIHUAN_CHECK(connection.query(
      "SELECT series, max(minute::BIGINT * 60 + second) FROM arrived GROUP BY series", [&](const DuckdbRows& rows) {
        for (std::size_t i = 0; i < rows.size(); ++i) {
          std::int64_t& newest = memory_.newest[static_cast<std::size_t>(rows.column<std::int32_t>(0)[i]) - 1];
          newest = std::max(newest, rows.column<std::int64_t>(1)[i]);
        }
        return true;
      }));
  BIHUAN_CHECK(connection.query("SELECT DISTINCT series, day FROM dirty", [&](const DuckdbRows& rows) {
    for (std::size_t i = 0; i < rows.size(); ++i)
      memory_.dirty.insert(pack_day(rows.column<std::int32_t>(0)[i], rows.column<std::int32_t>(1)[i]));
    return true;
  }));
  BIHUAN_TRY(memory_.next_entry, connection.number("SELECT max(last_entry) + 1 FROM batches", 1));
  BIHUAN_TRY(memory_.next_batch, connection.number("SELECT max(id) + 1 FROM batches", 1));
  BIHUAN_TRY(memory_.next_mark, connection.number("SELECT max(number) + 1 FROM marks", 1));
  BIHUAN_TRY(
      memory_.newest_event,
      connection.number(
          "SELECT max(happened) FROM (SELECT max(loaded) AS happened FROM batches UNION ALL SELECT max(happened) FROM "
          "withdrawals)",
          memory_.newest_event));
  return {};
}

Status DuckdbStore::heal() {
  if (!database_->is_broken()) return {};
  const std::unique_lock alone(use_);
  writer_.reset();
  database_.reset();
  std::vector<std::string> found;
  return open_database(found);
}

Status DuckdbStore::write(const std::function<Status(DuckdbConnection&)>& work) {
  BIHUAN_CHECK(writer().run("BEGIN TRANSACTION"));
  Status status = work(writer());
  if (status.has_value()) status = writer().run("COMMIT");
  if (!status.has_value()) discard(writer().run("ROLLBACK"), "the first error tells more");
  return status;
}

// --- series ----------------------------------------------------------------------------------------------------------

std::shared_ptr<const AllSeries> DuckdbStore::all_series() const {
  const std::lock_guard lock(series_mutex_);
  return series_;
}

Result<std::vector<Series>> DuckdbStore::series() const { return *all_series(); }

Result<Series> DuckdbStore::find_series(const SeriesKey& key) const {
  const auto all = all_series();
  const auto found = std::ranges::find(*all, key, &Series::key);
  if (found == all->end()) return no_such_series(key);
  return *found;
}

Result<SeriesId> DuckdbStore::put_series(const Series& series) {
  BIHUAN_CHECK(check_series(series));
  const std::lock_guard writing(writing_);
  BIHUAN_CHECK(heal());
  const std::shared_lock use(use_);
  auto next = std::make_shared<AllSeries>(*all_series());
  const auto stored = std::ranges::find(*next, series.key, &Series::key);
  const bool is_new = stored == next->end();
  Series put = series;
  if (is_new) {
    put.id = {static_cast<std::int32_t>(next->size()) + 1};
    next->push_back(put);
  } else {
    BIHUAN_CHECK(check_same_series(*stored, series));
    put.id = stored->id;
    if (*stored == put) return put.id;
    *stored = put;
  }
  Status written = write([&](DuckdbConnection& connection) -> Status {
    if (!is_new) BIHUAN_CHECK(connection.run("DELETE FROM series WHERE id = " + std::to_string(put.id.number)));
    DuckdbAppender appender(connection, "series",
                            {DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_VARCHAR, DUCKDB_TYPE_VARCHAR, DUCKDB_TYPE_UTINYINT,
                             DUCKDB_TYPE_VARCHAR, DUCKDB_TYPE_VARCHAR, DUCKDB_TYPE_UTINYINT, DUCKDB_TYPE_VARCHAR,
                             DUCKDB_TYPE_UTINYINT, DUCKDB_TYPE_VARCHAR, DUCKDB_TYPE_VARCHAR});
    append_series(appender, put);
    return appender.finish();
  });
  BIHUAN_CHECK(std::move(written));
  if (is_new) memory_.newest.push_back(std::numeric_limits<std::int64_t>::min());
  const std::lock_guard lock(series_mutex_);
  series_ = std::move(next);
  return put.id;
}

// --- append ----------------------------------------------------------------------------------------------------------

struct DuckdbStore::Intake {
  explicit Intake(DuckdbStore& store)
      : series(store.all_series()), newest(store.memory_.newest), first_entry(store.memory_.next_entry) {}

  std::shared_ptr<const AllSeries> series;
  std::vector<std::int64_t> newest;  // of the store, and of this batch so far
  std::int64_t first_entry = 0, last_entry = 0;
  std::unique_ptr<DuckdbAppender> rows;    // of `arrived`: surely new
  std::unique_ptr<DuckdbAppender> staged;  // may be there already, or revise what is
  std::int64_t staged_rows = 0;
  RowFilter staged_range;
  std::unordered_set<std::int32_t> staged_series;
  std::unordered_set<std::uint64_t> days;
  std::uint64_t last_day = ~std::uint64_t{0};  // most rows are of the same day as the one before
  std::vector<std::uint64_t> fresh_days;       // that were not dirty before
  AppendReport report;
};

Result<AppendReport> DuckdbStore::append(const Batch& batch, const ObservationSource& source) {
  const std::lock_guard writing(writing_);
  BIHUAN_CHECK(heal());
  const std::shared_lock use(use_);
  Intake intake(*this);
  intake.report.loaded = Instant{std::max(batch.loaded.seconds, memory_.newest_event)};
  bool is_empty = false;
  BIHUAN_CHECK(writer().run("BEGIN TRANSACTION"));
  Status status = take_in(batch, source, intake);
  if (status.has_value()) {
    is_empty = intake.report.added + intake.report.revised == 0;
    if (!is_empty) status = enter_batch(batch, intake);
  }
  intake.rows.reset();
  intake.staged.reset();
  if (status.has_value()) status = writer().run(is_empty ? "ROLLBACK" : "COMMIT");
  if (!status.has_value()) {
    discard(writer().run("ROLLBACK"), "the first error tells more");
    return std::unexpected(std::move(status).error());
  }
  if (is_empty) return intake.report;
  memory_.newest = std::move(intake.newest);
  memory_.newest_event = intake.report.loaded.seconds;
  memory_.next_entry = intake.last_entry + 1;
  ++memory_.next_batch;
  memory_.dirty.insert(intake.fresh_days.begin(), intake.fresh_days.end());
  return intake.report;
}

Status DuckdbStore::take_in(const Batch& batch, const ObservationSource& source, Intake& intake) {
  intake.rows = std::make_unique<DuckdbAppender>(writer(), "arrived", row_types());
  intake.last_entry = intake.first_entry;
  while (true) {
    BIHUAN_TRY(const std::span<const Observation> some, source());
    if (some.empty()) break;
    for (const Observation& observation : some) {
      BIHUAN_CHECK(check_observation(observation, batch, *intake.series));
      const auto index = static_cast<std::size_t>(observation.series.number) - 1;
      const std::int64_t entry = intake.first_entry + observation.position - batch.first_position;
      intake.last_entry = std::max(intake.last_entry, entry);
      const Instant placed = placed_at(observation.time, (*intake.series)[index].label);
      const std::uint64_t day = pack_day(observation.series.number, static_cast<std::int32_t>(bin_of(placed, kDayBin)));
      if (day != intake.last_day) intake.days.insert(day);
      intake.last_day = day;

      const bool is_new = observation.time.seconds > intake.newest[index];
      if (!is_new && !intake.staged) {
        BIHUAN_CHECK(
            writer().run("CREATE OR REPLACE TEMP TABLE staged (series INTEGER, minute INTEGER, second UTINYINT, "
                         "mantissa BIGINT, state UTINYINT, flag UTINYINT, entry BIGINT, ordinal BIGINT)"));
        std::vector<duckdb_type> types = row_types();
        types[6] = DUCKDB_TYPE_BIGINT;
        intake.staged = std::make_unique<DuckdbAppender>(writer(), "staged", types);
      }
      DuckdbAppender& to = is_new ? *intake.rows : *intake.staged;
      to.set(0, observation.series.number);
      to.set(1, minute_of(observation.time));
      to.set(2, second_of(observation.time));
      to.set(3, observation.mantissa);
      to.set(4, static_cast<std::uint8_t>(observation.state));
      to.set(5, static_cast<std::uint8_t>(observation.flag));
      if (is_new) {
        to.set(6, std::uint16_t{0});
        to.set(7, entry);
        intake.newest[index] = observation.time.seconds;
        ++intake.report.added;
      } else {
        to.set(6, entry);
        to.set(7, intake.staged_rows++);
        RowFilter& range = intake.staged_range;
        if (!range.from || observation.time < *range.from) range.from = observation.time;
        if (!range.until || observation.time >= *range.until) range.until = Instant{observation.time.seconds + 1};
        intake.staged_series.insert(observation.series.number);
      }
      to.end_row();
    }
  }
  BIHUAN_CHECK(intake.rows->finish());
  if (!intake.staged) return {};
  BIHUAN_CHECK(intake.staged->finish());
  return settle_staged(intake);
}

// Of the staged rows those that say something new become rows, numbered on from the revisions that are there.
Status DuckdbStore::settle_staged(Intake& intake) {
  RowFilter& range = intake.staged_range;
  range.series.assign(intake.staged_series.begin(), intake.staged_series.end());
  std::ranges::sort(range.series);
  range.sees_all = true;
  Snapshot view = writer_view();
  BIHUAN_TRY(const std::vector<EntryRange> withdrawn, withdrawn_ranges(writer(), std::nullopt));
  std::string seen = "true";
  for (const EntryRange& one : withdrawn)
    seen += " AND entry NOT BETWEEN " + std::to_string(one.first) + " AND " + std::to_string(one.second);
  const std::string rows =
      rows_sql(view, range, "series, minute, second, mantissa, state, flag, revision, (" + seen + ") AS seen");
  BIHUAN_CHECK(writer().run(
      "CREATE OR REPLACE TEMP TABLE settled AS WITH known AS (SELECT b.series, b.minute, b.second, "
      "max(b.revision)::INTEGER "
      "AS top, arg_max(b.mantissa, b.revision) FILTER (WHERE seen) AS mantissa, arg_max(b.state, b.revision) FILTER "
      "(WHERE "
      "seen) AS state, arg_max(b.flag, b.revision) FILTER (WHERE seen) AS flag FROM (" +
      rows +
      ") b SEMI JOIN staged s ON b.series = s.series AND b.minute = s.minute AND b.second = s.second GROUP BY "
      "b.series, "
      "b.minute, b.second), compared AS (SELECT s.*, k.top, k.mantissa AS known_mantissa, "
      "lag(s.ordinal) OVER w IS NULL AS is_first, "
      "CASE WHEN lag(s.ordinal) OVER w IS NULL THEN k.mantissa IS NOT NULL AND k.mantissa = s.mantissa AND k.state = "
      "s.state AND k.flag = s.flag ELSE lag(s.mantissa) OVER w = s.mantissa AND lag(s.state) OVER w = s.state AND "
      "lag(s.flag) OVER w = s.flag END AS is_same FROM staged s LEFT JOIN known k ON s.series = k.series AND s.minute "
      "= "
      "k.minute AND s.second = k.second WINDOW w AS (PARTITION BY s.series, s.minute, s.second ORDER BY s.ordinal)) "
      "SELECT series, minute, second, mantissa, state, flag, entry, is_same, is_first AND known_mantissa IS NULL AS "
      "is_added, coalesce(top + 1, 0) + row_number() OVER (PARTITION BY series, minute, second, is_same ORDER BY "
      "ordinal) "
      "- 1 AS revision FROM compared"));
  BIHUAN_CHECK(
      writer().query("SELECT count(*) FILTER (WHERE is_same), count(*) FILTER (WHERE NOT is_same AND is_added), "
                     "count(*) FILTER (WHERE "
                     "NOT is_same AND NOT is_added), max(revision)::BIGINT FROM settled",
                     [&](const DuckdbRows& rows_of_counts) {
                       intake.report.same += rows_of_counts.column<std::int64_t>(0)[0];
                       intake.report.added += rows_of_counts.column<std::int64_t>(1)[0];
                       intake.report.revised += rows_of_counts.column<std::int64_t>(2)[0];
                       return false;
                     }));
  BIHUAN_CHECK(writer().run(
      "INSERT INTO arrived SELECT series, minute, second, mantissa, state, flag, revision::USMALLINT, entry FROM "
      "settled WHERE NOT is_same"));
  BIHUAN_CHECK(writer().run("DROP TABLE settled"));
  return writer().run("DROP TABLE staged");
}

Status DuckdbStore::enter_batch(const Batch& batch, Intake& intake) {
  for (const std::uint64_t day : intake.days)
    if (!memory_.dirty.contains(day)) intake.fresh_days.push_back(day);
  BIHUAN_CHECK(add_dirty(writer(), intake.fresh_days));
  intake.report.batch = BatchId{memory_.next_batch};
  DuckdbAppender appender(writer(), "batches",
                          {DUCKDB_TYPE_BIGINT, DUCKDB_TYPE_UTINYINT, DUCKDB_TYPE_VARCHAR, DUCKDB_TYPE_VARCHAR,
                           DUCKDB_TYPE_VARCHAR, DUCKDB_TYPE_BIGINT, DUCKDB_TYPE_BIGINT, DUCKDB_TYPE_BIGINT,
                           DUCKDB_TYPE_BIGINT, DUCKDB_TYPE_BIGINT, DUCKDB_TYPE_BIGINT, DUCKDB_TYPE_BIGINT});
  appender.set(0, memory_.next_batch);
  appender.set(1, static_cast<std::uint8_t>(batch.kind));
  appender.set_text(2, batch.source);
  appender.set_text(3, batch.digest);
  appender.set_text(4, batch.reference);
  appender.set(5, intake.report.loaded.seconds);
  appender.set(6, batch.first_position);
  appender.set(7, intake.first_entry);
  appender.set(8, intake.last_entry);
  appender.set(9, intake.report.added);
  appender.set(10, intake.report.same);
  appender.set(11, intake.report.revised);
  appender.end_row();
  return appender.finish();
}

Status DuckdbStore::add_dirty(DuckdbConnection& connection, const std::vector<std::uint64_t>& days) {
  if (days.empty()) return {};
  DuckdbAppender appender(connection, "dirty", {DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_INTEGER});
  for (const std::uint64_t day : days) {
    appender.set(0, series_of_packed(day));
    appender.set(1, day_of_packed(day));
    appender.end_row();
  }
  return appender.finish();
}

// --- withdrawing -----------------------------------------------------------------------------------------------------

Result<std::vector<EntryRange>> DuckdbStore::withdrawn_ranges(DuckdbConnection& connection,
                                                              std::optional<Instant> as_of) const {
  std::vector<EntryRange> ranges;
  std::string where;
  if (as_of) where = " WHERE w.happened <= " + std::to_string(as_of->seconds);
  BIHUAN_CHECK(
      connection.query("SELECT b.first_entry, b.last_entry FROM withdrawals w JOIN batches b ON b.id = w.batch" +
                           where + " ORDER BY b.first_entry",
                       [&](const DuckdbRows& rows) {
                         for (std::size_t i = 0; i < rows.size(); ++i) {
                           const EntryRange range(rows.column<std::int64_t>(0)[i], rows.column<std::int64_t>(1)[i]);
                           if (!ranges.empty() && ranges.back().second + 1 == range.first)
                             ranges.back().second = range.second;  // neighbours are one condition less
                           else
                             ranges.push_back(range);
                         }
                         return true;
                       }));
  return ranges;
}

// The days in which the rows of the filter are placed, as far as they are not dirty already.
Status DuckdbStore::add_dirty_of_rows(const RowFilter& filter, std::vector<std::uint64_t>& fresh) {
  Snapshot view = writer_view();
  BIHUAN_CHECK(writer().query(
      "SELECT DISTINCT b.series, " + bin_expression(kDayBin, "s.label") + "::INTEGER FROM (" +
          rows_sql(view, filter, "series, minute, second") + ") b JOIN series s ON s.id = b.series",
      [&](const DuckdbRows& rows) {
        for (std::size_t i = 0; i < rows.size(); ++i) {
          const std::uint64_t day = pack_day(rows.column<std::int32_t>(0)[i], rows.column<std::int32_t>(1)[i]);
          if (!memory_.dirty.contains(day)) fresh.push_back(day);
        }
        return true;
      }));
  return add_dirty(writer(), fresh);
}

Result<std::int64_t> DuckdbStore::withdraw(BatchId id, const Withdrawal& withdrawal) {
  const std::lock_guard writing(writing_);
  BIHUAN_CHECK(heal());
  const std::shared_lock use(use_);
  BIHUAN_TRY(const BatchRange range, find_range(writer(), id));
  BIHUAN_TRY(const std::int64_t times,
             writer().number("SELECT count(*) FROM withdrawals WHERE batch = " + std::to_string(id.number)));
  if (times > 0) return withdrawn_already(id);
  const std::int64_t at = std::max(withdrawal.at.seconds, memory_.newest_event);
  std::int64_t changed = 0;
  std::vector<std::uint64_t> fresh;
  Status written = write([&](DuckdbConnection& connection) -> Status {
    // Current rows of the batch: those that no later one, not withdrawn, supersedes.
    Snapshot view = writer_view();
    BIHUAN_TRY(view.withdrawn, withdrawn_ranges(connection, std::nullopt));
    RowFilter mine;
    mine.entries = range.entries;
    RowFilter later;
    later.and_also = "revision > 0";
    const std::string places = "SELECT series, minute, second, revision FROM (" +
                               rows_sql(view, mine, "series, minute, second, revision") + ")";
    BIHUAN_TRY(
        changed,
        connection.number("SELECT count(*) FROM (SELECT series, minute, second, max(revision) AS revision FROM (" +
                          places + ") GROUP BY series, minute, second) m ANTI JOIN (" +
                          rows_sql(view, later, "series, minute, second, revision") +
                          ") l ON m.series = l.series AND m.minute = l.minute AND m.second = l.second AND l.revision > "
                          "m.revision"));
    RowFilter all_of_it = mine;
    all_of_it.sees_all = true;
    BIHUAN_CHECK(add_dirty_of_rows(all_of_it, fresh));
    DuckdbAppender appender(connection, "withdrawals",
                            {DUCKDB_TYPE_BIGINT, DUCKDB_TYPE_BIGINT, DUCKDB_TYPE_VARCHAR, DUCKDB_TYPE_VARCHAR});
    appender.set(0, id.number);
    appender.set(1, at);
    appender.set_text(2, withdrawal.reference);
    appender.set_text(3, withdrawal.reason);
    appender.end_row();
    return appender.finish();
  });
  BIHUAN_CHECK(std::move(written));
  memory_.newest_event = at;
  memory_.dirty.insert(fresh.begin(), fresh.end());
  return changed;
}

// --- marks -----------------------------------------------------------------------------------------------------------

// Puts marks into the table `given`, then those into `marks` that are not there yet. Days of the marks become dirty.
Status DuckdbStore::add_new_marks(std::span<const Mark> marks, std::int64_t& added, std::vector<std::uint64_t>& fresh) {
  const auto all = all_series();
  for (const Mark& mark : marks) BIHUAN_CHECK(check_mark(mark, *all));
  BIHUAN_CHECK(writer().run("CREATE OR REPLACE TEMP TABLE given AS SELECT * FROM marks LIMIT 0"));
  DuckdbAppender appender(
      writer(), "given",
      {DUCKDB_TYPE_BIGINT, DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_UTINYINT, DUCKDB_TYPE_USMALLINT,
       DUCKDB_TYPE_UTINYINT, DUCKDB_TYPE_BOOLEAN, DUCKDB_TYPE_VARCHAR, DUCKDB_TYPE_VARCHAR, DUCKDB_TYPE_VARCHAR,
       DUCKDB_TYPE_VARCHAR, DUCKDB_TYPE_VARCHAR, DUCKDB_TYPE_BIGINT});
  std::int64_t number = memory_.next_mark;
  std::unordered_set<std::uint64_t> days;
  for (const Mark& mark : marks) {
    appender.set(0, number++);
    appender.set(1, mark.series.number);
    appender.set(2, minute_of(mark.time));
    appender.set(3, second_of(mark.time));
    appender.set(4, static_cast<std::uint16_t>(mark.revision));
    appender.set(5, static_cast<std::uint8_t>(mark.verdict));
    appender.set(6, mark.is_person);
    appender.set_text(7, mark.by);
    appender.set_text(8, mark.edition);
    appender.set_text(9, mark.parameters_digest);
    appender.set_text(10, mark.reference);
    appender.set_text(11, mark.reason);
    appender.set(12, mark.at.seconds);
    appender.end_row();
    const Instant placed = placed_at(mark.time, (*all)[static_cast<std::size_t>(mark.series.number) - 1].label);
    days.insert(pack_day(mark.series.number, static_cast<std::int32_t>(bin_of(placed, kDayBin))));
  }
  BIHUAN_CHECK(appender.finish());
  BIHUAN_TRY(const std::int64_t before, writer().number("SELECT count(*) FROM marks"));
  BIHUAN_CHECK(writer().run(
      "INSERT INTO marks SELECT g.* FROM given g ANTI JOIN marks m ON m.reference = g.reference AND m.series = "
      "g.series "
      "AND m.minute = g.minute AND m.second = g.second AND m.revision = g.revision AND m.by_whom = g.by_whom QUALIFY "
      "row_number() OVER (PARTITION BY g.reference, g.series, g.minute, g.second, g.revision, g.by_whom ORDER BY "
      "g.number) = 1 ORDER BY g.number"));
  BIHUAN_TRY(const std::int64_t after, writer().number("SELECT count(*) FROM marks"));
  added += after - before;
  BIHUAN_CHECK(writer().run("DROP TABLE given"));
  for (const std::uint64_t day : days)
    if (!memory_.dirty.contains(day)) fresh.push_back(day);
  return {};
}

Result<std::int64_t> DuckdbStore::append_marks(std::span<const Mark> marks) {
  if (marks.empty()) return 0;
  const std::lock_guard writing(writing_);
  BIHUAN_CHECK(heal());
  const std::shared_lock use(use_);
  std::int64_t added = 0;
  std::vector<std::uint64_t> fresh;
  Status written = write([&](DuckdbConnection& connection) -> Status {
    BIHUAN_CHECK(add_new_marks(marks, added, fresh));
    return add_dirty(connection, fresh);
  });
  BIHUAN_CHECK(std::move(written));
  memory_.next_mark += static_cast<std::int64_t>(marks.size());
  memory_.dirty.insert(fresh.begin(), fresh.end());
  return added;
}

Status DuckdbStore::replace_marks(const std::function<Result<std::span<const Mark>>()>& source) {
  const std::lock_guard writing(writing_);
  BIHUAN_CHECK(heal());
  const std::shared_lock use(use_);
  const std::int64_t next_mark = memory_.next_mark;
  std::vector<std::uint64_t> fresh;
  const Status status = write([&](DuckdbConnection& connection) -> Status {
    // The days of the old marks change as well.
    BIHUAN_CHECK(connection.query("SELECT DISTINCT b.series, " + bin_expression(kDayBin, "s.label") +
                                      "::INTEGER FROM marks b JOIN series s ON s.id = b.series",
                                  [&](const DuckdbRows& rows) {
                                    for (std::size_t i = 0; i < rows.size(); ++i) {
                                      const std::uint64_t day =
                                          pack_day(rows.column<std::int32_t>(0)[i], rows.column<std::int32_t>(1)[i]);
                                      if (!memory_.dirty.contains(day)) fresh.push_back(day);
                                    }
                                    return true;
                                  }));
    BIHUAN_CHECK(connection.run("DELETE FROM marks"));
    while (true) {
      BIHUAN_TRY(const std::span<const Mark> some, source());
      if (some.empty()) break;
      std::int64_t added = 0;
      BIHUAN_CHECK(add_new_marks(some, added, fresh));
      memory_.next_mark += static_cast<std::int64_t>(some.size());
    }
    std::ranges::sort(fresh);
    fresh.erase(std::ranges::unique(fresh).begin(), fresh.end());
    return add_dirty(connection, fresh);
  });
  if (!status.has_value()) {
    memory_.next_mark = next_mark;
    return status;
  }
  memory_.dirty.insert(fresh.begin(), fresh.end());
  return {};
}

// --- roll-up ---------------------------------------------------------------------------------------------------------

Result<std::int64_t> DuckdbStore::roll_up(std::int64_t most_days) {
  const std::lock_guard writing(writing_);
  BIHUAN_CHECK(heal());
  const std::shared_lock use(use_);
  std::vector<std::uint64_t> days(memory_.dirty.begin(), memory_.dirty.end());
  std::ranges::sort(days);
  days.resize(std::min(days.size(), static_cast<std::size_t>(std::max<std::int64_t>(most_days, 0))));
  if (days.empty()) return static_cast<std::int64_t>(memory_.dirty.size());
  Status written = write([&](DuckdbConnection& connection) -> Status {
    BIHUAN_CHECK(make_day_table(connection, "due", days));
    BIHUAN_CHECK(connection.run("DELETE FROM daily USING due WHERE daily.series = due.series AND daily.day = due.day"));
    Snapshot view = writer_view();
    BIHUAN_TRY(view.withdrawn, withdrawn_ranges(connection, std::nullopt));
    for (const DayBlock& block : blocks_of(days, *all_series())) {
      BIHUAN_TRY(const std::string sql, bins_sql(view, filter_of(block), block.label, kDayBin, "due"));
      BIHUAN_CHECK(connection.run("INSERT INTO daily " + sql));
    }
    BIHUAN_CHECK(connection.run("DELETE FROM dirty USING due WHERE dirty.series = due.series AND dirty.day = due.day"));
    return connection.run("DROP TABLE due");
  });
  BIHUAN_CHECK(std::move(written));
  for (const std::uint64_t day : days) memory_.dirty.erase(day);
  return static_cast<std::int64_t>(memory_.dirty.size());
}

}  // namespace bihuan::observations
