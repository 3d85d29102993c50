// src/observations/store.h - the observation store: every value that was ever loaded, and what is current. Read this
// first.
//
// Append only: a differing value for the same series and time is a new revision, the same value again adds nothing. The
// current view holds, of each series and time, the newest revision whose batch is not withdrawn; a view as of an
// earlier load time holds what was current then. Files, order of operations and what a crash leaves:
// docs/formats/observations.md. Adapters: duckdb_store.h, memory_store.h; one contract suite runs against both.
//
// Threads: any number of readers beside one writer; writers wait for each other, readers for nobody. No thread is
// started here: whoever owns the store calls roll_up() every second or two, and seal() for the open month daily or so
// (what arrived lies unsorted until then). A sink or source must not call what writes: the writer would wait for
// itself.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/period.h"
#include "base/result.h"
#include "base/time.h"
#include "observations/observation.h"
#include "observations/series.h"
#include "observations/validity.h"

namespace bihuan::observations {

// Now, or as it was when the batches, withdrawals and marks up to and with `as_of` had come in. What retain() removed
// is in no view.
struct View {
  std::optional<Instant> as_of;
};

// The first and last instant that a label can have.
inline constexpr Instant kEarliest{-2'177'481'600};  // 1901-01-01 in Beijing
inline constexpr Instant kLatest{4'102'415'999};     // the last second of 2099

// Labels in [from, until) of the given series; of all series where none is given. Where pieces or periods are made of
// it, an end that was left open is that of the values that are there.
struct Selection {
  std::vector<SeriesId> series;
  std::optional<Instant> from, until;
};

struct AppendReport {
  std::optional<BatchId> batch;  // none where nothing was added: then nothing is stored of the batch either
  Instant loaded;                // as stored: the given time, or that of the newest event where that is later
  std::int64_t added = 0;        // values where none was current
  std::int64_t revised = 0;      // values that differ from the current one
  std::int64_t same = 0;         // values that were there already
};

// Gives the observations of a batch piece by piece; an empty span ends them. An error ends the append: nothing is kept.
using ObservationSource = std::function<Result<std::span<const Observation>>()>;
// Of what a reading gives. kAny is quicker where much is read.
enum class ReadOrder : std::uint8_t { kSeriesAndTime, kAny };
// Is given points; false ends the reading. The span is valid during the call.
using PointSink = std::function<bool(std::span<const Point>)>;

struct ThinPoint {
  Instant time;
  std::int64_t mantissa = 0;
  friend bool operator==(const ThinPoint&, const ThinPoint&) = default;
};
struct ThinSeries {
  SeriesId series;
  std::int64_t points = 0;  // that there are; more than in `thinned` where they were thinned
  std::vector<ThinPoint> thinned;
};

struct Revision {
  Point point;
  StoredBatch batch;
  std::int64_t position = 0;  // in the batch's source
};

// What a series has in a period. Sums are exact, in whole units of the series' last decimal.
using ExactSum = bihuan::internal::Int128;
struct Rollup {
  SeriesId series;
  Period period;
  std::int64_t expected = 0;                     // by the calendar of the series
  std::int64_t present = 0;                      // values, those below the limit among them
  std::int64_t valid = 0;                        // present values that count (validity.h)
  std::int64_t below = 0;                        // valid values below the detection limit
  std::int64_t missing = 0;                      // said to be missing
  ExactSum sum = 0;                              // of the valid values that are not below the limit
  ExactSum below_sum = 0;                        // of the limits of those below
  std::optional<std::int64_t> minimum, maximum;  // of the valid values that are not below the limit
  friend bool operator==(const Rollup&, const Rollup&) = default;
};
using RollupSink = std::function<bool(const Rollup&)>;

struct SealReport {
  std::int64_t rows = 0;    // in the month's file
  std::int64_t octets = 0;  // of the file
};
struct SealedFile {
  std::string name;  // below the folder of the store
  std::string data_set;
  Period month;
  std::int64_t rows = 0, octets = 0;
  std::string digest;  // SM3
};

// Rows to be dropped for good: of a data set, whole months of data before `data_before`, loaded before `loaded_before`;
// where both are given, both must hold.
struct Retention {
  std::string data_set;
  std::optional<Date> data_before;  // the first of a month
  std::optional<Instant> loaded_before;
  Instant at;
  std::string reference;  // entry of the journal
  // In the place of loaded_before: what came with this batch and those before it. A store that was made again has the
  // same batches in the same order, at other times.
  std::optional<BatchId> through_batch = {};
};

struct MonthOfRows {
  Period month;
  std::int64_t rows = 0;
};
// What retain() would do.
struct RetentionPlan {
  std::int64_t rows = 0;
  std::vector<MonthOfRows> months;                            // by label, Beijing time, in order
  std::vector<std::string> holds;                             // references of those that stand against it, in order
  std::optional<std::pair<SeriesId, Instant>> open_question;  // the first value among the rows that is under review
};

// A retain() that was done.
struct DroppedRows {
  std::string reference;
  std::string data_set;
  Instant at;
  std::int64_t rows = 0;
};

// Keeps the values of a data set (or of one series) from being dropped: evidence of a case, an issued document.
struct Hold {
  std::string reference;  // what wants it: "case/k000012"
  std::string data_set;
  std::optional<SeriesId> series;
  Instant from, until;
};

struct ContentDigest {
  std::int64_t points = 0;  // current ones
  std::string current;      // SM3 of series and current values, whatever the order and number of batches
  std::string marks;        // SM3 of the marks, in the order of their references, series, times
  friend bool operator==(const ContentDigest&, const ContentDigest&) = default;
};

class ObservationStore {
 public:
  virtual ~ObservationStore() = default;

  // --- series ---
  // Stores a new series, or new calendar and detection limit of one that is there. Returns its id.
  // Errors: kInvalidInput; kConflict the key is there with another unit, places, data set or label
  virtual Result<SeriesId> put_series(const Series& series) = 0;
  virtual Result<std::vector<Series>> series() const = 0;              // by id
  virtual Result<Series> find_series(const SeriesKey& key) const = 0;  // Errors: kNotFound

  // --- values ---
  // Returns when the batch is on the disk, wholly. Times may come in any order; of two values for one series and time
  // the later one counts.
  // Errors: kInvalidInput an unknown series, a time outside 1901..2099, a position below the first, a value where the
  // state is missing;
  //         kUnavailable the disk; that of `source`. Nothing of the batch is kept then
  virtual Result<AppendReport> append(const Batch& batch, const ObservationSource& source) = 0;
  Result<AppendReport> append(const Batch& batch, std::span<const Observation> observations);

  // Takes a batch out of the current view: undo of an import. What it had superseded is current again. A value that
  // another batch said again meanwhile was added by this one alone, and goes with it.
  // Returns how many values leave the current view or change. Errors: kNotFound; kConflict withdrawn already
  virtual Result<std::int64_t> withdraw(BatchId batch, const Withdrawal& withdrawal) = 0;

  virtual Result<StoredBatch> batch(BatchId id) const = 0;  // Errors: kNotFound
  // The newest first, `kind` only where given.
  virtual Result<std::vector<StoredBatch>> batches(std::optional<BatchKind> kind, std::size_t most) const = 0;
  // All batches, the oldest first, in memory that does not grow with their number; false ends the reading.
  virtual Status each_batch(const std::function<bool(const StoredBatch&)>& sink) const = 0;
  // Errors: kNotFound no batch has this entry
  virtual Result<Origin> origin(Entry entry) const = 0;
  // The rows that a batch added, by series and time, current or not. Errors: kNotFound
  virtual Status read_batch(BatchId id, const PointSink& sink) const = 0;

  // --- queries ---
  virtual Status read(const Selection& selection, const View& view, ReadOrder order, const PointSink& sink) const = 0;
  Status read(const Selection& selection, const View& view, const PointSink& sink) const;  // by series and time
  Result<std::vector<Point>> points(const Selection& selection, const View& view = {}) const;
  virtual Result<std::int64_t> count(const Selection& selection, const View& view = {}) const = 0;
  // The point with the last (the first) label of each of the series (of all where none is given); a series without one
  // is left out. By series.
  virtual Result<std::vector<Point>> latest(std::span<const SeriesId> series, const View& view = {}) const = 0;
  virtual Result<std::vector<Point>> earliest(std::span<const SeriesId> series, const View& view = {}) const = 0;
  // Of each series at most `most` values (4 or more): where there are more, the window is cut into most / 4 equal
  // pieces, and of each the first, the least, the greatest and the last value are kept, so that no peak is lost; of
  // equal ones the earliest. What is missing is left out; limits stand for values below them; marks are not looked at.
  virtual Result<std::vector<ThinSeries>> thin(const Selection& selection, std::size_t most,
                                               const View& view = {}) const = 0;
  // All that was ever said of one point, the oldest first.
  virtual Result<std::vector<Revision>> revisions(SeriesId series, Instant time) const = 0;

  // --- marks ---
  // Appends those that are not there yet (Mark::reference). Returns how many that were.
  // Errors: kInvalidInput an unknown series, no reference, nobody it is by
  virtual Result<std::int64_t> append_marks(std::span<const Mark> marks) = 0;
  // Drops all marks and takes what `source` gives instead, at once; an empty span ends them.
  virtual Status replace_marks(const std::function<Result<std::span<const Mark>>()>& source) = 0;
  // By series, time and order of appending.
  virtual Result<std::vector<Mark>> marks(const Selection& selection, const View& view = {}) const = 0;

  // --- roll-ups ---
  // Hours, days, months, quarters or years that begin in [from, until), by series and period: all in which a value is
  // expected or there. Always current: what waits for roll_up() is computed on the way.
  // Errors: kInvalidInput another kind
  virtual Status rollups(const Selection& selection, PeriodKind kind, const View& view,
                         const RollupSink& sink) const = 0;
  Result<std::vector<Rollup>> rollups(const Selection& selection, PeriodKind kind, const View& view = {}) const;
  // Computes days that changed and stores them, so that later queries need not; at most about `most_days` (of series).
  // Returns how many still wait.
  virtual Result<std::int64_t> roll_up(std::int64_t most_days = 100'000) = 0;

  // --- files ---
  // Writes all rows of a month (by label, Beijing time) of a data set into a new sorted file, which takes the place of
  // the last one and of the rows in the live file. May run beside appends and readers; one at a time.
  // Errors: kInvalidInput no month; kUnavailable the disk: all stays as it was
  virtual Result<SealReport> seal(std::string_view data_set, const Period& month) = 0;
  virtual Result<std::vector<SealedFile>> sealed() const = 0;
  // The months of a data set that have rows in the live file, with their numbers.
  struct Unsealed {
    std::string data_set;
    Period month;
    std::int64_t rows = 0;
  };
  virtual Result<std::vector<Unsealed>> unsealed() const = 0;

  // Keeps values from retain(). Errors: kConflict the reference holds something already
  virtual Status hold(const Hold& hold) = 0;
  virtual Status release(std::string_view reference) = 0;  // Errors: kNotFound
  virtual Result<std::vector<Hold>> holds() const = 0;
  // Looks only. Errors: kInvalidInput as retain()
  virtual Result<RetentionPlan> plan_retention(const Retention& retention) const = 0;
  // Drops rows for good, with their marks, and remembers the reference with it. Returns how many rows.
  // Errors: kInvalidInput no limit given, two of loading, or not the first of a month;
  //         kConflict a hold, or a person's open question (under review), lies among the rows: nothing is dropped
  virtual Result<std::int64_t> retain(const Retention& retention) = 0;
  virtual Result<std::vector<DroppedRows>> dropped() const = 0;  // in the order in which it was done

  virtual Result<ContentDigest> digest() const = 0;
};

}  // namespace bihuan::observations
