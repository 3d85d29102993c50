// src/observations/quality_checks.h - quality control over a window: which stretches of which series break which rule.
//
// Pure: the same window and rules give the same findings, in the order of rules, columns, times. A finding is a lead
// for a person, never a proof; nothing here changes or removes a value.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/result.h"
#include "base/time.h"
#include "observations/observation.h"
#include "observations/quality_rules.h"
#include "observations/series.h"

namespace bihuan::observations {

// What a column stands for. Only a measured one is judged by rules without factors of their own.
enum class ColumnRole : std::uint8_t {
  kMeasured,
  kConverted,  // 折算浓度: of the same factor as a measured column of its site
  kPower,      // power of production or treatment
  kLoad,       // production
};

// One series of a window. All spans have the length of the window's times; those that say so may be empty.
struct QualityColumn {
  Series series;
  std::string name;  // of the factor, for people; empty: its code
  ColumnRole role = ColumnRole::kMeasured;
  std::span<const std::int64_t> mantissas;  // at the series' places
  std::span<const ValueState> states;       // what is not there is kUnexplained
  std::span<const char> flags;              // of devices; may be empty
  std::span<const Verdict> verdicts;        // what is decided already; may be empty: nothing is. Values under review or
                                            // invalid take no part
  std::span<const std::int32_t> revisions;  // that are judged; may be empty: all 0
  std::optional<Decimal> limit;             // emission limit, in the series' unit
  std::optional<Decimal> range_end;         // of the analyser, in the series' unit
};

// A mark of a working condition or of a device, or an event at the sampling point. [from, until)
struct StretchMark {
  Instant from, until;
  std::string site;    // empty: all sites of the window
  std::string factor;  // empty: all factors
  std::string word;    // "停运", "校准" ...
};

struct QualityWindow {
  Medium medium = Medium::kWastewater;
  std::vector<Instant> times;  // labels, on a grid of `step_seconds`, without gaps
  std::int32_t step_seconds = 3600;
  std::vector<QualityColumn> columns;
  std::vector<StretchMark> condition_marks;  // 工况标记
  std::vector<StretchMark> device_marks;     // 设备标记: 校准, 维护保养 ...
  std::vector<StretchMark> fence_events;     // 电子围栏、站房门禁
  std::optional<Decimal> reference_oxygen;   // percent, of the permit's standard
};

struct ProofNumber {
  std::string name, value, unit;  // unit: may be empty
  friend bool operator==(const ProofNumber&, const ProofNumber&) = default;
};

struct Finding {
  std::string rule, edition, parameters_digest;
  std::size_t column = 0;           // of the window
  std::vector<std::size_t> beside;  // further columns that prove it
  std::size_t first = 0, last = 0;  // places in the window, both in the stretch
  Instant first_time, last_time;    // their labels
  Verdict verdict = Verdict::kSuspect;
  bool is_lead = false;
  std::vector<ProofNumber> proof;
  std::string title, sentence, sentence_en;
  std::vector<std::size_t> places;  // where not every value of the stretch is meant: those that are; else empty
  friend bool operator==(const Finding&, const Finding&) = default;
};

// A rule that could not run on a column, and why: "排放限值未知".
struct NotRun {
  std::string rule;
  std::size_t column = 0;
  std::string reason;
  friend bool operator==(const NotRun&, const NotRun&) = default;
};

struct QualityReport {
  std::vector<Finding> findings;
  std::vector<NotRun> not_run;
};

// Errors: kInvalidInput a column's span has another length than times; times are not on one ascending grid; a step that
// is not positive
Result<QualityReport> check_quality(const QualityRules& rules, const QualityWindow& window);

// The marks that a finding puts on the values of its stretch: one for each value that is there.
std::vector<Mark> marks_of(const Finding& finding, const QualityWindow& window, std::string_view reference, Instant at);

// A rule that is run again takes back what it said: for each mark of `earlier` that is the newest by a rule of `rules`
// on a value of the window, is not kValid and is not said again by `findings`, a mark kValid.
std::vector<Mark> retractions(std::span<const Mark> earlier, const QualityRules& rules,
                              std::span<const Finding> findings, const QualityWindow& window,
                              std::string_view reference, Instant at);

}  // namespace bihuan::observations
