// src/gateway/host.h - the protocol of the gateway without sockets, threads and clocks: octets of connections in,
// answers, requests and frames for the archive out. Read this first; server.h puts it on the net.
//
// What happens to a frame: docs/formats/gateway.md. The rule above all: an upload or notification is answered when, and
// only when, its frame is in the archive. Everything that may grow has a limit. One thread at a time.
#pragma once
#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "gateway/archive.h"
#include "gateway/device.h"
#include "gateway/exchange.h"
#include "gateway/moment.h"
#include "gateway/periods.h"
#include "gateway/readings.h"
#include "hj212/decoder.h"
#include "hj212/vocabulary.h"

namespace bihuan::gateway {

using ConnectionId = std::uint64_t;  // from 1; 0: none

// What the host asks of the outside.
class HostPort {
 public:
  virtual ~HostPort() = default;
  virtual void send(ConnectionId connection, std::string_view octets) = 0;
  virtual void close(ConnectionId connection) = 0;  // Host::closed() need not be called for it
  // Takes a frame for the archive. Each one is reported once, in order, through Host::stored().
  virtual void keep(const ArchiveFrame& frame) = 0;
};

struct HostLimits {
  std::int64_t first_frame_seconds = 60;           // until a connection has sent a whole frame
  std::int64_t stranger_seconds = 600;             // until it has been a known device with the right password
  std::int64_t idle_seconds = 1800;                // between frames of a known device
  std::int64_t partial_seconds = 30;               // that the rest of a frame may take
  std::size_t junk_octets = std::size_t{1} << 20;  // of a connection without a frame between them
  int wrong_passwords = 5;                         // of a connection
  int quarantined_at_once = 60;                    // frames of strangers and damaged frames kept; then one a second
  std::size_t unknown_devices = 500;
  std::size_t devices_of_connection = 512;
  std::size_t events = 1000;
};

struct HostRules {
  GapRules gaps;
  std::int64_t refill_patience = 300;  // seconds after a connection in which a device may fill gaps by itself
  std::int64_t clock_tolerance_ms = 30'000;
  std::int64_t clock_pause = 3600;      // seconds between two settings of one clock
  std::int64_t absurd_clock_days = 30;  // a DataTime further off does not count for gaps
};

// A command of a person to a device. Who may ask is the caller's affair; that two persons stand behind a change is
// checked here.
struct CommandOrder {
  std::string mn, cn;
  std::vector<std::vector<hj212::Pair>> groups;
  std::string asked_by;
  std::string granted_by;  // of commands that change something in the field
};

class Host {
 public:
  // All must outlive the host.
  Host(const DeviceRegistry& registry, const hj212::Vocabulary& vocabulary, HostPort& port, HostLimits limits = {},
       HostRules rules = {});
  ~Host();
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  void opened(ConnectionId connection, std::string peer, const Moment& now);
  void received(ConnectionId connection, std::string_view octets, const Moment& now);
  void closed(ConnectionId connection, const Moment& now);
  // The next `count` frames that were given to keep() are on the disk, or could not be kept.
  void stored(std::size_t count, bool is_kept, const Moment& now);
  // Time-outs, resends, gaps; a few times a second.
  void tick(const Moment& now);

  // What was archived before this run, oldest first: so that a frame which is sent again is known, and gaps are.
  void recall(const ArchiveRecord& record, const Moment& now);
  // The registry has changed: known devices are looked up anew.
  void registry_changed(const Moment& now);

  // Returns the number (QN) of the exchange. Errors: kNotFound no such device; kNotCovered, kInvalidInput by the tables
  // of its edition; kConflict a change without a second person; kUnavailable it is not connected, or too many wait
  Result<std::string> command(const CommandOrder& order, const Moment& now);

  // --- what is to be seen (readings.h) ---
  std::vector<DeviceReading> devices(const Moment& now) const;
  std::optional<DeviceReading> device(std::string_view mn, const Moment& now) const;
  std::vector<UnknownDevice> quarantine() const;
  const std::deque<GatewayEvent>& events() const { return events_; }  // newest last
  HostCounts counts() const;
  // Called with each frame, masked, while it is set.
  void watch(std::function<void(const TailFrame&)> watcher) { watcher_ = std::move(watcher); }
  std::function<void(const RequestReport&)> on_request_ended;

  // Connections that are no known device yet.
  std::size_t strangers() const { return strangers_.size(); }
  void drop_oldest_stranger(const Moment& now);

 private:
  struct Line;     // a connection
  struct Known;    // a device
  struct Pending;  // a frame on its way to the disk
  void take(Line& line, const hj212::Received& received, const Moment& now);
  void take_frame(Line& line, const hj212::Received& received, Known* known, const Moment& now);
  void take_stranger(Line& line, const hj212::Received& received, const Moment& now);
  void take_damaged(Line& line, const hj212::Received& received, Known* known, const Moment& now);
  bool has_right_password(Line& line, const hj212::Received& received, Known& known, const Moment& now);
  void identify(Line& line, Known& known, const Moment& now);
  void leave(Known& known, const Moment& now);
  std::string answer_to(const hj212::Message& message, const Known& known, const Moment& now) const;
  void look_at_times(Known& known, const hj212::Message& message, const Moment& now);
  void count_period(Known& known, const hj212::Message& message, const Moment& now);
  void ask_for_gaps(Known& known, const Moment& now);
  void tell_incomplete(Known& known, const Moment& now);
  void set_time(Known& known, const Moment& now, std::string_view pol_id = {});
  Status order(Known& known, const hj212::Draft& draft, bool is_notification, const Moment& now);
  void request_ended(Known& known, RequestReport report, const Moment& now);
  void keep(Line& line, const hj212::Received& received, FrameStanding standing, Pending pending, const Moment& now);
  bool may_keep_damaged(Line& line, const Moment& now);
  void show(const Line& line, const hj212::Received& received, FrameStanding standing, bool is_duplicate,
            const Moment& now);
  Known* find(std::string_view mn);
  void drop(Line& line, std::string_view why, const Moment& now);
  void event(EventKind kind, std::string_view mn, std::string_view peer, std::string text, const Moment& now);
  std::string next_number(const Moment& now);
  void check_line(Line& line, const Moment& now);
  void close_dropped(const Moment& now);
  DeviceReading reading_of(const Known& known, const Moment& now, bool is_whole) const;

  const DeviceRegistry& registry_;
  const hj212::Vocabulary& vocabulary_;
  HostPort& port_;
  HostLimits limits_;
  HostRules rules_;
  hj212::Profiles profiles_;
  std::unordered_map<ConnectionId, std::unique_ptr<Line>> lines_;
  std::map<std::string, std::unique_ptr<Known>, std::less<>> known_;
  std::set<ConnectionId> strangers_;
  std::set<Known*> busy_;  // with a request
  std::deque<Pending> pending_;
  std::map<std::string, UnknownDevice, std::less<>> unknown_;
  std::deque<GatewayEvent> events_;
  HostCounts counts_;
  std::function<void(const TailFrame&)> watcher_;
  std::int64_t last_number_ = 0;
  std::int64_t last_second_ = -1;
  bool is_receiving_ = false;
  std::vector<ConnectionId> to_drop_;
};

}  // namespace bihuan::gateway
