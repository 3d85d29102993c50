#include "simulator/readings.h"

#include <algorithm>
#include <array>
#include <functional>

#include "base/decimal.h"
#include "base/time.h"
#include "simulator/internal/draw.h"

namespace bihuan::simulator {
namespace {

using internal::Draw;
using internal::Use;

constexpr std::int64_t kHigher = 1400;  // per mille: what a clipped stretch hides

constexpr std::int64_t rounded(std::int64_t value, std::int64_t divisor) { return (value + divisor / 2) / divisor; }

std::int64_t between(std::int64_t from, std::int64_t to, std::int64_t at, std::int64_t length) {
  return (from * (length - at) + to * at) / length;
}

std::int64_t of_day(const Factor& factor, std::int64_t minute_of_day) {
  const auto hour = static_cast<std::size_t>(minute_of_day / 60);
  return between(factor.day[hour], factor.day[(hour + 1) % 24], minute_of_day % 60, 60);
}

std::int64_t of_year(const Factor& factor, std::int64_t day) {
  const Date date = Date::from_days_since_1970(day);
  const auto month = static_cast<std::size_t>(date.month() - 1);
  return between(factor.year[month], factor.year[(month + 1) % 12], date.day() - 1,
                 days_in_month(date.year(), date.month()));
}

// Energy of each tenth of a decibel, made by products alone: a library's pow() may differ between machines.
const std::array<double, 2000>& energies() {
  static const std::array<double, 2000> kEnergies = [] {
    std::array<double, 2000> all{};
    all[0] = 1;
    for (std::size_t i = 1; i < all.size(); ++i) all[i] = all[i - 1] * 1.0232929922807541;  // 10 to the power of 0.01
    return all;
  }();
  return kEnergies;
}

}  // namespace

std::int64_t energy_mean(const std::vector<std::int64_t>& levels) {
  const std::array<double, 2000>& energy = energies();
  double sum = 0;
  for (const std::int64_t level : levels)
    sum += energy[static_cast<std::size_t>(std::clamp<std::int64_t>(level, 0, 1999))];
  const double mean = sum / static_cast<double>(levels.size());
  const auto above = std::ranges::lower_bound(energy, mean);
  if (above == energy.begin()) return 0;
  if (above == energy.end()) return static_cast<std::int64_t>(energy.size()) - 1;
  const auto index = above - energy.begin();
  return *above - mean < mean - *(above - 1) ? index : index - 1;
}

Readings::Readings(std::uint64_t seed, std::size_t device, const Model& model, FaultSet faults, int falsified_chance)
    : seed_(seed),
      device_(device),
      model_(&model),
      faults_(faults),
      chance_(falsified_chance),
      scale_(Draw(seed, Use::kScale, device).between(800, 1200)) {}

std::int64_t Readings::honest(std::size_t index, std::int64_t minute) const {
  const Factor& factor = model_->factors[index];
  const auto hour_noise = [&](std::int64_t hour) {
    return Draw(seed_, Use::kHourNoise, device_, index, static_cast<std::uint64_t>(hour))
        .between(-factor.spread, factor.spread);
  };
  const std::int64_t hour = minute / 60;
  std::int64_t noise = between(hour_noise(hour), hour_noise(hour + 1), minute % 60, 60);
  const std::int64_t jitter = factor.spread / 5;
  noise += Draw(seed_, Use::kMinuteNoise, device_, index, static_cast<std::uint64_t>(minute)).between(-jitter, jitter);
  // At most 1e6 * 1.2e3 * 3e3 * 3e3, then once more by 1.6e3: no overflow after the division between.
  const std::int64_t scale = model_->is_noise ? 950 + (scale_ - 800) / 4 : scale_;  // decibels lie close together
  const std::int64_t shaped = factor.base * scale * of_day(factor, minute % kMinutesOfDay) *
                              of_year(factor, minute / kMinutesOfDay) / 1'000'000;
  return rounded(shaped * (1000 + noise), 1'000'000);
}

std::optional<Falsified> Readings::falsified_at(std::int64_t minute) const {
  const std::optional<Falsified> falsified = falsified_on(seed_, device_, minute / kMinutesOfDay, faults_, chance_);
  if (!falsified || !falsified->stretch.contains(minute)) return std::nullopt;
  return falsified;
}

std::int64_t Readings::value(std::size_t index, std::int64_t minute) const {
  const Factor& factor = model_->factors[index];
  if (!factor.limit) return honest(index, minute);
  const std::optional<Falsified> falsified = falsified_at(minute);
  if (!falsified) return honest(index, minute);
  switch (falsified->how) {
    case Fault::kConstant:
      return honest(index, falsified->stretch.begin);
    case Fault::kReplay:
      return honest(index, minute - kMinutesOfDay);
    default:
      break;
  }
  const std::int64_t high = rounded(honest(index, minute) * kHigher, 1000);
  if (high * 100 < *factor.limit * 95) return high;
  Draw draw(seed_, Use::kClipped, device_, index, static_cast<std::uint64_t>(minute));
  return *factor.limit * draw.between(950, 999) / 1000;
}

PeriodValues Readings::period(std::size_t index, std::int64_t begin, std::int64_t end) const {
  const Factor& factor = model_->factors[index];
  PeriodValues values;
  std::int64_t sum = 0;
  for (std::int64_t minute = begin; minute < end; ++minute) {
    const std::int64_t one = value(index, minute);
    values.lowest = minute == begin ? one : std::min(values.lowest, one);
    values.highest = std::max(values.highest, one);
    sum += one;
  }
  values.mean = rounded(sum, end - begin);
  // litres a second over sixty seconds each, in tens of litres.
  std::int64_t unit = 10;
  for (int i = 0; i < factor.places; ++i) unit *= 10;
  values.volume = rounded(sum * 60 * factor.litres, unit);
  return values;
}

PeriodLevels Readings::levels(std::int64_t begin, std::int64_t end) const {
  std::vector<std::int64_t> all;
  for (std::int64_t minute = begin; minute < end; ++minute) all.push_back(value(0, minute));
  std::ranges::sort(all, std::greater<>());
  const auto exceeded = [&](std::size_t percent) { return all[std::min(all.size() * percent / 100, all.size() - 1)]; };
  return {all.back(), exceeded(90), exceeded(50), exceeded(10), all.front(), energy_mean(all)};
}

std::string printed(std::int64_t value, int places) { return to_string(Decimal(value, places)); }

}  // namespace bihuan::simulator
