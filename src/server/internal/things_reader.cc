#include "server/internal/things_reader.h"

#include <algorithm>
#include <tuple>

#include "base/period.h"

namespace bihuan::server {
namespace {

using observations::Averaging;
using observations::Label;
using observations::Mark;
using observations::ObservationStore;
using observations::Point;
using observations::Selection;
using observations::Series;
using observations::SeriesId;

// The length of an interval: seconds, or months of the calendar with the least and most days that they can have.
struct Length {
  std::int64_t seconds = 0;
  int months = 0;
  std::int64_t least = 0, most = 0;
};

Length length_of(Averaging averaging) {
  const auto fixed = [](std::int64_t seconds) { return Length{seconds, 0, seconds, seconds}; };
  switch (averaging) {
    case Averaging::kInstant:
      return fixed(0);
    case Averaging::kMinute:
      return fixed(60);
    case Averaging::kTenMinutes:
      return fixed(600);
    case Averaging::kHour:
      return fixed(3600);
    case Averaging::kFourHours:
      return fixed(4 * std::int64_t{3600});
    case Averaging::kDay:
      return fixed(kSecondsOfDay);
    case Averaging::kWeek:
      return fixed(7 * kSecondsOfDay);
    case Averaging::kMonth:
      return {0, 1, 28 * kSecondsOfDay, 31 * kSecondsOfDay};
    case Averaging::kYear:
      break;
  }
  return {0, 12, 365 * kSecondsOfDay, 366 * kSecondsOfDay};
}

Instant months_later(Instant time, int months) {
  const Date day = to_date(time);
  return Instant{to_instant(add_months(day, months)).seconds + second_of_day(time)};
}

Instant key_of(const ThingsInterval& interval, ThingsOrder order) {
  return order == ThingsOrder::kBegin ? interval.begin : interval.end;
}

constexpr Instant kFirst{observations::kEarliest.seconds - 366 * kSecondsOfDay};
constexpr Instant kBeyond{observations::kLatest.seconds + 366 * kSecondsOfDay};

}  // namespace

ThingsInterval interval_of(const Series& series, Instant label) {
  const Length length = length_of(series.key.averaging);
  const bool names_end = series.label == Label::kEnd;
  if (length.months == 0) {
    return names_end ? ThingsInterval{{label.seconds - length.seconds}, label}
                     : ThingsInterval{label, {label.seconds + length.seconds}};
  }
  return names_end ? ThingsInterval{months_later(label, -length.months), label}
                   : ThingsInterval{label, months_later(label, length.months)};
}

// Series whose labels stand at one distance from the key: least and most seconds from key to label.
struct ThingsReader::Group {
  std::int64_t least = 0, most = 0;
  std::vector<SeriesId> ids;
  Instant first, last;  // keys
  bool reaches(Instant from, Instant until) const { return first < until && from <= last; }
  Selection window(Instant from, Instant until) const {
    return {ids, Instant{from.seconds + least}, Instant{until.seconds + most}};
  }
};

struct ThingsReader::Plan {
  ThingsOrder order = ThingsOrder::kBegin;
  std::vector<Group> groups;
  bool is_exact = true;  // a window of labels is a window of keys
  std::map<SeriesId, std::pair<std::size_t, const Series*>> series;
  Instant from, until;
  std::int64_t step = 60;  // seconds from one value to the next, at the least
};

Status ThingsReader::spend() {
  if (++reads_ > kMostReads || points_ > kMostPoints)
    return fail(Code::kInvalidInput, "要读的数据过多；请用 phenomenonTime 限定时间，或减少 $expand、$skip");
  return {};
}

Status ThingsReader::look_up_ends(std::span<const Series* const> series) {
  std::vector<SeriesId> ids;
  for (const Series* const one : series)
    if (!ends_.contains(one->id)) ids.push_back(one->id);
  if (ids.empty()) return {};
  BIHUAN_CHECK(spend());
  BIHUAN_TRY(const std::vector<Point> first, store_.earliest(ids, view_));
  BIHUAN_TRY(const std::vector<Point> last, store_.latest(ids, view_));
  for (const SeriesId id : ids) ends_[id] = std::nullopt;
  for (const Point& point : first) ends_[point.series] = std::pair(point.time, point.time);
  for (const Point& point : last) {
    std::optional<std::pair<Instant, Instant>>& known = ends_[point.series];
    known = std::pair(known ? known->first : point.time, point.time);
  }
  return {};
}

Result<std::optional<std::pair<Instant, Instant>>> ThingsReader::ends(const Series& series) {
  const Series* const one = &series;
  BIHUAN_CHECK(look_up_ends({&one, 1}));
  return ends_[series.id];
}

Result<ThingsReader::Plan> ThingsReader::plan(const ThingsReading& reading) {
  Plan plan;
  plan.order = reading.order;
  BIHUAN_CHECK(look_up_ends(reading.series));
  std::map<std::pair<std::int64_t, std::int64_t>, Group> groups;
  for (const Series* const one : reading.series) {
    const auto& ends = ends_[one->id];
    if (!ends) continue;
    const Length length = length_of(one->key.averaging);
    std::int64_t least = 0, most = 0;
    if (reading.order == ThingsOrder::kBegin && one->label == Label::kEnd) {
      least = length.least;
      most = length.most;
    } else if (reading.order == ThingsOrder::kEnd && one->label == Label::kBeginning) {
      least = -length.most;
      most = -length.least;
    }
    const Instant first = key_of(interval_of(*one, ends->first), reading.order);
    const Instant last = key_of(interval_of(*one, ends->second), reading.order);
    const auto [found, is_new] = groups.try_emplace({least, most}, Group{least, most, {}, first, last});
    Group& group = found->second;
    group.ids.push_back(one->id);
    group.first = std::min(group.first, first);
    group.last = std::max(group.last, last);
    plan.is_exact = plan.is_exact && least == most;
    const std::int64_t step = std::max<std::int64_t>(60, length.least);
    plan.step = plan.series.empty() ? step : std::min(plan.step, step);
    plan.series.try_emplace(one->id, plan.series.size(), one);
  }
  for (auto& [distance, group] : groups) {
    const bool is_first = plan.groups.empty();
    plan.from = is_first ? group.first : std::min(plan.from, group.first);
    plan.until = is_first ? Instant{group.last.seconds + 1} : std::max(plan.until, Instant{group.last.seconds + 1});
    plan.groups.push_back(std::move(group));
  }
  plan.from = std::max({reading.from, kFirst, plan.from});
  plan.until = std::min({reading.until, kBeyond, plan.until});
  return plan;
}

Result<std::int64_t> ThingsReader::count_window(const Plan& plan, Instant from, Instant until) {
  std::int64_t all = 0;
  for (const Group& group : plan.groups) {
    if (!group.reaches(from, until)) continue;
    BIHUAN_CHECK(spend());
    BIHUAN_TRY(const std::int64_t some, store_.count(group.window(from, until), view_));
    all += some;
  }
  return all;
}

Result<std::optional<std::vector<ThingsValue>>> ThingsReader::read_window(const Plan& plan, Instant from,
                                                                          Instant until) {
  std::vector<ThingsValue> values;
  std::vector<Point> points;
  for (const Group& group : plan.groups) {
    if (!group.reaches(from, until)) continue;
    BIHUAN_CHECK(spend());
    const Selection selection = group.window(from, until);
    points.clear();
    bool is_too_much = false;
    const Status status = store_.read(selection, view_, [&](std::span<const Point> some) {
      points.insert(points.end(), some.begin(), some.end());
      is_too_much =
          until.seconds - from.seconds > 1 && static_cast<std::int64_t>(points.size() + values.size()) > kWindow;
      return !is_too_much;
    });
    BIHUAN_CHECK(status);
    points_ += static_cast<std::int64_t>(points.size());
    if (is_too_much) return std::optional<std::vector<ThingsValue>>();
    if (points.empty()) continue;
    BIHUAN_TRY(std::vector<Mark> marks, store_.marks(selection, view_));
    if (shows_mark_) std::erase_if(marks, [&](const Mark& mark) { return !shows_mark_(mark); });
    std::size_t next = 0;
    std::vector<Mark> of_point;
    for (const Point& point : points) {
      const auto at = std::tie(point.series, point.time);
      while (next < marks.size() && std::tie(marks[next].series, marks[next].time) < at) ++next;
      of_point.clear();
      for (; next < marks.size() && std::tie(marks[next].series, marks[next].time) == at; ++next)
        if (marks[next].revision == point.revision) of_point.push_back(marks[next]);
      const Series& series = *plan.series.at(point.series).second;
      const ThingsInterval interval = interval_of(series, point.time);
      const Instant key = key_of(interval, plan.order);
      if (from <= key && key < until) values.push_back({&series, point, observations::verdict_of(of_point), interval});
    }
  }
  std::ranges::sort(values, {}, [&](const ThingsValue& one) {
    return std::tuple(key_of(one.interval, plan.order), plan.series.at(one.point.series).first, one.point.time);
  });
  return values;
}

Status ThingsReader::read(const ThingsReading& reading, const std::function<bool(const ThingsValue&)>& visit) {
  BIHUAN_TRY(Plan plan, this->plan(reading));
  std::int64_t skip = reading.skip;
  constexpr std::int64_t kMostAtOnce = 500;
  constexpr std::int64_t kFaster = 16;  // how much wider the next window is where there is little
  std::int64_t width = plan.step * std::min(reading.wanted + 1, kMostAtOnce);
  while (!plan.groups.empty() && plan.from < plan.until) {
    width = std::clamp<std::int64_t>(width, 1, plan.until.seconds - plan.from.seconds);
    const Instant from = reading.is_descending ? Instant{plan.until.seconds - width} : plan.from;
    const Instant until = reading.is_descending ? plan.until : Instant{plan.from.seconds + width};
    const auto advance = [&] {
      (reading.is_descending ? plan.until : plan.from) = reading.is_descending ? from : until;
    };
    if (skip > 0 && plan.is_exact) {
      BIHUAN_TRY(const std::int64_t there, count_window(plan, from, until));
      if (there <= skip) {
        skip -= there;
        advance();
        width *= there < kWindow / kFaster ? kFaster : 4;
        continue;
      }
      if (there > kWindow && width > 1) {
        width /= 4;
        continue;
      }
    }
    BIHUAN_TRY(auto values, read_window(plan, from, until));
    if (!values) {
      width /= 4;
      continue;
    }
    if (reading.is_descending) std::ranges::reverse(*values);
    for (const ThingsValue& value : *values) {
      if (skip > 0) {
        --skip;
        continue;
      }
      if (!visit(value)) return {};
    }
    advance();
    const auto there = static_cast<std::int64_t>(values->size());
    if (there < kWindow / 4) width *= there < kWindow / kFaster ? kFaster : 4;
  }
  return {};
}

Result<std::int64_t> ThingsReader::count(const ThingsReading& reading) {
  BIHUAN_TRY(const Plan plan, this->plan(reading));
  if (plan.groups.empty() || plan.until <= plan.from) return 0;
  if (plan.is_exact) return count_window(plan, plan.from, plan.until);
  ThingsReading all = reading;
  all.skip = 0;
  all.wanted = kWindow;
  std::int64_t there = 0;
  BIHUAN_CHECK(read(all, [&](const ThingsValue&) {
    ++there;
    return true;
  }));
  return there;
}

}  // namespace bihuan::server
