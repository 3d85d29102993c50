// src/cli/device_access.h - field devices beside the desk: devices.toml, the frame archive in frames/, the gateway, and
// the heads that archive and journal write down of each other.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "cli/data_folder.h"
#include "gateway/device_server.h"

namespace bihuan::cli {

struct DeviceAccessOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: the system chooses
  std::optional<gateway::DeviceTls> tls;
  std::uint16_t tls_port = 0;
};

inline constexpr const char* kDevicesName = "devices.toml";

class DeviceAccess {
 public:
  // Begins to serve. `data` outlives it. What a crash left in the archive is said on standard error.
  // Errors: those of ListedDevices::parse, Archive::open and DeviceServer::start
  static Result<std::unique_ptr<DeviceAccess>> start(DataFolder& data, const std::string& home,
                                                     const DeviceAccessOptions& options);
  // Stops, and notes the last head.
  ~DeviceAccess();
  DeviceAccess(const DeviceAccess&) = delete;
  DeviceAccess& operator=(const DeviceAccess&) = delete;

  // A few times a second: notes the head of the archive in the journal once a day.
  void look();
  gateway::DeviceServer& server() { return *server_; }
  std::size_t known() const { return registry_.all().size(); }

 private:
  explicit DeviceAccess(DataFolder& data) : data_(data) {}
  Status note_head(std::string_view when);

  DataFolder& data_;
  hj212::Vocabulary vocabulary_;
  gateway::ListedDevices registry_;
  std::unique_ptr<gateway::Archive> archive_;
  std::unique_ptr<gateway::DeviceServer> server_;
  std::optional<Date> day_;
};

}  // namespace bihuan::cli
