// src/standards/air_days.h - from hours to days: validity, daily means, the ozone day, and the index of each day.
// Columns in, rows out; made to run over millions of hours.
//
// A day has 24 slots: slot 0 is the hour from 0 to 1 o'clock, slot 23 the last one. Which label of a source stands for
// which slot is asked of day_slot, never assumed: the national feed names the END of an hour (its day is 01 .. 24), HJ
// 212-2017 the beginning. The wrong choice changes the index of six days in ten.
//
// Values are whole steps: of 10^-places in the pollutant's unit. An absent hour holds 0 and has no bit.
#pragma once
#include <cstdint>
#include <memory_resource>
#include <optional>
#include <span>
#include <vector>

#include "base/decimal.h"
#include "base/result.h"
#include "base/time.h"
#include "standards/air_rules.h"
#include "standards/basis.h"

namespace bihuan::standards {

enum class HourLabel { kEnding, kBeginning };

struct DaySlot {
  Date day;
  int slot = 0;  // 0..23
  friend bool operator==(const DaySlot&, const DaySlot&) = default;
};

// The slot of the hour labelled `hour`, counted from the beginning of the day it is labelled with: -1 is the last slot
// of the day before. Ending: 0 .. 24; beginning: 0 .. 23; nothing for another hour.
constexpr std::optional<int> slot_of_hour(int hour, HourLabel label) {
  const int slot = label == HourLabel::kEnding ? hour - 1 : hour;
  const int lowest = label == HourLabel::kEnding ? -1 : 0;
  return slot >= lowest && slot < 24 ? std::optional(slot) : std::nullopt;
}

// Where the hour labelled `hour` on `date` belongs. Ending: 1 .. 24, and 0, which is 24 of the day before. Beginning: 0
// .. 23. Errors: kInvalidInput for another hour.
Result<DaySlot> day_slot(Date date, int hour, HourLabel label);

inline constexpr int kSlots = 24;
inline constexpr std::uint32_t kAllSlots = (1U << kSlots) - 1;

// The hours of one station. T: int16_t holds values at the standard's step (1 μg/m3, 0.1 mg/m3); int32_t anything up to
// six more decimals.
template <class T>
struct HourColumns {
  Date first;
  int days = 0;
  PerPollutant<std::pmr::vector<T>> values;               // [days * 24]
  PerPollutant<std::pmr::vector<std::uint32_t>> present;  // [days], bit s: slot s has a value
  PerPollutant<int> places{};                             // >= the rules' decimals

  HourColumns() = default;
  // All absent. `memory` must outlive the columns.
  HourColumns(Date from, int number_of_days, PerPollutant<int> own_places,
              std::pmr::memory_resource* memory = std::pmr::get_default_resource());
  // Of columns that somebody has filled. PRECONDITION: their lengths are those of the days.
  HourColumns(Date from, int number_of_days, PerPollutant<int> own_places, PerPollutant<std::pmr::vector<T>> own_values,
              PerPollutant<std::pmr::vector<std::uint32_t>> own_present)
      : first(from),
        days(number_of_days),
        values(std::move(own_values)),
        present(std::move(own_present)),
        places(own_places) {}
  // PRECONDITION: the day lies in the columns, value is not negative.
  void set(Pollutant pollutant, int day, int slot, T value) {
    values[index_of(pollutant)][static_cast<std::size_t>(day * kSlots + slot)] = value;
    present[index_of(pollutant)][static_cast<std::size_t>(day)] |= 1U << static_cast<unsigned>(slot);
  }
};

// One day of one station or city. Bits are those of bit_of(pollutant).
struct AirDay {
  // The exact value: sum / hours, in steps of the columns; what a city's mean is made of, so that it is rounded once.
  PerPollutant<std::int64_t> sum{};
  PerPollutant<std::uint8_t> hours{};
  PerPollutant<std::int32_t> value{};   // in steps of the rules' decimals; meant only where valid
  PerPollutant<std::uint16_t> index{};  // meant only where indexed
  PerPollutant<std::uint8_t> count{};   // hours that were there; of a city, stations
  std::uint8_t windows = 0;             // valid 8-hour means of ozone
  std::uint8_t valid = 0;
  std::uint8_t kept_above_limit = 0;  // ozone with too few windows, valid because it is above the limit
  std::uint8_t indexed = 0;
  std::uint8_t primary = 0;
  std::uint8_t exceeding = 0;
  bool is_published = false;  // aqi stands by the profile's rule
  std::uint16_t aqi = 0;      // the largest index; meant only where indexed is not 0

  bool is_complete() const { return indexed == (1U << kPollutants) - 1; }
  friend bool operator==(const AirDay&, const AirDay&) = default;
};

// Fills `out`, one for each day of `hours`.
// * Mean of the day: at least 20 hours; rounded once by GB/T 8170 to the rules' decimals.
// * Ozone: 8-hour means ending at 8 .. 24 o'clock, each of at least 6 hours; the largest of them; valid with at least
// 14
//   of them, or where the largest, rounded, is above the class II limit.
// * Index, primary and exceeding pollutants from the rounded values, as air_quality_index does.
// Source: GB 3095-2012 6.4; GB 3095-2026 6.4; HJ 663-2013 6.1.2, 6.2; HJ 663-2026 6.1.2
// PRECONDITION: out.size() == hours.days; the profile is a daily one of these rules.
template <class T>
void evaluate_days(const AirRules& rules, const AirProfile& profile, const HourColumns<T>& hours,
                   std::span<AirDay> out);

// Gives `day` its index from its valid values. `hour_max`: the largest hourly value of ozone, in steps, for days beyond
// the 8-hour table of 2012; negative if unknown.
void index_day(const AirRules& rules, const AirProfile& profile, AirDay& day, std::int32_t hour_max = -1);

// The days of a city: the mean of its stations' valid daily values, unrounded, is rounded once, then indexed.
// Enough stations must be valid: 75 %, of fewer than 4 half of them.
// Source: HJ 663-2013 6.1.5
// PRECONDITION: at least one station; all spans and `out` are equally long; `places` are those of the columns.
void city_days(const AirRules& rules, const AirProfile& profile, const PerPollutant<int>& places,
               std::span<const std::span<const AirDay>> stations, std::span<AirDay> out);

// From what the index of a day was made; counts are pollutants.
Basis day_basis(const AirRules& rules, const AirProfile& profile, const AirDay& day);

// A day whose values are known, not made of hours: `value` in steps of the rules' decimals. It is not yet indexed.
inline void set_day_value(AirDay& day, Pollutant pollutant, std::int32_t value) {
  const std::size_t p = index_of(pollutant);
  day.value[p] = value;
  day.sum[p] = value;
  day.hours[p] = 1;
  day.valid |= bit_of(pollutant);
}

// The value as a decimal in the pollutant's unit.
inline Decimal day_value(const AirRules& rules, const AirDay& day, Pollutant pollutant) {
  return Decimal(day.value[index_of(pollutant)], rules.decimals[index_of(pollutant)]);
}

}  // namespace bihuan::standards
