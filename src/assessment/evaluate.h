// src/assessment/evaluate.h - `bihuan evaluate` and the page 评价 as one function: a kind, a file, what was asked.
#pragma once
#include <array>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assessment/evaluation.h"
#include "base/result.h"
#include "base/time.h"
#include "standards/knowledge.h"

namespace bihuan::assessment {

// As people give it. What a kind does not know must be left empty.
struct EvaluateRequest {
  std::string kind;       // one of kEvaluationKinds
  std::string standard;   // air, water: id of a document; empty: by the date of the data
  std::string on;         // 2024-12-31: the rules of this day
  std::string profile;    // air: hj633-daily, national-feed; water: section-assessment, station-feed
  std::string by;         // day (air), month, quarter (not air), year; empty: month for air, else year
  std::string year;       // water, lake, source: of months without a year, or which of several; farmland: of the target
  std::string base_year;  // water: compare with this year of the same file
  std::string base_bytes, base_name;  // water: or with this file
  std::string items;                  // water, lake: mee22_21, 5plus_x
  std::string hours;                  // air: ending, beginning
  std::vector<std::string> units;     // air: co=μg/m3
  std::vector<std::string> limits;  // water, lake, source: detection limits of 未检出, key=value in the item's unit
  std::string sand_dust;            // air: days, separated by commas
  bool compares_editions = false;   // air
  bool may_lack = false;            // lake: an index without all five components
  std::optional<Date> until;        // air by year, source: AirOptions::until, SourceOptions::until
  std::function<std::string()> digest;  // air: SM3 of the bytes from a caller that computes it beside the reading
};

struct EvaluationKind {
  std::string_view id, name;
};
inline constexpr std::array<EvaluationKind, 9> kEvaluationKinds{{{"air", "环境空气"},
                                                                 {"water", "地表水断面"},
                                                                 {"lake", "湖库"},
                                                                 {"source", "饮用水水源"},
                                                                 {"black_odour", "城市黑臭水体"},
                                                                 {"rural", "农村生活污水"},
                                                                 {"farmland", "受污染耕地"},
                                                                 {"survey", "公众满意率"},
                                                                 {"trend", "变化趋势"}}};

// The folders of knowledge/ that `texts` must hold.
inline constexpr std::array<std::string_view, 6> kEvaluationKnowledge{"air",  "indicators", "rural",
                                                                      "soil", "survey",     "water"};

// The detection limits that the request gives, by key. Errors: kInvalidInput naming the one that is not key=value
Result<std::map<std::string, Decimal>> detection_limits_of(const EvaluateRequest& request);

// Errors: kInvalidInput  an option that this kind does not have, or a value it cannot have (`where` names the option)
//         those of evaluate_air, evaluate_water, evaluate_lakes, evaluate_sources, evaluate_black_odour,
//         evaluate_rural, evaluate_farmland, evaluate_survey, evaluate_trends
Result<Evaluation> evaluate_file(std::string_view bytes, std::string_view file_name,
                                 std::span<const standards::KnowledgeText> texts, const EvaluateRequest& request);

}  // namespace bihuan::assessment
