-- Notices on their way: channels, the outbox, and who has read what in the application. `notice_wish` is the notice.
create table notice_channel (
  channel_id  text primary key check (typeof(channel_id) = 'text' and channel_id <> ''),
  revision    integer not null check (typeof(revision) = 'integer' and revision >= 1),
  name        text not null unique check (typeof(name) = 'text' and name <> ''),
  kind        text not null check (kind in ('smtp', 'wecom', 'dingtalk', 'sms', 'webhook')),
  is_enabled  integer not null check (is_enabled in (0, 1)),
  rhythm      text not null check (rhythm in ('digest', 'immediate')),
  digest_hour integer not null check (typeof(digest_hour) = 'integer' and digest_hour between 0 and 23),
  quiet_from  integer not null check (typeof(quiet_from) = 'integer' and quiet_from between 0 and 1439),
  quiet_to    integer not null check (typeof(quiet_to) = 'integer' and quiet_to between 0 and 1439),
  settings    text not null check (json_valid(settings)),
  targets     text not null check (json_valid(targets)),
  endpoint    text not null check (typeof(endpoint) = 'text' and endpoint <> ''),
  secret      text not null check (typeof(secret) = 'text')
);
create table notice_delivery (
  delivery_id text primary key check (typeof(delivery_id) = 'text' and delivery_id <> ''),
  revision    integer not null check (typeof(revision) = 'integer' and revision >= 1),
  channel_id  text not null references notice_channel (channel_id),
  address     text not null check (typeof(address) = 'text'),
  due_at      integer not null check (typeof(due_at) = 'integer'),
  wish_ids    text not null check (json_valid(wish_ids) and json_array_length(wish_ids) > 0),
  state       text not null check (state in ('waiting', 'sent', 'given_up')),
  attempts    integer not null check (typeof(attempts) = 'integer' and attempts >= 0),
  next_try_at integer not null check (typeof(next_try_at) = 'integer'),
  last_error  text not null check (typeof(last_error) = 'text'),
  made_at     integer not null check (typeof(made_at) = 'integer'),
  sent_at     integer check ((sent_at is not null) = (state = 'sent') and (sent_at is null or typeof(sent_at) = 'integer'))
);
create index notice_delivery_by_try on notice_delivery (state, next_try_at, delivery_id);
create index notice_delivery_by_channel on notice_delivery (channel_id, delivery_id);
create index notice_delivery_by_due on notice_delivery (channel_id, address, due_at);
-- Not journalled: it comes and goes with use, and nobody is judged by it.
create table notice_reading (
  person_id text not null check (typeof(person_id) = 'text' and person_id <> ''),
  wish_id   text not null references notice_wish (wish_id),
  read_at   integer not null check (typeof(read_at) = 'integer'),
  primary key (person_id, wish_id)
);
create index notice_wish_by_unit on notice_wish (to_unit, wish_id);
create index notice_wish_by_role on notice_wish (to_role, wish_id);
