// src/base/decimal.h - exact decimal numbers as rules and instruments print them, and the roundings of the standards.
#pragma once
#include <array>
#include <cassert>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace bihuan {

namespace internal {
__extension__ using Int128 = __int128;

inline constexpr std::array<Int128, 39> kPowersOf10 = [] {
  std::array<Int128, 39> powers = {1};
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();

// 1 for exponents below 0. PRECONDITION: exponent <= 38.
constexpr Int128 pow10(int exponent) { return exponent < 0 ? 1 : kPowersOf10[static_cast<std::size_t>(exponent)]; }
}  // namespace internal

// A number mantissa / 10^places. Trailing zeros are kept: "0.20" has two places and prints as "0.20".
// == and <=> compare the number, so 0.2 == 0.20 (equal, yet told apart by places(): hence weak_ordering); the hash
// agrees. INVARIANT: 0 <= places <= 18 and |mantissa| <= 2^63 - 1 (the lowest int64 is left out, so that negation is
// always possible).
class Decimal {
 public:
  static constexpr int kMaxPlaces = 18;

  constexpr Decimal() = default;  // 0
  constexpr explicit Decimal(std::int64_t mantissa, int places = 0) : mantissa_(mantissa), places_(places) {
    assert(places >= 0 && places <= kMaxPlaces);
    assert(mantissa != std::numeric_limits<std::int64_t>::min());
  }

  constexpr std::int64_t mantissa() const { return mantissa_; }
  constexpr int places() const { return places_; }
  constexpr bool is_negative() const { return mantissa_ < 0; }
  constexpr bool is_zero() const { return mantissa_ == 0; }

  constexpr Decimal operator-() const { return Decimal(-mantissa_, places_); }

  friend constexpr bool operator==(Decimal a, Decimal b) { return (a <=> b) == 0; }
  friend constexpr std::weak_ordering operator<=>(Decimal a, Decimal b) {
    const int places = a.places_ > b.places_ ? a.places_ : b.places_;
    const internal::Int128 left = a.mantissa_ * internal::pow10(places - a.places_);
    const internal::Int128 right = b.mantissa_ * internal::pow10(places - b.places_);
    if (left < right) return std::weak_ordering::less;
    if (left > right) return std::weak_ordering::greater;
    return std::weak_ordering::equivalent;
  }

 private:
  std::int64_t mantissa_ = 0;
  int places_ = 0;
};

// Reads "85.7", "-0.20", "+3", "9000": an optional sign, ASCII digits, optionally a point and digits after it; at least
// one digit before and after a point. No blanks, no grouping; full-width digits first go through to_half_width
// (text.h). Errors: kInvalidInput, each cause with its own message: empty, a sign alone, an exponent, NaN or infinity,
// two points, no
//         digit beside the point, another character, more than 18 places, beyond 2^63 - 1.
Result<Decimal> parse_decimal(std::string_view text);

// Prints all places: parse_decimal(to_string(d)) has d's mantissa and places. A zero never has a sign.
std::string to_string(Decimal value);

// The nearest double (ties to even).
double to_double(Decimal value);

// The same number without trailing zeros after the point: 0.20 -> 0.2, 5.00 -> 5.
Decimal without_trailing_zeros(Decimal value);

// Sum, difference, product, exact. The sum has the larger number of places; the product the sum of both, less trailing
// zeros where it would not fit otherwise. Errors: kInvalidInput if the exact result does not fit.
Result<Decimal> add(Decimal a, Decimal b);
Result<Decimal> subtract(Decimal a, Decimal b);
Result<Decimal> multiply(Decimal a, Decimal b);

// Rounds to `places` (0..18) decimals: to the nearest, a tie to the even digit; -0.5 at 0 places is 0. Where `value`
// has fewer places it is padded with zeros, unless the mantissa has no room: then it is returned as it is. Source: GB/T
// 8170-2008 3.2.
Decimal round_gbt8170(Decimal value, int places);

// The same from a double: rounds its exact binary value, so 2.675 (stored as 2.67499999999999982...) gives 2.67.
// Errors: kInvalidInput if not finite or too large.
Result<Decimal> round_gbt8170(double value, int places);

// Rounds away from zero to `places` decimals (35.01 -> 36, -35.01 -> -36; what is exact stays); padding as above.
Decimal round_up(Decimal value, int places);

// Rounds toward zero to `places` decimals (35.99 -> 35, -35.99 -> -35); padding as above.
Decimal round_down(Decimal value, int places);

// numerator / denominator, rounded once by GB/T 8170 to `places` decimals from the exact quotient.
// Errors: kInvalidInput if the denominator is 0 or the result does not fit.
Result<Decimal> ratio_rounded(Decimal numerator, Decimal denominator, int places);

// The arithmetic mean: exact sum, then rounded once by GB/T 8170.
// Errors: kInsufficientData if `values` is empty; kInvalidInput if sum or result does not fit.
Result<Decimal> mean_rounded(std::span<const Decimal> values, int places);

// The exact sum, with the largest number of places among `values`; 0 if empty.
// Errors: kInvalidInput if it does not fit.
Result<Decimal> sum(std::span<const Decimal> values);

namespace literals {
// 85.7_dec, 0.20_dec, 9000_dec: checked while compiling.
consteval Decimal operator""_dec(const char* text) {
  std::int64_t mantissa = 0;
  int places = -1;
  for (; *text != '\0'; ++text) {
    if (*text == '\'') continue;
    if (*text == '.' && places < 0) {
      places = 0;
      continue;
    }
    if (*text < '0' || *text > '9') throw "not a decimal literal";
    mantissa = mantissa * 10 + (*text - '0');  // overflow is no constant expression
    if (places >= 0) ++places;
  }
  return Decimal(mantissa, places < 0 ? 0 : places);
}
}  // namespace literals
}  // namespace bihuan

template <>
struct std::hash<bihuan::Decimal> {
  std::size_t operator()(bihuan::Decimal value) const {
    const bihuan::Decimal plain = bihuan::without_trailing_zeros(value);
    return std::hash<std::int64_t>{}(plain.mantissa() * 31 + plain.places());
  }
};
