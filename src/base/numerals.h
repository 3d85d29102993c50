// src/base/numerals.h - numbers as Chinese documents write them.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/decimal.h"
#include "base/result.h"

namespace bihuan {

enum class NumeralForm {
  kDigits,   // 85.7, 9000, 1,234: ASCII or full-width digits
  kMixed,    // 3万, 1.3万, 2亿
  kChinese,  // 十一, 二百零五, 廿三, 三点五, 二〇二四
  kPercent,  // 百分之八十五点七: the value is 85.7
  kHalf,     // 半: 0.5
};

struct Numeral {
  Decimal value;
  std::size_t length = 0;  // code points
  NumeralForm form = NumeralForm::kDigits;
};

// The longest numeral that begins at `position`; none if none begins there or it does not fit a Decimal. No sign is
// read: in these documents a hyphen is a range or a number of an outline.
//   85.7 -> 85.7; 9,000 -> 9000; 3万 -> 30000; 1.3万 -> 13000; 两千 -> 2000; 二〇二四 -> 2024; 百分之八十五点七 -> 85.7
//   一百五 -> 150, 三万五 -> 35000 (colloquial: the last digit counts the next lower unit)
// Edges: 十 is a numeral, and so are 百 and 千 in front of 万 or 亿 (百万 is 1000000); a lone 百, 千, 万, 亿 is none
// (百姓, 万元).
//        半 is 0.5 and 两 is 2; 几, 数, 多, 俩 are none. Of 1.2.3, which numbers a heading, 1.2 is read.
std::optional<Numeral> numeral_at(std::u32string_view text, std::size_t position);

// The whole of `text` is one numeral. Errors: kInvalidInput quoting the text.
Result<Decimal> parse_numeral(std::string_view utf8);

// 0 -> 零, 1 -> 一, 10 -> 十, 11 -> 十一, 23 -> 二十三, 105 -> 一百零五, 110 -> 一百一十. PRECONDITION: 0 <= n <
// 100000000.
std::string to_chinese(int n);

}  // namespace bihuan
