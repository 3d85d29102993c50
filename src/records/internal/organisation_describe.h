// src/records/internal/organisation_describe.h - the organisation as rows. Included by .cc files only.
#pragma once
#include "records/internal/actor_describe.h"
#include "records/ledger.h"
#include "records/organisation.h"

namespace bihuan::plans {
BOOST_DESCRIBE_ENUM(UnitKind, kSection, kBrigade, kStation, kBranch, kBody, kOutside)
}  // namespace bihuan::plans

namespace bihuan::records {

BOOST_DESCRIBE_STRUCT(Unit, (),
                      (unit_id, revision, place, name, full_name, kind, aliases, parent_id, valid_from, valid_to, note))
BOOST_DESCRIBE_STRUCT(Collective, (),
                      (collective_id, revision, place, name, aliases, members, subset_unknown, valid_from, valid_to,
                       note))
BOOST_DESCRIBE_STRUCT(Person, (), (person_id, revision, name, note))
BOOST_DESCRIBE_STRUCT(PersonSeat, (), (seat_id, revision, person_id, unit_id, post, valid_from, valid_to))
BOOST_DESCRIBE_STRUCT(Deputyship, (), (deputy_id, revision, person_id, deputy_person_id, valid_from, valid_to, reason))

template <>
struct TableName<Unit> {
  static constexpr std::string_view name = "unit";
};
template <>
struct TableName<Collective> {
  static constexpr std::string_view name = "collective";
};
template <>
struct TableName<Person> {
  static constexpr std::string_view name = "person";
};
template <>
struct TableName<PersonSeat> {
  static constexpr std::string_view name = "seat";
};
template <>
struct TableName<Deputyship> {
  static constexpr std::string_view name = "deputy";
};

}  // namespace bihuan::records
