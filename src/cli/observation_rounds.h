// src/cli/observation_rounds.h - what a server does for the observation store: frames are taken in, roll-ups kept
// current, what arrived sorted, the rules of quality control run once a day.
#pragma once
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "cli/data_folder.h"
#include "gateway/archive.h"
#include "gateway/frame_ingest.h"
#include "server/device_register.h"

namespace bihuan::cli {

// While it lives, a thread of its own works once a second.
class ObservationRounds {
 public:
  // `archive` null: no devices port is open, and the store is left alone until somebody opens it. All outlive the
  // object.
  ObservationRounds(DataFolder& data, const gateway::Archive* archive);
  // Waits for the batch that is being stored.
  ~ObservationRounds();
  ObservationRounds(const ObservationRounds&) = delete;
  ObservationRounds& operator=(const ObservationRounds&) = delete;

 private:
  void run();
  Status round();
  Status daily(observations::ObservationStore& store);
  bool is_over();

  DataFolder& data_;
  const gateway::Archive* archive_;
  server::RegisterOfDevices devices_;  // retired ones too: what they once sent stays theirs
  std::int64_t seen_ = -1;             // records of the archive at the last round
  std::unique_ptr<gateway::FrameIngest> ingest_;
  std::optional<Date> day_;
  std::string trouble_;  // that was said last
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_over_ = false;
  std::thread thread_;
};

// Months of which rows lie unsorted are sealed. Returns how many.
Result<std::int64_t> seal_unsorted(observations::ObservationStore& store);

}  // namespace bihuan::cli
