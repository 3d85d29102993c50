-- The journal: one row for every change, chained by SM3. Times are UTC seconds. The texts of an entry stand in a table of
-- their own, covered by their digests, so that an erasure by the law can take a text away and nothing else.
create table journal (
  number          integer primary key check (typeof(number) = 'integer' and number >= 1),
  at              integer not null check (typeof(at) = 'integer'),
  recorded_at     integer not null check (typeof(recorded_at) = 'integer'),
  account_id      text not null check (typeof(account_id) = 'text'),
  who             text not null check (typeof(who) = 'text' and who <> ''),
  origin          text not null check (typeof(origin) = 'text'),
  what            text not null check (typeof(what) = 'text' and what <> ''),
  subject         text not null check (typeof(subject) = 'text'),
  why             text not null check (typeof(why) = 'text'),
  before_digest   text not null check (typeof(before_digest) = 'text' and length(before_digest) in (0, 64)),
  after_digest    text not null check (typeof(after_digest) = 'text' and length(after_digest) in (0, 64)),
  state_digest    text not null check (typeof(state_digest) = 'text' and length(state_digest) in (0, 64)),
  previous_digest text not null check (typeof(previous_digest) = 'text' and length(previous_digest) = 64),
  digest          text not null check (typeof(digest) = 'text' and length(digest) = 64)
);
create index journal_by_subject on journal (subject, number);
create table journal_text (
  number       integer primary key references journal (number),
  before_value text not null check (typeof(before_value) = 'text'),
  after_value  text not null check (typeof(after_value) = 'text')
);
-- An erasure: which entry's texts go, why, asked for by one person and granted by another.
create table erasure (
  erasure_id text not null check (typeof(erasure_id) = 'text' and erasure_id <> ''),
  number     integer not null references journal (number),
  reason     text not null check (typeof(reason) = 'text' and reason <> ''),
  asked_by   text not null check (typeof(asked_by) = 'text' and asked_by <> ''),
  granted_by text not null check (typeof(granted_by) = 'text' and granted_by <> '' and granted_by <> asked_by),
  at         integer not null check (typeof(at) = 'integer'),
  primary key (erasure_id, number)
);
create trigger journal_is_not_changed before update on journal begin select raise(abort, 'append only'); end;
create trigger journal_is_not_removed before delete on journal begin select raise(abort, 'append only'); end;
create trigger journal_text_is_not_changed before update on journal_text begin select raise(abort, 'append only'); end;
create trigger journal_text_is_not_removed before delete on journal_text
  when not exists (select 1 from erasure where erasure.number = old.number)
  begin select raise(abort, 'append only'); end;
create trigger erasure_is_not_changed before update on erasure begin select raise(abort, 'append only'); end;
create trigger erasure_is_not_removed before delete on erasure begin select raise(abort, 'append only'); end;

-- Where ids come from: the last number given of each kind.
create table counter (
  name   text primary key check (typeof(name) = 'text'),
  number integer not null check (typeof(number) = 'integer' and number >= 1)
);
