#include "server/quality_desk.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/text.h"
#include "observations/quality_checks.h"
#include "observations/validity.h"
#include "server/observation_api.h"
#include "server/observation_desk.h"
#include "server/observation_room.h"

namespace bihuan::server {
namespace {

using observations::Averaging;
using observations::Finding;
using observations::Mark;
using observations::Medium;
using observations::ObservationStore;
using observations::Point;
using observations::QualityColumn;
using observations::QualityWindow;
using observations::Series;
using observations::SeriesId;
using records::ValueMark;

constexpr std::int64_t kLookBack = 31 * kSecondsOfDay;
constexpr std::int64_t kMostPlaces = 600'000;  // times of one window: a year of minutes
constexpr std::int64_t kMostJudged = 100'000;
constexpr std::int64_t kGridOrigin = 4 * kSecondsOfDay - 8 * 3600;  // a Monday's midnight in Beijing

// Seconds between the values of a series; 0 where they come on no grid.
std::int64_t spacing_of(const Series& series) {
  for (const observations::CalendarSpan& span : series.calendar)
    if (span.cadence.seconds > 0) return span.cadence.seconds;
  switch (series.key.averaging) {
    case Averaging::kMinute:
      return 60;
    case Averaging::kTenMinutes:
      return 600;
    case Averaging::kHour:
      return 3600;
    case Averaging::kFourHours:
      return 4 * 3600;
    case Averaging::kDay:
      return kSecondsOfDay;
    default:
      return 0;
  }
}

Medium medium_of_system(std::string_view st) {
  if (st == "21") return Medium::kSurfaceWater;
  if (st == "22") return Medium::kAmbientAir;
  if (st == "31") return Medium::kGas;
  return Medium::kWastewater;
}

// What is measured at a place; none where no rule is made for it (noise).
std::optional<Medium> medium_of(const SeriesNames& names, const std::string& place, const std::string& factor) {
  if (const records::RegisteredDevice* device = names.device(place)) {
    if (device->st == "23") return std::nullopt;
    return medium_of_system(device->st);
  }
  const records::Site* site = names.site(place);
  switch (site == nullptr ? records::SiteKind::kOther : site->kind) {
    case records::SiteKind::kRiverSection:
    case records::SiteKind::kLake:
    case records::SiteKind::kSource:
    case records::SiteKind::kGroundwater:
      return Medium::kSurfaceWater;
    case records::SiteKind::kAirStation:
      return Medium::kAmbientAir;
    case records::SiteKind::kWastewaterOutlet:
      return Medium::kWastewater;
    case records::SiteKind::kGasOutlet:
      return Medium::kGas;
    case records::SiteKind::kNoise:
      return std::nullopt;
    case records::SiteKind::kOther:
      break;
  }
  return factor.starts_with('w') ? Medium::kSurfaceWater : Medium::kAmbientAir;
}

// Series that are looked at together.
struct WindowKey {
  std::string place, source;
  Averaging averaging = Averaging::kHour;
  Medium medium = Medium::kWastewater;
  std::int64_t spacing = 3600;
  friend auto operator<=>(const WindowKey&, const WindowKey&) = default;
};

struct ColumnData {
  std::vector<std::int64_t> mantissas;
  std::vector<observations::ValueState> states;
  std::vector<char> flags;
  std::vector<observations::Verdict> verdicts;
  std::vector<std::int32_t> revisions;
};

// A window with the memory that its spans point into.
struct LoadedWindow {
  QualityWindow window;
  std::vector<ColumnData> data;
  std::vector<Mark> marks;
  std::int64_t values = 0;
};

// The window's columns, in the same order; amounts are no measured values.
std::vector<Series> judged_series(const std::vector<Series>& all) {
  std::vector<Series> judged;
  for (const Series& one : all)
    if (!one.key.factor.ends_with("-Cou")) judged.push_back(one);
  return judged;
}

Status load_times(const WindowKey& key, Instant from, Instant until, QualityWindow& window) {
  const std::int64_t first = (from.seconds - kGridOrigin + key.spacing - 1) / key.spacing * key.spacing + kGridOrigin;
  if ((until.seconds - first) / key.spacing > kMostPlaces)
    return fail(Code::kInvalidInput, "检查的时段太长：请缩短起止时间", key.place);
  window.step_seconds = static_cast<std::int32_t>(key.spacing);
  for (std::int64_t at = first; at < until.seconds; at += key.spacing) window.times.push_back({at});
  return {};
}

Status load_column(const ObservationStore& store, const Series& series, LoadedWindow& loaded, ColumnData& data) {
  const QualityWindow& window = loaded.window;
  const std::size_t places = window.times.size();
  data.mantissas.assign(places, 0);
  data.states.assign(places, observations::ValueState::kUnexplained);
  data.flags.assign(places, '\0');
  data.verdicts.assign(places, observations::Verdict::kValid);
  data.revisions.assign(places, 0);
  const observations::Selection selection{{series.id}, window.times.front(), Instant{window.times.back().seconds + 1}};
  const auto place_of = [&](Instant time) -> std::optional<std::size_t> {
    const std::int64_t away = time.seconds - window.times.front().seconds;
    if (away % window.step_seconds != 0) return std::nullopt;
    return static_cast<std::size_t>(away / window.step_seconds);
  };
  BIHUAN_CHECK(store.read(selection, {}, observations::ReadOrder::kAny, [&](std::span<const Point> points) {
    for (const Point& point : points) {
      const std::optional<std::size_t> place = place_of(point.time);
      if (!place) continue;
      data.mantissas[*place] = point.mantissa;
      data.states[*place] = point.state;
      data.flags[*place] = point.flag;
      data.revisions[*place] = point.revision;
      ++loaded.values;
    }
    return true;
  }));
  BIHUAN_TRY(const std::vector<Mark> marks, store.marks(selection));
  // What people say of a value keeps it out of the rules' sight; what rules say does not, or no rule could take back
  // what it said.
  std::vector<Mark> of_point;
  for (std::size_t i = 0; i < marks.size();) {
    const Instant time = marks[i].time;
    const std::optional<std::size_t> place = place_of(time);
    of_point.clear();
    for (; i < marks.size() && marks[i].time == time; ++i) {
      if (place && marks[i].is_person && marks[i].revision == data.revisions[*place]) of_point.push_back(marks[i]);
    }
    if (place && !of_point.empty()) data.verdicts[*place] = observations::verdict_of(of_point);
  }
  loaded.marks.insert(loaded.marks.end(), marks.begin(), marks.end());
  return {};
}

Result<LoadedWindow> load_window(const ObservationStore& store, const ObservationRoom& room, const WindowKey& key,
                                 const std::vector<Series>& all, Instant from, Instant until) {
  LoadedWindow loaded;
  loaded.window.medium = key.medium;
  BIHUAN_CHECK(load_times(key, from, until, loaded.window));
  if (loaded.window.times.empty()) return loaded;
  loaded.data.resize(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    BIHUAN_CHECK(load_column(store, all[i], loaded, loaded.data[i]));
    QualityColumn column;
    column.series = all[i];
    column.name = room.factor_name(all[i].key.factor);
    constexpr std::string_view kConverted = "-Zs";
    if (all[i].key.factor.ends_with(kConverted)) {
      column.role = observations::ColumnRole::kConverted;
      column.series.key.factor.resize(column.series.key.factor.size() - kConverted.size());
    }
    const ColumnData& data = loaded.data[i];
    column.mantissas = data.mantissas;
    column.states = data.states;
    column.flags = data.flags;
    column.verdicts = data.verdicts;
    column.revisions = data.revisions;
    loaded.window.columns.push_back(std::move(column));
  }
  return loaded;
}

records::ValueVerdict to_record(observations::Verdict verdict) {
  switch (verdict) {
    case observations::Verdict::kValid:
      return records::ValueVerdict::kValid;
    case observations::Verdict::kSuspect:
      return records::ValueVerdict::kSuspect;
    case observations::Verdict::kUnderReview:
      return records::ValueVerdict::kUnderReview;
    case observations::Verdict::kInvalid:
      return records::ValueVerdict::kInvalid;
  }
  return records::ValueVerdict::kSuspect;
}

ValueMark mark_on(const Series& series) {
  ValueMark mark;
  mark.site = series.key.site;
  mark.factor = series.key.factor;
  mark.averaging = to_string(series.key.averaging);
  mark.source = series.key.source;
  return mark;
}

std::vector<records::MarkedRun> runs_of(const std::vector<Mark>& marks) {
  std::vector<records::MarkedValue> values;
  for (const Mark& mark : marks) values.push_back({mark.time, mark.revision});
  return records::runs_of(std::move(values));
}

// `all`: the series of the columns as they are stored.
std::optional<ValueMark> row_of(const Finding& finding, const QualityWindow& window, const std::vector<Series>& all,
                                Instant at) {
  const std::vector<Mark> marks = observations::marks_of(finding, window, "value_mark/new", at);
  if (marks.empty()) return std::nullopt;
  ValueMark row = mark_on(all[finding.column]);
  row.verdict = to_record(finding.verdict);
  row.by_whom = finding.rule;
  row.edition = finding.edition;
  row.parameters_digest = finding.parameters_digest;
  row.runs = runs_of(marks);
  row.is_lead = finding.is_lead;
  row.text.title = finding.title;
  row.text.sentence = finding.sentence;
  row.text.sentence_en = finding.sentence_en;
  for (const observations::ProofNumber& one : finding.proof) row.text.proof.push_back({one.name, one.value, one.unit});
  for (const std::size_t column : finding.beside) row.text.beside.push_back(to_string(all[column].key));
  return row;
}

// One row for each series and rule that takes something back.
std::vector<ValueMark> retraction_rows(const std::vector<Mark>& marks, const std::vector<Series>& all,
                                       const observations::QualityRules& rules) {
  std::map<std::pair<SeriesId, std::string>, std::vector<Mark>> grouped;
  for (const Mark& mark : marks) grouped[{mark.series, mark.by}].push_back(mark);
  std::vector<ValueMark> rows;
  for (const auto& [key, group] : grouped) {
    const auto series = std::ranges::find(all, key.first, &Series::id);
    if (series == all.end()) continue;
    ValueMark row = mark_on(*series);
    row.by_whom = key.second;
    row.edition = group.front().edition;
    row.parameters_digest = group.front().parameters_digest;
    row.runs = runs_of(group);
    const observations::QualityRule* rule = rules.find(key.second);
    row.is_lead = rule != nullptr && rule->is_lead;
    rows.push_back(std::move(row));
  }
  return rows;
}

Result<records::ValueVerdict> judged_verdict(std::string_view word) {
  if (word == "valid") return records::ValueVerdict::kValid;
  if (word == "under_review") return records::ValueVerdict::kUnderReview;
  if (word == "invalid") return records::ValueVerdict::kInvalid;
  return fail(Code::kInvalidInput,
              "判定应为valid（有效）、under_review（待核）或invalid（无效），现为“" + excerpt(word, 30) + "”",
              "verdict");
}

std::unexpected<Error> no_such_finding(std::string_view mark_id) {
  return fail(Code::kNotFound, "没有编号为“" + excerpt(mark_id) + "”的标记", "标记编号");
}

}  // namespace

Result<api::CheckResult> QualityDesk::check(const std::string& site, std::optional<Instant> from,
                                            std::optional<Instant> until) {
  BIHUAN_TRY(ObservationStore* const store, office_.observations->store());
  BIHUAN_TRY(const SeriesNames names, SeriesNames::make(office_));
  BIHUAN_TRY(const std::vector<Series> all, store->series());
  const Instant end = until.value_or(Instant{actor_.at.seconds + 1});
  const Instant begin = from.value_or(Instant{end.seconds - kLookBack});
  if (end <= begin) return fail(Code::kInvalidInput, "检查时段的终点应在起点之后", "until");
  const std::vector<std::string> places = names.places_of(site);
  std::map<WindowKey, std::vector<Series>> windows;
  for (const Series& one : judged_series(all)) {
    if (!site.empty() && std::ranges::find(places, one.key.site) == places.end()) continue;
    const std::int64_t spacing = spacing_of(one);
    const std::optional<Medium> medium = medium_of(names, one.key.site, one.key.factor);
    if (spacing > 0 && medium)
      windows[{one.key.site, one.key.source, one.key.averaging, *medium, spacing}].push_back(one);
  }
  const bool sees_leads = ObservationDesk(office_, actor_).sees_leads();
  api::CheckResult result;
  std::set<std::string> not_run;
  for (const auto& [key, columns] : windows) {
    BIHUAN_TRY(const LoadedWindow loaded, load_window(*store, *office_.observations, key, columns, begin, end));
    if (loaded.values == 0) continue;
    result.series += static_cast<std::int64_t>(columns.size());
    result.values += loaded.values;
    const observations::QualityRules& rules = office_.observations->rules();
    BIHUAN_TRY(const observations::QualityReport report, observations::check_quality(rules, loaded.window));
    for (const observations::NotRun& one : report.not_run) not_run.insert(one.rule + "：" + one.reason);
    std::vector<ValueMark> found;
    for (const Finding& finding : report.findings) {
      if (std::optional<ValueMark> row = row_of(finding, loaded.window, columns, actor_.at))
        found.push_back(*std::move(row));
    }
    const std::vector<ValueMark> taken_back = retraction_rows(
        observations::retractions(loaded.marks, rules, report.findings, loaded.window, "value_mark/new", actor_.at),
        columns, rules);
    const std::unique_lock order = office_.observations->in_order();
    BIHUAN_TRY(const std::vector<ValueMark> entered, office_.value_marks.enter(actor_, std::move(found), taken_back));
    for (const ValueMark& row : entered) {
      if (row.is_lead && !sees_leads) continue;  // not even their number
      ++(row.kind == records::ValueMarkKind::kFinding ? result.found : result.taken_back);
    }
    BIHUAN_CHECK(office_.observations->put_marks(*store, entered));
  }
  result.not_run.assign(not_run.begin(), not_run.end());
  return result;
}

Result<api::MarkList> QualityDesk::list(const std::string& state, const std::string& site, const std::string& rule,
                                        std::string_view cursor, std::int64_t limit) {
  ObservationDesk desk(office_, actor_);
  records::ValueMarkFilter filter;
  filter.includes_leads = desk.sees_leads();
  filter.rule = rule;
  if (!state.empty()) {
    BIHUAN_TRY(filter.state, parse_enum_word<records::ValueMarkState>(state));
  }
  BIHUAN_TRY(const SeriesNames names, SeriesNames::make(office_));
  if (!site.empty()) filter.sites = names.places_of(site);
  BIHUAN_TRY(const std::vector<ValueMark> rows, office_.value_marks.list(filter, cursor, limit));
  api::MarkList list;
  for (const ValueMark& row : rows) list.marks.push_back(desk.mark_view(row, names));
  BIHUAN_TRY(list.open, office_.value_marks.open_count(filter.includes_leads));
  if (static_cast<std::int64_t>(rows.size()) == limit) list.next = rows.back().mark_id;
  return list;
}

Result<ValueMark> QualityDesk::finding_to_judge(std::string_view mark_id) {
  BIHUAN_TRY(ValueMark row, office_.value_marks.find(mark_id));
  if (row.is_lead && !ObservationDesk(office_, actor_).sees_leads()) return no_such_finding(mark_id);
  return row;
}

Result<api::MarkView> QualityDesk::find(std::string_view mark_id) {
  BIHUAN_TRY(const ValueMark row, finding_to_judge(mark_id));
  BIHUAN_TRY(const SeriesNames names, SeriesNames::make(office_));
  return ObservationDesk(office_, actor_).mark_view(row, names);
}

Result<api::MarkView> QualityDesk::judge(const api::JudgeRequest& wanted) {
  BIHUAN_TRY(ObservationStore* const store, office_.observations->store());
  ValueMark mark;
  BIHUAN_TRY(mark.verdict, judged_verdict(wanted.verdict));
  mark.reason = wanted.reason;
  mark.answers = wanted.finding;
  std::string series_text = wanted.series;
  std::vector<records::MarkedValue> meant;
  observations::Selection selection;
  if (!wanted.finding.empty()) {
    BIHUAN_TRY(const ValueMark finding, finding_to_judge(wanted.finding));
    series_text = finding.site + "/" + finding.factor + "/" + finding.averaging + "/" + finding.source;
    meant = records::values_of(finding.runs);
    selection.from = finding.first_label;
    selection.until = Instant{finding.last_label.seconds + 1};
  } else {
    if (!wanted.from || !wanted.until) return fail(Code::kInvalidInput, "请写明判定的起止时间", "from");
    if (*wanted.until < *wanted.from) return fail(Code::kInvalidInput, "时段的终点不能早于起点", "until");
    selection.from = *wanted.from;
    selection.until = Instant{wanted.until->seconds + 1};
  }
  BIHUAN_TRY(const observations::SeriesKey key, parse_series_key(series_text));
  BIHUAN_TRY(const Series series, store->find_series(key));
  selection.series = {series.id};
  BIHUAN_TRY(const std::int64_t count, store->count(selection));
  if (count > kMostJudged)
    return fail(Code::kInvalidInput, "一次最多判定" + std::to_string(kMostJudged) + "个数据：请分几段", "until");
  // A judgement is of what stands now: a finding's values may have been corrected since.
  std::vector<records::MarkedValue> values;
  BIHUAN_TRY(const std::vector<Point> points, store->points(selection));
  for (const Point& point : points) {
    const bool is_meant =
        wanted.finding.empty() || std::ranges::binary_search(meant, point.time, {}, &records::MarkedValue::time);
    if (is_meant) values.push_back({point.time, point.revision});
  }
  if (values.empty()) return fail(Code::kNotFound, "这段时间没有数据可以判定", "from");
  const ValueMark about = mark_on(series);
  mark.site = about.site;
  mark.factor = about.factor;
  mark.averaging = about.averaging;
  mark.source = about.source;
  mark.runs = records::runs_of(std::move(values));
  std::unique_lock order = office_.observations->in_order();
  BIHUAN_TRY(const ValueMark entered, office_.value_marks.judge(actor_, mark));
  BIHUAN_CHECK(office_.observations->put_marks(*store, {&entered, 1}));
  order.unlock();
  BIHUAN_TRY(const SeriesNames names, SeriesNames::make(office_));
  return ObservationDesk(office_, actor_).mark_view(entered, names);
}

}  // namespace bihuan::server
