// Checks that look at values one by one or at neighbours: range, rate, runs, flags, marks, events.
#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <ranges>

#include "observations/internal/quality_parts.h"

namespace bihuan::observations::quality {
namespace {

constexpr int kLevelsPerOctave = 4;
constexpr int kLevelCount = 4 * 64;

// How often a series repeats itself at each level of its values (quarters of an octave).
struct Repeats {
  std::vector<double> pairs = std::vector<double>(kLevelCount, 0), equal = std::vector<double>(kLevelCount, 0);
};

int level_of(double units) {
  return std::clamp(static_cast<int>(std::log2(std::max(1.0, std::abs(units))) * kLevelsPerOctave), 0, kLevelCount - 1);
}

Repeats repeats_of(const Column& column) {
  Repeats all;
  const auto resolution = static_cast<double>(column.resolution);
  double value = 0;  // the logarithm is dear: it is taken once a value
  int level = level_of(0);
  for (std::size_t i = 1; i < column.use.size(); ++i) {
    if (!column.is_full(i) || !column.is_full(i - 1)) continue;
    if (column.values[i - 1] != value) {
      value = column.values[i - 1];
      level = level_of(value / resolution);
    }
    const auto at = static_cast<std::size_t>(level);
    all.pairs[at] += 1;
    if (column.at(i) == column.at(i - 1)) all.equal[at] += 1;
  }
  return all;
}

// The chance that a value at this level is followed by itself, without the run that is judged.
double repeat_chance(const Repeats& all, double units, double run_pairs) {
  double pairs = 0, equal = 0;
  for (int reach = 0; reach < kLevelCount && pairs - run_pairs < 200; ++reach) {
    pairs = equal = 0;
    const int level = level_of(units);
    for (int at = std::max(0, level - 1 - reach); at <= std::min(kLevelCount - 1, level + 1 + reach); ++at) {
      pairs += all.pairs[static_cast<std::size_t>(at)];
      equal += all.equal[static_cast<std::size_t>(at)];
    }
  }
  return (std::max(0.0, equal - run_pairs) + 1) / (std::max(0.0, pairs - run_pairs) + 2);
}

bool unit_fits(const Context& context, const QualityRule& rule, const Column& column) {
  for (const RuleParameter& one : rule.parameters) {
    if (one.unit == "h" || one.unit == "share" || one.unit == "1") continue;
    if (!in_unit(one, column.own->series.unit)) {
      context.not_run(rule, column, "规则的单位是" + one.unit + "，序列的单位是" + column.own->series.unit);
      return false;
    }
  }
  return true;
}

bool is_known(const QualityColumn& column, std::size_t i) { return has_value(column.states[i]); }

bool is_flow_still(const Context& context, const Column& column, std::size_t i) {
  for (const Column& other : context.columns) {
    const std::string& factor = other.own->series.key.factor;
    if ((factor == "w00000" || factor == "a00000") && other.own->series.key.site == column.own->series.key.site &&
        other.place != column.place)
      return other.is_full(i) && other.at(i) == 0;
  }
  return false;
}

}  // namespace

void check_range(const Context& context, const QualityRule& rule, const Column& column) {
  if (!unit_fits(context, rule, column)) return;
  const int places = column.own->series.places;
  const std::string& unit = column.own->series.unit;
  std::int64_t low = INT64_MIN, high = INT64_MAX;  // both still inside
  if (const RuleParameter* below = rule.find("below")) low = ceil_at(*in_unit(*below, unit), places);
  if (const RuleParameter* above = rule.find("above")) high = floor_at(*in_unit(*above, unit), places);
  if (const RuleParameter* from = rule.find("from")) high = std::min(high, ceil_at(*in_unit(*from, unit), places) - 1);
  const auto is_outside = [&](std::size_t i) {
    return column.is_full(i) && (column.at(i) < low || column.at(i) > high);
  };
  for_runs(context.size(), 1, is_outside, [&](std::size_t first, std::size_t last) {
    Finding finding = context.open(rule, column, first, last);
    std::int64_t worst = column.at(first);
    for (std::size_t i = first; i <= last; ++i)
      if ((column.at(i) < low) ? column.at(i) < worst : column.at(i) > worst) worst = column.at(i);
    context.add_value(finding, "value", column, worst);
    context.close(rule, std::move(finding));
  });
}

void check_rate(const Context& context, const QualityRule& rule, const Column& column) {
  if (!unit_fits(context, rule, column)) return;
  const QualityColumn& own = *column.own;
  const std::int64_t most = floor_at(*in_unit(*rule.find("most_change"), own.series.unit), own.series.places);
  for (std::size_t i = 1; i < context.size(); ++i) {
    if (!column.is_full(i) || !column.is_full(i - 1)) continue;
    const std::int64_t change = column.at(i) - column.at(i - 1);
    if (change <= most && change >= -most) continue;
    Finding finding = context.open(rule, column, i, i);
    context.add_value(finding, "before", column, column.at(i - 1));
    context.add_value(finding, "value", column, column.at(i));
    context.add_value(finding, "change", column, change);
    context.close(rule, std::move(finding));
  }
}

namespace {

struct ConstantRun {
  std::size_t first = 0, last = 0;
  std::int64_t value = 0;
  double expected = 0;  // runs of this length in the window, by the series' own habit
  std::size_t count() const { return last - first + 1; }
};

// A run counts where the series' own habit of repeating itself at that level makes it unlikely: integers near the
// detection limit stand still for hours by nature.
std::vector<ConstantRun> constant_runs(const Context& context, const QualityRule& rule, const Column& column) {
  std::vector<ConstantRun> runs;
  const std::size_t least = std::max<std::size_t>(2, context.places_of(rule.find("least_hours")->value));
  if (column.used < least) return runs;
  const double chance = param(rule, "chance");
  const std::optional<Decimal>& limit = column.own->series.detection_limit;
  const std::int64_t floor = limit ? floor_at(*limit, column.own->series.places) : INT64_MIN;
  std::optional<Repeats> repeats;
  for (std::size_t first = 0; first < context.size();) {
    if (!column.is_full(first)) {
      ++first;
      continue;
    }
    std::size_t end = first + 1;
    while (end < context.size() && column.is_full(end) && column.at(end) == column.at(first)) ++end;
    const std::size_t length = end - first;
    const std::int64_t value = column.at(first);
    if (length >= least && value > floor) {
      if (!repeats) repeats = repeats_of(column);
      const double units = static_cast<double>(value) / static_cast<double>(column.resolution);
      const double pairs = static_cast<double>(length - 1);
      const double expected = static_cast<double>(column.used) * std::pow(repeat_chance(*repeats, units, pairs), pairs);
      const bool is_idle = value == 0 && (column.marked[first] != 0 || is_flow_still(context, column, first));
      if (expected <= chance && !is_idle) runs.push_back({first, end - 1, value, expected});
    }
    first = end;
  }
  return runs;
}

}  // namespace

// Runs that follow each other closely are one lead; only the values that stand still are meant by it.
void check_constant_run(const Context& context, const QualityRule& rule, const Column& column) {
  const std::vector<ConstantRun> runs = constant_runs(context, rule, column);
  const std::size_t together = context.places_of(rule.find("together_hours")->value);
  for (auto from = runs.begin(); from != runs.end();) {
    auto to = from + 1;
    while (to != runs.end() && to->first - std::prev(to)->last <= together) ++to;
    const ConstantRun& longest = *std::ranges::max_element(from, to, {}, &ConstantRun::count);
    Finding finding = context.open(rule, column, from->first, std::prev(to)->last);
    Context::add(finding, "runs", std::to_string(to - from));
    Context::add(finding, "longest", std::to_string(longest.count()));
    context.add_value(finding, "value", column, longest.value);
    Context::add(finding, "expected", text_of(longest.expected, 6));
    if (to - from > 1) {
      for (const ConstantRun& run : std::ranges::subrange(from, to))
        for (std::size_t i = run.first; i <= run.last; ++i) finding.places.push_back(i);
    }
    context.close(rule, std::move(finding));
    from = to;
  }
}

void check_flat_top(const Context& context, const QualityRule& rule, const Column& column) {
  if (!column.own->range_end) return context.not_run(rule, column, "仪器量程未知");
  const std::int64_t top = ceil_at(*column.own->range_end, column.own->series.places);
  const auto is_top = [&](std::size_t i) { return column.is_full(i) && column.at(i) >= top; };
  for_runs(context.size(), context.places_of(rule.find("least_hours")->value), is_top,
           [&](std::size_t first, std::size_t last) {
             Finding finding = context.open(rule, column, first, last);
             Context::add(finding, "range_end", to_string(*column.own->range_end), column.own->series.unit);
             context.close(rule, std::move(finding));
           });
}

void check_device_flag(const Context& context, const QualityRule& rule, const Column& column) {
  const QualityColumn& own = *column.own;
  if (own.flags.empty()) return;
  std::array<bool, 256> is_named{};
  for (const char flag : rule.flags) is_named[static_cast<unsigned char>(flag)] = true;
  const auto has_flag = [&](std::size_t i) {
    return is_named[static_cast<unsigned char>(own.flags[i])] && is_known(own, i);
  };
  for (std::size_t i = 0; i < context.size();) {
    if (!has_flag(i)) {
      ++i;
      continue;
    }
    std::size_t end = i + 1;
    while (end < context.size() && own.flags[end] == own.flags[i] && has_flag(end)) ++end;
    Finding finding = context.open(rule, column, i, end - 1);
    Context::add(finding, "flag", std::string(1, own.flags[i]));
    context.close(rule, std::move(finding));
    i = end;
  }
}

void check_working_condition(const Context& context, const QualityRule& rule, const Column& column) {
  const std::vector<Instant>& times = context.window.times;
  for (const std::vector<StretchMark>* marks : {&context.window.condition_marks, &context.window.device_marks}) {
    for (const StretchMark& mark : *marks) {
      if (std::ranges::find(rule.marks, mark.word) == rule.marks.end()) continue;
      if (!mark.site.empty() && mark.site != column.own->series.key.site) continue;
      if (!mark.factor.empty() && mark.factor != column.own->series.key.factor) continue;
      const auto from = std::ranges::lower_bound(times, mark.from) - times.begin();
      const auto until = std::ranges::lower_bound(times, mark.until) - times.begin();
      if (from >= until) continue;
      Finding finding = context.open(rule, column, static_cast<std::size_t>(from), static_cast<std::size_t>(until) - 1);
      Context::add(finding, "mark", mark.word);
      context.close(rule, std::move(finding));
    }
  }
}

// A visit that was announced by a mark of the device explains itself.
void check_fence_event(const Context& context, const QualityRule& rule, const Column& column) {
  const std::vector<Instant>& times = context.window.times;
  const auto after = static_cast<std::int64_t>(param(rule, "after_hours") * 3600);
  for (const StretchMark& event : context.window.fence_events) {
    if (!event.site.empty() && event.site != column.own->series.key.site) continue;
    const bool is_explained = std::ranges::any_of(context.window.device_marks, [&](const StretchMark& mark) {
      return mark.from <= event.from && event.from < mark.until && (mark.site.empty() || mark.site == event.site);
    });
    if (is_explained) continue;
    const auto from = std::ranges::lower_bound(times, event.from) - times.begin();
    const auto until = std::ranges::lower_bound(times, Instant{event.until.seconds + after}) - times.begin();
    if (from >= until) continue;
    Finding finding = context.open(rule, column, static_cast<std::size_t>(from), static_cast<std::size_t>(until) - 1);
    Context::add(finding, "event", event.word);
    context.close(rule, std::move(finding));
  }
}

}  // namespace bihuan::observations::quality
