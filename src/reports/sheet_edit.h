// src/reports/sheet_edit.h - for tests only: a sheet that was sent out, as a person gives it back.
#pragma once
#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "tables/sheet.h"
#include "tables/xlsx_writer.h"

namespace bihuan::reports {

// Columns of a dispatch sheet and its first row of tasks, from 1.
inline constexpr int kText = 3, kDone = 8, kProgress = 9, kProblems = 10, kNextStep = 11, kId = 12;
inline constexpr int kFirst = 4;

// By row and column, both from 1.
using SheetEdits = std::map<std::pair<int, int>, tables::CellValue>;

// The first sheet of the workbook, written anew with these cells; rows beyond the last one may be added.
inline std::string edited(std::string_view bytes, const SheetEdits& edits) {
  const tables::Workbook workbook = *tables::read_workbook(bytes, "out.xlsx");
  const tables::Sheet& page = workbook.sheets.front();
  tables::XlsxWriter writer;
  tables::OutSheet layout;
  layout.name = page.info.name;
  if (!writer.begin_sheet(layout)) return {};
  const int last = std::max(page.last_row(), edits.empty() ? 0 : edits.rbegin()->first.first);
  for (int row = 1; row <= last; ++row) {
    for (int column = 1; column <= page.last_column(); ++column) {
      const tables::Cell* cell = page.cell({row, column});
      tables::CellValue value;
      if (cell != nullptr && cell->kind == tables::CellKind::kNumber) value = tables::NumberText{cell->value};
      if (cell != nullptr && cell->kind == tables::CellKind::kText) value = cell->value;
      if (const auto edit = edits.find({row, column}); edit != edits.end()) value = edit->second;
      const bool is_day = std::holds_alternative<tables::DayValue>(value);
      const tables::CellStyle style = is_day ? tables::CellStyle::kDate : tables::CellStyle::kPlain;
      if (value.index() != 0 && !writer.write_cell(row, column, {value, style})) return {};
    }
  }
  return *writer.finish();
}

}  // namespace bihuan::reports
