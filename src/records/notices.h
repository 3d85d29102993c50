// src/records/notices.h - what notices are made of: the notice, the channel it goes out by, the delivery on its way.
//
// A book that wants somebody to hear of something writes a row of `notice_wish` in the same transaction; that row is
// the notice in the application (notice_inbox.h). Channels (notice_channels.h) carry it out of the house, by way of the
// outbox (notice_outbox.h). Format: docs/formats/notices.md.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace bihuan::records {

struct Notice {
  std::string id;  // "w000001"
  Instant at;
  std::string kind;     // "case.sign", "case.level.red"
  std::string subject;  // "case_file/k000001"
  std::string to_unit;  // one of these two is ""
  std::string to_role;
  std::string to_name;  // 河湖科, 办公室: the unit's name, or the role's
  std::string title, body;
  std::string draft;        // kind of the paper that is to be drafted; "" none
  std::optional<Date> due;  // of the subject, as it stands now; none where it has no deadline
};

// What a book says for somebody to hear of; one of `to_unit` and `to_role` is "".
struct NoticeText {
  std::string kind, subject;
  std::string to_unit, to_role;
  std::string title, body;
  std::string draft = {};
};
class Ledger;
// Writes it in the transaction of its cause. Errors: kInvalidInput  no kind, subject, title or addressee
Status wish_notice(Ledger& ledger, const NoticeText& text);

enum class ChannelKind {
  kSmtp,      // mail
  kWecom,     // robot of WeCom (企业微信) and of 政务微信, which has the same form
  kDingtalk,  // robot of DingTalk (钉钉, 浙政钉)
  kSms,       // an SMS gateway over HTTP, by template
  kWebhook,   // JSON to any address
};
std::string_view channel_kind_name(ChannelKind kind);  // 邮件, 企业微信机器人 ...

enum class Rhythm { kDigest, kImmediate };

// Whom a channel serves. Unit and role both "": everybody whom no other target of the channel names.
struct ChannelTarget {
  std::string unit_id;
  std::string role;                    // word_of(DeskRole)
  std::vector<std::string> addresses;  // mail addresses or telephone numbers; none for robots and webhooks
  friend bool operator==(const ChannelTarget&, const ChannelTarget&) = default;
};

struct ChannelSettings {
  std::string link;          // where messages send people: "https://desk.example"; "" none
  std::string from;          // smtp: address of the sender
  std::string from_name;     // smtp: "闭环"
  std::string login;         // smtp: "" none; the password is the channel's secret
  bool requires_tls = true;  // smtp: refuses to speak in the clear (STARTTLS must come)
  std::string content_type;  // sms: of the body, "application/json", "application/x-www-form-urlencoded", "text/xml"
  std::string body;          // sms: template with {phone} {text}, and {count} {key} {secret} where wanted
  std::string success;       // sms: what the answer must hold to count as taken; "" the status alone decides
  friend bool operator==(const ChannelSettings&, const ChannelSettings&) = default;
};

struct ChannelText {
  std::string name;
  ChannelKind kind = ChannelKind::kSmtp;
  bool is_enabled = true;
  Rhythm rhythm = Rhythm::kDigest;
  std::int64_t digest_hour = 8;         // 0 .. 23, Beijing time
  std::int64_t quiet_from = 22 * 60;    // minutes since midnight; may be after quiet_to: over midnight
  std::int64_t quiet_to = 7 * 60 + 30;  // the same as quiet_from: never quiet
  ChannelSettings settings;
  std::vector<ChannelTarget> targets;
};

struct Channel {
  std::string channel_id;  // "g000001"
  std::int64_t revision = 1;
  ChannelText text;
  std::string endpoint_host;  // of the address, which itself is secret (robots carry their key in it)
  bool has_secret = false;
};

enum class DeliveryState { kWaiting, kSent, kGivenUp };

// One message to one address. Notices are added to it until it is first tried; then it stays as it is.
struct Delivery {
  std::string delivery_id;  // "o000001"
  std::int64_t revision = 1;
  std::string channel_id;
  std::string address;  // "" for robots and webhooks
  Instant due_at;
  std::vector<std::string> wish_ids;
  DeliveryState state = DeliveryState::kWaiting;
  std::int64_t attempts = 0;
  Instant next_try_at;
  std::string last_error;  // one sentence; "" none
  Instant made_at;
  std::optional<Instant> sent_at;
};

}  // namespace bihuan::records
