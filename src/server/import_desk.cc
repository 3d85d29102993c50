#include "server/import_desk.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <optional>
#include <utility>

#include "base/digest.h"
#include "base/text.h"
#include "server/observation_api.h"
#include "server/observation_desk.h"
#include "server/observation_room.h"

namespace bihuan::server {

using observations::ImportProfile;
using observations::ObservationStore;
using observations::Series;
using observations::SeriesId;
using observations::SheetImport;

// How a file was read, as it is kept with its import: the store can be made again when the profile or the register of
// sites has changed.
struct StoredWay {
  std::string source, data_set, averaging, label, site;
  std::map<std::string, std::string> columns, units, limits, sites;
  // What of it a person said, of this sheet or of one before, and the heads of the sheet: for the next sheet.
  std::map<std::string, std::string> said_columns, said_units, said_sites;
  std::vector<std::string> heads;
};
BOOST_DESCRIBE_STRUCT(StoredWay, (),
                      (source, data_set, averaging, label, site, columns, units, limits, sites, said_columns,
                       said_units, said_sites, heads))

namespace {

constexpr std::size_t kMostProblemsShown = 500;
constexpr std::int64_t kSheetsLookedBack = 200;  // among which the last one of a source is looked for
constexpr int kTriedBlindly = 3;                 // where a sheet cannot be read without being told what it holds

StoredWay stored_way(const ImportProfile& profile, std::map<std::string, std::string> sites) {
  StoredWay way;
  way.source = profile.source;
  way.data_set = profile.data_set;
  if (profile.averaging) way.averaging = to_string(*profile.averaging);
  way.label = to_string(profile.label);
  way.site = profile.site;
  way.columns = profile.columns;
  way.units = profile.units;
  way.limits = profile.limits;
  way.sites = std::move(sites);
  return way;
}

Result<ImportProfile> profile_of(const records::ImportEntry& entry, const StoredWay& way) {
  ImportProfile profile;
  profile.id = profile.name = entry.profile;
  profile.source = way.source;
  profile.data_set = way.data_set;
  if (!way.averaging.empty()) {
    BIHUAN_TRY(profile.averaging, observations::parse_averaging(way.averaging));
  }
  profile.label =
      way.label == to_string(observations::Label::kEnd) ? observations::Label::kEnd : observations::Label::kBeginning;
  profile.site = way.site;
  profile.columns = way.columns;
  profile.units = way.units;
  profile.limits = way.limits;
  return profile;
}

// The ids of the series that a sheet has values of; those that are new are stored.
Result<std::vector<SeriesId>> ids_of(ObservationStore& store, const observations::ImportReport& report) {
  std::vector<SeriesId> ids;
  for (const observations::ImportSeries& one : report.series) {
    Result<Series> there = store.find_series(one.series.key);
    if (!there.has_value() && there.error().code != Code::kNotFound) return std::unexpected(there.error());
    Series wanted = one.series;
    // What the scheme expects of a series that is there is not the sheet's to change.
    if (there.has_value()) {
      wanted.calendar = there->calendar;
      if (!wanted.detection_limit) wanted.detection_limit = there->detection_limit;
    }
    BIHUAN_TRY(const SeriesId id, store.put_series(wanted));
    ids.push_back(id);
  }
  return ids;
}

observations::Batch batch_of(const records::ImportEntry& entry) {
  observations::Batch batch;
  batch.kind = observations::BatchKind::kImport;
  batch.source = entry.file_name;
  batch.digest = entry.digest;
  batch.reference = records::import_reference(entry.import_id);
  batch.loaded = entry.imported_at;
  return batch;
}

std::string key_name(const observations::ImportWords& words, const std::string& key) {
  constexpr std::pair<std::string_view, std::string_view> kKeys[] = {
      {"site", "点位"}, {"date", "日期"},   {"time", "时间"},  {"hour", "小时"}, {"year", "年"},   {"month", "月"},
      {"day", "日"},    {"factor", "因子"}, {"value", "数值"}, {"unit", "单位"}, {"flag", "标记"}, {"state", "状态"}};
  for (const auto& [word, name] : kKeys)
    if (word == key) return std::string(name);
  const observations::ImportFactor* factor = words.factor(key);
  return factor == nullptr || factor->names.empty() ? key : factor->names.front();
}

}  // namespace

struct ImportDesk::Said {
  std::map<std::string, std::string> columns, units, sites;
  bool is_empty() const { return columns.empty() && units.empty() && sites.empty(); }
};

struct ImportDesk::Reading {
  struct Sites {
    std::map<std::string, std::string> known;  // name in the sheet -> code
    std::vector<std::string> unknown;
  };
  ImportProfile profile;
  std::string digest;
  std::shared_ptr<Sites> sites = std::make_shared<Sites>();  // the sheet is read twice and looks sites up each time
  std::optional<SheetImport> sheet;
  std::map<std::string, std::string> said_columns, said_units, said_sites;
  std::string carried_from;  // the import whose mapping it was read with; "" none
  std::vector<std::string> carried_columns, carried_units, carried_sites;  // what of it was not said anew
};

namespace {

using Words = std::map<std::string, std::string>;

// What was said before, but for that of which something is said now. Notes what comes from before.
template <class Same>
Words carried_over(const Words& before, const Words& now, const Same& is_same, std::vector<std::string>& carried) {
  Words all = now;
  for (const auto& [name, value] : before) {
    if (std::ranges::any_of(now, [&](const auto& one) { return is_same(one.first, name); })) continue;
    all[name] = value;
    carried.push_back(name);
  }
  return all;
}

bool is_same_head(const std::string& a, const std::string& b) {
  return observations::plain_head(a) == observations::plain_head(b);
}

struct EarlierSheet {
  std::string import_id;
  StoredWay way;
  bool says_nothing() const { return way.said_columns.empty() && way.said_units.empty() && way.said_sites.empty(); }
};

Result<std::vector<EarlierSheet>> earlier_sheets(Office& office, const std::string& profile) {
  BIHUAN_TRY(const std::vector<records::ImportEntry> entries, office.imports.accepted(profile, kSheetsLookedBack));
  std::vector<EarlierSheet> sheets;
  for (const records::ImportEntry& entry : entries) {
    Result<StoredWay> way = from_json<StoredWay>(entry.settings, JsonLimits{.missing_keeps_default = true});
    if (way.has_value() && !way->heads.empty()) sheets.push_back({entry.import_id, *std::move(way)});
  }
  return sheets;
}

}  // namespace

api::ImportWayList ImportDesk::ways() const {
  api::ImportWayList list;
  for (const ImportProfile& one : office_.observations->profiles()) {
    const std::string averaging = one.averaging ? std::string(to_string(*one.averaging)) : std::string();
    list.ways.push_back({one.id, one.name, one.source, source_name(one.source), averaging,
                         averaging.empty() ? "以表中时间为准" : averaging_name(averaging)});
  }
  return list;
}

Result<ImportDesk::Reading> ImportDesk::read(const ImportWish& wish, bool takes_unknown_sites) {
  const Said own{wish.columns, wish.units, wish.sites};
  Result<Reading> plain = read_with(wish, own, takes_unknown_sites);
  if (wish.is_fresh || (!plain.has_value() && plain.error().code != Code::kInvalidInput)) return plain;
  BIHUAN_TRY(const std::vector<EarlierSheet> earlier, earlier_sheets(office_, wish.way));
  int tried = 0;
  for (const EarlierSheet& one : earlier) {
    if (plain.has_value() && plain->sheet->report().heads != one.way.heads) continue;
    // The last one of the source was read as it stands: so is this.
    if (one.says_nothing() && plain.has_value()) break;
    if (one.says_nothing()) continue;
    if (!plain.has_value() && tried++ == kTriedBlindly) break;
    Said said;
    std::vector<std::string> columns, units, sites;
    said.columns = carried_over(one.way.said_columns, own.columns, is_same_head, columns);
    said.units = carried_over(one.way.said_units, own.units, std::equal_to<std::string>(), units);
    said.sites = carried_over(one.way.said_sites, own.sites, std::equal_to<std::string>(), sites);
    if (columns.empty() && units.empty() && sites.empty()) break;  // all of it is said anew
    Result<Reading> carried = read_with(wish, said, takes_unknown_sites);
    if (carried.has_value() && carried->sheet->report().heads == one.way.heads) {
      carried->carried_from = one.import_id;
      carried->carried_columns = std::move(columns);
      carried->carried_units = std::move(units);
      carried->carried_sites = std::move(sites);
      return carried;
    }
    if (plain.has_value()) break;
  }
  return plain;
}

Result<ImportDesk::Reading> ImportDesk::read_with(const ImportWish& wish, const Said& said, bool takes_unknown_sites) {
  Reading reading;
  BIHUAN_TRY(reading.profile, office_.observations->profile(wish.way));
  reading.said_columns = said.columns;
  reading.said_units = said.units;
  reading.said_sites = said.sites;
  for (const auto& [head, key] : said.columns) reading.profile.columns[head] = key;
  for (const auto& [factor, unit] : said.units) reading.profile.units[factor] = unit;
  if (!wish.site.empty()) reading.profile.site = wish.site;
  for (const auto& [name, code] : said.sites) {
    const Result<records::Site> site = office_.sites.find(code);
    if (!site.has_value()) return fail(site.error().code, site.error().message, "sites." + excerpt(name, 40));
  }
  BIHUAN_TRY(const records::SiteNames names, office_.sites.names());
  const observations::SiteFinder finder = [names, takes_unknown_sites, said = said.sites, found = reading.sites,
                                           source =
                                               reading.profile.source](std::string_view text) -> Result<std::string> {
    const auto told = said.find(std::string(text));
    if (told != said.end()) return found->known[told->first] = told->second;
    Result<std::string> code = names.code_of(text, source);
    if (code.has_value()) {
      found->known[std::string(text)] = *code;
    } else if (std::ranges::find(found->unknown, text) == found->unknown.end()) {
      found->unknown.emplace_back(text);
    }
    if (!code.has_value() && takes_unknown_sites) return "？" + std::string(text);
    return code;
  };
  reading.digest = sm3_hex(wish.bytes);
  BIHUAN_TRY(reading.sheet,
             SheetImport::open(wish.bytes, wish.file_name, office_.observations->words(), reading.profile, finder));
  return reading;
}

Result<api::SheetPreview> ImportDesk::preview_of(const Reading& reading, const ImportWish& wish) {
  const observations::ImportReport& report = reading.sheet->report();
  BIHUAN_TRY(const SeriesNames names, SeriesNames::make(office_));
  api::SheetPreview view;
  view.file_name = report.file_name;
  view.digest = reading.digest;
  view.encoding = report.encoding;
  view.way = wish.way;
  view.is_long = report.is_long;
  for (const observations::ImportColumn& one : report.columns) {
    const bool is_factor = office_.observations->words().factor(one.key) != nullptr;
    view.columns.push_back({one.sheet, one.column, one.head, one.key, key_name(office_.observations->words(), one.key),
                            is_factor ? one.unit : "", is_factor ? one.unit_origin : ""});
  }
  for (const std::string& head : report.unused)  // twelve sheets of a year leave the same ones out
    if (std::ranges::find(view.unused, head) == view.unused.end()) view.unused.push_back(head);
  for (const observations::ImportSeries& one : report.series) {
    view.series.push_back(
        {names.view(one.series), one.site_text, one.values, one.below, one.missing, one.first, one.last});
  }
  for (const observations::ImportProblem& one : report.problems) {
    if (view.problems.size() == kMostProblemsShown) break;
    view.problems.push_back({one.is_refusal, one.sheet, one.row, one.where, one.message});
  }
  view.problems_not_told =
      report.problems_not_told + static_cast<std::int64_t>(report.problems.size() - view.problems.size());
  view.rows_read = report.rows_read;
  view.rows_refused = report.rows_refused;
  view.rows_passed_over = report.rows_passed_over;
  view.cells_refused = report.cells_refused;
  view.values = report.values;
  view.rounded = report.rounded;
  view.repeated = report.repeated;
  view.unknown_sites = reading.sites->unknown;
  BIHUAN_TRY(const std::vector<records::ImportEntry> before, office_.imports.of_file(reading.digest));
  if (!before.empty()) view.imported_before = before.back().import_id;
  view.carried_from = reading.carried_from;
  const auto carry = [](const std::vector<std::string>& carried, const Words& said, std::vector<api::ImportWord>& out) {
    for (const std::string& name : carried) out.push_back({name, said.at(name)});
  };
  carry(reading.carried_columns, reading.said_columns, view.carried_columns);
  carry(reading.carried_units, reading.said_units, view.carried_units);
  carry(reading.carried_sites, reading.said_sites, view.carried_sites);
  return view;
}

Result<api::SheetPreview> ImportDesk::preview(const ImportWish& wish) {
  BIHUAN_TRY(const Reading reading, read(wish, true));
  return preview_of(reading, wish);
}

Result<NamedFile> ImportDesk::problems(const ImportWish& wish) {
  BIHUAN_TRY(const Reading reading, read(wish, true));
  const std::string stem = std::filesystem::path(wish.file_name).stem().string();
  return NamedFile{stem + "-问题.csv", "text/csv; charset=utf-8",
                   observations::import_problems_csv(reading.sheet->report())};
}

Result<observations::AppendReport> ImportDesk::append(const Reading& reading, const records::ImportEntry& begun) {
  BIHUAN_TRY(ObservationStore* const store, office_.observations->store());
  BIHUAN_TRY(std::vector<SeriesId> ids, ids_of(*store, reading.sheet->report()));
  return store->append(batch_of(begun), reading.sheet->observations(std::move(ids)));
}

Result<api::ImportResult> ImportDesk::import(const ImportWish& wish) {
  BIHUAN_CHECK(office_.observations->store());
  BIHUAN_CHECK(check_aliases(wish));
  BIHUAN_TRY(const Reading reading, read(wish, false));
  const observations::ImportReport& report = reading.sheet->report();
  records::ImportEntry wanted;
  wanted.file_name = report.file_name;
  wanted.octets = static_cast<std::int64_t>(wish.bytes.size());
  wanted.profile = reading.profile.id;
  StoredWay way = stored_way(reading.profile, reading.sites->known);
  way.said_columns = reading.said_columns;
  way.said_units = reading.said_units;
  way.said_sites = reading.said_sites;
  way.heads = report.heads;
  wanted.settings = to_json(way);
  wanted.counts = {report.rows_read,
                   report.rows_refused,
                   report.cells_refused,
                   static_cast<std::int64_t>(report.series.size()),
                   report.values,
                   0,
                   0,
                   0};
  for (const observations::ImportSeries& one : report.series) {
    if (!wanted.first_label || one.first < *wanted.first_label) wanted.first_label = one.first;
    if (!wanted.last_label || one.last > *wanted.last_label) wanted.last_label = one.last;
  }
  wanted.note = wish.note;
  BIHUAN_TRY(wanted.digest, office_.observations->keep_file(wish.bytes));
  std::unique_lock order = office_.observations->in_order();
  BIHUAN_TRY(const records::ImportEntry begun, office_.imports.begin(actor_, wanted));
  const Result<observations::AppendReport> appended = append(reading, begun);
  if (!appended.has_value()) {
    BIHUAN_CHECK(office_.imports.failed(actor_, begun.import_id, appended.error().message));
    return std::unexpected(appended.error());
  }
  // Where this fails the values are there and the entry stays begun: the room settles it when it is opened again.
  BIHUAN_TRY(const records::ImportEntry done,
             office_.imports.stored(actor_, begun.import_id,
                                    appended->batch ? std::optional(appended->batch->number) : std::nullopt,
                                    appended->added, appended->revised, appended->same));
  order.unlock();
  BIHUAN_TRY(api::SheetPreview preview, preview_of(reading, wish));
  api::ImportResult result{view(done), std::move(preview), {}, {}};
  if (wish.adds_aliases) result.aliases = add_aliases(reading, wish, done.import_id, result.alias_problems);
  return result;
}

Status ImportDesk::check_aliases(const ImportWish& wish) const {
  if (!wish.adds_aliases || actor_.has(records::DeskRole::kOffice) || actor_.has(records::DeskRole::kStation))
    return {};
  return fail(Code::kConflict, "只有办公室和监测站可以给点位加别名：请去掉这一项再导入", "权限");
}

std::vector<std::string> ImportDesk::add_aliases(const Reading& reading, const ImportWish& wish,
                                                 const std::string& import_id, std::vector<std::string>& problems) {
  std::vector<std::string> added;
  for (const auto& [name, code] : wish.sites) {
    const auto add = [&]() -> Status {
      BIHUAN_TRY(records::Site site, office_.sites.find(code));
      const bool is_there = std::ranges::any_of(site.aliases, [&](const records::SiteAlias& one) {
        return one.name == name && (one.source.empty() || one.source == reading.profile.source);
      });
      if (is_there) return {};
      site.aliases.push_back({name, reading.profile.source});
      const std::int64_t seen = site.revision;
      BIHUAN_CHECK(office_.sites.change(actor_, seen, std::move(site), "导入" + import_id + "时对上的叫法"));
      added.push_back(name);
      return {};
    };
    if (const Status status = add(); !status.has_value()) problems.push_back(name + "：" + status.error().message);
  }
  return added;
}

Result<api::ImportView> ImportDesk::undo(std::string_view import_id, std::int64_t revision, std::string_view why) {
  BIHUAN_TRY(ObservationStore* const store, office_.observations->store());
  const std::unique_lock order = office_.observations->in_order();
  BIHUAN_TRY(const records::ImportEntry entry, office_.imports.withdraw(actor_, import_id, revision, why));
  BIHUAN_CHECK(withdraw_import(*store, entry));
  return view(entry);
}

api::ImportView ImportDesk::view(const records::ImportEntry& entry) const {
  const Result<ImportProfile> profile = office_.observations->profile(entry.profile);
  return {entry.import_id, entry.revision, std::string(import_state_name(entry.state)),
          profile.has_value() ? profile->name : entry.profile, entry};
}

Result<api::ImportView> ImportDesk::find(std::string_view import_id) {
  BIHUAN_TRY(const records::ImportEntry entry, office_.imports.find(import_id));
  return view(entry);
}

Result<api::ImportList> ImportDesk::list(std::string_view cursor, std::int64_t limit) {
  BIHUAN_TRY(const std::vector<records::ImportEntry> rows, office_.imports.list(cursor, limit));
  api::ImportList list;
  for (const records::ImportEntry& row : rows) list.imports.push_back(view(row));
  if (static_cast<std::int64_t>(rows.size()) == limit) list.next = rows.back().import_id;
  return list;
}

Result<NamedFile> ImportDesk::file(std::string_view import_id) {
  BIHUAN_TRY(const records::ImportEntry entry, office_.imports.find(import_id));
  BIHUAN_TRY(std::string bytes, office_.observations->kept_file(entry.digest));
  return NamedFile{entry.file_name, "application/octet-stream", std::move(bytes)};
}

Status withdraw_import(ObservationStore& store, const records::ImportEntry& entry) {
  const std::string reference = records::import_reference(entry.import_id);
  constexpr std::size_t kAll = 10'000'000;
  BIHUAN_TRY(const std::vector<observations::StoredBatch> batches,
             store.batches(observations::BatchKind::kImport, kAll));
  const auto found =
      std::ranges::find(batches, reference, [](const observations::StoredBatch& one) { return one.batch.reference; });
  if (found == batches.end()) return fail(Code::kCorrupt, "观测数据里没有这次导入的批次", entry.import_id);
  BIHUAN_CHECK(store.withdraw(found->id, {*entry.withdrawn_at, reference, entry.withdrawn_why}));
  return {};
}

Status import_again(ObservationRoom& room, ObservationStore& store, const records::ImportEntry& entry) {
  const Result<StoredWay> way = from_json<StoredWay>(entry.settings, JsonLimits{.missing_keeps_default = true});
  if (!way.has_value()) return fail(Code::kCorrupt, "导入记录里的读表方式不能读出", entry.import_id);
  BIHUAN_TRY(const ImportProfile profile, profile_of(entry, *way));
  BIHUAN_TRY(const std::string bytes, room.kept_file(entry.digest));
  const observations::SiteFinder finder = [&](std::string_view text) -> Result<std::string> {
    const auto found = way->sites.find(std::string(text));
    if (found == way->sites.end()) return fail(Code::kNotFound, "导入时没有这个点位", std::string(text));
    return found->second;
  };
  BIHUAN_TRY(const SheetImport sheet, SheetImport::open(bytes, entry.file_name, room.words(), profile, finder));
  BIHUAN_TRY(std::vector<SeriesId> ids, ids_of(store, sheet.report()));
  BIHUAN_CHECK(store.append(batch_of(entry), sheet.observations(std::move(ids))));
  return {};
}

}  // namespace bihuan::server
