// src/cli/device_access.h - field devices beside the desk: the register, the frame archive in frames/, the gateway,
// further platforms (forward.toml), and the heads that archive and journal write down of each other.
#pragma once
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/data_folder.h"
#include "gateway/device_server.h"
#include "gateway/forward_list.h"
#include "gateway/forwarder.h"
#include "server/device_frame.h"
#include "server/device_register.h"

namespace bihuan::cli {

struct DeviceAccessOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: the system chooses
  std::optional<gateway::DeviceTls> tls;
  std::uint16_t tls_port = 0;
};

inline constexpr const char* kDevicesName = "devices.toml";
inline constexpr const char* kForwardName = "forward.toml";
inline constexpr const char* kForwardFolder = "forward";  // how far each target has come

class DeviceAccess {
 public:
  // Begins to serve. `data` outlives it. Devices of devices.toml that the register has not got are put there; what a
  // crash left in the archive is said on standard error.
  // Errors: those of ListedDevices::parse, parse_forward_list, Archive::open and DeviceServer::start
  static Result<std::unique_ptr<DeviceAccess>> start(DataFolder& data, const std::string& home,
                                                     const DeviceAccessOptions& options);
  // Stops, and notes the last head.
  ~DeviceAccess();
  DeviceAccess(const DeviceAccess&) = delete;
  DeviceAccess& operator=(const DeviceAccess&) = delete;

  // A few times a second: notes the head of the archive in the journal once a day, and what became of orders.
  void look();
  gateway::DeviceServer& server() { return *server_; }
  const gateway::Archive& archive() const { return *archive_; }
  std::size_t known() const { return registry_.all().size(); }
  std::size_t forwarded_to() const { return targets_.size(); }
  // For the application; valid as long as this is.
  const server::DeviceRoom& room() const { return *room_; }

 private:
  explicit DeviceAccess(DataFolder& data) : data_(data) {}
  Status import_list();
  Status start_server(const DeviceAccessOptions& options);
  Status start_forwarders();
  Status register_changed();
  Status note_head(std::string_view when);
  void note_orders();
  std::vector<std::string> simulated() const;
  records::Actor timer() const;

  DataFolder& data_;
  hj212::Vocabulary vocabulary_;
  std::optional<server::FrameReader> reader_;
  server::RegisterOfDevices registry_;
  std::unique_ptr<gateway::Archive> archive_;
  std::mutex reports_mutex_;
  // A request that has ended and is not noted yet.
  struct EndedRequest {
    gateway::RequestReport report;
    int looks = 0;  // that found no order with its number
  };
  std::vector<EndedRequest> reports_;
  std::unique_ptr<gateway::DeviceServer> server_;
  std::vector<gateway::ForwardEntry> targets_;
  std::mutex forwarders_mutex_;
  std::vector<std::string> left_out_;  // simulated devices, as the forwarders know them
  std::vector<std::unique_ptr<gateway::Forwarder>> forwarders_;
  std::unique_ptr<server::DeviceRoom> room_;
  std::optional<Date> day_;
};

}  // namespace bihuan::cli
