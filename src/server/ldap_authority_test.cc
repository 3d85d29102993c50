#include "server/ldap_authority.h"

#include <gtest/gtest.h>

namespace bihuan::server {
namespace {

const std::string kPerson = "uid={login},ou=people,dc=example,dc=cn";

LdapSettings settings(const std::string& url, const std::string& person = kPerson, bool starts_tls = true) {
  LdapSettings all;
  all.url = url;
  all.person = person;
  all.starts_tls = starts_tls;
  return all;
}

TEST(LdapAuthority, SaysWhatIsWrongWithItsSettings) {
  EXPECT_EQ(LdapAuthority::make(settings("http://ldap.example.cn")).error().where, "ldap.url");
  EXPECT_EQ(LdapAuthority::make(settings("ldaps://")).error().where, "ldap.url");
  EXPECT_EQ(LdapAuthority::make(settings("ldaps://ldap.example.cn", "cn=admin")).error().where, "ldap.person");
  EXPECT_TRUE(LdapAuthority::make(settings("ldaps://ldap.example.cn")).has_value());
  EXPECT_TRUE(LdapAuthority::make(settings("ldap://ldap.example.cn")).has_value()) << "StartTLS";
}

TEST(LdapAuthority, NeverSendsAPasswordInTheClear) {
  EXPECT_EQ(LdapAuthority::make(settings("ldap://ldap.example.cn", kPerson, false)).error().where, "ldap.url");
  EXPECT_EQ(LdapAuthority::make(settings("ldap://127.0.0.1.example.cn:389/", kPerson, false)).error().where, "ldap.url");
  EXPECT_TRUE(LdapAuthority::make(settings("ldap://127.0.0.1:3890", kPerson, false)).has_value());
  EXPECT_TRUE(LdapAuthority::make(settings("ldap://[::1]:3890/", kPerson, false)).has_value());
}

// Answers of a real directory: tests/server/ldap_test.py.
TEST(LdapAuthority, SaysSoWhereNobodyAnswersAndAsksNothingForAnEmptyPassword) {
  Result<LdapAuthority> directory = LdapAuthority::make(settings("ldap://127.0.0.1:1", kPerson, false));
  EXPECT_EQ(directory->is_met("zhou", "x").error().code, Code::kUnavailable);
  EXPECT_EQ(*directory->is_met("zhou", ""), false);
}

}  // namespace
}  // namespace bihuan::server
