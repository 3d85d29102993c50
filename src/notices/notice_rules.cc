#include "notices/notice_rules.h"

#include <algorithm>
#include <utility>

#include "base/toml.h"

namespace bihuan::notices {
namespace {

Status read_figure(const TomlTable& table, std::string_view key, std::int64_t most, std::int64_t& value) {
  BIHUAN_TRY(value, table.integer(key));
  if (value >= 1 && value <= most) return {};
  return fail(Code::kInvalidInput, std::string(key) + "应在1至" + std::to_string(most) + "之间", table.where());
}

bool holds_for(std::string_view id, std::string_view kind) {
  return id.empty() || kind == id || (kind.starts_with(id) && kind[id.size()] == '.');
}

}  // namespace

std::size_t NoticeRules::place_of(std::string_view kind) const {
  std::size_t best = kinds.size() - 1, length = 0;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    if (!holds_for(kinds[i].id, kind) || kinds[i].id.size() < length) continue;
    best = i;
    length = kinds[i].id.size();
  }
  return best;
}

Result<NoticeRules> load_notice_rules(std::string_view toml, std::string_view file_name) {
  BIHUAN_TRY(const TomlTable root, parse_toml(toml, file_name));
  BIHUAN_CHECK(root.check_keys({"knowledge", "retry", "limits", "kind"}));
  NoticeRules rules;
  BIHUAN_TRY(const TomlTable retry, root.table("retry"));
  BIHUAN_CHECK(retry.check_keys({"first_minutes", "longest_minutes"}));
  BIHUAN_CHECK(read_figure(retry, "first_minutes", 1440, rules.first_minutes));
  BIHUAN_CHECK(read_figure(retry, "longest_minutes", 1440, rules.longest_minutes));
  BIHUAN_TRY(const TomlTable limits, root.table("limits"));
  BIHUAN_CHECK(limits.check_keys({"sends_a_round"}));
  BIHUAN_CHECK(read_figure(limits, "sends_a_round", 10'000, rules.sends_a_round));
  BIHUAN_TRY(const std::vector<TomlTable> kinds, root.tables("kind"));
  for (const TomlTable& table : kinds) {
    BIHUAN_CHECK(table.check_keys({"id", "name", "immediate"}));
    NoticeKind kind;
    BIHUAN_TRY(kind.id, table.string("id"));
    BIHUAN_TRY(kind.name, table.string("name"));
    BIHUAN_TRY(kind.is_immediate, table.boolean_or("immediate", false));
    if (std::ranges::find(rules.kinds, kind.id, &NoticeKind::id) != rules.kinds.end()) {
      return fail(Code::kInvalidInput, "通知类别“" + kind.id + "”写了两次", table.where());
    }
    rules.kinds.push_back(std::move(kind));
  }
  if (std::ranges::find(rules.kinds, "", &NoticeKind::id) == rules.kinds.end()) {
    return fail(Code::kInvalidInput, "要有一个id为空的类别，收下其余各种通知", root.where());
  }
  return rules;
}

}  // namespace bihuan::notices
