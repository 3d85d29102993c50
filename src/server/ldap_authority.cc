#include "server/ldap_authority.h"

#include <ldap.h>

#include <memory>

#include "base/text.h"
#include "server/guard.h"

namespace bihuan::server {
namespace {

constexpr std::string_view kLogin = "{login}";

struct Unbind {
  void operator()(LDAP* connection) const { ldap_unbind_ext_s(connection, nullptr, nullptr); }
};
using Connection = std::unique_ptr<LDAP, Unbind>;

std::unexpected<Error> unavailable(const std::string& url) {
  return fail(Code::kUnavailable, "目录服务没有应答或拒绝加密连接，请稍后再试，或找系统管理员。", url);
}

std::string host_of(std::string_view url) {
  std::string_view rest = url.substr(url.find("://") + 3);
  rest = rest.substr(0, rest.find('/'));
  return std::string(rest.front() == '[' ? rest.substr(1, rest.find(']') - 1) : rest.substr(0, rest.find(':')));
}

}  // namespace

Result<LdapAuthority> LdapAuthority::make(LdapSettings settings) {
  const bool is_plain = settings.url.starts_with("ldap://"), is_tls = settings.url.starts_with("ldaps://");
  if ((!is_plain && !is_tls) || settings.url.ends_with("://")) {
    return fail(Code::kInvalidInput, "目录地址应以ldaps://或ldap://开头。", "ldap.url");
  }
  if (settings.person.find(kLogin) == std::string::npos) {
    return fail(Code::kInvalidInput, "目录中的名称应含{login}，例如uid={login},ou=people,dc=example,dc=cn。", "ldap.person");
  }
  if (is_tls) settings.starts_tls = false;
  if (is_plain && !settings.starts_tls && !is_loopback(host_of(settings.url))) {
    return fail(Code::kInvalidInput, "口令不能明文传送：请用ldaps://，或打开starts_tls。", "ldap.url");
  }
  return LdapAuthority(std::move(settings));
}

Result<bool> LdapAuthority::is_met(std::string_view login_name, std::string_view password) {
  if (password.empty()) return false;  // to a directory that would be an anonymous bind, which succeeds
  LDAP* raw = nullptr;
  if (ldap_initialize(&raw, settings_.url.c_str()) != LDAP_SUCCESS) return unavailable(settings_.url);
  const Connection connection(raw);
  const int version = LDAP_VERSION3;
  const timeval patience{static_cast<time_t>(settings_.patience.count()), 0};
  const int demand = LDAP_OPT_X_TLS_HARD;
  ldap_set_option(raw, LDAP_OPT_PROTOCOL_VERSION, &version);
  ldap_set_option(raw, LDAP_OPT_NETWORK_TIMEOUT, &patience);
  ldap_set_option(raw, LDAP_OPT_TIMEOUT, &patience);
  ldap_set_option(raw, LDAP_OPT_REFERRALS, LDAP_OPT_OFF);
  ldap_set_option(raw, LDAP_OPT_X_TLS_REQUIRE_CERT, &demand);
  if (!settings_.ca_file.empty()) ldap_set_option(raw, LDAP_OPT_X_TLS_CACERTFILE, settings_.ca_file.c_str());
  const int fresh = 0;  // a context of this connection, so that the options above hold
  ldap_set_option(raw, LDAP_OPT_X_TLS_NEWCTX, &fresh);
  if (settings_.starts_tls && ldap_start_tls_s(raw, nullptr, nullptr) != LDAP_SUCCESS) return unavailable(settings_.url);
  const std::string person = replace_all(settings_.person, kLogin, login_name);
  std::string secret(password);
  berval credentials{secret.size(), secret.data()};
  switch (ldap_sasl_bind_s(raw, person.c_str(), LDAP_SASL_SIMPLE, &credentials, nullptr, nullptr, nullptr)) {
    case LDAP_SUCCESS:
      return true;
    case LDAP_INVALID_CREDENTIALS:
    case LDAP_NO_SUCH_OBJECT:
    case LDAP_INAPPROPRIATE_AUTH:
      return false;
    default:
      return unavailable(settings_.url);
  }
}

}  // namespace bihuan::server
