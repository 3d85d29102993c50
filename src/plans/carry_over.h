// src/plans/carry_over.h - which commitment of a later version is which of an earlier one.
#pragma once
#include <string>
#include <vector>

#include "plans/plan_model.h"

namespace bihuan::plans {

struct CarriedOver {
  std::string before_id;
  std::string after_id;
};

// Returns the commitments (principles left out) that stand in both versions, in the order of `before`: matched by their
// words with numbers masked, then by what is similar enough. No id appears twice on either side; a commitment that is
// not named was dropped or is new. Deterministic.
std::vector<CarriedOver> carry_over(const Plan& before, const Plan& after);

}  // namespace bihuan::plans
