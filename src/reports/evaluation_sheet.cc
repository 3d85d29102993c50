#include "reports/evaluation_sheet.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/text.h"
#include "tables/xlsx_writer.h"

namespace bihuan::reports {
namespace {

using assessment::Evaluation;
using assessment::EvaluationColumn;
using assessment::EvaluationDetail;
using assessment::EvaluationRow;
using assessment::EvaluationTable;
using tables::CellStyle;
using tables::CellValue;
using tables::NumberText;
using tables::OutCell;

constexpr double kLineHeight = 15.5, kSpareHeight = 4, kHighestRow = 409;  // points
constexpr double kNarrowest = 8, kWidest = 46;                             // half-width characters

double width_of(const EvaluationTable& table, std::size_t column) {
  std::size_t most = display_width(table.columns[column].head) + 2;
  for (const EvaluationRow& row : table.rows) most = std::max(most, display_width(row.cells[column]) + 2);
  return std::clamp(static_cast<double>(most), kNarrowest, kWidest);
}

double height_of(const std::vector<std::string>& cells, const std::vector<double>& widths) {
  std::size_t lines = 1;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto capacity = static_cast<std::size_t>(widths[i]) - 2;
    lines = std::max(lines, (display_width(cells[i]) + capacity - 1) / std::max<std::size_t>(capacity, 1));
  }
  return std::min(kHighestRow, static_cast<double>(lines) * kLineHeight + kSpareHeight);
}

class EvaluationSheets {
 public:
  explicit EvaluationSheets(const Evaluation& evaluation) : evaluation_(evaluation) {}

  Result<std::string> run() {
    for (const EvaluationTable& table : evaluation_.tables) BIHUAN_CHECK(write_table(table));
    BIHUAN_CHECK(write_details());
    BIHUAN_CHECK(write_problems());
    return writer_.finish();
  }

 private:
  static std::vector<double> widths_of(const EvaluationTable& table) {
    std::vector<double> widths;
    for (std::size_t i = 0; i < table.columns.size(); ++i) widths.push_back(width_of(table, i));
    return widths;
  }

  Status begin(const std::string& name, const std::vector<double>& widths, int frozen_rows) {
    tables::OutSheet sheet;
    sheet.name = name;
    for (const double width : widths) sheet.columns.push_back({width, false});
    sheet.frozen_rows = frozen_rows;
    if (frozen_rows > 0) sheet.repeated_rows_first = sheet.repeated_rows_last = frozen_rows;
    return writer_.begin_sheet(sheet);
  }

  static OutCell cell_of(const std::string& text, bool is_number) {
    if (is_number && !text.empty()) return {CellValue(NumberText{text}), CellStyle::kNumber};
    return {CellValue(text), CellStyle::kText};
  }

  Status write_table(const EvaluationTable& table) {
    const std::vector<double> widths = widths_of(table);
    constexpr int kTableHead = 3;
    BIHUAN_CHECK(begin(table.title, widths, kTableHead));
    const int last = static_cast<int>(table.columns.size());
    BIHUAN_CHECK(
        writer_.write_merged(1, 1, last, {CellValue(evaluation_.title + "：" + table.title), CellStyle::kTitle}, 24));
    BIHUAN_CHECK(writer_.write_merged(
        2, 1, last,
        {CellValue("数据：" + evaluation_.file_name + "；标准：" + join(evaluation_.standards, "；")),
         CellStyle::kNote},
        0));
    std::vector<OutCell> heads;
    for (const EvaluationColumn& column : table.columns) heads.push_back({CellValue(column.head), CellStyle::kHead});
    BIHUAN_CHECK(writer_.write_row(kTableHead, heads, 0));
    int row = kTableHead;
    for (const EvaluationRow& one : table.rows) {
      std::vector<OutCell> cells;
      for (std::size_t i = 0; i < one.cells.size(); ++i) {
        cells.push_back(cell_of(one.cells[i], table.columns[i].is_number));
      }
      BIHUAN_CHECK(writer_.write_row(++row, cells, height_of(one.cells, widths)));
    }
    if (row == kTableHead) return {};
    return writer_.add_filter({{kTableHead, 1}, {row, last}});
  }

  Status line(int row, std::vector<std::string> texts, const std::vector<double>& widths, CellStyle style) {
    std::vector<OutCell> cells;
    for (const std::string& text : texts) cells.push_back({CellValue(excerpt(text, 16'000)), style});
    return writer_.write_row(row, cells, height_of(texts, widths));
  }

  Status write_details() {
    if (evaluation_.details.empty()) return {};
    const std::vector<double> widths = {30, 24, 60, 24, 8, 8, 8, 10, 46};
    BIHUAN_CHECK(begin("依据", widths, 1));
    int row = 1;
    BIHUAN_CHECK(
        line(row, {"对象", "标准", "条款", "评价方式", "应有", "有", "用", "把握", "说明"}, widths, CellStyle::kHead));
    for (const EvaluationDetail& detail : evaluation_.details) {
      for (const standards::Basis& basis : detail.bases) {
        std::vector<std::string> words = basis.notes;
        for (const standards::LeftOut& left_out : basis.left_out) {
          words.push_back("未用：" + left_out.where + "：" + left_out.reason);
        }
        if (!basis.rounding.empty()) words.insert(words.begin(), basis.rounding);
        if (!detail.cells.empty()) words.insert(words.begin(), "数据：" + detail.cells);
        BIHUAN_CHECK(line(++row,
                          {detail.title, basis.standard, join(basis.clauses, "；"), basis.profile,
                           std::to_string(basis.wanted), std::to_string(basis.had), std::to_string(basis.used),
                           std::string(assessment::confidence_word(basis.confidence)), join(words, "；")},
                          widths, CellStyle::kText));
      }
    }
    return {};
  }

  Status write_problems() {
    if (evaluation_.problems.empty() && evaluation_.open.empty()) return {};
    const std::vector<double> widths = {16, 34, 90};
    BIHUAN_CHECK(begin("问题", widths, 1));
    int row = 1;
    BIHUAN_CHECK(line(row, {"类别", "位置", "问题与应改之处"}, widths, CellStyle::kHead));
    for (const auto* list : {&evaluation_.problems, &evaluation_.open}) {
      for (const assessment::EvaluationProblem& problem : *list) {
        BIHUAN_CHECK(line(++row, {problem.kind == "note" ? "提示" : "拒收", problem.where, problem.message}, widths,
                          CellStyle::kText));
      }
    }
    return {};
  }

  const Evaluation& evaluation_;
  tables::XlsxWriter writer_;
};

}  // namespace

Result<std::string> evaluation_xlsx(const Evaluation& evaluation) { return EvaluationSheets(evaluation).run(); }

}  // namespace bihuan::reports
