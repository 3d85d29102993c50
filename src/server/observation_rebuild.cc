#include "server/observation_rebuild.h"

#include <algorithm>
#include <vector>

#include "server/import_desk.h"
#include "server/observation_room.h"

namespace bihuan::server {
namespace {

constexpr std::int64_t kSecondsOfBatch = 3600;
constexpr Instant kForEver{std::int64_t{1} << 60};

// An import, or its undoing.
struct StoreEvent {
  Instant at;
  const records::ImportEntry* entry = nullptr;
  bool is_undoing = false;
};

std::vector<StoreEvent> events_of(const std::vector<records::ImportEntry>& entries) {
  std::vector<StoreEvent> events;
  for (const records::ImportEntry& entry : entries) {
    events.push_back({entry.imported_at, &entry, false});
    if (entry.withdrawn_at) events.push_back({*entry.withdrawn_at, &entry, true});
  }
  // What happened in one second happened in the order of the entries, and an undoing after what it undoes.
  std::ranges::stable_sort(events, {}, &StoreEvent::at);
  return events;
}

}  // namespace

Result<RebuildReport> rebuild(Office& office, observations::ObservationStore& fresh,
                              const gateway::DeviceRegistry& devices, const gateway::FrameSource& frames) {
  BIHUAN_TRY(const std::vector<observations::Series> there, fresh.series());
  if (!there.empty()) return fail(Code::kConflict, "要重建的观测数据库不是空的", "观测数据");
  ObservationRoom& room = *office.observations;
  gateway::IngestSettings settings;
  settings.most_seconds = kSecondsOfBatch;
  settings.loads_as_received = true;
  gateway::FrameIngest ingest(fresh, devices, room.vocabulary(), room.frame_rules(), frames, settings);
  BIHUAN_TRY(const std::vector<records::ImportEntry> entries, office.imports.in_store());
  RebuildReport report;
  for (const StoreEvent& event : events_of(entries)) {
    BIHUAN_TRY(const gateway::IngestCounts counts, ingest.take_until(event.at));
    report.frames += counts;
    if (event.is_undoing) {
      BIHUAN_CHECK(withdraw_import(fresh, *event.entry));
      ++report.withdrawn;
    } else {
      BIHUAN_CHECK(import_again(room, fresh, *event.entry));
      ++report.imports;
    }
  }
  BIHUAN_TRY(const gateway::IngestCounts rest, ingest.take_until(kForEver));
  report.frames += rest;
  BIHUAN_CHECK(room.replace_marks(fresh));
  BIHUAN_TRY(report.digest, fresh.digest());
  return report;
}

}  // namespace bihuan::server
