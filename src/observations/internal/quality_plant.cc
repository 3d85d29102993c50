// Checks that hold several things together: factors, oxygen, power, flow, marks.
#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "observations/internal/quality_parts.h"

namespace bihuan::observations::quality {
namespace {

using bihuan::internal::Int128;
using bihuan::internal::pow10;

const Column* beside(const Context& context, const Column& column, std::string_view factor, ColumnRole role) {
  for (const Column& other : context.columns) {
    const SeriesKey& key = other.own->series.key;
    if (key.site == column.own->series.key.site && key.factor == factor && other.own->role == role) return &other;
  }
  return nullptr;
}

std::string text_at(Int128 value, int places) {
  return to_string(Decimal(static_cast<std::int64_t>(std::clamp<Int128>(value, -INT64_MAX, INT64_MAX)), places));
}

std::optional<double> median_where(const Column& column, const std::function<bool(std::size_t)>& holds) {
  std::vector<double> values;
  for (std::size_t i = 0; i < column.use.size(); ++i) {
    if (column.is_full(i) && holds(i)) values.push_back(column.values[i]);
  }
  if (values.empty()) return std::nullopt;
  return median_of(std::move(values));
}

}  // namespace

// `column` is the whole. Exact; values below the detection limit take no part.
void check_contradiction(const Context& context, const QualityRule& rule, const Column& column) {
  std::vector<const Column*> parts;
  int places = column.own->series.places;
  for (const std::string& factor : rule.parts) {
    const Column* part = beside(context, column, factor, ColumnRole::kMeasured);
    if (part == nullptr) return context.not_run(rule, column, "窗口中没有" + factor);
    if (part->own->series.unit != column.own->series.unit)
      return context.not_run(rule, column, factor + "的单位与" + column.own->series.key.factor + "不同");
    places = std::max(places, part->own->series.places);
    parts.push_back(part);
  }
  const RuleParameter& absolute = *rule.find("absolute");
  const Decimal relative = rule.find("relative")->value;
  const std::optional<Decimal> slack = in_unit(absolute, column.own->series.unit);
  if (!slack)
    return context.not_run(rule, column, "规则的单位是" + absolute.unit + "，序列的单位是" + column.own->series.unit);
  places = std::max(places, slack->places());
  const Int128 parts_of_one = pow10(relative.places());
  const Int128 allowed = Int128{slack->mantissa()} * pow10(places - slack->places()) * parts_of_one;
  const auto at = [&](const Column& one, std::size_t i) {
    return Int128{one.at(i)} * pow10(places - one.own->series.places);
  };
  const auto sum_at = [&](std::size_t i) {
    Int128 sum = 0;
    for (const Column* part : parts) sum += at(*part, i);
    return sum;
  };
  const auto is_broken = [&](std::size_t i) {
    if (!column.is_full(i) || !std::ranges::all_of(parts, [&](const Column* part) { return part->is_full(i); }))
      return false;
    return sum_at(i) * parts_of_one > at(column, i) * (parts_of_one + relative.mantissa()) + allowed;
  };
  for_runs(context.size(), context.places_of(rule.find("least_hours")->value), is_broken,
           [&](std::size_t first, std::size_t last) {
             std::size_t worst = first;
             for (std::size_t i = first; i <= last; ++i) {
               if (sum_at(i) - at(column, i) > sum_at(worst) - at(column, worst)) worst = i;
             }
             Finding finding = context.open(rule, column, first, last);
             Context::add(finding, "part", text_at(sum_at(worst), places), column.own->series.unit);
             Context::add(finding, "whole", text_at(at(column, worst), places), column.own->series.unit);
             Context::add(finding, "whole_name", name_of(*column.own));
             std::vector<std::string> names;
             for (const Column* part : parts) {
               names.push_back(name_of(*part->own));
               finding.beside.push_back(part->place);
             }
             Context::add(finding, "part_name", join(names, "+"));
             context.close(rule, std::move(finding));
           });
}

// C (21 - O2 reference) / (21 - O2), exact, against the value reported as converted; its last place may differ by one.
void check_conversion(const Context& context, const QualityRule& rule, const Column& column) {
  const Column* converted = beside(context, column, column.own->series.key.factor, ColumnRole::kConverted);
  const Column* oxygen = beside(context, column, rule.parts.front(), ColumnRole::kMeasured);
  if (converted == nullptr) return context.not_run(rule, column, "窗口中没有折算浓度");
  if (oxygen == nullptr) return context.not_run(rule, column, "窗口中没有" + rule.parts.front());
  if (!context.window.reference_oxygen) return context.not_run(rule, column, "基准含氧量未知");
  const Decimal reference = *context.window.reference_oxygen;
  const Decimal relative = rule.find("relative")->value;
  const int oxygen_places = std::max(oxygen->own->series.places, reference.places());
  const Int128 top =
      Int128{21} * pow10(oxygen_places) - Int128{reference.mantissa()} * pow10(oxygen_places - reference.places());
  const int from = column.own->series.places, to = converted->own->series.places;
  // computed = C * top / bottom; compared as |reported * bottom - C * top| > relative * C * top + unit * bottom.
  const auto bottom_at = [&](std::size_t i) {
    return Int128{21} * pow10(oxygen_places) -
           Int128{oxygen->at(i)} * pow10(oxygen_places - oxygen->own->series.places);
  };
  const int common = std::max(from, to);
  const auto is_off = [&](std::size_t i) {
    if (!column.is_full(i) || !converted->is_full(i) || !oxygen->is_full(i)) return false;
    const Int128 bottom = bottom_at(i);
    if (bottom <= 0) return false;
    const Int128 computed = Int128{column.at(i)} * pow10(common - from) * top;
    const Int128 reported = Int128{converted->at(i)} * pow10(common - to) * bottom;
    const Int128 gap = reported > computed ? reported - computed : computed - reported;
    const Int128 allowed = computed * relative.mantissa() + pow10(common - to) * bottom * pow10(relative.places());
    return gap * pow10(relative.places()) > allowed;
  };
  for_runs(context.size(), context.places_of(rule.find("least_hours")->value), is_off,
           [&](std::size_t first, std::size_t last) {
             Finding finding = context.open(rule, column, first, last);
             context.add_value(finding, "reported", *converted, converted->at(first));
             const double computed = to_double(Decimal(column.at(first), from)) * static_cast<double>(top) /
                                     static_cast<double>(bottom_at(first));
             Context::add(finding, "computed", text_of(computed, to), column.own->series.unit);
             context.add_value(finding, "oxygen", *oxygen, oxygen->at(first));
             finding.beside = {converted->place, oxygen->place};
             context.close(rule, std::move(finding));
           });
}

// Power (or production) at idle, by the plant's own custom, while the outlet emits as when everything runs.
void check_emission_no_power(const Context& context, const QualityRule& rule, const Column& column) {
  bool has_any = false;
  for (const Column& power : context.columns) {
    if (power.own->role != ColumnRole::kPower && power.own->role != ColumnRole::kLoad) continue;
    if (power.own->series.key.site != column.own->series.key.site) continue;
    has_any = true;
    const std::optional<double> running = median_where(power, [&](std::size_t i) { return power.values[i] > 0; });
    if (!running) continue;
    const double idle = *running * param(rule, "idle_share");
    const std::optional<double> usual =
        median_where(column, [&](std::size_t i) { return power.is_full(i) && power.values[i] > idle; });
    if (!usual || *usual <= 0) continue;
    const double least = *usual * param(rule, "own_share");
    const auto is_odd = [&](std::size_t i) {
      return power.is_full(i) && power.values[i] <= idle && column.is_full(i) && column.values[i] >= least;
    };
    for_runs(context.size(), context.places_of(rule.find("least_hours")->value), is_odd,
             [&](std::size_t first, std::size_t last) {
               Finding finding = context.open(rule, column, first, last);
               context.add_value(finding, "power", power, power.at(first));
               context.add_value(finding, "value", column, column.at(first));
               finding.beside = {power.place};
               context.close(rule, std::move(finding));
             });
  }
  if (!has_any) context.not_run(rule, column, "窗口中没有用电或产量");
}

// `column` is the flow: one value, or nothing, for hours, while concentrations of the site go on moving.
void check_still_flow(const Context& context, const QualityRule& rule, const Column& column) {
  const std::size_t least = std::max<std::size_t>(2, context.places_of(rule.find("least_hours")->value));
  const double share = param(rule, "moving_share");
  for (std::size_t first = 0; first < context.size();) {
    if (!column.is_full(first)) {
      ++first;
      continue;
    }
    std::size_t end = first + 1;
    while (end < context.size() && column.is_full(end) && column.at(end) == column.at(first)) ++end;
    if (end - first >= least && column.marked[first] == 0) {
      std::vector<std::size_t> moving;
      std::size_t most = 0;
      for (const Column& other : context.columns) {
        if (other.place == column.place || other.own->role != ColumnRole::kMeasured ||
            rule.judges(other.own->series.key.factor) || other.own->series.key.site != column.own->series.key.site)
          continue;
        std::size_t changes = 0;
        for (std::size_t i = first + 1; i < end; ++i) {
          if (other.is_full(i) && other.is_full(i - 1) && other.at(i) != other.at(i - 1)) ++changes;
        }
        if (static_cast<double>(changes) >= share * static_cast<double>(end - first - 1)) {
          moving.push_back(other.place);
          most = std::max(most, changes);
        }
      }
      if (!moving.empty()) {
        Finding finding = context.open(rule, column, first, end - 1);
        context.add_value(finding, "flow", column, column.at(first));
        Context::add(finding, "changes", std::to_string(most));
        finding.beside = moving;
        context.close(rule, std::move(finding));
      }
    }
    first = end;
  }
}

// Flagged or marked as stopped, yet the values go on as on any other day, and move.
void check_false_stop(const Context& context, const QualityRule& rule, const Column& column) {
  const QualityColumn& own = *column.own;
  const auto says_stop = [&](std::size_t i) {
    if (!own.flags.empty() && rule.flags.find(own.flags[i]) != std::string::npos && own.flags[i] != 0) return true;
    return column.marked[i] != 0 && !rule.marks.empty() &&
           has_mark(context.window, context.window.condition_marks, own, i, rule.marks);
  };
  const std::optional<double> usual = median_where(column, [&](std::size_t i) { return !says_stop(i); });
  if (!usual || *usual <= 0) return context.not_run(rule, column, "没有未标记停运的数值可比");
  const double least = *usual * param(rule, "own_share");
  const auto looks_normal = [&](std::size_t i) {
    return has_value(own.states[i]) && static_cast<double>(own.mantissas[i]) >= least && says_stop(i);
  };
  for_runs(context.size(), context.places_of(rule.find("least_hours")->value), looks_normal,
           [&](std::size_t first, std::size_t last) {
             const bool moves = std::ranges::any_of(own.mantissas.subspan(first, last - first + 1),
                                                    [&](std::int64_t m) { return m != own.mantissas[first]; });
             if (!moves) return;
             Finding finding = context.open(rule, column, first, last);
             context.add_value(finding, "value", column, own.mantissas[first]);
             context.add_value(finding, "own", column, static_cast<std::int64_t>(*usual));
             context.close(rule, std::move(finding));
           });
}

// By thirty days: of what exceeds the limit, how much carries a mark or a flag; not where most values do anyway.
void check_covered_exceedances(const Context& context, const QualityRule& rule, const Column& column) {
  const QualityColumn& own = *column.own;
  if (!own.limit) return context.not_run(rule, column, "排放限值未知");
  const std::int64_t limit = floor_at(*own.limit, own.series.places);
  const std::size_t month = context.places_of(Decimal(720));
  const double least = param(rule, "least_values"), share = param(rule, "share");
  for (std::size_t begin = 0; begin < context.size(); begin += month) {
    const std::size_t end = std::min(begin + month, context.size());
    std::vector<std::size_t> covered;
    double exceeding = 0, present = 0, marked = 0;
    for (std::size_t i = begin; i < end; ++i) {
      if (!has_value(own.states[i])) continue;
      const bool is_marked = context.has_odd_flag(column, i) ||
                             has_mark(context.window, context.window.condition_marks, own, i, {}) ||
                             has_mark(context.window, context.window.device_marks, own, i, {});
      present += 1;
      marked += is_marked ? 1 : 0;
      if (own.mantissas[i] <= limit) continue;
      exceeding += 1;
      if (is_marked) covered.push_back(i);
    }
    const double count = static_cast<double>(covered.size());
    if (count < least || count < share * exceeding || marked > param(rule, "most_marked") * present) continue;
    Finding finding = context.open(rule, column, covered.front(), covered.back());
    Context::add(finding, "exceeding", text_of(exceeding, 0));
    Context::add(finding, "covered", std::to_string(covered.size()));
    Context::add(finding, "limit", to_string(*own.limit), own.series.unit);
    finding.places = std::move(covered);
    context.close(rule, std::move(finding));
  }
}

}  // namespace bihuan::observations::quality
