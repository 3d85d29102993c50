// src/assessment/trend_evaluation.h - the trends of series over years, quarters or months in a sheet.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "assessment/evaluation.h"
#include "base/result.h"
#include "standards/knowledge.h"

namespace bihuan::assessment {

// Evaluates each series of the file: rank correlation as 22号 has it, Mann-Kendall, Theil-Sen. Table: "trends".
// A row for each period and a column for each series (with a column of names: each name apart), or a row for each
// series and a column for each period. Errors: kInvalidInput  no table file; no periods found (the message says which
// forms there are); periods of different
//                        kinds (years and months)
//         kNotFound, kInvalidInput of loading knowledge
Result<Evaluation> evaluate_trends(std::string_view bytes, std::string_view file_name,
                                   std::span<const standards::KnowledgeText> texts);

}  // namespace bihuan::assessment
