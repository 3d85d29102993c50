// src/gateway/periods.h - which periods of a device have come, and which are missing and may be asked for again.
#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "base/time.h"

namespace bihuan::gateway {

struct GapRules {
  std::int64_t grace = 300;        // seconds after its end that a period may still come by itself
  int attempts = 3;                // a period is asked for so often
  std::int64_t backoff = 3600;     // seconds between two attempts
  std::size_t most_periods = 144;  // in one request
};

// Both are beginnings of periods, inclusive: what a request's BeginTime and EndTime say.
struct Gap {
  Instant first, last;
  friend bool operator==(const Gap&, const Gap&) = default;
};

// The periods of one kind (minute, hour, day), from the first that was seen on; at most `most` are remembered, then the
// oldest go. Periods begin at whole multiples of their length since midnight in Beijing.
class Periods {
 public:
  Periods(std::int64_t seconds, std::size_t most) : seconds_(seconds), most_(most) {}

  enum class Seen { kNew, kFilled, kAgain, kOutside };
  // A period that begins at `begin` has come. kFilled: it was missing, later ones were there; kOutside: older than what
  // is remembered, or in the future.
  Seen add(Instant begin, Instant now);

  struct Rate {
    std::int64_t expected = 0, received = 0;  // of periods that should be here by now
    std::int64_t missing() const { return expected - received; }
  };
  Rate rate(Instant now, std::int64_t grace) const;
  // The first that was seen, of those that are remembered. PRECONDITION: not empty.
  Instant since() const { return begin_of(first_); }
  // What should be here by now and is not, newest first, joined where they follow one another.
  std::vector<Gap> missing(Instant now, std::int64_t grace, std::size_t most_gaps) const;

  // Missing periods that may be asked for at `now`, oldest first, joined where they follow one another.
  std::vector<Gap> to_ask(Instant now, const GapRules& rules, std::size_t most_gaps = 1) const;
  // A request for `gap` has ended. What is still missing is asked for again after the backoff, or never (the device
  // said that it has no such data, or the attempts are used up).
  void asked(const Gap& gap, Instant now, const GapRules& rules, bool has_no_data);

  std::int64_t seconds() const { return seconds_; }
  bool empty() const { return count_ == 0; }

 private:
  struct Attempt {
    int count = 0;
    std::int64_t not_before = 0;
  };
  std::int64_t index_of(Instant instant) const;
  Instant begin_of(std::int64_t index) const;
  bool has(std::int64_t index) const;
  std::int64_t due_until(Instant now, std::int64_t grace) const;  // behind the last index that should be here

  std::int64_t seconds_;
  std::size_t most_;
  std::int64_t first_ = 0;
  std::int64_t count_ = 0;           // periods from first_ to the newest that has come
  std::vector<std::uint64_t> bits_;  // of index, at index modulo capacity
  std::map<std::int64_t, Attempt> attempts_;
};

}  // namespace bihuan::gateway
