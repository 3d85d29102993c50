#include <algorithm>

#include "base/text.h"
#include "reports/task_sheet.h"
#include "tables/xlsx_writer.h"

namespace bihuan::reports {
namespace {

using tables::CellStyle;
using tables::CellValue;
using tables::OutCell;

struct XlsxColumn {
  const char* head;
  double width;  // in half-width characters
};

constexpr XlsxColumn kXlsxColumns[] = {{"序号", 6},  {"板块", 14},     {"事项", 18},     {"任务（原文）", 48},
                                       {"目标", 26}, {"责任单位", 22}, {"完成时限", 12}, {"强度", 7},
                                       {"类别", 7},  {"来源", 13},     {"任务编号", 10}};
constexpr int kXlsxColumnCount = static_cast<int>(std::size(kXlsxColumns));
constexpr int kVisible = kXlsxColumnCount - 1;  // the commitment's id is hidden
constexpr int kTaskHeadRow = 3;

OutCell task_cell(const std::string& text, CellStyle style = CellStyle::kText) {
  // A cell holds 32,767 UTF-16 units; a clause of that length stays whole in the plan itself.
  constexpr std::size_t kMost = 16'000;
  if (count_code_points(text) > kMost) return {CellValue(excerpt(text, kMost)), style};
  return {CellValue(text), style};
}

// Not every program fits the height of a row to wrapped text when it opens the file, so it is set: the lines of the
// fullest cell. A line may end early before a mark that must not begin the next, hence the spare character.
double height_of(const TaskRow& row) {
  const std::string* const texts[] = {nullptr,    &row.section, &row.item, &row.task, &row.goal,
                                      &row.units, nullptr,      nullptr,   nullptr,   &row.source};
  constexpr double kLine = 15.5, kSpare = 4;  // points
  constexpr double kHighest = 409;            // a row cannot be higher
  std::size_t most = 1;
  for (int i = 0; i < kVisible; ++i) {
    if (texts[i] == nullptr) continue;
    const auto capacity = static_cast<std::size_t>(kXlsxColumns[i].width) - 2;
    std::size_t lines = 0;
    for (const std::string_view line : split(*texts[i], '\n')) {
      lines += std::max<std::size_t>(1, (display_width(line) + capacity - 1) / capacity);
    }
    most = std::max(most, lines);
  }
  return std::min(kHighest, static_cast<double>(most) * kLine + kSpare);
}

std::vector<OutCell> cells_of(const TaskRow& row) {
  OutCell due = task_cell(row.deadline, CellStyle::kCentred);
  if (row.due.has_value()) {
    // A real day, so that the column sorts and filters by time.
    due = {CellValue(
               tables::DayValue{row.due->year(), static_cast<int>(row.due->month()), static_cast<int>(row.due->day())}),
           CellStyle::kDate};
  }
  return {{CellValue(std::int64_t{row.serial}), CellStyle::kCentred},
          task_cell(row.section),
          task_cell(row.item),
          task_cell(row.task),
          task_cell(row.goal),
          task_cell(row.units),
          due,
          task_cell(row.strength, CellStyle::kCentred),
          task_cell(row.kind, CellStyle::kCentred),
          task_cell(row.source),
          task_cell(row.id)};
}

tables::OutSheet sheet_layout() {
  tables::OutSheet sheet;
  sheet.name = "任务分解表";
  for (int i = 0; i < kXlsxColumnCount; ++i) sheet.columns.push_back({kXlsxColumns[i].width, i >= kVisible});
  sheet.frozen_rows = kTaskHeadRow;
  sheet.repeated_rows_first = kTaskHeadRow;
  sheet.repeated_rows_last = kTaskHeadRow;
  return sheet;
}

}  // namespace

Result<std::string> write_task_sheet_xlsx(const plans::Plan& plan, const TaskSheetContext& context) {
  const std::vector<TaskRow> rows = task_rows(plan, context);
  constexpr Date kNoDate(2000, 1, 1);
  tables::XlsxWriter writer(context.date.value_or(kNoDate).days_since_1970() * kSecondsOfDay);
  BIHUAN_CHECK(writer.begin_sheet(sheet_layout()));
  BIHUAN_CHECK(writer.write_merged(1, 1, kVisible, task_cell(task_sheet_title(plan, context), CellStyle::kTitle), 30));
  BIHUAN_CHECK(
      writer.write_merged(2, 1, kVisible, task_cell(task_sheet_note(rows, plan, context), CellStyle::kNote), 30));
  std::vector<OutCell> head;
  for (const XlsxColumn& column : kXlsxColumns) head.push_back(task_cell(column.head, CellStyle::kHead));
  BIHUAN_CHECK(writer.write_row(kTaskHeadRow, head, 24));
  int row = kTaskHeadRow;
  for (const TaskRow& task : rows) BIHUAN_CHECK(writer.write_row(++row, cells_of(task), height_of(task)));
  BIHUAN_CHECK(writer.add_filter({{kTaskHeadRow, 1}, {row, kVisible}}));
  return writer.finish();
}

}  // namespace bihuan::reports
