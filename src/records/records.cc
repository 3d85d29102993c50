#include "records/records.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/digest.h"
#include "base/json.h"
#include "base/text.h"
#include "records/internal/plan_codec.h"
#include "records/internal/plan_rows.h"

namespace bihuan::records {

namespace {

std::string numbered(char prefix, std::int64_t number) {
  std::string digits = std::to_string(number);
  if (digits.size() < 4) digits.insert(0, 4 - digits.size(), '0');
  return prefix + digits;
}

Result<PlanMeta> meta_of(const PlanVersionRow& row, std::int64_t versions) {
  PlanMeta meta;
  BIHUAN_TRY(meta.id, PlanId::make(row.plan_id, "计划编号"));
  meta.version = row.version;
  meta.versions = versions;
  meta.title = row.title;
  meta.issuer = row.issuer;
  meta.document_number = row.document_number;
  meta.plan_year = row.plan_year;
  meta.plan_year_end = row.plan_year_end;
  meta.file_name = row.file_name;
  meta.digest = row.digest;
  meta.format = row.format;
  meta.encoding = row.encoding;
  meta.compiler = row.compiler;
  meta.stored_at = row.stored_at;
  meta.stored_by = row.stored_by;
  meta.note = row.note;
  return meta;
}

std::string name_of(const PlanVersionRow& row) {
  return "计划 " + row.plan_id + "《" + excerpt(row.title, 40) + "》第 " + std::to_string(row.version) + " 版";
}

// All versions of a plan that must exist, oldest first.
Result<std::vector<PlanVersionRow>> versions_of(Reader& reader, const PlanId& plan) {
  if (!plan.empty()) {
    Query query;
    query.where = {is("plan_id", plan.text())};
    query.order = {{"version"}};
    BIHUAN_TRY(std::vector<PlanVersionRow> rows, select<PlanVersionRow>(reader, query));
    if (!rows.empty()) return rows;
  }
  return fail(Code::kNotFound, "没有编号为“" + excerpt(plan.text()) + "”的计划", "计划编号");
}

// One version of a plan that must exist; the newest where none is named.
Result<PlanVersionRow> version_of(const std::vector<PlanVersionRow>& rows, std::optional<std::int64_t> version) {
  if (!version) return rows.back();
  for (const PlanVersionRow& row : rows) {
    if (row.version == *version) return row;
  }
  return fail(Code::kNotFound,
              "计划 " + rows.front().plan_id + " 没有第 " + std::to_string(*version) + " 版：现有第 1 至第 " +
                  std::to_string(rows.back().version) + " 版",
              "版本");
}

Status check_new_plan(const NewPlan& plan) {
  if (trim(plan.file_name).empty()) return fail(Code::kInvalidInput, "存入计划要有原文件的名称", "file_name");
  if (plan.file_name.find_first_of("/\\") != std::string::npos) {
    return fail(Code::kInvalidInput, "原文件的名称不能含有文件夹：“" + excerpt(plan.file_name) + "”", "file_name");
  }
  if (plan.file_bytes.empty()) return fail(Code::kInvalidInput, "存入计划要有原文件", "file_bytes");
  if (plan.text.empty()) return fail(Code::kInvalidInput, "存入计划要有文件的文字", "text");
  if (trim(plan.stored_by).empty()) return fail(Code::kInvalidInput, "存入计划要写明由谁存入", "stored_by");
  return {};
}

// The file is in the store already. `plan_id` "" = a plan of its own.
Status check_conflict(Reader& reader, const std::string& plan_id, const std::string& digest) {
  BIHUAN_TRY(const std::vector<PlanVersionRow> same,
             select<PlanVersionRow>(reader, {{is("digest", digest)}, {}, {}, 0}));
  for (const PlanVersionRow& row : same) {
    if (plan_id.empty() || row.plan_id == plan_id) {
      return fail(Code::kConflict, "这个文件已经存过：" + name_of(row) + "，内容完全相同", "digest");
    }
  }
  return {};
}

PlanVersionRow row_of(const NewPlan& plan, std::string plan_id, std::int64_t version, std::string digest) {
  PlanVersionRow row;
  row.plan_id = std::move(plan_id);
  row.version = version;
  row.title = plan.compiled.title;
  row.issuer = plan.compiled.issuer;
  row.document_number = plan.compiled.document_number;
  row.plan_year = plan.compiled.plan_year;
  row.plan_year_end = plan.compiled.plan_year_end;
  row.file_name = plan.file_name;
  row.digest = std::move(digest);
  row.format = plan.format;
  row.encoding = plan.encoding;
  row.compiler = plan.compiler;
  row.stored_at = plan.stored_at;
  row.stored_by = plan.stored_by;
  row.note = plan.note;
  return row;
}

// The rows of one correction, in the order of their revisions.
Result<CorrectionRecord> record_of(std::span<const CorrectionRow> rows) {
  CorrectionRecord record;
  const CorrectionRow& made = rows.front();
  BIHUAN_TRY(record.correction.field, plans::parse_correction_field(made.field));
  record.correction.id = made.correction_id;
  record.correction.commitment_id = made.commitment_id;
  record.correction.before = made.before_value;
  record.correction.after = made.after_value;
  record.correction.who = made.who;
  record.correction.why = made.why;
  record.correction.at = made.at;
  record.version = made.version;
  for (const CorrectionRow& row : rows) {
    if (row.action == "withdrawn") {
      record.is_withdrawn = true;
      record.withdrawn_by = row.who;
      record.withdrawn_why = row.why;
      record.withdrawn_at = row.at;
    } else {
      BIHUAN_TRY(plans::Anchor anchor, decode_anchor(row.anchor));
      record.correction.anchors.push_back(std::move(anchor));
    }
  }
  return record;
}

Result<std::vector<CorrectionRecord>> records_of(const std::vector<CorrectionRow>& rows) {
  std::vector<CorrectionRecord> records;
  for (std::size_t begin = 0; begin < rows.size();) {
    std::size_t end = begin + 1;
    while (end < rows.size() && rows[end].correction_id == rows[begin].correction_id) ++end;
    BIHUAN_TRY(CorrectionRecord record, record_of(std::span(rows).subspan(begin, end - begin)));
    records.push_back(std::move(record));
    begin = end;
  }
  return records;
}

// The correction `id` of a plan, with its number of revisions; refused where it is withdrawn.
struct StandingCorrection {
  CorrectionRecord record;
  std::int64_t revisions = 0;
};
Result<StandingCorrection> standing_correction(Reader& reader, const PlanId& plan, std::string_view id) {
  BIHUAN_CHECK(versions_of(reader, plan));
  Query query;
  query.where = {is("plan_id", plan.text()), is("correction_id", std::string(id))};
  query.order = {{"revision"}};
  BIHUAN_TRY(const std::vector<CorrectionRow> own, select<CorrectionRow>(reader, query));
  if (own.empty()) {
    return fail(Code::kNotFound, "计划 " + plan.text() + " 没有编号为“" + excerpt(id) + "”的更正", "更正编号");
  }
  StandingCorrection found;
  BIHUAN_TRY(found.record, record_of(own));
  found.revisions = own.back().revision;
  if (found.record.is_withdrawn) {
    return fail(Code::kConflict,
                "更正 " + std::string(id) + " 已由" + found.record.withdrawn_by + "撤回，不能再改动：请重新作一条更正",
                "更正编号");
  }
  return found;
}

// The next revision of a correction that stands.
CorrectionRow next_step(const PlanId& plan, std::string_view correction, const StandingCorrection& found,
                        std::string_view action, const Actor& actor) {
  CorrectionRow row;
  row.plan_id = plan.text();
  row.correction_id = std::string(correction);
  row.revision = found.revisions + 1;
  row.action = std::string(action);
  row.who = actor.name;
  row.at = actor.at;
  return row;
}

Result<ReadingRecord> reading_of(const ReadingRow& row) {
  ReadingRecord record;
  record.number = row.number;
  BIHUAN_TRY(record.plan, PlanId::make(row.plan_id, "计划编号"));
  record.version = row.version;
  record.reading = {row.target_id, row.as_of, row.reading.value, row.source_file, row.source_digest, row.part};
  record.stored_at = row.stored_at;
  record.stored_by = row.stored_by;
  return record;
}

// Who acts, where only a name is known.
Actor actor_of(std::string_view who, Instant at) {
  Actor actor;
  actor.name = std::string(trim(who));
  actor.at = at;
  actor.recorded_at = at;
  return actor;
}

}  // namespace

Records::Records(std::shared_ptr<Database> database) : database_(std::move(database)) {}
Records::~Records() = default;
Records::Records(Records&&) noexcept = default;
Records& Records::operator=(Records&&) noexcept = default;

Result<PlanMeta> Records::store_plan(const NewPlan& plan) {
  return store_plan(actor_of(plan.stored_by, plan.stored_at), plan);
}

Result<PlanMeta> Records::store_plan(const Actor& actor, const NewPlan& plan) {
  BIHUAN_CHECK(check_new_plan(plan));
  const std::string digest = sm3_hex(plan.file_bytes);
  const std::string compiled = encode_plan(plan.compiled);
  return database_->write(actor, [&](Ledger& ledger) -> Result<PlanMeta> {
    std::string plan_id;
    std::int64_t version = 1;
    if (plan.plan) {
      BIHUAN_TRY(const std::vector<PlanVersionRow> versions, versions_of(ledger.store(), *plan.plan));
      plan_id = plan.plan->text();
      version = versions.back().version + 1;
    }
    BIHUAN_CHECK(check_conflict(ledger.store(), plan_id, digest));
    if (!plan.plan) {
      BIHUAN_TRY(const std::int64_t number, ledger.store().take_number("plan"));
      plan_id = numbered('p', number);
      BIHUAN_CHECK(ledger.add(PlanRow{plan_id, plan.stored_at}, "plan.opened"));
    }
    const PlanVersionRow row = row_of(plan, plan_id, version, digest);
    BIHUAN_CHECK(ledger.add(row, "plan.stored", plan.note));
    BIHUAN_CHECK(ledger.add(PlanContentRow{plan_id, version, {plan.text}, {compiled}}, "plan.compiled"));
    BIHUAN_CHECK(ledger.add(PlanFileRow{plan_id, version, {plan.file_bytes}}, "plan.filed"));
    return meta_of(row, version);
  });
}

Result<std::vector<PlanMeta>> Records::list_plans() {
  return database_->read([](Reader& reader) -> Result<std::vector<PlanMeta>> {
    Query query;
    query.order = {{"plan_id"}, {"version"}};
    BIHUAN_TRY(const std::vector<PlanVersionRow> rows, select<PlanVersionRow>(reader, query));
    std::vector<PlanMeta> plans;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (i + 1 < rows.size() && rows[i + 1].plan_id == rows[i].plan_id) continue;
      BIHUAN_TRY(PlanMeta meta, meta_of(rows[i], rows[i].version));
      plans.push_back(std::move(meta));
    }
    // p10000 comes after p9999.
    std::ranges::stable_sort(plans, {}, [](const PlanMeta& meta) { return meta.id.text().size(); });
    return plans;
  });
}

Result<std::vector<PlanMeta>> Records::plan_versions(const PlanId& plan) {
  return database_->read([&](Reader& reader) -> Result<std::vector<PlanMeta>> {
    BIHUAN_TRY(const std::vector<PlanVersionRow> rows, versions_of(reader, plan));
    std::vector<PlanMeta> versions;
    for (const PlanVersionRow& row : rows) {
      BIHUAN_TRY(PlanMeta meta, meta_of(row, rows.back().version));
      versions.push_back(std::move(meta));
    }
    return versions;
  });
}

Result<StoredPlan> Records::load_plan(const PlanId& plan, std::optional<std::int64_t> version) {
  return database_->read([&](Reader& reader) -> Result<StoredPlan> {
    BIHUAN_TRY(const std::vector<PlanVersionRow> rows, versions_of(reader, plan));
    BIHUAN_TRY(const PlanVersionRow row, version_of(rows, version));
    BIHUAN_TRY(std::optional<PlanContentRow> content, find<PlanContentRow>(reader, row.plan_id, row.version));
    if (!content) return fail(Code::kCorrupt, name_of(row) + "的内容不见了：请从备份恢复", row.file_name);
    StoredPlan stored;
    BIHUAN_TRY(stored.meta, meta_of(row, rows.back().version));
    BIHUAN_TRY(stored.compiled, decode_plan(content->compiled.value));
    stored.text = std::move(content->plain_text.value);
    return stored;
  });
}

Result<StoredFile> Records::load_plan_file(const PlanId& plan, std::optional<std::int64_t> version) {
  return database_->read([&](Reader& reader) -> Result<StoredFile> {
    BIHUAN_TRY(const std::vector<PlanVersionRow> rows, versions_of(reader, plan));
    BIHUAN_TRY(const PlanVersionRow row, version_of(rows, version));
    BIHUAN_TRY(std::optional<PlanFileRow> file, find<PlanFileRow>(reader, row.plan_id, row.version));
    if (!file || sm3_hex(file->file_bytes.value) != row.digest) {
      return fail(Code::kCorrupt, name_of(row) + "的原文件与其摘要不符：请从备份恢复", row.file_name);
    }
    return StoredFile{row.file_name, row.digest, std::move(file->file_bytes.value)};
  });
}

Result<CorrectionRecord> Records::add_correction(const PlanId& plan, std::int64_t version,
                                                 const plans::Correction& correction) {
  return add_correction(actor_of(correction.who, correction.at), plan, version, correction);
}

Result<CorrectionRecord> Records::add_correction(const Actor& actor, const PlanId& plan, std::int64_t version,
                                                 const plans::Correction& correction) {
  if (!correction.id.empty()) return fail(Code::kInvalidInput, "新的更正不能自带编号", "id");
  if (trim(correction.who).empty()) return fail(Code::kInvalidInput, "更正要写明由谁作出", "who");
  if (trim(correction.why).empty()) return fail(Code::kInvalidInput, "更正要写明理由", "why");
  if (correction.anchors.size() != 1 || correction.anchors.front().text.empty()) {
    return fail(Code::kInvalidInput, "更正要有它所依据的语句", "anchors");
  }
  return database_->write(actor, [&](Ledger& ledger) -> Result<CorrectionRecord> {
    BIHUAN_TRY(const std::vector<PlanVersionRow> versions, versions_of(ledger.store(), plan));
    BIHUAN_CHECK(version_of(versions, version));
    BIHUAN_TRY(const std::int64_t number, ledger.store().take_number("correction/" + plan.text()));
    CorrectionRow row;
    row.plan_id = plan.text();
    row.correction_id = numbered('c', number);
    row.revision = 1;
    row.action = "made";
    row.version = version;
    row.commitment_id = correction.commitment_id;
    row.field = std::string(to_string(correction.field));
    row.before_value = correction.before;
    row.after_value = correction.after;
    row.who = correction.who;
    row.why = correction.why;
    row.at = correction.at;
    row.anchor = encode_anchor(correction.anchors.front());
    BIHUAN_CHECK(ledger.add(row, "correction.made", row.why));
    return record_of(std::span(&row, 1));
  });
}

Result<CorrectionRecord> Records::withdraw_correction(const PlanId& plan, std::string_view correction,
                                                      std::string_view who, std::string_view why, Instant at) {
  return withdraw_correction(actor_of(who, at), plan, correction, why);
}

Result<CorrectionRecord> Records::withdraw_correction(const Actor& actor, const PlanId& plan,
                                                      std::string_view correction, std::string_view why) {
  if (trim(actor.name).empty()) return fail(Code::kInvalidInput, "撤回更正要写明由谁撤回", "who");
  if (trim(why).empty()) return fail(Code::kInvalidInput, "撤回更正要写明理由", "why");
  return database_->write(actor, [&](Ledger& ledger) -> Result<CorrectionRecord> {
    BIHUAN_TRY(StandingCorrection found, standing_correction(ledger.store(), plan, correction));
    CorrectionRow row = next_step(plan, correction, found, "withdrawn", ledger.actor());
    row.version = found.record.version;
    row.commitment_id = found.record.correction.commitment_id;
    row.why = std::string(trim(why));
    BIHUAN_CHECK(ledger.add(row, "correction.withdrawn", row.why));
    found.record.is_withdrawn = true;
    found.record.withdrawn_by = row.who;
    found.record.withdrawn_why = row.why;
    found.record.withdrawn_at = actor.at;
    return std::move(found.record);
  });
}

Result<CorrectionRecord> Records::confirm_correction(const PlanId& plan, std::string_view correction,
                                                     std::int64_t version, const plans::Anchor& anchor,
                                                     std::string_view who, Instant at) {
  return confirm_correction(actor_of(who, at), plan, correction, version, anchor);
}

Result<CorrectionRecord> Records::confirm_correction(const Actor& actor, const PlanId& plan,
                                                     std::string_view correction, std::int64_t version,
                                                     const plans::Anchor& anchor) {
  if (trim(actor.name).empty()) return fail(Code::kInvalidInput, "确认更正要写明由谁确认", "who");
  if (anchor.text.empty()) return fail(Code::kInvalidInput, "更正要有它所依据的语句", "anchor");
  return database_->write(actor, [&](Ledger& ledger) -> Result<CorrectionRecord> {
    BIHUAN_TRY(const std::vector<PlanVersionRow> versions, versions_of(ledger.store(), plan));
    BIHUAN_CHECK(version_of(versions, version));
    BIHUAN_TRY(StandingCorrection found, standing_correction(ledger.store(), plan, correction));
    CorrectionRow row = next_step(plan, correction, found, "confirmed", ledger.actor());
    row.version = version;
    row.commitment_id = found.record.correction.commitment_id;
    row.anchor = encode_anchor(anchor);
    BIHUAN_CHECK(ledger.add(row, "correction.confirmed"));
    found.record.correction.anchors.push_back(anchor);
    return std::move(found.record);
  });
}

Result<std::vector<CorrectionRecord>> Records::list_corrections(const PlanId& plan) {
  return database_->read([&](Reader& reader) -> Result<std::vector<CorrectionRecord>> {
    BIHUAN_CHECK(versions_of(reader, plan));
    Query query;
    query.where = {is("plan_id", plan.text())};
    query.order = {{"correction_id"}, {"revision"}};
    BIHUAN_TRY(std::vector<CorrectionRow> rows, select<CorrectionRow>(reader, query));
    std::ranges::stable_sort(rows, {}, [](const CorrectionRow& row) { return row.correction_id.size(); });
    return records_of(rows);
  });
}

Result<std::vector<ReadingRecord>> Records::store_readings(const PlanId& plan, std::int64_t version,
                                                           const std::vector<NewReading>& readings,
                                                           std::string_view who, Instant at) {
  return store_readings(actor_of(who, at), plan, version, readings);
}

Result<std::vector<ReadingRecord>> Records::store_readings(const Actor& actor, const PlanId& plan, std::int64_t version,
                                                           const std::vector<NewReading>& readings) {
  if (readings.empty()) return fail(Code::kInvalidInput, "没有可存的测算结果", "readings");
  if (trim(actor.name).empty()) return fail(Code::kInvalidInput, "存入测算结果要写明由谁存入", "who");
  for (const NewReading& reading : readings) {
    if (reading.target_id.empty() || reading.json.empty()) {
      return fail(Code::kInvalidInput, "测算结果要写明目标和内容", "readings");
    }
  }
  return database_->write(actor, [&](Ledger& ledger) -> Result<std::vector<ReadingRecord>> {
    BIHUAN_TRY(const std::vector<PlanVersionRow> versions, versions_of(ledger.store(), plan));
    BIHUAN_CHECK(version_of(versions, version));
    std::vector<ReadingRecord> stored;
    for (const NewReading& reading : readings) {
      BIHUAN_TRY(const std::int64_t number, ledger.store().take_number("reading"));
      const ReadingRow row{number,
                           plan.text(),
                           version,
                           reading.target_id,
                           reading.as_of,
                           {reading.json},
                           reading.source_file,
                           reading.source_digest,
                           actor.at,
                           ledger.actor().name,
                           reading.part};
      BIHUAN_CHECK(ledger.add(row, "reading.stored"));
      BIHUAN_TRY(ReadingRecord record, reading_of(row));
      stored.push_back(std::move(record));
    }
    return stored;
  });
}

Result<std::vector<ReadingRecord>> Records::readings(const PlanId& plan) {
  return database_->read([&](Reader& reader) -> Result<std::vector<ReadingRecord>> {
    BIHUAN_CHECK(versions_of(reader, plan));
    Query query;
    query.where = {is("plan_id", plan.text())};
    query.order = {{"number"}};
    BIHUAN_TRY(const std::vector<ReadingRow> rows, select<ReadingRow>(reader, query));
    std::vector<ReadingRecord> all;
    for (const ReadingRow& row : rows) {
      BIHUAN_TRY(ReadingRecord record, reading_of(row));
      all.push_back(std::move(record));
    }
    return all;
  });
}

Result<std::vector<ReadingRecord>> Records::latest_readings(const PlanId& plan) {
  BIHUAN_TRY(std::vector<ReadingRecord> all, readings(plan));
  std::vector<ReadingRecord> latest;
  std::map<std::pair<std::string, std::string>, std::size_t> place;  // of target and part in `latest`
  for (ReadingRecord& record : all) {
    const auto [it, is_new] = place.try_emplace({record.reading.target_id, record.reading.part}, latest.size());
    if (is_new)
      latest.push_back(std::move(record));
    else
      latest[it->second] = std::move(record);
  }
  return latest;
}

std::vector<plans::Correction> standing(const std::vector<CorrectionRecord>& records) {
  std::vector<plans::Correction> corrections;
  for (const CorrectionRecord& record : records) {
    if (!record.is_withdrawn) corrections.push_back(record.correction);
  }
  return corrections;
}

}  // namespace bihuan::records
