#include "standards/surface_water.h"

#include <algorithm>
#include <set>
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
bool says_nothing(const WaterParameter& parameter, const ParameterInput& input, const Measurement& reading) {
  if (!reading.is_below_limit || parameter.direction != LimitDirection::kAtMost) return false;
  if (input.judged_against > WaterClass::kV) return false;
  return reading.value > parameter.limit(input.body, input.judged_against);
}

Status set_class(const SurfaceWaterRules& rules, const WaterParameter& parameter, WaterBody body,
                 ParameterResult& result) {
  if (result.compared.is_negative()) {
    return fail(Code::kInvalidInput, parameter.names.front() + "的值" + to_string(result.compared) + "为负；应不小于0",
                parameter.key);
  }
  result.water_class = class_of(parameter, body, result.compared);
  result.is_exceeding = result.water_class > WaterClass::kIII;
  if (parameter.direction == LimitDirection::kWithin) {
    result.class3_limit = result.compared < parameter.low ? parameter.low : parameter.high;
    return {};
  }
  result.class3_limit = parameter.limit(body, WaterClass::kIII);
  if (!result.is_exceeding || !parameter.has_multiple) return {};
  BIHUAN_TRY(result.multiple_of, subtract(result.compared, result.class3_limit));
  result.multiple_by = result.class3_limit;
  BIHUAN_TRY(result.multiple, ratio_rounded(result.multiple_of, result.multiple_by, rules.multiple_decimals));
  return {};
}

Result<PeriodMean> mean_of(const SurfaceWaterRules& rules, const WaterParameter& parameter,
                           std::span<const Measurement> readings) {
  if (parameter.key == rules.mean_as_ions) return hydrogen_ion_mean(readings, parameter.decimals);
  return arithmetic_mean(readings, parameter.decimals);
}

Status check_input(const SurfaceWaterRules& rules, const SectionInput& input) {
  if (rules.profile(input.profile) == nullptr) {
    return fail(Code::kNotFound, "没有评价方式“" + input.profile + "”", input.name);
  }
  if (input.months_wanted < 1 || input.months_wanted > rules.year_months) {
    return fail(Code::kInvalidInput, "评价时段应为1至12个月", input.name);
  }
  std::set<int> seen;
  for (const SectionMonth& month : input.months) {
    if (month.month < 1 || month.month > 12) {
      return fail(Code::kInvalidInput, "月份" + std::to_string(month.month) + "不存在；应为1至12", month.where);
    }
    if (!seen.insert(month.month).second) {
      return fail(Code::kInvalidInput,
                  input.name + "的" + std::to_string(month.month) + "月出现两次；每月应只有一组结果", month.where);
    }
    for (const auto& [key, measurement] : month.values) {
      if (rules.parameter(key) == nullptr) {
        return fail(Code::kNotFound, rules.standard + "表1没有项目“" + key + "”", measurement.where);
      }
      if (measurement.value.is_negative()) {
        return fail(Code::kInvalidInput,
                    rules.parameter(key)->names.front() + "的值" + to_string(measurement.value) + "为负；应不小于0",
                    measurement.where);
      }
    }
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
  SectionEvaluation(const SurfaceWaterRules& rules, const SectionInput& input, const IndicatorSet& set)
      : rules_(rules), input_(input), set_(set), profile_(*rules.profile(input.profile)) {
    months_ = input.months;
    std::ranges::sort(months_, {}, &SectionMonth::month);
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
    internal::complete_basis(rules_, set_, profile_, input_, result_);
    return std::move(result_);
  }

 private:
  bool is_in(const std::vector<std::string>& keys, const std::string& key) const {
    return std::ranges::find(keys, key) != keys.end();
  }

  void count_months() {
    for (const SectionMonth& month : months_) {
      if (month.values.empty()) {
        const std::string reason = month.missing_reason.empty() ? "没有监测值" : month.missing_reason;
        result_.basis.left_out.push_back({place_of(month), reason});
      } else {
        ++result_.months_had;
      }
    }
  }

  std::string place_of(const SectionMonth& month) const {
    return input_.name + std::to_string(month.month) + "月" + (month.where.empty() ? "" : "（" + month.where + "）");
  }

  std::vector<Measurement> readings_of(const std::string& key) const {
    std::vector<Measurement> readings;
    for (const SectionMonth& month : months_) {
      const auto found = month.values.find(key);
      if (found == month.values.end()) continue;
      readings.push_back(found->second);
      if (readings.back().where.empty()) readings.back().where = place_of(month);
    }
    return readings;
  }

  ParameterInput input_for(const std::string& key, std::vector<Measurement> readings, int minimum) const {
    return {key, input_.body, std::move(readings), minimum, against_};
  }

  Status evaluate_item(const WaterParameter& parameter) {
    const bool is_fixed = is_in(set_.items, parameter.key);
    const bool is_named = is_in(input_.extra_items, parameter.key);
    if (!is_fixed && !is_named && !is_in(set_.extra_from, parameter.key)) return {};
    std::vector<Measurement> readings = readings_of(parameter.key);
    const bool takes_part = is_fixed || is_named;
    if (readings.empty()) {
      if (is_in(set_.required, parameter.key) || is_named) {
        result_.basis.left_out.push_back({input_.name + "：" + parameter.names.front(), "没有监测值"});
      }
      if (takes_part) result_.basis.wanted += input_.months_wanted;
      return {};
    }
    const auto had = static_cast<std::int64_t>(readings.size());
    const int minimum = minimum_months(rules_, input_.months_wanted);
    Result<ParameterResult> item =
        evaluate_parameter(rules_, input_for(parameter.key, std::move(readings), minimum), input_.profile);
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
    for (const SectionMonth& month : months_) {
      MonthClass entry{.month = month.month, .water_class = WaterClass::kI, .deciding = {}};
      bool has_item = false;
      std::vector<std::pair<std::string, WaterClass>> classes;
      for (const ParameterResult& item : result_.parameters) {
        const auto found = month.values.find(item.key);
        if (found == month.values.end()) continue;
        const Result<ParameterResult> single =
            evaluate_parameter(rules_, input_for(item.key, {found->second}, 1), input_.profile);
        if (!single && single.error().code == Code::kInsufficientData) continue;
        if (!single) return std::unexpected(single.error());
        has_item = true;
        classes.emplace_back(item.key, single->water_class);
        entry.water_class = std::max(entry.water_class, single->water_class);
      }
      if (!has_item) continue;
      for (const auto& [key, water_class] : classes) {
        if (entry.water_class != WaterClass::kI && water_class == entry.water_class) entry.deciding.push_back(key);
      }
      result_.monthly.push_back(std::move(entry));
    }
    return {};
  }

  const SurfaceWaterRules& rules_;
  const SectionInput& input_;
  const IndicatorSet& set_;
  const EvaluationProfile& profile_;
  std::vector<SectionMonth> months_;
  WaterClass against_ = WaterClass::kIII;
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
  ParameterResult result;
  result.key = parameter->key;
  result.name = parameter->names.front();
  result.unit = parameter->unit;
  result.readings_had = static_cast<int>(input.readings.size());
  std::vector<Measurement> usable;
  for (const Measurement& reading : input.readings) {
    if (says_nothing(*parameter, input, reading)) {
      result.left_out.push_back({reading.where, result.name + "的检出限" + to_string(reading.value) + "高于" +
                                                    std::string(to_string(input.judged_against)) +
                                                    "类限值，未检出不能说明问题"});
    } else {
      usable.push_back(reading);
    }
  }
  const auto minimum = static_cast<std::size_t>(std::max(input.minimum, 1));
  if (usable.size() < minimum) {
    return fail(Code::kInsufficientData,
                result.name + "只有" + std::to_string(usable.size()) + "个可用的监测值，至少应有" +
                    std::to_string(minimum) + "个",
                parameter->key);
  }
  BIHUAN_TRY(result.mean, mean_of(rules, *parameter, usable));
  result.compared = profile->rounds
                        ? result.mean.rounded
                        : (result.mean.count == 1 ? result.mean.sum : mean_value(result.mean, kUnroundedPlaces));
  BIHUAN_CHECK(set_class(rules, *parameter, input.body, result));
  return result;
}

Result<SectionResult> evaluate_section(const SurfaceWaterRules& rules, const SectionInput& input) {
  BIHUAN_CHECK(check_input(rules, input));
  BIHUAN_TRY(const IndicatorSet* set, indicator_set_for(rules, input.on, input.indicator_set));
  return SectionEvaluation(rules, input, *set).run();
}

}  // namespace bihuan::standards
