#include "notices/message_forms.h"

#include <gmock/gmock.h>

#include "base/hmac.h"
#include "base/json.h"
#include "base/text.h"
#include "notices/mail_form.h"
#include "notices/testing/notice_samples.h"

namespace bihuan::notices {
namespace {

using records::ChannelKind;
using records::ClaimedDelivery;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;
using testing::StartsWith;

const Instant kSent = at("2024-09-30", "08:01");
constexpr const char* kHostile = "甲\"},\r\nBcc: x@evil.example\r\n<b>&{secret}{phone}";

ClaimedDelivery hostile(ChannelKind kind) { return claimed(kind, {notice("case.assign", kHostile)}); }

HttpMessage http(const ClaimedDelivery& delivery) {
  const auto message = compose(shipped_rules(), delivery, kSent);
  EXPECT_TRUE(message.has_value()) << message.error().message;
  return std::get<HttpMessage>(*message);
}

ClaimedDelivery mail_delivery() {
  ClaimedDelivery mail = hostile(ChannelKind::kSmtp);
  mail.endpoint = "smtp://mail.example.gov.cn";
  mail.secret = "opensesame";
  mail.delivery.address = "hehu@example.gov.cn";
  mail.channel.text.settings.from = "bihuan@example.gov.cn";
  mail.channel.text.settings.from_name = "闭环\r\nX: 1";
  mail.channel.text.settings.login = "bihuan";
  return mail;
}

TEST(MailForm, NoTextOpensAHeader) {
  const MailMessage mail = std::get<MailMessage>(*compose(shipped_rules(), mail_delivery(), kSent));
  const std::string head = mail.data.substr(0, mail.data.find("\r\n\r\n"));
  std::vector<std::string> names;
  for (const std::string_view line : split_lines(head)) {
    if (!line.starts_with(' ')) names.emplace_back(line.substr(0, line.find(':')));
    EXPECT_LE(line.size(), 78U);
  }
  EXPECT_THAT(names, testing::ElementsAre("Date", "From", "To", "Subject", "Message-ID", "MIME-Version", "Content-Type",
                                          "Content-Transfer-Encoding", "Auto-Submitted"));
  EXPECT_THAT(head, HasSubstr("Date: Mon, 30 Sep 2024 08:01:00 +0800\r\n"));
  EXPECT_THAT(head, HasSubstr("Message-ID: <o000001-1727596800@example.gov.cn>"));
  EXPECT_EQ(mail.data.find('\n'), mail.data.find("\r\n") + 1) << "lines end in CRLF";
}

TEST(MailForm, EachAttemptHasTheSameMessageId) {
  ClaimedDelivery second = mail_delivery();
  second.delivery.attempts = 7;
  const auto id = [](const ClaimedDelivery& delivery, Instant when) {
    const std::string data = std::get<MailMessage>(*compose(shipped_rules(), delivery, when)).data;
    const std::size_t begin = data.find("Message-ID: ");
    return data.substr(begin, data.find("\r\n", begin) - begin);
  };
  EXPECT_EQ(id(mail_delivery(), kSent), id(second, {kSent.seconds + 86'400}));
}

// RFC 2047: a word has at most 75 characters and whole characters in it. 河 is E6 B2 B3, base64 5rKz.
TEST(MailForm, EncodesAHeaderInWords) {
  EXPECT_EQ(encode_header_text("Report 7"), "Report 7");
  EXPECT_EQ(encode_header_text("河"), "=?UTF-8?B?5rKz?=");
  EXPECT_THAT(encode_header_text("=?UTF-8?B?eA==?="), StartsWith("=?UTF-8?B?PT9VVEY")) << "what looks encoded is text";
  std::string long_text = "x";
  for (int i = 0; i < 40; ++i) long_text += "河";
  const std::string encoded = encode_header_text(long_text);
  ASSERT_EQ(split_lines(encoded).size(), 4U) << "121 bytes, 13 characters a word";
  for (const std::string_view line : split_lines(encoded)) {
    EXPECT_LE(trim(line).size(), 75U);
    EXPECT_THAT(std::string(trim(line)), StartsWith("=?UTF-8?B?"));
  }
}

TEST(RobotForm, IsJsonWhateverTheTitleHolds) {
  for (const ChannelKind kind : {ChannelKind::kWecom, ChannelKind::kDingtalk}) {
    ClaimedDelivery robot = hostile(kind);
    robot.endpoint = "https://robot.example/send?key=1";
    const HttpMessage message = http(robot);
    const auto json = parse_json(message.body);
    ASSERT_TRUE(json.has_value()) << json.error().message;
    EXPECT_EQ(json->find("msgtype")->text, "markdown");
    const JsonValue* text = json->find("markdown")->find(kind == ChannelKind::kWecom ? "content" : "text");
    EXPECT_THAT(text->text, HasSubstr("甲\"},  Bcc: x＠evil.example  ＜b＞&{secret}{phone}"));
    EXPECT_EQ(message.url, robot.endpoint) << "unsigned without a secret";
  }
}

TEST(RobotForm, AWecomMessageKeepsToTheLimit) {
  const std::vector<records::Notice> many(500, notice("case.assign", std::string(300, 'x')));
  const auto json = parse_json(http(claimed(ChannelKind::kWecom, many)).body);
  EXPECT_LE(json->find("markdown")->find("content")->text.size(), 4096U);
}

// The signature by hand: HMAC-SHA-256 with key SEC1 over "1727654460000\nSEC1", base64, percent-encoded
// (openssl dgst -sha256 -hmac SEC1 -binary | base64).
TEST(RobotForm, DingtalkIsSignedWithItsSecret) {
  ClaimedDelivery robot = hostile(ChannelKind::kDingtalk);
  robot.endpoint = "https://robot.example/send?access_token=1";
  robot.secret = "SEC1";
  EXPECT_EQ(http(robot).url,
            "https://robot.example/"
            "send?access_token=1&timestamp=1727654460000&sign=mhPM6ENYmZyai2W3LgaWZGXFAwkyYS8CIovPMEujNPk%3D");
}

struct SmsCase {
  const char* content_type;
  const char* body;
  const char* want;
};
TEST(SmsForm, EscapesByTheKindOfItsBody) {
  // The title has 甲"},  Bcc: x@evil.example  <b>&{secret}{phone}: its braces are no placeholders.
  const SmsCase cases[] = {
      {"application/json", R"({"m":"{phone}","c":"{text}","k":"{secret}"})",
       R"({"m":"+8613900000000","c":"甲\"},  Bcc: x@evil.example  <b>&{secret}{phone}","k":"a\"b&c"})"},
      {"application/x-www-form-urlencoded", "m={phone}&c={text}&k={secret}",
       "m=%2B8613900000000&c=%E7%94%B2%22%7D%2C%20%20Bcc%3A%20x%40evil.example%20%20%3Cb%3E%26%7Bsecret%7D%7Bphone%7D&"
       "k=a%22b%26c"},
      {"text/xml", "<m>{phone}</m><c>{text}</c><k>{secret}</k>",
       "<m>+8613900000000</m><c>甲&quot;},  Bcc: x@evil.example  "
       "&lt;b&gt;&amp;{secret}{phone}</c><k>a&quot;b&amp;c</k>"},
  };
  for (const SmsCase& one : cases) {
    ClaimedDelivery sms = hostile(ChannelKind::kSms);
    sms.endpoint = "https://sms.example/send";
    sms.secret = "a\"b&c";
    sms.delivery.address = "+8613900000000";
    sms.channel.text.settings.content_type = one.content_type;
    sms.channel.text.settings.body = one.body;
    EXPECT_EQ(http(sms).body, one.want) << one.content_type;
  }
}

TEST(WebhookForm, CarriesAllNoticesItsKeyAndASignature) {
  ClaimedDelivery hook = hostile(ChannelKind::kWebhook);
  hook.notices[0].due = Date(2024, 10, 8);
  hook.notices.push_back(notice("case.level.red", "红灯：围网"));
  hook.endpoint = "https://hook.example/in";
  hook.secret = "k";
  const HttpMessage message = http(hook);
  const auto json = parse_json(message.body);
  ASSERT_TRUE(json.has_value());
  EXPECT_EQ(json->find("key")->text, "o000001-1727596800");
  ASSERT_EQ(json->find("notices")->elements.size(), 2U);
  EXPECT_EQ(json->find("notices")->elements[0].find("title")->text, kHostile) << "as it was written";
  EXPECT_EQ(json->find("notices")->elements[0].find("due")->text, "2024-10-08");
  EXPECT_EQ(json->find("notices")->elements[1].find("kind_name")->text, "红灯");
  EXPECT_THAT(message.headers, Contains(Pair("Idempotency-Key", "o000001-1727596800")));
  EXPECT_THAT(message.headers, Contains(Pair("X-Bihuan-Timestamp", "1727654460")));
  EXPECT_THAT(message.headers,
              Contains(Pair("X-Bihuan-Signature", "sha256=" + to_hex(hmac_sha256("k", "1727654460." + message.body)))));
}

TEST(Compose, RefusesWhatNoLongerFitsItsChannel) {
  EXPECT_FALSE(compose(shipped_rules(), claimed(ChannelKind::kWebhook, {}), kSent));
  EXPECT_FALSE(compose(shipped_rules(), hostile(ChannelKind::kSmtp), kSent)) << "a mail without an address";
}

struct JudgeCase {
  const char* name;
  ChannelKind kind;
  int status;
  const char* body;
  bool is_taken;
  Code code;
  const char* message;
};
TEST(Judge, ReadsWhatTheOtherSideMeant) {
  const JudgeCase cases[] = {
      {"hook_ok", ChannelKind::kWebhook, 204, "", true, {}, ""},
      {"hook_down", ChannelKind::kWebhook, 503, "", false, Code::kUnavailable, "对方应答HTTP 503"},
      {"hook_busy", ChannelKind::kWebhook, 429, "slow\r\ndown", false, Code::kUnavailable,
       "对方应答HTTP 429：slow  down"},
      {"hook_refuses", ChannelKind::kWebhook, 403, "", false, Code::kInvalidInput, "对方应答HTTP 403"},
      {"hook_moved", ChannelKind::kWebhook, 302, "", false, Code::kInvalidInput, "对方应答HTTP 302"},
      {"robot_ok", ChannelKind::kWecom, 200, R"({"errcode":0,"errmsg":"ok"})", true, {}, ""},
      {"robot_too_often", ChannelKind::kDingtalk, 200, R"({"errcode":130101,"errmsg":"send too fast"})", false,
       Code::kUnavailable, "机器人拒收（errcode 130101）：send too fast"},
      {"no_robot", ChannelKind::kWecom, 200, "<html>", false, Code::kInvalidInput,
       "对方的应答中没有errcode，应是机器人的JSON应答"},
      {"sms_ok", ChannelKind::kSms, 200, "result=OK", true, {}, ""},
      {"sms_no_money", ChannelKind::kSms, 200, "result=BALANCE", false, Code::kInvalidInput,
       "短信网关的应答中没有“OK”：result=BALANCE"},
  };
  for (const JudgeCase& one : cases) {
    records::Channel channel;
    channel.text.kind = one.kind;
    channel.text.settings.success = "OK";
    const Status status = judge(channel, {one.status, one.body});
    ASSERT_EQ(status.has_value(), one.is_taken) << one.name;
    if (one.is_taken) continue;
    EXPECT_EQ(status.error().code, one.code) << one.name;
    EXPECT_EQ(status.error().message, one.message) << one.name;
  }
}

}  // namespace
}  // namespace bihuan::notices
