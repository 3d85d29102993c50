#include "assessment/internal/plain_steps.h"

#include <gtest/gtest.h>

#include <string>

namespace bihuan::assessment::internal {
namespace {

TEST(PlainSteps, AreThoseOfTheNumber) {
  struct Case {
    const char* text;
    std::int32_t want;
  };
  for (const Case& one : {Case{"0", 0},
                          {"7", 700'000},
                          {"9999", 999'900'000},
                          {"9999.99999", 999'999'999},
                          {"0.5", 50'000},
                          {"12.5", 1'250'000},
                          {"1.25", 125'000},
                          {"0.00001", 1},
                          {"007", 700'000}}) {
    EXPECT_EQ(steps_of_any(one.text), one.want) << one.text;
  }
  for (const char* text : {".5", "5.", "-1", "+1", "1e3", "1,5", " 1", "1 ", "10000", "0.000001", "1.2.3", ".", "/",
                           ":", "12345678901234567890"}) {
    EXPECT_LT(steps_of_any(text), 0) << text;
  }
}

// Every text of up to four of these characters: the digits, their neighbours, marks of numbers, octets of Chinese.
TEST(PlainSteps, OfShortTextsAreTheSameAllAtOnce) {
  const std::string characters("0123456789./:-+ ,e\xE4\xFF\x80\x7F\0\xB9", 24);
  std::string text;
  int numbers = 0;
  const auto look = [&](const auto& self) -> void {
    if (!text.empty()) {
      for (const char* behind : {"........", "00000000", ",1\n23456"}) {
        const std::string memory = text + behind;
        const std::string_view own = std::string_view(memory).substr(0, text.size());
        const std::int32_t want = steps_of_any(own);
        ASSERT_EQ(plain_steps(own, memory.data() + memory.size()), want) << text << behind;
        numbers += want >= 0 ? 1 : 0;
      }
    }
    if (text.size() == 4) return;
    for (const char character : characters) {
      text += character;
      self(self);
      text.pop_back();
    }
  };
  look(look);
  // 10 + 100 + 1000 + 10000 whole ones; 100 + 2 * 1000 with a point in three and four characters.
  EXPECT_EQ(numbers, 3 * (11'110 + 2'100));
}

}  // namespace
}  // namespace bihuan::assessment::internal
