// src/server/access.h - who is asking, and whether he may: every route passes here before its handler.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "records/accounts.h"
#include "records/organisation.h"
#include "records/rights.h"
#include "server/http.h"

namespace bihuan::server {

struct Route;
class Oidc;

// What access is decided by. All outlive the application.
struct Access {
  records::Accounts& accounts;
  records::OrganisationBook& organisation;
  const records::Rights& rights;
  const Clock& machine;  // sessions, links and tokens live by the machine's clock, not by the demonstration's
  Oidc* oidc = nullptr;  // the city's sign-on; null: none is configured
};

inline constexpr std::string_view kSessionCookie = "bihuan_session";
inline constexpr std::string_view kCsrfHeader = "X-CSRF-Token";

// Who sent a request; `who` is none where nobody is signed in.
struct Caller {
  records::Visit visit;
  std::optional<records::SignedIn> who;
  std::string session;  // the secret of the cookie that was taken
};

// Finds out who is asking. Errors: those of the store
Result<Caller> identify(Access& access, const Request& request, Instant desk_now);

// Returns the refusal, or nothing where the request may go on to the handler.
// 401  nobody is signed in, and the route is not for everyone
// 403  a write without the session's CSRF token; a token beyond its scope; a password that must be changed first; the
//      right is missing, for all units or for the one that the path names
std::optional<Response> refuse_access(const Access& access, const Route& route,
                                      const std::map<std::string, std::string>& path, const Request& request,
                                      const Caller& caller);

// The value of a cookie; "" where there is none.
std::string cookie(const Request& request, std::string_view name);
// Set-Cookie of a session: HttpOnly, SameSite=Strict, for the whole site; Secure over TLS. "" ends it.
std::string session_cookie(std::string_view secret, bool is_encrypted);

}  // namespace bihuan::server
