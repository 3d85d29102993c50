#include "tables/internal/memory_file.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace bihuan::tables {

Result<MemoryFile> MemoryFile::create(std::string_view bytes) {
  MemoryFile file(memfd_create("bihuan-table", MFD_CLOEXEC));
  if (file.descriptor_ < 0) return fail(Code::kUnavailable, "系统不给内存文件，无法读取表格（打开的文件可能太多）");
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return fail(Code::kUnavailable, "内存文件写不进去，无法读取表格（内存可能不足）");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return file;
}

MemoryFile::~MemoryFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

MemoryFile::MemoryFile(MemoryFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

MemoryFile& MemoryFile::operator=(MemoryFile&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

Result<std::string> MemoryFile::read_all() const {
  std::string out;
  struct stat facts {};
  if (fstat(descriptor_, &facts) != 0) return fail(Code::kUnavailable, "内存文件读不出来");
  out.resize(static_cast<std::size_t>(facts.st_size));
  for (std::size_t at = 0; at < out.size();) {
    const ssize_t got = ::pread(descriptor_, out.data() + at, out.size() - at, static_cast<off_t>(at));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return fail(Code::kUnavailable, "内存文件读不出来");
    at += static_cast<std::size_t>(got);
  }
  return out;
}

std::string MemoryFile::path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

}  // namespace bihuan::tables
