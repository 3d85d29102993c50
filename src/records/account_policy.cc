#include "records/account_policy.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"
#include "base/toml.h"
#include "records/rights.h"

namespace bihuan::records {
namespace {

constexpr std::size_t kLongestPassword = 128;

// The table of `tables` whose id is `id`.
Result<TomlTable> chosen(const std::vector<TomlTable>& tables, std::string_view id, std::string_view what) {
  std::string known;
  for (const TomlTable& table : tables) {
    BIHUAN_TRY(const std::string own, table.string("id"));
    if (own == id) return table;
    known += (known.empty() ? "" : "、") + own;
  }
  return fail(Code::kNotFound, "没有名为“" + excerpt(id) + "”的" + std::string(what) + "，可选：" + known,
              std::string(what));
}

Status read_limit(const TomlTable& table, std::string_view key, std::int64_t least, std::int64_t most,
                  std::int64_t& value) {
  BIHUAN_TRY(value, table.integer(key));
  if (value >= least && value <= most) return {};
  return fail(Code::kInvalidInput,
              std::string(key) + "应在" + std::to_string(least) + "至" + std::to_string(most) + "之间", table.where());
}

Status read_separation(const TomlTable& table, AccountPolicy& policy) {
  BIHUAN_CHECK(table.check_keys({"id", "title", "groups", "warning"}));
  BIHUAN_TRY(policy.separation, table.string("id"));
  BIHUAN_TRY(policy.separation_title, table.string("title"));
  BIHUAN_TRY(policy.warning, table.string("warning"));
  BIHUAN_TRY(const TomlValue value, table.value("groups"));
  BIHUAN_TRY(const std::vector<TomlValue> groups, value.as_array());
  for (const TomlValue& group : groups) {
    BIHUAN_TRY(const std::vector<TomlValue> words, group.as_array());
    std::vector<DeskRole> roles;
    for (const TomlValue& word : words) {
      BIHUAN_TRY(const std::string text, word.as_string());
      const Result<DeskRole> role = parse_role(text);
      if (!role || !is_administrator(*role)) {
        return fail(Code::kInvalidInput, "groups中应为管理员角色，不能是“" + text + "”", word.where());
      }
      roles.push_back(*role);
    }
    policy.admin_groups.push_back(std::move(roles));
  }
  return {};
}

}  // namespace

bool is_administrator(DeskRole role) {
  return role == DeskRole::kSystemAdmin || role == DeskRole::kSecurityAdmin || role == DeskRole::kAuditAdmin;
}

Result<AccountPolicy> load_account_policy(std::string_view toml, std::string_view file_name, std::string_view profile,
                                          std::string_view separation) {
  BIHUAN_TRY(const TomlTable root, parse_toml(toml, file_name));
  BIHUAN_CHECK(root.check_keys({"knowledge", "blocked", "profile", "separation"}));
  BIHUAN_TRY(const std::vector<TomlTable> profiles, root.tables("profile"));
  BIHUAN_TRY(const TomlTable table, chosen(profiles, profile, "账户策略"));
  BIHUAN_CHECK(table.check_keys({"id", "title", "min_length", "min_classes", "expiry_days", "history",
                                 "failures_before_lock", "lock_minutes", "idle_minutes", "session_hours",
                                 "link_minutes", "codes"}));
  AccountPolicy policy;
  BIHUAN_TRY(policy.id, table.string("id"));
  BIHUAN_TRY(policy.title, table.string("title"));
  BIHUAN_CHECK(read_limit(table, "min_length", 8, 64, policy.min_length));
  BIHUAN_CHECK(read_limit(table, "min_classes", 0, 4, policy.min_classes));
  BIHUAN_CHECK(read_limit(table, "expiry_days", 0, 3650, policy.expiry_days));
  BIHUAN_CHECK(read_limit(table, "history", 0, 24, policy.history));
  BIHUAN_CHECK(read_limit(table, "failures_before_lock", 1, 100, policy.failures_before_lock));
  BIHUAN_CHECK(read_limit(table, "lock_minutes", 1, 1440, policy.lock_minutes));
  BIHUAN_CHECK(read_limit(table, "idle_minutes", 1, 1440, policy.idle_minutes));
  BIHUAN_CHECK(read_limit(table, "session_hours", 1, 168, policy.session_hours));
  BIHUAN_CHECK(read_limit(table, "link_minutes", 1, 1440, policy.link_minutes));
  BIHUAN_TRY(const std::vector<std::string> codes, table.strings("codes"));
  for (const std::string& word : codes) {
    const Result<DeskRole> role = parse_role(word);
    if (!role) return fail(Code::kInvalidInput, role.error().message, table.where());
    policy.codes.push_back(*role);
  }
  BIHUAN_TRY(const TomlTable blocked, root.table("blocked"));
  BIHUAN_TRY(policy.blocked, blocked.strings("words"));
  BIHUAN_TRY(const std::vector<TomlTable> separations, root.tables("separation"));
  BIHUAN_TRY(const TomlTable apart, chosen(separations, separation, "管理员分立方式"));
  BIHUAN_CHECK(read_separation(apart, policy));
  return policy;
}

Status check_password(const AccountPolicy& policy, std::string_view password, std::string_view login_name) {
  const auto refuse = [](std::string message) { return fail(Code::kInvalidInput, std::move(message), "新口令"); };
  if (!decode_utf8(password).has_value()) return refuse("口令不是有效的文字");
  const auto length = static_cast<std::int64_t>(count_code_points(password));
  if (length < policy.min_length) return refuse("口令太短，应不少于" + std::to_string(policy.min_length) + "个字符");
  if (password.size() > kLongestPassword) return refuse("口令太长，应不超过128字节");
  bool small = false, capital = false, digit = false, other = false;
  std::string lower;
  for (const char c : password) {
    small = small || (c >= 'a' && c <= 'z');
    capital = capital || (c >= 'A' && c <= 'Z');
    digit = digit || (c >= '0' && c <= '9');
    other = other || !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'));
    lower.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  }
  const std::int64_t classes = std::int64_t{small} + capital + digit + other;
  if (classes < policy.min_classes) {
    return refuse("口令应至少包含小写字母、大写字母、数字、其他字符中的" + std::to_string(policy.min_classes) + "类");
  }
  if (std::ranges::find(policy.blocked, lower) != policy.blocked.end()) return refuse("这个口令太常见，请换一个");
  std::string login;
  for (const char c : login_name) login.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  if (login.size() >= 3 && lower.find(login) != std::string::npos) return refuse("口令不能包含登录名");
  return {};
}

Status check_roles(const AccountPolicy& policy, const std::vector<DeskRole>& roles) {
  const auto exclude = [](DeskRole a, DeskRole b) {
    return fail(Code::kInvalidInput,
                "“" + std::string(title_of(a)) + "”与“" + std::string(title_of(b)) + "”不能由同一人担任（三员分立）", "roles");
  };
  for (const DeskRole admin : roles) {
    if (!is_administrator(admin)) continue;
    const auto group = std::ranges::find_if(policy.admin_groups, [&](const std::vector<DeskRole>& one) {
      return std::ranges::find(one, admin) != one.end();
    });
    for (const DeskRole other : roles) {
      if (other == admin) continue;
      if (group == policy.admin_groups.end() || std::ranges::find(*group, other) == group->end()) {
        return exclude(admin, other);
      }
    }
  }
  return {};
}

}  // namespace bihuan::records
