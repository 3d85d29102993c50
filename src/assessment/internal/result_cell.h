// src/assessment/internal/result_cell.h - one cell of a result: a measurement, nothing measured, or refused with what
// would be right.
#pragma once
#include <optional>
#include <string>

#include "assessment/section_workbook.h"
#include "base/quantity.h"
#include "tables/sheet.h"

namespace bihuan::assessment::internal {

struct ResultCell {
  std::optional<standards::Measurement> measurement;  // in the item's unit
  std::string missing_reason;                         // why nothing was measured; "" for a bare mark or an empty cell
  std::optional<Error> refused;
};

// Reads `cell` (null: empty) of a column in `unit`. `where` names the cell.
ResultCell read_result_cell(const tables::Cell* cell, const ResultItem& item, Unit unit, const SectionTableWords& words,
                            const WorkbookOptions& options, const std::string& where);

}  // namespace bihuan::assessment::internal
