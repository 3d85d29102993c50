#include "standards/internal/section_basis.h"

#include <algorithm>
#include <vector>

namespace bihuan::standards::internal {
namespace {

void add_once(std::vector<std::string>& list, const std::string& entry) {
  if (std::ranges::find(list, entry) == list.end()) list.push_back(entry);
}

// "pH值0位、溶解氧1位"
std::string decimals_text(std::span<const WaterParameter* const> items) {
  std::string text;
  for (const WaterParameter* item : items) {
    if (!text.empty()) text += "、";
    text += item->names.front() + std::to_string(item->decimals) + "位";
  }
  return text;
}

std::string rounding_text(const EvaluationProfile& profile, std::span<const WaterParameter* const> items,
                          const SectionResult& result) {
  if (!profile.rounds) return "不修约，以原值与限值比较";
  std::string text = "先求均值，按GB/T 8170一次修约（四舍六入五成双）后与限值比较";
  if (!result.parameters.empty()) text += "；小数位数：" + decimals_text(items);
  if (std::ranges::any_of(result.parameters, [](const ParameterResult& p) { return p.mean.kept_digit; })) {
    text += "；修约后为0的保留一位有效数字";
  }
  return text;
}

std::vector<std::string> rule_keys(const EvaluationProfile& profile, const SectionInput& input,
                                   const SectionResult& result) {
  std::vector<std::string> keys = {"limits", "section_class"};
  if (result.water_class) keys.push_back("section_level_source");
  if (!result.main_pollutants.empty()) {
    keys.push_back("exceedance");
    keys.push_back("main_pollutants");
  }
  if (input.months_wanted > 1) keys.push_back("period_mean");
  const auto has = [&](auto&& claim) { return std::ranges::any_of(result.parameters, claim); };
  if (input.months_wanted > 1 && has([](const ParameterResult& p) { return p.key == "ph"; })) keys.push_back("ph_mean");
  if (has([](const ParameterResult& p) { return p.mean.below_limit > 0; })) keys.push_back("below_detection_limit");
  if (profile.rounds) keys.push_back("rounding");
  return keys;
}

std::string names_of_unmeasured(const SurfaceWaterRules& rules, const IndicatorSet& set, const SectionResult& result) {
  std::string names;
  for (const std::string& key : set.items) {
    const bool is_there = std::ranges::find(result.parameters, key, &ParameterResult::key) != result.parameters.end();
    if (is_there || std::ranges::find(set.required, key) != set.required.end()) continue;
    if (!names.empty()) names += "、";
    names += rules.parameter(key)->names.front();
  }
  return names;
}

void add_notes(const SurfaceWaterRules& rules, const IndicatorSet& set, const SectionInput& input,
               SectionResult& result) {
  std::vector<std::string>& notes = result.basis.notes;
  if (set.valid_to && input.on > *set.valid_to) {
    notes.push_back("评价指标集“" + set.name + "”只适用到" + to_string(*set.valid_to) + "，此处按调用者的指定沿用");
  }
  const std::string unmeasured = names_of_unmeasured(rules, set, result);
  if (!unmeasured.empty()) notes.push_back("没有数据、未参加评价的项目：" + unmeasured);
  if (!set.extra_from.empty() && input.extra_items.empty()) {
    notes.push_back("X项目只按本期数据选取，上一年的超标项目没有给出");
  }
  const int months = input.months_wanted;
  if (months > 1 && months != 3 && months != rules.year_months) {
    notes.push_back("1至" + std::to_string(months) + "月累计至少要" + std::to_string(minimum_months(rules, months)) +
                    "个月，是按全年12个月至少8个月推算的设定，文件没有规定");
  }
}

}  // namespace

std::string_view lower_confidence(std::string_view a, std::string_view b) {
  for (const std::string_view word : {std::string_view("low"), std::string_view("medium")}) {
    if (a == word || b == word) return word;
  }
  return "high";
}

void complete_basis(const SurfaceWaterRules& rules, const IndicatorSet& set, const EvaluationProfile& profile,
                    const SectionInput& input, std::span<const WaterParameter* const> items, SectionResult& result) {
  Basis& basis = result.basis;
  basis.standard = rules.standard;
  basis.edition = rules.edition;
  basis.knowledge_digest = rules.digest;
  basis.profile = profile.name + "（" + set.name + "）";
  basis.rounding = rounding_text(profile, items, result);
  std::string_view confidence = lower_confidence(set.confidence, profile.confidence);
  for (const std::string& key : rule_keys(profile, input, result)) {
    add_once(basis.clauses, rules.clauses.at(key));
    confidence = lower_confidence(confidence, rules.confidence.at(key));
  }
  add_once(basis.clauses, set.source);
  for (const WaterParameter* item : items) confidence = lower_confidence(confidence, item->confidence);
  basis.confidence = std::string(confidence);
  add_notes(rules, set, input, result);
}

}  // namespace bihuan::standards::internal
