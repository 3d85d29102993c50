// src/hj212/internal/octets.h - looking at many octets at once.
#pragma once
#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "base/decimal.h"

namespace bihuan::hj212::internal {

inline constexpr std::size_t kBlock = 64;

struct BlockMarks {
  std::uint64_t marks = 0;  // bit i: octet i is one of , ; =
  std::uint64_t wide = 0;   // bit i: octet i is no ASCII
};

// PRECONDITION: 64 octets at `block` may be read.
inline BlockMarks marks_of(const char* block) {
  BlockMarks found;
#if defined(__SSE2__)
  for (unsigned part = 0; part < 4; ++part) {
    const __m128i octets = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block + std::size_t{16} * part));
    const __m128i marks = _mm_or_si128(
        _mm_or_si128(_mm_cmpeq_epi8(octets, _mm_set1_epi8(',')), _mm_cmpeq_epi8(octets, _mm_set1_epi8(';'))),
        _mm_cmpeq_epi8(octets, _mm_set1_epi8('=')));
    found.marks |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(marks))) << (16 * part);
    found.wide |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(octets))) << (16 * part);
  }
#else
  for (unsigned i = 0; i < kBlock; ++i) {
    const char c = block[i];
    found.marks |= static_cast<std::uint64_t>(c == ',' || c == ';' || c == '=') << i;
    found.wide |= static_cast<std::uint64_t>(static_cast<unsigned char>(c) >> 7) << i;
  }
#endif
  return found;
}

// Of names: equal but for the case of ASCII letters.
inline bool equals_any_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return (x | 0x20) == (y | 0x20); });
}

inline std::uint64_t load8(const char* at) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, 8);
  return word;
}

inline constexpr std::uint64_t kEach = 0x0101010101010101U;

// Are all eight octets of `word`, less '0', 0..9?
inline bool are_digits(std::uint64_t word) { return (((word + kEach * 0x76) | word) & (kEach * 0x80)) == 0; }

inline bool all_digits(std::string_view text) {
  const char* at = text.data();
  std::size_t left = text.size();
  for (; left >= 8; left -= 8, at += 8) {
    if (!are_digits(load8(at) ^ (kEach * '0'))) return false;
  }
  for (; left > 0; --left, ++at) {
    if (*at < '0' || *at > '9') return false;
  }
  return true;
}

// Digit by digit; `text` has no sign.
inline bool slow_number(std::string_view text, bool is_negative, Decimal& out) {
  if (text.empty() || text.size() > 19) return false;
  std::int64_t mantissa = 0;
  std::size_t point = text.size();
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '.') {
      if (point != text.size() || i == 0 || i + 1 == text.size()) return false;
      point = i;
      continue;
    }
    if (text[i] < '0' || text[i] > '9' || (i >= 18 && point == text.size())) return false;
    mantissa = mantissa * 10 + (text[i] - '0');
  }
  const std::size_t places = point == text.size() ? 0 : text.size() - point - 1;
  out = Decimal(is_negative ? -mantissa : mantissa, static_cast<int>(places));
  return true;
}

// Reads the plain decimal number `text`, exactly as printed. `readable` octets before its end may be read.
inline bool read_number(std::string_view text, std::size_t readable, Decimal& out) {
  if (text.empty()) return false;
  const bool is_negative = text.front() == '-';
  if (is_negative || text.front() == '+') text.remove_prefix(1);
  const std::size_t size = text.size();
  if (std::endian::native != std::endian::little || size - 1 >= 8 || readable < 8)
    return slow_number(text, is_negative, out);
  // The eight octets that end with the number; those before it become the digit 0.
  const auto before = static_cast<unsigned>(64 - 8 * size);
  std::uint64_t word = ((load8(text.data() + size - 8) ^ (kEach * '0')) >> before) << before;
  int places = 0;
  const std::uint64_t no_point = word ^ (kEach * ('.' ^ '0'));
  const std::uint64_t points = (no_point - kEach) & ~no_point & (kEach * 0x80);
  if (points != 0) {  // close the gap of the first point
    const auto at = static_cast<unsigned>(std::countr_zero(points)) & ~7U;
    if (at == before || at == 56) return false;
    places = static_cast<int>(7 - at / 8);
    const std::uint64_t below = (std::uint64_t{1} << at) - 1;
    word = (word & ~(below << 8 | 0xFFU)) | (word & below) << 8;
  }
  if (!are_digits(word)) return false;
  word = word * 10 + (word >> 8);
  word = ((word & 0x000000FF000000FFU) * 0x000F424000000064U +
          ((word >> 16) & 0x000000FF000000FFU) * 0x0000271000000001U) >>
         32;
  const auto mantissa = static_cast<std::int64_t>(static_cast<std::uint32_t>(word));
  out = Decimal(is_negative ? -mantissa : mantissa, places);
  return true;
}

}  // namespace bihuan::hj212::internal
