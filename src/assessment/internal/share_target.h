// src/assessment/internal/share_target.h - a target on the share of sections, answered from evaluated sections.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "assessment/assess.h"

namespace bihuan::assessment::internal {

// The period that is evaluated.
struct AssessedPeriod {
  int year = 0;
  int months = 12;  // January to this month
  bool is_year_over = false;
  Date as_of;
};

struct ShareContext {
  const SectionWorkbook& workbook;
  const standards::SurfaceWaterRules& rules;
  const IndicatorCatalogue& catalogue;
  const AssessOptions& options;
  AssessedPeriod period;
};

// Errors: kNotCovered  no indicator set for the year. Everything else that is wrong stands in the reading.
Result<Reading> answer_share_target(const plans::Target& target, const Binding& binding, const ShareContext& context);

}  // namespace bihuan::assessment::internal
