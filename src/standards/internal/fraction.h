// src/standards/internal/fraction.h - exact fractions for the oracles: slow and obvious; linked into tests only.
#pragma once
#include <cassert>
#include <cstdint>
#include <string>
#include <string_view>

namespace bihuan::standards::internal {

__extension__ using WideInt = __int128;

// INVARIANT: bottom > 0, lowest terms.
struct Fraction {
  WideInt top = 0;
  WideInt bottom = 1;
};

inline WideInt greatest_divisor(WideInt a, WideInt b) {
  a = a < 0 ? -a : a;
  while (b != 0) {
    const WideInt rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

inline Fraction fraction(WideInt top, WideInt bottom = 1) {
  assert(bottom != 0);
  if (bottom < 0) {
    top = -top;
    bottom = -bottom;
  }
  const WideInt divisor = greatest_divisor(top, bottom);
  return divisor > 1 ? Fraction{top / divisor, bottom / divisor} : Fraction{top, bottom};
}

// "-0.20"; of a result below the detection limit, "0.01L", half of the limit.
inline Fraction fraction_of(std::string_view text) {
  WideInt top = 0;
  WideInt bottom = 1;
  bool after_point = false;
  for (const char c : text) {
    if (c == '.') after_point = true;
    if (c == 'L') bottom *= 2;
    if (c < '0' || c > '9') continue;
    top = top * 10 + (c - '0');
    if (after_point) bottom *= 10;
  }
  return fraction(text.starts_with('-') ? -top : top, bottom);
}

inline Fraction operator+(Fraction a, Fraction b) {
  return fraction(a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom);
}
inline Fraction operator-(Fraction a, Fraction b) {
  return fraction(a.top * b.bottom - b.top * a.bottom, a.bottom * b.bottom);
}
inline Fraction operator*(Fraction a, Fraction b) { return fraction(a.top * b.top, a.bottom * b.bottom); }
inline Fraction operator/(Fraction a, Fraction b) { return fraction(a.top * b.bottom, a.bottom * b.top); }
inline bool operator<(Fraction a, Fraction b) { return a.top * b.bottom < b.top * a.bottom; }
inline bool operator==(Fraction a, Fraction b) { return a.top == b.top && a.bottom == b.bottom; }
inline bool operator<=(Fraction a, Fraction b) { return !(b < a); }
inline bool operator>(Fraction a, Fraction b) { return b < a; }
inline bool operator>=(Fraction a, Fraction b) { return !(a < b); }

// As printed with so many decimals: to the nearest, a tie to the even digit; no "-0".
inline std::string print_even(Fraction value, int decimals) {
  WideInt scale = 1;
  for (int i = 0; i < decimals; ++i) scale *= 10;
  const bool is_negative = value.top < 0;
  const WideInt top = (is_negative ? -value.top : value.top) * scale;
  WideInt digits = top / value.bottom;
  const WideInt twice = 2 * (top % value.bottom);
  if (twice > value.bottom || (twice == value.bottom && digits % 2 == 1)) ++digits;
  const bool is_zero = digits == 0;
  std::string text;
  for (int i = 0; digits > 0 || i <= decimals; ++i) {
    if (i == decimals && decimals > 0) text.insert(text.begin(), '.');
    text.insert(text.begin(), static_cast<char>('0' + static_cast<int>(digits % 10)));
    digits /= 10;
  }
  if (is_negative && !is_zero) text.insert(text.begin(), '-');
  return text;
}

// A plain generator with the same numbers everywhere (xorshift).
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed * 2 + 1) {}
  // 0 .. sides - 1
  int roll(int sides) {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return static_cast<int>((state_ >> 11) % static_cast<std::uint64_t>(sides));
  }

 private:
  std::uint64_t state_;
};

}  // namespace bihuan::standards::internal
