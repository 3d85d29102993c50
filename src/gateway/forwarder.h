// src/gateway/forwarder.h - a thread that sends the archive on to one target, and remembers how far it has come.
#pragma once
#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "base/result.h"
#include "gateway/archive.h"
#include "gateway/forwarding.h"

namespace bihuan::gateway {

struct ForwardReading {
  std::string name;
  bool is_connected = false;
  std::string trouble;  // why not
  ForwardCounts counts;
  std::int64_t behind = 0;  // records of the archive that the target may not have yet
};

class Forwarder {
 public:
  // `cursor_file` remembers what the target has acknowledged; where it is not there, forwarding begins behind what the
  // archive has now. `archive` outlives the forwarder. Errors: kCorrupt the file is none of ours; those of read_file
  static Result<std::unique_ptr<Forwarder>> start(const Archive& archive, ForwardTarget target,
                                                  std::string cursor_file);
  ~Forwarder();  // stops
  Forwarder(const Forwarder&) = delete;
  Forwarder& operator=(const Forwarder&) = delete;

  ForwardReading reading() const;

 private:
  Forwarder(const Archive& archive, ForwardTarget target, std::string cursor_file, std::int64_t acknowledged);
  void run();
  void serve_line(int descriptor);
  void remember();
  bool wait(int milliseconds);  // false: it is over

  const Archive& archive_;
  std::string cursor_file_;
  Forwarding forwarding_;
  std::int64_t remembered_;
  mutable std::mutex mutex_;  // over `reading_`
  ForwardReading reading_;
  std::atomic<bool> is_over_{false};
  std::thread thread_;
};

}  // namespace bihuan::gateway
