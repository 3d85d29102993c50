// src/server/admin_api.h - what the HTTP API says to administrators: organisation, accounts, journal (api.h). Included
// by .cc files only.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/time.h"

namespace bihuan::server::api {

struct UnitView {
  std::string unit_id;
  std::int64_t revision = 0;
  std::string name;
  std::string full_name;
  std::string kind;
  std::vector<std::string> aliases;
  std::string parent_id;  // "" none
  std::optional<Date> valid_from;
  std::optional<Date> valid_to;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(UnitView, (),
                      (unit_id, revision, name, full_name, kind, aliases, parent_id, valid_from, valid_to, note))

struct UnitRequest {
  std::string name;
  std::string full_name;
  std::string kind;  // section, brigade, station, branch, body, outside
  std::vector<std::string> aliases;
  std::string parent_id;
  std::optional<Date> valid_from;
  std::optional<Date> valid_to;
  std::string note;
  std::string why;  // of a change; not looked at for a new unit
};
BOOST_DESCRIBE_STRUCT(UnitRequest, (), (name, full_name, kind, aliases, parent_id, valid_from, valid_to, note, why))

struct SeatView {
  std::string seat_id;
  std::int64_t revision = 0;
  std::string person_id;
  std::string unit_id;
  std::string post;  // clerk, head, supervisor
  std::optional<Date> valid_from;
  std::optional<Date> valid_to;
};
BOOST_DESCRIBE_STRUCT(SeatView, (), (seat_id, revision, person_id, unit_id, post, valid_from, valid_to))

struct PersonView {
  std::string person_id;
  std::string name;
  std::vector<SeatView> seats;  // of today
};
BOOST_DESCRIBE_STRUCT(PersonView, (), (person_id, name, seats))

struct PersonList {
  std::vector<PersonView> people;
};
BOOST_DESCRIBE_STRUCT(PersonList, (), (people))

struct PersonRequest {
  std::string name;
};
BOOST_DESCRIBE_STRUCT(PersonRequest, (), (name))

struct SeatRequest {
  std::string unit_id;
  std::string post;
  std::optional<Date> valid_from;
};
BOOST_DESCRIBE_STRUCT(SeatRequest, (), (unit_id, post, valid_from))

struct EndRequest {
  Date last_day;
  std::string why;
};
BOOST_DESCRIBE_STRUCT(EndRequest, (), (last_day, why))

struct DeputyView {
  std::string deputy_id;
  std::int64_t revision = 0;
  std::string person_id;
  std::string person;
  std::string deputy_person_id;
  std::string deputy;
  Date valid_from;
  Date valid_to;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(DeputyView, (),
                      (deputy_id, revision, person_id, person, deputy_person_id, deputy, valid_from, valid_to, reason))

struct DeputyList {
  std::vector<DeputyView> deputies;
};
BOOST_DESCRIBE_STRUCT(DeputyList, (), (deputies))

struct DeputyRequest {
  std::string person_id;  // who is away
  std::string deputy_person_id;
  Date valid_from;
  Date valid_to;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(DeputyRequest, (), (person_id, deputy_person_id, valid_from, valid_to, reason))

struct AccountView {
  std::string account_id;
  std::int64_t revision = 0;
  std::string login_name;
  std::string person_id;
  std::string name;
  std::vector<std::string> roles;
  bool is_enabled = true;
  std::string link;  // a one-time link's path, only in the answer that makes it
};
BOOST_DESCRIBE_STRUCT(AccountView, (), (account_id, revision, login_name, person_id, name, roles, is_enabled, link))

struct AccountRequest {
  std::string login_name;
  std::string person_id;
  std::vector<std::string> roles;
};
BOOST_DESCRIBE_STRUCT(AccountRequest, (), (login_name, person_id, roles))

struct RolesRequest {
  std::vector<std::string> roles;
  std::string why;
};
BOOST_DESCRIBE_STRUCT(RolesRequest, (), (roles, why))

struct WhyRequest {
  std::string why;
};
BOOST_DESCRIBE_STRUCT(WhyRequest, (), (why))

struct JournalLine {
  std::int64_t number = 0;
  Instant at;
  Instant recorded_at;
  std::string who;
  std::string origin;
  std::string what;
  std::string subject;
  std::string why;
  std::string before;  // JSON texts; "" where there is nothing or where it was erased
  std::string after;
  std::string digest;
};
BOOST_DESCRIBE_STRUCT(JournalLine, (),
                      (number, at, recorded_at, who, origin, what, subject, why, before, after, digest))

struct JournalPage {
  std::vector<JournalLine> entries;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(JournalPage, (), (entries, next))

struct JournalFinding {
  std::int64_t number = 0;
  std::string place;
  std::string message;
};
BOOST_DESCRIBE_STRUCT(JournalFinding, (), (number, place, message))

struct JournalProof {
  std::int64_t entries = 0;
  std::string digest;
  std::int64_t records = 0;
  std::int64_t erased = 0;
  std::vector<JournalFinding> findings;
};
BOOST_DESCRIBE_STRUCT(JournalProof, (), (entries, digest, records, erased, findings))

}  // namespace bihuan::server::api
