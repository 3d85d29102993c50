-- Published values (公布值): every step of one is a row - entered, revised, withdrawn; the last one stands.
create table official_figure (
  figure_id     text not null check (typeof(figure_id) = 'text' and figure_id <> ''),
  revision      integer not null check (typeof(revision) = 'integer' and revision >= 1),
  action        text not null check (action in ('entered', 'revised', 'withdrawn')),
  plan_id       text not null references plan (plan_id),
  target_id     text not null check (typeof(target_id) = 'text' and target_id <> ''),
  task_id       text not null check (typeof(task_id) = 'text'),
  quantity      text not null check (typeof(quantity) = 'text' and quantity <> ''),
  printed       text not null check (typeof(printed) = 'text' and printed <> ''),
  unit          text not null check (typeof(unit) = 'text'),
  period_from   text not null check (typeof(period_from) = 'text' and length(period_from) = 10),
  period_to     text not null check (typeof(period_to) = 'text' and length(period_to) = 10 and period_to >= period_from),
  terms         text not null check (json_valid(terms)),
  status        text not null check (typeof(status) = 'text' and status <> ''),
  source_title  text not null check (typeof(source_title) = 'text' and source_title <> ''),
  source_number text not null check (typeof(source_number) = 'text'),
  issuer        text not null check (typeof(issuer) = 'text' and issuer <> ''),
  published_on  text not null check (typeof(published_on) = 'text' and length(published_on) = 10),
  remark        text not null check (typeof(remark) = 'text'),
  file_name     text not null check (typeof(file_name) = 'text'),
  file_digest   text not null check (typeof(file_digest) = 'text' and length(file_digest) in (0, 64)),
  why           text not null check (typeof(why) = 'text' and (action = 'entered' or why <> '')),
  recorded_by   text not null check (typeof(recorded_by) = 'text' and recorded_by <> ''),
  recorded_at   integer not null check (typeof(recorded_at) = 'integer'),
  primary key (figure_id, revision),
  check ((revision = 1) = (action = 'entered')),
  check ((file_name = '') = (file_digest = ''))
);
create index official_figure_by_plan on official_figure (plan_id, figure_id, revision);
create trigger official_figure_is_not_changed before update on official_figure begin select raise(abort, 'append only'); end;
create trigger official_figure_is_not_removed before delete on official_figure begin select raise(abort, 'append only'); end;
