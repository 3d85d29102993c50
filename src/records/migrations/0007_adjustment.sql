-- A target, owner or deadline changes by request and grant: who asked for what and why, who decided and why.
create table adjustment (
  adjustment_id text primary key check (typeof(adjustment_id) = 'text' and adjustment_id <> ''),
  revision      integer not null check (typeof(revision) = 'integer' and revision >= 1),
  subject       text not null check (typeof(subject) = 'text' and subject <> ''),
  field         text not null check (typeof(field) = 'text' and field <> ''),
  before_value  text not null check (typeof(before_value) = 'text'),
  after_value   text not null check (typeof(after_value) = 'text' and after_value <> ''),
  why           text not null check (typeof(why) = 'text' and why <> ''),
  asked_by      text not null check (typeof(asked_by) = 'text' and asked_by <> ''),
  asked_for     text not null check (typeof(asked_for) = 'text'),
  asked_name    text not null check (typeof(asked_name) = 'text' and asked_name <> ''),
  asked_at      integer not null check (typeof(asked_at) = 'integer'),
  state         text not null check (state in ('asked', 'granted', 'refused')),
  decided_by    text not null check (typeof(decided_by) = 'text'),
  decided_name  text not null check (typeof(decided_name) = 'text'),
  decided_why   text not null check (typeof(decided_why) = 'text'),
  decided_at    integer check (decided_at is null or typeof(decided_at) = 'integer'),
  check ((state = 'asked') = (decided_at is null)),
  check (decided_by = '' or (decided_by <> asked_by and decided_by <> asked_for))
);
create unique index adjustment_open on adjustment (subject, field) where state = 'asked';
create index adjustment_by_subject on adjustment (subject, adjustment_id);
create index adjustment_by_state on adjustment (state, adjustment_id);
