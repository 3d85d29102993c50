#include "server/limits.h"

#include <gtest/gtest.h>

namespace bihuan::server {
namespace {

TEST(Limits, DefaultsAreInRange) { EXPECT_TRUE(check(Limits{}).has_value()); }

TEST(Limits, TellWhichOneIsOut) {
  Limits limits;
  limits.workers = 0;
  const Status status = check(limits);
  ASSERT_FALSE(status.has_value());
  EXPECT_EQ(status.error(), (Error{Code::kInvalidInput, "服务器限值0超出范围，应在1至64之间。", "限值workers"}));
  limits = Limits{};
  limits.read_time = std::chrono::seconds(-5);
  EXPECT_EQ(check(limits).error().where, "限值read_time");
  limits = Limits{};
  limits.body_bytes = (std::size_t{1} << 30U) + 1;
  EXPECT_EQ(check(limits).error().where, "限值body_bytes");
}

}  // namespace
}  // namespace bihuan::server
