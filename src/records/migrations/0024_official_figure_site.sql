-- Of which site, and of which factor there, a published value speaks; "" where it says neither.
alter table official_figure add column site text not null default '' check (typeof(site) = 'text');
alter table official_figure add column factor text not null default '' check (typeof(factor) = 'text' and (factor = '' or site <> ''));
create index official_figure_by_site on official_figure (site, figure_id, revision);
