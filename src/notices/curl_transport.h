// src/notices/curl_transport.h - sends messages by SMTP and HTTP, over libcurl. The caller's thread waits.
//
// Only smtp, smtps, http and https; redirects are not followed (a key in an address would go elsewhere); no proxy and
// no .netrc of the environment; certificates are checked against those of the machine.
#pragma once
#include <cstddef>

#include "notices/transport.h"

namespace bihuan::notices {

struct TransportLimits {
  long connect_seconds = 10;
  long total_seconds = 30;
  std::size_t most_reply_bytes = 64'000;  // a longer answer is a failure
};

// May be used by several threads at once.
class CurlTransport final : public Transport {
 public:
  explicit CurlTransport(TransportLimits limits = {});
  Result<Reply> send(const Message& message) override;

 private:
  TransportLimits limits_;
};

}  // namespace bihuan::notices
