// src/hj212/assembly.h - messages that come in several packets (PNUM, PNO).
//
// Each packet is a complete message with its own QN, check value and DataTime: take its data at once. This only tells
// when all packets of one message are there, which are missing, and what they say together. Packets belong together by
// MN, ST, CN, DataTime and PNUM, never by QN (HJ 212-2017 C.49). Memory is bounded by the limits; no clock: the time of
// arrival is passed in.
#pragma once
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "base/time.h"
#include "hj212/encode.h"
#include "hj212/message.h"

namespace bihuan::hj212 {

struct AssemblyLimits {
  std::size_t max_messages = 64;       // begun and not complete; beyond that the oldest is given up
  int max_packets = 64;                // of one message
  std::int64_t seconds_to_wait = 600;  // after its first packet
};

// A message that did not come whole.
struct Incomplete {
  std::string mn, st, cn, data_time;
  int pnum = 0;
  std::vector<int> missing;  // PNO, rising
  Instant first;
};

class Assembly {
 public:
  explicit Assembly(AssemblyLimits limits = {}) : limits_(limits) {}

  // Returns the whole message when `packet` was the last that was missing: header of packet 1 without PNUM, PNO and the
  // D bit, groups in the order of PNO, DataTime once. A packet that came already, that is no part, or whose PNO is not
  // in 1..PNUM gives none.
  std::optional<Draft> add(const Message& packet, Instant now);

  // Gives up what has waited too long, and what the limits pushed out since the last call.
  std::vector<Incomplete> expire(Instant now);

  std::size_t pending() const { return begun_.size(); }

 private:
  using Key = std::tuple<std::string, std::string, std::string, std::string, int>;
  struct Begun {
    Instant first;
    std::uint64_t order = 0;
    std::map<int, Draft> packets;
  };
  void give_up(std::map<Key, Begun>::iterator which);

  AssemblyLimits limits_;
  std::map<Key, Begun> begun_;
  std::vector<Incomplete> given_up_;
  std::uint64_t next_order_ = 0;
};

}  // namespace bihuan::hj212
