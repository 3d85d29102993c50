#include "assessment/internal/air_grid.h"

#include <algorithm>
#include <bit>

#include "tables/sheet.h"

namespace bihuan::assessment::internal {
namespace {

using standards::bit_of;
using standards::index_of;
using standards::kAllPollutants;
using standards::kSlots;
using standards::Pollutant;

constexpr std::int64_t kMostDays = 36'525;
// Days of all stations together that need no row for each: what a file may cost beyond its own length.
constexpr std::int64_t kFreeDays = 100'000;

template <class T>
standards::PerPollutant<std::pmr::vector<T>> six_columns(std::pmr::memory_resource* memory) {
  using Column = std::pmr::vector<T>;
  return {Column(memory), Column(memory), Column(memory), Column(memory), Column(memory), Column(memory)};
}

// `column` with `before` absent ones in front, in all of `size`.
template <class T>
void make_room(std::pmr::vector<T>& column, std::int64_t before, std::int64_t size) {
  std::pmr::vector<T> grown(static_cast<std::size_t>(size), column.get_allocator());
  std::ranges::copy(column, grown.begin() + before);
  column = std::move(grown);  // of the same memory: nothing is copied
}

}  // namespace

AirGrid::Station::Station(std::string own_city, std::string own_name, std::pmr::memory_resource* columns,
                          std::pmr::memory_resource* beside)
    : city(std::move(own_city)),
      name(std::move(own_name)),
      steps(six_columns<std::int32_t>(columns)),
      present(six_columns<std::uint32_t>(columns)),
      places(beside) {}

std::uint16_t AirGrid::add_sheet(std::string name) {
  sheets_.push_back(std::move(name));
  return static_cast<std::uint16_t>(sheets_.size() - 1);
}

std::size_t AirGrid::station(const std::string& city, const std::string& name) {
  const auto [found, is_new] = numbers_.try_emplace({city, name}, stations_.size());
  if (is_new) stations_.emplace_back(city, name, out_.pages.get(), &pages_);
  return found->second;
}

void AirGrid::report(ProblemKind kind, std::string message, std::string where) {
  if (problems_.size() == kMostProblems) {
    ++problems_not_told_;
    return;
  }
  problems_.push_back({kind, Error{Code::kInvalidInput, std::move(message), std::move(where)}});
}

std::string AirGrid::where(Place place) const { return tables::place(sheets_[place.sheet], place.row); }

Status AirGrid::too_long(std::int64_t first_day, std::int64_t last_day) const {
  return fail(Code::kInvalidInput,
              "首日" + to_string(Date::from_days_since_1970(first_day)) + "与末日相隔" +
                  std::to_string(last_day - first_day + 1) + "天；应不超过100年，日期可能有误",
              out_.file_name);
}

// Makes room for the day. Grows by half, so that rows in any order cost their number: what was left behind is not given
// back (LargePages), and comes to twice what is there.
Status AirGrid::take_in(Station& station, std::int64_t day) {
  const std::int64_t days = station.days;
  if (days > 0 && day >= station.first_day && day < station.first_day + days) return {};
  if (rows_ > 1 && std::max(day, highest_) - std::min(day, lowest_) + 1 > kMostDays)
    return too_long(std::min(day, lowest_), std::max(day, highest_));
  std::int64_t first = days == 0 ? day : std::min(day, station.first_day);
  std::int64_t last = days == 0 ? day : std::max(day, station.first_day + days - 1);
  const bool is_earlier = days > 0 && day < station.first_day;
  const std::int64_t spare = (last - first) / 2 + 1;
  (is_earlier ? first : last) += is_earlier ? -spare : spare;
  // A station begins with the days that the others have: most files give all of them the same.
  const std::int64_t of_others = std::max(last, highest_) - std::min(first, lowest_) + 1;
  if (days == 0 && rows_ > 1 && grid_days_ + of_others <= kSlots * rows_) {
    first = std::min(first, lowest_);
    last = std::max(last, highest_);
  }
  grid_days_ += last - first + 1 - days;
  if (grid_days_ > kFreeDays + kSlots * rows_)
    return fail(Code::kInvalidInput, "各站的起止日期相距很远而数据很少，日期可能有误；应按年份分成几个文件",
                out_.file_name);
  const std::int64_t before = days == 0 ? 0 : station.first_day - first;
  station.first_day = first;
  station.days = last - first + 1;
  for (std::size_t p = 0; p < standards::kPollutants; ++p) {
    make_room(station.steps[p], before * per_day(), station.days * per_day());
    make_room(station.present[p], before, station.days);
  }
  make_room(station.places, before * per_day(), station.days * per_day());
  return {};
}

Status AirGrid::add(std::size_t index, std::int64_t number, bool is_hourly, const AirSlot& slot) {
  if (rows_ == 0) out_.is_hourly = is_hourly;
  const Place place{slot.row, slot.sheet};
  if (is_hourly != out_.is_hourly)
    return fail(Code::kInvalidInput, "同一文件里既有小时值表又有日值表；应分成两个文件", where(place));
  ++rows_;
  Station& station = stations_[index];
  const bool is_first = station.days == 0;
  const std::int64_t own_day = is_hourly ? (number >= 0 ? number : number - kSlots + 1) / kSlots : number;
  if (rows_ == 1) lowest_ = highest_ = own_day;
  BIHUAN_CHECK(take_in(station, own_day));
  lowest_ = std::min(lowest_, own_day);
  highest_ = std::max(highest_, own_day);
  if (!is_first && number < station.newest && !station.is_told) {
    station.is_told = true;
    report(ProblemKind::kNote, station.name + "的时间次序颠倒，已按时间重排", where(place));
  }
  station.newest = number;
  const auto at = static_cast<std::size_t>(number - station.first_day * per_day());
  if (station.places[at].row != 0) {
    repeated_[{index, number}].push_back(slot);
    return {};
  }
  station.places[at] = place;
  ++out_.rows_read;
  const auto day = static_cast<std::size_t>(own_day - station.first_day);
  const auto hour = static_cast<unsigned>(number - own_day * per_day());
  for (std::size_t p = 0; p < standards::kPollutants; ++p) {
    station.steps[p][at] = slot.steps[p];
    const std::uint32_t is_there = static_cast<std::uint32_t>(slot.present) >> p & 1U;
    station.present[p][day] |= is_there << hour;
    out_.cells_read += is_there;
  }
  if (slot.has_many_places && is_hourly && !has_many_places_) {
    has_many_places_ = true;
    report(ProblemKind::kNote,
           "有的数值小数超过" + std::to_string(kAirPlaces) + "位，按" + std::to_string(kAirPlaces) + "位读取",
           where(place));
  }
  return {};
}

Status AirGrid::add(const AirRow& row, std::uint16_t sheet) {
  AirSlot slot;
  slot.row = row.row;
  slot.sheet = sheet;
  for (const Pollutant pollutant : kAllPollutants) {
    const std::optional<Decimal>& value = row.values[index_of(pollutant)];
    if (!value) continue;
    Decimal rounded = round_gbt8170(*value, std::min(value->places(), kAirPlaces));
    std::int64_t steps = rounded.mantissa();
    for (int places = rounded.places(); places < kAirPlaces; ++places) steps *= 10;
    slot.steps[index_of(pollutant)] = static_cast<std::int32_t>(steps);
    slot.present |= bit_of(pollutant);
    slot.has_many_places = slot.has_many_places || value->places() > kAirPlaces;
  }
  const std::int64_t day = row.date.days_since_1970();
  const std::optional<std::int64_t> number = slot_number(day, row.hour);
  if (number) return add(station(row.city, row.station), *number, row.hour.has_value(), slot);
  ++out_.rows_refused;
  report(ProblemKind::kRefusedRow, day_slot(row.date, *row.hour, options_.label).error().message,
         where({slot.row, slot.sheet}));
  return {};
}

// Rows of one hour (or day): one is used, equal ones count once, different ones are all refused.
void AirGrid::settle(Station& station, std::int64_t number, const std::vector<AirSlot>& others) {
  const std::int64_t since = number - station.first_day * per_day();
  const auto at = static_cast<std::size_t>(since);
  const auto day = static_cast<std::size_t>(since / per_day());
  const auto hour = static_cast<unsigned>(since % per_day());
  AirSlot first;
  for (std::size_t p = 0; p < standards::kPollutants; ++p) {
    first.steps[p] = station.steps[p][at];
    first.present |= static_cast<std::uint8_t>((station.present[p][day] >> hour & 1U) << p);
  }
  std::string what =
      station.name + to_string(Date::from_days_since_1970(station.first_day + static_cast<std::int64_t>(day)));
  if (out_.is_hourly) {
    const bool is_ending = options_.label == standards::HourLabel::kEnding;
    what += " " + std::to_string(hour + (is_ending ? 1 : 0)) + "时";
  }
  const auto place_of = [this](const AirSlot& slot) { return where({slot.row, slot.sheet}); };
  const std::string second = place_of(others.front());
  const std::string count = std::to_string(others.size() + 1);
  if (std::ranges::all_of(others, [&](const AirSlot& other) { return other.is_same_as(first); })) {
    report(ProblemKind::kNote, what + "有" + count + "行相同的数据，只用第一行", second);
    out_.rows_passed_over += static_cast<std::int64_t>(others.size());
    return;
  }
  std::string places = where(station.places[at]);
  for (const AirSlot& other : others) places += "和" + place_of(other);
  report(ProblemKind::kRefusedRow, what + "有" + count + "行不同的数据（" + places + "），都未使用；应只有一行",
         second);
  out_.rows_refused += static_cast<std::int64_t>(others.size()) + 1;
  --out_.rows_read;
  out_.cells_read -= std::popcount(first.present);
  for (auto& present : station.present) present[day] &= ~(1U << hour);
}

// The columns of the station over the days of the workbook; taken from it.
standards::HourColumns<std::int32_t> AirGrid::hours_of(Station& station) {
  standards::PerPollutant<int> places;
  places.fill(kAirPlaces);
  if (station.first_day == lowest_ && station.days == out_.days)
    return {out_.first, out_.days, places, std::move(station.steps), std::move(station.present)};
  standards::HourColumns<std::int32_t> hours(out_.first, out_.days, places, out_.pages.get());
  const std::int64_t from = std::max(station.first_day, lowest_);
  const std::int64_t to = std::min(station.first_day + station.days, highest_ + 1);
  for (std::size_t p = 0; p < standards::kPollutants; ++p) {
    std::copy(station.steps[p].begin() + (from - station.first_day) * kSlots,
              station.steps[p].begin() + (to - station.first_day) * kSlots,
              hours.values[p].begin() + (from - lowest_) * kSlots);
    std::copy(station.present[p].begin() + (from - station.first_day),
              station.present[p].begin() + (to - station.first_day), hours.present[p].begin() + (from - lowest_));
  }
  return hours;
}

std::vector<standards::AirDay> AirGrid::days_of(const Station& station) const {
  std::vector<standards::AirDay> days(static_cast<std::size_t>(out_.days));
  for (std::int64_t day = station.first_day; day < station.first_day + station.days; ++day) {
    const auto at = static_cast<std::size_t>(day - station.first_day);
    for (const Pollutant pollutant : kAllPollutants) {
      const std::size_t p = index_of(pollutant);
      if (station.present[p][at] == 0) continue;
      const Decimal rounded = round_gbt8170(Decimal(station.steps[p][at], kAirPlaces), rules_.decimals[p]);
      set_day_value(days[static_cast<std::size_t>(day - lowest_)], pollutant,
                    static_cast<std::int32_t>(rounded.mantissa()));
    }
  }
  return days;
}

void AirGrid::tell_problems() {
  std::ranges::move(problems_, std::back_inserter(out_.problems));
  if (problems_not_told_ > 0) out_.problems.push_back(not_told(problems_not_told_, out_.file_name));
}

Status AirGrid::finish() {
  if (rows_ == 0) {
    tell_problems();
    return {};
  }
  out_.first = Date::from_days_since_1970(lowest_);
  const std::int64_t days = highest_ - lowest_ + 1;
  if (days > kMostDays) return too_long(lowest_, highest_);
  if (days * static_cast<std::int64_t>(stations_.size()) > kFreeDays + kSlots * rows_)
    return fail(Code::kInvalidInput,
                std::to_string(stations_.size()) + "个站点、首末相隔" + std::to_string(days) +
                    "天，而数据很少，日期可能有误；应按年份分成几个文件",
                out_.file_name);
  out_.days = static_cast<int>(days);
  for (const auto& [slot, others] : repeated_) settle(stations_[slot.first], slot.second, others);
  for (Station& own : stations_) {
    if (own.days == 0) continue;  // of refused rows only
    AirStation done = out_.is_hourly ? AirStation{own.city, own.name, hours_of(own), {}}
                                     : AirStation{own.city, own.name, {}, days_of(own)};
    out_.stations.push_back(std::move(done));
  }
  tell_problems();
  return {};
}

}  // namespace bihuan::assessment::internal
