#include "standards/farmland_use.h"

#include <algorithm>
#include <set>

#include "standards/internal/rule_file.h"

namespace bihuan::standards {
namespace {

constexpr std::string_view kSafeUseFile = "soil/safe-use.toml";
constexpr std::string_view kBuildingLand = "重点建设用地安全利用";

Status read_targets(const TomlTable& section, FarmlandUseRules& rules) {
  BIHUAN_TRY(const std::vector<TomlTable> rows, section.tables("rows"));
  for (const TomlTable& row : rows) {
    BIHUAN_CHECK(row.check_keys({"year", "at_least"}));
    FarmlandTarget target;
    BIHUAN_TRY(target.year, internal::read_int(row, "year", 2000, 2100));
    BIHUAN_TRY(target.at_least, internal::read_percent(row, "at_least"));
    if (!rules.targets.empty() && target.year <= rules.targets.back().year) {
      return fail(Code::kInvalidInput, "年份应由早到晚", row.where());
    }
    rules.targets.push_back(target);
  }
  return {};
}

Status add_to(Decimal& total, Decimal area) {
  BIHUAN_TRY(total, add(total, area));
  return {};
}

}  // namespace

Result<FarmlandUseRules> load_farmland_use_rules(std::span<const KnowledgeText> texts, std::optional<Date> on) {
  BIHUAN_TRY(internal::RuleFile file, internal::open_rule_file(texts, kSafeUseFile, on));
  BIHUAN_CHECK(file.table.check_keys({"standard", "document", "farmland", "targets", "not_covered"}));
  FarmlandUseRules rules;
  BIHUAN_TRY(const TomlTable farmland, internal::read_section(file.table, file.source, "farmland", {"decimals"}));
  BIHUAN_TRY(rules.decimals, internal::read_int(farmland, "decimals", 0, 6));
  BIHUAN_TRY(const TomlTable targets, internal::read_section(file.table, file.source, "targets", {"rows"}));
  BIHUAN_CHECK(read_targets(targets, rules));
  BIHUAN_TRY(const std::vector<TomlTable> open, file.table.tables("not_covered"));
  for (const TomlTable& table : open) {
    BIHUAN_TRY(const std::string document, table.string("document"));
    if (document != kBuildingLand) continue;
    BIHUAN_TRY(rules.building_land, table.string("what"));
  }
  if (rules.building_land.empty()) {
    return fail(Code::kInvalidInput, "应在not_covered中说明建设用地为何没有比率", std::string(kSafeUseFile));
  }
  rules.source = std::move(file.source);
  return rules;
}

Result<FarmlandAreas> farmland_areas(std::span<const FarmlandPlot> plots) {
  FarmlandAreas areas;
  std::set<std::string> names;
  for (const FarmlandPlot& plot : plots) {
    if (!names.insert(plot.name).second) return fail(Code::kInvalidInput, "地块“" + plot.name + "”出现两次", plot.name);
    if (plot.area.is_negative()) {
      return fail(Code::kInvalidInput, "面积" + to_string(plot.area) + "为负；应不小于0", plot.name);
    }
    BIHUAN_CHECK(add_to(areas.contaminated, plot.area));
    const bool has_safe_crop = plot.is_safely_used && plot.crop_complies.value_or(false);
    switch (plot.contamination) {
      case Contamination::kSlight:
        if (plot.is_protected) {
          BIHUAN_CHECK(add_to(areas.protected_slight, plot.area));
        } else if (has_safe_crop) {
          BIHUAN_CHECK(add_to(areas.safely_used, plot.area));
        }
        break;
      case Contamination::kModerate:
        if (has_safe_crop) BIHUAN_CHECK(add_to(areas.safely_used, plot.area));
        break;
      case Contamination::kSevere:
        if (plot.is_strictly_controlled) BIHUAN_CHECK(add_to(areas.strictly_controlled, plot.area));
        break;
    }
  }
  return areas;
}

Result<FarmlandUseResult> farmland_safe_use(const FarmlandUseRules& rules, const FarmlandAreas& areas,
                                            std::optional<Decimal> at_least) {
  FarmlandUseResult result;
  result.areas = areas;
  result.basis = start_basis(rules.source, {"farmland"});
  result.basis.rounding = "安全利用率修约至" + std::to_string(rules.decimals) + "位小数，与目标按未修约的比率比较";
  result.basis.wanted = result.basis.had = 4;
  const Decimal parts[] = {areas.protected_slight, areas.safely_used, areas.strictly_controlled};
  if (areas.contaminated.is_negative() || std::ranges::any_of(parts, &Decimal::is_negative)) {
    return fail(Code::kInvalidInput, "面积应不小于0");
  }
  BIHUAN_TRY(const Decimal safe, sum(parts));
  if (safe > areas.contaminated) {
    return fail(Code::kInvalidInput, "安全利用的面积" + to_string(safe) + "大于受污染耕地总面积" +
                                         to_string(areas.contaminated) + "；有两类措施的地块只应计一次");
  }
  if (areas.contaminated.is_zero()) {
    result.reason = "受污染耕地总面积为0，没有比率";
    return result;
  }
  result.basis.used = 4;
  BIHUAN_TRY(const Decimal hundredfold, multiply(safe, Decimal(100)));
  BIHUAN_TRY(result.rate, ratio_rounded(hundredfold, areas.contaminated, rules.decimals));
  if (!at_least) {
    result.reason = "没有给出目标";
    return result;
  }
  BIHUAN_TRY(const Decimal wanted, multiply(*at_least, areas.contaminated));
  result.compliance = hundredfold >= wanted ? Compliance::kMet : Compliance::kNotMet;
  if (result.compliance == Compliance::kNotMet) {
    result.reason = "为" + to_string(*result.rate) + "%，低于目标" + to_string(*at_least) + "%";
  }
  return result;
}

Result<Decimal> farmland_target(const FarmlandUseRules& rules, int year) {
  const auto found = std::ranges::find(rules.targets, year, &FarmlandTarget::year);
  if (found != rules.targets.end()) return found->at_least;
  return fail(Code::kNotCovered, std::to_string(year) + "年的受污染耕地安全利用率国家目标没有收录");
}

Result<Decimal> building_land_safe_use(const FarmlandUseRules& rules) {
  return fail(Code::kNotCovered, rules.building_land, std::string(kBuildingLand));
}

}  // namespace bihuan::standards
