#include "hj212/cipher.h"

#include <algorithm>

#include "base/text.h"
#include "hj212/crc.h"
#include "hj212/message.h"

namespace bihuan::hj212 {
namespace {

constexpr std::string_view kOpening = "CP=&&";
constexpr std::string_view kTextOpening = "{0x";

struct Area {
  std::size_t begin = 0;
  std::size_t end = 0;
};

std::optional<Area> area_of(std::string_view segment) {
  const std::size_t opening = segment.find(kOpening);
  if (opening == std::string_view::npos || !segment.ends_with("&&")) return std::nullopt;
  const Area area{opening + kOpening.size(), segment.size() - 2};
  return area.begin <= area.end ? std::optional<Area>(area) : std::nullopt;
}

bool is_text(std::string_view area) {
  if (first_invalid_utf8(area).has_value()) {
    if (!gb18030_to_utf8(area).has_value()) return false;
  }
  return std::ranges::none_of(area, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

// {0xE4,0x3E}rest -> octets and rest.
std::optional<std::string> octets_of_text(std::string_view area) {
  const std::size_t close = area.find('}');
  if (!area.starts_with(kTextOpening) || close == std::string_view::npos) return std::nullopt;
  std::string octets;
  for (const std::string_view part : split(area.substr(1, close - 1), ',')) {
    const std::string_view octet = trim(part);
    if (octet.size() != 4 || octet[0] != '0' || (octet[1] | 0x20) != 'x') return std::nullopt;
    const auto value = parse_crc("00" + std::string(octet.substr(2)));
    if (!value.has_value()) return std::nullopt;
    octets += static_cast<char>(*value);
  }
  return octets + std::string(area.substr(close + 1));
}

std::string_view whole_blocks(std::string_view area) { return area.substr(0, area.size() / kSm4Block * kSm4Block); }

}  // namespace

bool is_encrypted_command(std::string_view cn) {
  return cn.size() == 4 && (cn.front() == '2' || cn == "1014" || cn == "3020");
}

bool looks_encrypted(std::string_view segment) {
  const std::optional<Area> area = area_of(segment);
  if (!area.has_value() || area->end == area->begin) return false;
  const std::string_view flag = peek_field(segment, "Flag");
  const bool is_2025 = flag == "8" || flag == "9" || flag == "10" || flag == "11";
  if (!is_2025 || !is_encrypted_command(peek_field(segment, "CN"))) return false;
  const std::string_view octets = segment.substr(area->begin, area->end - area->begin);
  return octets.starts_with(kTextOpening) || !is_text(octets);
}

std::optional<Deciphered> decipher(std::string_view segment, std::uint16_t crc_value, std::span<const Sm4Key> keys) {
  const std::optional<Area> area = area_of(segment);
  if (!area.has_value()) return std::nullopt;
  const std::string_view written = segment.substr(area->begin, area->end - area->begin);
  const std::optional<std::string> from_text = octets_of_text(written);
  const std::string_view cipher = from_text.has_value() ? std::string_view(*from_text) : written;
  const std::string_view blocks = whole_blocks(cipher);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const Result<std::string> plain = sm4_ecb_decrypt(keys[i], blocks);
    if (!plain.has_value()) return std::nullopt;
    Deciphered found{std::string(segment.substr(0, area->begin)), static_cast<int>(i) + 1, from_text.has_value()};
    found.segment += *plain;
    found.segment += cipher.substr(blocks.size());
    const bool reads_as_text = is_text(std::string_view(found.segment).substr(area->begin));
    found.segment += "&&";
    if (reads_as_text && crc(found.segment) == crc_value) return found;
  }
  return std::nullopt;
}

Result<std::string> encipher(std::string_view segment, const Sm4Key& key) {
  const std::optional<Area> area = area_of(segment);
  if (!area.has_value()) return fail(Code::kInvalidInput, "数据段没有“CP=&&…&&”，无法加密");
  const std::string_view blocks = whole_blocks(segment.substr(area->begin, area->end - area->begin));
  BIHUAN_TRY(const std::string cipher, sm4_ecb_encrypt(key, blocks));
  return std::string(segment.substr(0, area->begin)) + cipher +
         std::string(segment.substr(area->begin + blocks.size()));
}

}  // namespace bihuan::hj212
