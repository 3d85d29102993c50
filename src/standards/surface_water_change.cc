#include "standards/surface_water_change.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>

#include "base/text.h"
#include "standards/internal/section_basis.h"

namespace bihuan::standards {
namespace {

// 0 for 优 to 4 for 重度污染: class I and II share a level.
int level_step(WaterClass water_class) { return std::max(static_cast<int>(water_class), 2) - 2; }

Change change_from(bool is_some, bool is_obvious, bool is_better) {
  if (is_obvious) return is_better ? Change::kMuchBetter : Change::kMuchWorse;
  if (is_some) return is_better ? Change::kBetter : Change::kWorse;
  return Change::kNone;
}

std::vector<std::string> missing_in(const std::vector<std::string>& from, const std::vector<std::string>& names) {
  std::vector<std::string> missing;
  for (const std::string& name : from) {
    if (std::ranges::find(names, name) == names.end()) missing.push_back(name);
  }
  return missing;
}

Basis change_basis(const SurfaceWaterRules& rules, std::initializer_list<const char*> keys) {
  Basis basis;
  basis.standard = rules.standard;
  basis.edition = rules.edition;
  basis.knowledge_digest = rules.digest;
  basis.confidence = "high";
  for (const char* key : keys) {
    basis.clauses.push_back(rules.clauses.at(key));
    basis.confidence = std::string(internal::lower_confidence(basis.confidence, rules.confidence.at(key)));
  }
  return basis;
}

// 100 (good - bad) of the later period minus that of the earlier one, over both numbers of sections, as a fraction.
void compare_shares(const SurfaceWaterRules& rules, ChangeResult& result) {
  const GroupSummary& a = result.earlier;
  const GroupSummary& b = result.later;
  const std::int64_t top = 100 * ((b.good - b.bad) * a.sections - (a.good - a.bad) * b.sections);
  const std::int64_t bottom = a.sections * b.sections;
  const auto exceeds = [&](Decimal bound) {
    const Result<Decimal> scaled = multiply(bound, Decimal(bottom));
    return scaled && Decimal(top < 0 ? -top : top) > *scaled;
  };
  result.is_by_share = true;
  result.change = change_from(exceeds(rules.change_some_above), exceeds(rules.change_obvious_above), top > 0);
  const Result<Decimal> difference = ratio_rounded(Decimal(top), Decimal(bottom), rules.change_decimals);
  if (difference) result.difference = *difference;
}

Status check_period(const GroupPeriod& period) {
  if (period.sections.size() == period.classes.size()) return {};
  return fail(Code::kInvalidInput,
              "断面名称有" + std::to_string(period.sections.size()) + "个，类别有" +
                  std::to_string(period.classes.size()) + "个，应一一对应",
              period.label);
}

}  // namespace

std::string_view to_chinese(Change change) {
  switch (change) {
    case Change::kBetter:
      return "有所好转";
    case Change::kMuchBetter:
      return "明显好转";
    case Change::kWorse:
      return "有所变差";
    case Change::kMuchWorse:
      return "明显变差";
    case Change::kNone:
      break;
  }
  return "无明显变化";
}

Change change_of_level(const SurfaceWaterRules& rules, WaterClass earlier, WaterClass later) {
  const int steps = level_step(earlier) - level_step(later);
  const int size = std::abs(steps);
  return change_from(size >= rules.change_some_steps, size >= rules.change_obvious_steps, steps > 0);
}

Result<ChangeResult> compare_periods(const SurfaceWaterRules& rules, const GroupPeriod& earlier,
                                     const GroupPeriod& later) {
  for (const GroupPeriod* period : {&earlier, &later}) BIHUAN_CHECK(check_period(*period));
  if (earlier.indicator_set != later.indicator_set) {
    return fail(Code::kInvalidInput,
                earlier.label + "与" + later.label + "的评价指标不同（" + earlier.indicator_set + "、" +
                    later.indicator_set + "），不能比较；两个时段应选用相同的评价指标",
                later.label);
  }
  ChangeResult result;
  result.earlier = summarise_group(rules, earlier.classes);
  result.later = summarise_group(rules, later.classes);
  result.only_earlier = missing_in(earlier.sections, later.sections);
  result.only_later = missing_in(later.sections, earlier.sections);
  const bool has_shares = std::min(result.earlier.sections, result.later.sections) >= rules.group_shares_from;
  if (has_shares) {
    result.basis = change_basis(rules, {"period_requirements", "group", "change_by_share"});
    result.basis.rounding = "按未修约的比例比较，差值修约至" + std::to_string(rules.change_decimals) + "位小数列出";
    compare_shares(rules, result);
  } else {
    const auto class_of = [](const GroupPeriod& period) {
      if (period.mean_class) return period.mean_class;
      return period.classes.size() == 1 ? period.classes.front() : std::optional<WaterClass>();
    };
    const std::optional<WaterClass> a = class_of(earlier);
    const std::optional<WaterClass> b = class_of(later);
    if (!a || !b) {
      return fail(Code::kInsufficientData,
                  (a ? later.label : earlier.label) + "没有可比较的类别；断面少于" +
                      std::to_string(rules.group_shares_from) + "个的，应给出断面均值的类别",
                  a ? later.label : earlier.label);
    }
    result.basis = change_basis(rules, {"period_requirements", "group", "change_by_level"});
    result.change = change_of_level(rules, *a, *b);
  }
  result.basis.wanted = static_cast<std::int64_t>(earlier.classes.size() + later.classes.size());
  result.basis.had = result.earlier.sections + result.later.sections;
  result.basis.used = result.basis.had;
  if (!result.only_earlier.empty() || !result.only_later.empty()) {
    result.basis.notes.push_back("两个时段的断面不全相同（仅前一时段" + std::to_string(result.only_earlier.size()) +
                                 "个，仅后一时段" + std::to_string(result.only_later.size()) +
                                 "个）；办法要求断面基本相同，没有规定允许相差多少");
  }
  return result;
}

BasePeriodResult keeps_base_period(const SurfaceWaterRules& rules, std::optional<WaterClass> base,
                                   std::optional<WaterClass> now) {
  BasePeriodResult result;
  result.basis = change_basis(rules, {"base_period"});
  result.basis.wanted = 2;
  result.basis.had = result.basis.used = (base ? 1 : 0) + (now ? 1 : 0);
  if (!base || !now) {
    result.reason = !base ? "基准期没有水质类别，不能判断是否变差" : "本期没有水质类别，不能判断是否变差";
  } else if (*now > *base) {
    result.compliance = Compliance::kNotMet;
    result.reason = "本期为" + std::string(to_string(*now)) + "类，差于基准期的" + std::string(to_string(*base)) + "类";
  } else {
    result.compliance = Compliance::kMet;
  }
  return result;
}

std::vector<WorstMonth> worse_than_v_by_month(const SurfaceWaterRules& rules, std::span<const SectionResult> sections) {
  std::map<int, WorstMonth> months;
  for (const SectionResult& section : sections) {
    for (const MonthClass& month : section.monthly) {
      WorstMonth& entry = months[month.month];
      entry.month = month.month;
      ++entry.with_class;
      if (month.water_class != WaterClass::kWorseThanV) continue;
      WorstSection worst{section.name, {}};
      for (const std::string& key : month.deciding) worst.items.push_back(rules.parameter(key)->names.front());
      entry.sections.push_back(std::move(worst));
    }
  }
  std::vector<WorstMonth> list;
  for (auto& [number, month] : months) list.push_back(std::move(month));
  return list;
}

}  // namespace bihuan::standards
