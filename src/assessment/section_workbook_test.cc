#include "assessment/section_workbook.h"

#include <gtest/gtest.h>

#include <functional>

#include "assessment/internal/sample_workbook.h"

namespace bihuan::assessment {
namespace {

using internal::sample_head;
using internal::sample_row;
using internal::sample_xlsx;
using internal::SampleSheet;
using standards::WaterBody;
using standards::WaterClass;

using Rows = std::vector<std::vector<std::string>>;

Result<SectionWorkbook> read_sections(const std::string& bytes,
                                      WorkbookOptions options = {.year = 2024, .detection_limits = {}}) {
  const std::vector<standards::KnowledgeText> texts = internal::assessment_texts();
  const auto rules = standards::load_surface_water_rules(texts, Date(2024, 12, 31));
  const auto words = load_section_table_words(texts);
  EXPECT_TRUE(rules.has_value() && words.has_value());
  return read_section_workbook(bytes, "结果.xlsx", section_items(*rules, *words), *words, options);
}

SectionWorkbook good(const std::vector<SampleSheet>& sheets,
                     WorkbookOptions options = {.year = 2024, .detection_limits = {}}) {
  Result<SectionWorkbook> workbook = read_sections(sample_xlsx(sheets), std::move(options));
  EXPECT_TRUE(workbook.has_value()) << (workbook ? "" : workbook.error().message);
  return workbook ? std::move(*workbook) : SectionWorkbook{};
}

Rows with_head(Rows rows) {
  rows.insert(rows.begin(), sample_head());
  return rows;
}

std::string value_of(const SectionWorkbook& workbook, const std::string& section, std::size_t month,
                     const std::string& key) {
  const SectionRecord* record = workbook.section(section);
  if (record == nullptr || month >= record->months.size()) return "no month";
  const auto found = record->months[month].values.find(key);
  if (found == record->months[month].values.end()) return "no value";
  return to_string(found->second.value) + (found->second.is_below_limit ? "L" : "");
}

TEST(SectionWorkbook, ReadsALongSheet) {
  const SectionWorkbook workbook = good(
      {{"结果",
        with_head({sample_row("甲点", "1月"), sample_row("甲点", "2月", "0.05"), sample_row("乙 点", "2024-01-05")})}});
  EXPECT_TRUE(workbook.problems.empty()) << workbook.problems.front().error.message;
  ASSERT_EQ(workbook.sections.size(), 2U);
  const SectionRecord& section = workbook.sections[0];
  EXPECT_EQ(section.name, "甲点");
  EXPECT_EQ(section.river, "某湖");
  EXPECT_EQ(section.exam_level, ExamLevel::kProvincial);
  EXPECT_EQ(section.body, WaterBody::kLake);
  EXPECT_EQ(section.target, WaterClass::kIII);
  ASSERT_EQ(section.months.size(), 2U);
  EXPECT_EQ(section.months[1].month, 2);
  EXPECT_EQ(value_of(workbook, "甲点", 1, "tp"), "0.05");
  EXPECT_EQ(value_of(workbook, "甲点", 0, "nh3n"), "0.20");  // as shown, with its trailing zero
  EXPECT_EQ(section.rows, (std::vector<std::string>{"工作表「结果」第2行", "工作表「结果」第3行"}));
  EXPECT_EQ(workbook.sections[1].name, "乙点");
  EXPECT_EQ(workbook.rows_read, 3);
  EXPECT_EQ(workbook.digest.size(), 64U);
}

TEST(SectionWorkbook, ReadsOneSheetAMonthWithTitlesAndAList) {
  const SectionWorkbook workbook = good({
      {"断面清单", {{"断面名称", "考核级别", "水体类型", "目标类别"}, {"甲点", "国控", "河流", "Ⅱ类"}}},
      {"1月",
       {{"某市断面水质结果（2024年1月）"},
        {"单位：mg/L"},
        {"断面名称", "pH值", "溶解氧", "总磷"},
        {"甲点", "7.8", "8.0", "0.08"}}},
      {"2月",
       {{"断面名称", "pH值", "溶解氧(mg/L)", "总磷(mg/L)"},
        {"甲点", "7.9", "8.1", "0.09"},
        {"平均", "7.9", "8.1", "0.09"}}},
  });
  ASSERT_EQ(workbook.sections.size(), 1U);
  EXPECT_EQ(workbook.sections[0].body, WaterBody::kRiver);
  EXPECT_EQ(workbook.sections[0].exam_level, ExamLevel::kNational);
  EXPECT_EQ(workbook.sections[0].target, WaterClass::kII);
  EXPECT_EQ(value_of(workbook, "甲点", 0, "tp"), "0.08");
  EXPECT_EQ(value_of(workbook, "甲点", 1, "tp"), "0.09");
  EXPECT_EQ(workbook.sections[0].months.size(), 2U);
}

TEST(SectionWorkbook, ConvertsUnitsExactly) {
  Rows rows = with_head({sample_row("甲点", "1月", "45.5")});
  rows[0][10] = "总磷(μg/L)";
  rows[0][9] = "氨氮（毫克/升）";
  const SectionWorkbook workbook = good({{"结果", rows}});
  EXPECT_EQ(value_of(workbook, "甲点", 0, "tp"), "0.0455");
  EXPECT_EQ(value_of(workbook, "甲点", 0, "nh3n"), "0.20");
  ASSERT_EQ(workbook.problems.size(), 1U);
  EXPECT_EQ(workbook.problems[0].kind, ProblemKind::kNote);
  EXPECT_EQ(workbook.problems[0].error.message, "总磷的单位是μg/L，已按精确倍数换算为mg/L");
  EXPECT_EQ(workbook.problems[0].error.where, "工作表「结果」K1");
}

TEST(SectionWorkbook, SameResultsInAnotherUnitAreTheSame) {
  Rows milligrams = with_head({sample_row("甲点", "1月", "0.0455")});
  Rows micrograms = with_head({sample_row("甲点", "1月", "45.5")});
  micrograms[0][10] = "总磷(ug/L)";
  const SectionWorkbook a = good({{"结果", milligrams}});
  const SectionWorkbook b = good({{"结果", micrograms}});
  EXPECT_EQ(a.sections[0].months[0].values.at("tp").value, b.sections[0].months[0].values.at("tp").value);
}

// What is wrong, where, and what would be right; the rest of the sheet goes on.
TEST(SectionWorkbook, NamesEachFaultWithItsPlace) {
  struct Case {
    const char* name;
    std::function<void(Rows&)> change;
    ProblemKind kind;
    const char* message;
    const char* where;
  };
  const Case kCases[] = {
      {"text_in_numbers", [](Rows& r) { r[2][10] = "约0.05"; }, ProblemKind::kRefusedCell,
       "总磷“约0.05”不是数值；应为数字，或“检出限L”的形式，如0.01L", "工作表「结果」K3"},
      {"value_with_unit", [](Rows& r) { r[2][10] = "0.05mg/L"; }, ProblemKind::kRefusedCell,
       "总磷“0.05mg/L”不是数值；应为数字，或“检出限L”的形式，如0.01L", "工作表「结果」K3"},
      {"negative", [](Rows& r) { r[2][9] = "-0.2"; }, ProblemKind::kRefusedCell, "氨氮“-0.2”为负值；监测结果应不小于0",
       "工作表「结果」J3"},
      {"not_found_without_limit", [](Rows& r) { r[2][9] = "ND"; }, ProblemKind::kRefusedCell,
       "氨氮“ND”没有给出检出限，无法按检出限的一半参加计算；应填写“检出限L”，如0.01L", "工作表「结果」J3"},
      {"implausible", [](Rows& r) { r[2][10] = "45.5"; }, ProblemKind::kRefusedCell,
       "总磷“45.5”不合理，可能是单位或小数点有误；应不大于40mg/L", "工作表「结果」K3"},
      {"ph_without_its_point", [](Rows& r) { r[2][6] = "78"; }, ProblemKind::kRefusedCell,
       "pH值“78”不合理，可能是单位或小数点有误；应不大于14", "工作表「结果」G3"},
      {"no_name", [](Rows& r) { r[2][0] = ""; }, ProblemKind::kRefusedRow,
       "这一行没有断面名称，整行未读取；应填写断面名称", "工作表「结果」第3行"},
      {"no_month", [](Rows& r) { r[2][5] = ""; }, ProblemKind::kRefusedRow,
       "没有写月份或采样日期，整行未读取；应为9月或2024-09-05的形式", "工作表「结果」F3"},
      {"no_such_month", [](Rows& r) { r[2][5] = "13月"; }, ProblemKind::kRefusedRow,
       "“13月”不是月份或日期，整行未读取；应为9月或2024-09-05的形式", "工作表「结果」F3"},
      {"wrong_unit", [](Rows& r) { r[0][10] = "总磷(℃)"; }, ProblemKind::kRefusedColumn,
       "总磷的单位“℃”不能换算为mg/L，整列未读取；应为mg/L", "工作表「结果」K1"},
      {"level", [](Rows& r) { r[1][2] = "村控"; }, ProblemKind::kRefusedCell,
       "考核级别“村控”不认识；应为国控、省控或市控", "工作表「结果」C2"},
      {"body", [](Rows& r) { r[1][3] = "湿地"; }, ProblemKind::kRefusedCell, "水体类型“湿地”不认识；应为河流或湖库",
       "工作表「结果」D2"},
      {"target", [](Rows& r) { r[1][4] = "Ⅵ"; }, ProblemKind::kRefusedCell,
       "目标类别“Ⅵ”不是水质类别；应为Ⅰ、Ⅱ、Ⅲ、Ⅳ、Ⅴ或劣Ⅴ", "工作表「结果」E2"},
      {"no_unit", [](Rows& r) { r[0][10] = "总磷"; }, ProblemKind::kNote,
       "总磷的表头没有写单位，按mg/L读取；应在表头或表上方写明单位", "工作表「结果」"},
      {"another_year", [](Rows& r) { r[2][5] = "2023年2月"; }, ProblemKind::kNote, "1行不是2024年的结果，未使用",
       "工作表「结果」"},
      {"not_sampled", [](Rows& r) { r[2][10] = "未监测"; }, ProblemKind::kNote, "总磷为“未监测”，不参加评价",
       "工作表「结果」K3"},
  };
  for (const Case& c : kCases) {
    Rows rows = with_head({sample_row("甲点", "1月"), sample_row("甲点", "2月"), sample_row("乙点", "1月")});
    c.change(rows);
    const SectionWorkbook workbook = good({{"结果", rows}});
    ASSERT_FALSE(workbook.problems.empty()) << c.name;
    EXPECT_EQ(workbook.problems[0].kind, c.kind) << c.name;
    EXPECT_EQ(workbook.problems[0].error, (Error{Code::kInvalidInput, c.message, c.where})) << c.name;
    EXPECT_NE(workbook.section("乙点"), nullptr) << c.name;  // good rows go on
    EXPECT_EQ(workbook.rows_refused, c.kind == ProblemKind::kRefusedRow ? 1 : 0) << c.name;
    EXPECT_EQ(workbook.cells_refused, c.kind == ProblemKind::kRefusedCell ? 1 : 0) << c.name;
  }
}

TEST(SectionWorkbook, KnowsDetectionLimitsOfMethodsWhereTheyAreGiven) {
  Rows rows = with_head({sample_row("甲点", "1月"), sample_row("甲点", "2月"), sample_row("甲点", "3月")});
  rows[1][9] = "未检出";
  rows[2][9] = "<0.025";
  rows[3][9] = "0.025L";
  const SectionWorkbook workbook =
      good({{"结果", rows}}, {.year = 2024, .detection_limits = {{"nh3n", Decimal(25, 3)}}});
  EXPECT_TRUE(workbook.problems.empty());
  for (const std::size_t month : {0U, 1U, 2U}) EXPECT_EQ(value_of(workbook, "甲点", month, "nh3n"), "0.025L");
}

TEST(SectionWorkbook, RefusesTwoDifferentRowsOfOneMonth) {
  const SectionWorkbook workbook =
      good({{"结果", with_head({sample_row("甲点", "1月"), sample_row("甲点", "1月", "0.05"), sample_row("甲点", "2月"),
                                sample_row("甲点", "2月")})}});
  ASSERT_EQ(workbook.problems.size(), 2U);
  EXPECT_EQ(workbook.problems[0].kind, ProblemKind::kRefusedRow);
  EXPECT_EQ(workbook.problems[0].error,
            (Error{Code::kInvalidInput,
                   "甲点1月有2行不同的结果（工作表「结果」第2行和工作表「结果」第3行），都未使用；每月应只有一行",
                   "工作表「结果」第2行"}));
  EXPECT_EQ(workbook.problems[1].kind, ProblemKind::kNote);
  EXPECT_EQ(workbook.problems[1].error,
            (Error{Code::kInvalidInput, "甲点2月有2行相同的结果，只用第一行", "工作表「结果」第5行"}));
  EXPECT_EQ(workbook.rows_refused, 2);
  EXPECT_EQ(workbook.rows_read, 1);
  ASSERT_EQ(workbook.sections[0].months.size(), 1U);
  EXPECT_EQ(workbook.sections[0].months[0].month, 2);
}

TEST(SectionWorkbook, NeedsTheKindOfWaterBody) {
  Rows rows = with_head({sample_row("甲点", "1月"), sample_row("甲点", "2月"), sample_row("乙点", "1月")});
  rows[1][3] = "";
  rows[2][3] = "";
  const SectionWorkbook workbook = good({{"结果", rows}});
  EXPECT_EQ(workbook.section("甲点"), nullptr);
  ASSERT_EQ(workbook.problems.size(), 1U);
  EXPECT_EQ(workbook.problems[0].error,
            (Error{Code::kInvalidInput,
                   "甲点没有写明水体类型，2行未使用；限值因此不同（如总磷），应在“水体类型”列填写河流或湖库",
                   "工作表「结果」第2行"}));
  EXPECT_EQ(workbook.rows_refused, 2);
}

TEST(SectionWorkbook, KeepsMonthsWithoutMeasurement) {
  Rows rows = with_head({sample_row("甲点", "1月"), sample_row("甲点", "2月")});
  for (std::size_t i = 6; i < 11; ++i) rows[2][i] = i == 6 ? "断流" : "—";
  const SectionWorkbook workbook = good({{"结果", rows}});
  ASSERT_EQ(workbook.sections[0].months.size(), 2U);
  EXPECT_TRUE(workbook.sections[0].months[1].values.empty());
  EXPECT_EQ(workbook.sections[0].months[1].missing_reason, "断流");
  ASSERT_EQ(workbook.problems.size(), 1U);
  EXPECT_EQ(workbook.problems[0].error.message, "甲点2月没有监测结果：断流");
}

TEST(SectionWorkbook, RefusesSheetsWhoseMonthIsNotClear) {
  const std::vector<std::string> head = {"断面名称", "水体类型", "pH值", "溶解氧(mg/L)", "总磷(mg/L)"};
  const std::vector<std::string> row = {"甲点", "湖库", "7.8", "8.0", "0.04"};
  const SectionWorkbook workbook = good({{"1月", {head, row}},
                                         {"汇总", {head, row}},
                                         {"3月", {{"断面水质结果（2024年2月）"}, head, row}},
                                         {"4月", {{"没有表头"}}},
                                         {"说明", {{"演示数据"}}},
                                         {"旧", {head, row}, true}});
  ASSERT_EQ(workbook.problems.size(), 5U);
  EXPECT_EQ(workbook.problems[0].kind, ProblemKind::kRefusedSheet);
  EXPECT_EQ(workbook.problems[0].error,
            (Error{Code::kInvalidInput, "不知道是哪个月的结果；应有“月份”或“采样日期”列，或以月份命名工作表（如9月）",
                   "工作表「汇总」"}));
  EXPECT_EQ(workbook.problems[1].error,
            (Error{Code::kInvalidInput, "工作表名称是3月，标题“断面水质结果（2024年2月）”却是2月；应使两者一致",
                   "工作表「3月」"}));
  EXPECT_EQ(workbook.problems[2].kind, ProblemKind::kRefusedSheet);
  EXPECT_EQ(workbook.problems[3].kind, ProblemKind::kNote);
  EXPECT_EQ(workbook.problems[3].error.where, "工作表「说明」");
  EXPECT_EQ(workbook.problems[4].error,
            (Error{Code::kInvalidInput, "工作表是隐藏的，未读取；需要时应取消隐藏", "工作表「旧」"}));
  EXPECT_EQ(workbook.sections[0].months.size(), 1U);
}

TEST(SectionWorkbook, RefusesTwoColumnsOfOneItem) {
  Rows rows = with_head({sample_row("甲点", "1月")});
  rows[0].push_back("总磷(mg/L)");
  rows[1].push_back("0.09");
  const SectionWorkbook workbook = good({{"结果", rows}});
  ASSERT_FALSE(workbook.problems.empty());
  EXPECT_EQ(workbook.problems[0].kind, ProblemKind::kRefusedColumn);
  EXPECT_EQ(
      workbook.problems[0].error,
      (Error{Code::kInvalidInput, "有两列都像是“总磷”（K1“总磷(mg/L)”和L1“总磷(mg/L)”），不能代为选择；应只保留一列",
             "工作表「结果」"}));
  EXPECT_EQ(value_of(workbook, "甲点", 0, "tp"), "no value");
  EXPECT_EQ(value_of(workbook, "甲点", 0, "nh3n"), "0.20");
}

TEST(SectionWorkbook, IsAnErrorWithoutATableOrARow) {
  const Result<SectionWorkbook> none = read_sections(sample_xlsx({{"说明", {{"没有表格"}}}}));
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(
      none.error(),
      (Error{Code::kInvalidInput,
             "文件“结果."
             "xlsx”中没有断面水质结果表；表头应有“断面名称”“水体类型”“月份”和监测项目（如pH值、溶解氧、总磷）等列",
             "结果.xlsx"}));
  const Result<SectionWorkbook> empty = read_sections(sample_xlsx({{"结果", with_head({sample_row("甲点", "某月")})}}));
  ASSERT_FALSE(empty.has_value());
  EXPECT_EQ(empty.error(), (Error{Code::kInvalidInput,
                                  "文件“结果."
                                  "xlsx”中没有一行可用的断面结果；首先的问题：工作表「结果」F2，“某月”不是月份或日期，"
                                  "整行未读取；应为9月或2024-09-05的形式",
                                  "结果.xlsx"}));
  const Result<SectionWorkbook> junk = read_sections(std::string("\x01\x02\x00junk", 7));
  ASSERT_FALSE(junk.has_value());
  EXPECT_EQ(junk.error().code, Code::kInvalidInput);
}

TEST(SectionWorkbook, RefusesSecretFiles) {
  for (const char* mark : {"秘密", "机密★1年", "密级：绝密", "秘 密"}) {
    Rows rows = with_head({sample_row("甲点", "1月")});
    rows.insert(rows.begin(), {mark});
    const Result<SectionWorkbook> workbook = read_sections(sample_xlsx({{"结果", rows}}));
    ASSERT_FALSE(workbook.has_value()) << mark;
    EXPECT_EQ(workbook.error().code, Code::kInvalidInput);
    EXPECT_TRUE(workbook.error().message.ends_with("不读取；涉密文件不得在本系统处理")) << workbook.error().message;
    EXPECT_EQ(workbook.error().where, "工作表「结果」A1");
  }
  Rows rows = with_head({sample_row("甲点", "1月")});
  rows.insert(rows.begin(), {"商业秘密保护说明"});
  EXPECT_TRUE(read_sections(sample_xlsx({{"结果", rows}})).has_value());
}

TEST(SectionWorkbook, ReadsTheDemonstration) {
  const Result<SectionWorkbook> workbook = read_sections(internal::example_workbook());
  ASSERT_TRUE(workbook.has_value()) << workbook.error().message;
  ASSERT_EQ(workbook->sections.size(), 7U);
  EXPECT_EQ(workbook->rows_read, 63);
  EXPECT_EQ(workbook->rows_refused, 0);
  EXPECT_EQ(workbook->cells_refused, 0);
  for (const SectionRecord& section : workbook->sections) {
    EXPECT_EQ(section.months.size(), 9U) << section.name;
    EXPECT_TRUE(section.target.has_value());
    EXPECT_FALSE(section.river.empty()) << section.name;
  }
  EXPECT_EQ(value_of(*workbook, "长江燕矶", 2, "nh3n"), "0.025L");
  EXPECT_EQ(value_of(*workbook, "长江三峡", 7, "nh3n"), "0.09");
  EXPECT_EQ(value_of(*workbook, "长港樊口", 4, "tp"), "0.142");
  ASSERT_EQ(workbook->problems.size(), 1U) << workbook->problems[0].error.message;
  EXPECT_EQ(workbook->problems[0].error.message, "长港六十2月没有监测结果：未采样");
}

}  // namespace
}  // namespace bihuan::assessment
