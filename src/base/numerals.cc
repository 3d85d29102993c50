#include "base/numerals.h"

#include <fmt/format.h>

#include <cassert>

#include "base/text.h"

namespace bihuan {
namespace {

constexpr std::int64_t kMyriad = 10'000;
constexpr std::int64_t kHundredMillion = 100'000'000;

int digit_of(char32_t c) {
  constexpr std::u32string_view kDigits = U"零一二三四五六七八九";
  const std::size_t at = kDigits.find(c);
  if (at != std::u32string_view::npos) return static_cast<int>(at);
  if (c == U'〇' || c == U'○') return 0;
  return c == U'两' ? 2 : -1;
}

// 十 百 千: 10, 100, 1000; otherwise 0.
int small_unit(char32_t c) { return c == U'十' ? 10 : c == U'百' ? 100 : c == U'千' ? 1000 : 0; }
std::int64_t large_unit(char32_t c) { return c == U'万' ? kMyriad : c == U'亿' ? kHundredMillion : 0; }

char32_t at_or_nul(std::u32string_view text, std::size_t at) { return at < text.size() ? text[at] : U'\0'; }

struct Whole {
  std::int64_t value = 0;
  std::size_t end = 0;  // == the start: nothing read
};

// Below 10000: 二百零五, 十一, 廿三, 一百五. Where it stops, the numeral stops or a 万 or 亿 follows.
Whole section_at(std::u32string_view text, std::size_t start) {
  std::size_t at = start;
  std::int64_t total = 0;
  int last_unit = 10'000;
  bool after_zero = false;
  while (at < text.size()) {
    const char32_t c = text[at];
    if ((c == U'廿' || c == U'卅') && last_unit > 10) {
      total += c == U'廿' ? 20 : 30;
      last_unit = 10;
      ++at;
      continue;
    }
    if (c == U'零' || c == U'〇') {
      // Only between parts: 一百零五.
      if (total == 0 || after_zero || digit_of(at_or_nul(text, at + 1)) <= 0) break;
      after_zero = true;
      ++at;
      continue;
    }
    const int digit = digit_of(c);
    if (digit < 0) {
      if (c != U'十' || last_unit <= 10 || (total > 0 && !after_zero)) break;  // 十一: the one is left out
      total += 10;
      last_unit = 10;
      ++at;
      continue;
    }
    const int unit = small_unit(at_or_nul(text, at + 1));
    if (unit != 0) {
      if (unit >= last_unit) break;
      total += digit * unit;
      last_unit = unit;
      at += 2;
    } else {
      if (last_unit == 1) break;
      // 一百五 is 150: without a zero between, the digit counts the next lower unit.
      const bool is_colloquial = last_unit >= 100 && last_unit <= 1000 && !after_zero &&
                                 large_unit(at_or_nul(text, at + 1)) == 0 && digit_of(at_or_nul(text, at + 1)) < 0;
      total += is_colloquial ? digit * (last_unit / 10) : digit;
      last_unit = 1;
      ++at;
      break;
    }
    after_zero = false;
  }
  return {total, at};
}

// 十百千万亿 in front of 万 or 亿 and without a digit: 百万, 千亿.
Whole bare_unit_at(std::u32string_view text, std::size_t start) {
  const int unit = small_unit(at_or_nul(text, start));
  if (unit >= 100 && large_unit(at_or_nul(text, start + 1)) != 0) return {unit, start + 1};
  return {0, start};
}

// With 万 and 亿: 三千五百万, 一亿二千万, 百万, 三万五.
Whole whole_at(std::u32string_view text, std::size_t start) {
  std::size_t at = start;
  std::int64_t total = 0;
  std::int64_t last_unit = 0;
  for (;;) {
    std::size_t begin = at;
    // After 万 or 亿 a zero may stand: 三万零五百.
    if (last_unit != 0 && at_or_nul(text, at) == U'零') ++begin;
    Whole section = bare_unit_at(text, begin);
    if (section.end == begin) section = section_at(text, begin);
    if (section.end == begin) break;
    const std::int64_t unit = large_unit(at_or_nul(text, section.end));
    if (unit == 0) {
      const bool is_colloquial = last_unit != 0 && begin == at && section.end == begin + 1 && section.value < 10;
      total += is_colloquial ? section.value * (last_unit / 10) : section.value;
      at = section.end;
      break;
    }
    if (last_unit != 0 && unit >= last_unit) break;
    at = section.end + 1;
    if (unit == kMyriad && at_or_nul(text, at) == U'亿' && last_unit == 0) {  // 一万亿
      total += section.value * kMyriad * kHundredMillion;
      last_unit = kHundredMillion;
      ++at;
    } else {
      total += section.value * unit;
      last_unit = unit;
    }
  }
  return {total, at};
}

// 二〇二四, 一二〇: at least two digits in a row and no unit; none otherwise.
Whole digit_run_at(std::u32string_view text, std::size_t start) {
  std::size_t at = start;
  std::int64_t value = 0;
  while (at < text.size() && at - start < 18 && text[at] != U'两' && digit_of(text[at]) >= 0)
    value = value * 10 + digit_of(text[at++]);
  const bool has_unit = small_unit(at_or_nul(text, at)) != 0 || large_unit(at_or_nul(text, at)) != 0;
  return at - start >= 2 && !has_unit ? Whole{value, at} : Whole{0, start};
}

// 点五七 after a whole number: its digits as ASCII, and where it ends.
std::string fraction_at(std::u32string_view text, std::size_t& at) {
  std::string digits;
  if (at_or_nul(text, at) != U'点') return digits;
  std::size_t end = at + 1;
  while (end < text.size() && text[end] != U'两' && digit_of(text[end]) >= 0)
    digits += static_cast<char>('0' + digit_of(text[end++]));
  if (!digits.empty()) at = end;
  return digits;
}

std::optional<Numeral> times_large_units(Numeral numeral, std::u32string_view text, std::size_t position) {
  while (const std::int64_t unit = large_unit(at_or_nul(text, position + numeral.length))) {
    const Result<Decimal> product = multiply(numeral.value, Decimal(unit));
    if (!product.has_value()) return std::nullopt;
    // 1.3万 is 13000, not 13000.0; 1.30万 says no more.
    numeral.value = without_trailing_zeros(*product);
    if (numeral.form == NumeralForm::kDigits) numeral.form = NumeralForm::kMixed;
    ++numeral.length;
  }
  return numeral;
}

std::optional<Numeral> arabic_at(std::u32string_view text, std::size_t position) {
  const auto half = [&](std::size_t at) { return to_half_width(at_or_nul(text, at)); };
  const auto is_digit = [&](std::size_t at) { return is_ascii_digit(half(at)); };
  if (!is_digit(position)) return std::nullopt;
  std::string digits;
  std::size_t at = position;
  while (is_digit(at)) digits += static_cast<char>(half(at++));
  // 9,000 and 1,234,567: groups of exactly three.
  while (
      digits.size() <= 18 && at - position >= 1 && half(at) == U',' && is_digit(at + 1) && is_digit(at + 2) &&
      is_digit(at + 3) && !is_digit(at + 4) &&
      (digits.size() <= 3 || text.substr(position, at - position).find_first_of(U",，") != std::u32string_view::npos)) {
    for (std::size_t i = 1; i <= 3; ++i) digits += static_cast<char>(half(at + i));
    at += 4;
  }
  if (half(at) == U'.' && is_digit(at + 1)) {
    std::size_t end = at + 1;
    std::string fraction = ".";
    while (is_digit(end)) fraction += static_cast<char>(half(end++));
    digits += fraction;
    at = end;
  }
  const Result<Decimal> value = parse_decimal(digits);
  if (!value.has_value()) return std::nullopt;
  return times_large_units({*value, at - position, NumeralForm::kDigits}, text, position);
}

std::optional<Numeral> chinese_at(std::u32string_view text, std::size_t position) {
  Whole whole = digit_run_at(text, position);
  if (whole.end == position) whole = whole_at(text, position);
  // A lone zero is no section but a numeral.
  if (whole.end == position && digit_of(at_or_nul(text, position)) == 0) whole.end = position + 1;
  if (whole.end == position) return std::nullopt;
  std::size_t at = whole.end;
  const std::string fraction = fraction_at(text, at);
  const Result<Decimal> value =
      parse_decimal(fraction.empty() ? std::to_string(whole.value) : std::to_string(whole.value) + "." + fraction);
  if (!value.has_value()) return std::nullopt;
  const Numeral numeral{*value, at - position, NumeralForm::kChinese};
  return fraction.empty() ? numeral : times_large_units(numeral, text, position);
}

}  // namespace

std::optional<Numeral> numeral_at(std::u32string_view text, std::size_t position) {
  if (position >= text.size()) return std::nullopt;
  constexpr std::u32string_view kPercent = U"百分之";
  if (text.substr(position).starts_with(kPercent)) {
    std::optional<Numeral> share = text.substr(position).starts_with(U"百分之百")
                                       ? Numeral{Decimal(100), 1, NumeralForm::kPercent}
                                       : numeral_at(text, position + kPercent.size());
    if (!share.has_value()) return std::nullopt;
    share->length += kPercent.size();
    share->form = NumeralForm::kPercent;
    return share;
  }
  if (text[position] == U'半') return Numeral{Decimal(5, 1), 1, NumeralForm::kHalf};
  if (std::optional<Numeral> arabic = arabic_at(text, position)) return arabic;
  return chinese_at(text, position);
}

Result<Decimal> parse_numeral(std::string_view utf8) {
  BIHUAN_TRY(const std::u32string text, decode_utf8(utf8));
  const std::optional<Numeral> numeral = numeral_at(text, 0);
  if (!numeral.has_value() || numeral->length != text.size())
    return fail(Code::kInvalidInput, fmt::format("“{}”不是一个数", excerpt(utf8)));
  return numeral->value;
}

std::string to_chinese(int n) {
  assert(n >= 0 && n < kHundredMillion);
  constexpr std::string_view kDigits[] = {"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
  constexpr std::string_view kUnits[] = {"", "十", "百", "千"};
  if (n == 0) return "零";
  std::string out;
  if (n >= kMyriad) {
    const int low = n % kMyriad;
    out = to_chinese(n / static_cast<int>(kMyriad)) + "万";
    if (low == 0) return out;
    if (low < 1000) out += "零";
    return out + (low >= 10 && low < 20 ? "一" : "") + to_chinese(low);
  }
  bool zero_is_due = false;
  int power = 1000;
  for (int i = 3; i >= 0; --i, power /= 10) {
    const int digit = n / power % 10;
    if (digit == 0) {
      zero_is_due = !out.empty();
      continue;
    }
    if (zero_is_due) out += "零";
    zero_is_due = false;
    const bool is_bare_ten = i == 1 && digit == 1 && out.empty();  // 十一, not 一十一
    if (!is_bare_ten) out += kDigits[digit];
    out += kUnits[i];
  }
  return out;
}

}  // namespace bihuan
