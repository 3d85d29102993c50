// src/gateway/exchange.h - the requests of the host to one device: one after the other, with 9011, data, 9012,
// time-outs and resends. Pure: time is passed in. Source: HJ 212-2017 6.1, 6.2.2 and 6.5.1.
#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "hj212/encode.h"
#include "hj212/message.h"

namespace bihuan::gateway {

enum class Outcome : std::uint8_t {
  kDone,          // 9012 with 1; of a notification 9013
  kRefused,       // 9011 with another code than 1
  kFailed,        // 9012 with another code than 1 and 100
  kNoData,        // 9012 with 100
  kNoAnswer,      // nothing came after all resends
  kTimedOut,      // accepted, then silence
  kDisconnected,  // the line was lost and did not come back in time
};
std::string_view to_string(Outcome outcome);  // "done" ...
std::string_view to_chinese(Outcome outcome);

struct RequestReport {
  std::string mn, qn, cn;
  Outcome outcome = Outcome::kDone;
  std::optional<int> code;  // QnRtn or ExeRtn
  int packets = 0;          // of data that came within
  int resends = 0;
  std::string response;  // segment of the response to a reading of parameters; passwords masked
};

struct ExchangeRules {
  int over_time = 10;  // seconds
  int re_count = 3;
  std::size_t most_waiting = 32;
};

class Exchange {
 public:
  using Send = std::function<void(std::string_view frame)>;
  using Ended = std::function<void(RequestReport)>;

  // Puts a request (or notification) in line. `marks` of the data that belong to it: uploads of the same CN.
  // Errors: kInvalidInput it cannot be written; kUnavailable too many wait
  Status add(const hj212::Draft& draft, bool is_notification, const ExchangeRules& rules);

  // Sends the next one where none is under way.
  void go_on(std::int64_t steady_ms, const Send& send);
  // Returns whether `message` belongs to the request that is under way.
  bool receive(const hj212::Message& message, std::int64_t steady_ms, const Ended& ended);
  void tick(std::int64_t steady_ms, const Send& send, const Ended& ended);
  // Everything ends.
  void give_up(const Ended& ended);

  bool is_idle() const { return !running_ && waiting_.empty(); }
  std::size_t waiting() const { return waiting_.size(); }

 private:
  struct Request {
    RequestReport report;
    std::string frame;
    bool is_notification = false;
    int over_time = 10;
    int re_count = 3;
    bool is_accepted = false;
    std::int64_t deadline = 0;
  };
  void end(Outcome outcome, std::optional<int> code, const Ended& ended);

  std::optional<Request> running_;
  std::deque<Request> waiting_;
};

}  // namespace bihuan::gateway
