// src/records/internal/account_rows.h - the tables of accounts. Included by .cc files only.
#pragma once
#include "records/accounts.h"
#include "records/internal/actor_describe.h"
#include "records/ledger.h"

namespace bihuan::records {

BOOST_DESCRIBE_STRUCT(Account, (), (account_id, revision, person_id, login_name, roles, is_enabled, made_at))
template <>
struct TableName<Account> {
  static constexpr std::string_view name = "account";
};

struct AccountSecretRow {
  std::string account_id;
  std::int64_t revision = 1;
  Secret password_hash;                    // "" until a password is set
  std::optional<Instant> password_set_at;  // by the clock of the machine
  bool must_change = true;
  Secret totp_key;  // base32
  bool totp_is_on = false;
  std::int64_t totp_last_step = 0;
};
BOOST_DESCRIBE_STRUCT(AccountSecretRow, (),
                      (account_id, revision, password_hash, password_set_at, must_change, totp_key, totp_is_on,
                       totp_last_step))
template <>
struct TableName<AccountSecretRow> {
  static constexpr std::string_view name = "account_secret";
};

struct PasswordPastRow {
  std::string account_id;
  std::int64_t number = 0;
  Secret password_hash;
};
BOOST_DESCRIBE_STRUCT(PasswordPastRow, (), (account_id, number, password_hash))
template <>
struct TableName<PasswordPastRow> {
  static constexpr std::string_view name = "password_past";
  static constexpr std::size_t key_columns = 2;
};

struct AccountVouchedRow {
  std::string account_id, issuer;
  std::int64_t revision = 1;
  std::string subject;  // the issuer's `sub`; "": let go of
  Instant bound_at;
};
BOOST_DESCRIBE_STRUCT(AccountVouchedRow, (), (account_id, issuer, revision, subject, bound_at))
template <>
struct TableName<AccountVouchedRow> {
  static constexpr std::string_view name = "account_vouched";
  static constexpr std::size_t key_columns = 2;
};

struct ApiTokenRow {
  std::string token_id;
  std::int64_t revision = 1;
  std::string account_id, name;
  Secret digest;
  std::vector<std::string> rights;
  Instant made_at, expires_at;
  bool is_revoked = false;
};
BOOST_DESCRIBE_STRUCT(ApiTokenRow, (),
                      (token_id, revision, account_id, name, digest, rights, made_at, expires_at, is_revoked))
template <>
struct TableName<ApiTokenRow> {
  static constexpr std::string_view name = "api_token";
};

struct SignInStateRow {
  std::string account_id;  // "": names that no account has
  std::int64_t failures = 0, lockouts = 0;
  Instant locked_until, noted_at;
  std::int64_t unnoted = 0;  // failures since the last entry in the journal
};
BOOST_DESCRIBE_STRUCT(SignInStateRow, (), (account_id, failures, lockouts, locked_until, noted_at, unnoted))
template <>
struct TableName<SignInStateRow> {
  static constexpr std::string_view name = "sign_in_state";
};

struct SessionRow {
  std::string digest, account_id;
  bool by_link = false;
  Instant made_at, seen_at, ends_at;
};
BOOST_DESCRIBE_STRUCT(SessionRow, (), (digest, account_id, by_link, made_at, seen_at, ends_at))
template <>
struct TableName<SessionRow> {
  static constexpr std::string_view name = "session";
};

struct SignInLinkRow {
  std::string digest, account_id;
  Instant expires_at;
};
BOOST_DESCRIBE_STRUCT(SignInLinkRow, (), (digest, account_id, expires_at))
template <>
struct TableName<SignInLinkRow> {
  static constexpr std::string_view name = "sign_in_link";
};

}  // namespace bihuan::records
