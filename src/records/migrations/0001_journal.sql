-- The journal: one row for every change, chained by SM3. Times are UTC seconds.
create table journal (
  number          integer primary key check (typeof(number) = 'integer' and number >= 1),
  at              integer not null check (typeof(at) = 'integer'),
  who             text not null check (typeof(who) = 'text' and who <> ''),
  what            text not null check (typeof(what) = 'text' and what <> ''),
  subject         text not null check (typeof(subject) = 'text'),
  before_value    text not null check (typeof(before_value) = 'text'),
  after_value     text not null check (typeof(after_value) = 'text'),
  previous_digest text not null check (typeof(previous_digest) = 'text' and length(previous_digest) = 64),
  digest          text not null check (typeof(digest) = 'text' and length(digest) = 64)
);
create trigger journal_is_not_changed before update on journal begin select raise(abort, 'append only'); end;
create trigger journal_is_not_removed before delete on journal begin select raise(abort, 'append only'); end;

-- Where ids come from: the last number given of each kind.
create table counter (
  name   text primary key check (typeof(name) = 'text'),
  number integer not null check (typeof(number) = 'integer' and number >= 1)
);
