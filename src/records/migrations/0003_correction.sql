-- Corrections: every step of one is a row - made, confirmed on a later version, withdrawn.
create table correction (
  plan_id       text not null,
  correction_id text not null check (typeof(correction_id) = 'text' and correction_id <> ''),
  revision      integer not null check (typeof(revision) = 'integer' and revision >= 1),
  action        text not null check (action in ('made', 'confirmed', 'withdrawn')),
  version       integer not null,
  commitment_id text not null check (typeof(commitment_id) = 'text'),
  field         text not null check (typeof(field) = 'text'),
  before_value  text not null check (typeof(before_value) = 'text'),
  after_value   text not null check (typeof(after_value) = 'text'),
  who           text not null check (typeof(who) = 'text' and who <> ''),
  why           text not null check (typeof(why) = 'text'),
  at            integer not null check (typeof(at) = 'integer'),
  anchor        text not null check (typeof(anchor) = 'text'),
  primary key (plan_id, correction_id, revision),
  foreign key (plan_id, version) references plan_version (plan_id, version)
);
create trigger correction_is_not_changed before update on correction begin select raise(abort, 'append only'); end;
create trigger correction_is_not_removed before delete on correction begin select raise(abort, 'append only'); end;
