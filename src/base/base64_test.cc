#include "base/base64.h"

#include <gtest/gtest.h>

namespace bihuan {
namespace {

struct Row {
  const char* bytes;
  const char* text;
};
// RFC 4648 section 10.
constexpr Row kRows[] = {{"", ""},
                         {"f", "Zg=="},
                         {"fo", "Zm8="},
                         {"foo", "Zm9v"},
                         {"foob", "Zm9vYg=="},
                         {"fooba", "Zm9vYmE="},
                         {"foobar", "Zm9vYmFy"}};

TEST(Base64, TheStandardsExamplesBothWays) {
  for (const Row& row : kRows) {
    EXPECT_EQ(to_base64(row.bytes), row.text);
    const Result<std::string> bytes = from_base64(row.text);
    ASSERT_TRUE(bytes.has_value()) << row.text;
    EXPECT_EQ(*bytes, row.bytes);
  }
}

TEST(Base64, AllBytesComeBack) {
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  EXPECT_EQ(from_base64(to_base64(all)), all);
}

TEST(Base64, RefusesWhatIsNone) {
  for (const char* text : {"Zg", "Zg=", "Zg===", "Z", "Zm9v\n", " Zm9v", "Zm9-", "Zh==", "汉字==", "Zm9vZg==Zm9v"}) {
    EXPECT_FALSE(from_base64(text).has_value()) << text;
  }
}

TEST(Base64Url, HasItsOwnAlphabetAndNoPadding) {
  EXPECT_EQ(to_base64url("\xfb\xff\xfe"), "-__-");
  EXPECT_EQ(to_base64url("f"), "Zg");
  for (const Row& row : kRows) EXPECT_EQ(from_base64url(to_base64url(row.bytes)), row.bytes);
  for (const char* text : {"Zg==", "Z", "-_+-", "Zm9v\n", " Zm9v", "Zh", "Zm9v.Zg", "汉字"}) {
    EXPECT_FALSE(from_base64url(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace bihuan
