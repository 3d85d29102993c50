-- Field devices as they are registered, and the orders that people give them; both are of current state.
create table device (
  mn            text primary key check (typeof(mn) = 'text' and mn <> ''),
  revision      integer not null check (typeof(revision) = 'integer' and revision >= 1),
  name          text not null check (typeof(name) = 'text' and name <> ''),
  site          text not null check (typeof(site) = 'text'),
  st            text not null check (typeof(st) = 'text' and st <> ''),
  agreement     text not null check (json_valid(agreement)),
  is_simulated  integer not null check (is_simulated in (0, 1)),
  is_active     integer not null check (is_active in (0, 1)),
  registered_by text not null check (typeof(registered_by) = 'text' and registered_by <> ''),
  registered_at integer not null check (typeof(registered_at) = 'integer'),
  password      text not null check (typeof(password) = 'text' and password <> ''),
  secret_keys   text not null check (typeof(secret_keys) = 'text')
);
create table device_order (
  order_id       text primary key check (typeof(order_id) = 'text' and order_id <> ''),
  revision       integer not null check (typeof(revision) = 'integer' and revision >= 1),
  mn             text not null references device (mn),
  cn             text not null check (typeof(cn) = 'text' and cn <> ''),
  command        text not null check (typeof(command) = 'text'),
  fields         text not null check (json_valid(fields)),
  changes_device integer not null check (changes_device in (0, 1)),
  why            text not null check (typeof(why) = 'text' and why <> ''),
  state          text not null check (state in ('asked', 'refused', 'granted', 'sent', 'failed', 'ended')),
  asked_by       text not null check (typeof(asked_by) = 'text' and asked_by <> ''),
  asked_name     text not null check (typeof(asked_name) = 'text' and asked_name <> ''),
  asked_at       integer not null check (typeof(asked_at) = 'integer'),
  decided_by     text not null check (typeof(decided_by) = 'text'),
  decided_name   text not null check (typeof(decided_name) = 'text'),
  decided_why    text not null check (typeof(decided_why) = 'text'),
  decided_at     integer check (decided_at is null or typeof(decided_at) = 'integer'),
  exchange       text not null check (typeof(exchange) = 'text'),
  outcome        text not null check (typeof(outcome) = 'text'),
  ended_at       integer check (ended_at is null or typeof(ended_at) = 'integer'),
  check (decided_by <> asked_by),
  check (changes_device = 0 or state in ('asked', 'failed') or decided_by <> '')
);
create index device_order_by_mn on device_order (mn, order_id);
create index device_order_by_state on device_order (state, order_id);
