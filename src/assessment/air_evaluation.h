// src/assessment/air_evaluation.h - a sheet of ambient air evaluated: each day, month or year of each station and of
// the city made of them, by the edition in force on the day; or under two editions side by side.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assessment/air_workbook.h"
#include "base/result.h"
#include "base/time.h"
#include "standards/air_quality_index.h"
#include "standards/air_statistics.h"

namespace bihuan::assessment {

enum class AirBy { kHour, kDay, kMonth, kYear };

struct AirOptions {
  AirWorkbookOptions workbook;
  std::string standard;    // id of one of the edition's documents; empty: by the date of the data
  std::optional<Date> on;  // the edition in force on that day, for all data; empty: each day's own
  std::string profile = "hj633-daily";
  AirBy by = AirBy::kMonth;  // kHour goes with the profile national-feed only
  std::optional<Date>
      until;  // kYear: a year that is not over on that day is evaluated to the last day with data by then
  std::vector<Date> sand_dust;
};

struct AirHour {
  Date day;
  int slot = 0;
  standards::AirIndex index;
};

// A station, or a city made of its stations.
struct AirSeries {
  std::string name;
  bool is_city = false;
  int stations = 1;
  std::vector<standards::AirDay> days;        // [AirEvaluation::workbook.days]
  std::vector<standards::AirPeriod> periods;  // by month or year
  std::vector<AirHour> hours;                 // by hour, where there is any value
};

struct AirEvaluation {
  AirWorkbook workbook;
  AirBy by = AirBy::kMonth;
  bool has_figures = false;                // years up to a day (AirOptions::until): targets are to be answered
  std::vector<standards::AirRules> rules;  // the editions that were used, at least one
  std::vector<AirSeries> series;           // stations, then cities of at least two stations
  std::vector<Error> open;                 // periods without an answer: kNotCovered

  // The rules that the day was judged by.
  const standards::AirRules& rules_on(Date day) const;
  Date day(std::size_t i) const { return workbook.first + static_cast<int>(i); }
};

// Errors: those of read_air_workbook and load_air_rules
//         kInvalidInput  hours wanted of a daily sheet, or by hour without the profile national-feed
//         kNotFound      unknown profile
Result<AirEvaluation> evaluate_air(std::string_view bytes, std::string_view file_name,
                                   std::span<const standards::KnowledgeText> texts, const AirOptions& options);

// One day that two editions judge differently, and why.
struct AirDayChange {
  std::string name;
  Date day;
  std::optional<int> before, after;  // none: no index, or not published
  std::vector<std::string> reasons;  // Chinese
};

struct AirComparison {
  AirEvaluation before, after;
  std::vector<AirDayChange> days;  // in the order of series and days
};

// The whole file under the editions of 2012 and 2026 (transition limits). Errors: those of evaluate_air
Result<AirComparison> compare_air(std::string_view bytes, std::string_view file_name,
                                  std::span<const standards::KnowledgeText> texts, const AirOptions& options);

}  // namespace bihuan::assessment
