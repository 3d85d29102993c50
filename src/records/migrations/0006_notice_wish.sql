-- What somebody should hear of: written with the change that causes it, taken up by the notices.
create table notice_wish (
  wish_id  text primary key check (typeof(wish_id) = 'text' and wish_id <> ''),
  revision integer not null check (typeof(revision) = 'integer' and revision >= 1),
  at       integer not null check (typeof(at) = 'integer'),
  kind     text not null check (typeof(kind) = 'text' and kind <> ''),
  subject  text not null check (typeof(subject) = 'text' and subject <> ''),
  to_unit  text not null check (typeof(to_unit) = 'text'),
  to_role  text not null check (typeof(to_role) = 'text' and (to_unit <> '') <> (to_role <> '')),
  title    text not null check (typeof(title) = 'text' and title <> ''),
  body     text not null check (typeof(body) = 'text'),
  draft    text not null check (typeof(draft) = 'text'),
  taken_at integer check (taken_at is null or typeof(taken_at) = 'integer')
);
create index notice_wish_by_taken on notice_wish (taken_at, wish_id);
create index notice_wish_by_subject on notice_wish (subject, wish_id);
