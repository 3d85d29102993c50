// src/tables/internal/zip_archive.h - the parts of a zip file in memory, unpacked piece by piece under limits; libzip
// behind it.
#pragma once
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "tables/sheet.h"

namespace bihuan::tables {

class ZipArchive {
 public:
  // Refers to `bytes`, which must outlive it. Errors: kInvalidInput: no zip file, cut off, too many parts
  static Result<ZipArchive> open(std::string_view bytes, const Limits& limits);
  ~ZipArchive();
  ZipArchive(ZipArchive&&) noexcept;
  ZipArchive& operator=(ZipArchive&&) noexcept;

  // Names are compared without regard to letter case and kind of slash.
  bool has(std::string_view name) const;

  // Gets each unpacked piece in order; `is_last` with the last, possibly empty one. Returns whether it wants more.
  using PieceSink = std::function<Result<bool>(std::string_view piece, bool is_last)>;

  // Unpacks one part. Reading a part again does not count against unpacked_bytes again.
  // Errors: kInvalidInput  no such part, damaged, encrypted, beyond unpacked_bytes or unpack_ratio; what the sink
  // returns
  Status read(std::string_view name, const PieceSink& sink);

  // Unpacks a part of at most `max_bytes`.
  Result<std::string> read_whole(std::string_view name, std::size_t max_bytes);

 private:
  struct State;
  explicit ZipArchive(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace bihuan::tables
