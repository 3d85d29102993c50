#include "server/limits.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace bihuan::server {

Status check(const Limits& limits) {
  struct Range {
    std::string_view name;
    std::uint64_t value, low, high;
  };
  const auto seconds = [](std::chrono::seconds s) {
    return s.count() < 0 ? 0U : static_cast<std::uint64_t>(s.count());
  };
  const Range ranges[] = {
      {"body_bytes", limits.body_bytes, 1U << 10U, 1U << 30U},
      {"header_bytes", limits.header_bytes, 256, 64U << 10U},
      {"header_fields", limits.header_fields, 8, 1000},
      {"target_bytes", limits.target_bytes, 256, 64U << 10U},
      {"connections", limits.connections, 1, 10000},
      {"streams", limits.streams, 1, 1000},
      {"read_time", seconds(limits.read_time), 1, 3600},
      {"write_time", seconds(limits.write_time), 1, 3600},
      {"handle_time", seconds(limits.handle_time), 1, 3600},
      {"workers", limits.workers, 1, 64},
      {"previews", limits.previews, 1, 1000},
      {"preview_bytes", limits.preview_bytes, 1U << 20U, std::uint64_t{4} << 30U},
      {"preview_life", seconds(limits.preview_life), 10, 86400},
  };
  for (const Range& range : ranges) {
    if (range.value < range.low || range.value > range.high) {
      return fail(Code::kInvalidInput,
                  "服务器限值" + std::to_string(range.value) + "超出范围，应在" + std::to_string(range.low) + "至" +
                      std::to_string(range.high) + "之间。",
                  "限值" + std::string(range.name));
    }
  }
  return {};
}

}  // namespace bihuan::server
