// src/assessment/evaluation.h - an evaluation as tables: what a terminal, a CSV file, a workbook and a page show alike.
//
// Each row may lead to a detail: from what it was made, by which clauses (Basis). Evaluators of single kinds fill it:
// air_evaluation.h, water_evaluation.h, lake_evaluation.h, source_evaluation.h, trend_evaluation.h,
// register_evaluation.h.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assessment/section_workbook.h"
#include "base/decimal.h"
#include "base/time.h"
#include "standards/basis.h"

namespace bihuan::assessment {

// How the months of a sheet are put together; kYear: January to the last month with results.
enum class MonthsBy { kMonth, kQuarter, kYear };

struct EvaluationColumn {
  std::string key;   // of the CSV's and JSON's reader: "class"
  std::string head;  // 水质类别
  bool is_number = false;
};

struct EvaluationRow {
  std::vector<std::string> cells;      // one for each column; "" where there is no value
  std::optional<std::int64_t> detail;  // index into Evaluation::details
};

struct EvaluationTable {
  std::string key;    // "sections"
  std::string title;  // 断面水质
  std::vector<EvaluationColumn> columns;
  std::vector<EvaluationRow> rows;
};

// What stands behind one row.
struct EvaluationDetail {
  std::string title;                    // 甲断面 2024年1至9月
  std::string reason;                   // Chinese; "" where all is well
  std::vector<EvaluationTable> tables;  // items, months; their rows lead nowhere further
  std::vector<standards::Basis> bases;  // one for each standard that took part
  std::string cells;                    // where the readings stand; "" where it is not known
};

// A result that may answer a target of a plan; knowledge/indicators/figures.toml says which.
struct EvaluationFigure {
  std::string id;                // of a FigureIndicator (indicators.h): "rural.treated-share"
  std::string place;             // a district, a station; 合计 or a city for all of them
  bool is_all = false;           // of all places of the file
  std::optional<Decimal> value;  // as its rule rounds it; none: see reason
  std::string unit;              // "%", "μg/m3", "天"
  // Of a count: what counts, of how many, of which nothing is known, and how many more the year will bring (days).
  std::int64_t have = 0, whole = 0, unknown = 0, to_come = 0;
  std::optional<Date> from, to;         // of the data, both inside; none: a register, which tells how things stand
  std::string reason;                   // Chinese; "" where all is well
  std::vector<EvaluationTable> tables;  // what it was made of
  standards::Basis basis;
};

struct EvaluationProblem {
  std::string kind;  // "refused_cell", "refused_row", "refused_column", "refused_sheet", "note"
  std::string where;
  std::string message;
};

struct Evaluation {
  std::string kind;   // one of kEvaluationKinds (evaluate.h)
  std::string title;  // 地表水断面评价
  std::string file_name, file_digest;
  std::vector<std::string> standards;  // GB 3838-2002 地表水环境质量标准 ...; with edition and profile
  std::vector<EvaluationTable> tables;
  std::vector<EvaluationDetail> details;
  std::vector<EvaluationFigure> figures;  // of the kinds and periods that have any
  std::vector<ItemColumnUse> mapping;
  std::vector<EvaluationProblem> problems;  // of the file, in the order of sheets and rows
  std::vector<EvaluationProblem> open;      // what has no answer, and why ("not_covered" ...)
  std::int64_t rows_read = 0, rows_refused = 0, cells_refused = 0, rows_passed_over = 0;

  // Was anything refused?
  bool has_refusals() const;
};

// Adds `detail` and returns its index, for EvaluationRow::detail.
std::int64_t add_detail(Evaluation& evaluation, EvaluationDetail detail);

// Takes name, digest, counts, mapping and problems from the workbook.
void add_workbook(Evaluation& evaluation, const SectionWorkbook& workbook);

EvaluationProblem to_problem(const WorkbookProblem& problem);
EvaluationProblem to_problem(const Error& error);

// How sure the facts of a standard are: 高, 中, 低.
std::string_view confidence_word(std::string_view confidence);

// "" where there is none.
std::string cell_text(const std::optional<Decimal>& value);

}  // namespace bihuan::assessment
