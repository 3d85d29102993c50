// src/assessment/internal/figure_target.h - a target answered by a figure of an evaluation: which of its figures,
// whether it keeps the target, and what the rest of the year may still bring.
#pragma once
#include <span>

#include "assessment/evaluation.h"
#include "assessment/indicators.h"
#include "assessment/reading.h"
#include "base/time.h"

namespace bihuan::assessment::internal {

struct FigureContext {
  const Evaluation& evaluation;
  const FigureCatalogue& catalogue;
  int year = 0;  // that is evaluated
  Date as_of;
};

// Whatever is wrong stands in the reading.
Reading answer_with_figure(const FigureBinding& binding, const FigureContext& context);

}  // namespace bihuan::assessment::internal
