// Checks that look at the shape of a stretch against the series' own habit: spread, smoothness, clipping, digits,
// drops.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "observations/internal/quality_parts.h"

namespace bihuan::observations::quality {
namespace {

constexpr std::size_t kClose = 3;          // values on each side of a fall
constexpr double kLeastFilled = 0.75;      // of a window
constexpr std::size_t kLeastWindows = 10;  // without overlap, to know a series' habit

struct Sums {
  std::vector<double> values;  // [n + 1], of the used ones before i
  std::vector<std::uint32_t> used;
};

Sums sums_of(const Column& column) {
  Sums sums;
  const std::size_t size = column.use.size();
  sums.values.assign(size + 1, 0);
  sums.used.assign(size + 1, 0);
  for (std::size_t i = 0; i < size; ++i) {
    sums.values[i + 1] = sums.values[i] + (column.is_full(i) ? column.values[i] : 0);
    sums.used[i + 1] = sums.used[i] + (column.is_full(i) ? 1U : 0U);
  }
  return sums;
}

// Highest less lowest used value of the window that begins at i; -1 where it is not filled.
std::vector<double> spreads_of(const Column& column, const Sums& sums, std::size_t window) {
  const std::size_t size = column.use.size();
  std::vector<double> spreads(size - window + 1, -1);
  std::vector<std::uint32_t> low(size), high(size);  // rings that only grow: [head, tail)
  std::size_t low_head = 0, low_tail = 0, high_head = 0, high_tail = 0;
  const auto least = static_cast<std::uint32_t>(std::ceil(kLeastFilled * static_cast<double>(window)));
  for (std::size_t i = 0; i < size; ++i) {
    if (column.is_full(i)) {
      while (low_tail > low_head && column.values[low[low_tail - 1]] >= column.values[i]) --low_tail;
      low[low_tail++] = static_cast<std::uint32_t>(i);
      while (high_tail > high_head && column.values[high[high_tail - 1]] <= column.values[i]) --high_tail;
      high[high_tail++] = static_cast<std::uint32_t>(i);
    }
    if (i + 1 < window) continue;
    const std::size_t begin = i + 1 - window;
    while (low_head < low_tail && low[low_head] < begin) ++low_head;
    while (high_head < high_tail && high[high_head] < begin) ++high_head;
    if (sums.used[i + 1] - sums.used[begin] < least) continue;
    spreads[begin] = column.values[high[high_head]] - column.values[low[low_head]];
  }
  return spreads;
}

// Mean size of the second difference in the window that begins at i; -1 where it is not filled.
std::vector<double> roughnesses_of(const Column& column, const Sums& sums, std::size_t window) {
  const std::size_t size = column.use.size();
  std::vector<double> bend(size + 1, 0);
  std::vector<std::uint32_t> count(size + 1, 0);
  for (std::size_t i = 0; i < size; ++i) {
    bend[i + 1] = bend[i];
    count[i + 1] = count[i];
    if (i == 0 || i + 1 >= size || !column.is_full(i - 1) || !column.is_full(i) || !column.is_full(i + 1)) continue;
    bend[i + 1] += std::abs(column.values[i - 1] - 2 * column.values[i] + column.values[i + 1]);
    ++count[i + 1];
  }
  std::vector<double> all(size - window + 1, -1);
  const auto least = static_cast<std::uint32_t>(std::ceil(kLeastFilled * static_cast<double>(window)));
  for (std::size_t begin = 0; begin + window <= size; ++begin) {
    const std::size_t end = begin + window;
    if (sums.used[end] - sums.used[begin] < least) continue;
    // The second difference at the ends reaches out of the window.
    const std::uint32_t in = count[end - 1] - count[begin + 1];
    if (in * 2 >= window) all[begin] = (bend[end - 1] - bend[begin + 1]) / in;
  }
  return all;
}

// Windows whose measure, by the level of the window, is below `own_share` of what is usual for the series.
template <class Close>
void quiet_windows(const Context& context, const QualityRule& rule, const Column& column, const Sums& sums,
                   const std::vector<double>& measures, const std::vector<double>& spreads, std::size_t window,
                   double most, const Close& close) {
  const double least_level = param(rule, "least_units") * static_cast<double>(column.resolution);
  const auto level_of_window = [&](std::size_t begin) {
    return std::abs(sums.values[begin + window] - sums.values[begin]) /
           std::max(1.0, static_cast<double>(sums.used[begin + window] - sums.used[begin]));
  };
  std::vector<double> usual;
  for (std::size_t begin = 0; begin < measures.size(); begin += window) {
    if (measures[begin] >= 0 && level_of_window(begin) > 0) usual.push_back(measures[begin] / level_of_window(begin));
  }
  if (usual.size() < kLeastWindows) return context.not_run(rule, column, "时段太短，看不出序列自身的习惯");
  const double own = median_of(std::move(usual));
  const double bound = own * param(rule, "own_share");
  const auto is_quiet = [&](std::size_t begin) {
    if (measures[begin] < 0 || measures[begin] > most || spreads[begin] <= 0)
      return false;  // what does not move at all is a constant run
    const double level = level_of_window(begin);
    return level >= least_level && measures[begin] < bound * level;
  };
  std::optional<std::size_t> first;
  std::size_t last = 0, best = 0;
  const auto flush = [&] {
    if (first) close(*first, last + window - 1, measures[best], own * level_of_window(best));
    first.reset();
  };
  for (std::size_t begin = 0; begin < measures.size(); ++begin) {
    if (!is_quiet(begin)) continue;
    if (first && begin > last + window) flush();
    if (!first) {
      first = begin;
      best = begin;
    }
    last = begin;
    if (measures[begin] < measures[best]) best = begin;
  }
  flush();
}

}  // namespace

void check_low_spread(const Context& context, const QualityRule& rule, const Column& column) {
  const std::size_t window = context.places_of(rule.find("window_hours")->value);
  if (context.size() < window * kLeastWindows) return context.not_run(rule, column, "时段太短，看不出序列自身的习惯");
  const Sums sums = sums_of(column);
  double most = std::numeric_limits<double>::infinity();
  if (column.own->range_end)
    most = static_cast<double>(floor_at(*column.own->range_end, column.own->series.places)) * param(rule, "span_share");
  const std::vector<double> spreads = spreads_of(column, sums, window);
  quiet_windows(context, rule, column, sums, spreads, spreads, window, most,
                [&](std::size_t first, std::size_t last, double measure, double own) {
                  Finding finding = context.open(rule, column, first, last);
                  context.add_value(finding, "spread", column, static_cast<std::int64_t>(measure));
                  context.add_value(finding, "own", column, static_cast<std::int64_t>(own));
                  context.close(rule, std::move(finding));
                });
}

void check_over_smooth(const Context& context, const QualityRule& rule, const Column& column) {
  const std::size_t window = context.places_of(rule.find("window_hours")->value);
  if (context.size() < window * kLeastWindows) return context.not_run(rule, column, "时段太短，看不出序列自身的习惯");
  const Sums sums = sums_of(column);
  const double unit = to_double(Decimal(1, column.own->series.places));
  quiet_windows(context, rule, column, sums, roughnesses_of(column, sums, window), spreads_of(column, sums, window),
                window, std::numeric_limits<double>::infinity(),
                [&](std::size_t first, std::size_t last, double measure, double own) {
                  Finding finding = context.open(rule, column, first, last);
                  const int places = std::min(column.own->series.places + 2, 9);
                  Context::add(finding, "roughness", text_of(measure * unit, places), column.own->series.unit);
                  Context::add(finding, "own", text_of(own * unit, places), column.own->series.unit);
                  context.close(rule, std::move(finding));
                });
}

// Counts in bands of the limit over sliding windows. A lead: many just under the limit, few below that, hardly any
// above, and more of them than the series has by custom.
void check_clipping(const Context& context, const QualityRule& rule, const Column& column) {
  if (!column.own->limit) return context.not_run(rule, column, "排放限值未知");
  const int places = column.own->series.places;
  const std::int64_t limit = floor_at(*column.own->limit, places);
  const auto share_of_limit = [&](std::string_view id) {
    const Result<Decimal> bound = multiply(*column.own->limit, rule.find(id)->value);
    return bound ? ceil_at(*bound, places) : limit;
  };
  const std::int64_t low = share_of_limit("band_low"), reference = share_of_limit("band_reference");
  const std::size_t size = context.size(), window = context.places_of(rule.find("window_hours")->value);
  if (size < window || low >= limit) return;
  std::vector<std::uint32_t> under(size + 1, 0), below(size + 1, 0), above(size + 1, 0), used(size + 1, 0);
  for (std::size_t i = 0; i < size; ++i) {
    const bool is_used = column.is_full(i);
    const std::int64_t value = is_used ? column.at(i) : 0;
    used[i + 1] = used[i] + (is_used ? 1U : 0U);
    under[i + 1] = under[i] + (is_used && value >= low && value <= limit ? 1U : 0U);
    below[i + 1] = below[i] + (is_used && value >= reference && value < low ? 1U : 0U);
    above[i + 1] = above[i] + (is_used && value > limit ? 1U : 0U);
  }
  const auto least = static_cast<double>(context.places_of(rule.find("least_hours")->value));
  const double ratio = param(rule, "ratio"), above_share = param(rule, "above_share");
  const double own_multiple = param(rule, "own_multiple");
  const auto is_clipped = [&](std::size_t begin) {
    const std::size_t end = begin + window;
    const double here = under[end] - under[begin], wide = used[end] - used[begin];
    if (here < least || here < ratio * (below[end] - below[begin])) return false;
    if (above[end] - above[begin] > above_share * here) return false;
    const double elsewhere = static_cast<double>(under[size]) - here, rest = static_cast<double>(used[size]) - wide;
    return rest <= 0 || here / wide >= own_multiple * elsewhere / rest;
  };
  std::optional<std::size_t> first;
  std::size_t last = 0;
  const auto flush = [&] {
    if (!first) return;
    std::size_t from = *first, to = last + window - 1;
    while (under[from + 1] == under[from]) ++from;
    while (under[to + 1] == under[to]) --to;
    Finding finding = context.open(rule, column, from, to);
    Context::add(finding, "under", std::to_string(under[to + 1] - under[from]));
    Context::add(finding, "reference", std::to_string(below[to + 1] - below[from]));
    Context::add(finding, "above", std::to_string(above[to + 1] - above[from]));
    Context::add(finding, "limit", to_string(*column.own->limit), column.own->series.unit);
    context.close(rule, std::move(finding));
    first.reset();
  };
  for (std::size_t begin = 0; begin + window <= size; ++begin) {
    if (!is_clipped(begin)) continue;
    if (first && begin > last + window) flush();
    if (!first) first = begin;
    last = begin;
  }
  flush();
}

// The last digit in steps that the values really have; only where they move by many such steps, so that the digit is
// free.
void check_digit_preference(const Context& context, const QualityRule& rule, const Column& column) {
  const std::size_t size = context.size(), window = context.places_of(rule.find("window_hours")->value);
  if (size < window) return context.not_run(rule, column, "时段太短");
  const double free_units = param(rule, "free_units"), least_values = param(rule, "least_values");
  const double critical = param(rule, "chi_square"), excess = param(rule, "excess");
  using Counts = std::array<double, 10>;
  // Values are often rounded further than the series' places say, for a time: the step is taken ten times as large as
  // long as half of the window's values are multiples of it.
  const auto step_of = [&](std::size_t begin) {
    std::int64_t step = column.resolution;
    for (int tries = 0; tries < 9; ++tries) {
      std::size_t round = 0, all = 0;
      for (std::size_t i = begin; i < begin + window; ++i) {
        if (!column.is_full(i)) continue;
        ++all;
        round += column.at(i) % (step * 10) == 0 ? 1 : 0;
      }
      if (round * 2 < all || all == 0) break;
      step *= 10;
    }
    return step;
  };
  struct Window {
    std::size_t begin = 0, end = 0, digit = 0;
    double chi_square = 0, share = 0, values = 0;
  };
  std::optional<Window> open;
  const auto flush = [&] {
    if (!open) return;
    Finding finding = context.open(rule, column, open->begin, open->end - 1);
    Context::add(finding, "digit", std::to_string(open->digit));
    Context::add(finding, "share", text_of(open->share * 100, 1), "%");
    Context::add(finding, "chi_square", text_of(open->chi_square, 1));
    Context::add(finding, "values", text_of(open->values, 0));
    context.close(rule, std::move(finding));
    open.reset();
  };
  const std::size_t hop = std::max<std::size_t>(1, window / 4);
  for (std::size_t begin = 0; begin + window <= size; begin += hop) {
    Counts counts{};
    const std::int64_t step = step_of(begin);
    std::vector<double> moves;
    for (std::size_t i = begin; i < begin + window; ++i) {
      if (!column.is_full(i)) continue;
      ++counts[static_cast<std::size_t>(std::abs(column.at(i) / step % 10))];
      if (i > begin && column.is_full(i - 1)) moves.push_back(std::abs(column.values[i] - column.values[i - 1]));
    }
    double values = 0;
    for (const double count : counts) values += count;
    if (values < least_values || moves.empty()) continue;
    if (median_of(std::move(moves)) < free_units * static_cast<double>(step)) continue;
    double even = 0, distance = 0;
    std::size_t most = 0;
    for (std::size_t d = 0; d < counts.size(); ++d) {
      even += (counts[d] - values / 10) * (counts[d] - values / 10) / (values / 10);
      distance += std::abs(counts[d] / values - 0.1) / 2;
      if (counts[d] > counts[most]) most = d;
    }
    if (even < critical || distance < excess) continue;
    if (open && begin > open->end) flush();
    if (!open) {
      open = Window{begin, begin + window, most, even, counts[most] / values, values};
    } else {
      open->end = begin + window;
      if (even > open->chi_square) {
        open->chi_square = even;
        open->digit = most;
        open->share = counts[most] / values;
        open->values = values;
      }
    }
  }
  flush();
}

namespace {

struct Drop {
  std::size_t at = 0;
  double before = 0, after = 0;  // medians of the values close by
};

// How far the series usually moves within one interval, as the size of the logarithm of the ratio: three times the
// median over four, which for noise is close to its deviation.
double usual_step(const Column& column) {
  std::vector<double> steps;
  const std::size_t hop = std::max<std::size_t>(1, column.use.size() / 20'000);
  for (std::size_t i = 1; i < column.use.size(); i += hop) {
    if (column.is_full(i) && column.is_full(i - 1) && column.values[i] > 0 && column.values[i - 1] > 0)
      steps.push_back(std::abs(std::log(column.values[i] / column.values[i - 1])));
  }
  return steps.empty() ? 0 : median_of(std::move(steps)) * 1.5;
}

// Second of the sorted values from one end: one outlier on either side does not hide a step.
double second_lowest(std::vector<double> values) {
  std::ranges::nth_element(values, values.begin() + 1);
  return values[1];
}

// Where the level falls by at least `share` within one interval and stays: the levels on both sides do not overlap, the
// fall is far beyond the series' usual step, and no mark nor one of the rule's flags stands beside it.
std::vector<Drop> drops_of(const Context& context, const QualityRule& rule, const Column& column) {
  const double share = param(rule, "drop_share"), own_multiple = param(rule, "own_multiple");
  const std::size_t hold = context.places_of(rule.find("hold_hours")->value);
  std::vector<Drop> drops;
  const std::size_t size = context.size();
  const auto enough =
      std::max<std::size_t>(3, static_cast<std::size_t>(std::ceil(kLeastFilled * static_cast<double>(hold))));
  double least_ratio = -1;  // of the interval; computed when it is wanted
  const auto explains = [&](std::size_t i) {
    return !column.own->flags.empty() && column.own->flags[i] != 0 &&
           rule.flags.find(column.own->flags[i]) != std::string::npos;
  };
  for (std::size_t i = hold; i + hold <= size; ++i) {
    if (!column.is_full(i)) continue;
    std::size_t last = i - 1;  // the value before, over a short hole
    while (last + kClose > i && !column.is_full(last)) --last;
    if (!column.is_full(last) || column.values[last] <= 0) continue;
    if (!(column.values[i] < column.values[last] * (1 - share / 2))) continue;
    if (least_ratio < 0) least_ratio = std::exp(-own_multiple * usual_step(column));
    if (column.values[i] > column.values[last] * least_ratio) continue;
    std::vector<double> before, after, after_mirrored;
    bool has_cause = false;
    for (std::size_t k = 0; k < hold; ++k) {
      if (column.is_full(i - 1 - k)) before.push_back(column.values[i - 1 - k]);
      if (column.is_full(i + k)) {
        after.push_back(column.values[i + k]);
        after_mirrored.push_back(-column.values[i + k]);
      }
      has_cause = has_cause || column.marked[i - 1 - k] != 0 || column.marked[i + k] != 0;
      if (k < kClose) has_cause = has_cause || explains(i - 1 - k) || explains(i + k);
    }
    if (has_cause || before.size() < enough || after.size() < enough) continue;
    if (-second_lowest(std::move(after_mirrored)) >= second_lowest(before)) continue;
    // The fall itself is measured close by: over hours the level drifts with the day.
    before.resize(std::min(before.size(), kClose));
    after.resize(std::min(after.size(), kClose));
    const double high = median_of(std::move(before)), low = median_of(std::move(after));
    if (!(low <= high * (1 - share)) || high < 10 * static_cast<double>(column.resolution)) continue;
    if (!drops.empty() && i - drops.back().at < hold) {
      if (low / high < drops.back().after / drops.back().before) drops.back() = {i, high, low};
      continue;
    }
    drops.push_back({i, high, low});
  }
  return drops;
}

// How far the lower level lasts.
std::size_t end_of_drop(const Column& column, const Drop& drop) {
  const double middle = (drop.before + drop.after) / 2;
  std::size_t last = drop.at;
  for (std::size_t i = drop.at; i < column.use.size(); ++i) {
    if (!column.is_full(i)) continue;
    if (column.values[i] > middle) break;
    last = i;
  }
  return last;
}

constexpr const char* kHabit = "这个序列经常这样骤降，看不出哪一次无故";

// A series that falls like this every few weeks, as dust does when the wind comes, says nothing about a single fall.
bool is_habit(const Context& context, const QualityRule& rule, std::size_t drops) {
  const double years = static_cast<double>(context.size()) * context.window.step_seconds / (365.0 * 86'400);
  return static_cast<double>(drops) > param(rule, "most_a_year") * std::max(years, 1.0);
}

void report_drop(const Context& context, const QualityRule& rule, const Column& column, const Drop& drop,
                 const std::vector<std::size_t>& beside) {
  Finding finding = context.open(rule, column, drop.at, end_of_drop(column, drop));
  context.add_value(finding, "before", column, static_cast<std::int64_t>(drop.before));
  context.add_value(finding, "after", column, static_cast<std::int64_t>(drop.after));
  Context::add(finding, "drop", text_of((1 - drop.after / drop.before) * 100, 1), "%");
  if (!beside.empty()) {
    std::string names = name_of(*column.own);
    for (const std::size_t other : beside) names += "、" + name_of(context.window.columns[other]);
    Context::add(finding, "factors", names);
    finding.beside = beside;
  }
  context.close(rule, std::move(finding));
}

}  // namespace

void check_step_drop(const Context& context, const QualityRule& rule, const Column& column) {
  const std::vector<Drop> drops = drops_of(context, rule, column);
  if (is_habit(context, rule, drops.size())) return context.not_run(rule, column, kHabit);
  for (const Drop& drop : drops) report_drop(context, rule, column, drop, {});
}

void check_common_drop(const Context& context, const QualityRule& rule, std::span<const Column* const> columns) {
  const auto least = static_cast<std::size_t>(param(rule, "least_factors"));
  std::vector<std::vector<Drop>> drops;
  for (const Column* column : columns) {
    drops.push_back(drops_of(context, rule, *column));
  }
  for (std::size_t c = 0; c < columns.size(); ++c) {
    if (!is_habit(context, rule, drops[c].size())) continue;
    context.not_run(rule, *columns[c], kHabit);
    drops[c].clear();
  }
  for (std::size_t c = 0; c < columns.size(); ++c) {
    for (const Drop& drop : drops[c]) {
      std::vector<std::size_t> beside;
      bool is_first = true;
      for (std::size_t o = 0; o < columns.size(); ++o) {
        if (o == c || columns[o]->own->series.key.site != columns[c]->own->series.key.site) continue;
        if (std::ranges::none_of(drops[o], [&](const Drop& other) { return other.at == drop.at; })) continue;
        is_first = is_first && o > c;
        beside.push_back(columns[o]->place);
      }
      if (is_first && beside.size() + 1 >= least) report_drop(context, rule, *columns[c], drop, beside);
    }
  }
}

}  // namespace bihuan::observations::quality
