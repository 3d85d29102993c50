// src/assessment/internal/section_rows.h - the rows of one sheet, read cell by cell; nothing is merged yet.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "assessment/section_workbook.h"
#include "tables/head_finder.h"

namespace bihuan::assessment::internal {

// What a row says of one section: its attributes, and in tables of results one month.
struct SectionRow {
  std::string name;
  std::string where;  // 工作表「9月」第5行
  std::string river, city, level;
  std::optional<ExamLevel> exam_level;
  std::optional<standards::SourceKind> kind;
  std::optional<standards::WaterClass> target;
  std::optional<standards::SectionMonth> month;  // none in a table that only lists sections
  int year = 0;                                  // of the month; 0: not said
  std::string when;                              // the cell of the month, as shown
  std::optional<Date> day;
  std::vector<std::string> unequipped;
};

// What reading one sheet gave.
struct SheetRows {
  std::vector<SectionRow> rows;
  std::vector<WorkbookProblem> problems;
  std::vector<ItemColumnUse> mapping;
  std::int64_t rows_refused = 0;
  std::int64_t cells_refused = 0;
  std::int64_t rows_passed_over = 0;
  bool has_head = false;
};

// The columns that are looked for: those of `words` and every item.
tables::HeadQuery section_query(std::span<const ResultItem> items, const SectionTableWords& words,
                                const WorkbookOptions& options);

// Rows of another year than options.year (where it is given) are left out with a note.
SheetRows read_sheet(const tables::Sheet& sheet, const tables::HeadQuery& query, std::span<const ResultItem> items,
                     const SectionTableWords& words, const WorkbookOptions& options);

}  // namespace bihuan::assessment::internal
