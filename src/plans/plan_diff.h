// src/plans/plan_diff.h - what changed from one plan to another, and which targets two plans share.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plans/plan_model.h"

namespace bihuan::plans {

enum class Change {
  kAdded,
  kDropped,
  kRaised,         // asks for more: a floor went up, a ceiling went down, a duty is due more often, soft became hard
  kLowered,        // asks for less
  kHandedOver,     // other units answer, or in other roles
  kReworded,       // other words; or a value that changed without a direction (a range that moved both ends apart)
  kDeadlineMoved,  // apart from the step from one plan year to the next
  kKindChanged,    // for example a target that became ongoing work
};

// The stable word of the JSON: "added", "dropped", "raised", "lowered", "handed_over", "reworded", "deadline_moved",
// "kind_changed".
std::string_view to_string(Change change);
// The word for people: 新增, 删去, 提高, 降低, 移交, 改写, 期限变动, 性质变动.
std::string_view change_name(Change change);

struct DifferenceEntry {
  Change change = Change::kAdded;
  Kind kind = Kind::kOngoing;           // in the new plan; in the old one for what was dropped
  std::string before_id, after_id;      // "" where the plan does not have it
  std::string before_text, after_text;  // the clauses as printed
  std::string
      field;  // value, comparator, unit, strength, frequency, units, deadline, kind, text; "" for added, dropped
  std::string before_value, after_value;  // of that field, for people
  std::string statement;                  // one Chinese sentence
  bool is_alarm = false;                  // dropped, lowered, postponed, or from a measurable kind to one that is not
};

struct DifferenceCounts {
  std::int64_t added = 0;
  std::int64_t dropped = 0;
  std::int64_t raised = 0;
  std::int64_t lowered = 0;
  std::int64_t handed_over = 0;
  std::int64_t reworded = 0;
  std::int64_t moved = 0;  // deadlines
  std::int64_t kind_changed = 0;
};

struct Difference {
  std::string from_title, to_title;
  std::vector<DifferenceEntry>
      entries;              // in the order of the new plan; what was dropped stands where it stood in the old
  DifferenceCounts counts;  // of entries: one commitment can be raised and handed over at once
};

// Returns what changed from `before` to `after`. Commitments are matched by their words with numbers masked (85.7 → 90
// stays a match), then by heading, order and, for targets, indicator. Principles are left out. Deterministic; near
// linear in the size of the plans. Two equal plans give no entry.
Difference diff(const Plan& before, const Plan& after);

// A target that stands in two plans.
struct SameTarget {
  std::string target_id;
  std::string other_plan_id;  // filled in by the caller who knows it
  std::string other_plan_title;
  std::string other_target_id;
  std::string other_text;
  bool agrees = false;    // the same comparator, value and strength of demand
  std::string statement;  // one Chinese sentence: 与《…》一致 / 本文为…，《…》为…
};

// Returns the targets of `plan` that stand in `other` too: the same indicator, scope, unit and deadline, up to
// spelling. Each target of either plan appears at most once; in the order of `plan`.
std::vector<SameTarget> same_targets(const Plan& plan, const Plan& other);

}  // namespace bihuan::plans
