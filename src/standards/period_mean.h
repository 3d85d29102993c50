// src/standards/period_mean.h - the mean of reported results over a period, exactly.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/decimal.h"
#include "base/result.h"

namespace bihuan::standards {

// A result as a laboratory reports it.
struct Measurement {
  Decimal value;                // in the item's unit; of a result below the detection limit, that limit
  bool is_below_limit = false;  // reported as "0.01L" or "<0.01"
  std::string where;            // for messages and the basis
};

// Reads "7.32", "0.01L", "0.01l", "<0.02", "＜0.02", "０．０２", with spaces around: a number, or a detection limit.
// Errors: kInvalidInput, with `where`: the text is no such thing (ND and 未检出 without a limit are refused with a
// message of
//         their own: half of an unknown limit is no number)
Result<Measurement> parse_measurement(std::string_view text, std::string_view where = {});

// What takes part in sums: the value, or half of the detection limit.
// Source: 环办监测函〔2020〕82号 第7点
Decimal counted_value(const Measurement& measurement);

// A mean as an exact fraction where it is one.
struct PeriodMean {
  Decimal sum;              // exact; of pH: the mean itself to ten decimals, with count 1
  int count = 0;            // divide by this
  int used = 0;             // readings in it
  Decimal rounded;          // at the asked decimals, half to even, once
  int below_limit = 0;      // readings that counted as half of their detection limit
  bool kept_digit = false;  // the rounded value would have been 0 and keeps one significant digit
};

// Returns the arithmetic mean of counted values, rounded once, half to even, to `decimals`; where that gives 0 though
// the mean is not 0, one significant digit is kept.
// Source: 环办〔2011〕22号 一（二）; 总站水字〔2018〕87号 修约
// Errors: kInsufficientData  no readings; kInvalidInput  the sum does not fit
Result<PeriodMean> arithmetic_mean(std::span<const Measurement> readings, int decimals);
Result<PeriodMean> arithmetic_mean(std::span<const Measurement* const> readings, int decimals);

// Returns minus the logarithm of the mean of hydrogen-ion concentrations, for pH. Equal readings give that reading;
// otherwise the result is taken to ten decimals (which hides the last bits in which mathematical libraries differ)
// before it is rounded.
// Source: 环办监测函〔2020〕82号 pH均值
// Errors: kInsufficientData  no readings; kInvalidInput  a value outside 0..14
Result<PeriodMean> hydrogen_ion_mean(std::span<const Measurement> readings, int decimals);
Result<PeriodMean> hydrogen_ion_mean(std::span<const Measurement* const> readings, int decimals);

// sum / count rounded to `decimals` with the zero rule, for a mean that is known as a fraction.
Result<Decimal> round_mean(Decimal sum, Decimal count, int decimals);

// The mean to `decimals`, for display. PRECONDITION: mean.count > 0.
Decimal mean_value(const PeriodMean& mean, int decimals);

}  // namespace bihuan::standards
