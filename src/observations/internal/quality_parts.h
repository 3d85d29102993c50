// src/observations/internal/quality_parts.h - what the checks of quality control share: a window made ready, and the
// checks themselves by kind.
#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "observations/quality_checks.h"

namespace bihuan::observations::quality {

// How a value takes part: only kFull ones enter statistics; ratios leave those below the detection limit out.
enum class Use : std::uint8_t { kNone, kFull, kBelow };

struct Column {
  const QualityColumn* own = nullptr;
  std::size_t place = 0;
  std::vector<Use> use;
  std::vector<double> values;   // in units of the last decimal; 0 where not used
  std::int64_t resolution = 1;  // greatest common divisor of the used mantissas: the steps that the series really has
  std::size_t used = 0;
  std::vector<char> marked;  // a condition or device mark holds there, or within an hour of it

  bool is_full(std::size_t i) const { return use[i] == Use::kFull; }
  std::int64_t at(std::size_t i) const { return own->mantissas[i]; }
};

class Context {
 public:
  Context(const QualityRules& all_rules, const QualityWindow& of_window);

  const QualityWindow& window;
  std::vector<Column> columns;
  mutable QualityReport report;

  std::size_t size() const { return window.times.size(); }
  std::size_t places_of(Decimal hours) const;  // at least 1
  bool has_odd_flag(const Column& column, std::size_t i) const;

  // A finding with the numbers that every one has; add() more, then close() it into the report.
  Finding open(const QualityRule& rule, const Column& column, std::size_t first, std::size_t last) const;
  static void add(Finding& finding, std::string_view name, std::string value, std::string_view unit = {});
  void add_value(Finding& finding, std::string_view name, const Column& column, std::int64_t mantissa) const;
  void close(const QualityRule& rule, Finding finding) const;
  void not_run(const QualityRule& rule, const Column& column, std::string reason) const;

 private:
  bool is_bad_flag(char flag) const { return is_bad_[static_cast<unsigned char>(flag)]; }
  void leave_out(const StretchMark& mark);
  std::array<bool, 256> is_bad_{};
};

double param(const QualityRule& rule, std::string_view id);
// A bound of a rule in the unit of a series; none where one cannot be made of the other exactly.
std::optional<Decimal> in_unit(const RuleParameter& bound, std::string_view unit);
std::string text_of(double value, int places);  // rounded by GB/T 8170
// Of a copy; PRECONDITION: not empty
double median_of(std::vector<double> values);
// Largest mantissa that is not above `bound`, least that is not below it, at the column's places.
std::int64_t floor_at(Decimal bound, int places);
std::int64_t ceil_at(Decimal bound, int places);
bool has_mark(const QualityWindow& window, std::span<const StretchMark> marks, const QualityColumn& column,
              std::size_t i, std::span<const std::string> words);
std::string name_of(const QualityColumn& column);

// Calls `each` with first and last of every run of places where `holds`, at least `least` long.
template <class Holds, class Each>
void for_runs(std::size_t size, std::size_t least, const Holds& holds, const Each& each) {
  for (std::size_t i = 0; i < size;) {
    if (!holds(i)) {
      ++i;
      continue;
    }
    std::size_t end = i + 1;
    while (end < size && holds(end)) ++end;
    if (end - i >= least) each(i, end - 1);
    i = end;
  }
}

// Each looks at one column; those of a plant find the columns beside it by site.
void check_range(const Context&, const QualityRule&, const Column&);
void check_rate(const Context&, const QualityRule&, const Column&);
void check_constant_run(const Context&, const QualityRule&, const Column&);
void check_flat_top(const Context&, const QualityRule&, const Column&);
void check_device_flag(const Context&, const QualityRule&, const Column&);
void check_working_condition(const Context&, const QualityRule&, const Column&);
void check_fence_event(const Context&, const QualityRule&, const Column&);
void check_low_spread(const Context&, const QualityRule&, const Column&);
void check_over_smooth(const Context&, const QualityRule&, const Column&);
void check_clipping(const Context&, const QualityRule&, const Column&);
void check_digit_preference(const Context&, const QualityRule&, const Column&);
void check_step_drop(const Context&, const QualityRule&, const Column&);
void check_replay(const Context&, const QualityRule&, const Column&);
void check_shared_series(const Context&, const QualityRule&, const Column&);
void check_contradiction(const Context&, const QualityRule&, const Column&);
void check_conversion(const Context&, const QualityRule&, const Column&);
void check_emission_no_power(const Context&, const QualityRule&, const Column&);
void check_still_flow(const Context&, const QualityRule&, const Column&);
void check_false_stop(const Context&, const QualityRule&, const Column&);
void check_covered_exceedances(const Context&, const QualityRule&, const Column&);
// Looks at all columns of the rule at once.
void check_common_drop(const Context&, const QualityRule&, std::span<const Column* const> columns);

}  // namespace bihuan::observations::quality
