#include "assessment/assess.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "assessment/internal/needed_count.h"
#include "assessment/internal/sample_workbook.h"

namespace bihuan::assessment {
namespace {

using internal::example_plan;
using internal::sample_head;
using internal::sample_row;
using internal::sample_target;
using internal::sample_xlsx;

using Rows = std::vector<std::vector<std::string>>;

Assessment assessed(const plans::Plan& plan, const std::string& bytes, Date on, const AssessOptions& options = {}) {
  Result<Assessment> result = assess(plan, bytes, "结果.xlsx", on, internal::assessment_texts(), options);
  EXPECT_TRUE(result.has_value()) << (result ? "" : result.error().message);
  return result ? std::move(*result) : Assessment{};
}

// A plan with one target over `whole` provincial sections.
plans::Plan plan_of(int whole, const char* value, const char* comparator = ">=") {
  plans::Plan plan;
  plan.title = "要点";
  plan.plan_year = 2024;
  plan.plan_year_end = 2024;
  plan.targets.push_back(sample_target("t", std::to_string(whole) + "个省考断面", "水质优良率", comparator, value));
  return plan;
}

// A long sheet of lake sections with the same total phosphorus in each of `months` months.
std::string workbook_of(const std::vector<std::pair<std::string, std::string>>& sections, int months) {
  Rows rows = {sample_head()};
  for (const auto& [name, phosphorus] : sections) {
    for (int month = 1; month <= months; ++month)
      rows.push_back(sample_row(name, std::to_string(month) + "月", phosphorus));
  }
  return sample_xlsx({{"结果", rows}});
}

TEST(Assess, TheDemonstration) {
  const Assessment got = assessed(example_plan(), internal::example_workbook(), Date(2024, 9, 30));
  ASSERT_EQ(got.readings.size(), 2U);  // the drinking-water target is another indicator
  const Reading& national = got.readings[0];
  EXPECT_EQ(national.target_id, "t1");
  EXPECT_EQ(national.have, 3);
  EXPECT_EQ(national.sentence,
            "2024年1—9月，3个断面中3个达到或优于Ⅲ类，占100%，要求不低于100%（即3个）：达标。不能再有断面不达标。");
  const Reading& provincial = got.readings[1];
  EXPECT_EQ(provincial.indicator, "water.good-share");
  EXPECT_EQ(provincial.verdict, Verdict::kOnTrack);
  EXPECT_EQ(provincial.compliance, Compliance::kMet);
  EXPECT_EQ(to_string(*provincial.value), "85.7");
  EXPECT_EQ(provincial.have, 6);
  EXPECT_EQ(provincial.needed, 6);
  EXPECT_EQ(provincial.whole, 7);
  EXPECT_EQ(provincial.allowed_failures, 0);
  EXPECT_EQ(provincial.statement, "7个断面的85.7%＝6个");
  EXPECT_EQ(provincial.sentence,
            "2024年1—9月，7个断面中6个达到或优于Ⅲ类，占85.7%，要求不低于85.7%"
            "（即6个）：达标。三山湖鄂州水域为Ⅳ类，定类指标总磷。不能再有断面不达标。");
  EXPECT_EQ(provincial.period_from, Date(2024, 1, 1));
  EXPECT_EQ(provincial.period_to, Date(2024, 9, 30));
  EXPECT_EQ(provincial.as_of, Date(2024, 9, 30));
  ASSERT_EQ(provincial.members.size(), 7U);
  const SectionReading& lake = provincial.members[5];
  EXPECT_EQ(lake.name, "三山湖鄂州水域");
  EXPECT_EQ(lake.quality_class, "Ⅳ");
  EXPECT_EQ(lake.level, "轻度污染");
  EXPECT_EQ(lake.colour, "黄色");
  EXPECT_EQ(lake.main_pollutants, "总磷(0.3)");  // 0.592 / 9 = 0.0658 -> 0.066; (0.066 - 0.05) / 0.05 = 0.32
  EXPECT_EQ(lake.deciding, "总磷");
  EXPECT_EQ(lake.compliance, Compliance::kNotMet);
  EXPECT_EQ(lake.reason, "为Ⅳ类，劣于Ⅲ类");
  EXPECT_EQ(lake.months_wanted, 9);
  EXPECT_EQ(lake.months_used, 9);
  ASSERT_EQ(lake.parameters.size(), 5U);
  EXPECT_EQ(to_string(lake.parameters[4].rounded), "0.066");
  EXPECT_EQ(to_string(lake.parameters[4].class3_limit), "0.05");
  EXPECT_EQ(lake.monthly.size(), 9U);
  EXPECT_EQ(provincial.members[3].months_used, 8);  // one month was not sampled
  EXPECT_EQ(provincial.basis.wanted, 7 * 5 * 9);
  EXPECT_EQ(provincial.basis.used, 7 * 5 * 9 - 5);
  EXPECT_FALSE(got.has_faults());
}

TEST(Assess, IsTheSameTwice) {
  const Assessment a = assessed(example_plan(), internal::example_workbook(), Date(2024, 9, 30));
  const Assessment b = assessed(example_plan(), internal::example_workbook(), Date(2024, 9, 30));
  EXPECT_EQ(a.readings[1].sentence, b.readings[1].sentence);
  EXPECT_EQ(a.readings[1].basis.notes, b.readings[1].basis.notes);
}

TEST(Assess, LooksNoFurtherThanTheDay) {
  const Assessment march = assessed(example_plan(), internal::example_workbook(), Date(2024, 3, 31));
  EXPECT_EQ(march.readings[1].period_to, Date(2024, 3, 31));
  EXPECT_EQ(march.readings[1].members[0].months_wanted, 3);
  EXPECT_EQ(march.readings[1].members[0].monthly.size(), 3U);
  // On a day of a month without results the last month with results ends the period.
  const Assessment november = assessed(example_plan(), internal::example_workbook(), Date(2024, 11, 3));
  EXPECT_EQ(november.readings[1].period_to, Date(2024, 9, 30));
}

TEST(Assess, VerdictsOfAYear) {
  const std::vector<std::pair<std::string, std::string>> good = {{"甲", "0.04"}, {"乙", "0.04"}, {"丙", "0.04"}};
  const auto with = [&](const char* third) {
    auto sections = good;
    sections[2].second = third;
    return sections;
  };
  struct Case {
    const char* name;
    std::string bytes;
    const char* limit;
    Date on;
    Verdict verdict;
    Compliance compliance;
    const char* sentence;
  };
  const Case kCases[] = {
      {"met", workbook_of(good, 12), "100", Date(2024, 12, 31), Verdict::kMet, Compliance::kMet,
       "2024年，3个断面中3个达到或优于Ⅲ类，占100%，要求不低于100%（即3个）：达标。"},
      {"met_asked_next_year", workbook_of(good, 12), "100", Date(2025, 2, 1), Verdict::kMet, Compliance::kMet,
       "2024年，3个断面中3个达到或优于Ⅲ类，占100%，要求不低于100%（即3个）：达标。"},
      {"missed", workbook_of(with("0.051"), 12), "100", Date(2024, 12, 31), Verdict::kMissed, Compliance::kNotMet,
       "2024年，3个断面中2个达到或优于Ⅲ类，占67%，要求不低于100%（即3个）：不达标。丙为Ⅳ类，定类指标总磷。"},
      {"too_few_months", workbook_of(good, 7), "100", Date(2024, 12, 31), Verdict::kInsufficientData,
       Compliance::kNotAssessable, nullptr},
      {"on_track_with_room", workbook_of(with("0.06"), 6), "66.7", Date(2024, 6, 30), Verdict::kOnTrack,
       Compliance::kMet,
       "2024年1—6月，3个断面中2个达到或优于Ⅲ类，占66.7%，要求不低于66.7%"
       "（即2个）：达标。丙为Ⅳ类，定类指标总磷。不能再有断面不达标。"},
      {"at_risk_below", workbook_of(with("0.06"), 6), "100", Date(2024, 6, 30), Verdict::kAtRisk, Compliance::kNotMet,
       "2024年1—6月，3个断面中2个达到或优于Ⅲ类，占67%，要求不低于100%"
       "（即3个）：不达标。丙为Ⅳ类，定类指标总磷。还差1个断面。"},
      {"at_risk_near_the_limit", workbook_of(with("0.048"), 6), "100", Date(2024, 6, 30), Verdict::kAtRisk,
       Compliance::kMet,
       "2024年1—6月，3个断面中3个达到或优于Ⅲ类，占100%，要求不低于100%"
       "（即3个）：达标。不能再有断面不达标。丙接近限值。"},
      // 0.12 in 6 months: even with nothing found in the other six the year's mean is 0.06.
      {"missed_already", workbook_of(with("0.12"), 6), "100", Date(2024, 6, 30), Verdict::kMissed, Compliance::kNotMet,
       "2024年1—6月，3个断面中2个达到或优于Ⅲ类，占67%，要求不低于100%"
       "（即3个）：不达标。丙为Ⅴ类，定类指标总磷。1个断面即使以后各月都未检出，全年均值仍将超过限值，已不能完成。"},
  };
  for (const Case& c : kCases) {
    const Assessment got = assessed(plan_of(3, c.limit), c.bytes, c.on);
    ASSERT_EQ(got.readings.size(), 1U) << c.name;
    EXPECT_EQ(got.readings[0].verdict, c.verdict) << c.name;
    EXPECT_EQ(got.readings[0].compliance, c.compliance) << c.name;
    if (c.sentence != nullptr) {
      EXPECT_EQ(got.readings[0].sentence, c.sentence) << c.name;
    }
  }
}

TEST(Assess, TooFewMonthsGiveNoFigure) {
  const Assessment got = assessed(plan_of(1, "100"), workbook_of({{"甲", "0.04"}}, 7), Date(2024, 12, 31));
  const Reading& reading = got.readings[0];
  EXPECT_FALSE(reading.value.has_value());
  EXPECT_EQ(reading.reason, "1个断面无法评价，不能判断");
  EXPECT_EQ(
      reading.sentence,
      "2024年，1个断面中0个达到或优于Ⅲ类，要求不低于100%（即1个）：数据不足，不能判断。1个断面无法评价，不能判断。"
      "甲无法评价：没有项目有足够的监测值（12个月中至少应有8个月）。");
}

TEST(Assess, NamesSectionsThatAreMissingOrNotInThePlan) {
  plans::Plan plan = plan_of(3, "66.7");
  plans::CountedList list;
  list.object = "省控断面";
  list.count = 3;
  list.names = {"将甲点", "乙点断面", "东甲点"};  // words of the sentence; and a name that only ends like another
  plan.lists.push_back(list);
  const Assessment got =
      assessed(plan, workbook_of({{"丁点", "0.04"}, {"甲 点", "0.04"}, {"乙点", "0.04"}}, 6), Date(2024, 6, 30));
  const Reading& reading = got.readings[0];
  ASSERT_EQ(reading.members.size(), 3U);
  EXPECT_EQ(reading.members[0].name, "甲点");
  EXPECT_EQ(reading.members[2].reason, "表中没有这个断面的结果");
  EXPECT_EQ(reading.have, 2);
  EXPECT_EQ(reading.verdict, Verdict::kOnTrack);  // two of three are enough, whatever the third is
  EXPECT_FALSE(reading.value.has_value());
  EXPECT_EQ(reading.sentence,
            "2024年1—6月，3个断面中2个达到或优于Ⅲ类，要求不低于66.7%"
            "（即2个）：达标。东甲点无法评价：表中没有这个断面的结果。不能再有断面不达标。");
  EXPECT_TRUE(got.has_faults());
  ASSERT_EQ(got.workbook.problems.size(), 2U);
  EXPECT_EQ(got.workbook.problems[0].kind, ProblemKind::kMissingSection);
  EXPECT_EQ(got.workbook.problems[0].error,
            (Error{Code::kInvalidInput, "缺少断面“东甲点”的结果；计划中列有这个断面，表中应有同名的行", "结果.xlsx"}));
  EXPECT_EQ(got.workbook.problems[1].kind, ProblemKind::kNote);
  EXPECT_EQ(got.workbook.problems[1].error.message, "断面“丁点”不在计划考核的断面中，未计入");
}

TEST(Assess, DoesNotChooseAmongTooManySections) {
  const std::string bytes = workbook_of({{"甲", "0.04"}, {"乙", "0.04"}, {"丙", "0.04"}}, 6);
  const Reading more = assessed(plan_of(2, "100"), bytes, Date(2024, 6, 30)).readings[0];
  EXPECT_EQ(more.verdict, Verdict::kInsufficientData);
  EXPECT_EQ(more.sentence, "2024年1—6月，不能评价：计划写明2个断面，表中却有3个省考断面，不能代为选择。");
  const Reading fewer = assessed(plan_of(4, "100"), bytes, Date(2024, 6, 30)).readings[0];
  EXPECT_EQ(fewer.verdict, Verdict::kInsufficientData);
  EXPECT_EQ(fewer.reason, "计划写明4个断面，表中只有3个省考断面");
  const Reading enough = assessed(plan_of(4, "75"), bytes, Date(2024, 6, 30)).readings[0];
  EXPECT_EQ(enough.verdict, Verdict::kOnTrack);
}

TEST(Assess, ProvincialScopesTakeNationalSectionsToo) {
  Rows rows = {sample_head()};
  for (const char* name : {"甲", "乙", "丙"}) {
    rows.push_back(sample_row(name, "1月"));
    if (*name == *"甲" && std::string(name) == "甲") rows.back()[2] = "国控";
  }
  const std::string bytes = sample_xlsx({{"结果", rows}});
  EXPECT_EQ(assessed(plan_of(3, "100"), bytes, Date(2024, 1, 31)).readings[0].have, 3);
  EXPECT_EQ(assessed(plan_of(2, "100"), bytes, Date(2024, 1, 31)).readings[0].members[0].name,
            "乙");  // the provincial ones alone
}

TEST(Assess, OrderOfRowsChangesNoFigure) {
  Rows rows = {sample_head()};
  for (int month = 1; month <= 6; ++month) {
    for (const char* name : {"甲", "乙", "丙"}) {
      rows.push_back(sample_row(name, std::to_string(month) + "月", month % 2 == 0 ? "0.049" : "0.052"));
    }
  }
  const Reading first = assessed(plan_of(3, "100"), sample_xlsx({{"结果", rows}}), Date(2024, 6, 30)).readings[0];
  std::reverse(rows.begin() + 1, rows.end());
  const Reading second = assessed(plan_of(3, "100"), sample_xlsx({{"结果", rows}}), Date(2024, 6, 30)).readings[0];
  EXPECT_EQ(first.have, second.have);
  EXPECT_EQ(first.verdict, second.verdict);
  EXPECT_EQ(to_string(first.members[0].parameters[4].mean), to_string(second.members[2].parameters[4].mean));
}

TEST(Assess, OtherIndicatorsOfSections) {
  Rows rows = {sample_head(), sample_row("甲", "1月", "0.04"), sample_row("乙", "1月", "0.3")};
  rows[1][4] = "Ⅱ";
  const std::string bytes = sample_xlsx({{"结果", rows}});
  plans::Plan plan = plan_of(2, "100");
  plan.targets[0] = sample_target("t", "2个省考断面", "水质达标率", ">=", "50");
  EXPECT_EQ(assessed(plan, bytes, Date(2024, 1, 31)).readings[0].sentence,
            "2024年1月，2个断面中0个达到水质目标，占0%，要求不低于50%"
            "（即1个）：不达标。甲为Ⅲ类，定类指标总磷。乙为劣Ⅴ类，定类指标总磷。还差1个断面。");
  plan.targets[0] = sample_target("t", "2个省考断面", "劣Ⅴ类比例", "=", "0");
  const Reading worse = assessed(plan, bytes, Date(2024, 1, 31)).readings[0];
  EXPECT_EQ(worse.have, 1);
  EXPECT_EQ(worse.needed, 0);
  EXPECT_EQ(worse.verdict, Verdict::kAtRisk);
  EXPECT_EQ(worse.sentence,
            "2024年1月，2个断面中1个劣于Ⅴ类，占50%，要求为0%（即0个）：不达标。乙为劣Ⅴ类，定类指标总磷。应减少1个。");
}

TEST(Assess, NeededSections) {
  struct Case {
    const char* value;
    const char* comparator;
    const char* unit;
    bool more;
    std::int64_t whole;
    std::int64_t want;
    const char* why;
  };
  constexpr Case kCases[] = {
      {"85.7", ">=", "%", true, 7, 6, "6/7 is 85.714, printed 85.7"},
      {"100", ">=", "%", true, 3, 3, "all"},
      {"100", "=", "%", true, 300, 300, "299/300 rounds to 100, but is not all"},
      {"71", ">=", "%", true, 31, 22, "22/31 is 70.97, printed 71"},
      {"93.18", ">=", "%", true, 44, 41, "41/44 is 93.18"},
      {"96.3", ">=", "%", true, 27, 26, "26/27 is 96.296"},
      {"85", ">=", "%", true, 7, 6, "6/7 is 86, 5/7 is 71"},
      {"85.7", ">", "%", true, 7, 7, "more than what six print as"},
      {"0", ">=", "%", true, 7, 0, "nothing is asked"},
      {"0", "=", "%", false, 300, 0, "1/300 rounds to 0, but is not none"},
      {"5", "<=", "%", false, 20, 1, "1/20"},
      {"5", "<", "%", false, 20, 0, "less than 1/20"},
      {"6", ">=", "个", true, 7, 6, "a number of sections"},
      {"9", ">=", "个", true, 7, 8, "more than there are: cannot be kept"},
      {"78.02", ">=", "%", true, 10'000'000, 7'801'500, "78.015 is printed 78.02"},
      {"5", "<=", "%", false, 10'000'000, 549'999, "5.49999 is printed 5"},
      {"0", ">", "%", true, 300, 1, "1/300 rounds to 0, but is more than none"},
  };
  for (const Case& c : kCases) {
    plans::Target target = sample_target("t", "", "", c.comparator, c.value);
    target.unit = c.unit;
    const Result<std::int64_t> got = internal::needed_count(target, c.more, c.whole, {"断面", "个"});
    ASSERT_TRUE(got.has_value()) << c.why;
    EXPECT_EQ(*got, c.want) << c.why;
  }
  plans::Target target = sample_target("t", "", "", "≈", "80");
  EXPECT_EQ(internal::needed_count(target, true, 7, {"断面", "个"}).error(),
            (Error{Code::kNotCovered, "比较符“≈”不能用于这个指标，不能按断面个数判断", ""}));
  target.comparator = "<=";
  EXPECT_EQ(internal::needed_count(target, true, 7, {"断面", "个"}).error().code, Code::kNotCovered);
  target.comparator = ">=";
  target.unit = "吨";
  EXPECT_EQ(internal::needed_count(target, true, 7, {"断面", "个"}).error(),
            (Error{Code::kNotCovered, "单位“吨”不能用于断面个数；应为%或个", ""}));
  target.value.reset();
  EXPECT_EQ(internal::needed_count(target, true, 7, {"断面", "个"}).error().code, Code::kNotCovered);
}

TEST(Assess, SaysWhatItDoesNotCover) {
  const std::string bytes = workbook_of({{"甲", "0.04"}}, 6);
  struct Case {
    const char* name;
    plans::Plan plan;
    Date on;
    AssessOptions options;
    Error want;
  };
  plans::Plan none = plan_of(1, "100");
  none.targets[0] = sample_target("t", "全市", "农村生活污水治理率", ">=", "78.02");
  plans::Plan later = plan_of(1, "100");
  later.plan_year = later.plan_year_end = 2026;
  const Case cases[] = {
      {"before_the_plan",
       plan_of(1, "100"),
       Date(2023, 12, 31),
       {},
       {Code::kNotCovered, "2023-12-31在计划年度之前；计划“要点”从2024年开始", ""}},
      {"no_such_target",
       none,
       Date(2024, 6, 30),
       {},
       {Code::kNotFound, "计划“要点”中没有可以用断面水质结果回答的目标（如断面水质优良率）", ""}},
      {"no_set_in_2026",
       later,
       Date(2026, 6, 30),
       {},
       {Code::kNotCovered, "2026-06-30适用的评价指标没有收录，不能代为选择；应指明评价指标集（mee22_21、5plus_x）",
        ""}},
      {"unknown_set",
       plan_of(1, "100"),
       Date(2024, 6, 30),
       {.indicator_set = "x", .detection_limits = {}},
       {Code::kNotFound, "没有评价指标集“x”；可用的有mee22_21、5plus_x", ""}},
  };
  for (const Case& c : cases) {
    const Result<Assessment> got = assess(c.plan, bytes, "结果.xlsx", c.on, internal::assessment_texts(), c.options);
    ASSERT_FALSE(got.has_value()) << c.name;
    EXPECT_EQ(got.error(), c.want) << c.name;
  }
  EXPECT_EQ(
      assessed(later, bytes, Date(2026, 6, 30), {.indicator_set = "5plus_x", .detection_limits = {}}).readings.size(),
      1U);
}

}  // namespace
}  // namespace bihuan::assessment
