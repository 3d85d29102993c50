// src/server/oidc.h - signing in at the city's sign-on: OpenID Connect, authorization code flow with PKCE.
//
// The ID token comes from the token endpoint itself, over TLS whose certificate is checked; OpenID Connect Core 1.0
// 3.1.3.7 point 6 lets that stand for the check of its signature, so no keys are fetched. Its claims are all checked.
// A login that was begun is held in memory only and belongs to the browser that began it: the cookie must come back
// with the state, so that nobody can make another sign in as him (RFC 6749 10.12).
#pragma once
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "notices/transport.h"
#include "records/accounts.h"

namespace bihuan::server {

struct OidcSettings {
  std::string issuer;  // "https://login.example.cn/realms/city", as the issuer writes itself
  std::string client_id;
  std::string client_secret_file;                  // readable by its owner only
  std::string site;                                // this desk, as browsers see it: "https://bihuan.example.cn"
  std::string login_claim = "preferred_username";  // the claim that is the login name here
  std::string ca_file;                             // PEM of who vouches for the issuer; "": the system's
};

inline constexpr std::string_view kOidcPath = "/api/v1/session/oidc";
inline constexpr std::string_view kOidcCookie = "bihuan_oidc";
inline constexpr std::chrono::seconds kOidcPatience{600};  // from going to the issuer until coming back
inline constexpr std::size_t kMostOidcLogins = 1000;       // that are begun; one more drops the oldest

// The path of a page of this desk, or "/" for whatever is none: another host, a scheme, odd characters, the log-in
// page.
std::string safe_way_back(std::string_view path);

// Thread safe. Waits for the issuer as long as its transport does.
class Oidc {
 public:
  struct Begun {
    std::string address;  // of the issuer, where the browser is to go
    std::string cookie;   // to be brought back by the browser
  };
  struct Finished {
    records::Vouched vouched;
    std::string back;  // where the person wanted to go
  };

  // `transport` outlives the object. Errors: kInvalidInput  an address without TLS that is not of this machine, an
  // empty setting, a secret that others can read; those of reading its file
  static Result<std::unique_ptr<Oidc>> make(OidcSettings settings, notices::Transport& transport);

  const OidcSettings& settings() const { return settings_; }

  // `back`: where the person wants to go; kept as safe_way_back leaves it.
  // Errors: kUnavailable  the issuer does not answer, or not as an issuer of that name
  Result<Begun> begin(Instant now, std::string_view back = "/");

  // Whom the issuer vouches for. A state is good once. Errors:
  // kInvalidInput  unknown, used or expired state; another browser's; the issuer refuses the code, or its token is not
  //                for this login (`where` names the claim)
  // kUnavailable   the issuer does not answer
  Result<Finished> finish(std::string_view code, std::string_view state, std::string_view cookie, Instant now);

 private:
  struct Pending {
    std::string cookie, nonce, verifier, back;
    Instant begun_at;
  };
  struct Discovery {
    std::string authorization, token;
    bool posts_secret = false;  // in the body, where the issuer takes no Basic
    Instant read_at;
  };

  Oidc(OidcSettings settings, std::string secret, notices::Transport& transport)
      : settings_(std::move(settings)), secret_(std::move(secret)), transport_(transport) {}

  Result<Discovery> discovery(Instant now);
  Result<Discovery> fetch_discovery(Instant now);
  Result<std::string> exchange(const Discovery& issuer, std::string_view code, const std::string& verifier);
  Result<records::Vouched> vouched_by(std::string_view id_token, const Pending& pending, Instant now) const;
  std::string redirect() const;

  const OidcSettings settings_;
  const std::string secret_;
  notices::Transport& transport_;
  std::mutex pending_mutex_;
  std::map<std::string, Pending, std::less<>> pending_;  // by state
  std::mutex discovery_mutex_;
  std::optional<Discovery> discovery_;
  std::optional<Instant> failed_at_;  // when the issuer did not answer last
};

}  // namespace bihuan::server
