#include "server/previews.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace bihuan::server {
namespace {

using std::chrono::seconds;

// A steady clock that is moved by hand.
struct Hand {
  Previews::Ticks now{};
  std::function<Previews::Ticks()> reader() {
    return [this] { return now; };
  }
};

Limits small() {
  Limits limits;
  limits.previews = 3;
  limits.preview_bytes = 100;
  limits.preview_life = seconds(60);
  return limits;
}

TEST(Previews, KeepAnUploadUntilItIsDropped) {
  Hand hand;
  Previews previews(small(), hand.reader());
  const std::string token = *previews.put({"a.txt", "bytes", "p0001"});
  EXPECT_EQ(token.size(), 32U);
  ASSERT_TRUE(previews.find(token).has_value());
  EXPECT_EQ(previews.find(token)->bytes, "bytes");
  EXPECT_EQ(previews.find(token)->plan_id, "p0001");
  previews.drop(token);
  const Result<Upload> gone = previews.find(token);
  ASSERT_FALSE(gone.has_value());
  EXPECT_EQ(gone.error(), (Error{Code::kNotFound, "预览已过期或已被接受，请重新上传文件。", "token"}));
  previews.drop(token);
  EXPECT_EQ(previews.size(), 0U);
}

TEST(Previews, ForgetInTime) {
  Hand hand;
  Previews previews(small(), hand.reader());
  const std::string token = *previews.put({"a.txt", "x", ""});
  hand.now += seconds(59);
  EXPECT_TRUE(previews.find(token).has_value()) << "one second before its end";
  hand.now += seconds(1);
  EXPECT_FALSE(previews.find(token).has_value()) << "at its end";
}

TEST(Previews, ForgetTheOldestWhenThereAreTooMany) {
  Hand hand;
  Previews previews(small(), hand.reader());
  std::vector<std::string> tokens;
  for (int i = 0; i < 4; ++i) {
    tokens.push_back(*previews.put({"a.txt", "x", ""}));
    hand.now += seconds(1);
  }
  EXPECT_FALSE(previews.find(tokens[0]).has_value());
  for (int i = 1; i < 4; ++i) EXPECT_TRUE(previews.find(tokens[static_cast<std::size_t>(i)]).has_value()) << i;
}

TEST(Previews, ForgetTheOldestWhenTheyAreTooLarge) {
  Hand hand;
  Previews previews(small(), hand.reader());
  const std::string first = *previews.put({"a.txt", std::string(60, 'x'), ""});
  hand.now += seconds(1);
  const std::string second = *previews.put({"b.txt", std::string(40, 'x'), ""});
  EXPECT_TRUE(previews.find(first).has_value()) << "together exactly the limit";
  hand.now += seconds(1);
  const std::string third = *previews.put({"c.txt", "x", ""});
  EXPECT_FALSE(previews.find(first).has_value());
  EXPECT_TRUE(previews.find(second).has_value());
  EXPECT_TRUE(previews.find(third).has_value());
}

TEST(Previews, RefuseWhatNeverFits) {
  Previews previews(small());
  const Result<std::string> token = previews.put({"big.txt", std::string(101, 'x'), ""});
  ASSERT_FALSE(token.has_value());
  EXPECT_EQ(token.error(), (Error{Code::kInvalidInput, "文件太大，无法预览。", "big.txt"}));
}

TEST(Previews, GiveTokensThatDoNotRepeat) {
  Limits limits = small();
  limits.previews = 1000;
  limits.preview_bytes = 100000;
  Previews previews(limits);
  std::set<std::string> tokens;
  for (int i = 0; i < 500; ++i) tokens.insert(*previews.put({"a", "x", ""}));
  EXPECT_EQ(tokens.size(), 500U);
}

}  // namespace
}  // namespace bihuan::server
