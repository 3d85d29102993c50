// src/observations/transmission.h - transmission rate, validity rate and effective transmission rate of monitoring
// points.
//
// Exact fractions of counts: an enterprise pools the counts of its points, it does not average their percentages. Hours
// marked as shut down drop out of what is due and of what came. Rules: knowledge/quality/transmission.toml.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/decimal.h"
#include "base/result.h"
#include "observations/source_validity.h"

namespace bihuan::observations {

struct TransmissionRules {
  Decimal pass_percent;
  int exempt_hours_a_day = 1;
  std::string clause, exemption_clause, edition;
};
// `text` of "quality/transmission.toml". Errors: kInvalidInput with file and line
Result<TransmissionRules> load_transmission_rules(std::string_view text);

// Counts of one point and day (or of more, pooled); values of hours, or of hours times factors.
struct TransmissionCounts {
  std::int64_t due = 0;       // by the calendar, all of them
  std::int64_t stopped = 0;   // of those due: marked as shut down
  std::int64_t received = 0;  // outside the shut-down hours
  std::int64_t valid = 0;     // of those received
  friend bool operator==(const TransmissionCounts&, const TransmissionCounts&) = default;
};

struct TransmissionRates {
  std::optional<Share> transmission;  // received / (due - stopped)
  std::optional<Share> validity;      // valid / (due - stopped)
  // The product as a percentage, rounded once; exact comparison: effective_is_at_least().
  std::optional<Decimal> effective_percent;
  std::string reason;  // why there is none: shut down throughout, nothing due
  bool effective_is_at_least(Decimal percents) const;
};

// Validity counts valid against due, as the practice that is described does ("valid / due valid").
// Errors: kInvalidInput negative counts, more stopped than due, more received than due, more valid than received
Result<TransmissionRates> transmission_rates(const TransmissionCounts& counts, int places = 2);

// Pooled counts. Errors: those above, of any part; kInvalidInput counts that do not fit
Result<TransmissionCounts> pooled(std::span<const TransmissionCounts> parts);

// A wastewater point and day. The line that is passed, 23 of 24 hours, already leaves room for the one hour of a check
// with standard samples: the hour is not counted twice, `exempt` says only how much of what is invalid such a check
// explains. `sample_check_hours`: due hours that came and are invalid for that reason.
struct WaterDayCompliance {
  bool is_met = false;
  std::int64_t exempt = 0;  // invalid hours that the check explains, up to those exempted a day
  std::optional<Decimal> effective_percent;
  std::string reason;
};
// No answer (nullopt) where the point was shut down all day. Errors: as transmission_rates; more checks than invalid
// hours
Result<std::optional<WaterDayCompliance>> water_day_compliance(const TransmissionRules& rules,
                                                               const TransmissionCounts& counts,
                                                               std::int64_t sample_check_hours);

}  // namespace bihuan::observations
