#include "assessment/assess_file.h"

#include <gtest/gtest.h>

#include "assessment/internal/evaluated.h"

namespace bihuan::assessment {
namespace {

using internal::ask;
using internal::cells;
using internal::Rows;
using internal::sample_target;
using internal::sample_xlsx;
using internal::Texts;

plans::Plan plan_with(std::vector<plans::Target> targets) {
  plans::Plan plan;
  plan.title = "2024年工作要点";
  plan.plan_year = plan.plan_year_end = 2024;
  plan.targets = std::move(targets);
  return plan;
}

plans::Target target(const char* scope, const char* indicator, const char* comparator, const char* value,
                     const char* unit = "%") {
  plans::Target one = sample_target("t", scope, indicator, comparator, value);
  one.unit = unit;
  return one;
}

Result<FileAssessment> assessed(const plans::Plan& plan, const std::string& bytes, const EvaluateRequest& request,
                                Date as_of, const char* name = "台账.xlsx") {
  static const std::vector<standards::KnowledgeText> texts = internal::evaluation_texts();
  return assess_file(plan, bytes, name, as_of, texts, request);
}

// Verdict and sentence of the one reading.
std::string said(const plans::Plan& plan, const std::string& bytes, const EvaluateRequest& request, Date as_of,
                 const char* name = "台账.xlsx") {
  const Result<FileAssessment> done = assessed(plan, bytes, request, as_of, name);
  if (!done) return done.error().where + "：" + done.error().message;
  EXPECT_EQ(done->readings.size(), 1U);
  return std::string(to_chinese(done->readings.at(0).verdict)) + "。" + done->readings.at(0).sentence;
}

constexpr Date kAutumn(2024, 9, 30), kEnd(2024, 12, 31);

// ---- registers

std::string villages(int treated, int all) {
  return sample_xlsx({{"结果",
                       {{"县（市、区）", "行政村总数（个）", "已治理行政村数（个）"},
                        {"鄂城区", std::to_string(all), std::to_string(treated)},
                        {"华容区", "10", "10"}}}});
}

TEST(AssessFile, ARegisterTellsHowThingsStand) {
  const plans::Plan plan = plan_with({target("农村", "生活污水治理率", ">=", "78.02")});
  EXPECT_EQ(said(plan, villages(68, 90), ask("rural"), kAutumn),
            "有风险。2024年9月30日的台账，100个行政村中78个已治理，占78.00%，要求不低于78.02%"
            "（即79个）：不达标。还差1个行政村。");
  EXPECT_EQ(said(plan, villages(69, 90), ask("rural"), kAutumn),
            "进展正常。2024年9月30日的台账，100个行政村中79个已治理，占79.00%，要求不低于78.02%（即79个）：达标。");
  EXPECT_EQ(said(plan, villages(68, 90), ask("rural"), kEnd),
            "未完成。2024年12月31日的台账，100个行政村中78个已治理，占78.00%，要求不低于78.02%（即79个）：不达标。");
  EXPECT_EQ(said(plan, villages(69, 90), ask("rural"), kEnd),
            "完成。2024年12月31日的台账，100个行政村中79个已治理，占79.00%，要求不低于78.02%（即79个）：达标。");
  const Result<FileAssessment> done = assessed(plan, villages(68, 90), ask("rural"), kAutumn);
  ASSERT_TRUE(done.has_value());
  const Reading& reading = done->readings.at(0);
  EXPECT_EQ(reading.indicator, "rural.treated-share");
  EXPECT_EQ(reading.object, "个行政村");
  EXPECT_EQ(reading.needed, 79);
  EXPECT_EQ(reading.allowed_failures, -1);
  EXPECT_EQ(reading.statement, "100个行政村的78.02%＝79个");
  EXPECT_EQ(reading.basis.standard, "农业农村污染治理攻坚战行动方案");
  EXPECT_EQ(reading.basis.wanted, 100);
  EXPECT_EQ(reading.basis.confidence, "medium");
  EXPECT_EQ(reading.source_file, "台账.xlsx");
  EXPECT_FALSE(reading.source_digest.empty());
}

// A village of which nothing is known may be treated or not.
TEST(AssessFile, WhatIsNotKnownKeepsTheAnswerOpen) {
  const std::string bytes = sample_xlsx({{"结果",
                                          {{"区县", "行政村", "治理状态"},
                                           {"鄂城区", "甲村", "已治理"},
                                           {"鄂城区", "乙村", ""},
                                           {"鄂城区", "丙村", "未治理"}}}});
  EXPECT_EQ(said(plan_with({target("农村", "生活污水治理率", ">=", "60")}), bytes, ask("rural"), kEnd),
            "数据不足。2024年12月31日的台账，鄂城区的3个行政村中1个已治理、1个无法评价，农村生活污水治理率33.33%"
            "，要求不低于60%"
            "（即2个）：不能判断，1个行政村无法评价。");
  EXPECT_EQ(said(plan_with({target("农村", "生活污水治理率", ">=", "70")}), bytes, ask("rural"), kEnd),
            "未完成。2024年12月31日的台账，鄂城区的3个行政村中1个已治理、1个无法评价，农村生活污水治理率33.33%"
            "，要求不低于70%（即3个）：不达标。");
  EXPECT_EQ(said(plan_with({target("农村", "生活污水治理率", ">=", "30")}), bytes, ask("rural"), kEnd),
            "完成。2024年12月31日的台账，鄂城区的3个行政村中1个已治理、1个无法评价，农村生活污水治理率33.33%"
            "，要求不低于30%（即1个）：达标。");
}

TEST(AssessFile, ADistrictThatTheTargetNamesElseAllOfThem) {
  EXPECT_EQ(
      said(plan_with({target("华容区农村", "生活污水治理率", ">=", "78")}), villages(9, 90), ask("rural"), kAutumn),
      "进展正常。2024年9月30日的台账，华容区的10个行政村中10个已治理，占100.00%，要求不低于78%（即8个）：达标。");
  const std::string one = sample_xlsx({{"结果", {{"区县", "行政村总数", "已治理行政村数"}, {"鄂城区", "90", "80"}}}});
  const Result<FileAssessment> done =
      assessed(plan_with({target("全市农村", "生活污水治理率", ">=", "78")}), one, ask("rural"), kAutumn);
  ASSERT_TRUE(done.has_value());
  EXPECT_EQ(done->readings.at(0).basis.notes.front(), "文件中只有“鄂城区”");
}

TEST(AssessFile, TheLongestNameThatTheTargetHasIsMeant) {
  const std::string bytes = sample_xlsx({{"结果",
                                          {{"区县", "行政村总数", "已治理行政村数", "管控行政村数"},
                                           {"城区", "10", "5", "5"},
                                           {"东城区", "20", "18", "1"}}}});
  EXPECT_EQ(said(plan_with({target("东城区农村", "生活污水治理率", ">=", "90")}), bytes, ask("rural"), kAutumn),
            "进展正常。2024年9月30日的台账，东城区的20个行政村中18个已治理，占90.00%，要求不低于90%（即18个）：达标。");
  EXPECT_EQ(said(plan_with({target("全市", "农村生活污水治理（管控）率", ">=", "95")}), bytes, ask("rural"), kAutumn),
            "进展正常。2024年9月30日的台账，30个行政村中29个已治理或管控，占96.67%，要求不低于95%（即29个）：达标。");
}

TEST(AssessFile, OnlyReadingsWithAnAnswerAreKept) {
  const std::string bytes = sample_xlsx({{"结果", {{"区县", "行政村总数", "已治理行政村数"}, {"鄂城区", "90", "80"}}}});
  const plans::Plan plan =
      plan_with({target("全市农村", "生活污水治理率", ">=", "78"), target("全市农村", "生活污水治理率", "≈", "80")});
  const Result<FileAssessment> done = assessed(plan, bytes, ask("rural"), kAutumn);
  ASSERT_TRUE(done.has_value());
  EXPECT_EQ(done->readings.size(), 2U);
  const Result<std::vector<Reading>> kept = answered_readings(*done);
  ASSERT_TRUE(kept.has_value());
  ASSERT_EQ(kept->size(), 1U);
  EXPECT_EQ(kept->at(0).verdict, Verdict::kOnTrack);
  const Result<FileAssessment> open = assessed(plan_with({plan.targets[1]}), bytes, ask("rural"), kAutumn);
  ASSERT_TRUE(open.has_value());
  EXPECT_EQ(answered_readings(*open).error().code, Code::kInsufficientData);
}

TEST(AssessFile, SharesOfAreasAndAnswersAreHeldAgainstTheNumber) {
  const std::string fields = sample_xlsx(
      {{"结果",
        {{"县区", "受污染耕地面积（亩）", "安全利用面积（亩）"}, {"甲区", "1000", "921"}, {"乙区", "500", "459"}}}});
  const auto farmland = [&](const char* comparator, const char* value, const char* unit = "%") {
    return said(plan_with({target("全市", "受污染耕地安全利用率", comparator, value, unit)}), fields, ask("farmland"),
                kAutumn);
  };
  EXPECT_EQ(farmland(">=", "92"), "进展正常。2024年9月30日的台账，受污染耕地安全利用率为92.00%，要求不低于92%：达标。");
  EXPECT_EQ(farmland("=", "92.01"),
            "有风险。2024年9月30日的台账，受污染耕地安全利用率为92.00%，要求为92.01%：不达标。");
  EXPECT_EQ(
      farmland("≈", "91"),
      "数据不足。2024年9月30日的台账，受污染耕地安全利用率为92.00%，要求为91%：不能判断，比较符“≈”不能用于这个指标。");
  EXPECT_EQ(farmland("<=", "92"),
            "数据不足。2024年9月30日的台账，受污染耕地安全利用率为92.00%，要求不高于92%：不能判断，比较符“<="
            "”不能用于这个指标。");
  EXPECT_EQ(farmland(">=", "92", "万亩"),
            "数据不足。2024年9月30日的台账，受污染耕地安全利用率为92.00%"
            "，要求不低于92万亩：不能判断，目标的单位“万亩”与结果的单位“%”不能比较。");
  const std::string answers = sample_xlsx(
      {{"结果", {{"非常满意", "比较满意", "一般", "不太满意", "不满意"}, {"600", "300", "50", "30", "20"}}}});
  EXPECT_EQ(said(plan_with({target("", "生态环境满意度", ">=", "90")}), answers, ask("survey"), kEnd),
            "未完成。2024年12月31日的台账，公众对生态环境的满意率为87.90%，要求不低于90%：不达标。");
}

// ---- drinking-water sources

// Five rivers in each of the months; 总磷 of the last of them in May as given.
std::string sources(int months, const std::string& phosphorus, int count = 5) {
  Rows rows = {{"水源地名称", "水源类型", "月份", "pH值", "溶解氧", "高锰酸盐指数", "氨氮", "总磷"}};
  for (int source = 1; source <= count; ++source) {
    for (int month = 1; month <= months; ++month) {
      rows.push_back({"水源" + std::to_string(source), "河流型", "2024年" + std::to_string(month) + "月", "7.5", "8.0",
                      "3.0", "0.2", source == count && month == 5 ? phosphorus : "0.05"});
    }
  }
  return sample_xlsx({{"结果", rows}});
}

TEST(AssessFile, ASourceThatFailedOnceHasFailedTheYear) {
  const plans::Plan all = plan_with({target("全市5个集中式饮用水水源地", "水质达标率", "=", "100")});
  EXPECT_EQ(said(all, sources(9, "0.05"), ask("source"), kAutumn),
            "进展正常。2024年1—9月，5个水源中5个达标，占100.0%，要求为100%（即5个）：达标。不能再有水源不达标。");
  EXPECT_EQ(said(all, sources(9, "0.25"), ask("source"), kAutumn),
            "未完成。2024年1—9月，5个水源中4个达标，占80.0%，要求为100%（即5个）：不达标。已不能完成。");
  EXPECT_EQ(said(all, sources(12, "0.05"), ask("source"), kEnd),
            "完成。2024年，5个水源中5个达标，占100.0%，要求为100%（即5个）：达标。");
  EXPECT_TRUE(said(all, sources(9, "0.25"), ask("source"), kEnd).starts_with("未完成。")) << "the rest cannot mend it";
  EXPECT_EQ(said(all, sources(9, "0.05"), ask("source"), kEnd),
            "数据不足。2024年1—9月，5个水源中5个达标，占100.0%，要求为100%"
            "（即5个）：达标。文件的数据只到2024年9月30日，不是全年。");
  EXPECT_EQ(said(all, sources(9, "0.05", 3), ask("source"), kAutumn),
            "数据不足。2024年1—9月，3个水源中3个达标，占100.0%，要求为100%：不能判断，计划写明5个水源，文件中有3个。");
  EXPECT_EQ(said(plan_with({target("全市5个集中式饮用水水源地", "水质达标率", ">=", "80")}), sources(9, "0.25"),
                 ask("source"), kAutumn),
            "进展正常。2024年1—9月，5个水源中4个达标，占80.0%，要求不低于80%（即4个）：达标。不能再有水源不达标。");
  // Later months are passed over.
  EXPECT_EQ(said(all, sources(12, "0.05"), ask("source"), kAutumn),
            "进展正常。2024年1—9月，5个水源中5个达标，占100.0%，要求为100%（即5个）：达标。不能再有水源不达标。");
  const Result<FileAssessment> done = assessed(all, sources(9, "0.25"), ask("source"), kAutumn);
  ASSERT_TRUE(done.has_value());
  EXPECT_EQ(done->readings.at(0).basis.confidence, "medium") << "the words that bind it are less sure than its rule";
  EXPECT_EQ(cells(done->readings.at(0).tables, "sources", {"source", "had", "passing", "compliance"}).back(),
            "水源5|9|8|不达标");
}

// A source that lacks a sampling may have passed or not.
TEST(AssessFile, ASourceThatCannotBeAssessedKeepsTheAnswerOpen) {
  Rows rows = {{"水源地名称", "水源类型", "月份", "pH值", "溶解氧", "高锰酸盐指数", "氨氮", "总磷"}};
  for (int source = 1; source <= 5; ++source) {
    for (int month = 1; month <= 9; ++month) {
      if (source == 5 && month == 4) continue;
      rows.push_back({"水源" + std::to_string(source), "河流型", "2024年" + std::to_string(month) + "月", "7.5", "8.0",
                      "3.0", "0.2", "0.05"});
    }
  }
  const std::string bytes = sample_xlsx({{"结果", rows}});
  const auto share = [&](const char* value) {
    return said(plan_with({target("全市5个集中式饮用水水源地", "水质达标率", ">=", value)}), bytes, ask("source"),
                kAutumn);
  };
  EXPECT_EQ(share("100"),
            "数据不足。2024年1—9月，5个水源中4个达标、1个无法评价，集中式饮用水水源水质达标率100.0%，要求不低于100%"
            "（即5个）：不能判断，1个水源无法评价。");
  EXPECT_EQ(share("80"),
            "进展正常。2024年1—9月，5个水源中4个达标、1个无法评价，集中式饮用水水源水质达标率100.0%，要求不低于80%"
            "（即4个）：达标。全年还可有1个水源不达标。");
  // One month alone is no year so far.
  const std::string september = sample_xlsx({{"结果", {rows[0], rows[9]}}});
  EXPECT_TRUE(said(plan_with({target("水源地", "水质达标率", ">=", "100")}), september, ask("source"), kAutumn)
                  .starts_with("数据不足。2024年1—9月，"));
}

// ---- ambient air

// Days from New Year on, the first `bad` of them with much fine dust.
std::string air(int days, int bad, const char* dust = "200") {
  std::string csv = "日期,点位,SO2,NO2,PM10,PM2.5,CO,O3_8h\n";
  for (int i = 0; i < days; ++i) {
    csv += to_string(Date(2024, 1, 1) + i) + ",甲,9,30,50," + (i < bad ? dust : "30") + ",0.9,88\n";
  }
  return csv;
}

EvaluateRequest air_request() {
  EvaluateRequest request = ask("air");
  request.units = {"co=mg/m3"};
  return request;
}

TEST(AssessFile, DaysOfTheYearThatAreStillToComeCount) {
  const auto share = [](const char* value, int days, int bad, Date as_of) {
    return said(plan_with({target("全市", "空气质量优良天数比例", ">=", value)}), air(days, bad), air_request(), as_of,
                "日报.csv");
  };
  EXPECT_EQ(share("90", 274, 20, kAutumn),
            "进展正常。2024年1—9月，甲的274个有效日中254个优良，占92.7%，要求不低于90%"
            "（即330个）：达标。全年还可有16个有效日不优良。");
  EXPECT_EQ(share("93", 274, 20, kAutumn),
            "有风险。2024年1—9月，甲的274个有效日中254个优良，占92.7%，要求不低于93%"
            "（即341个）：不达标。全年还可有5个有效日不优良。");
  EXPECT_EQ(share("95", 274, 20, kAutumn),
            "未完成。2024年1—9月，甲的274个有效日中254个优良，占92.7%，要求不低于95%（即348个）：不达标。已不能完成。");
  EXPECT_EQ(share("90", 366, 20, kEnd),
            "完成。2024年，甲的366个有效日中346个优良，占94.5%，要求不低于90%（即330个）：达标。");
  EXPECT_EQ(share("95", 366, 20, kEnd),
            "未完成。2024年，甲的366个有效日中346个优良，占94.5%，要求不低于95%（即348个）：不达标。");
  EXPECT_EQ(share("90", 274, 20, kEnd),
            "数据不足。2024年1—9月，空气质量优良天数比例不能评价：2024年1月1日至2024年12月31日共366天，有效的只有274天"
            "，少于年评价要求的比例（324/365）。");
  EXPECT_EQ(share("90", 240, 20, kAutumn),
            "进展正常。2024年1月1日至2024年8月27日，甲的240个有效日中220个优良，占91.7%，要求不低于90%"
            "（即330个）：达标。全年还可有16个有效日不优良。");
  EXPECT_EQ(share("90", 365, 20, kEnd),
            "数据不足。2024年1月1日至2024年12月30日，甲的365个有效日中345个优良，占94.5%，要求不低于90%"
            "（即330个）：达标。文件的数据只到2024年12月30日，不是全年。");
  const auto number = [](const char* indicator, const char* comparator, const char* value, int bad,
                         Date as_of = kAutumn) {
    return said(plan_with({target("全市", indicator, comparator, value, "天")}), air(366, bad), air_request(), as_of,
                "日报.csv");
  };
  EXPECT_EQ(
      number("重污染天数", "<=", "2", 2),
      "进展正常。2024年1—9月，甲的274个有效日中2个重度及以上污染，要求不高于2天：达标。不能再有有效日重度及以上污染。");
  EXPECT_EQ(number("重污染天数", "<=", "0", 1),
            "未完成。2024年1—9月，甲的274个有效日中1个重度及以上污染，要求不高于0天：不达标。已不能完成。");
  EXPECT_EQ(number("污染天数", "<=", "27", 20),
            "进展正常。2024年1—9月，甲的274个有效日中20个轻度及以上污染，要求不高于27天：达标。全年还可有7个有效日轻度"
            "及以上污染。");
  EXPECT_EQ(number("空气质量优良天数", ">=", "330", 20),
            "进展正常。2024年1—9月，甲的274个有效日中254个优良，要求不低于330天：达标。全年还可有16个有效日不优良。");
  EXPECT_EQ(number("空气质量优良天数", ">=", "345", 20),
            "有风险。2024年1—9月，甲的274个有效日中254个优良，要求不低于345天：不达标。全年还可有1个有效日不优良。");
  EXPECT_EQ(number("空气质量优良天数", ">=", "350", 20),
            "未完成。2024年1—9月，甲的274个有效日中254个优良，要求不低于350天：不达标。已不能完成。");
  EXPECT_EQ(number("空气质量优良天数", ">=", "345", 20, kEnd),
            "完成。2024年，甲的366个有效日中346个优良，要求不低于345天：达标。");
}

// A September does not speak for the year so far.
TEST(AssessFile, ThePartOfAYearThatIsThereMustSpeakForIt) {
  std::string csv = "日期,点位,SO2,NO2,PM10,PM2.5,CO,O3_8h\n";
  for (int i = 0; i < 30; ++i) csv += to_string(Date(2024, 9, 1) + i) + ",甲,9,30,50,20,0.9,88\n";
  EXPECT_EQ(said(plan_with({target("全市", "PM2.5平均浓度", "<=", "31", "微克/立方米")}), csv, air_request(), kAutumn,
                 "日报.csv"),
            "数据不足。2024年1—9月，细颗粒物（PM2.5）年均浓度不能评价：2024年1月1日至2024年9月30日共274天，PM2."
            "5有效的只有30天，少于年评价要求的比例（324/365）。");
  EXPECT_EQ(
      said(plan_with({target("全市", "空气质量优良天数比例", ">=", "90")}), csv, air_request(), kAutumn, "日报.csv"),
      "数据不足。2024年1—9月，空气质量优良天数比例不能评价：2024年1月1日至2024年9月30日共274天，有效的只有30天，少于年"
      "评价要求的比例（324/365）。");
}

TEST(AssessFile, AnotherYearIsNoAnswer) {
  plans::Plan plan = plan_with({target("全市", "空气质量优良天数比例", ">=", "90")});
  plan.plan_year = plan.plan_year_end = 2023;
  EXPECT_EQ(said(plan, air(274, 0), air_request(), kAutumn, "日报.csv"),
            "数据不足。2023年，空气质量优良天数比例不能评价：文件中没有2023年的结果。");
}

TEST(AssessFile, AConcentrationIsComparedInItsUnit) {
  const auto dust = [](const char* value, const char* unit, Date as_of = kAutumn, int days = 366) {
    return said(plan_with({target("全市", "PM2.5平均浓度", "<=", value, unit)}), air(days, 0), air_request(), as_of,
                "日报.csv");
  };
  EXPECT_EQ(dust("35", "微克/立方米"),
            "进展正常。2024年1—9月，甲的细颗粒物（PM2.5）年均浓度为30μg/m3，要求不高于35微克/立方米：达标。");
  EXPECT_EQ(dust("31", "微克/立方米"),
            "有风险。2024年1—9月，甲的细颗粒物（PM2.5）年均浓度为30μg/m3，要求不高于31微克/立方米：达标。接近限值。");
  EXPECT_EQ(dust("29", "μg/m³"),
            "有风险。2024年1—9月，甲的细颗粒物（PM2.5）年均浓度为30μg/m3，要求不高于29μg/m³：不达标。");
  EXPECT_EQ(dust("0.031", "mg/m3"),
            "有风险。2024年1—9月，甲的细颗粒物（PM2.5）年均浓度为30μg/m3，要求不高于0.031mg/m3：达标。接近限值。");
  EXPECT_EQ(dust("30", "微克/立方米", kEnd),
            "完成。2024年，甲的细颗粒物（PM2.5）年均浓度为30μg/m3，要求不高于30微克/立方米：达标。");
  EXPECT_EQ(dust("30", "微克/立方米", kEnd, 300),
            "数据不足。2024年1月1日至2024年10月26日，细颗粒物（PM2.5）年均浓度不能评价：PM2."
            "5全年只有300个有效日，应至少324个。");
  EXPECT_EQ(dust("31", "吨"),
            "数据不足。2024年1—9月，甲的细颗粒物（PM2.5）年均浓度为30μg/"
            "m3，要求不高于31吨：不能判断，目标的单位“吨”与结果的单位“μg/m3”不能比较。");
}

TEST(AssessFile, TheValueIsKeptInTheUnitOfTheTarget) {
  const auto kept = [](const plans::Target& one, const std::string& bytes, const EvaluateRequest& request,
                       const char* name) {
    const Result<FileAssessment> done = assessed(plan_with({one}), bytes, request, kAutumn, name);
    if (!done) return done.error().message;
    const Reading& reading = done->readings.at(0);
    return to_string(*reading.value) + " " + reading.unit + " " + std::string(to_string(reading.verdict));
  };
  const auto dust = [&](const char* value, const char* unit) {
    return kept(target("全市", "PM2.5平均浓度", "<=", value, unit), air(366, 0), air_request(), "日报.csv");
  };
  EXPECT_EQ(dust("40", "微克/立方米"), "30 微克/立方米 on_track");
  EXPECT_EQ(dust("0.040", "毫克/立方米"), "0.030 毫克/立方米 on_track");
  EXPECT_EQ(dust("40", "吨"), "30 μg/m3 insufficient_data");
  EXPECT_EQ(kept(target("全市5个集中式饮用水水源地", "水质达标率", ">=", "4", "个"), sources(9, "0.25"), ask("source"),
                 "台账.xlsx"),
            "4 个 on_track");
  EXPECT_EQ(kept(target("全市", "重污染天数", "<=", "1", "%"), air(366, 2), air_request(), "日报.csv"),
            "0.7 % on_track");
}

TEST(AssessFile, AnEndWhoseValueStandsElsewhereGetsEachOfItsFigures) {
  plans::Plan plan = plan_with({});
  plan.qualitative.push_back({});
  plan.qualitative[0].id = "q1";
  plan.qualitative[0].text = "全市细颗粒物年均浓度（PM2.5）、空气质量优良天数比例和重污染天数力争达到省政府考核要求";
  plan.qualitative[0].indicators = {"全市细颗粒物年均浓度（PM2.5）", "空气质量优良天数比例", "重污染天数"};
  plan.qualitative[0].reference = "考核要求";
  const Result<FileAssessment> done = assessed(plan, air(274, 3), air_request(), kAutumn, "日报.csv");
  ASSERT_TRUE(done.has_value()) << done.error().message;
  Texts got;
  for (const Reading& one : done->readings) {
    EXPECT_EQ(one.target_id, "q1");
    got.push_back(one.indicator + " " + std::string(to_string(one.verdict)) + " " + one.sentence);
  }
  EXPECT_EQ(got, (Texts{"air.pm25 insufficient_data "
                        "2024年1—9月，甲的细颗粒物（PM2.5）年均浓度为32μg/m3。计划没有写明数值，数值见“考核要求”。",
                        "air.good-day-share insufficient_data "
                        "2024年1—9月，甲的274个有效日中271个优良，占98.9%。计划没有写明数值，数值见“考核要求”。",
                        "air.heavy-days insufficient_data "
                        "2024年1—9月，甲的274个有效日中3个重度及以上污染。计划没有写明数值，数值见“考核要求”。"}));
}

// ---- what is refused

TEST(AssessFile, RefusesWhatThePlanAndTheDayDecide) {
  const plans::Plan plan = plan_with({target("农村", "生活污水治理率", ">=", "78.02")});
  EXPECT_EQ(said(plan, villages(1, 2), ask("lake"), kAutumn), "kind：“湖库”的结果不回答计划目标");
  EXPECT_EQ(said(plan, villages(1, 2), ask("farmland"), kAutumn),
            "：计划“2024年工作要点”中没有可以用“受污染耕地”的结果回答的目标");
  EXPECT_EQ(said(plan, villages(1, 2), ask("rural"), Date(2023, 12, 31)),
            "：2023-12-31在计划年度之前；计划“2024年工作要点”从2024年开始");
  EvaluateRequest by_month = ask("source");
  by_month.by = "month";
  EXPECT_EQ(said(plan, sources(9, "0.05"), by_month, kAutumn),
            "by：对照计划目标时没有这个选项，由计划的年度和评价日期决定；应去掉");
  EXPECT_FALSE(assessed(plan, "", ask("rural"), kAutumn).has_value());
}

TEST(AssessFile, FaultsOfTheFileStandBesideTheReadings) {
  const std::string bytes = sample_xlsx(
      {{"结果", {{"区县", "行政村总数", "已治理行政村数"}, {"鄂城区", "90", "80"}, {"华容区", "10", "11"}}}});
  const Result<FileAssessment> done =
      assessed(plan_with({target("农村", "生活污水治理率", ">=", "78")}), bytes, ask("rural"), kAutumn);
  ASSERT_TRUE(done.has_value());
  EXPECT_EQ(done->faults().size(), 1U);
  EXPECT_EQ(done->rows_refused, 1);
  EXPECT_EQ(done->readings.at(0).whole, 90);
}

TEST(AssessFile, SectionsAreAnsweredAsBefore) {
  const plans::Plan plan = internal::example_plan();
  const Result<FileAssessment> done = assessed(plan, internal::example_workbook(), ask("water"), kAutumn, "断面.xlsx");
  ASSERT_TRUE(done.has_value());
  ASSERT_EQ(done->readings.size(), 2U);
  EXPECT_EQ(done->readings[1].object, "个断面");
  EXPECT_EQ(done->readings[1].have, 6);
}

}  // namespace
}  // namespace bihuan::assessment
