-- The organisation: units, collective names, people, seats, deputies. Current state; every change is in the journal.
-- Days are ISO texts, inclusive; null: open. Lists are JSON.
create table unit (
  unit_id    text primary key check (typeof(unit_id) = 'text' and unit_id <> ''),
  revision   integer not null check (typeof(revision) = 'integer' and revision >= 1),
  place      integer not null check (typeof(place) = 'integer'),
  name       text not null check (typeof(name) = 'text' and name <> ''),
  full_name  text not null check (typeof(full_name) = 'text'),
  kind       text not null check (kind in ('section', 'brigade', 'station', 'branch', 'body', 'outside')),
  aliases    text not null check (json_valid(aliases)),
  parent_id  text check (parent_id <> unit_id) references unit (unit_id),
  valid_from text check (valid_from is null or typeof(valid_from) = 'text'),
  valid_to   text check (valid_to is null or valid_from is null or valid_to >= valid_from),
  note       text not null check (typeof(note) = 'text')
);
create index unit_by_name on unit (name);
create table collective (
  collective_id  text primary key check (typeof(collective_id) = 'text' and collective_id <> ''),
  revision       integer not null check (typeof(revision) = 'integer' and revision >= 1),
  place          integer not null check (typeof(place) = 'integer'),
  name           text not null check (typeof(name) = 'text' and name <> ''),
  aliases        text not null check (json_valid(aliases)),
  members        text not null check (json_valid(members)),
  subset_unknown integer not null check (subset_unknown in (0, 1)),
  valid_from     text check (valid_from is null or typeof(valid_from) = 'text'),
  valid_to       text check (valid_to is null or valid_from is null or valid_to >= valid_from),
  note           text not null check (typeof(note) = 'text')
);
create table person (
  person_id text primary key check (typeof(person_id) = 'text' and person_id <> ''),
  revision  integer not null check (typeof(revision) = 'integer' and revision >= 1),
  name      text not null check (typeof(name) = 'text' and name <> ''),
  note      text not null check (typeof(note) = 'text')
);
create index person_by_name on person (name);
create table seat (
  seat_id    text primary key check (typeof(seat_id) = 'text' and seat_id <> ''),
  revision   integer not null check (typeof(revision) = 'integer' and revision >= 1),
  person_id  text not null references person (person_id),
  unit_id    text not null references unit (unit_id),
  post       text not null check (post in ('clerk', 'head', 'supervisor')),
  valid_from text check (valid_from is null or typeof(valid_from) = 'text'),
  valid_to   text check (valid_to is null or valid_from is null or valid_to >= valid_from)
);
create index seat_by_person on seat (person_id);
create index seat_by_unit on seat (unit_id);
create table deputy (
  deputy_id        text primary key check (typeof(deputy_id) = 'text' and deputy_id <> ''),
  revision         integer not null check (typeof(revision) = 'integer' and revision >= 1),
  person_id        text not null references person (person_id),
  deputy_person_id text not null check (deputy_person_id <> person_id) references person (person_id),
  valid_from       text not null check (typeof(valid_from) = 'text'),
  valid_to         text not null check (typeof(valid_to) = 'text' and valid_to >= valid_from),
  reason           text not null check (typeof(reason) = 'text' and reason <> '')
);
create index deputy_by_deputy on deputy (deputy_person_id);
