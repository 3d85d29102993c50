#include "tables/internal/readers.h"

#include <utility>

#include "base/text.h"

namespace bihuan::tables {

std::string Source::where() const { return "文件「" + excerpt(file_name, 80) + "」"; }

std::string Source::where(std::string_view sheet, CellAddress at) const { return where() + place(sheet, at); }

std::string Source::where(std::string_view sheet, int row) const { return where() + place(sheet, row); }

std::string Source::where_part(std::string_view part) const { return where() + "部件 " + excerpt(part, 80); }

std::unexpected<Error> refuse(const Source& source, std::string message) {
  return fail(Code::kInvalidInput, std::move(message), source.where());
}

Error located(Error error, const Source& source) {
  if (!error.where.starts_with("文件「")) error.where = source.where() + error.where;
  return error;
}

Status RowGuard::check_address(CellAddress at) const {
  const Limits& limits = source_.options.limits;
  if (at.row > limits.rows)
    return fail(Code::kInvalidInput, "行号超过上限 " + std::to_string(limits.rows), source_.where(sheet_, at.row));
  if (at.column > limits.columns)
    return fail(Code::kInvalidInput,
                "列超过上限 " + column_letters(limits.columns) + "（" + std::to_string(limits.columns) + " 列）",
                source_.where(sheet_, at));
  return {};
}

Status RowGuard::count(CellAddress at, std::size_t bytes, std::size_t times) {
  const Limits& limits = source_.options.limits;
  if (bytes > limits.cell_bytes) return std::unexpected(too_long(at));
  cells_ += times;
  text_bytes_ += bytes * times;
  if (cells_ > limits.cells)
    return fail(Code::kInvalidInput, "有内容的单元格多于上限 " + std::to_string(limits.cells) + " 个，请拆分文件",
                source_.where(sheet_, at));
  if (text_bytes_ > limits.text_bytes)
    return fail(Code::kInvalidInput,
                "单元格文字总量超过上限 " + std::to_string(limits.text_bytes >> 10) + " KiB，请拆分文件",
                source_.where(sheet_, at));
  return {};
}

Error RowGuard::too_long(CellAddress at) const {
  return {Code::kInvalidInput, "单元格的文字长过上限 " + std::to_string(source_.options.limits.cell_bytes) + " 字节",
          source_.where(sheet_, at)};
}

}  // namespace bihuan::tables
