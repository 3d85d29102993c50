// src/assessment/internal/plain_steps.h - plain numbers of a long table, at the speed of the table.
#pragma once
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "assessment/air_workbook.h"

namespace bihuan::assessment::internal {

inline constexpr std::array<std::int32_t, kAirPlaces + 1> kStepsOfPlaces = {100'000, 10'000, 1'000, 100, 10, 1};

// Of any text, one character after the other.
inline std::int32_t steps_of_any(std::string_view text) {
  constexpr std::size_t kMostDigits = 4;  // before the point: 9999.99999 fits
  std::int32_t steps = 0;
  std::size_t at = 0;
  while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
    if (at == kMostDigits) return -1;
    steps = steps * 10 + (text[at++] - '0');
  }
  if (at == 0) return -1;
  if (at == text.size()) return steps * kStepsOfPlaces[0];
  const std::size_t places = text.size() - at - 1;
  if (text[at] != '.' || places == 0 || places > kAirPlaces) return -1;
  while (++at < text.size()) {
    if (text[at] < '0' || text[at] > '9') return -1;
    steps = steps * 10 + (text[at] - '0');
  }
  return steps * kStepsOfPlaces[places];
}

// The first `count` octets of a number whose first character is the lowest.
inline std::uint64_t lowest(std::uint64_t octets, std::uint64_t count) {
  return octets & ((std::uint64_t{1} << 8 * count) - 1);
}

// Of a text of one to four characters, all at once: how long the next number is cannot be foretold, and a loop that
// guesses wrong costs more than the number. PRECONDITION: eight characters may be read at text.data().
inline std::int32_t steps_of_short(std::string_view text) {
  static_assert(std::endian::native == std::endian::little);
  constexpr std::uint64_t kOnes = 0x0101'0101;
  std::uint64_t own = 0;
  std::memcpy(&own, text.data(), sizeof own);
  std::uint64_t size = text.size();
  own = lowest(own, size);
  std::uint64_t places = 0;
  const std::uint64_t other = own ^ kOnes * '.';
  const std::uint64_t points = lowest(~((other & kOnes * 0x7F) + kOnes * 0x7F) & ~other & kOnes * 0x80, size);
  if (points != 0) {  // the point is taken out: what stands behind it moves down
    const auto at = static_cast<std::uint64_t>(std::countr_zero(points)) / 8;
    own = lowest(own, at) | own >> 8 * (at + 1) << 8 * at;
    --size;
    places = size - at;
    if (at == 0 || places == 0) return -1;  // ".5", "5."
  }
  const std::uint64_t lacking = 4 - size;  // digits: zeros stand for them in front
  const auto digits = static_cast<std::uint32_t>(own << 8 * lacking | lowest(kOnes * '0', lacking));
  constexpr std::uint32_t kBeyondNine = 0x7F - '9';
  const std::uint32_t values = digits - static_cast<std::uint32_t>(kOnes * '0');
  if ((((digits + static_cast<std::uint32_t>(kOnes * kBeyondNine)) | values) & kOnes * 0x80) != 0) return -1;
  const std::uint32_t pairs = (values * 10 + (values >> 8)) & 0x00FF'00FF;
  return static_cast<std::int32_t>((pairs & 0xFF) * 100 + (pairs >> 16)) * kStepsOfPlaces[places];
}

// Plain digits, up to four before the point and kAirPlaces behind it, in steps of 10^-kAirPlaces; negative if `text`,
// which is not empty, is anything else. What stands before `end` may be read.
inline std::int32_t plain_steps(std::string_view text, const char* end) {
  constexpr std::size_t kShort = 4;
  const bool is_short =
      text.size() <= kShort && end - text.data() >= static_cast<std::ptrdiff_t>(sizeof(std::uint64_t));
  return is_short ? steps_of_short(text) : steps_of_any(text);
}

}  // namespace bihuan::assessment::internal
