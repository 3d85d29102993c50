-- Cases (督办事项): the file as it stands, who has a part in it, the timeline (append only), attachments.
create table case_file (
  case_id       text primary key check (typeof(case_id) = 'text' and case_id <> ''),
  revision      integer not null check (typeof(revision) = 'integer' and revision >= 1),
  source        text not null check (typeof(source) = 'text' and source <> ''),
  origin_key    text not null check (typeof(origin_key) = 'text'),
  reference     text not null check (typeof(reference) = 'text'),
  title         text not null check (typeof(title) = 'text' and title <> ''),
  demand        text not null check (typeof(demand) = 'text'),
  lead_unit     text not null check (typeof(lead_unit) = 'text' and lead_unit <> ''),
  verifier_unit text not null check (typeof(verifier_unit) = 'text'),
  state         text not null check (typeof(state) = 'text' and state <> ''),
  level         text not null check (typeof(level) = 'text'),
  due           text not null check (typeof(due) = 'text' and length(due) = 10),
  opened_at     integer not null check (typeof(opened_at) = 'integer'),
  changed_at    integer not null check (typeof(changed_at) = 'integer')
);
create unique index case_file_by_origin on case_file (origin_key) where origin_key <> '';
create index case_file_by_state on case_file (state, case_id);
create index case_file_by_due on case_file (due, case_id);
create index case_file_by_lead on case_file (lead_unit, case_id);

create table case_party (
  case_id    text not null references case_file (case_id),
  party      text not null check (typeof(party) = 'text' and party <> ''),
  unit_id    text not null check (typeof(unit_id) = 'text' and unit_id <> ''),
  state      text not null check (typeof(state) = 'text'),
  is_current integer not null check (is_current in (0, 1)),
  primary key (case_id, party, unit_id)
);
create index case_party_by_unit on case_party (unit_id, is_current, case_id);

create table case_event (
  case_id     text not null references case_file (case_id),
  number      integer not null check (typeof(number) = 'integer' and number >= 1),
  at          integer not null check (typeof(at) = 'integer'),
  verb        text not null check (typeof(verb) = 'text' and verb <> ''),
  party       text not null check (typeof(party) = 'text' and party <> ''),
  unit_id     text not null check (typeof(unit_id) = 'text'),
  person_id   text not null check (typeof(person_id) = 'text'),
  for_person  text not null check (typeof(for_person) = 'text'),
  who         text not null check (typeof(who) = 'text' and who <> ''),
  state       text not null check (typeof(state) = 'text' and state <> ''),
  text        text not null check (typeof(text) = 'text'),
  day         text check (day is null or (typeof(day) = 'text' and length(day) = 10)),
  due         text check (due is null or (typeof(due) = 'text' and length(due) = 10)),
  units       text not null check (typeof(units) = 'text'),
  attachments text not null check (typeof(attachments) = 'text'),
  primary key (case_id, number)
);
create trigger case_event_is_not_changed before update on case_event begin select raise(abort, 'append only'); end;
create trigger case_event_is_not_removed before delete on case_event begin select raise(abort, 'append only'); end;

-- The files stand in a table of their own, so that timelines are read without them.
create table case_attachment (
  case_id   text not null references case_file (case_id),
  number    integer not null check (typeof(number) = 'integer' and number >= 1),
  event     integer not null check (typeof(event) = 'integer' and event >= 1),
  file_name text not null check (typeof(file_name) = 'text' and file_name <> ''),
  kind      text not null check (typeof(kind) = 'text' and kind <> ''),
  size      integer not null check (typeof(size) = 'integer' and size >= 1),
  digest    text not null check (typeof(digest) = 'text' and length(digest) = 64),
  primary key (case_id, number)
);
create trigger case_attachment_is_not_changed before update on case_attachment
  begin select raise(abort, 'append only'); end;
create trigger case_attachment_is_not_removed before delete on case_attachment
  begin select raise(abort, 'append only'); end;
create table case_attachment_file (
  case_id    text not null,
  number     integer not null,
  file_bytes blob not null check (typeof(file_bytes) = 'blob'),
  primary key (case_id, number),
  foreign key (case_id, number) references case_attachment (case_id, number)
);
create trigger case_attachment_file_is_not_changed before update on case_attachment_file
  begin select raise(abort, 'append only'); end;
