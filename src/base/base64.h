// src/base/base64.h - bytes as text (RFC 4648): in JSON by section 4, with padding; in addresses by section 5, without.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"

namespace bihuan {

std::string to_base64(std::string_view bytes);
// Errors: kInvalidInput  a character that is none of the alphabet (line ends and blanks too), wrong padding
Result<std::string> from_base64(std::string_view text);

std::string to_base64url(std::string_view bytes);
// Errors: kInvalidInput  a character that is none of the alphabet (padding too), bits left over
Result<std::string> from_base64url(std::string_view text);

}  // namespace bihuan
