-- Tasks: each commitment of a plan, with the units that answer for it, their measures and its schedule. All are current
-- state, changed through the ledger only; a dropped task stays.
create table task (
  task_id         text primary key check (typeof(task_id) = 'text' and task_id <> ''),
  plan_id         text not null references plan (plan_id),
  commitment_id   text not null check (typeof(commitment_id) = 'text' and commitment_id <> ''),
  version         integer not null check (typeof(version) = 'integer' and version >= 1),
  ordinal         integer not null check (typeof(ordinal) = 'integer' and ordinal >= 1),
  kind            text not null check (typeof(kind) = 'text'),
  item_no         text not null check (typeof(item_no) = 'text'),
  item_heading    text not null check (typeof(item_heading) = 'text'),
  section         text not null check (typeof(section) = 'text'),
  clause          text not null check (typeof(clause) = 'text' and clause <> ''),
  deadline        text not null check (typeof(deadline) = 'text'),
  due             text check (due is null or (typeof(due) = 'text' and length(due) = 10)),
  starts          text not null check (typeof(starts) = 'text' and length(starts) = 10),
  strength        text not null check (strength in ('hard', 'soft')),
  measure         text not null check (measure in ('count', 'once', 'level', 'duty', 'words')),
  comparator      text not null check (typeof(comparator) = 'text'),
  wanted          text not null check (typeof(wanted) = 'text'),
  wanted_unit     text not null check (typeof(wanted_unit) = 'text'),
  state           text not null check (state in ('open', 'dropped')),
  dropped_version integer not null check (typeof(dropped_version) = 'integer'),
  revision        integer not null check (typeof(revision) = 'integer' and revision >= 1)
);
create index task_by_plan on task (plan_id, ordinal, task_id);
create table task_unit (
  task_id   text not null references task (task_id),
  unit      text not null check (typeof(unit) = 'text' and unit <> ''),
  role      text not null check (role in ('lead', 'assist', 'responsible')),
  printed   text not null check (typeof(printed) = 'text'),
  origin    text not null check (origin in ('named', 'collective', 'decided', 'unknown')),
  is_active integer not null check (is_active in (0, 1)),
  revision  integer not null check (typeof(revision) = 'integer' and revision >= 1),
  primary key (task_id, unit)
);
create index task_unit_by_unit on task_unit (unit, task_id);
create table task_subset (
  task_id    text not null references task (task_id),
  printed    text not null check (typeof(printed) = 'text' and printed <> ''),
  role       text not null check (role in ('lead', 'assist', 'responsible')),
  candidates text not null check (typeof(candidates) = 'text'),
  is_active  integer not null check (is_active in (0, 1)),
  is_decided integer not null check (is_decided in (0, 1)),
  units      text not null check (typeof(units) = 'text'),
  decided_by text not null check (typeof(decided_by) = 'text'),
  why        text not null check (typeof(why) = 'text'),
  revision   integer not null check (typeof(revision) = 'integer' and revision >= 1),
  primary key (task_id, printed)
);
create table task_measure (
  measure_id  text primary key check (typeof(measure_id) = 'text' and measure_id <> ''),
  task_id     text not null,
  unit        text not null,
  what        text not null check (typeof(what) = 'text' and what <> ''),
  person      text not null check (typeof(person) = 'text' and person <> ''),
  first_month text not null check (typeof(first_month) = 'text' and length(first_month) = 7),
  last_month  text not null check (typeof(last_month) = 'text' and length(last_month) = 7),
  state       text not null check (state in ('draft', 'submitted', 'approved', 'returned')),
  written_by  text not null check (typeof(written_by) = 'text' and written_by <> ''),
  approved_by text not null check (typeof(approved_by) = 'text' and approved_by <> written_by),
  remark      text not null check (typeof(remark) = 'text'),
  revision    integer not null check (typeof(revision) = 'integer' and revision >= 1),
  foreign key (task_id, unit) references task_unit (task_id, unit)
);
create index task_measure_by_unit on task_measure (unit, measure_id);
create index task_measure_by_task on task_measure (task_id, unit);
create table task_schedule (
  task_id  text primary key references task (task_id),
  schedule text not null check (typeof(schedule) = 'text' and schedule <> ''),
  set_by   text not null check (typeof(set_by) = 'text' and set_by <> ''),
  why      text not null check (typeof(why) = 'text'),
  revision integer not null check (typeof(revision) = 'integer' and revision >= 1)
);
