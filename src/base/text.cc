#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace bihuan {
namespace {

constexpr std::size_t kMarkEvery = 64;
constexpr char32_t kReplacement = 0xFFFD;

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

struct Decoded {
  char32_t code_point = 0;
  std::size_t length = 0;  // 0: no strict UTF-8 begins here
};

Decoded decode_one(std::string_view bytes, std::size_t at) {
  const auto lead = static_cast<unsigned char>(bytes[at]);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || at + length > bytes.size()) return {};
  char32_t c = lead & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if (!is_continuation(bytes[at + i])) return {};
    c = (c << 6) | (static_cast<unsigned char>(bytes[at + i]) & 0x3F);
  }
  const bool is_overlong = (length == 3 && c < 0x800) || (length == 4 && c < 0x10000);
  if (is_overlong || (c >= 0xD800 && c <= 0xDFFF) || c > 0x10FFFF) return {};
  return {c, length};
}

struct Range {
  char32_t first;
  char32_t last;
};

template <std::size_t n>
bool in_ranges(const std::array<Range, n>& ranges, char32_t c) {
  const auto after = std::ranges::upper_bound(ranges, c, {}, &Range::first);
  return after != ranges.begin() && c <= std::prev(after)->last;
}

// East Asian Wide and Fullwidth blocks (Unicode 15, EastAsianWidth), whole blocks where single holes do not matter.
constexpr std::array<Range, 15> kWide = {{{0x1100, 0x115F},
                                          {0x2E80, 0x303E},
                                          {0x3041, 0x33FF},
                                          {0x3400, 0x4DBF},
                                          {0x4E00, 0x9FFF},
                                          {0xA000, 0xA4CF},
                                          {0xA960, 0xA97F},
                                          {0xAC00, 0xD7A3},
                                          {0xF900, 0xFAFF},
                                          {0xFE10, 0xFE19},
                                          {0xFE30, 0xFE6F},
                                          {0xFF00, 0xFF60},
                                          {0xFFE0, 0xFFE6},
                                          {0x1F300, 0x1FAFF},
                                          {0x20000, 0x3FFFD}}};
constexpr std::array<Range, 8> kZeroWidth = {{{0x0000, 0x001F},
                                              {0x007F, 0x009F},
                                              {0x0300, 0x036F},
                                              {0x200B, 0x200F},
                                              {0x20D0, 0x20FF},
                                              {0xFE00, 0xFE0F},
                                              {0xFE20, 0xFE2F},
                                              {0xFEFF, 0xFEFF}}};
constexpr std::array<Range, 7> kHan = {{{0x3005, 0x3005},
                                        {0x3007, 0x3007},
                                        {0x3400, 0x4DBF},
                                        {0x4E00, 0x9FFF},
                                        {0xF900, 0xFAFF},
                                        {0x20000, 0x2FA1F},
                                        {0x30000, 0x3FFFD}}};

}  // namespace

std::optional<std::size_t> first_invalid_utf8(std::string_view bytes) {
  std::size_t at = 0;
  while (at < bytes.size()) {
    // Eight ASCII characters at once, the commonest case by far.
    static_assert(std::endian::native == std::endian::little);  // the first character is the lowest
    std::uint64_t eight = 0;
    if (at + sizeof eight <= bytes.size()) {
      std::memcpy(&eight, bytes.data() + at, sizeof eight);
      const std::uint64_t high = eight & 0x8080'8080'8080'8080U;
      if (high == 0) {
        at += sizeof eight;
        continue;
      }
      // A character of three bytes that can be neither overlong nor a surrogate: nearly all of Chinese.
      const unsigned lead = eight & 0xFF;
      if (lead >= 0xE1 && lead <= 0xEC && (eight & 0xC0'C000) == 0x80'8000) {
        at += 3;
        continue;
      }
      if (lead < 0x80) {
        at += static_cast<std::size_t>(std::countr_zero(high)) / 8;
        continue;
      }
    }
    const std::size_t length = decode_one(bytes, at).length;
    if (length == 0) return at;
    at += length;
  }
  return std::nullopt;
}

Result<std::u32string> decode_utf8(std::string_view bytes) {
  std::u32string text;
  text.reserve(bytes.size() / 2);
  std::size_t at = 0;
  while (at < bytes.size()) {
    const Decoded decoded = decode_one(bytes, at);
    if (decoded.length == 0) {
      const bool is_gb18030 = detect_encoding(bytes).encoding == Encoding::kGb18030;
      return fail(Code::kInvalidInput,
                  is_gb18030 ? "文字不是 UTF-8 编码，看来是 GB18030（GBK）编码，请先转换" : "文字不是 UTF-8 编码",
                  fmt::format("第 {} 字节", at + 1));
    }
    text += decoded.code_point;
    at += decoded.length;
  }
  return text;
}

void append_utf8(std::string& out, char32_t c) {
  if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) c = kReplacement;
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | (c >> 6));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | (c >> 12));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (c >> 18));
    out += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

std::string encode_utf8(std::u32string_view text) {
  std::string out;
  out.reserve(text.size() * 3);
  for (const char32_t c : text) append_utf8(out, c);
  return out;
}

std::size_t count_code_points(std::string_view utf8) {
  std::size_t count = 0;
  for (const char c : utf8) count += is_continuation(c) ? 0 : 1;
  return count;
}

OffsetMap::OffsetMap(std::string_view utf8) : text_(utf8) {
  for (std::size_t at = 0; at < text_.size(); ++at) {
    if (is_continuation(text_[at])) continue;
    if (size_ % kMarkEvery == 0) marks_.push_back(at);
    ++size_;
  }
}

std::size_t OffsetMap::byte_of(std::size_t index) const {
  if (index >= size_) return text_.size();
  std::size_t at = marks_[index / kMarkEvery];
  for (std::size_t left = index % kMarkEvery; left > 0; --left) {
    do {
      ++at;
    } while (is_continuation(text_[at]));
  }
  return at;
}

std::size_t OffsetMap::code_point_of(std::size_t offset) const {
  if (offset >= text_.size()) return size_;
  const auto after = std::ranges::upper_bound(marks_, offset);
  const auto mark = static_cast<std::size_t>(after - marks_.begin()) - 1;
  const std::string_view between = text_.substr(marks_[mark], offset + 1 - marks_[mark]);
  return mark * kMarkEvery + count_code_points(between) - 1;
}

char32_t to_half_width(char32_t c) {
  if (c >= 0xFF01 && c <= 0xFF5E) return c - 0xFF01 + U'!';
  return c == 0x3000 ? U' ' : c;
}

std::u32string to_half_width(std::u32string_view text) {
  std::u32string out(text);
  for (char32_t& c : out) c = to_half_width(c);
  return out;
}

std::string to_half_width(std::string_view utf8) {
  std::string out;
  out.reserve(utf8.size());
  for (std::size_t at = 0; at < utf8.size();) {
    const Decoded decoded = decode_one(utf8, at);
    const std::size_t length = std::max<std::size_t>(decoded.length, 1);
    const char32_t half = decoded.length == 0 ? 0 : to_half_width(decoded.code_point);
    if (decoded.length != 0 && half != decoded.code_point)
      append_utf8(out, half);
    else
      out += utf8.substr(at, length);
    at += length;
  }
  return out;
}

bool is_han(char32_t c) { return in_ranges(kHan, c); }

bool is_space(char32_t c) {
  return c == U' ' || (c >= 0x09 && c <= 0x0D) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200B) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000 ||
         c == 0xFEFF;
}

bool is_ascii_digit(char32_t c) { return c >= U'0' && c <= U'9'; }

int display_width(char32_t c) {
  if (in_ranges(kZeroWidth, c)) return 0;
  return in_ranges(kWide, c) ? 2 : 1;
}

std::size_t display_width(std::string_view utf8) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < utf8.size();) {
    const Decoded decoded = decode_one(utf8, at);
    width += decoded.length == 0 ? 1 : static_cast<std::size_t>(display_width(decoded.code_point));
    at += std::max<std::size_t>(decoded.length, 1);
  }
  return width;
}

std::string_view trim(std::string_view utf8) {
  std::size_t begin = 0;
  while (begin < utf8.size()) {
    const Decoded decoded = decode_one(utf8, begin);
    if (decoded.length == 0 || !is_space(decoded.code_point)) break;
    begin += decoded.length;
  }
  std::size_t end = utf8.size();
  while (end > begin) {
    std::size_t start = end - 1;
    while (start > begin && is_continuation(utf8[start])) --start;
    const Decoded decoded = decode_one(utf8, start);
    if (decoded.length != end - start || !is_space(decoded.code_point)) break;
    end = start;
  }
  return utf8.substr(begin, end - begin);
}

std::u32string_view trim(std::u32string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::string strip_spaces(std::string_view utf8) {
  std::string out;
  for (std::size_t at = 0; at < utf8.size();) {
    const Decoded decoded = decode_one(utf8, at);
    const std::size_t length = std::max<std::size_t>(decoded.length, 1);
    if (decoded.length == 0 || !is_space(decoded.code_point)) out += utf8.substr(at, length);
    at += length;
  }
  return out;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t end = text.find(separator); end != std::string_view::npos; end = text.find(separator)) {
    parts.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  parts.push_back(text);
  return parts;
}

std::vector<std::u32string_view> split(std::u32string_view text, char32_t separator) {
  std::vector<std::u32string_view> parts;
  for (std::size_t end = text.find(separator); end != std::u32string_view::npos; end = text.find(separator)) {
    parts.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  parts.push_back(text);
  return parts;
}

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    lines.push_back(text.substr(0, end));
    const bool is_crlf = text.substr(end).starts_with("\r\n");
    text.remove_prefix(std::min(text.size(), end + (is_crlf ? 2 : 1)));
  }
  return lines;
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  return fmt::format("{}", fmt::join(parts, separator));
}

std::string replace_all(std::string_view text, std::string_view from, std::string_view to) {
  std::string out;
  for (std::size_t at = text.find(from); at != std::string_view::npos; at = text.find(from)) {
    out += text.substr(0, at);
    out += to;
    text.remove_prefix(at + from.size());
  }
  out += text;
  return out;
}

std::string excerpt(std::string_view utf8, std::size_t max_code_points) {
  std::string out;
  std::size_t taken = 0;
  for (std::size_t at = 0; at < utf8.size(); ++taken) {
    if (taken == max_code_points) return out + "…";
    const Decoded decoded = decode_one(utf8, at);
    const bool is_control = decoded.length == 1 && (decoded.code_point < 0x20 || decoded.code_point == 0x7F);
    append_utf8(out, decoded.length == 0 ? kReplacement : is_control ? U' ' : decoded.code_point);
    at += std::max<std::size_t>(decoded.length, 1);
  }
  return out;
}

}  // namespace bihuan
