// Thinning in the DuckDB adapter. A year of minutes is three million rows of an outlet: DuckDB gives them as they stand
// in the sealed files, in order, so that what is asked of each row here is little: neither sorting nor joining nor
// grouping. What lies in the live file is merged in between.
#include <algorithm>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "observations/internal/checks.h"
#include "observations/internal/duckdb_adapter.h"
#include "observations/internal/engine.h"
#include "observations/internal/thinning.h"

namespace bihuan::observations {
namespace {

constexpr const char* kThinColumns = "series, minute, second, mantissa, state, revision";
// Rows of the live file that are held at once; where there are more, the window is walked in halves.
constexpr std::int64_t kMostArrived = 1'000'000;

struct ThinRow {
  std::int32_t series = 0;
  std::int32_t revision = 0;
  std::int64_t time = 0, mantissa = 0;
  bool has_value = false;
};

// The columns of kThinColumns.
struct ThinColumns {
  explicit ThinColumns(const DuckdbRows& rows)
      : series(rows.column<std::int32_t>(0)),
        minute(rows.column<std::int32_t>(1)),
        second(rows.column<std::uint8_t>(2)),
        mantissa(rows.column<std::int64_t>(3)),
        state(rows.column<std::uint8_t>(4)),
        revision(rows.column<std::uint16_t>(5)) {}
  ThinRow operator[](std::size_t i) const {
    return {series[i], revision[i], seconds_of(minute[i], second[i]), mantissa[i],
            has_value(static_cast<ValueState>(state[i]))};
  }

  const std::int32_t *series, *minute;
  const std::uint8_t* second;
  const std::int64_t* mantissa;
  const std::uint8_t* state;
  const std::uint16_t* revision;
};

// Takes the rows of one series by time and revision.
class SeriesThinner {
 public:
  SeriesThinner(const Pieces& pieces, std::size_t most) : pieces_(&pieces), most_(most) {}

  // false: it does not come in order.
  bool take(std::int64_t time, std::int64_t mantissa, bool has_value) {
    if (time != time_) {
      if (time < time_) return false;
      settle();
    }
    time_ = time;
    mantissa_ = mantissa;
    has_value_ = has_value;
    return true;
  }

  ThinSeries finish(std::int32_t series) {
    settle();
    ThinSeries thinned{{series}, points_, {}};
    if (points_ <= static_cast<std::int64_t>(most_)) {
      thinned.thinned = std::move(all_);
    } else {
      for (const Picks& picks : picked_) picks.append_to(thinned.thinned);
    }
    return thinned;
  }

 private:
  static constexpr std::int64_t kBefore = std::numeric_limits<std::int64_t>::min();

  // The newest revision of the last time is known: it is the point.
  void settle() {
    if (!has_value_) return;
    has_value_ = false;
    const ThinPoint point{Instant{time_}, mantissa_};
    if (static_cast<std::size_t>(points_++) < most_) all_.push_back(point);
    if (time_ < piece_end_) {
      picked_.back().add(point);
    } else {
      piece_end_ = pieces_->end(pieces_->of(point.time));
      picked_.push_back({point, point, point, point});
    }
  }

  const Pieces* pieces_;
  std::size_t most_;
  std::int64_t time_ = kBefore, mantissa_ = 0;
  bool has_value_ = false;
  std::int64_t points_ = 0;
  std::int64_t piece_end_ = kBefore;
  std::vector<Picks> picked_;  // of each piece that has points
  std::vector<ThinPoint> all_;
};

// The thinners of the wanted series, and the way from a number to its place.
struct Thinners {
  std::vector<std::int32_t> series;  // by number
  std::vector<SeriesThinner> thinners;

  std::size_t place_of(std::int32_t number) const {
    return static_cast<std::size_t>(std::ranges::lower_bound(series, number) - series.begin());
  }
};

// What arrived of one window, by series, time and revision, and how far it was given out.
class ArrivedRows {
 public:
  ArrivedRows(std::vector<ThinRow> rows, const Thinners& thinners) : rows_(std::move(rows)) {
    auto row = rows_.begin();
    for (const std::int32_t number : thinners.series) {
      const auto end = std::find_if(row, rows_.end(), [&](const ThinRow& one) { return one.series != number; });
      waiting_.emplace_back(row, end);
      row = end;
    }
  }

  // Gives the rows of a series that stand before (time, revision).
  bool give_before(std::size_t place, std::int64_t time, std::int32_t revision, SeriesThinner& thinner) {
    std::span<const ThinRow>& rows = waiting_[place];
    while (!rows.empty() &&
           (rows.front().time < time || (rows.front().time == time && rows.front().revision < revision))) {
      if (!thinner.take(rows.front().time, rows.front().mantissa, rows.front().has_value)) return false;
      rows = rows.subspan(1);
    }
    return true;
  }
  bool give_rest(Thinners& thinners) {
    for (std::size_t place = 0; place < waiting_.size(); ++place) {
      if (!give_before(place, std::numeric_limits<std::int64_t>::max(), 0, thinners.thinners[place])) return false;
    }
    return true;
  }

 private:
  std::vector<ThinRow> rows_;
  std::vector<std::span<const ThinRow>> waiting_;
};

Status walk_window(Snapshot& moment, const RowFilter& filter, Thinners& thinners) {
  DuckdbConnection& connection = moment.connection;
  const std::string where = condition_sql(moment, filter, true);
  BIHUAN_TRY(const std::int64_t waiting, connection.number("SELECT count(*) FROM arrived WHERE " + where));
  const std::int64_t from = filter.from->seconds, until = filter.until->seconds;
  if (waiting > kMostArrived && until - from > kDayBin) {
    RowFilter half = filter;
    half.until = Instant{from + (until - from) / 2};
    BIHUAN_CHECK(walk_window(moment, half, thinners));
    half.from = std::exchange(half.until, filter.until);
    return walk_window(moment, half, thinners);
  }
  std::vector<ThinRow> arrived;
  if (waiting > 0) {
    arrived.reserve(static_cast<std::size_t>(waiting));
    BIHUAN_CHECK(connection.query("SELECT " + std::string(kThinColumns) + " FROM arrived WHERE " + where +
                                      " ORDER BY series, minute, second, revision",
                                  [&](const DuckdbRows& rows) {
                                    const ThinColumns columns(rows);
                                    for (std::size_t i = 0; i < rows.size(); ++i) arrived.push_back(columns[i]);
                                    return true;
                                  }));
  }
  ArrivedRows live(std::move(arrived), thinners);
  bool is_ordered = true;
  if (const std::string sealed = sealed_sql(moment, filter, kThinColumns); !sealed.empty()) {
    std::int32_t number = -1;
    std::size_t place = 0;
    BIHUAN_CHECK(connection.stream(sealed, [&](const DuckdbRows& rows) {
      const ThinColumns columns(rows);
      for (std::size_t i = 0; is_ordered && i < rows.size(); ++i) {
        const ThinRow row = columns[i];
        if (row.series != number) place = thinners.place_of(number = row.series);
        SeriesThinner& thinner = thinners.thinners[place];
        is_ordered = live.give_before(place, row.time, row.revision, thinner) &&
                     thinner.take(row.time, row.mantissa, row.has_value);
      }
      return is_ordered;
    }));
  }
  if (!is_ordered || !live.give_rest(thinners)) return fail(Code::kCorrupt, "封存文件中的行不按时间排列");
  return {};
}

}  // namespace

Result<std::vector<ThinSeries>> DuckdbStore::thin(const Selection& selection, std::size_t most,
                                                  const View& view) const {
  BIHUAN_CHECK(check_thinning(most));
  const std::shared_lock use(use_);
  BIHUAN_TRY(const auto moment, snapshot(view));
  BIHUAN_CHECK(check_selection(selection, *moment->series));
  RowFilter filter = filter_of(selection);
  std::vector<ThinSeries> thinned;
  if (!filter.from || !filter.until) {
    BIHUAN_TRY(const std::string sql, points_sql(*moment, filter, "b.minute, b.second, b.state"));
    bool is_empty = false;
    BIHUAN_CHECK(moment->connection.query(
        "SELECT min(minute::BIGINT * 60 + second), max(minute::BIGINT * 60 + second) + 1 FROM (" + sql +
            ") WHERE state <= 1",
        [&](const DuckdbRows& rows) {
          is_empty = rows.is_null(0, 0);
          if (is_empty) return false;
          if (!filter.from) filter.from = Instant{rows.column<std::int64_t>(0)[0]};
          if (!filter.until) filter.until = Instant{rows.column<std::int64_t>(1)[0]};
          return false;
        }));
    if (is_empty) return thinned;
  }
  BIHUAN_CHECK(moment->connection.run("SET SESSION preserve_insertion_order = true"));
  const Pieces pieces(*filter.from, *filter.until, most);
  Thinners thinners;
  thinners.series = filter.series;
  if (thinners.series.empty())
    for (const Series& one : *moment->series) thinners.series.push_back(one.id.number);
  thinners.thinners.assign(thinners.series.size(), SeriesThinner(pieces, most));
  BIHUAN_CHECK(walk_window(*moment, filter, thinners));
  for (std::size_t place = 0; place < thinners.series.size(); ++place) {
    ThinSeries one = thinners.thinners[place].finish(thinners.series[place]);
    if (one.points > 0) thinned.push_back(std::move(one));
  }
  return thinned;
}

}  // namespace bihuan::observations
