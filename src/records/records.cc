#include "records/records.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/digest.h"
#include "base/json.h"
#include "base/text.h"
#include "records/internal/journal.h"
#include "records/internal/plan_codec.h"
#include "records/memory/memory_store.h"
#include "records/sqlite/sqlite_store.h"
#include "records/store.h"

namespace bihuan::records {

// What the journal says of each action, as JSON. Contents are covered by their digests.
namespace journalled {

struct StoredVersion {
  std::int64_t version = 0;
  std::string title, file_name, digest, text_digest, compiled_digest, compiler, note;
};
BOOST_DESCRIBE_STRUCT(StoredVersion, (),
                      (version, title, file_name, digest, text_digest, compiled_digest, compiler, note))

struct PreviousVersion {
  std::int64_t version = 0;
  std::string digest;
};
BOOST_DESCRIBE_STRUCT(PreviousVersion, (), (version, digest))

struct FieldBefore {
  std::string field, value;
};
BOOST_DESCRIBE_STRUCT(FieldBefore, (), (field, value))

struct FieldAfter {
  std::string field, value, commitment_id, why;
  std::int64_t version = 0;
  std::string anchor_digest;
};
BOOST_DESCRIBE_STRUCT(FieldAfter, (), (field, value, commitment_id, why, version, anchor_digest))

struct Confirmed {
  std::string commitment_id;
  std::int64_t version = 0;
  std::string anchor_digest;
};
BOOST_DESCRIBE_STRUCT(Confirmed, (), (commitment_id, version, anchor_digest))

struct Withdrawn {
  std::string why;
};
BOOST_DESCRIBE_STRUCT(Withdrawn, (), (why))

struct StoredReading {
  std::int64_t number = 0;
  std::string target_id, as_of, digest, source_file, source_digest;
};
BOOST_DESCRIBE_STRUCT(StoredReading, (), (number, target_id, as_of, digest, source_file, source_digest))

}  // namespace journalled

namespace {

// Undoes what was written unless commit() was reached.
class Transaction {
 public:
  static Result<Transaction> begin(Store& store) {
    BIHUAN_CHECK(store.begin());
    return Transaction(store);
  }
  Transaction(Transaction&& other) noexcept : store_(std::exchange(other.store_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction() {
    if (store_ != nullptr) store_->rollback();
  }
  Status commit() {
    BIHUAN_CHECK(store_->commit());
    store_ = nullptr;
    return {};
  }

 private:
  explicit Transaction(Store& store) : store_(&store) {}
  Store* store_;
};

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
  meta.stored_at = Instant{row.stored_at};
  meta.stored_by = row.stored_by;
  meta.note = row.note;
  return meta;
}

std::string name_of(const PlanVersionRow& row) {
  return "计划 " + row.plan_id + "《" + excerpt(row.title, 40) + "》第 " + std::to_string(row.version) + " 版";
}

// All versions of a plan that must exist, oldest first.
Result<std::vector<PlanVersionRow>> versions_of(Store& store, const PlanId& plan) {
  if (!plan.empty()) {
    BIHUAN_TRY(std::vector<PlanVersionRow> rows, store.plan_versions(plan.text()));
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
Status check_conflict(Store& store, const std::string& plan_id, const std::string& digest) {
  BIHUAN_TRY(const std::vector<PlanVersionRow> same, store.versions_with_digest(digest));
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
  row.stored_at = plan.stored_at.seconds;
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
  record.correction.at = Instant{made.at};
  record.version = made.version;
  for (const CorrectionRow& row : rows) {
    if (row.action == "withdrawn") {
      record.is_withdrawn = true;
      record.withdrawn_by = row.who;
      record.withdrawn_why = row.why;
      record.withdrawn_at = Instant{row.at};
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
struct Standing {
  CorrectionRecord record;
  std::int64_t revisions = 0;
};
Result<Standing> standing_correction(Store& store, const PlanId& plan, std::string_view id) {
  BIHUAN_CHECK(versions_of(store, plan));
  BIHUAN_TRY(const std::vector<CorrectionRow> all, store.corrections(plan.text()));
  std::vector<CorrectionRow> own;
  for (const CorrectionRow& row : all) {
    if (row.correction_id == id) own.push_back(row);
  }
  if (own.empty()) {
    return fail(Code::kNotFound, "计划 " + plan.text() + " 没有编号为“" + excerpt(id) + "”的更正", "更正编号");
  }
  Standing found;
  BIHUAN_TRY(found.record, record_of(own));
  found.revisions = own.back().revision;
  if (found.record.is_withdrawn) {
    return fail(Code::kConflict,
                "更正 " + std::string(id) + " 已由" + found.record.withdrawn_by + "撤回，不能再改动：请重新作一条更正",
                "更正编号");
  }
  return found;
}

Result<ReadingRecord> reading_of(const ReadingRow& row) {
  ReadingRecord record;
  record.number = row.number;
  BIHUAN_TRY(record.plan, PlanId::make(row.plan_id, "计划编号"));
  record.version = row.version;
  record.reading = {row.target_id, row.as_of, row.reading, row.source_file, row.source_digest};
  record.stored_at = Instant{row.stored_at};
  record.stored_by = row.stored_by;
  return record;
}

JournalEntry entry_of(const JournalRow& row) {
  return {row.number,      Instant{row.at},     row.who,   row.what, row.subject, row.before_value,
          row.after_value, row.previous_digest, row.digest};
}

}  // namespace

Records::Records(std::unique_ptr<Store> store) : store_(std::move(store)) {}
Records::~Records() = default;
Records::Records(Records&&) noexcept = default;
Records& Records::operator=(Records&&) noexcept = default;

Result<PlanMeta> Records::store_plan(const NewPlan& plan) {
  BIHUAN_CHECK(check_new_plan(plan));
  const std::string digest = sm3_hex(plan.file_bytes);
  PlanContentRow content{plan.text, encode_plan(plan.compiled), plan.file_bytes};

  BIHUAN_TRY(Transaction transaction, Transaction::begin(*store_));
  std::string plan_id;
  std::int64_t version = 1;
  std::string before;
  if (plan.plan) {
    BIHUAN_TRY(const std::vector<PlanVersionRow> versions, versions_of(*store_, *plan.plan));
    plan_id = plan.plan->text();
    version = versions.back().version + 1;
    before = to_json(journalled::PreviousVersion{versions.back().version, versions.back().digest});
  }
  BIHUAN_CHECK(check_conflict(*store_, plan_id, digest));
  if (!plan.plan) {
    BIHUAN_TRY(const std::int64_t number, store_->take_number("plan"));
    plan_id = numbered('p', number);
    BIHUAN_CHECK(store_->insert_plan(plan_id, plan.stored_at.seconds));
  }
  const PlanVersionRow row = row_of(plan, plan_id, version, digest);
  BIHUAN_CHECK(store_->insert_plan_version(row, content));
  const journalled::StoredVersion stored{
      version,      row.title, row.file_name, digest, sm3_hex(content.text), sm3_hex(content.compiled),
      row.compiler, row.note};
  BIHUAN_CHECK(
      append_journal(*store_, row.stored_at, {row.stored_by, "plan.stored", plan_id, before, to_json(stored)}));
  BIHUAN_CHECK(transaction.commit());
  return meta_of(row, version);
}

Result<std::vector<PlanMeta>> Records::list_plans() {
  BIHUAN_TRY(const std::vector<PlanVersionRow> rows, store_->plan_versions(""));
  std::vector<PlanMeta> plans;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i + 1 < rows.size() && rows[i + 1].plan_id == rows[i].plan_id) continue;
    BIHUAN_TRY(PlanMeta meta, meta_of(rows[i], rows[i].version));
    plans.push_back(std::move(meta));
  }
  return plans;
}

Result<std::vector<PlanMeta>> Records::plan_versions(const PlanId& plan) {
  BIHUAN_TRY(const std::vector<PlanVersionRow> rows, versions_of(*store_, plan));
  std::vector<PlanMeta> versions;
  for (const PlanVersionRow& row : rows) {
    BIHUAN_TRY(PlanMeta meta, meta_of(row, rows.back().version));
    versions.push_back(std::move(meta));
  }
  return versions;
}

Result<StoredPlan> Records::load_plan(const PlanId& plan, std::optional<std::int64_t> version) {
  BIHUAN_TRY(const std::vector<PlanVersionRow> rows, versions_of(*store_, plan));
  BIHUAN_TRY(const PlanVersionRow row, version_of(rows, version));
  BIHUAN_TRY(PlanContentRow content, store_->plan_content(row.plan_id, row.version, false));
  StoredPlan stored;
  BIHUAN_TRY(stored.meta, meta_of(row, rows.back().version));
  BIHUAN_TRY(stored.compiled, decode_plan(content.compiled));
  stored.text = std::move(content.text);
  return stored;
}

Result<StoredFile> Records::load_plan_file(const PlanId& plan, std::optional<std::int64_t> version) {
  BIHUAN_TRY(const std::vector<PlanVersionRow> rows, versions_of(*store_, plan));
  BIHUAN_TRY(const PlanVersionRow row, version_of(rows, version));
  BIHUAN_TRY(PlanContentRow content, store_->plan_content(row.plan_id, row.version, true));
  if (sm3_hex(content.file_bytes) != row.digest) {
    return fail(Code::kCorrupt, name_of(row) + "的原文件与其摘要不符：请从备份恢复", row.file_name);
  }
  return StoredFile{row.file_name, row.digest, std::move(content.file_bytes)};
}

Result<CorrectionRecord> Records::add_correction(const PlanId& plan, std::int64_t version,
                                                 const plans::Correction& correction) {
  if (!correction.id.empty()) return fail(Code::kInvalidInput, "新的更正不能自带编号", "id");
  if (trim(correction.who).empty()) return fail(Code::kInvalidInput, "更正要写明由谁作出", "who");
  if (trim(correction.why).empty()) return fail(Code::kInvalidInput, "更正要写明理由", "why");
  if (correction.anchors.size() != 1 || correction.anchors.front().text.empty()) {
    return fail(Code::kInvalidInput, "更正要有它所依据的语句", "anchors");
  }
  BIHUAN_TRY(Transaction transaction, Transaction::begin(*store_));
  BIHUAN_TRY(const std::vector<PlanVersionRow> versions, versions_of(*store_, plan));
  BIHUAN_CHECK(version_of(versions, version));
  BIHUAN_TRY(const std::int64_t number, store_->take_number("correction/" + plan.text()));
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
  row.at = correction.at.seconds;
  row.anchor = encode_anchor(correction.anchors.front());
  BIHUAN_CHECK(store_->insert_correction(row));
  const journalled::FieldBefore before{row.field, row.before_value};
  const journalled::FieldAfter after{row.field, row.after_value, row.commitment_id,
                                     row.why,   version,         sm3_hex(row.anchor)};
  BIHUAN_CHECK(append_journal(
      *store_, row.at,
      {row.who, "correction.made", row.plan_id + "/" + row.correction_id, to_json(before), to_json(after)}));
  BIHUAN_CHECK(transaction.commit());
  return record_of(std::span(&row, 1));
}

Result<CorrectionRecord> Records::withdraw_correction(const PlanId& plan, std::string_view correction,
                                                      std::string_view who, std::string_view why, Instant at) {
  if (trim(who).empty()) return fail(Code::kInvalidInput, "撤回更正要写明由谁撤回", "who");
  if (trim(why).empty()) return fail(Code::kInvalidInput, "撤回更正要写明理由", "why");
  BIHUAN_TRY(Transaction transaction, Transaction::begin(*store_));
  BIHUAN_TRY(Standing found, standing_correction(*store_, plan, correction));
  CorrectionRow row;
  row.plan_id = plan.text();
  row.correction_id = std::string(correction);
  row.revision = found.revisions + 1;
  row.action = "withdrawn";
  row.version = found.record.version;
  row.commitment_id = found.record.correction.commitment_id;
  row.who = std::string(trim(who));
  row.why = std::string(trim(why));
  row.at = at.seconds;
  BIHUAN_CHECK(store_->insert_correction(row));
  const plans::Correction& made = found.record.correction;
  const journalled::FieldBefore before{std::string(to_string(made.field)), made.after};
  BIHUAN_CHECK(append_journal(*store_, row.at,
                              {row.who, "correction.withdrawn", row.plan_id + "/" + row.correction_id, to_json(before),
                               to_json(journalled::Withdrawn{row.why})}));
  BIHUAN_CHECK(transaction.commit());
  found.record.is_withdrawn = true;
  found.record.withdrawn_by = row.who;
  found.record.withdrawn_why = row.why;
  found.record.withdrawn_at = at;
  return std::move(found.record);
}

Result<CorrectionRecord> Records::confirm_correction(const PlanId& plan, std::string_view correction,
                                                     std::int64_t version, const plans::Anchor& anchor,
                                                     std::string_view who, Instant at) {
  if (trim(who).empty()) return fail(Code::kInvalidInput, "确认更正要写明由谁确认", "who");
  if (anchor.text.empty()) return fail(Code::kInvalidInput, "更正要有它所依据的语句", "anchor");
  BIHUAN_TRY(Transaction transaction, Transaction::begin(*store_));
  BIHUAN_TRY(const std::vector<PlanVersionRow> versions, versions_of(*store_, plan));
  BIHUAN_CHECK(version_of(versions, version));
  BIHUAN_TRY(Standing found, standing_correction(*store_, plan, correction));
  CorrectionRow row;
  row.plan_id = plan.text();
  row.correction_id = std::string(correction);
  row.revision = found.revisions + 1;
  row.action = "confirmed";
  row.version = version;
  row.commitment_id = found.record.correction.commitment_id;
  row.who = std::string(trim(who));
  row.at = at.seconds;
  row.anchor = encode_anchor(anchor);
  BIHUAN_CHECK(store_->insert_correction(row));
  const journalled::Confirmed after{row.commitment_id, version, sm3_hex(row.anchor)};
  BIHUAN_CHECK(append_journal(
      *store_, row.at, {row.who, "correction.confirmed", row.plan_id + "/" + row.correction_id, "", to_json(after)}));
  BIHUAN_CHECK(transaction.commit());
  found.record.correction.anchors.push_back(anchor);
  return std::move(found.record);
}

Result<std::vector<CorrectionRecord>> Records::list_corrections(const PlanId& plan) {
  BIHUAN_CHECK(versions_of(*store_, plan));
  BIHUAN_TRY(const std::vector<CorrectionRow> rows, store_->corrections(plan.text()));
  return records_of(rows);
}

Result<std::vector<ReadingRecord>> Records::store_readings(const PlanId& plan, std::int64_t version,
                                                           const std::vector<NewReading>& readings,
                                                           std::string_view who, Instant at) {
  if (readings.empty()) return fail(Code::kInvalidInput, "没有可存的测算结果", "readings");
  if (trim(who).empty()) return fail(Code::kInvalidInput, "存入测算结果要写明由谁存入", "who");
  for (const NewReading& reading : readings) {
    if (reading.target_id.empty() || reading.json.empty()) {
      return fail(Code::kInvalidInput, "测算结果要写明目标和内容", "readings");
    }
  }
  BIHUAN_TRY(Transaction transaction, Transaction::begin(*store_));
  BIHUAN_TRY(const std::vector<PlanVersionRow> versions, versions_of(*store_, plan));
  BIHUAN_CHECK(version_of(versions, version));
  std::vector<ReadingRecord> stored;
  std::vector<journalled::StoredReading> journalled_readings;
  for (const NewReading& reading : readings) {
    BIHUAN_TRY(const std::int64_t number, store_->take_number("reading"));
    const ReadingRow row{number,
                         plan.text(),
                         version,
                         reading.target_id,
                         reading.as_of,
                         reading.json,
                         reading.source_file,
                         reading.source_digest,
                         at.seconds,
                         std::string(trim(who))};
    BIHUAN_CHECK(store_->insert_reading(row));
    BIHUAN_TRY(ReadingRecord record, reading_of(row));
    stored.push_back(std::move(record));
    journalled_readings.push_back(
        {number, row.target_id, row.as_of, sm3_hex(row.reading), row.source_file, row.source_digest});
  }
  BIHUAN_CHECK(append_journal(
      *store_, at.seconds, {std::string(trim(who)), "readings.stored", plan.text(), "", to_json(journalled_readings)}));
  BIHUAN_CHECK(transaction.commit());
  return stored;
}

Result<std::vector<ReadingRecord>> Records::readings(const PlanId& plan) {
  BIHUAN_CHECK(versions_of(*store_, plan));
  BIHUAN_TRY(const std::vector<ReadingRow> rows, store_->readings(plan.text()));
  std::vector<ReadingRecord> all;
  for (const ReadingRow& row : rows) {
    BIHUAN_TRY(ReadingRecord record, reading_of(row));
    all.push_back(std::move(record));
  }
  return all;
}

Result<std::vector<ReadingRecord>> Records::latest_readings(const PlanId& plan) {
  BIHUAN_TRY(std::vector<ReadingRecord> all, readings(plan));
  std::vector<ReadingRecord> latest;
  std::map<std::string, std::size_t> place;  // of a target in `latest`
  for (ReadingRecord& record : all) {
    const auto [it, is_new] = place.try_emplace(record.reading.target_id, latest.size());
    if (is_new)
      latest.push_back(std::move(record));
    else
      latest[it->second] = std::move(record);
  }
  return latest;
}

Result<std::vector<JournalEntry>> Records::journal(std::int64_t after, std::int64_t limit) {
  if (limit < 1 || limit > 1000) return fail(Code::kInvalidInput, "一页日志应为 1 到 1000 条", "limit");
  BIHUAN_TRY(const std::vector<JournalRow> rows, store_->journal(after, limit));
  std::vector<JournalEntry> entries;
  for (const JournalRow& row : rows) entries.push_back(entry_of(row));
  return entries;
}

Result<JournalState> Records::verify_journal() {
  constexpr std::int64_t kPage = 1000;
  JournalState state{0, std::string(first_previous_digest())};
  while (true) {
    BIHUAN_TRY(const std::vector<JournalRow> rows, store_->journal(state.entries, kPage));
    for (const JournalRow& row : rows) {
      const std::string place = "日志第 " + std::to_string(state.entries + 1) + " 条";
      if (row.number != state.entries + 1) return fail(Code::kCorrupt, place + "缺失：日志被删去过", place);
      if (row.previous_digest != state.head_digest) {
        return fail(Code::kCorrupt, place + "与前一条不衔接：日志被改动过", place);
      }
      if (journal_digest(row) != row.digest) return fail(Code::kCorrupt, place + "与其摘要不符：日志被改动过", place);
      state = {row.number, row.digest};
    }
    if (rows.size() < kPage) return state;
  }
}

std::vector<plans::Correction> standing(const std::vector<CorrectionRecord>& records) {
  std::vector<plans::Correction> corrections;
  for (const CorrectionRecord& record : records) {
    if (!record.is_withdrawn) corrections.push_back(record.correction);
  }
  return corrections;
}

Result<Records> open_records(const std::string& path, Instant at) {
  BIHUAN_TRY(std::unique_ptr<Store> store, open_sqlite_store(path, at.seconds));
  return Records(std::move(store));
}

Records open_memory_records() { return Records(make_memory_store()); }

}  // namespace bihuan::records
