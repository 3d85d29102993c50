// src/hj212/profile.h - what is known of a device beforehand: its edition, its habits, its keys.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/sm4.h"

namespace bihuan::hj212 {

enum class Edition : std::uint8_t {
  k2005,          // HJ/T 212-2005
  k2017,          // HJ 212-2017
  k2025,          // HJ 212-2025
  kSurfaceWater,  // 国家地表水自动监测系统通信协议, which uses the Flag values of 2025
};
std::string_view to_string(Edition edition);   // "2005", "2017", "2025", "surface_water"
std::string_view to_chinese(Edition edition);  // HJ 212-2017
// Errors: kInvalidInput listing the words there are.
Result<Edition> parse_edition(std::string_view word);

enum class CrcRule : std::uint8_t {
  kStandard,  // anything else is quarantined
  kModbus,
  kModbusSwapped,
  kIgnored,  // whatever four characters stand there; the frame is marked
};
std::string_view to_string(CrcRule rule);
Result<CrcRule> parse_crc_rule(std::string_view word);  // "standard", "modbus", "modbus_swapped", "ignored"

// Which rules besides the standard's this device has been granted. The default is for a device that nobody knows.
struct Profile {
  std::optional<Edition> edition;     // none: by Flag, ST and MN of each message
  CrcRule crc = CrcRule::kStandard;   // accepted beside the right value
  bool allows_length_digits = false;  // LLLL of three, five or six digits
  bool joins_lone_flag = false;       // "a34001-Rtd=92;Flag=N" means a34001-Flag=N
  bool minus_99_is_missing = false;   // -99 (and -99.0 ...) stands for no value
  std::vector<Sm4Key> keys;           // generations, newest first: the old one is tried while devices change over
};

// Profiles by MN, with one for all others.
class Profiles {
 public:
  Profiles() = default;
  explicit Profiles(Profile fallback) : fallback_(std::move(fallback)) {}
  const Profile& of(std::string_view mn) const {
    if (by_mn_.empty()) return fallback_;
    const auto found = by_mn_.find(mn);
    return found == by_mn_.end() ? fallback_ : found->second;
  }
  void set(std::string mn, Profile profile) { by_mn_[std::move(mn)] = std::move(profile); }
  // A new key generation; at most `kept` are remembered.
  void add_key(std::string_view mn, const Sm4Key& key, std::size_t kept = 2);

 private:
  Profile fallback_;
  std::map<std::string, Profile, std::less<>> by_mn_;
};

// A key as NewSK carries it (16 characters), or as 32 hex digits. Errors: kInvalidInput
Result<Sm4Key> parse_sm4_key(std::string_view text);

}  // namespace bihuan::hj212
