// src/base/time.h - civil days and instants. They meet only where a zone is named.
#pragma once
#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace bihuan {

// A civil day of the Gregorian calendar. INVARIANT: it exists, year 1..9999.
class Date {
 public:
  constexpr Date() = default;  // 1970-01-01
  // PRECONDITION: the day exists and the year is 1..9999; use make() for what comes from outside.
  constexpr Date(int year, unsigned month, unsigned day)
      : ymd_(std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)) {}
  // Errors: kInvalidInput naming the part that is wrong ("2023年2月没有29日").
  static Result<Date> make(int year, int month, int day);

  constexpr int year() const { return static_cast<int>(ymd_.year()); }
  constexpr int month() const { return static_cast<int>(static_cast<unsigned>(ymd_.month())); }
  constexpr int day() const { return static_cast<int>(static_cast<unsigned>(ymd_.day())); }
  constexpr std::int64_t days_since_1970() const { return std::chrono::sys_days(ymd_).time_since_epoch().count(); }
  static constexpr Date from_days_since_1970(std::int64_t days) {
    const std::chrono::year_month_day ymd(
        std::chrono::sys_days(std::chrono::days(static_cast<std::chrono::days::rep>(days))));
    return Date(static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()));
  }

  // 1 Monday .. 7 Sunday.
  constexpr int weekday() const {
    return static_cast<int>(std::chrono::weekday(std::chrono::sys_days(ymd_)).iso_encoding());
  }

  friend constexpr bool operator==(const Date&, const Date&) = default;
  friend constexpr auto operator<=>(const Date&, const Date&) = default;

 private:
  std::chrono::year_month_day ymd_{std::chrono::year(1970), std::chrono::month(1), std::chrono::day(1)};
};

constexpr Date operator+(Date date, int days) { return Date::from_days_since_1970(date.days_since_1970() + days); }
constexpr Date operator-(Date date, int days) { return date + -days; }
constexpr std::int64_t days_between(Date from, Date to) { return to.days_since_1970() - from.days_since_1970(); }

// 28..31. PRECONDITION: month 1..12.
constexpr int days_in_month(int year, int month) {
  using namespace std::chrono;
  const year_month_day_last last(std::chrono::year(year),
                                 month_day_last(std::chrono::month(static_cast<unsigned>(month))));
  return static_cast<int>(static_cast<unsigned>(last.day()));
}
constexpr Date last_day_of_month(int year, int month) {
  return Date(year, static_cast<unsigned>(month), static_cast<unsigned>(days_in_month(year, month)));
}
// The same day `months` later (or earlier); the last of the month where that day does not exist (31 January + 1 = 28
// February).
Date add_months(Date date, int months);

// "2024-09-30".
std::string to_string(Date date);
// Reads exactly that form. Errors: kInvalidInput.
Result<Date> parse_date(std::string_view text);
// 2024年9月30日
std::string to_chinese(Date date);

inline constexpr std::int64_t kSecondsOfDay = 86'400;

// A moment: whole seconds since 1970-01-01T00:00:00Z, without leap seconds.
struct Instant {
  std::int64_t seconds = 0;
  friend constexpr auto operator<=>(const Instant&, const Instant&) = default;
};

// A fixed distance from UTC.
struct Zone {
  int offset_seconds = 0;
  friend constexpr bool operator==(const Zone&, const Zone&) = default;
};
inline constexpr Zone kUtc{0};
inline constexpr Zone kBeijing{8 * 3600};  // all official periods; no daylight saving

Date to_date(Instant instant, Zone zone = kBeijing);
// Seconds since midnight of to_date(instant, zone): 0..86399.
int second_of_day(Instant instant, Zone zone = kBeijing);
// PRECONDITION: 0 <= hour <= 24, 0 <= minute < 60, 0 <= second < 60; hour 24 is the midnight that ends the day.
Instant to_instant(Date date, int hour = 0, int minute = 0, int second = 0, Zone zone = kBeijing);

// "2024-09-30T08:00:00+08:00".
std::string to_string(Instant instant, Zone zone = kBeijing);
// Reads "2024-09-30T08:00:00+08:00", "...Z", seconds optional; a blank may stand for T. The zone is required.
// Errors: kInvalidInput.
Result<Instant> parse_instant(std::string_view text);

// Where the time comes from. The clock of the machine is read only by src/server and src/cli.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

// Stands still until it is moved: for tests and repeated evaluations.
class FixedClock final : public Clock {
 public:
  explicit FixedClock(Instant instant) : instant_(instant) {}
  Instant now() const override { return instant_; }
  void set(Instant instant) { instant_ = instant; }
  void advance(std::int64_t seconds) { instant_.seconds += seconds; }

 private:
  Instant instant_;
};

}  // namespace bihuan
