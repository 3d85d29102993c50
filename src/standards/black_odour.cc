#include "standards/black_odour.h"

#include <algorithm>

#include "standards/internal/rule_file.h"

namespace bihuan::standards {
namespace {

constexpr std::string_view kBlackOdourFile = "water/black-odour.toml";
constexpr std::string_view kTransparency = "transparency";
constexpr std::string_view kRedox = "orp";

Status read_black_odour_items(const TomlTable& section, BlackOdourRules& rules) {
  BIHUAN_TRY(const std::vector<TomlTable> tables, section.tables("items"));
  for (const TomlTable& table : tables) {
    BIHUAN_CHECK(table.check_keys({"key", "names", "unit", "better", "clean", "heavy"}));
    BlackOdourItem item;
    BIHUAN_TRY(item.key, table.string("key"));
    BIHUAN_TRY(item.names, table.strings("names"));
    BIHUAN_TRY(item.unit, table.string("unit"));
    BIHUAN_TRY(const std::string better, table.string("better"));
    BIHUAN_TRY(item.clean, table.decimal("clean"));
    BIHUAN_TRY(item.heavy, table.decimal("heavy"));
    item.is_more_better = better == "more";
    const bool is_right = item.is_more_better ? item.clean > item.heavy : item.clean < item.heavy;
    if (item.names.empty() || (better != "more" && better != "less") || !is_right) {
      return fail(Code::kInvalidInput, "better应为more或less，clean应比heavy好", table.where());
    }
    rules.items.push_back(std::move(item));
  }
  if (rules.item(kTransparency) == nullptr) return fail(Code::kInvalidInput, "缺少透明度", section.where());
  return {};
}

BlackOdour grade_of_value(const BlackOdourItem& item, Decimal value) {
  if (item.is_more_better ? value >= item.clean : value <= item.clean) return BlackOdour::kNone;
  return (item.is_more_better ? value < item.heavy : value > item.heavy) ? BlackOdour::kHeavy : BlackOdour::kLight;
}

// Transparency of water less deep than the rule's depth.
Result<BlackOdour> grade_of_shallow(const BlackOdourRules& rules, Decimal transparency, Decimal depth) {
  BIHUAN_TRY(const Decimal hundredfold, multiply(transparency, Decimal(100)));
  BIHUAN_TRY(const Decimal bound, multiply(depth, rules.shallow_share));
  return hundredfold < bound ? BlackOdour::kHeavy : BlackOdour::kLight;
}

// part / whole reaches `percent`.
bool reaches_percent(std::int64_t part, std::int64_t whole, Decimal percent) {
  const Result<Decimal> wanted = multiply(percent, Decimal(whole));
  return wanted && Decimal(100 * part) >= *wanted;
}

}  // namespace

std::string_view to_chinese(BlackOdour grade) {
  switch (grade) {
    case BlackOdour::kLight:
      return "轻度黑臭";
    case BlackOdour::kHeavy:
      return "重度黑臭";
    case BlackOdour::kNone:
      break;
  }
  return "未达到黑臭";
}

const BlackOdourItem* BlackOdourRules::item(std::string_view key) const {
  const auto found = std::ranges::find(items, key, &BlackOdourItem::key);
  return found == items.end() ? nullptr : &*found;
}

Result<BlackOdourRules> load_black_odour_rules(std::span<const KnowledgeText> texts, std::optional<Date> on) {
  BIHUAN_TRY(internal::RuleFile file, internal::open_rule_file(texts, kBlackOdourFile, on));
  BIHUAN_CHECK(file.table.check_keys({"standard", "grades", "shallow", "point", "body", "not_covered"}));
  BlackOdourRules rules;
  BIHUAN_TRY(const TomlTable grades, internal::read_section(file.table, file.source, "grades", {"items"}));
  BIHUAN_CHECK(read_black_odour_items(grades, rules));
  BIHUAN_TRY(const TomlTable shallow, internal::read_section(file.table, file.source, "shallow", {"depth", "share"}));
  BIHUAN_TRY(rules.shallow_depth, internal::read_positive(shallow, "depth"));
  BIHUAN_TRY(rules.shallow_share, internal::read_percent(shallow, "share"));
  BIHUAN_TRY(const TomlTable point,
             internal::read_section(file.table, file.source, "point", {"one_item", "two_items"}));
  BIHUAN_TRY(rules.point_one_item, internal::read_percent(point, "one_item"));
  BIHUAN_TRY(rules.point_two_items, internal::read_percent(point, "two_items"));
  BIHUAN_TRY(const TomlTable body, internal::read_section(file.table, file.source, "body", {"share", "in_a_row"}));
  BIHUAN_TRY(rules.body_share, internal::read_percent(body, "share"));
  BIHUAN_TRY(rules.in_a_row, internal::read_int(body, "in_a_row", 2, 20));
  rules.source = std::move(file.source);
  return rules;
}

Result<SampleGrade> black_odour_sample(const BlackOdourRules& rules, const BlackOdourSample& sample) {
  SampleGrade result;
  if (sample.depth && (sample.depth->is_negative() || sample.depth->is_zero())) {
    return fail(Code::kInvalidInput, "水深应大于0");
  }
  const bool is_shallow = sample.depth && *sample.depth < rules.shallow_depth;
  if (is_shallow && sample.is_clear_to_bottom) result.by_item[std::string(kTransparency)] = BlackOdour::kNone;
  for (const auto& [key, value] : sample.values) {
    const BlackOdourItem* item = rules.item(key);
    if (item == nullptr) return fail(Code::kInvalidInput, "黑臭分级没有指标“" + key + "”", key);
    if (value.is_negative() && key != kRedox) {
      return fail(Code::kInvalidInput, item->names.front() + "的值" + to_string(value) + "为负；应不小于0", key);
    }
    if (key == kTransparency && is_shallow) {
      if (sample.is_clear_to_bottom) continue;
      BIHUAN_TRY(result.by_item[key], grade_of_shallow(rules, value, *sample.depth));
    } else {
      result.by_item[key] = grade_of_value(*item, value);
    }
  }
  for (const auto& [key, grade] : result.by_item) result.grade = std::max(result.grade, grade);
  return result;
}

Result<PointGrade> black_odour_point(const BlackOdourRules& rules, std::span<const BlackOdourSample> samples) {
  PointGrade result;
  result.basis = start_basis(rules.source, {"grades", "shallow", "point"});
  result.basis.wanted = result.basis.had = static_cast<std::int64_t>(samples.size());
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> counts;  // heavy, all
  for (const BlackOdourSample& sample : samples) {
    BIHUAN_TRY(const SampleGrade grade, black_odour_sample(rules, sample));
    if (!grade.by_item.empty()) ++result.basis.used;
    if (grade.grade != BlackOdour::kNone) result.grade = BlackOdour::kLight;
    for (const auto& [key, own] : grade.by_item) {
      counts[key].first += own == BlackOdour::kHeavy ? 1 : 0;
      ++counts[key].second;
    }
  }
  if (result.basis.used == 0) {
    result.is_assessable = false;
    result.reason = "没有一个样品有可用的结果，不能分级";
    return result;
  }
  std::vector<std::string> one;
  std::vector<std::string> two;
  for (const BlackOdourItem& item : rules.items) {
    const auto found = counts.find(item.key);
    if (found == counts.end()) continue;
    const auto [heavy, all] = found->second;
    if (reaches_percent(heavy, all, rules.point_one_item)) one.push_back(item.names.front());
    if (reaches_percent(heavy, all, rules.point_two_items)) two.push_back(item.names.front());
  }
  if (two.size() >= 2) result.heavy_items = two;
  if (result.heavy_items.empty()) result.heavy_items = one;
  if (!result.heavy_items.empty()) result.grade = BlackOdour::kHeavy;
  return result;
}

BodyGrade black_odour_body(const BlackOdourRules& rules, std::span<const BlackOdour> points) {
  BodyGrade result;
  std::int64_t heavy = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= points.size(); ++i) {
    if (i < points.size() && points[i] == BlackOdour::kHeavy) {
      ++heavy;
      continue;
    }
    if (i - begin >= static_cast<std::size_t>(rules.in_a_row)) result.heavy_reaches.emplace_back(begin, i - 1);
    begin = i + 1;
    if (i < points.size()) result.grade = std::max(result.grade, points[i]);
  }
  if (heavy > 0) result.grade = BlackOdour::kLight;
  const auto all = static_cast<std::int64_t>(points.size());
  if (all > 0 && reaches_percent(heavy, all, rules.body_share)) result.grade = BlackOdour::kHeavy;
  return result;
}

}  // namespace bihuan::standards
