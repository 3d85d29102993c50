// src/observations/duckdb_store.h - the observation store in a folder: a live DuckDB file and one sorted, immutable
// Parquet file for each sealed month and data set. Format: docs/formats/observations.md.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "observations/store.h"

namespace bihuan::observations {

struct DuckdbStoreSettings {
  std::string folder;          // is created where it is not there
  std::string duckdb_library;  // where DuckDB's shared library lies; empty: found beside the program
  int memory_megabytes = 2048;
  int threads = 2;  // DuckDB's own, for one query or append
};

// Opens the store in the folder, or begins one there. One process at a time. `found` gets a sentence for each leftover
// of a crash that was cleaned up.
// Errors: kUnavailable the disk or library, or another process has it open; kCorrupt a sealed file is missing or
//         another than the store wrote
Result<std::unique_ptr<ObservationStore>> open_duckdb_store(const DuckdbStoreSettings& settings,
                                                            std::vector<std::string>& found);

}  // namespace bihuan::observations
