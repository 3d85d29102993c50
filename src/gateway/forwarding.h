// src/gateway/forwarding.h - frames on to a further platform (the province's server), as they came. Pure: the queue of
// one target, without sockets and clock.
//
// The archive is the queue: what is not acknowledged by the target is read from there again, after a restart too. So a
// target gets each frame at least once, in order of arrival, and `acknowledged()` is all that has to be remembered.
#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/archive.h"
#include "hj212/message.h"

namespace bihuan::gateway {

struct ForwardTarget {
  std::string name{};
  std::string host{};
  std::uint16_t port = 0;
  std::set<std::string, std::less<>> devices{};     // MNs; empty: all but `leaves_out`
  std::set<std::string, std::less<>> leaves_out{};  // simulated devices, always
  std::size_t window = 16;                          // frames on the way without an answer
  std::size_t read_ahead = 1000;
  int over_time = 10;  // seconds until a frame is sent again
  int re_count = 3;    // then the line is given up
};

struct ForwardCounts {
  std::int64_t acknowledged = 0;                        // record number up to which the target has everything
  std::int64_t delivered = 0, resent = 0, skipped = 0;  // of this run
  std::size_t waiting = 0;
};

class Forwarding {
 public:
  using Send = std::function<void(std::string_view octets)>;
  Forwarding(ForwardTarget target, std::int64_t acknowledged)
      : target_(std::move(target)), next_(acknowledged), before_first_(acknowledged) {}

  // Takes the next record of the archive, in order. Returns false, and takes nothing, where enough is waiting.
  bool offer(const ArchiveRecord& record);
  std::int64_t last_offered() const { return next_; }
  bool wants_more() const { return items_.size() < target_.read_ahead; }

  // Sends what the window allows and what was not answered in time.
  void tick(std::int64_t steady_ms, const Send& send);
  // What the target says: its 9014 and 9013 by MN and QN.
  void receive(const hj212::Message& message);
  // A frame was not answered after all resends: the line is no good.
  bool is_hopeless() const { return is_hopeless_; }
  // The line is lost: what is not answered will be sent again.
  void disconnected();

  std::int64_t acknowledged() const { return items_.empty() ? next_ : before_first_; }
  ForwardCounts counts() const;
  const ForwardTarget& target() const { return target_; }

 private:
  struct Item {
    std::int64_t number = 0;
    std::string mn, exchange, octets;
    bool wants_answer = false;
    bool is_done = false;
    std::int64_t sent_at = -1;
    int resends = 0;
  };
  void drop_done();

  ForwardTarget target_;
  std::deque<Item> items_;
  std::int64_t next_;
  std::int64_t before_first_;
  ForwardCounts counts_;
  bool is_hopeless_ = false;
};

}  // namespace bihuan::gateway
