// src/documents/zip.h - reading a zip archive from memory under limits, and writing one.
//
// Nothing inside an archive is trusted: sizes are counted while unpacking, not taken from the directory.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace bihuan::documents {

struct ZipLimits {
  std::int64_t archive_bytes = std::int64_t{64} << 20;
  std::int64_t entries = 4096;
  std::int64_t entry_bytes = std::int64_t{64} << 20;   // unpacked, one entry
  std::int64_t total_bytes = std::int64_t{128} << 20;  // unpacked, all entries that are read, counted once per read
  std::int64_t ratio = 200;                            // unpacked : packed, asked of entries above 1 MiB unpacked
};

// One archive in memory. The bytes given to open() must outlive the reader. Not thread safe; movable.
class ZipReader {
 public:
  // Reads the directory of the archive. `where` names the file in errors.
  // Errors: kInvalidInput  no zip (says what it is instead: PDF, old Word format, plain text ...), cut off, too large,
  //                        too many entries, an encrypted entry, a name that is absolute, contains "..", a backslash or
  //                        a control character, or stands twice
  static Result<ZipReader> open(std::string_view bytes, const ZipLimits& limits, std::string where);

  ZipReader(ZipReader&&) noexcept;
  ZipReader& operator=(ZipReader&&) noexcept;
  ZipReader(const ZipReader&) = delete;
  ZipReader& operator=(const ZipReader&) = delete;
  ~ZipReader();

  // In the order of the archive.
  const std::vector<std::string>& names() const;
  bool has(std::string_view name) const;

  // Returns the unpacked bytes of the entry `name`.
  // Errors: kNotFound      there is no such entry
  //         kInvalidInput  damaged (checksum, cut off), packed by an unknown method, or over a limit
  Result<std::string> read(std::string_view name);

 private:
  struct State;
  explicit ZipReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

struct ZipEntry {
  std::string name;
  std::string content;
};

// Returns an archive of `entries` in the given order. The same entries give the same bytes: every entry carries the
// date 1980-01-01 00:00.
// Errors: kInvalidInput  a name stands twice or is no relative path
Result<std::string> write_zip(const std::vector<ZipEntry>& entries);

}  // namespace bihuan::documents
