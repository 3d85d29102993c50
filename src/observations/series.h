// src/observations/series.h - what is measured where and how often: the series, its exact values, its calendar.
#pragma once
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/period.h"
#include "base/result.h"
#include "base/time.h"

namespace bihuan::observations {

// Given by the store, from 1; stable within one store, not across a rebuild. What is written elsewhere is the
// SeriesKey.
struct SeriesId {
  std::int32_t number = 0;
  friend constexpr auto operator<=>(const SeriesId&, const SeriesId&) = default;
};

// Over what a value was averaged or sampled.
enum class Averaging : std::uint8_t { kInstant, kMinute, kTenMinutes, kHour, kFourHours, kDay, kWeek, kMonth, kYear };
std::string_view to_string(Averaging averaging);  // "instant", "minute", "ten_minutes" ...
Result<Averaging> parse_averaging(std::string_view text);

// Which end of its interval a label names. 00:00 of an hour labelled by its end belongs to the day before.
enum class Label : std::uint8_t { kBeginning, kEnd };
std::string_view to_string(Label label);  // "beginning", "end"

struct SeriesKey {
  std::string site;    // code of the site; what a site is, records know
  std::string factor;  // HJ 524/525 code, or the source's own
  Averaging averaging = Averaging::kHour;
  std::string source;  // name of the source: "device", "national", "manual" ...
  friend auto operator<=>(const SeriesKey&, const SeriesKey&) = default;
};
std::string to_string(const SeriesKey& key);  // "E01/w01018/hour/device"

// The expected spacing of labels: so many seconds or so many calendar months, or neither (irregular: nothing is
// expected).
struct Cadence {
  std::int32_t seconds = 0;
  std::int32_t months = 0;
  friend bool operator==(const Cadence&, const Cadence&) = default;
};

// From when to when (last day included, Beijing time) values are expected, and how often. What lies between spans was
// not to be measured.
struct CalendarSpan {
  Date from;
  std::optional<Date> until;
  Cadence cadence;
  friend bool operator==(const CalendarSpan&, const CalendarSpan&) = default;
};

struct Series {
  SeriesId id;  // 0 for one that is not stored yet
  SeriesKey key;
  std::string unit;      // as printed: "mg/L"
  int places = 0;        // decimals of every value, 0..9
  std::string data_set;  // what is kept and dropped together: [a-z0-9-], at most 40: "outlet-minute"
  Label label = Label::kBeginning;
  std::optional<Decimal> detection_limit;
  std::vector<CalendarSpan> calendar;  // in order, without overlap
  friend bool operator==(const Series&, const Series&) = default;
};

// Errors: kInvalidInput naming the field
Status check_series(const Series& series);

// The value as whole units of the series' last decimal: 0.20 at 3 places is 200. Zeros beyond `places` are dropped.
// Errors: kInvalidInput the value has more decimals than the series, or does not fit into 63 bits
Result<std::int64_t> mantissa_of(Decimal value, const Series& series);
Decimal value_of(std::int64_t mantissa, const Series& series);

// The instant that decides to which hour, day, month a value belongs: the label itself, or the second before it where
// labels name the end.
constexpr Instant placed_at(Instant label_time, Label label) {
  return label == Label::kEnd ? Instant{label_time.seconds - 1} : label_time;
}

// How many values the calendar of the series wants in the period, whatever is there. Spacing in seconds is counted on
// the grid of Beijing midnights (weeks: Mondays); an interval counts where it begins. Spacing in months counts in the
// period that holds the whole interval, so that days and hours expect none of it.
std::int64_t expected_values(const Series& series, Instant begin, Instant end);

}  // namespace bihuan::observations

template <>
struct std::hash<bihuan::observations::SeriesId> {
  std::size_t operator()(bihuan::observations::SeriesId id) const { return std::hash<std::int32_t>{}(id.number); }
};
