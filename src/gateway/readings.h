// src/gateway/readings.h - what the gateway shows: devices, strangers, events, the live tail. Plain values, passwords
// masked.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "gateway/archive.h"
#include "gateway/periods.h"

namespace bihuan::gateway {

struct DeviceCounts {
  std::int64_t frames = 0;  // kept as data
  std::int64_t octets = 0;
  std::int64_t repaired = 0;
  std::int64_t crc_errors = 0;
  std::int64_t quarantined = 0;       // damaged frames, whatever the damage
  std::int64_t duplicates = 0;        // the same frame again: not kept twice
  std::int64_t repeated_periods = 0;  // another frame of a period that was there
  std::int64_t refills = 0;           // frames that filled a gap
  std::int64_t wrong_passwords = 0;
  std::int64_t incomplete = 0;  // messages in packets of which some never came
  std::int64_t take_overs = 0;  // its line changed while the old one was open
  std::int64_t not_kept = 0;    // the disk refused them; not answered
  std::int64_t requests = 0, requests_failed = 0;
};

struct PeriodReading {
  std::string kind;  // "minute", "hour", "day"
  std::int64_t seconds = 0;
  Instant since;                            // the first that was seen, within what is remembered
  std::int64_t expected = 0, received = 0;  // from then on
  std::vector<Gap> gaps;                    // of one device only: the newest 20
};

struct DeviceReading {
  std::string mn, name, site, st, edition, peer;
  bool is_simulated = false;
  bool is_connected = false;
  std::optional<Instant> connected_since, last_seen;  // by the desk's clock
  std::optional<std::int64_t> clock_offset_ms;        // the device's clock less the desk's
  DeviceCounts counts;
  std::vector<PeriodReading> periods;
  std::int64_t requests_waiting = 0;
  std::string last_cn;     // of the last frame with the right password
  std::string last_frame;  // of one device only: that frame, masked
  std::string suggestion;  // "crc = \"modbus\"": what its frames have in common that the profile does not grant
};

// A device that nobody registered, to be looked at and registered, or left.
struct UnknownDevice {
  std::string mn, st, edition, peer;
  Instant first_seen, last_seen;
  std::int64_t frames = 0, kept = 0;
  std::string last_frame;  // masked
};

enum class EventKind : std::uint8_t {
  kConnected,
  kDisconnected,
  kTakeOver,
  kUnknownDevice,
  kWrongPassword,
  kDropped,     // the gateway closed a line, `text` says why
  kDamaged,     // a frame that could not be read
  kClock,       // a device's clock is far off, or was set
  kGap,         // asked for, filled, or given up
  kRequest,     // a request has ended
  kNotKept,     // the disk refused frames
  kIncomplete,  // packets of a message did not come; what came is data all the same
};
std::string_view to_string(EventKind kind);

struct GatewayEvent {
  Instant at;
  EventKind kind = EventKind::kConnected;
  std::string mn, peer, text;
};

// A frame of the live tail.
struct TailFrame {
  Instant at;
  std::string mn, cn, peer;
  std::uint64_t connection = 0;
  FrameStanding standing = FrameStanding::kData;
  bool is_duplicate = false;
  bool is_simulated = false;
  std::string frame;                  // masked
  std::string octets;                 // as it came, with its password: to be taken apart, never to be shown
  std::vector<std::string> findings;  // words of hj212::Finding
};

struct HostCounts {
  std::size_t connections = 0, strangers = 0, devices_connected = 0, pending = 0;
  std::int64_t frames = 0, octets = 0, junk_octets = 0, answers = 0, dropped_lines = 0, not_kept = 0,
               damaged_not_kept = 0;
  std::int64_t refused = 0, slow_peers = 0;  // connections beyond a limit; peers that did not take their answers
};

}  // namespace bihuan::gateway
