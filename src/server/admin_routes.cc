// Routes of the administrators: organisation, accounts, journal.
#include <algorithm>
#include <map>
#include <utility>

#include "records/anchors.h"
#include "records/ledger.h"
#include "server/account_api.h"
#include "server/admin_api.h"
#include "server/application.h"
#include "server/internal/route_makers.h"

namespace bihuan::server {
namespace {

using records::OrganisationBook;

OrganisationBook& book(Application& application) { return application.office().organisation; }
Date today(const Call& call) { return to_date(call.caller.visit.at); }

Result<plans::UnitKind> parse_kind(const std::string& word) {
  for (const plans::UnitKind kind : {plans::UnitKind::kSection, plans::UnitKind::kBrigade, plans::UnitKind::kStation,
                                     plans::UnitKind::kBranch, plans::UnitKind::kBody, plans::UnitKind::kOutside}) {
    if (plans::to_string(kind) == word) return kind;
  }
  return fail(Code::kInvalidInput, "单位类别应为section、brigade、station、branch、body或outside。", "kind");
}

Result<std::vector<records::DeskRole>> parse_roles(const std::vector<std::string>& words) {
  std::vector<records::DeskRole> roles;
  for (const std::string& word : words) {
    BIHUAN_TRY(const records::DeskRole role, records::parse_role(word));
    roles.push_back(role);
  }
  return roles;
}

// --- organisation ----------------------------------------------------------------------------------------------------

api::UnitView shown(const records::Unit& unit) {
  return {unit.unit_id,
          unit.revision,
          unit.name,
          unit.full_name,
          std::string(plans::to_string(unit.kind)),
          unit.aliases,
          unit.parent_id.value_or(""),
          unit.valid_from,
          unit.valid_to,
          unit.note};
}

Status take_unit(records::Unit& unit, const api::UnitRequest& in) {
  unit.name = in.name;
  unit.full_name = in.full_name;
  BIHUAN_TRY(unit.kind, parse_kind(in.kind));
  unit.aliases = in.aliases;
  unit.parent_id = in.parent_id.empty() ? std::nullopt : std::optional(in.parent_id);
  unit.valid_from = in.valid_from;
  unit.valid_to = in.valid_to;
  unit.note = in.note;
  return {};
}

Result<api::UnitView> read_unit(Application& application, const Call& call) {
  BIHUAN_TRY(const records::Unit unit, book(application).unit(call.path.at("unit")));
  return shown(unit);
}

Result<api::UnitView> add_unit(Application& application, const Call& call, const api::UnitRequest& in) {
  records::Unit unit;
  BIHUAN_CHECK(take_unit(unit, in));
  BIHUAN_TRY(unit, book(application).add_unit(call.actor(), unit));
  return shown(unit);
}

Result<api::UnitView> change_unit(Application& application, const Call& call, const api::UnitRequest& in) {
  BIHUAN_TRY(records::Unit unit, book(application).unit(call.path.at("unit")));
  BIHUAN_TRY(unit.revision, call.seen_revision());
  BIHUAN_CHECK(take_unit(unit, in));
  BIHUAN_TRY(unit, book(application).change_unit(call.actor(), unit, in.why));
  return shown(unit);
}

api::SeatView shown(const records::PersonSeat& seat) {
  return {seat.seat_id,    seat.revision, seat.person_id, seat.unit_id, records::word_of(seat.post),
          seat.valid_from, seat.valid_to};
}

Result<api::PersonList> list_all_people(Application& application, const Call& call) {
  BIHUAN_TRY(const std::vector<records::Person> people, book(application).people());
  BIHUAN_TRY(const std::vector<records::PersonSeat> seats, book(application).seats(today(call)));
  std::map<std::string, std::vector<api::SeatView>> by_person;
  for (const records::PersonSeat& seat : seats) by_person[seat.person_id].push_back(shown(seat));
  api::PersonList list;
  for (const records::Person& person : people) {
    list.people.push_back({person.person_id, person.name, by_person[person.person_id]});
  }
  return list;
}

Result<api::PersonView> add_person(Application& application, const Call& call, const api::PersonRequest& in) {
  records::Person person;
  person.name = in.name;
  BIHUAN_TRY(person, book(application).add_person(call.actor(), person));
  return api::PersonView{person.person_id, person.name, {}};
}

Result<api::SeatView> add_seat(Application& application, const Call& call, const api::SeatRequest& in) {
  records::PersonSeat seat;
  seat.person_id = call.path.at("person");
  seat.unit_id = in.unit_id;
  BIHUAN_TRY(seat.post, records::parse_post(in.post));
  seat.valid_from = in.valid_from;
  BIHUAN_TRY(seat, book(application).add_seat(call.actor(), seat));
  return shown(seat);
}

Result<api::SeatView> end_seat(Application& application, const Call& call, const api::EndRequest& in) {
  BIHUAN_TRY(const std::int64_t revision, call.seen_revision());
  BIHUAN_TRY(const records::PersonSeat seat,
             book(application).end_seat(call.actor(), call.path.at("seat"), revision, in.last_day, in.why));
  return shown(seat);
}

Result<api::DeputyView> shown(OrganisationBook& organisation, const records::Deputyship& one) {
  BIHUAN_TRY(const records::Person away, organisation.person(one.person_id));
  BIHUAN_TRY(const records::Person acts, organisation.person(one.deputy_person_id));
  return api::DeputyView{one.deputy_id, one.revision,   one.person_id, away.name, one.deputy_person_id,
                         acts.name,     one.valid_from, one.valid_to,  one.reason};
}

Result<api::DeputyList> list_deputies(Application& application, const Call& call) {
  BIHUAN_TRY(const std::vector<records::Deputyship> all, book(application).deputies(today(call)));
  api::DeputyList list;
  for (const records::Deputyship& one : all) {
    BIHUAN_TRY(api::DeputyView view, shown(book(application), one));
    list.deputies.push_back(std::move(view));
  }
  return list;
}

// Whoever is away says so himself; for others the administrator of the organisation does.
Status may_arrange(Application& application, const Call& call, const std::string& person_id) {
  if (call.actor().person_id == person_id) return {};
  if (application.access().rights.has_right(call.actor(), "organisation.write")) return {};
  return fail(Code::kInvalidInput, "只能安排自己的代理人；别人的由系统管理员办理。", "who");
}

Result<api::DeputyView> add_deputy(Application& application, const Call& call, const api::DeputyRequest& in) {
  BIHUAN_CHECK(may_arrange(application, call, in.person_id));
  BIHUAN_TRY(const records::Deputyship one, book(application)
                                                .add_deputy(call.actor(), {"", 1, in.person_id, in.deputy_person_id,
                                                                           in.valid_from, in.valid_to, in.reason}));
  return shown(book(application), one);
}

Result<api::DeputyView> end_deputy(Application& application, const Call& call, const api::EndRequest& in) {
  BIHUAN_TRY(const std::vector<records::Deputyship> all, book(application).deputies());
  const auto found = std::ranges::find(all, call.path.at("deputy"), &records::Deputyship::deputy_id);
  if (found == all.end()) return fail(Code::kNotFound, "没有这项代理。", "代理");
  BIHUAN_CHECK(may_arrange(application, call, found->person_id));
  BIHUAN_TRY(const std::int64_t revision, call.seen_revision());
  BIHUAN_TRY(const records::Deputyship one,
             book(application).end_deputy(call.actor(), found->deputy_id, revision, in.last_day, in.why));
  return shown(book(application), one);
}

// --- accounts --------------------------------------------------------------------------------------------------------

Result<api::AccountView> shown(Application& application, const records::Account& account) {
  BIHUAN_TRY(const records::Person person, book(application).person(account.person_id));
  api::AccountView view{account.account_id, account.revision,
                        account.login_name, account.person_id,
                        person.name,        {},
                        account.is_enabled, ""};
  for (const records::DeskRole role : account.roles) view.roles.push_back(records::word_of(role));
  return view;
}

Result<records::Account> account_at(Application& application, const Call& call) {
  return application.access().accounts.account_named(call.path.at("login"));
}

Result<api::AccountView> with_link(Application& application, const Call& call, const records::Account& account) {
  BIHUAN_TRY(const std::string secret, application.access().accounts.make_link(call.actor(), account.account_id));
  BIHUAN_TRY(api::AccountView view, shown(application, account));
  view.link = "/enter#" + secret;
  return view;
}

Result<api::AccountView> read_account(Application& application, const Call& call) {
  BIHUAN_TRY(const records::Account account, account_at(application, call));
  return shown(application, account);
}

Result<api::AccountView> add_account(Application& application, const Call& call, const api::AccountRequest& in) {
  BIHUAN_TRY(const std::vector<records::DeskRole> roles, parse_roles(in.roles));
  BIHUAN_TRY(const records::Account account,
             application.access().accounts.add(call.actor(), {in.person_id, in.login_name, roles, true}));
  return with_link(application, call, account);
}

Result<api::AccountView> set_roles(Application& application, const Call& call, const api::RolesRequest& in) {
  BIHUAN_TRY(const records::Account account, account_at(application, call));
  BIHUAN_TRY(const std::vector<records::DeskRole> roles, parse_roles(in.roles));
  BIHUAN_TRY(const std::int64_t revision, call.seen_revision());
  BIHUAN_TRY(const records::Account changed,
             application.access().accounts.set_roles(call.actor(), account.account_id, revision, roles, in.why));
  return shown(application, changed);
}

template <bool kEnables>
Result<api::AccountView> set_enabled(Application& application, const Call& call, const api::WhyRequest& in) {
  BIHUAN_TRY(const records::Account account, account_at(application, call));
  BIHUAN_TRY(const records::Account changed,
             application.access().accounts.set_enabled(call.actor(), account.account_id, kEnables, in.why));
  return shown(application, changed);
}

Result<api::AccountView> reset_account(Application& application, const Call& call, const api::WhyRequest& in) {
  BIHUAN_TRY(const records::Account account, account_at(application, call));
  BIHUAN_CHECK(application.access().accounts.reset_password(call.actor(), account.account_id, in.why));
  return with_link(application, call, account);
}

// --- journal ---------------------------------------------------------------------------------------------------------

Result<api::JournalPage> list_journal(Application& application, const Call& call) {
  std::int64_t after = 0;
  if (const std::string cursor = call.query("cursor"); !cursor.empty()) {
    const std::optional<std::int64_t> number = call.number("cursor");
    if (!number || *number < 0) return fail(Code::kInvalidInput, "cursor应为上一页给出的next。", "cursor");
    after = *number;
  }
  const std::string order = call.query("order");
  if (!order.empty() && order != "oldest" && order != "newest") {
    return fail(Code::kInvalidInput, "order应为oldest（缺省）或newest。", "order");
  }
  const records::JournalFilter filter{call.query("subject"), call.query("what"), call.query("who"), order == "newest"};
  BIHUAN_TRY(const std::vector<records::JournalEntry> entries,
             application.office().database->read(
                 [&](records::Reader& reader) { return records::read_journal(reader, after, call.limit(), filter); }));
  // Reading what others did is sensitive, and an entry too: once for each page.
  BIHUAN_CHECK(application.office().database->write(call.actor(), [&](records::Ledger& ledger) {
    return ledger.note("journal.read", "journal", "{\"after\":" + std::to_string(after) + "}");
  }));
  api::JournalPage page;
  for (const records::JournalEntry& one : entries) {
    page.entries.push_back({one.number, one.at, one.recorded_at, one.who, one.origin, one.what, one.subject, one.why,
                            one.before, one.after, one.digest});
  }
  if (static_cast<std::int64_t>(entries.size()) == call.limit()) page.next = std::to_string(entries.back().number);
  return page;
}

Result<api::JournalProof> verify(Application& application, const Call& /*call*/, const api::Nothing& /*in*/) {
  std::vector<records::JournalAnchor> anchors;
  if (const std::string& file = application.options().anchors_file; !file.empty()) {
    BIHUAN_TRY(anchors, records::read_anchors(file));
  }
  BIHUAN_TRY(const records::JournalReport report, application.office().database->read([&](records::Reader& reader) {
    return records::verify_journal(reader, anchors);
  }));
  api::JournalProof proof{report.head.entries, report.head.digest, report.records, report.erased, {}};
  for (const records::JournalFinding& one : report.findings) {
    proof.findings.push_back({one.number, one.place, one.message});
  }
  return proof;
}

}  // namespace

void add_admin_routes(std::vector<Route>& all) {
  all.push_back(read_route<api::UnitView>("/api/v1/units/{unit}", "get_unit", "一个单位", "A unit", {}, &read_unit));
  all.push_back(write_route<api::UnitRequest, api::UnitView>("/api/v1/units", "add_unit", "新增单位", "Add a unit", 201,
                                                             &add_unit));
  all.push_back(revised(write_route<api::UnitRequest, api::UnitView>("/api/v1/units/{unit}", "change_unit", "修改单位",
                                                                     "Change a unit", 200, &change_unit)));
  all.push_back(read_route<api::PersonList>("/api/v1/people", "list_all_people", "全部人员和岗位",
                                            "All people and where they sit", {}, &list_all_people));
  all.push_back(write_route<api::PersonRequest, api::PersonView>("/api/v1/people", "add_person", "新增人员",
                                                                 "Add a person", 201, &add_person));
  all.push_back(write_route<api::SeatRequest, api::SeatView>("/api/v1/people/{person}/seats", "add_seat", "安排岗位",
                                                             "Give a person a seat in a unit", 201, &add_seat));
  all.push_back(revised(write_route<api::EndRequest, api::SeatView>("/api/v1/seats/{seat}/end", "end_seat", "结束岗位",
                                                                    "End a seat", 200, &end_seat)));
  all.push_back(read_route<api::DeputyList>("/api/v1/deputies", "list_deputies", "当前的代理",
                                            "Who acts for whom today", {}, &list_deputies));
  all.push_back(write_route<api::DeputyRequest, api::DeputyView>("/api/v1/deputies", "add_deputy", "安排代理人",
                                                                 "Name a deputy", 201, &add_deputy));
  all.push_back(revised(write_route<api::EndRequest, api::DeputyView>(
      "/api/v1/deputies/{deputy}/end", "end_deputy", "提前结束代理", "End a deputyship", 200, &end_deputy)));
  all.push_back(read_route<api::AccountView>("/api/v1/accounts/{login}", "get_account", "一个账户", "An account", {},
                                             &read_account));
  all.push_back(
      write_route<api::AccountRequest, api::AccountView>("/api/v1/accounts", "add_account", "新建账户，给出一次性链接",
                                                         "Add an account; answers a one-time link", 201, &add_account));
  all.push_back(revised(write_route<api::RolesRequest, api::AccountView>(
      "/api/v1/accounts/{login}/roles", "set_roles", "改动角色", "Set the roles of an account", 200, &set_roles)));
  all.push_back(write_route<api::WhyRequest, api::AccountView>("/api/v1/accounts/{login}/disable", "disable_account",
                                                               "停用账户", "Disable an account", 200,
                                                               &set_enabled<false>));
  all.push_back(write_route<api::WhyRequest, api::AccountView>(
      "/api/v1/accounts/{login}/enable", "enable_account", "启用账户", "Enable an account", 200, &set_enabled<true>));
  all.push_back(write_route<api::WhyRequest, api::AccountView>(
      "/api/v1/accounts/{login}/reset", "reset_account", "重置口令，给出一次性链接",
      "Reset a password; answers a one-time link", 200, &reset_account));
  all.push_back(read_route<api::JournalPage>("/api/v1/journal", "list_journal", "操作日志", "The journal",
                                             {kCursor,
                                              kLimit,
                                              {"subject", false, false, "对象以此开头"},
                                              {"what", false, false, "动作以此开头"},
                                              {"who", false, false, "谁"},
                                              {"order", false, false, "oldest最早在前（缺省），newest最新在前"}},
                                             &list_journal));
  all.push_back(write_route<api::Nothing, api::JournalProof>(
      "/api/v1/journal/verify", "verify_journal", "核对日志和记录", "Prove journal and records", 200, &verify));
}

}  // namespace bihuan::server
