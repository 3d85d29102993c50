#include "notices/notice_rules.h"

#include <gmock/gmock.h>

#include "notices/testing/notice_samples.h"

namespace bihuan::notices {
namespace {

using testing::HasSubstr;

TEST(NoticeRules, TheLongestBeginningThatFitsCounts) {
  const NoticeRules rules = shipped_rules();
  EXPECT_EQ(rules.kind("case.level.red").name, "红灯");
  EXPECT_TRUE(rules.kind("case.level.red").is_immediate);
  EXPECT_EQ(rules.kind("case.level.reminder").name, "催办提醒");
  EXPECT_EQ(rules.kind("case.sign").name, "督办事项");
  EXPECT_EQ(rules.kind("casework").name, "其他") << "a beginning ends at a dot";
  EXPECT_EQ(rules.kind("").name, "其他");
}

TEST(NoticeRules, WhatIsWrongIsNamedWithItsLine) {
  const std::string good =
      "[knowledge]\n[retry]\nfirst_minutes = 1\nlongest_minutes = 60\n[limits]\nsends_a_round = 5\n";
  const std::pair<std::string, const char*> cases[] = {
      {good + "[[kind]]\nid = \"case\"\nname = \"督办\"\n", "要有一个id为空的类别"},
      {good + "[[kind]]\nid = \"\"\nname = \"甲\"\n[[kind]]\nid = \"\"\nname = \"乙\"\n", "写了两次"},
      {good + "[[kind]]\nid = \"\"\nname = \"甲\"\nurgent = true\n", "urgent"},
      {"[knowledge]\n[retry]\nfirst_minutes = 0\nlongest_minutes = 60\n[limits]\nsends_a_round = 5\n", "应在1至1440"},
  };
  for (const auto& [text, message] : cases) {
    const auto rules = load_notice_rules(text, "notices.toml");
    ASSERT_FALSE(rules.has_value()) << text;
    EXPECT_THAT(rules.error().message, HasSubstr(message));
    EXPECT_THAT(rules.error().where, HasSubstr("notices.toml"));
  }
}

}  // namespace
}  // namespace bihuan::notices
