#include "plans/duty_calendar.h"

#include <algorithm>
#include <array>

#include "base/period.h"
#include "plans/commitments.h"

namespace bihuan::plans {
namespace {

struct PeriodWord {
  std::string_view word;
  std::string_view name;
  PeriodKind kind;
};
constexpr std::array kPeriods{
    PeriodWord{"day", "日", PeriodKind::kDay},
    PeriodWord{"week", "周", PeriodKind::kWeek},
    PeriodWord{"month", "月", PeriodKind::kMonth},
    PeriodWord{"quarter", "季度", PeriodKind::kQuarter},
    PeriodWord{"half-year", "半年", PeriodKind::kHalfYear},
    PeriodWord{"year", "年", PeriodKind::kYear},
};
constexpr std::array<std::string_view, 6> kWords{"day", "week", "month", "quarter", "half-year", "year"};

const PeriodWord* find_period(std::string_view word) {
  const auto* found = std::ranges::find(kPeriods, word, &PeriodWord::word);
  return found == kPeriods.end() ? nullptr : found;
}

// What is expected of a duty, be it by its text or by a setting.
struct Expectation {
  const PeriodWord* period = nullptr;
  std::int64_t count = 1;
  Date from, to;
};

void narrow(Date& from, Date& to, const std::string& first, const std::string& last) {
  if (const Result<Date> day = parse_date(first)) from = std::max(from, *day);
  if (const Result<Date> day = parse_date(last)) to = std::min(to, *day);
}

Expectation expectation_of(const Duty& duty, const DutySetting* setting, int year) {
  Expectation expected;
  expected.from = Date(year, 1, 1);
  expected.to = Date(year, 12, 31);
  narrow(expected.from, expected.to, duty.window_from, duty.window_to);
  if (duty.deadline_origin == Origin::kText) narrow(expected.from, expected.to, "", duty.due);
  expected.period = find_period(duty.period);
  expected.count = duty.min_count.value_or(1);
  if (setting != nullptr) {
    expected.period = find_period(setting->period);
    expected.count = setting->min_count;
    if (setting->from) expected.from = std::max(Date(year, 1, 1), *setting->from);
    if (setting->to) expected.to = std::min(Date(year, 12, 31), *setting->to);
  }
  return expected;
}

std::vector<std::string> objects_of(const Duty& duty) {
  std::vector<std::string> objects;
  for (const std::string& object : duty.objects) {
    if (std::ranges::find(objects, object) == objects.end()) objects.push_back(object);
  }
  if (objects.empty()) objects.emplace_back();
  return objects;
}

void expand(const Duty& duty, const Expectation& expected, int year, DutyCalendar& calendar) {
  const std::vector<Period> periods = parts(containing(PeriodKind::kYear, Date(year, 1, 1)), expected.period->kind);
  const std::vector<std::string> objects = objects_of(duty);
  const auto series = static_cast<std::int64_t>(periods.size() * objects.size());
  if (expected.count > kMostDutyEvents / series) {
    calendar.waiting.push_back(
        {duty.id, duty.period,
         "一年超过" + std::to_string(kMostDutyEvents) + "次，不逐次列入日程：请指定要逐次核对的频次"});
    return;
  }
  for (const std::string& object : objects) {
    for (const Period& period : periods) {
      const Date from = std::max(period.first_day(), expected.from);
      // The year's end is no window: its last week keeps its days in January.
      const bool is_cut = expected.to < Date(year, 12, 31);
      const Date to = is_cut ? std::min(period.last_day(), expected.to) : period.last_day();
      if (to < from) continue;
      for (std::int64_t ordinal = 1; ordinal <= expected.count; ++ordinal) {
        calendar.events.push_back({duty.id, object, to_string(period), from, to, ordinal});
      }
    }
  }
}

}  // namespace

std::string event_key(const DutyEvent& event) {
  return event.duty_id + "/" + event.object + "/" + event.period + "/" + std::to_string(event.ordinal);
}

std::span<const std::string_view> duty_periods() { return kWords; }

std::string period_name(std::string_view period) {
  const PeriodWord* found = find_period(period);
  return std::string(found == nullptr ? period : found->name);
}

Status check_duty_setting(const DutySetting& setting) {
  if (find_period(setting.period) == nullptr) {
    return fail(Code::kInvalidInput,
                "周期“" + setting.period + "”不认识：应为day、week、month、quarter、half-year或year", "period");
  }
  if (setting.min_count < 1) {
    return fail(Code::kInvalidInput, "每个周期的次数应不少于1，这里是" + std::to_string(setting.min_count),
                "min_count");
  }
  if (setting.from && setting.to && *setting.to < *setting.from) {
    return fail(Code::kInvalidInput,
                "时间窗的终止日" + to_string(*setting.to) + "早于起始日" + to_string(*setting.from), "to");
  }
  return {};
}

Result<DutyCalendar> expand_duties(const Plan& plan, int year, std::span<const DutySetting> settings) {
  for (const DutySetting& setting : settings) BIHUAN_CHECK(check_duty_setting(setting));
  DutyCalendar calendar;
  const bool is_of_plan = plan.plan_year == 0 || (plan.plan_year <= year && year <= plan.plan_year_end);
  if (!is_of_plan) return calendar;
  std::vector<const Duty*> duties;
  for (const Commitment* commitment : commitments_of(plan)) {
    if (const Duty* duty = as_duty(*commitment)) duties.push_back(duty);
  }
  for (const Duty* duty : duties) {
    const auto found = std::ranges::find(settings, duty->id, &DutySetting::duty_id);
    const Expectation expected = expectation_of(*duty, found == settings.end() ? nullptr : &*found, year);
    if (expected.period == nullptr) {
      calendar.waiting.push_back(
          {duty->id, duty->period, "“" + duty->period + "”没有说明多久一次，没有排入日程：请指定频次"});
    } else {
      expand(*duty, expected, year, calendar);
    }
  }
  return calendar;
}

}  // namespace bihuan::plans
