#include "base/numerals.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace bihuan {
namespace {

struct NumeralCase {
  const char32_t* text;
  const char* value;  // "": no numeral
  std::size_t length;
  NumeralForm form = NumeralForm::kDigits;
};

const NumeralCase kNumeralCases[] = {
    {U"85.7%以上", "85.7", 4},
    {U"9,000万元", "90000000", 6, NumeralForm::kMixed},
    {U"1,234,567", "1234567", 9},
    {U"1,2", "1", 1},
    {U"12345,678", "12345", 5},
    {U"８５．７％", "85.7", 4},
    {U"0.20", "0.20", 4},
    {U"3.", "3", 1},
    {U"3万", "30000", 2, NumeralForm::kMixed},
    {U"1.3万亩", "13000", 4, NumeralForm::kMixed},
    {U"2亿", "200000000", 2, NumeralForm::kMixed},
    {U"1万亿", "1000000000000", 3, NumeralForm::kMixed},
    {U"十", "10", 1, NumeralForm::kChinese},
    {U"十一、", "11", 2, NumeralForm::kChinese},
    {U"二十三", "23", 3, NumeralForm::kChinese},
    {U"廿三", "23", 2, NumeralForm::kChinese},
    {U"卅", "30", 1, NumeralForm::kChinese},
    {U"一百零五", "105", 4, NumeralForm::kChinese},
    {U"一百一十", "110", 4, NumeralForm::kChinese},
    {U"一百五", "150", 3, NumeralForm::kChinese},
    {U"二千三百四十五", "2345", 7, NumeralForm::kChinese},
    {U"两千五", "2500", 3, NumeralForm::kChinese},
    {U"三万五", "35000", 3, NumeralForm::kChinese},
    {U"三万零五", "30005", 4, NumeralForm::kChinese},
    {U"三千五百万", "35000000", 5, NumeralForm::kChinese},
    {U"一亿二千万", "120000000", 5, NumeralForm::kChinese},
    {U"百万亩", "1000000", 2, NumeralForm::kChinese},
    {U"三点五", "3.5", 3, NumeralForm::kChinese},
    {U"一点三万", "13000", 4, NumeralForm::kChinese},
    {U"二〇二四年", "2024", 4, NumeralForm::kChinese},
    {U"零", "0", 1, NumeralForm::kChinese},
    {U"零点五", "0.5", 3, NumeralForm::kChinese},
    {U"两个", "2", 1, NumeralForm::kChinese},
    {U"百分之八十五点七", "85.7", 8, NumeralForm::kPercent},
    {U"百分之百", "100", 4, NumeralForm::kPercent},
    {U"百分之85", "85", 5, NumeralForm::kPercent},
    {U"百分之百分之五", "100", 4, NumeralForm::kPercent},
    {U"半年", "0.5", 1, NumeralForm::kHalf},
    {U"", "", 0},
    {U"百姓", "", 0},
    {U"千方百计", "", 0},
    {U"万元", "", 0},
    {U"亿", "", 0},
    {U"点五", "", 0},
    {U"几十", "", 0},
    {U"百分之多", "", 0},
    {U"-5", "", 0},
    {U"99999999999999999999", "", 0},
    {U"9223372036854775807万", "", 0},
};

TEST(NumeralAt, ReadsTheLongestOrNothing) {
  for (const NumeralCase& c : kNumeralCases) {
    const std::optional<Numeral> got = numeral_at(c.text, 0);
    const std::string name = encode_utf8(c.text);
    if (*c.value == '\0') {
      EXPECT_FALSE(got.has_value()) << name << " " << to_string(got->value);
      continue;
    }
    ASSERT_TRUE(got.has_value()) << name;
    EXPECT_EQ(to_string(got->value), c.value) << name;
    EXPECT_EQ(got->length, c.length) << name;
    EXPECT_EQ(got->form, c.form) << name;
  }
}

TEST(NumeralAt, BeginsWhereItIsAsked) {
  EXPECT_EQ(numeral_at(U"共7个", 1)->value, Decimal(7));
  EXPECT_FALSE(numeral_at(U"共7个", 0).has_value());
  EXPECT_FALSE(numeral_at(U"7", 1).has_value());
}

TEST(ToChinese, GoesBothWaysForAllSmallNumbers) {
  EXPECT_EQ(to_chinese(11), "十一");
  EXPECT_EQ(to_chinese(110), "一百一十");
  EXPECT_EQ(to_chinese(20010), "二万零一十");
  for (int n = 0; n <= 120'000; ++n) {
    const Result<Decimal> back = parse_numeral(to_chinese(n));
    ASSERT_TRUE(back.has_value()) << n << to_chinese(n);
    ASSERT_EQ(*back, Decimal(n)) << to_chinese(n);
  }
}

TEST(ParseNumeral, WantsTheWholeText) {
  EXPECT_EQ(parse_numeral("三个").error(), (Error{Code::kInvalidInput, "“三个”不是一个数", ""}));
  EXPECT_EQ(parse_numeral("").error(), (Error{Code::kInvalidInput, "“”不是一个数", ""}));
}

}  // namespace
}  // namespace bihuan
