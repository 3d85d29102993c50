// src/assessment/register_evaluation.h - rates counted from registers (台账): rural sewage, contaminated farmland,
// answers of a survey of satisfaction, grades of black and odorous water. The rates come from a list or from numbers of
// districts; there is a row for each district and, of several, one for all of them.
#pragma once
#include <optional>
#include <span>
#include <string_view>

#include "assessment/evaluation.h"
#include "base/result.h"
#include "standards/knowledge.h"

namespace bihuan::assessment {

struct RegisterOptions {
  std::optional<Date> on;
  int year = 0;  // farmland: against the national target of this year; 0: against none
};

// Villages with treated and controlled sewage. A village is treated by the state that the register gives it, or, where
// it gives none, by its households. Table "rates"; details: the villages that do not count.
// Errors: those of read_register (internal/register_rows.h) and of loading knowledge; kInvalidInput if no row is usable
Result<Evaluation> evaluate_rural(std::string_view bytes, std::string_view file_name,
                                  std::span<const standards::KnowledgeText> texts, const RegisterOptions& options);

// Contaminated farmland used safely. Table "rates"; details: the plots that do not count.
// Errors: as evaluate_rural; kNotCovered  no national target is known for the year
Result<Evaluation> evaluate_farmland(std::string_view bytes, std::string_view file_name,
                                     std::span<const standards::KnowledgeText> texts, const RegisterOptions& options);

// Black and odorous water in towns: samples of points along each water. Tables "waters", "points"; details: samples.
// Errors: as evaluate_rural
Result<Evaluation> evaluate_black_odour(std::string_view bytes, std::string_view file_name,
                                        std::span<const standards::KnowledgeText> texts,
                                        const RegisterOptions& options);

// Satisfaction of the public. Table "rates"; details: the answers by option.
// Errors: as evaluate_rural
Result<Evaluation> evaluate_survey(std::string_view bytes, std::string_view file_name,
                                   std::span<const standards::KnowledgeText> texts, const RegisterOptions& options);

}  // namespace bihuan::assessment
