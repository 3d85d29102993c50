#include "records/rights.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <initializer_list>

#include "base/files.h"
#include "records/account_policy.h"

namespace bihuan::records {
namespace {

std::string rights_text(const std::string& name) {
  return *read_file(std::string(BIHUAN_SOURCE_DIR) + "/knowledge/office/" + name, 1U << 20U);
}

Actor with(std::vector<DeskRole> roles, std::vector<Seat> seats = {}) {
  Actor actor;
  actor.name = "某人";
  actor.roles = std::move(roles);
  actor.seats = std::move(seats);
  return actor;
}

TEST(Rights, AScopeOfOwnNeedsASeatInTheUnit) {
  const Rights rights = *load_rights(R"([[right]]
id = "sheet.write"
title = "填报"
all = ["office"]
own = ["section", "branch"]
)",
                                     "r.toml");
  const Seat water{"水科", Post::kClerk, ""};
  const Seat as_deputy{"东分局", Post::kHead, "h000009"};
  EXPECT_TRUE(rights.has_right(with({DeskRole::kOffice}), "sheet.write", "水科"));
  EXPECT_TRUE(rights.has_right(with({DeskRole::kOffice}), "sheet.write"));
  EXPECT_TRUE(rights.has_right(with({DeskRole::kSection}, {water}), "sheet.write", "水科"));
  EXPECT_FALSE(rights.has_right(with({DeskRole::kSection}, {water}), "sheet.write", "东分局"));
  EXPECT_FALSE(rights.has_right(with({DeskRole::kSection}, {water}), "sheet.write")) << "what is no unit's is not his";
  EXPECT_TRUE(rights.has_right(with({DeskRole::kSection}, {water, as_deputy}), "sheet.write", "东分局"));
  EXPECT_FALSE(rights.has_right(with({DeskRole::kReader}, {water}), "sheet.write", "水科"));
  EXPECT_FALSE(rights.has_right(with({DeskRole::kOffice}), "sheet.burn")) << "an unknown right is nobody's";
  EXPECT_EQ(rights.scope_of(with({DeskRole::kSection, DeskRole::kOffice}), "sheet.write"), Scope::kAll);
  EXPECT_FALSE(Rights().has_right(with({DeskRole::kOffice}), "sheet.write"));
}

TEST(Rights, BadTablesAreRefusedWithTheirLine) {
  const std::pair<const char*, const char*> cases[] = {
      {"[[right]]\nid=\"a\"\ntitle=\"b\"\nall=[\"king\"]\nown=[]\n", "king"},
      {"[[right]]\nid=\"a\"\ntitle=\"b\"\nall=[\"office\"]\nown=[\"office\"]\n", "权限“a”中角色office出现了两次"},
      {"[[right]]\nid=\"a\"\ntitle=\"b\"\nall=[]\nown=[]\n[[right]]\nid=\"a\"\ntitle=\"b\"\nall=[]\nown=[]\n",
       "权限“a”写了两次"},
      {"[[right]]\nid=\"a\"\ntitle=\"b\"\nall=[]\n", "own"},
      {"[[right]]\nid=\"a\"\ntitle=\"b\"\nall=[]\nown=[]\nmore=1\n", "more"},
  };
  for (const auto& [text, part] : cases) {
    const Result<Rights> refused = load_rights(text, "r.toml");
    ASSERT_FALSE(refused.has_value()) << text;
    EXPECT_EQ(refused.error().code, Code::kInvalidInput);
    EXPECT_NE(refused.error().message.find(part), std::string::npos) << refused.error().message;
    EXPECT_EQ(refused.error().where.rfind("r.toml:", 0), 0U) << refused.error().where;
  }
}

TEST(Rights, ShippedTableKeepsAdministratorsFromTheBureausBusiness) {
  const Result<Rights> rights = load_rights(rights_text("rights.toml"), "rights.toml");
  ASSERT_TRUE(rights.has_value()) << rights.error().message << rights.error().where;
  for (const Right& right : rights->all()) {
    EXPECT_FALSE(right.roles.empty()) << right.id << " is nobody's";
    // What administrators keep, and what they share with the bureau: who sits where, what is to be destroyed, what is
    // told to them.
    const bool is_of_accounts =
        std::ranges::any_of(std::initializer_list<std::string_view>{"account.", "people.", "organisation.", "deputy.",
                                                                    "journal.", "channel.", "adjustment.", "notice.",
                                                                    "observation.kept", "observation.drop"},
                            [&](std::string_view family) { return right.id.starts_with(family); });
    for (const auto& [role, scope] : right.roles) {
      if (is_administrator(role)) {
        EXPECT_TRUE(is_of_accounts) << right.id;
      }
      if (right.id.rfind("account.", 0) == 0) {
        EXPECT_TRUE(is_administrator(role)) << right.id;
      }
    }
  }
}

TEST(AccountPolicy, ShippedProfilesLoad) {
  const Result<AccountPolicy> mlps3 =
      load_account_policy(rights_text("account-policy.toml"), "p.toml", "mlps3", "three");
  ASSERT_TRUE(mlps3.has_value()) << mlps3.error().message << mlps3.error().where;
  EXPECT_EQ(mlps3->min_classes, 3);
  EXPECT_EQ(mlps3->warning, "");
  const Result<AccountPolicy> asvs =
      load_account_policy(rights_text("account-policy.toml"), "p.toml", "asvs", "small_bureau");
  ASSERT_TRUE(asvs.has_value());
  EXPECT_EQ(asvs->min_length, 8);
  EXPECT_EQ(asvs->min_classes, 0);
  EXPECT_EQ(asvs->expiry_days, 0);
  EXPECT_NE(asvs->warning, "") << "a merger is never silent";
  EXPECT_EQ(load_account_policy(rights_text("account-policy.toml"), "p.toml", "none", "three").error(),
            (Error{Code::kNotFound, "没有名为“none”的账户策略，可选：mlps3、asvs", "账户策略"}));
}

struct PasswordCase {
  const char* profile;
  const char* password;
  const char* message;  // "" = good
};
constexpr PasswordCase kPasswords[] = {
    {"mlps3", "Qinghe-2031", ""},
    {"mlps3", "Qing-2031", "口令太短，应不少于10个字符"},
    {"mlps3", "", "口令太短，应不少于10个字符"},
    {"mlps3", "qingheshui2031", "口令应至少包含小写字母、大写字母、数字、其他字符中的3类"},
    {"mlps3", "水清岸绿鱼翔浅底Ab", ""},  // ten characters, not bytes
    {"mlps3", "Zhoumin-2031", "口令不能包含登录名"},
    {"asvs", "P@ssw0rd", "这个口令太常见，请换一个"},
    {"asvs", "correct horse battery staple", ""},
    {"asvs", "seven77", "口令太短，应不少于8个字符"},
    {"asvs", "\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8", "口令不是有效的文字"},
};
TEST(AccountPolicy, SaysWhatAPasswordLacks) {
  for (const PasswordCase& one : kPasswords) {
    const AccountPolicy policy =
        *load_account_policy(rights_text("account-policy.toml"), "p.toml", one.profile, "three");
    const Status status = check_password(policy, one.password, "zhoumin");
    EXPECT_EQ(status.has_value() ? "" : status.error().message, one.message) << one.profile << " " << one.password;
  }
  const AccountPolicy asvs = *load_account_policy(rights_text("account-policy.toml"), "p.toml", "asvs", "three");
  EXPECT_TRUE(check_password(asvs, std::string(128, 'x'), "zhoumin").has_value());
  EXPECT_EQ(check_password(asvs, std::string(129, 'x'), "zhoumin").error().message, "口令太长，应不超过128字节");
}

// Every pair of roles, in both separations: the administrators exclude each other and all others.
TEST(AccountPolicy, ThreeAdministratorsAreThreePersons) {
  for (const char* separation : {"three", "small_bureau"}) {
    const AccountPolicy policy =
        *load_account_policy(rights_text("account-policy.toml"), "p.toml", "mlps3", separation);
    for (const DeskRole a : all_roles()) {
      EXPECT_TRUE(check_roles(policy, {a}).has_value());
      for (const DeskRole b : all_roles()) {
        if (a == b) continue;
        const bool is_merged = std::string(separation) == "small_bureau" && a != DeskRole::kAuditAdmin &&
                               b != DeskRole::kAuditAdmin && is_administrator(a) && is_administrator(b);
        const bool is_allowed = (!is_administrator(a) && !is_administrator(b)) || is_merged;
        EXPECT_EQ(check_roles(policy, {a, b}).has_value(), is_allowed) << word_of(a) << " " << word_of(b);
      }
    }
  }
}

}  // namespace
}  // namespace bihuan::records
