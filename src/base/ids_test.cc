#include "base/ids.h"

#include <gtest/gtest.h>

#include <type_traits>
#include <unordered_set>

namespace bihuan {
namespace {

static_assert(!std::is_convertible_v<PlanId, TargetId> && !std::is_constructible_v<PlanId, std::string>);

TEST(StrongId, RefusesWhatIsNoIdentity) {
  struct Case {
    std::string text;
    const char* message;
  };
  const Case cases[] = {
      {"", "计划编号不能为空"},
      {"a b", "计划编号“a b”中不能有空白或控制字符"},
      {"甲　乙", "计划编号“甲　乙”中不能有空白或控制字符"},
      {"a\x01", "计划编号“a ”中不能有空白或控制字符"},
      {"\xD6\xD0", "计划编号不是 UTF-8 文字"},
      {std::string(129, 'x'), "计划编号超过 128 字节"},
  };
  for (const Case& c : cases) {
    const Result<PlanId> got = PlanId::make(c.text, "计划编号");
    ASSERT_FALSE(got.has_value()) << c.text;
    EXPECT_EQ(got.error(), (Error{Code::kInvalidInput, c.message, ""}));
  }
  EXPECT_TRUE(PlanId::make(std::string(128, 'x')).has_value());
}

TEST(StrongId, ComparesAndHashesByText) {
  const PlanId a = *PlanId::make("城区-2024");
  EXPECT_EQ(a, *PlanId::make("城区-2024"));
  EXPECT_LT(*PlanId::make("a"), *PlanId::make("b"));
  EXPECT_EQ((std::unordered_set<PlanId>{a, a}.size()), 1u);
  EXPECT_TRUE(PlanId().empty());
}

}  // namespace
}  // namespace bihuan
