// src/standards/internal/classify.h - from classed items to the section's class, level and main pollutants.
#pragma once
#include "standards/surface_water.h"

namespace bihuan::standards::internal {

// Sets water_class, level, deciding, main_pollutants and their text from result.parameters.
// PRECONDITION: result.parameters is not empty.
void classify(const SurfaceWaterRules& rules, SectionResult& result);

}  // namespace bihuan::standards::internal
