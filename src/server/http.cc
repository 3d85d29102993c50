#include "server/http.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "base/text.h"

namespace bihuan::server {
namespace {

constexpr std::array<std::pair<std::string_view, Method>, 7> kMethods{{{"GET", Method::kGet},
                                                                       {"HEAD", Method::kHead},
                                                                       {"POST", Method::kPost},
                                                                       {"PUT", Method::kPut},
                                                                       {"PATCH", Method::kPatch},
                                                                       {"DELETE", Method::kDelete},
                                                                       {"OPTIONS", Method::kOptions}}};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char l = lower(c);
  return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

// UTF-8 without control characters.
bool is_plain_utf8(std::string_view text) {
  const bool has_control = std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
  });
  return !has_control && !first_invalid_utf8(text);
}

Status parse_query(std::string_view text, std::map<std::string, std::string>& query) {
  while (!text.empty()) {
    const std::size_t end = text.find('&');
    const std::string_view pair = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    if (pair.empty()) continue;
    const std::size_t equals = pair.find('=');
    BIHUAN_TRY(std::string name, percent_decode(pair.substr(0, equals), true));
    BIHUAN_TRY(std::string value,
               percent_decode(equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1), true));
    if (!is_plain_utf8(name) || !is_plain_utf8(value)) {
      return fail(Code::kInvalidInput, "查询参数含有控制字符，或不是UTF-8文本。", "查询参数");
    }
    if (!query.emplace(name, std::move(value)).second) {
      return fail(Code::kInvalidInput, "同一个查询参数出现了两次，只应出现一次。", "查询参数“" + name + "”");
    }
  }
  return {};
}

}  // namespace

Method parse_method(std::string_view name) {
  for (const auto& [text, method] : kMethods) {
    if (text == name) return method;
  }
  return Method::kOther;
}

std::string_view to_string(Method method) {
  for (const auto& [text, known] : kMethods) {
    if (known == method) return text;
  }
  return "?";
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

std::string_view Request::header(std::string_view name) const {
  for (const auto& [known, value] : headers) {
    if (equals_ignoring_case(known, name)) return value;
  }
  return {};
}

std::size_t Request::count_header(std::string_view name) const {
  std::size_t count = 0;
  for (const auto& [known, value] : headers) count += equals_ignoring_case(known, name) ? 1 : 0;
  return count;
}

void Response::set(std::string_view name, std::string value) {
  for (auto& [known, old] : headers) {
    if (equals_ignoring_case(known, name)) {
      old = std::move(value);
      return;
    }
  }
  headers.emplace_back(name, std::move(value));
}

std::string_view Response::header(std::string_view name) const {
  for (const auto& [known, value] : headers) {
    if (equals_ignoring_case(known, name)) return value;
  }
  return {};
}

Result<std::string> percent_decode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_space) {
      out.push_back(' ');
    } else if (text[i] != '%') {
      out.push_back(text[i]);
    } else {
      const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
      if (high < 0 || low < 0) {
        return fail(Code::kInvalidInput, "网址中的“%”后应为两位十六进制数字。", "网址");
      }
      out.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    }
  }
  return out;
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool is_unreserved =
        (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') || c == '-' || c == '.' || c == '_' || c == '~';
    if (is_unreserved) {
      out.push_back(c);
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out.push_back('%');
      out.push_back(kHex[byte >> 4U]);
      out.push_back(kHex[byte & 0xfU]);
    }
  }
  return out;
}

Result<Location> parse_target(std::string_view target) {
  if (target.empty() || target.front() != '/') {
    return fail(Code::kInvalidInput, "请求的网址应以“/”开头。", "网址");
  }
  target = target.substr(0, target.find('#'));
  const std::size_t question = target.find('?');
  Location location;
  if (question != std::string_view::npos) BIHUAN_CHECK(parse_query(target.substr(question + 1), location.query));

  std::string_view path = target.substr(0, question);
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash
    const std::size_t end = std::min(path.find('/'), path.size());
    BIHUAN_TRY(std::string segment, percent_decode(path.substr(0, end), false));
    path.remove_prefix(end);
    if (!is_plain_utf8(segment)) {
      return fail(Code::kInvalidInput, "网址含有控制字符，或不是UTF-8文本。", "网址");
    }
    if (segment == "." || segment == ".." || segment.find_first_of("/\\") != std::string::npos) {
      return fail(Code::kInvalidInput, "网址中不能有“.”、“..”这样的路径，也不能有转义的斜线。", "网址");
    }
    if (segment.empty() && !path.empty()) {
      return fail(Code::kInvalidInput, "网址中不能有连续的斜线。", "网址");
    }
    location.path += "/" + segment;
    if (!segment.empty()) location.segments.push_back(std::move(segment));
  }
  return location;
}

}  // namespace bihuan::server
