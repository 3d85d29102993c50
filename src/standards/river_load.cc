#include "standards/river_load.h"

#include <algorithm>

#include "standards/internal/rule_file.h"

namespace bihuan::standards {
namespace {

constexpr std::string_view kLoadsFile = "water/river-loads.toml";
constexpr int kTermPlaces = 12;
const Decimal kGramsInATonne(1'000'000);

Status read_rounds(const TomlTable& section, RiverLoadRules& rules) {
  BIHUAN_TRY(const std::vector<TomlTable> tables, section.tables("rounds"));
  for (const TomlTable& table : tables) {
    BIHUAN_CHECK(table.check_keys({"id", "k0", "k"}));
    CompensationRound round;
    BIHUAN_TRY(round.id, internal::read_int(table, "id", 1, 99));
    BIHUAN_TRY(round.k0, internal::read_positive(table, "k0"));
    BIHUAN_TRY(round.k, table.decimals("k"));
    const Result<Decimal> total = sum(round.k);
    if (round.k.size() != rules.compensation_items.size() || !total || *total != Decimal(1)) {
      return fail(Code::kInvalidInput, "每项应有一个权重，合计为1", table.where());
    }
    rules.rounds.push_back(std::move(round));
  }
  return {};
}

}  // namespace

Result<RiverLoadRules> load_river_load_rules(std::span<const KnowledgeText> texts, std::optional<Date> on) {
  BIHUAN_TRY(internal::RuleFile file, internal::open_rule_file(texts, kLoadsFile, on));
  BIHUAN_CHECK(file.table.check_keys({"standard", "document", "reduction", "flood_intensity", "compensation"}));
  RiverLoadRules rules;
  BIHUAN_TRY(const TomlTable reduction, internal::read_section(file.table, file.source, "reduction", {"decimals"}));
  BIHUAN_TRY(rules.reduction_decimals, internal::read_int(reduction, "decimals", 0, 6));
  BIHUAN_TRY(const TomlTable flood,
             internal::read_section(file.table, file.source, "flood_intensity", {"items", "decimals"}));
  BIHUAN_TRY(rules.intensity_items, flood.strings("items"));
  BIHUAN_TRY(rules.intensity_decimals, internal::read_int(flood, "decimals", 0, 4));
  BIHUAN_TRY(const TomlTable compensation,
             internal::read_section(file.table, file.source, "compensation", {"items", "decimals", "rounds"}));
  BIHUAN_TRY(rules.compensation_items, compensation.strings("items"));
  BIHUAN_TRY(rules.compensation_decimals, internal::read_int(compensation, "decimals", 0, 9));
  BIHUAN_CHECK(read_rounds(compensation, rules));
  rules.source = std::move(file.source);
  return rules;
}

Result<LoadFigure> pollutant_reduction(const RiverLoadRules& rules, Decimal cubic_metres, Decimal inlet,
                                       Decimal outlet) {
  for (const Decimal value : {cubic_metres, inlet, outlet}) {
    if (value.is_negative()) return fail(Code::kInvalidInput, "水量和浓度应不小于0");
  }
  if (outlet > inlet) {
    return fail(Code::kInvalidInput,
                "出水浓度" + to_string(outlet) + "高于进水浓度" + to_string(inlet) + "，数据可疑，不计算削减量");
  }
  LoadFigure figure;
  figure.basis = start_basis(rules.source, {"reduction"});
  figure.basis.wanted = figure.basis.had = figure.basis.used = 3;
  BIHUAN_TRY(const Decimal removed, subtract(inlet, outlet));
  BIHUAN_TRY(const Decimal grams, multiply(cubic_metres, removed));
  BIHUAN_TRY(figure.value, ratio_rounded(grams, kGramsInATonne, rules.reduction_decimals));
  return figure;
}

Result<LoadFigure> flood_season_intensity(const RiverLoadRules& rules, const SurfaceWaterRules& surface,
                                          std::string_view item, WaterBody body, WaterClass target,
                                          Decimal concentration) {
  const WaterParameter* parameter = surface.parameter(item);
  if (parameter == nullptr || std::ranges::find(rules.intensity_items, item) == rules.intensity_items.end()) {
    return fail(Code::kNotCovered, "汛期污染强度不包括“" + std::string(item) + "”", std::string(item));
  }
  if (concentration.is_negative() || target > WaterClass::kV) {
    return fail(Code::kInvalidInput, "浓度应不小于0，目标类别应为Ⅰ至Ⅴ类", std::string(item));
  }
  LoadFigure figure;
  figure.basis = start_basis(rules.source, {"flood_intensity"});
  figure.basis.clauses.push_back(surface.clauses.at("limits"));
  figure.basis.wanted = figure.basis.had = figure.basis.used = 1;
  BIHUAN_TRY(figure.value, ratio_rounded(concentration, parameter->limit(body, target), rules.intensity_decimals));
  return figure;
}

Result<LoadFigure> compensation_index(const RiverLoadRules& rules, int round_id,
                                      const std::map<std::string, CompensationValue>& values) {
  const auto round = std::ranges::find(rules.rounds, round_id, &CompensationRound::id);
  if (round == rules.rounds.end()) return fail(Code::kNotFound, "没有第" + std::to_string(round_id) + "轮的系数");
  std::vector<Decimal> terms;
  for (std::size_t i = 0; i < rules.compensation_items.size(); ++i) {
    const auto value = values.find(rules.compensation_items[i]);
    if (value == values.end() || values.size() != rules.compensation_items.size()) {
      return fail(Code::kInvalidInput, "应恰有" + std::to_string(rules.compensation_items.size()) + "项的均值和基准值");
    }
    if (value->second.mean.is_negative() || value->second.base.is_negative() || value->second.base.is_zero()) {
      return fail(Code::kInvalidInput, "均值应不小于0，基准值应大于0", value->first);
    }
    BIHUAN_TRY(const Decimal weighted, multiply(value->second.mean, round->k[i]));
    BIHUAN_TRY(const Decimal top, multiply(weighted, round->k0));
    BIHUAN_TRY(const Decimal term, ratio_rounded(top, value->second.base, kTermPlaces));
    terms.push_back(term);
  }
  LoadFigure figure;
  figure.basis = start_basis(rules.source, {"compensation"});
  figure.basis.wanted = figure.basis.had = figure.basis.used = static_cast<std::int64_t>(terms.size());
  BIHUAN_TRY(const Decimal total, sum(terms));
  figure.value = round_gbt8170(total, rules.compensation_decimals);
  figure.statement = total <= Decimal(1) ? "P不大于1，由下游补偿上游" : "P大于1，由上游补偿下游";
  return figure;
}

}  // namespace bihuan::standards
