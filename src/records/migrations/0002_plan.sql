-- Plans and their versions. The contents stand in a table of their own, so that lists do not read them.
create table plan (
  plan_id   text primary key check (typeof(plan_id) = 'text' and plan_id <> ''),
  stored_at integer not null check (typeof(stored_at) = 'integer')
);
create table plan_version (
  plan_id         text not null references plan (plan_id),
  version         integer not null check (typeof(version) = 'integer' and version >= 1),
  title           text not null check (typeof(title) = 'text'),
  issuer          text not null check (typeof(issuer) = 'text'),
  document_number text not null check (typeof(document_number) = 'text'),
  plan_year       integer not null check (typeof(plan_year) = 'integer'),
  plan_year_end   integer not null check (typeof(plan_year_end) = 'integer'),
  file_name       text not null check (typeof(file_name) = 'text' and file_name <> ''),
  digest          text not null check (typeof(digest) = 'text' and length(digest) = 64),
  format          text not null check (typeof(format) = 'text'),
  encoding        text not null check (typeof(encoding) = 'text'),
  compiler        text not null check (typeof(compiler) = 'text'),
  stored_at       integer not null check (typeof(stored_at) = 'integer'),
  stored_by       text not null check (typeof(stored_by) = 'text' and stored_by <> ''),
  note            text not null check (typeof(note) = 'text'),
  primary key (plan_id, version),
  unique (plan_id, digest)
);
create index plan_version_by_digest on plan_version (digest);
create table plan_content (
  plan_id    text not null,
  version    integer not null,
  plain_text text not null check (typeof(plain_text) = 'text'),
  compiled   text not null check (typeof(compiled) = 'text'),
  primary key (plan_id, version),
  foreign key (plan_id, version) references plan_version (plan_id, version)
);
create table plan_file (
  plan_id    text not null,
  version    integer not null,
  file_bytes blob not null check (typeof(file_bytes) = 'blob'),
  primary key (plan_id, version),
  foreign key (plan_id, version) references plan_version (plan_id, version)
);
create trigger plan_is_not_changed before update on plan begin select raise(abort, 'append only'); end;
create trigger plan_is_not_removed before delete on plan begin select raise(abort, 'append only'); end;
create trigger plan_version_is_not_changed before update on plan_version begin select raise(abort, 'append only'); end;
create trigger plan_version_is_not_removed before delete on plan_version begin select raise(abort, 'append only'); end;
create trigger plan_content_is_not_changed before update on plan_content begin select raise(abort, 'append only'); end;
create trigger plan_file_is_not_changed before update on plan_file begin select raise(abort, 'append only'); end;
create trigger plan_file_is_not_removed before delete on plan_file begin select raise(abort, 'append only'); end;
create trigger plan_content_is_not_removed before delete on plan_content begin select raise(abort, 'append only'); end;
