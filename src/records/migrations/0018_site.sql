-- Monitoring sites (点位) as they stand now; how they came to be so, the journal says.
create table site (
  code          text primary key check (typeof(code) = 'text' and length(code) between 1 and 40),
  revision      integer not null check (typeof(revision) = 'integer' and revision >= 1),
  name          text not null check (typeof(name) = 'text' and name <> ''),
  kind          text not null check (kind in ('river_section', 'lake', 'source', 'groundwater', 'air_station', 'noise',
                                              'wastewater_outlet', 'gas_outlet', 'other')),
  water         text not null check (typeof(water) = 'text'),
  place         text not null check (typeof(place) = 'text'),
  unit_id       text not null check (typeof(unit_id) = 'text'),
  longitude     text check (longitude is null or json_valid(longitude)),
  latitude      text check (latitude is null or json_valid(latitude)),
  aliases       text not null check (json_valid(aliases)),
  terms         text not null check (json_valid(terms)),
  is_active     integer not null check (is_active in (0, 1)),
  note          text not null check (typeof(note) = 'text'),
  registered_by text not null check (typeof(registered_by) = 'text' and registered_by <> ''),
  registered_at integer not null check (typeof(registered_at) = 'integer'),
  check ((longitude is null) = (latitude is null))
);
create index site_by_kind on site (kind, code);
create index site_by_unit on site (unit_id, code);
create trigger site_is_not_removed before delete on site begin select raise(abort, 'sites are retired'); end;
