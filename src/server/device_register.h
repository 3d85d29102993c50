// src/server/device_register.h - the register of devices (records) as the gateway takes it, and what else belongs to a
// running gateway.
#pragma once
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "gateway/archive.h"
#include "gateway/device.h"
#include "gateway/device_server.h"
#include "gateway/forwarder.h"
#include "records/devices.h"
#include "server/device_frame.h"

namespace bihuan::server {

// What is agreed with a device, as the gateway takes it. Errors: kInvalidInput naming the field and what would be right
Result<gateway::Device> gateway_device(const records::KnownDevice& known);
// The other way, for what stands in a list. `registered_by` and `registered_at` stay empty.
records::KnownDevice known_device(const gateway::Device& device);

// The devices that the register has now; thread safe. What is asked for is as of the last reload.
class RegisterOfDevices final : public gateway::DeviceRegistry {
 public:
  // Devices that cannot be taken in (their agreement was made by a newer program) are left out and named in `left_out`.
  // Errors: those of the store
  Status reload(records::Devices& book, bool includes_retired = false);
  std::optional<gateway::Device> find(std::string_view mn) const override;
  std::vector<gateway::Device> all() const override;
  std::vector<std::string> left_out() const;

 private:
  mutable std::mutex mutex_;
  gateway::ListedDevices devices_;
  std::vector<std::string> left_out_;
};

// A gateway that runs beside the desk. All outlive the application; thread safe.
struct DeviceRoom {
  gateway::DeviceServer& server;
  const gateway::Archive& archive;
  const hj212::Vocabulary& vocabulary;
  const FrameReader& reader;
  const RegisterOfDevices& registry;
  std::function<Status()> register_changed;  // the book has changed: the gateway is to know
  std::function<std::vector<gateway::ForwardReading>()> forwards;
  std::int64_t clock_tolerance_ms = 30'000;
};

}  // namespace bihuan::server
