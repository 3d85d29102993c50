// src/gateway/device.h - the devices that a bureau knows: who may send, and what is agreed with each.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "hj212/profile.h"

namespace bihuan::gateway {

struct Device {
  std::string mn;
  std::string name;
  std::string site;       // what it belongs to, in the register of sites; may be empty
  std::string st = "32";  // for requests of the host
  std::string password;   // as it stands in each frame
  hj212::Profile profile;
  bool is_simulated = false;
  bool is_label_the_end = false;          // its DataTime names the end of the period, not the beginning
  int minute_interval = 10;               // minutes of a period of 2051; 0: it sends none
  bool sends_hours = true;                // 2061
  bool sends_days = true;                 // 2031
  bool asks_for_gaps = true;              // missing periods are asked for
  bool sets_time = true;                  // its clock is set when it is wrong
  int over_time = 10;                     // seconds that an answer may take
  int re_count = 3;                       // resends of a request
  std::string heartbeat_answer = "9013";  // to unknown commands 90xx that want an answer; or "9014"
};

class DeviceRegistry {
 public:
  virtual ~DeviceRegistry() = default;
  virtual std::optional<Device> find(std::string_view mn) const = 0;
  virtual std::vector<Device> all() const = 0;  // by MN
};

// Devices in memory: of tests, of a list, or of devices.toml in the data folder:
//   [[device]]
//   mn = "AB0000D5900001E000212C01"   name = "某厂废水总排口"   password = "123456"   st = "32"
//   edition = "2017"  site = "..."  simulated = true  label = "end"  minute_interval = 10  sends = ["minute", "hour",
//   "day"] asks_for_gaps = true  sets_time = true  over_time = 10  re_count = 3  heartbeat_answer = "9013" crc =
//   "modbus"  length_digits = true  joins_lone_flag = true  minus_99_is_missing = true  keys = ["..."]
class ListedDevices final : public DeviceRegistry {
 public:
  ListedDevices() = default;
  explicit ListedDevices(std::vector<Device> devices);
  // Errors: kInvalidInput with file and line: an unknown key, an MN that is none or stands twice, no password
  static Result<ListedDevices> parse(std::string_view toml, std::string_view name);

  std::optional<Device> find(std::string_view mn) const override;
  std::vector<Device> all() const override;
  bool empty() const { return by_mn_.empty(); }

 private:
  std::map<std::string, Device, std::less<>> by_mn_;
};

// What a device must be, whoever made it: of a list, of the register. Errors: kInvalidInput naming what would be right
Status check_device(const Device& device);

// 1 to 32 of 0-9 A-Z a-z _ -.
bool is_device_number(std::string_view mn);

}  // namespace bihuan::gateway
