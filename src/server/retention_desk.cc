#include "server/retention_desk.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "server/observation_desk.h"
#include "server/observation_rebuild.h"
#include "server/observation_room.h"
#include "server/retention_api.h"

namespace bihuan::server {

using observations::ObservationStore;
using observations::Series;
using records::HoldEntry;
using records::RetentionEntry;

// How a limit of loading stands in the store.
struct RetentionDesk::Limits {
  records::RetentionCut cut;
  std::optional<observations::BatchId> through;  // of an entry with a load time; batch 0: nothing came before it
};

namespace {

RetentionEntry entry_wanted(const api::RetentionRequest& wanted) {
  RetentionEntry entry;
  entry.data_set = wanted.data_set;
  entry.data_before = wanted.data_before;
  entry.loaded_before = wanted.loaded_before;
  entry.why = wanted.why;
  return entry;
}

// 督办k000012, or the number of a document.
std::string basis_text(const std::string& reference) {
  const std::string of_case = records::case_reference("");
  return reference.starts_with(of_case) ? "督办" + reference.substr(of_case.size()) : reference;
}

std::string rule_text(const records::RetentionRules& rules, const std::string& data_set, Date today) {
  const records::RetentionRule* const rule = rules.find(data_set);
  if (rule == nullptr) return "没有这个数据集的保存期限，由申请的人和决定的人判断";
  if (!rule->keep_years) return "没有保存期限的规定（" + rule->source + "），由申请的人和决定的人判断";
  return "须保存" + std::to_string(*rule->keep_years) + "年（" + rule->source + rule->clause + "）：今天可清理" +
         to_string(*rules.may_go_before(data_set, today)) + "以前的";
}

Status require_data_set(const records::RetentionRules& rules, const ObservationStore& store,
                        const std::string& data_set) {
  BIHUAN_TRY(const std::vector<Series> all, store.series());
  std::vector<std::string> known;
  for (const Series& one : all) known.push_back(one.data_set);
  for (const records::RetentionRule& one : rules.all()) known.push_back(one.data_set);
  std::ranges::sort(known);
  known.erase(std::ranges::unique(known).begin(), known.end());
  if (std::ranges::binary_search(known, data_set)) return {};
  return fail(Code::kNotFound, "没有数据集“" + excerpt(data_set, 40) + "”，有：" + join(known, "、"), "data_set");
}

}  // namespace

api::RetentionRuleList RetentionDesk::rules() const {
  api::RetentionRuleList list;
  const Date today = to_date(actor_.at);
  for (const records::RetentionRule& one : office_.retention_rules.all()) {
    list.data_sets.push_back({one.data_set, one.name,
                              one.keep_years ? std::optional<std::int64_t>(*one.keep_years) : std::nullopt, one.source,
                              one.clause, one.confidence, office_.retention_rules.may_go_before(one.data_set, today)});
  }
  return list;
}

Result<RetentionDesk::Limits> RetentionDesk::limits_of(ObservationStore& store, const RetentionEntry& entry) const {
  Limits limits;
  BIHUAN_TRY(limits.cut.frames_through, office_.observations->frames_through(store));
  BIHUAN_TRY(const std::vector<records::ValueMark> newest, office_.value_marks.newest("", 1));
  if (!newest.empty()) limits.cut.last_mark = newest.back().mark_id;
  if (!entry.loaded_before) return limits;
  limits.through = observations::BatchId{0};
  const std::string imports = records::import_reference("");
  BIHUAN_CHECK(store.each_batch([&](const observations::StoredBatch& one) {
    if (one.batch.loaded >= *entry.loaded_before) return false;  // load times do not go back
    limits.through = one.id;
    if (one.batch.kind == observations::BatchKind::kIngest)
      limits.cut.loaded_frames_through = std::max(limits.cut.loaded_frames_through, one.last_position);
    if (one.batch.reference.starts_with(imports))
      limits.cut.loaded_import_through = one.batch.reference.substr(imports.size());
    return true;
  }));
  return limits;
}

Result<api::RetentionPreview> RetentionDesk::preview_of(ObservationStore& store, const RetentionEntry& entry,
                                                        const Limits& limits) {
  BIHUAN_CHECK(require_data_set(office_.retention_rules, store, entry.data_set));
  BIHUAN_CHECK(office_.observations->bring_holds(store));
  BIHUAN_TRY(const observations::RetentionPlan plan, store.plan_retention(retention_of(entry, limits.through)));
  const Date today = to_date(actor_.at);
  api::RetentionPreview view;
  view.data_set = entry.data_set;
  view.data_set_name = office_.retention_rules.name_of(entry.data_set);
  view.rows = plan.rows;
  for (const observations::MonthOfRows& one : plan.months) view.months.push_back({to_string(one.month), one.rows});
  view.rule = rule_text(office_.retention_rules, entry.data_set, today);
  if (const Status rule = office_.retention_rules.check(entry.data_set, entry.data_before, today); !rule.has_value())
    view.hinders.push_back(rule.error().message);
  BIHUAN_TRY(const std::vector<HoldEntry> standing, office_.retentions.holds(false));
  for (const HoldEntry& one : standing) {
    const std::string reference = records::hold_reference(one.hold_id);
    const bool stands = std::ranges::any_of(
        plan.holds, [&](const std::string& held) { return held == reference || held.starts_with(reference + "/"); });
    if (!stands) continue;
    BIHUAN_TRY(api::HoldView hold, hold_view(store, one));
    view.hinders.push_back("有留存" + one.hold_id + "（" + basis_text(one.reference) + "）：" + hold.what);
    view.holds.push_back(std::move(hold));
  }
  if (plan.open_question) {
    BIHUAN_TRY(const std::vector<Series> all, store.series());
    const auto series = std::ranges::find(all, plan.open_question->first, &Series::id);
    if (series != all.end())
      view.open_question = to_string(series->key) + " " + to_string(plan.open_question->second, kBeijing);
    view.hinders.push_back("有待审核的数据：" + view.open_question);
  }
  return view;
}

Result<api::RetentionPreview> RetentionDesk::preview(const api::RetentionRequest& wanted) {
  BIHUAN_TRY(ObservationStore* const store, office_.observations->store());
  const std::unique_lock order = office_.observations->in_order();
  const RetentionEntry entry = entry_wanted(wanted);
  BIHUAN_TRY(const Limits limits, limits_of(*store, entry));
  return preview_of(*store, entry, limits);
}

Result<api::RetentionView> RetentionDesk::ask(const api::RetentionRequest& wanted) {
  BIHUAN_TRY(const api::RetentionPreview now, preview(wanted));
  if (!now.hinders.empty()) return fail(Code::kConflict, now.hinders.front(), now.data_set);
  if (now.rows == 0) return fail(Code::kConflict, "没有这样的数据，不用清理", now.data_set);
  RetentionEntry entry = entry_wanted(wanted);
  entry.rows_asked = now.rows;
  BIHUAN_TRY(const RetentionEntry asked, office_.retentions.ask(actor_, entry));
  return view(asked);
}

Result<api::RetentionView> RetentionDesk::drop(ObservationStore& store, std::string_view retention_id,
                                               std::int64_t revision, std::string_view why) {
  const std::unique_lock order = office_.observations->in_order();
  BIHUAN_TRY(const RetentionEntry asked, office_.retentions.check_decider(actor_, retention_id, revision));
  // What is marked in the records alone would come back to life beside what is dropped.
  BIHUAN_CHECK(office_.observations->bring_marks(store));
  BIHUAN_TRY(const Limits limits, limits_of(store, asked));
  BIHUAN_TRY(const api::RetentionPreview now, preview_of(store, asked, limits));
  if (!now.hinders.empty()) return fail(Code::kConflict, now.hinders.front(), asked.retention_id);
  BIHUAN_TRY(const RetentionEntry begun, office_.retentions.begin(actor_, retention_id, revision, why, limits.cut));
  const Result<std::int64_t> rows = store.retain(retention_of(begun, limits.through));
  if (!rows.has_value()) {
    BIHUAN_CHECK(office_.retentions.failed(actor_, retention_id, rows.error().message));
    return std::unexpected(rows.error());
  }
  // Where this fails the rows are gone and the entry stays begun: the room settles it when it is opened again.
  BIHUAN_TRY(const RetentionEntry done, office_.retentions.done(actor_, retention_id, *rows));
  return view(done);
}

Result<api::RetentionView> RetentionDesk::decide(std::string_view retention_id, std::int64_t revision, bool is_granted,
                                                 std::string_view why) {
  if (!is_granted) {
    BIHUAN_TRY(const RetentionEntry refused, office_.retentions.refuse(actor_, retention_id, revision, why));
    return view(refused);
  }
  BIHUAN_TRY(ObservationStore* const store, office_.observations->store());
  return drop(*store, retention_id, revision, why);
}

api::RetentionView RetentionDesk::view(const RetentionEntry& entry) const {
  return {entry.retention_id,
          entry.revision,
          std::string(records::retention_state_name(entry.state)),
          office_.retention_rules.name_of(entry.data_set),
          entry,
          std::nullopt};
}

Result<api::RetentionView> RetentionDesk::find(std::string_view retention_id) {
  BIHUAN_TRY(const RetentionEntry entry, office_.retentions.find(retention_id));
  api::RetentionView found = view(entry);
  if (entry.state != records::RetentionState::kAsked) return found;
  BIHUAN_TRY(ObservationStore* const store, office_.observations->store());
  const std::unique_lock order = office_.observations->in_order();
  BIHUAN_TRY(const Limits limits, limits_of(*store, entry));
  BIHUAN_TRY(found.now, preview_of(*store, entry, limits));
  return found;
}

Result<api::RetentionList> RetentionDesk::list(std::string_view cursor, std::int64_t limit) {
  BIHUAN_TRY(const std::vector<RetentionEntry> rows, office_.retentions.list(cursor, limit));
  api::RetentionList list;
  for (const RetentionEntry& row : rows) list.retentions.push_back(view(row));
  if (static_cast<std::int64_t>(rows.size()) == limit) list.next = rows.back().retention_id;
  return list;
}

// --- holds -----------------------------------------------------------------------------------------------------------

Result<api::HoldView> RetentionDesk::hold_view(const ObservationStore& store, const HoldEntry& entry) const {
  api::HoldView view{entry.hold_id, entry.revision, "", 0, entry};
  BIHUAN_TRY(const std::vector<observations::Hold> holds, holds_of_entry(store, entry));
  observations::Selection selection{{}, entry.begins, entry.ends};
  for (const observations::Hold& one : holds)
    if (one.series) selection.series.push_back(*one.series);
  if (!entry.data_set.empty()) {
    view.what = "数据集" + office_.retention_rules.name_of(entry.data_set);
    BIHUAN_TRY(const std::vector<Series> all, store.series());
    for (const Series& one : all)
      if (one.data_set == entry.data_set) selection.series.push_back(one.id);
  } else if (!entry.series.empty()) {
    view.what = "数据序列" + entry.series;
  } else {
    const Result<records::Site> site = office_.sites.find(entry.site);
    view.what = "点位" + entry.site + (site.has_value() ? "（" + site->name + "）" : "");
  }
  if (!selection.series.empty()) {
    BIHUAN_TRY(view.values, store.count(selection));
  }
  return view;
}

Result<api::HoldView> RetentionDesk::hold(const api::HoldRequest& wanted) {
  BIHUAN_TRY(ObservationStore* const store, office_.observations->store());
  HoldEntry entry;
  entry.reference = wanted.reference;
  if (!wanted.case_id.empty()) {
    if (!wanted.reference.empty()) return fail(Code::kInvalidInput, "依据应是督办编号或文号，只能写一个", "reference");
    BIHUAN_CHECK(office_.cases.read(actor_, wanted.case_id));
    entry.reference = records::case_reference(wanted.case_id);
  }
  entry.series = wanted.series;
  entry.site = wanted.site;
  entry.data_set = wanted.data_set;
  entry.why = wanted.why;
  if (!wanted.from || !wanted.until)
    return fail(Code::kInvalidInput, "请写明留存时段的起止", wanted.from ? "until" : "from");
  entry.begins = *wanted.from;
  entry.ends = *wanted.until;
  if (!entry.series.empty()) {
    BIHUAN_TRY(const observations::SeriesKey key, parse_series_key(entry.series));
    BIHUAN_CHECK(store->find_series(key));
  }
  if (!entry.data_set.empty()) BIHUAN_CHECK(require_data_set(office_.retention_rules, *store, entry.data_set));
  if (!entry.site.empty()) {
    BIHUAN_TRY(const SeriesNames names, SeriesNames::make(office_));
    if (names.site(entry.site) == nullptr && names.device(entry.site) == nullptr)
      return fail(Code::kNotFound, "没有登记编码为“" + excerpt(entry.site, 40) + "”的点位或设备", "site");
    entry.places = names.places_of(entry.site);
  }
  const std::unique_lock order = office_.observations->in_order();
  BIHUAN_TRY(const HoldEntry held, office_.retentions.hold(actor_, entry));
  BIHUAN_CHECK(office_.observations->bring_holds(*store));
  return hold_view(*store, held);
}

Result<api::HoldView> RetentionDesk::release(std::string_view hold_id, std::int64_t revision, std::string_view why) {
  BIHUAN_TRY(ObservationStore* const store, office_.observations->store());
  const std::unique_lock order = office_.observations->in_order();
  BIHUAN_TRY(const HoldEntry released, office_.retentions.release(actor_, hold_id, revision, why));
  BIHUAN_CHECK(office_.observations->bring_holds(*store));
  return hold_view(*store, released);
}

Result<api::HoldList> RetentionDesk::holds(bool includes_released) {
  BIHUAN_TRY(const ObservationStore* const store, office_.observations->store());
  BIHUAN_TRY(const std::vector<HoldEntry> entries, office_.retentions.holds(includes_released));
  api::HoldList list;
  for (const HoldEntry& one : entries) {
    BIHUAN_TRY(api::HoldView view, hold_view(*store, one));
    list.holds.push_back(std::move(view));
  }
  return list;
}

}  // namespace bihuan::server
