#include "tables/internal/number_format.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <utility>

namespace bihuan::tables {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct NumberParts {
  bool is_negative = false;
  std::string_view whole;
  std::string_view places;
  bool has_exponent = false;
};

std::optional<NumberParts> split_number(std::string_view text) {
  NumberParts parts;
  std::size_t i = 0;
  if (i < text.size() && (text[i] == '+' || text[i] == '-')) parts.is_negative = text[i++] == '-';
  const std::size_t whole = i;
  while (i < text.size() && is_digit(text[i])) ++i;
  parts.whole = text.substr(whole, i - whole);
  if (i < text.size() && text[i] == '.') {
    const std::size_t places = ++i;
    while (i < text.size() && is_digit(text[i])) ++i;
    parts.places = text.substr(places, i - places);
  }
  if (parts.whole.empty() && parts.places.empty()) return std::nullopt;
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    parts.has_exponent = true;
    ++i;
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
    const std::size_t exponent = i;
    while (i < text.size() && is_digit(text[i])) ++i;
    if (i == exponent) return std::nullopt;
  }
  if (i != text.size()) return std::nullopt;
  return parts;
}

// "1.2345" x 10^exponent -> plain text.
std::string expand(std::string digits, int exponent, bool is_negative) {
  while (digits.size() > 1 && digits.back() == '0') digits.pop_back();
  std::string out;
  if (exponent < -30 || exponent > 30) {
    out = digits.substr(0, 1);
    if (digits.size() > 1) out += "." + digits.substr(1);
    out += "E" + std::string(exponent < 0 ? "-" : "+") + std::to_string(std::abs(exponent));
  } else if (exponent < 0) {
    out = "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
  } else if (const auto point = static_cast<std::size_t>(exponent) + 1; digits.size() <= point) {
    out = digits + std::string(point - digits.size(), '0');
  } else {
    out = digits.substr(0, point) + "." + digits.substr(point);
  }
  return is_negative ? "-" + out : out;
}

std::string_view trim_blanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\n' || text.front() == '\r' || text.front() == '\t'))
    text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\n' || text.back() == '\r' || text.back() == '\t'))
    text.remove_suffix(1);
  return text;
}

constexpr std::size_t kLongestNumber = 512;

}  // namespace

std::optional<std::string> plain_decimal(std::string_view text) {
  text = trim_blanks(text);
  if (text.size() > kLongestNumber) return std::nullopt;
  const auto parts = split_number(text);
  if (!parts) return std::nullopt;
  std::string_view whole = parts->whole;
  while (whole.size() > 1 && whole.front() == '0') whole.remove_prefix(1);
  const bool is_whole_zero = whole.empty() || whole == "0";
  std::size_t significant = is_whole_zero ? 0 : whole.size();
  std::size_t leading_zeros = 0;
  if (is_whole_zero)
    while (leading_zeros < parts->places.size() && parts->places[leading_zeros] == '0') ++leading_zeros;
  significant += parts->places.size() - leading_zeros;
  if (!parts->has_exponent && significant <= 15 && leading_zeros < 30) {
    std::string out(is_whole_zero ? "0" : whole);
    if (!parts->places.empty()) out.append(".").append(parts->places);
    return parts->is_negative && significant > 0 ? "-" + out : out;
  }
  if (text.front() == '+') text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size()) return std::nullopt;
  if (error == std::errc::result_out_of_range || !std::isfinite(value)) return std::nullopt;
  if (value == 0) return "0";
  std::array<char, 48> buffer{};
  const auto written =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::abs(value), std::chars_format::scientific, 14);
  const std::string_view scientific(buffer.data(), static_cast<std::size_t>(written.ptr - buffer.data()));
  const std::size_t e = scientific.find('e');
  std::string digits(scientific.substr(0, 1));
  digits += scientific.substr(2, e - 2);
  int exponent = 0;
  std::string_view exponent_text = scientific.substr(e + 1);
  if (exponent_text.front() == '+') exponent_text.remove_prefix(1);
  std::from_chars(exponent_text.data(), exponent_text.data() + exponent_text.size(), exponent);
  return expand(std::move(digits), exponent, value < 0);
}

namespace {

// Cuts a format code at its semicolons, outside of quotes, brackets and escapes.
std::vector<std::string_view> cut_sections(std::string_view code) {
  std::vector<std::string_view> sections;
  bool in_quotes = false;
  bool in_brackets = false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (in_quotes) {
      in_quotes = c != '"';
    } else if (in_brackets) {
      in_brackets = c != ']';
    } else if (c == '"') {
      in_quotes = true;
    } else if (c == '[') {
      in_brackets = true;
    } else if (c == '\\' || c == '_' || c == '*') {
      ++i;
    } else if (c == ';') {
      sections.push_back(code.substr(begin, i - begin));
      begin = i + 1;
    }
  }
  sections.push_back(code.substr(begin));
  return sections;
}

bool is_general(std::string_view section) {
  constexpr std::string_view kGeneral = "general";
  return section.size() == kGeneral.size() &&
         std::equal(section.begin(), section.end(), kGeneral.begin(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
}

}  // namespace

NumberFormat::NumberFormat(std::string code) : code_(std::move(code)) {
  if (is_general(code_) || code_ == "@") code_.clear();
  if (code_.empty()) return;
  const auto sections = cut_sections(code_);
  find_date_letters(sections.front());
  if (is_date()) return;
  for (const std::string_view text : sections) {
    if (sections_.size() == 3) break;  // the fourth is for text
    Section section;
    if (!parse_section(text, section)) {
      sections_.clear();
      return;
    }
    sections_.push_back(std::move(section));
  }
}

void NumberFormat::find_date_letters(std::string_view section) {
  bool has_month_or_minute = false;
  for (std::size_t i = 0; i < section.size(); ++i) {
    const char c = section[i];
    if (c == '"') {
      const std::size_t end = section.find('"', i + 1);
      if (end == std::string_view::npos) return;
      i = end;
    } else if (c == '[') {
      const std::size_t end = section.find(']', i + 1);
      if (end == std::string_view::npos) return;
      const std::string_view inside = section.substr(i + 1, end - i - 1);
      // [h], [mm], [s]: hours that run beyond a day. That is a quantity, no time of day.
      if (!inside.empty() && inside.find_first_not_of("hHmMsS") == std::string_view::npos) {
        has_date_ = has_time_ = false;
        return;
      }
      i = end;
    } else if (c == '\\' || c == '_' || c == '*') {
      ++i;
    } else if (c == 'y' || c == 'Y' || c == 'd' || c == 'D') {
      has_date_ = true;
    } else if (c == 'h' || c == 'H' || c == 's' || c == 'S') {
      has_time_ = true;
    } else if (c == 'm' || c == 'M') {
      // AM/PM is no month.
      if (i > 0 && (section[i - 1] == 'A' || section[i - 1] == 'a' || section[i - 1] == 'P' || section[i - 1] == 'p'))
        has_time_ = true;
      else
        has_month_or_minute = true;
    }
  }
  if (has_month_or_minute && !has_time_) has_date_ = true;
}

bool NumberFormat::parse_section(std::string_view text, Section& out) const {
  bool after_point = false;
  bool seen_digit = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    std::string& literal = seen_digit ? out.suffix : out.prefix;
    if (c == '"') {
      const std::size_t end = text.find('"', i + 1);
      if (end == std::string_view::npos) return false;
      literal += text.substr(i + 1, end - i - 1);
      i = end;
    } else if (c == '[') {
      const std::size_t end = text.find(']', i + 1);
      if (end == std::string_view::npos) return false;
      const std::string_view inside = text.substr(i + 1, end - i - 1);
      if (!inside.empty() && (inside.front() == '<' || inside.front() == '>' || inside.front() == '=')) return false;
      if (inside.size() > 1 && inside.front() == '$') literal += inside.substr(1, inside.find('-') - 1);  // [$￥-804]
      i = end;
    } else if (c == '\\') {
      if (++i < text.size()) literal += text[i];
    } else if (c == '_') {
      ++i;
      literal += ' ';
    } else if (c == '*') {
      ++i;
    } else if (c == '0' || c == '#' || c == '?') {
      if (!out.suffix.empty()) return false;  // digits on both sides of a literal
      seen_digit = out.has_digits = true;
      out.thousands_cut = 0;
      if (after_point) {
        ++out.most_places;
        if (c == '0') out.least_places = out.most_places;
      } else if (c == '0') {
        ++out.least_whole;
      }
    } else if (c == ',') {
      if (seen_digit && !after_point) out.is_grouped = true;
      if (seen_digit) ++out.thousands_cut;
    } else if (c == '.') {
      if (after_point) return false;
      after_point = seen_digit = true;
    } else if (c == '%') {
      ++out.percents;
      literal += c;
    } else if (c == 'E' || c == 'e' || c == '/' || c == '@' || c == 'G' || c == 'g') {
      return false;
    } else {
      literal += c;
    }
  }
  // Commas behind the last digit scale; those between digits group.
  if (out.thousands_cut > 0) {
    const auto last_digit = text.find_last_of("0#?");
    out.is_grouped =
        last_digit != std::string_view::npos && text.substr(0, last_digit).find(',') != std::string_view::npos;
  }
  return out.most_places <= 30;
}

std::optional<std::string> NumberFormat::show(std::string_view plain) const {
  if (sections_.empty() || plain.find('E') != std::string_view::npos) return std::nullopt;
  bool is_negative = !plain.empty() && plain.front() == '-';
  if (is_negative) plain.remove_prefix(1);
  const bool is_zero = plain.find_first_not_of("0.") == std::string_view::npos;
  const Section* section = &sections_[0];
  if (is_negative && sections_.size() > 1) {
    section = &sections_[1];
    is_negative = false;  // the second section writes its own sign
  } else if (is_zero && sections_.size() > 2) {
    section = &sections_[2];
  }
  if (!section->has_digits) return section->prefix + section->suffix;

  const std::size_t point = plain.find('.');
  std::string digits(plain.substr(0, point));
  std::string places(point == std::string_view::npos ? std::string_view() : plain.substr(point + 1));
  for (int shift = 2 * section->percents - 3 * section->thousands_cut; shift != 0;) {
    if (shift > 0) {
      digits += places.empty() ? '0' : places.front();
      if (!places.empty()) places.erase(0, 1);
      --shift;
    } else {
      places.insert(places.begin(), digits.empty() ? '0' : digits.back());
      if (!digits.empty()) digits.pop_back();
      ++shift;
    }
  }
  // Half away from zero, as spreadsheet programs show numbers.
  const auto most = static_cast<std::size_t>(section->most_places);
  bool carries = places.size() > most && places[most] >= '5';
  places.resize(most, '0');
  std::string all = digits + places;
  for (std::size_t i = all.size(); carries && i-- > 0;) {
    carries = all[i] == '9';
    all[i] = carries ? '0' : static_cast<char>(all[i] + 1);
  }
  if (carries) all.insert(all.begin(), '1');
  digits = all.substr(0, all.size() - most);
  places = all.substr(all.size() - most);
  while (places.size() > static_cast<std::size_t>(section->least_places) && places.back() == '0') places.pop_back();
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  if (digits.size() < static_cast<std::size_t>(section->least_whole))
    digits.insert(0, static_cast<std::size_t>(section->least_whole) - digits.size(), '0');
  if (section->is_grouped)
    for (auto i = static_cast<std::ptrdiff_t>(digits.size()) - 3; i > 0; i -= 3)
      digits.insert(static_cast<std::size_t>(i), ",");
  std::string out = digits;
  if (!places.empty() || section->least_places > 0) out += "." + places;
  if (all.find_first_not_of('0') == std::string::npos) is_negative = false;  // no "-0.00"
  return (is_negative ? "-" : "") + section->prefix + out + section->suffix;
}

std::string_view builtin_format(int id) {
  // 27..36 and 50..58 depend on the language of the program; these are the Chinese ones (ECMA-376 part 1, 18.8.30).
  static constexpr std::pair<int, std::string_view> kFormats[] = {
      {1, "0"},
      {2, "0.00"},
      {3, "#,##0"},
      {4, "#,##0.00"},
      {9, "0%"},
      {10, "0.00%"},
      {11, "0.00E+00"},
      {12, "# ?/?"},
      {13, "# ?\?/?\?"},
      {14, "yyyy/m/d"},
      {15, "d-mmm-yy"},
      {16, "d-mmm"},
      {17, "mmm-yy"},
      {18, "h:mm AM/PM"},
      {19, "h:mm:ss AM/PM"},
      {20, "h:mm"},
      {21, "h:mm:ss"},
      {22, "yyyy/m/d h:mm"},
      {27, "yyyy\"年\"m\"月\""},
      {28, "m\"月\"d\"日\""},
      {29, "m\"月\"d\"日\""},
      {30, "m-d-yy"},
      {31, "yyyy\"年\"m\"月\"d\"日\""},
      {32, "h\"时\"mm\"分\""},
      {33, "h\"时\"mm\"分\"ss\"秒\""},
      {34, "h\"时\"mm\"分\""},
      {35, "h\"时\"mm\"分\"ss\"秒\""},
      {36, "yyyy\"年\"m\"月\""},
      {37, "#,##0;-#,##0"},
      {38, "#,##0;[Red]-#,##0"},
      {39, "#,##0.00;-#,##0.00"},
      {40, "#,##0.00;[Red]-#,##0.00"},
      {45, "mm:ss"},
      {46, "[h]:mm:ss"},
      {47, "mm:ss.0"},
      {48, "##0.0E+0"},
      {49, "@"},
      {50, "yyyy\"年\"m\"月\""},
      {51, "m\"月\"d\"日\""},
      {52, "yyyy\"年\"m\"月\""},
      {53, "m\"月\"d\"日\""},
      {54, "m\"月\"d\"日\""},
      {55, "h\"时\"mm\"分\""},
      {56, "h\"时\"mm\"分\"ss\"秒\""},
      {57, "yyyy\"年\"m\"月\""},
      {58, "m\"月\"d\"日\""},
  };
  const auto* found = std::ranges::find(kFormats, id, [](const auto& format) { return format.first; });
  return found == std::end(kFormats) ? std::string_view() : found->second;
}

std::optional<std::string> serial_to_iso(double serial, bool is_1904, bool has_date, bool has_time) {
  if (!(serial >= 0) || serial >= 2'958'466) return std::nullopt;
  auto days = static_cast<std::int64_t>(std::floor(serial));
  auto seconds = static_cast<std::int64_t>(std::llround((serial - static_cast<double>(days)) * 86'400));
  if (seconds == 86'400) {
    seconds = 0;
    ++days;
  }
  std::array<char, 32> buffer{};
  const auto append_time = [&](std::string out, const char* separator) {
    const int length =
        std::snprintf(buffer.data(), buffer.size(), "%s%02d:%02d:%02d", separator, static_cast<int>(seconds / 3600),
                      static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60));
    return out.append(buffer.data(), static_cast<std::size_t>(length));
  };
  if (!has_date) {
    if (days != 0) return std::nullopt;  // more than a day shown as a time of day
    return append_time({}, "");
  }
  if (!is_1904) {
    // The 1900 epoch counts a 29th of February 1900 that never was (serial 60).
    if (days == 0 || days == 60) return std::nullopt;
    if (days > 60) --days;
  }
  using std::chrono::sys_days;
  const sys_days epoch =
      is_1904 ? sys_days(std::chrono::year(1904) / 1 / 1) : sys_days(std::chrono::year(1899) / 12 / 31);
  const std::chrono::year_month_day day(epoch + std::chrono::days(days));
  if (static_cast<int>(day.year()) > 9999) return std::nullopt;
  const int length = std::snprintf(buffer.data(), buffer.size(), "%04d-%02d-%02d", static_cast<int>(day.year()),
                                   static_cast<int>(static_cast<unsigned>(day.month())),
                                   static_cast<int>(static_cast<unsigned>(day.day())));
  std::string out(buffer.data(), static_cast<std::size_t>(length));
  if (has_time || seconds != 0) out = append_time(std::move(out), "T");
  return out;
}

}  // namespace bihuan::tables
