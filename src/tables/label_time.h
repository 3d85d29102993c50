// src/tables/label_time.h - the time of a value as sheets write it.
#pragma once
#include <optional>
#include <string_view>

#include "base/text_memory.h"
#include "base/time.h"

namespace bihuan::tables {

// How much of the time is written.
enum class Written { kYear, kMonth, kDay, kHour, kMinute, kSecond };

struct LabelTime {
  Date date;        // the first of the month (year) where no day is written
  int seconds = 0;  // of the day, 0 .. 86400 (24:00)
  Written written = Written::kDay;
};

// 2024-01-05 08:00:00, 2024/1/5 8:00, 2024年1月5日8时, 20240105, 2024010508, 20240105080000, 2024-01-05T08:00:00+08:00,
// 2024-01, 2024年1月, 202401, 2024, 2024年; full-width digits and blanks anywhere. Another zone than Beijing's is no
// time here.
std::optional<LabelTime> parse_label_time(std::string_view text);

// The same for a column of times: the commonest form is read at once, the others are remembered.
class LabelTimes {
 public:
  std::optional<LabelTime> of(std::string_view text);

 private:
  TextMemory<std::optional<LabelTime>> known_;
};

// "8", "08", "8时", "08:00": seconds of the day.
std::optional<int> parse_label_hour(std::string_view text);

}  // namespace bihuan::tables
