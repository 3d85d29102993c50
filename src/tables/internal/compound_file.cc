// Source: [MS-CFB].
#include "tables/internal/compound_file.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "base/text.h"
#include "tables/internal/little_endian.h"

namespace bihuan::tables {
namespace {

constexpr std::string_view kSignature("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
constexpr std::size_t kHeaderSize = 512;
constexpr std::size_t kEndOfChain = 0xFFFFFFFE;
constexpr std::size_t kLastSector = 0xFFFFFFFA;
constexpr std::size_t kDirectoryEntry = 128;
constexpr std::size_t kMiniSector = 64;

std::unexpected<Error> damaged(std::string_view what) {
  return fail(Code::kInvalidInput, "文件结构已损坏（" + std::string(what) + "），请用 WPS 或 Excel 打开后另存为 xlsx");
}

std::string utf16_name(std::string_view bytes) {
  auto name = utf16_to_utf8(bytes, false);
  return name.has_value() ? std::move(*name) : std::string();
}

}  // namespace

bool is_compound_file(std::string_view bytes) { return bytes.starts_with(kSignature); }

std::string_view CompoundFile::sector(std::size_t index) const {
  const std::size_t begin = (index + 1) * sector_size_;
  return begin < bytes_.size() ? bytes_.substr(begin, sector_size_) : std::string_view();
}

Result<std::vector<std::size_t>> CompoundFile::chain(std::size_t first, const std::vector<std::size_t>& table) const {
  std::vector<std::size_t> sectors;
  for (std::size_t index = first; index <= kLastSector; index = table[index]) {
    if (index >= table.size()) return damaged("扇区链指向文件之外");
    if (sectors.size() == table.size()) return damaged("扇区链成环");
    sectors.push_back(index);
  }
  return sectors;
}

Result<std::string> CompoundFile::read_chain(std::size_t first, std::size_t size) const {
  if (size > bytes_.size()) return damaged("流的长度大于文件");
  BIHUAN_TRY(const auto sectors, chain(first, table_));
  std::string out;
  for (const std::size_t index : sectors) {
    if (out.size() >= size) break;
    out += sector(index);
  }
  if (out.size() < size) return damaged("流不完整，文件可能没有传完");
  out.resize(size);
  return out;
}

Status CompoundFile::read_table() {
  const std::size_t most_sectors = bytes_.size() / sector_size_ + 1;
  std::vector<std::size_t> table_sectors;
  for (std::size_t i = 0; i < 109; ++i)
    if (const std::size_t index = u32(bytes_, 76 + 4 * i); index <= kLastSector) table_sectors.push_back(index);
  std::size_t more = u32(bytes_, 68);
  for (std::size_t steps = 0; more <= kLastSector; ++steps) {
    const std::string_view list = sector(more);
    if (steps > most_sectors || list.size() < sector_size_) return damaged("扇区表的目录");
    for (std::size_t i = 0; i + 4 < sector_size_; i += 4)
      if (const std::size_t index = u32(list, i); index <= kLastSector) table_sectors.push_back(index);
    more = u32(list, sector_size_ - 4);
  }
  if (table_sectors.size() > most_sectors) return damaged("扇区表大于文件");
  for (const std::size_t index : table_sectors) {
    const std::string_view part = sector(index);
    if (part.size() < sector_size_) return damaged("扇区表不完整，文件可能没有传完");
    for (std::size_t i = 0; i < sector_size_; i += 4) table_.push_back(u32(part, i));
  }
  return {};
}

Result<CompoundFile> CompoundFile::open(std::string_view bytes) {
  if (!is_compound_file(bytes) || bytes.size() < kHeaderSize) return damaged("文件头");
  CompoundFile file;
  file.bytes_ = bytes;
  const std::size_t shift = u16(bytes, 30);
  if (shift != 9 && shift != 12) return damaged("扇区大小");
  file.sector_size_ = std::size_t{1} << shift;
  file.mini_cutoff_ = u32(bytes, 56);
  BIHUAN_CHECK(file.read_table());

  BIHUAN_TRY(const auto directory, file.chain(u32(bytes, 48), file.table_));
  std::size_t root_first = kEndOfChain;
  std::size_t root_size = 0;
  for (const std::size_t index : directory) {
    const std::string_view part = file.sector(index);
    for (std::size_t at = 0; at + kDirectoryEntry <= part.size(); at += kDirectoryEntry) {
      const std::string_view entry = part.substr(at, kDirectoryEntry);
      const std::size_t name_bytes = u16(entry, 64);
      const std::size_t type = u8(entry, 66);
      if (type == 5) {
        root_first = u32(entry, 116);
        root_size = u32(entry, 120);
      } else if (type == 2 && name_bytes >= 4 && name_bytes <= 64) {
        file.entries_.try_emplace(utf16_name(entry.substr(0, name_bytes - 2)), Entry{u32(entry, 116), u32(entry, 120)});
      }
    }
  }
  if (const std::size_t first = u32(bytes, 60); first <= kLastSector && root_first <= kLastSector) {
    BIHUAN_TRY(const auto mini_sectors, file.chain(first, file.table_));
    for (const std::size_t index : mini_sectors) {
      const std::string_view part = file.sector(index);
      for (std::size_t i = 0; i + 4 <= part.size(); i += 4) file.mini_table_.push_back(u32(part, i));
    }
    BIHUAN_TRY(file.mini_stream_, file.read_chain(root_first, root_size));
  }
  return file;
}

Result<std::string> CompoundFile::read(std::string_view name) const {
  const auto found = entries_.find(std::string(name));
  if (found == entries_.end()) return damaged("缺少内部流 " + std::string(name));
  const Entry& entry = found->second;
  if (entry.size >= mini_cutoff_) return read_chain(entry.first_sector, entry.size);
  BIHUAN_TRY(const auto sectors, chain(entry.first_sector, mini_table_));
  std::string out;
  for (const std::size_t index : sectors) {
    if (index * kMiniSector >= mini_stream_.size()) return damaged("短流指向文件之外");
    out += std::string_view(mini_stream_).substr(index * kMiniSector, kMiniSector);
  }
  if (out.size() < entry.size) return damaged("短流不完整");
  out.resize(entry.size);
  return out;
}

}  // namespace bihuan::tables
