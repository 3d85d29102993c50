// src/server/observation_rebuild.h - the observation store made again from what it was made of: the frame archive, the
// imported files with their entries, the marks of the record store.
#pragma once
#include <cstdint>
#include <functional>

#include "gateway/device.h"
#include "gateway/frame_ingest.h"
#include "server/office.h"

namespace bihuan::server {

struct RebuildReport {
  gateway::IngestCounts frames;
  std::int64_t imports = 0, withdrawn = 0;
  observations::ContentDigest digest;
};

// Fills the empty store `fresh` in the order in which things happened. `frames` may give nothing.
// Errors: those of the stores and of import_again; kConflict  `fresh` is not empty
Result<RebuildReport> rebuild(Office& office, observations::ObservationStore& fresh,
                              const gateway::DeviceRegistry& devices, const gateway::FrameSource& frames);

}  // namespace bihuan::server
