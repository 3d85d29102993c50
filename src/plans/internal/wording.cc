#include "plans/internal/wording.h"

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"

namespace bihuan::plans::internal {

std::u32string fold(std::u32string_view text) {
  std::u32string out;
  out.reserve(text.size());
  for (const char32_t c : text) {
    const char32_t half = to_half_width(c);
    if (!is_space(half)) out.push_back(half);
  }
  return out;
}

std::u32string fold(std::string_view utf8) {
  const Result<std::u32string> decoded = decode_utf8(utf8);
  if (decoded) return fold(std::u32string_view(*decoded));
  std::u32string bytes;
  for (const char c : utf8) bytes.push_back(static_cast<unsigned char>(c));
  return fold(std::u32string_view(bytes));
}

std::u32string mask_numbers(std::u32string_view folded) {
  std::u32string out;
  out.reserve(folded.size());
  for (std::size_t i = 0; i < folded.size();) {
    if (!is_ascii_digit(folded[i])) {
      out.push_back(folded[i++]);
      continue;
    }
    out.push_back(U'#');
    while (i < folded.size() && (is_ascii_digit(folded[i]) ||
                                 (folded[i] == U'.' && i + 1 < folded.size() && is_ascii_digit(folded[i + 1])))) {
      ++i;
    }
  }
  return out;
}

Bigrams bigrams_of(std::u32string_view text) {
  Bigrams pairs;
  if (text.size() == 1) pairs.push_back(text[0]);
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    pairs.push_back((static_cast<std::uint64_t>(text[i]) << 32) | text[i + 1]);
  }
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

double similarity(const Bigrams& a, const Bigrams& b) {
  if (a.empty() || b.empty()) return 0;
  std::size_t common = 0;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (a[i] == b[j]) {
      ++common;
      ++i;
      ++j;
    } else if (a[i] < b[j]) {
      ++i;
    } else {
      ++j;
    }
  }
  return 2.0 * static_cast<double>(common) / static_cast<double>(a.size() + b.size());
}

std::string short_digest(std::u32string_view text) { return sm3_hex(encode_utf8(text)).substr(0, 16); }

namespace {

bool ends_sentence(char32_t c) {
  return c == U'。' || c == U'；' || c == U'！' || c == U'？' || c == U';' || c == U'\n' || c == U'\r';
}

}  // namespace

Sentences::Sentences(std::u32string_view text) {
  std::size_t begin = 0;
  bool is_blank = true;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_end = ends_sentence(text[i]);
    if (is_blank && !is_end && !is_space(text[i])) {
      is_blank = false;
      begin = i;
    }
    if (!is_end) continue;
    if (!is_blank) spans_.push_back({static_cast<std::int64_t>(begin), static_cast<std::int64_t>(i + 1)});
    is_blank = true;
  }
  if (!is_blank) spans_.push_back({static_cast<std::int64_t>(begin), static_cast<std::int64_t>(text.size())});
}

std::size_t Sentences::first_of(Span span) const {
  const auto it = std::upper_bound(spans_.begin(), spans_.end(), span.begin,
                                   [](std::int64_t begin, const Span& sentence) { return begin < sentence.end; });
  if (it == spans_.end() || it->begin >= span.end) return spans_.size();
  return static_cast<std::size_t>(it - spans_.begin());
}

std::size_t Sentences::last_of(Span span) const {
  const std::size_t first = first_of(span);
  if (first == spans_.size()) return first;
  const auto it = std::lower_bound(spans_.begin() + static_cast<std::ptrdiff_t>(first), spans_.end(), span.end,
                                   [](const Span& sentence, std::int64_t end) { return sentence.begin < end; });
  return static_cast<std::size_t>(it - spans_.begin()) - 1;
}

}  // namespace bihuan::plans::internal
