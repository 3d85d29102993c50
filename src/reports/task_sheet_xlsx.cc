#include <algorithm>

#include "base/text.h"
#include "reports/task_sheet.h"
#include "tables/xlsx_writer.h"

namespace bihuan::reports {
namespace {

using tables::CellStyle;
using tables::CellValue;
using tables::OutCell;

struct Column {
  const char* head;
  double width;  // in half-width characters
};

constexpr Column kColumns[] = {{"序号", 6},  {"板块", 14},     {"事项", 18},     {"任务（原文）", 48},
                               {"目标", 26}, {"责任单位", 22}, {"完成时限", 12}, {"强度", 7},
                               {"类别", 7},  {"来源", 13},     {"任务编号", 10}};
constexpr int kColumnCount = static_cast<int>(std::size(kColumns));
constexpr int kVisible = kColumnCount - 1;  // the commitment's id is hidden
constexpr int kHeadRow = 3;

OutCell text_cell(const std::string& text, CellStyle style = CellStyle::kText) {
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
    const auto capacity = static_cast<std::size_t>(kColumns[i].width) - 2;
    std::size_t lines = 0;
    for (const std::string_view line : split(*texts[i], '\n')) {
      lines += std::max<std::size_t>(1, (display_width(line) + capacity - 1) / capacity);
    }
    most = std::max(most, lines);
  }
  return std::min(kHighest, static_cast<double>(most) * kLine + kSpare);
}

std::vector<OutCell> cells_of(const TaskRow& row) {
  OutCell due = text_cell(row.deadline, CellStyle::kCentred);
  if (row.due.has_value()) {
    // A real day, so that the column sorts and filters by time.
    due = {CellValue(
               tables::DayValue{row.due->year(), static_cast<int>(row.due->month()), static_cast<int>(row.due->day())}),
           CellStyle::kDate};
  }
  return {{CellValue(std::int64_t{row.serial}), CellStyle::kCentred},
          text_cell(row.section),
          text_cell(row.item),
          text_cell(row.task),
          text_cell(row.goal),
          text_cell(row.units),
          due,
          text_cell(row.strength, CellStyle::kCentred),
          text_cell(row.kind, CellStyle::kCentred),
          text_cell(row.source),
          text_cell(row.id)};
}

tables::OutSheet sheet_layout() {
  tables::OutSheet sheet;
  sheet.name = "任务分解表";
  for (int i = 0; i < kColumnCount; ++i) sheet.columns.push_back({kColumns[i].width, i >= kVisible});
  sheet.frozen_rows = kHeadRow;
  sheet.repeated_rows_first = kHeadRow;
  sheet.repeated_rows_last = kHeadRow;
  return sheet;
}

}  // namespace

Result<std::string> write_task_sheet_xlsx(const plans::Plan& plan, const TaskSheetContext& context) {
  const std::vector<TaskRow> rows = task_rows(plan, context);
  constexpr Date kNoDate(2000, 1, 1);
  constexpr std::int64_t kSecondsPerDay = 86'400;
  tables::XlsxWriter writer(context.date.value_or(kNoDate).days_since_1970() * kSecondsPerDay);
  BIHUAN_CHECK(writer.begin_sheet(sheet_layout()));
  BIHUAN_CHECK(writer.write_merged(1, 1, kVisible, text_cell(task_sheet_title(plan, context), CellStyle::kTitle), 30));
  BIHUAN_CHECK(
      writer.write_merged(2, 1, kVisible, text_cell(task_sheet_note(rows, plan, context), CellStyle::kNote), 30));
  std::vector<OutCell> head;
  for (const Column& column : kColumns) head.push_back(text_cell(column.head, CellStyle::kHead));
  BIHUAN_CHECK(writer.write_row(kHeadRow, head, 24));
  int row = kHeadRow;
  for (const TaskRow& task : rows) BIHUAN_CHECK(writer.write_row(++row, cells_of(task), height_of(task)));
  BIHUAN_CHECK(writer.add_filter({{kHeadRow, 1}, {row, kVisible}}));
  return writer.finish();
}

}  // namespace bihuan::reports
