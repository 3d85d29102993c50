// src/records/notice_outbox.h - notices on their way out: taken up, gathered into deliveries, claimed, finished.
//
// A claim counts as an attempt and moves the next one before anything is sent. So a process that dies while it sends
// loses nothing: the delivery is tried again (at least once; its id is the key by which a receiver drops doubles).
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "records/actor.h"
#include "records/database.h"
#include "records/notices.h"

namespace bihuan::records {

struct TakenNotices {
  std::int64_t notices = 0;     // taken up
  std::int64_t deliveries = 0;  // new ones
};

struct ClaimedDelivery {
  Delivery delivery;
  Channel channel;
  std::string endpoint, secret;
  std::vector<Notice> notices;  // in the order in which they were wished
};

class Outbox {
 public:
  // When a notice that is taken up now goes out on a channel.
  using Plan = std::function<Instant(const Channel&, const Notice&)>;
  // When the next attempt would be, should attempt number `attempt` (from 1) fail.
  using NextTry = std::function<Instant(const Channel&, std::int64_t attempt)>;

  explicit Outbox(std::shared_ptr<Database> database) : database_(std::move(database)) {}

  // Takes up all notices that wait: each goes into one delivery for every channel in use and address that serves its
  // addressee. Deliveries of one channel, address and time are one; a notice that is wished for two parties which share
  // an address stands in it once.
  Result<TakenNotices> take(const Actor& timer, const Plan& plan);

  // The delivery that has waited longest and is due by `timer.at`; none of the channels in `without` and none of those
  // out of use. Nothing: none is due.
  Result<std::optional<ClaimedDelivery>> claim(const Actor& timer, const std::vector<std::string>& without,
                                               const NextTry& next_try);
  // What became of a claim; with an error it goes on waiting. Errors: kConflict  somebody else decided meanwhile
  Status finish(const Actor& timer, const Delivery& claimed, const std::optional<Error>& error);

  Result<std::vector<Channel>> channels();

 private:
  std::shared_ptr<Database> database_;
};

}  // namespace bihuan::records
