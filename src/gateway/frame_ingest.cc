#include "gateway/frame_ingest.h"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

#include "hj212/decoder.h"

namespace bihuan::gateway {

using observations::Observation;
using observations::SeriesId;

IngestCounts& IngestCounts::operator+=(const IngestCounts& other) {
  frames += other.frames;
  values += other.values;
  added += other.added;
  revised += other.revised;
  same += other.same;
  rounded += other.rounded;
  no_time += other.no_time;
  wrong_time += other.wrong_time;
  not_taken += other.not_taken;
  no_device += other.no_device;
  return *this;
}

namespace {

bool says_the_same(const Observation& a, const Observation& b) {
  return a.mantissa == b.mantissa && a.state == b.state && a.flag == b.flag;
}

}  // namespace

// The batch that is being put together.
struct FrameIngest::Pending {
  struct PlaceHash {
    std::size_t operator()(const std::pair<std::int32_t, std::int64_t>& place) const {
      return static_cast<std::size_t>((static_cast<std::uint64_t>(place.second) * 0x9E3779B97F4A7C15U) ^
                                      static_cast<std::uint32_t>(place.first));
    }
  };
  IngestCounts counts;
  std::vector<Observation> observations;
  std::unordered_map<std::pair<std::int32_t, std::int64_t>, std::size_t, PlaceHash> places;  // -> observations
  std::int64_t first = 0, last = 0;                                                          // frames looked at
  Instant first_received, last_received;

  // Whether one of `more` says of a series and time what the batch says otherwise.
  bool contradicts(const std::vector<Observation>& more) const {
    return std::ranges::any_of(more, [this](const Observation& one) {
      const auto found = places.find({one.series.number, one.time.seconds});
      return found != places.end() && !says_the_same(observations[found->second], one);
    });
  }
  void take(const std::vector<Observation>& more) {
    for (const Observation& one : more) {
      if (places.emplace(std::pair(one.series.number, one.time.seconds), observations.size()).second)
        observations.push_back(one);
      else
        ++counts.same;
    }
  }
};

FrameIngest::FrameIngest(observations::ObservationStore& store, const DeviceRegistry& devices,
                         const hj212::Vocabulary& vocabulary, const FrameValueRules& rules, FrameSource frames,
                         IngestSettings settings)
    : store_(store),
      registry_(devices),
      vocabulary_(vocabulary),
      rules_(rules),
      frames_(std::move(frames)),
      settings_(settings) {}

Result<IngestCounts> FrameIngest::take(Instant now, const std::function<bool()>& wants_stop) {
  if (taken_ < 0) {
    BIHUAN_TRY(const std::vector<observations::StoredBatch> newest,
               store_.batches(observations::BatchKind::kIngest, 1));
    taken_ = std::max(newest.empty() ? 0 : newest.front().last_position, settings_.after);
  }
  devices_.clear();
  profiles_ = {};
  for (Device& device : registry_.all()) {
    profiles_.set(device.mn, device.profile);
    std::string mn = device.mn;
    devices_.emplace(std::move(mn), std::move(device));
  }
  IngestCounts counts;
  bool is_more = true;
  while (is_more && !(wants_stop && wants_stop())) {
    BIHUAN_TRY(is_more, take_batch(now, counts));
  }
  return counts;
}

Result<IngestCounts> FrameIngest::take_until(Instant last, std::int64_t through) {
  last_ = last;
  through_ = through;
  Result<IngestCounts> counts = take(last);
  last_.reset();
  through_ = std::numeric_limits<std::int64_t>::max();
  return counts;
}

Result<bool> FrameIngest::take_batch(Instant now, IngestCounts& counts) {
  Pending pending;
  bool is_more = false;
  Status status;
  BIHUAN_CHECK(frames_(taken_, [&](const ArchiveRecord& record) {
    if (static_cast<std::int64_t>(pending.observations.size()) >= settings_.most_values) {
      is_more = true;
      return false;
    }
    if ((last_ && record.frame.received > *last_) || record.number > through_) return false;
    if (settings_.most_seconds && pending.first != 0 &&
        record.frame.received.seconds - pending.first_received.seconds > *settings_.most_seconds) {
      is_more = true;
      return false;
    }
    const Result<bool> fits = read_frame(record, pending);
    if (!fits.has_value()) status = std::unexpected(fits.error());
    if (!fits.has_value() || !*fits) {
      is_more = true;
      return false;
    }
    if (pending.first == 0) {
      pending.first = record.number;
      pending.first_received = record.frame.received;
    }
    pending.last_received = record.frame.received;
    pending.last = record.number;
    return true;
  }));
  BIHUAN_CHECK(status);
  if (pending.last == 0) return false;
  if (!pending.observations.empty()) {
    observations::Batch batch;
    batch.kind = observations::BatchKind::kIngest;
    batch.source = "frames";
    batch.loaded = settings_.loads_as_received ? pending.last_received : now;
    batch.first_position = pending.first;
    BIHUAN_TRY(const observations::AppendReport report, store_.append(batch, pending.observations));
    pending.counts.added = report.added;
    pending.counts.revised = report.revised;
    pending.counts.same += report.same;
  }
  taken_ = pending.last;
  counts += pending.counts;
  return is_more;
}

Result<bool> FrameIngest::read_frame(const ArchiveRecord& record, Pending& pending) {
  const ArchiveFrame& frame = record.frame;
  IngestCounts found;
  found.frames = 1;
  std::vector<Observation> values;
  Status status;
  const auto device = devices_.find(frame.device);
  const bool has_data = !record.is_note && frame.standing <= FrameStanding::kRepaired;
  if (has_data && device == devices_.end()) ++found.no_device;
  if (has_data && device != devices_.end()) {
    hj212::decode_all(frame.octets, profiles_, nullptr, [&](const hj212::Received& received) {
      if (!received.has_data() || received.message.mn() != frame.device) return;
      const FrameRefusal refusal =
          read_frame_values(rules_, received.message, frame.received, [&](const FrameValue& value) {
            ++found.values;
            found.rounded += value.is_rounded ? 1 : 0;
            const Result<SeriesId> id = id_of(value, device->second);
            if (!id.has_value()) status = std::unexpected(id.error());
            if (!id.has_value()) return;
            if (id->number == 0)
              ++found.not_taken;
            else
              values.push_back({*id, value.time, value.mantissa, record.number, value.state, value.flag});
          });
      found.no_time += refusal == FrameRefusal::kNoTime ? 1 : 0;
      found.wrong_time += refusal == FrameRefusal::kTimeAhead || refusal == FrameRefusal::kTooEarly ? 1 : 0;
    });
  }
  BIHUAN_CHECK(status);
  if (pending.contradicts(values)) return false;
  pending.take(values);
  pending.counts += found;
  return true;
}

Result<SeriesId> FrameIngest::id_of(const FrameValue& value, const Device& device) {
  std::string name = device.mn + "/" + std::string(value.factor) + value.rule->variant + "/" +
                     std::string(to_string(value.command->averaging)) + (device.is_simulated ? "/s" : "");
  const auto known = ids_.find(name);
  if (known != ids_.end()) return known->second;
  constexpr std::size_t kMostKnown = 1'000'000;
  if (ids_.size() >= kMostKnown) ids_.clear();
  SeriesId id;
  Result<observations::Series> series = series_of(value, device, vocabulary_);
  if (series.has_value()) {
    Result<observations::Series> stored = store_.find_series(series->key);
    // What is there stays as it is, whatever is agreed with the device since.
    if (stored.has_value()) {
      id = stored->id;
    } else if (stored.error().code == Code::kNotFound) {
      BIHUAN_TRY(id, store_.put_series(*series));
    } else {
      return std::unexpected(stored.error());
    }
  }
  ids_.emplace(std::move(name), id);
  return id;
}

}  // namespace bihuan::gateway
