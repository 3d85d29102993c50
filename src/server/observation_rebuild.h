// src/server/observation_rebuild.h - the observation store made again from what it was made of: the frame archive, the
// imported files with their entries, the marks of the record store; what was dropped for good is dropped again.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "gateway/device.h"
#include "gateway/frame_ingest.h"
#include "server/office.h"

namespace bihuan::server {

struct RebuildReport {
  gateway::IngestCounts frames;
  std::int64_t imports = 0, withdrawn = 0, retentions = 0;
  std::int64_t dropped = 0;            // rows, by the retentions
  std::vector<std::string> differing;  // "t000001：当时清理100行，重做时98行"
  observations::ContentDigest digest;
};

// What the store is told to drop. `through`: in the place of the entry's load time, the last batch that came before it.
observations::Retention retention_of(const records::RetentionEntry& entry,
                                     std::optional<observations::BatchId> through);

// Fills the empty store `fresh` in the order of the journal; frames come in between by when they were received, and by
// the cut of each retention (records/retentions.h). `frames` may give nothing.
// Errors: those of the stores and of import_again; kConflict  `fresh` is not empty
Result<RebuildReport> rebuild(Office& office, observations::ObservationStore& fresh,
                              const gateway::DeviceRegistry& devices, const gateway::FrameSource& frames);

}  // namespace bihuan::server
