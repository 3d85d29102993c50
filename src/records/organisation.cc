#include "records/organisation.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/text.h"
#include "records/internal/organisation_describe.h"

namespace bihuan::records {
namespace {

std::string folded(std::string_view name) { return strip_spaces(to_half_width(name)); }

bool holds_on(const std::optional<Date>& from, const std::optional<Date>& to, Date on) {
  return (!from || *from <= on) && (!to || on <= *to);
}

template <class Row>
bool overlap(const Row& a, const Row& b) {
  const bool a_ends_first = a.valid_to && b.valid_from && *a.valid_to < *b.valid_from;
  const bool b_ends_first = b.valid_to && a.valid_from && *b.valid_to < *a.valid_from;
  return !a_ends_first && !b_ends_first;
}

template <class Row>
Status check_days(const Row& row) {
  if (row.valid_from && row.valid_to && *row.valid_to < *row.valid_from) {
    return fail(Code::kInvalidInput,
                "起止日期颠倒：从" + to_string(*row.valid_from) + "到" + to_string(*row.valid_to), "valid_to");
  }
  return {};
}

// A deputyship has both ends.
Status check_days(const Deputyship& deputy) {
  if (deputy.valid_to >= deputy.valid_from) return {};
  return fail(Code::kInvalidInput,
              "起止日期颠倒：从" + to_string(deputy.valid_from) + "到" + to_string(deputy.valid_to), "valid_to");
}

Status check_name(std::string_view name, std::string_view what) {
  if (trim(name).empty()) return fail(Code::kInvalidInput, std::string(what) + "要有名称", "name");
  if (name.size() > 200) return fail(Code::kInvalidInput, std::string(what) + "的名称太长，应不超过200字节", "name");
  if (name.find_first_of("/\\#") != std::string_view::npos) {
    return fail(Code::kInvalidInput, std::string(what) + "的名称不能含有 / \\ #", "name");
  }
  return {};
}

template <class Row>
Result<Row> found(Reader& reader, std::string_view id, std::string_view what) {
  BIHUAN_TRY(std::optional<Row> row, find<Row>(reader, std::string(id)));
  if (!row) return fail(Code::kNotFound, "没有编号为“" + excerpt(id) + "”的" + std::string(what), std::string(what));
  return *std::move(row);
}

template <class Row>
Result<std::vector<Row>> in_order(Reader& reader, std::string_view id_column) {
  Query query;
  query.order = {{"place"}, {std::string(id_column)}};
  return select<Row>(reader, query);
}

// What a unit and a collective name have in common: the names that they claim on their days.
struct Claim {
  std::string id, name;
  std::set<std::string> names;
  std::optional<Date> valid_from, valid_to;
};
Claim claim_of(const Unit& unit) {
  Claim claim{unit.unit_id, unit.name, {folded(unit.name)}, unit.valid_from, unit.valid_to};
  if (!unit.full_name.empty()) claim.names.insert(folded(unit.full_name));
  for (const std::string& alias : unit.aliases) claim.names.insert(folded(alias));
  return claim;
}
Claim claim_of(const Collective& collective) {
  Claim claim{collective.collective_id, collective.name, {folded(collective.name)}, collective.valid_from,
              collective.valid_to};
  for (const std::string& alias : collective.aliases) claim.names.insert(folded(alias));
  return claim;
}

Status check_claim(Reader& reader, const Claim& own) {
  BIHUAN_TRY(const std::vector<Unit> units, select<Unit>(reader));
  BIHUAN_TRY(const std::vector<Collective> collectives, select<Collective>(reader));
  std::vector<Claim> others;
  for (const Unit& unit : units) others.push_back(claim_of(unit));
  for (const Collective& collective : collectives) others.push_back(claim_of(collective));
  for (const Claim& other : others) {
    if (other.id == own.id || !overlap(own, other)) continue;
    for (const std::string& name : own.names) {
      if (!other.names.contains(name)) continue;
      return fail(Code::kConflict, "名称“" + name + "”在同一时间已属于“" + other.name + "”（" + other.id + "）", "name");
    }
  }
  return {};
}

// The chain of parents above a unit must end. `unit` may be new or about to change.
Status check_parents(Reader& reader, const Unit& unit) {
  std::optional<std::string> above = unit.parent_id;
  std::set<std::string> seen;
  while (above) {
    if (*above == unit.unit_id || !seen.insert(*above).second) {
      return fail(Code::kInvalidInput, "上级单位形成循环：“" + unit.name + "”不能在自己之下", "parent_id");
    }
    BIHUAN_TRY(const Unit parent, found<Unit>(reader, *above, "单位"));
    above = parent.parent_id;
  }
  return {};
}

Status check_unit(Reader& reader, const Unit& unit) {
  BIHUAN_CHECK(check_name(unit.name, "单位"));
  BIHUAN_CHECK(check_days(unit));
  BIHUAN_CHECK(check_parents(reader, unit));
  return check_claim(reader, claim_of(unit));
}

Result<std::string> new_unit_id(Reader& reader, const std::string& name) {
  std::string id = name;
  for (int n = 2;; ++n) {
    BIHUAN_TRY(const std::optional<Unit> taken, find<Unit>(reader, id));
    if (!taken) return id;
    id = name + "#" + std::to_string(n);
  }
}

Result<Unit> store_unit(Ledger& ledger, Unit unit) {
  BIHUAN_CHECK(check_name(unit.name, "单位"));
  BIHUAN_TRY(unit.unit_id, new_unit_id(ledger.store(), unit.name));
  unit.revision = 1;
  if (unit.place == 0) {
    BIHUAN_TRY(unit.place, ledger.store().largest(table_of<Unit>(), "place"));
    ++unit.place;
  }
  BIHUAN_CHECK(check_unit(ledger.store(), unit));
  BIHUAN_CHECK(ledger.add(unit, "unit.added"));
  return unit;
}

Result<Collective> store_collective(Ledger& ledger, Collective collective) {
  BIHUAN_TRY(collective.collective_id, ledger.new_id('n', "collective"));
  collective.revision = 1;
  if (collective.place == 0) {
    BIHUAN_TRY(collective.place, ledger.store().largest(table_of<Collective>(), "place"));
    ++collective.place;
  }
  BIHUAN_CHECK(check_name(collective.name, "集体名称"));
  BIHUAN_CHECK(check_days(collective));
  if (collective.members.empty()) return fail(Code::kInvalidInput, "集体名称至少要有一个单位", "members");
  for (const std::string& member : collective.members) BIHUAN_CHECK(found<Unit>(ledger.store(), member, "单位"));
  BIHUAN_CHECK(check_claim(ledger.store(), claim_of(collective)));
  BIHUAN_CHECK(ledger.add(collective, "collective.added"));
  return collective;
}

template <class Row>
std::vector<Row> of_day(std::vector<Row> rows, const std::optional<Date>& on) {
  if (on) std::erase_if(rows, [&](const Row& row) { return !holds_on(row.valid_from, row.valid_to, *on); });
  return rows;
}

// Gives a row that has days its last one.
template <class Row>
Result<Row> end_row(Database& database, const Actor& actor, std::string_view id, std::int64_t revision, Date last_day,
                    std::string_view why, std::string_view what, std::string_view name) {
  if (trim(why).empty()) return fail(Code::kInvalidInput, std::string(name) + "的结束要写明理由", "why");
  return database.write(actor, [&](Ledger& ledger) -> Result<Row> {
    BIHUAN_TRY(const Row before, found<Row>(ledger.store(), id, name));
    BIHUAN_CHECK(check_revision(before, revision));
    Row after = before;
    after.valid_to = last_day;
    BIHUAN_CHECK(check_days(after));
    BIHUAN_CHECK(ledger.change(before, after, what, trim(why)));
    return after;
  });
}

}  // namespace

OrganisationBook::OrganisationBook(std::shared_ptr<Database> database) : database_(std::move(database)) {}

Status OrganisationBook::import_organisation(const Actor& actor, const plans::Organisation& table) {
  return database_->write(actor, [&](Ledger& ledger) -> Status {
    BIHUAN_TRY(const std::int64_t present, ledger.store().count(table_of<Unit>(), {}));
    if (present > 0) return fail(Code::kConflict, "库中已有单位，单位表只能导入空库：请逐项修改", "单位");
    std::multimap<std::string, std::string> ids;  // a unit that was founded anew stands twice
    for (const plans::OrganisationUnit& from : table.units()) {
      Unit unit;
      unit.name = from.name;
      unit.full_name = from.full_name;
      unit.kind = from.kind;
      unit.aliases = from.aliases;
      unit.valid_from = from.effect.from;
      unit.valid_to = from.effect.to;
      unit.note = from.note;
      BIHUAN_TRY(const Unit stored, store_unit(ledger, std::move(unit)));
      ids.emplace(stored.name, stored.unit_id);
    }
    for (const plans::CollectiveName& from : table.collectives()) {
      Collective collective;
      collective.name = from.name;
      collective.aliases = from.aliases;
      collective.subset_unknown = from.subset_unknown;
      collective.valid_from = from.effect.from;
      collective.valid_to = from.effect.to;
      collective.note = from.note;
      for (const std::string& member : from.members) {
        const auto [first, last] = ids.equal_range(member);
        if (first == last) return fail(Code::kNotFound, "“" + from.name + "”的成员“" + member + "”不是单位", "members");
        for (auto one = first; one != last; ++one) collective.members.push_back(one->second);
      }
      BIHUAN_CHECK(store_collective(ledger, std::move(collective)));
    }
    return {};
  });
}

Result<plans::Organisation> OrganisationBook::table(std::string_view bureau) {
  std::vector<plans::OrganisationUnit> rows;
  std::vector<plans::CollectiveName> names;
  BIHUAN_TRY(const std::vector<Unit> all, units());
  for (const Unit& unit : all) {
    plans::OrganisationUnit row{unit.unit_id, unit.full_name, unit.kind, unit.aliases,
                                {unit.valid_from, unit.valid_to}, unit.note};
    if (unit.name != unit.unit_id) row.aliases.push_back(unit.name);
    rows.push_back(std::move(row));
  }
  BIHUAN_TRY(const std::vector<Collective> groups, collectives());
  for (const Collective& one : groups) {
    names.push_back({one.name, one.aliases, one.members, one.subset_unknown, {one.valid_from, one.valid_to}, one.note});
  }
  return plans::make_organisation("", std::string(bureau), std::move(rows), std::move(names));
}

Result<std::vector<Unit>> OrganisationBook::units(std::optional<Date> on) {
  return database_->read([&](Reader& reader) -> Result<std::vector<Unit>> {
    BIHUAN_TRY(std::vector<Unit> all, in_order<Unit>(reader, "unit_id"));
    return of_day(std::move(all), on);
  });
}

Result<std::vector<Collective>> OrganisationBook::collectives(std::optional<Date> on) {
  return database_->read([&](Reader& reader) -> Result<std::vector<Collective>> {
    BIHUAN_TRY(std::vector<Collective> all, in_order<Collective>(reader, "collective_id"));
    return of_day(std::move(all), on);
  });
}

Result<Unit> OrganisationBook::unit(std::string_view unit_id) {
  return database_->read([&](Reader& reader) { return found<Unit>(reader, unit_id, "单位"); });
}

Result<Unit> OrganisationBook::unit_named(std::string_view name, Date on) {
  BIHUAN_TRY(std::vector<Unit> all, units(on));
  for (Unit& unit : all) {
    if (claim_of(unit).names.contains(folded(name))) return std::move(unit);
  }
  return fail(Code::kNotFound, to_string(on) + "没有名为“" + excerpt(name) + "”的单位", "单位");
}

Result<std::vector<Person>> OrganisationBook::people() {
  return database_->read([](Reader& reader) { return select<Person>(reader, {{}, {{"person_id"}}, {}, 0}); });
}

Result<Person> OrganisationBook::person(std::string_view person_id) {
  return database_->read([&](Reader& reader) { return found<Person>(reader, person_id, "人员"); });
}

Result<std::vector<PersonSeat>> OrganisationBook::seats_in(std::string_view unit_id, Date on) {
  return database_->read([&](Reader& reader) -> Result<std::vector<PersonSeat>> {
    BIHUAN_TRY(std::vector<PersonSeat> all,
               select<PersonSeat>(reader, {{is("unit_id", std::string(unit_id))}, {{"seat_id"}}, {}, 0}));
    return of_day(std::move(all), on);
  });
}

Result<std::vector<PersonSeat>> OrganisationBook::seats(Date on) {
  return database_->read([&](Reader& reader) -> Result<std::vector<PersonSeat>> {
    BIHUAN_TRY(std::vector<PersonSeat> all, select<PersonSeat>(reader, {{}, {{"seat_id"}}, {}, 0}));
    return of_day(std::move(all), on);
  });
}

Result<std::vector<Deputyship>> OrganisationBook::deputies(std::optional<Date> on) {
  return database_->read([&](Reader& reader) -> Result<std::vector<Deputyship>> {
    BIHUAN_TRY(std::vector<Deputyship> all, select<Deputyship>(reader, {{}, {{"deputy_id"}}, {}, 0}));
    return of_day(std::move(all), on);
  });
}

Result<std::vector<Seat>> OrganisationBook::seats_of(std::string_view person_id, Date on) {
  return database_->read([&](Reader& reader) -> Result<std::vector<Seat>> {
    std::vector<Seat> seats;
    const auto add = [&](const std::string& person, const std::string& for_person) -> Status {
      BIHUAN_TRY(const std::vector<PersonSeat> all,
                 select<PersonSeat>(reader, {{is("person_id", person)}, {{"seat_id"}}, {}, 0}));
      for (const PersonSeat& seat : of_day(all, on)) seats.push_back({seat.unit_id, seat.post, for_person});
      return {};
    };
    BIHUAN_CHECK(add(std::string(person_id), ""));
    BIHUAN_TRY(std::vector<Deputyship> deputyships,
               select<Deputyship>(reader,
                                  {{is("deputy_person_id", std::string(person_id))}, {{"deputy_id"}}, {}, 0}));
    for (const Deputyship& one : of_day(std::move(deputyships), on)) BIHUAN_CHECK(add(one.person_id, one.person_id));
    return seats;
  });
}

Result<Unit> OrganisationBook::add_unit(const Actor& actor, Unit unit) {
  return database_->write(actor, [&](Ledger& ledger) { return store_unit(ledger, std::move(unit)); });
}

Result<Unit> OrganisationBook::change_unit(const Actor& actor, Unit unit, std::string_view why) {
  if (trim(why).empty()) return fail(Code::kInvalidInput, "修改单位要写明理由", "why");
  return database_->write(actor, [&](Ledger& ledger) -> Result<Unit> {
    BIHUAN_TRY(const Unit before, found<Unit>(ledger.store(), unit.unit_id, "单位"));
    BIHUAN_CHECK(check_revision(before, unit.revision));
    BIHUAN_CHECK(check_unit(ledger.store(), unit));
    BIHUAN_CHECK(ledger.change(before, unit, "unit.changed", trim(why)));
    return unit;
  });
}

Result<Collective> OrganisationBook::add_collective(const Actor& actor, Collective collective) {
  return database_->write(actor, [&](Ledger& ledger) { return store_collective(ledger, std::move(collective)); });
}

Result<Person> OrganisationBook::add_person(const Actor& actor, Person person) {
  return database_->write(actor, [&](Ledger& ledger) -> Result<Person> {
    BIHUAN_CHECK(check_name(person.name, "人员"));
    BIHUAN_TRY(person.person_id, ledger.new_id('h', "person"));
    person.revision = 1;
    BIHUAN_CHECK(ledger.add(person, "person.added"));
    return person;
  });
}

Result<PersonSeat> OrganisationBook::add_seat(const Actor& actor, PersonSeat seat) {
  return database_->write(actor, [&](Ledger& ledger) -> Result<PersonSeat> {
    BIHUAN_CHECK(check_days(seat));
    BIHUAN_TRY(const Person person, found<Person>(ledger.store(), seat.person_id, "人员"));
    BIHUAN_TRY(const Unit unit, found<Unit>(ledger.store(), seat.unit_id, "单位"));
    BIHUAN_TRY(const std::vector<PersonSeat> others,
               select<PersonSeat>(ledger.store(), {{is("person_id", seat.person_id), is("unit_id", seat.unit_id)},
                                                   {},
                                                   {},
                                                   0}));
    for (const PersonSeat& other : others) {
      if (other.post == seat.post && overlap(other, seat)) {
        return fail(Code::kConflict, person.name + "在“" + unit.name + "”已有这个岗位（" + other.seat_id + "）", "post");
      }
    }
    BIHUAN_TRY(seat.seat_id, ledger.new_id('s', "seat"));
    seat.revision = 1;
    BIHUAN_CHECK(ledger.add(seat, "seat.added"));
    return seat;
  });
}

Result<PersonSeat> OrganisationBook::end_seat(const Actor& actor, std::string_view seat_id, std::int64_t revision,
                                              Date last_day, std::string_view why) {
  return end_row<PersonSeat>(*database_, actor, seat_id, revision, last_day, why, "seat.ended", "岗位");
}

Result<Deputyship> OrganisationBook::add_deputy(const Actor& actor, Deputyship deputy) {
  return database_->write(actor, [&](Ledger& ledger) -> Result<Deputyship> {
    BIHUAN_CHECK(check_days(deputy));
    if (trim(deputy.reason).empty()) return fail(Code::kInvalidInput, "代理要写明事由，例如出差、休假", "reason");
    if (deputy.person_id == deputy.deputy_person_id) {
      return fail(Code::kInvalidInput, "不能由本人代理本人", "deputy_person_id");
    }
    BIHUAN_TRY(const Person away, found<Person>(ledger.store(), deputy.person_id, "人员"));
    BIHUAN_CHECK(found<Person>(ledger.store(), deputy.deputy_person_id, "人员"));
    BIHUAN_TRY(const std::vector<Deputyship> others,
               select<Deputyship>(ledger.store(), {{is("person_id", deputy.person_id)}, {}, {}, 0}));
    for (const Deputyship& other : others) {
      if (other.valid_from <= deputy.valid_to && deputy.valid_from <= other.valid_to) {
        return fail(Code::kConflict,
                    away.name + "在" + to_string(other.valid_from) + "至" + to_string(other.valid_to) + "已有代理人（" +
                        other.deputy_id + "）",
                    "valid_from");
      }
    }
    BIHUAN_TRY(deputy.deputy_id, ledger.new_id('d', "deputy"));
    deputy.revision = 1;
    BIHUAN_CHECK(ledger.add(deputy, "deputy.added", deputy.reason));
    return deputy;
  });
}

Result<Deputyship> OrganisationBook::end_deputy(const Actor& actor, std::string_view deputy_id, std::int64_t revision,
                                                Date last_day, std::string_view why) {
  return end_row<Deputyship>(*database_, actor, deputy_id, revision, last_day, why, "deputy.ended", "代理");
}

}  // namespace bihuan::records
