// src/observations/internal/duckdb_adapter.h - the store in a folder (duckdb_store.h). Writing is in duckdb_store.cc,
// questions in duckdb_queries.cc, files in duckdb_files.cc.
#pragma once
#include <map>
#include <mutex>
#include <shared_mutex>
#include <unordered_set>

#include "observations/duckdb_store.h"
#include "observations/internal/engine.h"
#include "observations/internal/rolling.h"

namespace bihuan::observations {

class DuckdbStore final : public ObservationStore {
 public:
  explicit DuckdbStore(DuckdbStoreSettings settings) : settings_(std::move(settings)) {}
  Status open(std::vector<std::string>& found);

  Result<SeriesId> put_series(const Series& series) override;
  Result<std::vector<Series>> series() const override;
  Result<Series> find_series(const SeriesKey& key) const override;

  using ObservationStore::append;
  Result<AppendReport> append(const Batch& batch, const ObservationSource& source) override;
  Result<std::int64_t> withdraw(BatchId batch, const Withdrawal& withdrawal) override;
  Result<StoredBatch> batch(BatchId id) const override;
  Result<std::vector<StoredBatch>> batches(std::optional<BatchKind> kind, std::size_t most) const override;
  Status each_batch(const std::function<bool(const StoredBatch&)>& sink) const override;
  Result<Origin> origin(Entry entry) const override;
  Status read_batch(BatchId id, const PointSink& sink) const override;

  Status read(const Selection& selection, const View& view, ReadOrder order, const PointSink& sink) const override;
  Result<std::int64_t> count(const Selection& selection, const View& view) const override;
  Result<std::vector<Point>> latest(std::span<const SeriesId> series, const View& view) const override;
  Result<std::vector<Point>> earliest(std::span<const SeriesId> series, const View& view) const override;
  Result<std::vector<ThinSeries>> thin(const Selection& selection, std::size_t most, const View& view) const override;
  Result<std::vector<Revision>> revisions(SeriesId series, Instant time) const override;

  Result<std::int64_t> append_marks(std::span<const Mark> marks) override;
  Status replace_marks(const std::function<Result<std::span<const Mark>>()>& source) override;
  Result<std::vector<Mark>> marks(const Selection& selection, const View& view) const override;

  using ObservationStore::rollups;
  Status rollups(const Selection& selection, PeriodKind kind, const View& view, const RollupSink& sink) const override;
  Result<std::int64_t> roll_up(std::int64_t most_days) override;

  Result<SealReport> seal(std::string_view data_set, const Period& month) override;
  Result<std::vector<SealedFile>> sealed() const override;
  Result<std::vector<Unsealed>> unsealed() const override;
  Status hold(const Hold& hold) override;
  Status release(std::string_view reference) override;
  Result<std::vector<Hold>> holds() const override;
  Result<RetentionPlan> plan_retention(const Retention& retention) const override;
  Result<std::int64_t> retain(const Retention& retention) override;
  Result<std::vector<DroppedRows>> dropped() const override;

  Result<ContentDigest> digest() const override;

 private:
  // What the writer remembers of the live file, so that most rows need no look into it.
  struct Memory {
    std::vector<std::int64_t> newest;  // [series - 1]: no row of the series is later; seconds
    std::unordered_set<std::uint64_t> dirty;
    std::int64_t next_entry = 1, next_batch = 1, next_mark = 1;
    std::int64_t newest_event = std::numeric_limits<std::int64_t>::min();
  };
  struct BatchRange {
    EntryRange entries;
    std::int64_t first_position = 0;
  };
  // Of a new batch, while it is appended.
  struct Intake;

  // --- opening (duckdb_store.cc) ---
  Status open_database(std::vector<std::string>& found);
  Status make_tables(DuckdbConnection& connection);
  Status load_series(DuckdbConnection& connection);
  Status load_memory(DuckdbConnection& connection);
  Status load_parts(DuckdbConnection& connection);
  // Opens the database again where an error of the disk made DuckDB refuse. PRECONDITION: writing_ is held
  Status heal();
  // Runs `work` in a transaction of the writer; nothing of it stays where it fails.
  Status write(const std::function<Status(DuckdbConnection&)>& work);
  DuckdbConnection& writer() { return *writer_; }

  Status take_in(const Batch& batch, const ObservationSource& source, Intake& intake);
  Status settle_staged(Intake& intake);
  Status enter_batch(const Batch& batch, Intake& intake);
  Status add_dirty(DuckdbConnection& connection, const std::vector<std::uint64_t>& days);
  Status add_dirty_of_rows(const RowFilter& filter, std::vector<std::uint64_t>& fresh);
  Status add_new_marks(std::span<const Mark> marks, std::int64_t& added, std::vector<std::uint64_t>& fresh);
  Result<std::vector<EntryRange>> withdrawn_ranges(DuckdbConnection& connection, std::optional<Instant> as_of) const;

  // --- reading (duckdb_queries.cc) ---
  Result<std::unique_ptr<Snapshot>> snapshot(const View& view) const;
  // The writer's own view within its transaction.
  Snapshot writer_view();
  static Status read_points(Snapshot& snapshot, const RowFilter& filter, const char* order, const PointSink& sink);
  Result<std::vector<Point>> ends_of(std::span<const SeriesId> series, const View& view, bool is_last) const;
  static Result<std::vector<StoredBatch>> read_batches(DuckdbConnection& connection, const std::string& condition);
  static Result<BatchRange> find_range(DuckdbConnection& connection, BatchId id);
  static Status read_bins(DuckdbConnection& connection, const std::string& sql,
                          std::map<std::int32_t, std::vector<BinTally>>& bins);
  Result<std::map<std::int32_t, std::vector<BinTally>>> bins_of(Snapshot& snapshot, const RowFilter& filter,
                                                                const PlacedWindow& window,
                                                                std::int64_t bin_seconds) const;
  Result<std::vector<std::uint64_t>> dirty_days(Snapshot& snapshot, const RowFilter& filter,
                                                const PlacedWindow& window) const;
  std::shared_ptr<const AllSeries> all_series() const;

  // --- files (duckdb_files.cc) ---
  // Writes the rows of a month that `keeps` (a condition, may be empty) leaves into a new file. Null where none is
  // left.
  Result<std::shared_ptr<SealedPart>> write_part(Snapshot& snapshot, const std::string& data_set, std::int32_t month,
                                                 const std::string& keeps);
  Status describe_part(DuckdbConnection& connection, SealedPart& part);
  Status enter_part(DuckdbConnection& connection, const SealedPart& part);
  std::vector<std::int32_t> series_of(std::string_view data_set) const;
  std::shared_ptr<const SealedPart> part_of(std::string_view data_set, std::int32_t month) const;
  // Commits the writer's transaction and lets the new files count from then on.
  Status commit_parts(const std::vector<std::shared_ptr<const SealedPart>>& gone,
                      const std::vector<std::shared_ptr<const SealedPart>>& come);
  static Result<std::vector<Hold>> read_holds(DuckdbConnection& connection);
  // The rows that a retention means; no series where there are none.
  Result<RowFilter> rows_of(DuckdbConnection& connection, const Retention& retention) const;
  Result<std::vector<std::string>> holds_among(Snapshot& snapshot, const RowFilter& goes, bool wants_all) const;
  static Result<std::optional<std::pair<SeriesId, Instant>>> open_question_among(Snapshot& snapshot,
                                                                                 const RowFilter& goes);
  Status check_nothing_wanted(Snapshot& snapshot, const RowFilter& goes) const;
  Status note_dropped(const Retention& retention, std::int64_t rows);

  std::string sealed_folder() const { return settings_.folder + "/sealed"; }

  DuckdbStoreSettings settings_;
  mutable std::shared_mutex use_;  // shared by every operation; alone: the database is opened again
  mutable std::mutex gate_;        // a snapshot begins, or files change
  std::mutex writing_;             // one writer
  std::mutex upkeep_;              // one seal or retention
  std::shared_ptr<DuckdbDatabase> database_;
  std::int64_t openings_ = 0;  // how often it was opened
  std::unique_ptr<DuckdbConnection> writer_;
  std::shared_ptr<const SealedParts> parts_;
  mutable std::mutex series_mutex_;
  std::shared_ptr<const AllSeries> series_;
  Memory memory_;
  std::int64_t next_file_ = 1;  // with upkeep_
};

// The columns of `arrived`, for an appender.
std::vector<duckdb_type> row_types();

}  // namespace bihuan::observations
