// src/assessment/internal/section_tables.h - evaluated sections as rows and details of tables; for rivers and lakes.
#pragma once
#include <string>
#include <vector>

#include "assessment/evaluation.h"
#include "base/time.h"
#include "standards/surface_water.h"

namespace bihuan::assessment::internal {

// Months of one year that are evaluated together.
struct MonthSpan {
  int year = 0;
  int first = 1, last = 12;

  int months() const { return last - first + 1; }
  Date last_day() const { return last_day_of_month(year, last); }
  std::string text() const;  // 2024年, 2024年1至9月, 2024年9月
};

// January to the last month in which any section has a result, as one span, by quarters or by months. A workbook of a
// single month is that month.
std::vector<MonthSpan> spans_of(const SectionWorkbook& workbook, MonthsBy by);

struct SectionContext {
  const standards::SurfaceWaterRules& rules;
  std::string profile, indicator_set;
  std::optional<Date> on;  // empty: the last day of the span
};

// The section over the span; items that table 1 does not have are passed over.
// Errors: those of evaluate_section
Result<standards::SectionResult> evaluate_record(const SectionContext& context, const SectionRecord& record,
                                                 const MonthSpan& span);

// Items and months of a result with its basis.
EvaluationDetail section_detail(const standards::SurfaceWaterRules& rules, const standards::SectionResult& result,
                                std::string title);

std::string class_text(const std::optional<standards::WaterClass>& water_class);  // "" without
std::string names_of(const standards::SurfaceWaterRules& rules, const std::vector<std::string>& keys);

}  // namespace bihuan::assessment::internal
