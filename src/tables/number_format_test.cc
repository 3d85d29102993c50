#include "tables/internal/number_format.h"

#include <gtest/gtest.h>

namespace bihuan::tables {
namespace {

struct PlainCase {
  const char* name;
  const char* stored;
  const char* want;  // null: no number
};
constexpr PlainCase kPlain[] = {
    {"keeps_zeros", "0.20", "0.20"},
    {"binary_noise", "0.28999999999999998", "0.29"},
    {"sum_noise", "0.30000000000000004", "0.3"},
    {"seventeen_digits", "1234567.8901234561", "1234567.89012346"},
    {"exponent", "1E-3", "0.001"},
    {"exponent_of_noise", "6.9999999999999999E-3", "0.007"},
    {"big_exponent", "1.5E+5", "150000"},
    {"beyond_plain", "1E+300", "1E+300"},
    {"far_below_plain", "1.25E-40", "1.25E-40"},
    {"negative", "-3.50", "-3.50"},
    {"negative_zero", "-0", "0"},
    {"plus_and_no_whole", "+.5", "0.5"},
    {"leading_zeros", "007", "7"},
    {"point_at_end", "5.", "5"},
    {"zero", "0", "0"},
    {"zero_with_exponent", "0E5", "0"},
    {"blanks_around", " 12 ", "12"},
    {"fifteen_digits", "123456789012345", "123456789012345"},
    {"sixteen_digits", "1234567890123456", "1234567890123460"},
    {"overflow", "1E+999", nullptr},
    {"word", "abc", nullptr},
    {"empty", "", nullptr},
    {"sign_only", "-", nullptr},
    {"point_only", ".", nullptr},
    {"exponent_only", "1E", nullptr},
    {"two_points", "1.2.3", nullptr},
    {"nan", "nan", nullptr},
    {"infinity", "inf", nullptr},
    {"hexadecimal", "0x10", nullptr},
    {"grouped", "1,234", nullptr},
};
class PlainDecimal : public testing::TestWithParam<PlainCase> {};
TEST_P(PlainDecimal, ReadsStoredNumbers) {
  const auto got = plain_decimal(GetParam().stored);
  ASSERT_EQ(got.has_value(), GetParam().want != nullptr);
  if (got) {
    EXPECT_EQ(*got, GetParam().want);
  }
}
INSTANTIATE_TEST_SUITE_P(, PlainDecimal, testing::ValuesIn(kPlain), [](const auto& p) { return p.param.name; });

TEST(PlainDecimalLength, IsLimited) { EXPECT_FALSE(plain_decimal(std::string(100'000, '9')).has_value()); }

struct ShowCase {
  const char* name;
  const char* code;
  const char* value;
  const char* want;  // null: shown as it is
};
constexpr ShowCase kShown[] = {
    {"two_places", "0.00", "0.2", "0.20"},
    {"rounds_half_away_from_zero", "0.00", "0.125", "0.13"},
    {"rounds_negative_half_away", "0.0", "-0.25", "-0.3"},
    {"carries", "0.0", "9.96", "10.0"},
    {"no_negative_zero", "0.0", "-0.04", "0.0"},
    {"optional_places", "0.0##", "0.25", "0.25"},
    {"optional_places_absent", "0.0##", "2", "2.0"},
    {"whole", "0", "0.5", "1"},
    {"no_whole_wanted", "#.00", "0.5", ".50"},
    {"grouped", "#,##0.00", "1234567.5", "1,234,567.50"},
    {"grouped_small", "#,##0", "123", "123"},
    {"per_cent", "0.0%", "0.857", "85.7%"},
    {"thousands_cut", "0.0,", "12345", "12.3"},
    {"padded", "000", "7", "007"},
    {"unit_behind", "0.0\"mg/L\"", "3.25", "3.3mg/L"},
    {"escaped", "0\\m", "3", "3m"},
    {"currency", "[$￥-804]#,##0", "1200", "￥1,200"},
    {"negative_section", "0.00;(0.00)", "-1.5", "(1.50)"},
    {"zero_section", "0;-0;\"—\"", "0", "—"},
    {"colour", "[Red]0.0", "1", "1.0"},
    {"condition_is_beyond_us", "[>100]0;0.0", "5", nullptr},
    {"fraction_is_beyond_us", "# ?/?", "0.5", nullptr},
    {"exponent_is_beyond_us", "0.00E+00", "12345", nullptr},
    {"general", "General", "0.2", nullptr},
    {"text_format", "@", "0.2", nullptr},
    {"huge_value", "0.00", "1E+300", nullptr},
};
class NumberFormatShows : public testing::TestWithParam<ShowCase> {};
TEST_P(NumberFormatShows, WhatTheScreenShows) {
  const auto got = NumberFormat(GetParam().code).show(GetParam().value);
  ASSERT_EQ(got.has_value(), GetParam().want != nullptr) << got.value_or("");
  if (got) {
    EXPECT_EQ(*got, GetParam().want);
  }
}
INSTANTIATE_TEST_SUITE_P(, NumberFormatShows, testing::ValuesIn(kShown), [](const auto& p) { return p.param.name; });

struct DateCodeCase {
  const char* name;
  const char* code;
  bool has_date;
  bool has_time;
};
constexpr DateCodeCase kDateCodes[] = {
    {"iso", "yyyy-mm-dd", true, false},
    {"chinese", "yyyy\"年\"m\"月\"d\"日\"", true, false},
    {"with_time", "yyyy/m/d h:mm", true, true},
    {"time", "h:mm:ss", false, true},
    {"minutes", "mm:ss", false, true},
    {"month_only", "m\"月\"", true, false},
    {"am_pm", "h:mm AM/PM", false, true},
    {"locale", "[$-804]yyyy\"年\"", true, false},
    {"elapsed_hours", "[h]:mm", false, false},
    {"colour_with_d", "[Red]0.00", false, false},
    {"quoted_letters", "0.0\"mg/day\"", false, false},
    {"escaped_d", "0\\d", false, false},
    {"general", "General", false, false},
    {"exponent", "0.00E+00", false, false},
    {"second_section_does_not_count", "0;d", false, false},
};
class DateCode : public testing::TestWithParam<DateCodeCase> {};
TEST_P(DateCode, IsToldFromNumbers) {
  const NumberFormat format(GetParam().code);
  EXPECT_EQ(format.has_date(), GetParam().has_date);
  EXPECT_EQ(format.has_time(), GetParam().has_time);
}
INSTANTIATE_TEST_SUITE_P(, DateCode, testing::ValuesIn(kDateCodes), [](const auto& p) { return p.param.name; });

struct SerialCase {
  const char* name;
  double serial;
  bool is_1904;
  bool has_date;
  bool has_time;
  const char* want;  // null: no date
};
constexpr SerialCase kSerials[] = {
    {"a_day", 45'565, false, true, false, "2024-09-30"},
    {"the_same_day_from_1904", 44'103, true, true, false, "2024-09-30"},  // 45565 - 1462
    {"with_time", 45'565.34375, false, true, true, "2024-09-30T08:15:00"},
    {"midnight_with_time", 45'565, false, true, true, "2024-09-30T00:00:00"},
    {"time_hidden_by_the_format", 45'565.5, false, true, false, "2024-09-30T12:00:00"},
    {"rounds_to_the_next_day", 45'565.9999999, false, true, false, "2024-10-01"},
    {"first", 1, false, true, false, "1900-01-01"},
    {"before_the_day_that_never_was", 59, false, true, false, "1900-02-28"},
    {"the_day_that_never_was", 60, false, true, false, nullptr},
    {"after_it", 61, false, true, false, "1900-03-01"},
    {"leap_day", 45'351, false, true, false, "2024-02-29"},
    {"first_from_1904", 0, true, true, false, "1904-01-01"},
    {"last", 2'958'465, false, true, false, "9999-12-31"},
    {"beyond", 2'958'466, false, true, false, nullptr},
    {"beyond_from_1904", 2'958'465, true, true, false, nullptr},
    {"zero", 0, false, true, false, nullptr},
    {"negative", -1, false, true, false, nullptr},
    {"time_of_day", 0.34375, false, false, true, "08:15:00"},
    {"time_beyond_a_day", 1.5, false, false, true, nullptr},
};
class Serial : public testing::TestWithParam<SerialCase> {};
TEST_P(Serial, BecomesADay) {
  const SerialCase& c = GetParam();
  const auto got = serial_to_iso(c.serial, c.is_1904, c.has_date, c.has_time);
  ASSERT_EQ(got.has_value(), c.want != nullptr) << got.value_or("");
  if (got) {
    EXPECT_EQ(*got, c.want);
  }
}
INSTANTIATE_TEST_SUITE_P(, Serial, testing::ValuesIn(kSerials), [](const auto& p) { return p.param.name; });

TEST(BuiltinFormat, KnowsTheChineseOnes) {
  EXPECT_EQ(builtin_format(2), "0.00");
  EXPECT_EQ(builtin_format(31), "yyyy\"年\"m\"月\"d\"日\"");
  EXPECT_EQ(builtin_format(0), "");
  EXPECT_EQ(builtin_format(200), "");
  for (int id = 0; id < 60; ++id) {
    const bool is_date_id =
        (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || id == 45 || id == 47 || (id >= 50 && id <= 58);
    EXPECT_EQ(NumberFormat(std::string(builtin_format(id))).is_date(), is_date_id) << id;
  }
}

}  // namespace
}  // namespace bihuan::tables
