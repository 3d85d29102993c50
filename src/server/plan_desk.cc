#include "server/plan_desk.h"

#include <algorithm>
#include <set>
#include <utility>

#include "assessment/reading_describe.h"
#include "base/text.h"
#include "plans/commitments.h"
#include "plans/corrections.h"
#include "plans/plan_units.h"
#include "reports/task_sheet.h"
#include "server/api.h"

namespace bihuan::server {
namespace {

constexpr std::size_t kCachedVersions = 16;

using Lock = std::scoped_lock<std::recursive_mutex>;

api::Counts counts_of(const plans::Plan& plan) {
  const auto size = [](const auto& list) { return static_cast<std::int64_t>(list.size()); };
  api::Counts counts;
  counts.items = size(plan.items);
  for (const plans::Item& item : plan.items) counts.groups += size(item.groups);
  counts.targets = size(plan.targets);
  counts.deliverables = size(plan.deliverables);
  counts.duties = size(plan.duties);
  counts.qualitative = size(plan.qualitative);
  counts.ongoing = size(plan.ongoing);
  counts.prohibitions = size(plan.prohibitions);
  counts.principles = size(plan.principles);
  counts.lists = size(plan.lists);
  counts.references = size(plan.references);
  counts.diagnostics = size(plan.diagnostics);
  return counts;
}

std::int64_t open_questions(const plans::CorrectedPlan& corrected) {
  std::int64_t count = 0;
  for (const plans::SeatedCorrection& seated : corrected.corrections) {
    count += seated.state == plans::CorrectionState::kAsks || seated.state == plans::CorrectionState::kOrphan ? 1 : 0;
  }
  for (const plans::Commitment* commitment : plans::commitments_of(corrected.plan)) {
    const auto& units = commitment->units;
    count += std::any_of(units.begin(), units.end(),
                         [](const plans::UnitRef& unit) { return unit.origin == plans::Origin::kInferred; })
                 ? 1
                 : 0;
  }
  return count;
}

api::Correction correction_dto(const records::CorrectionRecord& record, const plans::SeatedCorrection* seated) {
  const plans::Correction& correction = record.correction;
  api::Correction out;
  out.id = correction.id;
  out.commitment_id = correction.commitment_id;
  out.field = correction.field;
  out.before = correction.before;
  out.after = correction.after;
  out.who = correction.who;
  out.why = correction.why;
  out.at = correction.at;
  if (!correction.anchors.empty()) out.anchor_text = correction.anchors.back().text;
  if (record.is_withdrawn) {
    out.state = plans::CorrectionState::kWithdrawn;
    out.reason = record.withdrawn_by + "撤回：" + record.withdrawn_why;
  } else if (seated != nullptr) {
    out.state = seated->state;
    out.candidate_id = seated->candidate_id;
    out.reason = seated->reason;
    if (!seated->commitment_id.empty()) out.commitment_id = seated->commitment_id;
  }
  return out;
}

const plans::SeatedCorrection* find_seated(const plans::CorrectedPlan& corrected, std::string_view id) {
  for (const plans::SeatedCorrection& seated : corrected.corrections) {
    if (seated.correction.id == id) return &seated;
  }
  return nullptr;
}

std::string same_title_key(std::string_view title) { return strip_spaces(to_half_width(title)); }

Result<PlanId> plan_id(std::string_view text) { return PlanId::make(text, "计划编号"); }

}  // namespace

namespace api {
void write_json_value(JsonWriter& writer, const StoredReading& reading) {
  internal::write_json_value(writer, reading.json);
}
}  // namespace api

PlanDesk::PlanDesk(plans::Language language, plans::Organisation organisation, records::Records records,
                   const Clock& clock, documents::OfficeConverter* converter, DeskOptions options)
    : language_(std::move(language)),
      organisation_(std::move(organisation)),
      clock_(clock),
      converter_(converter),
      options_(std::move(options)),
      records_(std::move(records)) {}

api::Desk PlanDesk::desk() const { return {clock_.now(), options_.is_demonstration, options_.bureau, false, options_.speed}; }

// --- reading the store -----------------------------------------------------------------------------------------------

Result<std::shared_ptr<const records::StoredPlan>> PlanDesk::load(const PlanId& plan,
                                                                  std::optional<std::int64_t> version) {
  const Lock lock(mutex_);
  // A stored version never changes; only the number of versions that its plan has does.
  if (version) {
    const auto found = cache_.find({plan.text(), *version});
    if (found != cache_.end()) return found->second;
  }
  BIHUAN_TRY(records::StoredPlan stored, records_.load_plan(plan, version));
  auto shared = std::make_shared<const records::StoredPlan>(std::move(stored));
  if (cache_.size() >= kCachedVersions) cache_.clear();
  cache_[{plan.text(), shared->meta.version}] = shared;
  return shared;
}

Result<PlanDesk::Opened> PlanDesk::open(std::string_view plan, std::optional<std::int64_t> version) {
  BIHUAN_TRY(const PlanId id, plan_id(plan));
  const Lock lock(mutex_);
  Opened opened;
  BIHUAN_TRY(opened.stored, load(id, version));
  BIHUAN_TRY(opened.records, records_.list_corrections(id));
  opened.corrected =
      plans::apply_corrections(opened.stored->compiled, opened.stored->text, records::standing(opened.records));
  return opened;
}

api::PlanSummary PlanDesk::summary_of(const Opened& opened) const {
  const records::PlanMeta& meta = opened.stored->meta;
  const Understanding understanding = understanding_of(opened.stored->compiled, opened.stored->text);
  api::PlanSummary out;
  out.id = meta.id.text();
  out.title = meta.title;
  out.issuer = meta.issuer;
  out.plan_year = meta.plan_year;
  out.plan_year_end = meta.plan_year_end;
  out.document_number = meta.document_number;
  out.version = meta.version;
  out.versions = meta.versions;
  out.file_name = meta.file_name;
  out.digest = meta.digest;
  out.stored_at = meta.stored_at;
  out.characters = understanding.characters;
  out.understood_characters = understanding.understood;
  out.counts = counts_of(opened.corrected.plan);
  out.open_questions = open_questions(opened.corrected);
  return out;
}

Result<api::PlanList> PlanDesk::list() {
  const Lock lock(mutex_);
  BIHUAN_TRY(const std::vector<records::PlanMeta> metas, records_.list_plans());
  api::PlanList list;
  for (const records::PlanMeta& meta : metas) {
    BIHUAN_TRY(const Opened opened, open(meta.id.text(), meta.version));
    list.plans.push_back(summary_of(opened));
    list.plans.back().versions = meta.versions;
  }
  return list;
}

Result<std::vector<plans::SameTarget>> PlanDesk::same_targets_elsewhere(const plans::Plan& plan, std::string_view id) {
  const Lock lock(mutex_);
  BIHUAN_TRY(const std::vector<records::PlanMeta> metas, records_.list_plans());
  std::vector<plans::SameTarget> all;
  for (const records::PlanMeta& meta : metas) {
    if (meta.id.text() == id) continue;
    BIHUAN_TRY(const Opened other, open(meta.id.text(), meta.version));
    for (plans::SameTarget& same : plans::same_targets(plan, other.corrected.plan)) {
      same.other_plan_id = meta.id.text();
      same.other_plan_title = meta.title;
      all.push_back(std::move(same));
    }
  }
  return all;
}

Result<api::PlanView> PlanDesk::view(std::string_view plan, std::optional<std::int64_t> version) {
  const Lock lock(mutex_);
  BIHUAN_TRY(Opened opened, open(plan, version));
  api::PlanView view;
  view.summary = summary_of(opened);
  BIHUAN_TRY(const std::vector<records::PlanMeta> versions, records_.plan_versions(opened.stored->meta.id));
  view.summary.versions = static_cast<std::int64_t>(versions.size());
  view.version = opened.stored->meta.version;
  view.text = opened.stored->text;
  for (const records::CorrectionRecord& record : opened.records) {
    view.corrections.push_back(correction_dto(record, find_seated(opened.corrected, record.correction.id)));
  }
  BIHUAN_TRY(const std::vector<records::ReadingRecord> readings, records_.latest_readings(opened.stored->meta.id));
  for (const records::ReadingRecord& record : readings) {
    BIHUAN_TRY(JsonValue json, parse_json(record.reading.json));
    view.readings.push_back(api::StoredReading{std::move(json)});
  }
  const Date on = plans::day_of(opened.corrected.plan, to_date(clock_.now()));
  view.units = plans::plan_units(opened.corrected.plan, organisation_, on).answers;
  BIHUAN_TRY(view.same_targets, same_targets_elsewhere(opened.corrected.plan, plan));
  view.plan = std::move(opened.corrected.plan);
  return view;
}

Result<api::VersionList> PlanDesk::versions(std::string_view plan) {
  BIHUAN_TRY(const PlanId id, plan_id(plan));
  const Lock lock(mutex_);
  BIHUAN_TRY(const std::vector<records::PlanMeta> metas, records_.plan_versions(id));
  api::VersionList list;
  for (const records::PlanMeta& meta : metas) {
    list.versions.push_back({meta.version, meta.file_name, meta.digest, meta.stored_at, meta.note});
  }
  return list;
}

Result<plans::Difference> PlanDesk::difference(std::string_view plan, std::int64_t from, std::int64_t to) {
  BIHUAN_TRY(const Opened before, open(plan, from));
  BIHUAN_TRY(const Opened after, open(plan, to));
  return plans::diff(before.corrected.plan, after.corrected.plan);
}

Result<NamedFile> PlanDesk::task_sheet(std::string_view plan, TaskSheetFormat format) {
  BIHUAN_TRY(const Opened opened, open(plan, std::nullopt));
  const records::PlanMeta& meta = opened.stored->meta;
  reports::TaskSheetContext context;
  context.document_name = meta.title;
  context.document_digest = meta.digest;
  context.date = to_date(clock_.now());
  context.paragraph_starts = paragraph_starts(opened.stored->text);
  NamedFile file;
  if (format == TaskSheetFormat::kXlsx) {
    BIHUAN_TRY(file.bytes, reports::write_task_sheet_xlsx(opened.corrected.plan, context));
    file.name = meta.title + "任务分解表.xlsx";
    file.content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  } else {
    BIHUAN_TRY(file.bytes, reports::write_task_sheet_docx(opened.corrected.plan, context));
    file.name = meta.title + "任务分解表.docx";
    file.content_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
  }
  return file;
}

Result<NamedFile> PlanDesk::original(std::string_view plan, std::optional<std::int64_t> version) {
  BIHUAN_TRY(const PlanId id, plan_id(plan));
  const Lock lock(mutex_);
  BIHUAN_TRY(records::StoredFile file, records_.load_plan_file(id, version));
  return NamedFile{std::move(file.file_name), "application/octet-stream", std::move(file.bytes)};
}

Result<plans::Plan> PlanDesk::corrected(std::string_view plan) {
  BIHUAN_TRY(Opened opened, open(plan, std::nullopt));
  return std::move(opened.corrected.plan);
}

// --- a new document --------------------------------------------------------------------------------------------------

Result<api::Preview> PlanDesk::preview(std::string_view file_name, std::string_view bytes, std::string_view plan) {
  BIHUAN_TRY(PlanFile file, read_plan_file(language_, bytes, file_name, converter_));
  api::Preview preview;
  preview.file_name = file.name;
  preview.format = file.format;
  preview.encoding = file.encoding;
  preview.digest = file.digest;
  preview.title = file.compiled.title;
  preview.plan_year = file.compiled.plan_year;
  preview.issuer = file.compiled.issuer;
  preview.diagnostics = file.compiled.diagnostics;

  const Lock lock(mutex_);
  std::string replaced(plan);
  if (replaced.empty() && !file.compiled.title.empty()) {
    BIHUAN_TRY(const std::vector<records::PlanMeta> metas, records_.list_plans());
    for (const records::PlanMeta& meta : metas) {
      if (same_title_key(meta.title) == same_title_key(file.compiled.title)) replaced = meta.id.text();
    }
  }
  plans::CorrectedPlan corrected{file.compiled, {}};
  if (!replaced.empty()) {
    BIHUAN_TRY(const Opened old, open(replaced, std::nullopt));
    corrected = plans::apply_corrections(file.compiled, file.text, records::standing(old.records));
    for (const plans::SeatedCorrection& seated : corrected.corrections) {
      preview.carried.applies += seated.state == plans::CorrectionState::kApplies ? 1 : 0;
      preview.carried.asks += seated.state == plans::CorrectionState::kAsks ? 1 : 0;
      preview.carried.orphan += seated.state == plans::CorrectionState::kOrphan ? 1 : 0;
    }
    preview.replaces = api::Replaced{replaced, old.stored->meta.title, old.stored->meta.version};
    preview.difference = plans::diff(old.corrected.plan, corrected.plan);
  }
  preview.counts = counts_of(corrected.plan);
  BIHUAN_TRY(preview.same_targets, same_targets_elsewhere(corrected.plan, replaced));
  return preview;
}

Result<api::PlanSummary> PlanDesk::store(const records::Actor& actor, std::string_view file_name, std::string_view bytes, std::string_view plan,
                                         std::string_view note) {
  BIHUAN_TRY(PlanFile file, read_plan_file(language_, bytes, file_name, converter_));
  records::NewPlan wanted;
  if (!plan.empty()) {
    BIHUAN_TRY(wanted.plan, plan_id(plan));
  }
  wanted.file_name = file.name;
  wanted.file_bytes = std::string(bytes);
  wanted.format = file.format;
  wanted.encoding = file.encoding;
  wanted.text = std::move(file.text);
  wanted.compiler = options_.compiler;
  wanted.compiled = std::move(file.compiled);
  wanted.stored_at = actor.at;
  wanted.stored_by = actor.name;
  wanted.note = std::string(note);
  const Lock lock(mutex_);
  BIHUAN_TRY(const records::PlanMeta meta, records_.store_plan(actor, wanted));
  BIHUAN_TRY(const Opened opened, open(meta.id.text(), meta.version));
  api::PlanSummary summary = summary_of(opened);
  summary.versions = meta.versions;
  return summary;
}

// --- corrections and readings ----------------------------------------------------------------------------------------

Result<api::Correction> PlanDesk::shown(const Opened& opened, std::string_view correction) const {
  for (const records::CorrectionRecord& record : opened.records) {
    if (record.correction.id == correction) return correction_dto(record, find_seated(opened.corrected, correction));
  }
  return fail(Code::kNotFound, "没有编号为“" + excerpt(correction) + "”的改正。", "改正编号");
}

Result<std::vector<api::Correction>> PlanDesk::corrections(std::string_view plan) {
  BIHUAN_TRY(const Opened opened, open(plan, std::nullopt));
  std::vector<api::Correction> all;
  for (const records::CorrectionRecord& record : opened.records) {
    all.push_back(correction_dto(record, find_seated(opened.corrected, record.correction.id)));
  }
  return all;
}

Result<api::Correction> PlanDesk::correct(const records::Actor& actor, std::string_view plan, const CorrectionWish& wish) {
  BIHUAN_TRY(const plans::CorrectionField field, plans::parse_correction_field(wish.field));
  const Lock lock(mutex_);
  BIHUAN_TRY(const Opened opened, open(plan, std::nullopt));
  const records::StoredPlan& stored = *opened.stored;
  BIHUAN_TRY(const plans::Correction correction,
             plans::make_correction(stored.compiled, stored.text, records::standing(opened.records), wish.commitment_id,
                                    field, wish.after, actor.name, wish.why, actor.at));
  BIHUAN_TRY(const records::CorrectionRecord record,
             records_.add_correction(actor, stored.meta.id, stored.meta.version, correction));
  BIHUAN_TRY(const Opened after, open(plan, std::nullopt));
  return shown(after, record.correction.id);
}

Result<api::Correction> PlanDesk::withdraw(const records::Actor& actor, std::string_view plan,
                                           std::string_view correction, std::string_view why) {
  BIHUAN_TRY(const PlanId id, plan_id(plan));
  const Lock lock(mutex_);
  BIHUAN_TRY(const records::CorrectionRecord record,
             records_.withdraw_correction(actor, id, correction, why));
  BIHUAN_TRY(const Opened after, open(plan, std::nullopt));
  return shown(after, record.correction.id);
}

Result<api::Correction> PlanDesk::confirm(const records::Actor& actor, std::string_view plan,
                                          std::string_view correction, std::string_view commitment) {
  const Lock lock(mutex_);
  BIHUAN_TRY(const Opened opened, open(plan, std::nullopt));
  const records::StoredPlan& stored = *opened.stored;
  const auto found = std::find_if(opened.records.begin(), opened.records.end(),
                                  [&](const records::CorrectionRecord& r) { return r.correction.id == correction; });
  if (found == opened.records.end()) {
    return fail(Code::kNotFound, "没有编号为“" + excerpt(correction) + "”的改正。", "改正编号");
  }
  BIHUAN_TRY(const plans::Anchor anchor, plans::seat_correction(found->correction, stored.compiled, stored.text,
                                                                records::standing(opened.records), commitment));
  BIHUAN_TRY(const records::CorrectionRecord record,
             records_.confirm_correction(actor, stored.meta.id, correction, stored.meta.version, anchor));
  BIHUAN_TRY(const Opened after, open(plan, std::nullopt));
  return shown(after, record.correction.id);
}

Status PlanDesk::store_readings(const records::Actor& actor, std::string_view plan, const std::vector<assessment::Reading>& readings) {
  const Lock lock(mutex_);
  BIHUAN_TRY(const Opened opened, open(plan, std::nullopt));
  std::vector<records::NewReading> rows;
  for (const assessment::Reading& reading : readings) {
    rows.push_back({reading.target_id, to_string(reading.as_of), to_json(reading), reading.source_file,
                    reading.source_digest, reading.limit ? std::string() : reading.indicator});
  }
  const auto stored = records_.store_readings(actor, opened.stored->meta.id, opened.stored->meta.version, rows);
  if (!stored.has_value()) return std::unexpected(stored.error());
  return {};
}

// --- the text --------------------------------------------------------------------------------------------------------

std::vector<std::int64_t> paragraph_starts(std::string_view text) {
  std::vector<std::int64_t> starts{0};
  std::int64_t position = 0;
  for (const char c : text) {
    position += (static_cast<unsigned char>(c) & 0xc0U) != 0x80U ? 1 : 0;
    if (c == '\n') starts.push_back(position);
  }
  return starts;
}

Understanding understanding_of(const plans::Plan& plan, std::string_view text) {
  const Result<std::u32string> decoded = decode_utf8(text);
  if (!decoded.has_value()) return {};
  const std::u32string& all = *decoded;
  std::vector<char> is_understood(all.size(), 0);
  const auto mark = [&](const plans::Span& span) {
    const std::size_t begin = std::min(static_cast<std::size_t>(std::max<std::int64_t>(span.begin, 0)), all.size());
    const std::size_t end = std::min(static_cast<std::size_t>(std::max<std::int64_t>(span.end, 0)), all.size());
    for (std::size_t i = begin; i < end; ++i) is_understood[i] = 1;
  };
  // A heading's span may reach over all that stands below it: only its own line counts.
  const auto mark_line = [&](const plans::Span& span) {
    const auto begin = static_cast<std::size_t>(std::max<std::int64_t>(span.begin, 0));
    const std::size_t end = begin < all.size() ? std::min(all.find(U'\n', begin), all.size()) : begin;
    mark({span.begin, std::min(span.end, static_cast<std::int64_t>(end))});
  };
  const std::u32string title = decode_utf8(plan.title).value_or(U"");
  const std::size_t title_at = title.empty() ? std::u32string::npos : all.find(title);
  if (title_at != std::u32string::npos) {
    mark({static_cast<std::int64_t>(title_at), static_cast<std::int64_t>(title_at + title.size())});
  }
  for (const plans::Section& section : plan.outline) mark_line(section.span);
  for (const plans::Item& item : plan.items) {
    mark_line(
        {item.span.begin, item.span.begin + static_cast<std::int64_t>(count_code_points(item.no + item.heading)) + 1});
    for (const plans::Group& group : item.groups) mark(group.span);
  }
  for (const plans::Commitment* commitment : plans::commitments_of(plan, true)) mark(commitment->span);
  for (const plans::CountedList& list : plan.lists) mark(list.span);

  Understanding out;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (is_space(all[i])) continue;
    ++out.characters;
    out.understood += is_understood[i];
  }
  return out;
}

}  // namespace bihuan::server
