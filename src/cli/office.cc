#include "cli/office.h"

#include <filesystem>
#include <map>
#include <utility>

#include "base/files.h"
#include "base/toml.h"
#include "cli/command.h"
#include "cli/places.h"
#include "observations/duckdb_store.h"
#include "server/observation_room.h"

namespace bihuan::cli {
namespace {

Status add_person(DataFolder& data, const TomlTable& table) {
  BIHUAN_CHECK(table.check_keys({"name", "units", "post", "login", "roles"}));
  const records::Actor actor = data.operator_now();
  records::Person person;
  BIHUAN_TRY(person.name, table.string("name"));
  BIHUAN_TRY(person, data.organisation->add_person(actor, person));
  BIHUAN_TRY(const std::vector<std::string> units, table.strings_or_none("units"));
  for (const std::string& name : units) {
    BIHUAN_TRY(const records::Unit unit, data.organisation->unit_named(name, to_date(data.clock->now())));
    records::PersonSeat seat;
    seat.person_id = person.person_id;
    seat.unit_id = unit.unit_id;
    BIHUAN_TRY(const std::string post, table.string("post"));
    const Result<records::Post> known = records::parse_post(post);
    if (!known) return fail(known.error().code, known.error().message, table.where());
    seat.post = *known;
    BIHUAN_TRY(seat, data.organisation->add_seat(actor, seat));
  }
  if (!table.has("login")) return {};
  records::NewAccount account;
  account.person_id = person.person_id;
  account.must_set_password = false;
  BIHUAN_TRY(account.login_name, table.string("login"));
  BIHUAN_TRY(const std::vector<std::string> words, table.strings("roles"));
  for (const std::string& word : words) {
    BIHUAN_TRY(const records::DeskRole role, records::parse_role(word));
    account.roles.push_back(role);
  }
  BIHUAN_TRY(const records::Account added, data.accounts->add(actor, account));
  return {};
}

// The store is opened when it is first wanted: most commands do not want it.
void place_observations(DataFolder& data) {
  const std::filesystem::path folder(data.folder);
  const auto open =
      [place = (folder / kObservationsFolder).string()]() -> Result<std::unique_ptr<observations::ObservationStore>> {
    std::vector<std::string> found;
    observations::DuckdbStoreSettings settings;
    settings.folder = place;
    BIHUAN_TRY(std::unique_ptr<observations::ObservationStore> store, observations::open_duckdb_store(settings, found));
    for (const std::string& one : found) print_error("观测数据：" + one + "\n");
    return store;
  };
  data.office->observations->place(open, (folder / kImportsFolder).string(), *data.clock);
}

}  // namespace

Status open_office(DataFolder& data, const std::string& home) {
  BIHUAN_TRY(const std::vector<standards::KnowledgeText> texts, read_knowledge(home, server::kOfficeKnowledge));
  std::map<std::string, std::string> knowledge;
  for (const standards::KnowledgeText& text : texts) knowledge.emplace(text.name, text.text);
  BIHUAN_TRY(data.rights, records::load_rights(knowledge["office/rights.toml"], "office/rights.toml"));
  BIHUAN_TRY(records::AccountPolicy rules,
             records::load_account_policy(knowledge["office/account-policy.toml"], "office/account-policy.toml",
                                          data.settings.account_policy, data.settings.separation));
  data.hasher = std::make_unique<Argon2Hasher>();
  if (data.settings.ldap) {
    BIHUAN_TRY(server::LdapAuthority directory, server::LdapAuthority::make(*data.settings.ldap));
    data.authority = std::make_unique<server::LdapAuthority>(std::move(directory));
  }
  data.organisation = std::make_unique<records::OrganisationBook>(data.database);
  data.accounts =
      std::make_unique<records::Accounts>(data.database, *data.hasher, std::move(rules), data.authority.get());
  BIHUAN_TRY(data.office, server::open_office(data.database, data.settings.bureau, knowledge));
  place_observations(data);
  return ensure_units(data);
}

Status ensure_units(DataFolder& data) {
  BIHUAN_TRY(const std::vector<records::Unit> units, data.organisation->units());
  if (!units.empty()) return {};
  BIHUAN_TRY(const plans::Organisation table, read_organisation(data.folder));
  if (table.units().empty()) return {};
  return data.organisation->import_organisation(data.operator_now(), table);
}

Status ensure_people(DataFolder& data, std::string_view toml, std::string_view file_name) {
  BIHUAN_TRY(const std::vector<records::Person> present, data.organisation->people());
  if (!present.empty()) return {};
  BIHUAN_TRY(const TomlTable root, parse_toml(toml, file_name));
  BIHUAN_CHECK(root.check_keys({"people", "person"}));
  BIHUAN_TRY(const std::vector<TomlTable> persons, root.tables("person"));
  for (const TomlTable& person : persons) BIHUAN_CHECK(add_person(data, person));
  return {};
}

Result<records::Actor> actor_named(DataFolder& data, const std::string& login) {
  const Result<records::Account> found = data.accounts->account_named(login);
  if (!found.has_value()) return fail(found.error().code, found.error().message, "--as " + login);
  if (!found->is_enabled) return fail(Code::kConflict, "账户已停用，不能以它的名义办理。", "--as " + login);
  BIHUAN_TRY(const records::Person person, data.organisation->person(found->person_id));
  records::Actor actor = data.operator_now();
  actor.account_id = found->account_id;
  actor.person_id = person.person_id;
  actor.name = person.name;
  actor.roles = found->roles;
  BIHUAN_TRY(actor.seats, data.organisation->seats_of(person.person_id, to_date(actor.at)));
  return actor;
}

Status export_file(DataFolder& data, const records::Actor& actor, std::string_view what, const std::string& path,
                   const std::string& file_name, const std::string& bytes) {
  BIHUAN_CHECK(server::note_export(*data.office, actor, what, file_name, bytes));
  return write_file_durably(path, bytes);
}

std::string link_address(std::string_view site, std::string_view secret) {
  return std::string(site) + "/enter#" + std::string(secret);
}

}  // namespace bihuan::cli
