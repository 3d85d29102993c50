#include "server/scheme_desk.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include "base/text.h"
#include "gateway/frame_values.h"
#include "records/scheme_sheet.h"
#include "server/observation_desk.h"
#include "server/observation_room.h"
#include "server/scheme_api.h"

namespace bihuan::server {
namespace {

using observations::SampledDay;
using observations::SamplingFrequency;
using observations::SamplingTally;
using observations::Series;
using observations::SeriesId;
using observations::WindowProgress;
using observations::WindowState;
using records::SchemeLine;

Status check_scheme_year(std::int64_t year) {
  if (year >= 2000 && year <= 2099) return {};
  return fail(Code::kInvalidInput, "年份应为2000至2099，现为" + std::to_string(year), "year");
}

std::string folded_item(std::string_view text) {
  std::string folded = to_half_width(strip_spaces(text));
  for (char& c : folded)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return folded;
}

struct LineTally {
  SchemeLine line;
  SamplingFrequency frequency;
  SamplingTally tally;
};

Result<LineTally> tally_of(const SchemeLine& line) {
  const Result<SamplingFrequency> frequency = observations::parse_frequency(line.frequency);
  if (!frequency.has_value())
    return fail(Code::kCorrupt, "监测方案的频次“" + excerpt(line.frequency) + "”不认识", line.line_id);
  return LineTally{
      line, *frequency,
      SamplingTally(*frequency, static_cast<int>(line.year), line.first_day, line.holds_until(), line.items.size())};
}

Result<std::vector<LineTally>> tallies_of(const std::vector<SchemeLine>& lines) {
  std::vector<LineTally> all;
  all.reserve(lines.size());
  for (const SchemeLine& line : lines) {
    BIHUAN_TRY(LineTally one, tally_of(line));
    all.push_back(std::move(one));
  }
  return all;
}

struct Days {
  Date first, last;
};

// Which series stand for an item of a site.
class SeriesIndex {
 public:
  SeriesIndex(const SeriesNames& names, std::vector<Series> all) : names_(names), all_(std::move(all)) {
    for (const Series& series : all_) {
      if (series.key.source != gateway::kSimulatedSource)
        by_place_[{series.key.site, series.key.factor}].push_back(&series);
    }
  }
  void each(const std::string& site, const std::string& item, const std::function<void(const Series&)>& see) {
    const auto [known, is_new] = places_.try_emplace(site);
    if (is_new) known->second = names_.places_of(site);
    for (const std::string& place : known->second) {
      const auto found = by_place_.find({place, item});
      if (found == by_place_.end()) continue;
      for (const Series* series : found->second) see(*series);
    }
  }

 private:
  const SeriesNames& names_;
  std::vector<Series> all_;
  std::map<std::pair<std::string, std::string>, std::vector<const Series*>> by_place_;
  std::map<std::string, std::vector<std::string>> places_;
};

// Reads the days of the series that it was told, in one pass over the store, and what was said in the place of values,
// in a second one over the series that say such.
class DayReader {
 public:
  // `taker` is given the days of the series, with this item.
  void want(const Series& series, std::size_t item, std::size_t taker) {
    std::vector<Taker>& takers = takers_[series.id];
    if (takers.empty()) labels_[series.id] = series.label;
    takers.push_back({taker, item});
  }

  Status read(const observations::ObservationStore& store, const Days& days,
              const std::function<void(std::size_t taker, const SampledDay&)>& sink) const {
    // No series at all would mean every one of them.
    if (takers_.empty() || days.last < days.first) return {};
    observations::Selection selection{{}, to_instant(days.first), to_instant(days.last + 1)};
    for (const auto& [series, takers] : takers_) selection.series.push_back(series);
    std::set<SeriesId> silent;
    std::optional<Days> silence;
    BIHUAN_CHECK(store.rollups(selection, PeriodKind::kDay, {}, [&](const observations::Rollup& row) {
      const Date day = row.period.first_day();
      if (row.present > 0) give(row.series, {0, day, row.valid > 0, row.valid < row.present, {}}, sink);
      if (row.missing == 0) return true;
      silent.insert(row.series);
      silence = silence ? Days{std::min(silence->first, day), std::max(silence->last, day)} : Days{day, day};
      return true;
    }));
    if (!silence) return {};
    // Labels that name the end stand at most at the midnight behind the last day.
    const observations::Selection said{
        {silent.begin(), silent.end()}, to_instant(silence->first), Instant{to_instant(silence->last + 1).seconds + 1}};
    return store.read(said, {}, [&](std::span<const observations::Point> points) {
      for (const observations::Point& point : points) {
        if (observations::has_value(point.state)) continue;
        const Date day = observations::sampled_on(point.time, labels_.at(point.series));
        if (day >= days.first && day <= days.last) give(point.series, {0, day, false, false, point.state}, sink);
      }
      return true;
    });
  }

 private:
  struct Taker {
    std::size_t taker = 0, item = 0;
  };
  void give(SeriesId series, SampledDay day, const std::function<void(std::size_t, const SampledDay&)>& sink) const {
    for (const Taker& one : takers_.at(series)) {
      day.item = one.item;
      sink(one.taker, day);
    }
  }
  std::map<SeriesId, std::vector<Taker>> takers_;
  std::map<SeriesId, observations::Label> labels_;
};

// Fills the tallies with what had been sampled by the end of `day`.
Status read_tallies(Office& office, std::vector<LineTally>& lines, Date day) {
  std::optional<Days> days;
  for (const LineTally& one : lines) {
    const auto& windows = one.tally.windows();
    if (windows.empty()) continue;
    const Days own{windows.front().first, windows.back().last};
    days = days ? Days{std::min(days->first, own.first), std::max(days->last, own.last)} : own;
  }
  if (!days) return {};
  days->last = std::min(days->last, day);
  BIHUAN_TRY(const observations::ObservationStore* const store, office.observations->store());
  BIHUAN_TRY(const SeriesNames names, SeriesNames::make(office));
  BIHUAN_TRY(std::vector<Series> all, store->series());
  SeriesIndex index(names, std::move(all));
  DayReader reader;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    for (std::size_t item = 0; item < lines[i].line.items.size(); ++item) {
      index.each(lines[i].line.site, lines[i].line.items[item], [&](const Series& series) {
        if (observations::may_fill(series.key.averaging, lines[i].frequency.cycle)) reader.want(series, item, i);
      });
    }
  }
  return reader.read(*store, *days,
                     [&](std::size_t line, const SampledDay& sampled) { lines[line].tally.add(sampled); });
}

std::optional<Decimal> share_of(const api::SchemeCounts& counts) {
  if (counts.due == 0) return std::nullopt;
  const Result<Decimal> share = ratio_rounded(Decimal(counts.due_done * 100), Decimal(counts.due), 1);
  return share.has_value() ? std::optional(*share) : std::nullopt;
}

std::string month_of(const observations::SamplingWindow& window, std::int64_t year) {
  const int month = window.last.year() > year ? 12 : window.last.month();
  return std::to_string(year) + (month < 10 ? "-0" : "-") + std::to_string(month);
}

api::SchemeCounts counts_of(const std::vector<WindowProgress>& windows) {
  api::SchemeCounts counts;
  for (const WindowProgress& one : windows) counts.add(one);
  return counts;
}

// What lines are called.
class SchemeNames {
 public:
  static Result<SchemeNames> make(Office& office, const records::Actor& actor) {
    SchemeNames names;
    names.room_ = office.observations.get();
    BIHUAN_TRY(const std::vector<records::Site> sites, office.sites.list({.is_active = {}}));
    for (const records::Site& site : sites) names.sites_.emplace(site.code, site.name);
    BIHUAN_TRY(const std::vector<records::Unit> units, office.organisation.units(to_date(actor.at)));
    for (const records::Unit& unit : units) names.units_.emplace(unit.unit_id, unit.name);
    names.may_change_ = actor.has(records::DeskRole::kOffice) || actor.has(records::DeskRole::kStation);
    return names;
  }
  std::string site(const std::string& code) const { return name_in(sites_, code); }
  std::string unit(const std::string& id) const { return name_in(units_, id); }
  std::string item(const std::string& code) const { return room_->factor_name(code); }

  api::SchemeLineView view(const SchemeLine& line, const api::SchemeCounts& counts) const {
    api::SchemeLineView view;
    view.line_id = line.line_id;
    view.revision = line.revision;
    view.year = line.year;
    view.group_name = line.group_name;
    view.site = line.site;
    view.site_name = site(line.site);
    for (const std::string& code : line.items) view.items.push_back({code, item(code)});
    view.frequency = line.frequency;
    view.first_day = line.first_day;
    view.last_day = line.last_day;
    view.unit_id = line.unit_id;
    view.unit_name = unit(line.unit_id);
    view.note = line.note;
    view.basis_document = line.basis_document;
    view.basis_clause = line.basis_clause;
    view.ended_on = line.ended_on;
    view.ended_why = line.ended_why;
    view.entered_by = line.entered_by;
    view.entered_at = line.entered_at;
    view.counts = counts;
    view.may_change = may_change_;
    return view;
  }

  api::SchemeWindow view(const WindowProgress& progress, const LineTally& of) const {
    api::SchemeWindow view;
    view.window = progress.window.name;
    view.first = progress.window.first;
    view.last = progress.window.last;
    view.state = to_string(progress.state);
    view.state_name = to_chinese(progress.state);
    view.wanted = of.frequency.times;
    view.times = progress.times;
    for (const observations::ItemLack& lack : progress.lacks) {
      const std::string& code = of.line.items[lack.item];
      api::SchemeLack one{code, item(code), lack.times, lack.has_invalid, "", ""};
      if (lack.reason) {
        one.reason = to_string(*lack.reason);
        one.reason_name = to_chinese(*lack.reason);
      }
      view.lacks.push_back(std::move(one));
    }
    return view;
  }

  api::SchemeLineDetail detail(const LineTally& of, Date day) const {
    const std::vector<WindowProgress> windows = of.tally.progress(day);
    api::SchemeLineDetail detail{view(of.line, counts_of(windows)), {}};
    for (const WindowProgress& one : windows) detail.windows.push_back(view(one, of));
    return detail;
  }

 private:
  static std::string name_in(const std::map<std::string, std::string>& names, const std::string& code) {
    const auto found = names.find(code);
    return found == names.end() ? code : found->second;
  }
  const ObservationRoom* room_ = nullptr;
  std::map<std::string, std::string> sites_, units_;
  bool may_change_ = false;
};

Result<std::size_t> place_behind(std::string_view cursor) {
  if (cursor.empty()) return std::size_t{0};
  std::size_t place = 0;
  const bool is_number = cursor.size() <= 9 && std::ranges::all_of(cursor, [](char c) { return c >= '0' && c <= '9'; });
  if (!is_number) return fail(Code::kInvalidInput, "翻页标记不是本系统给出的：请从第一页重新取。", "查询参数“cursor”");
  for (const char c : cursor) place = place * 10 + static_cast<std::size_t>(c - '0');
  return place;
}

template <class T>
std::string cut_page(std::vector<T>& all, std::size_t from, std::int64_t limit) {
  const std::size_t begin = std::min(from, all.size());
  const std::size_t end = std::min(all.size(), begin + static_cast<std::size_t>(std::max<std::int64_t>(limit, 1)));
  const bool has_more = end < all.size();
  all.erase(all.begin() + static_cast<std::ptrdiff_t>(end), all.end());
  all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(begin));
  return has_more ? std::to_string(end) : "";
}

// The same day of the year before; 28 February for the 29th.
Date year_before(Date day) { return add_months(day, -12); }

std::int64_t planned_times(const LineTally& one) {
  std::int64_t windows = 0;
  for (const observations::SamplingWindow& window : one.tally.windows())
    if (window.last >= one.line.first_day && window.first <= one.line.holds_until()) ++windows;
  return windows * one.frequency.times;
}

using GroupSite = std::pair<std::string, std::string>;
struct SitePair {
  std::int64_t planned = 0;
  std::optional<std::int64_t> planned_before;
  std::set<std::string> items;
  std::set<Date> days, days_before;  // with a value
};

// Days on which a site had a value of any of its items.
Status read_days(Office& office, std::map<GroupSite, SitePair>& sites, const Days& days, bool is_before) {
  BIHUAN_TRY(const observations::ObservationStore* const store, office.observations->store());
  BIHUAN_TRY(const SeriesNames names, SeriesNames::make(office));
  BIHUAN_TRY(std::vector<Series> all, store->series());
  SeriesIndex index(names, std::move(all));
  DayReader reader;
  std::vector<SitePair*> takers;
  for (auto& [key, site] : sites) {
    for (const std::string& item : site.items) {
      index.each(key.second, item, [&](const Series& series) {
        if (series.key.averaging != observations::Averaging::kYear) reader.want(series, 0, takers.size());
      });
    }
    takers.push_back(&site);
  }
  return reader.read(*store, days, [&](std::size_t taker, const SampledDay& sampled) {
    if (sampled.has_value) (is_before ? takers[taker]->days_before : takers[taker]->days).insert(sampled.day);
  });
}

void set_change(api::SchemeComparisonRow& row) {
  if (!row.planned_before) {
    row.change = "new";
    row.change_name = "上年无计划";
  } else if (row.planned == *row.planned_before) {
    row.change = "same";
    row.change_name = "不变";
  } else {
    const bool is_denser = row.planned > *row.planned_before;
    row.change = is_denser ? "denser" : "sparser";
    row.change_name = is_denser ? "加密" : "减少";
  }
}

}  // namespace

Result<std::string> scheme_item(const Office& office, std::string_view text) {
  const std::string wanted = folded_item(text);
  for (const observations::ImportFactor& factor : office.observations->words().factors) {
    if (folded_item(factor.code) == wanted) return factor.code;
    for (const std::string& name : factor.names)
      if (folded_item(name) == wanted) return factor.code;
  }
  const std::string code(trim(text));
  if (!code.empty() && office.observations->factor_name(code) != code) return code;
  return fail(Code::kInvalidInput,
              "监测项目“" + excerpt(text) + "”不认识：应为项目名称（如氨氮）、因子编码（如w21003）或一组项目的名称",
              "items");
}

Result<std::vector<SampledLine>> sampled_lines(Office& office, int year, const std::string& group, Date day) {
  BIHUAN_TRY(const std::vector<SchemeLine> lines, office.schemes.lines({.year = year, .group_name = group}));
  BIHUAN_TRY(std::vector<LineTally> tallies, tallies_of(lines));
  BIHUAN_CHECK(read_tallies(office, tallies, day));
  BIHUAN_TRY(const std::vector<records::Site> sites, office.sites.list({.is_active = {}}));
  std::vector<SampledLine> all;
  for (const LineTally& one : tallies) {
    const auto site = std::ranges::find(sites, one.line.site, &records::Site::code);
    all.push_back({one.line.site, site == sites.end() ? one.line.site : site->name, one.frequency.times,
                   one.tally.progress(day + 1)});
  }
  return all;
}

Result<api::SchemeView> SchemeDesk::overview(std::int64_t year) {
  BIHUAN_CHECK(check_scheme_year(year));
  api::SchemeView view;
  view.year = year;
  view.day = day_;
  BIHUAN_TRY(view.years, office_.schemes.years());
  BIHUAN_TRY(const std::vector<SchemeLine> lines, office_.schemes.lines({.year = year}));
  BIHUAN_TRY(std::vector<LineTally> tallies, tallies_of(lines));
  BIHUAN_CHECK(read_tallies(office_, tallies, day_));
  std::map<std::string, api::SchemeGroup> groups;
  std::map<std::string, std::set<std::string>> sites;
  std::map<std::string, std::map<std::string, api::SchemeCounts>> months;
  for (const LineTally& one : tallies) {
    const std::vector<WindowProgress> windows = one.tally.progress(day_);
    const api::SchemeCounts counts = counts_of(windows);
    if (counts.planned == 0) continue;
    api::SchemeGroup& group = groups[one.line.group_name];
    ++group.lines;
    sites[one.line.group_name].insert(one.line.site);
    group.counts.add(counts);
    for (const WindowProgress& window : windows) {
      if (window.state != WindowState::kNotPlanned)
        months[one.line.group_name][month_of(window.window, year)].add(window);
    }
  }
  BIHUAN_TRY(const std::vector<records::SchemeBinding> bindings, office_.schemes.bindings(year));
  for (const records::SchemeBinding& binding : bindings) {
    const Result<records::Task> task = office_.tasks.find_task(binding.task_id);
    const auto group = groups.find(binding.group_name);
    if (!task.has_value() || group == groups.end()) continue;
    api::SchemeTask one{binding.task_id, task->plan.text(), task->text, {}};
    for (const records::TaskUnit& unit : task->units) one.units.push_back(unit.unit);
    group->second.tasks.push_back(std::move(one));
  }
  for (auto& [name, group] : groups) {
    group.group_name = name;
    group.sites = static_cast<std::int64_t>(sites[name].size());
    group.share = share_of(group.counts);
    for (const auto& [month, counts] : months[name]) group.months.push_back({month, counts});
    view.counts.add(group.counts);
    view.groups.push_back(std::move(group));
  }
  view.share = share_of(view.counts);
  return view;
}

Result<api::SchemeLineList> SchemeDesk::lines(const records::SchemeFilter& filter, std::string_view cursor,
                                              std::int64_t limit) {
  BIHUAN_CHECK(check_scheme_year(filter.year));
  BIHUAN_TRY(const std::size_t place, place_behind(cursor));
  BIHUAN_TRY(std::vector<SchemeLine> lines, office_.schemes.lines(filter));
  api::SchemeLineList list;
  list.next = cut_page(lines, place, limit);
  BIHUAN_TRY(std::vector<LineTally> tallies, tallies_of(lines));
  BIHUAN_CHECK(read_tallies(office_, tallies, day_));
  BIHUAN_TRY(const SchemeNames names, SchemeNames::make(office_, actor_));
  for (const LineTally& one : tallies) list.lines.push_back(names.view(one.line, counts_of(one.tally.progress(day_))));
  return list;
}

Result<api::SchemeCalendar> SchemeDesk::calendar(const records::SchemeFilter& filter, std::string_view cursor,
                                                 std::int64_t limit) {
  BIHUAN_CHECK(check_scheme_year(filter.year));
  BIHUAN_TRY(const std::size_t place, place_behind(cursor));
  BIHUAN_TRY(std::vector<SchemeLine> lines, office_.schemes.lines(filter));
  api::SchemeCalendar calendar;
  calendar.next = cut_page(lines, place, limit);
  BIHUAN_TRY(std::vector<LineTally> tallies, tallies_of(lines));
  BIHUAN_CHECK(read_tallies(office_, tallies, day_));
  BIHUAN_TRY(const SchemeNames names, SchemeNames::make(office_, actor_));
  for (const LineTally& one : tallies) calendar.lines.push_back(names.detail(one, day_));
  return calendar;
}

Result<api::SchemeLineDetail> SchemeDesk::line(std::string_view line_id) {
  BIHUAN_TRY(const SchemeLine line, office_.schemes.find(line_id));
  BIHUAN_TRY(std::vector<LineTally> tallies, tallies_of({line}));
  BIHUAN_CHECK(read_tallies(office_, tallies, day_));
  BIHUAN_TRY(const SchemeNames names, SchemeNames::make(office_, actor_));
  return names.detail(tallies.front(), day_);
}

Result<api::SchemeGapList> SchemeDesk::missing(const records::SchemeFilter& filter, std::string_view cursor,
                                               std::int64_t limit) {
  BIHUAN_CHECK(check_scheme_year(filter.year));
  BIHUAN_TRY(const std::size_t place, place_behind(cursor));
  BIHUAN_TRY(const std::vector<SchemeLine> lines, office_.schemes.lines(filter));
  BIHUAN_TRY(std::vector<LineTally> tallies, tallies_of(lines));
  BIHUAN_CHECK(read_tallies(office_, tallies, day_));
  struct Gap {
    const LineTally* of = nullptr;
    WindowProgress progress;
  };
  std::vector<Gap> gaps;
  for (const LineTally& one : tallies) {
    for (WindowProgress& window : one.tally.progress(day_)) {
      if (window.state == WindowState::kPartly || window.state == WindowState::kMissing)
        gaps.push_back({&one, std::move(window)});
    }
  }
  std::ranges::stable_sort(gaps, {}, [](const Gap& gap) { return gap.progress.window.last; });
  BIHUAN_TRY(const SchemeNames names, SchemeNames::make(office_, actor_));
  api::SchemeGapList list;
  list.total = static_cast<std::int64_t>(gaps.size());
  list.next = cut_page(gaps, place, limit);
  for (const Gap& gap : gaps) {
    const SchemeLine& line = gap.of->line;
    list.gaps.push_back({line.line_id, line.group_name, line.site, names.site(line.site), line.frequency, line.unit_id,
                         names.unit(line.unit_id), static_cast<std::int64_t>(line.items.size()),
                         names.view(gap.progress, *gap.of)});
  }
  return list;
}

Result<api::SchemeComparison> SchemeDesk::comparison(std::int64_t year, const std::string& group) {
  BIHUAN_CHECK(check_scheme_year(year));
  const Date first(static_cast<int>(year), 1, 1), last(static_cast<int>(year), 12, 31);
  api::SchemeComparison view;
  view.year = year;
  view.day = std::clamp(day_, first, last);
  view.day_before = year_before(view.day);
  std::map<GroupSite, SitePair> sites;
  for (const bool is_before : {false, true}) {
    BIHUAN_TRY(const std::vector<SchemeLine> lines,
               office_.schemes.lines({.year = is_before ? year - 1 : year, .group_name = group}));
    BIHUAN_TRY(const std::vector<LineTally> tallies, tallies_of(lines));
    for (const LineTally& one : tallies) {
      const std::int64_t planned = planned_times(one);
      if (planned == 0) continue;
      SitePair& site = sites[{one.line.group_name, one.line.site}];
      site.items.insert(one.line.items.begin(), one.line.items.end());
      if (is_before)
        site.planned_before = std::max(site.planned_before.value_or(0), planned);
      else
        site.planned = std::max(site.planned, planned);
    }
  }
  BIHUAN_CHECK(read_days(office_, sites, {first, view.day}, false));
  BIHUAN_CHECK(read_days(office_, sites, {year_before(first), year_before(last)}, true));
  BIHUAN_TRY(const SchemeNames names, SchemeNames::make(office_, actor_));
  for (const auto& [key, site] : sites) {
    api::SchemeComparisonRow row;
    row.group_name = key.first;
    row.site = key.second;
    row.site_name = names.site(key.second);
    row.planned = site.planned;
    row.planned_before = site.planned_before;
    row.done = static_cast<std::int64_t>(site.days.size());
    row.done_before = std::ranges::count_if(site.days_before, [&](Date day) { return day <= view.day_before; });
    row.done_before_whole = static_cast<std::int64_t>(site.days_before.size());
    set_change(row);
    view.rows.push_back(std::move(row));
  }
  return view;
}

Result<api::SchemeImportView> SchemeDesk::import(const std::string& file_name, std::string_view bytes,
                                                 bool is_dry_run) {
  BIHUAN_TRY(const records::SiteNames sites, office_.sites.names());
  const records::SchemeFinders finders{[&](std::string_view text) { return sites.code_of(text); },
                                       [&](std::string_view text) { return scheme_item(office_, text); },
                                       [](std::string_view text) -> Result<std::string> {
                                         BIHUAN_TRY(const SamplingFrequency frequency,
                                                    observations::parse_frequency(text));
                                         return to_chinese(frequency);
                                       },
                                       office_.unit_finder(to_date(actor_.at))};
  BIHUAN_TRY(records::SchemeSheet sheet, records::read_scheme_sheet(bytes, file_name, office_.scheme_words, finders));
  BIHUAN_TRY(records::SchemeImport report,
             office_.schemes.import(actor_, sheet.entries, file_name + "（SM3 " + sheet.digest + "）", is_dry_run));
  api::SchemeImportView view{file_name,
                             sheet.digest,
                             is_dry_run,
                             report.added,
                             report.changed,
                             report.same,
                             std::move(report.ended),
                             std::move(report.vanished),
                             {}};
  for (const std::vector<Error>* errors : {&sheet.problems, &report.refused}) {
    for (const Error& error : *errors) view.refused.push_back({error.where, error.message});
  }
  return view;
}

Result<api::SchemeLineView> SchemeDesk::end(std::string_view line_id, std::int64_t revision,
                                            const api::EndSchemeLineRequest& wanted) {
  BIHUAN_TRY(const SchemeLine line, office_.schemes.end(actor_, line_id, revision, wanted.last, wanted.why));
  BIHUAN_TRY(std::vector<LineTally> tallies, tallies_of({line}));
  BIHUAN_CHECK(read_tallies(office_, tallies, day_));
  BIHUAN_TRY(const SchemeNames names, SchemeNames::make(office_, actor_));
  return names.view(line, counts_of(tallies.front().tally.progress(day_)));
}

Result<records::SchemeBinding> SchemeDesk::bind(const api::BindSchemeRequest& wanted) {
  return office_.schemes.bind(actor_, wanted.task_id, wanted.year, wanted.group_name);
}

Result<records::SchemeBinding> SchemeDesk::unbind(std::string_view task_id, const std::string& why) {
  return office_.schemes.unbind(actor_, task_id, why);
}

}  // namespace bihuan::server
