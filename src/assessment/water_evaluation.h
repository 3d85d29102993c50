// src/assessment/water_evaluation.h - a sheet of surface-water sections evaluated: classes of sections, rivers and all
// sections together, what changed since a base year, cities and their ranking; or single samples of automatic stations.
#pragma once
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "assessment/evaluation.h"
#include "base/result.h"
#include "base/time.h"
#include "standards/knowledge.h"

namespace bihuan::assessment {

// A second file or another year of the same one, to compare with.
struct WaterBase {
  std::string bytes, file_name;  // empty: the same file
  int year = 0;                  // 0: the newest of that file
};

struct WaterOptions {
  std::string standard;                        // empty: GB 3838 as it is in force
  std::optional<Date> on;                      // the rules of this day; empty: of the period's last
  std::string profile = "section-assessment";  // or "station-feed": each row is a sample
  MonthsBy by = MonthsBy::kYear;
  int year = 0;  // 0: the newest year that the file names
  std::optional<WaterBase> base;
  std::string indicator_set;  // "mee22_21", "5plus_x"; empty: the one that applies on the day
  std::map<std::string, Decimal> detection_limits;
};

// Evaluates the file. Tables: "sections", "groups" (waters, all), "worse_than_v" (months with a section worse than
// class V), with a base "changes", with cities in the file "cities"; of single samples "samples". Errors: those of
// read_section_workbook and of loading knowledge
//         kNotFound      another standard than GB 3838, an unknown profile or set
//         kNotCovered    no set of items is known for the day (2026 and later: it must be named)
//         kInvalidInput  single samples with a base
Result<Evaluation> evaluate_water(std::string_view bytes, std::string_view file_name,
                                  std::span<const standards::KnowledgeText> texts, const WaterOptions& options);

}  // namespace bihuan::assessment
