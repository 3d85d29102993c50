-- Requests that a caller may send again: the answer that the first one got. No record of the bureau: kept for a day, and
-- not in the journal; what such a request changed is there.
create table idempotent_request (
  account_id   text not null check (typeof(account_id) = 'text' and account_id <> ''),
  request_key  text not null check (typeof(request_key) = 'text' and request_key <> ''),
  digest       text not null check (typeof(digest) = 'text' and digest <> ''),
  at           integer not null check (typeof(at) = 'integer'),
  status       integer not null check (typeof(status) = 'integer'),
  content_type text not null check (typeof(content_type) = 'text'),
  etag         text not null check (typeof(etag) = 'text'),
  body         text not null check (typeof(body) = 'text'),
  primary key (account_id, request_key)
);
create index idempotent_request_by_at on idempotent_request (at);
