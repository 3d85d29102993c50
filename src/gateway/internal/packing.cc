#include <fmt/format.h>
#include <zstd.h>

#include <algorithm>
#include <memory>

#include "gateway/internal/segment.h"

namespace bihuan::gateway::internal {
namespace {

constexpr std::size_t kFrameOctets = std::size_t{1} << 20;
constexpr std::size_t kMostUnpacked = std::size_t{1} << 30;
constexpr std::uint32_t kSkippable = 0x184D2A5E;
constexpr std::uint32_t kSeekable = 0x8F92EAB1;
constexpr std::size_t kFooter = 9;  // count, descriptor, magic

void put_number(std::string& to, std::uint32_t value) {
  for (unsigned i = 0; i < 4; ++i) to += static_cast<char>(value >> (8 * i));
}
std::uint32_t number_at(std::string_view from, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i)
    value |= static_cast<std::uint32_t>(static_cast<unsigned char>(from[at + i])) << (8 * i);
  return value;
}

struct PackedFrame {
  std::size_t packed = 0, original = 0;
};

// The seek table at the end of a packed segment; none where there is no right one.
std::optional<std::vector<PackedFrame>> read_seek_table(std::string_view packed) {
  if (packed.size() < kFooter + 8 || number_at(packed, packed.size() - 4) != kSeekable ||
      packed[packed.size() - 5] != 0)
    return std::nullopt;
  const std::size_t count = number_at(packed, packed.size() - kFooter);
  if (count > (packed.size() - kFooter - 8) / 8) return std::nullopt;
  const std::size_t table = packed.size() - kFooter - count * 8;
  if (number_at(packed, table - 8) != kSkippable || number_at(packed, table - 4) != count * 8 + kFooter)
    return std::nullopt;
  std::vector<PackedFrame> frames;
  std::size_t all_packed = 0;
  for (std::size_t i = 0; i < count; ++i) {
    frames.push_back({number_at(packed, table + i * 8), number_at(packed, table + i * 8 + 4)});
    all_packed += frames.back().packed;
    if (frames.back().original > kFrameOctets) return std::nullopt;
  }
  if (all_packed != table - 8 || count * kFrameOctets > kMostUnpacked) return std::nullopt;
  return frames;
}

}  // namespace

Result<std::string> pack(std::string_view octets, int level) {
  const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(), ZSTD_freeCCtx);
  if (!context) return fail(Code::kUnavailable, "内存不足，不能压缩帧档案的一段");
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, level);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  std::string packed, table;
  std::uint32_t count = 0;
  std::string room(ZSTD_compressBound(std::min(kFrameOctets, octets.size())), '\0');
  for (std::size_t at = 0; at < octets.size(); at += kFrameOctets) {
    const std::string_view piece = octets.substr(at, kFrameOctets);
    const std::size_t size = ZSTD_compress2(context.get(), room.data(), room.size(), piece.data(), piece.size());
    if (ZSTD_isError(size) != 0)
      return fail(Code::kUnavailable, fmt::format("不能压缩帧档案：{}", ZSTD_getErrorName(size)));
    packed.append(room, 0, size);
    put_number(table, static_cast<std::uint32_t>(size));
    put_number(table, static_cast<std::uint32_t>(piece.size()));
    ++count;
  }
  put_number(packed, kSkippable);
  put_number(packed, static_cast<std::uint32_t>(table.size() + kFooter));
  packed += table;
  put_number(packed, count);
  packed += '\0';
  put_number(packed, kSeekable);
  return packed;
}

Result<std::string> unpack(std::string_view packed, std::int64_t segment, std::vector<ArchiveFinding>& findings) {
  const auto frames = read_seek_table(packed);
  if (!frames) return fail(Code::kCorrupt, fmt::format("帧档案第{}段的压缩索引损坏或文件被截短", segment));
  std::string octets;
  std::string room;
  std::size_t at = 0;
  for (const PackedFrame& frame : *frames) {
    room.resize(frame.original);
    const std::size_t size = ZSTD_decompress(room.data(), room.size(), packed.data() + at, frame.packed);
    if (ZSTD_isError(size) != 0 || size != frame.original) {
      findings.push_back(
          {segment, 0, 0, fmt::format("第{}段压缩后第{}字节起的一块（原{}字节）损坏", segment, at, frame.original)});
      octets.append(frame.original, '\0');
    } else {
      octets.append(room, 0, size);
    }
    at += frame.packed;
  }
  return octets;
}

}  // namespace bihuan::gateway::internal
