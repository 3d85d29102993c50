// src/standards/surface_water_change.h - sections over two periods: how the quality of a river or basin changed,
// whether a section keeps its base period, which sections were worse than class V in which month.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "standards/surface_water_group.h"

namespace bihuan::standards {

enum class Change { kNone, kBetter, kMuchBetter, kWorse, kMuchWorse };

std::string_view to_chinese(Change change);  // 无明显变化, 有所好转, 明显好转, 有所变差, 明显变差

// The change between two classes by steps of the level they stand for.
// Source: 环办〔2011〕22号 三（三）1水质状况
Change change_of_level(const SurfaceWaterRules& rules, WaterClass earlier, WaterClass later);

// The sections of one period.
struct GroupPeriod {
  std::string label;                               // 2023年
  std::string indicator_set;                       // id
  std::vector<std::string> sections;               // names, [n]
  std::vector<std::optional<WaterClass>> classes;  // [n]
  std::optional<WaterClass> mean_class;            // with fewer than five sections: of mean_section
};

struct ChangeResult {
  Change change = Change::kNone;
  bool is_by_share = false;           // else by level
  std::optional<Decimal> difference;  // by shares: dG - dD in percentage points, rounded for display
  GroupSummary earlier, later;
  std::vector<std::string> only_earlier, only_later;  // sections that one period lacks
  Basis basis;
};

// Returns how a group changed from `earlier` to `later`: by shares where both have five sections with a class or more,
// else by the level of their mean sections.
// Source: 环办〔2011〕22号 三（一）, 三（三）1组合类别比例
// Errors: kInvalidInput      the periods have different items, or names and classes differ in number
//         kInsufficientData  a period has no class to compare
// Sections that only one period has are named in a note: how many may differ the text does not say.
Result<ChangeResult> compare_periods(const SurfaceWaterRules& rules, const GroupPeriod& earlier,
                                     const GroupPeriod& later);

struct BasePeriodResult {
  Compliance compliance = Compliance::kNotAssessable;
  std::string reason;  // Chinese; "" when kept
  Basis basis;
};

// Is the class not worse than in the base period? Without either class kNotAssessable.
// Source: 省级水污染防治考核细则 水质不退化
BasePeriodResult keeps_base_period(const SurfaceWaterRules& rules, std::optional<WaterClass> base,
                                   std::optional<WaterClass> now);

struct WorstSection {
  std::string name;
  std::vector<std::string> items;  // names of the items worse than class V
};
struct WorstMonth {
  int month = 1;
  std::vector<WorstSection> sections;  // in the order given
  std::int64_t with_class = 0;         // sections that have a class in this month
};

// The months in which any of `sections` has a class, ascending, with those that were worse than class V.
// Source: 环办〔2011〕22号 二（一）1
std::vector<WorstMonth> worse_than_v_by_month(const SurfaceWaterRules& rules, std::span<const SectionResult> sections);

}  // namespace bihuan::standards
