#include "notices/message_forms.h"

#include <utility>

#include "base/base64.h"
#include "base/hmac.h"
#include "base/json.h"
#include "base/text.h"
#include "notices/digest.h"
#include "notices/mail_form.h"

namespace bihuan::notices {
namespace {

using records::ChannelKind;
using records::ClaimedDelivery;

constexpr std::size_t kMailBytes = 64'000;
constexpr std::size_t kWecomBytes = 4'096;      // the robot's limit for markdown
constexpr std::size_t kDingtalkBytes = 16'000;  // below the robot's 20 000

const std::pair<std::string, std::string> kJson{"Content-Type", "application/json; charset=utf-8"};

Message mail(const ClaimedDelivery& claimed, const Digest& digest, Instant at) {
  const records::ChannelSettings& settings = claimed.channel.text.settings;
  Mail mail;
  mail.from = settings.from;
  mail.from_name = settings.from_name;
  mail.to = claimed.delivery.address;
  mail.subject = digest.subject;
  mail.text = plain_text(digest, kMailBytes);
  mail.message_id = key_of(claimed.delivery) + settings.from.substr(settings.from.find('@'));
  mail.at = at;
  return MailMessage{claimed.endpoint, settings.requires_tls, settings.login, claimed.secret, settings.from,
                     mail.to,          write_mail(mail)};
}

Message wecom(const ClaimedDelivery& claimed, const Digest& digest) {
  JsonWriter json(JsonStyle::kCompact);
  json.begin_object();
  json.key("msgtype");
  json.string("markdown");
  json.key("markdown");
  json.begin_object();
  json.key("content");
  json.string(markdown(digest, kWecomBytes));
  json.end_object();
  json.end_object();
  return HttpMessage{claimed.endpoint, {kJson}, json.take()};
}

// Signing: base64 of HMAC-SHA-256 over "<milliseconds>\n<secret>" with the secret as key, both in the address.
std::string dingtalk_address(const ClaimedDelivery& claimed, Instant at) {
  if (claimed.secret.empty()) return claimed.endpoint;
  const std::string time = std::to_string(at.seconds * 1000);
  const std::string sign = to_base64(hmac_sha256(claimed.secret, time + "\n" + claimed.secret));
  const char* joint = claimed.endpoint.find('?') == std::string::npos ? "?" : "&";
  return claimed.endpoint + joint + "timestamp=" + time + "&sign=" + percent_encode(sign);
}

Message dingtalk(const ClaimedDelivery& claimed, const Digest& digest, Instant at) {
  JsonWriter json(JsonStyle::kCompact);
  json.begin_object();
  json.key("msgtype");
  json.string("markdown");
  json.key("markdown");
  json.begin_object();
  json.key("title");
  json.string(digest.subject);
  json.key("text");
  json.string(markdown(digest, kDingtalkBytes));
  json.end_object();
  json.end_object();
  return HttpMessage{dingtalk_address(claimed, at), {kJson}, json.take()};
}

// One pass over the template: what a value brings is never taken for a placeholder.
std::string filled(std::string_view body, const std::vector<std::pair<std::string_view, std::string>>& values) {
  std::string out;
  for (std::size_t i = 0; i < body.size();) {
    bool is_placeholder = false;
    for (const auto& [name, value] : values) {
      if (!body.substr(i).starts_with(name)) continue;
      out += value;
      i += name.size();
      is_placeholder = true;
      break;
    }
    if (!is_placeholder) out += body[i++];
  }
  return out;
}

Message sms(const ClaimedDelivery& claimed, const Digest& digest) {
  const records::ChannelSettings& settings = claimed.channel.text.settings;
  const auto escape = settings.content_type == "application/json"                    ? &json_escape
                      : settings.content_type == "application/x-www-form-urlencoded" ? &percent_encode
                                                                                     : &xml_escape;
  std::string body = filled(settings.body, {{"{phone}", escape(claimed.delivery.address)},
                                            {"{text}", escape(short_text(digest))},
                                            {"{count}", std::to_string(digest.count)},
                                            {"{key}", escape(key_of(claimed.delivery))},
                                            {"{secret}", escape(claimed.secret)}});
  return HttpMessage{
      claimed.endpoint,
      {{"Content-Type", settings.content_type + "; charset=utf-8"}, {"Idempotency-Key", key_of(claimed.delivery)}},
      std::move(body)};
}

void write_notice(JsonWriter& json, const NoticeRules& rules, const records::Notice& notice) {
  const std::pair<const char*, std::string> members[] = {
      {"id", notice.id},           {"at", to_string(notice.at)},
      {"kind", notice.kind},       {"kind_name", rules.kind(notice.kind).name},
      {"subject", notice.subject}, {"to_unit", notice.to_unit},
      {"to_role", notice.to_role}, {"to_name", notice.to_name},
      {"title", notice.title},     {"body", notice.body}};
  json.begin_object();
  for (const auto& [key, value] : members) {
    json.key(key);
    json.string(value);
  }
  json.key("due");
  if (notice.due) {
    json.string(to_string(*notice.due));
  } else {
    json.null();
  }
  json.end_object();
}

Message webhook(const NoticeRules& rules, const ClaimedDelivery& claimed, const Digest& digest, Instant at) {
  JsonWriter json(JsonStyle::kCompact);
  json.begin_object();
  json.key("key");
  json.string(key_of(claimed.delivery));
  json.key("title");
  json.string(digest.subject);
  json.key("notices");
  json.begin_array();
  for (const records::Notice& notice : claimed.notices) write_notice(json, rules, notice);
  json.end_array();
  json.end_object();
  HttpMessage message{claimed.endpoint, {kJson, {"Idempotency-Key", key_of(claimed.delivery)}}, json.take()};
  if (!claimed.secret.empty()) {
    const std::string time = std::to_string(at.seconds);
    message.headers.emplace_back("X-Bihuan-Timestamp", time);
    message.headers.emplace_back("X-Bihuan-Signature",
                                 "sha256=" + to_hex(hmac_sha256(claimed.secret, time + "." + message.body)));
  }
  return message;
}

Status judge_errcode(const Reply& reply) {
  const Result<JsonValue> json = parse_json(reply.body, {.max_bytes = 64'000, .max_depth = 8});
  const JsonValue* code = json ? json->find("errcode") : nullptr;
  if (code == nullptr) return fail(Code::kInvalidInput, "对方的应答中没有errcode，应是机器人的JSON应答");
  if (code->text == "0") return {};
  const JsonValue* said = json->find("errmsg");
  return fail(Code::kUnavailable, "机器人拒收（errcode " + excerpt(code->text, 20) + "）：" +
                                      (said == nullptr ? "没有说明原因" : excerpt(said->text, 120)));
}

}  // namespace

std::string key_of(const records::Delivery& delivery) {
  return delivery.delivery_id + "-" + std::to_string(delivery.made_at.seconds);
}

std::string json_escape(std::string_view text) {
  JsonWriter json(JsonStyle::kCompact);
  json.string(text);
  const std::string quoted = json.take();
  return quoted.substr(1, quoted.size() - 2);
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_safe = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                         c == '_' || c == '.' || c == '~';
    if (is_safe) {
      out += c;
    } else {
      out += '%';
      out += kDigits[byte >> 4U];
      out += kDigits[byte & 0x0fU];
    }
  }
  return out;
}

std::string xml_escape(std::string_view text) {
  std::string out = replace_all(text, "&", "&amp;");
  constexpr std::string_view kSigns[][2] = {{"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"'", "&apos;"}};
  for (const auto& [sign, entity] : kSigns) out = replace_all(out, sign, entity);
  return out;
}

Result<Message> compose(const NoticeRules& rules, const ClaimedDelivery& claimed, Instant at) {
  const records::ChannelText& text = claimed.channel.text;
  if (claimed.notices.empty()) return fail(Code::kInvalidInput, "待发通知中没有内容", claimed.delivery.delivery_id);
  const bool wants_address = text.kind == ChannelKind::kSmtp || text.kind == ChannelKind::kSms;
  if (wants_address == claimed.delivery.address.empty()) {
    return fail(Code::kInvalidInput, "渠道的种类在通知排队后改了，接收地址不再适用", claimed.delivery.delivery_id);
  }
  const Digest digest = make_digest(rules, claimed.notices, text.settings.link, claimed.delivery.due_at);
  switch (text.kind) {
    case ChannelKind::kSmtp:
      return mail(claimed, digest, at);
    case ChannelKind::kWecom:
      return wecom(claimed, digest);
    case ChannelKind::kDingtalk:
      return dingtalk(claimed, digest, at);
    case ChannelKind::kSms:
      return sms(claimed, digest);
    case ChannelKind::kWebhook:
      return webhook(rules, claimed, digest, at);
  }
  return fail(Code::kInvalidInput, "不认识这种渠道", claimed.channel.channel_id);
}

Status judge(const records::Channel& channel, const Reply& reply) {
  const ChannelKind kind = channel.text.kind;
  if (kind == ChannelKind::kSmtp) return {};  // the transport fails where the server refuses
  if (reply.status < 200 || reply.status > 299) {
    const bool may_pass = reply.status == 429 || reply.status >= 500;
    const std::string said = excerpt(trim(reply.body), 120);
    return fail(may_pass ? Code::kUnavailable : Code::kInvalidInput,
                "对方应答HTTP " + std::to_string(reply.status) + (said.empty() ? "" : "：" + said));
  }
  if (kind == ChannelKind::kWecom || kind == ChannelKind::kDingtalk) return judge_errcode(reply);
  const std::string& success = channel.text.settings.success;
  if (kind == ChannelKind::kSms && !success.empty() && reply.body.find(success) == std::string::npos) {
    return fail(Code::kInvalidInput,
                "短信网关的应答中没有“" + excerpt(success) + "”：" + excerpt(trim(reply.body), 120));
  }
  return {};
}

}  // namespace bihuan::notices
