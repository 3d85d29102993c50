#include "assessment/evaluation.h"

#include <algorithm>

namespace bihuan::assessment {

bool Evaluation::has_refusals() const {
  return std::ranges::any_of(problems, [](const EvaluationProblem& problem) { return problem.kind != "note"; });
}

std::int64_t add_detail(Evaluation& evaluation, EvaluationDetail detail) {
  evaluation.details.push_back(std::move(detail));
  return static_cast<std::int64_t>(evaluation.details.size()) - 1;
}

EvaluationProblem to_problem(const WorkbookProblem& problem) {
  const auto kind = [&] {
    switch (problem.kind) {
      case ProblemKind::kRefusedCell:
        return "refused_cell";
      case ProblemKind::kRefusedRow:
        return "refused_row";
      case ProblemKind::kRefusedColumn:
        return "refused_column";
      case ProblemKind::kRefusedSheet:
        return "refused_sheet";
      case ProblemKind::kMissingSection:
        return "missing_section";
      case ProblemKind::kNote:
        break;
    }
    return "note";
  };
  return {kind(), problem.error.where, problem.error.message};
}

EvaluationProblem to_problem(const Error& error) {
  return {std::string(to_string(error.code)), error.where, error.message};
}

void add_workbook(Evaluation& evaluation, const SectionWorkbook& workbook) {
  evaluation.file_name = workbook.file_name;
  evaluation.file_digest = workbook.digest;
  evaluation.mapping = workbook.mapping;
  for (const WorkbookProblem& problem : workbook.problems) evaluation.problems.push_back(to_problem(problem));
  evaluation.rows_read = workbook.rows_read;
  evaluation.rows_refused = workbook.rows_refused;
  evaluation.cells_refused = workbook.cells_refused;
  evaluation.rows_passed_over = workbook.rows_passed_over;
}

std::string_view confidence_word(std::string_view confidence) {
  return confidence == "high" ? "高" : confidence == "medium" ? "中" : "低";
}

std::string cell_text(const std::optional<Decimal>& value) { return value ? to_string(*value) : std::string(); }

}  // namespace bihuan::assessment
