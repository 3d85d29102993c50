#include "standards/groundwater.h"

#include <algorithm>
#include <array>
#include <set>

#include "standards/internal/rule_file.h"

namespace bihuan::standards {
namespace {

constexpr std::string_view kGroundwaterFile = "water/gbt14848-2017.toml";
constexpr std::size_t kBoundedClasses = 4;  // class V has no upper bound

Result<GroundwaterKind> kind_of(const TomlTable& table) {
  BIHUAN_TRY(const std::string word, table.string_or("kind", "at_most"));
  if (word == "at_most") return GroundwaterKind::kAtMost;
  if (word == "presence") return GroundwaterKind::kPresence;
  if (word == "ph") return GroundwaterKind::kPh;
  if (word == "not_detected") return GroundwaterKind::kNotDetected;
  if (word == "radioactivity") return GroundwaterKind::kRadioactivity;
  return fail(Code::kInvalidInput, "kind“" + word + "”没有实现", table.where());
}

Status read_ph(const TomlTable& table, GroundwaterItem& item) {
  BIHUAN_TRY(const std::vector<Decimal> low, table.decimals("low"));
  BIHUAN_TRY(const std::vector<Decimal> high, table.decimals("high"));
  if (low.size() != 2 || high.size() != 2 || low[1] >= low[0] || low[0] >= high[0] || high[0] >= high[1]) {
    return fail(Code::kInvalidInput, "pH应有Ⅰ至Ⅲ类与Ⅳ类两段，后者更宽", table.where());
  }
  std::ranges::copy(low, item.low);
  std::ranges::copy(high, item.high);
  return {};
}

Status read_bounds(const TomlTable& table, GroundwaterItem& item) {
  BIHUAN_TRY(item.limits, table.decimals("limits"));
  const std::size_t count = item.kind == GroundwaterKind::kAtMost ? kBoundedClasses : kBoundedClasses - 1;
  if (item.limits.size() != count || !std::ranges::is_sorted(item.limits) || item.limits.front().is_negative()) {
    return fail(Code::kInvalidInput, "限值应有" + std::to_string(count) + "个，逐级放宽", table.where());
  }
  return {};
}

Result<GroundwaterItem> read_item(const TomlTable& table, bool is_regular) {
  BIHUAN_CHECK(table.check_keys({"no", "names", "unit", "kind", "limits", "low", "high", "sum_of", "hj_code"}));
  GroundwaterItem item;
  item.is_regular = is_regular;
  BIHUAN_TRY(item.number, internal::read_int(table, "no", 1, 99));
  BIHUAN_TRY(item.names, table.strings("names"));
  if (item.names.empty()) return fail(Code::kInvalidInput, "names应至少有一个名称", table.where());
  BIHUAN_TRY(item.unit, table.string("unit"));
  BIHUAN_TRY(item.kind, kind_of(table));
  if (item.kind == GroundwaterKind::kPh) BIHUAN_CHECK(read_ph(table, item));
  if (item.kind != GroundwaterKind::kPh && item.kind != GroundwaterKind::kPresence) {
    BIHUAN_CHECK(read_bounds(table, item));
  }
  return item;
}

// The class of a number; of a radioactivity above class III, class IV.
WaterClass class_of_number(const GroundwaterItem& item, Decimal value) {
  if (item.kind == GroundwaterKind::kPh) {
    if (item.low[0] <= value && value <= item.high[0]) return WaterClass::kI;
    return item.low[1] <= value && value <= item.high[1] ? WaterClass::kIV : WaterClass::kV;
  }
  const int first = item.kind == GroundwaterKind::kNotDetected ? 2 : 1;
  for (std::size_t i = 0; i < item.limits.size(); ++i) {
    if (value <= item.limits[i]) return static_cast<WaterClass>(first + static_cast<int>(i));
  }
  return static_cast<WaterClass>(first + static_cast<int>(item.limits.size()));
}

Decimal class3_bound(const GroundwaterItem& item) {
  return item.limits[item.kind == GroundwaterKind::kNotDetected ? 1 : 2];
}

Status classify_number(const GroundwaterRules& rules, const GroundwaterItem& item, const Measurement& measurement,
                       GroundwaterItemResult& result) {
  if (measurement.value.is_negative()) {
    return fail(Code::kInvalidInput, result.name + "的值" + to_string(measurement.value) + "为负；应不小于0",
                measurement.where);
  }
  result.water_class = class_of_number(item, measurement.value);
  if (measurement.is_below_limit) {
    if (item.kind == GroundwaterKind::kNotDetected) result.water_class = WaterClass::kI;
    result.is_at_worst = result.water_class > WaterClass::kI;
    return {};
  }
  result.is_at_best = item.kind == GroundwaterKind::kRadioactivity && result.water_class == WaterClass::kIV;
  result.is_exceeding = result.water_class > WaterClass::kIII;
  if (!result.is_exceeding || item.kind == GroundwaterKind::kPh) return {};
  const Decimal bound = class3_bound(item);
  if (bound.is_zero()) return {};
  BIHUAN_TRY(const Decimal over, subtract(measurement.value, bound));
  BIHUAN_TRY(result.multiple, ratio_rounded(over, bound, rules.multiple_decimals));
  return {};
}

}  // namespace

const GroundwaterItem* GroundwaterRules::item(std::string_view name) const {
  const auto found = std::ranges::find_if(
      items, [&](const GroundwaterItem& own) { return std::ranges::find(own.names, name) != own.names.end(); });
  return found == items.end() ? nullptr : &*found;
}

Result<GroundwaterRules> load_groundwater_rules(std::span<const KnowledgeText> texts, std::optional<Date> on) {
  BIHUAN_TRY(internal::RuleFile file, internal::open_rule_file(texts, kGroundwaterFile, on));
  BIHUAN_CHECK(file.table.check_keys({"standard", "document", "evaluation", "exceedance", "regular", "non_regular"}));
  GroundwaterRules rules;
  BIHUAN_CHECK(internal::read_section(file.table, file.source, "evaluation", {}));
  BIHUAN_TRY(const TomlTable exceedance, internal::read_section(file.table, file.source, "exceedance", {"decimals"}));
  BIHUAN_TRY(rules.multiple_decimals, internal::read_int(exceedance, "decimals", 0, 4));
  std::set<std::string> names;
  for (const std::string_view key : {std::string_view("regular"), std::string_view("non_regular")}) {
    BIHUAN_TRY(const TomlTable section, internal::read_section(file.table, file.source, key, {"count", "items"}));
    BIHUAN_TRY(const int count, internal::read_int(section, "count", 1, 99));
    BIHUAN_TRY(const std::vector<TomlTable> tables, section.tables("items"));
    if (static_cast<int>(tables.size()) != count) {
      return fail(Code::kInvalidInput,
                  "应有" + std::to_string(count) + "项，现有" + std::to_string(tables.size()) + "项", section.where());
    }
    for (const TomlTable& table : tables) {
      BIHUAN_TRY(GroundwaterItem item, read_item(table, key == "regular"));
      for (const std::string& name : item.names) {
        if (!names.insert(name).second) return fail(Code::kInvalidInput, "名称“" + name + "”出现两次", table.where());
      }
      rules.items.push_back(std::move(item));
    }
  }
  rules.source = std::move(file.source);
  return rules;
}

Result<GroundwaterItemResult> groundwater_class(const GroundwaterRules& rules, std::string_view name,
                                                const GroundwaterValue& value) {
  const GroundwaterItem* item = rules.item(name);
  if (item == nullptr) {
    return fail(Code::kNotFound, rules.source.standard + "没有指标“" + std::string(name) + "”", std::string(name));
  }
  GroundwaterItemResult result;
  result.name = item->names.front();
  result.unit = item->unit;
  if ((item->kind == GroundwaterKind::kPresence) != value.is_present.has_value()) {
    return fail(Code::kInvalidInput,
                result.name + (item->kind == GroundwaterKind::kPresence ? "应填写无或有" : "应填写数值"),
                value.measurement.where);
  }
  if (value.is_present) {
    result.water_class = *value.is_present ? WaterClass::kV : WaterClass::kI;
    result.is_exceeding = *value.is_present;
    return result;
  }
  BIHUAN_CHECK(classify_number(rules, *item, value.measurement, result));
  return result;
}

Result<GroundwaterResult> evaluate_groundwater(const GroundwaterRules& rules,
                                               const std::map<std::string, GroundwaterValue>& values) {
  GroundwaterResult result;
  result.basis = start_basis(rules.source, {"evaluation", "regular", "non_regular"});
  result.basis.rounding = "不修约，以报出的结果与限值比较";
  std::map<const GroundwaterItem*, const GroundwaterValue*> given;
  for (const auto& [name, value] : values) {
    const GroundwaterItem* item = rules.item(name);
    if (item == nullptr) return fail(Code::kNotFound, rules.source.standard + "没有指标“" + name + "”", name);
    if (!given.emplace(item, &value).second) {
      return fail(Code::kInvalidInput, "指标“" + item->names.front() + "”出现两次", value.measurement.where);
    }
  }
  for (const GroundwaterItem& item : rules.items) {
    const auto found = given.find(&item);
    if (found == given.end()) {
      if (item.is_regular) {
        ++result.basis.wanted;
        result.missing.push_back(item.names.front());
      }
      continue;
    }
    ++result.basis.wanted;
    ++result.basis.had;
    BIHUAN_TRY(GroundwaterItemResult own, groundwater_class(rules, item.names.front(), *found->second));
    if (own.is_at_worst && own.water_class > WaterClass::kIII) {
      result.basis.left_out.push_back(
          {found->second->measurement.where.empty() ? own.name : found->second->measurement.where,
           own.name + "的检出限" + to_string(found->second->measurement.value) + "高于Ⅲ类限值，未检出不能说明问题"});
      continue;
    }
    ++result.basis.used;
    if (own.is_exceeding) result.exceeding.push_back(own);
    if (own.multiple) add_rule(result.basis, rules.source, "exceedance");
    result.water_class = std::max(result.water_class, std::optional(own.water_class));  // none is below any
    result.items.push_back(std::move(own));
  }
  if (!result.water_class) result.reason = "没有一项有可用的结果，不能评价";
  for (const GroundwaterItemResult& own : result.items) {
    if (own.water_class > WaterClass::kI && own.water_class == *result.water_class) result.deciding.push_back(own.name);
    if (own.is_at_best) result.basis.notes.push_back(own.name + "超过Ⅲ类限值；标准没有划分Ⅳ、Ⅴ类，应作核素分析和评价");
    if (own.is_at_worst) result.basis.notes.push_back(own.name + "未检出，但检出限高于Ⅰ类限值，只能说明不劣于所列类别");
  }
  return result;
}

}  // namespace bihuan::standards
