#include "base/totp.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "base/password.h"

namespace bihuan {
namespace {

constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

const EVP_MD* digest_of(TotpDigest digest) {
  switch (digest) {
    case TotpDigest::kSha1:
      return EVP_sha1();
    case TotpDigest::kSha256:
      return EVP_sha256();
    case TotpDigest::kSha512:
      return EVP_sha512();
  }
  return EVP_sha1();
}

}  // namespace

std::int64_t totp_step(Instant at, const TotpRule& rule) { return at.seconds / rule.step; }

std::string totp_code(std::string_view key, std::int64_t step, const TotpRule& rule) {
  std::array<unsigned char, 8> counter{};
  for (std::size_t i = 0; i < counter.size(); ++i) {
    counter[i] = static_cast<unsigned char>(static_cast<std::uint64_t>(step) >> (8 * (counter.size() - 1 - i)));
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned int size = 0;
  HMAC(digest_of(rule.digest), key.data(), static_cast<int>(key.size()), counter.data(), counter.size(), mac.data(),
       &size);
  const std::size_t offset = mac[size - 1] & 0x0fU;
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number = number << 8U | mac[offset + i];
  number &= 0x7fffffffU;
  std::uint32_t range = 1;
  for (int i = 0; i < rule.digits; ++i) range *= 10;
  std::string code = std::to_string(number % range);
  code.insert(0, static_cast<std::size_t>(rule.digits) - code.size(), '0');
  return code;
}

std::optional<std::int64_t> match_totp(std::string_view key, std::string_view code, Instant at, std::int64_t last_used,
                                       const TotpRule& rule) {
  const std::int64_t now = totp_step(at, rule);
  std::optional<std::int64_t> matched;
  for (const std::int64_t step : {now - 1, now, now + 1}) {
    // All three are computed, whichever fits.
    const bool fits = are_equal_in_constant_time(totp_code(key, step, rule), code);
    if (fits && step > last_used && !matched) matched = step;
  }
  return matched;
}

std::string to_base32(std::string_view bytes) {
  std::string text;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : bytes) {
    bits = bits << 8U | static_cast<unsigned char>(c);
    count += 8;
    while (count >= 5) {
      text.push_back(kBase32[bits >> static_cast<unsigned>(count - 5) & 31U]);
      count -= 5;
    }
    bits &= (1U << static_cast<unsigned>(count)) - 1;
  }
  if (count > 0) text.push_back(kBase32[bits << static_cast<unsigned>(5 - count) & 31U]);
  return text;
}

Result<std::string> from_base32(std::string_view text) {
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    if (c == ' ' || c == '-') continue;
    const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    const std::size_t value = kBase32.find(upper);
    if (value == std::string_view::npos) return fail(Code::kInvalidInput, "密钥应为字母A至Z和数字2至7", "密钥");
    bits = bits << 5U | static_cast<std::uint32_t>(value);
    count += 5;
    if (count >= 8) {
      bytes.push_back(static_cast<char>(bits >> static_cast<unsigned>(count - 8) & 0xffU));
      count -= 8;
    }
    bits &= (1U << static_cast<unsigned>(count)) - 1;
  }
  return bytes;
}

}  // namespace bihuan
