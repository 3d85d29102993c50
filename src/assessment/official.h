// src/assessment/official.h - three values of a target side by side (官方公布, 系统计算, 部门填报): which decides, and
// what lies between them.
//
// The published value decides once it is there; until then the computed one; what a unit reports never decides. Two
// values are compared only where quantity, 口径 and period are the same; where they then differ, the 比对说明 names the
// likely reasons, each with its numbers. The rules are data: knowledge/office/official-figures.toml
// (records/official_rules.h). Pure.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assessment/reading.h"
#include "plans/plan_model.h"
#include "records/dispatch.h"
#include "records/official_figures.h"

namespace bihuan::assessment {

enum class FigureSide { kOfficial, kComputed, kReported };
std::string_view to_chinese(FigureSide side);  // 公布值, 系统计算, 部门填报

// One of the three.
struct StandingValue {
  bool is_there = false;
  std::string value;  // as printed: "85.7", "Ⅲ", "是"
  std::string unit;
  std::string quantity, quantity_name;  // id and name; "" where the target's unit belongs to none
  std::optional<Date> from, to;
  std::string period;                                  // 2024年1—9月
  std::vector<records::FigureTerm> terms;              // 口径 that is stated
  std::string terms_name;                              // 省控、审核后
  std::string status, status_name;                     // of a published value; "" otherwise
  std::string source;                                  // where it comes from, in one sentence
  std::string record;                                  // "v000001", "reading/3", "r000002"
  Compliance compliance = Compliance::kNotAssessable;  // over its period
  Verdict verdict = Verdict::kInsufficientData;        // what it says of the target
  std::string reason;                                  // why it is not assessed; "" otherwise
};

struct LikelyReason {
  std::string id, name, text;
};

// Two of the three, held against each other.
struct Comparison {
  FigureSide left = FigureSide::kOfficial, right = FigureSide::kComputed;
  std::string left_record, right_record;            // as StandingValue::record
  Compliance outcome = Compliance::kNotAssessable;  // kMet: the same; kNotMet: they differ; else they are not compared
  std::string difference;                           // left less right, as a decimal; "" where there is none
  std::string unit;
  std::string sentence;               // what was found, or which dimension keeps them apart
  std::vector<LikelyReason> reasons;  // where they differ
};

// A published value that does not decide.
struct PassedOver {
  std::string figure_id;
  std::string why;
};

struct TargetStanding {
  std::string target_id;
  std::string comparator, limit, unit;  // of the target; "" where the plan gives no number
  std::string own_terms;                // 口径 that the target's own words state
  StandingValue official, computed, reported;
  std::optional<FigureSide> decides;  // never kReported
  Verdict verdict = Verdict::kInsufficientData;
  Compliance compliance = Compliance::kNotAssessable;
  std::string sentence;
  std::vector<std::string> notes;
  // 比对说明: of all pairs of which both are there; then, refused, of the published values in another 口径.
  std::vector<Comparison> comparisons;
  std::vector<PassedOver> passed_over;  // newest first
  std::string rules_digest;
};

// A reading as it is stored.
struct NumberedReading {
  std::int64_t number = 0;
  Reading reading;
};

struct StandingInput {
  std::vector<records::OfficialFigure> official;  // of this target, what stands; withdrawn ones are passed over
  std::vector<NumberedReading> computed;          // in the order of storing
  std::vector<records::ReportedFigure> reported;  // the oldest month first
  std::map<std::string, std::string> site_names;  // by code, of the sites that published values speak of
};

// The period in question is the latest from the year's first day for which there is a published value in the target's
// own 口径; of its figures the one with the stronger status decides, then the one published last. Without one the
// newest reading decides. A value of one site decides only where the target's words name that site and its newest
// reading is of no other. Beside the deciding value the others are shown of the same period where there is one, else
// the newest.
TargetStanding stand(const plans::Plan& plan, const plans::Target& target, const StandingInput& input,
                     const records::OfficialRules& rules);

// Whether a value keeps the target. kNotAssessable with the reason where the plan gives no number that can be judged.
struct Judgement {
  Compliance compliance = Compliance::kNotAssessable;
  std::string reason;
};
Judgement judge_figure(const plans::Target& target, const records::FigureQuantity& quantity, std::string_view value);

}  // namespace bihuan::assessment
