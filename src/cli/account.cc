#include "cli/office.h"
#include "cli/stored_plans.h"
#include "cli/text_table.h"

namespace bihuan::cli {
namespace {

struct AccountOptions : DataOptions {
  std::string login, person, unit, post = "clerk", why, site = "http://127.0.0.1:8710";
  std::vector<std::string> roles;
  bool is_of_directory = false;
};

Result<std::vector<records::DeskRole>> roles_of(const std::vector<std::string>& words) {
  std::vector<records::DeskRole> roles;
  for (const std::string& word : words) {
    const Result<records::DeskRole> role = records::parse_role(word);
    if (!role) return fail(role.error().code, role.error().message, "--roles " + word);
    roles.push_back(*role);
  }
  return roles;
}

void warn(const DataFolder& data) {
  const std::string& warning = data.accounts->policy().warning;
  if (!warning.empty()) print_error("警告：" + warning + "\n");
}

Status print_link(DataFolder& data, const records::Account& account, const AccountOptions& options) {
  BIHUAN_TRY(const std::string secret, data.accounts->make_link(data.operator_now(), account.account_id));
  print("一次性登录链接（只能在运行服务的这台机器上用一次，" + std::to_string(data.accounts->policy().link_minutes) +
        "分钟内有效）：\n  " + link_address(options.site, secret) + "\n");
  return {};
}

Status create_account(DataFolder& data, const AccountOptions& options) {
  warn(data);
  BIHUAN_TRY(const std::vector<records::DeskRole> roles, roles_of(options.roles));
  BIHUAN_TRY(const std::vector<records::Person> people, data.organisation->people());
  std::string person_id;
  for (const records::Person& person : people) {
    if (person.person_id == options.person || person.name == options.person) {
      if (!person_id.empty()) {
        return fail(Code::kConflict, "有两个人叫“" + options.person + "”，请用人员编号", "--person");
      }
      person_id = person.person_id;
    }
  }
  const records::Actor actor = data.operator_now();
  if (person_id.empty()) {
    records::Person person;
    person.name = options.person;
    BIHUAN_TRY(person, data.organisation->add_person(actor, person));
    person_id = person.person_id;
  }
  if (!options.unit.empty()) {
    BIHUAN_TRY(const records::Unit unit, data.organisation->unit_named(options.unit, to_date(data.clock->now())));
    records::PersonSeat seat;
    seat.person_id = person_id;
    seat.unit_id = unit.unit_id;
    BIHUAN_TRY(seat.post, records::parse_post(options.post));
    BIHUAN_TRY(seat, data.organisation->add_seat(actor, seat));
  }
  BIHUAN_TRY(const records::Account account,
             data.accounts->add(actor, {person_id, options.login, roles, !options.is_of_directory}));
  if (options.is_of_directory) {
    print("已建立账户：" + account.account_id + " " + account.login_name + "（口令由目录服务核对）\n");
    return {};
  }
  print("已建立账户：" + account.account_id + " " + account.login_name + "（首次登录须设置口令）\n");
  return print_link(data, account, options);
}

Status list_accounts(DataFolder& data) {
  warn(data);
  BIHUAN_TRY(const std::vector<records::Account> accounts, data.accounts->list());
  std::vector<std::vector<std::string>> rows;
  for (const records::Account& account : accounts) {
    BIHUAN_TRY(const records::Person person, data.organisation->person(account.person_id));
    std::string roles;
    for (const records::DeskRole role : account.roles) {
      roles += (roles.empty() ? "" : "、") + std::string(records::title_of(role));
    }
    rows.push_back({account.account_id, account.login_name, person.name, roles, account.is_enabled ? "启用" : "停用"});
  }
  print(render_table({{"编号"}, {"登录名"}, {"姓名"}, {"角色"}, {"状态"}}, rows));
  return {};
}

Status set_roles(DataFolder& data, const AccountOptions& options) {
  warn(data);
  BIHUAN_TRY(const std::vector<records::DeskRole> roles, roles_of(options.roles));
  BIHUAN_TRY(const records::Account account, data.accounts->account_named(options.login));
  BIHUAN_TRY(const records::Account changed, data.accounts->set_roles(data.operator_now(), account.account_id,
                                                                      account.revision, roles, options.why));
  print("已改动角色：" + changed.login_name + "（需重新登录）\n");
  return {};
}

Status set_enabled(DataFolder& data, const AccountOptions& options, bool is_enabled) {
  BIHUAN_TRY(const records::Account account, data.accounts->account_named(options.login));
  BIHUAN_TRY(const records::Account changed,
             data.accounts->set_enabled(data.operator_now(), account.account_id, is_enabled, options.why));
  print((is_enabled ? "已启用：" : "已停用：") + changed.login_name + "\n");
  return {};
}

Status reset(DataFolder& data, const AccountOptions& options) {
  BIHUAN_TRY(const records::Account account, data.accounts->account_named(options.login));
  BIHUAN_CHECK(data.accounts->reset_password(data.operator_now(), account.account_id, options.why));
  print("已重置口令：" + account.login_name + "\n");
  return print_link(data, account, options);
}

Status link(DataFolder& data, const AccountOptions& options) {
  BIHUAN_TRY(const records::Account account, data.accounts->account_named(options.login));
  return print_link(data, account, options);
}

Status list_units(DataFolder& data) {
  BIHUAN_TRY(const std::vector<records::Unit> units, data.organisation->units(to_date(data.clock->now())));
  std::vector<std::vector<std::string>> rows;
  for (const records::Unit& unit : units) {
    rows.push_back({unit.unit_id, unit.name, std::string(plans::to_string(unit.kind)), unit.full_name});
  }
  print(render_table({{"编号"}, {"名称"}, {"类别"}, {"全称"}}, rows));
  return {};
}

// A subcommand on an opened folder.
template <class Work>
CLI::App* add_command(CLI::App& parent, Session& session, const std::string& name, const std::string& help,
                      const std::shared_ptr<AccountOptions>& options, Work work, bool creates = false) {
  CLI::App* command = parent.add_subcommand(name, help);
  command->add_option("--data", options->data, "数据文件夹 (the data folder)")->capture_default_str();
  command->callback([options, work, creates, &session] {
    with_folder(session, options->data, creates, [&](DataFolder& data) { return work(data, *options); });
  });
  return command;
}

void add_login_of_account(CLI::App& command, AccountOptions& options) {
  command.add_option("LOGIN", options.login, "登录名 (login name)")->required();
}
void add_why(CLI::App& command, AccountOptions& options) {
  command.add_option("--why", options.why, "理由 (why)")->required();
}
void add_roles(CLI::App& command, AccountOptions& options) {
  command
      .add_option("--roles", options.roles,
                  "角色，多个用逗号分开：office、section、station、branch、enforcement、leader、reader、system_admin、"
                  "security_admin、audit_admin (roles)")
      ->required()
      ->delimiter(',');
}
void add_site(CLI::App& command, AccountOptions& options) {
  command.add_option("--site", options.site, "链接中的服务地址 (address of the server)")->capture_default_str();
}

}  // namespace

void add_account(CLI::App& app, Session& session) {
  CLI::App* account = app.add_subcommand("account", "账户：新建、列出、角色、停用、重置 (accounts)");
  account->require_subcommand(1);
  auto options = std::make_shared<AccountOptions>();
  CLI::App* command =
      add_command(*account, session, "add", "新建账户 (add an account)", options, &create_account, true);
  add_login_of_account(*command, *options);
  command->add_option("--person", options->person, "姓名或人员编号，没有的人会新建 (the person)")->required();
  command->add_option("--unit", options->unit, "在哪个单位任职 (seat in a unit)");
  command->add_option("--post", options->post, "岗位：clerk、head、supervisor (the post)")
      ->check(CLI::IsMember({"clerk", "head", "supervisor"}))
      ->capture_default_str();
  command->add_flag(
      "--directory", options->is_of_directory,
      "在本系统没有口令：由desk.toml中[ldap]的目录核对，或经[oidc]登录 (its password is that of the directory)");
  add_roles(*command, *options);
  add_site(*command, *options);
  add_command(*account, session, "list", "列出账户 (list)", options,
              [](DataFolder& data, const AccountOptions&) { return list_accounts(data); });
  command = add_command(*account, session, "roles", "改动角色 (set roles)", options, &set_roles);
  add_login_of_account(*command, *options);
  add_roles(*command, *options);
  add_why(*command, *options);
  command = add_command(*account, session, "disable", "停用账户 (disable)", options,
                        [](DataFolder& data, const AccountOptions& given) { return set_enabled(data, given, false); });
  add_login_of_account(*command, *options);
  add_why(*command, *options);
  command = add_command(*account, session, "enable", "启用账户 (enable)", options,
                        [](DataFolder& data, const AccountOptions& given) { return set_enabled(data, given, true); });
  add_login_of_account(*command, *options);
  add_why(*command, *options);
  command = add_command(*account, session, "reset-password", "重置口令并给出登录链接 (reset)", options, &reset);
  add_login_of_account(*command, *options);
  add_why(*command, *options);
  add_site(*command, *options);
  command = add_command(*account, session, "link", "一次性登录链接 (a one-time link)", options, &link);
  add_login_of_account(*command, *options);
  add_site(*command, *options);
}

void add_unit(CLI::App& app, Session& session) {
  CLI::App* unit = app.add_subcommand("unit", "单位 (units)");
  unit->require_subcommand(1);
  add_command(*unit, session, "list", "列出现有单位 (list)", std::make_shared<AccountOptions>(),
              [](DataFolder& data, const AccountOptions&) { return list_units(data); });
}

}  // namespace bihuan::cli
