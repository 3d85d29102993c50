// src/base/hmac.h - message authentication by HMAC-SHA-256 (RFC 2104), and how bytes become text: hex, base64.
#pragma once
#include <string>
#include <string_view>

namespace bihuan {

std::string hmac_sha256(std::string_view key, std::string_view bytes);  // 32 bytes

std::string to_hex(std::string_view bytes);  // small letters
// RFC 4648 section 4, with padding, on one line.
std::string to_base64(std::string_view bytes);

}  // namespace bihuan
