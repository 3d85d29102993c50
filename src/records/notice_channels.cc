#include "records/notice_channels.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/text.h"
#include "records/internal/desk_rules.h"
#include "records/internal/notice_rows.h"
#include "records/internal/organisation_describe.h"
#include "records/rights.h"

namespace bihuan::records {
namespace {

[[nodiscard]] std::unexpected<Error> wrong(std::string message, std::string where) {
  return fail(Code::kInvalidInput, std::move(message), std::move(where));
}

Status require_keeper(const Actor& actor) {
  if (actor.has(DeskRole::kOffice) || actor.has(DeskRole::kSystemAdmin)) return {};
  return not_allowed("只有办公室或系统管理员可以管理通知渠道");
}

bool is_printable_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
}

bool is_mail_address(std::string_view text) {
  const std::size_t at = text.find('@');
  return text.size() <= 254 && is_printable_ascii(text) && at != std::string_view::npos && at > 0 &&
         at + 1 < text.size() && text.find('@', at + 1) == std::string_view::npos &&
         text.find_first_of("<>()[]\\,;:\"") == std::string_view::npos;
}

bool is_phone(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  return text.size() >= 5 && text.size() <= 20 &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool has_addresses(ChannelKind kind) { return kind == ChannelKind::kSmtp || kind == ChannelKind::kSms; }

Status check_target(Reader& reader, ChannelKind kind, const ChannelTarget& target) {
  if (!target.unit_id.empty() && !target.role.empty()) return wrong("发送对象应为一个单位或一个角色", "targets");
  if (!target.role.empty()) BIHUAN_CHECK(parse_role(target.role));
  if (!target.unit_id.empty()) {
    BIHUAN_TRY(const std::optional<Unit> unit, find<Unit>(reader, target.unit_id));
    if (!unit) return fail(Code::kNotFound, "没有编号为“" + excerpt(target.unit_id) + "”的单位", "targets");
  }
  if (!has_addresses(kind)) {
    if (target.addresses.empty()) return {};
    return wrong("机器人和回调按渠道地址发送，发送对象不另写地址", "targets");
  }
  if (target.addresses.empty()) return wrong("发送对象要写明接收地址", "targets");
  for (const std::string& address : target.addresses) {
    if (kind == ChannelKind::kSmtp && !is_mail_address(address)) {
      return wrong("“" + excerpt(address) + "”不是邮箱地址，应如 office@example.gov.cn", "targets");
    }
    if (kind == ChannelKind::kSms && !is_phone(address)) {
      return wrong("“" + excerpt(address) + "”不是电话号码，应只有数字，可以+开头", "targets");
    }
  }
  return {};
}

Status check_targets(Reader& reader, const ChannelText& text) {
  if (text.targets.empty()) return wrong("渠道至少要有一个发送对象：单位、角色或全部", "targets");
  std::set<std::pair<std::string, std::string>> seen;
  for (const ChannelTarget& target : text.targets) {
    BIHUAN_CHECK(check_target(reader, text.kind, target));
    if (!seen.insert({target.unit_id, target.role}).second) return wrong("同一发送对象写了两次", "targets");
  }
  return {};
}

Status check_settings(const ChannelText& text) {
  const ChannelSettings& settings = text.settings;
  if (!settings.link.empty() && !parse_endpoint(ChannelKind::kWebhook, settings.link)) {
    return wrong("系统网址应以http://或https://开头", "settings.link");
  }
  if (text.kind == ChannelKind::kSmtp) {
    if (!is_mail_address(settings.from))
      return wrong("发件地址应为邮箱地址，如 bihuan@example.gov.cn", "settings.from");
    if (settings.from_name.size() > 100) return wrong("发件人名称应不超过100字节", "settings.from_name");
    if (!settings.login.empty() && !is_printable_ascii(settings.login)) {
      return wrong("登录名应为不含空格的英文字符", "settings.login");
    }
  }
  if (text.kind == ChannelKind::kSms) {
    const std::set<std::string> known{"application/json", "application/x-www-form-urlencoded", "text/xml"};
    if (!known.contains(settings.content_type)) {
      return wrong("短信正文类型应为 application/json、application/x-www-form-urlencoded 或 text/xml",
                   "settings.content_type");
    }
    if (settings.body.size() > 8'000) return wrong("短信模板应不超过8000字节", "settings.body");
    for (const char* placeholder : {"{phone}", "{text}"}) {
      if (settings.body.find(placeholder) == std::string::npos) {
        return wrong("短信模板中要有" + std::string(placeholder), "settings.body");
      }
    }
  }
  return {};
}

Status check_channel(Reader& reader, const ChannelText& text, const ChannelRow& row) {
  BIHUAN_CHECK(require_text(text.name, "渠道名称", "name", 60));
  if (text.digest_hour < 0 || text.digest_hour > 23) return wrong("摘要时刻应为0至23点", "digest_hour");
  for (const std::int64_t minute : {text.quiet_from, text.quiet_to}) {
    if (minute < 0 || minute >= 24 * 60) return wrong("免打扰起止应为一天中的分钟数，0至1439", "quiet");
  }
  BIHUAN_CHECK(parse_endpoint(text.kind, row.endpoint.value));
  if (row.secret.value.size() > 500) return wrong("密钥应不超过500字节", "secret");
  BIHUAN_CHECK(check_settings(text));
  Query same{{is("name", row.name), {"channel_id", Test::kDiffers, {row.channel_id}, {}}}, {}, {}, 1};
  BIHUAN_TRY(const std::vector<ChannelRow> taken, select<ChannelRow>(reader, same));
  if (!taken.empty()) return fail(Code::kConflict, "已有名为“" + row.name + "”的渠道", "name");
  return check_targets(reader, text);
}

// `row` with what the draft says.
ChannelRow written(ChannelRow row, const ChannelDraft& draft) {
  const ChannelText& text = draft.text;
  row.name = std::string(trim(text.name));
  row.kind = text.kind;
  row.is_enabled = text.is_enabled;
  row.rhythm = text.rhythm;
  row.digest_hour = text.digest_hour;
  row.quiet_from = text.quiet_from;
  row.quiet_to = text.quiet_to;
  row.settings = text.settings;
  row.targets = text.targets;
  if (draft.endpoint) row.endpoint.value = std::string(trim(*draft.endpoint));
  if (draft.secret) row.secret.value = *draft.secret;
  return row;
}

Result<ChannelRow> channel_row(Reader& reader, std::string_view channel_id) {
  BIHUAN_TRY(std::optional<ChannelRow> row, find<ChannelRow>(reader, std::string(channel_id)));
  if (!row) return fail(Code::kNotFound, "没有编号为“" + excerpt(channel_id) + "”的通知渠道", "渠道");
  return *std::move(row);
}

template <class Change>
Status change_waiting(Database& database, const Actor& actor, std::string_view delivery_id, std::int64_t revision,
                      std::string_view what, std::string_view why, const Change& change) {
  BIHUAN_CHECK(require_keeper(actor));
  return database.write(actor, [&](Ledger& ledger) -> Status {
    BIHUAN_TRY(const std::optional<Delivery> before, find<Delivery>(ledger.store(), std::string(delivery_id)));
    if (!before) return fail(Code::kNotFound, "没有编号为“" + excerpt(delivery_id) + "”的待发通知", "待发通知");
    BIHUAN_CHECK(check_revision(*before, revision));
    if (before->state != DeliveryState::kWaiting) return fail(Code::kConflict, "这条通知已不在等待发送", "state");
    Delivery after = *before;
    change(after);
    return ledger.change(*before, after, what, why);
  });
}

}  // namespace

std::string_view channel_kind_name(ChannelKind kind) {
  constexpr std::string_view kNames[] = {"邮件", "企业微信（政务微信）机器人", "钉钉机器人", "短信网关", "通用回调"};
  return kNames[static_cast<int>(kind)];
}

Result<Endpoint> parse_endpoint(ChannelKind kind, std::string_view text) {
  const bool is_mail = kind == ChannelKind::kSmtp;
  const std::string wanted = is_mail ? "smtp://主机:端口 或 smtps://主机:端口" : "http:// 或 https:// 开头的网址";
  const auto refuse = [&](const std::string& why) { return wrong("渠道地址" + why + "，应为" + wanted, "endpoint"); };
  if (text.empty() || text.size() > 2'000) return refuse("为空或太长");
  if (!is_printable_ascii(text)) return refuse("含有空格、控制字符或非英文字符");
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos) return refuse("没有写明协议");
  const auto lower = [](std::string_view part) {
    std::string out(part);
    for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
  };
  Endpoint endpoint{lower(text.substr(0, colon)), ""};
  const bool fits = is_mail ? endpoint.scheme == "smtp" || endpoint.scheme == "smtps"
                            : endpoint.scheme == "http" || endpoint.scheme == "https";
  if (!fits) return refuse("的协议不对");
  std::string_view authority = text.substr(colon + 3);
  authority = authority.substr(0, authority.find_first_of("/?#"));
  if (authority.find_first_of("@\\") != std::string_view::npos) return refuse("中不能写登录名");
  const std::size_t port = authority.starts_with('[') ? authority.find(']') + 1 : authority.find(':');
  endpoint.host = lower(authority.substr(0, port));
  if (endpoint.host.empty()) return refuse("没有主机名");
  return endpoint;
}

Channel channel_of(const ChannelRow& row) {
  Channel channel{row.channel_id, row.revision, {}, "", !row.secret.value.empty()};
  channel.text = {row.name,       row.kind,     row.is_enabled, row.rhythm, row.digest_hour,
                  row.quiet_from, row.quiet_to, row.settings,   row.targets};
  if (const Result<Endpoint> endpoint = parse_endpoint(row.kind, row.endpoint.value)) {
    channel.endpoint_host = endpoint->host;
  }
  return channel;
}

Result<std::vector<Channel>> Channels::all() {
  return database_->read([](Reader& reader) -> Result<std::vector<Channel>> {
    BIHUAN_TRY(const std::vector<ChannelRow> rows, select<ChannelRow>(reader, {{}, {{"channel_id"}}, {}, 0}));
    std::vector<Channel> channels;
    for (const ChannelRow& row : rows) channels.push_back(channel_of(row));
    return channels;
  });
}

Result<Channel> Channels::find(std::string_view channel_id) {
  return database_->read([&](Reader& reader) -> Result<Channel> {
    BIHUAN_TRY(const ChannelRow row, channel_row(reader, channel_id));
    return channel_of(row);
  });
}

Result<Channel> Channels::add(const Actor& actor, const ChannelDraft& draft) {
  BIHUAN_CHECK(require_keeper(actor));
  return database_->write(actor, [&](Ledger& ledger) -> Result<Channel> {
    ChannelRow row = written({}, draft);
    BIHUAN_CHECK(check_channel(ledger.store(), draft.text, row));
    BIHUAN_TRY(row.channel_id, ledger.new_id('g', "notice_channel"));
    BIHUAN_CHECK(ledger.add(row, "channel.added"));
    return channel_of(row);
  });
}

Result<Channel> Channels::change(const Actor& actor, std::string_view channel_id, std::int64_t revision,
                                 const ChannelDraft& draft, std::string_view why) {
  BIHUAN_CHECK(require_keeper(actor));
  BIHUAN_CHECK(require_text(why, "改动的理由", "why"));
  return database_->write(actor, [&](Ledger& ledger) -> Result<Channel> {
    BIHUAN_TRY(const ChannelRow before, channel_row(ledger.store(), channel_id));
    BIHUAN_CHECK(check_revision(before, revision));
    ChannelRow after = written(before, draft);
    // A password goes only where it was meant to go: another address wants its secret anew.
    const bool moves = after.endpoint.value != before.endpoint.value || after.kind != before.kind;
    if (moves && !before.secret.value.empty() && !draft.secret) {
      return wrong("渠道地址改了，密钥要重新填写（没有就填空）", "secret");
    }
    BIHUAN_CHECK(check_channel(ledger.store(), draft.text, after));
    BIHUAN_CHECK(ledger.change(before, after, "channel.changed", trim(why)));
    return channel_of(after);
  });
}

Result<DeliveryPage> Channels::deliveries(std::string_view channel_id, std::optional<DeliveryState> state,
                                          std::string_view cursor, std::int64_t limit) {
  if (limit < 1 || limit > 500) return wrong("每页应为1至500条", "limit");
  return database_->read([&](Reader& reader) -> Result<DeliveryPage> {
    Query query{{}, {{"delivery_id", true}}, {}, limit + 1};
    if (!channel_id.empty()) query.where.push_back(is("channel_id", std::string(channel_id)));
    if (state) query.where.push_back(is("state", enum_word(*state)));
    if (!cursor.empty()) query.after = {std::string(cursor)};
    DeliveryPage page;
    BIHUAN_TRY(page.deliveries, select<Delivery>(reader, query));
    if (static_cast<std::int64_t>(page.deliveries.size()) > limit) {
      page.deliveries.pop_back();
      page.next = page.deliveries.back().delivery_id;
    }
    return page;
  });
}

Status Channels::try_again(const Actor& actor, std::string_view delivery_id, std::int64_t revision) {
  return change_waiting(*database_, actor, delivery_id, revision, "notice.try_again", "",
                        [&](Delivery& delivery) { delivery.next_try_at = actor.at; });
}

Status Channels::give_up(const Actor& actor, std::string_view delivery_id, std::int64_t revision,
                         std::string_view why) {
  BIHUAN_CHECK(require_text(why, "不再发送的理由", "why"));
  return change_waiting(*database_, actor, delivery_id, revision, "notice.given_up", trim(why),
                        [](Delivery& delivery) { delivery.state = DeliveryState::kGivenUp; });
}

}  // namespace bihuan::records
