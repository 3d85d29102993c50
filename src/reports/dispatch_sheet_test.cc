#include "reports/dispatch_sheet.h"

#include <gmock/gmock.h>

#include "base/text.h"
#include "reports/sheet_edit.h"

namespace bihuan::reports {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using namespace literals;

DispatchSheet sample_sheet() {
  DispatchSheet sheet{"r000001", "水科", "2024-09", Date(2024, 9, 28), {}};
  DispatchSheetRow row;
  row.task_id = "p0001-t1";
  row.item = "1.改善水质";
  row.text = "=完成10处整治";  // a clause may begin with any character
  row.role = "牵头";
  row.wanted = "10处";
  row.expected = "74.9%";
  row.takes_figure = true;
  sheet.rows.push_back(row);
  row.task_id = "p0001-o1";
  row.text = "持续推进";
  row.takes_figure = false;
  sheet.rows.push_back(row);
  return sheet;
}

SheetReadback back(const SheetEdits& edits) {
  const Result<std::string> bytes = write_dispatch_sheet(sample_sheet());
  EXPECT_TRUE(bytes) << (bytes ? "" : bytes.error().message);
  const Result<SheetReadback> read = read_dispatch_sheet(edited(*bytes, edits), "水科.xlsx", sample_sheet());
  EXPECT_TRUE(read) << (read ? "" : read.error().message);
  return read ? *read : SheetReadback{};
}

TEST(DispatchSheet, HidesTheIdsAndWritesNoFormula) {
  const std::string bytes = *write_dispatch_sheet(sample_sheet());
  EXPECT_EQ(bytes, *write_dispatch_sheet(sample_sheet())) << "the same sheet gives the same bytes";
  const tables::Workbook workbook = *tables::read_workbook(bytes, "水科.xlsx");
  const tables::Sheet& page = workbook.sheets.front();
  EXPECT_TRUE(page.is_column_hidden(kId));
  EXPECT_EQ(page.cell({kFirst, kId})->value, "r000001|水科|p0001-t1");
  EXPECT_EQ(page.cell({kFirst, kText})->value, "=完成10处整治");
  EXPECT_FALSE(page.cell({kFirst, kText})->is_formula);
  EXPECT_EQ(page.cell({kFirst + 1, kDone})->value, "—");
  EXPECT_THAT(page.cell({2, 1})->value, HasSubstr("报送截止：2024年9月28日"));
}

TEST(DispatchSheet, ComesBackAsItWasFilled) {
  const SheetReadback read = back({{{kFirst, kDone}, tables::NumberText{"6"}},
                                   {{kFirst, kProgress}, std::string("=HYPERLINK(\"http://x\")")},
                                   {{kFirst, kProblems}, std::string("缺资金")}});
  EXPECT_THAT(read.faults, IsEmpty());
  ASSERT_THAT(read.filled, SizeIs(1));
  EXPECT_EQ(read.filled[0].task_id, "p0001-t1");
  EXPECT_EQ(read.filled[0].text.done, 6_dec);
  EXPECT_EQ(read.filled[0].text.progress, "=HYPERLINK(\"http://x\")") << "text stays text";
  EXPECT_EQ(read.filled[0].text.problems, "缺资金");
  EXPECT_THAT(read.left_empty, ElementsAre("p0001-o1"));
}

TEST(DispatchSheet, FullWidthDigitsWillDo) {
  const SheetReadback read =
      back({{{kFirst, kDone}, std::string("６．５")}, {{kFirst, kProgress}, std::string("有进展")}});
  ASSERT_THAT(read.filled, SizeIs(1));
  EXPECT_EQ(read.filled[0].text.done, *parse_decimal("6.5"));
}

struct FaultCase {
  const char* name;
  SheetEdits edits;
  const char* place;
  const char* message;
};
const std::string kWords = "有进展";
const FaultCase kFaults[] = {
    {"figure_in_words",
     {{{kFirst, kDone}, std::string("六处")}, {{kFirst, kProgress}, kWords}},
     "工作表「进展填报」H4",
     "累计完成数应为数字，如12，不写单位；这里是“六处”"},
    {"figure_negative",
     {{{kFirst, kDone}, tables::NumberText{"-1"}}, {{kFirst, kProgress}, kWords}},
     "工作表「进展填报」H4",
     "累计完成数不能是负数，这里是“-1”"},
    {"figure_a_day",
     {{{kFirst, kDone}, tables::DayValue{2024, 9, 1}}, {{kFirst, kProgress}, kWords}},
     "工作表「进展填报」H4",
     "累计完成数应为数字，如12，不写单位；这里是“2024-09-01”"},
    {"figure_not_wanted",
     {{{kFirst + 1, kDone}, tables::NumberText{"1"}}, {{kFirst + 1, kProgress}, kWords}},
     "工作表「进展填报」H5",
     "这项任务没有完成数可报，应留空：情况请写在“本月进展”"},
    {"id_changed",
     {{{kFirst, kId}, std::string("1")}, {{kFirst, kProgress}, kWords}},
     "工作表「进展填报」L4",
     "行编号“1”被改动了：请用发出的原表重新填写这一行"},
    {"id_unknown",
     {{{kFirst, kId}, std::string("r000001|水科|p0001-t9")}, {{kFirst, kProgress}, kWords}},
     "工作表「进展填报」L4",
     "没有行编号为“p0001-t9”的任务：行编号被改动，或任务已调整，请用新表"},
    {"other_round",
     {{{kFirst, kId}, std::string("r000009|水科|p0001-t1")}, {{kFirst, kProgress}, kWords}},
     "工作表「进展填报」L4",
     "这一行是另一次调度的表（r000009）：请用2024-09的表"},
    {"foreign_task",
     {{{kFirst, kId}, std::string("r000001|土科|p0001-t1")}, {{kFirst, kProgress}, kWords}},
     "工作表「进展填报」L4",
     "这一行是土科的任务，不由水科填报：请删去"},
    {"ids_swapped",
     {{{kFirst, kId}, std::string("r000001|水科|p0001-o1")}, {{kFirst, kProgress}, kWords}},
     "工作表「进展填报」C4",
     "任务原文与行编号不符，应为“持续推进”：原文被改动，或行被错移"},
    {"row_twice",
     {{{kFirst + 1, kId}, std::string("r000001|水科|p0001-t1")},
      {{kFirst + 1, kText}, std::string("=完成10处整治")},
      {{kFirst, kProgress}, kWords}},
     "工作表「进展填报」L5",
     "“=完成10处整治”在表中出现了两次：请只留一行"},
    {"row_added",
     {{{kFirst + 2, kProgress}, kWords}},
     "工作表「进展填报」L6",
     "这一行没有行编号，认不出是哪一项任务：请在发出的原表上填写，不要另加行"},
    {"no_progress",
     {{{kFirst, kProblems}, std::string("缺资金")}},
     "工作表「进展填报」I4",
     "填了其他列，没有填“本月进展”：请写明本月做了什么，没有进展也要写明"},
};
class DispatchSheetFault : public testing::TestWithParam<FaultCase> {};
INSTANTIATE_TEST_SUITE_P(, DispatchSheetFault, testing::ValuesIn(kFaults), [](const auto& p) { return p.param.name; });
TEST_P(DispatchSheetFault, IsNamedWithItsCell) {
  const SheetReadback read = back(GetParam().edits);
  ASSERT_THAT(read.faults, SizeIs(1));
  EXPECT_EQ(read.faults[0].place, GetParam().place);
  EXPECT_EQ(read.faults[0].message, GetParam().message);
}

TEST(DispatchSheet, AGoodRowGoesOnBesideAFaultyOne) {
  const SheetReadback read =
      back({{{kFirst, kDone}, std::string("六处")}, {{kFirst, kProgress}, kWords}, {{kFirst + 1, kProgress}, kWords}});
  EXPECT_THAT(read.faults, SizeIs(1));
  ASSERT_THAT(read.filled, SizeIs(1));
  EXPECT_EQ(read.filled[0].task_id, "p0001-o1");
}

TEST(DispatchSheet, ATextThatIsTooLongIsRefused) {
  std::string text;
  for (int i = 0; i < 2001; ++i) text += "长";
  const SheetReadback read = back({{{kFirst, kProgress}, text}});
  ASSERT_THAT(read.faults, SizeIs(1));
  EXPECT_EQ(read.faults[0].message, "本月进展有2001字，应不超过2000字");
}

TEST(DispatchSheet, AnotherFileIsRefused) {
  EXPECT_FALSE(read_dispatch_sheet("junk", "水科.xlsx", sample_sheet()));
  tables::XlsxWriter writer;
  tables::OutSheet layout;
  layout.name = "别的";
  ASSERT_TRUE(writer.begin_sheet(layout));
  ASSERT_TRUE(writer.write_cell(1, 1, {std::string("序号"), tables::CellStyle::kPlain}));
  const Result<SheetReadback> read = read_dispatch_sheet(*writer.finish(), "别的.xlsx", sample_sheet());
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Code::kInvalidInput) << read.error().message;
}

}  // namespace
}  // namespace bihuan::reports
