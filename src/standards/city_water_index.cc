#include "standards/city_water_index.h"

#include <algorithm>

#include "standards/air_statistics.h"
#include "standards/internal/rule_file.h"

namespace bihuan::standards {
namespace {

constexpr std::string_view kRankingFile = "water/city-water-ranking.toml";
constexpr int kItemPlaces = 12;

Result<Decimal> ph_index(const CityIndexRules& rules, const WaterParameter& parameter, const PeriodMean& mean) {
  BIHUAN_TRY(const Decimal value, ratio_rounded(mean.sum, Decimal(mean.count), kItemPlaces));
  if (value.is_negative() || value > Decimal(14)) {
    return fail(Code::kInvalidInput, "pH值" + to_string(value) + "应在0到14之间", parameter.key);
  }
  const bool is_acid = value <= rules.ph_middle;
  BIHUAN_TRY(const Decimal top, is_acid ? subtract(rules.ph_middle, value) : subtract(value, rules.ph_middle));
  BIHUAN_TRY(const Decimal bottom,
             is_acid ? subtract(rules.ph_middle, parameter.low) : subtract(parameter.high, rules.ph_middle));
  return ratio_rounded(top, bottom, kItemPlaces);
}

// `body` evaluated; items that are missing are named in result.basis.left_out.
Result<BodyIndex> body_index(const CityIndexRules& rules, const SurfaceWaterRules& surface,
                             const std::vector<std::string>& keys, std::span<const SectionResult> sections,
                             WaterBody body, CityIndexResult& result) {
  BodyIndex out;
  out.body = body;
  out.sections = static_cast<std::int64_t>(sections.size());
  BIHUAN_TRY(const SectionResult mean, mean_section(surface, sections, body, result.name));
  std::vector<Decimal> indices;
  for (const std::string& key : keys) {
    ++result.basis.wanted;
    const auto item = std::ranges::find(mean.parameters, key, &ParameterResult::key);
    if (item == mean.parameters.end()) {
      const WaterParameter* parameter = surface.parameter(key);
      if (parameter == nullptr) return fail(Code::kNotFound, surface.standard + "表1没有项目“" + key + "”", key);
      result.basis.left_out.push_back(
          {result.name + std::string(to_string(body)) + "：" + parameter->names.front(), "没有可用的均值"});
      continue;
    }
    ++result.basis.had;
    BIHUAN_TRY(const Decimal index, water_item_index(rules, surface, key, body, item->mean));
    BIHUAN_TRY(const Decimal value, ratio_rounded(item->mean.sum, Decimal(item->mean.count), kItemPlaces));
    out.items.push_back({key, item->name, value, index});
    indices.push_back(index);
  }
  for (const std::string& note : mean.basis.notes) result.basis.notes.push_back(note);
  if (out.items.size() == keys.size()) {
    BIHUAN_TRY(out.index, sum(indices));
  }
  return out;
}

Status combine_bodies(const CityIndexRules& rules, CityIndexResult& result) {
  std::vector<WeightedIndex> bodies;
  for (const std::optional<BodyIndex>* body : {&result.rivers, &result.lakes}) {
    if (*body) bodies.push_back({*(*body)->index, (*body)->sections});
  }
  BIHUAN_TRY(result.index, combined_index(bodies));
  result.printed = round_gbt8170(*result.index, rules.decimals);
  return {};
}

// Ranks of those that have a value.
void set_ranks(std::vector<RankedCity>& cities) {
  std::vector<Decimal> values;
  for (const RankedCity& city : cities) {
    if (city.value) values.push_back(*city.value);
  }
  const std::vector<int> places = ranks(values);
  auto next = places.begin();
  for (RankedCity& city : cities) {
    if (city.value) city.rank = *next++;
  }
}

}  // namespace

Result<CityIndexRules> load_city_index_rules(std::span<const KnowledgeText> texts, std::optional<Date> on) {
  BIHUAN_TRY(internal::RuleFile file, internal::open_rule_file(texts, kRankingFile, on));
  BIHUAN_CHECK(file.table.check_keys(
      {"standard", "items", "item_index", "body_index", "city_index", "ranking", "change", "not_covered"}));
  CityIndexRules rules;
  BIHUAN_TRY(const TomlTable items, internal::read_section(file.table, file.source, "items", {"keys"}));
  BIHUAN_TRY(rules.items, items.strings("keys"));
  if (rules.items.empty()) return fail(Code::kInvalidInput, "没有一个参加排名的项目", items.where());
  BIHUAN_TRY(const TomlTable index, internal::read_section(file.table, file.source, "item_index", {"ph_middle"}));
  BIHUAN_TRY(rules.ph_middle, internal::read_positive(index, "ph_middle"));
  BIHUAN_CHECK(internal::read_section(file.table, file.source, "body_index", {}));
  BIHUAN_TRY(const TomlTable city, internal::read_section(file.table, file.source, "city_index", {"decimals"}));
  BIHUAN_TRY(rules.decimals, internal::read_int(city, "decimals", 0, 9));
  BIHUAN_CHECK(internal::read_section(file.table, file.source, "ranking", {}));
  BIHUAN_TRY(const TomlTable change, internal::read_section(file.table, file.source, "change", {"decimals"}));
  BIHUAN_TRY(rules.change_decimals, internal::read_int(change, "decimals", 0, 6));
  rules.source = std::move(file.source);
  return rules;
}

Result<Decimal> water_item_index(const CityIndexRules& rules, const SurfaceWaterRules& surface, std::string_view key,
                                 WaterBody body, const PeriodMean& mean) {
  const WaterParameter* parameter = surface.parameter(key);
  if (parameter == nullptr) {
    return fail(Code::kNotFound, surface.standard + "表1没有项目“" + std::string(key) + "”", std::string(key));
  }
  if (parameter->direction == LimitDirection::kWithin) return ph_index(rules, *parameter, mean);
  const Decimal limit = parameter->limit(body, WaterClass::kIII);
  BIHUAN_TRY(const Decimal scaled, multiply(limit, Decimal(mean.count)));
  if (parameter->direction == LimitDirection::kAtMost) return ratio_rounded(mean.sum, scaled, kItemPlaces);
  if (mean.sum.is_zero()) {
    return fail(Code::kInvalidInput, parameter->names.front() + "为0，没有指数；应大于0", parameter->key);
  }
  return ratio_rounded(scaled, mean.sum, kItemPlaces);
}

Result<Decimal> combined_index(std::span<const WeightedIndex> bodies) {
  std::vector<Decimal> weighted;
  std::int64_t sections = 0;
  for (const WeightedIndex& body : bodies) {
    BIHUAN_TRY(const Decimal part, multiply(body.index, Decimal(body.sections)));
    weighted.push_back(part);
    sections += body.sections;
  }
  if (sections <= 0) return fail(Code::kInsufficientData, "没有一个断面或点位，不能计算城市水质指数");
  BIHUAN_TRY(const Decimal top, sum(weighted));
  return ratio_rounded(top, Decimal(sections), kItemPlaces);
}

Result<Decimal> index_change(Decimal now, Decimal base, int decimals) {
  if (base.is_zero()) return fail(Code::kInvalidInput, "基期指数为0，不能求变化率");
  BIHUAN_TRY(const Decimal difference, subtract(now, base));
  BIHUAN_TRY(const Decimal hundredfold, multiply(difference, Decimal(100)));
  return ratio_rounded(hundredfold, base, decimals);
}

Result<CityIndexResult> evaluate_city_index(const CityIndexRules& rules, const SurfaceWaterRules& surface,
                                            const CityIndexInput& input) {
  CityIndexResult result;
  result.name = input.name;
  result.basis = start_basis(rules.source, {"items", "item_index", "body_index", "city_index"});
  result.basis.clauses.push_back(surface.clauses.at("limits"));
  result.basis.rounding = "均值与单项指数不修约，城市指数修约至" + std::to_string(rules.decimals) + "位小数（设定）";
  const std::vector<std::string>& keys = input.items.empty() ? rules.items : input.items;
  if (!input.items.empty()) {
    result.basis.confidence = "low";
    result.basis.notes.push_back("按调用者指定的" + std::to_string(keys.size()) + "项计算，与" +
                                 std::to_string(rules.items.size()) + "项的指数不可比");
  }
  if (input.rivers.empty() && input.lakes.empty()) {
    result.reason = "没有一个断面或点位，不能计算城市水质指数";
    return result;
  }
  if (!input.rivers.empty()) {
    BIHUAN_TRY(result.rivers, body_index(rules, surface, keys, input.rivers, WaterBody::kRiver, result));
  }
  if (!input.lakes.empty()) {
    BIHUAN_TRY(result.lakes, body_index(rules, surface, keys, input.lakes, WaterBody::kLake, result));
  }
  if (!result.basis.left_out.empty()) {
    result.reason = "缺少" + result.basis.left_out.front().where +
                    (result.basis.left_out.size() > 1 ? "等" + std::to_string(result.basis.left_out.size()) + "项"
                                                      : std::string()) +
                    "的均值；缺项时的处理没有读到原文，不代为推算";
    return result;
  }
  result.basis.used = result.basis.had;
  BIHUAN_CHECK(combine_bodies(rules, result));
  return result;
}

std::vector<RankedCity> rank_cities(std::span<const CityIndexResult> cities) {
  std::vector<RankedCity> ranked;
  for (const CityIndexResult& city : cities) ranked.push_back({city.name, city.printed, std::nullopt, city.reason});
  set_ranks(ranked);
  return ranked;
}

std::vector<RankedCity> rank_changes(const CityIndexRules& rules, std::span<const CityChange> cities) {
  std::vector<RankedCity> ranked;
  for (const CityChange& city : cities) {
    RankedCity entry{city.name, std::nullopt, std::nullopt, ""};
    if (city.is_excluded) {
      entry.reason = "断面均为Ⅱ类及以上且达标，不参加变化排名";
    } else if (!city.now || !city.base) {
      entry.reason = !city.now ? "本期没有水质指数" : "基期没有水质指数";
    } else {
      const Result<Decimal> change = index_change(*city.now, *city.base, rules.change_decimals);
      if (change) entry.value = *change;
      if (!change) entry.reason = change.error().message;
    }
    ranked.push_back(std::move(entry));
  }
  set_ranks(ranked);
  return ranked;
}

}  // namespace bihuan::standards
