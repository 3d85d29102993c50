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

// What every indicator says: how its targets are known.
struct TargetIndicator {
  std::string id;    // "water.good-share", "rural.treated-share"
  std::string name;  // 地表水断面优良比例
  bool is_more_better = true;
  std::string counted_as;  // 达到或优于Ⅲ类; "" where nothing is counted
  std::vector<std::vector<std::string>> words;
  std::vector<std::string> not_words;
  std::string confidence;
};

enum class CountedBy {
  kClassAtMost,  // class III (or another) or better
  kMeetsTarget,  // its own target class
  kWorseThanV,
};

struct Indicator : TargetIndicator {
  CountedBy counted_by = CountedBy::kClassAtMost;
  standards::WaterClass at_most = standards::WaterClass::kIII;
  std::string clause;
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

// An indicator that a figure of an evaluation answers (EvaluationFigure::id).
struct FigureIndicator : TargetIndicator {
  std::string kind;         // of the evaluation: "rural"
  std::string object;       // what is counted, with its measure word: 个行政村, 个有效日; "" where nothing is
  std::string failed_as;    // 不达标; of settled ones
  bool is_settled = false;  // one that fails stays failed for the year: a day, a source
};

// What knowledge/indicators/figures.toml says.
struct FigureCatalogue {
  std::vector<FigureIndicator> indicators;
  Decimal near_limit_share;
  std::string digest;  // of the file
};

// Reads "indicators/figures.toml" out of `texts`. Errors: kNotFound, kInvalidInput with file and line.
Result<FigureCatalogue> load_figure_indicators(std::span<const standards::KnowledgeText> texts);

// A target, or one of the quantities of an end whose value stands in another document, with what answers it.
struct FigureBinding {
  const FigureIndicator* indicator = nullptr;
  const plans::Target* target = nullptr;  // null for an end
  const plans::Qualitative* end = nullptr;
  std::string text;                   // its words
  std::optional<std::int64_t> whole;  // the number that the plan prints: 5个水源地
};

// What figures of that kind of evaluation answer, targets first, in the plan's order.
std::vector<FigureBinding> bind_figures(const FigureCatalogue& catalogue, const plans::Plan& plan,
                                        std::string_view kind);

}  // namespace bihuan::assessment
