// src/records/notice_channels.h - the channels by which notices leave the house, as data that people change.
#pragma once
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

struct ChannelDraft {
  ChannelText text;
  std::optional<std::string> endpoint;  // smtp:// smtps:// or http:// https://; none: stays
  std::optional<std::string> secret;    // password or key for signing; none: stays; "" there is none
};

struct DeliveryPage {
  std::vector<Delivery> deliveries;  // newest first
  std::string next;                  // cursor of the page behind this one; "" where there is none
};

class Channels {
 public:
  explicit Channels(std::shared_ptr<Database> database) : database_(std::move(database)) {}

  Result<std::vector<Channel>> all();                 // in the order of their ids
  Result<Channel> find(std::string_view channel_id);  // Errors: kNotFound

  // By the office or the system administrator. What was said before a channel was there is not sent on it.
  // Errors: kInvalidInput  a name, address, template or time that is wrong (`where` names the field)
  //         kNotFound      a unit that there is not
  //         kConflict      not his to do; the name is taken; of change(): a stale revision
  Result<Channel> add(const Actor& actor, const ChannelDraft& draft);
  Result<Channel> change(const Actor& actor, std::string_view channel_id, std::int64_t revision,
                         const ChannelDraft& draft, std::string_view why);

  // At most `limit` (1 to 500) deliveries of a channel ("" all) in a state (none: any).
  Result<DeliveryPage> deliveries(std::string_view channel_id, std::optional<DeliveryState> state,
                                  std::string_view cursor, std::int64_t limit);
  // A waiting delivery is tried with the next round, or by a person's decision never again.
  // Errors: kConflict (not his to do; stale; it does not wait), kNotFound, kInvalidInput (no reason)
  Status try_again(const Actor& actor, std::string_view delivery_id, std::int64_t revision);
  Status give_up(const Actor& actor, std::string_view delivery_id, std::int64_t revision, std::string_view why);

 private:
  std::shared_ptr<Database> database_;
};

// Scheme and host of an address. Errors: kInvalidInput  no address of this kind of channel, or with a login in it
struct Endpoint {
  std::string scheme, host;  // in small letters; the host without port
};
Result<Endpoint> parse_endpoint(ChannelKind kind, std::string_view text);

}  // namespace bihuan::records
