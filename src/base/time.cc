#include "base/time.h"

#include <fmt/format.h>

#include <cassert>
#include <optional>

#include "base/text.h"

namespace bihuan {
namespace {

// The day of the local second `seconds`, rounded down.
constexpr std::int64_t day_of(std::int64_t seconds) {
  return seconds / kSecondsOfDay - (seconds % kSecondsOfDay < 0 ? 1 : 0);
}

// Reads exactly `digits` ASCII digits at `position`; none if they are not there.
std::optional<int> fixed_number(std::string_view text, std::size_t position, std::size_t digits) {
  if (position + digits > text.size()) return std::nullopt;
  int number = 0;
  for (std::size_t i = position; i < position + digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    number = number * 10 + (text[i] - '0');
  }
  return number;
}

bool has(std::string_view text, std::size_t position, char c) { return position < text.size() && text[position] == c; }

std::unexpected<Error> no_instant(std::string_view text) {
  return fail(Code::kInvalidInput,
              fmt::format("“{}”不是时刻，应写成 2024-09-30T08:00:00+08:00 这样的形式", excerpt(text)));
}

// Seconds east of UTC from "Z" or "+08:00", which must be the whole of `text`.
std::optional<int> zone_offset(std::string_view text) {
  if (text == "Z") return 0;
  const std::optional<int> hours = fixed_number(text, 1, 2);
  const std::optional<int> minutes = fixed_number(text, 4, 2);
  const bool is_shaped = text.size() == 6 && (text[0] == '+' || text[0] == '-') && text[3] == ':';
  if (!is_shaped || !hours || !minutes || *hours > 14 || *minutes > 59) return std::nullopt;
  const int offset = *hours * 3600 + *minutes * 60;
  return text[0] == '-' ? -offset : offset;
}

}  // namespace

Result<Date> Date::make(int year, int month, int day) {
  if (year < 1 || year > 9999) return fail(Code::kInvalidInput, fmt::format("年份 {} 应在 1 至 9999 之间", year));
  if (month < 1 || month > 12) return fail(Code::kInvalidInput, fmt::format("{}年没有{}月", year, month));
  if (day < 1 || day > days_in_month(year, month))
    return fail(Code::kInvalidInput, fmt::format("{}年{}月没有{}日", year, month, day));
  return Date(year, static_cast<unsigned>(month), static_cast<unsigned>(day));
}

Date add_months(Date date, int months) {
  const int index = date.year() * 12 + date.month() - 1 + months;
  const int year = index / 12;
  const int month = index % 12 + 1;
  return Date(year, static_cast<unsigned>(month),
              static_cast<unsigned>(std::min(date.day(), days_in_month(year, month))));
}

std::string to_string(Date date) { return fmt::format("{:04}-{:02}-{:02}", date.year(), date.month(), date.day()); }

Result<Date> parse_date(std::string_view text) {
  const std::optional<int> year = fixed_number(text, 0, 4);
  const std::optional<int> month = fixed_number(text, 5, 2);
  const std::optional<int> day = fixed_number(text, 8, 2);
  if (text.size() != 10 || !year || !month || !day || text[4] != '-' || text[7] != '-')
    return fail(Code::kInvalidInput, fmt::format("“{}”不是日期，应写成 2024-09-30 这样的形式", excerpt(text)));
  return Date::make(*year, *month, *day);
}

std::string to_chinese(Date date) { return fmt::format("{}年{}月{}日", date.year(), date.month(), date.day()); }

Date to_date(Instant instant, Zone zone) {
  return Date::from_days_since_1970(day_of(instant.seconds + zone.offset_seconds));
}

int second_of_day(Instant instant, Zone zone) {
  const std::int64_t local = instant.seconds + zone.offset_seconds;
  return static_cast<int>(local - day_of(local) * kSecondsOfDay);
}

Instant to_instant(Date date, int hour, int minute, int second, Zone zone) {
  assert(hour >= 0 && hour <= 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60);
  assert(hour < 24 || (minute == 0 && second == 0));
  return Instant{date.days_since_1970() * kSecondsOfDay + hour * 3600 + minute * 60 + second - zone.offset_seconds};
}

std::string to_string(Instant instant, Zone zone) {
  const int second = second_of_day(instant, zone);
  const int offset = zone.offset_seconds < 0 ? -zone.offset_seconds : zone.offset_seconds;
  return fmt::format("{}T{:02}:{:02}:{:02}{}{:02}:{:02}", to_string(to_date(instant, zone)), second / 3600,
                     second / 60 % 60, second % 60, zone.offset_seconds < 0 ? '-' : '+', offset / 3600,
                     offset / 60 % 60);
}

Result<Instant> parse_instant(std::string_view text) {
  if (text.size() < 17 || (text[10] != 'T' && text[10] != ' ')) return no_instant(text);
  BIHUAN_TRY(const Date date, parse_date(text.substr(0, 10)));
  const std::optional<int> hour = fixed_number(text, 11, 2);
  const std::optional<int> minute = fixed_number(text, 14, 2);
  std::optional<int> second = 0;
  std::size_t end = 16;
  if (has(text, end, ':')) {
    second = fixed_number(text, 17, 2);
    end = 19;
  }
  if (!hour || !minute || !second || text[13] != ':' || end > text.size()) return no_instant(text);
  if (*hour > 23 || *minute > 59 || *second > 59)
    return fail(Code::kInvalidInput, fmt::format("“{}”中的时、分、秒不存在", excerpt(text)));
  const std::string_view zone_text = text.substr(end);
  if (zone_text.empty())
    return fail(Code::kInvalidInput, fmt::format("“{}”没有写明时区，应以 +08:00 或 Z 结尾", excerpt(text)));
  const std::optional<int> offset = zone_offset(zone_text);
  if (!offset) return no_instant(text);
  return to_instant(date, *hour, *minute, *second, Zone{*offset});
}

}  // namespace bihuan
