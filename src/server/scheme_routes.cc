// Routes of the monitoring scheme (监测方案): what was to be sampled, and what of it was done.
#include <utility>

#include "base/base64.h"
#include "server/application.h"
#include "server/internal/route_makers.h"
#include "server/scheme_api.h"
#include "server/scheme_desk.h"

namespace bihuan::server {
namespace {

const QueryParameter kSchemeYear{"year", false, true, "年份，省略为今年"};
const QueryParameter kSchemeDay{"day", false, false, "按这一天开始时的情形，如2024-09-30；省略为今天"};
const QueryParameter kSchemeGroup{"group", false, false, "组，如湖泊；省略为全部"};
const QueryParameter kSchemeSite{"site", false, false, "点位编码，省略为全部"};
const QueryParameter kSchemeUnit{"unit", false, false, "承担单位的编号，省略为全部"};

Result<SchemeDesk> scheme_desk_of(Application& application, const Call& call) {
  std::optional<Date> day;
  if (const std::string text = call.query("day"); !text.empty()) {
    const Result<Date> read = parse_date(text);
    if (!read.has_value()) return fail(read.error().code, read.error().message, "查询参数“day”");
    day = *read;
  }
  return SchemeDesk(application.office(), call.actor(), day);
}

std::int64_t scheme_year_of(const Call& call) { return call.number("year").value_or(today_of(call).year()); }

records::SchemeFilter scheme_filter_of(const Call& call) {
  return {scheme_year_of(call), call.query("group"), call.query("site"), call.query("unit")};
}

Result<api::SchemeImportView> import_scheme(Application& application, const Call& call,
                                            const api::ImportSchemeRequest& in) {
  const Result<std::string> bytes = from_base64(in.content_base64);
  if (!bytes.has_value()) return fail(bytes.error().code, bytes.error().message, "content_base64");
  return SchemeDesk(application.office(), call.actor()).import(in.file_name, *bytes, in.is_dry_run);
}

}  // namespace

void add_scheme_routes(std::vector<Route>& all) {
  all.push_back(read_route<api::SchemeView>(
      "/api/v1/scheme", "get_scheme", "一年的监测方案：各组应测、到期、已完成，按到达的数据计",
      "The monitoring scheme of a year: planned, due and done by group, counted from the values",
      {kSchemeYear, kSchemeDay}, [](Application& application, const Call& call) -> Result<api::SchemeView> {
        BIHUAN_TRY(SchemeDesk desk, scheme_desk_of(application, call));
        return desk.overview(scheme_year_of(call));
      }));
  all.push_back(read_route<api::SchemeLineList>(
      "/api/v1/scheme/lines", "list_scheme_lines", "监测方案的各行", "The lines of the scheme",
      {kSchemeYear, kSchemeDay, kSchemeGroup, kSchemeSite, kSchemeUnit, kCursor, kLimit},
      [](Application& application, const Call& call) -> Result<api::SchemeLineList> {
        BIHUAN_TRY(SchemeDesk desk, scheme_desk_of(application, call));
        return desk.lines(scheme_filter_of(call), call.query("cursor"), call.limit());
      }));
  all.push_back(read_route<api::SchemeCalendar>(
      "/api/v1/scheme/calendar", "get_scheme_calendar", "监测方案的各行和它们的采样日历",
      "The lines of the scheme with their sampling calendars",
      {kSchemeYear, kSchemeDay, kSchemeGroup, kSchemeSite, kSchemeUnit, kCursor, kLimit},
      [](Application& application, const Call& call) -> Result<api::SchemeCalendar> {
        BIHUAN_TRY(SchemeDesk desk, scheme_desk_of(application, call));
        return desk.calendar(scheme_filter_of(call), call.query("cursor"), call.limit());
      }));
  all.push_back(read_route<api::SchemeLineDetail>(
      "/api/v1/scheme/lines/{line}", "get_scheme_line", "一行和它的采样日历", "A line and its sampling calendar",
      {kSchemeDay}, [](Application& application, const Call& call) -> Result<api::SchemeLineDetail> {
        BIHUAN_TRY(SchemeDesk desk, scheme_desk_of(application, call));
        return desk.line(call.path.at("line"));
      }));
  all.push_back(revised(write_route<api::EndSchemeLineRequest, api::SchemeLineView>(
      "/api/v1/scheme/lines/{line}/end", "end_scheme_line", "终止一行", "End a line", 200,
      [](Application& application, const Call& call,
         const api::EndSchemeLineRequest& in) -> Result<api::SchemeLineView> {
        BIHUAN_TRY(const std::int64_t revision, call.seen_revision());
        return SchemeDesk(application.office(), call.actor()).end(call.path.at("line"), revision, in);
      })));
  all.push_back(read_route<api::SchemeGapList>(
      "/api/v1/scheme/missing", "list_scheme_gaps", "到期而缺测、只测了一部分的", "What is due and missing",
      {kSchemeYear, kSchemeDay, kSchemeGroup, kSchemeSite, kSchemeUnit, kCursor, kLimit},
      [](Application& application, const Call& call) -> Result<api::SchemeGapList> {
        BIHUAN_TRY(SchemeDesk desk, scheme_desk_of(application, call));
        return desk.missing(scheme_filter_of(call), call.query("cursor"), call.limit());
      }));
  all.push_back(read_route<api::SchemeComparison>(
      "/api/v1/scheme/comparison", "compare_scheme", "与上一年比较：加密监测", "Against the year before",
      {kSchemeYear, kSchemeDay, kSchemeGroup},
      [](Application& application, const Call& call) -> Result<api::SchemeComparison> {
        BIHUAN_TRY(SchemeDesk desk, scheme_desk_of(application, call));
        return desk.comparison(scheme_year_of(call), call.query("group"));
      }));
  all.push_back(write_route<api::ImportSchemeRequest, api::SchemeImportView>(
      "/api/v1/scheme/import", "import_scheme", "从表中录入监测方案；可先试读，不写入",
      "Take the lines of a sheet in; a dry run only tells", 200, &import_scheme, kFilesLimits));
  all.push_back(write_route<api::BindSchemeRequest, records::SchemeBinding>(
      "/api/v1/scheme/bindings", "bind_scheme", "任务由监测方案的一组承担：按到达的数据计", "A task is kept by a group",
      201, [](Application& application, const Call& call, const api::BindSchemeRequest& in) {
        return SchemeDesk(application.office(), call.actor()).bind(in);
      }));
  all.push_back(write_route<api::UnbindSchemeRequest, records::SchemeBinding>(
      "/api/v1/scheme/bindings/{task}/end", "unbind_scheme", "解除任务与监测方案的关联", "A task is kept by it no more",
      200, [](Application& application, const Call& call, const api::UnbindSchemeRequest& in) {
        return SchemeDesk(application.office(), call.actor()).unbind(call.path.at("task"), in.why);
      }));
}

}  // namespace bihuan::server
