// src/assessment/assess.h - `bihuan assess` as one function: a plan, a workbook of section results, a day. Read this
// header first.
#pragma once
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assessment/indicators.h"
#include "assessment/reading.h"
#include "assessment/section_workbook.h"
#include "base/result.h"
#include "base/time.h"
#include "plans/plan_model.h"
#include "standards/knowledge.h"

namespace bihuan::assessment {

struct AssessOptions {
  std::string indicator_set;                        // "mee22_21", "5plus_x"; empty: the one that applies on the day
  std::map<std::string, Decimal> detection_limits;  // see WorkbookOptions
};

struct Assessment {
  std::vector<Reading> readings;  // in the order of the plan's targets; targets that nothing answers are absent
  SectionWorkbook workbook;       // with its problems, for --explain and for the page
  // Was anything of the workbook refused, or is a section missing? The readings stand all the same; a caller who must
  // not store on faulty input asks here.
  bool has_faults() const;
};

// The year that is evaluated on the day `on`. Errors: kNotCovered  `on` lies before the plan's first year
Result<int> year_to_assess(const plans::Plan& plan, Date on);

// Reads the workbook and answers each target of the plan that an indicator of surface-water sections is bound to.
// `texts`: the files of knowledge/water and knowledge/indicators (more are passed over).
// Evaluated is January to the last month with results up to `on`; from 31 December on the whole year. After the plan's
// years the last of them is evaluated; a plan without a year takes that of `on`.
// Errors: those of read_section_workbook and of loading knowledge
//         kNotCovered  `on` lies before the plan's first year, or no indicator set is known for the year
//         kNotFound    the plan has no target that can be measured so
// Pure: the same input gives the same bytes.
Result<Assessment> assess(const plans::Plan& plan, std::string_view workbook_bytes, std::string_view file_name, Date on,
                          std::span<const standards::KnowledgeText> texts, const AssessOptions& options = {});

// The same from what is loaded already. Sections of the workbook that no target counts, and sections that are missing,
// are added to workbook.problems.
Result<std::vector<Reading>> assess(const plans::Plan& plan, SectionWorkbook& workbook, Date on,
                                    const standards::SurfaceWaterRules& rules, const IndicatorCatalogue& catalogue,
                                    const AssessOptions& options = {});

}  // namespace bihuan::assessment
