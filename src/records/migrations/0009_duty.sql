-- The calendar of duties: what a person settled, and what was done. The events themselves are computed from the plan.
create table duty_setting (
  task_id   text primary key references task (task_id),
  period    text not null check (period in ('day', 'week', 'month', 'quarter', 'half-year', 'year')),
  min_count integer not null check (typeof(min_count) = 'integer' and min_count >= 1),
  from_day  text check (from_day is null or length(from_day) = 10),
  to_day    text check (to_day is null or length(to_day) = 10),
  set_by    text not null check (typeof(set_by) = 'text' and set_by <> ''),
  why       text not null check (typeof(why) = 'text' and why <> ''),
  revision  integer not null check (typeof(revision) = 'integer' and revision >= 1)
);
create table duty_done (
  task_id           text not null references task (task_id),
  object            text not null check (typeof(object) = 'text'),
  period            text not null check (typeof(period) = 'text' and period <> ''),
  ordinal           integer not null check (typeof(ordinal) = 'integer' and ordinal >= 1),
  unit              text not null check (typeof(unit) = 'text' and unit <> ''),
  done_on           text not null check (typeof(done_on) = 'text' and length(done_on) = 10),
  evidence          text not null check (typeof(evidence) = 'text'),
  attachment_digest text not null check (typeof(attachment_digest) = 'text' and length(attachment_digest) in (0, 64)),
  recorded_by       text not null check (typeof(recorded_by) = 'text' and recorded_by <> ''),
  is_withdrawn      integer not null check (is_withdrawn in (0, 1)),
  revision          integer not null check (typeof(revision) = 'integer' and revision >= 1),
  primary key (task_id, object, period, ordinal)
);
