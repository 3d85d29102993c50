// src/server/ldap_authority.h - the city's directory (LDAP) knows the passwords: a simple bind as the person who signs in.
#pragma once
#include <chrono>
#include <string>
#include <string_view>

#include "records/accounts.h"

namespace bihuan::server {

struct LdapSettings {
  std::string url;         // "ldaps://ldap.example.cn", or "ldap://..." with starts_tls; without TLS on this machine only
  std::string person;      // the name to bind as, with {login}: "uid={login},ou=people,dc=example,dc=cn"
  bool starts_tls = true;  // for ldap://
  std::string ca_file;     // PEM of who vouches for the directory; "": the system's
  std::chrono::seconds patience{5};
};

// Thread safe: each question has a connection of its own. libldap stays in the .cc.
class LdapAuthority final : public records::PasswordAuthority {
 public:
  // Errors: kInvalidInput  no ldap or ldaps address, no {login} in the name, a password that would go unencrypted
  static Result<LdapAuthority> make(LdapSettings settings);
  std::string_view name() const override { return settings_.url; }
  // PRECONDITION: `login_name` is one of small letters, digits, . - _ (that of an account), so that it needs no escaping.
  Result<bool> is_met(std::string_view login_name, std::string_view password) override;

 private:
  explicit LdapAuthority(LdapSettings settings) : settings_(std::move(settings)) {}
  LdapSettings settings_;
};

}  // namespace bihuan::server
