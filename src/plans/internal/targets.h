// src/plans/internal/targets.h - which numbers of a clause are measured ends, and what they say.
#pragma once
#include <string>
#include <vector>

#include "plans/internal/clauses.h"

namespace bihuan::plans::internal {

// What the sentence so far means for the numbers of the next clause.
struct SentenceState {
  bool has_date = false;        // a deadline is printed and reaches here
  bool is_soft = false;         // 力争
  bool has_floor = false;       // 确保
  bool carries_verb = false;    // the clause before had a count under a verb: 支持300名…，1000名…
  bool is_urging = false;       // 督促…: others are to do what follows
  bool follows_target = false;  // the clause before states one
  bool is_past = false;         // 截至目前, a year before the plan's: what the sentence tells is done
  bool is_recurrent = false;    // the clause before was a duty: 每月…1次…，1次…
  Range previous;               // the clause before
};

struct FoundTarget {
  std::size_t quantity = 0;  // index into lexed.quantities
  Range range;               // the part of the clause that states it
  Range subject;             // what stands before the comparator
  Range comparator_range;    // empty if none is printed
  std::string comparator;
  std::string direction;
  std::u32string unit;
  bool is_chained = false;  // shares its subject with the one before: 分别, 、
  bool is_shared = false;   // 均
};

// The numbers of `clause` that are targets, in order.
std::vector<FoundTarget> find_targets(const Compilation& c, const ReadPiece& piece, const Clause& clause,
                                      const SentenceState& state);

// Where 均 stands as a word of its own, not in 年均, 平均, 人均; npos if nowhere.
std::size_t plain_all(std::u32string_view text);

// Whether the number counts times (次, 场 under a period word).
bool counts_times(const Quantity& quantity);

}  // namespace bihuan::plans::internal
