// src/standards/internal/air_basis.h - from what a figure of ambient air was made; and when an index is published.
#pragma once
#include <string>
#include <vector>

#include "standards/air_rules.h"
#include "standards/basis.h"

namespace bihuan::standards::internal {

// Source: HJ 633-2026 5.3.1
inline bool is_published(const AirRules& rules, const AirProfile& profile, int of_present, bool is_complete) {
  switch (profile.accepts) {
    case Acceptance::kAny:
      return true;
    case Acceptance::kAll:
      return is_complete;
    case Acceptance::kAllOrAbove:
      break;
  }
  return is_complete || of_present > rules.publish_above;
}

// A basis of the documents and clauses behind `sections` (names of AirRules::clauses; unknown ones are passed over), in
// that order, each once, with the lowest confidence of them.
Basis basis_of(const AirRules& rules, const std::vector<std::string>& sections);

// The basis of one index; counts are left to the caller.
Basis index_basis(const AirRules& rules, const AirProfile& profile);

}  // namespace bihuan::standards::internal
