// src/server/http.h - a request and a response as plain values, so that every handler is tested without a socket.
//
// Read this first, then application.h (what answers a request) and http_server.h (what carries it over the wire).
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bihuan::server {

enum class Method { kGet, kHead, kPost, kPut, kPatch, kDelete, kOptions, kOther };

// "GET" and so on; kOther for a method that no route of ours can have.
Method parse_method(std::string_view name);
std::string_view to_string(Method method);

// A request as it came in, before any check.
struct Request {
  Method method = Method::kGet;
  std::string target = "/";                                  // path and query as sent: "/api/v1/plans?version=2"
  std::vector<std::pair<std::string, std::string>> headers;  // in order; names as sent
  std::string peer = "127.0.0.1";                            // the address that it came from
  std::string body;                                          // whole; the wire has its own limit (Limits::body_bytes)

  // The first header of this name, compared without case; "" where there is none.
  std::string_view header(std::string_view name) const;
  // How often a header of this name stands in the request.
  std::size_t count_header(std::string_view name) const;
};

// An answer that goes on: events as they happen.
class EventStream {
 public:
  virtual ~EventStream() = default;
  // What has come since the last call, as text/event-stream has it; "" nothing. Does not wait; one caller at a time.
  virtual std::string take() = 0;
};

struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::shared_ptr<EventStream>
      stream{};  // then there is no body; it ends when the listener, the session or the server does
  bool closes_connection = false;

  void set(std::string_view name, std::string value);
  std::string_view header(std::string_view name) const;
};

// The target of a request, taken apart.
struct Location {
  std::string path;                          // percent-decoded, begins with "/"
  std::vector<std::string> segments;         // the decoded parts between slashes; empty for "/"
  std::map<std::string, std::string> query;  // decoded, "+" is a space
};

// Takes a request target apart.
// Errors: kInvalidInput  it does not begin with "/", holds a broken percent escape, a NUL or control character, text
// that
//                        is not UTF-8, an escaped slash or backslash inside a segment, a segment "." or "..", or names
//                        one query parameter twice.
Result<Location> parse_target(std::string_view target);

// Percent-decodes `text`. `plus_is_space` is the rule of query strings. Errors: kInvalidInput for a broken escape.
Result<std::string> percent_decode(std::string_view text, bool plus_is_space);

// Percent-encodes everything but unreserved characters (RFC 3986, 2.3).
std::string percent_encode(std::string_view text);

bool equals_ignoring_case(std::string_view a, std::string_view b);

}  // namespace bihuan::server
