#include "standards/air_statistics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "base/toml.h"
#include "standards/internal/air_oracle.h"
#include "standards/internal/shipped_rules.h"

namespace bihuan::standards {
namespace {

using namespace literals;

std::vector<TomlTable> statistic_vectors(const std::string& name) {
  const Result<TomlTable> table =
      read_toml(std::string(BIHUAN_SOURCE_DIR) + "/src/standards/testdata/air-vectors.toml");
  if (!table) {
    ADD_FAILURE() << table.error().where << table.error().message;
    std::abort();
  }
  return *table->tables(name);
}

const AirRules& rules_of(const std::string& edition) {
  static const AirRules kBefore = internal::shipped_air_rules("2012");
  static const AirRules kAfter = internal::shipped_air_rules("2026");
  return edition == "2012" ? kBefore : kAfter;
}

const AirProfile& daily_profile(const AirRules& rules) { return *rules.profile("hj633-daily"); }

// CLAUSE: HJ 663-2013 附录A百分位数
TEST(Percentile, Vectors) {
  int cases = 0;
  for (const TomlTable& c : statistic_vectors("percentile")) {
    const std::vector<Decimal> values = *c.decimals("values");
    const int percent = static_cast<int>(*c.integer("percent"));
    const Decimal want = *ratio_rounded(Decimal(*c.integer("numerator")), Decimal(*c.integer("denominator")), 6);
    EXPECT_EQ(*percentile(values, percent, 6), want) << *c.string("id");
    ++cases;
  }
  EXPECT_EQ(cases, 3);
  const std::vector<Decimal> last = *statistic_vectors("percentile").back().decimals("values");
  EXPECT_EQ(to_string(*percentile(last, 95, 1)), "1.2");
}

// The position itself shows in the row 1, 2, 3 ... n.
TEST(Percentile, Positions) {
  int cases = 0;
  for (const TomlTable& c : statistic_vectors("percentile_position")) {
    std::vector<Decimal> row;
    for (std::int64_t i = 1; i <= *c.integer("count"); ++i) row.emplace_back(i);
    EXPECT_EQ(*percentile(row, static_cast<int>(*c.integer("percent")), 2), *c.decimal("position"));
    ++cases;
  }
  EXPECT_EQ(cases, 4);
}

TEST(Percentile, RefusesWhatCannotBe) {
  EXPECT_EQ(percentile({}, 90, 0).error(), (Error{Code::kInsufficientData, "没有数值，不能求百分位数", ""}));
  EXPECT_EQ(to_string(*percentile(std::vector<Decimal>{3_dec, 1_dec, 2_dec}, 0, 0)), "1");
  EXPECT_EQ(to_string(*percentile(std::vector<Decimal>{3_dec, 1_dec, 2_dec}, 100, 0)), "3");
  EXPECT_EQ(percentile(std::vector<Decimal>{1_dec}, -1, 0).error().message, "百分位数-1不存在；应为0至100");
  EXPECT_EQ(percentile(std::vector<Decimal>{1_dec}, 101, 0).error().message, "百分位数101不存在；应为0至100");
  EXPECT_EQ(to_string(*percentile(std::vector<Decimal>{7_dec}, 98, 0)), "7");
}

TEST(Exceedance, Vectors) {  // CLAUSE: HJ 663-2013 附录A超标倍数
  for (const TomlTable& c : statistic_vectors("exceedance")) {
    EXPECT_EQ(to_string(*exceedance_multiple(rules_of("2012"), *c.decimal("value"), *c.decimal("limit"))),
              *c.string("multiple"));
  }
}

// CLAUSE: 全国城市空气质量报告 优良天数比例
TEST(DayRate, Vectors) {
  int cases = 0;
  for (const TomlTable& c : statistic_vectors("good_ratio")) {
    const Result<Decimal> rate =
        day_rate(rules_of("2012"), static_cast<int>(*c.integer("good")), static_cast<int>(*c.integer("valid")));
    EXPECT_EQ(to_string(*rate), *c.string("percent"));
    ++cases;
  }
  EXPECT_EQ(cases, 4);
  EXPECT_EQ(day_rate(rules_of("2012"), 0, 0).error().code, Code::kInsufficientData);
}

// CLAUSE: 全国城市空气质量报告 同比
TEST(YearOnYear, Vectors) {
  int cases = 0;
  for (const TomlTable& c : statistic_vectors("year_on_year")) {
    EXPECT_EQ(to_string(*change_percent(rules_of("2012"), *c.decimal("now"), *c.decimal("base"))),
              *c.string("percent"));
    ++cases;
  }
  EXPECT_EQ(cases, 6);
}

TEST(YearOnYear, IsSaidAsBulletinsSayIt) {
  EXPECT_EQ(change_sentence(*change_percent(rules_of("2012"), 16_dec, 17_dec)), "下降5.9%");
  EXPECT_EQ(change_sentence(*change_percent(rules_of("2012"), 52_dec, 51_dec)), "上升2.0%");
  EXPECT_EQ(change_sentence(*change_percent(rules_of("2012"), 0.8_dec, 0.8_dec)), "持平");
  EXPECT_EQ(points_sentence(89.3_dec, 87.4_dec), "上升1.9个百分点");
  EXPECT_EQ(points_sentence(87.2_dec, 89.3_dec), "下降2.1个百分点");
  EXPECT_EQ(points_sentence(89.3_dec, 89.3_dec), "持平");
  EXPECT_EQ(change_percent(rules_of("2012"), 1_dec, 0_dec).error().message, "基期值为0，不能求变化率");
}

// CLAUSE: 环办监测〔2018〕19号 综合指数
TEST(CompositeIndex, Vectors) {
  int cases = 0;
  for (const TomlTable& c : statistic_vectors("composite_index")) {
    PerPollutant<Decimal> values;
    const TomlTable given = *c.table("values");
    for (const Pollutant p : kAllPollutants) values[index_of(p)] = *given.decimal(to_string(p));
    const Result<CompositeIndex> got = composite_index(rules_of(*c.string("edition")), values);
    ASSERT_TRUE(got.has_value());
    EXPECT_EQ(to_string(got->index), *c.string("index")) << *c.string("id");
    EXPECT_NE(to_string(got->index), *c.string("sum_then_round"));
    const std::vector<std::string> main = *c.strings("main");
    ASSERT_EQ(got->main.size(), main.size());
    for (std::size_t i = 0; i < main.size(); ++i) EXPECT_EQ(to_string(got->main[i]), main[i]);
    ++cases;
  }
  EXPECT_EQ(cases, 2);
}

// An item whose index is not of its mean is measured by the daily limit, also where it has an annual one.
TEST(CompositeIndex, TakesTheLimitOfItsStatistic) {
  AirRules rules = rules_of("2012");
  PerPollutant<Decimal> values;
  values.fill(30_dec);
  EXPECT_EQ(composite_index(rules, values)->single[0], 0.5_dec);  // SO2: 30 of 60 in the year
  rules.is_mean_in_index[0] = false;
  EXPECT_EQ(composite_index(rules, values)->single[0], 0.2_dec);  // of 150 in a day
}

// Guangdong 2017-08: two cities with 2.88 share rank 10, the next one is 12.
// CLAUSE: 环办监测〔2018〕19号 排名
TEST(Ranking, EqualIndicesShareARankAndTheNextIsSkipped) {
  EXPECT_EQ(ranks(std::vector<Decimal>{2.93_dec, 2.88_dec, 2.880_dec, 2.10_dec}), (std::vector<int>{4, 2, 2, 1}));
  EXPECT_EQ(ranks(std::vector<Decimal>{1_dec, 2_dec, 2_dec, 3_dec}), (std::vector<int>{1, 2, 2, 4}));
  EXPECT_TRUE(ranks({}).empty());
}

// Days with the same values; `absent` days have none.
struct DayValues {
  PerPollutant<std::int32_t> value = {10, 30, 60, 30, 8, 120};
};

AirDay day_of(const AirRules& rules, const DayValues& values, std::uint8_t valid = 63) {
  AirDay day;
  for (const Pollutant p : kAllPollutants) {
    if ((valid & bit_of(p)) != 0) set_day_value(day, p, values.value[index_of(p)]);
  }
  index_day(rules, daily_profile(rules), day);
  return day;
}

AirPeriod period(const AirRules& rules, const std::vector<AirDay>& days, Date first, Date last,
                 std::vector<Date> sand_dust = {}, Date first_day = Date(2023, 1, 1)) {
  return *evaluate_air_period(rules, daily_profile(rules), {"甲市", first_day, days, first, last, sand_dust, 2});
}

// CLAUSE: HJ 663-2013 表1
// CLAUSE: HJ 663-2026 表1
TEST(Period, AYearMeetsOnlyWithAllItsStatistics) {
  struct Case {
    const char* name;
    DayValues values;
    std::size_t item;
    Compliance want;
  };
  const Case kCases[] = {
      {"all_at_the_limit", {{60, 40, 70, 35, 40, 160}}, 3, Compliance::kMet},
      {"mean_above", {{60, 40, 70, 36, 40, 160}}, 3, Compliance::kNotMet},
      {"co_above", {{60, 40, 70, 35, 41, 160}}, 4, Compliance::kNotMet},
      {"o3_above", {{60, 40, 70, 35, 40, 161}}, 5, Compliance::kNotMet},
  };
  for (const Case& c : kCases) {
    const std::vector<AirDay> days(365, day_of(rules_of("2012"), c.values));
    const AirPeriod got = period(rules_of("2012"), days, Date(2023, 1, 1), Date(2023, 12, 31));
    EXPECT_TRUE(got.is_year);
    EXPECT_EQ(got.items[c.item].compliance, c.want) << c.name;
    EXPECT_EQ(got.compliance, c.want) << c.name;
  }
  // 36 μg/m3 of PM2.5 meets 35 in neither, 31 meets 35 but not 30.
  const DayValues between{{60, 40, 60, 31, 40, 160}};
  const std::vector<AirDay> days(365, day_of(rules_of("2012"), between));
  EXPECT_EQ(period(rules_of("2012"), days, Date(2023, 1, 1), Date(2023, 12, 31)).compliance, Compliance::kMet);
  EXPECT_EQ(period(rules_of("2026"), days, Date(2023, 1, 1), Date(2023, 12, 31)).compliance, Compliance::kNotMet);
}

TEST(Period, AYearNeedsItsDays) {
  const AirRules& rules = rules_of("2012");
  const AirDay full = day_of(rules, {});
  const AirDay without_pm25 = day_of(rules, {}, 63 & ~bit_of(Pollutant::kPm25));
  std::vector<AirDay> days(365, full);
  for (int i = 0; i < 4; ++i) days[static_cast<std::size_t>(i)] = without_pm25;  // 27 of 31 in January
  AirPeriod got = period(rules, days, Date(2023, 1, 1), Date(2023, 12, 31));
  EXPECT_TRUE(got.items[3].is_enough);
  EXPECT_EQ(got.items[3].months_enough, 12);
  days[4] = without_pm25;
  got = period(rules, days, Date(2023, 1, 1), Date(2023, 12, 31));
  EXPECT_FALSE(got.items[3].is_enough);
  EXPECT_EQ(got.items[3].reason, "PM2.5有1个月的有效日少于27个（2月25个）");
  EXPECT_EQ(got.items[3].compliance, Compliance::kNotAssessable);
  EXPECT_EQ(got.compliance, Compliance::kNotAssessable);
  EXPECT_FALSE(got.composite_index.has_value());
  EXPECT_EQ(got.basis.left_out, (std::vector<LeftOut>{{"细颗粒物(PM2.5)", "PM2.5有1个月的有效日少于27个（2月25个）"}}));
  // February: 25 will do, 24 will not.
  days.assign(365, full);
  for (std::size_t i = 31; i < 34; ++i) days[i] = without_pm25;
  EXPECT_TRUE(period(rules, days, Date(2023, 1, 1), Date(2023, 12, 31)).items[3].is_enough);
  days[34] = without_pm25;
  EXPECT_FALSE(period(rules, days, Date(2023, 1, 1), Date(2023, 12, 31)).items[3].is_enough);
  // The whole year: 4 of each month less leaves 365 - 45 = 320.
  days.assign(365, full);
  for (std::size_t i = 0; i < 365; ++i) {
    if (i % 8 == 0) days[i] = without_pm25;
  }
  got = period(rules, days, Date(2023, 1, 1), Date(2023, 12, 31));
  EXPECT_EQ(got.items[3].days_valid, 319);
  EXPECT_EQ(got.items[3].reason, "PM2.5全年只有319个有效日，应至少324个");
  // 324 will do: as many less as the months allow, but for two.
  std::vector<AirDay> enough(365, full);
  for (int month = 1; month <= 12; ++month) {
    const int less = month == 1 ? 2 : month == 2 ? 3 : days_in_month(2023, month) - 27;
    const auto first = days_between(Date(2023, 1, 1), Date(2023, static_cast<unsigned>(month), 1));
    std::fill_n(enough.begin() + first, less, without_pm25);
  }
  EXPECT_EQ(period(rules, enough, Date(2023, 1, 1), Date(2023, 12, 31)).items[3].days_valid, 324);
  EXPECT_TRUE(period(rules, enough, Date(2023, 1, 1), Date(2023, 12, 31)).items[3].is_enough);
  // A month takes what is there.
  got = period(rules, days, Date(2023, 2, 1), Date(2023, 2, 28));
  EXPECT_FALSE(got.is_year);
  EXPECT_TRUE(got.items[3].is_enough);
  EXPECT_EQ(got.days, 28);
}

TEST(Period, CountsGoodAndHeavyDays) {
  const AirRules& rules = rules_of("2012");
  std::vector<AirDay> days(31, day_of(rules, {}));            // 75 (O3 120)
  days[0] = day_of(rules, {{10, 30, 60, 75, 8, 120}});        // 100: good
  days[1] = day_of(rules, {{10, 30, 60, 76, 8, 120}});        // 102
  days[2] = day_of(rules, {{10, 30, 60, 150, 8, 120}});       // 200: not heavy
  days[3] = day_of(rules, {{10, 30, 60, 151, 8, 120}});       // 201
  days[4] = day_of(rules, {{10, 30, 150, 251, 8, 120}});      // 301
  days[5] = day_of(rules, {}, 63 & ~bit_of(Pollutant::kCo));  // no valid day of 2012
  const AirPeriod got = period(rules, days, Date(2023, 1, 1), Date(2023, 1, 31));
  EXPECT_EQ(got.days_indexed, 31);
  EXPECT_EQ(got.days_valid, 30);
  EXPECT_EQ(got.good_days, 26);
  EXPECT_EQ(got.heavy_days, 2);
  EXPECT_EQ(got.levels, (std::array<int, 6>{0, 26, 1, 1, 1, 1}));
  EXPECT_EQ(to_string(*got.good_rate), "86.7");
  EXPECT_EQ(to_string(*got.heavy_rate), "6.7");
  EXPECT_EQ(got.primary_days, (PerPollutant<int>{0, 0, 0, 4, 0, 0}));
  EXPECT_EQ(got.items[3].days_met, 27);
  EXPECT_EQ(to_string(*got.items[3].rate), "87.1");
}

TEST(Period, ADayOf2026CountsWhenItsIndexIsPublished) {
  const AirRules& rules = rules_of("2026");
  std::vector<AirDay> days(30, day_of(rules, {}));
  days[0] = day_of(rules, {}, 63 & ~bit_of(Pollutant::kCo));                          // 75, not published
  days[1] = day_of(rules, {{10, 30, 60, 61, 8, 120}}, 63 & ~bit_of(Pollutant::kCo));  // 101, published
  const AirPeriod got = period(rules, days, Date(2023, 1, 1), Date(2023, 1, 30));
  EXPECT_EQ(got.days_valid, 29);
  EXPECT_EQ(got.good_days, 28);
}

// CLAUSE: 环办监测〔2016〕120号 剔除
TEST(Period, SandDustLeavesConcentrationsButKeepsTheDays) {
  const AirRules& rules = rules_of("2012");
  std::vector<AirDay> days(30, day_of(rules, {}));
  days[9] = day_of(rules, {{40, 30, 900, 120, 8, 120}});
  const AirPeriod kept = period(rules, days, Date(2023, 1, 1), Date(2023, 1, 30));
  const AirPeriod got =
      period(rules, days, Date(2023, 1, 1), Date(2023, 1, 30), {Date(2023, 1, 10), Date(2023, 1, 10)});
  EXPECT_EQ(to_string(kept.items[2].mean->value), "88");
  EXPECT_EQ(to_string(got.items[2].mean->value), "60");
  EXPECT_EQ(to_string(got.items[3].mean->value), "30");
  EXPECT_EQ(got.items[2].days_excluded, 1);
  EXPECT_EQ(got.items[2].days_valid, 29);
  EXPECT_EQ(got.items[0].mean->value, kept.items[0].mean->value);  // SO2 keeps the day: (29 x 10 + 40) / 30
  EXPECT_EQ(to_string(got.items[0].mean->value), "11");
  EXPECT_EQ(got.good_days, kept.good_days);
  EXPECT_EQ(got.heavy_days, 1);
  EXPECT_LT(*got.composite_index, *kept.composite_index);
  EXPECT_EQ(got.basis.notes.back(), "剔除沙尘天气1日的PM10、PM2.5；优良、重污染天数不剔除");
  EXPECT_TRUE(std::ranges::none_of(kept.basis.notes, [](const std::string& note) { return note.starts_with("剔除"); }));
  EXPECT_EQ(got.basis.had - got.basis.used, 2);
}

// A file names the sand-dust days of a whole year; those of other periods are none of this one's.
TEST(Period, SandDustOfTheDaysBesideThePeriodIsNotCounted) {
  const AirRules& rules = rules_of("2012");
  const std::vector<AirDay> days(30, day_of(rules, {}));
  const auto notes_with = [&](std::vector<Date> sand_dust) {
    return period(rules, days, Date(2023, 1, 10), Date(2023, 1, 20), std::move(sand_dust)).basis.notes;
  };
  EXPECT_EQ(notes_with({Date(2023, 1, 9), Date(2023, 1, 21)}), notes_with({}));
  EXPECT_EQ(notes_with({Date(2023, 1, 10), Date(2023, 1, 20)}).back(),
            "剔除沙尘天气2日的PM10、PM2.5；优良、重污染天数不剔除");
}

// The larger of mean / limit and percentile / limit.
// CLAUSE: HJ 663-2013 附录C
TEST(Period, AnnualIndexTakesTheLargerRatio) {
  const AirRules& rules = rules_of("2012");
  std::vector<AirDay> days(365, day_of(rules, {{30, 30, 60, 30, 8, 120}}));
  for (std::size_t i = 0; i < 365; i += 10) days[i] = day_of(rules, {{30, 30, 60, 150, 8, 120}});
  const AirPeriod got = period(rules, days, Date(2023, 1, 1), Date(2023, 12, 31));
  EXPECT_EQ(to_string(got.items[3].mean->value), "42");  // (328 x 30 + 37 x 150) / 365 = 42.16
  EXPECT_EQ(to_string(got.items[3].percentile->value), "150");
  EXPECT_EQ(to_string(*got.items[3].annual_index), "2.00");  // 150 / 75
  EXPECT_EQ(to_string(*got.items[3].index), "1.20");         // 42 / 35
  EXPECT_EQ(to_string(*got.items[3].percentile->multiple), "1.00");
  EXPECT_EQ(to_string(*got.items[0].annual_index), "0.50");  // 30 / 60
  EXPECT_EQ(got.main, (std::vector<Pollutant>{Pollutant::kPm25}));
}

TEST(Period, AgreesWithTheOracleOverARandomWorld) {
  std::mt19937 random(663);
  const AirRules& rules = rules_of("2012");
  for (int round = 0; round < 60; ++round) {
    std::vector<AirDay> days(365);
    PerPollutant<std::vector<std::int64_t>> present;
    for (AirDay& day : days) {
      DayValues values;
      std::uint8_t valid = 0;
      for (std::size_t p = 0; p < kPollutants; ++p) {
        if (random() % 40 == 0) continue;
        values.value[p] = static_cast<std::int32_t>(random() % (round % 2 == 0 ? 200 : 7));
        valid |= static_cast<std::uint8_t>(1U << p);
        present[p].push_back(values.value[p]);
      }
      day = day_of(rules, values, valid);
    }
    const AirPeriod got = period(rules, days, Date(2023, 1, 1), Date(2023, 12, 31));
    for (std::size_t p = 0; p < kPollutants; ++p) {
      const int percent = std::array{98, 98, 95, 95, 95, 90}[p];
      EXPECT_EQ(got.items[p].percentile->value.mantissa(), internal::oracle_percentile(present[p], percent));
      if (!got.items[p].mean) continue;
      std::int64_t sum = 0;
      for (const std::int64_t value : present[p]) sum += value;
      EXPECT_EQ(got.items[p].mean->value.mantissa(),
                internal::oracle_round({sum, static_cast<std::int64_t>(present[p].size())}, 0));
    }
  }
}

TEST(Period, ReachesBeyondTheDaysAndRefusesWhatCannotBe) {
  const AirRules& rules = rules_of("2012");
  const std::vector<AirDay> days(10, day_of(rules, {}));
  AirPeriod got = period(rules, days, Date(2022, 12, 1), Date(2023, 1, 5));
  EXPECT_EQ(got.days, 36);
  EXPECT_EQ(got.days_valid, 5);
  got = period(rules, days, Date(2024, 1, 1), Date(2024, 1, 31));
  EXPECT_EQ(got.days_valid, 0);
  EXPECT_FALSE(got.good_rate.has_value());
  EXPECT_EQ(got.items[0].reason, "SO2没有有效的日均值");
  EXPECT_EQ(got.compliance, Compliance::kNotAssessable);
  EXPECT_EQ(evaluate_air_period(rules, daily_profile(rules),
                                {"甲市", Date(2023, 1, 1), days, Date(2023, 1, 2), Date(2023, 1, 1), {}, 2})
                .error(),
            (Error{Code::kInvalidInput, "时段的首日2023-01-02晚于末日2023-01-01", "甲市"}));
  EXPECT_EQ(evaluate_air_period(rules, daily_profile(rules),
                                {"甲市", Date(2023, 1, 1), days, Date(2023, 1, 1), Date(2023, 1, 1), {}, 3})
                .error()
                .message,
            "功能区类别应为1（一类区）或2（二类区）");
}

TEST(Period, TheBasisOf2026SaysWhatWasCarriedOn) {
  const std::vector<AirDay> days(31, day_of(rules_of("2026"), {}));
  const AirPeriod got = period(rules_of("2026"), days, Date(2023, 1, 1), Date(2023, 1, 31));
  EXPECT_EQ(got.basis.confidence, "low");
  EXPECT_NE(std::ranges::find(got.basis.notes, "HJ 663-2013 附录A百分位数在本版中没有读到原文，沿用为本程序的设定"),
            got.basis.notes.end());
  EXPECT_EQ(got.basis.wanted, 186);
  EXPECT_EQ(got.basis.used, 186);
}

}  // namespace
}  // namespace bihuan::standards
