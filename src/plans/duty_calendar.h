// src/plans/duty_calendar.h - recurring duties of a plan as the dated events that a year expects.
//
// "3个水源保护区每月巡查不少于1次" is 36 events: each object, each month, once, at any day of the month. Pure: the
// same plan and settings give the same events.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "plans/plan_model.h"

namespace bihuan::plans {

// What a person settled about a duty whose text leaves it open (定期, 适时 ...), or about its window.
struct DutySetting {
  std::string duty_id;
  std::string period;                      // one of duty_periods()
  std::int64_t min_count = 1;              // in each period, for each object
  std::optional<Date> from = {}, to = {};  // the part of the year in which it is expected; open: the whole year
};

// One thing that must happen once inside its window.
struct DutyEvent {
  std::string duty_id;
  std::string object;        // "" where the duty names none
  std::string period;        // "2024-03", "2024-Q1"
  Date from, to;             // the window, both days inside
  std::int64_t ordinal = 1;  // 1 .. the least count of the period
};

// A duty that gives no events until a person settles it.
struct WaitingDuty {
  std::string duty_id;
  std::string word;    // the period as printed: 定期
  std::string reason;  // one Chinese sentence
};

struct DutyCalendar {
  std::vector<DutyEvent> events;     // in the order of the document, then by object, period, ordinal
  std::vector<WaitingDuty> waiting;  // in the order of the document
};

// One event among those of its plan: "d-416f3f04ec/雨台山/2024-03/1".
std::string event_key(const DutyEvent& event);

// "day", "week", "month", "quarter", "half-year", "year".
std::span<const std::string_view> duty_periods();
// 日, 周, 月 ... ; the word itself where it is none of those
std::string period_name(std::string_view period);

// A duty more frequent than this is no calendar of single events and waits.
inline constexpr std::int64_t kMostDutyEvents = 5'000;

// Expands all duties of `plan` for `year`. A period without a number means once. A window or a deadline that the text
// gives cuts the periods; a week belongs to the year of its Monday. A setting wins over the text.
// Errors: kInvalidInput  a setting with an unknown period, a count below 1 or a window that ends before it begins
Result<DutyCalendar> expand_duties(const Plan& plan, int year, std::span<const DutySetting> settings = {});

// Errors: as above, for one setting.
Status check_duty_setting(const DutySetting& setting);

}  // namespace bihuan::plans
