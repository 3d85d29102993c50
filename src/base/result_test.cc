#include "base/result.h"

#include <gtest/gtest.h>

#include <set>

namespace bihuan {
namespace {

Result<int> half(int n) {
  if (n % 2 != 0) return fail(Code::kInvalidInput, "不是偶数", "第 1 行");
  return n / 2;
}

Status is_even(int n) {
  BIHUAN_TRY([[maybe_unused]] const int unused, half(n));
  return {};
}

Result<int> quarter(int n) {
  BIHUAN_CHECK(is_even(n));
  BIHUAN_TRY(const int once, half(n));
  BIHUAN_TRY(const int twice, half(once));
  return twice;
}

TEST(Result, TryHandsValuesAndErrorsUp) {
  EXPECT_EQ(quarter(12), 3);
  const Error odd{Code::kInvalidInput, "不是偶数", "第 1 行"};
  ASSERT_FALSE(quarter(6).has_value());
  EXPECT_EQ(quarter(6).error(), odd);
  EXPECT_EQ(quarter(5).error(), odd);
}

TEST(Code, NamesAreTold) {
  std::set<std::string_view> names;
  for (const Code code : {Code::kInvalidInput, Code::kNotFound, Code::kConflict, Code::kNotCovered,
                          Code::kInsufficientData, Code::kCorrupt, Code::kUnavailable})
    names.insert(to_string(code));
  EXPECT_EQ(names, (std::set<std::string_view>{"invalid_input", "not_found", "conflict", "not_covered",
                                               "insufficient_data", "corrupt", "unavailable"}));
}

}  // namespace
}  // namespace bihuan
