// The rows below a head: data, and what only looks like data.
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/text.h"
#include "tables/head_finder.h"
#include "tables/internal/head_text.h"
#include "tables/internal/merge_index.h"

namespace bihuan::tables {
namespace {

constexpr std::size_t kLongestName = 25;  // a longer text alone in its row is a sentence, no section's name

}  // namespace

class RowReader::Sorter {
 public:
  Sorter(const Sheet& sheet, const Head& head, const HeadQuery& query) {
    for (const std::string& word : query.summary_words) summary_words_.insert(normal_text(word));
    for (const std::string& word : query.note_words) note_words_.push_back(normal_text(word));
    for (const std::string& title : head.titles) titles_.insert(normal_text(title));
    if (!head.unit_line.empty()) titles_.insert(normal_text(head.unit_line));
    for (int number = head.first_row; number <= head.last_row; ++number)
      if (const Row* const row = sheet.row(number)) {
        std::map<int, std::string> texts;
        for (const Cell& cell : row->cells) texts.emplace(cell.at.column, normal_text(cell.value));
        head_rows_.push_back(std::move(texts));
      }
    for (const FoundColumn& column : head.columns) {
      found_columns_.insert(column.column);
      first_column_ = first_column_ == 0 ? column.column : std::min(first_column_, column.column);
      last_column_ = std::max(last_column_, column.column);
    }
  }

  RowRole role(const Row& row, MergeSweep& merges) {
    std::vector<const Cell*> filled;
    for (const Cell& cell : row.cells)
      if (!trim(cell.value).empty() || cell.is_formula) filled.push_back(&cell);
    if (filled.empty()) return RowRole::kBlank;
    if (repeats_head(filled)) return RowRole::kRepeatedHead;
    if (std::ranges::all_of(filled, [&](const Cell* cell) { return titles_.contains(normal_text(cell->value)); }))
      return RowRole::kTitle;
    if (is_summary(filled)) return RowRole::kSummary;
    if (is_note(filled, merges)) {
      in_notes_ = true;
      return RowRole::kNote;
    }
    if (std::ranges::none_of(filled, [&](const Cell* cell) { return found_columns_.contains(cell->at.column); }))
      return RowRole::kBlank;
    in_notes_ = false;
    return RowRole::kData;
  }

  void pass_data() { in_notes_ = false; }

  bool is_summary_word(std::string text) const {
    if (text.ends_with(':')) text.pop_back();
    return summary_words_.contains(text);
  }

  bool begins_note(std::string_view text) const {
    const std::string normal = normal_text(text);
    return std::ranges::any_of(note_words_, [&](const std::string& word) {
      if (!normal.starts_with(word)) return false;
      const std::string_view rest = std::string_view(normal).substr(word.size());
      constexpr std::string_view kMarks = ":.0123456789(";
      return rest.empty() || kMarks.find(rest.front()) != std::string_view::npos;
    });
  }

 private:
  bool repeats_head(const std::vector<const Cell*>& filled) const {
    return std::ranges::any_of(head_rows_, [&](const std::map<int, std::string>& texts) {
      const auto same = static_cast<std::size_t>(std::ranges::count_if(filled, [&](const Cell* cell) {
        const auto head = texts.find(cell->at.column);
        return head != texts.end() && head->second == normal_text(cell->value);
      }));
      return same >= 2 ? 5 * same >= 4 * filled.size() : same == filled.size() && texts.size() == 1;
    });
  }

  // 合计, 平均值 ... stand in one of the first two texts of the row, before any figure.
  bool is_summary(const std::vector<const Cell*>& filled) const {
    for (std::size_t i = 0; i < std::min<std::size_t>(2, filled.size()); ++i) {
      if (filled[i]->kind != CellKind::kText) return false;
      if (is_summary_word(normal_text(filled[i]->value))) return true;
    }
    return false;
  }

  bool is_note(const std::vector<const Cell*>& filled, MergeSweep& merges) const {
    const Cell& first = *filled.front();
    if (first.kind != CellKind::kText) return false;
    if (begins_note(first.value)) return true;
    if (filled.size() > 1) return false;
    if (in_notes_ || count_code_points(first.value) > kLongestName || !found_columns_.contains(first.at.column))
      return true;
    const CellRange* const range = merges.find(first.at.column);
    if (range == nullptr) return false;
    const int width = range->last.column - range->first.column + 1;
    return width >= 3 || 2 * width > last_column_ - first_column_ + 1;
  }

  std::set<std::string> summary_words_;
  std::vector<std::string> note_words_;
  std::set<std::string> titles_;
  std::vector<std::map<int, std::string>> head_rows_;
  std::set<int> found_columns_;
  int first_column_ = 0;
  int last_column_ = 0;
  bool in_notes_ = false;
};

namespace {

std::string first_texts(const Row& row) {
  std::string out;
  for (const Cell& cell : row.cells) {
    if (trim(cell.value).empty()) continue;
    out += (out.empty() ? "" : " ") + excerpt(trim(cell.shown()), 30);
    if (count_code_points(out) > 60) break;
  }
  return out;
}

}  // namespace

Table read_table(const Sheet& sheet, const Head& head, const HeadQuery& query) {
  Table table;
  table.head = head;
  RowReader::Sorter sorter(sheet, table.head, query);
  MergeSweep merges(sheet.merges);
  for (const Row& row : sheet.rows) {
    if (row.number <= head.last_row) continue;
    merges.move_to(row.number);
    const RowRole role = sorter.role(row, merges);
    if (role != RowRole::kData) {
      std::string text = first_texts(row);
      if (!text.empty()) table.left_out.push_back({row.number, role, std::move(text)});
      continue;
    }
    TableRow out{row.number, row.is_hidden, {}};
    for (const FoundColumn& column : head.columns) {
      const CellRange* const range = merges.find(column.column);
      const Cell* cell = sheet.cell(range == nullptr ? CellAddress{row.number, column.column} : range->first);
      if (cell != nullptr && trim(cell->value).empty() && !cell->is_formula) cell = nullptr;
      out.cells.push_back(cell);
    }
    table.rows.push_back(std::move(out));
  }
  return table;
}

RowReader::RowReader(const Sheet& top, const Head& head, const HeadQuery& query)
    : head_(head), sorter_(std::make_unique<Sorter>(top, head, query)) {}
RowReader::~RowReader() = default;

std::optional<TableRow> RowReader::take(const Row& row) {
  static const std::vector<CellRange> kNoMerges;
  MergeSweep none(kNoMerges);
  if (sorter_->role(row, none) != RowRole::kData) {
    if (!first_texts(row).empty()) ++left_out_;
    return std::nullopt;
  }
  TableRow out{row.number, row.is_hidden, {}};
  for (const FoundColumn& column : head_.columns) {
    const auto found = std::ranges::find(row.cells, column.column, [](const Cell& cell) { return cell.at.column; });
    const bool is_there = found != row.cells.end() && (!trim(found->value).empty() || found->is_formula);
    out.cells.push_back(is_there ? &*found : nullptr);
  }
  return out;
}

void RowReader::pass_data() { sorter_->pass_data(); }

bool RowReader::has_role(std::string_view text) const {
  return sorter_->is_summary_word(normal_text(text)) || sorter_->begins_note(text);
}

const Cell* Table::cell(const TableRow& row, std::string_view key) const {
  const FoundColumn* const column = head.column(key);
  return column == nullptr ? nullptr : row.cells[static_cast<std::size_t>(column - head.columns.data())];
}

std::string Table::place_of(const TableRow& row, std::string_view key) const {
  const FoundColumn* const column = head.column(key);
  return column == nullptr ? place(head.sheet_name, row.number)
                           : place(head.sheet_name, CellAddress{row.number, column->column});
}

}  // namespace bihuan::tables
