#include "standards/surface_water_group.h"

#include <algorithm>
#include <cassert>
#include <functional>
#include <numeric>
#include <utility>

#include "standards/internal/classify.h"
#include "standards/internal/section_basis.h"

namespace bihuan::standards {
namespace {

// Is part / whole (a share in percent) at least `bound`? Exactly.
bool reaches(std::int64_t part, std::int64_t whole, Decimal bound) {
  const Result<Decimal> wanted = multiply(bound, Decimal(whole));
  return wanted && Decimal(part * 100) >= *wanted;
}

bool fits(const GroupLevelRow& row, const GroupSummary& summary) {
  const std::int64_t whole = summary.sections;
  if (row.good_from && !reaches(summary.good, whole, *row.good_from)) return false;
  if (row.good_below && reaches(summary.good, whole, *row.good_below)) return false;
  if (row.bad_from && !reaches(summary.bad, whole, *row.bad_from)) return false;
  if (row.bad_below && reaches(summary.bad, whole, *row.bad_below)) return false;
  return true;
}

// The mean over the sections of their means, as one fraction over the least common multiple of their counts.
Result<PeriodMean> mean_of_means(const std::vector<const ParameterResult*>& items, int decimals) {
  std::int64_t common = 1;
  for (const ParameterResult* item : items) common = std::lcm(common, std::int64_t{item->mean.count});
  PeriodMean mean;
  std::vector<Decimal> parts;
  for (const ParameterResult* item : items) {
    BIHUAN_TRY(const Decimal part, multiply(item->mean.sum, Decimal(common / item->mean.count)));
    parts.push_back(part);
    mean.used += item->mean.used;
    mean.below_limit += item->mean.below_limit;
  }
  BIHUAN_TRY(mean.sum, sum(parts));
  mean.count = static_cast<int>(common) * static_cast<int>(items.size());
  BIHUAN_TRY(mean.rounded, round_mean(mean.sum, Decimal(mean.count), decimals));
  mean.kept_digit = mean.rounded.places() > decimals;
  return mean;
}

Result<PeriodMean> mean_of_ph(const std::vector<const ParameterResult*>& items, int decimals) {
  std::vector<Measurement> means;
  int used = 0;
  for (const ParameterResult* item : items) {
    means.push_back({item->mean.sum, false, {}});
    used += item->mean.used;
  }
  BIHUAN_TRY(PeriodMean mean, hydrogen_ion_mean(means, decimals));
  mean.used = used;
  return mean;
}

Result<ParameterResult> mean_item(const SurfaceWaterRules& rules, const WaterParameter& parameter, WaterBody body,
                                  const std::vector<const ParameterResult*>& items) {
  PeriodMean mean;
  if (parameter.key == rules.mean_as_ions) {
    BIHUAN_TRY(mean, mean_of_ph(items, parameter.decimals));
  } else {
    BIHUAN_TRY(mean, mean_of_means(items, parameter.decimals));
  }
  // The class of a value that is rounded already: one reading of it.
  ParameterInput input{parameter.key, body, {{mean.rounded, false, {}}}, 1, WaterClass::kIII};
  BIHUAN_TRY(ParameterResult result, evaluate_parameter(rules, input));
  result.mean = mean;
  result.readings_had = 0;
  for (const ParameterResult* item : items) result.readings_had += item->readings_had;
  return result;
}

}  // namespace

Decimal share_percent(std::int64_t part, std::int64_t whole, int decimals) {
  assert(whole > 0 && part >= 0);
  const Result<Decimal> share = ratio_rounded(Decimal(part * 100), Decimal(whole), decimals);
  return share ? *share : Decimal(0, decimals);
}

GroupSummary summarise_group(const SurfaceWaterRules& rules, std::span<const std::optional<WaterClass>> classes) {
  GroupSummary summary;
  summary.counts.assign(6, 0);
  for (const std::optional<WaterClass>& water_class : classes) {
    if (!water_class) {
      ++summary.without_class;
      continue;
    }
    ++summary.sections;
    ++summary.counts[static_cast<std::size_t>(*water_class) - 1];
    if (*water_class <= WaterClass::kIII) ++summary.good;
    if (*water_class == WaterClass::kWorseThanV) ++summary.bad;
  }
  if (summary.sections > 0) {
    summary.good_share = share_percent(summary.good, summary.sections, rules.share_decimals);
    summary.bad_share = share_percent(summary.bad, summary.sections, rules.share_decimals);
  }
  return summary;
}

Result<QualityLevel> group_level(const SurfaceWaterRules& rules, const GroupSummary& summary) {
  if (summary.sections == 0) return fail(Code::kInsufficientData, "没有一个断面有水质类别，无法评价整体水质状况");
  if (summary.sections < rules.group_shares_from) {
    return fail(Code::kNotCovered, "断面只有" + std::to_string(summary.sections) + "个，少于" +
                                       std::to_string(rules.group_shares_from) +
                                       "个的应先求各项目的断面均值再评价，不按类别比例定级");
  }
  for (const GroupLevelRow& row : rules.group_levels) {
    if (fits(row, summary)) return row.level;
  }
  return fail(Code::kNotCovered, "类别比例不在水质定性评价分级表的任何一行中");
}

std::vector<GroupPollutant> group_pollutants(const SurfaceWaterRules& rules, std::span<const SectionResult> sections) {
  std::int64_t whole = 0;
  for (const SectionResult& section : sections) whole += section.water_class ? 1 : 0;
  std::vector<GroupPollutant> list;
  for (const WaterParameter& parameter : rules.parameters) {
    GroupPollutant entry{parameter.key, parameter.names.front(), 0, Decimal()};
    for (const SectionResult& section : sections) {
      if (!section.water_class) continue;
      const auto item = std::ranges::find(section.parameters, parameter.key, &ParameterResult::key);
      if (item != section.parameters.end() && item->is_exceeding) ++entry.exceeding;
    }
    if (entry.exceeding == 0) continue;
    entry.share = share_percent(entry.exceeding, whole, rules.group_pollutant_decimals);
    list.push_back(std::move(entry));
  }
  std::ranges::stable_sort(list, std::ranges::greater(), &GroupPollutant::exceeding);
  const auto count = static_cast<std::size_t>(rules.max_group_pollutants);
  if (list.size() > count) list.resize(count);
  return list;
}

Result<GroupResult> evaluate_group(const SurfaceWaterRules& rules, std::span<const SectionResult> sections,
                                   WaterBody body, std::string_view name) {
  GroupResult result;
  result.name = std::string(name);
  std::vector<std::optional<WaterClass>> classes;
  std::vector<SectionResult> with_class;
  for (const SectionResult& section : sections) {
    classes.push_back(section.water_class);
    if (section.water_class) {
      with_class.push_back(section);
    } else {
      result.basis.left_out.push_back({section.name, section.reason});
    }
  }
  result.summary = summarise_group(rules, classes);
  Result<QualityLevel> level = group_level(rules, result.summary);
  std::vector<std::string_view> keys = {"group"};
  if (level) {
    result.level = *level;
    result.pollutants = group_pollutants(rules, sections);
    keys.push_back("group_level_source");
    if (!result.pollutants.empty()) keys.push_back("group_main_pollutants");
    result.basis.rounding = "按未修约的比例定级，比例修约至" + std::to_string(rules.share_decimals) + "位小数列出";
  } else if (!with_class.empty() && result.summary.sections < rules.group_shares_from) {
    BIHUAN_TRY(result.mean, mean_section(rules, with_class, body, name));
    result.level = result.mean->level;
    result.basis.rounding = result.mean->basis.rounding;
    if (body == WaterBody::kLake) keys.push_back("lake");
  } else {
    result.reason = level.error().message;
  }
  result.basis.standard = rules.standard;
  result.basis.edition = rules.edition;
  result.basis.knowledge_digest = rules.digest;
  result.basis.profile = with_class.empty() ? "" : with_class.front().basis.profile;
  result.basis.confidence = "high";
  if (!with_class.empty()) result.basis.confidence = with_class.front().basis.confidence;
  for (const std::string_view key : keys) {
    const std::string own(key);
    result.basis.clauses.push_back(rules.clauses.at(own));
    result.basis.confidence =
        std::string(internal::lower_confidence(result.basis.confidence, rules.confidence.at(own)));
  }
  result.basis.wanted = static_cast<std::int64_t>(sections.size());
  result.basis.had = result.basis.used = result.summary.sections;
  return result;
}

Result<SectionResult> mean_section(const SurfaceWaterRules& rules, std::span<const SectionResult> sections,
                                   WaterBody body, std::string_view name) {
  SectionResult result;
  result.name = std::string(name);
  for (const WaterParameter& parameter : rules.parameters) {
    std::vector<const ParameterResult*> items;
    for (const SectionResult& section : sections) {
      const auto found = std::ranges::find(section.parameters, parameter.key, &ParameterResult::key);
      if (found != section.parameters.end()) items.push_back(&*found);
    }
    if (items.empty()) continue;
    BIHUAN_TRY(ParameterResult item, mean_item(rules, parameter, body, items));
    if (items.size() < sections.size()) {
      result.basis.notes.push_back(item.name + "只有" + std::to_string(items.size()) + "个断面有均值，按这些断面平均");
    }
    result.basis.had += item.readings_had;
    result.basis.used += item.mean.used;
    result.parameters.push_back(std::move(item));
  }
  if (result.parameters.empty()) {
    return fail(Code::kInsufficientData, "各断面都没有可用的均值，无法评价", result.name);
  }
  internal::classify(rules, result);
  result.is_complete = true;
  result.compliance = *result.water_class <= WaterClass::kIII ? Compliance::kMet : Compliance::kNotMet;
  if (result.compliance == Compliance::kNotMet) {
    result.reason = "为" + std::string(to_string(*result.water_class)) + "类，劣于Ⅲ类";
  }
  for (const SectionResult& section : sections) {
    result.months_wanted = std::max(result.months_wanted, section.months_wanted);
    result.basis.wanted += section.basis.wanted;
    result.basis.left_out.insert(result.basis.left_out.end(), section.basis.left_out.begin(),
                                 section.basis.left_out.end());
  }
  if (!sections.empty()) {
    const Basis& first = sections.front().basis;
    result.basis.standard = first.standard;
    result.basis.edition = first.edition;
    result.basis.clauses = first.clauses;
    result.basis.clauses.push_back(rules.clauses.at(body == WaterBody::kLake ? "lake" : "group"));
    result.basis.knowledge_digest = first.knowledge_digest;
    result.basis.profile = first.profile + "，断面均值";
    result.basis.rounding = first.rounding;
    result.basis.confidence = std::string(internal::lower_confidence(first.confidence, rules.confidence.at("group")));
  }
  return result;
}

}  // namespace bihuan::standards
