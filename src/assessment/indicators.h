// src/assessment/indicators.h - which computation answers which target of a plan. The words are data:
// knowledge/indicators/.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assessment/section_workbook.h"
#include "base/result.h"
#include "plans/plan_model.h"
#include "standards/knowledge.h"

namespace bihuan::assessment {

enum class CountedBy {
  kClassAtMost,  // class III (or another) or better
  kMeetsTarget,  // its own target class
  kWorseThanV,
};

struct Indicator {
  std::string id;    // "water.good-share"
  std::string name;  // 地表水断面优良比例
  CountedBy counted_by = CountedBy::kClassAtMost;
  standards::WaterClass at_most = standards::WaterClass::kIII;
  bool is_more_better = true;
  std::string counted_as;  // 达到或优于Ⅲ类
  std::vector<std::vector<std::string>> words;
  std::vector<std::string> not_words;
  std::string clause;
  std::string confidence;
};

// What knowledge/indicators/water.toml says.
struct IndicatorCatalogue {
  std::vector<Indicator> indicators;
  std::vector<std::pair<ExamLevel, std::vector<std::string>>> exam_levels;  // in the order of the file
  std::vector<std::string> name_leads;  // words of the sentence that may stand before the first name of a list
  Decimal near_limit_share;
  std::string digest;  // of the file
};

// Reads "indicators/water.toml" out of `texts`. Errors: kNotFound, kInvalidInput with file and line.
Result<IndicatorCatalogue> load_indicators(std::span<const standards::KnowledgeText> texts);

// A target together with what answers it.
struct Binding {
  const Indicator* indicator = nullptr;
  ExamLevel level = ExamLevel::kUnknown;  // kUnknown: all sections
  std::optional<std::int64_t> whole;      // the number of sections that the plan prints
  std::vector<std::string> names;         // the sections that the plan names for it; empty where it names none
};

// Returns what answers `target`, or none: it is not about surface-water sections. `plan` gives the lists of names.
std::optional<Binding> bind_target(const IndicatorCatalogue& catalogue, const plans::Plan& plan,
                                   const plans::Target& target);

}  // namespace bihuan::assessment
