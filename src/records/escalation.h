// src/records/escalation.h - which levels a thing with a deadline has reached on a day. Pure; rules are data.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "base/working_days.h"

namespace bihuan::records {

struct EscalationLevel {
  std::string id;
  std::string name;  // 黄灯
  int offset = 0;    // days from the deadline; negative before it
  bool in_working_days = false;
  std::vector<std::string> tells;  // parties
  std::string draft;               // kind of the paper that is to be drafted; "" none
};

struct EscalationRules {
  std::vector<EscalationLevel> levels;                      // rising
  const EscalationLevel* level(std::string_view id) const;  // null where there is none
  // Place in the order, from 1; 0 for "" and unknown ids.
  std::size_t rank(std::string_view id) const;
};

// Errors: kInvalidInput  no TOML, unknown keys or words, a level twice, offsets that do not rise; with file and line
Result<EscalationRules> load_escalation(std::string_view toml, std::string_view file_name);

// The levels that are reached on `today` against the deadline `due`, rising. A thing whose deadline does not run is not
// asked for. Errors: kNotCovered  a year without a calendar is touched
Result<std::vector<const EscalationLevel*>> levels_at(const EscalationRules& rules, Date due, Date today,
                                                      const WorkingDays& calendar);

}  // namespace bihuan::records
