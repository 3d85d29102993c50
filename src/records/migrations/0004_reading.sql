-- Readings of targets: the assessment's JSON with the digest of the file that it was made from.
create table reading (
  number        integer primary key check (typeof(number) = 'integer' and number >= 1),
  plan_id       text not null,
  version       integer not null,
  target_id     text not null check (typeof(target_id) = 'text' and target_id <> ''),
  as_of         text not null check (typeof(as_of) = 'text'),
  reading       text not null check (typeof(reading) = 'text' and reading <> ''),
  source_file   text not null check (typeof(source_file) = 'text'),
  source_digest text not null check (typeof(source_digest) = 'text'),
  stored_at     integer not null check (typeof(stored_at) = 'integer'),
  stored_by     text not null check (typeof(stored_by) = 'text' and stored_by <> ''),
  foreign key (plan_id, version) references plan_version (plan_id, version)
);
create index reading_by_plan on reading (plan_id, target_id, number);
create trigger reading_is_not_changed before update on reading begin select raise(abort, 'append only'); end;
create trigger reading_is_not_removed before delete on reading begin select raise(abort, 'append only'); end;
