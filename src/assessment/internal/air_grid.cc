#include "assessment/internal/air_grid.h"

#include <algorithm>

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

}  // namespace

std::uint16_t AirGrid::add_sheet(std::string name) {
  sheets_.push_back(std::move(name));
  return static_cast<std::uint16_t>(sheets_.size() - 1);
}

std::size_t AirGrid::station(const std::string& city, const std::string& name) {
  const auto [found, is_new] = numbers_.try_emplace({city, name}, stations_.size());
  if (is_new) stations_.emplace_back(city, name, &pages_);
  return found->second;
}

void AirGrid::report(ProblemKind kind, std::string message, std::string where) {
  if (problems_.size() == kMostProblems) {
    ++problems_not_told_;
    return;
  }
  problems_.push_back({kind, Error{Code::kInvalidInput, std::move(message), std::move(where)}});
}

std::string AirGrid::where(const AirSlot& slot) const { return tables::place(sheets_[slot.sheet], slot.row); }

Status AirGrid::too_long(std::int64_t first_day, std::int64_t last_day) const {
  return fail(Code::kInvalidInput,
              "首日" + to_string(Date::from_days_since_1970(first_day)) + "与末日相隔" +
                  std::to_string(last_day - first_day + 1) + "天；应不超过100年，日期可能有误",
              out_.file_name);
}

// Makes room for the day. Grows by half, so that rows in any order cost their number: what was left behind is not given
// back (LargePages), and comes to twice what is there.
Status AirGrid::take_in(Station& station, std::int64_t day) {
  const auto days = static_cast<std::int64_t>(station.slots.size()) / per_day();
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
  std::pmr::vector<AirSlot> grown(static_cast<std::size_t>((last - first + 1) * per_day()), &pages_);
  std::ranges::move(station.slots, grown.begin() + (days == 0 ? 0 : (station.first_day - first) * per_day()));
  station.slots = std::move(grown);  // of the same memory: nothing is copied
  station.first_day = first;
  return {};
}

Status AirGrid::add(std::size_t index, std::int64_t number, bool is_hourly, const AirSlot& slot) {
  if (rows_ == 0) out_.is_hourly = is_hourly;
  if (is_hourly != out_.is_hourly)
    return fail(Code::kInvalidInput, "同一文件里既有小时值表又有日值表；应分成两个文件", where(slot));
  ++rows_;
  Station& station = stations_[index];
  const bool is_first = station.slots.empty();
  const std::int64_t own_day = number >= 0 ? number / per_day() : (number - per_day() + 1) / per_day();
  if (rows_ == 1) lowest_ = highest_ = own_day;
  BIHUAN_CHECK(take_in(station, own_day));
  lowest_ = std::min(lowest_, own_day);
  highest_ = std::max(highest_, own_day);
  if (!is_first && number < station.newest && !station.is_told) {
    station.is_told = true;
    report(ProblemKind::kNote, station.name + "的时间次序颠倒，已按时间重排", where(slot));
  }
  station.newest = number;
  AirSlot& own = station.slots[static_cast<std::size_t>(number - station.first_day * per_day())];
  if (own.row == 0) {
    own = slot;
  } else {
    repeated_[{index, number}].push_back(slot);
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
  report(ProblemKind::kRefusedRow, day_slot(row.date, *row.hour, options_.label).error().message, where(slot));
  return {};
}

// Rows of one hour (or day): one is used, equal ones count once, different ones are all refused.
bool AirGrid::is_usable(const Station& station, Date day, int hour, const AirSlot& first,
                        const std::vector<AirSlot>& others) {
  std::string what = station.name + to_string(day);
  if (out_.is_hourly) {
    const bool is_ending = options_.label == standards::HourLabel::kEnding;
    what += " " + std::to_string(hour + (is_ending ? 1 : 0)) + "时";
  }
  const std::string second = where(others.front());
  const std::string count = std::to_string(others.size() + 1);
  if (std::ranges::all_of(others, [&](const AirSlot& other) { return other.is_same_as(first); })) {
    report(ProblemKind::kNote, what + "有" + count + "行相同的数据，只用第一行", second);
    out_.rows_passed_over += static_cast<std::int64_t>(others.size());
    return true;
  }
  std::string places = where(first);
  for (const AirSlot& other : others) places += "和" + where(other);
  out_.rows_refused += static_cast<std::int64_t>(others.size()) + 1;
  report(ProblemKind::kRefusedRow, what + "有" + count + "行不同的数据（" + places + "），都未使用；应只有一行",
         second);
  return false;
}

void AirGrid::use(const AirSlot& slot, int day, int hour, AirStation& station) {
  ++out_.rows_read;
  if (slot.has_many_places && out_.is_hourly && !has_many_places_) {
    has_many_places_ = true;
    report(ProblemKind::kNote,
           "有的数值小数超过" + std::to_string(kAirPlaces) + "位，按" + std::to_string(kAirPlaces) + "位读取",
           where(slot));
  }
  for (const Pollutant pollutant : kAllPollutants) {
    const std::size_t p = index_of(pollutant);
    if ((slot.present & bit_of(pollutant)) == 0) continue;
    ++out_.cells_read;
    if (out_.is_hourly) {
      station.hours.set(pollutant, day, hour, slot.steps[p]);
    } else {
      const Decimal rounded = round_gbt8170(Decimal(slot.steps[p], kAirPlaces), rules_.decimals[p]);
      set_day_value(station.days[static_cast<std::size_t>(day)], pollutant,
                    static_cast<std::int32_t>(rounded.mantissa()));
    }
  }
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
  standards::PerPollutant<int> places;
  places.fill(kAirPlaces);
  for (std::size_t i = 0; i < stations_.size(); ++i) {
    Station& own = stations_[i];
    if (own.slots.empty()) continue;  // of refused rows only
    AirStation station{own.city, own.name, {out_.first, out_.is_hourly ? out_.days : 0, places, out_.pages.get()}, {}};
    if (!out_.is_hourly) station.days.resize(static_cast<std::size_t>(out_.days));
    for (std::size_t k = 0; k < own.slots.size(); ++k) {
      const AirSlot& slot = own.slots[k];
      if (slot.row == 0) continue;
      const auto at = static_cast<std::int64_t>(k);
      const std::int64_t day = own.first_day + at / per_day();
      const auto hour = static_cast<int>(at % per_day());
      const auto others = repeated_.empty() ? repeated_.end() : repeated_.find({i, day * per_day() + hour});
      if (others != repeated_.end() && !is_usable(own, Date::from_days_since_1970(day), hour, slot, others->second))
        continue;
      use(slot, static_cast<int>(day - lowest_), hour, station);
    }
    out_.stations.push_back(std::move(station));
  }
  tell_problems();
  return {};
}

}  // namespace bihuan::assessment::internal
