// src/assessment/internal/air_rows.h - the rows of one sheet of ambient air, read cell by cell; nothing is put
// together.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "assessment/air_workbook.h"
#include "tables/head_finder.h"

namespace bihuan::assessment::internal {

struct AirRow {
  std::string city, station;
  Date date;
  std::optional<int> hour;                                 // as the sheet labels it; none: a daily row
  standards::PerPollutant<std::optional<Decimal>> values;  // in the standard's unit
  std::string where;                                       // 工作表「数据」第5行
};

struct AirSheet {
  std::vector<AirRow> rows;
  std::vector<AirColumnUse> mapping;
  std::vector<WorkbookProblem> problems;
  std::int64_t rows_refused = 0, cells_refused = 0, rows_passed_over = 0;
  bool has_head = false;
};

tables::HeadQuery air_query(const AirTableWords& words);

AirSheet read_air_sheet(const tables::Sheet& sheet, const tables::HeadQuery& query, const standards::AirRules& rules,
                        const AirTableWords& words, const AirWorkbookOptions& options);

}  // namespace bihuan::assessment::internal
