// src/base/sm4.h - the SM4 block cipher (GB/T 32907-2016) on whole blocks.
#pragma once
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace bihuan {

inline constexpr std::size_t kSm4Block = 16;  // octets of a block, and of a key

using Sm4Key = std::array<unsigned char, kSm4Block>;

// ECB without padding, as HJ 212-2025 asks: equal blocks give equal ciphers, so this hides little; see there.
// Errors: kInvalidInput the size is no multiple of 16; kUnavailable the crypto library has no SM4.
Result<std::string> sm4_ecb_encrypt(const Sm4Key& key, std::string_view blocks);
Result<std::string> sm4_ecb_decrypt(const Sm4Key& key, std::string_view blocks);

}  // namespace bihuan
