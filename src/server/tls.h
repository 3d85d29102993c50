// src/server/tls.h - the server's own certificate.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace bihuan::server {

// A certificate (with those above it, where there are any) and its private key, as PEM texts.
struct TlsIdentity {
  std::string certificate, key;
};

struct CertificateFacts {
  std::string subject;      // its common name
  std::string fingerprint;  // SHA-256, "AB:CD:..."
  Instant begins, ends;
  std::vector<std::string> names;  // DNS names and IP addresses that it is for
};

// What the first certificate says. Errors: kInvalidInput  no PEM, or the key is not that of the certificate
Result<CertificateFacts> read_identity(const TlsIdentity& identity);

// A self-signed certificate on P-256 for these DNS names and IP addresses, valid 825 days from `now`: for a bureau that
// has none from an authority; browsers ask once whether to trust it. Errors: kInvalidInput  no name, or one that is
// neither a DNS name nor an address; kUnavailable  no randomness
Result<TlsIdentity> make_identity(const std::vector<std::string>& names, Instant now);

}  // namespace bihuan::server
