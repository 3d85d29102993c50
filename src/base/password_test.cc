#include "base/password.h"

#include <gtest/gtest.h>
#include <sodium.h>

#include <set>

namespace bihuan {
namespace {

TEST(Password, KeepsItsCostAndSaltInTheStoredText) {
  Argon2Hasher hasher;
  const std::string first = *hasher.hash("云溪-Abc123"), second = *hasher.hash("云溪-Abc123");
  EXPECT_EQ(first.rfind("$argon2id$v=19$m=19456,t=2,p=1$", 0), 0U) << first;
  EXPECT_NE(first, second) << "each has its own salt";
  EXPECT_TRUE(hasher.is_met(first, "云溪-Abc123"));
  EXPECT_TRUE(hasher.is_met(second, "云溪-Abc123"));
  EXPECT_FALSE(hasher.is_met(first, "云溪-Abc124"));
  EXPECT_FALSE(hasher.is_met(first, ""));
}

TEST(Password, AnotherImplementationAgrees) {
  // Made by libsodium, which stored the hashes of earlier folders; and it reads ours.
  ASSERT_GE(sodium_init(), 0);
  std::string other(crypto_pwhash_STRBYTES, '\0');
  ASSERT_EQ(crypto_pwhash_str_alg(other.data(), "云溪", 6, 2, 64 * 1024, crypto_pwhash_ALG_ARGON2ID13), 0);
  other.resize(other.find('\0'));
  Argon2Hasher hasher({.memory_kib = 64, .passes = 2});
  EXPECT_TRUE(hasher.is_met(other, "云溪")) << other;
  EXPECT_FALSE(hasher.is_met(other, "云溪 "));
  const std::string own = *hasher.hash("云溪");
  EXPECT_EQ(crypto_pwhash_str_verify(own.c_str(), "云溪", 6), 0) << own;
  EXPECT_EQ(own.size(), other.size());
}

TEST(Password, ReadsHashesOfAnotherCost) {
  Argon2Hasher cheap({.memory_kib = 64, .passes = 1}), usual;
  EXPECT_TRUE(usual.is_met(*cheap.hash("x"), "x"));
}

TEST(Password, BrokenHashesAreMetByNothing) {
  Argon2Hasher hasher({.memory_kib = 64, .passes = 1});
  for (const char* broken : {"", "x", "$argon2id$", "$argon2id$v=19$m=64,t=1,p=1$$", "plain",
                             "$argon2id$v=19$m=4294967295,t=1,p=1$c29tZXNhbHRzb21l$c29tZXNhbHRzb21lc29tZQ",
                             "$argon2id$v=19$m=64,t=0,p=1$c29tZXNhbHRzb21l$c29tZXNhbHRzb21lc29tZQ"}) {
    EXPECT_FALSE(hasher.is_met(broken, "")) << broken;
    EXPECT_FALSE(hasher.is_met(broken, broken)) << broken;
  }
  EXPECT_FALSE(hasher.is_met(std::string(4096, '$'), "x"));
}

TEST(RandomToken, IsLongAndNeverTheSame) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string token = random_token();
    EXPECT_EQ(token.size(), 43U);
    EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
              std::string::npos);
    EXPECT_TRUE(seen.insert(token).second);
  }
}

TEST(ConstantTime, ComparesWholeTexts) {
  EXPECT_TRUE(are_equal_in_constant_time("abc", "abc"));
  EXPECT_TRUE(are_equal_in_constant_time("", ""));
  EXPECT_FALSE(are_equal_in_constant_time("abc", "abd"));
  EXPECT_FALSE(are_equal_in_constant_time("abc", "ab"));
}

}  // namespace
}  // namespace bihuan
