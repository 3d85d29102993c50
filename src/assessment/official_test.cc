#include "assessment/official.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "assessment/internal/figure_reasons.h"
#include "plans/plan_sketch.h"
#include "records/official_samples.h"

namespace bihuan::assessment {
namespace {

using records::FigureContent;
using records::OfficialFigure;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const records::OfficialRules& figure_rules() { return *records::shipped_official_rules(); }

class Official : public testing::Test {
 protected:
  Official() {
    sketch.item("抓实河湖治理");
    plans::Target& target = sketch.target("省考的7个断面水质优良率不低于85.7%", "水质优良率", ">=", "85.7", "%");
    target.scope = "省考的7个断面";
    target.due = "2024-12-31";
  }

  OfficialFigure& published(const std::string& value, const std::string& status = "provisional") {
    OfficialFigure figure;
    figure.id = "v00000" + std::to_string(input.official.size() + 1);
    figure.content = records::sample_figure(value, status);
    input.official.push_back(figure);
    return input.official.back();
  }
  Reading& computed(const std::string& value, std::int64_t have, int month = 9) {
    NumberedReading one{static_cast<std::int64_t>(input.computed.size()) + 1, {}};
    Reading& reading = one.reading;
    reading.target_id = "t1";
    reading.unit = "%";
    if (!value.empty()) reading.value = *parse_decimal(value);
    reading.whole = 7;
    reading.have = have;
    reading.compliance = have >= 6 ? Compliance::kMet : Compliance::kNotMet;
    reading.verdict = have >= 6 ? Verdict::kOnTrack : Verdict::kAtRisk;
    reading.period_from = Date(2024, 1, 1);
    reading.period_to = last_day_of_month(2024, month);
    reading.sentence = "7个断面中" + std::to_string(have) + "个达标。";
    reading.source_file = "断面.xlsx";
    reading.basis.standard = "GB 3838-2002";
    reading.basis.wanted = reading.basis.had = reading.basis.used = 1512;
    reading.basis.confidence = "high";
    for (int i = 1; i <= 7; ++i) {
      SectionReading member;
      member.name = "断面" + std::to_string(i);
      member.compliance = i <= have ? Compliance::kMet : Compliance::kNotMet;
      reading.members.push_back(member);
    }
    input.computed.push_back(one);
    return input.computed.back().reading;
  }
  void reported(const std::string& value, const std::string& month = "2024-09") {
    input.reported.push_back({"r" + month, month, *parse_decimal(value), "水科报数"});
  }
  TargetStanding standing() { return stand(sketch.plan(), sketch.plan().targets.front(), input, figure_rules()); }
  static std::vector<std::string> reasons_of(const Comparison& comparison) {
    std::vector<std::string> ids;
    for (const LikelyReason& reason : comparison.reasons) ids.push_back(reason.id);
    return ids;
  }
  static std::string text_of(const Comparison& comparison, const std::string& id) {
    for (const LikelyReason& reason : comparison.reasons) {
      if (reason.id == id) return reason.text;
    }
    return "";
  }

  plans::PlanSketch sketch{"云汀市2024年水务工作要点", 2024};
  StandingInput input;
};

TEST_F(Official, UntilOneIsPublishedTheComputedOneDecides) {
  TargetStanding none = standing();
  EXPECT_FALSE(none.decides.has_value());
  EXPECT_EQ(none.verdict, Verdict::kInsufficientData);
  reported("100");
  TargetStanding only_reported = standing();
  EXPECT_FALSE(only_reported.decides.has_value()) << "what a unit says never decides";
  EXPECT_EQ(only_reported.verdict, Verdict::kInsufficientData);
  EXPECT_EQ(only_reported.reported.compliance, Compliance::kMet);
  EXPECT_THAT(only_reported.sentence, HasSubstr("部门填报只供参考"));
  computed("71.4", 5);
  const TargetStanding now = standing();
  EXPECT_EQ(now.decides, FigureSide::kComputed);
  EXPECT_EQ(now.verdict, Verdict::kAtRisk);
  EXPECT_EQ(now.computed.terms_name, "省控");
  EXPECT_EQ(now.computed.source, "按GB 3838-2002由“断面.xlsx”计算，采用1512个监测值");
  ASSERT_THAT(now.comparisons, SizeIs(1)) << "computed against reported";
  EXPECT_EQ(now.comparisons[0].outcome, Compliance::kNotMet);
  EXPECT_EQ(now.comparisons[0].difference, "-28.6") << "71.4 - 100";
}

// PM2.5, 优良天数比例和重污染天数力争达到要求: three quantities, no number.
TEST_F(Official, AnEndOfSeveralQuantitiesIsComparedInTheOneThatWasPublished) {
  plans::Target end;
  end.id = "q1";
  end.text = "PM2.5年均浓度、优良天数比例和重污染天数力争达到省政府考核要求";
  const auto figure = [&](const char* indicator, const char* value, const char* unit) {
    Reading& reading = computed(value, 0);
    reading.members.clear();
    reading.indicator = indicator;
    reading.unit = unit;
    reading.verdict = Verdict::kInsufficientData;
    reading.compliance = Compliance::kNotAssessable;
  };
  const auto standing_of_end = [&] { return stand(sketch.plan(), end, input, figure_rules()); };
  figure("air.good-day-share", "87.2", "%");
  EXPECT_EQ(standing_of_end().computed.value, "87.2") << "the only one";
  figure("air.pm25", "33", "μg/m3");
  figure("air.heavy-days", "1", "天");
  TargetStanding now = standing_of_end();
  EXPECT_FALSE(now.computed.is_there) << "none of them stands for all";
  EXPECT_THAT(now.computed.source, HasSubstr("写了几个量"));
  FigureContent& content = published("35").content;
  content.quantity = "concentration";
  content.unit = "微克/立方米";
  now = standing_of_end();
  EXPECT_EQ(now.decides, FigureSide::kOfficial);
  EXPECT_EQ(now.computed.value, "33");
  ASSERT_THAT(now.comparisons, SizeIs(1));
  EXPECT_EQ(now.comparisons[0].difference, "2");
  // Two in one unit: which of them was published is not known.
  figure("air.pm10", "55", "μg/m3");
  EXPECT_FALSE(standing_of_end().computed.is_there);
}

TEST_F(Official, APublishedValueDecidesAndTheDifferenceIsExplained) {
  Reading& reading = computed("85.7", 6);
  reading.members[5].is_near_limit = true;
  reading.basis.used = 1500;
  reported("100");
  published("71.4");
  const TargetStanding now = standing();
  EXPECT_EQ(now.decides, FigureSide::kOfficial);
  EXPECT_EQ(now.compliance, Compliance::kNotMet);
  EXPECT_EQ(now.verdict, Verdict::kAtRisk) << "the year still runs";
  EXPECT_EQ(now.official.period, "2024年1—9月");
  EXPECT_EQ(now.sentence,
            "以公布值为准：省生态环境厅《全省地表水环境质量月报（2024年9月）》（第9期），2024年10月18日公布（初步），"
            "2024年1—9月比例为71.4%。目标不低于85.7%，没有达到目标。");
  ASSERT_THAT(now.comparisons, SizeIs(3));
  const Comparison& first = now.comparisons[0];
  EXPECT_EQ(first.outcome, Compliance::kNotMet);
  EXPECT_EQ(first.difference, "-14.3");
  EXPECT_EQ(first.sentence, "2024年1—9月公布值71.4%，系统计算85.7%，公布值低14.3个百分点");
  EXPECT_THAT(reasons_of(first), ElementsAre("provisional", "sections", "near_limit", "fewer_readings", "open_terms"));
  EXPECT_EQ(text_of(first, "sections"), "71.4%相当于7个断面中5个达标，系统算得6个，相差1个") << "5 / 7 = 71.43";
  EXPECT_EQ(text_of(first, "near_limit"), "断面6接近限值（1个断面）：审核时的小改动就会改变类别");
  EXPECT_EQ(text_of(first, "fewer_readings"), "系统计算应有1512个监测值，采用1500个，少12个");
  EXPECT_EQ(text_of(first, "open_terms"), "系统计算写明省控，公布值没有写明");
  EXPECT_EQ(now.comparisons[1].right, FigureSide::kReported);
  EXPECT_EQ(now.comparisons[1].difference, "-28.6");
  EXPECT_EQ(now.comparisons[2].left, FigureSide::kComputed);
}

TEST_F(Official, TheFinalOneGoesBeforeTheProvisionalOne) {
  computed("85.7", 6);
  published("71.4", "final").content.published_on = Date(2024, 10, 20);
  published("85.7").content.published_on = Date(2024, 10, 25);
  TargetStanding now = standing();
  EXPECT_EQ(now.official.record, "v000001") << "final, though published earlier";
  ASSERT_THAT(now.passed_over, SizeIs(1));
  EXPECT_EQ(now.passed_over[0].figure_id, "v000002");
  EXPECT_EQ(now.passed_over[0].why, "同一时段已有审定的公布值（v000001）");
  input.official[1].content.status = "final";
  now = standing();
  EXPECT_EQ(now.official.record, "v000002") << "of two final ones the newest";
  EXPECT_EQ(now.comparisons[0].outcome, Compliance::kMet);
  EXPECT_EQ(now.comparisons[0].sentence, "公布值与系统计算一致：2024年1—9月85.7%");
  input.official[1].action = records::FigureAction::kWithdrawn;
  input.official[1].why = "登错";
  now = standing();
  EXPECT_EQ(now.official.record, "v000001");
  EXPECT_EQ(now.passed_over[0].why, "已撤回：登错");
  input.official[0].action = records::FigureAction::kWithdrawn;
  EXPECT_EQ(standing().decides, FigureSide::kComputed) << "back to the computed one";
}

TEST_F(Official, AnotherScopeNeitherDecidesNorIsCompared) {
  computed("85.7", 6);
  published("100", "final").content.terms = {{"level", "national"}, {"review", "after"}};
  const TargetStanding now = standing();
  EXPECT_EQ(now.own_terms, "省控");
  EXPECT_EQ(now.decides, FigureSide::kComputed);
  EXPECT_FALSE(now.official.is_there);
  ASSERT_THAT(now.passed_over, SizeIs(1));
  EXPECT_EQ(now.passed_over[0].why, "口径不同（监测层级：目标为省控，公布值为国控）");
  ASSERT_THAT(now.comparisons, SizeIs(1));
  EXPECT_EQ(now.comparisons[0].outcome, Compliance::kNotAssessable);
  EXPECT_EQ(now.comparisons[0].left_record, "v000001");
  EXPECT_EQ(now.comparisons[0].sentence, "不作比较。口径不同（监测层级：公布值为国控，系统计算为省控）");
  EXPECT_EQ(now.comparisons[0].difference, "");
  EXPECT_THAT(now.comparisons[0].reasons, IsEmpty());
}

TEST_F(Official, AValueOfOneSiteDecidesOnlyWhereTheTargetIsThatSite) {
  published("100").content.site = "E01";
  input.site_names["E01"] = "断面1";
  const TargetStanding whole = standing();
  EXPECT_FALSE(whole.decides.has_value()) << "seven sections are wanted, it speaks of one";
  ASSERT_THAT(whole.passed_over, SizeIs(1));
  EXPECT_EQ(whole.passed_over[0].why, "只说点位断面1，不是整个目标");
  plans::PlanSketch one{"云汀市2024年水务工作要点", 2024};
  one.item("抓实河湖治理");
  one.target("断面1水质优良率不低于85.7%", "水质优良率", ">=", "85.7", "%");
  const auto of_one = [&] { return stand(one.plan(), one.plan().targets.front(), input, figure_rules()); };
  EXPECT_EQ(of_one().decides, FigureSide::kOfficial);
  computed("71.4", 5);
  EXPECT_EQ(of_one().decides, FigureSide::kComputed) << "it is computed from seven";
}

TEST_F(Official, AnotherPeriodIsNotCompared) {
  computed("71.4", 5, 9);
  published("85.7").content.to = Date(2024, 8, 31);
  TargetStanding now = standing();
  EXPECT_EQ(now.decides, FigureSide::kOfficial);
  ASSERT_THAT(now.comparisons, SizeIs(1));
  EXPECT_EQ(now.comparisons[0].outcome, Compliance::kNotAssessable);
  EXPECT_EQ(now.comparisons[0].sentence, "不作比较。时段不同：公布值为2024年1—8月，系统计算为2024年1—9月");
  ASSERT_THAT(now.notes, SizeIs(1));
  EXPECT_EQ(now.notes[0], "系统计算已到2024年1—9月，公布值只到2024年1—8月：7个断面中5个达标。");
  input.computed.clear();
  computed("85.7", 6, 8);
  computed("71.4", 5, 9);
  now = standing();
  EXPECT_EQ(now.computed.record, "reading/1") << "the reading of the same period";
  EXPECT_EQ(now.comparisons[0].outcome, Compliance::kMet);
  reported("80", "2024-08");
  reported("90", "2024-09");
  EXPECT_EQ(standing().reported.value, "80");
  input.official.clear();
  EXPECT_EQ(standing().reported.value, "90") << "without a published one the newest";
}

TEST_F(Official, OneMonthAloneDoesNotDecideOverTheYear) {
  published("85.7").content.from = Date(2024, 9, 1);
  const TargetStanding now = standing();
  EXPECT_FALSE(now.official.is_there);
  EXPECT_EQ(now.passed_over.at(0).why, "时段2024年9月不从年初开始，不用来判断全年的目标");
}

TEST_F(Official, TheYearsEndMakesItFinal) {
  published("85.7").content.to = Date(2024, 12, 31);
  EXPECT_EQ(standing().verdict, Verdict::kMet);
  input.official[0].content.value = "71.4";
  EXPECT_EQ(standing().verdict, Verdict::kMissed);
  published("85.7", "final");
  EXPECT_EQ(standing().official.record, "v000001") << "the later period, though provisional";
  EXPECT_EQ(standing().passed_over.at(0).why, "时段2024年1—9月早于2024年");
}

TEST_F(Official, ReasonsHoldOnlyWithTheirNumbers) {
  published("85.71", "final").content.terms = {{"level", "provincial"}};
  computed("85.7", 6);
  EXPECT_THAT(reasons_of(standing().comparisons.at(0)), ElementsAre("rounding")) << "0.01 is within a step of 0.1";
  input.official[0].content.value = "80.0";
  EXPECT_THAT(reasons_of(standing().comparisons.at(0)), ElementsAre("other_number")) << "no k of 7 gives 80.0";
  EXPECT_EQ(text_of(standing().comparisons.at(0), "other_number"),
            "7个断面中不论几个达标都得不出80.0%：公布值应是按另外的断面数算的");
  Reading& reading = input.computed[0].reading;
  reading.members[6].compliance = Compliance::kNotAssessable;
  reading.members.erase(reading.members.begin());
  reading.basis.confidence = "low";
  EXPECT_THAT(reasons_of(standing().comparisons.at(0)), ElementsAre("missing_sections", "other_number", "confidence"));
  EXPECT_EQ(text_of(standing().comparisons.at(0), "missing_sections"),
            "系统计算有2个断面没有结果：断面7、表中没有的1个");
  input.official[0].content.value = "71.4";
  reading.value.reset();
  reading.reason = "2个断面无法评价";
  EXPECT_EQ(standing().comparisons.at(0).sentence, "不作比较。系统计算没有结果：2个断面无法评价");
}

TEST_F(Official, WhatNothingExplainsIsSaidSo) {
  published("71.4", "final").content.terms = {{"level", "provincial"}};
  reported("85.7");
  EXPECT_THAT(reasons_of(standing().comparisons.at(0)), ElementsAre("unexplained"));
}

TEST_F(Official, APlainYesIsHeldAgainstWhatWasComputed) {
  OfficialFigure& figure = published("是", "final");
  figure.content.quantity = "kept";
  figure.content.unit = "";
  computed("71.4", 5);
  TargetStanding now = standing();
  EXPECT_EQ(now.verdict, Verdict::kOnTrack);
  EXPECT_EQ(now.comparisons.at(0).outcome, Compliance::kNotMet);
  EXPECT_EQ(now.comparisons.at(0).difference, "");
  input.official[0].content.value = "否";
  now = standing();
  EXPECT_EQ(now.verdict, Verdict::kAtRisk);
  EXPECT_EQ(now.comparisons.at(0).outcome, Compliance::kMet);
}

TEST_F(Official, AFigureOfAnotherUnitDoesNotDecide) {
  OfficialFigure& figure = published("6", "final");
  figure.content.quantity = "count";
  figure.content.unit = "个";
  const TargetStanding now = standing();
  EXPECT_FALSE(now.decides.has_value());
  EXPECT_THAT(now.passed_over.at(0).why, HasSubstr("量不同：目标“水质优良率”的单位是“%”，应登记比例"));
}

struct JudgeCase {
  const char* comparator;
  const char* value;
  Compliance want;
  const char* why;
};
constexpr JudgeCase kJudged[] = {
    {">=", "85.7", Compliance::kMet, "at the limit"},
    {">=", "85.70", Compliance::kMet, "the same number"},
    {">=", "85.6", Compliance::kNotMet, "one step below"},
    {">", "85.7", Compliance::kNotMet, "at the limit"},
    {">", "85.8", Compliance::kMet, "one step above"},
    {"<=", "85.7", Compliance::kMet, "at the limit"},
    {"<=", "85.8", Compliance::kNotMet, "one step above"},
    {"<", "85.7", Compliance::kNotMet, "at the limit"},
    {"<", "85.6", Compliance::kMet, "one step below"},
    {"=", "85.70", Compliance::kMet, ""},
    {"=", "85.6", Compliance::kNotMet, ""},
    {"range", "85.6", Compliance::kNotMet, "below the range"},
    {"range", "90", Compliance::kMet, "its upper end"},
    {"range", "90.1", Compliance::kNotMet, "above it"},
    {"≈", "85.7", Compliance::kNotAssessable, "about is no limit"},
};
TEST(OfficialJudgement, FollowsTheComparator) {
  plans::Target target;
  target.value = *parse_decimal("85.7");
  target.value_high = *parse_decimal("90");
  target.unit = "%";
  for (const JudgeCase& one : kJudged) {
    target.comparator = one.comparator;
    const Judgement judgement = judge_figure(target, *figure_rules().quantity("share"), one.value);
    EXPECT_EQ(judgement.compliance, one.want) << one.comparator << one.value << one.why;
    EXPECT_EQ(judgement.reason.empty(), one.want != Compliance::kNotAssessable);
  }
  target.value.reset();
  EXPECT_EQ(judge_figure(target, *figure_rules().quantity("share"), "85.7").reason, "计划没有写明目标的数值，不能判断");
}

struct ClassCase {
  const char* text;
  const char* value;
  Compliance want;
};
constexpr ClassCase kClasses[] = {
    {"断面水质达到Ⅲ类", "Ⅱ", Compliance::kMet},
    {"断面水质达到Ⅲ类", "Ⅲ", Compliance::kMet},
    {"断面水质达到Ⅲ类", "Ⅳ", Compliance::kNotMet},
    {"断面水质达到Ⅲ类", "劣Ⅴ", Compliance::kNotMet},
    {"水质由Ⅳ类提升到Ⅲ类", "Ⅲ", Compliance::kNotAssessable},
    {"水质改善", "Ⅲ", Compliance::kNotAssessable},
    {"消除劣Ⅴ类水体", "Ⅴ", Compliance::kMet},
    {"消除劣Ⅴ类水体", "劣Ⅴ", Compliance::kNotMet},
};
TEST(OfficialJudgement, ReadsTheClassThatTheTargetNames) {
  for (const ClassCase& one : kClasses) {
    plans::Target target;
    target.text = one.text;
    EXPECT_EQ(judge_figure(target, *figure_rules().quantity("class"), one.value).compliance, one.want)
        << one.text << one.value;
  }
}

TEST(FigureReasons, ConditionsOnWhatIsNotKnownDoNotHold) {
  const internal::Facts facts{
      {"size", "0.10"}, {"rounding", "0.1"}, {"status", "final"}, {"empty", ""}, {"title", "{size}"}};
  const auto holds = [&](const char* fact, const char* op, const char* value) {
    return internal::holds({{fact, op, value}}, facts);
  };
  EXPECT_TRUE(holds("size", "<=", "{rounding}")) << "0.10 is 0.1";
  EXPECT_FALSE(holds("size", "<", "{rounding}"));
  EXPECT_TRUE(holds("size", ">", "0.09"));
  EXPECT_TRUE(holds("status", "=", "final"));
  EXPECT_FALSE(holds("status", ">", "0")) << "a word is no number";
  EXPECT_FALSE(holds("gone", "!=", "x"));
  EXPECT_FALSE(holds("size", "<=", "{gone}"));
  EXPECT_FALSE(holds("empty", "!=", ""));
  EXPECT_EQ(internal::with_facts("{title}差{size}{gone}{", facts), "{size}差0.10{gone}{");
}

}  // namespace
}  // namespace bihuan::assessment
