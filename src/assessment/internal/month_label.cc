#include "assessment/internal/month_label.h"

#include <array>
#include <string>
#include <vector>

#include "base/text.h"

namespace bihuan::assessment::internal {
namespace {

constexpr std::array<std::u32string_view, 12> kChineseMonths = {U"一", U"二", U"三", U"四", U"五",   U"六",
                                                                U"七", U"八", U"九", U"十", U"十一", U"十二"};

std::u32string plain(std::string_view text) {
  const Result<std::u32string> decoded = decode_utf8(strip_spaces(to_half_width(text)));
  return decoded ? *decoded : std::u32string();
}

// One number of a date and what follows it.
struct Part {
  int value = 0;
  std::size_t digits = 0;
  char32_t after = 0;  // 0 at the end
};

bool is_separator(char32_t c) { return c == U'-' || c == U'/' || c == U'.' || c == U'年' || c == U'月' || c == U'日'; }

// Splits 2024年9月5日 into its numbers; empty if anything else stands between them.
std::vector<Part> split_numbers(std::u32string_view text) {
  std::vector<Part> parts;
  std::size_t i = 0;
  while (i < text.size()) {
    Part part;
    while (i < text.size() && is_ascii_digit(text[i]) && part.digits < 8) {
      part.value = part.value * 10 + static_cast<int>(text[i++] - U'0');
      ++part.digits;
    }
    if (part.digits == 0) return {};
    if (i < text.size()) {
      if (!is_separator(text[i])) return {};
      part.after = text[i++];
    }
    parts.push_back(part);
  }
  return parts;
}

std::optional<MonthLabel> checked(int year, int month, int day = 1) {
  if (month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
  if (year != 0 && (year < 1990 || year > 2200)) return std::nullopt;
  return MonthLabel{year, month};
}

std::optional<MonthLabel> from_compact(const Part& part) {
  if (part.digits == 6) return checked(part.value / 100, part.value % 100);
  if (part.digits == 8) return checked(part.value / 10000, part.value / 100 % 100, part.value % 100);
  if (part.digits <= 2 && (part.after == 0 || part.after == U'月')) return checked(0, part.value);
  return std::nullopt;
}

std::optional<MonthLabel> from_chinese(std::u32string_view text) {
  if (!text.ends_with(U'月')) return std::nullopt;
  text.remove_suffix(1);
  for (std::size_t i = 0; i < kChineseMonths.size(); ++i) {
    if (text == kChineseMonths[i]) return MonthLabel{0, static_cast<int>(i) + 1};
  }
  return std::nullopt;
}

bool is_span_mark(char32_t c) {
  return c == U'-' || c == U'~' || c == U'—' || c == U'–' || c == U'至' || c == U'、' || c == U'～';
}

bool is_han_digit(char32_t c) {
  return std::u32string_view(U"一二三四五六七八九十").find(c) != std::u32string_view::npos;
}

// The number, in digits or Chinese, that ends before `end`; moves `end` to its begin.
std::optional<int> number_before(std::u32string_view text, std::size_t& end) {
  std::size_t begin = end;
  while (begin > 0 && is_ascii_digit(text[begin - 1])) --begin;
  if (begin < end) {
    if (end - begin > 4) return std::nullopt;
    int value = 0;
    for (std::size_t i = begin; i < end; ++i) value = value * 10 + static_cast<int>(text[i] - U'0');
    end = begin;
    return value;
  }
  while (begin > 0 && is_han_digit(text[begin - 1])) --begin;
  const std::u32string_view word = text.substr(begin, end - begin);
  for (std::size_t i = 0; i < kChineseMonths.size(); ++i) {
    if (word == kChineseMonths[i]) {
      end = begin;
      return static_cast<int>(i) + 1;
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<MonthLabel> parse_month(std::string_view utf8) {
  std::u32string text = plain(utf8);
  if (text.ends_with(U"月份")) text.pop_back();
  if (const std::size_t time = text.find(U'T'); time != std::u32string::npos) text.resize(time);
  if (const std::size_t colon = text.find(U':'); colon != std::u32string::npos && colon > 10) text.resize(10);
  if (const auto chinese = from_chinese(text)) return chinese;
  const std::vector<Part> parts = split_numbers(text);
  if (parts.size() == 1) return from_compact(parts[0]);
  if (parts.size() == 2 && parts[0].digits == 4 && parts[0].after != U'月')
    return checked(parts[0].value, parts[1].value);
  if (parts.size() == 3 && parts[0].digits == 4) return checked(parts[0].value, parts[1].value, parts[2].value);
  if (parts.size() == 2 && parts[0].after == U'月' && parts[1].after != U'月') {
    return checked(0, parts[0].value, parts[1].value);
  }
  return std::nullopt;
}

std::optional<MonthLabel> find_month(std::string_view utf8) {
  const std::u32string text = plain(utf8);
  if (const auto whole = parse_month(utf8)) {
    // A bare number is a month in a column of months, but no name of a month in a title.
    if (text.find(U'月') != std::u32string::npos || text.size() > 2) return whole;
  }
  std::optional<MonthLabel> found;
  for (std::size_t at = text.find(U'月'); at != std::u32string::npos; at = text.find(U'月', at + 1)) {
    std::size_t end = at;
    const std::optional<int> month = number_before(text, end);
    if (!month) continue;
    if (end > 0 && is_span_mark(text[end - 1])) {
      std::size_t before = end - 1;
      if (before > 0 && text[before - 1] == U'月') return std::nullopt;
      if (number_before(text, before)) return std::nullopt;
    }
    int year = 0;
    if (end > 0 && text[end - 1] == U'年') {
      std::size_t year_end = end - 1;
      if (const std::optional<int> value = number_before(text, year_end); value && *value >= 1990) year = *value;
    }
    const std::optional<MonthLabel> label = checked(year, *month);
    if (!label) continue;
    if (found && *found != *label) return std::nullopt;
    found = label;
  }
  return found;
}

}  // namespace bihuan::assessment::internal
