// src/server/device_desk.h - the room of the field devices: the register with what the gateway knows, quarantine,
// frames, orders. One call of one actor; not for keeping.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "records/actor.h"
#include "records/devices.h"
#include "server/device_register.h"
#include "server/http.h"

namespace bihuan::server {

namespace api {
struct AskOrderRequest;
struct ChangeDeviceRequest;
struct DecideOrderRequest;
struct DeviceEventList;
struct DeviceList;
struct DeviceSummary;
struct DeviceView;
struct FrameEntry;
struct FrameList;
struct OrderList;
struct OrderView;
struct QuarantineList;
struct RegisterDeviceRequest;
}  // namespace api

class DeviceDesk {
 public:
  // `room` null: no devices port is open. Both outlive the object.
  DeviceDesk(records::Devices& book, const DeviceRoom* room, const records::Actor& actor)
      : book_(book), room_(room), actor_(actor) {}

  Result<api::DeviceList> list();
  Result<api::DeviceView> view(const std::string& mn);  // Errors: kNotFound
  // Newest first, of one device or (mn "") of all.
  Result<api::DeviceEventList> events(const std::string& mn, std::int64_t most);
  Result<api::QuarantineList> quarantine();
  // The newest frames of an MN, registered or not, or (mn "") of all, among the newest of the archive. Errors:
  // kUnavailable
  Result<api::FrameList> frames(const std::string& mn, std::int64_t most);
  // A record of the archive. Errors: kNotFound; kUnavailable
  Result<api::FrameEntry> frame(std::int64_t number);
  // What comes from now on, of one device or (mn "") of all, as server-sent events; at most 20 frames a second.
  // Errors: kUnavailable
  Result<std::shared_ptr<EventStream>> tail(const std::string& mn);

  // The gateway knows at once. Errors: kInvalidInput naming the field; those of the book
  Result<api::DeviceView> enrol(const api::RegisterDeviceRequest& wanted);
  Result<api::DeviceView> change(const std::string& mn, std::int64_t revision, const api::ChangeDeviceRequest& wanted);

  Result<api::OrderList> orders(const std::string& mn, const std::string& state, const std::string& cursor,
                                std::int64_t limit);
  // What only reads goes out at once. Errors: kNotFound, kInvalidInput, kNotCovered by the tables of its edition;
  // kUnavailable no devices port
  Result<api::OrderView> ask(const std::string& mn, const api::AskOrderRequest& wanted);
  // What is granted goes out at once; where it cannot, that is its outcome. Errors: those of the book
  Result<api::OrderView> decide(const std::string& order_id, std::int64_t revision,
                                const api::DecideOrderRequest& wanted);

 private:
  Status need_room() const;
  Status tell_gateway();
  api::DeviceSummary summary(const records::RegisteredDevice& device, const gateway::DeviceReading* reading) const;
  Result<records::DeviceOrder> send(const records::DeviceOrder& order);
  Result<api::OrderView> order_view(const records::DeviceOrder& order);
  std::string name_of(const std::string& mn) const;

  records::Devices& book_;
  const DeviceRoom* room_;
  const records::Actor& actor_;
};

}  // namespace bihuan::server
