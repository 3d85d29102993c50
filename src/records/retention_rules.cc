#include "records/retention_rules.h"

#include <algorithm>
#include <utility>

#include "base/toml.h"

namespace bihuan::records {
namespace {

constexpr std::int64_t kLongestKept = 100;  // years

Result<RetentionRule> read_retention_rule(const TomlTable& table) {
  BIHUAN_CHECK(table.check_keys({"id", "name", "keep_years", "source", "clause", "confidence"}));
  RetentionRule rule;
  BIHUAN_TRY(rule.data_set, table.string("id"));
  BIHUAN_TRY(rule.name, table.string("name"));
  BIHUAN_TRY(rule.source, table.string("source"));
  BIHUAN_TRY(rule.clause, table.string_or("clause", ""));
  BIHUAN_TRY(rule.confidence, table.string_or("confidence", ""));
  if (!table.has("keep_years")) return rule;
  BIHUAN_TRY(const std::int64_t years, table.integer("keep_years"));
  if (years < 1 || years > kLongestKept) {
    return fail(Code::kInvalidInput,
                "keep_years应为1到" + std::to_string(kLongestKept) + "年，现为" + std::to_string(years), table.where());
  }
  if (rule.clause.empty()) return fail(Code::kInvalidInput, "有保存期限的，clause应写明条款", table.where());
  rule.keep_years = static_cast<int>(years);
  return rule;
}

}  // namespace

const RetentionRule* RetentionRules::find(std::string_view data_set) const {
  const auto found = std::ranges::find(all_, data_set, &RetentionRule::data_set);
  return found == all_.end() ? nullptr : &*found;
}

std::string RetentionRules::name_of(std::string_view data_set) const {
  const RetentionRule* const rule = find(data_set);
  return rule == nullptr ? std::string(data_set) : rule->name;
}

std::optional<Date> RetentionRules::may_go_before(std::string_view data_set, Date on) const {
  const RetentionRule* const rule = find(data_set);
  if (rule == nullptr || !rule->keep_years) return std::nullopt;
  // A label of the last day of a month may be the end of what it names: whole months alone go.
  return Date(on.year() - *rule->keep_years, static_cast<unsigned>(on.month()), 1);
}

Status RetentionRules::check(std::string_view data_set, std::optional<Date> data_before, Date on) const {
  const std::optional<Date> limit = may_go_before(data_set, on);
  if (!limit || (data_before && *data_before <= *limit)) return {};
  const RetentionRule& rule = *find(data_set);
  const std::string must = rule.name + "须保存" + std::to_string(*rule.keep_years) + "年（" + rule.source +
                           rule.clause + "），现只能清理" + to_string(*limit) + "以前的";
  return fail(Code::kConflict,
              data_before ? must + "，要清理到" + to_string(*data_before) : must + "：请给出数据时间的界限",
              "data_before");
}

Result<RetentionRules> load_retention_rules(std::string_view toml, std::string_view file_name) {
  BIHUAN_TRY(const TomlTable file, parse_toml(toml, file_name));
  BIHUAN_CHECK(file.check_keys({"knowledge", "data_set"}));
  RetentionRules rules;
  BIHUAN_TRY(const std::vector<TomlTable> tables, file.tables("data_set"));
  for (const TomlTable& table : tables) {
    BIHUAN_TRY(RetentionRule rule, read_retention_rule(table));
    if (rules.find(rule.data_set) != nullptr)
      return fail(Code::kInvalidInput, "数据集“" + rule.data_set + "”写了两次", table.where());
    rules.all_.push_back(std::move(rule));
  }
  return rules;
}

}  // namespace bihuan::records
