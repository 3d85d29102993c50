// src/tables/internal/merges.h - what all readers ask of merged ranges.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "tables/sheet.h"

namespace bihuan::tables {

// Sorts `merges` by their first cell and checks that none overlap. `where` makes the place of a cell.
// Errors: kInvalidInput  two ranges overlap
Status order_merges(std::vector<CellRange>& merges, const std::function<std::string(CellAddress)>& where);

}  // namespace bihuan::tables
