#include "standards/trophic_state.h"

#include <algorithm>
#include <cmath>

#include "standards/internal/rule_file.h"

namespace bihuan::standards {
namespace {

constexpr std::string_view kTrophicFile = "water/surface-water-evaluation.toml";
constexpr std::size_t kTrophicComponents = 5;
constexpr int kMeanPlaces = 12;
constexpr int kIndexPlaces = 10;  // hides the last bits in which mathematical libraries differ

Result<TrophicComponent> read_component(const TomlTable& table) {
  BIHUAN_CHECK(table.check_keys({"key", "names", "unit", "a", "b", "r"}));
  TrophicComponent component;
  BIHUAN_TRY(component.key, table.string("key"));
  BIHUAN_TRY(component.names, table.strings("names"));
  if (component.names.empty()) return fail(Code::kInvalidInput, "names应至少有一个名称", table.where());
  BIHUAN_TRY(component.unit, table.string("unit"));
  BIHUAN_TRY(component.a, table.decimal("a"));
  BIHUAN_TRY(component.b, table.decimal("b"));
  BIHUAN_TRY(const Decimal r, table.decimal("r"));
  if (r.is_zero() || r > Decimal(1) || r < Decimal(-1)) {
    return fail(Code::kInvalidInput, "相关系数r应在-1与1之间且不为0", table.where());
  }
  BIHUAN_TRY(component.r_squared, multiply(r, r));
  return component;
}

Status read_grades(const TomlTable& section, TrophicRules& rules) {
  BIHUAN_TRY(const std::vector<TomlTable> rows, section.tables("rows"));
  std::optional<Decimal> last;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    TrophicGrade grade;
    BIHUAN_CHECK(rows[i].check_keys({"name", "below", "up_to", "is_eutrophic"}));
    BIHUAN_TRY(grade.name, rows[i].string("name"));
    BIHUAN_TRY(grade.below, rows[i].optional_decimal("below"));
    BIHUAN_TRY(grade.up_to, rows[i].optional_decimal("up_to"));
    BIHUAN_TRY(grade.is_eutrophic, rows[i].boolean("is_eutrophic"));
    const bool is_last = i + 1 == rows.size();
    const std::optional<Decimal> bound = grade.below ? grade.below : grade.up_to;
    if (is_last == bound.has_value() || (grade.below && grade.up_to) || (last && bound && *bound <= *last)) {
      return fail(Code::kInvalidInput, "分级应逐级升高，除最后一级外各有一个上界", rows[i].where());
    }
    last = bound;
    rules.grades.push_back(std::move(grade));
  }
  if (rules.grades.empty()) return fail(Code::kInvalidInput, "没有一个分级", section.where());
  return {};
}

// The mean over the points that have the component; how many those are.
struct PointMean {
  Decimal mean;
  int points = 0;
  int readings = 0;
};

Result<PointMean> mean_over_points(const TrophicInput& input, const TrophicComponent& component) {
  PointMean result;
  std::vector<Decimal> means;
  for (const TrophicPoint& point : input.points) {
    const auto found = point.readings.find(component.key);
    if (found == point.readings.end() || found->second.empty()) continue;
    BIHUAN_TRY(const PeriodMean mean, arithmetic_mean(found->second, 0));
    BIHUAN_TRY(const Decimal value, ratio_rounded(mean.sum, Decimal(mean.count), kMeanPlaces));
    means.push_back(value);
    result.readings += mean.used;
  }
  result.points = static_cast<int>(means.size());
  if (means.empty()) return result;
  BIHUAN_TRY(const Decimal total, sum(means));
  BIHUAN_TRY(result.mean, ratio_rounded(total, Decimal(result.points), kMeanPlaces));
  return result;
}

Result<Decimal> component_index(const TrophicComponent& component, Decimal mean) {
  const double value = 10.0 * (to_double(component.a) + to_double(component.b) * std::log(to_double(mean)));
  return round_gbt8170(value, kIndexPlaces);
}

// sum of r^2 TLI(j) over sum of r^2.
Status combine(const TrophicRules& rules, TrophicResult& result) {
  std::vector<Decimal> weighted;
  std::vector<Decimal> weights;
  for (const TrophicItem& item : result.items) {
    weights.push_back(rules.component(item.key)->r_squared);
    BIHUAN_TRY(const Decimal part, multiply(item.index, weights.back()));
    weighted.push_back(part);
  }
  BIHUAN_TRY(const Decimal top, sum(weighted));
  BIHUAN_TRY(const Decimal bottom, sum(weights));
  BIHUAN_TRY(const Decimal index, ratio_rounded(top, bottom, kIndexPlaces));
  for (std::size_t i = 0; i < result.items.size(); ++i) {
    BIHUAN_TRY(result.items[i].weight, ratio_rounded(weights[i], bottom, 6));
  }
  result.index = index;
  result.printed = round_gbt8170(index, rules.decimals);
  const TrophicGrade& grade = trophic_grade(rules, index);
  result.grade = grade.name;
  result.is_eutrophic = grade.is_eutrophic;
  return {};
}

Status check_keys(const TrophicRules& rules, const TrophicInput& input) {
  for (const TrophicPoint& point : input.points) {
    for (const auto& [key, readings] : point.readings) {
      if (rules.component(key) == nullptr) {
        return fail(Code::kInvalidInput, "“" + key + "”不参加营养状态评价", point.name);
      }
    }
  }
  return {};
}

}  // namespace

const TrophicComponent* TrophicRules::component(std::string_view key) const {
  const auto found = std::ranges::find(components, key, &TrophicComponent::key);
  return found == components.end() ? nullptr : &*found;
}

Result<TrophicRules> load_trophic_rules(std::span<const KnowledgeText> texts, std::optional<Date> on) {
  BIHUAN_TRY(internal::RuleFile file, internal::open_rule_file(texts, kTrophicFile, on));
  TrophicRules rules;
  BIHUAN_TRY(const TomlTable index,
             internal::read_section(file.table, file.source, "trophic_index", {"decimals", "components"}));
  BIHUAN_TRY(rules.decimals, internal::read_int(index, "decimals", 0, 4));
  BIHUAN_TRY(const std::vector<TomlTable> components, index.tables("components"));
  for (const TomlTable& table : components) {
    BIHUAN_TRY(TrophicComponent component, read_component(table));
    if (rules.component(component.key) != nullptr) {
      return fail(Code::kInvalidInput, "“" + component.key + "”出现两次", table.where());
    }
    rules.components.push_back(std::move(component));
  }
  if (rules.components.size() != kTrophicComponents) {
    return fail(Code::kInvalidInput, "营养状态应有5个参数", index.where());
  }
  BIHUAN_TRY(const TomlTable grades, internal::read_section(file.table, file.source, "trophic_grades", {"rows"}));
  BIHUAN_CHECK(read_grades(grades, rules));
  rules.source = std::move(file.source);
  return rules;
}

const TrophicGrade& trophic_grade(const TrophicRules& rules, Decimal index) {
  for (const TrophicGrade& grade : rules.grades) {
    if (grade.below && index < *grade.below) return grade;
    if (grade.up_to && index <= *grade.up_to) return grade;
  }
  return rules.grades.back();
}

Result<TrophicResult> evaluate_trophic_state(const TrophicRules& rules, const TrophicInput& input) {
  BIHUAN_CHECK(check_keys(rules, input));
  TrophicResult result;
  result.name = input.name;
  result.basis = start_basis(rules.source, {"trophic_index", "trophic_grades"});
  result.basis.rounding = "按未修约的指数分级，指数修约至" + std::to_string(rules.decimals) + "位小数列出";
  result.basis.wanted = static_cast<std::int64_t>(rules.components.size() * input.points.size());
  std::string missing;
  for (const TrophicComponent& component : rules.components) {
    BIHUAN_TRY(const PointMean mean, mean_over_points(input, component));
    result.basis.had += mean.points;
    if (mean.points == 0) {
      missing += (missing.empty() ? "" : "、") + component.names.front();
      result.basis.left_out.push_back({input.name + "：" + component.names.front(), "没有监测值"});
      continue;
    }
    if (mean.mean.is_zero() || mean.mean.is_negative()) {
      return fail(
          Code::kInvalidInput,
          component.names.front() + "的均值为" + to_string(without_trailing_zeros(mean.mean)) + "，取不了对数；应大于0",
          input.name);
    }
    if (mean.points < static_cast<int>(input.points.size())) {
      result.basis.notes.push_back(component.names.front() + "只有" + std::to_string(mean.points) +
                                   "个点位有监测值，按这些点位平均");
    }
    BIHUAN_TRY(const Decimal index, component_index(component, mean.mean));
    result.items.push_back({component.key, component.names.front(), mean.mean, index, Decimal()});
  }
  if (!missing.empty() && (!input.may_lack_components || result.items.empty())) {
    result.reason = "缺少" + missing + "，五项不全，不能计算综合营养状态指数";
    return result;
  }
  if (!missing.empty()) {
    result.basis.notes.push_back("缺少" + missing + "，权重由其余各项分担；这是调用者的选择，办法没有这样规定");
    result.basis.confidence = "low";
  }
  result.basis.used = result.basis.had;
  BIHUAN_CHECK(combine(rules, result));
  return result;
}

}  // namespace bihuan::standards
