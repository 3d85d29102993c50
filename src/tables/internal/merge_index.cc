#include "tables/internal/merge_index.h"

#include <algorithm>
#include <iterator>

namespace bihuan::tables {

MergeIndex::MergeIndex(const std::vector<CellRange>& merges, int last_row) {
  for (const CellRange& range : merges)
    for (int row = range.first.row; row <= std::min(range.last.row, last_row); ++row)
      rows_[row].emplace(range.first.column, &range);
}

const CellRange* MergeIndex::find(CellAddress at) const {
  const auto row = rows_.find(at.row);
  if (row == rows_.end()) return nullptr;
  const auto right = row->second.upper_bound(at.column);
  if (right == row->second.begin()) return nullptr;
  const CellRange* const range = std::prev(right)->second;
  return range->contains(at) ? range : nullptr;
}

bool MergeIndex::crosses(int upper, int lower) const {
  const auto row = rows_.find(upper);
  return row != rows_.end() &&
         std::ranges::any_of(row->second, [&](const auto& entry) { return entry.second->last.row >= lower; });
}

void MergeSweep::move_to(int row) {
  row_ = row;
  for (; next_ < merges_.size() && merges_[next_].first.row <= row; ++next_)
    if (merges_[next_].last.row >= row) active_.insert_or_assign(merges_[next_].first.column, &merges_[next_]);
}

const CellRange* MergeSweep::find(int column) {
  for (;;) {
    const auto right = active_.upper_bound(column);
    if (right == active_.begin()) return nullptr;
    const auto left = std::prev(right);
    if (left->second->last.row >= row_) return left->second->last.column >= column ? left->second : nullptr;
    active_.erase(left);  // ended above; another one may reach here from further left
  }
}

}  // namespace bihuan::tables
