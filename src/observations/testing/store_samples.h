// src/observations/testing/store_samples.h - for tests only: stores of each kind, in folders of their own, and series.
#pragma once
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "observations/duckdb_store.h"
#include "observations/memory_store.h"

namespace bihuan::observations::testing_store {

inline Instant at(std::string_view text) { return *parse_instant(std::string(text) + "+08:00"); }

// A folder that goes with its owner.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "bihuan-observations-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

enum class StoreKind { kMemory, kDuckdb };

inline std::string name_of(StoreKind kind) { return kind == StoreKind::kMemory ? "memory" : "duckdb"; }

inline std::unique_ptr<ObservationStore> open_in(const std::string& folder, std::vector<std::string>* found = nullptr) {
  std::vector<std::string> left;
  auto store = open_duckdb_store({.folder = folder, .duckdb_library = "", .memory_megabytes = 512, .threads = 2},
                                 found == nullptr ? left : *found);
  if (!store.has_value()) {
    ADD_FAILURE() << store.error().message;
    return nullptr;
  }
  return std::move(*store);
}

// A store of one kind; reopen() closes and opens the one that has a folder.
class StoreUnderTest {
 public:
  explicit StoreUnderTest(StoreKind kind) : kind_(kind) { reopen(); }
  void reopen() {
    if (kind_ == StoreKind::kMemory && store_) return;
    store_.reset();
    store_ = kind_ == StoreKind::kMemory ? open_memory_store() : open_in(folder_.path());
  }
  ObservationStore& operator*() { return *store_; }
  ObservationStore* operator->() { return store_.get(); }
  const std::string& folder() const { return folder_.path(); }

 private:
  StoreKind kind_;
  TemporaryFolder folder_;
  std::unique_ptr<ObservationStore> store_;
};

inline Series sample_series(const std::string& site = "E01", const std::string& factor = "w01018",
                            Label label = Label::kBeginning) {
  Series series;
  series.key = {site, factor, Averaging::kHour, "device"};
  series.unit = "mg/L";
  series.places = 3;
  series.data_set = "outlet-hour";
  series.label = label;
  series.calendar = {{Date(2024, 1, 1), std::nullopt, {3600, 0}}};
  return series;
}

inline Batch sample_batch(Instant loaded, const std::string& source = "九月.xlsx") {
  Batch batch;
  batch.source = source;
  batch.digest = "d1";
  batch.reference = "journal/1";
  batch.loaded = loaded;
  return batch;
}

inline Observation seen(SeriesId series, Instant time, std::int64_t mantissa, std::int64_t position = 1) {
  Observation observation;
  observation.series = series;
  observation.time = time;
  observation.mantissa = mantissa;
  observation.position = position;
  return observation;
}

template <class T>
T good(Result<T> result) {
  if (!result.has_value()) {
    ADD_FAILURE() << result.error().message << " " << result.error().where;
    return T{};
  }
  return std::move(*result);
}
inline void good(const Status& status) { EXPECT_TRUE(status.has_value()) << status.error().message; }

inline std::vector<std::int64_t> mantissas(const std::vector<Point>& points) {
  std::vector<std::int64_t> all;
  for (const Point& point : points) all.push_back(point.mantissa);
  return all;
}

}  // namespace bihuan::observations::testing_store
