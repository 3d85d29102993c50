#include "assessment/evaluate.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "assessment/internal/evaluated.h"
#include "assessment/internal/sample_workbook.h"
#include "base/text.h"

namespace bihuan::assessment {
namespace {

using internal::ask;
using internal::cells;
using internal::detail_of;
using internal::evaluate_bytes;
using internal::evaluated;
using internal::failure;
using internal::Rows;
using internal::sample_head;
using internal::sample_row;
using internal::sample_xlsx;
using internal::table_of;
using internal::Texts;

// Total phosphorus of a lake: class III to 0.05, IV to 0.1. 0.04, 0.05 and 0.11 have the mean 0.0667, rounded 0.067.
Rows three_months() {
  return {sample_head(), sample_row("甲点", "2024年1月", "0.04"), sample_row("甲点", "2024年2月", "0.05"),
          sample_row("甲点", "2024年3月", "0.11"), sample_row("乙点", "2024年1月", "0.02")};
}

TEST(Evaluate, SectionsOverTheMonthsThatAreThere) {
  const Evaluation done = evaluated(three_months(), ask("water"));
  EXPECT_EQ(cells(done.tables, "sections", {"section", "period", "class", "compliance", "main", "months"}),
            (Texts{"甲点|2024年1至3月|Ⅳ|不达标|总磷(0.3)|3/3", "乙点|2024年1至3月||无法评价||0/3"}));
  const EvaluationDetail& detail = detail_of(done, "sections", 0);
  EXPECT_EQ(cells(detail.tables, "items", {"item", "used", "compared", "limit", "class"}).back(),
            "总磷|3|0.067|0.05|Ⅳ");
  EXPECT_EQ(cells(detail.tables, "months", {"month", "class", "deciding"}),
            (Texts{"1|Ⅲ|总磷", "2|Ⅲ|总磷", "3|Ⅴ|总磷"}));
  ASSERT_EQ(detail.bases.size(), 1U);
  EXPECT_EQ(detail.bases[0].standard, "GB 3838-2002");
  EXPECT_NE(detail.cells.find("第2"), std::string::npos) << detail.cells;
}

TEST(Evaluate, SectionsMonthByMonth) {
  EvaluateRequest request = ask("water");
  request.by = "month";
  const Evaluation done = evaluated(three_months(), request);
  EXPECT_EQ(cells(done.tables, "sections", {"section", "period", "class"}),
            (Texts{"甲点|2024年1月|Ⅲ", "乙点|2024年1月|Ⅱ", "甲点|2024年2月|Ⅲ", "甲点|2024年3月|Ⅴ"}));
}

TEST(Evaluate, WorseThanClassVByMonthAndTheGroup) {
  Rows rows = {sample_head()};
  for (const char* name : {"甲点", "乙点", "丙点", "丁点", "戊点"}) {
    rows.push_back(sample_row(name, "2024年1月", name == std::string("甲点") ? "0.25" : "0.02"));
  }
  const Evaluation done = evaluated(rows, ask("water"));
  EXPECT_EQ(cells(done.tables, "worse_than_v", {"month", "section", "items", "with_class"}), (Texts{"1|甲点|总磷|5"}));
  EXPECT_EQ(cells(done.tables, "groups", {"group", "sections", "good", "good_share", "bad_share", "level", "main"}),
            (Texts{"某湖|5|4|80.0|20.0|良好|总磷(20.0%)", "全部断面|5|4|80.0|20.0|良好|总磷(20.0%)"}));
}

TEST(Evaluate, FewSectionsGoByTheirMean) {
  const Evaluation done = evaluated(
      {sample_head(), sample_row("甲点", "2024年1月", "0.02"), sample_row("乙点", "2024年1月", "0.10")}, ask("water"));
  EXPECT_EQ(cells(done.tables, "groups", {"group", "class", "level"}),
            (Texts{"某湖|Ⅳ|轻度污染", "全部断面|Ⅳ|轻度污染"}));  // (0.02 + 0.10) / 2 = 0.06
}

TEST(Evaluate, AgainstABaseYearOfTheSameFile) {
  EvaluateRequest request = ask("water");
  request.base_year = "2023";
  const Evaluation done = evaluated({sample_head(), sample_row("甲点", "2023年1月", "0.02"),
                                     sample_row("甲点", "2024年1月", "0.06"), sample_row("乙点", "2024年1月", "0.02")},
                                    request);
  EXPECT_EQ(cells(done.tables, "changes", {"name", "before", "after", "change", "kept"})[0],
            "甲点|Ⅱ|Ⅳ|明显变差|不达标");
  EXPECT_EQ(cells(done.tables, "changes", {"name", "before", "after", "kept", "reason"})[1],
            "乙点||Ⅱ|无法评价|基准期没有水质类别，不能判断是否变差");
}

TEST(Evaluate, TheNewestYearIsTakenAndOthersAreNamed) {
  const Evaluation done =
      evaluated({sample_head(), sample_row("甲点", "2023年1月"), sample_row("甲点", "2024年1月")}, ask("water"));
  EXPECT_EQ(cells(done.tables, "sections", {"period"}), (Texts{"2024年1月"}));
  ASSERT_FALSE(done.problems.empty());
  EXPECT_EQ(done.problems.back().message, "1行是2023年的结果，未使用；要评价它应指明年份（--year）");
  EXPECT_FALSE(done.has_refusals());
}

TEST(Evaluate, MonthsWithoutAYearNeedOne) {
  EXPECT_NE(failure({sample_head(), sample_row("甲点", "1月")}, ask("water")).find("--year"), std::string::npos);
  EvaluateRequest request = ask("water");
  request.year = "2024";
  EXPECT_EQ(cells(evaluated({sample_head(), sample_row("甲点", "1月")}, request).tables, "sections", {"period"}),
            (Texts{"2024年1月"}));
}

TEST(Evaluate, NoSetOfItemsIsKnownFor2026) {
  const Rows rows = {sample_head(), sample_row("甲点", "2026年1月")};
  EXPECT_NE(failure(rows, ask("water")), "no error");
  EvaluateRequest request = ask("water");
  request.items = "5plus_x";
  EXPECT_EQ(cells(evaluated(rows, request).tables, "sections", {"class"}), (Texts{"Ⅲ"}));
}

TEST(Evaluate, CitiesAreRankedWhereTheSheetNamesThem) {
  Rows rows = {sample_head()};
  rows[0].push_back("城市");
  for (const auto& [name, city, tp] :
       {std::tuple("甲点", "甲市", "0.02"), std::tuple("乙点", "乙市", "0.05"), std::tuple("丙点", "丙市", "0.02")}) {
    rows.push_back(sample_row(name, "2024年1月", tp));
    rows.back().push_back(city);
  }
  const Evaluation done = evaluated(rows, ask("water"));
  const Texts ranked = cells(done.tables, "cities", {"city", "rank", "reason"});
  ASSERT_EQ(ranked.size(), 3U);
  // Without the other items of the rule there is no index, and the reason says so.
  EXPECT_NE(ranked[0].find("缺"), std::string::npos) << ranked[0];
}

Rows feed(const std::string& body) {
  return {{"断面名称", "水体类型", "监测时间", "站点情况", "pH", "溶解氧", "高锰酸盐指数", "氨氮", "总磷"},
          {"甲站", body, "2024-03-26 16:00", "正常", "7.1", "8.0", "3.9", "0.2", "0.12"},
          {"甲站", body, "2024-03-26 20:00", "正常", "7.1", "8.0", "6.01", "0.2", "*"},
          {"乙站", body, "2024-03-26 20:00", "停站", "7.1", "8.0", "3.9", "0.2", "0.02"},
          {"丙站", body, "2024-03-26 20:00", "", "7.1", "--", "3.9", "0.2", "0.02"}};
}

// The note on rows whose station is in a state that is told; "" without.
std::string told_of_states(const Evaluation& evaluation) {
  for (const EvaluationProblem& problem : evaluation.problems) {
    if (problem.kind == "note" && problem.message.find("站点情况") != std::string::npos) return problem.message;
  }
  return {};
}

TEST(Evaluate, AFeedOfStationsIsNotRounded) {
  EvaluateRequest request = ask("water");
  request.profile = "station-feed";
  const Evaluation done = evaluated(feed("河流"), request);
  EXPECT_EQ(cells(done.tables, "samples", {"station", "time", "class", "deciding"}),
            (Texts{"甲站|2024-03-26 16:00|Ⅲ|总磷", "甲站|2024-03-26 20:00|Ⅳ|高锰酸盐指数", "乙站|2024-03-26 20:00||",
                   "丙站|2024-03-26 20:00||"}));
  EXPECT_EQ(cells(done.tables, "samples", {"reason"})[2], "停站");
  EXPECT_NE(cells(done.tables, "samples", {"reason"})[3].find("溶解氧"), std::string::npos);
  EXPECT_EQ(told_of_states(done), "");
}

TEST(Evaluate, AStationInMaintenanceIsEvaluatedAndTold) {
  EvaluateRequest request = ask("water");
  request.profile = "station-feed";
  Rows rows = feed("河流");
  rows[1][3] = "维护";
  const Evaluation done = evaluated(rows, request);
  EXPECT_EQ(cells(done.tables, "samples", {"class"})[0], "Ⅲ");
  EXPECT_TRUE(told_of_states(done).starts_with("1行的站点情况为“维护”，有监测值的照常评价")) << told_of_states(done);
}

TEST(Evaluate, AFeedWithoutTheKindOfWaterHasAClassOnlyWhereBothAgree) {
  EvaluateRequest request = ask("water");
  request.profile = "station-feed";
  const Evaluation done = evaluated(feed(""), request);
  EXPECT_EQ(cells(done.tables, "samples", {"class", "reason"})[0], "|没有写明是河流还是湖库：按河流为Ⅲ类，按湖库为Ⅴ类");
  EXPECT_EQ(cells(done.tables, "samples", {"class"})[1], "Ⅳ");
}

// TLI by hand: chlorophyll a 10 mg/m3: 10 (2.5 + 1.086 ln 10) = 50.006; TP 0.05: 10 (9.436 + 1.624 ln 0.05) = 45.710;
// TN 1: 54.53; SD 1: 51.18; CODMn 4: 10 (0.109 + 2.661 ln 4) = 37.979. Weights 1, .7056, .6724, .6889, .6889:
// (50.006 + 45.710 * .7056 + 54.53 * .6724 + 51.18 * .6889 + 37.979 * .6889) / 3.7558 = 48.02
TEST(Evaluate, LakesHaveAClassAndATrophicState) {
  const Rows rows = {{"湖泊名称", "点位名称", "月份", "pH值", "溶解氧", "高锰酸盐指数", "氨氮", "总磷", "总氮",
                      "叶绿素a(mg/m3)", "透明度(m)"},
                     {"梁子湖", "湖心", "2024年5月", "8.0", "8.0", "4", "0.2", "0.05", "1.0", "10", "1.0"},
                     {"梁子湖", "湖北", "2024年5月", "8.0", "8.0", "4", "0.2", "0.05", "1.0", "10", "1.0"},
                     {"三山湖", "湖心二", "2024年5月", "8.0", "8.0", "4", "0.2", "0.05", "1.0", "10", ""}};
  const Evaluation done = evaluated(rows, ask("lake"));
  EXPECT_EQ(cells(done.tables, "lakes", {"lake", "points", "class", "tli", "state"}),
            (Texts{"梁子湖|2|Ⅲ|48.0|中营养", "三山湖|1|Ⅲ||"}));
  EXPECT_NE(cells(done.tables, "lakes", {"reason"})[1].find("透明度"), std::string::npos);
  const EvaluationDetail& detail = detail_of(done, "lakes", 0);
  EXPECT_EQ(cells(detail.tables, "trophic", {"item", "index"})[0], "叶绿素a|50.01");
  EXPECT_EQ(detail.bases.size(), 2U);
  EvaluateRequest lenient = ask("lake");
  lenient.may_lack = true;
  EXPECT_FALSE(cells(evaluated(rows, lenient).tables, "lakes", {"tli"})[1].empty());
}

TEST(Evaluate, ALakeSheetWithoutPointsHasOneRowForEachLake) {
  const Evaluation done =
      evaluated({{"湖泊名称", "月份", "总磷", "总氮", "叶绿素a(μg/L)", "透明度(cm)", "高锰酸盐指数"},
                 {"梁子湖", "2024年5月", "0.05", "1.0", "10", "100", "4"}},
                ask("lake"));
  EXPECT_EQ(cells(done.tables, "lakes", {"lake", "tli", "state"}), (Texts{"梁子湖|48.0|中营养"}));
}

Rows sources() {
  return {{"水源地名称", "水源类型", "月份", "取水量（万立方米）", "pH值", "溶解氧", "高锰酸盐指数", "氨氮", "总磷",
           "铁", "三氯甲烷(μg/L)"},
          {"甲水厂", "河流型", "2024年1月", "300", "7.5", "8.0", "3.0", "0.2", "0.05", "0.1", "30"},
          {"乙水库", "湖库型", "2024年1月", "100", "7.5", "8.0", "3.0", "0.2", "0.06", "0.1", "30"},
          {"丙水厂", "河流型", "2024年1月", "50", "7.5", "8.0", "3.0", "0.2", "0.05", "0.4", "30"},
          {"丁井", "地下水", "2024年1月", "50", "7.5", "", "", "0.2", "", "0.4", "30"}};
}

TEST(Evaluate, SourcesPassByCountAndVolume) {
  const Evaluation done = evaluated(sources(), ask("source"));
  EXPECT_EQ(cells(done.tables, "months", {"source", "class", "compliance", "exceeding"}),
            (Texts{"甲水厂|Ⅱ|达标|", "乙水库|Ⅳ|不达标|总磷(0.2)", "丙水厂|Ⅱ|不达标|铁(0.3)", "丁井|Ⅳ|不达标|铁(0.3)"}));
  EXPECT_EQ(cells(done.tables, "rates", {"monitored", "passing", "by_count", "by_volume"}), (Texts{"4|1|25.0|60.0"}));
  const auto note = std::ranges::find_if(
      done.problems, [](const EvaluationProblem& problem) { return problem.message.find("1t") != std::string::npos; });
  EXPECT_NE(note, done.problems.end()) << "a cubic metre is taken for a tonne, and said so";
}

// Chloroform: 0.06 mg/L in table 3 of GB 3838; 60 μg/L is class III of groundwater. Without a unit nobody can know.
TEST(Evaluate, ASourceColumnWithoutAUnitThatDiffersIsRefused) {
  Rows rows = sources();
  rows[0].back() = "三氯甲烷";
  const Evaluation done = evaluated(rows, ask("source"));
  EXPECT_TRUE(done.has_refusals());
  const auto refused = std::ranges::find(done.problems, "refused_column", &EvaluationProblem::kind);
  ASSERT_NE(refused, done.problems.end());
  EXPECT_NE(refused->message.find("三氯甲烷的表头没有写单位"), std::string::npos) << refused->message;
}

// Ten years that rise each year: rs = 1, Wp(10) = 0.564; S = 45, p = 2 / 10!; each slope is 0.1.
TEST(Evaluate, TrendsOfARowForEachYear) {
  Rows rows = {{"年份", "溶解氧(mg/L)", "总磷(mg/L)"}};
  for (int year = 2011; year <= 2020; ++year) {
    rows.push_back({std::to_string(year) + "年", "7." + std::to_string(year - 2011), "0.05"});
  }
  const Evaluation done = evaluated(rows, ask("trend"));
  EXPECT_EQ(cells(done.tables, "trends", {"series", "periods", "rs", "wp", "spearman", "slope"})[0],
            "溶解氧(mg/L)|10|1.0000|0.564|显著上升（好转）|0.100000");
  EXPECT_EQ(cells(done.tables, "trends", {"mann_kendall"})[1], "无显著变化");
  EXPECT_EQ(detail_of(done, "trends", 0).bases.size(), 3U);
}

TEST(Evaluate, TrendsOfAColumnForEachYearAndOfNames) {
  const Rows wide = {{"断面", "2016年", "2017年", "2018年", "2019年", "2020年"},
                     {"甲点氨氮", "0.5", "0.4", "0.3", "0.2", "0.1"},
                     {"乙点氨氮", "0.5", "--", "0.3", "x", "0.1"}};
  const Evaluation done = evaluated(wide, ask("trend"));
  EXPECT_EQ(cells(done.tables, "trends", {"series", "periods", "spearman"}),
            (Texts{"甲点氨氮|5|显著下降（好转）", "乙点氨氮|3|无法评价"}));
  ASSERT_EQ(done.problems.size(), 1U);
  EXPECT_EQ(done.problems[0].where, "工作表「结果」E3");
  const Rows by_name = {
      {"断面", "年份", "氨氮"}, {"甲点", "2019", "0.1"}, {"乙点", "2019", "0.2"}, {"甲点", "2020", "0.1"}};
  EXPECT_EQ(cells(evaluated(by_name, ask("trend")).tables, "trends", {"series", "periods"}),
            (Texts{"甲点 氨氮|2", "乙点 氨氮|1"}));
}

TEST(Evaluate, YearsAndMonthsDoNotMix) {
  EXPECT_NE(failure({{"年份", "总磷"}, {"2019", "0.1"}, {"2020年1月", "0.1"}}, ask("trend")).find("一种时段"),
            std::string::npos);
}

TEST(Evaluate, NamesTheOptionThatIsWrong) {
  const Rows rows = {sample_head(), sample_row("甲点", "2024年1月")};
  const auto fault = [&](auto&& change) {
    EvaluateRequest request = ask("water");
    change(request);
    return failure(rows, request);
  };
  EXPECT_TRUE(
      fault([](EvaluateRequest& r) { r.kind = "noise"; }).starts_with("kind：没有“noise”这种评价；有air、water"));
  EXPECT_TRUE(fault([](EvaluateRequest& r) { r.by = "week"; }).starts_with("by："));
  EXPECT_TRUE(fault([](EvaluateRequest& r) { r.year = "24"; }).starts_with("year："));
  EXPECT_TRUE(fault([](EvaluateRequest& r) { r.hours = "ending"; }).starts_with("hours：这种评价没有这个选项"));
  EXPECT_TRUE(fault([](EvaluateRequest& r) { r.limits = {"tp"}; }).starts_with("limit："));
  EXPECT_TRUE(fault([](EvaluateRequest& r) { r.on = "2024-13-01"; }).starts_with("on 2024-13-01："));
  EXPECT_TRUE(fault([](EvaluateRequest& r) { r.standard = "GB 1"; }).starts_with("--standard GB 1："));
  EXPECT_TRUE(fault([](EvaluateRequest& r) { r.profile = "mine"; }).starts_with("--profile mine："));
}

TEST(Evaluate, ADetectionLimitStandsForNotDetected) {
  Rows rows = {sample_head(), sample_row("甲点", "2024年1月", "未检出")};
  EXPECT_TRUE(evaluated(rows, ask("water")).has_refusals());
  EvaluateRequest request = ask("water");
  request.limits = {"tp=0.01"};
  const Evaluation done = evaluated(rows, request);
  EXPECT_FALSE(done.has_refusals());
  EXPECT_EQ(cells(detail_of(done, "sections", 0).tables, "items", {"item", "mean"}).back(), "总磷|0.00500");
}

TEST(Evaluate, AirHasRanksAndTheChangeFromLastYear) {
  std::string csv = "城市,日期,PM2.5,PM10,SO2,NO2,CO,O3-8h\n";
  for (const auto& [city, pm] : {std::pair("甲市", 30), std::pair("乙市", 40)}) {
    for (const char* year : {"2023", "2024"}) {
      for (int day = 1; day <= 31; ++day) {
        const int value = std::string(year) == "2023" ? pm : pm - 6;
        csv += std::string(city) + "," + year + "-01-" + (day < 10 ? "0" : "") + std::to_string(day) + "," +
               std::to_string(value) + ",50,8,30,0.8,90\n";
      }
    }
  }
  const Result<Evaluation> done = evaluate_bytes(csv, ask("air"));
  ASSERT_TRUE(done.has_value()) << done.error().message;
  const Texts ranks = cells(done->tables, "periods", {"station", "period", "pm25", "rank"});
  ASSERT_GE(ranks.size(), 2U);
  EXPECT_EQ(ranks[0], "甲市|2023-01-01至2023-01-31|30|1");
  const Texts changes = cells(done->tables, "changes", {"station", "pm25", "good_rate"});
  EXPECT_EQ(changes, (Texts{"甲市|下降20.0%|持平", "乙市|下降15.0%|持平"}));
}

}  // namespace
}  // namespace bihuan::assessment
