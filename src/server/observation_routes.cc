// Routes of measured values: series, points, completeness; imports; quality control.
#include <utility>

#include "base/base64.h"
#include "server/application.h"
#include "server/import_desk.h"
#include "server/internal/route_makers.h"
#include "server/observation_api.h"
#include "server/observation_desk.h"
#include "server/quality_desk.h"
#include "server/series_limits.h"
#include "server/series_limits_api.h"

namespace bihuan::server {
namespace {

const QueryParameter kSeries{"series", true, false, "数据序列：点位/因子/取值时段/来源"};
const QueryParameter kSite{"site", false, false, "点位编码或设备MN，省略为全部"};
const QueryParameter kFrom{"from", false, false, "从这一天或时刻起"};
const QueryParameter kUntil{"until", false, false, "到这一天（含）或时刻（不含）止"};
const QueryParameter kAsOf{"as_of", false, false, "按这一时刻所知，省略为现在"};
const QueryParameter kMostValuesWanted{"most", false, true, "最多多少个值，多于此数则抽稀，缺省2000"};

ObservationDesk observation_desk(Application& application, const Call& call) {
  return {application.office(), call.actor()};
}
ImportDesk import_desk(Application& application, const Call& call) { return {application.office(), call.actor()}; }
QualityDesk quality_desk(Application& application, const Call& call) { return {application.office(), call.actor()}; }

Result<ValueWindow> window_in_query(const Call& call) {
  ValueWindow window;
  BIHUAN_TRY(window.from, parse_moment(call.query("from"), false, "查询参数“from”"));
  BIHUAN_TRY(window.until, parse_moment(call.query("until"), true, "查询参数“until”"));
  BIHUAN_TRY(window.as_of, parse_moment(call.query("as_of"), true, "查询参数“as_of”"));
  window.most = call.number("most").value_or(window.most);
  return window;
}

// The file of a request, decoded; the wish's view points into `bytes`.
Result<ImportWish> wish_of(const api::ImportRequest& in, std::string& bytes) {
  BIHUAN_TRY(bytes, from_base64(in.content_base64));
  ImportWish wish;
  wish.file_name = in.file_name;
  wish.bytes = bytes;
  wish.way = in.way;
  for (const api::ImportWord& one : in.columns) wish.columns[one.name] = one.value;
  for (const api::ImportWord& one : in.units) wish.units[one.name] = one.value;
  for (const api::ImportWord& one : in.sites) wish.sites[one.name] = one.value;
  wish.site = in.site;
  wish.note = in.note;
  wish.is_fresh = in.is_fresh.value_or(false);
  wish.adds_aliases = in.adds_aliases.value_or(false);
  return wish;
}

void add_value_routes(std::vector<Route>& all) {
  all.push_back(read_route<api::ObservedSiteList>(
      "/api/v1/observed-sites", "list_observed_sites", "有监测数据的点位和设备", "Sites and devices with values", {},
      [](Application& application, const Call& call) { return observation_desk(application, call).sites(); }));
  all.push_back(read_route<api::SeriesList>(
      "/api/v1/series", "list_series", "数据序列和各自的最新值", "Series with their newest values",
      {kSite, {"factor", false, false, "因子编码，省略为全部"}}, [](Application& application, const Call& call) {
        return observation_desk(application, call).series(call.query("site"), call.query("factor"));
      }));
  all.push_back(
      read_route<api::SeriesValues>("/api/v1/series/values", "get_series_values", "一个序列的值",
                                    "The values of a series", {kSeries, kFrom, kUntil, kAsOf, kMostValuesWanted},
                                    [](Application& application, const Call& call) -> Result<api::SeriesValues> {
                                      BIHUAN_TRY(const ValueWindow window, window_in_query(call));
                                      return observation_desk(application, call).values(call.query("series"), window);
                                    }));
  all.push_back(read_route<api::SeriesLimits>(
      "/api/v1/series/limits", "get_series_limits", "一个序列各值的类别或级别，和标准的限值",
      "Limits of the standard for a series, and the class or level of each value",
      {kSeries,
       {"period", false, false, "hour、day、month、quarter或year：判各时段，省略为各个值"},
       kFrom,
       kUntil,
       kAsOf,
       kMostValuesWanted},
      [](Application& application, const Call& call) -> Result<api::SeriesLimits> {
        BIHUAN_TRY(const ValueWindow window, window_in_query(call));
        if (const std::string period = call.query("period"); !period.empty())
          return series_period_limits(application.office(), call.actor(), call.query("series"), period, window);
        return series_limits(application.office(), call.actor(), call.query("series"), window);
      }));
  all.push_back(read_route<api::RollupList>(
      "/api/v1/series/rollups", "get_series_rollups", "一个序列按时、日、月、季、年汇总",
      "A series by hour, day, month, quarter, year",
      {kSeries, {"period", true, false, "hour、day、month、quarter或year"}, kFrom, kUntil, kAsOf},
      [](Application& application, const Call& call) -> Result<api::RollupList> {
        BIHUAN_TRY(const ValueWindow window, window_in_query(call));
        return observation_desk(application, call).rollups(call.query("series"), call.query("period"), window);
      }));
  all.push_back(read_route<api::PointView>(
      "/api/v1/series/point", "get_point", "一个值的来历：各次修订、原始帧或表格行、标记",
      "Where a value came from: revisions, frame or row, marks", {kSeries, {"time", true, false, "时刻"}},
      [](Application& application, const Call& call) -> Result<api::PointView> {
        BIHUAN_TRY(const std::optional<Instant> time, parse_moment(call.query("time"), false, "查询参数“time”"));
        return observation_desk(application, call).point(call.query("series"), time.value_or(Instant()));
      }));
  all.push_back(read_route<api::CompletenessView>(
      "/api/v1/completeness", "get_completeness", "一个点位各序列逐日应有、已有、有效",
      "Values expected, there and valid by day", {{"site", true, false, "点位编码或设备MN"}, kFrom, kUntil, kAsOf},
      [](Application& application, const Call& call) -> Result<api::CompletenessView> {
        BIHUAN_TRY(const ValueWindow window, window_in_query(call));
        return observation_desk(application, call).completeness(call.query("site"), window);
      }));
}

Result<ExportWish> export_in_query(const Call& call) {
  ExportWish wish;
  wish.site = call.query("site");
  wish.factor = call.query("factor");
  if (const std::string series = call.query("series"); !series.empty()) wish.series = {series};
  BIHUAN_TRY(wish.window, window_in_query(call));
  BIHUAN_TRY(wish.format, parse_export_format(call.query("format")));
  wish.is_wide = call.query("wide") == "true";
  return wish;
}

void add_export_routes(std::vector<Route>& all) {
  all.push_back(file_route(
      "/api/v1/series/export", "export_values", "导出数据：CSV、XLSX或Parquet", "Values as CSV, XLSX or Parquet",
      {kSite,
       {"factor", false, false, "因子编码，省略为全部"},
       {"series", false, false, "只要这一个数据序列"},
       kFrom,
       kUntil,
       kAsOf,
       {"format", false, false, "csv（缺省）、xlsx或parquet"},
       {"wide", false, false, "true：一个因子一列；csv和xlsx可用"}},
      "application/octet-stream", [](Application& application, const Call& call) -> Result<NamedFile> {
        BIHUAN_TRY(const ExportWish wish, export_in_query(call));
        return observation_desk(application, call).export_file(wish);
      }));
}

// --- SensorThings ----------------------------------------------------------------------------------------------------

constexpr const char* kThingsRoot = "/api/sensorthings";
constexpr std::size_t kDeepestThing = 12;  // segments behind v1.1

Response answer_things(Application& application, const Call& call) {
  const std::string scheme = application.options().is_encrypted ? "https://" : "http://";
  ObservationDesk desk = observation_desk(application, call);
  const Result<ThingsWorld> world = desk.things_world(scheme + std::string(call.request.header("Host")) + kThingsRoot);
  if (!world.has_value()) return error_response(world.error());
  const std::vector<std::pair<std::string, std::string>> query(call.location.query.begin(), call.location.query.end());
  const std::string_view path = std::string_view(call.location.path).substr(std::string_view(kThingsRoot).size());
  const Result<ThingsAnswer> answer = sensor_things(*world, path, query);
  if (!answer.has_value()) return error_response(answer.error());
  Response response;
  response.set("Content-Type", std::string(answer->content_type));
  response.set("Cache-Control", "no-store");
  response.body = answer->body;
  return response;
}

// One route for each depth of the address: a route knows how many parts it has.
void add_things_routes(std::vector<Route>& all) {
  std::string pattern = std::string(kThingsRoot) + "/v1.1";
  for (std::size_t depth = 0; depth <= kDeepestThing; ++depth) {
    Route route;
    route.pattern = pattern;
    route.id = "sensor_things_" + std::to_string(depth);
    route.summary = "SensorThings 1.1，只读（docs/manual/sensorthings.md）";
    route.summary_en = "OGC SensorThings 1.1, read only";
    route.takes_any_query = true;
    route.allow = Allow::kRight;
    route.right = "observation.read";
    route.content_type = "application/json; charset=utf-8";  // not a form of ours: no schema here
    route.handle = answer_things;
    all.push_back(std::move(route));
    pattern += "/{part" + std::to_string(depth + 1) + "}";
  }
}

void add_import_routes(std::vector<Route>& all) {
  all.push_back(read_route<api::ImportWayList>(
      "/api/v1/import-ways", "list_import_ways", "导入方式", "Named ways to read a source's sheets", {},
      [](Application& application, const Call& call) -> Result<api::ImportWayList> {
        return import_desk(application, call).ways();
      }));
  all.push_back(write_route<api::ImportRequest, api::SheetPreview>(
      "/api/v1/imports/preview", "preview_import", "看一份表会导入什么，不保存",
      "What a sheet would bring; nothing is stored", 200,
      [](Application& application, const Call& call, const api::ImportRequest& in) -> Result<api::SheetPreview> {
        std::string bytes;
        BIHUAN_TRY(const ImportWish wish, wish_of(in, bytes));
        return import_desk(application, call).preview(wish);
      },
      kFilesLimits));
  Route problems = answer_route<api::ImportRequest, api::SheetPreview>(
      "/api/v1/imports/problems", "list_import_problems", "一份表的问题清单，CSV文件", "The problems of a sheet as csv",
      200,
      [](Application& application, const Call& call, const api::ImportRequest& in) -> Response {
        std::string bytes;
        const Result<ImportWish> wish = wish_of(in, bytes);
        if (!wish.has_value()) return error_response(wish.error());
        return export_file(application, call, import_desk(application, call).problems(*wish));
      },
      kFilesLimits);
  problems.content_type = "text/csv; charset=utf-8";
  problems.response_schema = nullptr;
  all.push_back(std::move(problems));
  all.push_back(write_route<api::ImportRequest, api::ImportResult>(
      "/api/v1/imports", "import_sheet", "导入监测数据表", "Take a sheet of measured values in", 201,
      [](Application& application, const Call& call, const api::ImportRequest& in) -> Result<api::ImportResult> {
        std::string bytes;
        BIHUAN_TRY(const ImportWish wish, wish_of(in, bytes));
        return import_desk(application, call).import(wish);
      },
      kFilesLimits));
  all.push_back(
      read_route<api::ImportList>("/api/v1/imports", "list_imports", "历次导入", "Imports, newest first",
                                  {kCursor, kLimit}, [](Application& application, const Call& call) {
                                    return import_desk(application, call).list(call.query("cursor"), call.limit());
                                  }));
  all.push_back(read_route<api::ImportView>("/api/v1/imports/{import}", "get_import", "一次导入", "One import", {},
                                            [](Application& application, const Call& call) {
                                              return import_desk(application, call).find(call.path.at("import"));
                                            }));
  all.push_back(file_route("/api/v1/imports/{import}/file", "get_import_file", "导入的原始文件",
                           "The file as it came in", {}, "application/octet-stream",
                           [](Application& application, const Call& call) {
                             return import_desk(application, call).file(call.path.at("import"));
                           }));
  all.push_back(revised(write_route<api::UndoImportRequest, api::ImportView>(
      "/api/v1/imports/{import}/undo", "undo_import", "撤销一次导入", "Undo an import", 200,
      [](Application& application, const Call& call, const api::UndoImportRequest& in) -> Result<api::ImportView> {
        BIHUAN_TRY(const std::int64_t revision, call.seen_revision());
        return import_desk(application, call).undo(call.path.at("import"), revision, in.why);
      })));
}

void add_quality_routes(std::vector<Route>& all) {
  all.push_back(read_route<api::MarkList>(
      "/api/v1/value-marks", "list_value_marks", "质控发现和人工判定", "Findings and judgements, newest first",
      {{"state", false, false, "open、answered、ended、standing（人工判定），省略为全部"},
       kSite,
       {"rule", false, false, "规则，省略为全部"},
       kCursor,
       kLimit},
      [](Application& application, const Call& call) {
        return quality_desk(application, call)
            .list(call.query("state"), call.query("site"), call.query("rule"), call.query("cursor"), call.limit());
      }));
  all.push_back(read_route<api::MarkView>("/api/v1/value-marks/{mark}", "get_value_mark", "一条发现或判定",
                                          "A finding or judgement", {}, [](Application& application, const Call& call) {
                                            return quality_desk(application, call).find(call.path.at("mark"));
                                          }));
  all.push_back(write_route<api::JudgeRequest, api::MarkView>(
      "/api/v1/value-marks", "judge_values", "判定数据有效、待核或无效", "Judge values", 201,
      [](Application& application, const Call& call, const api::JudgeRequest& in) {
        return quality_desk(application, call).judge(in);
      }));
  all.push_back(write_route<api::CheckRequest, api::CheckResult>(
      "/api/v1/quality-checks", "check_values", "按质控规则检查", "Run the rules of quality control", 200,
      [](Application& application, const Call& call, const api::CheckRequest& in) {
        return quality_desk(application, call).check(in.site, in.from, in.until);
      }));
}

}  // namespace

void add_observation_routes(std::vector<Route>& all) {
  add_value_routes(all);
  add_export_routes(all);
  add_things_routes(all);
  add_import_routes(all);
  add_quality_routes(all);
  add_retention_routes(all);
}

}  // namespace bihuan::server
