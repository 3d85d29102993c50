// src/notices/notices.h - brings what books wish people to hear to them: start reading here.
//
//   Notices notices(database, rules);          // rules: load_notice_rules(knowledge/office/notices.toml)
//   CurlTransport transport;
//   every minute:  notices.collect(timer);     // wishes -> outbox; one digest a day for each channel and address
//                  notices.deliver(timer, transport);
//
// `timer` is an Actor with the name and origin 定时 and both clocks. The inbox needs none of this: a wish is in it as
// soon as it is written (records/notice_inbox.h). Nothing is lost where a gateway or this process dies
// (records/notice_outbox.h).
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "base/result.h"
#include "notices/notice_rules.h"
#include "notices/transport.h"
#include "records/actor.h"
#include "records/database.h"
#include "records/notice_outbox.h"

namespace bihuan::notices {

struct DeliverReport {
  std::int64_t sent = 0;
  std::vector<Error> failures;  // `where` names channel and delivery; they go on waiting
};

// May be used by one thread at a time.
class Notices {
 public:
  Notices(std::shared_ptr<records::Database> database, NoticeRules rules);

  // Takes up all notices that were wished since the last time.
  Result<records::TakenNotices> collect(const records::Actor& timer);

  // Sends what is due, outside of every transaction; at most rules.sends_a_round. A channel in its quiet hours waits,
  // and one whose other side does not answer is left alone for the rest of the round. Errors: those of the store; a
  // failure to send is in the report
  Result<DeliverReport> deliver(const records::Actor& timer, Transport& transport);

  const NoticeRules& rules() const { return rules_; }

 private:
  Status send(const records::ClaimedDelivery& claimed, const records::Actor& timer, Transport& transport) const;

  records::Outbox outbox_;
  NoticeRules rules_;
};

}  // namespace bihuan::notices
