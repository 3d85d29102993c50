// src/hj212/crc.h - the check value of HJ 212 frames, and what a wrong one looks like.
//
// The standard calls it ANSI CRC16. It is neither CRC-16/ARC nor CRC-16/MODBUS: before each octet the low half of the
// register is thrown away. So only eight bits are carried on, only 256 values exist, their low octet is one of
// 00 01 40 41 80 81 C0 C1, and eight zero octets change nothing: crc() folds eight octets at a time. A right value
// proves little (1/256); see docs/formats/hj212.md.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bihuan::hj212 {

// The check value of `octets`; 0xFFFF of none. Source: HJ 212-2017 annex A; HJ/T 212-2005 annex A.
std::uint16_t crc(std::string_view octets);

// The same in pieces: the eight bits after `octets`, to start from 0xFF; then crc_from() of the last piece.
std::uint8_t crc_state(std::uint8_t state, std::string_view octets);
std::uint16_t crc_from(std::uint8_t state, std::string_view octets);  // PRECONDITION: not empty

// CRC-16/MODBUS, which many senders compute instead.
std::uint16_t crc_modbus(std::string_view octets);

// Four upper-case hex digits, and back: exactly four of either case.
std::string crc_text(std::uint16_t value);
std::optional<std::uint16_t> parse_crc(std::string_view text);

enum class CrcKind {
  kRight,          // equal; both cases of letters are right
  kDigitsLost,     // right when zeros are put before it
  kModbus,         // CRC-16/MODBUS
  kModbusSwapped,  // the same, octets exchanged
  kSwapped,        // the standard's own, octets exchanged
  kArc,            // CRC-16/ARC
  kCcitt,          // CRC-16/CCITT-FALSE or XMODEM
  kForeign,        // no frame has this value by the standard's algorithm
  kDamaged,        // possible value, but not of these octets: octets or value were changed
  kNoHex,          // no hex digits
};

// What `text`, the check value as received for `octets`, is.
CrcKind classify_crc(std::string_view octets, std::string_view text);

std::string_view to_string(CrcKind kind);   // "right", "modbus_swapped" ...
std::string_view to_chinese(CrcKind kind);  // a half sentence for a field engineer

}  // namespace bihuan::hj212
