#include "observations/source_validity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "base/text.h"
#include "observations/testing/quality_world.h"

namespace bihuan::observations {
namespace {

using namespace bihuan::literals;
using testing::HasSubstr;

std::string shipped_validity_text() {
  return read_file(std::string(BIHUAN_SOURCE_DIR) + "/knowledge/quality/source-validity.toml", 1U << 20U).value_or("");
}
const SourceValidityRules& validity_rules() {
  static const SourceValidityRules kRules =
      load_source_validity(shipped_validity_text()).value_or(SourceValidityRules{});
  return kRules;
}

TEST(SourceValidity, AnHourWants45ValidMinutes) {  // HJ 75-2017: 15 marked minutes still do, 16 do not
  EXPECT_EQ(cems_hour(validity_rules(), 45)->validity, SourceValidity::kValid);
  EXPECT_EQ(cems_hour(validity_rules(), 44)->validity, SourceValidity::kInvalid);
  EXPECT_EQ(cems_hour(validity_rules(), 60 - 15)->validity, SourceValidity::kValid);
  const Result<ValidityAnswer> none = cems_hour(validity_rules(), 60 - 16);
  EXPECT_EQ(none->validity, SourceValidity::kInvalid);
  EXPECT_EQ(none->wanted, 45);
  EXPECT_EQ(none->had, 44);
  EXPECT_EQ(none->reason, "有效分钟不足45个");
  EXPECT_FALSE(cems_hour(validity_rules(), 61).has_value());
  EXPECT_FALSE(cems_hour(validity_rules(), -1).has_value());
}

TEST(SourceValidity, TwoTestsOfADayMayDisagree) {
  // 18 of 24 is 75 %: valid for evaluation, not for the acquisition system, which wants 20.
  EXPECT_EQ(cems_day_for_evaluation(validity_rules(), 18, 24)->validity, SourceValidity::kValid);
  EXPECT_EQ(cems_day_of_acquisition(validity_rules(), 18)->validity, SourceValidity::kInvalid);
  EXPECT_EQ(cems_day_for_evaluation(validity_rules(), 17, 24)->validity, SourceValidity::kInvalid);
  EXPECT_EQ(cems_day_of_acquisition(validity_rules(), 20)->validity, SourceValidity::kValid);
  EXPECT_EQ(cems_day_of_acquisition(validity_rules(), 19)->validity, SourceValidity::kInvalid);
  EXPECT_NE(cems_day_of_acquisition(validity_rules(), 19)->test, cems_day_for_evaluation(validity_rules(), 1, 1)->test);
  EXPECT_EQ(cems_day_for_evaluation(validity_rules(), 0, 0)->validity, SourceValidity::kNotJudged);
  EXPECT_FALSE(cems_day_for_evaluation(validity_rules(), 5, 4).has_value());
}

TEST(SourceValidity, EvaluationDayAgreesWithFractionsOverAll) {
  for (int running = 1; running <= 24; ++running) {
    for (int valid = 0; valid <= running; ++valid) {
      const ValidityAnswer got = *cems_day_for_evaluation(validity_rules(), valid, running);
      EXPECT_EQ(got.validity == SourceValidity::kValid, valid * 4 >= running * 3) << valid << "/" << running;
      EXPECT_EQ(got.wanted, (running * 3 + 3) / 4);
    }
  }
}

TEST(SourceValidity, AMonthWants25DaysFebruary23) {
  EXPECT_EQ(cems_month_of_acquisition(validity_rules(), 1, 25)->validity, SourceValidity::kValid);
  EXPECT_EQ(cems_month_of_acquisition(validity_rules(), 1, 24)->validity, SourceValidity::kInvalid);
  EXPECT_EQ(cems_month_of_acquisition(validity_rules(), 2, 23)->validity, SourceValidity::kValid);
  EXPECT_EQ(cems_month_of_acquisition(validity_rules(), 2, 22)->validity, SourceValidity::kInvalid);
  EXPECT_TRUE(cems_month_of_acquisition(validity_rules(), 2, 29).has_value());
  EXPECT_FALSE(cems_month_of_acquisition(validity_rules(), 4, 31).has_value());
  EXPECT_FALSE(cems_month_of_acquisition(validity_rules(), 13, 1).has_value());
}

TEST(SourceValidity, CaptureRateLeavesStoppedHoursOut) {
  const Result<Share> rate = capture_rate(2160, 540, 0);
  ASSERT_TRUE(rate.has_value());
  EXPECT_EQ(*rate, (Share{1620, 2160}));
  EXPECT_TRUE(rate->is_at_least(75_dec));
  EXPECT_FALSE(capture_rate(2160, 541, 0)->is_at_least(75_dec));
  EXPECT_EQ(*capture_rate(2160, 100, 160), (Share{1900, 2000}));
  EXPECT_EQ(capture_rate(2160, 0, 2160).error().code, Code::kInsufficientData);
  EXPECT_FALSE(capture_rate(2160, 2001, 160).has_value());
}

struct OxygenCase {
  const char* concentration;
  const char* oxygen;
  const char* reference;
  const char* want;
};
TEST(SourceValidity, OxygenConversionGivesTheWorkedExamples) {  // by hand: 28.4 x 15 / 11.2 = 38.0357142...
  for (const OxygenCase& one : {OxygenCase{"28.4", "9.8", "6", "38.035714"},
                                {"112", "13.6", "11", "151.351351"},
                                {"18.6", "4.9", "3.5", "20.217391"},
                                {"45", "10", "10", "45.000000"}}) {
    const Result<Decimal> got = at_reference_oxygen(validity_rules(), *parse_decimal(one.concentration),
                                                    *parse_decimal(one.oxygen), *parse_decimal(one.reference), 6);
    ASSERT_TRUE(got.has_value());
    EXPECT_EQ(to_string(*got), one.want);
  }
  for (const char* oxygen : {"21", "21.5", "-0.1"})
    EXPECT_EQ(at_reference_oxygen(validity_rules(), 45_dec, *parse_decimal(oxygen), 9_dec, 2).error().code,
              Code::kInvalidInput);
  EXPECT_TRUE(at_reference_oxygen(validity_rules(), 45_dec, 20.99_dec, 9_dec, 2).has_value());
}

TEST(SourceValidity, NoxIsCountedAsNo2) {
  EXPECT_EQ(to_string(*nox_as_no2(validity_rules(), 30_dec, 4_dec, 2)), "50.00");
  EXPECT_EQ(to_string(*nox_as_no2(validity_rules(), 10_dec, 0_dec, 4)), "15.3333");
}

TEST(SourceValidity, AmountsAreExact) {
  EXPECT_EQ(*gas_hour_amount(35.2_dec, 412000_dec), 14.5024_dec);  // kg/h
  EXPECT_EQ(*water_amount(34.5_dec, 189.36_dec), 6.53292_dec);
  EXPECT_FALSE(gas_hour_amount(-1_dec, 1_dec).has_value());
}

TEST(SourceValidity, DayMeanOfWaterIsWeighted) {
  const std::vector<FlowReading> readings{
      {10_dec, 1_dec}, {20_dec, 3_dec}, {std::nullopt, 5_dec}, {30_dec, std::nullopt}};
  const Result<SourceFigure> mean = water_day_mean(validity_rules(), readings, 2);
  ASSERT_TRUE(mean.has_value());
  EXPECT_EQ(to_string(*mean->value), "17.50");  // (10 + 60) / 4
  EXPECT_EQ(mean->wanted, 4);
  EXPECT_EQ(mean->had, 3);
  EXPECT_EQ(mean->used, 2);
  EXPECT_EQ(*water_day_amount(validity_rules(), readings)->value, 0.07_dec);
}

TEST(SourceValidity, DayOfWaterWithoutDataOrFlowHasAReason) {
  const std::vector<FlowReading> none{{std::nullopt, 5_dec}, {1_dec, std::nullopt}};
  const Result<SourceFigure> mean = water_day_mean(validity_rules(), none, 2);
  EXPECT_FALSE(mean->value.has_value());
  EXPECT_THAT(mean->reason, HasSubstr("没有浓度和流量都有效"));
  const std::vector<FlowReading> dry{{3_dec, 0_dec}};
  EXPECT_FALSE(water_day_mean(validity_rules(), dry, 2)->value.has_value());
  EXPECT_THAT(water_day_mean(validity_rules(), dry, 2)->reason, HasSubstr("没有排水"));
  EXPECT_EQ(*water_day_amount(validity_rules(), dry)->value, 0_dec);  // nothing flowed: nothing was emitted
  EXPECT_FALSE(water_day_mean(validity_rules(), std::vector<FlowReading>{{1_dec, -1_dec}}, 2).has_value());
}

TEST(SourceValidity, ASumWantsEveryPart) {
  const std::vector<std::optional<Decimal>> whole{1500_dec, 250.5_dec};
  EXPECT_EQ(*sum_of_amounts(whole, true, "c")->value, 1.7505_dec);
  EXPECT_EQ(*sum_of_amounts(whole, false, "c")->value, 1750.5_dec);
  const std::vector<std::optional<Decimal>> holed{1500_dec, std::nullopt};
  const Result<SourceFigure> sum = sum_of_amounts(holed, false, "c");
  EXPECT_FALSE(sum->value.has_value());
  EXPECT_EQ(sum->wanted, 2);
  EXPECT_EQ(sum->had, 1);
  EXPECT_THAT(sum->reason, HasSubstr("补遗"));
  EXPECT_FALSE(sum_of_amounts({}, false, "c")->value.has_value());
}

std::vector<EmissionHour> hours_before(int count) {  // amount n at n hours before hour 0
  std::vector<EmissionHour> hours;
  for (int n = 1; n <= count; ++n) hours.push_back({{-3600LL * n}, Decimal(n), false});
  return hours;
}

struct FillCase {
  const char* name;
  Share capture;
  int gap;
  int lookback;  // 0: none
};
TEST(SourceValidity, FillLooksBackByCaptureAndLength) {
  for (const FillCase& one : {FillCase{"short", {90, 100}, 24, 180},
                              {"one_more", {90, 100}, 25, 720},
                              {"full", {100, 100}, 1, 180},
                              {"just_below_90", {8999, 10000}, 1, 2160},
                              {"at_75", {75, 100}, 100, 2160},
                              {"just_below_75", {7499, 10000}, 1, 0}}) {
    const std::vector<EmissionHour> earlier = hours_before(3000);
    const Result<AmountFill> fill =
        fill_cems_hours(validity_rules(), one.capture, GapCause::kMaintenanceOrOther, one.gap, {0}, earlier);
    ASSERT_TRUE(fill.has_value());
    EXPECT_EQ(fill->lookback_hours, one.lookback) << one.name;
    if (one.lookback == 0) {
      EXPECT_FALSE(fill->amount.has_value());
      EXPECT_THAT(fill->reason, HasSubstr("不自动补遗"));
    } else {
      EXPECT_EQ(*fill->amount, Decimal(one.lookback)) << one.name;  // the oldest of those looked at is the largest
      EXPECT_EQ(fill->had, one.lookback);
    }
  }
}

TEST(SourceValidity, FillAgreesWithAnOracle) {
  QualityDice dice(5);
  for (int round = 0; round < 300; ++round) {
    std::vector<EmissionHour> hours;
    for (int h = 0; h < 400; ++h) {
      EmissionHour hour{{3600LL * h}, std::nullopt, dice.below(6) == 0};
      if (dice.below(3) != 0) hour.amount = Decimal(dice.below(1000));
      hours.push_back(hour);
    }
    const std::int64_t before = 3600 * dice.below(420);
    // Backwards from the gap, hour by hour, until 180 valid ones are seen.
    std::optional<std::int64_t> want;
    int seen = 0;
    for (int h = 399; h >= 0 && seen < 180; --h) {
      const EmissionHour& hour = hours[static_cast<std::size_t>(h)];
      if (hour.time.seconds >= before || !hour.amount || hour.is_stopped) continue;
      ++seen;
      want = std::max(want.value_or(-1), hour.amount->mantissa());
    }
    const AmountFill fill = *fill_cems_hours(validity_rules(), {1, 1}, GapCause::kOutOfControl, 3, {before}, hours);
    EXPECT_EQ(fill.had, seen);
    EXPECT_EQ(fill.amount.has_value(), want.has_value());
    EXPECT_EQ(fill.amount.value_or(Decimal(-1)), Decimal(want.value_or(-1)));
  }
}

TEST(SourceValidity, WaterFillIsTheLargestDaySinceThePassedCheck) {
  const std::vector<EmissionDay> days{{Date(2024, 3, 1), 99_dec},
                                      {Date(2024, 3, 2), 5_dec},
                                      {Date(2024, 3, 3), 7_dec},
                                      {Date(2024, 3, 4), std::nullopt},
                                      {Date(2024, 3, 5), 50_dec}};
  const AmountFill fill = fill_water_day(validity_rules(), true, Date(2024, 3, 2), Date(2024, 3, 5), days, 6, 1_dec);
  EXPECT_EQ(*fill.amount, 7_dec);  // not the 99 before the check, not the day itself, not manual data
  EXPECT_EQ(fill.had, 2);
  EXPECT_EQ(fill.wanted, 3);
  EXPECT_EQ(*fill_water_day(validity_rules(), false, Date(2024, 3, 2), Date(2024, 3, 5), days, 4, 1_dec).amount, 1_dec);
  EXPECT_EQ(*fill_water_day(validity_rules(), false, Date(2024, 3, 2), Date(2024, 3, 5), days, 3, 1_dec).amount, 7_dec);
  EXPECT_FALSE(
      fill_water_day(validity_rules(), true, Date(2024, 3, 4), Date(2024, 3, 5), days, 0, {}).amount.has_value());
}

TEST(SourceValidity, FileFaultsAreNamed) {
  EXPECT_TRUE(load_source_validity(shipped_validity_text()).has_value());
  EXPECT_FALSE(load_source_validity(
      replace_all(shipped_validity_text(), "valid_minutes_least = 45", "valid_minutes_least = 61")));
  EXPECT_FALSE(load_source_validity(replace_all(shipped_validity_text(), "\"75\"            #", "\"175\" #")));
  const auto swapped = load_source_validity(replace_all(shipped_validity_text(), "hours_most     = 24\n", ""));
  ASSERT_FALSE(swapped.has_value());
  EXPECT_THAT(swapped.error().message, HasSubstr("排列"));
  EXPECT_FALSE(load_source_validity("").has_value());
}

}  // namespace
}  // namespace bihuan::observations
