// Checks that look for one stretch twice: later in the same series, or at the same time at another outlet.
//
// How much a match says is counted in bits: each step of a copy tells as much as steps of that size are rare in the
// series, and steps of zero tell nothing. Two stretches of a coarse series that stand still alike are no lead.
#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

#include "observations/internal/quality_parts.h"

namespace bihuan::observations::quality {
namespace {

constexpr std::size_t kReach = 512;      // steps beyond this many units are counted together
constexpr std::size_t kBlock = 60;       // of fine series: places that one key of the search stands for
constexpr std::size_t kLeastMoves = 15;  // in a block
constexpr std::size_t kFineStep = 600;   // seconds: up to this a series is searched by keys and by its hours
constexpr std::size_t kLongestHole = 3;  // steps
constexpr double kLeastThere = 0.75;     // of a match: values that both stretches have
constexpr double kTolerance = 1.0;       // units: what two roundings can leave

// Values of a search: of the series, or the means of its hours.
struct Searched {
  std::vector<double> values;
  std::vector<char> is_there;
  double unit = 1;
  std::size_t size() const { return values.size(); }
};

// What a step says: -log2 of how often the series makes one within `slack` units of it.
class StepBits {
 public:
  explicit StepBits(const Searched& searched) : unit_(searched.unit) {
    std::vector<double> counts(2 * kReach + 1, 0);
    double all = 0;
    for (std::size_t i = 1; i < searched.size(); ++i) {
      if (searched.is_there[i] == 0 || searched.is_there[i - 1] == 0) continue;
      ++counts[place(searched.values[i] - searched.values[i - 1])];
      ++all;
    }
    for (const std::size_t slack : {std::size_t{0}, std::size_t{2}}) {
      std::vector<double>& bits = slack == 0 ? exact_ : near_;
      bits.resize(counts.size());
      for (std::size_t at = 0; at < counts.size(); ++at) {
        double count = 0;
        for (std::size_t other = at - std::min(at, slack); other <= std::min(counts.size() - 1, at + slack); ++other)
          count += counts[other];
        bits[at] = -std::log2((count + 1) / (all + 2));
      }
    }
  }
  double of(double step, bool is_exact) const {
    if (step == 0) return 0;
    return is_exact ? exact_[place(step)] : near_[place(step)];
  }

 private:
  std::size_t place(double step) const {
    const double units =
        std::clamp(std::round(step / unit_), -static_cast<double>(kReach), static_cast<double>(kReach));
    return static_cast<std::size_t>(units + static_cast<double>(kReach));
  }
  double unit_;
  std::vector<double> exact_, near_;
};

struct Fit {
  double scale = 1, shift = 0;
  bool is_exact = false;  // the same values
};

bool are_there(const Searched& y, std::size_t y_at, const Searched& x, std::size_t x_at) {
  return y.is_there[y_at] != 0 && x.is_there[x_at] != 0;
}

// y = scale * x + shift through the points that both have, if it holds for each within the tolerance. A copy does not
// mind the holes of its source; where more than a quarter is missing there is no fit.
std::optional<Fit> fit_of(const Searched& y, std::size_t y_at, const Searched& x, std::size_t x_at, std::size_t length,
                          double most_scale) {
  double n = 0, sum_x = 0, sum_y = 0;
  bool is_exact = true;
  for (std::size_t k = 0; k < length; ++k) {
    if (!are_there(y, y_at + k, x, x_at + k)) continue;
    n += 1;
    sum_x += x.values[x_at + k];
    sum_y += y.values[y_at + k];
    is_exact = is_exact && x.values[x_at + k] == y.values[y_at + k];
  }
  if (n < kLeastThere * static_cast<double>(length)) return std::nullopt;
  if (is_exact) return Fit{1, 0, true};
  const double mean_x = sum_x / n, mean_y = sum_y / n;
  double xx = 0, xy = 0;
  for (std::size_t k = 0; k < length; ++k) {
    if (!are_there(y, y_at + k, x, x_at + k)) continue;
    const double dx = x.values[x_at + k] - mean_x;
    xx += dx * dx;
    xy += dx * (y.values[y_at + k] - mean_y);
  }
  if (xx <= 0) return std::nullopt;
  Fit fit{xy / xx, 0, false};
  if (std::abs(fit.scale - 1) > most_scale) return std::nullopt;
  fit.shift = mean_y - fit.scale * mean_x;
  for (std::size_t k = 0; k < length; ++k) {
    if (are_there(y, y_at + k, x, x_at + k) &&
        std::abs(y.values[y_at + k] - fit.scale * x.values[x_at + k] - fit.shift) > kTolerance * y.unit)
      return std::nullopt;
  }
  return fit;
}

struct Match {
  std::size_t copy = 0, source = 0, length = 0;  // values
  Fit fit;
  double bits = 0;
};

enum class Alike : std::uint8_t { kNo, kYes, kUnknown };

// Whether the step to y_at may be the scaled step to x_at; unknown where a value is missing.
Alike alike(const Searched& y, std::size_t y_at, const Searched& x, std::size_t x_at, double most_scale) {
  if (!are_there(y, y_at, x, x_at) || !are_there(y, y_at - 1, x, x_at - 1)) return Alike::kUnknown;
  const double dx = x.values[x_at] - x.values[x_at - 1], dy = y.values[y_at] - y.values[y_at - 1];
  return std::abs(dy - dx) <= most_scale * std::abs(dx) + y.unit ? Alike::kYes : Alike::kNo;
}

// How many steps beyond the one at (y_at, x_at) are alike in the direction, short holes among them, ending in one that
// is.
std::size_t reach_of(const Searched& y, std::size_t y_at, const Searched& x, std::size_t x_at, bool is_forward,
                     double most_scale) {
  std::size_t reach = 0;
  for (std::size_t k = 1;; ++k) {
    if (is_forward ? y_at + k >= y.size() : (y_at <= k || x_at <= k)) break;
    const Alike one =
        is_forward ? alike(y, y_at + k, x, x_at + k, most_scale) : alike(y, y_at - k, x, x_at - k, most_scale);
    if (one == Alike::kYes) reach = k;
    if (one == Alike::kNo || k - reach > kLongestHole) break;
  }
  return reach;
}

// Matches with at least `least` values inside a run of alike steps, and enough bits.
void matches_in(const Searched& y, const Searched& x, std::size_t y_first, std::size_t x_first, std::size_t length,
                std::size_t least, double most_scale, double least_bits, const StepBits& bits,
                std::vector<Match>& out) {
  for (std::size_t k = 0; k + least <= length;) {
    std::optional<Fit> fit = fit_of(y, y_first + k, x, x_first + k, least, most_scale);
    if (!fit) {
      ++k;
      continue;
    }
    std::size_t end = k + least;
    while (end < length) {  // as far as the line still holds
      if (!are_there(y, y_first + end, x, x_first + end)) {
        ++end;
        continue;
      }
      const double miss = y.values[y_first + end] - fit->scale * x.values[x_first + end] - fit->shift;
      if (std::abs(miss) > (fit->is_exact ? 0 : kTolerance * y.unit)) break;
      ++end;
    }
    Match match{y_first + k, x_first + k, end - k, *fit, 0};
    while (end > k + least && !are_there(y, y_first + end - 1, x, x_first + end - 1)) --end;  // not into a hole
    match.length = end - k;
    for (std::size_t i = k + 1; i < end; ++i) {
      if (are_there(y, y_first + i, x, x_first + i) && are_there(y, y_first + i - 1, x, x_first + i - 1))
        match.bits += bits.of(x.values[x_first + i] - x.values[x_first + i - 1], fit->is_exact);
    }
    if (match.bits >= least_bits) out.push_back(match);
    k = end;
  }
}

// All lags, each looked at in every `least / 2`-th place: a run of `least` steps cannot hide between them, unless a
// hole lies on both.
std::vector<Match> search_lags(const Searched& all, std::size_t least, double most_scale, double least_bits) {
  std::vector<Match> out;
  if (all.size() < 2 * least) return out;
  const StepBits bits(all);
  const std::size_t hop = std::max<std::size_t>(1, (least - 1) / 2);
  std::vector<double> steps(all.size(), std::numeric_limits<double>::quiet_NaN());
  for (std::size_t i = 1; i < all.size(); ++i) {
    if (all.is_there[i] != 0 && all.is_there[i - 1] != 0) steps[i] = all.values[i] - all.values[i - 1];
  }
  for (std::size_t at = hop; at + hop < all.size(); at += hop) {  // in the copy
    const double here = steps[at], next = steps[at + hop];
    if (std::isnan(here) || std::isnan(next) || at < least) continue;
    for (std::size_t source = 1; source + least <= at; ++source) {
      const double d = steps[source];
      if (!(std::abs(here - d) <= most_scale * std::abs(d) + all.unit)) continue;
      const double e = steps[source + hop];
      if (!(std::abs(next - e) <= most_scale * std::abs(e) + all.unit)) continue;
      const std::size_t back = reach_of(all, at, all, source, false, most_scale);
      const std::size_t first = at - back, from = source - back;
      // Found already from an earlier place, if both steps of a place before are alike too.
      bool is_found = false;
      for (std::size_t k = hop; k <= back && !is_found; k += hop) {
        is_found = alike(all, at - k, all, source - k, most_scale) == Alike::kYes &&
                   alike(all, at - k + hop, all, source - k + hop, most_scale) == Alike::kYes;
      }
      if (is_found) continue;
      const std::size_t last = at + reach_of(all, at, all, source, true, most_scale);
      const std::size_t length = last - first + 2;  // values
      if (length >= least) matches_in(all, all, first - 1, from - 1, length, least, most_scale, least_bits, bits, out);
    }
  }
  return out;
}

// Exact and shifted copies in a fine series, at any lag: blocks of steps by their key.
std::vector<Match> search_blocks(const Searched& all, std::size_t least, double least_bits) {
  std::vector<Match> out;
  const std::size_t size = all.size();
  if (size < 2 * least || least < 2 * kBlock) return out;
  const StepBits bits(all);
  constexpr std::uint64_t kBase = 0x9E3779B97F4A7C15ULL;
  std::uint64_t last_power = 1;
  for (std::size_t i = 1; i < kBlock; ++i) last_power *= kBase;
  std::vector<std::uint64_t> code(size, 0);
  std::vector<std::uint32_t> gaps(size + 1, 0), moves(size + 1, 0);
  for (std::size_t i = 0; i < size; ++i) {
    const bool is_step = i > 0 && all.is_there[i] != 0 && all.is_there[i - 1] != 0;
    const double step = is_step ? all.values[i] - all.values[i - 1] : 0;
    code[i] = static_cast<std::uint64_t>(static_cast<std::int64_t>(step)) * 0xD1B54A32D192ED03ULL + 1;
    gaps[i + 1] = gaps[i] + (is_step ? 0U : 1U);
    moves[i + 1] = moves[i] + (step != 0 ? 1U : 0U);
  }
  // Two steps as one code: a table of 2^18 marks lets nearly all places pass by without a look into the map.
  std::unordered_map<std::uint64_t, std::size_t> blocks;
  std::vector<std::uint64_t> known((std::size_t{1} << 20) / 64, 0);
  const auto mark_of = [](std::uint64_t key) { return static_cast<std::size_t>(key >> 44); };
  std::uint64_t key = 0;
  std::size_t skip_to = 0, skip_lag = 0;
  for (std::size_t end = 1; end <= size; ++end) {  // the block is [end - kBlock, end)
    if (end > kBlock) key -= code[end - 1 - kBlock] * last_power;
    key = key * kBase + code[end - 1];
    if (end < kBlock) continue;
    const std::size_t begin = end - kBlock;
    if (gaps[end] != gaps[begin] || moves[end] - moves[begin] < kLeastMoves) continue;
    const std::size_t mark = mark_of(key);
    if ((known[mark / 64] >> (mark % 64) & 1U) != 0) {
      const auto found = blocks.find(key);
      if (found != blocks.end() && begin - found->second >= least &&
          !(begin < skip_to && begin - found->second == skip_lag)) {
        const std::size_t lag = begin - found->second;
        const auto same = [&](std::size_t i) {
          return gaps[i + 1] == gaps[i] && gaps[i - lag + 1] == gaps[i - lag] && code[i] == code[i - lag];
        };
        std::size_t first = begin, last = begin;
        while (first > lag + 1 && same(first - 1)) --first;
        while (last + 1 < size && same(last + 1)) ++last;
        skip_to = last;
        skip_lag = lag;
        const std::size_t length = last - first + 2;
        Match match{first - 1, first - 1 - lag, length, {}, 0};
        match.fit.shift = all.values[first] - all.values[first - lag];
        match.fit.is_exact = match.fit.shift == 0;
        for (std::size_t i = first; i <= last && match.bits < 4 * least_bits; ++i)
          match.bits += bits.of(all.values[i] - all.values[i - 1], true);
        if (length >= least && match.bits >= least_bits) out.push_back(match);
      }
    }
    if (begin % kBlock == 0 && blocks.try_emplace(key, begin).second)
      known[mark / 64] |= std::uint64_t{1} << (mark % 64);
  }
  return out;
}

// Of matches that overlap in the copy the one that says most.
std::vector<Match> chosen(std::vector<Match> all) {
  std::ranges::stable_sort(
      all, [](const Match& a, const Match& b) { return a.bits != b.bits ? a.bits > b.bits : a.length > b.length; });
  std::vector<Match> kept;
  for (const Match& one : all) {
    const bool is_new = std::ranges::none_of(
        kept, [&](const Match& k) { return one.copy < k.copy + k.length && k.copy < one.copy + one.length; });
    if (is_new) kept.push_back(one);
  }
  std::ranges::sort(kept, {}, &Match::copy);
  return kept;
}

Searched searched_of(const Column& column) {
  Searched all;
  all.values = column.values;
  all.is_there.resize(column.use.size());
  for (std::size_t i = 0; i < all.is_there.size(); ++i) all.is_there[i] = column.is_full(i) ? 1 : 0;
  all.unit = static_cast<double>(column.resolution);
  return all;
}

// Means of whole hours of the clock; PRECONDITION: an hour holds a whole number of steps.
Searched hours_of(const Context& context, const Column& column, std::size_t& first_place, std::size_t& per_hour) {
  per_hour = static_cast<std::size_t>(3600 / context.window.step_seconds);
  first_place = 0;
  while (first_place < context.size() && context.window.times[first_place].seconds % 3600 != 0) ++first_place;
  Searched all;
  all.unit = static_cast<double>(column.resolution);
  for (std::size_t begin = first_place; begin + per_hour <= context.size(); begin += per_hour) {
    double sum = 0;
    bool is_whole = true;
    for (std::size_t i = begin; i < begin + per_hour; ++i) {
      sum += column.values[i];
      is_whole = is_whole && column.is_full(i);
    }
    all.values.push_back(sum / static_cast<double>(per_hour));
    all.is_there.push_back(is_whole ? 1 : 0);
  }
  return all;
}

void add_fit(Finding& finding, const Context& context, const Column& column, const Match& match) {
  Context::add(finding, "scale", text_of(match.fit.scale, 4));
  context.add_value(finding, "shift", column, static_cast<std::int64_t>(std::llround(match.fit.shift)));
  Context::add(finding, "surprise", text_of(match.bits, 0), "bit");
}

std::string moment_of(Instant instant) {
  std::string text = to_string(instant).substr(0, 16);
  text[10] = ' ';
  return text;
}

}  // namespace

void check_replay(const Context& context, const QualityRule& rule, const Column& column) {
  const std::size_t least = context.places_of(rule.find("least_hours")->value);
  const double bits = param(rule, "bits"), most_scale = param(rule, "most_scale");
  const Searched all = searched_of(column);
  std::vector<Match> matches;
  const auto step = static_cast<std::size_t>(context.window.step_seconds);
  if (step <= kFineStep && 3600 % step == 0) {
    matches = search_blocks(all, least, bits);
    std::size_t first_place = 0, per_hour = 1;
    const Searched hours = hours_of(context, column, first_place, per_hour);
    for (Match match : search_lags(hours, std::max<std::size_t>(2, least / per_hour), most_scale, bits)) {
      match.copy = first_place + match.copy * per_hour;
      match.source = first_place + match.source * per_hour;
      match.length *= per_hour;
      matches.push_back(match);
    }
  } else {
    matches = search_lags(all, std::max<std::size_t>(least, 4), most_scale, bits);
  }
  for (const Match& match : chosen(std::move(matches))) {
    Finding finding = context.open(rule, column, match.copy, match.copy + match.length - 1);
    Context::add(finding, "source_first", moment_of(context.window.times[match.source]));
    Context::add(finding, "source_last", moment_of(context.window.times[match.source + match.length - 1]));
    add_fit(finding, context, column, match);
    context.close(rule, std::move(finding));
  }
}

void check_shared_series(const Context& context, const QualityRule& rule, const Column& column) {
  const std::size_t least = std::max<std::size_t>(4, context.places_of(rule.find("least_hours")->value));
  const double least_bits = param(rule, "bits"), most_scale = param(rule, "most_scale");
  std::optional<Searched> own;
  for (std::size_t o = column.place + 1; o < context.columns.size(); ++o) {
    const Column& other = context.columns[o];
    const SeriesKey& a = column.own->series.key;
    const SeriesKey& b = other.own->series.key;
    if (a.factor != b.factor || a.site == b.site || other.own->role != ColumnRole::kMeasured ||
        column.own->series.places != other.own->series.places || column.own->series.unit != other.own->series.unit)
      continue;
    if (!own) own = searched_of(column);
    Searched beside = searched_of(other);
    own->unit = beside.unit = static_cast<double>(std::min(column.resolution, other.resolution));
    const StepBits bits(*own);
    std::vector<Match> matches;
    const auto is_same = [&](std::size_t i) { return i > 0 && alike(beside, i, *own, i, most_scale) == Alike::kYes; };
    for_runs(context.size(), least - 1, is_same, [&](std::size_t first, std::size_t last) {
      matches_in(beside, *own, first - 1, first - 1, last - first + 2, least, most_scale, least_bits, bits, matches);
    });
    for (const Match& match : chosen(std::move(matches))) {
      Finding finding = context.open(rule, column, match.copy, match.copy + match.length - 1);
      Context::add(finding, "other", b.site);
      add_fit(finding, context, other, match);
      finding.beside = {o};
      context.close(rule, std::move(finding));
    }
  }
}

}  // namespace bihuan::observations::quality
