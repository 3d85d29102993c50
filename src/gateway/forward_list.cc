#include "gateway/forward_list.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/toml.h"
#include "gateway/device.h"

namespace bihuan::gateway {
namespace {

constexpr std::size_t kLongestId = 40;

bool is_forward_id(std::string_view id) {
  return !id.empty() && id.size() <= kLongestId && std::ranges::all_of(id, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
  });
}

Result<std::int64_t> bounded(const TomlTable& table, std::string_view key, std::int64_t otherwise, std::int64_t least,
                             std::int64_t most) {
  BIHUAN_TRY(const std::int64_t number, table.integer_or(key, otherwise));
  if (number < least || number > most)
    return fail(Code::kInvalidInput, fmt::format("{}应在{}至{}之间，现为{}", key, least, most, number), table.where());
  return number;
}

Status read_numbers(const TomlTable& table, std::string_view key, std::set<std::string, std::less<>>& numbers) {
  BIHUAN_TRY(const std::vector<std::string> listed, table.strings_or_none(key));
  for (const std::string& mn : listed) {
    if (!is_device_number(mn))
      return fail(Code::kInvalidInput, fmt::format("{}中的“{}”不是MN", key, mn), table.where());
    numbers.insert(mn);
  }
  return {};
}

Result<ForwardEntry> read_entry(const TomlTable& table) {
  BIHUAN_CHECK(
      table.check_keys({"id", "name", "host", "port", "devices", "leaves_out", "window", "over_time", "re_count"}));
  ForwardEntry entry;
  BIHUAN_TRY(entry.id, table.string("id"));
  if (!is_forward_id(entry.id))
    return fail(Code::kInvalidInput, "转发目标的id应为1至40位的小写字母、数字、下划线或连字符", table.where());
  BIHUAN_TRY(entry.target.name, table.string_or("name", entry.id));
  BIHUAN_TRY(entry.target.host, table.string("host"));
  if (entry.target.host.empty()) return fail(Code::kInvalidInput, "转发目标的host不能为空", table.where());
  if (!table.has("port")) return fail(Code::kInvalidInput, "转发目标要写明port", table.where());
  BIHUAN_TRY(const std::int64_t port, bounded(table, "port", 0, 1, 65535));
  entry.target.port = static_cast<std::uint16_t>(port);
  BIHUAN_CHECK(read_numbers(table, "devices", entry.target.devices));
  BIHUAN_CHECK(read_numbers(table, "leaves_out", entry.target.leaves_out));
  BIHUAN_TRY(const std::int64_t window, bounded(table, "window", 16, 1, 256));
  entry.target.window = static_cast<std::size_t>(window);
  BIHUAN_TRY(const std::int64_t over_time, bounded(table, "over_time", 10, 1, 600));
  entry.target.over_time = static_cast<int>(over_time);
  BIHUAN_TRY(const std::int64_t re_count, bounded(table, "re_count", 3, 0, 99));
  entry.target.re_count = static_cast<int>(re_count);
  return entry;
}

}  // namespace

Result<std::vector<ForwardEntry>> parse_forward_list(std::string_view toml, std::string_view name) {
  BIHUAN_TRY(const TomlTable file, parse_toml(toml, name));
  BIHUAN_CHECK(file.check_keys({"target"}));
  BIHUAN_TRY(const std::vector<TomlTable> tables, file.tables_or_none("target"));
  std::vector<ForwardEntry> entries;
  for (const TomlTable& table : tables) {
    BIHUAN_TRY(ForwardEntry entry, read_entry(table));
    if (std::ranges::find(entries, entry.id, &ForwardEntry::id) != entries.end())
      return fail(Code::kInvalidInput, fmt::format("转发目标“{}”写了两次", entry.id), table.where());
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace bihuan::gateway
