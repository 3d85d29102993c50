// src/gateway/internal/host_state.h - what the host remembers of a line, a device and a frame on its way to the disk.
#pragma once
#include <array>
#include <memory>
#include <string>
#include <vector>

#include "gateway/host.h"
#include "hj212/assembly.h"

namespace bihuan::gateway {

// The frames that a device sent last, by their hash.
class Recent {
 public:
  struct Entry {
    std::size_t hash = 0;
    bool is_used = false;
    bool is_kept = false;
  };
  Entry* find(std::size_t hash) {
    for (Entry& entry : entries_) {
      if (entry.is_used && entry.hash == hash) return &entry;
    }
    return nullptr;
  }
  // At most kMost are remembered. A frame that is pushed out is forgotten: sent again, it would be kept twice.
  void add(std::size_t hash, bool is_kept = false) {
    if (entries_.size() < kMost)
      entries_.push_back({hash, true, is_kept});
    else
      entries_[next_] = {hash, true, is_kept};
    next_ = (next_ + 1) % kMost;
  }
  void kept(std::size_t hash) {
    if (Entry* entry = find(hash)) entry->is_kept = true;
  }
  void remove(std::size_t hash) {
    if (Entry* entry = find(hash)) entry->is_used = false;
  }

 private:
  static constexpr std::size_t kMost = 64;
  std::vector<Entry> entries_;
  std::size_t next_ = 0;
};

struct Host::Line {
  Line(ConnectionId number, std::string from, const hj212::Profiles& profiles, std::int64_t steady_ms)
      : id(number),
        peer(std::move(from)),
        decoder(profiles),
        opened(steady_ms),
        last_frame(steady_ms),
        partial_since(steady_ms),
        tokens_at(steady_ms) {}
  ConnectionId id;
  std::string peer;
  hj212::Decoder decoder;
  std::vector<Known*> devices;  // that are on this line
  std::int64_t opened, last_frame, partial_since, tokens_at;
  std::int64_t frames = 0, damaged = 0;
  std::size_t junk = 0;
  int tokens = 60;
  int wrong_passwords = 0;
  bool is_dropped = false;
};

struct Host::Known {
  explicit Known(Device known) : device(std::move(known)) {}
  Device device;
  bool is_registered = true;
  ConnectionId line = 0;
  std::optional<Instant> connected_since, last_seen;
  std::int64_t connected_at = 0;  // steady
  std::optional<hj212::Edition> edition;
  std::optional<std::int64_t> clock_offset_ms;
  std::optional<std::int64_t> clock_set_at;  // steady
  DeviceCounts counts;
  Recent recent;
  std::string last_cn, last_octets;
  Exchange exchange;
  std::unique_ptr<hj212::Assembly> packets;     // from the first message in packets on
  std::optional<Periods> minutes, hours, days;  // from the first that comes
  // The gap that is being asked for.
  Periods* asked_kind = nullptr;
  Gap asked_gap;
  std::string asked_number;
  hj212::CrcKind foreign_crc = hj212::CrcKind::kRight;
  int foreign_crcs = 0;
};

struct Host::Pending {
  Known* known = nullptr;  // nullptr: of no known device
  ConnectionId line = 0;
  std::size_t hash = 0;
  std::string answer;
  std::string sets_time;  // of 1013: PolId and "!"
};

}  // namespace bihuan::gateway
