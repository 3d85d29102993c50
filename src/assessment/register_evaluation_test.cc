#include "assessment/register_evaluation.h"

#include <gtest/gtest.h>

#include "assessment/internal/evaluated.h"

namespace bihuan::assessment {
namespace {

using internal::ask;
using internal::cells;
using internal::detail_of;
using internal::evaluate_bytes;
using internal::evaluated;
using internal::failure;
using internal::Rows;
using internal::sample_xlsx;
using internal::table_of;
using internal::Texts;

Texts problems_of(const Evaluation& evaluation) {
  Texts texts;
  for (const EvaluationProblem& problem : evaluation.problems) {
    texts.push_back(problem.kind + " " + problem.where + "：" + problem.message);
  }
  return texts;
}

TEST(RegisterEvaluation, VillagesByTheirStateAndElseByTheirHouseholds) {
  const Rows rows = {{"2024年农村生活污水治理台账"},
                     {"区县", "乡镇", "行政村", "总户数", "已治理户数", "治理状态"},
                     {"东湖区", "河口镇", "甲村", "200", "150", "已治理"},
                     {"东湖区", "河口镇", "乙村", "200", "119", ""},    // 59.5 %, 60 are wanted
                     {"东湖区", "河口镇", "丙村", "200", "120", "--"},  // 60 % exactly
                     {"东湖区", "南山镇", "丙村", "80", "0", "管控"},
                     {"西山区", "石桥镇", "丁村", "100", "10", "完成治理"},  // the state counts, and is told
                     {"西山区", "石桥镇", "戊村", "", "", ""},
                     {"合计", "", "", "780", "399", ""}};
  const Evaluation done = evaluated(rows, ask("rural"));
  EXPECT_EQ(
      cells(done.tables, "rates", {"district", "villages", "treated", "controlled", "treated_rate", "controlled_rate"}),
      (Texts{"东湖区|4|2|1|50.00|75.00", "西山区|2|1|0|50.00|50.00", "合计|6|3|1|50.00|66.67"}));
  EXPECT_EQ(cells(detail_of(done, "rates", 2).tables, "open", {"village", "why", "where"}),
            (Texts{"河口镇乙村|已治理119户，共200户|工作表「结果」第4行", "南山镇丙村|管控|工作表「结果」第6行",
                   "石桥镇戊村|没有治理状态，也没有可用的户数|工作表「结果」第8行"}));
  const standards::Basis& basis = detail_of(done, "rates", 2).bases.front();
  EXPECT_EQ(basis.wanted, 6);
  EXPECT_EQ(basis.used, 5);
  EXPECT_EQ(basis.left_out.front().where, "工作表「结果」第8行 石桥镇戊村");
  EXPECT_EQ(basis.confidence, "low");  // the share of households is from memory
  EXPECT_EQ(problems_of(done),
            (Texts{"note 工作表「结果」第7行：“石桥镇丁村”的状态为已治理，已治理户数却不到60%；按状态计入，请核对"}));
  EXPECT_EQ(done.rows_read, 6);
  EXPECT_EQ(done.rows_passed_over, 1);
}

TEST(RegisterEvaluation, RowsOfNumbersWithoutAPlaceAreNotTakenForOneAnother) {
  const Rows rows = {{"行政村总数（个）", "已治理行政村数（个）"}, {"120", "66"}, {"80", "40"}};
  EXPECT_EQ(problems_of(evaluated(rows, ask("rural"))),
            (Texts{"refused_row "
                   "工作表「结果」第3行：这一行和前面的一行都没有写明区域，后一行未计入；几个区域的数应各写明区域"}));
  const Rows named = {{"区", "行政村总数（个）", "已治理行政村数（个）"}, {"甲区", "120", "66"}, {"乙区", "80", "40"}};
  EXPECT_EQ(cells(evaluated(named, ask("rural")).tables, "rates", {"district", "villages"}),
            (Texts{"甲区|120", "乙区|80", "合计|200"}));
}

TEST(RegisterEvaluation, VillagesOfDistrictsAsNumbers) {
  const Rows rows = {{"县（市、区）", "行政村总数（个）", "已治理行政村数（个）"},
                     {"甲县", "120", "66"},
                     {"乙县", "80", "81"},
                     {"丙县", "x", "1"},
                     {"甲县", "120", "66"},
                     {"丁县", "3", "2"},
                     {"戊县", "-3", "1"},
                     {"己县", "10", "60%"}};
  const Evaluation done = evaluated(rows, ask("rural"));
  EXPECT_EQ(
      cells(done.tables, "rates", {"district", "villages", "treated", "controlled", "treated_rate", "controlled_rate"}),
      (Texts{"甲县|120|66||55.00|", "丁县|3|2||66.67|", "合计|123|68||55.28|"}));
  EXPECT_EQ(problems_of(done),
            (Texts{"refused_row 工作表「结果」第3行：治理、管控的行政村合计81个，多于行政村总数80个，未计入",
                   "refused_cell 工作表「结果」B4：“x”应为不小于0的数",
                   "refused_row 工作表「结果」第4行：缺少行政村总数或已治理行政村数，未计入",
                   "refused_row 工作表「结果」第5行：“甲县”出现两次，后一行未计入；应只有一行",
                   "refused_cell 工作表「结果」B7：“-3”应为不小于0的数",
                   "refused_row 工作表「结果」第7行：缺少行政村总数或已治理行政村数，未计入",
                   "refused_cell 工作表「结果」C8：“60%”应为不小于0的数",
                   "refused_row 工作表「结果」第8行：缺少行政村总数或已治理行政村数，未计入"}));
  EXPECT_EQ(done.rows_refused, 5);
  EXPECT_EQ(done.cells_refused, 3);
}

TEST(RegisterEvaluation, StatesThatAreUnknownAreRefusedWithTheKnownOnes) {
  const Rows rows = {{"行政村", "治理状态"}, {"甲村", "已治理"}, {"乙村", "基本完成"}, {"甲村", "未治理"}};
  const Evaluation done = evaluated(rows, ask("rural"));
  EXPECT_EQ(cells(done.tables, "rates", {"district", "villages", "treated", "treated_rate"}),
            (Texts{"合计|2|1|50.00"}));
  EXPECT_EQ(problems_of(done),
            (Texts{"refused_cell 工作表「结果」B3：“基本完成”不认识；应为已治理、管控、未治理等",
                   "refused_row 工作表「结果」第4行：“甲村”出现两次，后一行未计入；每个行政村应只有一行"}));
}

// Slight with protection counts in B; slight and moderate with measures and a crop that keeps its limits in C; severe
// under strict control in D; of 1 hm2, 15 亩.
TEST(RegisterEvaluation, PlotsOfContaminatedFarmland) {
  const Rows rows = {
      {"区县", "地块编号", "面积（公顷）", "污染程度", "保护措施", "安全利用措施", "农产品达标", "严格管控措施"},
      {"甲县", "A1", "1", "轻度", "是", "否", "", ""},
      {"甲县", "A2", "2", "安全利用类", "", "已落实", "达标", ""},
      {"甲县", "A3", "1", "中度", "是", "是", "未检测", ""},
      {"甲县", "A4", "4", "优先保护类", "", "", "", ""},
      {"乙县", "A1", "1", "严格管控类", "", "", "", "是"},
      {"乙县", "A2", "1", "重度", "", "是", "是", "否"},
      {"乙县", "A3", "很大", "重度", "", "", "", "是"},
      {"乙县", "A4", "1", "", "", "", "", "是"}};
  EvaluateRequest request = ask("farmland");
  request.year = "2025";
  const Evaluation done = evaluated(rows, request);
  EXPECT_EQ(
      cells(done.tables, "rates",
            {"district", "contaminated", "protected", "safely_used", "strictly_controlled", "rate", "target",
             "compliance"}),
      (Texts{"甲县|60|15|30|0|75.00|93|不达标", "乙县|30|0|0|15|50.00|93|不达标", "合计|90|15|30|15|66.67|93|不达标"}));
  EXPECT_EQ(cells(detail_of(done, "rates", 2).tables, "open", {"plot", "area", "why"}),
            (Texts{"A3|15|农产品是否达标未知", "A2|15|没有落实严格管控措施"}));
  EXPECT_EQ(problems_of(done), (Texts{"note 工作表「结果」第5行：“A4”未受污染，不在受污染耕地之内",
                                      "refused_cell 工作表「结果」C8：“很大”应为不小于0的数",
                                      "refused_row 工作表「结果」第8行：“A3”没有可用的面积，未计入",
                                      "refused_row 工作表「结果」第9行：“A4”没有污染程度，未计入"}));
}

TEST(RegisterEvaluation, FarmlandOfDistrictsAsAreas) {
  const Rows rows = {{"单位：万亩"},
                     {"区县", "受污染耕地面积", "安全利用面积", "严格管控面积"},
                     {"甲县", "1.2", "1.0", "0.1"},
                     {"乙县", "0.5", "0.6", "0"},
                     {"丙县", "0.5", "0.4", "不详"}};
  const Evaluation done = evaluated(rows, ask("farmland"));
  EXPECT_EQ(cells(done.tables, "rates", {"district", "contaminated", "rate", "target", "compliance", "reason"}),
            (Texts{"甲县|12000|91.67|||"}));
  EXPECT_EQ(detail_of(done, "rates", 0).bases.front().notes, (Texts{"没有填写的保护措施面积按0计"}));
  ASSERT_EQ(done.rows_refused, 2);
  EXPECT_EQ(problems_of(done)[1], "refused_cell 工作表「结果」D5：“不详”应为不小于0的数");
  EXPECT_EQ(problems_of(done)[2], "refused_row 工作表「结果」第5行：有的面积不能用，未计入");
  EXPECT_NE(problems_of(done)[0].find("第4行：安全利用的面积6000大于受污染耕地总面积5000"), std::string::npos)
      << problems_of(done)[0];
  EvaluateRequest request = ask("farmland");
  request.year = "2024";  // between the years of the plans
  EXPECT_NE(failure(rows, request).find("2024年的受污染耕地安全利用率国家目标没有收录"), std::string::npos);
}

TEST(RegisterEvaluation, AreasWithAndWithoutUnitDoNotMix) {
  const Rows with = {{"地块", "面积（亩）", "污染程度", "严格管控措施"}, {"甲", "10", "重度", "是"}};
  const Rows without = {{"地块", "面积", "污染程度", "严格管控措施"}, {"乙", "10", "重度", "否"}};
  const Result<Evaluation> both = evaluate_bytes(sample_xlsx({{"一", with}, {"二", without}}), ask("farmland"));
  ASSERT_TRUE(both.has_value());
  EXPECT_EQ(cells(both->tables, "rates", {"contaminated", "rate"}), (Texts{"10|100.00"}));
  EXPECT_NE(problems_of(*both)[0].find("工作表「二」B2：有的面积写明单位，有的没有"), std::string::npos);
  const Evaluation alone = evaluated(without, ask("farmland"));
  EXPECT_EQ(cells(alone.tables, "rates", {"contaminated", "rate"}), (Texts{"10|0.00"}));
  EXPECT_NE(problems_of(alone)[0].find("面积没有写明单位"), std::string::npos);
}

// A city's published survey of 2007 as numbers of 10,000; "don't know" does not count. 73.06 as in the file's evidence.
TEST(RegisterEvaluation, AnswersOfDistrictsByOption) {
  const Rows rows = {{"地区", "非常满意", "比较满意", "一般", "不太满意", "不满意", "不了解"},
                     {"全市", "14.17%", "44.67%", "36.00%", "4.00%", "0.67%", "0.50%"},
                     {"甲区", "1", "", "0", "0", "0", "0"}};
  const Evaluation done = evaluated(rows, ask("survey"));
  EXPECT_EQ(cells(done.tables, "rates", {"district", "answers", "not_counted", "score"}),
            (Texts{"全市|99.51|0.50|73.06"}));
  EXPECT_EQ(cells(detail_of(done, "rates", 0).tables, "answers", {"option", "answers", "weight"}),
            (Texts{"非常满意|14.17|1.0", "比较满意|44.67|0.8", "一般|36.00|0.6", "不太满意|4.00|0.3", "不满意|0.67|0.0",
                   "不了解|0.50|"}));
  EXPECT_EQ(problems_of(done), (Texts{"refused_row 工作表「结果」第3行：“比较满意”没有可用的数，整行未计入"}));
}

// How many people stand behind a share nobody knows, so that districts do not add up.
TEST(RegisterEvaluation, SharesOfDistrictsAreNotAddedUp) {
  const Rows people = {
      {"地区", "非常满意", "比较满意", "不太满意", "不满意"}, {"甲", "10", "0", "0", "0"}, {"乙", "0", "0", "0", "30"}};
  const Rows percent = {{"地区", "非常满意", "比较满意", "不太满意", "不满意"},
                        {"甲", "90", "10", "0", "0"},
                        {"乙", "0", "50", "25", "25"}};
  EXPECT_EQ(cells(evaluated(people, ask("survey")).tables, "rates", {"district", "score"}),
            (Texts{"甲|100.00", "乙|0.00", "合计|25.00"}));
  const Evaluation shares = evaluated(percent, ask("survey"));
  EXPECT_EQ(cells(shares.tables, "rates", {"district", "score"}), (Texts{"甲|98.00", "乙|47.50"}));
  EXPECT_EQ(problems_of(shares),
            (Texts{"note 结果.xlsx：给出的是比例而不是人数，各区域不能合计；需要合计时应给出人数"}));
}

TEST(RegisterEvaluation, AnswersOfSinglePeople) {
  const Rows rows = {{"区域", "满意度"}, {"甲区", "非常满意"}, {"甲区", "不满意"}, {"乙区", "较满意"},
                     {"乙区", "说不清"}, {"乙区", "挺好"},     {"乙区", ""},       {"", "比较满意"}};
  const Evaluation done = evaluated(rows, ask("survey"));
  // (1.0 + 0) / 2; 0.8; 0.8; all four: 2.6 / 4
  EXPECT_EQ(cells(done.tables, "rates", {"district", "answers", "not_counted", "score"}),
            (Texts{"甲区|2|0|50.00", "乙区|1|1|80.00", "未填区域|1|0|80.00", "合计|4|1|65.00"}));
  EXPECT_EQ(detail_of(done, "rates", 0).bases.front().notes.front(), "没有“一般”这一选项，与有此选项的调查不可比");
  EXPECT_EQ(
      problems_of(done)[0],
      "refused_row "
      "工作表「结果」第6行：“挺好”不是已知的选项，未计入；应为非常满意、比较满意、一般、不太满意、不满意或不了解");
  EXPECT_EQ(problems_of(done)[1], "refused_row 工作表「结果」第7行：这一行没有回答，未计入");
}

TEST(RegisterEvaluation, OneColumnMayBeTheWholeSheet) {
  const Evaluation done = evaluated({{"满意度"}, {"非常满意"}, {"一般"}, {"一般"}}, ask("survey"));
  EXPECT_EQ(cells(done.tables, "rates", {"district", "answers", "score"}), (Texts{"合计|3|73.33"}));
}

TEST(RegisterEvaluation, SumsBesideAListAreNotReadTwice) {
  const Rows list = {{"区县", "行政村", "治理状态"}, {"甲县", "一村", "已治理"}, {"甲县", "二村", "未治理"}};
  const Rows sums = {{"区县", "行政村总数", "已治理行政村数"}, {"甲县", "2", "2"}, {"乙县", "5", "5"}};
  const Result<Evaluation> done = evaluate_bytes(sample_xlsx({{"汇总", sums}, {"名册", list}}), ask("rural"));
  ASSERT_TRUE(done.has_value());
  EXPECT_EQ(cells(done->tables, "rates", {"district", "villages", "treated"}), (Texts{"甲县|2|1"}));
  EXPECT_EQ(problems_of(*done), (Texts{"note 工作表「汇总」：文件里有名册，这张汇总表未读取"}));
}

// A column of plots taken for districts would make a row and a basis for each: that is refused, and not told 20,000
// times.
TEST(RegisterEvaluation, BoundsWhatAHostileFileCosts) {
  std::string csv = "区县,行政村,治理状态\n";
  for (int i = 0; i < 60'000; ++i) csv += "区" + std::to_string(i) + ",村,已治理\n";
  const Result<Evaluation> done = evaluate_file(csv, "a.csv", internal::evaluation_texts(), ask("rural"));
  ASSERT_TRUE(done.has_value());
  EXPECT_EQ(table_of(done->tables, "rates")->rows.size(), 10'001U);
  EXPECT_EQ(done->rows_refused, 50'000);
  ASSERT_EQ(done->problems.size(), 20'001U);
  EXPECT_EQ(done->problems.front().message, "“区县”一列的名称超过10000个，未计入；这一列可能认错了");
  EXPECT_EQ(done->problems.back().message, "另有30000处问题没有逐一列出");
}

// A sheet that is in none of the forms beside one that is; hidden sheets are not read.
TEST(RegisterEvaluation, OtherSheetsOfTheFileAreNamed) {
  const Rows good = {{"行政村", "治理状态"}, {"甲", "已治理"}};
  const Result<Evaluation> done = evaluate_bytes(
      sample_xlsx({{"名册", good}, {"汇总", {{"行政村总数", "管控行政村数"}, {"1", "0"}}}, {"旧", good, true}}),
      ask("rural"));
  ASSERT_TRUE(done.has_value());
  EXPECT_EQ(cells(done->tables, "rates", {"villages"}), (Texts{"1"}));
  ASSERT_EQ(done->problems.size(), 2U);
  EXPECT_NE(problems_of(*done)[0].find("refused_sheet 工作表「汇总」：表头里缺少一列，列名应是：已治理行政村"),
            std::string::npos)
      << problems_of(*done)[0];
  EXPECT_EQ(problems_of(*done)[1], "note 工作表「旧」：工作表是隐藏的，未读取；需要时应取消隐藏");
}

// 丙: heavy in two items in one of three samples each (33 %, 30 are wanted); 甲, 乙: ammonia heavy in all samples.
TEST(RegisterEvaluation, BlackAndOdorousWaterByPointsAlongTheStream) {
  const Rows rows = {{"水体名称", "点位", "采样日期", "水深（m）", "透明度（m）", "溶解氧（mg/L）", "ORP（mV）",
                      "氨氮（mg/L）", "透明见底"},
                     {"东港", "甲", "2024-05-01", "1.5", "0.20", "1.0", "-50", "15.1", ""},
                     {"东港", "乙", "2024-05-01", "1.5", "0.30", "3.0", "60", "16", ""},
                     {"东港", "丙", "2024-05-01", "1.5", "0.09", "3.0", "60", "1", ""},
                     {"东港", "丙", "2024-05-02", "1.5", "0.30", "0.1", "60", "1", ""},
                     {"东港", "丙", "2024-05-03", "1.5", "0.30", "3.0", "60", "0.05L", ""},
                     {"东港", "丁", "2024-05-01", "0.2", "0.20", "3.0", "60", "1", "是"},
                     {"西沟", "戊", "2024-05-01", "0.2", "0.07", "3.0", "60", "1", "否"},
                     {"西沟", "己", "2024-05-01", "1.0", "--", "", "x", "", ""},
                     {"南渠", "", "2024-05-01", "1.0", "0.25", "2.0", "50", "8.0", ""}};
  const Evaluation done = evaluated(rows, ask("black_odour"));
  EXPECT_EQ(cells(done.tables, "waters", {"water", "points", "samples", "heavy_points", "grade", "reaches"}),
            (Texts{"东港|4|6|3|重度黑臭|甲至丙", "西沟|1|1|1|重度黑臭|", "南渠|1|1|0|未达到黑臭|"}));
  EXPECT_EQ(cells(done.tables, "points", {"water", "point", "grade", "heavy_items"}),
            (Texts{"东港|甲|重度黑臭|氨氮", "东港|乙|重度黑臭|氨氮", "东港|丙|重度黑臭|透明度、溶解氧",
                   "东港|丁|未达到黑臭|", "西沟|戊|重度黑臭|透明度", "南渠||未达到黑臭|"}));
  EXPECT_EQ(cells(detail_of(done, "points", 2).tables, "samples", {"date", "nh3n", "grade", "where"})[2],
            "2024-05-03|0.05L|未达到黑臭|工作表「结果」第6行");
  EXPECT_EQ(problems_of(done), (Texts{"refused_cell 工作表「结果」G9：“x”应为数",
                                      "refused_row 工作表「结果」第9行：没有一项可用的结果，未计入"}));
}

TEST(RegisterEvaluation, LengthsWithoutUnitSayNothing) {
  const Rows rows = {{"水体", "点位", "透明度", "氨氮（μg/L）"}, {"东港", "甲", "5", "9000"}};
  const Evaluation done = evaluated(rows, ask("black_odour"));
  EXPECT_EQ(cells(done.tables, "points", {"grade", "heavy_items"}), (Texts{"轻度黑臭|"}));
  EXPECT_EQ(problems_of(done), (Texts{"refused_cell 工作表「结果」C2：透明度的单位应在表头写明，如“透明度（cm）”"}));
}

TEST(RegisterEvaluation, SaysWhichColumnsAreWanted) {
  EXPECT_EQ(
      failure({{"名称", "数量"}, {"甲", "1"}}, ask("rural")),
      "结果.xlsx：文件“结果.xlsx”中没有可评价的表；应有有状态的行政村名册（行政村、治理状态），或有户数的行政村名册"
      "（行政村、总户数、已治理户数），或各区县的数目（行政村总数、已治理行政村）的列");
  EXPECT_NE(failure({{"地区", "非常满意", "满意", "一般", "不满意", "非常不满意"}, {"甲", "1", "1", "1", "1", "1"}},
                    ask("survey"))
                .find("比较满意"),
            std::string::npos);
  EXPECT_EQ(failure({{"行政村", "治理状态"}, {"", "已治理"}}, ask("rural")),
            "结果.xlsx：文件“结果.xlsx”中没有一行可用的数据");
  EvaluateRequest request = ask("rural");
  request.year = "2024";
  EXPECT_EQ(failure({{"行政村", "治理状态"}, {"甲", "已治理"}}, request), "year：这种评价没有这个选项；应去掉");
  request = ask("rural");
  request.on = "1999-01-01";
  EXPECT_NE(failure({{"行政村", "治理状态"}, {"甲", "已治理"}}, request).find("2021-01-01"), std::string::npos);
}

}  // namespace
}  // namespace bihuan::assessment
