// src/gateway/testing/desk.h - for tests only: a host with a clock that is moved, lines that are strings, and a disk
// that can be slow or full.
#pragma once
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "gateway/host.h"
#include "hj212/crc.h"

namespace bihuan::gateway::testing_host {

inline constexpr char kMn[] = "AB0000D5900001E000212C01";
inline constexpr char kMn2[] = "AB0000D5900001E000212C02";

inline std::string framed(std::string_view segment) {
  std::string length = std::to_string(segment.size());
  length.insert(0, 4 - length.size(), '0');
  return "##" + length + std::string(segment) + hj212::crc_text(hj212::crc(segment)) + "\r\n";
}

inline const hj212::Vocabulary& vocabulary() {
  static const hj212::Vocabulary kVocabulary = [] {
    std::vector<hj212::NamedText> files;
    for (const char* name : {"hj212/commands.toml", "hj212/codes.toml", "hj212/factors.toml"}) {
      std::ifstream file(std::string(BIHUAN_SOURCE_DIR) + "/knowledge/" + name);
      files.push_back({name, std::string(std::istreambuf_iterator<char>(file), {})});
    }
    return *hj212::Vocabulary::load(files);
  }();
  return kVocabulary;
}

inline Device sample_device(std::string mn = kMn) {
  Device device;
  device.mn = mn;
  device.name = "试验设备" + mn;
  device.password = "a1b2c3";
  return device;
}

// 2024-09-30 08:00:00.000 Beijing time.
inline constexpr std::int64_t kMorningMs = 1727654400000;

class Desk final : public HostPort {
 public:
  explicit Desk(std::vector<Device> devices = {sample_device(), sample_device(kMn2)}, HostLimits limits = {},
                HostRules rules = {})
      : registry(std::move(devices)), host(registry, vocabulary(), *this, limits, rules) {
    host.on_request_ended = [this](const RequestReport& report) { reports.push_back(report); };
  }

  // --- what the host does ---
  void send(ConnectionId connection, std::string_view octets) override { sent[connection] += octets; }
  void close(ConnectionId connection) override { closed.push_back(connection); }
  void keep(const ArchiveFrame& frame) override {
    kept.push_back({frame.standing, std::string(frame.device), std::string(frame.octets)});
    ++on_their_way;
  }

  // --- what the test does ---
  ConnectionId connect(std::string peer = "10.1.2.3:50312") {
    host.opened(++last_connection, std::move(peer), now);
    return last_connection;
  }
  void device_says(ConnectionId connection, std::string_view octets) {
    host.received(connection, octets, now);
    if (!disk_is_slow) disk_is_done();
  }
  void disk_is_done(bool is_kept = true) {
    const std::size_t count = std::exchange(on_their_way, 0);
    host.stored(count, is_kept, now);
  }
  // What the host has sent on the line since the last call.
  std::string host_says(ConnectionId connection) { return std::exchange(sent[connection], ""); }
  // Time goes on, second by second.
  void wait(std::int64_t seconds) {
    for (std::int64_t i = 0; i < seconds; ++i) {
      now.desk_ms += 1000;
      now.steady_ms += 1000;
      ++now.machine.seconds;
      host.tick(now);
    }
  }
  DeviceReading device(std::string_view mn = kMn) const { return host.device(mn, now).value_or(DeviceReading{}); }
  std::string last_event() const { return host.events().empty() ? "" : host.events().back().text; }

  struct Kept {
    FrameStanding standing;
    std::string device, octets;
  };
  Moment now{kMorningMs, 5'000'000, Instant{1760000000}};
  std::map<ConnectionId, std::string> sent;
  std::vector<ConnectionId> closed;
  std::vector<Kept> kept;
  std::vector<RequestReport> reports;
  std::size_t on_their_way = 0;
  bool disk_is_slow = false;
  ConnectionId last_connection = 0;
  ListedDevices registry;
  Host host;
};

}  // namespace bihuan::gateway::testing_host
