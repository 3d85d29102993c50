// src/tables/internal/memory_file.h - an anonymous file in memory, for libraries that read only from a path.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"

namespace bihuan::tables {

// Nobody else can open it, nothing is left behind when the process ends, and no folder is needed.
class MemoryFile {
 public:
  // Errors: kUnavailable  the system gives no such file
  static Result<MemoryFile> create(std::string_view bytes);
  ~MemoryFile();
  MemoryFile(MemoryFile&& other) noexcept;
  MemoryFile& operator=(MemoryFile&& other) noexcept;
  // A path that this process can open as long as the object lives.
  std::string path() const;
  // What has been written to it, also through path(). Errors: kUnavailable
  Result<std::string> read_all() const;

 private:
  explicit MemoryFile(int descriptor) : descriptor_(descriptor) {}
  int descriptor_ = -1;
};

}  // namespace bihuan::tables
