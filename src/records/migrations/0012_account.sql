-- Accounts. Secrets stand apart from what lists show. Journalled: account, account_secret, password_past, api_token.
-- Not journalled, because they come and go with use and are noted instead: sign_in_state, session, sign_in_link.
create table account (
  account_id text primary key check (typeof(account_id) = 'text' and account_id <> ''),
  revision   integer not null check (typeof(revision) = 'integer' and revision >= 1),
  person_id  text not null references person (person_id),
  login_name text not null unique check (typeof(login_name) = 'text' and login_name <> ''),
  roles      text not null check (json_valid(roles)),
  is_enabled integer not null check (is_enabled in (0, 1)),
  made_at    integer not null check (typeof(made_at) = 'integer')
);
create index account_by_person on account (person_id);
create table account_secret (
  account_id      text primary key references account (account_id),
  revision        integer not null check (typeof(revision) = 'integer' and revision >= 1),
  password_hash   text not null check (typeof(password_hash) = 'text'),
  password_set_at integer check (password_set_at is null or typeof(password_set_at) = 'integer'),
  must_change     integer not null check (must_change in (0, 1)),
  totp_key        text not null check (typeof(totp_key) = 'text'),
  totp_is_on      integer not null check (totp_is_on in (0, 1)),
  totp_last_step  integer not null check (typeof(totp_last_step) = 'integer')
);
create table password_past (
  account_id    text not null references account (account_id),
  number        integer not null check (typeof(number) = 'integer' and number >= 1),
  password_hash text not null check (typeof(password_hash) = 'text' and password_hash <> ''),
  primary key (account_id, number)
);
create trigger password_past_is_not_changed before update on password_past begin select raise(abort, 'append only'); end;
create table api_token (
  token_id   text primary key check (typeof(token_id) = 'text' and token_id <> ''),
  revision   integer not null check (typeof(revision) = 'integer' and revision >= 1),
  account_id text not null references account (account_id),
  name       text not null check (typeof(name) = 'text' and name <> ''),
  digest     text not null unique check (typeof(digest) = 'text' and length(digest) = 64),
  rights     text not null check (json_valid(rights)),
  made_at    integer not null check (typeof(made_at) = 'integer'),
  expires_at integer not null check (typeof(expires_at) = 'integer' and expires_at > made_at),
  is_revoked integer not null check (is_revoked in (0, 1))
);
-- One row an account, and one ("") for all names that no account has: guessing cannot fill the disk.
create table sign_in_state (
  account_id     text primary key check (typeof(account_id) = 'text'),
  failures       integer not null check (typeof(failures) = 'integer'),
  lockouts       integer not null check (typeof(lockouts) = 'integer'),
  locked_until   integer not null check (typeof(locked_until) = 'integer'),
  noted_at       integer not null check (typeof(noted_at) = 'integer'),
  unnoted        integer not null check (typeof(unnoted) = 'integer')
);
create table session (
  digest     text primary key check (typeof(digest) = 'text' and length(digest) = 64),
  account_id text not null references account (account_id),
  by_link    integer not null check (by_link in (0, 1)),
  made_at    integer not null check (typeof(made_at) = 'integer'),
  seen_at    integer not null check (typeof(seen_at) = 'integer'),
  ends_at    integer not null check (typeof(ends_at) = 'integer')
);
create index session_by_account on session (account_id);
create table sign_in_link (
  digest     text primary key check (typeof(digest) = 'text' and length(digest) = 64),
  account_id text not null references account (account_id),
  expires_at integer not null check (typeof(expires_at) = 'integer')
);
