#include "gateway/device.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/toml.h"

namespace bihuan::gateway {
namespace {

Status check_within(std::string_view key, std::int64_t number, std::int64_t least, std::int64_t most) {
  if (number >= least && number <= most) return {};
  return fail(Code::kInvalidInput, fmt::format("{}应在{}至{}之间，现为{}", key, least, most, number), std::string(key));
}

Result<int> small_number(const TomlTable& table, std::string_view key, int otherwise) {
  BIHUAN_TRY(const std::int64_t number, table.integer_or(key, otherwise));
  return static_cast<int>(
      std::clamp<std::int64_t>(number, -1'000'000'000, 1'000'000'000));  // the check of the device tells what is right
}

Status read_profile(const TomlTable& table, hj212::Profile& profile) {
  if (table.has("edition")) {
    BIHUAN_TRY(const std::string word, table.string("edition"));
    BIHUAN_TRY(profile.edition, hj212::parse_edition(word));
  }
  BIHUAN_TRY(const std::string crc, table.string_or("crc", "standard"));
  BIHUAN_TRY(profile.crc, hj212::parse_crc_rule(crc));
  BIHUAN_TRY(profile.allows_length_digits, table.boolean_or("length_digits", false));
  BIHUAN_TRY(profile.joins_lone_flag, table.boolean_or("joins_lone_flag", false));
  BIHUAN_TRY(profile.minus_99_is_missing, table.boolean_or("minus_99_is_missing", false));
  BIHUAN_TRY(const std::vector<std::string> keys, table.strings_or_none("keys"));
  for (const std::string& text : keys) {
    BIHUAN_TRY(const Sm4Key key, hj212::parse_sm4_key(text));
    profile.keys.push_back(key);
  }
  return {};
}

Status read_sends(const TomlTable& table, Device& device) {
  if (!table.has("sends")) return {};
  BIHUAN_TRY(const std::vector<std::string> sends, table.strings("sends"));
  for (const std::string& word : sends) {
    if (word != "minute" && word != "hour" && word != "day")
      return fail(Code::kInvalidInput, fmt::format("sends中的“{}”不认识，可写：minute、hour、day", word),
                  table.where());
  }
  const auto has = [&](std::string_view word) { return std::ranges::find(sends, word) != sends.end(); };
  if (!has("minute")) device.minute_interval = 0;
  device.sends_hours = has("hour");
  device.sends_days = has("day");
  return {};
}

Result<Device> read_device(const TomlTable& table) {
  BIHUAN_CHECK(table.check_keys({"mn",
                                 "name",
                                 "site",
                                 "st",
                                 "password",
                                 "edition",
                                 "simulated",
                                 "label",
                                 "minute_interval",
                                 "sends",
                                 "asks_for_gaps",
                                 "sets_time",
                                 "over_time",
                                 "re_count",
                                 "heartbeat_answer",
                                 "crc",
                                 "length_digits",
                                 "joins_lone_flag",
                                 "minus_99_is_missing",
                                 "keys"}));
  Device device;
  BIHUAN_TRY(device.mn, table.string("mn"));
  BIHUAN_TRY(device.password, table.string("password"));
  BIHUAN_TRY(device.name, table.string_or("name", device.mn));
  BIHUAN_TRY(device.site, table.string_or("site", ""));
  BIHUAN_TRY(device.st, table.string_or("st", device.st));
  BIHUAN_TRY(device.is_simulated, table.boolean_or("simulated", false));
  BIHUAN_TRY(const std::string label, table.string_or("label", "begin"));
  if (label != "begin" && label != "end")
    return fail(Code::kInvalidInput, "label应为begin（时标是时段的开始）或end（结束）", table.where());
  device.is_label_the_end = label == "end";
  BIHUAN_TRY(device.minute_interval, small_number(table, "minute_interval", 10));
  BIHUAN_TRY(device.asks_for_gaps, table.boolean_or("asks_for_gaps", true));
  BIHUAN_TRY(device.sets_time, table.boolean_or("sets_time", true));
  BIHUAN_TRY(device.over_time, small_number(table, "over_time", 10));
  BIHUAN_TRY(device.re_count, small_number(table, "re_count", 3));
  BIHUAN_TRY(device.heartbeat_answer, table.string_or("heartbeat_answer", "9013"));
  BIHUAN_CHECK(read_profile(table, device.profile));
  const Status status = check_device(device);
  if (!status.has_value()) return fail(status.error().code, status.error().message, table.where());
  BIHUAN_CHECK(read_sends(table, device));
  return device;
}

}  // namespace

Status check_device(const Device& device) {
  if (!is_device_number(device.mn))
    return fail(Code::kInvalidInput, "设备的MN应为1至32位的数字、字母、下划线或连字符", "mn");
  if (device.password.empty()) return fail(Code::kInvalidInput, "设备的口令（password）不能为空", "password");
  BIHUAN_CHECK(check_within("minute_interval", device.minute_interval, 0, 30));
  if (device.minute_interval > 0 && 60 % device.minute_interval != 0)
    return fail(Code::kInvalidInput, "minute_interval应整除60", "minute_interval");
  BIHUAN_CHECK(check_within("over_time", device.over_time, 1, 99));
  BIHUAN_CHECK(check_within("re_count", device.re_count, 0, 99));
  if (device.heartbeat_answer != "9013" && device.heartbeat_answer != "9014")
    return fail(Code::kInvalidInput, "heartbeat_answer应为9013或9014", "heartbeat_answer");
  return {};
}

bool is_device_number(std::string_view mn) {
  return !mn.empty() && mn.size() <= 32 && std::ranges::all_of(mn, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == '-';
  });
}

ListedDevices::ListedDevices(std::vector<Device> devices) {
  for (Device& device : devices) {
    std::string mn = device.mn;
    by_mn_[std::move(mn)] = std::move(device);
  }
}

Result<ListedDevices> ListedDevices::parse(std::string_view toml, std::string_view name) {
  BIHUAN_TRY(const TomlTable file, parse_toml(toml, name));
  BIHUAN_CHECK(file.check_keys({"device"}));
  BIHUAN_TRY(const std::vector<TomlTable> tables, file.tables_or_none("device"));
  ListedDevices devices;
  for (const TomlTable& table : tables) {
    BIHUAN_TRY(Device device, read_device(table));
    std::string mn = device.mn;
    if (!devices.by_mn_.emplace(std::move(mn), std::move(device)).second)
      return fail(Code::kInvalidInput, "同一个MN登记了两次", table.where());
  }
  return devices;
}

std::optional<Device> ListedDevices::find(std::string_view mn) const {
  const auto found = by_mn_.find(mn);
  return found == by_mn_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<Device> ListedDevices::all() const {
  std::vector<Device> devices;
  for (const auto& [mn, device] : by_mn_) devices.push_back(device);
  return devices;
}

}  // namespace bihuan::gateway
