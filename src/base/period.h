// src/base/period.h - the periods of the official calendar, in Beijing time.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace bihuan {

enum class PeriodKind {
  kMinute,
  kHour,
  kFourHours,  // the rounds of automatic water stations: 0-4, 4-8 ... 20-24
  kDay,
  kWeek,     // Monday to Sunday; numbered as in ISO 8601
  kTenDays,  // 旬: 1-10, 11-20, 21-end of month
  kMonth,
  kQuarter,
  kHalfYear,
  kYear,
  kJanuaryToMonth,  // 1—9月: from New Year to the end of a month
};

std::string_view to_string(PeriodKind kind);  // "minute", "hour", "four_hours", "day", "week", "ten_days", "month" ...

// [begin, end) of one of those kinds; made only by the functions below, so it always lies on the calendar's marks.
class Period {
 public:
  Period() = default;  // the day 1970-01-01
  PeriodKind kind() const { return kind_; }
  Instant begin() const { return begin_; }
  Instant end() const { return end_; }
  std::int64_t seconds() const { return end_.seconds - begin_.seconds; }
  // Days that it touches, in Beijing time; the last one is inside the period.
  Date first_day() const;
  Date last_day() const;

  bool contains(Instant instant) const { return begin_ <= instant && instant < end_; }
  bool contains(Date day) const;  // the whole day is inside
  bool contains(const Period& other) const { return begin_ <= other.begin_ && other.end_ <= end_; }

  // The neighbours of the same kind. January-to-September is followed by January-to-October, and January-to-December by
  // the next year's January-to-January.
  Period next() const;
  Period previous() const;

  friend bool operator==(const Period&, const Period&) = default;

 private:
  friend Period containing(PeriodKind kind, Instant instant);
  Period(PeriodKind kind, Instant begin, Instant end) : kind_(kind), begin_(begin), end_(end) {}
  PeriodKind kind_ = PeriodKind::kDay;
  Instant begin_{-8 * 3600};
  Instant end_{16 * 3600};
};

// The period of `kind` that holds the instant, or the first instant of the day. For kJanuaryToMonth it is the one that
// ends with the month of the instant.
Period containing(PeriodKind kind, Instant instant);
Period containing(PeriodKind kind, Date day);

// The periods of `kind` that begin inside `whole`, in order: the 12 months of a year, the 30 days of a September. A
// week belongs to the period in which its Monday lies. kJanuaryToMonth gives one for each month.
std::vector<Period> parts(const Period& whole, PeriodKind kind);
// Their number, without making them.
std::int64_t count(const Period& whole, PeriodKind kind);

// 2024年9月30日8时5分, 2024年9月30日8时, 2024年9月30日4—8时, 2024年9月30日, 2024年第40周, 2024年9月上旬, 2024年9月,
// 2024年第3季度, 2024年上半年, 2024年, 2024年1—9月
std::string to_chinese(const Period& period);

// 2024-09-30T08:05, 2024-09-30T08, 2024-09-30T04/PT4H, 2024-09-30, 2024-W40, 2024-09-X1 (旬; our own), 2024-09,
// 2024-Q3, 2024-H1, 2024, 2024-01/2024-09
std::string to_string(const Period& period);

// Reads both forms. In the Chinese form also: blanks, full width, numbers in Chinese (二〇二四年三季度,
// 2024年第三季度), -, –, ~, 至 for —. Errors: kInvalidInput quoting the text.
Result<Period> parse_period(std::string_view text);

}  // namespace bihuan
