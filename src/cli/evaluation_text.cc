#include "cli/evaluation_text.h"

#include <algorithm>

#include "base/text.h"
#include "cli/text_table.h"

namespace bihuan::cli {
namespace {

using assessment::Evaluation;
using assessment::EvaluationColumn;
using assessment::EvaluationDetail;
using assessment::EvaluationRow;
using assessment::EvaluationTable;

constexpr const char* kNone = "—";
constexpr std::size_t kWidestText = 48;

std::string table_text(const EvaluationTable& table, std::size_t widest) {
  std::vector<Column> columns;
  for (const EvaluationColumn& column : table.columns) {
    columns.push_back({column.head, column.is_number ? 0 : widest, column.is_number});
  }
  std::vector<std::vector<std::string>> rows;
  for (const EvaluationRow& row : table.rows) {
    std::vector<std::string>& cells = rows.emplace_back(row.cells);
    for (std::string& cell : cells) {
      if (cell.empty()) cell = kNone;
    }
  }
  return render_table(columns, rows);
}

std::string indented(const std::string& text) {
  std::string out;
  for (const std::string_view line : split_lines(text)) out += "  " + std::string(line) + "\n";
  return out;
}

std::string basis_text(const standards::Basis& basis) {
  std::string out = "依据：" + basis.standard + (basis.edition.empty() ? "" : "（" + basis.edition + "）") + "；" +
                    join(basis.clauses, "；") + "\n";
  if (!basis.profile.empty()) out += "评价方式：" + basis.profile + "\n";
  if (!basis.rounding.empty()) out += "修约：" + basis.rounding + "\n";
  out += "应有" + std::to_string(basis.wanted) + "，有" + std::to_string(basis.had) + "，用" +
         std::to_string(basis.used) + "；把握" + std::string(assessment::confidence_word(basis.confidence)) + "\n";
  for (const standards::LeftOut& left_out : basis.left_out) {
    out += "未用：" + left_out.where + "：" + left_out.reason + "\n";
  }
  for (const std::string& note : basis.notes) out += "注：" + note + "\n";
  return out + "知识摘要：" + basis.knowledge_digest + "\n";
}

std::string detail_text(const EvaluationDetail& detail) {
  std::string out = "\n" + detail.title + "\n";
  std::string inside;
  if (!detail.reason.empty()) inside += detail.reason + "\n";
  if (!detail.cells.empty()) inside += "数据：" + detail.cells + "\n";
  for (const EvaluationTable& table : detail.tables) inside += table_text(table, 0);
  for (const standards::Basis& basis : detail.bases) inside += basis_text(basis);
  return out + indented(inside);
}

std::string mapping_text(const Evaluation& evaluation) {
  if (evaluation.mapping.empty()) return {};
  std::string out = "\n列的对应\n";
  for (const assessment::ItemColumnUse& use : evaluation.mapping) {
    out += "  " + use.sheet + " " + use.column + "列“" + use.head + "” → " + use.item +
           (use.unit.empty() ? "" : "，" + use.unit) + (use.origin.empty() ? "" : "（" + use.origin + "）") + "\n";
  }
  return out;
}

std::string csv_line(const std::vector<std::string>& cells) {
  std::string out;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const bool is_quoted = cells[i].find_first_of(",\"\r\n") != std::string::npos;
    out += (i == 0 ? "" : ",") + (is_quoted ? "\"" + replace_all(cells[i], "\"", "\"\"") + "\"" : cells[i]);
  }
  return out + "\n";
}

// A text that a spreadsheet program would take for a formula is led by an apostrophe; numbers are not.
std::string harmless(const std::string& cell, bool is_number) {
  const bool starts_formula =
      !cell.empty() && std::string_view("=+-@\t\r").find(cell.front()) != std::string_view::npos;
  return starts_formula && !is_number ? "'" + cell : cell;
}

}  // namespace

std::string evaluation_text(const Evaluation& evaluation, bool explains) {
  std::string out;
  for (const EvaluationTable& table : evaluation.tables) {
    out += (out.empty() ? "" : "\n") + table.title + "\n" + table_text(table, kWidestText);
  }
  out += "\n标准：" + join(evaluation.standards, "；") + "\n数据：" + evaluation.file_name + "，读取" +
         std::to_string(evaluation.rows_read) + "行，拒收" + std::to_string(evaluation.rows_refused) + "行、" +
         std::to_string(evaluation.cells_refused) + "格\n";
  if (!explains) return out;
  for (const EvaluationTable& table : evaluation.tables) {
    for (const EvaluationRow& row : table.rows) {
      if (row.detail) out += detail_text(evaluation.details[static_cast<std::size_t>(*row.detail)]);
    }
  }
  out += mapping_text(evaluation);
  for (const assessment::EvaluationProblem& problem : evaluation.problems) {
    if (problem.kind == "note") out += "注：" + problem.message + "（" + problem.where + "）\n";
  }
  return out;
}

Result<std::string> evaluation_csv(const Evaluation& evaluation, const std::string& key) {
  const auto found =
      key.empty() ? evaluation.tables.begin() : std::ranges::find(evaluation.tables, key, &EvaluationTable::key);
  if (found == evaluation.tables.end()) {
    std::vector<std::string> known;
    for (const EvaluationTable& table : evaluation.tables) known.push_back(table.key + "（" + table.title + "）");
    return fail(Code::kNotFound, "没有表“" + key + "”；有" + join(known, "、"), "--table " + key);
  }
  std::vector<std::string> head;
  for (const EvaluationColumn& column : found->columns) head.push_back(column.head);
  std::string out = csv_line(head);
  for (const EvaluationRow& row : found->rows) {
    std::vector<std::string> cells;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      cells.push_back(harmless(row.cells[i], found->columns[i].is_number));
    }
    out += csv_line(cells);
  }
  return out;
}

}  // namespace bihuan::cli
