// src/standards/internal/section_basis.h - the words of a section's basis: clauses, rounding, confidence, notes.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "standards/surface_water.h"

namespace bihuan::standards::internal {

// Fills everything of result.basis that does not depend on single readings.
void complete_basis(const SurfaceWaterRules& rules, const IndicatorSet& set, const EvaluationProfile& profile,
                    const SectionInput& input, std::span<const WaterParameter* const> items, SectionResult& result);

// The lower one of "high", "medium", "low".
std::string_view lower_confidence(std::string_view a, std::string_view b);

}  // namespace bihuan::standards::internal
