// The real adapter against a mail server and a web server on loopback.
#include "notices/curl_transport.h"

#include <gmock/gmock.h>

#include <memory>

#include "base/base64.h"
#include "base/hmac.h"
#include "base/json.h"
#include "notices/testing/office_samples.h"
#include "notices/testing/sinks.h"

namespace bihuan::notices {
namespace {

using records::ChannelKind;
using records::DeliveryState;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

class SinkTest : public NoticeOffice {
 protected:
  CurlTransport transport_{{.connect_seconds = 20, .total_seconds = 30, .most_reply_bytes = 10'000}};
};

std::string body_of(const ReceivedMail& mail) {
  return replace_all(mail.data.substr(mail.data.find("\n\n") + 2), "\n", "");
}

TEST_F(SinkTest, TwentyEventsMakeOneDigestOverEachChannel) {
  MailSink mail;
  WebSink hook(WebSink::ok("")), wecom(WebSink::ok(R"({"errcode":0,"errmsg":"ok"})"));
  WebSink dingtalk(WebSink::ok(R"({"errcode":0,"errmsg":"ok"})")), sms(WebSink::ok("OK"));
  add(ChannelKind::kSmtp, mail.url(), "", {"hehu@example.gov.cn"});
  add(ChannelKind::kWebhook, hook.url(), "hook-key");
  add(ChannelKind::kWecom, wecom.url("/send?key=robot"));
  add(ChannelKind::kDingtalk, dingtalk.url("/send?access_token=1"), "SEC1");
  add(ChannelKind::kSms, sms.url(), "", {"13900000000"});
  wish_many(20);
  collect();
  set(at("2024-09-30", "08:00"));
  const DeliverReport report = deliver(transport_);
  EXPECT_EQ(report.sent, 5);
  EXPECT_THAT(report.failures, IsEmpty());

  ASSERT_THAT(mail.mails(), SizeIs(1));
  const ReceivedMail received = mail.mails()[0];
  EXPECT_THAT(received.from, StartsWith("<bihuan@example.gov.cn>"));
  EXPECT_EQ(received.to, "<hehu@example.gov.cn>");
  EXPECT_THAT(received.data, AllOf(HasSubstr("Subject: =?UTF-8?B?"), HasSubstr("Message-ID: <o00000")));
  std::string text = "致：河湖科\r\n共20条通知\r\n\r\n■ 督办事项（20条）\r\n";
  for (int i = 1; i <= 20; ++i) text += std::to_string(i) + ". 交办：第" + std::to_string(i) + "件\r\n";
  EXPECT_EQ(body_of(received), to_base64(text));

  ASSERT_THAT(hook.requests(), SizeIs(1));
  ReceivedRequest posted = hook.requests()[0];
  EXPECT_EQ(posted.line, "POST /in HTTP/1.1");
  EXPECT_THAT(parse_json(posted.body)->find("notices")->elements, SizeIs(20));
  EXPECT_EQ(posted.headers["X-Bihuan-Signature"],
            "sha256=" + to_hex(hmac_sha256("hook-key", posted.headers["X-Bihuan-Timestamp"] + "." + posted.body)));

  ASSERT_THAT(wecom.requests(), SizeIs(1));
  EXPECT_THAT(parse_json(wecom.requests()[0].body)->find("markdown")->find("content")->text,
              HasSubstr("20. 交办：第20件"));
  ASSERT_THAT(dingtalk.requests(), SizeIs(1));
  EXPECT_THAT(dingtalk.requests()[0].line, StartsWith("POST /send?access_token=1&timestamp=1727654400000&sign="));
  ASSERT_THAT(sms.requests(), SizeIs(1));
  EXPECT_EQ(sms.requests()[0].body,
            R"({"mobile":"13900000000","content":"您有20条通知：督办事项20条。请登录系统查看。"})");
}

TEST_F(SinkTest, ADeadMailServerLosesNoNotice) {
  unsigned short port = 0;
  {
    const MailSink closed_soon;
    port = closed_soon.port();
  }
  add(ChannelKind::kSmtp, "smtp://127.0.0.1:" + std::to_string(port), "", {"hehu@example.gov.cn"});
  wish_many(20);
  collect();
  set(at("2024-09-30", "08:00"));
  EXPECT_THAT(deliver(transport_).failures, SizeIs(1));
  ASSERT_THAT(deliveries(DeliveryState::kWaiting), SizeIs(1));
  EXPECT_THAT(deliveries()[0].last_error, StartsWith("没有送到："));

  const MailSink opened(port);
  EXPECT_EQ(deliver(transport_).sent, 0) << "the next attempt is not due yet";
  pass(1);
  EXPECT_EQ(deliver(transport_).sent, 1);
  ASSERT_THAT(opened.mails(), SizeIs(1));
  pass(24 * 60);
  deliver(transport_);
  EXPECT_THAT(opened.mails(), SizeIs(1)) << "once";
}

TEST_F(SinkTest, ADeadWebServerLosesNoNotice) {
  std::string url;
  unsigned short port = 0;
  {
    const MailSink closed_soon;
    port = closed_soon.port();
    url = "http://127.0.0.1:" + std::to_string(port) + "/in";
  }
  add(ChannelKind::kWebhook, url);
  wish("case.level.red", "红灯：围网");
  collect();
  EXPECT_THAT(deliver(transport_).failures, SizeIs(1));
  {
    const WebSink failing("503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", port);
    pass(1);
    EXPECT_EQ(deliver(transport_).failures[0].message, "对方应答HTTP 503");
  }
  const WebSink opened(WebSink::ok(""), port);
  pass(2);
  EXPECT_EQ(deliver(transport_).sent, 1);
  EXPECT_THAT(opened.requests(), SizeIs(1));
}

MailMessage sample_mail(const std::string& url) {
  return {url, false, "", "", "bihuan@example.gov.cn", "hehu@example.gov.cn", "Subject: x\r\n\r\n.\r\n..dots\r\n"};
}

TEST_F(SinkTest, AMailServerThatRefusesIsNoDeadOne) {
  const MailSink refusing(0, true);
  const auto reply = transport_.send(sample_mail(refusing.url()));
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, Code::kInvalidInput);
  EXPECT_THAT(reply.error().message, HasSubstr("550"));
  EXPECT_THAT(refusing.mails(), IsEmpty());
}

TEST_F(SinkTest, NothingIsSaidInTheClearWhereTlsIsRequired) {
  const MailSink clear;
  MailMessage mail = sample_mail(clear.url());
  mail.requires_tls = true;
  mail.login = "bihuan";
  mail.password = "opensesame-17";
  const auto reply = transport_.send(mail);
  ASSERT_FALSE(reply);
  EXPECT_THAT(reply.error().message, Not(HasSubstr("opensesame")));
  EXPECT_THAT(clear.mails(), IsEmpty());
}

TEST_F(SinkTest, AMailIsSentWithItsLoginAndLinesOfDotsEndItNot) {
  const MailSink sink;
  MailMessage mail = sample_mail(sink.url());
  mail.login = "bihuan";
  mail.password = "opensesame-17";
  const auto reply = transport_.send(mail);
  ASSERT_TRUE(reply.has_value()) << reply.error().message;
  ASSERT_THAT(sink.mails(), SizeIs(1));
  EXPECT_EQ(sink.mails()[0].login, to_base64(std::string("\0bihuan\0opensesame-17", 21)));
  EXPECT_EQ(sink.mails()[0].data, "Subject: x\n\n..\n...dots\n") << "doubled dots, as RFC 5321 4.5.2 wants";
}

TEST_F(SinkTest, ARedirectIsNotFollowed) {
  const WebSink elsewhere(WebSink::ok(""));
  const WebSink moved("302 Found\r\nLocation: " + elsewhere.url() +
                      "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  const auto reply = transport_.send(HttpMessage{moved.url(), {}, "{}"});
  ASSERT_TRUE(reply.has_value()) << reply.error().message;
  EXPECT_EQ(reply->status, 302) << "a failure, as message_forms.h judges it";
  EXPECT_THAT(elsewhere.requests(), IsEmpty());
}

TEST_F(SinkTest, AnAnswerWithoutEndIsCutOff) {
  const WebSink endless(WebSink::ok(std::string(20'000, 'x')));
  const auto reply = transport_.send(HttpMessage{endless.url(), {}, "{}"});
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, Code::kUnavailable);
  EXPECT_THAT(reply.error().message, HasSubstr("超过10000字节"));
}

TEST_F(SinkTest, OtherProtocolsAreNotSpoken) {
  for (const char* url :
       {"file:///etc/hostname", "ftp://127.0.0.1/x", "gopher://127.0.0.1:1/_x", "smtp://127.0.0.1:1"}) {
    EXPECT_FALSE(transport_.send(HttpMessage{url, {}, "{}"})) << url;
  }
}

}  // namespace
}  // namespace bihuan::notices
