#include "tables/internal/head_text.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace bihuan::tables {
namespace {

char32_t tidy_character(char32_t c) {
  switch (c) {
    case U'【':
    case U'〔':
    case U'〖':
    case U'[':
    case U'{':
    case U'﹙':
      return U'(';
    case U'】':
    case U'〕':
    case U'〗':
    case U']':
    case U'}':
    case U'﹚':
      return U')';
    case U'—':
    case U'–':
    case U'−':
    case U'‐':
    case U'‑':
    case U'―':
      return U'-';
    case U'\u00B5':  // micro sign
      return U'μ';
    case U'•':
    case U'∙':
    case U'⋅':
    case U'・':
      return U'·';
    case U'∕':
    case U'⁄':
      return U'/';
    case U'³':
      return U'3';
    case U'²':
      return U'2';
    case U'¹':
      return U'1';
    case U'⁻':
      return U'-';
    default:
      return c >= U'₀' && c <= U'₉' ? U'0' + (c - U'₀') : c;
  }
}

std::string lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// "mg/mL", "kg·d-1": short, letters on both sides of a slash or dot, nothing Chinese.
bool looks_like_unit(std::string_view tidy) {
  constexpr std::size_t kLongest = 16;
  const std::size_t slash = std::min(tidy.find('/'), tidy.find("·"));
  if (tidy.size() > kLongest || slash == std::string_view::npos || slash == 0) return false;
  if (std::ranges::any_of(tidy, [](char c) { return static_cast<unsigned char>(c) >= 0xE3; })) return false;
  const std::size_t last_letter = tidy.find_last_not_of("0123456789-");
  return is_letter(tidy[slash - 1]) && last_letter > slash && is_letter(tidy[last_letter]);
}

// Strips what joins a name to the unit behind it.
std::string_view strip_joints(std::string_view text) {
  while (!text.empty()) {
    const std::string_view before = text;
    for (const std::string_view joint : {",", "/", ":", "_", "-", "、", ";"})
      if (text.ends_with(joint)) text.remove_suffix(joint.size());
    if (before.size() == text.size()) break;
  }
  return text;
}

// The last bracket pair at the very end: offset of its opening bracket, counting pairs inside ("(dB(A))").
std::optional<std::size_t> last_bracket(std::string_view text) {
  if (!text.ends_with(')')) return std::nullopt;
  int depth = 0;
  for (std::size_t i = text.size(); i-- > 0;) {
    if (text[i] == ')') ++depth;
    if (text[i] == '(' && --depth == 0) return i;
  }
  return std::nullopt;
}

}  // namespace

std::string tidy_text(std::string_view text) {
  const auto decoded = decode_utf8(text);
  if (!decoded.has_value()) return std::string(text);
  std::string out;
  for (const char32_t c : to_half_width(*decoded))
    if (!is_space(c)) append_utf8(out, tidy_character(c));
  return out;
}

std::string normal_text(std::string_view text) { return lower(tidy_text(text)); }

bool HeadPart::has_name(std::string_view normal) const { return std::ranges::find(names, normal) != names.end(); }

UnitWords::UnitWords(const std::vector<std::string>& units) {
  for (const std::string& unit : units) words_.push_back({normal_text(unit), unit});
  // No stable_sort: clang warns of what libstdc++ 12 does in it.
  std::ranges::sort(words_, [](const Word& a, const Word& b) {
    return a.normal.size() != b.normal.size() ? a.normal.size() > b.normal.size() : a.normal < b.normal;
  });
}

std::optional<std::string> UnitWords::match(std::string_view text) const {
  std::string tidy = tidy_text(text);
  for (const std::string_view label : {"计量单位:", "单位:"})
    if (tidy.starts_with(label)) tidy.erase(0, label.size());
  if (tidy.starts_with('(') && last_bracket(tidy) == 0) tidy = tidy.substr(1, tidy.size() - 2);
  if (tidy.empty()) return std::nullopt;
  const std::string normal = lower(tidy);
  const auto found = std::ranges::find(words_, normal, &Word::normal);
  if (found != words_.end()) return found->spelled;
  if (looks_like_unit(tidy)) return tidy;
  return std::nullopt;
}

std::optional<std::pair<std::size_t, std::string>> UnitWords::at_end(std::string_view tidy) const {
  const std::string normal = lower(std::string(tidy));
  for (const Word& word : words_) {
    const bool is_clear = word.normal == "℃" || word.normal.find('/') != std::string::npos ||
                          word.normal.find("·") != std::string::npos || word.normal == "ntu" || word.normal == "无量纲";
    if (!is_clear || normal.size() <= word.normal.size() || !normal.ends_with(word.normal)) continue;
    // "CODmg/L" would leave its name in doubt; a letter before the unit means that the unit begins earlier.
    if (is_letter(normal[normal.size() - word.normal.size() - 1]) && is_letter(word.normal.front())) continue;
    return std::pair(word.normal.size(), word.spelled);
  }
  return std::nullopt;
}

HeadPart parse_head_part(std::string_view text, const UnitWords& units) {
  HeadPart part;
  part.printed = replace_all(replace_all(trim(text), "\r", ""), "\n", "");
  std::string tidy = tidy_text(text);
  if (auto unit = units.match(tidy)) {
    part.unit = std::move(*unit);
    return part;
  }
  std::vector<std::string> more;
  while (const auto bracket = last_bracket(tidy)) {
    const std::string inside = tidy.substr(*bracket + 1, tidy.size() - *bracket - 2);
    if (auto unit = units.match(inside)) {
      if (part.unit.empty()) part.unit = std::move(*unit);
    } else if (!inside.empty()) {
      more.push_back(lower(inside));
    }
    tidy = strip_joints(std::string_view(tidy).substr(0, *bracket));
  }
  if (part.unit.empty()) {
    if (const auto end = units.at_end(tidy)) {
      const std::string_view rest = strip_joints(std::string_view(tidy).substr(0, tidy.size() - end->first));
      if (!rest.empty()) {
        part.unit = end->second;
        tidy = rest;
      }
    }
  }
  if (!tidy.empty()) part.names.push_back(lower(tidy));
  // "总磷(以P计)" is known under its whole name too.
  if (!more.empty() && !tidy.empty()) part.names.push_back(lower(tidy) + "(" + more.back() + ")");
  part.names.insert(part.names.end(), more.begin(), more.end());
  return part;
}

std::optional<std::string> unit_in_line(std::string_view text, const std::vector<std::string>& words,
                                        const UnitWords& units) {
  const std::string tidy = tidy_text(text);
  for (const std::string& word : words) {
    for (std::size_t at = tidy.find(word + ":"); at != std::string::npos; at = tidy.find(word + ":", at + 1)) {
      std::string_view rest = std::string_view(tidy).substr(at + word.size() + 1);
      std::size_t end = std::min({rest.find(','), rest.find(';'), rest.find("。"), rest.find("、"), rest.size()});
      // Up to a bracket that does not belong to the unit itself ("dB(A)").
      if (auto unit = units.match(rest.substr(0, end))) return unit;
      end = std::min({end, rest.find('('), rest.find(')')});
      if (auto unit = units.match(rest.substr(0, end))) return unit;
    }
  }
  return std::nullopt;
}

}  // namespace bihuan::tables
