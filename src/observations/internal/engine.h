// src/observations/internal/engine.h - one moment of the store for a reader, and the queries that are made of it.
#pragma once
#include <cstdint>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "observations/internal/duckdb_session.h"
#include "observations/internal/sealed_files.h"
#include "observations/store.h"

namespace bihuan::observations {

using AllSeries = std::vector<Series>;  // by id, without gaps
using EntryRange = std::pair<std::int64_t, std::int64_t>;

// A connection in a transaction, with the files that belong to the same moment.
struct Snapshot {
  std::optional<DuckdbConnection> owned;
  DuckdbConnection& connection;
  std::shared_ptr<const SealedParts> parts;
  std::shared_ptr<const AllSeries> series;
  std::optional<Instant> as_of;
  std::optional<std::int64_t> last_entry;  // what later batches brought is not seen
  std::vector<EntryRange> withdrawn;

  explicit Snapshot(DuckdbConnection opened) : owned(std::move(opened)), connection(*owned) {}
  // Within the transaction of somebody else's connection.
  Snapshot(DuckdbConnection& borrowed, std::shared_ptr<const SealedParts> its_parts,
           std::shared_ptr<const AllSeries> its_series)
      : connection(borrowed), parts(std::move(its_parts)), series(std::move(its_series)) {}
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;
};

// Which rows: labels in [from, until) of the series (none: all), that came with entries of the range.
struct RowFilter {
  std::vector<std::int32_t> series;  // in order, each once
  std::optional<Instant> from, until;
  std::optional<EntryRange> entries;
  bool sees_all = false;  // also what the view does not see
  std::string and_also;   // one more condition over the columns
};
RowFilter filter_of(const Selection& selection);

// The rows of live file and sealed files as one: "SELECT columns FROM arrived WHERE ... UNION ALL SELECT ...".
std::string rows_sql(const Snapshot& snapshot, const RowFilter& filter, const std::string& columns);
// The same of the sealed files alone, as they stand in them: by month, and within it by series, time and revision.
// "" where no file has any.
std::string sealed_sql(const Snapshot& snapshot, const RowFilter& filter, const std::string& columns);
// The condition alone, over a table with series, minute, second (and entry where the view has to do with it).
std::string condition_sql(const Snapshot& snapshot, const RowFilter& filter, bool with_entries);
// Of each series and time the newest row. `columns` may name columns of `arrived` as b.name.
Result<std::string> points_sql(Snapshot& snapshot, const RowFilter& filter, const std::string& columns);
// The verdict of each revision that marks judged (validity.h): series, minute, second, revision, verdict.
std::string verdicts_sql(const Snapshot& snapshot, const RowFilter& filter);
// Counts and sums of the points by series and bin: the columns of `daily`.
// Series of the filter have one label. `only_days`: a table (series, day) that bins must be in; may be empty
Result<std::string> bins_sql(Snapshot& snapshot, const RowFilter& filter, Label label, std::int64_t bin_seconds,
                             const std::string& only_days);
// The number of the bin at which b.minute, b.second are placed; `is_end`: an expression that is 1 where labels name the
// end.
std::string bin_expression(std::int64_t bin_seconds, const std::string& is_end);

// A day of a series as one number, for sets; and back.
constexpr std::uint64_t pack_day(std::int32_t series, std::int32_t day) {
  return static_cast<std::uint64_t>(static_cast<std::uint32_t>(series)) << 32 | static_cast<std::uint32_t>(day);
}
constexpr std::int32_t series_of_packed(std::uint64_t packed) { return static_cast<std::int32_t>(packed >> 32); }
constexpr std::int32_t day_of_packed(std::uint64_t packed) { return static_cast<std::int32_t>(packed & 0xffffffffU); }

// Days that can be computed with one query: series of one label, days [first, last].
struct DayBlock {
  Label label = Label::kBeginning;
  std::int32_t first = 0, last = 0;
  std::vector<std::int32_t> series;
};
// `packed`: in order.
std::vector<DayBlock> blocks_of(std::span<const std::uint64_t> packed, const AllSeries& all);
// The rows that can be placed in days [first, last].
RowFilter filter_of(const DayBlock& block);
// Makes the temporary table `name` (series, day) of these days.
Status make_day_table(DuckdbConnection& connection, const char* name, std::span<const std::uint64_t> packed);

constexpr std::int64_t seconds_of(std::int32_t minute, std::uint8_t second) {
  return std::int64_t{minute} * 60 + second;
}
constexpr std::int32_t minute_of(Instant time) {
  return static_cast<std::int32_t>(time.seconds / 60 - (time.seconds % 60 < 0 ? 1 : 0));
}
constexpr std::uint8_t second_of(Instant time) {
  return static_cast<std::uint8_t>(time.seconds - std::int64_t{minute_of(time)} * 60);
}

}  // namespace bihuan::observations
