#include "server/observation_rebuild.h"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>
#include <vector>

#include "records/database.h"
#include "records/journal.h"
#include "server/import_desk.h"
#include "server/observation_room.h"

namespace bihuan::server {
namespace {

constexpr std::int64_t kSecondsOfBatch = 3600;
constexpr Instant kForEver{std::int64_t{1} << 60};

using records::ImportEntry;
using records::RetentionEntry;

// Entries of the journal by what they are about.
Result<std::map<std::string, std::int64_t>> numbers_of(records::Database& database, std::string_view what) {
  constexpr std::int64_t kPage = 1000;
  std::map<std::string, std::int64_t> numbers;
  for (std::int64_t after = 0;;) {
    BIHUAN_TRY(const std::vector<records::JournalEntry> page, database.read([&](records::Reader& reader) {
      return records::read_journal(reader, after, kPage, {"", std::string(what), ""});
    }));
    for (const records::JournalEntry& one : page) numbers[one.subject] = one.number;
    if (page.size() < static_cast<std::size_t>(kPage)) return numbers;
    after = page.back().number;
  }
}

// An import or its undoing; a retention, and before it the moment up to which what was loaded goes.
struct StoreEvent {
  enum class Kind { kImport, kUndoing, kLimit, kRetention };
  std::pair<std::int64_t, int> order;  // number in the journal; behind it
  Kind kind = Kind::kImport;
  const ImportEntry* entry = nullptr;
  std::size_t retention = 0;
};

// What was done, in the order of the journal.
class StoreHistory {
 public:
  static Result<StoreHistory> read(Office& office) {
    StoreHistory history;
    BIHUAN_TRY(history.imports_, office.imports.in_store());
    BIHUAN_TRY(history.retentions, office.retentions.all_done());
    BIHUAN_TRY(const auto begun, numbers_of(*office.database, "import.begun"));
    BIHUAN_TRY(const auto undone, numbers_of(*office.database, "import.withdrawn"));
    BIHUAN_TRY(const auto dropped, numbers_of(*office.database, records::kRetentionBegun));
    for (const ImportEntry& entry : history.imports_) {
      const std::string subject = records::import_reference(entry.import_id);
      BIHUAN_TRY(const std::int64_t came, history.number_in(begun, subject));
      history.events.push_back({{came, 0}, StoreEvent::Kind::kImport, &entry, 0});
      if (!entry.withdrawn_at) continue;
      BIHUAN_TRY(const std::int64_t went, history.number_in(undone, subject));
      history.events.push_back({{went, 0}, StoreEvent::Kind::kUndoing, &entry, 0});
    }
    std::vector<std::int64_t> numbers;
    for (const RetentionEntry& entry : history.retentions) {
      BIHUAN_TRY(const std::int64_t number,
                 history.number_in(dropped, records::retention_reference(entry.retention_id)));
      numbers.push_back(number);
    }
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      const RetentionEntry& entry = history.retentions[i];
      history.events.push_back({{numbers[i], 0}, StoreEvent::Kind::kRetention, nullptr, i});
      if (!entry.loaded_before) continue;
      std::int64_t limit = 0;
      if (!entry.cut.loaded_import_through.empty()) {
        BIHUAN_TRY(limit, history.number_in(begun, records::import_reference(entry.cut.loaded_import_through)));
      }
      // Frames of before the limit may have come after an earlier retention: then the limit is behind that, too.
      for (std::size_t j = 0; j < numbers.size(); ++j) {
        if (numbers[j] < numbers[i] && history.retentions[j].cut.frames_through < entry.cut.loaded_frames_through)
          limit = std::max(limit, numbers[j]);
      }
      history.events.push_back({{limit, 1}, StoreEvent::Kind::kLimit, nullptr, i});
    }
    std::ranges::stable_sort(history.events, {}, &StoreEvent::order);
    return history;
  }
  StoreHistory(StoreHistory&&) = default;  // what the events point to stays where it is

  // The last frame that may come in before the event `at` has happened, and those behind it.
  std::int64_t frames_before(std::size_t at) const {
    std::int64_t most = std::numeric_limits<std::int64_t>::max();
    for (std::size_t i = at; i < events.size(); ++i) {
      if (events[i].kind == StoreEvent::Kind::kRetention)
        most = std::min(most, retentions[events[i].retention].cut.frames_through);
      if (events[i].kind == StoreEvent::Kind::kLimit)
        most = std::min(most, retentions[events[i].retention].cut.loaded_frames_through);
    }
    return most;
  }

  std::vector<RetentionEntry> retentions;
  std::vector<StoreEvent> events;

 private:
  StoreHistory() = default;
  Result<std::int64_t> number_in(const std::map<std::string, std::int64_t>& numbers, const std::string& subject) const {
    const auto found = numbers.find(subject);
    if (found == numbers.end()) return fail(Code::kCorrupt, "操作日志里没有这件事：请核对日志", subject);
    return found->second;
  }

  std::vector<ImportEntry> imports_;
};

class Rebuilding {
 public:
  Rebuilding(Office& office, observations::ObservationStore& fresh, gateway::FrameIngest& ingest,
             const StoreHistory& history)
      : room_(*office.observations),
        fresh_(fresh),
        ingest_(ingest),
        history_(history),
        limits_(history.retentions.size()) {}

  Result<RebuildReport> run() {
    for (std::size_t i = 0; i < history_.events.size(); ++i) {
      const StoreEvent& event = history_.events[i];
      const std::int64_t through = history_.frames_before(i);
      if (event.kind == StoreEvent::Kind::kImport) BIHUAN_CHECK(import(*event.entry, through));
      if (event.kind == StoreEvent::Kind::kUndoing) BIHUAN_CHECK(undo(*event.entry, through));
      if (event.kind == StoreEvent::Kind::kLimit) BIHUAN_CHECK(note_limit(event.retention, through));
      if (event.kind == StoreEvent::Kind::kRetention) BIHUAN_CHECK(drop(event.retention, through));
    }
    BIHUAN_CHECK(take(kForEver, std::numeric_limits<std::int64_t>::max()));
    BIHUAN_CHECK(room_.put_marks_between(fresh_, marks_through_, ""));
    BIHUAN_CHECK(room_.bring_holds(fresh_));
    BIHUAN_TRY(report_.digest, fresh_.digest());
    return std::move(report_);
  }

 private:
  Status take(Instant until, std::int64_t through) {
    BIHUAN_TRY(const gateway::IngestCounts counts, ingest_.take_until(until, through));
    report_.frames += counts;
    return {};
  }
  Status import(const ImportEntry& entry, std::int64_t through) {
    BIHUAN_CHECK(take(entry.imported_at, through));
    ++report_.imports;
    return import_again(room_, fresh_, entry);
  }
  Status undo(const ImportEntry& entry, std::int64_t through) {
    BIHUAN_CHECK(take(*entry.withdrawn_at, through));
    ++report_.withdrawn;
    return withdraw_import(fresh_, entry);
  }
  Status note_limit(std::size_t retention, std::int64_t through) {
    BIHUAN_CHECK(take(kForEver, through));
    BIHUAN_TRY(const std::vector<observations::StoredBatch> newest, fresh_.batches(std::nullopt, 1));
    if (!newest.empty()) limits_[retention] = newest.front().id;
    return {};
  }
  Status drop(std::size_t number, std::int64_t through) {
    const RetentionEntry& entry = history_.retentions[number];
    BIHUAN_CHECK(take(kForEver, through));
    // Marks of what is dropped go with it; later ones may be of values that came again.
    if (entry.cut.last_mark > marks_through_) {
      BIHUAN_CHECK(room_.put_marks_between(fresh_, marks_through_, entry.cut.last_mark));
      marks_through_ = entry.cut.last_mark;
    }
    BIHUAN_TRY(const std::int64_t rows,
               fresh_.retain(retention_of(entry, entry.loaded_before ? std::optional(limits_[number]) : std::nullopt)));
    ++report_.retentions;
    report_.dropped += rows;
    if (rows != entry.rows) {
      report_.differing.push_back(entry.retention_id + "：当时清理" + std::to_string(entry.rows) + "行，重做时" +
                                  std::to_string(rows) + "行");
    }
    return {};
  }

  ObservationRoom& room_;
  observations::ObservationStore& fresh_;
  gateway::FrameIngest& ingest_;
  const StoreHistory& history_;
  std::vector<observations::BatchId> limits_;  // by retention: the last batch that was loaded before its limit
  std::string marks_through_;
  RebuildReport report_;
};

}  // namespace

observations::Retention retention_of(const RetentionEntry& entry, std::optional<observations::BatchId> through) {
  observations::Retention retention;
  retention.data_set = entry.data_set;
  retention.data_before = entry.data_before;
  retention.through_batch = through;
  retention.at = entry.decided_at.value_or(Instant());
  retention.reference = records::retention_reference(entry.retention_id);
  return retention;
}

Result<RebuildReport> rebuild(Office& office, observations::ObservationStore& fresh,
                              const gateway::DeviceRegistry& devices, const gateway::FrameSource& frames) {
  BIHUAN_TRY(const std::vector<observations::Series> there, fresh.series());
  if (!there.empty()) return fail(Code::kConflict, "要重建的观测数据库不是空的", "观测数据");
  const ObservationRoom& room = *office.observations;
  gateway::IngestSettings settings;
  settings.most_seconds = kSecondsOfBatch;
  settings.loads_as_received = true;
  gateway::FrameIngest ingest(fresh, devices, room.vocabulary(), room.frame_rules(), frames, settings);
  BIHUAN_TRY(const StoreHistory history, StoreHistory::read(office));
  return Rebuilding(office, fresh, ingest, history).run();
}

}  // namespace bihuan::server
