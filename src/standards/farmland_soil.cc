#include "standards/farmland_soil.h"

#include <algorithm>

#include "standards/internal/rule_file.h"

namespace bihuan::standards {
namespace {

constexpr std::string_view kSoilFile = "soil/gb15618-2018.toml";

Result<std::optional<SoilLimits>> read_soil_row(const TomlTable& row, std::string_view key) {
  if (!row.has(key)) return std::nullopt;
  BIHUAN_TRY(const std::vector<Decimal> values, row.decimals(key));
  SoilLimits limits{};
  if (values.size() != limits.size() ||
      std::ranges::any_of(values, [](Decimal d) { return d.is_negative() || d.is_zero(); })) {
    return fail(Code::kInvalidInput, std::string(key) + "应为四段pH的限值，都大于0", row.where());
  }
  std::ranges::copy(values, limits.begin());
  return limits;
}

Status read_screening(const TomlTable& section, FarmlandSoilRules& rules) {
  BIHUAN_TRY(const std::vector<Decimal> upper, section.decimals("ph_upper"));
  if (upper.size() != rules.ph_upper.size() || !std::ranges::is_sorted(upper)) {
    return fail(Code::kInvalidInput, "ph_upper应为3个由小到大的pH", section.where());
  }
  std::ranges::copy(upper, rules.ph_upper.begin());
  BIHUAN_TRY(const std::vector<TomlTable> rows, section.tables("rows"));
  for (const TomlTable& row : rows) {
    BIHUAN_CHECK(row.check_keys({"element", "symbol", "paddy", "orchard", "other"}));
    SoilElement element;
    BIHUAN_TRY(element.name, row.string("element"));
    BIHUAN_TRY(element.symbol, row.string("symbol"));
    BIHUAN_TRY(element.paddy, read_soil_row(row, "paddy"));
    BIHUAN_TRY(element.orchard, read_soil_row(row, "orchard"));
    BIHUAN_TRY(const std::optional<SoilLimits> other, read_soil_row(row, "other"));
    if (!other || rules.element(element.name) != nullptr || rules.element(element.symbol) != nullptr) {
      return fail(Code::kInvalidInput, "每种元素应有一行，且有other", row.where());
    }
    element.other = *other;
    rules.elements.push_back(std::move(element));
  }
  return {};
}

Status read_screening_other(const TomlTable& section, FarmlandSoilRules& rules) {
  BIHUAN_TRY(const std::vector<TomlTable> rows, section.tables("rows"));
  for (const TomlTable& row : rows) {
    BIHUAN_CHECK(row.check_keys({"element", "limit"}));
    SoilElement element;
    BIHUAN_TRY(element.name, row.string("element"));
    element.symbol = element.name;
    BIHUAN_TRY(const Decimal limit, internal::read_positive(row, "limit"));
    element.other.fill(limit);
    element.depends_on_ph = false;
    rules.elements.push_back(std::move(element));
  }
  return {};
}

Status read_intervention(const TomlTable& section, FarmlandSoilRules& rules) {
  BIHUAN_TRY(const std::vector<TomlTable> rows, section.tables("rows"));
  for (const TomlTable& row : rows) {
    BIHUAN_CHECK(row.check_keys({"symbol", "limits"}));
    BIHUAN_TRY(const std::string symbol, row.string("symbol"));
    const auto element = std::ranges::find(rules.elements, symbol, &SoilElement::symbol);
    BIHUAN_TRY(const std::optional<SoilLimits> limits, read_soil_row(row, "limits"));
    if (element == rules.elements.end() || element->intervention || !limits) {
      return fail(Code::kInvalidInput, "元素“" + symbol + "”没有筛选值，或出现两次", row.where());
    }
    element->intervention = limits;
    for (std::size_t i = 0; i < limits->size(); ++i) {
      if ((*limits)[i] <= element->other[i] || (element->paddy && (*limits)[i] <= (*element->paddy)[i])) {
        return fail(Code::kInvalidInput, "管制值应大于筛选值", row.where());
      }
    }
  }
  return {};
}

std::size_t ph_column(const FarmlandSoilRules& rules, Decimal ph) {
  std::size_t column = 0;
  while (column < rules.ph_upper.size() && ph > rules.ph_upper[column]) ++column;
  return column;
}

Decimal screening_value(const SoilElement& element, FarmlandUse use, std::size_t column) {
  const Decimal other = element.other[column];
  const Decimal paddy = element.paddy ? (*element.paddy)[column] : other;
  switch (use) {
    case FarmlandUse::kPaddy:
      return paddy;
    case FarmlandUse::kOrchard:
      return element.orchard ? (*element.orchard)[column] : other;
    case FarmlandUse::kRotation:
      return std::min(paddy, other);
    case FarmlandUse::kDry:
      break;
  }
  return other;
}

}  // namespace

const SoilElement* FarmlandSoilRules::element(std::string_view name_or_symbol) const {
  const auto found = std::ranges::find_if(
      elements, [&](const SoilElement& own) { return own.name == name_or_symbol || own.symbol == name_or_symbol; });
  return found == elements.end() ? nullptr : &*found;
}

Result<FarmlandSoilRules> load_farmland_soil_rules(std::span<const KnowledgeText> texts, std::optional<Date> on) {
  BIHUAN_TRY(internal::RuleFile file, internal::open_rule_file(texts, kSoilFile, on));
  BIHUAN_CHECK(
      file.table.check_keys({"standard", "screening", "screening_other", "intervention", "decision", "not_covered"}));
  FarmlandSoilRules rules;
  BIHUAN_TRY(const TomlTable screening,
             internal::read_section(file.table, file.source, "screening", {"ph_upper", "rows"}));
  BIHUAN_CHECK(read_screening(screening, rules));
  BIHUAN_TRY(const TomlTable other, internal::read_section(file.table, file.source, "screening_other", {"rows"}));
  BIHUAN_CHECK(read_screening_other(other, rules));
  BIHUAN_TRY(const TomlTable intervention, internal::read_section(file.table, file.source, "intervention", {"rows"}));
  BIHUAN_CHECK(read_intervention(intervention, rules));
  BIHUAN_TRY(const TomlTable decision, internal::read_section(file.table, file.source, "decision",
                                                              {"low", "possible", "high", "low_action",
                                                               "possible_action", "high_action", "decimals"}));
  constexpr std::array<std::string_view, 3> kWords = {"low", "possible", "high"};
  for (std::size_t i = 0; i < kWords.size(); ++i) {
    BIHUAN_TRY(rules.words[i], decision.string(kWords[i]));
    BIHUAN_TRY(rules.actions[i], decision.string(std::string(kWords[i]) + "_action"));
  }
  BIHUAN_TRY(rules.index_decimals, internal::read_int(decision, "decimals", 0, 6));
  rules.source = std::move(file.source);
  return rules;
}

Result<SoilResult> evaluate_farmland_soil(const FarmlandSoilRules& rules, std::string_view element_name,
                                          FarmlandUse use, std::optional<Decimal> ph, Decimal content) {
  const SoilElement* element = rules.element(element_name);
  if (element == nullptr) {
    return fail(Code::kNotFound, rules.source.standard + "没有“" + std::string(element_name) + "”",
                std::string(element_name));
  }
  if (content.is_negative()) {
    return fail(Code::kInvalidInput, element->name + "的含量" + to_string(content) + "为负；应不小于0", element->name);
  }
  std::size_t column = 0;
  if (element->depends_on_ph) {
    if (!ph) return fail(Code::kInvalidInput, element->name + "的限值随pH而变，应给出土壤pH", element->name);
    if (ph->is_negative() || *ph > Decimal(14)) {
      return fail(Code::kInvalidInput, "土壤pH" + to_string(*ph) + "应在0到14之间", element->name);
    }
    column = ph_column(rules, *ph);
  }
  SoilResult result;
  result.name = element->name;
  result.screening = screening_value(*element, use, column);
  if (element->intervention) result.intervention = (*element->intervention)[column];
  BIHUAN_TRY(result.index, ratio_rounded(content, result.screening, rules.index_decimals));
  if (content > result.screening) {
    result.risk = result.intervention && content > *result.intervention ? SoilRisk::kHigh : SoilRisk::kPossible;
    BIHUAN_TRY(const Decimal over, subtract(content, result.screening));
    BIHUAN_TRY(result.exceed_times, ratio_rounded(over, result.screening, rules.index_decimals));
  }
  result.risk_word = rules.words[static_cast<std::size_t>(result.risk)];
  result.action = rules.actions[static_cast<std::size_t>(result.risk)];
  result.basis = start_basis(rules.source, {element->depends_on_ph ? "screening" : "screening_other", "decision"});
  if (result.intervention) add_rule(result.basis, rules.source, "intervention");
  if (!result.intervention) result.basis.notes.push_back(element->name + "没有风险管制值");
  result.basis.notes.push_back("只凭土壤值不能划定耕地类别，还要看农产品");
  result.basis.rounding = "不修约，以报出的含量与限值比较";
  result.basis.wanted = result.basis.had = result.basis.used = 1;
  return result;
}

}  // namespace bihuan::standards
