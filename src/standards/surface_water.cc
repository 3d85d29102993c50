#include "standards/surface_water.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "standards/internal/classify.h"
#include "standards/internal/section_basis.h"

namespace bihuan::standards {
namespace {

// For a value of several readings that is not rounded (station feed); beyond any instrument.
constexpr int kUnroundedPlaces = 12;

WaterClass class_of(const WaterParameter& parameter, WaterBody body, Decimal value) {
  if (parameter.direction == LimitDirection::kWithin) {
    return parameter.low <= value && value <= parameter.high ? WaterClass::kI : WaterClass::kWorseThanV;
  }
  for (int c = 1; c <= static_cast<int>(WaterClass::kV); ++c) {
    const Decimal limit = parameter.limit(body, static_cast<WaterClass>(c));
    const bool keeps = parameter.direction == LimitDirection::kAtMost ? value <= limit : value >= limit;
    if (keeps) return static_cast<WaterClass>(c);
  }
  return WaterClass::kWorseThanV;
}

Result<const WaterParameter*> find_parameter(const SurfaceWaterRules& rules, std::string_view key, WaterBody body) {
  const WaterParameter* parameter = rules.parameter(key);
  if (parameter == nullptr) {
    return fail(Code::kNotFound, rules.standard + "表1没有项目“" + std::string(key) + "”", std::string(key));
  }
  if (parameter->is_lake_only && body == WaterBody::kRiver) {
    return fail(Code::kNotCovered, parameter->names.front() + "只有湖库的限值，河流不评价", std::string(key));
  }
  return parameter;
}

// A reading "below L" tells nothing if L itself lies above the limit that it is to keep.
bool says_nothing(const WaterParameter& parameter, WaterBody body, WaterClass judged_against,
                  const Measurement& reading) {
  if (!reading.is_below_limit || parameter.direction != LimitDirection::kAtMost) return false;
  if (judged_against > WaterClass::kV) return false;
  return reading.value > parameter.limit(body, judged_against);
}

// Readings of one item put together, with their class.
struct Compared {
  PeriodMean mean;
  Decimal value;  // what is compared with the limits
  WaterClass water_class = WaterClass::kI;
};

Result<Compared> compare_readings(const SurfaceWaterRules& rules, const WaterParameter& parameter,
                                  const EvaluationProfile& profile, WaterBody body,
                                  std::span<const Measurement* const> usable) {
  Compared out;
  BIHUAN_TRY(out.mean, parameter.key == rules.mean_as_ions ? hydrogen_ion_mean(usable, parameter.decimals)
                                                           : arithmetic_mean(usable, parameter.decimals));
  out.value =
      profile.rounds ? out.mean.rounded : (out.mean.count == 1 ? out.mean.sum : mean_value(out.mean, kUnroundedPlaces));
  if (out.value.is_negative()) {
    return fail(Code::kInvalidInput, parameter.names.front() + "的值" + to_string(out.value) + "为负；应不小于0",
                parameter.key);
  }
  out.water_class = class_of(parameter, body, out.value);
  return out;
}

// The class of a single reading: what compare_readings says of it alone, without a sum.
Result<WaterClass> class_of_one(const SurfaceWaterRules& rules, const WaterParameter& parameter,
                                const EvaluationProfile& profile, WaterBody body, const Measurement* reading) {
  const bool is_plain = !reading->value.is_negative() && parameter.key != rules.mean_as_ions;
  if (is_plain) {
    const Decimal value = counted_value(*reading);
    const Decimal compared = profile.rounds ? round_gbt8170(value, parameter.decimals) : value;
    if (!compared.is_zero()) return class_of(parameter, body, compared);  // else one digit would be kept
  }
  BIHUAN_TRY(const Compared compared, compare_readings(rules, parameter, profile, body, std::span(&reading, 1)));
  return compared.water_class;
}

// Where a reading stands; asked for only where it is to be named.
using PlaceOf = std::function<std::string(std::size_t)>;

struct ItemReadings {
  const WaterParameter& parameter;
  const EvaluationProfile& profile;
  WaterBody body = WaterBody::kRiver;
  WaterClass judged_against = WaterClass::kIII;
  std::size_t minimum = 1;
  std::span<const Measurement* const> readings;
};

Result<ParameterResult> evaluate_readings(const SurfaceWaterRules& rules, const ItemReadings& input,
                                          const PlaceOf& place_of) {
  const WaterParameter& parameter = input.parameter;
  ParameterResult result;
  result.key = parameter.key;
  result.name = parameter.names.front();
  result.unit = parameter.unit;
  result.readings_had = static_cast<int>(input.readings.size());
  std::vector<const Measurement*> usable;
  usable.reserve(input.readings.size());
  for (std::size_t i = 0; i < input.readings.size(); ++i) {
    const Measurement& reading = *input.readings[i];
    if (says_nothing(parameter, input.body, input.judged_against, reading)) {
      result.left_out.push_back({place_of(i), result.name + "的检出限" + to_string(reading.value) + "高于" +
                                                  std::string(to_string(input.judged_against)) +
                                                  "类限值，未检出不能说明问题"});
    } else {
      usable.push_back(&reading);
    }
  }
  if (usable.size() < input.minimum) {
    return fail(Code::kInsufficientData,
                result.name + "只有" + std::to_string(usable.size()) + "个可用的监测值，至少应有" +
                    std::to_string(input.minimum) + "个",
                parameter.key);
  }
  BIHUAN_TRY(const Compared compared, compare_readings(rules, parameter, input.profile, input.body, usable));
  result.mean = compared.mean;
  result.compared = compared.value;
  result.water_class = compared.water_class;
  result.is_exceeding = result.water_class > WaterClass::kIII;
  if (parameter.direction == LimitDirection::kWithin) {
    result.class3_limit = result.compared < parameter.low ? parameter.low : parameter.high;
    return result;
  }
  result.class3_limit = parameter.limit(input.body, WaterClass::kIII);
  if (!result.is_exceeding || !parameter.has_multiple) return result;
  BIHUAN_TRY(result.multiple_of, subtract(result.compared, result.class3_limit));
  result.multiple_by = result.class3_limit;
  BIHUAN_TRY(result.multiple, ratio_rounded(result.multiple_of, result.multiple_by, rules.multiple_decimals));
  return result;
}

// The results of a section: its months in order, each item's readings of all of them.
struct Layout {
  std::vector<const SectionMonth*> months;   // ascending
  std::vector<const Measurement*> readings;  // [item * months + month]; null: the month has none of this item
};

Result<std::vector<const SectionMonth*>> sorted_months(const SectionInput& input) {
  std::vector<const SectionMonth*> months;
  months.reserve(input.months.size());
  unsigned seen = 0;
  for (const SectionMonth& month : input.months) {
    if (month.month < 1 || month.month > 12) {
      return fail(Code::kInvalidInput, "月份" + std::to_string(month.month) + "不存在；应为1至12", month.where);
    }
    const unsigned bit = 1U << static_cast<unsigned>(month.month);
    if ((seen & bit) != 0) {
      return fail(Code::kInvalidInput,
                  input.name + "的" + std::to_string(month.month) + "月出现两次；每月应只有一组结果", month.where);
    }
    seen |= bit;
    months.push_back(&month);
  }
  std::ranges::sort(months, {}, &SectionMonth::month);
  return months;
}

// Looks at every value once and puts it beside its item. Values and items are both walked in the order of keys.
Result<Layout> lay_out(const SurfaceWaterRules& rules, const SectionInput& input) {
  Layout out;
  BIHUAN_TRY(out.months, sorted_months(input));
  out.readings.resize(rules.parameters.size() * out.months.size());
  for (std::size_t m = 0; m < out.months.size(); ++m) {
    auto at = rules.by_key.begin();
    for (const auto& [key, measurement] : out.months[m]->values) {
      while (at != rules.by_key.end() && rules.parameters[*at].key != key) ++at;
      if (at == rules.by_key.end()) {
        return fail(Code::kNotFound, rules.standard + "表1没有项目“" + key + "”", measurement.where);
      }
      if (measurement.value.is_negative()) {
        return fail(Code::kInvalidInput,
                    rules.parameters[*at].names.front() + "的值" + to_string(measurement.value) + "为负；应不小于0",
                    measurement.where);
      }
      out.readings[*at * out.months.size() + m] = &measurement;
    }
  }
  return out;
}

Status check_input(const SurfaceWaterRules& rules, const SectionInput& input) {
  if (rules.profile(input.profile) == nullptr) {
    return fail(Code::kNotFound, "没有评价方式“" + input.profile + "”", input.name);
  }
  if (input.months_wanted < 1 || input.months_wanted > rules.year_months) {
    return fail(Code::kInvalidInput, "评价时段应为1至12个月", input.name);
  }
  for (const std::string& key : input.extra_items) {
    if (rules.parameter(key) == nullptr) {
      return fail(Code::kNotFound, rules.standard + "表1没有项目“" + key + "”", input.name);
    }
  }
  return {};
}

// One evaluation of one section; its steps share what they found.
class SectionEvaluation {
 public:
  SectionEvaluation(const SurfaceWaterRules& rules, const SectionInput& input, const IndicatorSet& set, Layout layout)
      : rules_(rules),
        input_(input),
        set_(set),
        profile_(*rules.profile(input.profile)),
        months_(std::move(layout.months)),
        readings_(std::move(layout.readings)) {
    against_ = input.target.value_or(WaterClass::kIII);
    result_.name = input.name;
    result_.months_wanted = input.months_wanted;
  }

  Result<SectionResult> run() {
    count_months();
    for (const WaterParameter& parameter : rules_.parameters) BIHUAN_CHECK(evaluate_item(parameter));
    decide_class();
    if (result_.water_class) {
      judge();
      BIHUAN_CHECK(evaluate_months());
    }
    internal::complete_basis(rules_, set_, profile_, input_, items_, result_);
    return std::move(result_);
  }

 private:
  bool is_in(const std::vector<std::string>& keys, const std::string& key) const {
    return std::ranges::find(keys, key) != keys.end();
  }

  std::size_t index_of(const WaterParameter& parameter) const {
    return static_cast<std::size_t>(&parameter - rules_.parameters.data());
  }

  // One for each of months_; null where the month has no value of this item.
  std::span<const Measurement* const> row_of(const WaterParameter& parameter) const {
    return std::span(readings_).subspan(index_of(parameter) * months_.size(), months_.size());
  }

  void count_months() {
    for (const SectionMonth* month : months_) {
      if (month->values.empty()) {
        const std::string reason = month->missing_reason.empty() ? "没有监测值" : month->missing_reason;
        result_.basis.left_out.push_back({place_of(*month), reason});
      } else {
        ++result_.months_had;
      }
    }
  }

  std::string place_of(const SectionMonth& month) const {
    return input_.name + std::to_string(month.month) + "月" + (month.where.empty() ? "" : "（" + month.where + "）");
  }

  // The readings of one item and the months that they are of.
  struct Readings {
    std::vector<const Measurement*> values;
    std::vector<const SectionMonth*> months;
  };
  Readings readings_of(const WaterParameter& parameter) const {
    Readings readings;
    readings.values.reserve(months_.size());
    readings.months.reserve(months_.size());
    const std::span<const Measurement* const> row = row_of(parameter);
    for (std::size_t m = 0; m < months_.size(); ++m) {
      if (row[m] == nullptr) continue;
      readings.values.push_back(row[m]);
      readings.months.push_back(months_[m]);
    }
    return readings;
  }

  std::string place_of(const Readings& readings, std::size_t i) const {
    const std::string& own = readings.values[i]->where;
    return own.empty() ? place_of(*readings.months[i]) : own;
  }

  // Items of table 1 for lakes only say nothing of a river.
  Status check_body(const WaterParameter& parameter) const {
    if (!parameter.is_lake_only || input_.body != WaterBody::kRiver) return {};
    return fail(Code::kNotCovered, parameter.names.front() + "只有湖库的限值，河流不评价", parameter.key);
  }

  Status evaluate_item(const WaterParameter& parameter) {
    const bool is_fixed = is_in(set_.items, parameter.key);
    const bool is_named = is_in(input_.extra_items, parameter.key);
    if (!is_fixed && !is_named && !is_in(set_.extra_from, parameter.key)) return {};
    const Readings readings = readings_of(parameter);
    const bool takes_part = is_fixed || is_named;
    if (readings.values.empty()) {
      if (is_in(set_.required, parameter.key) || is_named) {
        result_.basis.left_out.push_back({input_.name + "：" + parameter.names.front(), "没有监测值"});
      }
      if (takes_part) result_.basis.wanted += input_.months_wanted;
      return {};
    }
    BIHUAN_CHECK(check_body(parameter));
    const auto had = static_cast<std::int64_t>(readings.values.size());
    const auto minimum = static_cast<std::size_t>(std::max(minimum_months(rules_, input_.months_wanted), 1));
    Result<ParameterResult> item =
        evaluate_readings(rules_, {parameter, profile_, input_.body, against_, minimum, readings.values},
                          [&](std::size_t i) { return place_of(readings, i); });
    if (!item && item.error().code == Code::kInsufficientData) {
      result_.basis.left_out.push_back({input_.name + "：" + parameter.names.front(), item.error().message});
      if (takes_part) {
        result_.basis.wanted += input_.months_wanted;
        result_.basis.had += had;
      }
      return {};
    }
    if (!item) return std::unexpected(item.error());
    // X: only what was worse than class III, or than a target of class I or II.
    const WaterClass bound = std::min(against_, WaterClass::kIII);
    if (!takes_part && item->water_class <= bound) return {};
    result_.basis.wanted += input_.months_wanted;
    result_.basis.had += had;
    result_.basis.used += item->mean.used;
    result_.months_used = std::max(result_.months_used, item->mean.used);
    result_.basis.left_out.insert(result_.basis.left_out.end(), item->left_out.begin(), item->left_out.end());
    result_.parameters.push_back(std::move(*item));
    items_.push_back(&parameter);
    return {};
  }

  bool took_part(const std::string& key) const {
    return std::ranges::find(result_.parameters, key, &ParameterResult::key) != result_.parameters.end();
  }

  std::string names_without(const std::vector<std::string>& keys) const {
    std::string names;
    for (const std::string& key : keys) {
      if (took_part(key)) continue;
      if (!names.empty()) names += "、";
      names += rules_.parameter(key)->names.front();
    }
    return names;
  }

  // An item of may_lack is not asked of a station without the instrument, from the profile's day on.
  std::vector<std::string> required_by_profile() const {
    if (profile_.may_lack_from && input_.on < *profile_.may_lack_from) return profile_.required;
    std::vector<std::string> required;
    for (const std::string& key : profile_.required) {
      if (!is_in(profile_.may_lack, key) || !is_in(input_.unequipped, key)) required.push_back(key);
    }
    return required;
  }

  void decide_class() {
    const std::string missing = names_without(required_by_profile());
    if (!missing.empty()) {
      result_.reason = profile_.name + "要求的" + missing + "没有足够的监测值";
      return;
    }
    if (result_.parameters.empty()) {
      result_.reason = "没有项目有足够的监测值（" + std::to_string(input_.months_wanted) + "个月中至少应有" +
                       std::to_string(minimum_months(rules_, input_.months_wanted)) + "个月）";
      return;
    }
    internal::classify(rules_, result_);
  }

  void judge() {
    const std::string missing = names_without(set_.required);
    result_.is_complete = missing.empty();
    if (*result_.water_class > against_) {
      result_.compliance = Compliance::kNotMet;
      result_.reason =
          "为" + std::string(to_string(*result_.water_class)) + "类，劣于" + std::string(to_string(against_)) + "类";
    } else if (result_.is_complete) {
      result_.compliance = Compliance::kMet;
    } else {
      result_.reason = missing + "没有足够的监测值，不能判断是否达到" + std::string(to_string(against_)) + "类";
    }
  }

  Status evaluate_months() {
    std::vector<std::pair<const WaterParameter*, WaterClass>> classes;
    classes.reserve(items_.size());
    for (std::size_t m = 0; m < months_.size(); ++m) {
      MonthClass entry{.month = months_[m]->month, .water_class = WaterClass::kI, .deciding = {}};
      classes.clear();
      for (const WaterParameter* item : items_) {
        const Measurement* reading = row_of(*item)[m];
        if (reading == nullptr) continue;
        if (says_nothing(*item, input_.body, against_, *reading)) continue;
        BIHUAN_TRY(const WaterClass single, class_of_one(rules_, *item, profile_, input_.body, reading));
        classes.emplace_back(item, single);
        entry.water_class = std::max(entry.water_class, single);
      }
      if (classes.empty()) continue;
      for (const auto& [item, water_class] : classes) {
        if (entry.water_class != WaterClass::kI && water_class == entry.water_class)
          entry.deciding.push_back(item->key);
      }
      result_.monthly.push_back(std::move(entry));
    }
    return {};
  }

  const SurfaceWaterRules& rules_;
  const SectionInput& input_;
  const IndicatorSet& set_;
  const EvaluationProfile& profile_;
  std::vector<const SectionMonth*> months_;   // ascending
  std::vector<const Measurement*> readings_;  // [item * months + month]
  WaterClass against_ = WaterClass::kIII;
  std::vector<const WaterParameter*> items_;  // of result_.parameters
  SectionResult result_;
};

}  // namespace

int minimum_months(const SurfaceWaterRules& rules, int months_wanted) {
  if (months_wanted <= 1) return rules.month_minimum;
  const int share = (months_wanted * rules.year_minimum + rules.year_months - 1) / rules.year_months;
  if (months_wanted <= 3) return std::max(share, std::min(months_wanted, rules.quarter_minimum));
  return share;
}

Result<WaterClass> parameter_class(const SurfaceWaterRules& rules, std::string_view key, WaterBody body,
                                   Decimal value) {
  BIHUAN_TRY(const WaterParameter* parameter, find_parameter(rules, key, body));
  if (value.is_negative()) {
    return fail(Code::kInvalidInput, parameter->names.front() + "的值" + to_string(value) + "为负；应不小于0",
                std::string(key));
  }
  return class_of(*parameter, body, value);
}

Result<ParameterResult> evaluate_parameter(const SurfaceWaterRules& rules, const ParameterInput& input,
                                           std::string_view profile_id) {
  BIHUAN_TRY(const WaterParameter* parameter, find_parameter(rules, input.key, input.body));
  const EvaluationProfile* profile = rules.profile(profile_id);
  if (profile == nullptr) {
    return fail(Code::kNotFound, "没有评价方式“" + std::string(profile_id) + "”", std::string(profile_id));
  }
  std::vector<const Measurement*> readings;
  for (const Measurement& reading : input.readings) readings.push_back(&reading);
  const auto minimum = static_cast<std::size_t>(std::max(input.minimum, 1));
  return evaluate_readings(rules, {*parameter, *profile, input.body, input.judged_against, minimum, readings},
                           [&](std::size_t i) { return input.readings[i].where; });
}

Result<SectionResult> evaluate_section(const SurfaceWaterRules& rules, const SectionInput& input) {
  BIHUAN_CHECK(check_input(rules, input));
  BIHUAN_TRY(const IndicatorSet* set, indicator_set_for(rules, input.on, input.indicator_set));
  BIHUAN_TRY(Layout layout, lay_out(rules, input));
  return SectionEvaluation(rules, input, *set, std::move(layout)).run();
}

}  // namespace bihuan::standards
