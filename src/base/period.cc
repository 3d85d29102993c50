#include "base/period.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/numerals.h"
#include "base/text.h"

namespace bihuan {
namespace {

struct DayRange {
  Date first;
  Date last;
};

// The days of a period of `kind` (a day or longer) that holds `day`.
DayRange days_of(PeriodKind kind, Date day) {
  const int year = day.year();
  const int month = day.month();
  const auto months = [&](int from, int to) {
    return DayRange{Date(year, static_cast<unsigned>(from), 1), last_day_of_month(year, to)};
  };
  switch (kind) {
    case PeriodKind::kWeek: {
      const Date monday = day - (day.weekday() - 1);
      return {monday, monday + 6};
    }
    case PeriodKind::kTenDays: {
      const int first = day.day() <= 10 ? 1 : day.day() <= 20 ? 11 : 21;
      const Date last = first == 21 ? last_day_of_month(year, month) : day + (first + 9 - day.day());
      return {day - (day.day() - first), last};
    }
    case PeriodKind::kMonth:
      return months(month, month);
    case PeriodKind::kQuarter:
      return months((month - 1) / 3 * 3 + 1, (month - 1) / 3 * 3 + 3);
    case PeriodKind::kHalfYear:
      return month <= 6 ? months(1, 6) : months(7, 12);
    case PeriodKind::kYear:
      return months(1, 12);
    case PeriodKind::kJanuaryToMonth:
      return months(1, month);
    default:
      return {day, day};
  }
}

// Length of a kind that is shorter than a day; 0 for the others.
std::int64_t seconds_of(PeriodKind kind) {
  switch (kind) {
    case PeriodKind::kMinute:
      return 60;
    case PeriodKind::kHour:
      return 3600;
    case PeriodKind::kFourHours:
      return 4 * 3600;
    default:
      return 0;
  }
}

struct IsoWeek {
  int year;
  int week;
};

// The year of a week is that of its Thursday (ISO 8601).
IsoWeek iso_week(Date monday) {
  const Date thursday = monday + 3;
  return {thursday.year(), static_cast<int>(days_between(Date(thursday.year(), 1, 1), thursday)) / 7 + 1};
}

constexpr std::array<std::string_view, 3> kTenDayWords = {"上旬", "中旬", "下旬"};

// Reads a label piece by piece. What does not match leaves the place where it was.
class LabelReader {
 public:
  explicit LabelReader(std::u32string_view text) : text_(text) {}
  std::optional<int> number() {
    const std::optional<Numeral> numeral = numeral_at(text_, at_);
    if (!numeral.has_value() || numeral->value.places() != 0 || numeral->value > Decimal(9999)) return std::nullopt;
    at_ += numeral->length;
    return static_cast<int>(numeral->value.mantissa());
  }
  bool word(std::u32string_view wanted) {
    if (!text_.substr(at_).starts_with(wanted)) return false;
    at_ += wanted.size();
    return true;
  }
  bool dash() {
    constexpr std::u32string_view kDashes = U"-—–－~～至到";
    if (at_ >= text_.size() || kDashes.find(text_[at_]) == std::u32string_view::npos) return false;
    ++at_;
    return true;
  }
  bool at_end() const { return at_ == text_.size(); }

 private:
  std::u32string_view text_;
  std::size_t at_ = 0;
};

std::optional<Period> week_of(int year, int week) {
  if (year < 2 || year > 9998 || week < 1 || week > 53) return std::nullopt;
  const Date fourth(year, 1, 4);  // always in week 1
  const Date monday = fourth - (fourth.weekday() - 1) + 7 * (week - 1);
  if (iso_week(monday).year != year) return std::nullopt;
  return containing(PeriodKind::kWeek, monday);
}

std::optional<Period> of_month(PeriodKind kind, int year, int month) {
  const Result<Date> day = Date::make(year, month, 1);
  return day.has_value() ? std::optional(containing(kind, *day)) : std::nullopt;
}

std::optional<Period> in_day(int year, int month, int day, LabelReader& reader) {
  const Result<Date> date = Date::make(year, month, day);
  if (!date.has_value()) return std::nullopt;
  if (reader.at_end()) return containing(PeriodKind::kDay, *date);
  const std::optional<int> hour = reader.number();
  if (!hour || *hour > 23) return std::nullopt;
  if (reader.dash()) {
    const std::optional<int> end = reader.number();
    const bool is_round = end && *hour % 4 == 0 && *end == *hour + 4;
    if (!is_round || !(reader.word(U"时") || reader.word(U"点"))) return std::nullopt;
    return containing(PeriodKind::kFourHours, to_instant(*date, *hour));
  }
  if (!reader.word(U"时")) return std::nullopt;
  if (reader.at_end()) return containing(PeriodKind::kHour, to_instant(*date, *hour));
  const std::optional<int> minute = reader.number();
  if (!minute || *minute > 59 || !reader.word(U"分")) return std::nullopt;
  return containing(PeriodKind::kMinute, to_instant(*date, *hour, *minute));
}

std::optional<Period> in_year(int year, LabelReader& reader) {
  if (year < 1 || year > 9999) return std::nullopt;
  reader.word(U"度");
  if (reader.at_end()) return of_month(PeriodKind::kYear, year, 1);
  if (reader.word(U"上半年")) return of_month(PeriodKind::kHalfYear, year, 1);
  if (reader.word(U"下半年")) return of_month(PeriodKind::kHalfYear, year, 7);
  const bool is_ordinal = reader.word(U"第");
  const std::optional<int> number = reader.number();
  if (!number) return std::nullopt;
  if (reader.word(U"季度")) {
    if (*number < 1 || *number > 4) return std::nullopt;
    return of_month(PeriodKind::kQuarter, year, *number * 3 - 2);
  }
  if (reader.word(U"周")) return week_of(year, *number);
  if (is_ordinal) return std::nullopt;
  const bool has_month_word = reader.word(U"月");
  if (reader.dash()) {
    const std::optional<int> last = reader.number();
    if (*number != 1 || !last || !reader.word(U"月")) return std::nullopt;
    return of_month(PeriodKind::kJanuaryToMonth, year, *last);
  }
  if (!has_month_word) return std::nullopt;
  reader.word(U"份");
  if (reader.at_end()) return of_month(PeriodKind::kMonth, year, *number);
  for (unsigned i = 0; i < kTenDayWords.size(); ++i) {
    constexpr std::u32string_view kWords[] = {U"上旬", U"中旬", U"下旬"};
    const Result<Date> day = Date::make(year, *number, static_cast<int>(i) * 10 + 1);
    if (reader.word(kWords[i]))
      return day.has_value() ? std::optional(containing(PeriodKind::kTenDays, *day)) : std::nullopt;
  }
  const std::optional<int> day = reader.number();
  if (!day || !(reader.word(U"日") || reader.word(U"号"))) return std::nullopt;
  return in_day(year, *number, *day, reader);
}

std::optional<int> fixed(std::string_view text) {
  int number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return text.empty() || text.size() > 4 ? std::nullopt : std::optional(number);
}

std::optional<Period> iso_in_year(int year, std::string_view rest) {
  if (rest.size() == 2 && (rest[0] == 'Q' || rest[0] == 'H')) {
    const int highest = rest[0] == 'Q' ? 4 : 2;
    const int number = rest[1] - '0';
    if (number < 1 || number > highest) return std::nullopt;
    return rest[0] == 'Q' ? of_month(PeriodKind::kQuarter, year, number * 3 - 2)
                          : of_month(PeriodKind::kHalfYear, year, number * 6 - 5);
  }
  if (rest.size() == 3 && rest[0] == 'W') {
    const std::optional<int> week = fixed(rest.substr(1));
    return week ? week_of(year, *week) : std::nullopt;
  }
  const std::optional<int> month = fixed(rest.substr(0, 2));
  if (rest.size() < 2 || !month) return std::nullopt;
  if (rest.size() == 2) return of_month(PeriodKind::kMonth, year, *month);
  if (rest.size() == 5 && rest.substr(2, 2) == "-X" && rest[4] >= '1' && rest[4] <= '3') {
    const Result<Date> day = Date::make(year, *month, (rest[4] - '1') * 10 + 1);
    return day.has_value() ? std::optional(containing(PeriodKind::kTenDays, *day)) : std::nullopt;
  }
  if (rest.size() == 10 && rest[2] == '/') {
    const std::optional<int> last_year = fixed(rest.substr(3, 4));
    const std::optional<int> last = fixed(rest.substr(8));
    if (*month != 1 || last_year != year || rest[7] != '-' || !last) return std::nullopt;
    return of_month(PeriodKind::kJanuaryToMonth, year, *last);
  }
  return std::nullopt;
}

std::optional<Period> iso_in_day(std::string_view text) {
  const Result<Date> day = parse_date(text.substr(0, 10));
  if (!day.has_value()) return std::nullopt;
  const std::string_view rest = text.substr(10);
  if (rest.empty()) return containing(PeriodKind::kDay, *day);
  const std::optional<int> hour = rest.size() >= 3 ? fixed(rest.substr(1, 2)) : std::nullopt;
  if (rest[0] != 'T' || !hour || *hour > 23) return std::nullopt;
  if (rest.size() == 3) return containing(PeriodKind::kHour, to_instant(*day, *hour));
  if (rest.substr(3) == "/PT4H" && *hour % 4 == 0) return containing(PeriodKind::kFourHours, to_instant(*day, *hour));
  const std::optional<int> minute = rest.size() == 6 && rest[3] == ':' ? fixed(rest.substr(4)) : std::nullopt;
  if (!minute || *minute > 59) return std::nullopt;
  return containing(PeriodKind::kMinute, to_instant(*day, *hour, *minute));
}

std::optional<Period> parse_iso(std::string_view text) {
  if (text.size() < 4) return std::nullopt;
  const std::optional<int> year = fixed(text.substr(0, 4));
  if (!year || *year < 1) return std::nullopt;
  if (text.size() == 4) return of_month(PeriodKind::kYear, *year, 1);
  if (text[4] != '-') return std::nullopt;
  if (const std::optional<Period> period = iso_in_year(*year, text.substr(5))) return period;
  return text.size() >= 10 ? iso_in_day(text) : std::nullopt;
}

}  // namespace

std::string_view to_string(PeriodKind kind) {
  constexpr std::array<std::string_view, 11> kWords = {"minute",    "hour",     "four_hours",      "day",
                                                       "week",      "ten_days", "month",           "quarter",
                                                       "half_year", "year",     "january_to_month"};
  return kWords[static_cast<std::size_t>(kind)];
}

Date Period::first_day() const { return to_date(begin_); }
Date Period::last_day() const { return to_date(Instant{end_.seconds - 1}); }
bool Period::contains(Date day) const { return begin_ <= to_instant(day) && to_instant(day, 24) <= end_; }

Period containing(PeriodKind kind, Instant instant) {
  const Date day = to_date(instant);
  if (const std::int64_t length = seconds_of(kind)) {
    const Instant begin{to_instant(day).seconds + second_of_day(instant) / length * length};
    return Period(kind, begin, Instant{begin.seconds + length});
  }
  const DayRange days = days_of(kind, day);
  return Period(kind, to_instant(days.first), to_instant(days.last, 24));
}

Period containing(PeriodKind kind, Date day) { return containing(kind, to_instant(day)); }

Period Period::next() const { return containing(kind_, end_); }

Period Period::previous() const {
  if (kind_ != PeriodKind::kJanuaryToMonth) return containing(kind_, Instant{begin_.seconds - 1});
  return containing(kind_, last_day() - last_day().day());  // the last day of the month before
}

std::vector<Period> parts(const Period& whole, PeriodKind kind) {
  std::vector<Period> all;
  // What begins with the month: for kJanuaryToMonth the months are walked through.
  const PeriodKind step = kind == PeriodKind::kJanuaryToMonth ? PeriodKind::kMonth : kind;
  Period part = containing(step, whole.begin());
  if (part.begin() < whole.begin()) part = part.next();
  for (; part.begin() < whole.end(); part = part.next()) all.push_back(containing(kind, part.begin()));
  return all;
}

std::int64_t count(const Period& whole, PeriodKind kind) {
  if (const std::int64_t length = kind == PeriodKind::kDay ? kSecondsOfDay : seconds_of(kind)) {
    // Counted from a Beijing midnight, so that rounds of four hours stand on their marks.
    const std::int64_t offset = kBeijing.offset_seconds;
    const auto marks_before = [&](Instant instant) {
      const std::int64_t local = instant.seconds + offset + length - 1;
      return local / length - (local % length < 0 ? 1 : 0);
    };
    return marks_before(whole.end()) - marks_before(whole.begin());
  }
  return static_cast<std::int64_t>(parts(whole, kind).size());
}

std::string to_chinese(const Period& period) {
  const Date day = period.first_day();
  const int second = second_of_day(period.begin());
  const std::string year = fmt::format("{}年", day.year());
  switch (period.kind()) {
    case PeriodKind::kMinute:
      return fmt::format("{}{}时{}分", to_chinese(day), second / 3600, second / 60 % 60);
    case PeriodKind::kHour:
      return fmt::format("{}{}时", to_chinese(day), second / 3600);
    case PeriodKind::kFourHours:
      return fmt::format("{}{}—{}时", to_chinese(day), second / 3600, second / 3600 + 4);
    case PeriodKind::kDay:
      return to_chinese(day);
    case PeriodKind::kWeek:
      return fmt::format("{}年第{}周", iso_week(day).year, iso_week(day).week);
    case PeriodKind::kTenDays:
      return fmt::format("{}{}月{}", year, day.month(), kTenDayWords[static_cast<std::size_t>(day.day() / 10)]);
    case PeriodKind::kMonth:
      return fmt::format("{}{}月", year, day.month());
    case PeriodKind::kQuarter:
      return fmt::format("{}第{}季度", year, day.month() / 3 + 1);
    case PeriodKind::kHalfYear:
      return year + (day.month() == 1 ? "上半年" : "下半年");
    case PeriodKind::kYear:
      return year;
    case PeriodKind::kJanuaryToMonth:
      return fmt::format("{}1—{}月", year, period.last_day().month());
  }
  return year;
}

std::string to_string(const Period& period) {
  const Date day = period.first_day();
  const int second = second_of_day(period.begin());
  const std::string month = to_string(day).substr(0, 7);
  const std::string year = month.substr(0, 4);
  switch (period.kind()) {
    case PeriodKind::kMinute:
      return fmt::format("{}T{:02}:{:02}", to_string(day), second / 3600, second / 60 % 60);
    case PeriodKind::kHour:
      return fmt::format("{}T{:02}", to_string(day), second / 3600);
    case PeriodKind::kFourHours:
      return fmt::format("{}T{:02}/PT4H", to_string(day), second / 3600);
    case PeriodKind::kDay:
      return to_string(day);
    case PeriodKind::kWeek:
      return fmt::format("{:04}-W{:02}", iso_week(day).year, iso_week(day).week);
    case PeriodKind::kTenDays:
      return fmt::format("{}-X{}", month, day.day() / 10 + 1);
    case PeriodKind::kMonth:
      return month;
    case PeriodKind::kQuarter:
      return fmt::format("{}-Q{}", year, day.month() / 3 + 1);
    case PeriodKind::kHalfYear:
      return fmt::format("{}-H{}", year, day.month() == 1 ? 1 : 2);
    case PeriodKind::kYear:
      return year;
    case PeriodKind::kJanuaryToMonth:
      return fmt::format("{}-01/{}", year, to_string(period.last_day()).substr(0, 7));
  }
  return year;
}

Result<Period> parse_period(std::string_view text) {
  const std::string plain = strip_spaces(to_half_width(text));
  if (const std::optional<Period> period = parse_iso(plain)) return *period;
  const Result<std::u32string> characters = decode_utf8(plain);
  if (characters.has_value()) {
    LabelReader reader(*characters);
    const std::optional<int> year = reader.number();
    if (year && reader.word(U"年")) {
      const std::optional<Period> period = in_year(*year, reader);
      if (period.has_value() && reader.at_end()) return *period;
    }
  }
  return fail(
      Code::kInvalidInput,
      fmt::format("“{}”不是时段，应写成 2024年9月、2024年第3季度、2024年1—9月 或 2024-09 这样的形式", excerpt(text)));
}

}  // namespace bihuan
