// tests/observations/history.h - for tests only: a history of a store in which the number of an action alone says what
// it does, and what must be there after so many of them.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "../kill.h"
#include "observations/duckdb_store.h"
#include "observations/memory_store.h"

namespace bihuan::observations::testing_history {

using testing_kill::got;
using testing_kill::stop;

inline constexpr int kSeriesOfHistory = 6;

inline Status define_series(ObservationStore& store) {
  for (int i = 0; i < kSeriesOfHistory; ++i) {
    Series series;
    series.key = {"E" + std::to_string(i), "w01018", Averaging::kMinute, "device"};
    series.unit = "mg/L";
    series.places = 2;
    series.data_set = "outlet-minute";
    series.calendar = {{Date(2024, 1, 1), std::nullopt, {60, 0}}};
    BIHUAN_CHECK(store.put_series(series));
  }
  return {};
}

inline Instant time_of(std::int64_t action) { return Instant{1727654400 + action}; }

// Every action stores something, so that the store itself says how many there were: batches, withdrawals and marks
// carry its time. Data run over two months and back; `rows` of a batch go up to `most_rows`.
inline Status act(ObservationStore& store, std::int64_t action, std::int64_t most_rows) {
  if (action == 0) return define_series(store);
  const Instant now = time_of(action);
  if (action % 11 == 7) {
    Mark mark;
    mark.series = {static_cast<std::int32_t>(action % kSeriesOfHistory) + 1};
    mark.time = Instant{1724000000 / 60 * 60 + action * 60};
    mark.verdict = Verdict::kInvalid;
    mark.by = "range";
    mark.reference = "journal/" + std::to_string(action);
    mark.at = now;
    BIHUAN_CHECK(store.append_marks(std::span(&mark, 1)));
    return {};
  }
  if (action % 13 == 9) {
    BIHUAN_TRY(const std::vector<StoredBatch> newest, store.batches({}, 1));
    if (!newest.empty() && !newest[0].withdrawn) {
      BIHUAN_CHECK(store.withdraw(newest[0].id, {now, "journal/" + std::to_string(action), "试验"}));
      return {};
    }
  }
  Batch batch;
  batch.source = "第" + std::to_string(action) + "批";
  batch.loaded = now;
  std::vector<Observation> rows;
  const std::int64_t count = 1 + action * 7919 % most_rows;
  // Each third batch goes back over the rows of an earlier one.
  const std::int64_t origin = (action % 3 == 0 ? action / 2 : action) * 97;
  for (std::int64_t i = 0; i < count; ++i) {
    Observation row;
    row.series = {static_cast<std::int32_t>(i % kSeriesOfHistory) + 1};
    row.time = Instant{1725000000 / 60 * 60 + (origin + i / kSeriesOfHistory) * 600};
    row.mantissa = action * 1000 + i;
    row.position = i + 1;
    rows.push_back(row);
  }
  BIHUAN_CHECK(store.append(batch, rows));
  return {};
}

// What changes nothing, and so is not counted: done between actions.
inline Status upkeep(ObservationStore& store, std::int64_t action) {
  if (action % 5 == 4) BIHUAN_CHECK(store.roll_up(20));
  if (action % 7 == 6) {
    BIHUAN_TRY(const auto unsealed, store.unsealed());
    if (!unsealed.empty()) BIHUAN_CHECK(store.seal(unsealed.front().data_set, unsealed.front().month));
  }
  return {};
}

// Everything that the store tells, as text.
inline std::string everything(const ObservationStore& store) {
  const ContentDigest digest = got(store.digest(), "digest");
  std::string all = std::to_string(digest.points) + " " + digest.current + " " + digest.marks + "\n";
  for (const StoredBatch& batch : got(store.batches({}, 1'000'000), "batches")) {
    all += std::to_string(batch.id.number) + " " + batch.batch.source + " " + std::to_string(batch.added) + "/" +
           std::to_string(batch.revised) + "/" + std::to_string(batch.same) + (batch.withdrawn ? " withdrawn" : "") +
           "\n";
  }
  for (const PeriodKind kind : {PeriodKind::kDay, PeriodKind::kMonth}) {
    for (const Rollup& rollup : got(store.rollups({}, kind), "rollups")) {
      all += std::to_string(rollup.series.number) + " " + to_string(rollup.period) + " " +
             std::to_string(rollup.present) + " " + std::to_string(rollup.valid) + " " +
             std::to_string(static_cast<std::int64_t>(rollup.sum)) + "\n";
    }
  }
  return all;
}

// The number of the action that comes next.
inline std::int64_t actions_in(const ObservationStore& store) {
  if (got(store.series(), "series").size() < kSeriesOfHistory) return 0;
  std::int64_t next = 1;
  for (const StoredBatch& batch : got(store.batches({}, 1'000'000), "batches")) {
    next = std::max(next, batch.batch.loaded.seconds - time_of(0).seconds + 1);
    if (batch.withdrawn) next = std::max(next, batch.withdrawn->at.seconds - time_of(0).seconds + 1);
  }
  for (const Mark& mark : got(store.marks({}), "marks"))
    next = std::max(next, mark.at.seconds - time_of(0).seconds + 1);
  return next;
}

inline std::unique_ptr<ObservationStore> open_store(const std::string& folder) {
  std::vector<std::string> found;
  return got(open_duckdb_store({.folder = folder, .duckdb_library = "", .memory_megabytes = 256, .threads = 1}, found),
             "open");
}

}  // namespace bihuan::observations::testing_history
