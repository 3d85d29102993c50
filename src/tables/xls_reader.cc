// Reader of xls (BIFF8) through FreeXL. FreeXL says nothing of merges and of what is hidden, drops the cells of
// formulas, and follows damaged files blindly: compound_file.h checks the chains of sectors first, xls_facts.h supplies
// the rest, and xls_child.h keeps it in a process of its own.
#include <algorithm>
#include <utility>

#include "base/text.h"
#include "tables/internal/compound_file.h"
#include "tables/internal/merges.h"
#include "tables/internal/readers.h"
#include "tables/internal/xls_child.h"
#include "tables/internal/xls_facts.h"

namespace bihuan::tables {
namespace {

// FreeXL holds a cell for each place of the rectangle that a sheet spans, empty or not.
constexpr std::size_t kGridFactor = 4;

class XlsReader : public WorkbookReader {
 public:
  XlsReader(Source source, std::vector<XlsCells> cells, std::vector<std::pair<unsigned, XlsSheetFacts>> sheets)
      : source_(std::move(source)), cells_(std::move(cells)), sheets_(std::move(sheets)) {
    for (const auto& [index, sheet] : sheets_) infos_.push_back(sheet.info);
  }

  FileKind kind() const override { return FileKind::kXls; }
  const std::vector<SheetInfo>& sheets() const override { return infos_; }

  Result<SheetEnd> read_rows(std::size_t index, const RowSink& sink) override {
    const auto& [freexl_index, facts] = sheets_[index];
    const std::string& name = facts.info.name;
    const XlsCells& own = cells_[freexl_index];
    if (!own.is_read) return refuse(source_, "工作表「" + excerpt(name) + "」读不出来，请用 WPS 或 Excel 打开后另存为 xlsx");
    RowGuard guard(source_, name);
    const unsigned rows = std::max(own.rows, static_cast<unsigned>(facts.rows));
    const std::size_t columns = std::max<std::size_t>(own.columns, facts.columns);
    auto next = own.cells.begin();
    for (unsigned r = 0; r < rows; ++r) {
      Row row{static_cast<int>(r) + 1, facts.hidden_rows.contains(static_cast<int>(r) + 1), {}};
      for (std::size_t c = 0; c < columns; ++c) {
        const CellAddress at{row.number, static_cast<int>(c) + 1};
        const bool is_there = next != own.cells.end() && next->at == at;
        const auto known = facts.cells.find(at);
        if (!is_there && known == facts.cells.end()) continue;
        Cell cell = known == facts.cells.end() ? *next : known->second;
        if (is_there) ++next;
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
  std::vector<XlsCells> cells_;  // by FreeXL's number of the sheet
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

  auto cells = read_xls_cells(source.bytes, facts->sheets.size(), source.options.limits);
  if (!cells.has_value()) return std::unexpected(located(std::move(cells).error(), source));
  if (cells->size() != facts->sheets.size()) return refuse(source, "工作表的数目前后不符，文件已损坏");
  std::vector<std::pair<unsigned, XlsSheetFacts>> sheets;
  for (unsigned i = 0; i < cells->size(); ++i)
    if (facts->sheets[i].is_worksheet) sheets.emplace_back(i, std::move(facts->sheets[i]));
  if (sheets.empty()) return refuse(source, "文件里没有一张有单元格的工作表");
  return std::make_unique<XlsReader>(std::move(source), *std::move(cells), std::move(sheets));
}

}  // namespace bihuan::tables
