// src/assessment/internal/section_rows.h - the rows of one sheet, read cell by cell; nothing is merged yet.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "assessment/section_workbook.h"
#include "tables/head_finder.h"

namespace bihuan::assessment::internal {

// What a row says of one section: its attributes, and in tables of results one month.
struct SectionRow {
  std::string name;
  std::string where;  // 工作表「9月」第5行
  std::string river;
  std::optional<ExamLevel> exam_level;
  std::optional<standards::WaterBody> body;
  std::optional<standards::WaterClass> target;
  std::optional<standards::SectionMonth> month;  // none in a table that only lists sections
};

// What reading one sheet gave.
struct SheetRows {
  std::vector<SectionRow> rows;
  std::vector<WorkbookProblem> problems;
  std::int64_t rows_refused = 0;
  std::int64_t cells_refused = 0;
  std::int64_t rows_passed_over = 0;
  bool has_head = false;
};

// The columns that are looked for: those of `words` and every item of table 1.
tables::HeadQuery section_query(const standards::SurfaceWaterRules& rules, const SectionTableWords& words);

SheetRows read_sheet(const tables::Sheet& sheet, const tables::HeadQuery& query,
                     const standards::SurfaceWaterRules& rules, const SectionTableWords& words,
                     const WorkbookOptions& options);

}  // namespace bihuan::assessment::internal
