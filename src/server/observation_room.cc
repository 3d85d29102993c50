#include "server/observation_room.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <utility>

#include "base/digest.h"
#include "base/files.h"
#include "server/office.h"

namespace bihuan::server {
namespace {

namespace fs = std::filesystem;
using observations::ObservationStore;

constexpr std::size_t kLargestImported = std::size_t{2} << 30U;
constexpr std::int64_t kMarksAtOnce = 500;  // rows

Result<std::string> knowledge_text(const std::map<std::string, std::string>& knowledge, const std::string& name) {
  const auto found = knowledge.find(name);
  if (found == knowledge.end()) return fail(Code::kNotFound, "程序缺少规则文件，请重新安装。", "knowledge/" + name);
  return found->second;
}

observations::Verdict verdict_of(records::ValueVerdict verdict) {
  switch (verdict) {
    case records::ValueVerdict::kValid:
      return observations::Verdict::kValid;
    case records::ValueVerdict::kSuspect:
      return observations::Verdict::kSuspect;
    case records::ValueVerdict::kUnderReview:
      return observations::Verdict::kUnderReview;
    case records::ValueVerdict::kInvalid:
      return observations::Verdict::kInvalid;
  }
  return observations::Verdict::kValid;
}

Instant machine_time() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::seconds>(since).count()};
}

std::string file_place(const std::string& folder, const std::string& digest) {
  return (fs::path(folder) / digest).string();
}

// "二氧化硫（折算）" of a name and the variant behind its code.
std::string with_variant(std::string name, std::string_view variant) {
  if (variant == "-Zs") return name + "（折算）";
  if (variant == "-Cou") return name + "（累计量）";
  return name;
}

}  // namespace

Result<std::unique_ptr<ObservationRoom>> ObservationRoom::make(const std::map<std::string, std::string>& knowledge,
                                                               std::shared_ptr<records::Database> database) {
  std::unique_ptr<ObservationRoom> room(new ObservationRoom());
  room->database_ = std::move(database);
  std::vector<standards::KnowledgeText> import;
  std::vector<observations::QualityText> quality;
  std::vector<hj212::NamedText> protocol;
  for (const auto& [name, text] : knowledge) {
    if (name.starts_with("import/")) import.push_back({name, text});
    // Beside the rules of checks stand those of validity and transmission.
    if (name.starts_with("quality/") && name != "quality/source-validity.toml" && name != "quality/transmission.toml")
      quality.push_back({name, text});
    if (name.starts_with("hj212/")) protocol.push_back({name, text});
  }
  BIHUAN_TRY(room->words_, observations::load_import_words(import));
  BIHUAN_TRY(room->profiles_, observations::load_import_profiles(import));
  BIHUAN_TRY(room->rules_, observations::load_quality_rules(quality));
  BIHUAN_TRY(room->vocabulary_, hj212::Vocabulary::load(protocol));
  BIHUAN_TRY(const std::string frames, knowledge_text(knowledge, "hj212/observations.toml"));
  BIHUAN_TRY(room->frame_rules_, gateway::FrameValueRules::load(frames, "knowledge/hj212/observations.toml"));
  return room;
}

void ObservationRoom::place(Opener opener, std::string files_folder, const Clock& clock) {
  opener_ = std::move(opener);
  files_folder_ = std::move(files_folder);
  clock_ = &clock;
}

Result<ObservationStore*> ObservationRoom::store() {
  const std::lock_guard lock(mutex_);
  if (store_) return store_.get();
  if (!opener_) return fail(Code::kUnavailable, "这里没有放观测数据的地方", "观测数据");
  BIHUAN_TRY(std::unique_ptr<ObservationStore> opened, opener_());
  BIHUAN_CHECK(settle(*opened));
  store_ = std::move(opened);
  return store_.get();
}

bool ObservationRoom::is_open() const {
  const std::lock_guard lock(mutex_);
  return store_ != nullptr;
}

Result<observations::ImportProfile> ObservationRoom::profile(std::string_view id) const {
  std::string known;
  for (const observations::ImportProfile& one : profiles_) {
    if (one.id == id) return one;
    known += (known.empty() ? "" : "、") + one.id + "（" + one.name + "）";
  }
  return fail(Code::kNotFound, "没有名为“" + std::string(id.substr(0, 60)) + "”的导入方式，可选：" + known, "way");
}

std::string ObservationRoom::factor_name(std::string_view factor) const {
  const std::size_t dash = factor.find('-');
  const std::string_view code = factor.substr(0, dash);
  const std::string_view variant = dash == std::string_view::npos ? std::string_view() : factor.substr(dash);
  if (const observations::ImportFactor* known = words_.factor(code); known != nullptr && !known->names.empty()) {
    // Names begin with the formula where there is one; people read Chinese: pH值, 二氧化硫.
    const auto chinese = std::ranges::find_if(known->names, [](const std::string& name) {
      return std::ranges::any_of(name, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    });
    return with_variant(chinese == known->names.end() ? known->names.front() : *chinese, variant);
  }
  const hj212::Word* word = vocabulary_.factor(code);
  return word == nullptr ? std::string(factor) : with_variant(word->name, variant);
}

Result<std::string> ObservationRoom::keep_file(std::string_view bytes) {
  if (files_folder_.empty()) return fail(Code::kUnavailable, "这里没有放导入文件的地方", "imports");
  std::string digest = sm3_hex(bytes);
  std::error_code error;
  fs::create_directories(files_folder_, error);
  if (error) return fail(Code::kUnavailable, "放导入文件的文件夹不能建立，请检查权限。", "imports");
  const std::string place = file_place(files_folder_, digest);
  if (fs::exists(place, error) && fs::file_size(place, error) == bytes.size()) return digest;
  BIHUAN_CHECK(write_file_durably(place, std::string(bytes)));
  return digest;
}

Result<std::string> ObservationRoom::kept_file(const std::string& digest) const {
  BIHUAN_TRY(std::string bytes, read_file(file_place(files_folder_, digest), kLargestImported));
  if (sm3_hex(bytes) != digest)
    return fail(Code::kCorrupt, "保存的导入文件与当时的摘要不符：请从备份恢复", "imports/" + digest);
  return bytes;
}

Result<std::vector<observations::Hold>> holds_of_entry(const ObservationStore& store, const records::HoldEntry& entry) {
  const std::string reference = records::hold_reference(entry.hold_id);
  std::vector<observations::Hold> holds;
  if (!entry.data_set.empty()) {
    holds.push_back({reference, entry.data_set, std::nullopt, entry.begins, entry.ends});
    return holds;
  }
  BIHUAN_TRY(const std::vector<observations::Series> all, store.series());
  for (const observations::Series& one : all) {
    const std::string key = to_string(one.key);
    const bool is_meant =
        entry.site.empty() ? key == entry.series : std::ranges::find(entry.places, one.key.site) != entry.places.end();
    if (is_meant) holds.push_back({reference + "/" + key, one.data_set, one.id, entry.begins, entry.ends});
  }
  return holds;
}

Result<std::vector<observations::Mark>> marks_of_row(const ObservationStore& store, const records::ValueMark& row) {
  observations::SeriesKey key{row.site, row.factor, observations::Averaging::kHour, row.source};
  BIHUAN_TRY(key.averaging, observations::parse_averaging(row.averaging));
  const Result<observations::Series> series = store.find_series(key);
  if (!series.has_value() && series.error().code == Code::kNotFound) return std::vector<observations::Mark>();
  if (!series.has_value()) return std::unexpected(series.error());
  observations::Mark mark;
  mark.series = series->id;
  mark.verdict = verdict_of(row.verdict);
  mark.is_person = row.kind == records::ValueMarkKind::kJudgement;
  mark.by = row.by_whom;
  mark.edition = row.edition;
  mark.parameters_digest = row.parameters_digest;
  mark.reference = records::mark_reference(row.mark_id);
  mark.reason = row.reason;
  mark.at = row.marked_at;
  std::vector<observations::Mark> marks;
  for (const records::MarkedValue& value : records::values_of(row.runs)) {
    mark.time = value.time;
    mark.revision = value.revision;
    marks.push_back(mark);
  }
  return marks;
}

Result<std::int64_t> ObservationRoom::put_marks(ObservationStore& store,
                                                std::span<const records::ValueMark> rows) const {
  std::vector<observations::Mark> all;
  for (const records::ValueMark& row : rows) {
    BIHUAN_TRY(const std::vector<observations::Mark> marks, marks_of_row(store, row));
    all.insert(all.end(), marks.begin(), marks.end());
  }
  if (all.empty()) return 0;
  return store.append_marks(all);
}

Status ObservationRoom::put_marks_between(ObservationStore& store, std::string_view after,
                                          std::string_view through) const {
  records::ValueMarks book(database_);
  for (std::string last(after);;) {
    BIHUAN_TRY(std::vector<records::ValueMark> rows, book.each(last, kMarksAtOnce));
    if (rows.empty()) return {};
    last = rows.back().mark_id;
    const bool is_over = !through.empty() && last >= through;
    if (!through.empty()) std::erase_if(rows, [&](const records::ValueMark& row) { return row.mark_id > through; });
    BIHUAN_CHECK(put_marks(store, rows));
    if (is_over) return {};
  }
}

// The newest rows first, until a page of them brings nothing new: a crash leaves a gap only at the end. What is older
// than a retention was in the store before it, or was dropped by it.
Status ObservationRoom::bring_marks(ObservationStore& store) const {
  BIHUAN_TRY(const std::vector<records::RetentionEntry> done, records::Retentions(database_).all_done());
  std::string dropped_through;
  for (const records::RetentionEntry& one : done) dropped_through = std::max(dropped_through, one.cut.last_mark);
  records::ValueMarks book(database_);
  for (std::string before;;) {
    BIHUAN_TRY(std::vector<records::ValueMark> rows, book.newest(before, kMarksAtOnce));
    if (rows.empty()) break;
    before = rows.front().mark_id;
    std::erase_if(rows, [&](const records::ValueMark& row) { return row.mark_id <= dropped_through; });
    BIHUAN_TRY(const std::int64_t added, put_marks(store, rows));
    if (added == 0) break;
  }
  return {};
}

Status ObservationRoom::bring_holds(ObservationStore& store) const {
  BIHUAN_TRY(const std::vector<records::HoldEntry> standing, records::Retentions(database_).holds(false));
  std::map<std::string, observations::Hold> wanted;
  for (const records::HoldEntry& entry : standing) {
    BIHUAN_TRY(const std::vector<observations::Hold> holds, holds_of_entry(store, entry));
    for (const observations::Hold& hold : holds) wanted.emplace(hold.reference, hold);
  }
  BIHUAN_TRY(const std::vector<observations::Hold> there, store.holds());
  const std::string ours = records::hold_reference("");
  for (const observations::Hold& hold : there) {
    if (wanted.erase(hold.reference) == 0 && hold.reference.starts_with(ours))
      BIHUAN_CHECK(store.release(hold.reference));
  }
  for (const auto& [reference, hold] : wanted) BIHUAN_CHECK(store.hold(hold));
  return {};
}

Result<std::int64_t> ObservationRoom::frames_through(ObservationStore& store) const {
  BIHUAN_TRY(const std::vector<observations::StoredBatch> newest, store.batches(observations::BatchKind::kIngest, 1));
  std::int64_t through = std::max(frames_, newest.empty() ? 0 : newest.front().last_position);
  BIHUAN_TRY(const std::vector<records::RetentionEntry> done, records::Retentions(database_).all_done());
  for (const records::RetentionEntry& one : done) through = std::max(through, one.cut.frames_through);
  return through;
}

Status ObservationRoom::settle(ObservationStore& store) {
  const records::Actor timer = timer_actor(clock_->now(), machine_time());
  BIHUAN_CHECK(settle_retentions(store, timer));
  BIHUAN_CHECK(settle_imports(store, timer));
  BIHUAN_CHECK(bring_marks(store));
  return bring_holds(store);
}

// A retention that was begun has dropped its rows, or will not: it is asked for anew then.
Status ObservationRoom::settle_retentions(ObservationStore& store, const records::Actor& timer) {
  records::Retentions book(database_);
  BIHUAN_TRY(const std::vector<records::RetentionEntry> begun, book.unfinished());
  BIHUAN_TRY(const std::vector<records::RetentionEntry> done, book.all_done());
  if (begun.empty() && done.empty()) return {};
  BIHUAN_TRY(const std::vector<observations::DroppedRows> dropped, store.dropped());
  const auto rows_of = [&](const records::RetentionEntry& entry) -> const observations::DroppedRows* {
    const auto found = std::ranges::find(dropped, records::retention_reference(entry.retention_id),
                                         &observations::DroppedRows::reference);
    return found == dropped.end() ? nullptr : &*found;
  };
  // A store that was lost, or restored from elsewhere, may have rows again that were dropped for good.
  for (const records::RetentionEntry& entry : done) {
    if (rows_of(entry) != nullptr) continue;
    return fail(Code::kUnavailable,
                "观测数据里没有做过清理" + entry.retention_id +
                    "：从备份恢复后请停止服务，运行bihuan observation rebuild --replace重建",
                "观测数据");
  }
  for (const records::RetentionEntry& entry : begun) {
    if (const observations::DroppedRows* const rows = rows_of(entry))
      BIHUAN_CHECK(book.done(timer, entry.retention_id, rows->rows));
    else
      BIHUAN_CHECK(book.failed(timer, entry.retention_id, "程序中断，没有清理：请重新申请"));
  }
  return {};
}

// An import that was begun is in the store or is not; one that was withdrawn here is withdrawn there.
Status ObservationRoom::settle_imports(ObservationStore& store, const records::Actor& timer) {
  records::Imports book(database_);
  BIHUAN_TRY(const std::vector<records::ImportEntry> begun, book.unfinished());
  BIHUAN_TRY(const std::vector<records::ImportEntry> known, book.in_store());
  const auto is_undone = [](const records::ImportEntry& one) { return one.state == records::ImportState::kWithdrawn; };
  if (begun.empty() && known.empty()) return {};
  constexpr std::size_t kAll = 10'000'000;
  BIHUAN_TRY(const std::vector<observations::StoredBatch> batches,
             store.batches(observations::BatchKind::kImport, kAll));
  std::map<std::string, const observations::StoredBatch*> by_reference;
  for (const observations::StoredBatch& one : batches) by_reference[one.batch.reference] = &one;
  // A folder that was restored from a backup has the files and the entries, and a store that is empty.
  for (const records::ImportEntry& entry : known) {
    if (by_reference.contains(records::import_reference(entry.import_id))) continue;
    return fail(Code::kUnavailable,
                "观测数据里没有导入" + entry.import_id + "（" + entry.file_name +
                    "）：从备份恢复后请停止服务，运行bihuan observation rebuild --replace重建",
                "观测数据");
  }
  for (const records::ImportEntry& entry : begun) {
    const auto found = by_reference.find(records::import_reference(entry.import_id));
    if (found == by_reference.end()) {
      BIHUAN_CHECK(book.failed(timer, entry.import_id, "程序中断，数据没有存入：请重新导入"));
      continue;
    }
    const observations::StoredBatch& batch = *found->second;
    BIHUAN_CHECK(book.stored(timer, entry.import_id, batch.id.number, batch.added, batch.revised, batch.same));
  }
  for (const records::ImportEntry& entry : known) {
    const auto found = by_reference.find(records::import_reference(entry.import_id));
    if (!is_undone(entry) || found == by_reference.end() || found->second->withdrawn) continue;
    BIHUAN_CHECK(store.withdraw(found->second->id, {entry.withdrawn_at.value_or(timer.at),
                                                    records::import_reference(entry.import_id), entry.withdrawn_why}));
  }
  return {};
}

}  // namespace bihuan::server
