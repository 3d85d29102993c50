// src/simulator/internal/draw.h - chance without state: the same seed and place give the same number, on every machine.
#pragma once
#include <cstdint>

namespace bihuan::simulator::internal {

// What a number is drawn for, so that no two uses share one.
enum class Use : std::uint64_t {
  kScale = 1,
  kSecond,
  kDrift,
  kHourNoise,
  kMinuteNoise,
  kClipped,
  kOutage,
  kFalsified,
  kDamage,
  kSplit,
  kGlue,
};

constexpr std::uint64_t mixed(std::uint64_t x) {  // the finaliser of SplitMix64
  x += 0x9E3779B97F4A7C15U;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9U;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBU;
  return x ^ (x >> 31);
}

class Draw {
 public:
  Draw(std::uint64_t seed, Use use, std::uint64_t a, std::uint64_t b = 0, std::uint64_t c = 0)
      : bits_(mixed(mixed(mixed(mixed(seed ^ mixed(static_cast<std::uint64_t>(use))) ^ a) ^ b) ^ c)) {}

  // 0 <= result < n; each call gives another number. PRECONDITION: 0 < n <= 2^31
  std::int64_t below(std::int64_t n) {
    bits_ = mixed(bits_);
    return static_cast<std::int64_t>(((bits_ >> 32) * static_cast<std::uint64_t>(n)) >> 32);
  }
  std::int64_t between(std::int64_t low, std::int64_t high) { return low + below(high - low + 1); }  // both inclusive
  bool chance(int per_mille) { return below(1000) < per_mille; }

 private:
  std::uint64_t bits_;
};

}  // namespace bihuan::simulator::internal
