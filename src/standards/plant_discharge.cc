#include "standards/plant_discharge.h"

#include <algorithm>

#include "standards/internal/rule_file.h"

namespace bihuan::standards {
namespace {

constexpr std::string_view kPlantFile = "water/gb18918-2002.toml";
constexpr int kPlantMultipleDecimals = 1;

// Limits by grade, "-" for none; an empty list where the key is absent.
Result<std::vector<std::optional<Decimal>>> read_grades_row(const TomlTable& table, std::string_view key,
                                                            std::size_t count) {
  std::vector<std::optional<Decimal>> limits;
  if (!table.has(key)) return limits;
  BIHUAN_TRY(const std::vector<std::string> words, table.strings(key));
  for (const std::string& word : words) {
    if (word == "-") {
      limits.emplace_back();
      continue;
    }
    const Result<Decimal> limit = parse_decimal(word);
    if (!limit || limit->is_negative() || limit->is_zero()) {
      return fail(Code::kInvalidInput, "限值“" + word + "”应为大于0的数，或-", table.where());
    }
    if (!limits.empty() && (!limits.back() || *limit < *limits.back())) {
      return fail(Code::kInvalidInput, "限值应从一级A到三级逐级放宽", table.where());
    }
    limits.emplace_back(*limit);
  }
  if (limits.size() != count) return fail(Code::kInvalidInput, "每级应有一个限值", table.where());
  return limits;
}

Result<PlantItem> read_plant_item(const TomlTable& table, std::size_t grades) {
  BIHUAN_CHECK(table.check_keys({"key", "names", "limits", "cold", "old", "low", "high"}));
  PlantItem item;
  BIHUAN_TRY(item.key, table.string("key"));
  BIHUAN_TRY(item.names, table.strings("names"));
  BIHUAN_TRY(item.limits, read_grades_row(table, "limits", grades));
  BIHUAN_TRY(item.cold, read_grades_row(table, "cold", grades));
  BIHUAN_TRY(item.old, read_grades_row(table, "old", grades));
  BIHUAN_TRY(item.low, table.optional_decimal("low"));
  BIHUAN_TRY(item.high, table.optional_decimal("high"));
  const bool is_range = item.low && item.high && *item.low < *item.high;
  if (item.names.empty() || item.limits.empty() != is_range) {
    return fail(Code::kInvalidInput, "应有名称，以及limits或low、high", table.where());
  }
  return item;
}

}  // namespace

const PlantItem* PlantRules::item(std::string_view name) const {
  const auto found = std::ranges::find_if(items, [&](const PlantItem& own) {
    return own.key == name || std::ranges::find(own.names, name) != own.names.end();
  });
  return found == items.end() ? nullptr : &*found;
}

Result<PlantRules> load_plant_rules(std::span<const KnowledgeText> texts, std::optional<Date> on) {
  BIHUAN_TRY(internal::RuleFile file, internal::open_rule_file(texts, kPlantFile, on));
  BIHUAN_CHECK(file.table.check_keys({"standard", "table1", "not_covered"}));
  PlantRules rules;
  BIHUAN_TRY(const TomlTable table1, internal::read_section(file.table, file.source, "table1",
                                                            {"grades", "warm_above", "old_before", "items"}));
  BIHUAN_TRY(rules.grades, table1.strings("grades"));
  BIHUAN_TRY(rules.warm_above, internal::read_positive(table1, "warm_above"));
  BIHUAN_TRY(rules.old_before, table1.date("old_before"));
  BIHUAN_TRY(const std::vector<TomlTable> tables, table1.tables("items"));
  for (const TomlTable& table : tables) {
    BIHUAN_TRY(PlantItem item, read_plant_item(table, rules.grades.size()));
    if (rules.item(item.key) != nullptr) return fail(Code::kInvalidInput, "项目出现两次", table.where());
    rules.items.push_back(std::move(item));
  }
  rules.source = std::move(file.source);
  return rules;
}

Result<PlantItemResult> plant_discharge(const PlantRules& rules, const Plant& plant, std::string_view item_name,
                                        const Measurement& daily_mean, std::optional<Decimal> water_temperature) {
  const PlantItem* item = rules.item(item_name);
  if (item == nullptr) {
    return fail(Code::kNotFound, rules.source.standard + "表1没有项目“" + std::string(item_name) + "”",
                std::string(item_name));
  }
  const auto grade = std::ranges::find(rules.grades, plant.grade);
  if (grade == rules.grades.end()) return fail(Code::kNotFound, "没有标准级别“" + plant.grade + "”", plant.grade);
  if (daily_mean.value.is_negative()) {
    return fail(Code::kInvalidInput, item->names.front() + "的值" + to_string(daily_mean.value) + "为负；应不小于0",
                daily_mean.where);
  }
  PlantItemResult result;
  result.name = item->names.front();
  result.basis = start_basis(rules.source, {"table1"});
  result.basis.profile = plant.grade;
  result.basis.rounding = "不修约，以日均值与限值比较";
  result.basis.wanted = result.basis.had = 1;
  const Decimal value = counted_value(daily_mean);
  if (item->low) {
    result.basis.used = 1;
    result.compliance = *item->low <= value && value <= *item->high ? Compliance::kMet : Compliance::kNotMet;
    if (result.compliance == Compliance::kNotMet) {
      result.reason = result.name + to_string(value) + "不在" + to_string(*item->low) + "至" + to_string(*item->high);
    }
    return result;
  }
  const std::vector<std::optional<Decimal>>* limits = &item->limits;
  if (!item->cold.empty() && !water_temperature) {
    result.reason = result.name + "的限值随水温而变，没有给出水温";
    return result;
  }
  if (!item->cold.empty() && *water_temperature <= rules.warm_above) limits = &item->cold;
  if (!item->old.empty() && plant.built < rules.old_before) limits = &item->old;
  result.limit = (*limits)[static_cast<std::size_t>(grade - rules.grades.begin())];
  if (!result.limit) {
    result.reason = plant.grade + "对" + result.name + "没有限值";
    return result;
  }
  result.basis.used = 1;
  result.compliance = value <= *result.limit ? Compliance::kMet : Compliance::kNotMet;
  if (result.compliance == Compliance::kMet) return result;
  BIHUAN_TRY(const Decimal over, subtract(value, *result.limit));
  BIHUAN_TRY(result.multiple, ratio_rounded(over, *result.limit, kPlantMultipleDecimals));
  result.reason = result.name + to_string(value) + "超过限值" + to_string(*result.limit);
  return result;
}

}  // namespace bihuan::standards
