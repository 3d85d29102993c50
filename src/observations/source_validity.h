// src/observations/source_validity.h - pollution sources by the standards: which hours, days, months are valid, how the
// converted concentration, NOx and amounts are computed, and what stands for an amount that is missing.
//
// Exact decimals throughout; a result is rounded once, at the places asked for. Amounts alone are ever filled in:
// nothing here gives a concentration that was not measured. Rules: knowledge/quality/source-validity.toml.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/result.h"
#include "base/time.h"

namespace bihuan::observations {

struct CemsFillRow {
  Decimal capture_from;           // percent; a row holds from there to the next higher row's
  std::optional<int> hours_most;  // of the gap, consecutive; none: any
  int lookback_hours = 0;         // valid ones
  std::string clause;
};

struct SourceValidityRules {
  int cems_hour_minutes = 45;
  Decimal cems_day_percent;
  int cems_day_hours = 20;
  int cems_month_days = 25, cems_february_days = 23;
  Decimal cems_capture_percent;
  Decimal oxygen_of_air;
  int no2 = 46, no = 30;
  std::vector<CemsFillRow> fill;  // as in the file
  int manual_samples_least = 4;
  std::string hour_clause, day_evaluation_clause, day_acquisition_clause, month_clause, capture_clause, oxygen_clause,
      nox_clause, water_day_clause, water_fill_clause;
  std::string edition;  // as QualityRule::edition
};

// `text` of "quality/source-validity.toml". Errors: kInvalidInput with file and line
Result<SourceValidityRules> load_source_validity(std::string_view text);

enum class SourceValidity : std::uint8_t { kValid, kInvalid, kNotJudged };

// The answer of one named test. Where it is kNotJudged there was nothing to judge, and `reason` says so.
struct ValidityAnswer {
  SourceValidity validity = SourceValidity::kNotJudged;
  int wanted = 0, had = 0;  // values that the test asks for; values there
  std::string test;         // the clause, or the test where its number is not known
  std::string reason;       // Chinese, where it is not valid
  friend bool operator==(const ValidityAnswer&, const ValidityAnswer&) = default;
};

// A CEMS hour by its valid minutes: 45 make it valid; 15 marked minutes still do, 16 do not.
// Errors: kInvalidInput not 0 to 60
Result<ValidityAnswer> cems_hour(const SourceValidityRules& rules, int valid_minutes);
// Two tests that do not replace each other. Of evaluation (HJ 75): valid hours at least 75 % of those that the furnace
// ran; a day on which it did not run is not judged. Of acquisition (HJ 76): at least 20 valid hours. Errors:
// kInvalidInput hours that are not 0 to 24, more valid hours than running ones
Result<ValidityAnswer> cems_day_for_evaluation(const SourceValidityRules& rules, int valid_hours, int running_hours);
Result<ValidityAnswer> cems_day_of_acquisition(const SourceValidityRules& rules, int valid_hours);
// Errors: kInvalidInput a month that is none, days beyond it
Result<ValidityAnswer> cems_month_of_acquisition(const SourceValidityRules& rules, int month, int valid_days);

// A fraction as it is: percent() rounds it once. INVARIANT: denominator > 0
struct Share {
  std::int64_t numerator = 0, denominator = 1;
  Decimal percent(int places = 2) const;
  bool is_at_least(Decimal percents) const;  // exact
  friend bool operator==(const Share&, const Share&) = default;
};

// Capture rate of a quarter: (hours - invalid - stopped) / (hours - stopped).
// Source: HJ 75-2017 12. Errors: kInvalidInput negative, or more than there are; kInsufficientData stopped throughout
Result<Share> capture_rate(int hours, int invalid_hours, int stopped_hours);

// C (21 - O2 of the standard) / (21 - O2 measured). Errors: kInvalidInput oxygen negative or not below 21, places
Result<Decimal> at_reference_oxygen(const SourceValidityRules& rules, Decimal concentration, Decimal oxygen,
                                    Decimal reference, int places);
// NO x 46/30 + NO2, both mg/m3.
Result<Decimal> nox_as_no2(const SourceValidityRules& rules, Decimal no, Decimal no2, int places);

// kg of an hour: mg/m3 x m3/h x 1e-6; kg of water: mg/L x m3 x 1e-3. Exact. Errors: kInvalidInput negative, too large
Result<Decimal> gas_hour_amount(Decimal concentration, Decimal flow);
Result<Decimal> water_amount(Decimal concentration, Decimal volume);

// One hour (gas) or reading (water) of an outlet.
struct FlowReading {
  std::optional<Decimal> concentration;  // none: no valid one
  std::optional<Decimal> volume;         // m3 of the interval; none: no valid one
};

struct SourceFigure {
  std::optional<Decimal> value;
  int wanted = 0, had = 0, used = 0;
  std::string clause, reason;  // reason: why there is none
};

// sum(C Q) / sum(Q) over the readings that have both; not for pH. No value: no such reading, or nothing flowed.
// Source: HJ 356-2019 7. Errors: kInvalidInput a negative volume, places
Result<SourceFigure> water_day_mean(const SourceValidityRules& rules, std::span<const FlowReading> readings,
                                    int places);
// kg of the day: the sum over the readings that have both, exact; no value where none has.
Result<SourceFigure> water_day_amount(const SourceValidityRules& rules, std::span<const FlowReading> readings);
// Sum of parts (hours of a day, days of a month or year), exact. No value unless each part that is wanted is there:
// what is missing is filled first (below), never taken for nothing. Where `tonnes`: kg are made t.
Result<SourceFigure> sum_of_amounts(std::span<const std::optional<Decimal>> parts, bool tonnes, std::string clause);

// An hour's amount of a stack.
struct EmissionHour {
  Instant time;
  std::optional<Decimal> amount;  // kg, of a valid hour
  bool is_stopped = false;
};

enum class GapCause : std::uint8_t { kOutOfControl, kMaintenanceOrOther };

// What stands for the amount of each hour of a gap.
struct AmountFill {
  std::optional<Decimal> amount;  // kg an hour, or of a day
  int wanted = 0, had = 0;        // valid hours looked back for; found
  int lookback_hours = 0;
  std::string basis;  // which rule, in Chinese: "失控，捕集率不低于90%，24小时以内：此前180个有效小时的最大值"
  std::string clause;
  std::string reason;  // why there is none
};

// `earlier`: hours before the gap, in any order; those at or after `before` are not looked at: the last calibration of
// what is out of control, the beginning of any other failure. Below 75 % capture nothing is filled: a person decides by
// manual data or a balance of matter (kNotCovered is no error here: `reason` says it). Source: HJ 75-2017, its tables
// of invalid periods. Errors: kInvalidInput a gap without hours
Result<AmountFill> fill_cems_hours(const SourceValidityRules& rules, Share capture, GapCause cause, int gap_hours,
                                   Instant before, std::span<const EmissionHour> earlier);

// The day of a wastewater outlet without a mean: the largest valid amount of a day since the last passed check; where
// sampling was not normal, manual data come first, of at least four samples.
// Source: HJ 356-2019 8.
struct EmissionDay {
  Date day;
  std::optional<Decimal> amount;  // kg, of a valid day
};
AmountFill fill_water_day(const SourceValidityRules& rules, bool is_sampling_normal, Date last_passed_check, Date day,
                          std::span<const EmissionDay> earlier, int manual_samples,
                          std::optional<Decimal> manual_amount);

}  // namespace bihuan::observations
