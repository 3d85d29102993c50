#include "server/guard.h"

#include <algorithm>
#include <string>

#include "server/http_error.h"

namespace bihuan::server {
namespace {

struct HostPort {
  std::string_view host;
  std::string_view port;
};

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// "[::1]:8710", "127.0.0.1:8710", "localhost".
std::optional<HostPort> split_host(std::string_view text) {
  HostPort out;
  if (!text.empty() && text.front() == '[') {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    out.host = text.substr(1, end - 1);
    text.remove_prefix(end + 1);
    if (!text.empty() && text.front() != ':') return std::nullopt;
    out.port = text.empty() ? text : text.substr(1);
  } else {
    const std::size_t colon = text.find(':');
    out.host = text.substr(0, colon);
    out.port = colon == std::string_view::npos ? std::string_view{} : text.substr(colon + 1);
  }
  const bool is_plain = std::all_of(out.host.begin(), out.host.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' ||
           c == ':' || c == '_';
  });
  if (out.host.empty() || !is_plain || !all_digits(out.port) || out.port.size() > 5) return std::nullopt;
  return out;
}

bool may_change(Method method) {
  return method != Method::kGet && method != Method::kHead && method != Method::kOptions;
}

std::string_view media_type(std::string_view content_type) {
  std::string_view type = content_type.substr(0, content_type.find(';'));
  while (!type.empty() && type.back() == ' ') type.remove_suffix(1);
  return type;
}

bool is_same_origin(std::string_view origin, std::string_view host) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (origin.substr(0, scheme.size()) == scheme && equals_ignoring_case(origin.substr(scheme.size()), host))
      return true;
  }
  return false;
}

}  // namespace

bool is_loopback(std::string_view address) {
  if (equals_ignoring_case(address, "localhost") || address == "::1") return true;
  // 127.a.b.c written out in full; "127.1" and "127.0.0.1.example.org" are names like any other.
  if (address.substr(0, 4) != "127.") return false;
  int parts = 0;
  while (true) {
    const std::size_t dot = address.find('.');
    const std::string_view part = address.substr(0, dot);
    if (part.empty() || part.size() > 3 || !all_digits(part) || std::stoi(std::string(part)) > 255) return false;
    ++parts;
    if (dot == std::string_view::npos) return parts == 4;
    address.remove_prefix(dot + 1);
  }
}

std::optional<Response> refuse(const Request& request, bool allows_remote) {
  const std::string_view host = request.header("Host");
  const std::optional<HostPort> parsed = split_host(host);
  if (request.count_header("Host") != 1 || !parsed) {
    return error_response(400, "invalid_input", "请求应有且只有一个写法正确的Host头。", "请求头Host");
  }
  if (!allows_remote && !is_loopback(parsed->host)) {
    return error_response(403, "forbidden", "本系统目前只供本机使用，请用127.0.0.1或localhost打开。", "请求头Host");
  }
  if (!may_change(request.method)) return std::nullopt;

  const std::string_view origin = request.header("Origin");
  if (request.count_header("Origin") > 1 || (request.count_header("Origin") == 1 && !is_same_origin(origin, host))) {
    return error_response(403, "forbidden", "不接受来自其他网站页面的写入请求。", "请求头Origin");
  }
  const std::string_view site = request.header("Sec-Fetch-Site");
  if (!site.empty() && site != "same-origin" && site != "none") {
    return error_response(403, "forbidden", "不接受来自其他网站页面的写入请求。", "请求头Sec-Fetch-Site");
  }
  // What a form of a foreign page can send without asking; other methods always ask first, and are never allowed to.
  const std::string_view type = media_type(request.header("Content-Type"));
  if (request.method == Method::kPost && !equals_ignoring_case(type, "application/json") &&
      !equals_ignoring_case(type, "application/octet-stream")) {
    return error_response(415, "unsupported_media_type",
                          "写入请求的Content-Type应为application/json；上传文件时应为application/octet-stream。",
                          "请求头Content-Type");
  }
  return std::nullopt;
}

}  // namespace bihuan::server
