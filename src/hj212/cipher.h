// src/hj212/cipher.h - the data area under SM4 (HJ 212-2025 6.4).
//
// Whole blocks of 16 octets between "CP=&&" and the closing "&&" are encrypted (ECB, no padding), the rest stays plain.
// The check value is that of the plain segment. On the wire there are two forms: raw octets, for which LLLL is exact
// and which may hold CR LF, ## or &&; and the text {0xE4,0x3E,...} as the standard prints it. Confidence: raw form good
// (the printed lengths fit it alone); text form seen in two implementations.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/sm4.h"

namespace bihuan::hj212 {

// Device to host: CN 2000-2999, 1014, 3020.
bool is_encrypted_command(std::string_view cn);

// Could the area of `segment` be a cipher: Flag says 2025, CN is one of those, and the area is no plain text?
bool looks_encrypted(std::string_view segment);

struct Deciphered {
  std::string segment;  // plain
  int generation = 1;   // 1: the newest key
  bool was_text = false;
};

// Tries `keys` until the plain segment has the check value `crc`. None where no key fits (a wrong one passes in 1 of
// 256 cases, so the plain area must be text as well).
std::optional<Deciphered> decipher(std::string_view segment, std::uint16_t crc, std::span<const Sm4Key> keys);

// The segment with its area encrypted, as raw octets. Errors: kInvalidInput there is no area; those of sm4_ecb_encrypt.
Result<std::string> encipher(std::string_view segment, const Sm4Key& key);

}  // namespace bihuan::hj212
