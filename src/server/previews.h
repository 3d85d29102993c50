// src/server/previews.h - uploads that were shown and wait to be accepted: in memory only, bounded, forgotten in time.
#pragma once
#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "base/result.h"
#include "server/limits.h"

namespace bihuan::server {

struct Upload {
  std::string file_name;
  std::string bytes;
  std::string plan_id;  // the plan that it was compared with; "" for none
};

// Keeps uploads under tokens that cannot be guessed. Full means that the oldest is forgotten first. Life is measured by
// a steady clock, not by the desk's, which may stand still. Thread safe.
class Previews {
 public:
  using Ticks = std::chrono::steady_clock::time_point;
  // `now` is a parameter for tests; the default is the steady clock.
  explicit Previews(
      const Limits& limits, std::function<Ticks()> now = [] { return std::chrono::steady_clock::now(); });

  // Returns the token. Errors: kInvalidInput  larger than all previews together may be; kUnavailable  no randomness
  Result<std::string> put(Upload upload);
  // Returns a copy; the token stays good, so that a refused acceptance can be repeated.
  // Errors: kNotFound  unknown, used up or expired
  Result<Upload> find(const std::string& token);
  void drop(const std::string& token);
  std::size_t size();

 private:
  struct Entry {
    Upload upload;
    Ticks born;
  };
  void forget_old();

  const std::size_t most_;
  const std::size_t most_bytes_;
  const std::chrono::seconds life_;
  std::function<Ticks()> now_;
  std::mutex mutex_;
  std::map<std::string, Entry> entries_;
  std::size_t bytes_ = 0;
};

}  // namespace bihuan::server
