#include "server/observation_desk.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <limits>
#include <memory>
#include <set>
#include <utility>

#include "base/files.h"
#include "base/password.h"
#include "base/text.h"
#include "observations/validity.h"
#include "records/site_describe.h"
#include "server/observation_api.h"
#include "server/observation_room.h"

namespace bihuan::server {
namespace {

using observations::Averaging;
using observations::ObservationStore;
using observations::Point;
using observations::Selection;
using observations::Series;
using observations::SeriesId;
using observations::SeriesKey;
using observations::View;

constexpr std::int64_t kMostValues = 20'000;
constexpr std::int64_t kMostDays = 400;

struct AveragingWord {
  Averaging averaging;
  const char* name;
  std::int64_t seconds;  // of a look at it
};
constexpr AveragingWord kAveragings[] = {
    {Averaging::kInstant, "瞬时", kSecondsOfDay},          {Averaging::kMinute, "分钟", kSecondsOfDay},
    {Averaging::kTenMinutes, "10分钟", 3 * kSecondsOfDay}, {Averaging::kHour, "小时", 14 * kSecondsOfDay},
    {Averaging::kFourHours, "4小时", 31 * kSecondsOfDay},  {Averaging::kDay, "日", 366 * kSecondsOfDay},
    {Averaging::kWeek, "周", 2 * 366 * kSecondsOfDay},     {Averaging::kMonth, "月", 5 * 366 * kSecondsOfDay},
    {Averaging::kYear, "年", 50 * 366 * kSecondsOfDay}};

struct SourceWord {
  const char* source;
  const char* name;
};
constexpr SourceWord kSources[] = {{"device", "现场设备"},
                                   {"simulated", "模拟设备"},
                                   {"national", "国家发布"},
                                   {"provincial", "省级发布"},
                                   {"manual", "手工监测"}};

const AveragingWord& word_of(Averaging averaging) {
  return *std::ranges::find(kAveragings, averaging, &AveragingWord::averaging);
}

std::int64_t look_seconds(Averaging averaging) { return word_of(averaging).seconds; }

constexpr std::array<std::pair<std::string_view, PeriodKind>, 5> kRollupKinds{{{"hour", PeriodKind::kHour},
                                                                               {"day", PeriodKind::kDay},
                                                                               {"month", PeriodKind::kMonth},
                                                                               {"quarter", PeriodKind::kQuarter},
                                                                               {"year", PeriodKind::kYear}}};

Result<PeriodKind> rollup_kind(std::string_view word) {
  for (const auto& [name, kind] : kRollupKinds)
    if (name == word) return kind;
  return fail(Code::kInvalidInput, "时段应为hour、day、month、quarter或year，现为“" + excerpt(word, 30) + "”",
              "period");
}

// As people read it: mg/m³ of mg/m3.
std::string printed_unit(const std::string& unit) {
  const std::size_t at = unit.find("m3");
  const bool is_cubic =
      at != std::string::npos && (at == 0 || unit[at - 1] == '/') && (at + 2 == unit.size() || unit[at + 2] == '/');
  return is_cubic ? unit.substr(0, at) + "m³" + unit.substr(at + 2) : unit;
}

Decimal printed(std::int64_t mantissa, const Series& series) {
  return without_trailing_zeros(observations::value_of(mantissa, series));
}

api::ObservedValue value_view(const Point& point, const Series& series, observations::Verdict verdict) {
  api::ObservedValue value;
  value.time = point.time;
  if (observations::has_value(point.state)) value.value = printed(point.mantissa, series);
  value.state = to_string(point.state);
  if (point.state != observations::ValueState::kValue) value.state_name = to_chinese(point.state);
  if (point.flag != 0) value.flag = std::string(1, point.flag);
  value.verdict = to_string(verdict);
  value.revision = point.revision;
  return value;
}

// Of the valid values, rounded once to the decimals that are stored. pH has none: it is no arithmetic mean.
std::optional<Decimal> mean_of(const observations::Rollup& row, const Series& series) {
  constexpr std::string_view kPh = "w01001";
  if (row.valid == 0 || series.key.factor == kPh) return std::nullopt;
  const observations::ExactSum doubled = row.sum * 2 + row.below_sum;
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  if (doubled > kMost || doubled < -kMost) return std::nullopt;
  const Result<Decimal> mean =
      ratio_rounded(Decimal(static_cast<std::int64_t>(doubled), series.places), Decimal(row.valid * 2), series.places);
  return mean.has_value() ? std::optional<Decimal>(without_trailing_zeros(*mean)) : std::nullopt;
}

api::RollupRow row_view(const observations::Rollup& row, const Series& series) {
  api::RollupRow view;
  view.period = to_string(row.period);
  view.begin = row.period.begin();
  view.expected = row.expected;
  view.present = row.present;
  view.valid = row.valid;
  view.below = row.below;
  view.missing = row.missing;
  view.mean = mean_of(row, series);
  if (row.minimum) view.minimum = printed(*row.minimum, series);
  if (row.maximum) view.maximum = printed(*row.maximum, series);
  if (row.expected > 0) {
    const Result<Decimal> share = ratio_rounded(Decimal(row.valid * 100), Decimal(row.expected), 1);
    if (share.has_value()) view.completeness = *share;
  }
  return view;
}

std::string_view verdict_word(records::ValueVerdict verdict) {
  constexpr std::string_view kWords[] = {"valid", "suspect", "under_review", "invalid"};
  return kWords[static_cast<int>(verdict)];
}
std::string_view verdict_chinese(records::ValueVerdict verdict) {
  constexpr observations::Verdict kVerdicts[] = {observations::Verdict::kValid, observations::Verdict::kSuspect,
                                                 observations::Verdict::kUnderReview, observations::Verdict::kInvalid};
  return to_chinese(kVerdicts[static_cast<int>(verdict)]);
}

// The window that was asked for, or a look at the newest values.
Result<Selection> window_of(const ObservationStore& store, const Series& series, const ValueWindow& window) {
  Selection selection{{series.id}, window.from, window.until};
  if (selection.from && selection.until && *selection.until <= *selection.from)
    return fail(Code::kInvalidInput, "时段的终点应在起点之后", "until");
  if (!selection.until) {
    const View view{window.as_of};
    BIHUAN_TRY(const std::vector<Point> newest, store.latest(selection.series, view));
    const Instant last = newest.empty() ? Instant{0} : newest.front().time;
    selection.until = Instant{std::max(last.seconds + 1, selection.from ? selection.from->seconds + 1 : 0)};
  }
  if (!selection.from) selection.from = Instant{selection.until->seconds - look_seconds(series.key.averaging)};
  return selection;
}

}  // namespace

std::string averaging_name(std::string_view word) {
  const Result<Averaging> averaging = observations::parse_averaging(word);
  return averaging.has_value() ? std::string(word_of(*averaging).name) : std::string(word);
}

std::string source_name(std::string_view word) {
  for (const SourceWord& one : kSources)
    if (one.source == word) return one.name;
  return std::string(word);
}

Result<ExportFormat> parse_export_format(std::string_view word) {
  if (word.empty() || word == "csv") return ExportFormat::kCsv;
  if (word == "xlsx") return ExportFormat::kXlsx;
  if (word == "parquet") return ExportFormat::kParquet;
  return fail(Code::kInvalidInput, "导出格式应为csv、xlsx或parquet，现为“" + excerpt(word, 20) + "”", "format");
}

Result<SeriesKey> parse_series_key(std::string_view text) {
  const std::vector<std::string_view> parts = split(text, '/');
  if (parts.size() != 4) {
    return fail(Code::kInvalidInput,
                "数据序列应写作“点位/因子/取值时段/来源”，如E01/w01018/hour/manual，现为“" + excerpt(text, 80) + "”",
                "series");
  }
  SeriesKey key{std::string(parts[0]), std::string(parts[1]), Averaging::kHour, std::string(parts[3])};
  BIHUAN_TRY(key.averaging, observations::parse_averaging(parts[2]));
  return key;
}

Result<std::optional<Instant>> parse_moment(std::string_view text, bool is_end, std::string_view where) {
  if (text.empty()) return std::optional<Instant>();
  if (const Result<Date> day = parse_date(text); day.has_value())
    return std::optional<Instant>(to_instant(is_end ? *day + 1 : *day));
  const Result<Instant> moment = parse_instant(text);
  if (moment.has_value()) return std::optional<Instant>(*moment);
  return fail(Code::kInvalidInput, "时间应写作2024-09-30或2024-09-30T08:00:00+08:00，现为“" + excerpt(text, 40) + "”",
              std::string(where));
}

Result<SeriesNames> SeriesNames::make(Office& office) {
  SeriesNames names;
  names.room_ = office.observations.get();
  BIHUAN_TRY(names.sites_, office.sites.list({.is_active = {}}));
  BIHUAN_TRY(names.devices_, office.devices.list());
  for (const records::Site& site : names.sites_) names.by_code_[site.code] = &site;
  // A device may name its site by code, name or alias.
  const records::SiteNames index(names.sites_);
  for (records::RegisteredDevice& device : names.devices_) {
    if (Result<std::string> code = index.code_of(device.site); code.has_value()) device.site = *std::move(code);
    names.by_mn_[device.mn] = &device;
  }
  return names;
}

const records::Site* SeriesNames::site(std::string_view code) const {
  const auto found = by_code_.find(code);
  return found == by_code_.end() ? nullptr : found->second;
}

const records::RegisteredDevice* SeriesNames::device(std::string_view mn) const {
  const auto found = by_mn_.find(mn);
  return found == by_mn_.end() ? nullptr : found->second;
}

api::SeriesView SeriesNames::view(const SeriesKey& key, const std::string& unit, observations::Label label) const {
  api::SeriesView view;
  view.series = to_string(key);
  view.site = key.site;
  view.home_site = key.site;
  if (const records::Site* known = site(key.site)) {
    view.site_name = known->name;
  } else if (const records::RegisteredDevice* sender = device(key.site)) {
    view.site_name = sender->name;
    if (!sender->site.empty()) view.home_site = sender->site;
  }
  view.factor = key.factor;
  view.factor_name = room_->factor_name(key.factor);
  view.unit = printed_unit(unit);
  view.averaging = to_string(key.averaging);
  view.averaging_name = averaging_name(view.averaging);
  view.source = key.source;
  view.source_name = source_name(key.source);
  view.label = to_string(label);
  view.is_simulated = key.source == gateway::kSimulatedSource;
  return view;
}

api::SeriesView SeriesNames::view(const Series& series) const { return view(series.key, series.unit, series.label); }

std::vector<std::string> SeriesNames::places_of(const std::string& site) const {
  std::vector<std::string> places{site};
  for (const records::RegisteredDevice& device : devices_)
    if (device.site == site && device.mn != site) places.push_back(device.mn);
  return places;
}

bool ObservationDesk::sees_leads() const { return actor_.has(records::DeskRole::kEnforcement); }

Result<Series> ObservationDesk::series_named(std::string_view text) {
  BIHUAN_TRY(const SeriesKey key, parse_series_key(text));
  BIHUAN_TRY(const ObservationStore* const store, office_.observations->store());
  return store->find_series(key);
}

Result<api::ObservedSiteList> ObservationDesk::sites() {
  BIHUAN_TRY(const ObservationStore* const store, office_.observations->store());
  BIHUAN_TRY(const SeriesNames names, SeriesNames::make(office_));
  BIHUAN_TRY(const std::vector<Series> all, store->series());
  BIHUAN_TRY(const std::vector<Point> newest, store->latest({}));
  std::map<SeriesId, Instant> latest;
  for (const Point& point : newest) latest[point.series] = point.time;
  std::map<std::string, api::ObservedSite> found;
  std::set<std::string> real;
  for (const records::Site& site : names.sites()) {
    if (!site.is_active) continue;
    api::ObservedSite& row = found[site.code];
    row.is_registered = true;
    row.name = site.name;
    row.kind = enum_word(site.kind);
    row.kind_name = to_chinese(site.kind);
    row.water = site.water;
    row.place = site.place;
  }
  for (const Series& series : all) {
    const api::SeriesView about = names.view(series);
    api::ObservedSite& row = found[about.home_site];
    if (!row.is_registered && row.name.empty()) row.name = about.site_name.empty() ? about.site : about.site_name;
    ++row.series;
    if (!about.is_simulated) real.insert(about.home_site);
    const auto at = latest.find(series.id);
    if (at != latest.end() && (!row.latest || *row.latest < at->second)) row.latest = at->second;
  }
  api::ObservedSiteList list;
  for (auto& [code, row] : found) {
    row.site = code;
    row.is_simulated = row.series > 0 && !real.contains(code);
    list.sites.push_back(std::move(row));
  }
  return list;
}

Result<api::SeriesList> ObservationDesk::series(const std::string& site, const std::string& factor) {
  BIHUAN_TRY(const ObservationStore* const store, office_.observations->store());
  BIHUAN_TRY(const SeriesNames names, SeriesNames::make(office_));
  BIHUAN_TRY(std::vector<Series> all, store->series());
  const std::vector<std::string> places = names.places_of(site);
  std::erase_if(all, [&](const Series& one) {
    return (!site.empty() && std::ranges::find(places, one.key.site) == places.end()) ||
           (!factor.empty() && one.key.factor != factor);
  });
  std::ranges::sort(all, {}, &Series::key);
  api::SeriesList list;
  if (all.empty()) return list;
  std::vector<SeriesId> ids;
  for (const Series& one : all) ids.push_back(one.id);
  BIHUAN_TRY(const std::vector<Point> newest, store->latest(ids));
  std::map<SeriesId, const Point*> latest;
  for (const Point& point : newest) latest[point.series] = &point;
  for (const Series& one : all) {
    list.series.push_back(names.view(one));
    const auto at = latest.find(one.id);
    if (at == latest.end()) continue;
    list.series.back().latest = value_view(*at->second, one, observations::Verdict::kValid);
    list.series.back().latest->verdict.clear();
  }
  return list;
}

bool ObservationDesk::may_see(const observations::Mark& mark) const {
  if (sees_leads() || mark.is_person) return true;
  const observations::QualityRule* rule = office_.observations->rules().find(mark.by);
  return rule == nullptr || !rule->is_lead;
}

std::vector<observations::Mark> ObservationDesk::visible(std::vector<observations::Mark> marks) const {
  std::erase_if(marks, [this](const observations::Mark& mark) { return !may_see(mark); });
  return marks;
}

Result<observations::ExportRequest> ObservationDesk::export_request(const ExportWish& wish) {
  BIHUAN_TRY(const ObservationStore* const store, office_.observations->store());
  BIHUAN_TRY(SeriesNames made, SeriesNames::make(office_));
  const auto names = std::make_shared<const SeriesNames>(std::move(made));
  observations::ExportRequest request;
  request.selection.from = wish.window.from;
  request.selection.until = wish.window.until;
  request.view.as_of = wish.window.as_of;
  request.is_wide = wish.is_wide;
  for (const std::string& text : wish.series) {
    BIHUAN_TRY(const Series one, series_named(text));
    request.selection.series.push_back(one.id);
  }
  if (wish.series.empty()) {
    BIHUAN_TRY(const std::vector<Series> all, store->series());
    const std::vector<std::string> places = names->places_of(wish.site);
    for (const Series& one : all) {
      const bool is_meant = (wish.site.empty() || std::ranges::find(places, one.key.site) != places.end()) &&
                            (wish.factor.empty() || one.key.factor == wish.factor);
      if (is_meant) request.selection.series.push_back(one.id);
    }
  }
  // No series at all would mean every one of them.
  if (request.selection.series.empty()) return fail(Code::kNotFound, "没有这样的数据序列可以导出", "series");
  request.names.site = [names](std::string_view code) {
    const records::Site* site = names->site(code);
    if (site != nullptr) return site->name;
    const records::RegisteredDevice* device = names->device(code);
    return device == nullptr ? std::string() : device->name;
  };
  request.names.factor = [room = office_.observations](std::string_view code) { return room->factor_name(code); };
  request.shows_mark = [this](const observations::Mark& mark) { return may_see(mark); };
  return request;
}

Result<observations::ExportReport> ObservationDesk::export_to(const ExportWish& wish, const std::string& path) {
  BIHUAN_TRY(const ObservationStore* const store, office_.observations->store());
  BIHUAN_TRY(const observations::ExportRequest request, export_request(wish));
  if (wish.format == ExportFormat::kParquet) {
    observations::ParquetSettings settings;
    settings.path = path;
    settings.temporary = std::filesystem::path(path).parent_path().string();
    if (settings.temporary.empty()) settings.temporary = ".";
    return observations::export_parquet(*store, request, settings);
  }
  if (wish.format == ExportFormat::kXlsx) {
    BIHUAN_TRY(const observations::ExportWorkbook book, observations::export_xlsx(*store, request, actor_.at));
    BIHUAN_CHECK(write_file_durably(path, book.bytes));
    return book.report;
  }
  std::ofstream file(path, std::ios::binary);
  Result<observations::ExportReport> report =
      observations::export_csv(*store, request, [&](std::string_view bytes) -> Status {
        if (!file.write(bytes.data(), static_cast<std::streamsize>(bytes.size())))
          return fail(Code::kUnavailable, "文件没有写成，请检查磁盘空间和权限。", path);
        return {};
      });
  if (report.has_value() && !file.flush()) report = fail(Code::kUnavailable, "文件没有写成，请检查磁盘空间。", path);
  if (!report.has_value()) {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
  }
  return report;
}

Result<NamedFile> ObservationDesk::export_file(const ExportWish& wish) {
  constexpr std::size_t kMostOctets = std::size_t{256} << 20U;
  const char* const too_large =
      "要导出的数据太多，网页一次最多256 MB：请缩短时间、少选点位，或由管理员用bihuan observation export导出";
  const std::string stem = "监测数据-" + to_string(to_date(actor_.at));
  if (wish.format == ExportFormat::kCsv) {
    BIHUAN_TRY(const ObservationStore* const store, office_.observations->store());
    BIHUAN_TRY(const observations::ExportRequest request, export_request(wish));
    std::string bytes;
    BIHUAN_CHECK(observations::export_csv(*store, request, [&](std::string_view piece) -> Status {
      if (bytes.size() + piece.size() > kMostOctets) return fail(Code::kInvalidInput, too_large, "series");
      bytes += piece;
      return {};
    }));
    return NamedFile{stem + ".csv", "text/csv; charset=utf-8", std::move(bytes)};
  }
  // Beside the imported files: a place that is there and may be written.
  const std::string folder = office_.observations->files_folder();
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  const std::string path = (std::filesystem::path(folder) / ("export-" + random_token(12))).string();
  const Result<observations::ExportReport> report = export_to(wish, path);
  Result<std::string> bytes = report.has_value()
                                  ? read_file(path, kMostOctets)
                                  : fail(report.error().code, report.error().message, report.error().where);
  std::filesystem::remove(path, error);
  if (!bytes.has_value() && report.has_value()) return fail(Code::kInvalidInput, too_large, "series");
  if (!bytes.has_value()) return std::unexpected(bytes.error());
  const bool is_xlsx = wish.format == ExportFormat::kXlsx;
  return NamedFile{
      stem + (is_xlsx ? ".xlsx" : ".parquet"),
      is_xlsx ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" : "application/vnd.apache.parquet",
      *std::move(bytes)};
}

Result<ThingsWorld> ObservationDesk::things_world(std::string root) {
  BIHUAN_TRY(const ObservationStore* const store, office_.observations->store());
  BIHUAN_TRY(const SeriesNames names, SeriesNames::make(office_));
  BIHUAN_TRY(const std::vector<Series> all, store->series());
  std::set<std::string> places;
  for (const Series& one : all) places.insert(one.key.site);
  ThingsWorld world{*store, {}, {}, {}, {}, {}, std::move(root)};
  for (const records::Site& site : names.sites()) {
    if (!site.is_active && !places.contains(site.code)) continue;
    places.erase(site.code);
    ThingSite thing{site.code,      site.name,     std::string(to_chinese(site.kind)),
                    site.longitude, site.latitude, {{"kind", std::string(enum_word(site.kind))}}};
    if (!site.water.empty()) thing.properties.emplace_back("water", site.water);
    if (!site.place.empty()) thing.properties.emplace_back("place", site.place);
    world.sites.push_back(std::move(thing));
  }
  // What is left are devices, and places that nobody has registered.
  for (const std::string& place : places) {
    const records::RegisteredDevice* device = names.device(place);
    ThingSite thing{place, device == nullptr ? place : device->name, "", std::nullopt, std::nullopt, {}};
    if (device != nullptr && !device->site.empty()) thing.properties.emplace_back("site", device->site);
    if (device != nullptr && device->is_simulated) thing.properties.emplace_back("simulated", "true");
    world.sites.push_back(std::move(thing));
  }
  world.factor_name = [room = office_.observations](std::string_view code) { return room->factor_name(code); };
  world.source_name = [](std::string_view code) { return source_name(code); };
  world.shows_mark = [this](const observations::Mark& mark) { return may_see(mark); };
  return world;
}

Result<std::vector<api::ObservedValue>> ObservationDesk::values_in(const Series& series, const Selection& selection,
                                                                   const View& view) {
  BIHUAN_TRY(const ObservationStore* const store, office_.observations->store());
  BIHUAN_TRY(const std::vector<Point> points, store->points(selection, view));
  BIHUAN_TRY(std::vector<observations::Mark> all, store->marks(selection, view));
  const std::vector<observations::Mark> marks = visible(std::move(all));
  std::vector<api::ObservedValue> values;
  std::size_t at = 0;
  std::vector<observations::Mark> of_point;
  for (const Point& point : points) {
    of_point.clear();
    while (at < marks.size() && marks[at].time < point.time) ++at;
    for (std::size_t i = at; i < marks.size() && marks[i].time == point.time; ++i)
      if (marks[i].revision == point.revision) of_point.push_back(marks[i]);
    values.push_back(value_view(point, series, observations::verdict_of(of_point)));
  }
  return values;
}

Result<api::SeriesValues> ObservationDesk::values(std::string_view text, const ValueWindow& window) {
  BIHUAN_TRY(const Series series, series_named(text));
  BIHUAN_TRY(const ObservationStore* const store, office_.observations->store());
  BIHUAN_TRY(const SeriesNames names, SeriesNames::make(office_));
  BIHUAN_TRY(const Selection selection, window_of(*store, series, window));
  const View view{window.as_of};
  const std::int64_t most = std::clamp<std::int64_t>(window.most, 4, kMostValues);
  api::SeriesValues values;
  values.about = names.view(series);
  values.from = *selection.from;
  values.until = *selection.until;
  BIHUAN_TRY(values.total, store->count(selection, view));
  if (values.total <= most) {
    BIHUAN_TRY(values.values, values_in(series, selection, view));
    return values;
  }
  values.is_thinned = true;
  BIHUAN_TRY(const std::vector<observations::ThinSeries> thin,
             store->thin(selection, static_cast<std::size_t>(most), view));
  for (const observations::ThinSeries& one : thin) {
    for (const observations::ThinPoint& point : one.thinned)
      values.thinned.push_back({point.time, printed(point.mantissa, series)});
  }
  return values;
}

Result<std::vector<api::ObservedValue>> ObservationDesk::all_values(std::string_view text, Instant from, Instant until,
                                                                    const ValueWindow& window) {
  BIHUAN_TRY(const Series series, series_named(text));
  BIHUAN_TRY(const ObservationStore* const store, office_.observations->store());
  const Selection selection{{series.id}, from, until};
  const View view{window.as_of};
  BIHUAN_TRY(const std::int64_t total, store->count(selection, view));
  if (total > window.most)
    return fail(Code::kInvalidInput,
                "有" + std::to_string(total) + "个值，多于" + std::to_string(window.most) + "个：请缩短起止时间",
                "from");
  return values_in(series, selection, view);
}

Result<api::RollupList> ObservationDesk::rollups(std::string_view text, std::string_view kind,
                                                 const ValueWindow& window) {
  BIHUAN_TRY(const PeriodKind period, rollup_kind(kind));
  BIHUAN_TRY(const Series series, series_named(text));
  BIHUAN_TRY(const ObservationStore* const store, office_.observations->store());
  BIHUAN_TRY(const SeriesNames names, SeriesNames::make(office_));
  api::RollupList list;
  list.about = names.view(series);
  list.kind = kind;
  Status status;
  BIHUAN_CHECK(store->rollups(
      {{series.id}, window.from, window.until}, period, {window.as_of}, [&](const observations::Rollup& row) {
        if (static_cast<std::int64_t>(list.rows.size()) >= kMostValues) {
          status =
              fail(Code::kInvalidInput, "时段太多，超过" + std::to_string(kMostValues) + "个：请缩短起止时间", "from");
          return false;
        }
        list.rows.push_back(row_view(row, series));
        return true;
      }));
  BIHUAN_CHECK(status);
  return list;
}

api::MarkView ObservationDesk::mark_view(const records::ValueMark& row, const SeriesNames& names) const {
  api::MarkView view;
  view.mark_id = row.mark_id;
  view.revision = row.revision;
  view.kind = enum_word(row.kind);
  SeriesKey key{row.site, row.factor, Averaging::kHour, row.source};
  if (const Result<Averaging> averaging = observations::parse_averaging(row.averaging); averaging.has_value())
    key.averaging = *averaging;
  view.about = names.view(key, "", observations::Label::kBeginning);
  view.verdict = verdict_word(row.verdict);
  view.verdict_name = verdict_chinese(row.verdict);
  view.by = row.by_whom;
  if (row.kind != records::ValueMarkKind::kJudgement) {
    view.rule = row.by_whom;
    const observations::QualityRule* rule = office_.observations->rules().find(row.by_whom);
    if (rule != nullptr) view.by = rule->title;
  }
  view.edition = row.edition;
  view.first = row.first_label;
  view.last = row.last_label;
  for (const records::MarkedRun& run : row.runs) view.values += run.count;
  view.is_lead = row.is_lead;
  view.text = row.text;
  view.answers = row.answers;
  view.state = enum_word(row.state);
  view.state_name = records::value_mark_state_name(row.state);
  view.reason = row.reason;
  view.marked_name = row.marked_name;
  view.marked_at = row.marked_at;
  return view;
}

Result<api::PointView> ObservationDesk::point(std::string_view text, Instant time) {
  BIHUAN_TRY(const Series series, series_named(text));
  BIHUAN_TRY(const ObservationStore* const store, office_.observations->store());
  BIHUAN_TRY(const SeriesNames names, SeriesNames::make(office_));
  BIHUAN_TRY(const std::vector<observations::Revision> revisions, store->revisions(series.id, time));
  if (revisions.empty()) return fail(Code::kNotFound, "这个序列在" + to_string(time, kBeijing) + "没有数据", "time");
  const Selection selection{{series.id}, time, Instant{time.seconds + 1}};
  BIHUAN_TRY(std::vector<observations::Mark> all, store->marks(selection));
  BIHUAN_TRY(const std::vector<Point> current, store->points(selection));
  const std::vector<observations::Mark> marks = visible(std::move(all));
  api::PointView view;
  view.about = names.view(series);
  view.time = time;
  for (const observations::Revision& one : revisions) {
    std::vector<observations::Mark> of_revision;
    for (const observations::Mark& mark : marks)
      if (mark.revision == one.point.revision) of_revision.push_back(mark);
    const observations::Verdict verdict = observations::verdict_of(of_revision);
    api::RevisionView row;
    row.value = value_view(one.point, series, verdict);
    row.is_current = !current.empty() && current.front().revision == one.point.revision;
    if (row.is_current) {
      view.verdict = to_string(verdict);
      view.verdict_name = to_chinese(verdict);
    }
    const observations::Batch& batch = one.batch.batch;
    row.batch_kind = to_string(batch.kind);
    row.batch_source = batch.source;
    row.loaded = batch.loaded;
    row.is_withdrawn = one.batch.withdrawn.has_value();
    if (batch.kind == observations::BatchKind::kIngest) row.frame = one.position;
    if (batch.kind == observations::BatchKind::kImport) row.row = one.position;
    constexpr std::string_view kImport = "import/";
    if (batch.reference.starts_with(kImport)) row.import_id = batch.reference.substr(kImport.size());
    view.revisions.push_back(std::move(row));
  }
  std::set<std::string> told;
  constexpr std::string_view kMark = "value_mark/";
  for (const observations::Mark& mark : marks) {
    if (!mark.reference.starts_with(kMark) || !told.insert(mark.reference).second) continue;
    BIHUAN_TRY(const records::ValueMark row, office_.value_marks.find(mark.reference.substr(kMark.size())));
    if (!row.is_lead || sees_leads()) view.marks.push_back(mark_view(row, names));
  }
  return view;
}

Result<api::CompletenessView> ObservationDesk::completeness(const std::string& site, const ValueWindow& window) {
  BIHUAN_TRY(const ObservationStore* const store, office_.observations->store());
  BIHUAN_TRY(const SeriesNames names, SeriesNames::make(office_));
  BIHUAN_TRY(std::vector<Series> all, store->series());
  const std::vector<std::string> places = names.places_of(site);
  std::erase_if(all, [&](const Series& one) { return std::ranges::find(places, one.key.site) == places.end(); });
  std::ranges::sort(all, {}, &Series::key);
  api::CompletenessView view;
  const Date today = to_date(actor_.at);
  view.until = window.until ? to_date(Instant{window.until->seconds - 1}) : today;
  view.from = window.from ? to_date(*window.from) : view.until - 89;
  const std::int64_t days = days_between(view.from, view.until) + 1;
  if (days < 1 || days > kMostDays)
    return fail(Code::kInvalidInput, "起止日期应为1至" + std::to_string(kMostDays) + "天", "from");
  if (all.empty()) return view;
  Selection selection{{}, to_instant(view.from), to_instant(view.until + 1)};
  std::map<SeriesId, api::CompletenessRow> rows;
  for (const Series& one : all) {
    selection.series.push_back(one.id);
    api::CompletenessRow& row = rows[one.id];
    row.about = names.view(one);
    row.expected.assign(static_cast<std::size_t>(days), 0);
    row.present = row.valid = row.expected;
  }
  BIHUAN_CHECK(store->rollups(selection, PeriodKind::kDay, {window.as_of}, [&](const observations::Rollup& rollup) {
    const std::int64_t day = days_between(view.from, rollup.period.first_day());
    if (day < 0 || day >= days) return true;
    api::CompletenessRow& row = rows[rollup.series];
    const auto place = static_cast<std::size_t>(day);
    row.expected[place] = rollup.expected;
    row.present[place] = rollup.present;
    row.valid[place] = rollup.valid;
    return true;
  }));
  for (const Series& one : all) {
    api::CompletenessRow& row = rows[one.id];
    const auto is_there = [](std::int64_t count) { return count > 0; };
    if (std::ranges::any_of(row.expected, is_there) || std::ranges::any_of(row.present, is_there))
      view.rows.push_back(std::move(row));
  }
  return view;
}

}  // namespace bihuan::server
