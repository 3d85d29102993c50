#include "server/official_desk.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "assessment/official.h"
#include "base/base64.h"
#include "base/quantity.h"
#include "base/text.h"
#include "observations/store.h"
#include "records/records.h"
#include "server/observation_api.h"
#include "server/observation_desk.h"
#include "server/observation_room.h"
#include "server/official_api.h"

namespace bihuan::server {
namespace {

using records::FigureContent;
using records::OfficialFigure;

constexpr std::int64_t kFigurePage = 500;

FigureContent content_of(const api::OfficialRequest& in) {
  return {in.quantity,
          in.value,
          in.unit,
          in.from,
          in.to,
          in.terms,
          in.status,
          in.source_title,
          in.source_number,
          in.issuer,
          in.published_on,
          in.remark,
          in.site.value_or(""),
          in.factor.value_or("")};
}

// In the unit of a series. A value of another kind, as a class or a share, has none there.
Result<Decimal> value_in(const FigureContent& content, const std::string& unit) {
  BIHUAN_TRY(const Decimal value, parse_decimal(content.value));
  BIHUAN_TRY(const Unit own, parse_unit(content.unit));
  BIHUAN_TRY(const Unit wanted, parse_unit(unit));
  BIHUAN_TRY(const Quantity converted, convert({value, own}, wanted));
  return converted.value;
}

Result<std::optional<records::FigureFile>> file_of(Office& office, const api::OfficialRequest& in) {
  std::optional<records::FigureFile> file;
  if (in.file_name.empty() && in.content_base64.empty()) return file;
  Result<std::string> bytes = from_base64(in.content_base64);
  if (!bytes.has_value()) return fail(bytes.error().code, bytes.error().message, "content_base64");
  const records::CaseRules& rules = office.cases.rules();
  file.emplace();
  BIHUAN_TRY(file->about,
             records::check_attachment({rules.limits.attachment_bytes, rules.endings}, {in.file_name, *bytes}));
  file->bytes = *std::move(bytes);
  return file;
}

// All of a plan, the figure entered last first.
Result<std::vector<OfficialFigure>> all_figures(Office& office, const PlanId& plan, const std::string& target) {
  std::vector<OfficialFigure> all;
  std::string after;
  while (true) {
    BIHUAN_TRY(std::vector<OfficialFigure> page, office.official.list(plan, {target, true}, after, kFigurePage));
    const bool is_last = static_cast<std::int64_t>(page.size()) < kFigurePage;
    if (!page.empty()) after = page.back().id;
    std::ranges::move(page, std::back_inserter(all));
    if (is_last) return all;
  }
}

using Readings = std::map<std::string, std::vector<assessment::NumberedReading>>;

// The stored readings by target, in the order of storing; `target` "": of all.
Result<Readings> readings_of(Office& office, const PlanId& plan, const std::string& target) {
  BIHUAN_TRY(const std::vector<records::ReadingRecord> stored, records::Records(office.database).readings(plan));
  Readings readings;
  for (const records::ReadingRecord& record : stored) {
    if (!target.empty() && record.reading.target_id != target) continue;
    const JsonLimits limits{.max_depth = 64, .missing_keeps_default = true};
    Result<assessment::Reading> reading = from_json<assessment::Reading>(record.reading.json, limits);
    if (!reading.has_value()) {
      return fail(Code::kCorrupt,
                  "存储的测算结果" + std::to_string(record.number) + "读不懂：" + reading.error().message,
                  "reading/" + std::to_string(record.number));
    }
    readings[record.reading.target_id].push_back({record.number, *std::move(reading)});
  }
  return readings;
}

}  // namespace

api::OfficialWords OfficialDesk::words() const {
  const records::OfficialRules& rules = office_.official.rules();
  api::OfficialWords words;
  for (const records::FigureQuantity& one : rules.quantities) {
    words.quantities.push_back({one.id, one.name, one.kind, one.units, one.values, one.is_whole, one.is_change});
  }
  for (const records::FigureDimension& one : rules.dimensions) {
    api::OfficialDimension dimension{one.id, one.name, {}};
    for (const records::FigureTermValue& value : one.values) dimension.values.push_back({value.id, value.name});
    words.dimensions.push_back(std::move(dimension));
  }
  for (const records::FigureStatus& one : rules.statuses) words.statuses.push_back({one.id, one.name});
  return words;
}

api::OfficialView OfficialDesk::view(const OfficialFigure& figure) const {
  const records::OfficialRules& rules = office_.official.rules();
  const FigureContent& content = figure.content;
  const records::FigureQuantity* quantity = rules.quantity(content.quantity);
  api::OfficialView view;
  view.figure_id = figure.id;
  view.revision = figure.revision;
  view.action = figure.action;
  view.action_name = std::string(records::figure_action_name(figure.action));
  view.plan_id = figure.plan.text();
  view.target_id = figure.target_id;
  view.quantity = content.quantity;
  view.quantity_name = quantity == nullptr ? content.quantity : quantity->name;
  view.value = content.value;
  view.unit = content.unit;
  view.from = content.from;
  view.to = content.to;
  view.period = records::days_text(content.from, content.to);
  view.terms = content.terms;
  view.terms_name = records::terms_text(rules, content.terms);
  view.status = content.status;
  view.status_name = rules.status_name(content.status);
  view.source_title = content.source_title;
  view.source_number = content.source_number;
  view.issuer = content.issuer;
  view.published_on = content.published_on;
  view.remark = content.remark;
  view.site = content.site;
  if (!content.site.empty()) view.site_name = site_names({figure})[content.site];
  view.factor = content.factor;
  if (!content.factor.empty()) view.factor_name = office_.observations->factor_name(content.factor);
  view.file_name = figure.file_name;
  view.file_digest = figure.file_digest;
  view.why = figure.why;
  view.recorded_by = figure.recorded_by;
  view.recorded_at = figure.recorded_at;
  view.may_change = !figure.is_withdrawn() && actor_.has(records::DeskRole::kOffice);
  return view;
}

Result<api::OfficialView> OfficialDesk::view(const Result<OfficialFigure>& figure) const {
  if (!figure.has_value()) return std::unexpected(figure.error());
  return view(*figure);
}

Status OfficialDesk::check_site(const api::OfficialRequest& wanted) const {
  if (!wanted.site.value_or("").empty()) {
    const Result<records::Site> site = office_.sites.find(*wanted.site);
    if (!site.has_value()) return fail(Code::kInvalidInput, site.error().message, "site");
  }
  const std::string factor = wanted.factor.value_or("");
  if (factor.empty() || office_.observations->factor_name(factor) != factor) return {};
  return fail(Code::kInvalidInput, "没有编码为“" + excerpt(factor, 40) + "”的因子：应是HJ 212的编码，如w21003",
              "factor");
}

std::map<std::string, std::string> OfficialDesk::site_names(const std::vector<OfficialFigure>& figures) const {
  std::map<std::string, std::string> names;
  for (const OfficialFigure& one : figures) {
    const std::string& code = one.content.site;
    if (code.empty() || names.contains(code)) continue;
    const Result<records::Site> site = office_.sites.find(code);
    names[code] = site.has_value() ? site->name : code;
  }
  return names;
}

Result<api::SeriesFigureList> OfficialDesk::of_series(std::string_view series) {
  BIHUAN_TRY(const observations::SeriesKey key, parse_series_key(series));
  BIHUAN_TRY(const observations::ObservationStore* const store, office_.observations->store());
  BIHUAN_TRY(const observations::Series found, store->find_series(key));
  BIHUAN_TRY(const SeriesNames names, SeriesNames::make(office_));
  const api::SeriesView about = names.view(found);
  BIHUAN_TRY(const std::vector<OfficialFigure> figures, office_.official.of_site(about.home_site));
  api::SeriesFigureList list;
  for (const OfficialFigure& one : figures) {
    if (one.content.factor != about.factor) continue;
    api::SeriesFigure figure{view(one), std::nullopt, ""};
    const Result<Decimal> value = value_in(one.content, about.unit);
    if (value.has_value()) {
      figure.value = *value;
    } else {
      figure.not_drawn = value.error().message;
    }
    list.figures.push_back(std::move(figure));
  }
  return list;
}

Result<api::OfficialView> OfficialDesk::enter(const PlanId& plan, const std::string& target,
                                              const api::OfficialRequest& wanted) {
  BIHUAN_CHECK(check_site(wanted));
  BIHUAN_TRY(const std::optional<records::FigureFile> file, file_of(office_, wanted));
  return view(office_.official.enter(actor_, plan, target, content_of(wanted), file));
}

Result<api::OfficialView> OfficialDesk::revise(std::string_view figure, std::int64_t revision,
                                               const api::OfficialRequest& wanted) {
  BIHUAN_CHECK(check_site(wanted));
  BIHUAN_TRY(const std::optional<records::FigureFile> file, file_of(office_, wanted));
  return view(office_.official.revise(actor_, figure, revision, content_of(wanted), wanted.why, file));
}

Result<api::OfficialView> OfficialDesk::withdraw(std::string_view figure, std::int64_t revision, std::string_view why) {
  return view(office_.official.withdraw(actor_, figure, revision, why));
}

Result<api::OfficialHistory> OfficialDesk::read(std::string_view figure) {
  BIHUAN_TRY(const std::vector<OfficialFigure> revisions, office_.official.history(figure));
  api::OfficialHistory history;
  history.revision = revisions.back().revision;
  history.figure = view(revisions.back());
  for (const OfficialFigure& one : revisions) history.revisions.push_back(view(one));
  return history;
}

Result<api::OfficialList> OfficialDesk::list(const PlanId& plan, const std::string& target, std::string_view cursor,
                                             std::int64_t limit) {
  BIHUAN_TRY(const std::vector<OfficialFigure> found, office_.official.list(plan, {target, true}, cursor, limit));
  api::OfficialList list;
  if (static_cast<std::int64_t>(found.size()) == limit) list.next = found.back().id;
  for (const OfficialFigure& figure : found) list.figures.push_back(view(figure));
  return list;
}

Result<NamedFile> OfficialDesk::file(std::string_view figure) {
  BIHUAN_TRY(records::NewAttachment found, office_.official.file(figure));
  return NamedFile{std::move(found.file_name), "application/octet-stream", std::move(found.bytes)};
}

Result<api::TargetValues> OfficialDesk::values(const PlanId& plan, const std::string& target) {
  BIHUAN_TRY(const plans::Plan compiled, office_.tasks.corrected_plan(plan));
  const std::optional<plans::Target> end = records::measured_end(compiled, target);
  if (!end) {
    return fail(Code::kNotFound, "计划 " + plan.text() + " 中没有编号为“" + excerpt(target) + "”的目标", "目标编号");
  }
  assessment::StandingInput input;
  BIHUAN_TRY(input.official, all_figures(office_, plan, target));
  BIHUAN_TRY(Readings readings, readings_of(office_, plan, target));
  input.computed = std::move(readings[target]);
  BIHUAN_TRY(auto reported, office_.dispatch.reported(plan, target));
  input.reported = std::move(reported[target]);
  input.site_names = site_names(input.official);
  api::TargetValues values;
  values.indicator = end->indicator;
  values.text = end->text;
  values.standing = assessment::stand(compiled, *end, input, office_.official.rules());
  for (const OfficialFigure& figure : input.official) values.figures.push_back(view(figure));
  values.may_enter = actor_.has(records::DeskRole::kOffice);
  return values;
}

Result<api::TargetStandings> OfficialDesk::standings(const PlanId& plan) {
  BIHUAN_TRY(const plans::Plan compiled, office_.tasks.corrected_plan(plan));
  BIHUAN_TRY(const std::vector<OfficialFigure> figures, all_figures(office_, plan, ""));
  BIHUAN_TRY(Readings readings, readings_of(office_, plan, ""));
  BIHUAN_TRY(auto reported, office_.dispatch.reported(plan));
  // A figure keeps to its target through its task where the clause got another id.
  std::map<std::string, std::string> now;  // commitment of a task
  BIHUAN_TRY(const records::TaskPage issued, office_.tasks.list({.plan = plan}, "", kFigurePage));
  for (const records::Task& task : issued.tasks) now[task.id] = task.commitment_id;
  std::map<std::string, std::vector<OfficialFigure>> official;
  for (const OfficialFigure& figure : figures) {
    const auto task = now.find(figure.task_id);
    const bool is_there = records::measured_end(compiled, figure.target_id).has_value();
    official[is_there || task == now.end() ? figure.target_id : task->second].push_back(figure);
  }
  const std::map<std::string, std::string> names = site_names(figures);
  const auto stand = [&](const plans::Target& end) {
    return assessment::stand(compiled, end,
                             {official[end.id], std::move(readings[end.id]), std::move(reported[end.id]), names},
                             office_.official.rules());
  };
  api::TargetStandings all;
  for (const plans::Target& target : compiled.targets) all.standings.push_back(stand(target));
  for (const plans::Qualitative& end : compiled.qualitative) {
    if (official.contains(end.id)) all.standings.push_back(stand(*records::measured_end(compiled, end.id)));
  }
  return all;
}

}  // namespace bihuan::server
