#include "standards/surface_water_rules.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "base/text.h"

namespace bihuan::standards {
namespace {

constexpr std::string_view kLimitsFile = "water/gb3838-2002.toml";
constexpr std::string_view kEvaluationFile = "water/surface-water-evaluation.toml";
constexpr std::size_t kClasses = 5;

constexpr std::array<std::string_view, 6> kClassNames = {"Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "劣Ⅴ"};

Result<std::string> confidence_of(const TomlTable& table) {
  BIHUAN_TRY(const std::string confidence, table.string("confidence"));
  if (confidence != "high" && confidence != "medium" && confidence != "low") {
    return fail(Code::kInvalidInput, "confidence应为high、medium或low", table.where());
  }
  return confidence;
}

Status check_limits(const std::vector<Decimal>& limits, LimitDirection direction, const TomlTable& table) {
  if (limits.size() != kClasses) {
    return fail(Code::kInvalidInput, "限值应有5个（Ⅰ至Ⅴ类），现有" + std::to_string(limits.size()) + "个",
                table.where());
  }
  for (std::size_t i = 1; i < limits.size(); ++i) {
    const bool is_right =
        direction == LimitDirection::kAtMost ? limits[i - 1] <= limits[i] : limits[i - 1] >= limits[i];
    if (!is_right) return fail(Code::kInvalidInput, "限值应从Ⅰ类到Ⅴ类逐级放宽", table.where());
  }
  for (const Decimal limit : limits) {
    if (limit.is_negative() || limit.is_zero()) return fail(Code::kInvalidInput, "限值应大于0", table.where());
  }
  return {};
}

Status read_limits(const TomlTable& table, WaterParameter& parameter) {
  BIHUAN_TRY(const std::string direction, table.string("direction"));
  if (direction == "within") {
    parameter.direction = LimitDirection::kWithin;
    BIHUAN_TRY(parameter.low, table.decimal("min"));
    BIHUAN_TRY(parameter.high, table.decimal("max"));
    if (parameter.low >= parameter.high) return fail(Code::kInvalidInput, "min应小于max", table.where());
    return {};
  }
  if (direction != "at_most" && direction != "at_least") {
    return fail(Code::kInvalidInput, "direction应为at_most、at_least或within", table.where());
  }
  parameter.direction = direction == "at_most" ? LimitDirection::kAtMost : LimitDirection::kAtLeast;
  BIHUAN_TRY(parameter.limits, table.decimals("limits"));
  BIHUAN_CHECK(check_limits(parameter.limits, parameter.direction, table));
  parameter.lake_limits = parameter.limits;
  if (table.has("lake_limits")) {
    BIHUAN_TRY(parameter.lake_limits, table.decimals("lake_limits"));
    BIHUAN_CHECK(check_limits(parameter.lake_limits, parameter.direction, table));
  }
  return {};
}

Result<WaterParameter> read_parameter(const TomlTable& table) {
  BIHUAN_CHECK(table.check_keys({"key", "no", "names", "printed", "unit", "direction", "min", "max", "limits",
                                 "lake_limits", "lake_only", "hj_code", "clause", "confidence"}));
  WaterParameter parameter;
  BIHUAN_TRY(parameter.key, table.string("key"));
  BIHUAN_TRY(const std::int64_t number, table.integer("no"));
  parameter.number = static_cast<int>(number);
  BIHUAN_TRY(parameter.names, table.strings("names"));
  if (parameter.names.empty()) return fail(Code::kInvalidInput, "names应至少有一个名称", table.where());
  BIHUAN_TRY(parameter.unit, table.string("unit"));
  BIHUAN_TRY(parameter.is_lake_only, table.boolean_or("lake_only", false));
  BIHUAN_TRY(parameter.clause, table.string("clause"));
  BIHUAN_TRY(parameter.confidence, confidence_of(table));
  BIHUAN_CHECK(read_limits(table, parameter));
  return parameter;
}

Status read_limits_file(const TomlTable& file, Date on, SurfaceWaterRules& rules) {
  BIHUAN_CHECK(file.check_keys({"standard", "table1", "parameter", "table2", "table3"}));
  BIHUAN_TRY(const TomlTable standard, file.table("standard"));
  BIHUAN_CHECK(standard.check_keys({"id", "title", "issued", "valid_from", "valid_to", "supersedes", "source",
                                    "evidence", "confidence", "reviewed"}));
  BIHUAN_TRY(rules.standard, standard.string("id"));
  BIHUAN_TRY(const std::string title, standard.string("title"));
  BIHUAN_TRY(const Date valid_from, standard.date("valid_from"));
  BIHUAN_TRY(const std::optional<Date> valid_to, standard.optional_date("valid_to"));
  BIHUAN_CHECK(standard.strings("reviewed"));
  rules.edition = title + "（" + to_string(valid_from) + "起施行）";
  if (on < valid_from || (valid_to && on > *valid_to)) {
    return fail(Code::kNotCovered,
                rules.standard + "在" + to_string(on) + "不适用；其施行日期为" + to_string(valid_from),
                std::string(kLimitsFile));
  }
  BIHUAN_TRY(const TomlTable table1, file.table("table1"));
  BIHUAN_TRY(const std::string clause, table1.string("clause"));
  BIHUAN_TRY(const std::vector<std::string> classes, table1.strings("classes"));
  BIHUAN_TRY(const std::string worse, table1.string("worse"));
  if (classes.size() != kClasses || worse != kClassNames.back() ||
      !std::ranges::equal(classes, std::span(kClassNames).first(kClasses))) {
    return fail(Code::kInvalidInput, "类别应依次为Ⅰ、Ⅱ、Ⅲ、Ⅳ、Ⅴ，劣于者为劣Ⅴ", table1.where());
  }
  rules.clauses["limits"] = rules.standard + " " + clause;
  BIHUAN_TRY(rules.confidence["limits"], confidence_of(standard));
  BIHUAN_TRY(const std::vector<TomlTable> tables, file.tables("parameter"));
  std::set<std::string> keys;
  for (const TomlTable& table : tables) {
    BIHUAN_TRY(WaterParameter parameter, read_parameter(table));
    if (!keys.insert(parameter.key).second) {
      return fail(Code::kInvalidInput, "项目“" + parameter.key + "”出现两次", table.where());
    }
    rules.parameters.push_back(std::move(parameter));
  }
  std::ranges::sort(rules.parameters, {}, &WaterParameter::number);
  for (std::size_t i = 0; i < rules.parameters.size(); ++i) rules.by_key.push_back(i);
  std::ranges::sort(rules.by_key, {}, [&](std::size_t i) -> const std::string& { return rules.parameters[i].key; });
  return {};
}

Status check_keys_known(const SurfaceWaterRules& rules, const std::vector<std::string>& keys, const TomlTable& table) {
  for (const std::string& key : keys) {
    if (rules.parameter(key) == nullptr) {
      return fail(Code::kInvalidInput, "项目“" + key + "”不在" + rules.standard + "表1中", table.where());
    }
  }
  return {};
}

Status read_indicator_sets(const TomlTable& file, SurfaceWaterRules& rules) {
  BIHUAN_TRY(const std::vector<TomlTable> sets, file.tables("indicator_set"));
  for (const TomlTable& table : sets) {
    BIHUAN_CHECK(table.check_keys({"id", "name", "document", "clause", "items", "extra_from", "required", "for_sources",
                                   "valid_from", "valid_to", "confidence"}));
    IndicatorSet set;
    BIHUAN_TRY(set.id, table.string("id"));
    BIHUAN_TRY(set.name, table.string("name"));
    BIHUAN_TRY(const std::string document, table.string("document"));
    BIHUAN_TRY(const std::string clause, table.string("clause"));
    set.source = document + " " + clause;
    BIHUAN_TRY(set.items, table.strings("items"));
    BIHUAN_TRY(set.extra_from, table.strings("extra_from"));
    BIHUAN_TRY(set.required, table.strings("required"));
    BIHUAN_TRY(set.is_for_sources, table.boolean_or("for_sources", false));
    BIHUAN_TRY(set.valid_from, table.date("valid_from"));
    BIHUAN_TRY(set.valid_to, table.optional_date("valid_to"));
    BIHUAN_TRY(set.confidence, confidence_of(table));
    for (const auto* keys : {&set.items, &set.extra_from, &set.required}) {
      BIHUAN_CHECK(check_keys_known(rules, *keys, table));
    }
    rules.indicator_sets.push_back(std::move(set));
  }
  BIHUAN_TRY(const std::vector<TomlTable> defaults, file.tables("default_set"));
  for (const TomlTable& table : defaults) {
    BIHUAN_CHECK(table.check_keys({"id", "valid_from", "valid_to"}));
    DefaultSet entry;
    BIHUAN_TRY(entry.id, table.string("id"));
    BIHUAN_TRY(entry.valid_from, table.date("valid_from"));
    BIHUAN_TRY(entry.valid_to, table.date("valid_to"));
    if (rules.indicator_set(entry.id) == nullptr || entry.valid_to < entry.valid_from) {
      return fail(Code::kInvalidInput, "default_set应指向已有的指标集，且起止日期有序", table.where());
    }
    for (const DefaultSet& other : rules.default_sets) {
      if (entry.valid_from <= other.valid_to && other.valid_from <= entry.valid_to) {
        return fail(Code::kInvalidInput, "default_set的日期与另一条重叠", table.where());
      }
    }
    rules.default_sets.push_back(entry);
  }
  return {};
}

Status read_profiles(const TomlTable& file, SurfaceWaterRules& rules) {
  BIHUAN_TRY(const std::vector<TomlTable> tables, file.tables("profile"));
  for (const TomlTable& table : tables) {
    BIHUAN_CHECK(table.check_keys({"id", "name", "rounds", "required", "may_lack", "may_lack_from", "confidence"}));
    EvaluationProfile profile;
    BIHUAN_TRY(profile.id, table.string("id"));
    BIHUAN_TRY(profile.name, table.string("name"));
    BIHUAN_TRY(profile.rounds, table.boolean("rounds"));
    BIHUAN_TRY(profile.required, table.strings_or_none("required"));
    BIHUAN_TRY(profile.may_lack, table.strings_or_none("may_lack"));
    BIHUAN_TRY(profile.may_lack_from, table.optional_date("may_lack_from"));
    BIHUAN_CHECK(check_keys_known(rules, profile.may_lack, table));
    BIHUAN_TRY(profile.confidence, confidence_of(table));
    BIHUAN_CHECK(check_keys_known(rules, profile.required, table));
    rules.profiles.push_back(std::move(profile));
  }
  return {};
}

Result<QualityLevel> read_level(const TomlTable& table) {
  QualityLevel level;
  BIHUAN_TRY(level.level, table.string("level"));
  BIHUAN_TRY(level.colour, table.string("colour"));
  return level;
}

Status read_levels(const TomlTable& file, SurfaceWaterRules& rules) {
  BIHUAN_TRY(const std::vector<TomlTable> section_rows, file.tables("section_level"));
  for (const TomlTable& table : section_rows) {
    BIHUAN_CHECK(table.check_keys({"classes", "level", "colour"}));
    BIHUAN_TRY(const QualityLevel level, read_level(table));
    BIHUAN_TRY(const std::vector<std::string> classes, table.strings("classes"));
    for (const std::string& name : classes) {
      BIHUAN_TRY(const WaterClass water_class, parse_water_class(name));
      if (!rules.section_levels.emplace(water_class, level).second) {
        return fail(Code::kInvalidInput, "类别“" + name + "”有两个水质状况", table.where());
      }
    }
  }
  if (rules.section_levels.size() != kClassNames.size()) {
    return fail(Code::kInvalidInput, "section_level应覆盖全部六个类别", file.where());
  }
  BIHUAN_TRY(const std::vector<TomlTable> group_rows, file.tables("group_level"));
  for (const TomlTable& table : group_rows) {
    BIHUAN_CHECK(table.check_keys({"level", "colour", "good_from", "good_below", "bad_from", "bad_below"}));
    GroupLevelRow row;
    BIHUAN_TRY(row.level, read_level(table));
    BIHUAN_TRY(row.good_from, table.optional_decimal("good_from"));
    BIHUAN_TRY(row.good_below, table.optional_decimal("good_below"));
    BIHUAN_TRY(row.bad_from, table.optional_decimal("bad_from"));
    BIHUAN_TRY(row.bad_below, table.optional_decimal("bad_below"));
    rules.group_levels.push_back(std::move(row));
  }
  return {};
}

// Document and clause of a rule under its key, and how sure it is.
Result<TomlTable> read_rule(const TomlTable& file, std::string_view key, SurfaceWaterRules& rules) {
  BIHUAN_TRY(const TomlTable table, file.table(key));
  BIHUAN_TRY(const std::string document, table.string("document"));
  BIHUAN_TRY(const std::string clause, table.string("clause"));
  rules.clauses[std::string(key)] = document + " " + clause;
  BIHUAN_TRY(rules.confidence[std::string(key)], confidence_of(table));
  return table;
}

Result<int> read_count(const TomlTable& table, std::string_view key, int low, int high) {
  BIHUAN_TRY(const std::int64_t value, table.integer(key));
  if (value < low || value > high) {
    return fail(Code::kInvalidInput,
                std::string(key) + "应在" + std::to_string(low) + "到" + std::to_string(high) + "之间", table.where());
  }
  return static_cast<int>(value);
}

Status expect_word(const TomlTable& table, std::string_view key, std::string_view word) {
  BIHUAN_TRY(const std::string value, table.string(key));
  if (value != word) {
    return fail(Code::kInvalidInput, std::string(key) + "应为“" + std::string(word) + "”；其他方法没有实现",
                table.where());
  }
  return {};
}

Status read_decimals(const TomlTable& rounding, SurfaceWaterRules& rules) {
  BIHUAN_TRY(const TomlTable decimals, rounding.table("decimals"));
  BIHUAN_CHECK(check_keys_known(rules, decimals.keys(), decimals));
  for (WaterParameter& parameter : rules.parameters) {
    BIHUAN_TRY(parameter.decimals, read_count(decimals, parameter.key, 0, 9));
  }
  return {};
}

Status read_exceedance(const TomlTable& file, SurfaceWaterRules& rules) {
  BIHUAN_TRY(const TomlTable exceedance, read_rule(file, "exceedance", rules));
  BIHUAN_CHECK(exceedance.check_keys(
      {"document", "clause", "reference_class", "without_multiple", "shown_decimals", "confidence"}));
  BIHUAN_CHECK(expect_word(exceedance, "reference_class", "Ⅲ"));
  BIHUAN_TRY(rules.multiple_decimals, read_count(exceedance, "shown_decimals", 0, 4));
  BIHUAN_TRY(const std::vector<std::string> without, exceedance.strings("without_multiple"));
  BIHUAN_CHECK(check_keys_known(rules, without, exceedance));
  BIHUAN_TRY(const TomlTable main, read_rule(file, "main_pollutants", rules));
  BIHUAN_CHECK(main.check_keys({"document", "clause", "max_count", "named_first", "confidence"}));
  BIHUAN_TRY(rules.max_main_pollutants, read_count(main, "max_count", 1, 24));
  BIHUAN_TRY(const std::vector<std::string> first, main.strings("named_first"));
  BIHUAN_CHECK(check_keys_known(rules, first, main));
  for (WaterParameter& parameter : rules.parameters) {
    parameter.has_multiple = std::ranges::find(without, parameter.key) == without.end();
    parameter.is_named_first = std::ranges::find(first, parameter.key) != first.end();
    if (parameter.has_multiple && parameter.direction != LimitDirection::kAtMost) {
      return fail(Code::kInvalidInput, "项目“" + parameter.key + "”不是上限项目，应列入without_multiple",
                  exceedance.where());
    }
  }
  return {};
}

Status read_means(const TomlTable& file, SurfaceWaterRules& rules) {
  BIHUAN_TRY(const TomlTable period, read_rule(file, "period_mean", rules));
  BIHUAN_CHECK(period.check_keys({"document", "clause", "month_minimum", "quarter_minimum", "year_minimum",
                                  "year_months", "confidence", "to_month_confidence"}));
  BIHUAN_TRY(rules.month_minimum, read_count(period, "month_minimum", 1, 1));
  BIHUAN_TRY(rules.quarter_minimum, read_count(period, "quarter_minimum", 1, 3));
  BIHUAN_TRY(rules.year_minimum, read_count(period, "year_minimum", 1, 12));
  BIHUAN_TRY(rules.year_months, read_count(period, "year_months", 12, 12));
  BIHUAN_TRY(rules.confidence["to_month"], period.string("to_month_confidence"));
  BIHUAN_TRY(const TomlTable ph, read_rule(file, "ph_mean", rules));
  BIHUAN_CHECK(ph.check_keys({"document", "clause", "item", "method", "confidence"}));
  BIHUAN_CHECK(expect_word(ph, "method", "hydrogen_ion"));
  BIHUAN_TRY(rules.mean_as_ions, ph.string("item"));
  BIHUAN_CHECK(check_keys_known(rules, {rules.mean_as_ions}, ph));
  BIHUAN_TRY(const TomlTable below, read_rule(file, "below_detection_limit", rules));
  BIHUAN_CHECK(below.check_keys({"document", "clause", "counts_as", "confidence"}));
  BIHUAN_CHECK(expect_word(below, "counts_as", "half"));
  BIHUAN_TRY(const TomlTable rounding, read_rule(file, "rounding", rules));
  BIHUAN_CHECK(rounding.check_keys({"document", "clause", "method", "zero_rule", "confidence", "decimals"}));
  BIHUAN_CHECK(expect_word(rounding, "method", "half_even"));
  BIHUAN_CHECK(expect_word(rounding, "zero_rule", "one_significant_digit"));
  return read_decimals(rounding, rules);
}

Status read_changes(const TomlTable& file, SurfaceWaterRules& rules) {
  BIHUAN_TRY(const TomlTable pollutants, read_rule(file, "group_main_pollutants", rules));
  BIHUAN_TRY(rules.max_group_pollutants, read_count(pollutants, "max_count", 1, 24));
  BIHUAN_TRY(rules.group_pollutant_decimals, read_count(pollutants, "share_decimals", 0, 4));
  BIHUAN_TRY(const TomlTable level, read_rule(file, "change_by_level", rules));
  BIHUAN_TRY(rules.change_some_steps, read_count(level, "some_steps", 1, 4));
  BIHUAN_TRY(rules.change_obvious_steps, read_count(level, "obvious_steps", rules.change_some_steps + 1, 4));
  BIHUAN_TRY(const TomlTable share, read_rule(file, "change_by_share", rules));
  BIHUAN_TRY(rules.change_some_above, share.decimal("some_above"));
  BIHUAN_TRY(rules.change_obvious_above, share.decimal("obvious_above"));
  BIHUAN_TRY(rules.change_decimals, read_count(share, "decimals", 0, 4));
  if (rules.change_some_above.is_negative() || rules.change_obvious_above <= rules.change_some_above) {
    return fail(Code::kInvalidInput, "some_above不应为负，obvious_above应大于some_above", share.where());
  }
  BIHUAN_CHECK(read_rule(file, "period_requirements", rules));
  BIHUAN_CHECK(read_rule(file, "base_period", rules));
  return {};
}

Status read_evaluation_file(const TomlTable& file, SurfaceWaterRules& rules) {
  BIHUAN_CHECK(file.check_keys({"standard",
                                "document",
                                "indicator_set",
                                "default_set",
                                "section_class",
                                "section_level",
                                "section_level_source",
                                "group",
                                "lake",
                                "group_level",
                                "group_level_source",
                                "exceedance",
                                "main_pollutants",
                                "period_mean",
                                "ph_mean",
                                "below_detection_limit",
                                "rounding",
                                "profile",
                                "group_main_pollutants",
                                "change_by_level",
                                "change_by_share",
                                "period_requirements",
                                "base_period",
                                "trend",
                                "trend_bounds",
                                "trophic_index",
                                "trophic_grades",
                                "not_covered"}));
  BIHUAN_TRY(const TomlTable standard, file.table("standard"));
  BIHUAN_CHECK(standard.strings("reviewed"));
  BIHUAN_CHECK(read_indicator_sets(file, rules));
  BIHUAN_TRY(const TomlTable section_class, read_rule(file, "section_class", rules));
  BIHUAN_CHECK(expect_word(section_class, "method", "worst_item"));
  BIHUAN_CHECK(read_levels(file, rules));
  BIHUAN_CHECK(read_rule(file, "section_level_source", rules));
  BIHUAN_CHECK(read_rule(file, "group_level_source", rules));
  BIHUAN_TRY(const TomlTable group, read_rule(file, "group", rules));
  BIHUAN_CHECK(group.check_keys({"document", "clause", "shares_from", "share_decimals", "confidence"}));
  BIHUAN_TRY(rules.group_shares_from, read_count(group, "shares_from", 1, 100));
  BIHUAN_TRY(rules.share_decimals, read_count(group, "share_decimals", 0, 4));
  BIHUAN_TRY(const TomlTable lake, read_rule(file, "lake", rules));
  BIHUAN_CHECK(expect_word(lake, "method", "mean_of_point_means"));
  BIHUAN_CHECK(read_exceedance(file, rules));
  BIHUAN_CHECK(read_means(file, rules));
  BIHUAN_CHECK(read_profiles(file, rules));
  BIHUAN_CHECK(read_changes(file, rules));
  if (std::ranges::none_of(rules.profiles, &EvaluationProfile::rounds)) {
    return fail(Code::kInvalidInput, "至少应有一个修约后比较的profile", file.where());
  }
  return {};
}

}  // namespace

std::string_view to_string(WaterClass water_class) { return kClassNames[static_cast<std::size_t>(water_class) - 1]; }

std::string_view to_string(WaterBody body) { return body == WaterBody::kRiver ? "河流" : "湖库"; }

Result<WaterClass> parse_water_class(std::string_view text) {
  static constexpr std::array<std::array<std::string_view, 4>, 5> kForms = {{{"Ⅰ", "I", "一", "1"},
                                                                             {"Ⅱ", "II", "二", "2"},
                                                                             {"Ⅲ", "III", "三", "3"},
                                                                             {"Ⅳ", "IV", "四", "4"},
                                                                             {"Ⅴ", "V", "五", "5"}}};
  std::string word = strip_spaces(to_half_width(text));
  for (char& c : word) {
    if (c == 'i' || c == 'v') c = static_cast<char>(c - 'a' + 'A');
  }
  std::string_view rest = word;
  constexpr std::string_view kSuffix = "类";
  if (rest.ends_with(kSuffix)) rest.remove_suffix(kSuffix.size());
  bool is_worse = false;
  for (const std::string_view prefix : {std::string_view("劣于"), std::string_view("劣")}) {
    if (!is_worse && rest.starts_with(prefix)) {
      rest.remove_prefix(prefix.size());
      is_worse = true;
    }
  }
  for (std::size_t i = 0; i < kForms.size(); ++i) {
    if (std::ranges::find(kForms[i], rest) == kForms[i].end()) continue;
    if (!is_worse) return static_cast<WaterClass>(i + 1);
    if (i + 1 == kClasses) return WaterClass::kWorseThanV;
  }
  return fail(Code::kInvalidInput, "“" + excerpt(text) + "”不是水质类别；应为Ⅰ、Ⅱ、Ⅲ、Ⅳ、Ⅴ或劣Ⅴ");
}

Decimal WaterParameter::limit(WaterBody body, WaterClass water_class) const {
  return (body == WaterBody::kLake ? lake_limits : limits)[static_cast<std::size_t>(water_class) - 1];
}

const WaterParameter* SurfaceWaterRules::parameter(std::string_view key) const {
  const auto key_of = [this](std::size_t i) -> std::string_view { return parameters[i].key; };
  const auto found = std::ranges::lower_bound(by_key, key, {}, key_of);
  return found == by_key.end() || key_of(*found) != key ? nullptr : &parameters[*found];
}

const IndicatorSet* SurfaceWaterRules::indicator_set(std::string_view id) const {
  const auto found = std::ranges::find(indicator_sets, id, &IndicatorSet::id);
  return found == indicator_sets.end() ? nullptr : &*found;
}

const EvaluationProfile* SurfaceWaterRules::profile(std::string_view id) const {
  const auto found = std::ranges::find(profiles, id, &EvaluationProfile::id);
  return found == profiles.end() ? nullptr : &*found;
}

Result<SurfaceWaterRules> load_surface_water_rules(std::span<const KnowledgeText> texts, Date on) {
  SurfaceWaterRules rules;
  BIHUAN_TRY(const TomlTable limits, knowledge_table(texts, kLimitsFile));
  BIHUAN_TRY(const TomlTable evaluation, knowledge_table(texts, kEvaluationFile));
  BIHUAN_CHECK(read_limits_file(limits, on, rules));
  BIHUAN_CHECK(read_evaluation_file(evaluation, rules));
  std::vector<KnowledgeText> used;
  std::ranges::copy_if(texts, std::back_inserter(used), [](const KnowledgeText& text) {
    return text.name == kLimitsFile || text.name == kEvaluationFile;
  });
  rules.digest = knowledge_digest(used);
  return rules;
}

Result<const IndicatorSet*> indicator_set_for(const SurfaceWaterRules& rules, Date on, std::string_view id) {
  std::string names;
  for (const IndicatorSet& set : rules.indicator_sets) {
    if (set.is_for_sources) continue;
    if (!names.empty()) names += "、";
    names += set.id;
  }
  if (!id.empty()) {
    const IndicatorSet* set = rules.indicator_set(id);
    if (set == nullptr) {
      return fail(Code::kNotFound, "没有评价指标集“" + std::string(id) + "”；可用的有" + names);
    }
    if (on < set->valid_from) {
      return fail(Code::kNotCovered,
                  "评价指标集“" + set->name + "”自" + to_string(set->valid_from) + "起适用，不能用于" + to_string(on));
    }
    return set;
  }
  for (const DefaultSet& entry : rules.default_sets) {
    if (entry.valid_from <= on && on <= entry.valid_to) return rules.indicator_set(entry.id);
  }
  return fail(Code::kNotCovered,
              to_string(on) + "适用的评价指标没有收录，不能代为选择；应指明评价指标集（" + names + "）");
}

}  // namespace bihuan::standards
