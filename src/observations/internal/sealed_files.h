// src/observations/internal/sealed_files.h - the sealed files of a store: what they hold, and when they may go.
#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/period.h"
#include "base/result.h"
#include "observations/store.h"

namespace bihuan::observations {

struct FileSeries {
  std::int32_t series = 0;
  std::int64_t rows = 0;
  std::int64_t revised = 0;  // rows with a revision above 0
  std::int32_t first_minute = 0, last_minute = 0;
  std::int64_t least = 0, greatest = 0;  // mantissas
};

// Shared by the readers that began while it counted; its file goes with the last of them once it is struck out.
struct SealedPart {
  std::int64_t number = 0;
  std::string name;  // below the folder of the store: "sealed/outlet-minute-2024-03-000017.parquet"
  std::string path;
  std::string data_set;
  std::int32_t month = 0;  // year * 12 + month - 1
  std::int64_t rows = 0, octets = 0;
  std::string digest;
  std::int64_t first_entry = 0, last_entry = 0;
  std::vector<FileSeries> series;  // by number
  mutable std::atomic<bool> is_struck_out = false;

  SealedPart() = default;
  ~SealedPart();
  SealedPart(const SealedPart&) = delete;
  SealedPart& operator=(const SealedPart&) = delete;

  const FileSeries* find(std::int32_t number_of_series) const;
};
using SealedParts = std::vector<std::shared_ptr<const SealedPart>>;

Period month_of_number(std::int32_t number);
std::int32_t number_of_month(Instant label);

// Makes the folder where it is not there, durably. Errors: kUnavailable
Status make_folder(const std::string& path);
Status sync_folder(const std::string& path);
// Removes all in the folder that `is_wanted` does not know; gives the names of what went.
Result<std::vector<std::string>> sweep_folder(const std::string& path,
                                              const std::function<bool(const std::string&)>& is_wanted);
// Brings a written file to the disk, gives it its name, and tells its size and SM3.
struct FileFacts {
  std::int64_t octets = 0;
  std::string digest;
};
Result<FileFacts> publish_file(const std::string& written, const std::string& path, const std::string& folder);
// Errors: kCorrupt it is not there or has another size
Status check_file(const SealedPart& part);
void remove_file(const std::string& path);

}  // namespace bihuan::observations
