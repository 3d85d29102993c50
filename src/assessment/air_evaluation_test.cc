#include "assessment/air_evaluation.h"

#include <gtest/gtest.h>

#include "assessment/internal/sample_workbook.h"

namespace bihuan::assessment {
namespace {

const std::string kDays = "日期,点位,SO2,NO2,PM10,PM2.5,CO,O3_8h\n";

std::string days(Date first, int count, const std::string& station = "甲",
                 const std::string& values = "9,52,131,68,0.9,88") {
  std::string csv;
  for (int i = 0; i < count; ++i) csv += to_string(first + i) + "," + station + "," + values + "\n";
  return csv;
}

TEST(AirEvaluation, TakesTheEditionInForceOnEachDay) {
  AirOptions options;
  options.by = AirBy::kDay;
  const Result<AirEvaluation> got =
      evaluate_air(kDays + days(Date(2026, 2, 28), 2), "a.csv", internal::air_texts(), options);
  ASSERT_TRUE(got.has_value()) << got.error().message;
  ASSERT_EQ(got->rules.size(), 2U);
  EXPECT_EQ(got->series[0].days[0].aqi, 92);
  EXPECT_EQ(got->series[0].days[1].aqi, 108);
  EXPECT_EQ(got->rules_on(Date(2026, 2, 28)).index_id, "HJ 633-2012");
  EXPECT_EQ(got->rules_on(Date(2026, 3, 1)).index_id, "HJ 633-2026");
}

TEST(AirEvaluation, APeriodAcrossTwoEditionsHasNoAnswerUnlessOneIsNamed) {
  AirOptions options;
  options.by = AirBy::kYear;
  const std::string csv = kDays + days(Date(2026, 1, 1), 365);
  Result<AirEvaluation> got = evaluate_air(csv, "a.csv", internal::air_texts(), options);
  ASSERT_TRUE(got.has_value());
  EXPECT_TRUE(got->series[0].periods.empty());
  ASSERT_EQ(got->open.size(), 1U);
  EXPECT_EQ(got->open[0].code, Code::kNotCovered);
  EXPECT_EQ(got->open[0].where, "甲 2026-01-01至2026-12-31");
  options.standard = "GB 3095-2026";
  got = evaluate_air(csv, "a.csv", internal::air_texts(), options);
  ASSERT_EQ(got->series[0].periods.size(), 1U);
  EXPECT_EQ(to_string(got->series[0].periods[0].items[3].mean->value), "68");
  EXPECT_EQ(got->series[0].periods[0].good_days, 0);
  options.standard = "HJ 633-2012";
  got = evaluate_air(csv, "a.csv", internal::air_texts(), options);
  EXPECT_EQ(got->series[0].periods[0].good_days, 365);
}

TEST(AirEvaluation, OldDataAsksForAStandard) {
  const std::string csv = kDays + days(Date(2014, 1, 1), 3);
  EXPECT_EQ(evaluate_air(csv, "a.csv", internal::air_texts(), {}).error().code, Code::kNotCovered);
  AirOptions options;
  options.on = Date(2020, 1, 1);
  EXPECT_TRUE(evaluate_air(csv, "a.csv", internal::air_texts(), options).has_value());
}

TEST(AirEvaluation, MakesACityOfItsStations) {
  AirOptions options;
  options.by = AirBy::kMonth;
  const std::string csv = kDays + days(Date(2024, 1, 1), 31) + days(Date(2024, 1, 1), 31, "乙", "9,52,131,71,0.9,88");
  const Result<AirEvaluation> got = evaluate_air(csv, "a.csv", internal::air_texts(), options);
  ASSERT_EQ(got->series.size(), 3U);
  EXPECT_TRUE(got->series[2].is_city);
  EXPECT_EQ(got->series[2].name, "全部2个点位平均");
  EXPECT_EQ(to_string(got->series[2].periods[0].items[3].mean->value), "70");  // 69.5 to the even 70
}

TEST(AirEvaluation, ComparesTwoEditionsWithTheReasonForEachDay) {
  AirOptions options;
  options.by = AirBy::kMonth;
  const Result<AirComparison> got =
      compare_air(kDays + days(Date(2024, 1, 1), 1) + days(Date(2024, 1, 2), 1, "甲", "9,30,40,30,0.9,88") +
                      days(Date(2024, 1, 3), 1, "甲", "9,30,40,30,,88"),
                  "a.csv", internal::air_texts(), options);
  ASSERT_TRUE(got.has_value()) << got.error().message;
  ASSERT_EQ(got->days.size(), 2U);
  EXPECT_EQ(got->days[0].before, 92);
  EXPECT_EQ(got->days[0].after, 108);
  EXPECT_EQ(got->days[0].reasons, (std::vector<std::string>{"PM10 131：分指数91→105（分指数100的浓度由150改为120）",
                                                            "PM2.5 68：分指数92→108（分指数100的浓度由75改为60）"}));
  EXPECT_FALSE(got->days[1].after.has_value());
  EXPECT_EQ(got->days[1].reasons,
            (std::vector<std::string>{"缺项且其余各项的指数不大于100，按HJ 633-2026 5.3.1不发布"}));
}

TEST(AirEvaluation, HoursAsTheNationalFeedPublishesThem) {
  AirOptions options;
  options.by = AirBy::kHour;
  options.profile = "national-feed";
  const Result<AirEvaluation> got =
      evaluate_air("日期,小时,SO2,NO2,PM10,PM2.5,CO,O3\n2020-01-05,1,154,38,39,26,0.7,41\n", "a.csv",
                   internal::air_texts(), options);
  ASSERT_TRUE(got.has_value());
  ASSERT_EQ(got->series[0].hours.size(), 1U);
  EXPECT_EQ(got->series[0].hours[0].index.aqi, 51);
  EXPECT_EQ(got->series[0].hours[0].index.primary, (std::vector<standards::Pollutant>{standards::Pollutant::kSo2}));
  EXPECT_EQ(evaluate_air(kDays + days(Date(2024, 1, 1), 1), "a.csv", internal::air_texts(), options).error().message,
            "文件是日值表，不能逐小时评价");
  options.by = AirBy::kDay;
  EXPECT_EQ(evaluate_air(kDays, "a.csv", internal::air_texts(), options).error().code, Code::kInvalidInput);
  options.profile = "x";
  EXPECT_EQ(evaluate_air(kDays, "a.csv", internal::air_texts(), options).error().code, Code::kNotFound);
}

}  // namespace
}  // namespace bihuan::assessment
