#include "base/sm4.h"

#include <gtest/gtest.h>

namespace bihuan {
namespace {

// GB/T 32907-2016 appendix A: key and plain text are the same sixteen octets.
constexpr Sm4Key kKey = {0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF,
                         0xFE, 0xDC, 0xBA, 0x98, 0x76, 0x54, 0x32, 0x10};
const std::string kPlain(kKey.begin(), kKey.end());
const std::string kCipher = "\x68\x1E\xDF\x34\xD2\x06\x96\x5E\x86\xB3\xE9\x4F\x53\x6E\x42\x46";

TEST(Sm4, MatchesTheStandardsExamples) {  // CLAUSE: GB/T 32907-2016 appendix A
  EXPECT_EQ(*sm4_ecb_encrypt(kKey, kPlain), kCipher);
  EXPECT_EQ(*sm4_ecb_decrypt(kKey, kCipher), kPlain);
  EXPECT_EQ(*sm4_ecb_encrypt(kKey, kPlain + kPlain), kCipher + kCipher);
  EXPECT_EQ(*sm4_ecb_encrypt(kKey, ""), "");
}

TEST(Sm4, AThousandRoundsThereAndBack) {
  std::string block = kPlain;
  for (int i = 0; i < 1000; ++i) block = *sm4_ecb_encrypt(kKey, block);
  for (int i = 0; i < 1000; ++i) block = *sm4_ecb_decrypt(kKey, block);
  EXPECT_EQ(block, kPlain);
}

TEST(Sm4, RefusesPartsOfABlock) {
  const Result<std::string> got = sm4_ecb_encrypt(kKey, "123456789012345");
  ASSERT_FALSE(got.has_value());
  EXPECT_EQ(got.error().code, Code::kInvalidInput);
  EXPECT_EQ(got.error().message, "SM4按16字节一块加密，长度应为16的倍数");
}

}  // namespace
}  // namespace bihuan
