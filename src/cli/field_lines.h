// src/cli/field_lines.h - the devices of a simulation on the network: each on a TCP connection of its own.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "simulator/simulator.h"

namespace bihuan::cli {

struct PlayOptions {
  std::string host;
  std::uint16_t port = 0;
  double rate = 1;         // simulated seconds in one second; 0: as fast as answers come
  int patience_ms = 5000;  // how long a device waits for 9014 before it goes on
  const std::atomic<bool>* is_over = nullptr;  // looked at a few times a second: then everything is hung up
};

struct PlayCounts {
  std::int64_t emissions = 0, bytes = 0, connections = 0;
  std::int64_t answered = 0;    // exchanges whose 9014 came
  std::int64_t unanswered = 0;  // that were waited for in vain
  std::int64_t refused = 0;     // commands of the host: a simulated device takes none and says so (9011, QnRtn=2)
};

// The models of knowledge/simulator/devices.toml. Errors: kNotFound; kInvalidInput with file and line
Result<std::vector<simulator::Model>> read_device_models(const std::string& home);

// Sends the history and returns when all of it is out and answered or given up. An outage hangs up and connects again.
// Each emission is handed to `sent` in the order of the history. Errors: kUnavailable the host takes no connection
Result<PlayCounts> play(simulator::Simulation& field, const PlayOptions& options, Instant begin,
                        const std::function<void(const simulator::Emission&)>& sent);

}  // namespace bihuan::cli
