#include "base/totp.h"

#include <gtest/gtest.h>

namespace bihuan {
namespace {

// RFC 6238, appendix B: the table of test values, keys of 20, 32 and 64 bytes.
struct TotpCase {
  std::int64_t seconds;
  const char* sha1;
  const char* sha256;
  const char* sha512;
};
constexpr TotpCase kTotpCases[] = {
    {59, "94287082", "46119246", "90693936"},         {1111111109, "07081804", "68084774", "25091201"},
    {1111111111, "14050471", "67062674", "99943326"}, {1234567890, "89005924", "91819424", "93441116"},
    {2000000000, "69279037", "90698825", "38618901"}, {20000000000, "65353130", "77737706", "47863826"},
};
const std::string kDigits = "1234567890";
std::string key_of(std::size_t size) {
  std::string key;
  while (key.size() < size) key += kDigits;
  return key.substr(0, size);
}

TEST(Totp, MatchesTheTableOfTheRfc) {  // CLAUSE: RFC 6238 appendix B
  for (const TotpCase& one : kTotpCases) {
    const std::int64_t step = totp_step({one.seconds});
    EXPECT_EQ(totp_code(key_of(20), step, {.digits = 8}), one.sha1) << one.seconds;
    EXPECT_EQ(totp_code(key_of(32), step, {.digits = 8, .digest = TotpDigest::kSha256}), one.sha256) << one.seconds;
    EXPECT_EQ(totp_code(key_of(64), step, {.digits = 8, .digest = TotpDigest::kSha512}), one.sha512) << one.seconds;
  }
}

TEST(Totp, TakesTheStepsBesideItAndEachCodeOnce) {
  const std::string key = key_of(20);
  const Instant at{1111111109};
  const std::int64_t now = totp_step(at);
  for (std::int64_t away = -2; away <= 2; ++away) {
    const auto matched = match_totp(key, totp_code(key, now + away), at, 0);
    if (away < -1 || away > 1) {
      EXPECT_FALSE(matched.has_value()) << away;
    } else {
      EXPECT_EQ(matched, now + away) << away;
    }
  }
  EXPECT_FALSE(match_totp(key, totp_code(key, now), at, now).has_value()) << "used already";
  EXPECT_TRUE(match_totp(key, totp_code(key, now + 1), at, now).has_value());
  EXPECT_FALSE(match_totp(key, "", at, 0).has_value());
  EXPECT_FALSE(match_totp(key, "12345", at, 0).has_value());
}

// RFC 4648, 10: test vectors, padding left out.
TEST(Base32, MatchesTheTableOfTheRfc) {
  const std::pair<const char*, const char*> cases[] = {{"", ""},           {"f", "MY"},         {"fo", "MZXQ"},
                                                       {"foo", "MZXW6"},   {"foob", "MZXW6YQ"}, {"fooba", "MZXW6YTB"},
                                                       {"foobar", "MZXW6YTBOI"}};
  for (const auto& [bytes, text] : cases) {
    EXPECT_EQ(to_base32(bytes), text);
    EXPECT_EQ(*from_base32(text), bytes);
  }
  EXPECT_EQ(*from_base32("mzxw 6ytb oi"), "foobar");
  EXPECT_EQ(from_base32("MZX1").error().message, "密钥应为字母A至Z和数字2至7");
}

}  // namespace
}  // namespace bihuan
