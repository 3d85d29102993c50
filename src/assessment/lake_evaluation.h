// src/assessment/lake_evaluation.h - a sheet of points of lakes and reservoirs evaluated: the class of each lake and
// point, the trophic level index.
#pragma once
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "assessment/evaluation.h"
#include "base/result.h"
#include "standards/knowledge.h"

namespace bihuan::assessment {

struct LakeOptions {
  std::optional<Date> on;
  MonthsBy by = MonthsBy::kYear;
  int year = 0;  // 0: the newest year that the file names
  std::string indicator_set;
  bool may_lack_components = false;  // an index of fewer than five components, with a note in its basis
  std::map<std::string, Decimal> detection_limits;
};

// Evaluates the file. Tables: "lakes" (mean of the points), "points".
// Errors: those of read_section_workbook and of loading knowledge; kNotFound an unknown set; kNotCovered no set of
// items is known for the day
Result<Evaluation> evaluate_lakes(std::string_view bytes, std::string_view file_name,
                                  std::span<const standards::KnowledgeText> texts, const LakeOptions& options);

}  // namespace bihuan::assessment
