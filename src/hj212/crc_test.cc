#include "hj212/crc.h"

#include <gtest/gtest.h>

#include <random>

namespace bihuan::hj212 {
namespace {

// The standard's own words: bit by bit.
std::uint16_t bit_by_bit(std::string_view octets) {
  unsigned value = 0xFFFF;
  for (const char c : octets) {
    value = (value >> 8) ^ static_cast<unsigned char>(c);
    for (int k = 0; k < 8; ++k) value = (value & 1) != 0 ? (value >> 1) ^ 0xA001U : value >> 1;
  }
  return static_cast<std::uint16_t>(value);
}

std::string random_octets(std::mt19937& random, std::size_t size) {
  std::string octets(size, '\0');
  for (char& c : octets) c = static_cast<char>(random());
  return octets;
}

struct Case {
  std::string_view octets;
  std::uint16_t want;
  const char* why;
};
constexpr Case kCases[] = {
    {"", 0xFFFF, "nothing"},
    {"123456789", 0x2F80, "worked out bit by bit"},
    {"QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&", 0x1C80,
     "the frame of annex A of 2017 (its sentence misprints 1C08)"},
    {"QN=20240601085857223;ST=32;CN=1011;PW=123456;MN=010000A8900016F000169DC0;Flag=9;CP=&&&&", 0x2200,
     "annex A.1 of 2025"},
};

TEST(Crc, MatchesTheStandards) {  // CLAUSE: HJ 212-2017 annex A
  for (const Case& c : kCases) {
    EXPECT_EQ(crc(c.octets), c.want) << c.why;
    EXPECT_EQ(bit_by_bit(c.octets), c.want) << c.why;
  }
}

TEST(Crc, FoldingIsTheSameAsBitByBit) {
  std::mt19937 random(212);
  for (std::size_t size = 0; size < 200; ++size) {
    for (int i = 0; i < 20; ++i) {
      const std::string octets = random_octets(random, size);
      ASSERT_EQ(crc(octets), bit_by_bit(octets)) << size;
    }
  }
}

TEST(Crc, InPieces) {
  std::mt19937 random(1);
  const std::string octets = random_octets(random, 70);
  for (std::size_t cut = 0; cut < octets.size(); ++cut) {
    const std::string_view all = octets;
    EXPECT_EQ(crc_from(crc_state(0xFF, all.substr(0, cut)), all.substr(cut)), crc(octets)) << cut;
  }
}

TEST(Crc, FindsEverySingleOctetAndMissesExchangesAtDistanceEight) {
  std::mt19937 random(2);
  const std::string octets = random_octets(random, 40);
  for (std::size_t i = 0; i < octets.size(); ++i) {
    for (int change = 1; change < 256; ++change) {
      std::string other = octets;
      other[i] = static_cast<char>(other[i] ^ change);
      ASSERT_NE(crc(other), crc(octets));
    }
  }
  for (std::size_t i = 0; i + 9 < octets.size(); ++i) {  // a weakness of the algorithm that users must know
    std::string other = octets;
    std::swap(other[i], other[i + 8]);
    EXPECT_EQ(crc(other), crc(octets));
  }
}

TEST(Crc, ModbusIsTheKnownOne) { EXPECT_EQ(crc_modbus("123456789"), 0x4B37); }

TEST(Crc, ReadsFourDigitsOfEitherCase) {
  EXPECT_EQ(parse_crc("1C80"), 0x1C80);
  EXPECT_EQ(parse_crc("c0c1"), 0xC0C1);
  EXPECT_EQ(parse_crc("0000"), 0);
  for (const char* wrong : {"", "1C8", "1C800", "1C8G", "?A", " 1C8"})
    EXPECT_FALSE(parse_crc(wrong).has_value()) << wrong;
  EXPECT_EQ(crc_text(0x1C80), "1C80");
  EXPECT_EQ(crc_text(0xA), "000A");
}

struct KindCase {
  const char* text;
  CrcKind want;
  const char* why;
};

TEST(Crc, ClassifiesWrongOnes) {
  const std::string_view octets = "123456789";  // 2F80; the others are the check values of the CRC catalogue
  const KindCase cases[] = {
      {"2F80", CrcKind::kRight, "right"},
      {"2f80", CrcKind::kRight, "lower case"},
      {"4B37", CrcKind::kModbus, "MODBUS"},
      {"374B", CrcKind::kModbusSwapped, "MODBUS, swapped"},
      {"802F", CrcKind::kSwapped, "swapped"},
      {"BB3D", CrcKind::kArc, "ARC"},
      {"29B1", CrcKind::kCcitt, "CCITT-FALSE"},
      {"31C3", CrcKind::kCcitt, "XMODEM"},
      {"1234", CrcKind::kForeign, "34 cannot be a low octet"},
      {"2E80", CrcKind::kDamaged, "possible, but not of these octets"},
      {"0000", CrcKind::kDamaged, "0000 is a legal value"},
      {"?A00", CrcKind::kNoHex, "no digits"},
      {"", CrcKind::kNoHex, "nothing"},
      {"F80", CrcKind::kDamaged, "three digits, but zeros do not help"},
  };
  for (const KindCase& c : cases) EXPECT_EQ(classify_crc(octets, c.text), c.want) << c.why;
  // Find a segment whose value begins with 0.
  for (int i = 0; i < 4096; ++i) {
    const std::string segment = "x" + std::to_string(i);
    const std::string text = crc_text(crc(segment));
    if (text[0] != '0') continue;
    EXPECT_EQ(classify_crc(segment, text.substr(1)), CrcKind::kDigitsLost);
    return;
  }
  FAIL() << "no segment with a leading zero";
}

TEST(Crc, OnlyEightLowOctetsExist) {
  std::mt19937 random(3);
  for (int i = 0; i < 2000; ++i) EXPECT_EQ(crc(random_octets(random, 1 + random() % 50)) & 0x3E, 0);
}

}  // namespace
}  // namespace bihuan::hj212
