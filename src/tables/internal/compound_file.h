// src/tables/internal/compound_file.h - the streams of an OLE compound file (.xls, .et, .doc).
#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bihuan::tables {

bool is_compound_file(std::string_view bytes);

// Reads the directory: names and contents of the streams at any depth (the first of each name). Refers to `bytes`.
class CompoundFile {
 public:
  // Errors: kInvalidInput  damaged: chains that leave the file or run in circles
  static Result<CompoundFile> open(std::string_view bytes);
  bool has(std::string_view name) const { return entries_.contains(std::string(name)); }
  Result<std::string> read(std::string_view name) const;

 private:
  struct Entry {
    std::size_t first_sector = 0;
    std::size_t size = 0;
  };
  // The sectors of one chain. Errors: kInvalidInput
  Result<std::vector<std::size_t>> chain(std::size_t first, const std::vector<std::size_t>& table) const;
  std::string_view sector(std::size_t index) const;
  Result<std::string> read_chain(std::size_t first, std::size_t size) const;
  Status read_table();

  std::string_view bytes_;
  std::size_t sector_size_ = 512;
  std::size_t mini_cutoff_ = 4096;
  std::vector<std::size_t> table_;       // FAT
  std::vector<std::size_t> mini_table_;  // mini FAT
  std::string mini_stream_;
  std::map<std::string, Entry> entries_;
};

}  // namespace bihuan::tables
