// src/reports/task_sheet.h - the task sheet (任务分解表) that the office sends to the sections and branches.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "plans/organisation.h"
#include "plans/plan_model.h"

namespace bihuan::reports {

// What the compiled plan does not know about itself.
struct TaskSheetContext {
  std::string document_name;    // as people know it: "2024年全市生态环境工作要点"; "" takes the plan's title
  std::string document_digest;  // hex, of the original file; "" where unknown
  std::optional<Date> date;     // on which the sheet is made; absent: not printed
  std::string prepared_by;      // the office: "局办公室"; "" leaves it out
  // Code point at which each paragraph of the plain text begins, ascending; empty leaves the paragraph out of the
  // source.
  std::vector<std::int64_t> paragraph_starts;
  // Tells who is meant by a collective name (各分局); nullptr prints the names as the plan does. Needs `date`.
  const plans::Organisation* organisation = nullptr;
};

// Where each line of `utf8` begins, in code points: paragraph_starts of a plain text.
std::vector<std::int64_t> paragraph_starts_of(std::string_view utf8);

// One commitment as a row: all texts are ready for print.
struct TaskRow {
  int serial = 0;       // 1-based, in document order
  std::string section;  // 板块: the headings above, "三、重点工作安排／（一）…"
  std::string item;     // 事项: number and heading of the item; "" outside items
  std::string task;     // 任务: the clause as printed
  std::string goal;     // 目标: what is measured or counted, a line each; "" for none
  std::string units;  // 责任单位: "甲、乙", or a line each for 牵头, 配合 and 责任 where roles differ; 未明确 for none
  std::optional<Date> due;  // the day itself; absent for work without an end
  std::string
      deadline;  // 完成时限 in words: "2024年6月底前", "2024年3月15日前"; "全年", "长期" for work without an end
  std::string strength;  // "刚性", "力争"
  std::string kind;      // "目标", "成果", "频次", "定性", "常态", "禁止"
  std::string source;    // "第3项第12段"
  std::string id;        // of the commitment, stable
};

// Rows of targets, deliverables, duties, qualitative ends, ongoing work and prohibitions in document order; principles
// are no tasks.
std::vector<TaskRow> task_rows(const plans::Plan& plan, const TaskSheetContext& context);

// The lines above the table; the note has two, parted by '\n'.
std::string task_sheet_title(const plans::Plan& plan, const TaskSheetContext& context);
std::string task_sheet_note(const std::vector<TaskRow>& rows, const plans::Plan& plan, const TaskSheetContext& context);

// The workbook, A4 landscape, one row a commitment, no merged cells below the head (so that it sorts and filters), the
// commitment's id in a hidden last column. Every cell is text, a number or a day, never a formula.
Result<std::string> write_task_sheet_xlsx(const plans::Plan& plan, const TaskSheetContext& context);

// The same for print: A4 landscape, a line for each section, cells of one item merged.
Result<std::string> write_task_sheet_docx(const plans::Plan& plan, const TaskSheetContext& context);

}  // namespace bihuan::reports
