// src/server/internal/things_reader.h - values of many series in the order of time, window by window: the newest value
// of a long series costs one small window, and memory does not grow with what lies behind it.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/result.h"
#include "observations/store.h"

namespace bihuan::server {

// From when to when a value was averaged or sampled; an instant has no length.
struct ThingsInterval {
  Instant begin, end;
};
ThingsInterval interval_of(const observations::Series& series, Instant label);

struct ThingsValue {
  const observations::Series* series = nullptr;
  observations::Point point;
  observations::Verdict verdict = observations::Verdict::kValid;
  ThingsInterval interval;
};

enum class ThingsOrder { kBegin, kEnd };  // by phenomenonTime, by resultTime

struct ThingsReading {
  std::vector<const observations::Series*> series;
  ThingsOrder order = ThingsOrder::kBegin;
  bool is_descending = false;
  Instant from, until;      // of the begin, or the end: [from, until)
  std::int64_t skip = 0;    // that many are passed over, mostly by counting
  std::int64_t wanted = 1;  // how many will be taken, about
};

class ThingsReader {
 public:
  static constexpr std::int64_t kMostReads = 4000;
  static constexpr std::int64_t kMostPoints = 1'000'000;
  static constexpr std::int64_t kWindow = 20'000;  // points of a window of more than a second

  // `shows_mark`: the marks that verdicts are made of; empty: all. All must outlive the reader.
  ThingsReader(const observations::ObservationStore& store, const observations::View& view,
               const std::function<bool(const observations::Mark&)>& shows_mark)
      : store_(store), view_(view), shows_mark_(shows_mark) {}

  // Looks up the first and last labels of these at once.
  Status look_up_ends(std::span<const observations::Series* const> series);
  // The first and the last label; none without values. Errors: those of the store
  Result<std::optional<std::pair<Instant, Instant>>> ends(const observations::Series& series);

  // Ties stand in the order of `reading.series`, or its reverse; false from `visit` ends the reading.
  // Errors: kInvalidInput too much would have to be read; those of the store
  Status read(const ThingsReading& reading, const std::function<bool(const ThingsValue&)>& visit);
  Result<std::int64_t> count(const ThingsReading& reading);

 private:
  struct Group;
  struct Plan;
  Result<Plan> plan(const ThingsReading& reading);
  Status spend();
  Result<std::int64_t> count_window(const Plan& plan, Instant from, Instant until);
  // None where there are more than kWindow.
  Result<std::optional<std::vector<ThingsValue>>> read_window(const Plan& plan, Instant from, Instant until);

  const observations::ObservationStore& store_;
  const observations::View& view_;
  const std::function<bool(const observations::Mark&)>& shows_mark_;
  std::map<observations::SeriesId, std::optional<std::pair<Instant, Instant>>> ends_;
  std::int64_t reads_ = 0, points_ = 0;
};

}  // namespace bihuan::server
