// src/observations/internal/row_feed.h - rows of data one after the other, whatever kind of file they stand in.
#pragma once
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/text_memory.h"
#include "tables/head_finder.h"
#include "tables/plain_csv.h"

namespace bihuan::observations::internal {

struct SheetField {
  std::string_view text;  // of a number, with the zeros that its cell shows
  tables::CellKind kind = tables::CellKind::kText;
};

class RowFeed {
 public:
  virtual ~RowFeed() = default;
  virtual bool next() = 0;
  virtual int number() const = 0;
  // Of head.columns[i]; valid until next().
  virtual SheetField field(std::size_t i) = 0;
  virtual std::int64_t passed_over() const = 0;  // rows that are no data: totals, notes, heads at page breaks
  // Whether all rows were given: a csv row may be too wide to be read this way.
  virtual bool is_whole() const { return true; }
};

// Rows of a sheet in memory. `table` must outlive it.
std::unique_ptr<RowFeed> feed_of(const tables::Table& table);

// Rows of a plain csv below `head`. `time_column` is that of a column that holds a readable time in each row of data.
std::unique_ptr<RowFeed> feed_of(tables::PlainCsv csv, const tables::Sheet& top, const tables::Head& head,
                                 const tables::HeadQuery& query, std::optional<std::size_t> time_column);

}  // namespace bihuan::observations::internal
