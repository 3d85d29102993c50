// src/standards/internal/half_even.h - rounding of whole-number quotients.
#pragma once

namespace bihuan::standards::internal {

// numerator / denominator to the nearest whole number, a tie to the even one. PRECONDITION: numerator >= 0, denominator
// > 0, twice the denominator fits. Source: GB/T 8170-2008 3.2.
template <class Wide>
constexpr Wide divide_half_even(Wide numerator, Wide denominator) {
  const Wide quotient = numerator / denominator;
  const Wide twice = 2 * (numerator - quotient * denominator);
  return quotient + (twice + (quotient & 1) > denominator ? 1 : 0);  // without a branch, which would be mere chance
}

}  // namespace bihuan::standards::internal
