#include "reports/task_sheet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "documents/docx_reader.h"
#include "tables/sheet.h"

namespace bihuan::reports {
namespace {

using plans::Kind;
using plans::Origin;
using plans::Plan;
using plans::Role;
using plans::Strength;

template <class T>
T clause(Kind kind, std::string id, std::int64_t begin, std::string text, std::string item) {
  T commitment;
  commitment.kind = kind;
  commitment.id = std::move(id);
  commitment.span = {begin, begin + 10};
  commitment.text = std::move(text);
  commitment.item = std::move(item);
  commitment.deadline = "2024-12-31";
  return commitment;
}

// An invented plan with one commitment of each kind.
Plan sample_plan() {
  Plan plan;
  plan.title = "2024年工作要点";
  plan.plan_year = plan.plan_year_end = 2024;
  plan.outline = {{"一、", "总体要求", 1, {0, 5}}, {"二、", "主要目标", 1, {50, 55}}, {"（一）", "蓝天", 2, {60, 65}}};
  plan.items.resize(2);
  plan.items[0].id = "i1";
  plan.items[0].no = "1";
  plan.items[0].heading = "改善水质";
  plan.items[0].section = {"二、主要目标"};
  plan.items[1].id = "i2";
  plan.items[1].no = "（二）";
  plan.items[1].heading = "加强监管";
  plan.items[1].section = {"三、重点工作", "（一）碧水"};

  auto target = clause<plans::Target>(Kind::kTarget, "t1", 100, "7个断面水质优良率达到85.7%", "i1");
  target.indicator = "水质优良率";
  target.comparator = ">=";
  target.value = Decimal(857, 1);
  target.unit = "%";
  target.scope = "7个断面";
  target.arithmetic = plans::Arithmetic{7, 6, "7个断面的85.7%＝6个"};
  target.units = {{"水科", Role::kLead, Origin::kText}, {"各分局", Role::kAssist, Origin::kText}};
  plan.targets.push_back(target);

  auto duty = clause<plans::Duty>(Kind::kDuty, "d1", 300, "每月至少开展1次巡查", "i2");
  duty.action = "巡查";
  duty.period = "month";
  duty.min_count = 1;
  duty.object = "饮用水水源地";
  duty.deadline_origin = Origin::kDefault;
  duty.units = {{"支队", Role::kResponsible, Origin::kText}, {"支队", Role::kResponsible, Origin::kText}};
  plan.duties.push_back(duty);

  auto deliverable = clause<plans::Deliverable>(Kind::kDeliverable, "e1", 400, "=6月底前完成方案编制", "i2");
  deliverable.deadline = "2024-06-30";
  deliverable.deadline_origin = Origin::kText;
  deliverable.strength = Strength::kSoft;
  plan.deliverables.push_back(deliverable);

  auto qualitative = clause<plans::Qualitative>(Kind::kQualitative, "q1", 70, "细颗粒物达到省考核要求", "");
  qualitative.indicators = {"细颗粒物", "优良天数比例"};
  qualitative.comparator = "达到";
  qualitative.reference = "省考核要求";
  plan.qualitative.push_back(qualitative);

  plan.ongoing.push_back(clause<plans::Commitment>(Kind::kOngoing, "o1", 500, "推进整治", "i2"));
  plan.ongoing.back().deadline = "2024-10-15";
  plan.ongoing.back().deadline_origin = Origin::kText;
  plan.prohibitions.push_back(clause<plans::Commitment>(Kind::kProhibition, "p1", 600, "严禁填湖", "i2"));
  plan.principles.push_back(clause<plans::Commitment>(Kind::kPrinciple, "x1", 10, "坚持稳中求进", ""));
  return plan;
}

TaskSheetContext context() {
  TaskSheetContext result;
  result.document_digest = "ab12";
  result.date = Date(2024, 3, 1);
  result.prepared_by = "局办公室";
  result.paragraph_starts = {0, 60, 100, 300, 450};
  return result;
}

std::string printed(const TaskRow& row) {
  std::string text;
  for (const std::string* part : {&row.section, &row.item, &row.task, &row.goal, &row.units, &row.deadline,
                                  &row.strength, &row.kind, &row.source, &row.id}) {
    text += *part + "|";
  }
  return text;
}

TEST(TaskRows, AreReadyForPrintAndInDocumentOrder) {
  std::vector<std::string> rows;
  for (const TaskRow& row : task_rows(sample_plan(), context())) rows.push_back(printed(row));
  EXPECT_THAT(
      rows,
      testing::ElementsAre(
          "二、主要目标／（一）蓝天||细颗粒物达到省考核要求|细颗粒物、优良天数比例\n达到省考核要求|未明确|"
          "2024年12月底前|"
          "刚性|定性|第2段|q1|",
          "二、主要目标|1.改善水质|7个断面水质优良率达到85.7%|水质优良率 "
          "≥85.7%\n范围：7个断面\n折算：7个断面的85.7%＝6个|"
          "牵头：水科\n配合：各分局|2024年12月底前|刚性|目标|第1项第3段|t1|",
          "三、重点工作／（一）碧水|（二）加强监管|每月至少开展1次巡查|每月至少1次\n对象：饮用水水源地|支队|全年|刚性|"
          "频次|"
          "第（二）项第4段|d1|",
          "三、重点工作／（一）碧水|（二）加强监管|=6月底前完成方案编制||未明确|2024年6月底前|力争|成果|"
          "第（二）项第4段|e1|",
          "三、重点工作／（一）碧水|（二）加强监管|推进整治||未明确|2024年10月15日前|刚性|常态|第（二）项第5段|o1|",
          "三、重点工作／（一）碧水|（二）加强监管|严禁填湖||未明确|全年|刚性|禁止|第（二）项第5段|p1|"));
}

struct Goal {
  const char* name;
  void (*change)(plans::Target&);
  const char* want;
};

const Goal kGoals[] = {
    {"at_most", [](plans::Target& t) { t.comparator = "<="; }, "浓度 ≤3.5微克"},
    {"exactly", [](plans::Target& t) { t.comparator = "="; }, "浓度 ＝3.5微克"},
    {"range", [](plans::Target& t) { t.comparator = "range", t.value_high = Decimal(50, 1); }, "浓度 3.5～5.0微克"},
    {"down", [](plans::Target& t) { t.direction = "down", t.baseline = "比2020年"; },
     "浓度下降 ≥3.5微克\n基准：比2020年"},
    {"each_year", [](plans::Target& t) { t.period = "year"; }, "浓度 ≥3.5微克（每年）"},
    {"no_value", [](plans::Target& t) { t.value.reset(); }, "浓度"},
};

TEST(TaskRows, GoalOfATarget) {
  for (const Goal& goal : kGoals) {
    Plan plan;
    auto target = clause<plans::Target>(Kind::kTarget, "t", 0, "x", "");
    target.indicator = "浓度";
    target.comparator = ">=";
    target.value = Decimal(35, 1);
    target.unit = "微克";
    goal.change(target);
    plan.targets.push_back(target);
    EXPECT_EQ(task_rows(plan, {}).front().goal, goal.want) << goal.name;
  }
}

TEST(TaskRows, GoalOfADuty) {
  Plan plan;
  auto duty = clause<plans::Duty>(Kind::kDuty, "d", 0, "x", "");
  duty.period = "3 years";
  duty.objects = {"甲湖", "乙湖"};
  duty.quantity = "1亿尾以上";
  duty.window_from = "2024-05-01";
  duty.window_to = "2024-09-30";
  plan.duties.push_back(duty);
  duty.period = "定期";
  duty.objects.clear();
  duty.quantity.clear();
  duty.window_from.clear();
  plan.duties.push_back(duty);
  const auto rows = task_rows(plan, {});
  EXPECT_EQ(rows[0].goal, "每3年\n数量：1亿尾以上\n对象：甲湖、乙湖\n期间：2024年5月1日至2024年9月30日");
  EXPECT_EQ(rows[1].goal, "定期\n期间：至2024年9月30日");
}

TEST(TaskRows, CollectiveNamesAreExpandedWhereATableIsGiven) {
  const auto organisation = plans::load_organisation(R"(
[organisation]
city = "甲市"
bureau = "甲市生态环境局"
source = "演示计划"
[[unit]]
name = "东区分局"
kind = "branch"
[[unit]]
name = "西区分局"
kind = "branch"
[[collective]]
name = "各分局"
members = ["东区分局", "西区分局"]
)",
                                                     "x.toml");
  ASSERT_TRUE(organisation.has_value()) << organisation.error().message << organisation.error().where;
  TaskSheetContext with_table = context();
  with_table.organisation = &*organisation;
  EXPECT_EQ(task_rows(sample_plan(), with_table)[1].units, "牵头：水科\n配合：各分局（东区分局、西区分局）");
}

TEST(ParagraphStarts, CountCodePoints) {
  EXPECT_THAT(paragraph_starts_of("甲乙\n\n丙"), testing::ElementsAre(0, 3, 4));
  EXPECT_THAT(paragraph_starts_of("甲\n"), testing::ElementsAre(0));
  EXPECT_THAT(paragraph_starts_of(""), testing::ElementsAre(0));
}

TEST(TaskSheet, NoteSaysFromWhatAndHowMany) {
  const Plan plan = sample_plan();
  EXPECT_EQ(task_sheet_title(plan, context()), "2024年工作要点任务分解表");
  EXPECT_EQ(task_sheet_note(task_rows(plan, context()), plan, context()),
            "依据：《2024年工作要点》　共6项任务（目标1、成果1、频次1、定性1、常态1、禁止1）\n"
            "编制：局办公室　2024年3月1日　原件摘要：ab12");
}

// --- the workbook
// -----------------------------------------------------------------------------------------------------

tables::Sheet read_sheet(const std::string& bytes) {
  const auto workbook = tables::read_workbook(bytes, "x.xlsx");
  EXPECT_TRUE(workbook.has_value()) << workbook.error().message;
  return workbook.has_value() && !workbook->sheets.empty() ? workbook->sheets.front() : tables::Sheet();
}

std::string cell(const tables::Sheet& sheet, int row, int column) {
  const tables::Cell* found = sheet.cell({row, column});
  return found == nullptr ? std::string() : found->value;
}

TEST(TaskSheetXlsx, HoldsTheRowsOncePerLine) {
  const auto bytes = write_task_sheet_xlsx(sample_plan(), context());
  ASSERT_TRUE(bytes.has_value()) << bytes.error().message;
  const tables::Sheet sheet = read_sheet(*bytes);
  EXPECT_EQ(cell(sheet, 1, 1), "2024年工作要点任务分解表");
  std::vector<std::string> head;
  for (int column = 1; column <= 11; ++column) head.push_back(cell(sheet, 3, column));
  EXPECT_THAT(head, testing::ElementsAre("序号", "板块", "事项", "任务（原文）", "目标", "责任单位", "完成时限", "强度",
                                         "类别", "来源", "任务编号"));
  EXPECT_EQ(sheet.last_row(), 9);
  const std::vector<TaskRow> rows = task_rows(sample_plan(), context());
  for (int i = 0; i < 6; ++i) {
    EXPECT_EQ(cell(sheet, 4 + i, 1), std::to_string(i + 1));
    EXPECT_EQ(cell(sheet, 4 + i, 4), rows[static_cast<std::size_t>(i)].task);
    EXPECT_EQ(cell(sheet, 4 + i, 6), rows[static_cast<std::size_t>(i)].units);
    EXPECT_EQ(cell(sheet, 4 + i, 11), rows[static_cast<std::size_t>(i)].id);
  }
  EXPECT_TRUE(sheet.is_column_hidden(11));
  EXPECT_FALSE(sheet.is_column_hidden(10));
  for (const tables::CellRange& merge : sheet.merges) EXPECT_LT(merge.last.row, 3) << "merged rows would not sort";
}

TEST(TaskSheetXlsx, DaysAreDaysAndTextIsNeverAFormula) {
  const tables::Sheet sheet = read_sheet(*write_task_sheet_xlsx(sample_plan(), context()));
  const tables::Cell* due = sheet.cell({7, 7});
  ASSERT_NE(due, nullptr);
  EXPECT_EQ(due->kind, tables::CellKind::kDate);
  EXPECT_EQ(due->value, "2024-06-30");
  EXPECT_EQ(cell(sheet, 6, 7), "全年");
  const tables::Cell* task = sheet.cell({7, 4});
  ASSERT_NE(task, nullptr);
  EXPECT_EQ(task->value, "=6月底前完成方案编制");
  EXPECT_EQ(task->kind, tables::CellKind::kText);
  EXPECT_FALSE(task->is_formula);
}

TEST(TaskSheetXlsx, LongClauseIsCutNotRefused) {
  Plan plan;
  std::string text;
  for (int i = 0; i < 40'000; ++i) text += "长";
  plan.ongoing.push_back(clause<plans::Commitment>(Kind::kOngoing, "o", 0, text, ""));
  const auto bytes = write_task_sheet_xlsx(plan, {});
  ASSERT_TRUE(bytes.has_value()) << bytes.error().message;
  EXPECT_TRUE(cell(read_sheet(*bytes), 4, 4).ends_with("…"));
}

TEST(TaskSheetXlsx, EmptyPlanGivesAnEmptyTable) {
  const auto bytes = write_task_sheet_xlsx({}, {});
  ASSERT_TRUE(bytes.has_value()) << bytes.error().message;
  EXPECT_EQ(cell(read_sheet(*bytes), 1, 1), "任务分解表");
}

// --- the document
// -----------------------------------------------------------------------------------------------------

TEST(TaskSheetDocx, HoldsSectionsItemsAndTasks) {
  const auto bytes = write_task_sheet_docx(sample_plan(), context());
  ASSERT_TRUE(bytes.has_value()) << bytes.error().message;
  const auto document = documents::read_docx(*bytes, {}, "x.docx");
  ASSERT_TRUE(document.has_value());
  EXPECT_EQ(std::get<documents::DocxParagraph>(document->blocks[0]).text, "2024年工作要点任务分解表");
  const std::string text = documents::plain_text(*document);
  const std::string table = text.substr(text.find("| 序号"));
  EXPECT_EQ(
      table,
      "| 序号 | 事项 | 任务（原文） | 目标 | 责任单位 | 完成时限 | 强度 | 来源 |\n"
      "| --- | --- | --- | --- | --- | --- | --- | --- |\n"
      "| 二、主要目标／（一）蓝天 | | | | | | | |\n"
      "| 1 | — | 细颗粒物达到省考核要求 | 细颗粒物、优良天数比例 达到省考核要求 | 未明确 | 12月底前 | 刚性 | 第2段 |\n"
      "| 二、主要目标 | | | | | | | |\n"
      "| 2 | 1.改善水质 | 7个断面水质优良率达到85.7% | 水质优良率 ≥85.7% 范围：7个断面 折算：7个断面的85.7%＝6个 | "
      "牵头：水科 "
      "配合：各分局 | 12月底前 | 刚性 | 第3段 |\n"
      "| 三、重点工作／（一）碧水 | | | | | | | |\n"
      "| 3 | （二）加强监管 | 每月至少开展1次巡查 | 每月至少1次 对象：饮用水水源地 | 支队 | 全年 | 刚性 | 第4段 |\n"
      "| 4 | | =6月底前完成方案编制 | | 未明确 | 6月底前 | 力争 | 第4段 |\n"
      "| 5 | | 推进整治 | | | 10月15日前 | 刚性 | 第5段 |\n"
      "| 6 | | 严禁填湖 | | | 全年 | 刚性 | 第5段 |\n\n");
  EXPECT_TRUE(std::get<documents::DocxTable>(document->blocks[2]).rows[0].is_head);
}

TEST(TaskSheet, SamePlanGivesSameBytes) {
  EXPECT_EQ(*write_task_sheet_docx(sample_plan(), context()), *write_task_sheet_docx(sample_plan(), context()));
  EXPECT_EQ(*write_task_sheet_xlsx(sample_plan(), context()), *write_task_sheet_xlsx(sample_plan(), context()));
}

TEST(TaskSheet, EmptyPlanGivesADocument) { EXPECT_TRUE(write_task_sheet_docx({}, {}).has_value()); }

}  // namespace
}  // namespace bihuan::reports
