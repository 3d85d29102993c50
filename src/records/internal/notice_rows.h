// src/records/internal/notice_rows.h - the tables of notices on their way. Included by .cc files only.
#pragma once
#include "records/internal/case_rows.h"
#include "records/ledger.h"
#include "records/notices.h"

namespace bihuan::records {

BOOST_DESCRIBE_ENUM(ChannelKind, kSmtp, kWecom, kDingtalk, kSms, kWebhook)
BOOST_DESCRIBE_ENUM(Rhythm, kDigest, kImmediate)
BOOST_DESCRIBE_ENUM(DeliveryState, kWaiting, kSent, kGivenUp)
BOOST_DESCRIBE_STRUCT(ChannelTarget, (), (unit_id, role, addresses))
BOOST_DESCRIBE_STRUCT(ChannelSettings, (), (link, from, from_name, login, requires_tls, content_type, body, success))

struct ChannelRow {
  std::string channel_id;
  std::int64_t revision = 1;
  std::string name;
  ChannelKind kind = ChannelKind::kSmtp;
  bool is_enabled = true;
  Rhythm rhythm = Rhythm::kDigest;
  std::int64_t digest_hour = 8, quiet_from = 0, quiet_to = 0;
  ChannelSettings settings;
  std::vector<ChannelTarget> targets;
  Secret endpoint;
  Secret secret;
};
BOOST_DESCRIBE_STRUCT(ChannelRow, (),
                      (channel_id, revision, name, kind, is_enabled, rhythm, digest_hour, quiet_from, quiet_to,
                       settings, targets, endpoint, secret))
template <>
struct TableName<ChannelRow> {
  static constexpr std::string_view name = "notice_channel";
};

BOOST_DESCRIBE_STRUCT(Delivery, (),
                      (delivery_id, revision, channel_id, address, due_at, wish_ids, state, attempts, next_try_at,
                       last_error, made_at, sent_at))
template <>
struct TableName<Delivery> {
  static constexpr std::string_view name = "notice_delivery";
};

struct NoticeReadingRow {
  std::string person_id, wish_id;
  Instant read_at;
};
BOOST_DESCRIBE_STRUCT(NoticeReadingRow, (), (person_id, wish_id, read_at))
template <>
struct TableName<NoticeReadingRow> {
  static constexpr std::string_view name = "notice_reading";
  static constexpr std::size_t key_columns = 2;
};

Channel channel_of(const ChannelRow& row);
// The notice with its addressee's name and its subject's deadline.
Result<Notice> notice_of(Reader& reader, const NoticeWishRow& row);

}  // namespace bihuan::records
