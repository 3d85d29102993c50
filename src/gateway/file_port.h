// src/gateway/file_port.h - the few operations on files that the archive needs: a port, so that tests can let each of
// them fail, and let the disk forget.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bihuan::gateway {

// An open file. Closed when it goes away.
class OpenFile {
 public:
  virtual ~OpenFile() = default;
  // Writes at most all of `octets`; returns how many (at least one), as pwrite does.
  virtual Result<std::size_t> write_some(std::uint64_t offset, std::string_view octets) = 0;
  // Reads at most `size` octets; fewer only at the end of the file.
  virtual Result<std::string> read_at(std::uint64_t offset, std::size_t size) = 0;
  // What was written is on the disk when this returns.
  virtual Status sync() = 0;
  // Makes the file `size` octets long, with zeros, and reserves the room.
  virtual Status reserve(std::uint64_t size) = 0;
};

// One folder.
class FilePort {
 public:
  virtual ~FilePort() = default;
  // Errors of all: kNotFound no such file; kConflict it exists already; kUnavailable anything else.
  virtual Result<std::unique_ptr<OpenFile>> create(const std::string& name) = 0;
  virtual Result<std::unique_ptr<OpenFile>> open(const std::string& name) = 0;
  virtual Result<std::uint64_t> size(const std::string& name) = 0;
  virtual Result<std::vector<std::string>> list() = 0;  // sorted
  virtual Status rename(const std::string& from, const std::string& to) = 0;
  virtual Status remove(const std::string& name) = 0;
  // Creations, renames and removals are on the disk when this returns.
  virtual Status sync_folder() = 0;
};

// Writes all of `octets` in as many steps as it takes. Errors: those of write_some
Status write_all(OpenFile& file, std::uint64_t offset, std::string_view octets);
// The whole file. Errors: those of the port
Result<std::string> read_whole(FilePort& files, const std::string& name);
// A new file with `octets`, synced; the folder is not. What is left of a failure is removed.
Status write_new(FilePort& files, const std::string& name, std::string_view octets);

// A folder of the machine, made where it is missing. Errors: kUnavailable
Result<std::unique_ptr<FilePort>> open_folder(const std::string& folder);

}  // namespace bihuan::gateway
