// src/notices/calendar_feed.h - dated things as an iCalendar feed (RFC 5545) that calendars subscribe to. Pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace bihuan::notices {

// One thing of one day. The same thing keeps its uid when its day or words change: "case_file/k000001@bihuan".
struct CalendarEntry {
  std::string uid;
  Date day;
  std::string summary;
  std::string description;  // may have several lines; "" none
  std::string url;          // "" none
};

// The feed `name` with an all-day event for each entry, in their order; `now` is when it was made (DTSTAMP).
// Lines end in CRLF and have at most 75 octets; no character is cut by folding. Source: RFC 5545 3.1, 3.3.11, 3.6.1.
std::string write_calendar(std::string_view name, const std::vector<CalendarEntry>& entries, Instant now);

}  // namespace bihuan::notices
