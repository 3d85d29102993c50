// src/tables/internal/merge_index.h - which merged range covers a cell, quickly, for the upper rows of a sheet and for
// a walk down its rows.
#pragma once
#include <map>
#include <vector>

#include "tables/sheet.h"

namespace bihuan::tables {

// Random access to rows 1..last_row. Refers to `merges`.
class MergeIndex {
 public:
  MergeIndex(const std::vector<CellRange>& merges, int last_row);
  const CellRange* find(CellAddress at) const;
  // Whether a range holds cells of both rows (neighbours, upper first).
  bool crosses(int upper, int lower) const;

 private:
  std::map<int, std::map<int, const CellRange*>> rows_;  // row -> first column -> range
};

// Access row by row, downwards. Refers to `merges`, which are in order of their first cell and do not overlap.
class MergeSweep {
 public:
  explicit MergeSweep(const std::vector<CellRange>& merges) : merges_(merges) {}
  // Goes to `row`, which is not above the last one.
  void move_to(int row);
  const CellRange* find(int column);

 private:
  const std::vector<CellRange>& merges_;
  std::size_t next_ = 0;
  int row_ = 0;
  std::map<int, const CellRange*> active_;  // by first column; may hold ranges that ended above
};

}  // namespace bihuan::tables
