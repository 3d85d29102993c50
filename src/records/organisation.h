// src/records/organisation.h - the organisation as the office keeps it: units, collective names, people, who sits where,
// who acts for whom. plans/organisation.h is the TOML table that seeds it.
//
// Current state with revisions; every change is a journal entry. Days are inclusive; an absent end is open. A unit, seat
// or name is never removed: its days end. Formats: docs/formats/records.md.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "plans/organisation.h"
#include "records/actor.h"
#include "records/database.h"

namespace bihuan::records {

struct Unit {
  // The name under which it was first entered (水科); plans, tasks and sheets print it, and it stays when the name
  // changes. A unit that takes an ended one's name is "水科#2". Given by the store.
  std::string unit_id;
  std::int64_t revision = 1;
  std::int64_t place = 0;  // in lists; 0: behind all others
  std::string name;        // the short name, as documents print it
  std::string full_name;   // "" where the sources do not give it
  plans::UnitKind kind = plans::UnitKind::kSection;
  std::vector<std::string> aliases;
  std::optional<std::string> parent_id;
  std::optional<Date> valid_from, valid_to;
  std::string note;
};

// A name for several units; with `subset_unknown` some of them, and the text does not say which.
struct Collective {
  std::string collective_id;  // "n000001"
  std::int64_t revision = 1;
  std::int64_t place = 0;
  std::string name;
  std::vector<std::string> aliases;
  std::vector<std::string> members;  // ids of units
  bool subset_unknown = false;
  std::optional<Date> valid_from, valid_to;
  std::string note;
};

struct Person {
  std::string person_id;  // "h000001"
  std::int64_t revision = 1;
  std::string name;
  std::string note;
};

struct PersonSeat {
  std::string seat_id;  // "s000001"
  std::int64_t revision = 1;
  std::string person_id;
  std::string unit_id;
  Post post = Post::kClerk;
  std::optional<Date> valid_from, valid_to;
};

// While a person is away another acts for him, in all his seats.
struct Deputyship {
  std::string deputy_id;  // "d000001"
  std::int64_t revision = 1;
  std::string person_id;         // who is away
  std::string deputy_person_id;  // who acts
  Date valid_from, valid_to;
  std::string reason;  // 出差, 休假
};

class OrganisationBook {
 public:
  explicit OrganisationBook(std::shared_ptr<Database> database);

  // Seeds an empty store with units and collective names, in the order of the table.
  // Errors: kConflict where there are units already; kNotFound where a collective name's member is no unit of the table
  Status import_organisation(const Actor& actor, const plans::Organisation& table);

  // As the compiler and the tasks take it: a unit's id is its name there, its present name an alias.
  Result<plans::Organisation> table(std::string_view bureau);

  // In the order of lists; with `on`, only what holds on that day.
  Result<std::vector<Unit>> units(std::optional<Date> on = std::nullopt);
  Result<std::vector<Collective>> collectives(std::optional<Date> on = std::nullopt);
  Result<Unit> unit(std::string_view unit_id);                     // Errors: kNotFound
  Result<Unit> unit_named(std::string_view name, Date on);         // by name, full name or alias. Errors: kNotFound
  Result<std::vector<Person>> people();                            // in the order of their ids
  Result<Person> person(std::string_view person_id);               // Errors: kNotFound
  Result<std::vector<PersonSeat>> seats_in(std::string_view unit_id, Date on);
  Result<std::vector<PersonSeat>> seats(Date on);                  // in the order of their ids
  Result<std::vector<Deputyship>> deputies(std::optional<Date> on = std::nullopt);

  // The seats of an actor on a day: his own, then those of each person whose deputy he is (a deputy of a deputy is none).
  Result<std::vector<Seat>> seats_of(std::string_view person_id, Date on);

  // The id of what is given is given by the store. Errors:
  //   kInvalidInput  name empty or with / \\ # in it, days the wrong way round, a unit above itself (directly or in a circle)
  //   kNotFound      parent, member, person or unit that there is not
  //   kConflict      a name or alias that another unit or collective name has on the same day; a seat that is there
  //                  already; a person with two deputies on one day
  // and of the change_ functions: kNotFound; kConflict where `revision` is not that of the store
  Result<Unit> add_unit(const Actor& actor, Unit unit);
  Result<Unit> change_unit(const Actor& actor, Unit unit, std::string_view why);
  Result<Collective> add_collective(const Actor& actor, Collective collective);
  Result<Person> add_person(const Actor& actor, Person person);
  Result<PersonSeat> add_seat(const Actor& actor, PersonSeat seat);
  // The seat's last day. Errors: also kInvalidInput where it lies before the first
  Result<PersonSeat> end_seat(const Actor& actor, std::string_view seat_id, std::int64_t revision, Date last_day,
                              std::string_view why);
  Result<Deputyship> add_deputy(const Actor& actor, Deputyship deputy);
  Result<Deputyship> end_deputy(const Actor& actor, std::string_view deputy_id, std::int64_t revision, Date last_day,
                                std::string_view why);

  const std::shared_ptr<Database>& database() const { return database_; }

 private:
  std::shared_ptr<Database> database_;
};

}  // namespace bihuan::records
