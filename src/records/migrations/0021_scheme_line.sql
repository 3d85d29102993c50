-- The yearly monitoring scheme (监测方案): a line says what of a site is sampled how often. How much of it was done is not kept
-- here: it is counted from the values that arrived. A binding says that a task of a plan is kept by a group of a scheme.
create table scheme_line (
  line_id        text primary key check (typeof(line_id) = 'text' and line_id <> ''),
  revision       integer not null check (typeof(revision) = 'integer' and revision >= 1),
  year           integer not null check (typeof(year) = 'integer' and year between 2000 and 2099),
  group_name     text not null check (typeof(group_name) = 'text' and group_name <> ''),
  site           text not null check (typeof(site) = 'text' and site <> ''),
  items          text not null check (json_valid(items)),
  frequency      text not null check (typeof(frequency) = 'text' and frequency <> ''),
  first_day      text not null check (first_day glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  last_day       text not null check (last_day glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  unit_id        text not null check (typeof(unit_id) = 'text'),
  note           text not null check (typeof(note) = 'text'),
  basis_document text not null check (typeof(basis_document) = 'text'),
  basis_clause   text not null check (typeof(basis_clause) = 'text'),
  ended_on       text check (ended_on is null or ended_on glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  ended_why      text not null check (typeof(ended_why) = 'text'),
  entered_by     text not null check (typeof(entered_by) = 'text' and entered_by <> ''),
  entered_at     integer not null check (typeof(entered_at) = 'integer'),
  check (first_day <= last_day),
  check ((ended_on is null) = (ended_why = ''))
);
create unique index scheme_line_by_what on scheme_line (year, group_name, site, frequency, first_day);
create trigger scheme_line_is_not_removed before delete on scheme_line
begin select raise(abort, 'lines of a scheme are ended'); end;

create table scheme_binding (
  task_id    text primary key check (typeof(task_id) = 'text' and task_id <> ''),
  revision   integer not null check (typeof(revision) = 'integer' and revision >= 1),
  year       integer not null check (typeof(year) = 'integer' and year between 2000 and 2099),
  group_name text not null check (typeof(group_name) = 'text' and group_name <> ''),
  is_active  integer not null check (is_active in (0, 1)),
  bound_by   text not null check (typeof(bound_by) = 'text' and bound_by <> ''),
  bound_at   integer not null check (typeof(bound_at) = 'integer')
);
create index scheme_binding_by_group on scheme_binding (year, group_name);
create trigger scheme_binding_is_not_removed before delete on scheme_binding
begin select raise(abort, 'bindings are ended'); end;
