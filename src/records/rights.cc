#include "records/rights.h"

#include <algorithm>
#include <utility>

#include "base/toml.h"
#include "records/internal/actor_describe.h"

namespace bihuan::records {
namespace {

Status read_roles(const TomlTable& table, std::string_view key, Scope scope, Right& right) {
  BIHUAN_TRY(const std::vector<std::string> words, table.strings(key));
  for (const std::string& word : words) {
    const Result<DeskRole> role = parse_role(word);
    if (!role) return fail(role.error().code, role.error().message, table.where());
    if (!right.roles.emplace(*role, scope).second) {
      return fail(Code::kInvalidInput, "权限“" + right.id + "”中角色" + word + "出现了两次", table.where());
    }
  }
  return {};
}

}  // namespace

Result<Rights> load_rights(std::string_view toml, std::string_view file_name) {
  BIHUAN_TRY(const TomlTable root, parse_toml(toml, file_name));
  BIHUAN_CHECK(root.check_keys({"knowledge", "right"}));
  BIHUAN_TRY(const std::vector<TomlTable> tables, root.tables("right"));
  Rights rights;
  for (const TomlTable& table : tables) {
    BIHUAN_CHECK(table.check_keys({"id", "title", "all", "own"}));
    Right right;
    BIHUAN_TRY(right.id, table.string("id"));
    BIHUAN_TRY(right.title, table.string("title"));
    if (rights.find(right.id) != nullptr) {
      return fail(Code::kInvalidInput, "权限“" + right.id + "”写了两次", table.where());
    }
    BIHUAN_CHECK(read_roles(table, "all", Scope::kAll, right));
    BIHUAN_CHECK(read_roles(table, "own", Scope::kOwn, right));
    rights.all_.push_back(std::move(right));
  }
  return rights;
}

const Right* Rights::find(std::string_view id) const {
  const auto found = std::ranges::find(all_, id, &Right::id);
  return found == all_.end() ? nullptr : &*found;
}

Scope Rights::scope_of(const Actor& actor, std::string_view right) const {
  const Right* found = find(right);
  Scope widest = Scope::kNone;
  if (found == nullptr) return widest;
  for (const DeskRole role : actor.roles) {
    const auto scope = found->roles.find(role);
    if (scope != found->roles.end()) widest = std::max(widest, scope->second);
  }
  return widest;
}

bool Rights::has_right(const Actor& actor, std::string_view right, const std::string& unit_id) const {
  switch (scope_of(actor, right)) {
    case Scope::kAll:
      return true;
    case Scope::kOwn:
      return !unit_id.empty() && actor.is_of(unit_id);
    case Scope::kNone:
      return false;
  }
  return false;
}

std::string_view title_of(DeskRole role) {
  switch (role) {
    case DeskRole::kOffice:
      return "办公室";
    case DeskRole::kSection:
      return "科室";
    case DeskRole::kStation:
      return "监测站";
    case DeskRole::kBranch:
      return "分局";
    case DeskRole::kEnforcement:
      return "执法支队";
    case DeskRole::kLeader:
      return "局领导";
    case DeskRole::kReader:
      return "只读";
    case DeskRole::kSystemAdmin:
      return "系统管理员";
    case DeskRole::kSecurityAdmin:
      return "安全管理员";
    case DeskRole::kAuditAdmin:
      return "审计管理员";
  }
  return "";
}

Result<DeskRole> parse_role(std::string_view word) { return parse_enum_word<DeskRole>(word); }
std::string word_of(DeskRole role) { return enum_word(role); }
Result<Post> parse_post(std::string_view word) { return parse_enum_word<Post>(word); }
std::string word_of(Post post) { return enum_word(post); }

const std::vector<DeskRole>& all_roles() {
  static const std::vector<DeskRole> kAll = [] {
    std::vector<DeskRole> all;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<DeskRole>>(
        [&](auto enumerator) { all.push_back(enumerator.value); });
    return all;
  }();
  return kAll;
}

}  // namespace bihuan::records
