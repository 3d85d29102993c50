#include "tables/sheet.h"

#include <algorithm>
#include <map>
#include <queue>

#include "base/text.h"
#include "tables/internal/merges.h"

namespace bihuan::tables {

std::string column_letters(int column) {
  std::string out;
  while (column > 0) {
    out.insert(out.begin(), static_cast<char>('A' + (column - 1) % 26));
    column = (column - 1) / 26;
  }
  return out;
}

std::string to_string(CellAddress address) { return column_letters(address.column) + std::to_string(address.row); }

std::string to_string(const CellRange& range) {
  if (range.first == range.last) return to_string(range.first);
  return to_string(range.first) + ":" + to_string(range.last);
}

std::optional<CellAddress> parse_address(std::string_view text) {
  std::size_t i = 0;
  int column = 0;
  int row = 0;
  if (i < text.size() && text[i] == '$') ++i;
  const std::size_t letters = i;
  for (; i < text.size(); ++i) {
    const char c = text[i];
    const int letter = c >= 'A' && c <= 'Z' ? c - 'A' + 1 : c >= 'a' && c <= 'z' ? c - 'a' + 1 : 0;
    if (letter == 0) break;
    column = column * 26 + letter;
    if (column > kLastColumn) return std::nullopt;
  }
  if (i == letters) return std::nullopt;
  if (i < text.size() && text[i] == '$') ++i;
  if (i == text.size() || text[i] == '0') return std::nullopt;
  for (; i < text.size(); ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    row = row * 10 + (text[i] - '0');
    if (row > kLastRow) return std::nullopt;
  }
  return CellAddress{row, column};
}

std::string decimal_text(const Cell& cell) {
  if (cell.kind != CellKind::kNumber || cell.shown_text.empty()) return cell.value;
  // What is shown counts only if it is the value itself with more zeros behind.
  std::string shown;
  std::ranges::copy_if(cell.shown_text, std::back_inserter(shown), [](char c) { return c != ','; });
  std::string_view value = cell.value;
  if (shown.size() <= value.size() || !shown.starts_with(value)) return cell.value;
  std::string_view rest = std::string_view(shown).substr(value.size());
  if (value.find('.') == std::string_view::npos) {
    if (rest.front() != '.' || rest.size() < 2) return cell.value;
    rest.remove_prefix(1);
  }
  return rest.find_first_not_of('0') == std::string_view::npos ? shown : cell.value;
}

const Row* Sheet::row(int number) const {
  const auto found = std::ranges::lower_bound(rows, number, {}, &Row::number);
  return found != rows.end() && found->number == number ? &*found : nullptr;
}

const Cell* Sheet::cell(CellAddress at) const {
  const Row* const found_row = row(at.row);
  if (found_row == nullptr) return nullptr;
  const auto found =
      std::ranges::lower_bound(found_row->cells, at.column, {}, [](const Cell& c) { return c.at.column; });
  return found != found_row->cells.end() && found->at.column == at.column ? &*found : nullptr;
}

const CellRange* Sheet::merge_at(CellAddress at) const {
  // Ordered by first cell: whatever covers `at` begins in its row or above.
  const auto end = std::ranges::upper_bound(merges, at, {}, &CellRange::first);
  const auto found = std::find_if(merges.begin(), end, [&](const CellRange& range) { return range.contains(at); });
  return found == end ? nullptr : &*found;
}

const Cell* Sheet::merged_cell(CellAddress at) const {
  const CellRange* const range = merge_at(at);
  return cell(range == nullptr ? at : range->first);
}

bool Sheet::is_column_hidden(int column) const {
  return std::ranges::any_of(hidden_columns, [&](const CellRange& range) {
    return column >= range.first.column && column <= range.last.column;
  });
}

int Sheet::last_row() const { return rows.empty() ? 0 : rows.back().number; }

int Sheet::last_column() const {
  int last = 0;
  for (const Row& row : rows)
    if (!row.cells.empty()) last = std::max(last, row.cells.back().at.column);
  return last;
}

const Sheet* Workbook::sheet(std::string_view name) const {
  const auto found = std::ranges::find_if(sheets, [&](const Sheet& sheet) { return sheet.info.name == name; });
  return found == sheets.end() ? nullptr : &*found;
}

std::string place(std::string_view sheet_name, CellAddress at) {
  return "工作表「" + excerpt(sheet_name, 60) + "」" + to_string(at);
}

std::string place(std::string_view sheet_name, int row) {
  return "工作表「" + excerpt(sheet_name, 60) + "」第" + std::to_string(row) + "行";
}

Status order_merges(std::vector<CellRange>& merges, const std::function<std::string(CellAddress)>& where) {
  std::ranges::sort(merges, {}, &CellRange::first);
  // Sweep downwards: `active` holds the ranges that cross the present row, by first column; they are disjoint there.
  std::map<int, const CellRange*> active;
  const auto ends_later = [](const CellRange* a, const CellRange* b) { return a->last.row > b->last.row; };
  std::priority_queue<const CellRange*, std::vector<const CellRange*>, decltype(ends_later)> ends(ends_later);
  for (const CellRange& range : merges) {
    while (!ends.empty() && ends.top()->last.row < range.first.row) {
      active.erase(ends.top()->first.column);
      ends.pop();
    }
    const auto right = active.upper_bound(range.last.column);
    if (right != active.begin() && std::prev(right)->second->last.column >= range.first.column) {
      return fail(Code::kInvalidInput,
                  "合并单元格 " + to_string(range) + " 与 " + to_string(*std::prev(right)->second) +
                      " 重叠，请用 WPS 或 Excel 打开后取消合并再保存",
                  where(range.first));
    }
    active.emplace(range.first.column, &range);
    ends.push(&range);
  }
  return {};
}

}  // namespace bihuan::tables
