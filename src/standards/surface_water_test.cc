#include "standards/surface_water.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "standards/internal/shipped_rules.h"

namespace bihuan::standards {
namespace {

using Values = std::map<std::string, std::string>;

const Values kGood = {{"ph", "7.8"}, {"do", "8.0"}, {"codmn", "3.0"}, {"nh3n", "0.20"}, {"tp", "0.04"}};

SectionMonth month_of(int number, const Values& values) {
  SectionMonth month;
  month.month = number;
  for (const auto& [key, text] : values) month.values[key] = *parse_measurement(text);
  return month;
}

Values with(Values values, const std::string& key, const std::string& text) {
  values[key] = text;
  return values;
}

SectionInput year_of(int months, const Values& values = kGood) {
  SectionInput input;
  input.name = "甲断面";
  input.on = Date(2024, 12, 31);
  for (int i = 1; i <= months; ++i) input.months.push_back(month_of(i, values));
  return input;
}

SectionResult evaluated(const SectionInput& input) {
  Result<SectionResult> result = evaluate_section(internal::shipped_rules(), input);
  EXPECT_TRUE(result.has_value()) << (result ? "" : result.error().message);
  return result ? std::move(*result) : SectionResult{};
}

// CLAUSE: 环办〔2011〕22号 一（二）
TEST(Section, AYearNeedsEightMonths) {
  const SectionResult eight = evaluated(year_of(8));
  EXPECT_EQ(eight.compliance, Compliance::kMet);
  EXPECT_EQ(eight.water_class, WaterClass::kII);
  EXPECT_EQ(eight.months_used, 8);
  const SectionResult seven = evaluated(year_of(7));
  EXPECT_EQ(seven.compliance, Compliance::kNotAssessable);
  EXPECT_FALSE(seven.water_class.has_value());
  EXPECT_EQ(seven.reason, "没有项目有足够的监测值（12个月中至少应有8个月）");
  ASSERT_EQ(seven.basis.left_out.size(), 5U);
  EXPECT_EQ(seven.basis.left_out[0], (LeftOut{"甲断面：pH值", "pH值只有7个可用的监测值，至少应有8个"}));
  EXPECT_EQ(seven.basis.wanted, 60);
  EXPECT_EQ(seven.basis.had, 35);
  EXPECT_EQ(seven.basis.used, 0);
}

TEST(Section, MinimumMonthsOfEachPeriod) {  // CLAUSE: 环办〔2011〕22号 一（二）
  const SurfaceWaterRules rules = internal::shipped_rules();
  constexpr int kWant[] = {1, 2, 2, 3, 4, 4,
                           5, 6, 6, 7, 8, 8};  // of 1 to 12 months: 1, quarter 2, then two thirds rounded up
  for (int n = 1; n <= 12; ++n) EXPECT_EQ(minimum_months(rules, n), kWant[n - 1]) << n;
  SurfaceWaterRules lax = rules;  // never fewer than the share of the year
  lax.quarter_minimum = 1;
  EXPECT_EQ(minimum_months(lax, 3), 2);
  SurfaceWaterRules strict = rules;  // a quarter wants all of its months, four months their share
  strict.quarter_minimum = 3;
  EXPECT_EQ(minimum_months(strict, 2), 2);
  EXPECT_EQ(minimum_months(strict, 3), 3);
  EXPECT_EQ(minimum_months(strict, 4), 3);
}

TEST(Section, NotMetIsCertainWithOneItemMetNeedsAllFive) {
  SectionInput input = year_of(12);
  for (SectionMonth& month : input.months) month.values.erase("nh3n");
  const SectionResult open = evaluated(input);
  EXPECT_EQ(open.compliance, Compliance::kNotAssessable);
  EXPECT_EQ(open.reason, "氨氮没有足够的监测值，不能判断是否达到Ⅲ类");
  EXPECT_FALSE(open.is_complete);
  for (SectionMonth& month : input.months) month.values["tp"] = *parse_measurement("0.25");
  const SectionResult failed = evaluated(input);
  EXPECT_EQ(failed.compliance, Compliance::kNotMet);
  EXPECT_EQ(failed.reason, "为Ⅳ类，劣于Ⅲ类");
}

TEST(Section, IsJudgedAgainstItsOwnTarget) {  // CLAUSE: 环办〔2011〕22号 二（一）1
  SectionInput input = year_of(12, with(kGood, "tp", "0.10"));
  input.target = WaterClass::kII;
  EXPECT_EQ(evaluated(input).compliance, Compliance::kMet);  // 0.10 is the limit of class II: an equal value keeps it
  input = year_of(12, with(kGood, "tp", "0.101"));
  input.target = WaterClass::kII;
  EXPECT_EQ(evaluated(input).compliance, Compliance::kNotMet);
  EXPECT_EQ(evaluated(input).reason, "为Ⅲ类，劣于Ⅱ类");
}

TEST(Section, LakesHaveTheirOwnPhosphorusLimits) {  // CLAUSE: GB 3838-2002 表1
  SectionInput input = year_of(12, with(kGood, "tp", "0.06"));
  EXPECT_EQ(evaluated(input).water_class, WaterClass::kII);
  input.body = WaterBody::kLake;
  const SectionResult lake = evaluated(input);
  EXPECT_EQ(lake.water_class, WaterClass::kIV);
  EXPECT_EQ(lake.deciding, (std::vector<std::string>{"tp"}));
  EXPECT_EQ(lake.main_pollutants_text, "总磷(0.2)");
  EXPECT_EQ(lake.level, (QualityLevel{"轻度污染", "黄色"}));
  EXPECT_EQ(lake.monthly.size(), 12U);
  EXPECT_EQ(lake.monthly[0].deciding, (std::vector<std::string>{"tp"}));
}

TEST(Section, LevelsAndColoursOfAllClasses) {  // CLAUSE: 环办〔2011〕22号 表1
  struct Case {
    const char* codmn;
    const char* level;
    const char* colour;
  };
  constexpr Case kCases[] = {{"2", "优", "蓝色"},        {"4", "优", "蓝色"},        {"6", "良好", "绿色"},
                             {"10", "轻度污染", "黄色"}, {"15", "中度污染", "橙色"}, {"15.1", "重度污染", "红色"}};
  for (const Case& c : kCases) {
    const SectionResult got =
        evaluated(year_of(12, with(with(with(kGood, "codmn", c.codmn), "nh3n", "0.1"), "tp", "0.01")));
    EXPECT_EQ(got.level, (QualityLevel{c.level, c.colour})) << c.codmn;
  }
}

// CLAUSE: 环办监测函〔2020〕714号 二、四
TEST(Section, ExtraItemsTakePartWhereTheyExceed) {
  SectionInput input = year_of(12, with(kGood, "f", "1.2"));  // class IV
  SectionResult got = evaluated(input);
  EXPECT_EQ(got.water_class, WaterClass::kIV);
  EXPECT_EQ(got.main_pollutants_text, "氟化物(0.2)");
  input = year_of(12, with(kGood, "f", "1.0"));  // class I: no X item
  got = evaluated(input);
  EXPECT_EQ(got.water_class, WaterClass::kII);
  EXPECT_EQ(got.parameters.size(), 5U);
  input.extra_items = {"f"};  // known from last year: takes part all the same
  EXPECT_EQ(evaluated(input).parameters.size(), 6U);
  input = year_of(12, with(kGood, "bod5", "4"));  // class III: X only where the target is I or II
  EXPECT_EQ(evaluated(input).parameters.size(), 5U);
  input.target = WaterClass::kII;
  got = evaluated(input);
  EXPECT_EQ(got.parameters.size(), 6U);
  EXPECT_EQ(got.compliance, Compliance::kNotMet);
}

// CLAUSE: 环办〔2011〕22号 一（一）1
TEST(Section, TwentyOneItemsAllTakePartAndTotalNitrogenNever) {
  SectionInput input = year_of(12, with(with(kGood, "bod5", "3.5"), "tn", "5"));
  input.body = WaterBody::kLake;
  input.indicator_set = "mee22_21";
  const SectionResult got = evaluated(input);
  EXPECT_EQ(got.parameters.size(), 6U);
  EXPECT_EQ(got.water_class, WaterClass::kIII);
  EXPECT_TRUE(std::ranges::any_of(got.basis.notes, [](const std::string& note) {
    return note.starts_with("没有数据、未参加评价的项目：化学需氧量、铜、锌");
  })) << got.basis.notes.size();
}

// CLAUSE: 环办〔2011〕22号 二（一）3（1）
// CLAUSE: 环办〔2011〕22号 二（一）3
TEST(Section, RanksMainPollutants) {
  struct Case {
    const char* name;
    Values values;
    const char* want;
  };
  const Case kCases[] = {
      {"worse_class_before_larger_multiple", with(with(kGood, "tp", "0.29"), "codmn", "10.1"),
       "高锰酸盐指数(0.7)、总磷(0.4)"},
      {"larger_multiple_inside_a_class", with(with(kGood, "tp", "0.29"), "codmn", "9.0"),
       "高锰酸盐指数(0.5)、总磷(0.4)"},
      {"by_exact_multiples", with(with(kGood, "tp", "0.290"), "codmn", "8.8"), "高锰酸盐指数(0.5)、总磷(0.4)"},
      {"oxygen_after_those_with_a_multiple", with(with(kGood, "do", "2.5"), "nh3n", "1.8"), "氨氮(0.8)、溶解氧"},
      {"metals_before_worse_classes", with(with(kGood, "pb", "0.06"), "codmn", "16"), "铅(0.2)、高锰酸盐指数(1.7)"},
      {"three_at_most", with(with(with(with(kGood, "tp", "0.5"), "nh3n", "2.5"), "codmn", "20"), "do", "1"),
       "高锰酸盐指数(2.3)、氨氮(1.5)、总磷(1.5)"},
      {"ph_has_no_multiple", with(kGood, "ph", "9.6"), "pH值"},
      {"none_up_to_class_three", with(kGood, "tp", "0.2"), ""},
  };
  for (const Case& c : kCases) {
    SectionInput input = year_of(12, c.values);
    EXPECT_EQ(evaluated(input).main_pollutants_text, c.want) << c.name;
  }
}

// CLAUSE: 环办监测函〔2020〕82号 第7点
TEST(Section, DetectionLimitsCountHalfUnlessTheySayNothing) {
  SectionResult got = evaluated(year_of(12, with(kGood, "nh3n", "0.4L")));
  ASSERT_EQ(got.parameters[3].key, "nh3n");
  EXPECT_EQ(to_string(got.parameters[3].compared), "0.20");
  got = evaluated(year_of(12, with(kGood, "nh3n", "1.1L")));  // above the class III limit of 1.0
  EXPECT_EQ(got.compliance, Compliance::kNotAssessable);
  EXPECT_EQ(got.basis.left_out.back(), (LeftOut{"甲断面：氨氮", "氨氮只有0个可用的监测值，至少应有8个"}));
  SectionInput fifth = year_of(12, with(kGood, "nh3n", "2.1L"));  // judged against class V, whose limit is 2.0
  fifth.target = WaterClass::kV;
  EXPECT_EQ(evaluated(fifth).basis.left_out.back(), (LeftOut{"甲断面：氨氮", "氨氮只有0个可用的监测值，至少应有8个"}));
  fifth = year_of(12, with(kGood, "nh3n", "2.0L"));
  fifth.target = WaterClass::kV;
  EXPECT_EQ(to_string(evaluated(fifth).parameters[3].compared), "1.00");
  SectionInput mixed = year_of(12);
  mixed.months[4].values["nh3n"] = *parse_measurement("1.1L");
  got = evaluated(mixed);
  EXPECT_EQ(got.compliance, Compliance::kMet);
  EXPECT_EQ(got.basis.left_out.back(), (LeftOut{"甲断面5月", "氨氮的检出限1.1高于Ⅲ类限值，未检出不能说明问题"}));
  EXPECT_EQ(got.basis.used, 59);
}

TEST(Section, MonthsWithoutMeasurementAreNamed) {
  SectionInput input = year_of(9);
  input.months[3].values.clear();
  input.months[3].missing_reason = "断流";
  input.months[3].where = "工作表「4月」第5行";
  const SectionResult got = evaluated(input);
  EXPECT_EQ(got.months_had, 8);
  EXPECT_EQ(got.compliance, Compliance::kMet);
  EXPECT_EQ(got.basis.left_out, (std::vector<LeftOut>{{"甲断面4月（工作表「4月」第5行）", "断流"}}));
  EXPECT_EQ(got.monthly.size(), 8U);
}

TEST(Section, OrderOfMonthsChangesNothing) {
  SectionInput input = year_of(12);
  for (std::size_t i = 0; i < 12; ++i) {
    input.months[i].values["tp"] = Measurement{Decimal(static_cast<std::int64_t>(150 + i * 7), 3), false, {}};
    input.months[i].values["ph"] = Measurement{Decimal(static_cast<std::int64_t>(71 + i), 1), false, {}};
  }
  const SectionResult first = evaluated(input);
  for (int round = 0; round < 24; ++round) {
    std::ranges::next_permutation(input.months, {}, &SectionMonth::month);
    std::ranges::rotate(input.months, input.months.begin() + 5);
    const SectionResult again = evaluated(input);
    EXPECT_EQ(again.water_class, first.water_class);
    for (std::size_t i = 0; i < first.parameters.size(); ++i) {
      EXPECT_EQ(again.parameters[i].mean.sum, first.parameters[i].mean.sum);
      EXPECT_EQ(to_string(again.parameters[i].compared), to_string(first.parameters[i].compared));
    }
    EXPECT_EQ(again.basis.left_out, first.basis.left_out);
  }
}

TEST(Section, TheStationFeedDoesNotRound) {
  SectionInput input = year_of(1, with(kGood, "tp", "0.2004"));
  input.months_wanted = 1;
  EXPECT_EQ(evaluated(input).water_class, WaterClass::kIII);  // rounded to 0.200
  input.profile = "station-feed";
  EXPECT_EQ(evaluated(input).water_class, WaterClass::kIV);
  input.months[0].values.erase("do");
  const SectionResult open = evaluated(input);
  EXPECT_FALSE(open.water_class.has_value());
  EXPECT_EQ(open.reason, "国家水质自动监测实时发布要求的溶解氧没有足够的监测值");
}

TEST(Section, TheStationFeedAsksForPhosphorusOnlyWhereThereIsAnInstrument) {
  SectionInput input = year_of(1);
  input.months_wanted = 1;
  input.profile = "station-feed";
  input.months[0].values.erase("tp");
  input.indicator_set = "mee22_21";
  input.on = Date(2020, 5, 15);
  EXPECT_EQ(evaluated(input).reason, "国家水质自动监测实时发布要求的总磷没有足够的监测值");
  input.unequipped = {"tp"};
  EXPECT_TRUE(evaluated(input).water_class.has_value());
  input.on = Date(2020, 5, 14);
  EXPECT_FALSE(evaluated(input).water_class.has_value());
  input.on = Date(2020, 5, 15);
  input.months[0].values.erase("codmn");
  input.unequipped = {"tp", "codmn"};  // only phosphorus may lack
  EXPECT_EQ(evaluated(input).reason, "国家水质自动监测实时发布要求的高锰酸盐指数没有足够的监测值");
}

TEST(Section, BasisSaysWhatItWasMadeOf) {
  const SectionResult got = evaluated(year_of(12));
  EXPECT_EQ(got.basis.standard, "GB 3838-2002");
  EXPECT_EQ(got.basis.profile, "断面考核评价（十四五5+X项）");
  EXPECT_EQ(got.basis.clauses,
            (std::vector<std::string>{"GB 3838-2002 表1", "环办〔2011〕22号 二（一）1", "环办〔2011〕22号 表1",
                                      "环办〔2011〕22号 一（二）", "环办监测函〔2020〕82号 pH均值",
                                      "总站水字〔2018〕87号 修约", "环办监测函〔2020〕714号 二、四"}));
  EXPECT_EQ(
      got.basis.rounding,
      "先求均值，按GB/T "
      "8170一次修约（四舍六入五成双）后与限值比较；小数位数：pH值0位、溶解氧1位、高锰酸盐指数1位、氨氮2位、总磷3位");
  EXPECT_EQ(got.basis.confidence, "medium");
  EXPECT_EQ(got.basis.wanted, 60);
  EXPECT_EQ(got.basis.had, 60);
  EXPECT_EQ(got.basis.used, 60);
  EXPECT_EQ(got.basis.knowledge_digest.size(), 64U);
}

TEST(Section, A2026SectionAsksForASetAndSaysThatItWasCarriedOn) {
  SectionInput input = year_of(12);
  input.on = Date(2026, 12, 31);
  const Result<SectionResult> open = evaluate_section(internal::shipped_rules(), input);
  ASSERT_FALSE(open.has_value());
  EXPECT_EQ(open.error().code, Code::kNotCovered);
  input.indicator_set = "5plus_x";
  const SectionResult named = evaluated(input);
  EXPECT_EQ(named.basis.notes.front(), "评价指标集“十四五5+X项”只适用到2025-12-31，此处按调用者的指定沿用");
}

TEST(Section, RefusesWhatCannotBe) {
  const SurfaceWaterRules rules = internal::shipped_rules();
  struct Case {
    const char* name;
    std::function<void(SectionInput&)> change;
    Error want;
  };
  const Case kCases[] = {
      {"month_twice",
       [](SectionInput& i) { i.months[1].month = 1; },
       {Code::kInvalidInput, "甲断面的1月出现两次；每月应只有一组结果", ""}},
      {"month_13",
       [](SectionInput& i) { i.months[1].month = 13; },
       {Code::kInvalidInput, "月份13不存在；应为1至12", ""}},
      {"no_months",
       [](SectionInput& i) { i.months_wanted = 0; },
       {Code::kInvalidInput, "评价时段应为1至12个月", "甲断面"}},
      {"unknown_item",
       [](SectionInput& i) { i.months[0].values["x"] = {}; },
       {Code::kNotFound, "GB 3838-2002表1没有项目“x”", ""}},
      {"negative",
       [](SectionInput& i) {
         i.months[0].values["tp"] = {Decimal(-1, 2), false, "工作表「1月」K5"};
       },
       {Code::kInvalidInput, "总磷的值-0.01为负；应不小于0", "工作表「1月」K5"}},
      {"profile", [](SectionInput& i) { i.profile = "x"; }, {Code::kNotFound, "没有评价方式“x”", "甲断面"}},
      {"set",
       [](SectionInput& i) { i.indicator_set = "x"; },
       {Code::kNotFound, "没有评价指标集“x”；可用的有mee22_21、5plus_x", ""}},
      {"lake_item",
       [](SectionInput& i) {
         i.extra_items = {"tn"};
         for (SectionMonth& month : i.months) month.values["tn"] = *parse_measurement("1");
       },
       {Code::kNotCovered, "总氮只有湖库的限值，河流不评价", "tn"}},
  };
  for (const Case& c : kCases) {
    SectionInput input = year_of(12);
    c.change(input);
    const Result<SectionResult> got = evaluate_section(rules, input);
    ASSERT_FALSE(got.has_value()) << c.name;
    EXPECT_EQ(got.error(), c.want) << c.name;
  }
}

TEST(Parameter, RefusesWhatTheTableDoesNotCover) {
  const SurfaceWaterRules rules = internal::shipped_rules();
  EXPECT_EQ(parameter_class(rules, "x", WaterBody::kRiver, Decimal(1)).error(),
            (Error{Code::kNotFound, "GB 3838-2002表1没有项目“x”", "x"}));
  EXPECT_EQ(parameter_class(rules, "tn", WaterBody::kRiver, Decimal(1)).error().code, Code::kNotCovered);
  EXPECT_EQ(*parameter_class(rules, "tn", WaterBody::kLake, Decimal(1)), WaterClass::kIII);
  EXPECT_EQ(parameter_class(rules, "tp", WaterBody::kRiver, Decimal(-1)).error(),
            (Error{Code::kInvalidInput, "总磷的值-1为负；应不小于0", "tp"}));
}

}  // namespace
}  // namespace bihuan::standards
