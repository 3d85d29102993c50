#include "base/working_days.h"

#include <cassert>
#include <utility>

#include "base/toml.h"

namespace bihuan {
namespace {

constexpr int kLongestHoliday = 31;

bool is_weekend(Date day) { return day.weekday() >= 6; }

Status check_year(Date day, std::int64_t year, const TomlValue& value) {
  if (day.year() == year) return {};
  return fail(Code::kInvalidInput, to_string(day) + "不在" + std::to_string(year) + "年：每年一个文件，只写当年的日子",
              value.where());
}

}  // namespace

Status WorkingDays::add_year(std::string_view toml, std::string_view name) {
  BIHUAN_TRY(const TomlTable file, parse_toml(toml, name));
  BIHUAN_CHECK(file.check_keys({"knowledge", "holiday"}));
  BIHUAN_TRY(const TomlTable head, file.table("knowledge"));
  BIHUAN_TRY(const std::int64_t number, head.integer("year"));
  const int year = static_cast<int>(number);
  if (number < 1949 || number > 9999) {
    return fail(Code::kInvalidInput, "“year”应为四位年份", head.where());
  }
  if (covers(year)) {
    return fail(Code::kConflict, std::to_string(year) + "年的节假日已经读入，不能再有第二个文件", std::string(name));
  }
  Year entry;
  BIHUAN_TRY(entry.source, head.string("source"));
  BIHUAN_TRY(const std::vector<TomlTable> holidays, file.tables("holiday"));
  for (const TomlTable& holiday : holidays) {
    BIHUAN_CHECK(holiday.check_keys({"name", "first", "last", "working_days"}));
    BIHUAN_TRY(const std::string title, holiday.string("name"));
    BIHUAN_TRY(const TomlValue first_value, holiday.value("first"));
    BIHUAN_TRY(const TomlValue last_value, holiday.value("last"));
    BIHUAN_TRY(const Date first, first_value.as_date());
    BIHUAN_TRY(const Date last, last_value.as_date());
    BIHUAN_CHECK(check_year(first, number, first_value));
    BIHUAN_CHECK(check_year(last, number, last_value));
    if (last < first || days_between(first, last) >= kLongestHoliday) {
      return fail(Code::kInvalidInput, title + "的最后一天应在第一天之后，且不超过31天", last_value.where());
    }
    for (Date day = first; day <= last; day = day + 1) entry.holidays.insert(day);
    BIHUAN_TRY(const TomlValue worked_value, holiday.value("working_days"));
    BIHUAN_TRY(const std::vector<TomlValue> worked, worked_value.as_array());
    for (const TomlValue& value : worked) {
      BIHUAN_TRY(const Date day, value.as_date());
      BIHUAN_CHECK(check_year(day, number, value));
      if (!is_weekend(day)) {
        return fail(Code::kInvalidInput, to_string(day) + "不是周六周日，本来就上班：调休的上班日应是周末",
                    value.where());
      }
      entry.worked.insert(day);
    }
  }
  for (const Date day : entry.worked) {
    if (entry.holidays.contains(day)) {
      return fail(Code::kInvalidInput, to_string(day) + "既写成放假又写成上班，应只是其中之一", std::string(name));
    }
  }
  years_.emplace(year, std::move(entry));
  return {};
}

Result<bool> WorkingDays::is_working_day(Date day) const {
  const auto found = years_.find(day.year());
  if (found == years_.end()) {
    const std::string year = std::to_string(day.year());
    return fail(Code::kNotCovered,
                "没有" + year + "年的节假日安排，无法推算工作日：国务院办公厅的通知发布后，应补上knowledge/calendar/" +
                    year + ".toml",
                "knowledge/calendar/" + year + ".toml");
  }
  if (found->second.worked.contains(day)) return true;
  if (found->second.holidays.contains(day)) return false;
  return !is_weekend(day);
}

Result<Date> WorkingDays::add_working_days(Date from, int n) const {
  assert(n >= -10000 && n <= 10000);
  const int step = n < 0 ? -1 : 1;
  Date day = from;
  if (n == 0) {
    while (true) {
      BIHUAN_TRY(const bool is_worked, is_working_day(day));
      if (is_worked) return day;
      day = day + 1;
    }
  }
  for (int left = n < 0 ? -n : n; left > 0;) {
    day = day + step;
    BIHUAN_TRY(const bool is_worked, is_working_day(day));
    if (is_worked) --left;
  }
  return day;
}

Result<std::int64_t> WorkingDays::working_days_between(Date from, Date to) const {
  const int step = to < from ? -1 : 1;
  std::int64_t days = 0;
  for (Date day = from; day != to;) {
    day = day + step;
    BIHUAN_TRY(const bool is_worked, is_working_day(day));
    if (is_worked) days += step;
  }
  return days;
}

std::string WorkingDays::source_of(int year) const {
  const auto found = years_.find(year);
  return found == years_.end() ? std::string() : found->second.source;
}

}  // namespace bihuan
