// Sealed files of the store in a folder: made, replaced, dropped; and what keeps rows from being dropped.
#include <algorithm>

#include "base/text.h"
#include "observations/internal/checks.h"
#include "observations/internal/duckdb_adapter.h"

namespace bihuan::observations {
namespace {

constexpr const char* kRowColumns = "series, minute, second, mantissa, state, flag, revision, entry";

std::string file_name(const std::string& data_set, std::int32_t month, std::int64_t number) {
  std::string digits = std::to_string(number);
  digits.insert(0, digits.size() < 6 ? 6 - digits.size() : 0, '0');
  return data_set + "-" + to_string(month_of_number(month)) + "-" + digits + ".parquet";
}

RowFilter filter_of(const std::vector<std::int32_t>& series, std::int32_t month) {
  RowFilter filter;
  filter.series = series;
  const Period period = month_of_number(month);
  filter.from = period.begin();
  filter.until = period.end();
  filter.sees_all = true;
  return filter;
}

}  // namespace

// --- parts -----------------------------------------------------------------------------------------------------------

Status DuckdbStore::load_parts(DuckdbConnection& connection) {
  std::vector<std::shared_ptr<SealedPart>> parts;
  BIHUAN_CHECK(connection.query(
      "SELECT number, name, data_set, month, rows, octets, digest, first_entry, last_entry FROM files ORDER BY number",
      [&](const DuckdbRows& rows) {
        for (std::size_t i = 0; i < rows.size(); ++i) {
          auto part = std::make_shared<SealedPart>();
          part->number = rows.column<std::int64_t>(0)[i];
          part->name = rows.text(1, i);
          part->path = settings_.folder + "/" + part->name;
          part->data_set = rows.text(2, i);
          part->month = rows.column<std::int32_t>(3)[i];
          part->rows = rows.column<std::int64_t>(4)[i];
          part->octets = rows.column<std::int64_t>(5)[i];
          part->digest = rows.text(6, i);
          part->first_entry = rows.column<std::int64_t>(7)[i];
          part->last_entry = rows.column<std::int64_t>(8)[i];
          parts.push_back(std::move(part));
        }
        return true;
      }));
  std::size_t at = 0;
  BIHUAN_CHECK(connection.query(
      "SELECT number, series, rows, revised, first_minute, last_minute, least, greatest FROM file_series ORDER BY "
      "number, series",
      [&](const DuckdbRows& rows) {
        for (std::size_t i = 0; i < rows.size(); ++i) {
          while (at < parts.size() && parts[at]->number < rows.column<std::int64_t>(0)[i]) ++at;
          if (at == parts.size()) return false;
          parts[at]->series.push_back({rows.column<std::int32_t>(1)[i], rows.column<std::int64_t>(2)[i],
                                       rows.column<std::int64_t>(3)[i], rows.column<std::int32_t>(4)[i],
                                       rows.column<std::int32_t>(5)[i], rows.column<std::int64_t>(6)[i],
                                       rows.column<std::int64_t>(7)[i]});
        }
        return true;
      }));
  auto all = std::make_shared<SealedParts>();
  for (auto& part : parts) {
    BIHUAN_CHECK(check_file(*part));
    next_file_ = std::max(next_file_, part->number + 1);
    all->push_back(std::move(part));
  }
  parts_ = std::move(all);
  return {};
}

std::vector<std::int32_t> DuckdbStore::series_of(std::string_view data_set) const {
  std::vector<std::int32_t> numbers;
  for (const Series& series : *all_series())
    if (series.data_set == data_set) numbers.push_back(series.id.number);
  return numbers;
}

std::shared_ptr<const SealedPart> DuckdbStore::part_of(std::string_view data_set, std::int32_t month) const {
  for (const auto& part : *parts_)
    if (part->data_set == data_set && part->month == month) return part;
  return nullptr;
}

Result<std::shared_ptr<SealedPart>> DuckdbStore::write_part(Snapshot& snapshot, const std::string& data_set,
                                                            std::int32_t month, const std::string& keeps) {
  auto part = std::make_shared<SealedPart>();
  part->number = next_file_++;
  part->name = "sealed/" + file_name(data_set, month, part->number);
  part->path = settings_.folder + "/" + part->name;
  part->data_set = data_set;
  part->month = month;
  RowFilter filter = filter_of(series_of(data_set), month);
  filter.and_also = keeps;
  const std::string written = part->path + ".writing";
  const auto give_up = [&](Status status) -> Result<std::shared_ptr<SealedPart>> {
    remove_file(written);
    return std::unexpected(std::move(status).error());
  };
  Status status = snapshot.connection.run("COPY (SELECT * FROM (" + rows_sql(snapshot, filter, kRowColumns) +
                                          ") ORDER BY series, minute, second, revision) TO " + sql_quote(written) +
                                          " (FORMAT PARQUET, PARQUET_VERSION V2, COMPRESSION ZSTD)");
  if (!status.has_value()) return give_up(std::move(status));
  const auto facts = publish_file(written, part->path, sealed_folder());
  if (!facts.has_value()) return give_up(std::unexpected(facts.error()));
  part->octets = facts->octets;
  part->digest = facts->digest;
  part->is_struck_out = true;  // until it is entered, it goes with its owner
  BIHUAN_CHECK(describe_part(snapshot.connection, *part));
  return part;
}

Status DuckdbStore::describe_part(DuckdbConnection& connection, SealedPart& part) {
  part.first_entry = std::numeric_limits<std::int64_t>::max();
  return connection.query(
      "SELECT series, count(*), count(*) FILTER (WHERE revision > 0), min(minute), max(minute), min(entry), "
      "max(entry), min(mantissa), max(mantissa) "
      "FROM read_parquet([" +
          sql_quote(part.path) + "]) GROUP BY series ORDER BY series",
      [&](const DuckdbRows& rows) {
        for (std::size_t i = 0; i < rows.size(); ++i) {
          part.series.push_back({rows.column<std::int32_t>(0)[i], rows.column<std::int64_t>(1)[i],
                                 rows.column<std::int64_t>(2)[i], rows.column<std::int32_t>(3)[i],
                                 rows.column<std::int32_t>(4)[i], rows.column<std::int64_t>(7)[i],
                                 rows.column<std::int64_t>(8)[i]});
          part.rows += rows.column<std::int64_t>(1)[i];
          part.first_entry = std::min(part.first_entry, rows.column<std::int64_t>(5)[i]);
          part.last_entry = std::max(part.last_entry, rows.column<std::int64_t>(6)[i]);
        }
        return true;
      });
}

Status DuckdbStore::enter_part(DuckdbConnection& connection, const SealedPart& part) {
  DuckdbAppender files(
      connection, "files",
      {DUCKDB_TYPE_BIGINT, DUCKDB_TYPE_VARCHAR, DUCKDB_TYPE_VARCHAR, DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_BIGINT,
       DUCKDB_TYPE_BIGINT, DUCKDB_TYPE_VARCHAR, DUCKDB_TYPE_BIGINT, DUCKDB_TYPE_BIGINT});
  files.set(0, part.number);
  files.set_text(1, part.name);
  files.set_text(2, part.data_set);
  files.set(3, part.month);
  files.set(4, part.rows);
  files.set(5, part.octets);
  files.set_text(6, part.digest);
  files.set(7, part.first_entry);
  files.set(8, part.last_entry);
  files.end_row();
  BIHUAN_CHECK(files.finish());
  DuckdbAppender series(connection, "file_series",
                        {DUCKDB_TYPE_BIGINT, DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_BIGINT, DUCKDB_TYPE_BIGINT,
                         DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_BIGINT, DUCKDB_TYPE_BIGINT});
  for (const FileSeries& one : part.series) {
    series.set(0, part.number);
    series.set(1, one.series);
    series.set(2, one.rows);
    series.set(3, one.revised);
    series.set(4, one.first_minute);
    series.set(5, one.last_minute);
    series.set(6, one.least);
    series.set(7, one.greatest);
    series.end_row();
  }
  return series.finish();
}

Status DuckdbStore::commit_parts(const std::vector<std::shared_ptr<const SealedPart>>& gone,
                                 const std::vector<std::shared_ptr<const SealedPart>>& come) {
  for (const auto& part : gone) {
    for (const char* const table : {"files", "file_series"})
      BIHUAN_CHECK(
          writer().run("DELETE FROM " + std::string(table) + " WHERE number = " + std::to_string(part->number)));
  }
  for (const auto& part : come) BIHUAN_CHECK(enter_part(writer(), *part));
  auto next = std::make_shared<SealedParts>();
  for (const auto& part : *parts_)
    if (std::ranges::find(gone, part) == gone.end()) next->push_back(part);
  next->insert(next->end(), come.begin(), come.end());
  const std::lock_guard gate(gate_);
  BIHUAN_CHECK(writer().run("COMMIT"));
  for (const auto& part : come) part->is_struck_out = false;
  for (const auto& part : gone) part->is_struck_out = true;
  parts_ = std::move(next);
  return {};
}

// --- sealing ---------------------------------------------------------------------------------------------------------

Result<SealReport> DuckdbStore::seal(std::string_view data_set, const Period& month) {
  BIHUAN_CHECK(check_month(month));
  const std::lock_guard upkeep(upkeep_);
  const std::int32_t number = number_of_month(month.begin());
  const std::vector<std::int32_t> series = series_of(data_set);
  if (series.empty()) return SealReport{};
  RowFilter arrived = filter_of(series, number);
  std::int64_t opening = 0;
  std::shared_ptr<SealedPart> part;
  {
    std::unique_lock writing(writing_);
    BIHUAN_CHECK(heal());
    // Rows that come from here on stay where they are.
    const std::string last_entry = std::to_string(memory_.next_entry - 1);
    arrived.and_also = "entry <= " + last_entry;
    const std::shared_lock use(use_);
    opening = openings_;
    writing.unlock();
    BIHUAN_TRY(const auto moment, snapshot({}));
    BIHUAN_TRY(const std::int64_t rows, moment->connection.number("SELECT count(*) FROM arrived WHERE " +
                                                                  condition_sql(*moment, arrived, true)));
    if (rows == 0) {
      for (const auto& old : *moment->parts)
        if (old->data_set == data_set && old->month == number) return SealReport{old->rows, old->octets};
      return SealReport{};
    }
    BIHUAN_TRY(part, write_part(*moment, std::string(data_set), number, arrived.and_also));
  }
  const std::lock_guard writing(writing_);
  BIHUAN_CHECK(heal());
  const std::shared_lock use(use_);
  // Where it was opened again meanwhile, the new file went with all that was not entered.
  if (openings_ != opening) return fail(Code::kUnavailable, "封存期间观测库曾出错重开，请重新封存");
  BIHUAN_CHECK(writer().run("BEGIN TRANSACTION"));
  const Snapshot view = writer_view();
  Status status = writer().run("DELETE FROM arrived WHERE " + condition_sql(view, arrived, true));
  if (status.has_value()) {
    std::vector<std::shared_ptr<const SealedPart>> gone;
    if (const auto old = part_of(data_set, number)) gone.push_back(old);
    status = commit_parts(gone, {part});
  }
  if (!status.has_value()) {
    discard(writer().run("ROLLBACK"), "the first error tells more");
    return std::unexpected(std::move(status).error());
  }
  // What was sealed need not stand in the log as well.
  if (writer().run("CHECKPOINT").has_value()) discard(sync_folder(settings_.folder), "the old log comes back at worst");
  return SealReport{part->rows, part->octets};
}

Result<std::vector<SealedFile>> DuckdbStore::sealed() const {
  const std::shared_lock use(use_);
  std::shared_ptr<const SealedParts> parts;
  {
    const std::lock_guard gate(gate_);
    parts = parts_;
  }
  std::vector<SealedFile> files;
  for (const auto& part : *parts)
    files.push_back({part->name, part->data_set, month_of_number(part->month), part->rows, part->octets, part->digest});
  std::ranges::sort(files, [](const SealedFile& a, const SealedFile& b) {
    return std::pair(a.data_set, a.month.begin()) < std::pair(b.data_set, b.month.begin());
  });
  return files;
}

Result<std::vector<ObservationStore::Unsealed>> DuckdbStore::unsealed() const {
  const std::shared_lock use(use_);
  BIHUAN_TRY(const auto moment, snapshot({}));
  std::vector<Unsealed> all;
  BIHUAN_CHECK(moment->connection.query(
      "SELECT s.data_set, year(d.day) * 12 + month(d.day) - 1 AS month, sum(d.rows)::BIGINT FROM (SELECT series, "
      "DATE '1970-01-01' + " +
          bin_expression(kDayBin, "0") +
          "::INTEGER AS day, count(*) AS rows FROM arrived b GROUP BY ALL) d JOIN series s ON s.id = d.series GROUP BY "
          "ALL "
          "ORDER BY ALL",
      [&](const DuckdbRows& rows) {
        for (std::size_t i = 0; i < rows.size(); ++i) {
          all.push_back({std::string(rows.text(0, i)),
                         month_of_number(static_cast<std::int32_t>(rows.column<std::int64_t>(1)[i])),
                         rows.column<std::int64_t>(2)[i]});
        }
        return true;
      }));
  return all;
}

// --- keeping and dropping --------------------------------------------------------------------------------------------

Status DuckdbStore::hold(const Hold& hold) {
  const std::lock_guard writing(writing_);
  BIHUAN_CHECK(heal());
  const std::shared_lock use(use_);
  BIHUAN_CHECK(check_hold(hold, *all_series()));
  BIHUAN_TRY(const std::int64_t same,
             writer().number("SELECT count(*) FROM holds WHERE reference = " + sql_quote(hold.reference)));
  if (same > 0) return held_already(hold.reference);
  return write([&](DuckdbConnection& connection) -> Status {
    DuckdbAppender appender(
        connection, "holds",
        {DUCKDB_TYPE_VARCHAR, DUCKDB_TYPE_VARCHAR, DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_BIGINT, DUCKDB_TYPE_BIGINT});
    appender.set_text(0, hold.reference);
    appender.set_text(1, hold.data_set);
    if (hold.series)
      appender.set(2, hold.series->number);
    else
      appender.set_null(2);
    appender.set(3, hold.from.seconds);
    appender.set(4, hold.until.seconds);
    appender.end_row();
    return appender.finish();
  });
}

Status DuckdbStore::release(std::string_view reference) {
  const std::lock_guard writing(writing_);
  BIHUAN_CHECK(heal());
  const std::shared_lock use(use_);
  const std::string where = " FROM holds WHERE reference = " + sql_quote(reference);
  BIHUAN_TRY(const std::int64_t held, writer().number("SELECT count(*)" + where));
  if (held == 0) return not_held(reference);
  return write([&](DuckdbConnection& connection) { return connection.run("DELETE" + where); });
}

Result<std::vector<Hold>> DuckdbStore::holds() const {
  const std::shared_lock use(use_);
  BIHUAN_TRY(const auto moment, snapshot({}));
  return read_holds(moment->connection);
}

Result<std::vector<Hold>> DuckdbStore::read_holds(DuckdbConnection& connection) {
  std::vector<Hold> all;
  BIHUAN_CHECK(
      connection.query("SELECT reference, data_set, series, begins, ends FROM holds", [&](const DuckdbRows& rows) {
        for (std::size_t i = 0; i < rows.size(); ++i) {
          Hold hold;
          hold.reference = rows.text(0, i);
          hold.data_set = rows.text(1, i);
          if (!rows.is_null(2, i)) hold.series = SeriesId{rows.column<std::int32_t>(2)[i]};
          hold.from = Instant{rows.column<std::int64_t>(3)[i]};
          hold.until = Instant{rows.column<std::int64_t>(4)[i]};
          all.push_back(std::move(hold));
        }
        return true;
      }));
  return all;
}

Result<std::vector<std::string>> DuckdbStore::holds_among(Snapshot& snapshot, const RowFilter& goes,
                                                          bool wants_all) const {
  BIHUAN_TRY(const std::vector<Hold> all, read_holds(snapshot.connection));
  std::vector<std::string> found;
  for (const Hold& hold : all) {
    RowFilter held = goes;
    if (hold.series) {
      if (!std::ranges::binary_search(goes.series, hold.series->number)) continue;
      held.series = {hold.series->number};
    } else if (hold.data_set != (*snapshot.series)[static_cast<std::size_t>(goes.series.front()) - 1].data_set) {
      continue;
    }
    held.from = hold.from;
    held.until = held.until ? std::min(*held.until, hold.until) : hold.until;
    if (*held.from >= *held.until) continue;
    BIHUAN_TRY(const std::int64_t rows,
               snapshot.connection.number("SELECT count(*) FROM (" + rows_sql(snapshot, held, "series") + ")"));
    if (rows == 0) continue;
    found.emplace_back(hold.reference);
    if (!wants_all) break;
  }
  std::ranges::sort(found);
  return found;
}

Result<std::optional<std::pair<SeriesId, Instant>>> DuckdbStore::open_question_among(Snapshot& snapshot,
                                                                                     const RowFilter& goes) {
  std::optional<std::pair<SeriesId, Instant>> open;
  BIHUAN_CHECK(snapshot.connection.query(
      "SELECT r.series, r.minute::BIGINT * 60 + r.second AS t FROM (" +
          rows_sql(snapshot, goes, "series, minute, second, revision") +
          ") r SEMI JOIN (SELECT series, minute, second, revision FROM marks WHERE is_person GROUP BY ALL HAVING "
          "arg_max(verdict, number) = 2) m ON r.series = m.series AND r.minute = m.minute AND r.second = m.second AND "
          "r.revision = m.revision ORDER BY 1, 2 LIMIT 1",
      [&](const DuckdbRows& rows) {
        open = {SeriesId{rows.column<std::int32_t>(0)[0]}, Instant{rows.column<std::int64_t>(1)[0]}};
        return false;
      }));
  return open;
}

Status DuckdbStore::check_nothing_wanted(Snapshot& snapshot, const RowFilter& goes) const {
  BIHUAN_TRY(const std::vector<std::string> held, holds_among(snapshot, goes, false));
  if (!held.empty()) return held_back(held.front());
  BIHUAN_TRY(const auto open, open_question_among(snapshot, goes));
  if (open) return open_question((*snapshot.series)[static_cast<std::size_t>(open->first.number) - 1], open->second);
  return {};
}

Result<RowFilter> DuckdbStore::rows_of(DuckdbConnection& connection, const Retention& retention) const {
  RowFilter goes;
  goes.series = series_of(retention.data_set);
  goes.sees_all = true;
  if (retention.data_before) goes.until = to_instant(*retention.data_before);
  std::string batches;
  if (retention.loaded_before) batches = "loaded < " + std::to_string(retention.loaded_before->seconds);
  if (retention.through_batch) batches = "id <= " + std::to_string(retention.through_batch->number);
  if (!batches.empty()) {
    BIHUAN_TRY(const std::int64_t last,
               connection.number("SELECT coalesce(max(last_entry), 0) FROM batches WHERE " + batches));
    goes.entries = EntryRange{std::numeric_limits<std::int64_t>::min(), last};
  }
  return goes;
}

Result<RetentionPlan> DuckdbStore::plan_retention(const Retention& retention) const {
  BIHUAN_CHECK(check_retention(retention));
  const std::shared_lock use(use_);
  BIHUAN_TRY(const auto moment, snapshot({}));
  BIHUAN_TRY(const RowFilter goes, rows_of(moment->connection, retention));
  RetentionPlan plan;
  if (goes.series.empty()) return plan;
  BIHUAN_CHECK(moment->connection.query(
      "SELECT (year(d.day) * 12 + month(d.day) - 1)::BIGINT AS month, sum(d.rows)::BIGINT FROM (SELECT DATE "
      "'1970-01-01' + floor((minute + 480) / 1440)::INTEGER AS day, count(*) AS rows FROM (" +
          rows_sql(*moment, goes, "minute") + ") r GROUP BY ALL) d GROUP BY ALL ORDER BY ALL",
      [&](const DuckdbRows& rows) {
        for (std::size_t i = 0; i < rows.size(); ++i) {
          plan.months.push_back({month_of_number(static_cast<std::int32_t>(rows.column<std::int64_t>(0)[i])),
                                 rows.column<std::int64_t>(1)[i]});
          plan.rows += plan.months.back().rows;
        }
        return true;
      }));
  BIHUAN_TRY(plan.holds, holds_among(*moment, goes, true));
  BIHUAN_TRY(plan.open_question, open_question_among(*moment, goes));
  return plan;
}

Status DuckdbStore::note_dropped(const Retention& retention, std::int64_t rows) {
  if (retention.reference.empty()) return {};
  return writer().run("INSERT INTO retentions VALUES (" + sql_quote(retention.reference) + ", " +
                      sql_quote(retention.data_set) + ", " + std::to_string(retention.at.seconds) + ", " +
                      std::to_string(rows) + ")");
}

Result<std::vector<DroppedRows>> DuckdbStore::dropped() const {
  const std::shared_lock use(use_);
  BIHUAN_TRY(const auto moment, snapshot({}));
  std::vector<DroppedRows> all;
  BIHUAN_CHECK(moment->connection.query(
      "SELECT reference, data_set, happened, rows FROM retentions ORDER BY rowid", [&](const DuckdbRows& rows) {
        for (std::size_t i = 0; i < rows.size(); ++i) {
          all.push_back({std::string(rows.text(0, i)), std::string(rows.text(1, i)),
                         Instant{rows.column<std::int64_t>(2)[i]}, rows.column<std::int64_t>(3)[i]});
        }
        return true;
      }));
  return all;
}

Result<std::int64_t> DuckdbStore::retain(const Retention& retention) {
  BIHUAN_CHECK(check_retention(retention));
  const std::lock_guard upkeep(upkeep_);
  const std::lock_guard writing(writing_);
  BIHUAN_CHECK(heal());
  const std::shared_lock use(use_);
  BIHUAN_TRY(const RowFilter goes, rows_of(writer(), retention));
  std::int64_t dropped = 0;
  std::vector<std::uint64_t> fresh;
  BIHUAN_CHECK(writer().run("BEGIN TRANSACTION"));
  Snapshot view = writer_view();
  const auto work = [&]() -> Status {
    if (!goes.series.empty()) {
      BIHUAN_CHECK(check_nothing_wanted(view, goes));
      BIHUAN_TRY(dropped, writer().number("SELECT count(*) FROM (" + rows_sql(view, goes, "series") + ")"));
    }
    BIHUAN_CHECK(note_dropped(retention, dropped));
    if (dropped == 0) return writer().run("COMMIT");
    BIHUAN_CHECK(add_dirty_of_rows(goes, fresh));
    BIHUAN_CHECK(writer().run("DELETE FROM marks USING (" + rows_sql(view, goes, "series, minute, second, revision") +
                              ") g WHERE marks.series = g.series AND marks.minute = g.minute AND marks.second = "
                              "g.second AND marks.revision = g.revision"));
    std::vector<std::shared_ptr<const SealedPart>> gone, come;
    for (const auto& part : *parts_) {
      const bool is_early = !goes.until || month_of_number(part->month).end() <= *goes.until;
      if (part->data_set != retention.data_set || !is_early) continue;
      if (goes.entries && part->first_entry > goes.entries->second) continue;
      gone.push_back(part);
      if (!goes.entries || part->last_entry <= goes.entries->second) continue;
      // Only the file's own rows: what arrived since is not taken in.
      SealedParts only{part};
      Snapshot alone(writer(), std::make_shared<SealedParts>(only), view.series);
      BIHUAN_TRY(const auto rest,
                 write_part(alone, retention.data_set, part->month, "entry > " + std::to_string(goes.entries->second)));
      if (rest->rows > 0) come.push_back(rest);
    }
    BIHUAN_CHECK(writer().run("DELETE FROM arrived WHERE " + condition_sql(view, goes, true)));
    return commit_parts(gone, come);
  };
  const Status status = work();
  if (!status.has_value()) {
    discard(writer().run("ROLLBACK"), "the first error tells more");
    return std::unexpected(status.error());
  }
  memory_.dirty.insert(fresh.begin(), fresh.end());
  return dropped;
}

}  // namespace bihuan::observations
