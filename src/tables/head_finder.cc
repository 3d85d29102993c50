#include "tables/head_finder.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "tables/internal/head_text.h"
#include "tables/internal/merge_index.h"

namespace bihuan::tables {
namespace {

// How a wanted name fits a column; smaller is better.
enum Fit { kWhole = 1, kLowest = 2, kGroup = 3, kNone = 9 };

struct BlockColumn {
  int column = 0;
  std::vector<HeadPart> parts;     // top down; without those that are only a unit
  std::vector<const Cell*> cells;  // one for each part
  std::string unit;
  CellAddress unit_at;
};

struct Block {
  int first_row = 0;
  int last_row = 0;
  std::vector<BlockColumn> columns;
};

struct WantedNames {
  const WantedColumn* wanted = nullptr;
  std::vector<std::vector<std::string>> paths;  // each name, normal, cut at '/'
  std::vector<std::string> whole;               // each name, normal
};

// Looks at one sheet for one query.
class Finder {
 public:
  Finder(const Sheet& sheet, const HeadQuery& query)
      : sheet_(sheet),
        query_(query),
        units_(query.units),
        last_column_(std::min(sheet.last_column(), query.head_columns)),
        merges_(sheet.merges, query.search_rows + query.head_rows + 1) {
    for (const std::string& word : query.value_words) value_words_.insert(normal_text(word));
    for (const WantedColumn& wanted : query.columns) {
      WantedNames names{&wanted, {}, {}};
      for (const std::string& name : wanted.names) {
        names.whole.push_back(normal_text(name));
        std::vector<std::string> path;
        for (const std::string_view part : split(names.whole.back(), '/')) path.emplace_back(part);
        names.paths.push_back(std::move(path));
      }
      wanted_.push_back(std::move(names));
    }
  }

  Result<Head> find() {
    std::optional<Head> best;
    std::tuple<std::size_t, int> best_score{0, 0};
    for (const Row& row : sheet_.rows) {
      if (row.number > query_.search_rows) break;
      const auto block = block_from(row.number);
      if (!block) continue;
      auto [head, fits] = map_columns(*block);
      const std::tuple<std::size_t, int> score{2 * head.columns.size() + head.ambiguous.size(), -fits};
      if (head.columns.size() + head.ambiguous.size() > 0 && score > best_score) {
        best = std::move(head);
        best_score = score;
      }
    }
    const std::size_t least = std::min<std::size_t>(2, query_.columns.size());
    if (!best || best->columns.size() + best->ambiguous.size() < least) return not_found();
    add_unit_row(*best);
    add_lines_above(*best);
    return std::move(*best);
  }

 private:
  // The cell seen at an address; a merge shows its first cell.
  const Cell* seen(CellAddress at) const {
    const CellRange* const range = merges_.find(at);
    const Cell* const cell = sheet_.cell(range == nullptr ? at : range->first);
    return cell == nullptr || trim(cell->value).empty() ? nullptr : cell;
  }

  // A head cell that stands over more than its own column: merged across, or followed by empty cells (csv has no
  // merges).
  bool is_wide(CellAddress at) const {
    const Cell* const cell = group_cell(at);
    if (cell == nullptr) return false;
    if (const CellRange* const range = merges_.find(cell->at)) return range->last.column > range->first.column;
    return seen({at.row, cell->at.column + 1}) == nullptr && cell->at.column < last_column_;
  }

  // The cell seen at an address, or the one left of it that it is the empty continuation of.
  const Cell* group_cell(CellAddress at) const {
    constexpr int kWidestGroup = 40;
    for (const int first = std::max(1, at.column - kWidestGroup); at.column >= first; --at.column) {
      if (const Cell* const cell = seen(at)) return cell;
      if (merges_.find(at) != nullptr) return nullptr;
    }
    return nullptr;
  }

  std::vector<const Cell*> filled_cells(int row) const {
    std::vector<const Cell*> cells;
    if (const Row* const own = sheet_.row(row))
      for (const Cell& cell : own->cells)
        if (!trim(cell.value).empty()) cells.push_back(&cell);
    return cells;
  }

  // Whether `row` carries on the head that ends above it: only texts, each under a wide head cell.
  bool continues_head(int row) const {
    const auto cells = filled_cells(row);
    return !cells.empty() && std::ranges::all_of(cells, [&](const Cell* cell) {
      return cell->kind == CellKind::kText && !plain_number(cell->value) && is_wide({row - 1, cell->at.column});
    });
  }

  static bool plain_number(std::string_view text) {
    text = trim(text);
    return !text.empty() && text.find_first_not_of("0123456789.+-<>%,") == std::string_view::npos;
  }

  std::optional<Block> block_from(int first_row) const {
    if (merges_.crosses(first_row - 1, first_row)) return std::nullopt;
    int last_row = first_row;
    while (last_row - first_row + 1 < query_.head_rows &&
           (merges_.crosses(last_row, last_row + 1) || continues_head(last_row + 1)))
      ++last_row;
    if (merges_.crosses(last_row, last_row + 1)) return std::nullopt;
    const auto top = filled_cells(first_row);
    if (top.empty() || (last_row > first_row && top.size() < 2)) return std::nullopt;  // a title over the table
    const auto numbers = std::ranges::count_if(top, [](const Cell* cell) { return plain_number(cell->value); });
    if (2 * static_cast<std::size_t>(numbers) > top.size()) return std::nullopt;
    Block block{first_row, last_row, {}};
    for (int column = 1; column <= last_column_; ++column) block.columns.push_back(block_column(block, column));
    std::erase_if(block.columns, [](const BlockColumn& column) { return column.parts.empty(); });
    return block;
  }

  BlockColumn block_column(const Block& block, int column) const {
    BlockColumn out{column, {}, {}, {}, {}};
    const Cell* last = nullptr;
    for (int row = block.first_row; row <= block.last_row; ++row) {
      const Cell* cell = seen({row, column});
      // Empty in the upper row and filled below: the group to the left goes on, if it too has something below.
      if (cell == nullptr && row < block.last_row && merges_.find({row, column}) == nullptr &&
          seen({row + 1, column}) != nullptr) {
        cell = group_cell({row, column});
        if (cell != nullptr && seen({row + 1, cell->at.column}) == nullptr) cell = nullptr;
      }
      if (cell == nullptr || cell == last) continue;
      last = cell;
      // The lowest part merged over several columns names the first of them.
      if (const CellRange* const range = merges_.find(cell->at);
          range != nullptr && range->last.row >= block.last_row && range->first.column < column)
        return BlockColumn{column, {}, {}, {}, {}};
      HeadPart part = parse_head_part(cell->shown(), units_);
      if (!part.unit.empty()) {
        out.unit = part.unit;
        out.unit_at = cell->at;
      }
      if (part.names.empty()) continue;
      out.parts.push_back(std::move(part));
      out.cells.push_back(cell);
    }
    return out;
  }

  // Number of columns under the group `depth` of `column`.
  static std::size_t under_group(const Block& block, const BlockColumn& column, std::size_t depth) {
    return static_cast<std::size_t>(std::ranges::count_if(block.columns, [&](const BlockColumn& other) {
      return depth < other.cells.size() && other.cells[depth] == column.cells[depth];
    }));
  }

  std::pair<Fit, std::size_t> fit(const Block& block, const BlockColumn& column, const WantedNames& names) const {
    std::pair<Fit, std::size_t> best{kNone, 0};
    const auto& parts = column.parts;
    for (std::size_t n = 0; n < names.whole.size(); ++n) {
      Fit found = kNone;
      const auto& path = names.paths[n];
      const std::string& whole = names.whole[n];
      if (parts.back().has_name(whole)) {
        found = parts.size() == 1 ? kWhole : kLowest;
      } else if (path.size() > 1 && path.size() <= parts.size() &&
                 std::equal(path.begin(), path.end(), parts.end() - static_cast<std::ptrdiff_t>(path.size()),
                            [](const std::string& name, const HeadPart& part) { return part.has_name(name); })) {
        found = kWhole;
      } else {
        const bool is_value =
            std::ranges::any_of(parts.back().names, [&](const auto& name) { return value_words_.contains(name); });
        for (std::size_t depth = 0; depth + 1 < parts.size(); ++depth)
          if (parts[depth].has_name(whole) && (is_value || under_group(block, column, depth) == 1)) found = kGroup;
      }
      if (found < best.first) best = {found, n};
    }
    return best;
  }

  FoundColumn describe(const BlockColumn& column) const {
    FoundColumn out;
    out.column = column.column;
    out.head_at = column.cells.back()->at;
    for (const HeadPart& part : column.parts) out.head_text += (out.head_text.empty() ? "" : "/") + part.printed;
    out.unit = column.unit;
    out.unit_at = column.unit_at;
    out.unit_origin = column.unit.empty() ? UnitOrigin::kNone : UnitOrigin::kHead;
    return out;
  }

  // The mapping, and the sum of its fits.
  std::pair<Head, int> map_columns(const Block& block) const {
    Head head;
    head.sheet_name = sheet_.info.name;
    head.first_row = block.first_row;
    head.last_row = block.last_row;
    int fits = 0;
    std::set<int> taken;
    for (const WantedNames& names : wanted_) {
      Fit best = kNone;
      std::vector<FoundColumn> candidates;
      for (const BlockColumn& column : block.columns) {
        const auto [quality, name] = fit(block, column, names);
        if (quality == kNone || quality > best) continue;
        if (quality < best) candidates.clear();
        best = quality;
        FoundColumn found = describe(column);
        found.key = names.wanted->key;
        found.matched_name = names.wanted->names[name];
        candidates.push_back(std::move(found));
      }
      for (const FoundColumn& candidate : candidates) taken.insert(candidate.column);
      if (candidates.empty()) {
        head.missing.push_back(names.wanted->key);
      } else if (candidates.size() == 1) {
        head.columns.push_back(std::move(candidates.front()));
        fits += best;
      } else {
        head.ambiguous.push_back({names.wanted->key, std::move(candidates)});
      }
    }
    for (const BlockColumn& column : block.columns)
      if (!taken.contains(column.column)) head.unused.push_back(describe(column));
    return {std::move(head), fits};
  }

  template <class Change>
  static void for_all_columns(Head& head, const Change& change) {
    for (FoundColumn& column : head.columns) change(column);
    for (AmbiguousColumn& ambiguous : head.ambiguous)
      for (FoundColumn& column : ambiguous.candidates) change(column);
    for (FoundColumn& column : head.unused) change(column);
  }

  // A row below the head in which every cell is a unit (or the word 单位) belongs to the head.
  void add_unit_row(Head& head) const {
    const auto cells = filled_cells(head.last_row + 1);
    bool has_unit = false;
    for (const Cell* const cell : cells) {
      const bool is_unit = cell->kind == CellKind::kText && units_.match(cell->shown()).has_value();
      const bool is_label =
          is_unit_word(cell->shown()) || cell->value == "-" || cell->value == "/" || cell->value == "—";
      if (!is_unit && !is_label) return;
      has_unit = has_unit || is_unit;
    }
    if (!has_unit) return;
    ++head.last_row;
    for_all_columns(head, [&](FoundColumn& column) {
      const Cell* const cell = seen({head.last_row, column.column});
      const auto unit = cell == nullptr ? std::nullopt : units_.match(cell->shown());
      if (!unit || !column.unit.empty()) return;
      column.unit = *unit;
      column.unit_at = cell->at;
      column.unit_origin = UnitOrigin::kUnitRow;
    });
  }

  bool is_unit_word(std::string_view text) const {
    std::string tidy = tidy_text(text);
    if (tidy.ends_with(':')) tidy.pop_back();
    return std::ranges::find(query_.unit_line_words, tidy) != query_.unit_line_words.end();
  }

  void add_lines_above(Head& head) const {
    std::string unit;
    CellAddress unit_at;
    for (const Row& row : sheet_.rows) {
      if (row.number >= head.first_row) break;
      const auto cells = filled_cells(row.number);
      for (std::size_t i = 0; i < cells.size(); ++i) {
        auto found = unit_in_line(cells[i]->shown(), query_.unit_line_words, units_);
        std::string printed(trim(cells[i]->shown()));
        // "单位：" in one cell, the unit in the next.
        if (!found && is_unit_word(cells[i]->shown()) && i + 1 < cells.size()) {
          found = units_.match(cells[i + 1]->shown());
          if (found) printed += std::string(trim(cells[++i]->shown()));
        }
        if (found) {
          unit = *found;
          unit_at = cells[i]->at;
          head.unit_line = printed;
        } else {
          head.titles.push_back(std::move(printed));
        }
      }
    }
    if (unit.empty()) return;
    for_all_columns(head, [&](FoundColumn& column) {
      if (!column.unit.empty()) return;
      column.unit = unit;
      column.unit_at = unit_at;
      column.unit_origin = UnitOrigin::kUnitLine;
    });
  }

  std::unexpected<Error> not_found() const {
    std::string names;
    for (const WantedColumn& wanted : query_.columns)
      if (wanted.is_required && !wanted.names.empty()) names += (names.empty() ? "" : "、") + wanted.names.front();
    return fail(Code::kNotFound,
                "前 " + std::to_string(query_.search_rows) + " 行里找不到表头，表头应有这些列：" +
                    (names.empty() ? "（无）" : names),
                "工作表「" + excerpt(sheet_.info.name, 60) + "」");
  }

  const Sheet& sheet_;
  const HeadQuery& query_;
  UnitWords units_;
  int last_column_;
  MergeIndex merges_;
  std::set<std::string> value_words_;
  std::vector<WantedNames> wanted_;
};

}  // namespace

std::string_view to_chinese(UnitOrigin origin) {
  constexpr std::string_view kNames[] = {"未写明", "表头", "单位行", "表上方"};
  return kNames[static_cast<int>(origin)];
}

const FoundColumn* Head::column(std::string_view key) const {
  const auto found = std::ranges::find(columns, key, &FoundColumn::key);
  return found == columns.end() ? nullptr : &*found;
}

Result<Head> find_head(const Sheet& sheet, const HeadQuery& query) { return Finder(sheet, query).find(); }

Status require_complete(const Head& head, const HeadQuery& query) {
  for (const AmbiguousColumn& ambiguous : head.ambiguous) {
    std::string places;
    for (const FoundColumn& column : ambiguous.candidates)
      places += (places.empty() ? "" : "、") + to_string(column.head_at) + "“" + excerpt(column.head_text) + "”";
    return fail(Code::kInvalidInput,
                "“" + ambiguous.candidates.front().matched_name + "”有 " + std::to_string(ambiguous.candidates.size()) +
                    " 列都对得上：" + places + "，请改列名或指定用哪一列",
                place(head.sheet_name, ambiguous.candidates.front().head_at));
  }
  for (const WantedColumn& wanted : query.columns) {
    if (!wanted.is_required || std::ranges::find(head.missing, wanted.key) == head.missing.end()) continue;
    std::string names;
    for (const std::string& name : wanted.names) names += (names.empty() ? "" : "、") + name;
    return fail(Code::kInvalidInput, "表头里缺少一列，列名应是：" + names, place(head.sheet_name, head.first_row));
  }
  return {};
}

Result<Table> find_table(const Sheet& sheet, const HeadQuery& query) {
  BIHUAN_TRY(const Head head, find_head(sheet, query));
  BIHUAN_CHECK(require_complete(head, query));
  return read_table(sheet, head, query);
}

}  // namespace bihuan::tables
