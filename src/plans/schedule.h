// src/plans/schedule.h - 序时进度: what should be done by a day, and when work counts as behind (明显落后).
//
// The rule is data (knowledge/office/progress.toml). Pure: the same facts and rule give the same judgement. What was
// not reported is never taken for nothing done.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/result.h"
#include "base/time.h"
#include "plans/plan_model.h"

namespace bihuan::plans {

// What can be held against a schedule.
enum class Measure {
  kCount,  // adds up to a number: 争取资金9000万元
  kOnce,   // is there or is not: 制定方案
  kLevel,  // is measured, not done bit by bit: 优良率达到85.7%
  kDuty,   // recurs: 每月巡查
  kWords,  // no figure, no end: 持续推进
};
std::string_view to_string(Measure measure);  // "count", "once", "level", "duty", "words"

// So much of the whole is expected by the end of `day`.
struct SchedulePoint {
  Date day;
  std::int64_t percent = 0;  // 0..100
  std::string text;          // what is then to be there; may be empty
  friend bool operator==(const SchedulePoint&, const SchedulePoint&) = default;
};

enum class ScheduleShape {
  kNone,   // nothing to expect by a day
  kLine,   // between two points in proportion to the days: shares by month
  kSteps,  // nothing before a point's day is over: milestones
};

struct Schedule {
  ScheduleShape shape = ScheduleShape::kNone;
  std::vector<SchedulePoint> points;  // ascending days
  friend bool operator==(const Schedule&, const Schedule&) = default;
};

// Errors: kInvalidInput  no point, days not ascending, percentages falling, outside 0..100 or not ending at 100
Status check_schedule(const Schedule& schedule);

// The share in per cent, to one decimal, that is expected on `today`; none where the shape is kNone.
std::optional<Decimal> expected_percent(const Schedule& schedule, Date today);

struct ProgressRule {
  std::string name;    // of the document: title
  std::string digest;  // SM3 of its text
  std::string line_name, milestone_name, duty_name, level_name;
  Decimal yellow_points, red_points;
  std::int64_t yellow_days = 0, red_days = 0;
  std::int64_t yellow_missed = 0, red_missed = 0;
  std::vector<std::string> green_verdicts, yellow_verdicts, red_verdicts;
  std::vector<std::string> accumulating_words;
};

// Errors: kInvalidInput with file and line: not TOML, a key missing or unknown, a red limit that is not above yellow
Result<ProgressRule> load_progress_rule(std::string_view toml, std::string_view file_name);

Measure measure_of(const Commitment& commitment, const ProgressRule& rule);

// The schedule where nobody set another: for kCount a line over the working window [starts, due]; for kOnce one
// milestone on `due`; otherwise, or without `due`, none.
Schedule default_schedule(Measure measure, Date starts, std::optional<Date> due);

struct ProgressFacts {
  Date today;
  Measure measure = Measure::kWords;
  Schedule schedule;
  std::optional<Decimal> done_percent;  // of the whole; absent: no figure was reported
  std::int64_t events_due = 0;          // kDuty: windows that have passed
  std::int64_t events_missed = 0;       // of these
  std::string verdict;                  // kLevel: of the newest reading ("on_track"); "" where there is none
};

enum class Light { kNone, kGreen, kYellow, kRed };
std::string_view to_string(Light light);   // "none", "green", "yellow", "red"
std::string_view light_name(Light light);  // 无法判断, 绿, 黄, 红

struct Judgement {
  Light light = Light::kNone;
  bool is_clearly_behind = false;  // 明显落后: red by the rule
  std::optional<Decimal> expected_percent;
  std::vector<std::string> reasons;  // Chinese sentences with the figures and the limits that they were held against
};

// The worst light that any part of the rule gives; kNone with a reason where there is nothing to judge by.
Judgement judge_progress(const ProgressFacts& facts, const ProgressRule& rule);

// done / wanted in per cent, to one decimal. Errors: kInvalidInput  wanted is not above 0
Result<Decimal> percent_of(Decimal done, Decimal wanted);

}  // namespace bihuan::plans
