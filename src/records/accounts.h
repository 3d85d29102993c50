// src/records/accounts.h - accounts of people, how they sign in, sessions, tokens.
//
// No account has a password until its owner sets one: a new account is entered by a one-time link. Secrets that come
// back (sessions, links, tokens) are stored as digests. Hashing happens before the store is taken for writing. All
// times that security hangs on are those of the machine's clock (Actor::recorded_at), never the demonstration's.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/password.h"
#include "base/result.h"
#include "base/time.h"
#include "records/account_policy.h"
#include "records/actor.h"
#include "records/database.h"
#include "records/organisation.h"

namespace bihuan::records {

struct Account {
  std::string account_id;  // "a000001"; given by the store
  std::int64_t revision = 1;
  std::string person_id;
  std::string login_name;  // small letters, digits, . - _ ; unique
  std::vector<DeskRole> roles;
  bool is_enabled = true;
  Instant made_at;
};

struct NewAccount {
  std::string person_id, login_name;
  std::vector<DeskRole> roles;
  bool must_set_password = true;  // false only in the demonstration, which is entered by links
};

// From where and when somebody comes who is not known yet.
struct Visit {
  std::string origin;
  Instant at;           // desk
  Instant recorded_at;  // machine
};

enum class SignInRefusal {
  kNone,
  kWrong,  // name, password or code wrong, locked or disabled; not told which
  kCodeWanted,
  kAnotherSubject,  // the sign-on has given this login name to somebody else than before
};

struct SignIn {
  SignInRefusal refusal = SignInRefusal::kNone;
  std::string session;  // the secret of the cookie; "" where refused
};

// Whose session or token it is.
struct SignedIn {
  Actor actor;
  Account account;
  bool must_change_password = false;        // until then nothing else is allowed
  bool must_use_codes = false;              // his role wants one-time codes, and they are not on yet: nothing else either
  bool has_password = false;
  bool totp_is_on = false;
  std::string csrf;                         // bound to the session; "" for a token
  bool is_token = false;
  std::vector<std::string> token_rights;    // what a token may do at most
};

struct TotpEnrolment {
  std::string key;  // base32, to be typed in
  std::string uri;  // otpauth://totp/...
};

struct ApiToken {
  std::string token_id, account_id, name;
  std::vector<std::string> rights;
  Instant made_at, expires_at;
  bool is_revoked = false;
};

// Whom a city's sign-on (OIDC) vouches for.
struct Vouched {
  std::string issuer;
  std::string subject;     // the issuer's own name of him, which it gives to nobody else again (`sub`)
  std::string login_name;  // as the issuer writes it today
};

// Somebody else who knows passwords: the directory of the city (LDAP). A port.
class PasswordAuthority {
 public:
  virtual ~PasswordAuthority() = default;
  virtual std::string_view name() const = 0;  // as the journal shows it
  // Errors: kUnavailable where it does not answer
  virtual Result<bool> is_met(std::string_view login_name, std::string_view password) = 0;
};

class Accounts {
 public:
  // `hasher` outlives the object; so does `authority`, which is asked for accounts that have no password here (null:
  // nobody is asked).
  Accounts(std::shared_ptr<Database> database, PasswordHasher& hasher, AccountPolicy policy,
           PasswordAuthority* authority = nullptr);

  const AccountPolicy& policy() const { return policy_; }

  // --- accounts, by administrators ---
  // Errors: kInvalidInput (login name's form, no role, roles that exclude each other), kNotFound (person),
  //         kConflict (login name taken; roles of the person's other accounts that exclude these)
  Result<Account> add(const Actor& actor, const NewAccount& wanted);
  Result<std::vector<Account>> list();
  Result<Account> account_named(std::string_view login_name);  // Errors: kNotFound
  // Errors: those of add; kConflict for another revision, or where the actor changes his own roles. Ends its sessions.
  Result<Account> set_roles(const Actor& actor, std::string_view account_id, std::int64_t revision,
                            const std::vector<DeskRole>& roles, std::string_view why);
  // Disabling ends its sessions. Errors: kNotFound, kConflict (his own), kInvalidInput (no reason)
  Result<Account> set_enabled(const Actor& actor, std::string_view account_id, bool is_enabled, std::string_view why);
  // Takes password, one-time codes, sessions and lock away, and lets go of who comes in by a sign-on; a link lets the
  // owner set a new password.
  Status reset_password(const Actor& actor, std::string_view account_id, std::string_view why);
  // A one-time link's secret, shown once. It lives AccountPolicy::link_minutes.
  Result<std::string> make_link(const Actor& actor, std::string_view account_id);

  // --- signing in and out ---
  // Errors: only those of the store; a refusal is a value, so that what it leaves behind is stored.
  Result<SignIn> sign_in(const Visit& visit, std::string_view login_name, std::string_view password,
                         std::string_view code);
  Result<SignIn> sign_in_by_link(const Visit& visit, std::string_view secret);
  // The account that came in as this subject before, whatever its login name is called there now; the first time the
  // enabled account of that login name, which is bound to the subject. Refused where there is none, or where the account
  // of that name is bound to another subject: a name that the sign-on gave to somebody else opens nothing.
  Result<SignIn> sign_in_vouched(const Visit& visit, const Vouched& vouched);
  // Nobody where the session is unknown, over, or its account disabled.
  Result<std::optional<SignedIn>> find_session(const Visit& visit, std::string_view secret);
  Result<std::optional<SignedIn>> find_token(const Visit& visit, std::string_view secret);
  Status sign_out(const SignedIn& who, std::string_view secret);

  // --- by the owner ---
  // Ends all other sessions. `session` is the secret of this one. Errors: kInvalidInput (the old one is wrong, what
  // the new one lacks, one of the earlier ones), kConflict (changed meanwhile)
  Status change_password(const SignedIn& who, std::string_view session, std::string_view old_password,
                         std::string_view new_password);
  // Errors: kConflict where codes are on already
  Result<TotpEnrolment> begin_totp(const SignedIn& who);
  // Switches codes on. Errors: kInvalidInput (wrong code), kConflict (not begun)
  Status confirm_totp(const SignedIn& who, std::string_view code);
  // The secret of a token is shown once. Errors: kInvalidInput (name, no right, life not 1..366 days)
  Result<std::pair<ApiToken, std::string>> make_token(const SignedIn& who, std::string_view name,
                                                      const std::vector<std::string>& rights, std::int64_t days);
  Result<std::vector<ApiToken>> tokens(std::string_view account_id);
  // Errors: kNotFound where it is no token of his
  Status revoke_token(const SignedIn& who, std::string_view token_id);

 private:
  Result<std::optional<SignedIn>> signed_in(const Visit& visit, std::string_view account_id);
  // Counts a failure and locks where there were too many.
  Status count_failure(const Visit& visit, const std::string& account_id, const std::string& name);

  std::shared_ptr<Database> database_;
  PasswordHasher& hasher_;
  AccountPolicy policy_;
  PasswordAuthority* authority_;
  OrganisationBook organisation_;
  std::string dummy_hash_;  // compared where there is no account, so that the time tells nothing
};

// The CSRF token of a session.
std::string csrf_of(std::string_view session);

}  // namespace bihuan::records
