-- What rules and people say of stored values. A row that was written says the same for ever; only whether a finding still waits
-- for somebody changes.
create table value_mark (
  mark_id           text primary key check (typeof(mark_id) = 'text' and mark_id <> ''),
  revision          integer not null check (typeof(revision) = 'integer' and revision >= 1),
  kind              text not null check (kind in ('finding', 'retraction', 'judgement')),
  site              text not null check (typeof(site) = 'text' and site <> ''),
  factor            text not null check (typeof(factor) = 'text' and factor <> ''),
  averaging         text not null check (typeof(averaging) = 'text' and averaging <> ''),
  source            text not null check (typeof(source) = 'text' and source <> ''),
  verdict           text not null check (verdict in ('valid', 'suspect', 'under_review', 'invalid')),
  by_whom           text not null check (typeof(by_whom) = 'text' and by_whom <> ''),
  edition           text not null check (typeof(edition) = 'text'),
  parameters_digest text not null check (typeof(parameters_digest) = 'text'),
  runs              text not null check (json_valid(runs)),
  first_label       integer not null check (typeof(first_label) = 'integer'),
  last_label        integer not null check (typeof(last_label) = 'integer' and last_label >= first_label),
  is_lead           integer not null check (is_lead in (0, 1)),
  text              text not null check (json_valid(text)),
  answers           text not null check (typeof(answers) = 'text'),
  state             text not null check (state in ('open', 'answered', 'ended', 'standing')),
  reason            text not null check (typeof(reason) = 'text'),
  marked_by         text not null check (typeof(marked_by) = 'text'),
  marked_name       text not null check (typeof(marked_name) = 'text' and marked_name <> ''),
  marked_at         integer not null check (typeof(marked_at) = 'integer'),
  check (kind = 'finding' or state = 'standing'),
  check (kind <> 'judgement' or (reason <> '' and marked_by <> ''))
);
create index value_mark_by_series on value_mark (site, factor, averaging, source, mark_id);
create index value_mark_by_state on value_mark (state, mark_id);
