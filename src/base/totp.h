// src/base/totp.h - one-time passwords by time (RFC 6238) over HMAC-SHA-1, as authenticator apps make them.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace bihuan {

enum class TotpDigest { kSha1, kSha256, kSha512 };

struct TotpRule {
  int digits = 6;               // 6 .. 8
  std::int64_t step = 30;       // seconds
  TotpDigest digest = TotpDigest::kSha1;  // most apps know no other
};

// The number of the step in which `at` lies. PRECONDITION: at is not before 1970.
std::int64_t totp_step(Instant at, const TotpRule& rule = {});
// The code of a step, with leading zeros. `key` is raw bytes. Source: RFC 6238 4.2, RFC 4226 5.3
std::string totp_code(std::string_view key, std::int64_t step, const TotpRule& rule = {});

// The step that `code` belongs to: that of `at`, the one before or the one after, and above `last_used` (a code counts
// once). None: it does not fit.
std::optional<std::int64_t> match_totp(std::string_view key, std::string_view code, Instant at, std::int64_t last_used,
                                       const TotpRule& rule = {});

// Base32 (RFC 4648) without padding, as apps take keys by hand.
std::string to_base32(std::string_view bytes);
// Small letters and blanks are taken too. Errors: kInvalidInput
Result<std::string> from_base32(std::string_view text);

}  // namespace bihuan
