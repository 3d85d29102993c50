-- What of the measured values was dropped for good, asked for by one person and granted by another; and what is kept from it.
create table observation_retention (
  retention_id  text primary key check (typeof(retention_id) = 'text' and retention_id <> ''),
  revision      integer not null check (typeof(revision) = 'integer' and revision >= 1),
  data_set      text not null check (typeof(data_set) = 'text' and data_set <> ''),
  data_before   text check (data_before is null or data_before glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]-01'),
  loaded_before integer check (loaded_before is null or typeof(loaded_before) = 'integer'),
  why           text not null check (typeof(why) = 'text' and why <> ''),
  rows_asked    integer not null check (typeof(rows_asked) = 'integer' and rows_asked >= 0),
  state         text not null check (state in ('asked', 'refused', 'begun', 'done', 'failed')),
  asked_by      text not null check (typeof(asked_by) = 'text' and asked_by <> ''),
  asked_name    text not null check (typeof(asked_name) = 'text' and asked_name <> ''),
  asked_at      integer not null check (typeof(asked_at) = 'integer'),
  decided_by    text not null check (typeof(decided_by) = 'text' and decided_by <> asked_by),
  decided_name  text not null check (typeof(decided_name) = 'text'),
  decided_why   text not null check (typeof(decided_why) = 'text'),
  decided_at    integer check (decided_at is null or typeof(decided_at) = 'integer'),
  cut           text not null check (json_valid(cut)),
  rows          integer not null check (typeof(rows) = 'integer' and rows >= 0),
  outcome       text not null check (typeof(outcome) = 'text'),
  ended_at      integer check (ended_at is null or typeof(ended_at) = 'integer'),
  check (data_before is not null or loaded_before is not null),
  check (state = 'asked' or (decided_by <> '' and decided_at is not null)),
  check (state <> 'done' or ended_at is not null)
);
create index observation_retention_by_state on observation_retention (state, retention_id);
create trigger observation_retention_is_not_removed before delete on observation_retention
begin select raise(abort, 'what was dropped stays known'); end;

create table observation_hold (
  hold_id       text primary key check (typeof(hold_id) = 'text' and hold_id <> ''),
  revision      integer not null check (typeof(revision) = 'integer' and revision >= 1),
  reference     text not null check (typeof(reference) = 'text' and reference <> ''),
  series        text not null check (typeof(series) = 'text'),
  site          text not null check (typeof(site) = 'text'),
  places        text not null check (json_valid(places)),
  data_set      text not null check (typeof(data_set) = 'text'),
  begins        integer not null check (typeof(begins) = 'integer'),
  ends          integer not null check (typeof(ends) = 'integer' and ends > begins),
  why           text not null check (typeof(why) = 'text' and why <> ''),
  held_by       text not null check (typeof(held_by) = 'text' and held_by <> ''),
  held_name     text not null check (typeof(held_name) = 'text' and held_name <> ''),
  held_at       integer not null check (typeof(held_at) = 'integer'),
  released_name text not null check (typeof(released_name) = 'text'),
  released_why  text not null check (typeof(released_why) = 'text'),
  released_at   integer check (released_at is null or typeof(released_at) = 'integer'),
  check ((series <> '') + (site <> '') + (data_set <> '') = 1),
  check ((released_at is null) = (released_why = ''))
);
create trigger observation_hold_is_not_removed before delete on observation_hold
begin select raise(abort, 'holds are released'); end;
