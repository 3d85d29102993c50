#include "standards/satisfaction.h"

#include <algorithm>

#include "standards/internal/rule_file.h"

namespace bihuan::standards {
namespace {

constexpr std::string_view kSurveyFile = "survey/satisfaction.toml";

Status read_options(const TomlTable& section, SatisfactionRules& rules) {
  BIHUAN_TRY(const std::vector<TomlTable> tables, section.tables("options"));
  for (const TomlTable& table : tables) {
    BIHUAN_CHECK(table.check_keys({"key", "name", "weight", "may_lack"}));
    SatisfactionOption option;
    BIHUAN_TRY(option.key, table.string("key"));
    BIHUAN_TRY(option.name, table.string("name"));
    BIHUAN_TRY(option.weight, table.decimal("weight"));
    BIHUAN_TRY(option.may_lack, table.boolean_or("may_lack", false));
    if (!rules.options.empty() && option.weight >= rules.options.back().weight) {
      return fail(Code::kInvalidInput, "权重应由大到小", table.where());
    }
    rules.options.push_back(std::move(option));
  }
  if (rules.options.size() < 2 || rules.options.front().weight != Decimal(1) ||
      !rules.options.back().weight.is_zero()) {
    return fail(Code::kInvalidInput, "权重应从1到0", section.where());
  }
  BIHUAN_TRY(const TomlTable other, section.table("not_counted"));
  BIHUAN_TRY(rules.not_counted_key, other.string("key"));
  BIHUAN_TRY(rules.not_counted_name, other.string("name"));
  return {};
}

}  // namespace

Result<SatisfactionRules> load_satisfaction_rules(std::span<const KnowledgeText> texts, std::optional<Date> on) {
  BIHUAN_TRY(internal::RuleFile file, internal::open_rule_file(texts, kSurveyFile, on));
  BIHUAN_CHECK(file.table.check_keys({"standard", "score"}));
  SatisfactionRules rules;
  BIHUAN_TRY(const TomlTable score,
             internal::read_section(file.table, file.source, "score", {"decimals", "options", "not_counted"}));
  BIHUAN_TRY(rules.decimals, internal::read_int(score, "decimals", 0, 6));
  BIHUAN_CHECK(read_options(score, rules));
  rules.source = std::move(file.source);
  return rules;
}

Result<SatisfactionResult> satisfaction_score(const SatisfactionRules& rules,
                                              const std::map<std::string, Decimal>& answers) {
  SatisfactionResult result;
  result.basis = start_basis(rules.source, {"score"});
  result.basis.rounding = "修约至" + std::to_string(rules.decimals) + "位小数";
  result.basis.wanted = static_cast<std::int64_t>(rules.options.size());
  std::map<const SatisfactionOption*, Decimal> given;
  bool has_not_counted = false;
  for (const auto& [key, number] : answers) {
    if (number.is_negative()) return fail(Code::kInvalidInput, "“" + key + "”的人数为负；应不小于0", key);
    if (key == rules.not_counted_key || key == rules.not_counted_name) {
      if (has_not_counted) return fail(Code::kInvalidInput, "选项“" + rules.not_counted_name + "”出现两次", key);
      has_not_counted = true;
      result.not_counted = number;
      continue;
    }
    const auto option = std::ranges::find_if(
        rules.options, [&](const SatisfactionOption& own) { return own.key == key || own.name == key; });
    if (option == rules.options.end()) return fail(Code::kInvalidInput, "没有选项“" + key + "”", key);
    if (!given.emplace(&*option, number).second) {
      return fail(Code::kInvalidInput, "选项“" + option->name + "”出现两次", key);
    }
  }
  std::vector<Decimal> counts;
  std::vector<Decimal> weighted;
  for (const SatisfactionOption& option : rules.options) {
    const auto found = given.find(&option);
    if (found == given.end()) {
      if (!option.may_lack) return fail(Code::kInvalidInput, "缺少选项“" + option.name + "”的人数", option.key);
      result.basis.notes.push_back("没有“" + option.name + "”这一选项，与有此选项的调查不可比");
      continue;
    }
    ++result.basis.had;
    counts.push_back(found->second);
    BIHUAN_TRY(const Decimal part, multiply(found->second, option.weight));
    weighted.push_back(part);
  }
  BIHUAN_TRY(result.answers, sum(counts));
  if (result.answers.is_zero()) {
    result.reason = "没有一个有效的回答";
    return result;
  }
  result.basis.used = result.basis.had;
  BIHUAN_TRY(const Decimal total, sum(weighted));
  BIHUAN_TRY(const Decimal hundredfold, multiply(total, Decimal(100)));
  BIHUAN_TRY(result.score, ratio_rounded(hundredfold, result.answers, rules.decimals));
  return result;
}

}  // namespace bihuan::standards
