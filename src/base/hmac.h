// src/base/hmac.h - message authentication by HMAC-SHA-256 (RFC 2104), and bytes as hex.
#pragma once
#include <string>
#include <string_view>

namespace bihuan {

std::string hmac_sha256(std::string_view key, std::string_view bytes);  // 32 bytes

std::string to_hex(std::string_view bytes);  // small letters
// PRECONDITION: `hex` is what to_hex makes.
std::string from_hex(std::string_view hex);

}  // namespace bihuan
