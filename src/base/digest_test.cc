#include "base/digest.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <array>
#include <random>

namespace bihuan {
namespace {

// GB/T 32905-2016 appendix A.1 and A.2.
constexpr char kSm3Abc[] = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";
constexpr char kSm3Abcd16[] = "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732";
// FIPS 180-2 appendix B.1, and the digest of nothing.
constexpr char kShaAbc[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
constexpr char kShaEmpty[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

TEST(Digest, MatchesTheStandardsExamples) {  // CLAUSE: GB/T 32905-2016 appendix A
  std::string abcd;
  for (int i = 0; i < 16; ++i) abcd += "abcd";
  EXPECT_EQ(sm3_hex("abc"), kSm3Abc);
  EXPECT_EQ(sm3_hex(abcd), kSm3Abcd16);
  EXPECT_EQ(sha256_hex("abc"), kShaAbc);
  EXPECT_EQ(sha256_hex(""), kShaEmpty);
}

TEST(Digest, PiecesGiveTheSameAndFinishStartsAgain) {
  Digest digest(DigestKind::kSm3);
  digest.update("a");
  digest.update("");
  digest.update("bc");
  EXPECT_EQ(digest.finish_hex(), kSm3Abc);
  digest.update("abc");
  Digest moved = std::move(digest);
  EXPECT_EQ(moved.finish_hex(), kSm3Abc);
}

std::string sm3_of_openssl(std::string_view bytes) {
  std::array<unsigned char, 32> digest;
  EXPECT_EQ(EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sm3(), nullptr), 1);
  std::string hex;
  for (const unsigned char byte : digest) {
    hex += "0123456789abcdef"[byte >> 4];
    hex += "0123456789abcdef"[byte & 15];
  }
  return hex;
}

TEST(Digest, IsThatOfAnotherLibraryForEveryLengthAndCut) {
  std::mt19937 random(1);
  std::string bytes;
  for (int length = 0; length < 400; ++length, bytes += static_cast<char>(random())) {
    const std::string wanted = sm3_of_openssl(bytes);
    ASSERT_EQ(sm3_hex(bytes), wanted) << length;
    const std::size_t cut = random() % (bytes.size() + 1);
    Digest digest(DigestKind::kSm3);
    digest.update(std::string_view(bytes).substr(0, cut));
    digest.update(std::string_view(bytes).substr(cut));
    ASSERT_EQ(digest.finish_hex(), wanted) << length << " " << cut;
  }
}

}  // namespace
}  // namespace bihuan
