// src/tables/internal/xls_child.h - FreeXL in a process of its own.
//
// FreeXL trusts what a file says of its own lengths: a damaged one makes it read and write beyond its memory. So it runs
// in a child that can do nothing but hand over cells through a pipe; where it dies, the file is refused.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tables/sheet.h"

namespace bihuan::tables {

// A sheet as FreeXL sees it.
struct XlsCells {
  bool is_read = false;  // false: FreeXL refuses this one
  std::uint32_t rows = 0, columns = 0;
  std::vector<Cell> cells;  // by row, then column; only those that are not empty
};

// The cells of all sheets by FreeXL's number. `sheets`: how many there must be.
// Errors: kInvalidInput  FreeXL refuses the file, dies on it, needs too long or says too much; `where` is empty
//         kUnavailable   no process, no memory file
Result<std::vector<XlsCells>> read_xls_cells(std::string_view bytes, std::size_t sheets, const Limits& limits);

}  // namespace bihuan::tables
