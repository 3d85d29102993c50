// src/server/account_api.h - what the HTTP API says of accounts, as described structs (api.h). Included by .cc files only.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/time.h"

namespace bihuan::server::api {

struct SignInRequest {
  std::string login_name;
  std::string password;
  std::string code;  // one-time code; "" where none is wanted
};
BOOST_DESCRIBE_STRUCT(SignInRequest, (), (login_name, password, code))

struct LinkRequest {
  std::string token;
};
BOOST_DESCRIBE_STRUCT(LinkRequest, (), (token))

struct PasswordRequest {
  std::string old_password;  // "" where there is none yet
  std::string new_password;
};
BOOST_DESCRIBE_STRUCT(PasswordRequest, (), (old_password, new_password))

struct CodeRequest {
  std::string code;
};
BOOST_DESCRIBE_STRUCT(CodeRequest, (), (code))

struct Nothing {};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())

struct MySeat {
  std::string unit_id;
  std::string unit;
  std::string post;
  std::string for_person;  // whose deputy; "" in his own right
};
BOOST_DESCRIBE_STRUCT(MySeat, (), (unit_id, unit, post, for_person))

struct Me {
  std::string name;
  std::string login_name;
  std::vector<std::string> roles;
  std::vector<std::string> role_titles;
  std::vector<MySeat> seats;
  std::vector<std::string> rights;  // that he has for some unit at least
  bool must_change_password = false;
  bool must_use_codes = false;
  bool has_password = false;
  bool totp_is_on = false;
  std::string csrf_token;
  std::string warning;  // where administrators are not three persons
};
BOOST_DESCRIBE_STRUCT(Me, (),
                      (name, login_name, roles, role_titles, seats, rights, must_change_password, must_use_codes, has_password,
                       totp_is_on, csrf_token, warning))

struct Enrolment {
  std::string key;
  std::string uri;
};
BOOST_DESCRIBE_STRUCT(Enrolment, (), (key, uri))

struct TokenRequest {
  std::string name;
  std::vector<std::string> rights;
  std::int64_t days = 0;
};
BOOST_DESCRIBE_STRUCT(TokenRequest, (), (name, rights, days))

struct Token {
  std::string token_id;
  std::string name;
  std::vector<std::string> rights;
  Instant made_at;
  Instant expires_at;
  bool is_revoked = false;
  std::string secret;  // only in the answer that makes it
};
BOOST_DESCRIBE_STRUCT(Token, (), (token_id, name, rights, made_at, expires_at, is_revoked, secret))

struct TokenList {
  std::vector<Token> tokens;
};
BOOST_DESCRIBE_STRUCT(TokenList, (), (tokens))

struct UnitSummary {
  std::string unit_id;
  std::string name;
  std::string full_name;
  std::string kind;
};
BOOST_DESCRIBE_STRUCT(UnitSummary, (), (unit_id, name, full_name, kind))

struct UnitList {
  std::vector<UnitSummary> units;
};
BOOST_DESCRIBE_STRUCT(UnitList, (), (units))

struct PersonInUnit {
  std::string person_id;
  std::string name;
  std::string post;
};
BOOST_DESCRIBE_STRUCT(PersonInUnit, (), (person_id, name, post))

struct PeopleInUnit {
  std::vector<PersonInUnit> people;
};
BOOST_DESCRIBE_STRUCT(PeopleInUnit, (), (people))

struct AccountSummary {
  std::string account_id;
  std::string login_name;
  std::string name;
  std::vector<std::string> roles;
  bool is_enabled = true;
};
BOOST_DESCRIBE_STRUCT(AccountSummary, (), (account_id, login_name, name, roles, is_enabled))

struct AccountList {
  std::vector<AccountSummary> accounts;
  std::string warning;
};
BOOST_DESCRIBE_STRUCT(AccountList, (), (accounts, warning))

}  // namespace bihuan::server::api
