// src/observations/quality_rules.h - the rules of quality control as knowledge/quality/*.toml states them. Read
// quality_checks.h for what is done with them. Format: docs/formats/quality.md.
//
// Pure: no files, no clock. The caller reads the files; rules of several files make one set, in the order given.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/result.h"
#include "observations/observation.h"
#include "observations/series.h"

namespace bihuan::observations {

// What is measured.
enum class Medium : std::uint8_t { kAmbientAir, kSurfaceWater, kGas, kWastewater };
std::string_view to_string(Medium medium);  // "ambient_air", "surface_water", "gas", "wastewater"
Result<Medium> parse_medium(std::string_view text);

// What a check computes. The parameters that each kind wants are listed in docs/formats/quality.md.
enum class RuleKind : std::uint8_t {
  kRange,               // beyond what can be
  kRate,                // changes faster than can be
  kConstantRun,         // one value again and again
  kLowSpread,           // hardly moves, by the series' own custom
  kOverSmooth,          // has lost its noise
  kContradiction,       // a part is more than the whole
  kConversion,          // the converted concentration does not follow the oxygen
  kClipping,            // pressed just under the limit
  kFlatTop,             // stands at the end of the analyser's range
  kReplay,              // an earlier stretch once more
  kSharedSeries,        // two outlets with one series
  kDigitPreference,     // last digits that nobody measured
  kStepDrop,            // falls at once and stays down
  kCommonDrop,          // several factors fall in the same interval
  kDeviceFlag,          // the device says that the value is none
  kWorkingCondition,    // a mark of the working condition
  kEmissionNoPower,     // emission while nothing runs
  kStillFlow,           // the flow stands still while concentrations move
  kFalseStop,           // marked as stopped, yet looks normal
  kCoveredExceedances,  // whatever exceeds carries a mark
  kFenceEvent,          // somebody was at the sampling point
};
std::string_view to_string(RuleKind kind);  // "range", "rate", "constant_run" ...
inline constexpr std::size_t kRuleKindCount = 21;

struct RuleParameter {
  std::string id;
  Decimal value;
  std::string unit;  // "h", "share", "mg/L" ...
};

struct QualityRule {
  std::string id;  // Mark::by
  RuleKind kind = RuleKind::kRange;
  std::vector<Medium> media;          // none: all
  std::vector<Averaging> averagings;  // none: all
  std::vector<std::string> factors;   // HJ 524/525 codes that it judges; none: all that are measured values
  std::vector<std::string> parts;     // contradiction: what is added up, against factors[0], the whole
  std::string flags;                  // device_flag, false_stop: letters of HJ 212
  std::vector<std::string> marks;     // working_condition, false_stop: words of the marks
  std::vector<RuleParameter> parameters;
  Verdict verdict = Verdict::kSuspect;
  bool is_lead = false;  // a lead of falsification: for enforcement alone
  std::string title, title_en;
  std::string sentence, sentence_en;  // with {names} that the kind fills in
  std::string source, confidence;
  std::string basis;              // id in falsification-rules or clause: "S01"
  std::string edition;            // of the file: "knowledge/quality/x.toml 2024-01-01 <first 12 digits of its SM3>"
  std::string parameters_digest;  // SM3 over kind, factors, parts, flags, marks and parameters, in a fixed form

  const RuleParameter* find(std::string_view parameter) const;
  bool judges(std::string_view factor) const;  // whether it stands in `factors`, or they are none
};

// What the facts name and no rule judges, with the reason.
struct UncoveredRule {
  std::string basis, title, reason;
};

struct QualityRules {
  std::vector<QualityRule> rules;
  std::vector<UncoveredRule> not_covered;
  const QualityRule* find(std::string_view id) const;
};

struct QualityText {
  std::string name;  // below knowledge/: "quality/checks.toml"
  std::string text;
};

// Errors: kInvalidInput with file and line: what does not parse, an unknown key, kind, medium, verdict or placeholder,
// a parameter that the kind does not have or that is missing or has another unit, an id that is there twice.
Result<QualityRules> load_quality_rules(std::span<const QualityText> texts);

}  // namespace bihuan::observations
