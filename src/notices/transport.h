// src/notices/transport.h - the port by which messages and questions leave the program. Adapter: curl_transport.h.
#pragma once
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"

namespace bihuan::notices {

struct MailMessage {
  std::string url;  // smtp://host:port or smtps://host:port
  bool requires_tls = true;
  std::string login, password;  // "" none
  std::string from, to;         // bare addresses
  std::string data;             // header and body, RFC 5322, lines end in CRLF
};

enum class HttpMethod { kPost, kGet };

struct HttpMessage {
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;  // of a POST
  HttpMethod method = HttpMethod::kPost;
  std::string ca_file{};  // PEM of who vouches for the other side; "": those of the machine
};

using Message = std::variant<MailMessage, HttpMessage>;

// What the other side answered: its last SMTP code, or the HTTP status and body.
struct Reply {
  int status = 0;
  std::string body;
};

class Transport {
 public:
  virtual ~Transport() = default;
  // Errors: kUnavailable  nobody answered in time, or not rightly; kInvalidInput  the mail server refused this message.
  // An HTTP status of failure is no error here: message_forms.h judges replies.
  virtual Result<Reply> send(const Message& message) = 0;
};

}  // namespace bihuan::notices
