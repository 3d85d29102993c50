#include "standards/drinking_source.h"

#include <algorithm>
#include <set>

#include "standards/internal/rule_file.h"
#include "standards/internal/section_basis.h"

namespace bihuan::standards {
namespace {

constexpr std::string_view kSourcesFile = "water/drinking-sources.toml";
constexpr std::string_view kSourceLimitsFile = "water/gb3838-2002.toml";

Status read_source_items(const TomlTable& limits, std::string_view key, int table_number, DrinkingSourceRules& rules) {
  BIHUAN_TRY(const TomlTable section, internal::read_section(limits, rules.source, key, {"count", "items"}));
  BIHUAN_TRY(const int count, internal::read_int(section, "count", 1, 99));
  BIHUAN_TRY(const std::vector<TomlTable> rows, section.tables("items"));
  if (static_cast<int>(rows.size()) != count) {
    return fail(Code::kInvalidInput, "应有" + std::to_string(count) + "项，现有" + std::to_string(rows.size()) + "项",
                section.where());
  }
  for (const TomlTable& row : rows) {
    BIHUAN_CHECK(row.check_keys({"no", "key", "names", "limit", "hj_code", "preferred", "sum_of"}));
    SourceItem item;
    item.table = table_number;
    BIHUAN_TRY(item.number, internal::read_int(row, "no", 1, 99));
    BIHUAN_TRY(item.names, row.strings("names"));
    if (item.names.empty()) return fail(Code::kInvalidInput, "names应至少有一个名称", row.where());
    BIHUAN_TRY(item.key, row.string_or("key", item.names.front()));
    BIHUAN_TRY(item.limit, internal::read_positive(row, "limit"));
    BIHUAN_TRY(item.is_preferred, row.boolean_or("preferred", false));
    for (const std::string& name : item.names) {
      if (rules.item(name) != nullptr) return fail(Code::kInvalidInput, "名称“" + name + "”出现两次", row.where());
    }
    rules.items.push_back(std::move(item));
  }
  return {};
}

Status read_counts(const TomlTable& file, DrinkingSourceRules& rules, RuleSource& source) {
  BIHUAN_TRY(const TomlTable items,
             internal::read_section(file, source, "surface_items", {"table1", "table2", "preferred"}));
  BIHUAN_TRY(const int table1, internal::read_int(items, "table1", 1, 24));
  BIHUAN_TRY(const int table2, internal::read_int(items, "table2", 1, 5));
  BIHUAN_TRY(const int preferred, internal::read_int(items, "preferred", 1, 80));
  const auto count = [&](auto&& claim) { return static_cast<int>(std::ranges::count_if(rules.items, claim)); };
  if (count([](const SourceItem& item) { return item.table == 2; }) != table2 ||
      count([](const SourceItem& item) { return item.is_preferred; }) != preferred) {
    return fail(Code::kInvalidInput, "每月监测的项目数与表2、表3中标出的不符", items.where());
  }
  rules.monthly_items = table1 + table2 + preferred;
  return {};
}

// The class of the basic items, and those worse than class III.
Status judge_basic_items(const DrinkingSourceRules& rules, const SurfaceWaterRules& surface, const SourceMonth& input,
                         SourceMonthResult& result, bool& is_complete) {
  SectionInput section;
  section.name = input.name;
  section.body = input.kind == SourceKind::kLake ? WaterBody::kLake : WaterBody::kRiver;
  section.months_wanted = 1;
  section.indicator_set = rules.indicator_set;
  section.on = input.on;
  section.months.push_back({input.month, input.values, input.missing_reason, ""});
  BIHUAN_TRY(const SectionResult got, evaluate_section(surface, section));
  is_complete = got.is_complete;
  result.water_class = got.water_class;
  if (!is_complete) result.reason = got.reason;
  for (const ParameterResult& item : got.parameters) {
    if (item.is_exceeding) result.exceeding.push_back({item.name, item.multiple});
  }
  for (const std::string& key : rules.reference) {
    const auto value = input.values.find(key);
    if (value == input.values.end()) continue;
    const Result<ParameterResult> own =
        evaluate_parameter(surface, {key, section.body, {value->second}, 1, WaterClass::kIII});
    if (own) result.reference.push_back({own->name, own->compared, own->water_class});
  }
  Basis& basis = result.basis;
  basis.clauses.insert(basis.clauses.begin(), got.basis.clauses.begin(), got.basis.clauses.end());
  basis.confidence = std::string(internal::lower_confidence(basis.confidence, got.basis.confidence));
  basis.left_out.insert(basis.left_out.end(), got.basis.left_out.begin(), got.basis.left_out.end());
  basis.rounding = got.basis.rounding + "；表2、表3以报出的结果与限值比较";
  basis.had += static_cast<std::int64_t>(input.values.size());
  basis.used += got.basis.used;
  return {};
}

Status judge_specific_items(const DrinkingSourceRules& rules, const SurfaceWaterRules& surface,
                            const SourceMonth& input, SourceMonthResult& result) {
  std::map<const SourceItem*, const Measurement*> given;
  for (const auto& [name, value] : input.specific) {
    const SourceItem* item = rules.item(name);
    if (item == nullptr) return fail(Code::kNotFound, surface.standard + "表2、表3没有项目“" + name + "”", value.where);
    if (!given.emplace(item, &value).second) {
      return fail(Code::kInvalidInput, "项目“" + item->names.front() + "”出现两次", value.where);
    }
  }
  for (const SourceItem& item : rules.items) {
    const auto found = given.find(&item);
    if (found == given.end()) continue;
    ++result.basis.had;
    const Result<std::optional<SourceExceedance>> own =
        source_item_exceedance(rules, item.key, *found->second, surface.multiple_decimals);
    if (!own && own.error().code == Code::kInsufficientData) {
      result.basis.left_out.push_back({input.name + "：" + item.names.front(), own.error().message});
      continue;
    }
    if (!own) return std::unexpected(own.error());
    add_rule(result.basis, rules.source, item.table == 2 ? "table2" : "table3");
    ++result.basis.used;
    if (*own) result.exceeding.push_back(**own);
  }
  return {};
}

Status judge_groundwater(const GroundwaterRules& ground, const SourceMonth& input, SourceMonthResult& result,
                         bool& is_complete) {
  BIHUAN_TRY(const GroundwaterResult got, evaluate_groundwater(ground, input.groundwater));
  result.water_class = got.water_class;
  is_complete = got.water_class.has_value();
  if (!is_complete) result.reason = input.missing_reason.empty() ? got.reason : input.missing_reason;
  for (const GroundwaterItemResult& item : got.exceeding) result.exceeding.push_back({item.name, item.multiple});
  Basis& basis = result.basis;
  basis.clauses.insert(basis.clauses.begin(), got.basis.clauses.begin(), got.basis.clauses.end());
  basis.confidence = std::string(internal::lower_confidence(basis.confidence, got.basis.confidence));
  basis.standard = ground.source.standard;
  basis.edition = ground.source.edition;
  basis.left_out = got.basis.left_out;
  basis.notes.insert(basis.notes.end(), got.basis.notes.begin(), got.basis.notes.end());
  basis.rounding = got.basis.rounding;
  basis.wanted = got.basis.wanted;
  basis.had = got.basis.had;
  basis.used = got.basis.used;
  return {};
}

std::string exceedance_text(const std::vector<SourceExceedance>& exceeding) {
  std::string text;
  for (const SourceExceedance& item : exceeding) {
    text += (text.empty() ? "" : "、") + item.name;
    if (item.multiple) text += "(" + to_string(*item.multiple) + ")";
  }
  return text;
}

Status add_volume(const SourceOutcome& source, SourceRates& rates) {
  const Decimal volume = *source.volume;
  const Decimal passing = source.passing_volume.value_or(source.compliance == Compliance::kMet ? volume : Decimal());
  if (volume.is_negative() || passing.is_negative() || passing > volume) {
    return fail(Code::kInvalidInput, "取水量应不小于0，达标取水量应不大于取水量", source.name);
  }
  BIHUAN_TRY(rates.volume, add(rates.volume, volume));
  BIHUAN_TRY(rates.passing_volume, add(rates.passing_volume, passing));
  return {};
}

}  // namespace

std::string_view to_string(SourceKind kind) {
  switch (kind) {
    case SourceKind::kRiver:
      return "河流型";
    case SourceKind::kLake:
      return "湖库型";
    case SourceKind::kGround:
      break;
  }
  return "地下水";
}

const SourceItem* DrinkingSourceRules::item(std::string_view name) const {
  const auto found = std::ranges::find_if(items, [&](const SourceItem& own) {
    return own.key == name || std::ranges::find(own.names, name) != own.names.end();
  });
  return found == items.end() ? nullptr : &*found;
}

Result<DrinkingSourceRules> load_drinking_source_rules(std::span<const KnowledgeText> texts, std::optional<Date> on) {
  BIHUAN_TRY(internal::RuleFile limits, internal::open_rule_file(texts, kSourceLimitsFile, on));
  BIHUAN_TRY(internal::RuleFile file, internal::open_rule_file(texts, kSourcesFile, on));
  BIHUAN_CHECK(file.table.check_keys({"standard", "document", "surface_items", "surface_evaluation",
                                      "ground_evaluation", "rates", "year", "frequency", "not_covered"}));
  DrinkingSourceRules rules;
  rules.source = std::move(limits.source);
  BIHUAN_CHECK(read_source_items(limits.table, "table2", 2, rules));
  BIHUAN_CHECK(read_source_items(limits.table, "table3", 3, rules));
  BIHUAN_CHECK(read_counts(file.table, rules, file.source));
  BIHUAN_TRY(const TomlTable surface,
             internal::read_section(file.table, file.source, "surface_evaluation", {"indicator_set", "reference"}));
  BIHUAN_TRY(rules.indicator_set, surface.string("indicator_set"));
  BIHUAN_TRY(rules.reference, surface.strings("reference"));
  BIHUAN_CHECK(internal::read_section(file.table, file.source, "ground_evaluation", {}));
  BIHUAN_TRY(const TomlTable rates, internal::read_section(file.table, file.source, "rates", {"decimals"}));
  BIHUAN_TRY(rules.rate_decimals, internal::read_int(rates, "decimals", 0, 4));
  BIHUAN_CHECK(internal::read_section(file.table, file.source, "year", {}));
  const char* const times[] = {"prefecture_surface", "prefecture_ground", "county_surface", "county_ground"};
  BIHUAN_TRY(const TomlTable frequency,
             internal::read_section(file.table, file.source, "frequency", {times[0], times[1], times[2], times[3]}));
  for (const char* key : times) {
    BIHUAN_TRY(rules.times_a_year[key], internal::read_int(frequency, key, 1, 12));
  }
  rules.source.clauses.merge(file.source.clauses);
  rules.source.confidence.merge(file.source.confidence);
  rules.source.digest = internal::digest_of(texts, {kSourcesFile, kSourceLimitsFile});
  return rules;
}

Result<std::optional<SourceExceedance>> source_item_exceedance(const DrinkingSourceRules& rules, std::string_view key,
                                                               const Measurement& value, int multiple_decimals) {
  const SourceItem* item = rules.item(key);
  if (item == nullptr) return fail(Code::kNotFound, "表2、表3没有项目“" + std::string(key) + "”", std::string(key));
  if (value.value.is_negative()) {
    return fail(Code::kInvalidInput, item->names.front() + "的值" + to_string(value.value) + "为负；应不小于0",
                value.where);
  }
  if (value.value <= item->limit) return std::nullopt;
  if (value.is_below_limit) {
    return fail(Code::kInsufficientData,
                item->names.front() + "的检出限" + to_string(value.value) + "高于限值，未检出不能说明问题",
                value.where);
  }
  SourceExceedance exceedance{item->names.front(), std::nullopt};
  BIHUAN_TRY(const Decimal over, subtract(value.value, item->limit));
  BIHUAN_TRY(exceedance.multiple, ratio_rounded(over, item->limit, multiple_decimals));
  return exceedance;
}

Result<SourceMonthResult> evaluate_source_month(const DrinkingSourceRules& rules, const SurfaceWaterRules& surface,
                                                const GroundwaterRules& ground, const SourceMonth& input) {
  SourceMonthResult result;
  result.name = input.name;
  result.kind = input.kind;
  result.month = input.month;
  result.volume = input.volume;
  const bool is_ground = input.kind == SourceKind::kGround;
  result.basis = is_ground ? start_basis(rules.source, {"ground_evaluation"})
                           : start_basis(rules.source, {"surface_items", "surface_evaluation"});
  result.basis.profile = std::string("饮用水水源（") + std::string(to_string(input.kind)) + "）";
  bool is_complete = false;
  if (is_ground) {
    BIHUAN_CHECK(judge_groundwater(ground, input, result, is_complete));
  } else {
    result.basis.wanted = rules.monthly_items;
    BIHUAN_CHECK(judge_basic_items(rules, surface, input, result, is_complete));
    BIHUAN_CHECK(judge_specific_items(rules, surface, input, result));
    if (result.basis.had < result.basis.wanted) {
      result.basis.notes.push_back("每月应测" + std::to_string(result.basis.wanted) + "项，有结果的" +
                                   std::to_string(result.basis.had) + "项；按有结果的评价");
    }
  }
  if (!result.exceeding.empty()) {
    result.compliance = Compliance::kNotMet;
    result.reason = "超标：" + exceedance_text(result.exceeding);
  } else if (is_complete) {
    result.compliance = Compliance::kMet;
  }
  return result;
}

Result<SourceRates> source_rates(const DrinkingSourceRules& rules, std::span<const SourceOutcome> sources) {
  SourceRates rates;
  rates.basis = start_basis(rules.source, {"rates"});
  rates.basis.rounding = "达标率修约至" + std::to_string(rules.rate_decimals) + "位小数";
  rates.basis.wanted = static_cast<std::int64_t>(sources.size());
  std::set<std::string> names;
  std::string without_volume;
  for (const SourceOutcome& source : sources) {
    if (!names.insert(source.name).second) {
      return fail(Code::kInvalidInput, "水源“" + source.name + "”出现两次", source.name);
    }
    if (source.compliance == Compliance::kNotAssessable) {
      rates.basis.left_out.push_back({source.name, source.reason.empty() ? "无法评价" : source.reason});
      continue;
    }
    ++rates.monitored;
    if (source.compliance == Compliance::kMet) ++rates.passing;
    if (!source.volume) {
      without_volume += (without_volume.empty() ? "" : "、") + source.name;
    } else {
      BIHUAN_CHECK(add_volume(source, rates));
    }
  }
  rates.basis.had = rates.basis.used = rates.monitored;
  if (rates.monitored == 0) {
    rates.reason = "没有一个水源可以评价";
    return rates;
  }
  BIHUAN_TRY(rates.by_count,
             ratio_rounded(Decimal(100 * rates.passing), Decimal(rates.monitored), rules.rate_decimals));
  if (!without_volume.empty()) {
    rates.reason = without_volume + "没有取水量，不能计算水量达标率";
  } else if (rates.volume.is_zero()) {
    rates.reason = "取水量合计为0，不能计算水量达标率";
  } else {
    BIHUAN_TRY(const Decimal hundredfold, multiply(rates.passing_volume, Decimal(100)));
    BIHUAN_TRY(rates.by_volume, ratio_rounded(hundredfold, rates.volume, rules.rate_decimals));
  }
  return rates;
}

int samplings_a_year(const DrinkingSourceRules& rules, SourceKind kind, bool is_county) {
  const std::string place = is_county ? "county_" : "prefecture_";
  return rules.times_a_year.at(place + (kind == SourceKind::kGround ? "ground" : "surface"));
}

Result<SourceOutcome> source_year(std::string_view name, std::span<const SourceMonthResult> months, int due) {
  if (due < 1 || due > 12) return fail(Code::kInvalidInput, "每年监测次数应为1至12", std::string(name));
  SourceOutcome outcome{std::string(name), Compliance::kNotAssessable, Decimal(), Decimal(), ""};
  std::set<int> seen;
  int assessed = 0;
  std::string failed;
  for (const SourceMonthResult& month : months) {
    if (month.name != name || !seen.insert(month.month).second) {
      return fail(Code::kInvalidInput, month.name + std::to_string(month.month) + "月：应是同一水源、每月一次的结果",
                  std::string(name));
    }
    if (month.compliance == Compliance::kNotAssessable) continue;
    ++assessed;
    if (month.compliance == Compliance::kNotMet) {
      failed += (failed.empty() ? "" : "、") + std::to_string(month.month) + "月";
    }
    if (!month.volume) outcome.volume.reset();
    if (!outcome.volume || !month.volume) continue;
    BIHUAN_TRY(outcome.volume, add(*outcome.volume, *month.volume));
    if (month.compliance == Compliance::kMet) {
      BIHUAN_TRY(outcome.passing_volume, add(*outcome.passing_volume, *month.volume));
    }
  }
  if (!outcome.volume || assessed == 0) {
    outcome.volume.reset();
    outcome.passing_volume.reset();
  }
  if (!failed.empty()) {
    outcome.compliance = Compliance::kNotMet;
    outcome.reason = failed + "不达标";
  } else if (assessed >= due) {
    outcome.compliance = Compliance::kMet;
  } else {
    outcome.reason =
        "全年应监测" + std::to_string(due) + "次，可评价的" + std::to_string(assessed) + "次，不能判断全年达标";
  }
  return outcome;
}

}  // namespace bihuan::standards
