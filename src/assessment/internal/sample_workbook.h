// src/assessment/internal/sample_workbook.h - small workbooks for tests, made cell by cell.
#pragma once
#include <string>
#include <vector>

#include "assessment/assess.h"

namespace bihuan::assessment::internal {

// Cells are written as numbers where they are plain decimals, as text otherwise; a leading ' forces text.
struct SampleSheet {
  std::string name;
  std::vector<std::vector<std::string>> rows;
  bool is_hidden = false;
};

std::string sample_xlsx(const std::vector<SampleSheet>& sheets);

// The head of a long sheet with all columns, and the rows of one section that is good in each month.
std::vector<std::string> sample_head();
std::vector<std::string> sample_row(const std::string& name, const std::string& month,
                                    const std::string& phosphorus = "0.04");

// The files of knowledge/ that an assessment and an evaluation of air read, as shipped.
std::vector<standards::KnowledgeText> assessment_texts();
std::vector<standards::KnowledgeText> air_texts();
// All that `bihuan evaluate` reads.
std::vector<standards::KnowledgeText> evaluation_texts();

// The demonstration: examples/ezhou/sections-2024.xlsx, and a plan with its two targets and its list of seven sections.
std::string example_workbook();
plans::Plan example_plan();
plans::Target sample_target(const std::string& id, const std::string& scope, const std::string& indicator,
                            const std::string& comparator, const std::string& value);

}  // namespace bihuan::assessment::internal
