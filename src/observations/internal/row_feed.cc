#include "observations/internal/row_feed.h"

#include <utility>

#include "base/text.h"
#include "tables/label_time.h"

namespace bihuan::observations::internal {
namespace {

SheetField field_of(const tables::Cell* cell, std::string& text) {
  if (cell == nullptr) return {{}, tables::CellKind::kEmpty};
  if (cell->kind == tables::CellKind::kNumber) {
    text = tables::decimal_text(*cell);
    return {text, cell->kind};
  }
  return {cell->kind == tables::CellKind::kDate ? std::string_view(cell->value) : cell->shown(), cell->kind};
}

class TableFeed : public RowFeed {
 public:
  explicit TableFeed(const tables::Table& table) : table_(table), texts_(table.head.columns.size()) {}
  bool next() override { return ++next_ <= table_.rows.size(); }
  int number() const override { return row().number; }
  SheetField field(std::size_t i) override { return field_of(row().cells[i], texts_[i]); }
  std::int64_t passed_over() const override { return static_cast<std::int64_t>(table_.left_out.size()); }

 private:
  const tables::TableRow& row() const { return table_.rows[next_ - 1]; }
  const tables::Table& table_;
  std::vector<std::string> texts_;  // of numbers, one for each column
  std::size_t next_ = 0;
};

// A row whose time can be read and whose first texts are no 合计 or 注 is data; of any other the reader of rows is
// asked.
class PlainFeed : public RowFeed {
 public:
  PlainFeed(tables::PlainCsv csv, const tables::Sheet& top, const tables::Head& head, const tables::HeadQuery& query,
            std::optional<std::size_t> time_column)
      : csv_(std::move(csv)), last_head_row_(head.last_row), reader_(top, head, query) {
    for (const tables::FoundColumn& column : head.columns)
      columns_.push_back(static_cast<std::size_t>(column.column) - 1);
    if (time_column) time_ = columns_[*time_column];
  }

  bool next() override {
    while (csv_.next()) {
      if (csv_.number() <= last_head_row_) continue;
      if (is_plain_row()) {
        reader_.pass_data();
        return true;
      }
      const tables::Row row = csv_.row();
      if (reader_.take(row)) return true;
    }
    return false;
  }
  int number() const override { return csv_.number(); }
  SheetField field(std::size_t i) override {
    const std::string_view text = columns_[i] < csv_.fields().size() ? csv_.fields()[columns_[i]] : std::string_view();
    return {text, text.empty() ? tables::CellKind::kEmpty : tables::CellKind::kText};
  }
  std::int64_t passed_over() const override { return reader_.left_out(); }
  bool is_whole() const override { return !csv_.is_too_wide(); }

 private:
  bool is_plain_row() {
    const std::span<const std::string_view> fields = csv_.fields();
    if (!time_ || *time_ >= fields.size()) return false;
    if (!times_.of(fields[*time_])) return false;
    std::size_t texts = 0;
    for (std::size_t i = 0; i < fields.size() && texts < 2; ++i) {
      if (fields[i].empty()) continue;
      if (roles_[texts++].of(fields[i],
                             [&](std::string_view own) { return trim(own).empty() || reader_.has_role(own); }))
        return false;
    }
    return texts == 2;
  }

  tables::PlainCsv csv_;
  int last_head_row_;
  tables::RowReader reader_;
  std::vector<std::size_t> columns_;
  std::optional<std::size_t> time_;
  tables::LabelTimes times_;
  std::array<TextMemory<bool>, 2> roles_;
};

}  // namespace

std::unique_ptr<RowFeed> feed_of(const tables::Table& table) { return std::make_unique<TableFeed>(table); }

std::unique_ptr<RowFeed> feed_of(tables::PlainCsv csv, const tables::Sheet& top, const tables::Head& head,
                                 const tables::HeadQuery& query, std::optional<std::size_t> time_column) {
  return std::make_unique<PlainFeed>(std::move(csv), top, head, query, time_column);
}

}  // namespace bihuan::observations::internal
