#include "observations/quality_checks.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "observations/internal/quality_parts.h"

namespace bihuan::observations {
namespace {

using quality::Column;
using quality::Context;

Status check_window(const QualityWindow& window) {
  if (window.step_seconds <= 0) return fail(Code::kInvalidInput, "时间步长应大于零");
  for (std::size_t i = 1; i < window.times.size(); ++i) {
    if (window.times[i].seconds - window.times[i - 1].seconds != window.step_seconds)
      return fail(Code::kInvalidInput, "各时刻应按步长排列，没有空缺", to_string(window.times[i]));
  }
  const std::size_t size = window.times.size();
  for (const QualityColumn& column : window.columns) {
    const auto fits = [&](std::size_t length, bool may_be_empty) {
      return length == size || (may_be_empty && length == 0);
    };
    if (!fits(column.mantissas.size(), false) || !fits(column.states.size(), false) ||
        !fits(column.flags.size(), true) || !fits(column.verdicts.size(), true) || !fits(column.revisions.size(), true))
      return fail(Code::kInvalidInput, "列的长度与时刻的个数不同", to_string(column.series.key));
  }
  return {};
}

bool applies(const QualityRule& rule, const QualityWindow& window, const QualityColumn& column) {
  if (!rule.media.empty() && std::ranges::find(rule.media, window.medium) == rule.media.end()) return false;
  if (!rule.averagings.empty() &&
      std::ranges::find(rule.averagings, column.series.key.averaging) == rule.averagings.end())
    return false;
  return column.role == ColumnRole::kMeasured && rule.judges(column.series.key.factor);
}

using Check = void (*)(const Context&, const QualityRule&, const Column&);

Check check_for(RuleKind kind) {
  switch (kind) {
    case RuleKind::kRange:
      return quality::check_range;
    case RuleKind::kRate:
      return quality::check_rate;
    case RuleKind::kConstantRun:
      return quality::check_constant_run;
    case RuleKind::kLowSpread:
      return quality::check_low_spread;
    case RuleKind::kOverSmooth:
      return quality::check_over_smooth;
    case RuleKind::kContradiction:
      return quality::check_contradiction;
    case RuleKind::kConversion:
      return quality::check_conversion;
    case RuleKind::kClipping:
      return quality::check_clipping;
    case RuleKind::kFlatTop:
      return quality::check_flat_top;
    case RuleKind::kReplay:
      return quality::check_replay;
    case RuleKind::kSharedSeries:
      return quality::check_shared_series;
    case RuleKind::kDigitPreference:
      return quality::check_digit_preference;
    case RuleKind::kStepDrop:
      return quality::check_step_drop;
    case RuleKind::kDeviceFlag:
      return quality::check_device_flag;
    case RuleKind::kWorkingCondition:
      return quality::check_working_condition;
    case RuleKind::kEmissionNoPower:
      return quality::check_emission_no_power;
    case RuleKind::kStillFlow:
      return quality::check_still_flow;
    case RuleKind::kFalseStop:
      return quality::check_false_stop;
    case RuleKind::kCoveredExceedances:
      return quality::check_covered_exceedances;
    case RuleKind::kFenceEvent:
      return quality::check_fence_event;
    case RuleKind::kCommonDrop:
      break;  // looks at all columns at once
  }
  return nullptr;
}

// Each place in the window that the finding means and that has a value.
template <class Each>
void for_places(const Finding& finding, const QualityWindow& window, const Each& each) {
  const QualityColumn& column = window.columns[finding.column];
  const auto one = [&](std::size_t i) {
    if (i < column.states.size() && has_value(column.states[i])) each(i);
  };
  if (!finding.places.empty()) {
    for (const std::size_t i : finding.places) one(i);
  } else {
    for (std::size_t i = finding.first; i <= finding.last; ++i) one(i);
  }
}

}  // namespace

Result<QualityReport> check_quality(const QualityRules& rules, const QualityWindow& window) {
  BIHUAN_CHECK(check_window(window));
  Context context(rules, window);
  if (window.times.empty()) return context.report;
  for (const QualityRule& rule : rules.rules) {
    const Check check = check_for(rule.kind);
    std::vector<const Column*> judged;
    for (const Column& column : context.columns) {
      if (!applies(rule, window, *column.own)) continue;
      judged.push_back(&column);
      if (check != nullptr) check(context, rule, column);
    }
    if (check == nullptr && !judged.empty()) quality::check_common_drop(context, rule, judged);
  }
  return std::move(context.report);
}

std::vector<Mark> marks_of(const Finding& finding, const QualityWindow& window, std::string_view reference,
                           Instant at) {
  std::vector<Mark> marks;
  const QualityColumn& column = window.columns[finding.column];
  for_places(finding, window, [&](std::size_t i) {
    Mark mark;
    mark.series = column.series.id;
    mark.time = window.times[i];
    mark.revision = column.revisions.empty() ? 0 : column.revisions[i];
    mark.verdict = finding.verdict;
    mark.by = finding.rule;
    mark.edition = finding.edition;
    mark.parameters_digest = finding.parameters_digest;
    mark.reference = reference;
    mark.at = at;
    marks.push_back(std::move(mark));
  });
  return marks;
}

std::vector<Mark> retractions(std::span<const Mark> earlier, const QualityRules& rules,
                              std::span<const Finding> findings, const QualityWindow& window,
                              std::string_view reference, Instant at) {
  using Place = std::tuple<SeriesId, Instant, std::string_view>;
  std::set<Place> said;
  for (const Finding& finding : findings) {
    for_places(finding, window, [&](std::size_t i) {
      said.insert({window.columns[finding.column].series.id, window.times[i], finding.rule});
    });
  }
  // The newest mark of each rule on each value and revision; earlier ones are in the order of appending.
  std::map<std::tuple<SeriesId, Instant, std::string_view, std::int32_t>, const Mark*> newest;
  std::map<SeriesId, const QualityColumn*> columns;
  for (const QualityColumn& column : window.columns) columns[column.series.id] = &column;
  for (const Mark& mark : earlier) {
    if (!mark.is_person) newest[{mark.series, mark.time, mark.by, mark.revision}] = &mark;
  }
  std::vector<Mark> marks;
  for (const auto& [key, mark] : newest) {
    const auto column = columns.find(mark->series);
    const QualityRule* rule = rules.find(mark->by);
    if (mark->verdict == Verdict::kValid || rule == nullptr || column == columns.end()) continue;
    const auto found = std::ranges::lower_bound(window.times, mark->time);
    if (found == window.times.end() || *found != mark->time) continue;
    const auto place = static_cast<std::size_t>(found - window.times.begin());
    const std::int32_t revision = column->second->revisions.empty() ? 0 : column->second->revisions[place];
    if (mark->revision != revision || said.contains({mark->series, mark->time, mark->by})) continue;
    Mark back = *mark;
    back.verdict = Verdict::kValid;
    back.edition = rule->edition;
    back.parameters_digest = rule->parameters_digest;
    back.reference = reference;
    back.reason.clear();
    back.at = at;
    marks.push_back(std::move(back));
  }
  return marks;
}

}  // namespace bihuan::observations
