// src/cli/tls_files.h - where the server's certificate comes from.
#pragma once
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "server/tls.h"

namespace bihuan::cli {

struct TlsChoice {
  std::string certificate, key;    // files; both or none
  std::vector<std::string> names;  // for a certificate of our own
};

// The chosen files; where none are chosen, tls/certificate.pem and tls/key.pem of the data folder, which are made for
// `names`, localhost and the machine's own name where they are not there. The key is readable by the owner only.
// Errors: kInvalidInput  one file without the other, unusable ones, or the certificate is over; kNotFound; kUnavailable
Result<server::TlsIdentity> tls_identity(const TlsChoice& choice, const std::string& folder, Instant now);

}  // namespace bihuan::cli
