// src/server/site_desk.h - the desk of monitoring sites (点位): the register, and lists of sites read into it. Once for
// the HTTP API and for the command line.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "records/actor.h"
#include "server/office.h"

namespace bihuan::server {

namespace api {
struct AddSiteRequest;
struct ChangeSiteRequest;
struct SiteContent;
struct SiteImportView;
struct SiteList;
struct SiteView;
}  // namespace api

// One call of one actor; not for keeping. Errors: those of the book (records/sites.h).
class SiteDesk {
 public:
  // Both outlive the object.
  SiteDesk(Office& office, const records::Actor& actor) : office_(office), actor_(actor) {}

  Result<api::SiteList> list(const records::SiteFilter& filter, std::string_view cursor, std::int64_t limit);
  Result<api::SiteView> view(std::string_view code);
  Result<api::SiteView> add(const api::AddSiteRequest& wanted);
  Result<api::SiteView> change(std::string_view code, std::int64_t revision, const api::ChangeSiteRequest& wanted);
  // Good rows are taken, each bad one is named. Errors: also those of records::read_site_sheet
  Result<api::SiteImportView> import(const std::string& file_name, std::string_view bytes, bool is_dry_run);

 private:
  Result<api::SiteView> shown(const Result<records::Site>& site);

  Office& office_;
  const records::Actor& actor_;
};

// What stands of a site, to be changed member by member.
api::SiteContent content_of(const api::SiteView& view);

}  // namespace bihuan::server
