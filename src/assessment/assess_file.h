// src/assessment/assess_file.h - `bihuan assess` and the page 评价: a file of any kind that `evaluate` reads, held
// against the targets of a plan.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assessment/evaluate.h"
#include "assessment/reading.h"
#include "base/result.h"
#include "base/time.h"
#include "plans/plan_model.h"
#include "standards/knowledge.h"

namespace bihuan::assessment {

struct FileAssessment {
  std::vector<Reading> readings;            // targets in the plan's order, then ends whose value stands elsewhere
  std::vector<EvaluationProblem> problems;  // of the file, notes too
  std::int64_t rows_read = 0, rows_refused = 0, cells_refused = 0, rows_passed_over = 0;

  // What was refused; notes are no faults. The readings stand all the same.
  std::vector<EvaluationProblem> faults() const;
};

// Evaluates the file as `request` says and answers each target of the plan that a figure of this kind is bound to.
// Evaluated is the plan's year as of the day: January to what the file holds by then, from 31 December on the whole
// year. A register tells how things stand on the day.
// Errors: those of assess (assess.h) and evaluate_file
//         kInvalidInput  a kind that answers no targets, or an option that the year or the plan decides (profile, by,
//                        year, base, compare)
//         kNotFound      the plan has no target that this kind answers
// Pure: the same input gives the same bytes.
Result<FileAssessment> assess_file(const plans::Plan& plan, std::string_view bytes, std::string_view file_name,
                                   Date as_of, std::span<const standards::KnowledgeText> texts,
                                   const EvaluateRequest& request);

// The readings that have an answer, each with a note where the file had faults. Errors: kInsufficientData  none has
Result<std::vector<Reading>> answered_readings(const FileAssessment& assessment);

}  // namespace bihuan::assessment
