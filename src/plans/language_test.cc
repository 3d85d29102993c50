#include "plans/language.h"

#include <gtest/gtest.h>

#include <vector>

#include "plans/plan_test_language.h"

namespace bihuan::plans {
namespace {

TEST(Language, FindsTheLongestWordOfAClass) {
  const Language& words = test_language();
  EXPECT_EQ(words.longest(WordClass::kComparatorBefore, U"不超过30", 0).value, "<=");
  EXPECT_EQ(words.longest(WordClass::kComparatorBefore, U"不超过30", 1).value, ">");
  EXPECT_EQ(words.longest(WordClass::kMeasure, U"微克/立方米以下", 0).length, 6U);
  EXPECT_EQ(words.longest(WordClass::kMeasure, U"完成", 0).length, 0U);
  EXPECT_EQ(words.ending_at(WordClass::kUnitSuffix, U"市水利局", 4).length, 1U);
  EXPECT_EQ(words.whole(WordClass::kRoleLabel, U"牵头单位").value, "lead");
  EXPECT_EQ(words.whole(WordClass::kRoleLabel, U"牵头单").length, 0U);
  EXPECT_NE(words.classes_at(U"每月", 0) & Language::bit(WordClass::kPeriodWord), 0U);
  EXPECT_EQ(words.classes_at(U"", 0), 0U);
}

TEST(Language, FaultsNameTheFile) {
  const auto error_of = [](const char* text) {
    const std::vector<NamedText> files = {{"words.toml", text}};
    return load_language(files).error();
  };
  const Error unknown = error_of("[[words]]\nclass = \"verb\"\nwords = [\"a\"]\n");
  EXPECT_EQ(unknown.code, Code::kInvalidInput);
  EXPECT_EQ(unknown.message, "没有词类“verb”，词类见 docs/formats/plan-language.md");
  EXPECT_EQ(unknown.where.substr(0, 11), "words.toml:");
  const Error twice = error_of("[[words]]\nclass = \"counter\"\nwords = [\"个\", \"个\"]\n");
  EXPECT_EQ(twice.message, "词“个”在词类“counter”里出现了两次");
  const Error missing = error_of("[[words]]\nclass = \"counter\"\nwords = [\"个\"]\n");
  EXPECT_EQ(missing.code, Code::kNotFound);
  EXPECT_EQ(missing.message, "计划用语的词类“measure”一个词也没有，knowledge/plan-language 不完整");
  EXPECT_EQ(error_of("[[words]\n").code, Code::kInvalidInput);
}

}  // namespace
}  // namespace bihuan::plans
