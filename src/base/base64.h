// src/base/base64.h - bytes in JSON (RFC 4648 section 4, with padding).
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"

namespace bihuan {

std::string to_base64(std::string_view bytes);
// Errors: kInvalidInput  a character that is none of the alphabet (line ends and blanks too), wrong padding
Result<std::string> from_base64(std::string_view text);

}  // namespace bihuan
