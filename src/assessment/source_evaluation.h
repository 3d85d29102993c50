// src/assessment/source_evaluation.h - a sheet of drinking-water sources evaluated: each source in each month and over
// the period, the shares that pass by count and by volume.
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

struct SourceOptions {
  std::optional<Date> on;
  MonthsBy by = MonthsBy::kYear;  // of the rates: each month, or January to the last month with results
  int year = 0;                   // 0: the newest year that the file names
  std::optional<Date> until;      // kYear: from January, and later months are passed over
  std::map<std::string, Decimal> detection_limits;
};

// Evaluates the file. Tables: "rates", by kYear "sources", "months" (each source in each month).
// Errors: those of read_section_workbook and of loading knowledge
Result<Evaluation> evaluate_sources(std::string_view bytes, std::string_view file_name,
                                    std::span<const standards::KnowledgeText> texts, const SourceOptions& options);

}  // namespace bihuan::assessment
