#include "server/device_register.h"

#include <algorithm>
#include <utility>

#include "base/hmac.h"

namespace bihuan::server {
namespace {

template <class T>
Result<T> named(Result<T> result, const char* field) {
  if (!result.has_value()) return fail(result.error().code, result.error().message, field);
  return result;
}

Status set_sends(const std::vector<std::string>& sends, gateway::Device& device) {
  const auto has = [&](std::string_view word) { return std::ranges::find(sends, word) != sends.end(); };
  for (const std::string& word : sends) {
    if (word != "minute" && word != "hour" && word != "day")
      return fail(Code::kInvalidInput, "发送的数据应是minute、hour、day中的", "sends");
  }
  if (!has("minute")) device.minute_interval = 0;
  device.sends_hours = has("hour");
  device.sends_days = has("day");
  return {};
}

}  // namespace

Result<gateway::Device> gateway_device(const records::KnownDevice& known) {
  const records::DeviceAgreement& agreed = known.device.agreement;
  gateway::Device device;
  device.mn = known.device.mn;
  device.name = known.device.name;
  device.site = known.device.site;
  device.st = known.device.st;
  device.password = known.secrets.password;
  device.is_simulated = known.device.is_simulated;
  if (!agreed.edition.empty()) {
    BIHUAN_TRY(device.profile.edition, named(hj212::parse_edition(agreed.edition), "edition"));
  }
  BIHUAN_TRY(device.profile.crc, named(hj212::parse_crc_rule(agreed.crc), "crc"));
  device.profile.allows_length_digits = agreed.length_digits;
  device.profile.joins_lone_flag = agreed.joins_lone_flag;
  device.profile.minus_99_is_missing = agreed.minus_99_is_missing;
  for (const std::string& text : known.secrets.keys) {
    BIHUAN_TRY(const Sm4Key key, named(hj212::parse_sm4_key(text), "keys"));
    device.profile.keys.push_back(key);
  }
  if (agreed.label != "begin" && agreed.label != "end")
    return fail(Code::kInvalidInput, "时标应为begin（时段的开始）或end（结束）", "label");
  device.is_label_the_end = agreed.label == "end";
  device.minute_interval = static_cast<int>(std::clamp<std::int64_t>(agreed.minute_interval, -1, 1000));
  device.asks_for_gaps = agreed.asks_for_gaps;
  device.sets_time = agreed.sets_time;
  device.over_time = static_cast<int>(std::clamp<std::int64_t>(agreed.over_time, -1, 1000));
  device.re_count = static_cast<int>(std::clamp<std::int64_t>(agreed.re_count, -1, 1000));
  device.heartbeat_answer = agreed.heartbeat_answer;
  if (device.st.size() != 2) return fail(Code::kInvalidInput, "系统编码ST应为两位，如32", "st");
  BIHUAN_CHECK(check_device(device));
  BIHUAN_CHECK(set_sends(agreed.sends, device));
  return device;
}

records::KnownDevice known_device(const gateway::Device& device) {
  records::KnownDevice known;
  known.device.mn = device.mn;
  known.device.name = device.name;
  known.device.site = device.site;
  known.device.st = device.st;
  known.device.is_simulated = device.is_simulated;
  records::DeviceAgreement& agreed = known.device.agreement;
  if (device.profile.edition) agreed.edition = to_string(*device.profile.edition);
  agreed.crc = to_string(device.profile.crc);
  agreed.length_digits = device.profile.allows_length_digits;
  agreed.joins_lone_flag = device.profile.joins_lone_flag;
  agreed.minus_99_is_missing = device.profile.minus_99_is_missing;
  agreed.label = device.is_label_the_end ? "end" : "begin";
  agreed.sends.clear();
  if (device.minute_interval > 0) {
    agreed.sends.emplace_back("minute");
    agreed.minute_interval = device.minute_interval;
  }
  if (device.sends_hours) agreed.sends.emplace_back("hour");
  if (device.sends_days) agreed.sends.emplace_back("day");
  agreed.asks_for_gaps = device.asks_for_gaps;
  agreed.sets_time = device.sets_time;
  agreed.over_time = device.over_time;
  agreed.re_count = device.re_count;
  agreed.heartbeat_answer = device.heartbeat_answer;
  known.secrets.password = device.password;
  for (const Sm4Key& key : device.profile.keys)
    known.secrets.keys.push_back(to_hex({reinterpret_cast<const char*>(key.data()), key.size()}));
  return known;
}

Status RegisterOfDevices::reload(records::Devices& book, bool includes_retired) {
  BIHUAN_TRY(const std::vector<records::KnownDevice> known, book.known(includes_retired));
  std::vector<gateway::Device> devices;
  std::vector<std::string> left_out;
  for (const records::KnownDevice& one : known) {
    Result<gateway::Device> device = gateway_device(one);
    if (device.has_value())
      devices.push_back(*std::move(device));
    else
      left_out.push_back(one.device.mn + "：" + device.error().message);
  }
  const std::lock_guard lock(mutex_);
  devices_ = gateway::ListedDevices(std::move(devices));
  left_out_ = std::move(left_out);
  return {};
}

std::optional<gateway::Device> RegisterOfDevices::find(std::string_view mn) const {
  const std::lock_guard lock(mutex_);
  return devices_.find(mn);
}
std::vector<gateway::Device> RegisterOfDevices::all() const {
  const std::lock_guard lock(mutex_);
  return devices_.all();
}
std::vector<std::string> RegisterOfDevices::left_out() const {
  const std::lock_guard lock(mutex_);
  return left_out_;
}

}  // namespace bihuan::server
