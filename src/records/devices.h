// src/records/devices.h - the register of field devices: who may send, what is agreed with each; and orders to devices.
//
// An order that changes something in the field is asked by one person and granted by another; one that only reads goes
// out at once. The book keeps what became of it; sending is the gateway's affair.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "records/actor.h"
#include "records/database.h"

namespace bihuan::records {

// What is agreed with a device, in the words of devices.toml (docs/formats/gateway.md).
struct DeviceAgreement {
  std::string edition;  // "" by each message
  std::string crc = "standard";
  std::string label = "begin";
  std::int64_t minute_interval = 10;
  std::vector<std::string> sends{"minute", "hour", "day"};
  bool asks_for_gaps = true;
  bool sets_time = true;
  std::int64_t over_time = 10;
  std::int64_t re_count = 3;
  std::string heartbeat_answer = "9013";
  bool length_digits = false;
  bool joins_lone_flag = false;
  bool minus_99_is_missing = false;
  friend bool operator==(const DeviceAgreement&, const DeviceAgreement&) = default;
};

struct RegisteredDevice {
  std::string mn;
  std::int64_t revision = 1;
  std::string name;
  std::string site;  // what it belongs to; may be empty
  std::string st = "32";
  DeviceAgreement agreement;
  bool is_simulated = false;
  bool is_active = true;  // false: no longer taken in
  std::string registered_by;
  Instant registered_at;
};

// What only the gateway is told.
struct DeviceSecrets {
  std::string password;
  std::vector<std::string> keys;  // 32 hex digits each, newest first
};
struct KnownDevice {
  RegisteredDevice device;
  DeviceSecrets secrets;
};

struct OrderField {
  std::string name;
  std::string value;
};

enum class DeviceOrderState { kAsked, kRefused, kGranted, kSent, kFailed, kEnded };

struct DeviceOrder {
  std::string order_id;  // "q000001"
  std::int64_t revision = 1;
  std::string mn;
  std::string cn;
  std::string command;  // its name
  std::vector<OrderField> fields;
  bool changes_device = true;
  std::string why;
  DeviceOrderState state = DeviceOrderState::kAsked;
  std::string asked_by;  // person
  std::string asked_name;
  Instant asked_at;
  std::string decided_by, decided_name, decided_why;
  std::optional<Instant> decided_at;
  std::string exchange;  // QN, once it is sent
  std::string outcome;   // what became of it, in words
  std::optional<Instant> ended_at;
};

struct DeviceOrderFilter {
  std::string mn;  // "" any
  std::optional<DeviceOrderState> state;
};

class Devices {
 public:
  explicit Devices(std::shared_ptr<Database> database) : database_(std::move(database)) {}

  Result<std::vector<RegisteredDevice>> list();        // by MN, also those that are no longer taken in
  Result<RegisteredDevice> find(std::string_view mn);  // Errors: kNotFound
  // Those that are taken in, for the gateway; with those that were, for reading what they once sent.
  Result<std::vector<KnownDevice>> known(bool includes_retired = false);

  // Errors: kInvalidInput  no name, no password; kConflict  it is registered. The words of the agreement are the
  // caller's to check (gateway/device.h).
  Result<RegisteredDevice> add(const Actor& actor, const RegisteredDevice& wanted, const DeviceSecrets& secrets,
                               std::string_view why);
  // Name, site, st, agreement and is_active become those of `wanted`; of `secrets` what is not empty.
  // Errors: kNotFound; kInvalidInput no name, no reason; kConflict another revision
  Result<RegisteredDevice> change(const Actor& actor, std::int64_t revision, const RegisteredDevice& wanted,
                                  const DeviceSecrets& secrets, std::string_view why);
  // Devices of a list that the register has not got yet; what it has stays. Returns how many were added.
  Result<std::int64_t> import(const Actor& actor, const std::vector<KnownDevice>& listed, std::string_view source);

  // Of `wanted` mn, cn, command, fields, changes_device and why count. What only reads is granted at once.
  // Errors: kInvalidInput nobody by name, no reason; kNotFound no such device
  Result<DeviceOrder> ask(const Actor& actor, const DeviceOrder& wanted);
  // Errors: kNotFound; kConflict decided already, another revision, or the person who asked; kInvalidInput no reason
  // for a refusal
  Result<DeviceOrder> decide(const Actor& actor, std::string_view order_id, std::int64_t revision, bool is_granted,
                             std::string_view why);
  // It has gone out under this number, or could not.
  Result<DeviceOrder> sent(const Actor& actor, std::string_view order_id, std::string_view exchange);
  Result<DeviceOrder> failed(const Actor& actor, std::string_view order_id, std::string_view outcome);
  // The exchange has ended. Returns whether an order on its way has this number; nothing happens where none has.
  Result<bool> ended(const Actor& actor, std::string_view mn, std::string_view exchange, std::string_view outcome);
  // What was on its way when the program ended: nobody knows what became of it.
  Status give_up(const Actor& actor);
  // Newest first, at most `limit` (1 to 500) behind `after` (an id; "" from the start).
  Result<std::vector<DeviceOrder>> orders(const DeviceOrderFilter& filter, std::string_view after, std::int64_t limit);

 private:
  std::shared_ptr<Database> database_;
};

}  // namespace bihuan::records
