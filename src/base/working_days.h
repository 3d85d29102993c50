// src/base/working_days.h - which days are worked: weekends, public holidays and 调休, by the yearly notices.
//
// Each year is a file knowledge/calendar/<year>.toml with the notice it follows. A year without a file is unknown: its
// holidays are not guessed from the lunar calendar, and every question that touches it is an error naming the file.
//
// Source: 国务院办公厅 yearly notice on 节假日安排, named in each file.
#pragma once
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace bihuan {

class WorkingDays {
 public:
  // Knows no year.
  WorkingDays() = default;

  // Adds the year of one file; `name` is what errors call it.
  // Errors: kInvalidInput with file and line: no TOML, an unknown key, a day of another year, a holiday that ends
  // before
  //                       it begins, a day that is both a holiday and worked, a worked day that is no weekend
  //         kConflict     the year is there already
  Status add_year(std::string_view toml, std::string_view name);

  bool covers(int year) const { return years_.contains(year); }

  // Errors of all three: kNotCovered, naming the file of the year that is missing.

  Result<bool> is_working_day(Date day) const;

  // The n-th working day after `from` (n > 0) or before it (n < 0); `from` itself is not counted, whatever it is.
  // n = 0: `from` where it is worked, else the next working day. PRECONDITION: |n| <= 10000.
  Result<Date> add_working_days(Date from, int n) const;

  // How many working days lie after `from`, up to and including `to`; negative where `to` is earlier: then those from
  // `to` on, before `from`. So add_working_days(from, n) is n working days away.
  Result<std::int64_t> working_days_between(Date from, Date to) const;

  // Title and number of the notice that the year follows; "" where the year is not covered.
  std::string source_of(int year) const;

 private:
  struct Year {
    std::string source;
    std::set<Date> holidays;
    std::set<Date> worked;  // weekends that are worked
  };
  std::map<int, Year> years_;
};

}  // namespace bihuan
