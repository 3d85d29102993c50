-- Files of other records than cases, and papers (发文): a draft that another person approves and issues.
create table record_file (
  subject   text not null check (typeof(subject) = 'text' and subject <> ''),
  number    integer not null check (typeof(number) = 'integer' and number >= 1),
  file_name text not null check (typeof(file_name) = 'text' and file_name <> ''),
  kind      text not null check (typeof(kind) = 'text' and kind <> ''),
  size      integer not null check (typeof(size) = 'integer' and size >= 1),
  digest    text not null check (typeof(digest) = 'text' and length(digest) = 64),
  added_by  text not null check (typeof(added_by) = 'text' and added_by <> ''),
  added_at  integer not null check (typeof(added_at) = 'integer'),
  primary key (subject, number)
);
create trigger record_file_is_not_changed before update on record_file begin select raise(abort, 'append only'); end;
create trigger record_file_is_not_removed before delete on record_file begin select raise(abort, 'append only'); end;
create index record_file_by_digest on record_file (digest);
create table record_file_content (
  subject    text not null,
  number     integer not null,
  file_bytes blob not null check (typeof(file_bytes) = 'blob'),
  primary key (subject, number),
  foreign key (subject, number) references record_file (subject, number)
);
create trigger record_file_content_is_not_changed before update on record_file_content
  begin select raise(abort, 'append only'); end;
create table paper (
  paper_id       text primary key check (typeof(paper_id) = 'text' and paper_id <> ''),
  revision       integer not null check (typeof(revision) = 'integer' and revision >= 1),
  kind           text not null check (kind in ('supervision_letter', 'case_bulletin', 'dispatch_bulletin')),
  subject        text not null check (typeof(subject) = 'text' and subject <> ''),
  title          text not null check (typeof(title) = 'text' and title <> ''),
  to_units       text not null check (json_valid(to_units)),
  state          text not null check (state in ('drafted', 'returned', 'issued', 'withdrawn')),
  file           integer not null check (typeof(file) = 'integer' and file >= 1),
  written_by     text not null check (typeof(written_by) = 'text' and written_by <> ''),
  written_name   text not null check (typeof(written_name) = 'text' and written_name <> ''),
  written_at     integer not null check (typeof(written_at) = 'integer'),
  paper_number   text not null check (typeof(paper_number) = 'text'),
  journal_digest text not null check (typeof(journal_digest) = 'text' and length(journal_digest) in (0, 64)),
  decided_by     text not null check (typeof(decided_by) = 'text'),
  decided_name   text not null check (typeof(decided_name) = 'text'),
  decided_why    text not null check (typeof(decided_why) = 'text'),
  decided_at     integer check (decided_at is null or typeof(decided_at) = 'integer'),
  check ((state = 'issued') = (paper_number <> '')),
  check (state not in ('issued', 'returned') or (decided_by <> '' and decided_by <> written_by))
);
create unique index paper_open on paper (subject, kind) where state in ('drafted', 'returned');
create unique index paper_by_number on paper (paper_number) where paper_number <> '';
create index paper_by_state on paper (state, paper_id);
create index paper_by_subject on paper (subject, paper_id);
