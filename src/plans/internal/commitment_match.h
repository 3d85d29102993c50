// src/plans/internal/commitment_match.h - which commitment of one plan is which of another.
#pragma once
#include <cstddef>
#include <optional>
#include <vector>

#include "plans/plan_model.h"

namespace bihuan::plans::internal {

// Returns for each of `before` the index in `after` that it is matched with. No index appears twice.
// Equal words come first (with the same heading and kind before others; numbers may differ), several equal clauses in
// their order; then what is similar enough, the most similar pairs first.
std::vector<std::optional<std::size_t>> match_commitments(const Plan& before_plan,
                                                          const std::vector<const Commitment*>& before,
                                                          const Plan& after_plan,
                                                          const std::vector<const Commitment*>& after);

}  // namespace bihuan::plans::internal
