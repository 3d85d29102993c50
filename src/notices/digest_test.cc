#include "notices/digest.h"

#include <gmock/gmock.h>

#include "base/text.h"
#include "notices/testing/notice_samples.h"

namespace bihuan::notices {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

const Instant kMorning = at("2024-09-30", "08:00");

Digest of(const std::vector<records::Notice>& notices, const std::string& link = "") {
  return make_digest(shipped_rules(), notices, link, kMorning);
}

TEST(Digest, GroupsByKindInTheOrderOfTheRules) {
  std::vector<records::Notice> notices{notice("case.assign", "交办：清理石滩河漂浮物"),
                                       notice("case.level.red", "红灯：青柳水源地围网"),
                                       notice("case.assign", "交办：涵闸鉴定")};
  notices[1].due = Date(2024, 9, 28);
  const Digest digest = of(notices, "https://desk.example");
  EXPECT_EQ(digest.subject, "【闭环】9月30日通知摘要：3条");
  EXPECT_EQ(plain_text(digest, 4000),
            "致：河湖科\n共3条通知\n\n"
            "■ 红灯（1条）\n1. 红灯：青柳水源地围网（期限2024年9月28日）\n\n"
            "■ 督办事项（2条）\n1. 交办：清理石滩河漂浮物\n2. 交办：涵闸鉴定\n\n"
            "查看：https://desk.example\n");
  EXPECT_EQ(short_text(digest), "您有3条通知：红灯1条、督办事项2条。请登录系统查看。");
}

TEST(Digest, ASingleNoticeSaysItself) {
  std::vector<records::Notice> one{notice("case.level.red", "红灯：青柳水源地围网")};
  one[0].due = Date(2024, 9, 28);
  EXPECT_EQ(of(one).subject, "【闭环】红灯：青柳水源地围网");
  EXPECT_EQ(short_text(of(one)), "红灯：青柳水源地围网（期限2024年9月28日）");
}

TEST(Digest, ATitleCannotBreakOutOfItsLine) {
  const std::vector<records::Notice> notices{notice("case.assign", "甲\r\n■ 红灯（9条）\n1. 假的"),
                                             notice("case.assign", "[点我](http://evil.example) <@all> `x` # *y*")};
  EXPECT_THAT(plain_text(of(notices), 4000), Not(HasSubstr("\n1. 假的")));
  const std::string text = markdown(of(notices), 4000);
  EXPECT_THAT(text, AllOf(Not(HasSubstr("[")), Not(HasSubstr("<")), Not(HasSubstr("`")), Not(HasSubstr("@")),
                          Not(HasSubstr("*"))));
  EXPECT_THAT(text, HasSubstr("［点我］(http://evil.example) ＜＠all＞"));
}

TEST(Digest, WhatDoesNotFitIsCounted) {
  std::vector<records::Notice> notices;
  for (int i = 0; i < 200; ++i) notices.push_back(notice("case.assign", "第" + std::to_string(i) + "件需要办理的事项"));
  for (const std::size_t most : {400U, 1000U, 4096U}) {
    const std::string text = markdown(of(notices, "https://desk.example"), most);
    EXPECT_LE(text.size(), most);
    EXPECT_FALSE(first_invalid_utf8(text)) << "no character is cut";
    std::size_t shown = 0;
    while (text.find("第" + std::to_string(shown) + "件") != std::string::npos) ++shown;
    EXPECT_GT(shown, 0U) << most;
    EXPECT_THAT(text, HasSubstr("另有" + std::to_string(200 - shown) + "条"));
    EXPECT_THAT(text, EndsWith("查看：https://desk.example\n\n"));
  }
  EXPECT_THAT(plain_text(of(notices), 64'000), Not(HasSubstr("另有")));
}

}  // namespace
}  // namespace bihuan::notices
