#include "hj212/crc.h"

#include <array>
#include <bit>
#include <cstddef>
#include <cstring>

namespace bihuan::hj212 {
namespace {

constexpr std::array<std::uint16_t, 256> make_table() {
  std::array<std::uint16_t, 256> table{};
  for (unsigned i = 0; i < 256; ++i) {
    unsigned value = i;
    for (int k = 0; k < 8; ++k) value = (value >> 1) ^ ((value & 1) != 0 ? 0xA001U : 0U);
    table[i] = static_cast<std::uint16_t>(value);
  }
  return table;
}
constexpr auto kTable = make_table();

// kPower[k][x]: the high octet of kTable, applied k times to x. Applied eight times it is the identity.
constexpr std::array<std::array<std::uint8_t, 256>, 8> make_powers() {
  std::array<std::array<std::uint8_t, 256>, 8> powers{};
  for (unsigned i = 0; i < 256; ++i) {
    auto value = static_cast<std::uint8_t>(i);
    for (auto& power : powers) {
      power[i] = value;
      value = static_cast<std::uint8_t>(kTable[value] >> 8);
    }
  }
  return powers;
}
constexpr auto kPower = make_powers();

std::uint16_t bitwise(std::string_view octets, unsigned start, unsigned polynomial) {  // the most significant bit first
  unsigned value = start;
  for (const char c : octets) {
    value ^= static_cast<unsigned>(static_cast<unsigned char>(c)) << 8;
    for (int k = 0; k < 8; ++k) value = (value << 1) ^ ((value & 0x8000U) != 0 ? polynomial : 0U);
    value &= 0xFFFFU;
  }
  return static_cast<std::uint16_t>(value);
}

std::uint16_t reflected(std::string_view octets, unsigned start) {
  unsigned value = start;
  for (const char c : octets) value = (value >> 8) ^ kTable[(value ^ static_cast<unsigned char>(c)) & 0xFFU];
  return static_cast<std::uint16_t>(value);
}

constexpr int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

constexpr std::uint16_t swapped(std::uint16_t value) { return static_cast<std::uint16_t>(value << 8 | value >> 8); }

}  // namespace

std::uint8_t crc_state(std::uint8_t state, std::string_view octets) {
  const char* at = octets.data();
  std::size_t left = octets.size();
  if (left >= 8) {
    std::uint64_t even = 0;
    std::uint64_t odd = 0;
    for (; left >= 16; left -= 16, at += 16) {
      std::uint64_t words[2];
      std::memcpy(words, at, 16);
      even ^= words[0];
      odd ^= words[1];
    }
    if (left >= 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, at, 8);
      even ^= word;
      at += 8;
      left -= 8;
    }
    std::uint64_t folded = even ^ odd;
    if constexpr (std::endian::native == std::endian::big) folded = __builtin_bswap64(folded);
    for (unsigned lane = 0; lane < 8; ++lane) state ^= kPower[(8 - lane) & 7][(folded >> (8 * lane)) & 0xFF];
  }
  for (; left > 0; --left, ++at) state = kPower[1][state ^ static_cast<unsigned char>(*at)];
  return state;
}

std::uint16_t crc_from(std::uint8_t state, std::string_view octets) {
  const std::uint8_t before = crc_state(state, octets.substr(0, octets.size() - 1));
  return kTable[before ^ static_cast<unsigned char>(octets.back())];
}

std::uint16_t crc(std::string_view octets) { return octets.empty() ? 0xFFFF : crc_from(0xFF, octets); }

std::uint16_t crc_modbus(std::string_view octets) { return reflected(octets, 0xFFFF); }

std::string crc_text(std::uint16_t value) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  return {kDigits[value >> 12], kDigits[value >> 8 & 15], kDigits[value >> 4 & 15], kDigits[value & 15]};
}

std::optional<std::uint16_t> parse_crc(std::string_view text) {
  if (text.size() != 4) return std::nullopt;
  unsigned value = 0;
  for (const char c : text) {
    const int digit = hex_digit(c);
    if (digit < 0) return std::nullopt;
    value = value << 4 | static_cast<unsigned>(digit);
  }
  return static_cast<std::uint16_t>(value);
}

CrcKind classify_crc(std::string_view octets, std::string_view text) {
  const std::uint16_t want = crc(octets);
  if (!text.empty() && text.size() < 4) {
    const auto padded = parse_crc(std::string(4 - text.size(), '0') + std::string(text));
    if (!padded.has_value()) return CrcKind::kNoHex;
    return *padded == want ? CrcKind::kDigitsLost : CrcKind::kDamaged;
  }
  const auto parsed = parse_crc(text);
  if (!parsed.has_value()) return CrcKind::kNoHex;
  const std::uint16_t got = *parsed;
  if (got == want) return CrcKind::kRight;
  const std::uint16_t modbus = crc_modbus(octets);
  if (got == modbus) return CrcKind::kModbus;
  if (got == swapped(modbus)) return CrcKind::kModbusSwapped;
  if (got == swapped(want)) return CrcKind::kSwapped;
  const std::uint16_t arc = reflected(octets, 0);
  if (got == arc || got == swapped(arc)) return CrcKind::kArc;
  if (got == bitwise(octets, 0xFFFF, 0x1021) || got == bitwise(octets, 0, 0x1021)) return CrcKind::kCcitt;
  return (got & 0x3E) != 0 ? CrcKind::kForeign : CrcKind::kDamaged;  // the low octets there are use bits 7, 6 and 0
}

std::string_view to_string(CrcKind kind) {
  constexpr std::string_view kNames[] = {"right", "digits_lost", "modbus",  "modbus_swapped", "swapped",
                                         "arc",   "ccitt",       "foreign", "damaged",        "no_hex"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view to_chinese(CrcKind kind) {
  constexpr std::string_view kWords[] = {
      "正确",
      "前面的0被略去",
      "是CRC-16/MODBUS的结果，不是本标准的算法",
      "是CRC-16/MODBUS的结果，且高低字节颠倒",
      "高低字节颠倒",
      "是CRC-16/ARC的结果，不是本标准的算法",
      "是CRC-16/CCITT的结果，不是本标准的算法",
      "不是本标准算法能得出的值，发送方用了别的算法或固定值",
      "不是这些字节的校验值，内容或校验值在途中被改动",
      "不是十六进制数",
  };
  return kWords[static_cast<std::size_t>(kind)];
}

}  // namespace bihuan::hj212
