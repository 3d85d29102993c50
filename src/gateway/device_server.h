// src/gateway/device_server.h - the host on the net: TCP, and TLS where it is wanted, thousands of devices on one port.
//
// One thread reads and writes (Boost.Asio, in the .cc alone), one writes the archive, one seals. What any thread may
// call is said below; answers are copies.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "gateway/archive.h"
#include "gateway/archive_writer.h"
#include "gateway/device.h"
#include "gateway/host.h"
#include "gateway/readings.h"

namespace bihuan::gateway {

struct DeviceTls {
  std::string certificate, key;  // PEM
};

struct DeviceServerSettings {
  std::string address = "0.0.0.0";
  std::uint16_t port = 9212;       // 0: the system chooses
  std::optional<DeviceTls> tls{};  // on a port of its own, beside the open one
  std::uint16_t tls_port = 0;
  std::size_t most_connections = 20'000;
  std::size_t most_of_address = 5'000;  // many loggers sit behind one address
  std::size_t most_strangers = 5'000;   // then the oldest goes
  std::size_t most_output = 64 * 1024;  // octets that wait for a slow peer; beyond that it is hung up on
  std::int64_t output_seconds = 30;     // that they may wait
  HostLimits host{};
  HostRules rules{};
  WriterLimits writer{};
  // A request to a device has ended. On the serving thread: it must not wait for anything.
  std::function<void(const RequestReport&)> on_request_ended{};
};

// What a listener to the tail has not taken yet; at most 500 frames, then the oldest go.
class TailListener {
 public:
  virtual ~TailListener() = default;
  // Waits up to `milliseconds` where there is none. `missed` is set to how many went by.
  virtual std::vector<TailFrame> take(int milliseconds, std::size_t& missed) = 0;
};

class DeviceServer {
 public:
  // All outlive the server. `desk` is the desk's clock; time-outs run by the machine's own.
  DeviceServer(Archive& archive, const DeviceRegistry& registry, const hj212::Vocabulary& vocabulary, const Clock& desk,
               DeviceServerSettings settings);
  ~DeviceServer();  // stops
  DeviceServer(const DeviceServer&) = delete;
  DeviceServer& operator=(const DeviceServer&) = delete;

  // Takes the ports, recalls the newest segments of the archive and begins to serve on threads of its own.
  // Errors: kInvalidInput no address, or a certificate that cannot be used; kUnavailable the port is taken, too few
  // files may be open
  Status start();
  // Takes nothing more; what was read is written to the archive. Safe repeatedly.
  void stop();
  std::uint16_t port() const;
  std::uint16_t tls_port() const;

  // From any thread, between start() and stop():
  std::vector<DeviceReading> devices() const;
  std::optional<DeviceReading> device(std::string_view mn) const;
  std::vector<UnknownDevice> quarantine() const;
  std::vector<GatewayEvent> events(std::size_t most) const;  // newest last
  HostCounts counts() const;
  Result<std::string> command(const CommandOrder& order);
  void registry_changed();
  // Frames of `mn`, or of all devices where it is empty. It ends when the pointer is dropped.
  std::shared_ptr<TailListener> listen(std::string mn = {});

 private:
  class Net;
  std::unique_ptr<Net> net_;
};

}  // namespace bihuan::gateway
