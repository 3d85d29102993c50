-- Whom a city's sign-on (OIDC) means by its own lasting identifier: bound when an account comes in by it the first time.
-- A reset lets go of it (subject = ''); the next time binds anew.
create table account_vouched (
  account_id text not null references account (account_id),
  issuer     text not null check (typeof(issuer) = 'text' and issuer <> ''),
  revision   integer not null check (typeof(revision) = 'integer' and revision >= 1),
  subject    text not null check (typeof(subject) = 'text'),
  bound_at   integer not null check (typeof(bound_at) = 'integer'),
  primary key (account_id, issuer)
);
create unique index account_vouched_by_subject on account_vouched (issuer, subject) where subject <> '';
