#include "standards/period_mean.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace bihuan::standards {
namespace {

Measurement measured(const char* text) {
  Result<Measurement> measurement = parse_measurement(text);
  EXPECT_TRUE(measurement.has_value()) << text;
  return measurement ? *measurement : Measurement{};
}

std::vector<Measurement> measured(const std::vector<const char*>& texts) {
  std::vector<Measurement> all;
  for (const char* text : texts) all.push_back(measured(text));
  return all;
}

TEST(Measurement, ReadsNumbersAndDetectionLimits) {  // CLAUSE: 环办监测函〔2020〕82号 第7点
  struct Case {
    const char* text;
    const char* value;
    bool is_below;
    const char* counted;
  };
  constexpr Case kCases[] = {
      {"7.32", "7.32", false, "7.32"},
      {" 0.20 ", "0.20", false, "0.20"},
      {"０．０２", "0.02", false, "0.02"},
      {"0.01L", "0.01", true, "0.005"},
      {"0.02l", "0.02", true, "0.01"},
      {"<0.05", "0.05", true, "0.025"},
      {"＜０．０４", "0.04", true, "0.02"},
      {"0. 05 L", "0.05", true, "0.025"},
      {"1 2", "12", false, "12"},
      {"0.00004L", "0.00004", true, "0.00002"},
      {"4L", "4", true, "2"},
      {"5L", "5", true, "2.5"},
  };
  for (const Case& c : kCases) {
    const Measurement got = measured(c.text);
    EXPECT_EQ(to_string(got.value), c.value) << c.text;
    EXPECT_EQ(got.is_below_limit, c.is_below) << c.text;
    EXPECT_EQ(to_string(counted_value(got)), c.counted) << c.text;
  }
}

TEST(Measurement, RefusesWhatIsNoResult) {
  struct Case {
    const char* text;
    const char* message;
  };
  constexpr Case kCases[] = {
      {"ND", "“ND”没有给出检出限，无法按检出限的一半参加计算；应填写“检出限L”，如0.01L"},
      {"未检出", "“未检出”没有给出检出限，无法按检出限的一半参加计算；应填写“检出限L”，如0.01L"},
      {"约0.1", "“约0.1”不是数值；应为数字，或“检出限L”的形式，如0.01L"},
      {"0.12mg/L", "“0.12mg/L”不是数值；应为数字，或“检出限L”的形式，如0.01L"},
      {"", "“”不是数值；应为数字，或“检出限L”的形式，如0.01L"},
      {"1e3", "“1e3”不是数值；应为数字，或“检出限L”的形式，如0.01L"},
      {"-0.1", "“-0.1”为负值；监测结果应不小于0"},
      {"0L", "“0L”的检出限为0；检出限应大于0"},
      {"1000000001", "“1000000001”超出可接受的范围；应不大于10亿，小数不多于9位"},
      {"0.0000000001", "“0.0000000001”超出可接受的范围；应不大于10亿，小数不多于9位"},
  };
  for (const Case& c : kCases) {
    const Result<Measurement> got = parse_measurement(c.text, "工作表「9月」C12");
    ASSERT_FALSE(got.has_value()) << c.text;
    EXPECT_EQ(got.error(), (Error{Code::kInvalidInput, c.message, "工作表「9月」C12"})) << c.text;
  }
}

TEST(ArithmeticMean, RoundsOnceHalfEven) {  // CLAUSE: 总站水字〔2018〕87号 修约
  struct Case {
    std::vector<const char*> readings;
    int decimals;
    const char* rounded;
    bool kept_digit;
    const char* why;
  };
  const Case kCases[] = {
      {{"6.0", "6.1"}, 1, "6.0", false, "6.05 is a tie: to the even digit"},
      {{"6.1", "6.2"}, 1, "6.2", false, "6.15 is a tie: to the even digit"},
      {{"6.1", "6.0", "6.1"}, 1, "6.1", false, "6.0667"},
      {{"0.004"}, 2, "0.004", true, "0.00 would be 0: one digit is kept"},
      {{"0.007"}, 2, "0.01", false, "not 0 when rounded"},
      {{"0.005"}, 2, "0.005", true, "the tie goes to 0, so one digit is kept"},
      {{"0.015"}, 2, "0.02", false, "tie to even"},
      {{"0.0049", "0.0049"}, 2, "0.005", true, "one significant digit of 0.0049"},
      {{"0", "0"}, 2, "0.00", false, "a reported 0 stays 0"},
      {{"0.01L", "0.01L"}, 3, "0.005", false, "half of the limit"},
      {{"1", "1", "2"}, 3, "1.333", false, "4/3"},
  };
  for (const Case& c : kCases) {
    const Result<PeriodMean> mean = arithmetic_mean(measured(c.readings), c.decimals);
    ASSERT_TRUE(mean.has_value()) << c.why;
    EXPECT_EQ(to_string(mean->rounded), c.rounded) << c.why;
    EXPECT_EQ(mean->kept_digit, c.kept_digit) << c.why;
    EXPECT_EQ(mean->used, static_cast<int>(c.readings.size())) << c.why;
  }
}

TEST(ArithmeticMean, NeedsAReading) {
  const Result<PeriodMean> mean = arithmetic_mean(std::span<const Measurement>(), 2);
  ASSERT_FALSE(mean.has_value());
  EXPECT_EQ(mean.error(), (Error{Code::kInsufficientData, "没有可用的监测值，无法求均值", ""}));
}

TEST(HydrogenIonMean, IsNoMeanOfNumbers) {  // CLAUSE: 环办监测函〔2020〕82号 pH均值
  struct Case {
    std::vector<const char*> readings;
    const char* four_decimals;
    const char* rounded;
    const char* why;
  };
  const Case kCases[] = {
      {{"7.2", "7.8", "8.1"}, "7.5382", "8", "the arithmetic mean would be 7.7"},
      {{"6.0", "8.0"}, "6.2967", "6", "the lower value weighs more"},
      {{"5.5", "5.5", "5.5"}, "5.5000", "6", "equal readings stay exact, then the tie goes to even"},
      {{"6.5", "6.5"}, "6.5000", "6", "equal readings stay exact, then the tie goes to even"},
      {{"9.5"}, "9.5000", "10", "tie to even: worse than V"},
      {{"9.4"}, "9.4000", "9", "meets 6 to 9"},
  };
  for (const Case& c : kCases) {
    const Result<PeriodMean> mean = hydrogen_ion_mean(measured(c.readings), 0);
    ASSERT_TRUE(mean.has_value()) << c.why;
    EXPECT_EQ(to_string(mean_value(*mean, 4)), c.four_decimals) << c.why;
    EXPECT_EQ(to_string(mean->rounded), c.rounded) << c.why;
  }
}

TEST(HydrogenIonMean, AgreesWithAnotherFormulaInAnyOrder) {
  // Ten to the differences from the smallest value, in long double: another road to the same mean.
  for (int seed = 1; seed < 200; ++seed) {
    std::vector<Measurement> readings;
    long double smallest = 14;
    std::vector<long double> values;
    for (int i = 0; i < 2 + seed % 11; ++i) {
      const std::int64_t hundredths = 550 + (seed * 37 + i * i * 91) % 420;
      readings.push_back({Decimal(hundredths, 2), false, {}});
      values.push_back(static_cast<long double>(hundredths) / 100);
      smallest = std::min(smallest, values.back());
    }
    long double sum = 0;
    for (const long double value : values) sum += std::pow(10.0L, smallest - value);
    const long double want = smallest - std::log10(sum / static_cast<long double>(values.size()));
    const Result<PeriodMean> got = hydrogen_ion_mean(readings, 2);
    std::ranges::reverse(readings);
    const Result<PeriodMean> reversed = hydrogen_ion_mean(readings, 2);
    ASSERT_TRUE(got && reversed);
    EXPECT_NEAR(to_double(got->sum), static_cast<double>(want), 1e-9);
    EXPECT_EQ(got->sum, reversed->sum);
  }
}

TEST(HydrogenIonMean, RefusesWhatIsNoPh) {
  for (const char* text : {"14.1", "7.0L"}) {
    const Result<PeriodMean> mean = hydrogen_ion_mean(measured({"7.0", text}), 0);
    ASSERT_FALSE(mean.has_value());
    EXPECT_EQ(mean.error().code, Code::kInvalidInput);
    EXPECT_TRUE(mean.error().message.ends_with("不合理；应在0到14之间")) << mean.error().message;
  }
}

}  // namespace
}  // namespace bihuan::standards
