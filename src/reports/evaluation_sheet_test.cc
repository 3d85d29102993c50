#include "reports/evaluation_sheet.h"

#include <gmock/gmock.h>

#include "tables/sheet.h"

namespace bihuan::reports {
namespace {

assessment::Evaluation sample() {
  assessment::Evaluation evaluation;
  evaluation.title = "地表水评价";
  evaluation.file_name = "甲.xlsx";
  evaluation.standards = {"GB 3838-2002"};
  standards::Basis basis;
  basis.standard = "GB 3838-2002";
  basis.clauses = {"表1", "5.1"};
  basis.wanted = 12;
  basis.used = 11;
  basis.confidence = "medium";
  basis.left_out = {{"甲断面3月", "断流"}};
  const std::int64_t detail = assessment::add_detail(evaluation, {"甲断面 2024年", "", {}, {basis}, "第3行"});
  evaluation.tables.push_back({"sections",
                               "断面水质",
                               {{"section", "断面", false}, {"share", "优良率%", true}, {"reason", "说明", false}},
                               {{{"甲断面", "85.70", "=1+1"}, detail}, {{"乙断面", "", "没有数据"}, std::nullopt}}});
  evaluation.problems.push_back({"refused_cell", "工作表「结果」H3", "氨氮“ND”没有检出限"});
  return evaluation;
}

std::string shown(const tables::Workbook& workbook, const std::string& sheet, const std::string& at) {
  const tables::Sheet* found = workbook.sheet(sheet);
  if (found == nullptr) return "no sheet";
  const tables::Cell* cell = found->merged_cell(*tables::parse_address(at));
  return cell == nullptr ? "" : std::string(cell->shown());
}

TEST(EvaluationSheet, HoldsTablesTheBasisAndWhatWasRefused) {
  const Result<std::string> bytes = evaluation_xlsx(sample());
  ASSERT_TRUE(bytes.has_value()) << bytes.error().message;
  const Result<tables::Workbook> workbook = tables::read_workbook(*bytes, "out.xlsx");
  ASSERT_TRUE(workbook.has_value()) << workbook.error().message;
  EXPECT_EQ(shown(*workbook, "断面水质", "A1"), "地表水评价：断面水质");
  EXPECT_EQ(shown(*workbook, "断面水质", "B3"), "优良率%");
  EXPECT_EQ(shown(*workbook, "断面水质", "B4"), "85.70");
  EXPECT_EQ(workbook->sheet("断面水质")->cell({4, 2})->kind, tables::CellKind::kNumber);
  EXPECT_EQ(workbook->sheet("断面水质")->cell({4, 3})->is_formula, false) << "a text that begins with = is a text";
  EXPECT_EQ(shown(*workbook, "断面水质", "C4"), "=1+1");
  EXPECT_EQ(shown(*workbook, "断面水质", "B5"), "");
  EXPECT_EQ(shown(*workbook, "依据", "C2"), "表1；5.1");
  EXPECT_EQ(shown(*workbook, "依据", "H2"), "中");
  EXPECT_THAT(shown(*workbook, "依据", "I2"), testing::HasSubstr("甲断面3月：断流"));
  EXPECT_EQ(shown(*workbook, "问题", "B2"), "工作表「结果」H3");
  EXPECT_EQ(*evaluation_xlsx(sample()), *bytes) << "the same evaluation, the same bytes";
}

}  // namespace
}  // namespace bihuan::reports
