// src/notices/burden.h - the burden meter (基层负担): what is asked of which unit how often, and what was known
// already. Pure.
//
// It counts what the office asks. It never counts how often somebody signs in, reads or clicks.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/time.h"
#include "records/asks.h"

namespace bihuan::notices {

struct UnitBurden {
  std::string unit_id, unit_name;
  std::string kind;        // "dispatch", "case"
  std::int64_t asked = 0;  // in the period
  std::int64_t known = 0;  // of these: the system knew it
  std::int64_t days = 0;   // different days on which something was asked
  friend bool operator==(const UnitBurden&, const UnitBurden&) = default;
};

enum class BurdenFault {
  kKnown,     // asked for what the system knew
  kRepeated,  // the same thing asked in one month by more than one form
};

struct BurdenFinding {
  BurdenFault fault = BurdenFault::kKnown;
  std::string unit_id, unit_name, subject;
  std::string message;  // one sentence for people
};

struct BurdenReport {
  Date from, to;
  std::vector<UnitBurden> units;        // by unit and kind
  std::vector<BurdenFinding> findings;  // in the order of the asks; then what was asked repeatedly
};

// Of the asks from `from` to `to`, both inclusive.
BurdenReport measure_burden(const std::vector<records::Ask>& asks, Date from, Date to);

}  // namespace bihuan::notices
