#include "base/text.h"
#include "documents/docx_writer.h"
#include "reports/task_sheet.h"

namespace bihuan::reports {
namespace {

using documents::Align;
using documents::TableCell;

struct DocxColumn {
  const char* head;
  int width;  // millimetres; the type area of the landscape sheet is 257 wide
};

constexpr DocxColumn kDocxColumns[] = {{"序号", 12},     {"事项", 30},     {"任务（原文）", 84}, {"目标", 42},
                                       {"责任单位", 39}, {"完成时限", 20}, {"强度", 12},         {"来源", 18}};
constexpr int kDocxColumnCount = static_cast<int>(std::size(kDocxColumns));

bool are_of_one_item(const TaskRow& a, const TaskRow& b) { return a.item == b.item && a.section == b.section; }

// How many rows from `from` on belong to the same item, and of these, how many are answered for by the same units.
struct Run {
  int item = 0;
  int units = 0;
};
Run run_from(const std::vector<TaskRow>& rows, std::size_t from) {
  Run run;
  std::size_t to = from;
  for (; to < rows.size() && are_of_one_item(rows[from], rows[to]); ++to) {
    const bool same_units = rows[to].units == rows[from].units;
    if (same_units && run.units == run.item) ++run.units;
    ++run.item;
  }
  return run;
}

// In the year of the plan the year itself is left out.
std::string short_deadline(const TaskRow& row, const std::string& plan_year) {
  const bool names_year = !plan_year.empty() && row.deadline.starts_with(plan_year);
  return names_year ? row.deadline.substr(plan_year.size()) : row.deadline;
}

// The number of the item stands in its own column already.
std::string paragraph_of(const std::string& source) {
  const std::size_t cut = source.rfind("第");
  return cut == std::string::npos || !source.ends_with("段") ? std::string() : source.substr(cut);
}

std::vector<std::vector<TableCell>> table_of(const std::vector<TaskRow>& rows, const std::string& plan_year) {
  std::vector<std::vector<TableCell>> table(1);
  for (const DocxColumn& column : kDocxColumns) table.front().push_back({.text = column.head});
  Run left;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const TaskRow& row = rows[i];
    const bool opens_section = i == 0 || rows[i - 1].section != row.section;
    if (opens_section && !row.section.empty()) {
      table.push_back({{.text = row.section, .column_span = kDocxColumnCount, .is_bold = true}});
    }
    std::vector<TableCell> cells = {{.text = std::to_string(row.serial), .align = Align::kCenter}};
    if (left.item == 0) {
      left = run_from(rows, i);
      cells.push_back({.text = row.item.empty() ? "—" : row.item, .row_span = left.item});
      left.units = 0;
    }
    cells.push_back({.text = row.task});
    cells.push_back({.text = row.goal});
    if (left.units == 0) {
      left.units = run_from(rows, i).units;
      cells.push_back({.text = row.units, .row_span = left.units});
    }
    --left.item;
    --left.units;
    cells.push_back({.text = short_deadline(row, plan_year), .align = Align::kCenter});
    cells.push_back({.text = row.strength, .align = Align::kCenter});
    cells.push_back({.text = paragraph_of(row.source), .align = Align::kCenter});
    table.push_back(std::move(cells));
  }
  return table;
}

}  // namespace

Result<std::string> write_task_sheet_docx(const plans::Plan& plan, const TaskSheetContext& context) {
  const std::vector<TaskRow> rows = task_rows(plan, context);
  documents::DocxWriter writer(documents::Orientation::kLandscape);
  writer.set_properties(task_sheet_title(plan, context), context.prepared_by,
                        context.date.has_value() ? to_string(*context.date) + "T00:00:00Z" : std::string());
  writer.add_paragraph(task_sheet_title(plan, context), {.style = documents::DocxStyle::kTitle});
  const bool is_annual = plan.plan_year != 0 && plan.plan_year == plan.plan_year_end;
  const std::string plan_year = is_annual ? std::to_string(plan.plan_year) + "年" : std::string();
  std::string note = task_sheet_note(rows, plan, context);
  if (is_annual) note += "　完成时限未写年份的均为" + plan_year;
  writer.add_paragraph(note, {.style = documents::DocxStyle::kNote});
  documents::TableLayout layout;
  for (const DocxColumn& column : kDocxColumns) layout.widths.push_back(column.width);
  BIHUAN_CHECK(writer.add_table(table_of(rows, plan_year), layout));
  return writer.finish();
}

}  // namespace bihuan::reports
