// src/server/notice_desk.h - notices as people see them: the inbox, the calendar of a unit, the burden of being asked.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "notices/burden.h"
#include "notices/calendar_feed.h"
#include "server/office.h"

namespace bihuan::server {

// Every dated thing of a unit in the year of `on`: cases in which it has a part and that are open, tasks with a day,
// windows of its duties (on their last day). Errors: those of the books
Result<std::vector<notices::CalendarEntry>> unit_calendar(Office& office, const records::Actor& actor,
                                                          const std::string& unit, Date on);

// What was asked of the units in these days. Errors: kInvalidInput  days the wrong way round
Result<notices::BurdenReport> burden_of(Office& office, Date from, Date to);

}  // namespace bihuan::server
