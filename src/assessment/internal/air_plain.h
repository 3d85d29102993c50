// src/assessment/internal/air_plain.h - the long sheets of ambient air: csv by the million rows.
//
// Most rows of such a file are a name, a time and plain numbers. They go from the text into the grid without a cell in
// between. A row that is anything else is read by AirRowReader, as in any other file, so that both ways say the same.
#pragma once
#include "assessment/air_workbook.h"
#include "assessment/internal/air_grid.h"
#include "assessment/internal/air_rows.h"
#include "tables/plain_csv.h"

namespace bihuan::assessment::internal {

// Reads the rows into `grid` and what was said of them into `sheet`. Returns false, with nothing of use in either, for
// a file that has to be read the other way: no head near its top, a time in three columns, units to be converted.
Result<bool> read_plain_air(tables::PlainCsv& csv, const tables::HeadQuery& query, const standards::AirRules& rules,
                            const AirTableWords& words, const AirWorkbookOptions& options, AirGrid& grid,
                            AirSheet& sheet);

}  // namespace bihuan::assessment::internal
