#include "observations/internal/quality_parts.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/quantity.h"
#include "base/text.h"

namespace bihuan::observations::quality {
namespace {

bool is_meant(const StretchMark& mark, const SeriesKey& key) {
  return (mark.site.empty() || mark.site == key.site) && (mark.factor.empty() || mark.factor == key.factor);
}

constexpr std::size_t kMostResolutionTries = 4096;

void make_ready(Column& column, std::size_t size, const std::array<bool, 256>& is_bad) {
  const QualityColumn& own = *column.own;
  column.use.assign(size, Use::kNone);
  column.values.assign(size, 0);
  column.marked.assign(size, 0);
  std::int64_t divisor = 0;
  std::size_t steady = 0;
  for (std::size_t i = 0; i < size; ++i) {
    if (!has_value(own.states[i])) continue;
    if (!own.flags.empty() && is_bad[static_cast<unsigned char>(own.flags[i])]) continue;
    if (!own.verdicts.empty() && own.verdicts[i] > Verdict::kSuspect) continue;
    column.use[i] = own.states[i] == ValueState::kBelowLimit ? Use::kBelow : Use::kFull;
    column.values[i] = static_cast<double>(own.mantissas[i]);
    if (column.use[i] != Use::kFull) continue;
    ++column.used;
    if (divisor != 1 && steady < kMostResolutionTries) {
      const std::int64_t next = std::gcd(divisor, own.mantissas[i]);
      steady = next == divisor ? steady + 1 : 0;
      divisor = next;
    }
  }
  column.resolution = std::max<std::int64_t>(divisor, 1);
}

std::string filled(const std::string& sentence, const std::vector<ProofNumber>& numbers) {
  std::string out;
  for (std::size_t at = 0; at < sentence.size();) {
    const std::size_t open = sentence.find('{', at);
    if (open == std::string::npos) return out + sentence.substr(at);
    const std::size_t end = sentence.find('}', open);
    if (end == std::string::npos) return out + sentence.substr(at);
    out += sentence.substr(at, open - at);
    const std::string_view name = std::string_view(sentence).substr(open + 1, end - open - 1);
    for (const ProofNumber& number : numbers) {
      if (number.name == name) out += number.value;
    }
    at = end + 1;
  }
  return out;
}

std::string minute_of(Instant instant) {
  const int second = second_of_day(instant);
  const auto two = [](int n) { return std::string(n < 10 ? "0" : "") + std::to_string(n); };
  return to_string(to_date(instant)) + " " + two(second / 3600) + ":" + two(second / 60 % 60);
}

}  // namespace

Context::Context(const QualityRules& all_rules, const QualityWindow& of_window) : window(of_window) {
  for (const QualityRule& rule : all_rules.rules) {
    if (rule.kind != RuleKind::kDeviceFlag) continue;
    for (const char flag : rule.flags) is_bad_[static_cast<unsigned char>(flag)] = true;
  }
  columns.resize(window.columns.size());
  for (std::size_t i = 0; i < columns.size(); ++i) {
    columns[i].own = &window.columns[i];
    columns[i].place = i;
    make_ready(columns[i], size(), is_bad_);
  }
  // What a mark makes invalid takes no part either: no rule judges it again.
  for (const QualityRule& rule : all_rules.rules) {
    if (rule.kind != RuleKind::kWorkingCondition || rule.verdict <= Verdict::kSuspect) continue;
    for (const std::vector<StretchMark>* marks : {&window.condition_marks, &window.device_marks}) {
      for (const StretchMark& mark : *marks) {
        if (std::ranges::find(rule.marks, mark.word) != rule.marks.end()) leave_out(mark);
      }
    }
  }
  for (const std::vector<StretchMark>* marks : {&window.condition_marks, &window.device_marks}) {
    for (const StretchMark& mark : *marks) {
      const auto from = std::ranges::lower_bound(window.times, Instant{mark.from.seconds - 3600});
      const auto until = std::ranges::lower_bound(window.times, Instant{mark.until.seconds + 3600});
      for (Column& column : columns) {
        if (!is_meant(mark, column.own->series.key)) continue;
        for (auto at = from; at < until; ++at) column.marked[static_cast<std::size_t>(at - window.times.begin())] = 1;
      }
    }
  }
}

void Context::leave_out(const StretchMark& mark) {
  const auto from = std::ranges::lower_bound(window.times, mark.from) - window.times.begin();
  const auto until = std::ranges::lower_bound(window.times, mark.until) - window.times.begin();
  for (Column& column : columns) {
    if (!is_meant(mark, column.own->series.key)) continue;
    for (auto i = static_cast<std::size_t>(from); i < static_cast<std::size_t>(until); ++i) {
      column.used -= column.use[i] == Use::kFull ? 1 : 0;
      column.use[i] = Use::kNone;
    }
  }
}

bool Context::has_odd_flag(const Column& column, std::size_t i) const {
  return !column.own->flags.empty() && is_bad_flag(column.own->flags[i]);
}

std::size_t Context::places_of(Decimal hours) const {
  const double places = to_double(hours) * 3600 / window.step_seconds;
  return std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(places - 1e-9)));
}

Finding Context::open(const QualityRule& rule, const Column& column, std::size_t first, std::size_t last) const {
  Finding finding;
  finding.rule = rule.id;
  finding.edition = rule.edition;
  finding.parameters_digest = rule.parameters_digest;
  finding.column = column.place;
  finding.first = first;
  finding.last = last;
  finding.first_time = window.times[first];
  finding.last_time = window.times[last];
  finding.verdict = rule.verdict;
  finding.is_lead = rule.is_lead;
  finding.title = rule.title;
  const std::size_t count = last - first + 1;
  add(finding, "site", column.own->series.key.site);
  add(finding, "factor", name_of(*column.own));
  add(finding, "unit", column.own->series.unit);
  add(finding, "first", minute_of(finding.first_time));
  add(finding, "last", minute_of(finding.last_time));
  add(finding, "count", std::to_string(count));
  const auto tenths = static_cast<std::int64_t>(count) * window.step_seconds * 10 / 3600;
  add(finding, "hours", to_string(without_trailing_zeros(Decimal(tenths, 1))), "h");
  return finding;
}

void Context::add(Finding& finding, std::string_view name, std::string value, std::string_view unit) {
  finding.proof.push_back({std::string(name), std::move(value), std::string(unit)});
}

void Context::add_value(Finding& finding, std::string_view name, const Column& column, std::int64_t mantissa) const {
  add(finding, name, to_string(Decimal(mantissa, column.own->series.places)), column.own->series.unit);
}

void Context::close(const QualityRule& rule, Finding finding) const {
  finding.sentence = filled(rule.sentence, finding.proof);
  finding.sentence_en = filled(rule.sentence_en, finding.proof);
  report.findings.push_back(std::move(finding));
}

void Context::not_run(const QualityRule& rule, const Column& column, std::string reason) const {
  report.not_run.push_back({rule.id, column.place, std::move(reason)});
}

std::optional<Decimal> in_unit(const RuleParameter& bound, std::string_view unit) {
  if (bound.unit == unit) return bound.value;
  const Result<Unit> from = parse_unit(bound.unit), to = parse_unit(unit);
  if (!from.has_value() || !to.has_value()) return std::nullopt;
  const Result<Quantity> converted = convert({bound.value, *from}, *to);
  if (!converted.has_value()) return std::nullopt;
  return converted->value;
}

double param(const QualityRule& rule, std::string_view id) {
  const RuleParameter* one = rule.find(id);
  return one == nullptr ? 0 : to_double(one->value);
}

std::string text_of(double value, int places) {
  const Result<Decimal> rounded = round_gbt8170(value, places);
  return rounded ? to_string(*rounded) : "";
}

double median_of(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

std::int64_t floor_at(Decimal bound, int places) {
  using bihuan::internal::Int128;
  Int128 value = bound.mantissa();
  if (places >= bound.places()) {
    value *= bihuan::internal::pow10(places - bound.places());
  } else {
    const Int128 divisor = bihuan::internal::pow10(bound.places() - places);
    const Int128 rest = value % divisor;
    value = value / divisor - (rest < 0 ? 1 : 0);
  }
  constexpr Int128 kMost = INT64_MAX;
  return static_cast<std::int64_t>(std::clamp(value, -kMost, kMost));
}

std::int64_t ceil_at(Decimal bound, int places) { return -floor_at(-bound, places); }

bool has_mark(const QualityWindow& window, std::span<const StretchMark> marks, const QualityColumn& column,
              std::size_t i, std::span<const std::string> words) {
  return std::ranges::any_of(marks, [&](const StretchMark& mark) {
    return mark.from <= window.times[i] && window.times[i] < mark.until &&
           (mark.site.empty() || mark.site == column.series.key.site) &&
           (mark.factor.empty() || mark.factor == column.series.key.factor) &&
           (words.empty() || std::ranges::find(words, mark.word) != words.end());
  });
}

std::string name_of(const QualityColumn& column) {
  return column.name.empty() ? column.series.key.factor : column.name;
}

}  // namespace bihuan::observations::quality
