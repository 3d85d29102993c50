// src/server/site_api.h - what the routes of monitoring sites (点位) take and give, as described structs. Included by
// .cc files only.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "records/site_describe.h"

namespace bihuan::server::api {

struct SiteTermView {
  Date from;
  std::optional<Date> until;  // last day included; null: until further notice
  records::SiteLevel level = records::SiteLevel::kNone;
  std::string level_name;  // 国控, 省控 ...
  std::string target_class;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(SiteTermView, (), (from, until, level, level_name, target_class, note))

struct SiteView {
  std::string code;
  std::int64_t revision = 1;
  std::string name;
  records::SiteKind kind = records::SiteKind::kOther;
  std::string kind_name;  // 河流断面 ...
  std::string water, place;
  std::string unit_id, unit_name;  // "" none
  std::optional<Decimal> longitude, latitude;
  std::vector<records::SiteAlias> aliases;
  std::vector<SiteTermView> terms;
  std::optional<SiteTermView> term;  // what holds today
  bool is_active = true;
  std::string note;
  std::string registered_by;
  Instant registered_at;
  bool may_change = false;  // the caller
};
BOOST_DESCRIBE_STRUCT(SiteView, (),
                      (code, revision, name, kind, kind_name, water, place, unit_id, unit_name, longitude, latitude,
                       aliases, terms, term, is_active, note, registered_by, registered_at, may_change))

struct SiteList {
  std::vector<SiteView> sites;  // by code
  std::string next;
};
BOOST_DESCRIBE_STRUCT(SiteList, (), (sites, next))

// All that a site is but its code.
struct SiteContent {
  std::string name;
  records::SiteKind kind = records::SiteKind::kOther;
  std::string water, place;
  std::string unit_id;  // "" none
  std::optional<Decimal> longitude, latitude;
  std::vector<records::SiteAlias> aliases;
  std::vector<records::SiteTerm> terms;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(SiteContent, (), (name, kind, water, place, unit_id, longitude, latitude, aliases, terms, note))

struct AddSiteRequest {
  std::string code;
  SiteContent content;
};
BOOST_DESCRIBE_STRUCT(AddSiteRequest, (), (code, content))

struct ChangeSiteRequest {
  SiteContent content;
  bool is_active = true;  // false: retire it
  std::string why;
};
BOOST_DESCRIBE_STRUCT(ChangeSiteRequest, (), (content, is_active, why))

struct ImportSitesRequest {
  std::string file_name;
  std::string content_base64;
  bool is_dry_run = false;
};
BOOST_DESCRIBE_STRUCT(ImportSitesRequest, (), (file_name, content_base64, is_dry_run))

struct RefusedSite {
  std::string where;  // 工作表「点位」C5
  std::string message;
};
BOOST_DESCRIBE_STRUCT(RefusedSite, (), (where, message))

struct SiteImportView {
  std::string file_name, digest;
  bool is_dry_run = false;
  std::vector<std::string> added, changed, same;  // codes
  std::vector<RefusedSite> refused;
};
BOOST_DESCRIBE_STRUCT(SiteImportView, (), (file_name, digest, is_dry_run, added, changed, same, refused))

}  // namespace bihuan::server::api
