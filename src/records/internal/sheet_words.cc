#include "records/internal/sheet_words.h"

#include <utility>

#include "base/secrecy.h"
#include "base/text.h"
#include "tables/label_time.h"

namespace bihuan::records {

Result<std::vector<IssueSheetWords::Column>> load_sheet_columns(const TomlTable& file) {
  std::vector<IssueSheetWords::Column> columns;
  BIHUAN_TRY(const std::vector<TomlTable> tables, file.tables("column"));
  for (const TomlTable& table : tables) {
    BIHUAN_CHECK(table.check_keys({"key", "names", "required"}));
    IssueSheetWords::Column column;
    BIHUAN_TRY(column.key, table.string("key"));
    BIHUAN_TRY(column.names, table.strings("names"));
    BIHUAN_TRY(column.is_required, table.boolean_or("required", true));
    columns.push_back(std::move(column));
  }
  return columns;
}

tables::HeadQuery head_query_of(const std::vector<IssueSheetWords::Column>& columns) {
  tables::HeadQuery query;
  for (const IssueSheetWords::Column& column : columns)
    query.columns.push_back({column.key, column.names, column.is_required});
  return query;
}

Status refuse_secret_workbook(const tables::Workbook& workbook) {
  constexpr int kHeadRows = 10;
  for (const tables::Sheet& sheet : workbook.sheets) {
    for (const tables::Row& row : sheet.rows) {
      if (row.number > kHeadRows) break;
      for (const tables::Cell& cell : row.cells)
        BIHUAN_CHECK(refuse_secret_text(cell.shown(), tables::place(sheet.info.name, cell.at)));
    }
  }
  return {};
}

std::vector<std::string> names_in_cell(std::string text, const std::vector<std::string>& separators) {
  for (const std::string& separator : separators) text = replace_all(text, separator, "\n");
  std::vector<std::string> names;
  for (const std::string_view line : split_lines(text))
    if (!trim(line).empty()) names.emplace_back(trim(line));
  return names;
}

std::optional<Date> day_in_cell(const std::string& text, bool is_last) {
  const std::optional<tables::LabelTime> time = tables::parse_label_time(text);
  if (!time) return std::nullopt;
  if (!is_last || time->written >= tables::Written::kDay) return time->date;
  const int month = time->written == tables::Written::kYear ? 12 : time->date.month();
  return last_day_of_month(time->date.year(), month);
}

}  // namespace bihuan::records
