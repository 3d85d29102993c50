#include "base/decimal.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace bihuan {
namespace {

using namespace literals;  // NOLINT: literals only

struct ParseCase {
  const char* text;
  const char* printed;  // nullptr: refused
  const char* message;
};

const ParseCase kParseCases[] = {
    {"0.20", "0.20", ""},
    {"85.7", "85.7", ""},
    {"-0.5", "-0.5", ""},
    {"+3", "3", ""},
    {"-0.00", "0.00", ""},
    {"007", "7", ""},
    {"9223372036854775807", "9223372036854775807", ""},
    {"-9223372036854775807", "-9223372036854775807", ""},
    {"0.000000000000000001", "0.000000000000000001", ""},
    {"", nullptr, "数值为空"},
    {"-", nullptr, "“-”只有符号，没有数字"},
    {"1.2.3", nullptr, "“1.2.3”有两个小数点"},
    {".5", nullptr, "“.5”的小数点前后都应有数字"},
    {"5.", nullptr, "“5.”的小数点前后都应有数字"},
    {".", nullptr, "“.”的小数点前后都应有数字"},
    {"1e5", nullptr, "“1e5”用了科学记数法，请写成普通小数"},
    {"1.5E-3", nullptr, "“1.5E-3”用了科学记数法，请写成普通小数"},
    {"NaN", nullptr, "“NaN”不是一个确定的数值"},
    {"-inf", nullptr, "“-inf”不是一个确定的数值"},
    {"85.7%", nullptr, "“85.7%”中有数字以外的字符"},
    {" 1", nullptr, "“ 1”中有数字以外的字符"},
    {"１", nullptr, "“１”中有数字以外的字符"},
    {"9223372036854775808", nullptr, "“9223372036854775808”超出可表示的范围（最多约 19 位数字）"},
    {"99999999999999999999999999999999999999999999", nullptr,
     "“9999999999999999999999999999999999999999…”超出可表示的范围（最多约 19 位数字）"},
    {"0.0000000000000000001", nullptr, "“0.0000000000000000001”的小数超过 18 位"},
};

TEST(ParseDecimal, ReadsOrSaysWhyNot) {
  for (const ParseCase& c : kParseCases) {
    const Result<Decimal> got = parse_decimal(c.text);
    if (c.printed != nullptr) {
      ASSERT_TRUE(got.has_value()) << c.text << got.error().message;
      EXPECT_EQ(to_string(*got), c.printed);
    } else {
      ASSERT_FALSE(got.has_value()) << c.text;
      EXPECT_EQ(got.error(), (Error{Code::kInvalidInput, c.message, ""}));
    }
  }
}

TEST(Decimal, ComparesTheNumberNotThePlaces) {
  EXPECT_EQ(0.2_dec, 0.20_dec);
  EXPECT_EQ(std::hash<Decimal>{}(0.2_dec), std::hash<Decimal>{}(0.200_dec));
  EXPECT_LT(0.19_dec, 0.2_dec);
  EXPECT_GT(-0.19_dec, -0.2_dec);
  // The widest distance of places with the largest mantissas.
  EXPECT_GT(Decimal(9223372036854775807, 0), Decimal(9223372036854775807, 18));
  static_assert(1.10_dec == 1.1_dec && (1.10_dec).places() == 2);
}

struct RoundCase {
  const char* value;
  int places;
  const char* half_even;
  const char* up;
  const char* down;
  const char* why;
};

// The examples of GB/T 8170-2008 3.2 are marked with their clause; the others are hand calculations.
const RoundCase kRoundCases[] = {
    {"12.1498", 1, "12.1", "12.2", "12.1", "3.2.1: below five is dropped"},
    {"12.1498", 0, "12", "13", "12", "3.2.1"},
    {"1268", 0, "1268", "1268", "1268", "whole already"},
    {"1.050", 1, "1.0", "1.1", "1.0", "3.2.3.2: a tie goes to the even digit"},
    {"0.35", 1, "0.4", "0.4", "0.3", "3.2.3.2"},
    {"10.5002", 0, "11", "11", "10", "3.2.2: five with something behind it goes up"},
    {"-36.50", 0, "-36", "-37", "-36", "3.2.4: the sign is put back after rounding"},
    {"-0.5", 0, "0", "-1", "0", "no negative zero"},
    {"0.2", 2, "0.20", "0.20", "0.20", "padded"},
    {"35.2", 0, "35", "36", "35", "an index goes up"},
    {"9223372036854775807", 3, "9223372036854775807", "9223372036854775807", "9223372036854775807", "no room to pad"},
    {"9.999999999999999999", 0, "", "", "", "does not parse: 19 digits above 2^63"},
    {"9.223372036854775807", 0, "9", "10", "9", "18 places"},
};

TEST(Rounding, FollowsGbt8170) {  // CLAUSE: GB/T 8170-2008 3.2
  for (const RoundCase& c : kRoundCases) {
    const Result<Decimal> value = parse_decimal(c.value);
    if (*c.half_even == '\0') {
      EXPECT_FALSE(value.has_value());
      continue;
    }
    EXPECT_EQ(to_string(round_gbt8170(*value, c.places)), c.half_even) << c.value << c.why;
    EXPECT_EQ(to_string(round_up(*value, c.places)), c.up) << c.value << c.why;
    EXPECT_EQ(to_string(round_down(*value, c.places)), c.down) << c.value << c.why;
  }
}

// Oracle: the printed candidate nearest to top/bottom by trying every integer, ties to the even one.
std::int64_t nearest_even(std::int64_t top, std::int64_t bottom, std::int64_t from, std::int64_t to) {
  std::int64_t best = from;
  const auto distance = [&](std::int64_t candidate) { return std::abs(candidate * bottom - top); };
  for (std::int64_t candidate = from; candidate <= to; ++candidate) {
    const bool is_nearer = distance(candidate) < distance(best);
    const bool is_even_tie = distance(candidate) == distance(best) && candidate % 2 == 0;
    if (is_nearer || is_even_tie) best = candidate;
  }
  return best;
}

TEST(Rounding, EqualsTheOracleInASmallWorld) {
  for (std::int64_t mantissa = -1100; mantissa <= 1100; ++mantissa) {
    EXPECT_EQ(round_gbt8170(Decimal(mantissa, 2), 1).mantissa(), nearest_even(mantissa, 10, -111, 111)) << mantissa;
    EXPECT_EQ(round_gbt8170(Decimal(mantissa, 3), 1).mantissa(), nearest_even(mantissa, 100, -12, 12)) << mantissa;
  }
}

TEST(RatioRounded, EqualsTheOracleInASmallWorld) {
  for (std::int64_t top = -30; top <= 30; ++top) {
    for (std::int64_t bottom = 1; bottom <= 30; ++bottom) {
      const std::int64_t want = nearest_even(top * 10, bottom, -301, 301);
      EXPECT_EQ(ratio_rounded(Decimal(top), Decimal(bottom), 1)->mantissa(), want) << top << "/" << bottom;
      EXPECT_EQ(ratio_rounded(Decimal(-top), Decimal(-bottom), 1)->mantissa(), want) << top << "/" << bottom;
    }
  }
}

TEST(RatioRounded, KnowsItsEdges) {
  EXPECT_EQ(to_string(*ratio_rounded(600_dec, 7_dec, 1)), "85.7");
  EXPECT_EQ(to_string(*ratio_rounded(1_dec, 8_dec, 2)), "0.12") << "the tie 0.125 goes to the even digit";
  EXPECT_EQ(to_string(*ratio_rounded(1_dec, 3_dec, 18)), "0.333333333333333333");
  EXPECT_EQ(ratio_rounded(1_dec, 0.00_dec, 1).error(), (Error{Code::kInvalidInput, "除数为零", ""}));
  EXPECT_EQ(ratio_rounded(Decimal(9223372036854775807), 0.1_dec, 18).error().message,
            "两数之商超出可表示的范围（最多约 19 位数字）");
}

TEST(MeanRounded, RoundsOnceFromTheExactSum) {
  const std::vector<Decimal> values = {0.05_dec, 0.049_dec, 0.0501_dec};
  EXPECT_EQ(to_string(*mean_rounded(values, 3)), "0.050");
  // In double 0.15 + 0.25 + 0.35 + 0.25 is no tie; exactly it is 0.25.
  const std::vector<Decimal> tie = {0.15_dec, 0.25_dec, 0.35_dec, 0.25_dec};
  EXPECT_EQ(to_string(*mean_rounded(tie, 1)), "0.2");
  EXPECT_EQ(to_string(*mean_rounded(tie, 4)), "0.2500");
  EXPECT_EQ(mean_rounded({}, 1).error(), (Error{Code::kInsufficientData, "没有数值，无法求平均", ""}));
  std::vector<Decimal> huge(40, Decimal(9223372036854775807));
  huge.push_back(Decimal(1, 18));
  EXPECT_EQ(mean_rounded(huge, 0).error().message, "求和的中间结果超出可表示的范围");
}

TEST(Arithmetic, IsExactOrSaysSo) {
  EXPECT_EQ(to_string(*add(0.1_dec, 0.20_dec)), "0.30");
  EXPECT_EQ(to_string(*subtract(78.02_dec, 80_dec)), "-1.98");
  EXPECT_EQ(to_string(*multiply(7_dec, 0.857_dec)), "5.999");
  EXPECT_EQ(to_string(*multiply(Decimal(5, 10), Decimal(2, 9))), "0.000000000000000001") << "a zero gives way";
  EXPECT_EQ(multiply(Decimal(3, 10), Decimal(1, 9)).error().message, "两数之积的小数超过 18 位");
  EXPECT_EQ(add(Decimal(9223372036854775807), 1_dec).error().message, "两数之和超出可表示的范围（最多约 19 位数字）");
  const std::vector<Decimal> values = {1.5_dec, 2.25_dec};
  EXPECT_EQ(to_string(*sum(values)), "3.75");
  EXPECT_EQ(to_string(*sum({})), "0");
}

TEST(Double, GoesBothWaysByName) {
  EXPECT_EQ(to_double(0.1_dec), 0.1);
  EXPECT_EQ(to_double(Decimal(9007199254740993, 3)), 9007199254740.993);
  EXPECT_EQ(to_string(*round_gbt8170(2.675, 2)), "2.67") << "the stored value lies below the tie";
  EXPECT_EQ(to_string(*round_gbt8170(2.5, 0)), "2");
  EXPECT_EQ(to_string(*round_gbt8170(-0.001, 2)), "0.00");
  EXPECT_FALSE(round_gbt8170(std::numeric_limits<double>::quiet_NaN(), 2).has_value());
  EXPECT_FALSE(round_gbt8170(1e300, 2).has_value());
}

}  // namespace
}  // namespace bihuan
