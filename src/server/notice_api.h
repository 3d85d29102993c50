// src/server/notice_api.h - what the HTTP API says of notices, their channels and the burden of being asked (api.h).
// Included by .cc files only.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/time.h"

namespace bihuan::server::api {

struct NoticeItem {
  std::string notice_id;
  Instant at;
  std::string kind;
  std::string kind_name;
  std::string subject;  // "case_file/k000001"
  std::string to;       // the unit's or the role's name
  std::string title;
  std::string body;
  std::optional<Date> due;
  std::optional<Instant> read_at;
};
BOOST_DESCRIBE_STRUCT(NoticeItem, (), (notice_id, at, kind, kind_name, subject, to, title, body, due, read_at))

struct NoticeList {
  std::vector<NoticeItem> notices;
  std::int64_t unread = 0;  // of all that are his
  std::string next;
};
BOOST_DESCRIBE_STRUCT(NoticeList, (), (notices, unread, next))

struct ReadRequest {
  std::vector<std::string> notice_ids;
};
BOOST_DESCRIBE_STRUCT(ReadRequest, (), (notice_ids))

struct ChannelTargetView {
  std::string unit_id;
  std::string role;
  std::vector<std::string> addresses;
};
BOOST_DESCRIBE_STRUCT(ChannelTargetView, (), (unit_id, role, addresses))

struct ChannelSettingsView {
  std::string link;
  std::string from;
  std::string from_name;
  std::string login;
  bool requires_tls = true;
  std::string content_type;
  std::string body;
  std::string success;
};
BOOST_DESCRIBE_STRUCT(ChannelSettingsView, (), (link, from, from_name, login, requires_tls, content_type, body, success))

struct ChannelView {
  std::string channel_id;
  std::int64_t revision = 0;
  std::string name;
  std::string kind;  // smtp, wecom, dingtalk, sms, webhook
  std::string kind_name;
  bool is_enabled = true;
  std::string rhythm;  // digest, immediate
  std::int64_t digest_hour = 8;
  std::int64_t quiet_from = 0;  // minutes since midnight
  std::int64_t quiet_to = 0;
  ChannelSettingsView settings;
  std::vector<ChannelTargetView> targets;
  std::string endpoint_host;
  bool has_secret = false;
};
BOOST_DESCRIBE_STRUCT(ChannelView, (),
                      (channel_id, revision, name, kind, kind_name, is_enabled, rhythm, digest_hour, quiet_from,
                       quiet_to, settings, targets, endpoint_host, has_secret))

struct ChannelList {
  std::vector<ChannelView> channels;
};
BOOST_DESCRIBE_STRUCT(ChannelList, (), (channels))

struct ChannelRequest {
  std::string name;
  std::string kind;
  bool is_enabled = true;
  std::string rhythm;
  std::int64_t digest_hour = 8;
  std::int64_t quiet_from = 0;
  std::int64_t quiet_to = 0;
  ChannelSettingsView settings;
  std::vector<ChannelTargetView> targets;
  std::optional<std::string> endpoint;  // null: stays
  std::optional<std::string> secret;    // null: stays; "": none
  std::string why;                      // of a change
};
BOOST_DESCRIBE_STRUCT(ChannelRequest, (),
                      (name, kind, is_enabled, rhythm, digest_hour, quiet_from, quiet_to, settings, targets, endpoint,
                       secret, why))

struct DeliveryView {
  std::string delivery_id;
  std::int64_t revision = 0;
  std::string channel_id;
  std::string address;
  Instant due_at;
  std::int64_t notices = 0;
  std::string state;  // waiting, sent, given_up
  std::int64_t attempts = 0;
  Instant next_try_at;
  std::string last_error;
  std::optional<Instant> sent_at;
};
BOOST_DESCRIBE_STRUCT(DeliveryView, (),
                      (delivery_id, revision, channel_id, address, due_at, notices, state, attempts, next_try_at,
                       last_error, sent_at))

struct DeliveryList {
  std::vector<DeliveryView> deliveries;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(DeliveryList, (), (deliveries, next))

struct GiveUpRequest {
  std::string why;
};
BOOST_DESCRIBE_STRUCT(GiveUpRequest, (), (why))

struct UnitBurdenView {
  std::string unit_id;
  std::string unit_name;
  std::string kind;
  std::int64_t asked = 0;
  std::int64_t known = 0;
  std::int64_t days = 0;
};
BOOST_DESCRIBE_STRUCT(UnitBurdenView, (), (unit_id, unit_name, kind, asked, known, days))

struct BurdenFindingView {
  std::string fault;  // known, repeated
  std::string unit_name;
  std::string subject;
  std::string message;
};
BOOST_DESCRIBE_STRUCT(BurdenFindingView, (), (fault, unit_name, subject, message))

struct BurdenView {
  Date from;
  Date to;
  std::vector<UnitBurdenView> units;
  std::vector<BurdenFindingView> findings;
};
BOOST_DESCRIBE_STRUCT(BurdenView, (), (from, to, units, findings))

}  // namespace bihuan::server::api
