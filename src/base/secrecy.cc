#include "base/secrecy.h"

#include <algorithm>

#include "base/text.h"

namespace bihuan {
namespace {

constexpr std::u32string_view kWords[] = {U"绝密", U"机密", U"秘密"};
constexpr std::size_t kHeadLines = 40;
constexpr std::size_t kHeadCharacters = 40;

bool is_star(char32_t c) { return c == U'★' || c == U'☆' || c == U'*'; }

std::u32string plain(std::string_view utf8) {
  Result<std::u32string> text = decode_utf8(strip_spaces(utf8));
  return text ? to_half_width(*text) : std::u32string();
}

std::optional<std::u32string_view> word_at(std::u32string_view text, std::size_t at) {
  for (const std::u32string_view word : kWords) {
    if (text.substr(at).starts_with(word)) return word;
  }
  return std::nullopt;
}

std::optional<std::u32string_view> mark_in_line(std::u32string_view line) {
  for (const std::u32string_view label : {U"密级和保密期限", U"保密等级", U"密级"}) {
    const std::size_t at = line.find(label);
    if (at == std::u32string_view::npos || at > kHeadCharacters / 2) continue;
    std::size_t next = at + label.size();
    while (next < line.size() && (line[next] == U':' || line[next] == U'|' || line[next] == U'(')) ++next;
    if (const auto word = word_at(line, next)) return word;
  }
  for (std::size_t i = 0; i + 2 <= line.size() && i < kHeadCharacters; ++i) {
    const auto word = word_at(line, i);
    if (!word) continue;
    const std::u32string_view rest = line.substr(i + word->size());
    if ((i == 0 && rest.empty()) || (!rest.empty() && is_star(rest.front()))) return word;
  }
  return std::nullopt;
}

}  // namespace

std::optional<SecrecyMark> secrecy_mark_in_text(std::string_view text) {
  int number = 0;
  for (const std::string_view line : split_lines(text.substr(0, std::min<std::size_t>(text.size(), 64U << 10)))) {
    if (++number > static_cast<int>(kHeadLines)) break;
    if (line.size() > 4096) continue;
    const std::u32string characters = plain(line);
    if (const auto word = mark_in_line(characters)) return SecrecyMark{encode_utf8(*word), number};
  }
  return std::nullopt;
}

std::optional<std::string> secrecy_mark_in_name(std::string_view name) {
  const Result<std::u32string> decoded = decode_utf8(name);
  if (!decoded) return std::nullopt;
  const std::u32string_view text = *decoded;
  for (std::size_t i = 0; i + 2 <= text.size(); ++i) {
    const auto word = word_at(text, i);
    if (!word) continue;
    const std::u32string_view rest = text.substr(i + word->size());
    const bool begins = i == 0 || !is_han(text[i - 1]);
    const bool ends = rest.empty() || !is_han(rest.front()) || rest.starts_with(U"文件") || rest.starts_with(U"件");
    if (begins && ends) return encode_utf8(*word);
  }
  return std::nullopt;
}

Status refuse_secret_text(std::string_view text, std::string_view what) {
  const std::optional<SecrecyMark> mark = secrecy_mark_in_text(text);
  if (!mark) return {};
  return fail(Code::kInvalidInput, "标有密级“" + mark->word + "”，涉密内容不得进入本系统，没有保存",
              std::string(what) + "第" + std::to_string(mark->line) + "行");
}

}  // namespace bihuan
