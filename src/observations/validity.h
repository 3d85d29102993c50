// src/observations/validity.h - whether a value counts. The one definition; the adapters' queries are held to it by the
// contract tests.
//
// Marks hold for the revision that they judged: a corrected value is judged anew. Of the marks on a revision
//   1. the newest one by a person decides (newest: appended last), whoever the person;
//   2. else the worst of the rules' newest marks, one a rule: a rule that is run again takes back what it said;
//   3. else the value is valid. Flags of devices are judged by rules, not here.
// Valid and suspect values count (a suspicion is no verdict); what is under review or invalid does not. What is missing
// never counts.
#pragma once
#include <span>

#include "observations/observation.h"

namespace bihuan::observations {

// `marks`: those on one revision, in the order in which they were appended.
Verdict verdict_of(std::span<const Mark> marks);

constexpr bool counts(ValueState state, Verdict verdict) { return has_value(state) && verdict <= Verdict::kSuspect; }

}  // namespace bihuan::observations
