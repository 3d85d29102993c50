// Routes of monitoring sites (点位): the register, and lists of sites read into it.
#include <utility>

#include "base/base64.h"
#include "server/application.h"
#include "server/internal/route_makers.h"
#include "server/site_api.h"
#include "server/site_desk.h"

namespace bihuan::server {
namespace {

SiteDesk site_desk_of(Application& application, const Call& call) { return {application.office(), call.actor()}; }

Result<records::SiteFilter> site_filter_of(const Call& call) {
  records::SiteFilter filter;
  const std::string kind = call.query("kind"), active = call.query("active");
  if (!kind.empty()) {
    const Result<records::SiteKind> word = parse_enum_word<records::SiteKind>(kind);
    if (!word.has_value()) return fail(word.error().code, word.error().message, "kind");
    filter.kind = *word;
  }
  filter.unit_id = call.query("unit");
  filter.text = call.query("text");
  if (active == "0") {
    filter.is_active = false;
  } else if (active == "all") {
    filter.is_active = std::nullopt;
  } else if (!active.empty() && active != "1") {
    return fail(Code::kInvalidInput, "active应为1（在用）、0（停用）或all（全部）", "active");
  }
  return filter;
}

Result<api::SiteImportView> import_sites(Application& application, const Call& call,
                                         const api::ImportSitesRequest& in) {
  const Result<std::string> bytes = from_base64(in.content_base64);
  if (!bytes.has_value()) return fail(bytes.error().code, bytes.error().message, "content_base64");
  return site_desk_of(application, call).import(in.file_name, *bytes, in.is_dry_run);
}

}  // namespace

void add_site_routes(std::vector<Route>& all) {
  all.push_back(read_route<api::SiteList>(
      "/api/v1/sites", "list_sites", "监测点位", "Monitoring sites, by code",
      {{"kind", false, false,
        "类型：river_section、lake、source、groundwater、air_station、noise、wastewater_outlet、gas_outlet、other"},
       {"unit", false, false, "责任单位的编号"},
       {"active", false, false, "1在用（缺省）、0停用、all全部"},
       {"text", false, false, "编码、名称、水体、所在地、别名中的文字"},
       kCursor,
       kLimit},
      [](Application& application, const Call& call) -> Result<api::SiteList> {
        BIHUAN_TRY(const records::SiteFilter filter, site_filter_of(call));
        return site_desk_of(application, call).list(filter, call.query("cursor"), call.limit());
      }));
  all.push_back(read_route<api::SiteView>("/api/v1/sites/{code}", "get_site", "一个监测点位", "One monitoring site", {},
                                          [](Application& application, const Call& call) {
                                            return site_desk_of(application, call).view(call.path.at("code"));
                                          }));
  all.push_back(write_route<api::AddSiteRequest, api::SiteView>(
      "/api/v1/sites", "add_site", "登记点位", "Register a site", 201,
      [](Application& application, const Call& call, const api::AddSiteRequest& in) {
        return site_desk_of(application, call).add(in);
      }));
  all.push_back(revised(write_route<api::ChangeSiteRequest, api::SiteView>(
      "/api/v1/sites/{code}/change", "change_site", "改动点位，或停用、恢复", "Change, retire or restore a site", 200,
      [](Application& application, const Call& call, const api::ChangeSiteRequest& in) -> Result<api::SiteView> {
        BIHUAN_TRY(const std::int64_t revision, call.seen_revision());
        return site_desk_of(application, call).change(call.path.at("code"), revision, in);
      })));
  all.push_back(write_route<api::ImportSitesRequest, api::SiteImportView>(
      "/api/v1/sites/import", "import_sites", "从点位表登记点位；可先试读，不写入",
      "Take the sites of a spreadsheet in; a dry run only tells", 200, &import_sites, kFilesLimits));
}

}  // namespace bihuan::server
