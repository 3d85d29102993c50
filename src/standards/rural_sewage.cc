#include "standards/rural_sewage.h"

#include <set>

#include "standards/internal/rule_file.h"

namespace bihuan::standards {
namespace {

constexpr std::string_view kRuralFile = "rural/rural-sewage.toml";

}  // namespace

Result<RuralSewageRules> load_rural_sewage_rules(std::span<const KnowledgeText> texts, std::optional<Date> on) {
  BIHUAN_TRY(internal::RuleFile file, internal::open_rule_file(texts, kRuralFile, on));
  BIHUAN_CHECK(file.table.check_keys({"standard", "document", "treated", "village", "controlled"}));
  RuralSewageRules rules;
  BIHUAN_TRY(const TomlTable treated, internal::read_section(file.table, file.source, "treated", {"decimals"}));
  BIHUAN_TRY(rules.decimals, internal::read_int(treated, "decimals", 0, 6));
  BIHUAN_TRY(const TomlTable village, internal::read_section(file.table, file.source, "village", {"share"}));
  BIHUAN_TRY(rules.village_share, internal::read_percent(village, "share"));
  BIHUAN_CHECK(internal::read_section(file.table, file.source, "controlled", {}));
  rules.source = std::move(file.source);
  return rules;
}

Result<RuralSewageResult> rural_sewage_rates(const RuralSewageRules& rules, const RuralVillages& villages) {
  const std::int64_t controlled = villages.controlled.value_or(0);
  if (villages.all < 0 || villages.treated < 0 || controlled < 0 || villages.all > 10'000'000) {
    return fail(Code::kInvalidInput, "行政村数应为不小于0的整数，不多于1000万");
  }
  if (villages.treated > villages.all || controlled > villages.all - villages.treated) {
    return fail(Code::kInvalidInput, "治理、管控的行政村合计" + std::to_string(villages.treated + controlled) +
                                         "个，多于行政村总数" + std::to_string(villages.all) + "个");
  }
  RuralSewageResult result;
  result.villages = villages;
  result.basis = start_basis(rules.source, {"treated"});
  result.basis.rounding = "修约至" + std::to_string(rules.decimals) + "位小数";
  result.basis.wanted = result.basis.had = result.basis.used = villages.all;
  if (villages.all == 0) {
    result.reason = "行政村总数为0，没有比率";
    return result;
  }
  BIHUAN_TRY(result.treated_rate,
             ratio_rounded(Decimal(100 * villages.treated), Decimal(villages.all), rules.decimals));
  if (!villages.controlled) return result;
  add_rule(result.basis, rules.source, "controlled");
  result.basis.notes.push_back("治理率与治理（管控）率口径不同，不能相互比较");
  BIHUAN_TRY(result.controlled_rate,
             ratio_rounded(Decimal(100 * (villages.treated + controlled)), Decimal(villages.all), rules.decimals));
  return result;
}

Result<bool> is_village_treated(const RuralSewageRules& rules, const RuralVillage& village) {
  if (!village.households || !village.treated_households || *village.households == 0) {
    return fail(Code::kInsufficientData, "没有农户数或已治理的农户数", village.name);
  }
  if (*village.treated_households < 0 || *village.households < *village.treated_households) {
    return fail(Code::kInvalidInput,
                "已治理的农户" + std::to_string(*village.treated_households) + "户，农户共" +
                    std::to_string(*village.households) + "户；前者应在0与后者之间",
                village.name);
  }
  BIHUAN_TRY(const Decimal wanted, multiply(rules.village_share, Decimal(*village.households)));
  BIHUAN_TRY(const Decimal had, multiply(Decimal(*village.treated_households), Decimal(100)));
  return had >= wanted;
}

Result<RuralSewageResult> rural_sewage_of(const RuralSewageRules& rules, std::span<const RuralVillage> villages) {
  RuralVillages counts;
  counts.all = static_cast<std::int64_t>(villages.size());
  counts.controlled = 0;
  std::vector<LeftOut> left_out;
  std::set<std::string> names;
  for (const RuralVillage& village : villages) {
    if (!names.insert(village.name).second) {
      return fail(Code::kInvalidInput, "行政村“" + village.name + "”出现两次", village.name);
    }
    const Result<bool> is_treated = is_village_treated(rules, village);
    if (!is_treated && is_treated.error().code == Code::kInvalidInput) return std::unexpected(is_treated.error());
    if (is_treated && *is_treated) {
      ++counts.treated;
    } else if (village.is_controlled) {
      ++*counts.controlled;
    } else if (!is_treated) {
      left_out.push_back({village.name, is_treated.error().message});
    }
  }
  BIHUAN_TRY(RuralSewageResult result, rural_sewage_rates(rules, counts));
  add_rule(result.basis, rules.source, "village");
  result.basis.had = result.basis.used = counts.all - static_cast<std::int64_t>(left_out.size());
  result.basis.left_out = std::move(left_out);
  return result;
}

}  // namespace bihuan::standards
