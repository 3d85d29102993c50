-- Monthly dispatch: rounds, one entry per task and unit, and the figure that the office takes for a task.
create table dispatch_round (
  round_id  text primary key check (typeof(round_id) = 'text' and round_id <> ''),
  plan_id   text not null references plan (plan_id),
  month     text not null check (typeof(month) = 'text' and length(month) = 7),
  cut_off   text not null check (typeof(cut_off) = 'text' and length(cut_off) = 10),
  state     text not null check (state in ('open', 'closed')),
  opened_by text not null check (typeof(opened_by) = 'text' and opened_by <> ''),
  closed_by text not null check (typeof(closed_by) = 'text'),
  revision  integer not null check (typeof(revision) = 'integer' and revision >= 1),
  unique (plan_id, month)
);
create table dispatch_entry (
  round_id     text not null references dispatch_round (round_id),
  task_id      text not null,
  unit         text not null,
  progress     text not null check (typeof(progress) = 'text'),
  problems     text not null check (typeof(problems) = 'text'),
  next_step    text not null check (typeof(next_step) = 'text'),
  done         text not null check (typeof(done) = 'text'),
  state        text not null check (state in ('empty', 'written', 'submitted', 'checked', 'handed_in', 'returned', 'merged')),
  known        text not null check (typeof(known) = 'text'),
  filled_by    text not null check (typeof(filled_by) = 'text'),
  checked_by   text not null check (typeof(checked_by) = 'text' and (checked_by = '' or checked_by <> filled_by)),
  passed_by    text not null check (typeof(passed_by) = 'text' and (passed_by = '' or passed_by not in (filled_by, checked_by))),
  handed_in_on text check (handed_in_on is null or length(handed_in_on) = 10),
  is_late      integer not null check (is_late in (0, 1)),
  question     text not null check (typeof(question) = 'text'),
  revision     integer not null check (typeof(revision) = 'integer' and revision >= 1),
  primary key (round_id, task_id, unit),
  foreign key (task_id, unit) references task_unit (task_id, unit)
);
create index dispatch_entry_by_unit on dispatch_entry (round_id, unit, task_id);
create table dispatch_figure (
  round_id text not null references dispatch_round (round_id),
  task_id  text not null references task (task_id),
  done     text not null check (typeof(done) = 'text' and done <> ''),
  set_by   text not null check (typeof(set_by) = 'text' and set_by <> ''),
  why      text not null check (typeof(why) = 'text' and why <> ''),
  revision integer not null check (typeof(revision) = 'integer' and revision >= 1),
  primary key (round_id, task_id)
);
