// Reader of xls (BIFF8) through FreeXL. FreeXL says nothing of merges and of what is hidden, drops the cells of
// formulas, and follows damaged sector chains blindly: compound_file.h checks the chains first, xls_facts.h supplies
// the rest.
#include <freexl.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/text.h"
#include "tables/internal/compound_file.h"
#include "tables/internal/memory_file.h"
#include "tables/internal/merges.h"
#include "tables/internal/number_format.h"
#include "tables/internal/readers.h"
#include "tables/internal/xls_facts.h"

namespace bihuan::tables {
namespace {

// FreeXL holds a cell for each place of the rectangle that a sheet spans, empty or not.
constexpr std::size_t kGridFactor = 4;

std::unexpected<Error> refuse(const Source& source, std::string message) {
  return fail(Code::kInvalidInput, std::move(message), source.where());
}

Error located(Error error, const Source& source) {
  if (!error.where.starts_with("文件「")) error.where = source.where() + error.where;
  return error;
}

struct FreexlCloser {
  void operator()(const void* handle) const { freexl_close(handle); }
};

void set_number(Cell& cell, double value) {
  std::array<char, 40> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  cell.stored.assign(buffer.data(), end);
  if (auto plain = plain_decimal(cell.stored)) {
    cell.kind = CellKind::kNumber;
    cell.value = std::move(*plain);
  } else {
    cell.kind = CellKind::kError;  // not a number
    cell.value = "#NUM!";
    cell.stored.clear();
  }
}

void set_text(Cell& cell, const char* text) {
  const std::string_view view = text == nullptr ? std::string_view() : std::string_view(text);
  if (view.empty()) return;
  constexpr std::string_view kErrors[] = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#N/A!"};
  cell.kind = std::ranges::find(kErrors, view) != std::end(kErrors) ? CellKind::kError : CellKind::kText;
  cell.value = view == "#N/A!" ? std::string_view("#N/A") : view;
}

Cell to_cell(const FreeXL_CellValue& value, CellAddress at) {
  Cell cell;
  cell.at = at;
  switch (value.type) {
    case FREEXL_CELL_INT:
      set_number(cell, value.value.int_value);
      break;
    case FREEXL_CELL_DOUBLE:
      set_number(cell, value.value.double_value);
      break;
    case FREEXL_CELL_TEXT:
    case FREEXL_CELL_SST_TEXT:
      set_text(cell, value.value.text_value);
      break;
    case FREEXL_CELL_DATE:
    case FREEXL_CELL_DATETIME:
    case FREEXL_CELL_TIME:
      cell.kind = CellKind::kDate;
      cell.value = value.value.text_value;
      if (value.type == FREEXL_CELL_DATETIME && cell.value.size() > 10) {
        cell.shown_text = cell.value;
        cell.value[10] = 'T';
      }
      break;
    default:
      break;
  }
  return cell;
}

class XlsReader : public WorkbookReader {
 public:
  XlsReader(Source source, MemoryFile file, std::unique_ptr<const void, FreexlCloser> workbook,
            std::vector<std::pair<unsigned, XlsSheetFacts>> sheets)
      : source_(std::move(source)), file_(std::move(file)), workbook_(std::move(workbook)), sheets_(std::move(sheets)) {
    for (const auto& [index, sheet] : sheets_) infos_.push_back(sheet.info);
  }

  FileKind kind() const override { return FileKind::kXls; }
  const std::vector<SheetInfo>& sheets() const override { return infos_; }

  Result<SheetEnd> read_rows(std::size_t index, const RowSink& sink) override {
    const auto& [freexl_index, facts] = sheets_[index];
    const std::string& name = facts.info.name;
    unsigned rows = 0;
    unsigned short columns = 0;
    if (freexl_select_active_worksheet(workbook_.get(), static_cast<unsigned short>(freexl_index)) != FREEXL_OK ||
        freexl_worksheet_dimensions(workbook_.get(), &rows, &columns) != FREEXL_OK)
      return refuse(source_, "工作表「" + excerpt(name) + "」读不出来，请用 WPS 或 Excel 打开后另存为 xlsx");
    RowGuard guard(source_, name);
    rows = std::max(rows, static_cast<unsigned>(facts.rows));
    for (unsigned r = 0; r < rows; ++r) {
      Row row{static_cast<int>(r) + 1, facts.hidden_rows.contains(static_cast<int>(r) + 1), {}};
      for (unsigned c = 0; c < std::max<std::size_t>(columns, facts.columns); ++c) {
        const CellAddress at{row.number, static_cast<int>(c) + 1};
        const auto known = facts.cells.find(at);
        FreeXL_CellValue value{};
        if (known == facts.cells.end() &&
            freexl_get_cell_value(workbook_.get(), r, static_cast<unsigned short>(c), &value) != FREEXL_OK)
          continue;
        Cell cell = known == facts.cells.end() ? to_cell(value, at) : known->second;
        if (cell.kind == CellKind::kEmpty && !cell.is_formula) continue;
        if (first_invalid_utf8(cell.value))
          return fail(Code::kInvalidInput, "单元格的文字编码已损坏", source_.where(name, cell.at));
        BIHUAN_CHECK(guard.check_address(cell.at));
        BIHUAN_CHECK(guard.count(cell.at, cell.value.size()));
        row.cells.push_back(std::move(cell));
      }
      if (!row.cells.empty()) BIHUAN_CHECK(sink(row));
    }
    SheetEnd end{facts.merges, facts.hidden_columns, {}};
    BIHUAN_CHECK(order_merges(end.merges, [&](CellAddress at) { return source_.where(name, at); }));
    return end;
  }

 private:
  Source source_;
  MemoryFile file_;
  std::unique_ptr<const void, FreexlCloser> workbook_;
  std::vector<std::pair<unsigned, XlsSheetFacts>> sheets_;  // FreeXL's number of the sheet, and its facts
  std::vector<SheetInfo> infos_;
};

}  // namespace

Result<std::unique_ptr<WorkbookReader>> open_xls(Source source) {
  auto compound = CompoundFile::open(source.bytes);
  if (!compound.has_value()) return std::unexpected(located(std::move(compound).error(), source));
  if (!compound->has("Workbook"))
    return refuse(source, "这是 Excel 95 或更早的工作簿，不在支持之列；请用 WPS 或 Excel 打开后另存为 xlsx");
  auto stream = compound->read("Workbook");
  if (!stream.has_value()) return std::unexpected(located(std::move(stream).error(), source));
  auto facts = read_xls_facts(*stream, source.options.limits);
  if (!facts.has_value()) return std::unexpected(located(std::move(facts).error(), source));
  if (facts->is_encrypted) return refuse(source, "表格设有打开密码；请去掉密码后再上传");
  if (!facts->is_biff8)
    return refuse(source, "这是 Excel 95 或更早的工作簿，不在支持之列；请用 WPS 或 Excel 打开后另存为 xlsx");
  std::size_t grid = 0;
  for (const XlsSheetFacts& sheet : facts->sheets) grid += sheet.rows * sheet.columns;
  if (grid > kGridFactor * source.options.limits.cells)
    return refuse(source, "各工作表占用的区域共 " + std::to_string(grid) + " 格，超过上限 " +
                              std::to_string(kGridFactor * source.options.limits.cells) + " 格，请删去多余的空行空列");

  BIHUAN_TRY(MemoryFile file, MemoryFile::create(source.bytes));
  const void* handle = nullptr;
  const int status = freexl_open(file.path().c_str(), &handle);
  std::unique_ptr<const void, FreexlCloser> workbook(handle);
  if (status != FREEXL_OK)
    return refuse(source,
                  "工作簿读不出来（FreeXL " + std::to_string(status) + "），请用 WPS 或 Excel 打开后另存为 xlsx");
  unsigned count = 0;
  if (freexl_get_info(workbook.get(), FREEXL_BIFF_SHEET_COUNT, &count) != FREEXL_OK || count != facts->sheets.size())
    return refuse(source, "工作表的数目前后不符，文件已损坏，请用 WPS 或 Excel 打开后另存为 xlsx");
  std::vector<std::pair<unsigned, XlsSheetFacts>> sheets;
  for (unsigned i = 0; i < count; ++i)
    if (facts->sheets[i].is_worksheet) sheets.emplace_back(i, std::move(facts->sheets[i]));
  if (sheets.empty()) return refuse(source, "文件里没有一张有单元格的工作表");
  return std::make_unique<XlsReader>(std::move(source), std::move(file), std::move(workbook), std::move(sheets));
}

}  // namespace bihuan::tables
