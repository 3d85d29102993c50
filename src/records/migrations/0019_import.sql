-- Sheets of measured values that were taken into the observation store, and what was marked there. Both are of current state;
-- the store can be made again from these rows, the files of the imports and the frame archive.
create table import (
  import_id      text primary key check (typeof(import_id) = 'text' and import_id <> ''),
  revision       integer not null check (typeof(revision) = 'integer' and revision >= 1),
  file_name      text not null check (typeof(file_name) = 'text' and file_name <> ''),
  digest         text not null check (typeof(digest) = 'text' and length(digest) = 64),
  octets         integer not null check (typeof(octets) = 'integer' and octets >= 0),
  profile        text not null check (typeof(profile) = 'text' and profile <> ''),
  settings       text not null check (json_valid(settings)),
  state          text not null check (state in ('begun', 'stored', 'nothing_new', 'failed', 'withdrawn')),
  batch          integer check (batch is null or typeof(batch) = 'integer'),
  counts         text not null check (json_valid(counts)),
  first_label    integer check (first_label is null or typeof(first_label) = 'integer'),
  last_label     integer check (last_label is null or typeof(last_label) = 'integer'),
  note           text not null check (typeof(note) = 'text'),
  outcome        text not null check (typeof(outcome) = 'text'),
  imported_by    text not null check (typeof(imported_by) = 'text' and imported_by <> ''),
  imported_name  text not null check (typeof(imported_name) = 'text' and imported_name <> ''),
  imported_at    integer not null check (typeof(imported_at) = 'integer'),
  withdrawn_name text not null check (typeof(withdrawn_name) = 'text'),
  withdrawn_why  text not null check (typeof(withdrawn_why) = 'text'),
  withdrawn_at   integer check (withdrawn_at is null or typeof(withdrawn_at) = 'integer'),
  check (state <> 'withdrawn' or (withdrawn_name <> '' and withdrawn_why <> '' and withdrawn_at is not null))
);
create index import_by_digest on import (digest);
create index import_by_state on import (state, import_id);
