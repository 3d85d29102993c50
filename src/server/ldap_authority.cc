#include "server/ldap_authority.h"

#include <ldap.h>
#include <sys/socket.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "base/text.h"
#include "server/guard.h"

namespace bihuan::server {
namespace {

constexpr std::string_view kLogin = "{login}";

struct Unbind {
  void operator()(LDAP* connection) const { ldap_unbind_ext_s(connection, nullptr, nullptr); }
};
using Connection = std::unique_ptr<LDAP, Unbind>;

// Hangs up on a directory that has not answered in time: libldap's own limits do not reach into the TLS handshake.
class Watchdog {
 public:
  Watchdog() = default;
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  // The connection keeps a pointer to this object as long as it lives.
  void start(LDAP* connection, std::chrono::seconds patience) {
    callbacks_.lc_add = &Watchdog::connected;
    callbacks_.lc_del = [](LDAP*, Sockbuf*, ldap_conncb*) {};
    callbacks_.lc_arg = this;
    ldap_set_option(connection, LDAP_OPT_CONNECT_CB, &callbacks_);
    thread_ = std::thread([this, patience] { watch(patience); });
  }
  // Before the connection is closed, so that no other socket of the same number is hung up on.
  void stop() {
    {
      const std::scoped_lock lock(mutex_);
      is_done_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

 private:
  static int connected(LDAP* /*connection*/, Sockbuf* buffer, LDAPURLDesc* /*url*/, sockaddr* /*address*/,
                       ldap_conncb* callbacks) {
    auto* self = static_cast<Watchdog*>(callbacks->lc_arg);
    const std::scoped_lock lock(self->mutex_);
    ber_sockbuf_ctrl(buffer, LBER_SB_OPT_GET_FD, &self->socket_);
    return 0;
  }
  void watch(std::chrono::seconds patience) {
    std::unique_lock lock(mutex_);
    if (changed_.wait_for(lock, patience, [this] { return is_done_; })) return;
    if (socket_ >= 0) ::shutdown(socket_, SHUT_RDWR);
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_done_ = false;
  ber_socket_t socket_ = -1;
  ldap_conncb callbacks_{};
  std::thread thread_;
};

struct Stop {
  void operator()(Watchdog* watchdog) const { watchdog->stop(); }
};

std::unexpected<Error> directory_unavailable(const std::string& url) {
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
  if (ldap_initialize(&raw, settings_.url.c_str()) != LDAP_SUCCESS) return directory_unavailable(settings_.url);
  Watchdog watchdog;
  const Connection connection(raw);
  watchdog.start(raw, settings_.patience);
  const std::unique_ptr<Watchdog, Stop> stop(&watchdog);
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
  if (settings_.starts_tls && ldap_start_tls_s(raw, nullptr, nullptr) != LDAP_SUCCESS)
    return directory_unavailable(settings_.url);
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
      return directory_unavailable(settings_.url);
  }
}

}  // namespace bihuan::server
