// src/gateway/frame_ingest.h - from the frame archive into the observation store, as frames come and again when the
// store is rebuilt.
//
// The store knows how far this has come: the newest batch of frames names its last frame. What lies behind adds nothing
// when it is read again, so that a crash at any moment loses and doubles nothing; where rows were dropped for good,
// IngestSettings::after keeps it from bringing them back. Where two frames give one
// value differently, each gets a revision of its own, however the frames were cut into batches: a rebuild gives the
// same revisions.
#pragma once
#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "gateway/archive.h"
#include "gateway/device.h"
#include "gateway/frame_values.h"
#include "hj212/vocabulary.h"
#include "observations/store.h"

namespace bihuan::gateway {

// Records above a number, in order, until the sink says false: Archive::read or read_archive.
using FrameSource = std::function<Status(std::int64_t after, const std::function<bool(const ArchiveRecord&)>& sink)>;

struct IngestCounts {
  std::int64_t frames = 0;  // looked at
  std::int64_t values = 0;  // taken out of them
  std::int64_t added = 0, revised = 0, same = 0;
  std::int64_t rounded = 0;     // had more decimals than are stored
  std::int64_t no_time = 0;     // frames with values and no readable time
  std::int64_t wrong_time = 0;  // ... and a time a day or more after their arrival, or before 1901
  std::int64_t not_taken = 0;   // values of series that cannot be
  std::int64_t no_device = 0;   // frames of devices that are no longer registered
  IngestCounts& operator+=(const IngestCounts& other);
};

struct IngestSettings {
  std::int64_t most_values = 500'000;             // of one batch
  std::optional<std::int64_t> most_seconds = {};  // between the arrivals of the frames of one batch
  bool loads_as_received = false;                 // a batch was loaded when its last frame came: in a rebuild
  // Frames up to this number are dealt with, whatever the store says: what they brought may have been dropped.
  std::int64_t after = 0;
};

class FrameIngest {
 public:
  // All outlive the object. `frames` is asked from one thread at a time.
  FrameIngest(observations::ObservationStore& store, const DeviceRegistry& devices, const hj212::Vocabulary& vocabulary,
              const FrameValueRules& rules, FrameSource frames, IngestSettings settings = {});

  // Takes what has come since the last call (the first time: since the store's newest batch), batch by batch, until
  // nothing is left or `wants_stop` says so. Errors: those of store and source; what was stored by then stays
  Result<IngestCounts> take(Instant now, const std::function<bool()>& wants_stop = {});
  // The same up to the first frame that came after `last`, and none above the number `through`.
  Result<IngestCounts> take_until(Instant last, std::int64_t through = std::numeric_limits<std::int64_t>::max());
  // The last frame that is dealt with; 0 before the first call of take().
  std::int64_t taken() const { return std::max<std::int64_t>(taken_, 0); }

 private:
  struct Pending;
  Result<bool> take_batch(Instant now, IngestCounts& counts);
  // False: this frame begins the next batch.
  Result<bool> read_frame(const ArchiveRecord& record, Pending& pending);
  // Id 0: the value cannot be stored.
  Result<observations::SeriesId> id_of(const FrameValue& value, const Device& device);

  observations::ObservationStore& store_;
  const DeviceRegistry& registry_;
  const hj212::Vocabulary& vocabulary_;
  const FrameValueRules& rules_;
  FrameSource frames_;
  IngestSettings settings_;
  std::optional<Instant> last_;                                      // frames that came later are left for now
  std::int64_t through_ = std::numeric_limits<std::int64_t>::max();  // and those above it
  std::int64_t taken_ = -1;  // the last frame that is dealt with; -1: the store is to be asked
  std::map<std::string, Device, std::less<>> devices_;  // as they stand while take() runs
  hj212::Profiles profiles_;
  std::unordered_map<std::string, observations::SeriesId> ids_;
};

}  // namespace bihuan::gateway
