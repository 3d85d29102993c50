#include "server/site_desk.h"

#include <map>
#include <utility>

#include "server/site_api.h"

namespace bihuan::server {
namespace {

using records::Site;
using records::SiteTerm;
using UnitNames = std::map<std::string, std::string>;

Result<UnitNames> unit_names(Office& office, Date today) {
  BIHUAN_TRY(const std::vector<records::Unit> units, office.organisation.units(today));
  UnitNames names;
  for (const records::Unit& unit : units) names.emplace(unit.unit_id, unit.name);
  return names;
}

api::SiteTermView view_of_term(const SiteTerm& term) {
  return {term.from, term.until, term.level, std::string(to_chinese(term.level)), term.target_class, term.note};
}

api::SiteView view_of_site(const Site& site, const UnitNames& units, const records::Actor& actor) {
  api::SiteView view;
  view.code = site.code;
  view.revision = site.revision;
  view.name = site.name;
  view.kind = site.kind;
  view.kind_name = std::string(to_chinese(site.kind));
  view.water = site.water;
  view.place = site.place;
  view.unit_id = site.unit_id;
  const auto unit = units.find(site.unit_id);
  view.unit_name = unit == units.end() ? site.unit_id : unit->second;
  view.longitude = site.longitude;
  view.latitude = site.latitude;
  view.aliases = site.aliases;
  for (const SiteTerm& term : site.terms) view.terms.push_back(view_of_term(term));
  if (const SiteTerm* term = site.term_on(to_date(actor.at))) view.term = view_of_term(*term);
  view.is_active = site.is_active;
  view.note = site.note;
  view.registered_by = site.registered_by;
  view.registered_at = site.registered_at;
  view.may_change = actor.has(records::DeskRole::kOffice) || actor.has(records::DeskRole::kStation);
  return view;
}

Site site_with(std::string_view code, const api::SiteContent& content) {
  Site site;
  site.code = std::string(code);
  site.name = content.name;
  site.kind = content.kind;
  site.water = content.water;
  site.place = content.place;
  site.unit_id = content.unit_id;
  site.longitude = content.longitude;
  site.latitude = content.latitude;
  site.aliases = content.aliases;
  site.terms = content.terms;
  site.note = content.note;
  return site;
}

}  // namespace

api::SiteContent content_of(const api::SiteView& view) {
  api::SiteContent content{view.name,      view.kind,     view.water,   view.place, view.unit_id,
                           view.longitude, view.latitude, view.aliases, {},         view.note};
  for (const api::SiteTermView& term : view.terms) {
    content.terms.push_back({term.from, term.until, term.level, term.target_class, term.note});
  }
  return content;
}

Result<api::SiteView> SiteDesk::shown(const Result<Site>& site) {
  if (!site.has_value()) return std::unexpected(site.error());
  BIHUAN_TRY(const UnitNames units, unit_names(office_, to_date(actor_.at)));
  return view_of_site(*site, units, actor_);
}

Result<api::SiteList> SiteDesk::list(const records::SiteFilter& filter, std::string_view cursor, std::int64_t limit) {
  BIHUAN_TRY(const std::vector<Site> sites, office_.sites.page(filter, cursor, limit));
  BIHUAN_TRY(const UnitNames units, unit_names(office_, to_date(actor_.at)));
  api::SiteList list;
  for (const Site& site : sites) list.sites.push_back(view_of_site(site, units, actor_));
  if (static_cast<std::int64_t>(sites.size()) == limit) list.next = sites.back().code;
  return list;
}

Result<api::SiteView> SiteDesk::view(std::string_view code) { return shown(office_.sites.find(code)); }

Result<api::SiteView> SiteDesk::add(const api::AddSiteRequest& wanted) {
  return shown(office_.sites.add(actor_, site_with(wanted.code, wanted.content)));
}

Result<api::SiteView> SiteDesk::change(std::string_view code, std::int64_t revision,
                                       const api::ChangeSiteRequest& wanted) {
  Site site = site_with(code, wanted.content);
  site.is_active = wanted.is_active;
  return shown(office_.sites.change(actor_, revision, std::move(site), wanted.why));
}

Result<api::SiteImportView> SiteDesk::import(const std::string& file_name, std::string_view bytes, bool is_dry_run) {
  BIHUAN_TRY(records::SiteSheet sheet,
             records::read_site_sheet(bytes, file_name, office_.site_words, office_.unit_finder(to_date(actor_.at))));
  BIHUAN_TRY(records::SiteImport report,
             office_.sites.import(actor_, sheet.entries, file_name + "（SM3 " + sheet.digest + "）", is_dry_run));
  api::SiteImportView view;
  view.file_name = file_name;
  view.digest = sheet.digest;
  view.is_dry_run = is_dry_run;
  view.added = std::move(report.added);
  view.changed = std::move(report.changed);
  view.same = std::move(report.same);
  for (const std::vector<Error>* errors : {&sheet.problems, &report.refused}) {
    for (const Error& error : *errors) view.refused.push_back({error.where, error.message});
  }
  return view;
}

}  // namespace bihuan::server
