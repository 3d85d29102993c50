// Collecting and delivering with a transport that does what the test says.
#include "notices/notices.h"

#include <gmock/gmock.h>

#include <functional>
#include <optional>
#include <set>

#include "notices/testing/office_samples.h"
#include "records/notice_inbox.h"

namespace bihuan::notices {
namespace {

using records::ChannelKind;
using records::DeliveryState;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// Answers 200, unless the address is dead or something else is to happen while it sends.
class FakeTransport final : public Transport {
 public:
  Result<Reply> send(const Message& message) override {
    if (during) during();
    const auto* mail = std::get_if<MailMessage>(&message);
    const std::string url = mail != nullptr ? mail->url : std::get<HttpMessage>(message).url;
    ++attempts;
    if (dead.contains(url)) return fail(Code::kUnavailable, "没有送到：连接被拒绝");
    sent.push_back(message);
    return Reply{200, R"({"errcode":0})"};
  }
  std::set<std::string> dead;
  std::vector<Message> sent;
  int attempts = 0;
  std::function<void()> during;
};

constexpr const char* kMail = "smtp://mail.example";
constexpr const char* kHook = "https://hook.example/in";

class NoticesTest : public NoticeOffice {
 protected:
  FakeTransport transport_;
};

TEST_F(NoticesTest, TwentyNoticesAreOneMessageADay) {
  add(ChannelKind::kSmtp, kMail, "", {"hehu@example.gov.cn"});
  wish_many(20);
  collect();
  EXPECT_EQ(deliver(transport_).sent, 0) << "not before the hour of the digest";
  set(at("2024-09-30", "08:00"));
  collect();
  EXPECT_EQ(deliver(transport_).sent, 1);
  ASSERT_THAT(transport_.sent, SizeIs(1));
  wish_many(3);
  for (int minute = 0; minute < 60; ++minute) {
    pass(1);
    collect();
    deliver(transport_);
  }
  EXPECT_THAT(transport_.sent, SizeIs(1)) << "the rest of the day is quiet";
  set(at("2024-10-01", "08:00"));
  EXPECT_EQ(deliver(transport_).sent, 1);
}

TEST_F(NoticesTest, AnUrgentOneGoesAtOnceButNotAtNight) {
  add(ChannelKind::kWebhook, kHook);
  wish("case.level.red", "红灯：围网");
  wish("case.assign", "交办：清理");
  collect();
  EXPECT_EQ(deliver(transport_).sent, 1);
  EXPECT_THAT(std::get<HttpMessage>(transport_.sent[0]).body, HasSubstr("红灯：围网"));
  set(at("2024-09-29", "23:00"));
  wish("case.level.red", "红灯：漂浮物");
  collect();
  EXPECT_EQ(deliver(transport_).sent, 0);
  set(at("2024-09-30", "07:29"));
  EXPECT_EQ(deliver(transport_).sent, 0);
  pass(1);
  EXPECT_EQ(deliver(transport_).sent, 1);
}

TEST_F(NoticesTest, QuietHoursThatBeginLaterHoldWhatIsDue) {
  const records::Channel channel = add(ChannelKind::kWebhook, kHook);
  wish("case.level.red", "红灯：围网");
  collect();
  records::ChannelDraft draft{channel.text, std::nullopt, std::nullopt};
  draft.text.quiet_from = 14 * 60;
  ASSERT_TRUE(channels_.change(actor_, channel.channel_id, 1, draft, "下午不打扰"));
  EXPECT_EQ(deliver(transport_).sent, 0);
  EXPECT_EQ(transport_.attempts, 0);
}

TEST_F(NoticesTest, ADeadGatewayLosesNothingAndIsNotHammered) {
  add(ChannelKind::kSmtp, kMail, "", {"a@example.gov.cn", "b@example.gov.cn"});
  add(ChannelKind::kWebhook, kHook);
  transport_.dead = {kMail};
  wish_many(20);
  collect();
  set(at("2024-09-30", "08:00"));
  const DeliverReport first = deliver(transport_);
  EXPECT_EQ(first.sent, 1) << "the webhook does not wait for the mail";
  ASSERT_THAT(first.failures, SizeIs(1)) << "one attempt a round: the other mail would fail as well";
  EXPECT_EQ(first.failures[0].message, "没有送到：连接被拒绝");
  EXPECT_EQ(first.failures[0].where, "渠道1/o000001");
  for (int minute = 0; minute < 24 * 60; ++minute) {
    pass(1);
    deliver(transport_);
  }
  EXPECT_LT(transport_.attempts, 60) << "a day at growing distances, not 2880 attempts";
  EXPECT_THAT(deliveries(DeliveryState::kWaiting), SizeIs(2));
  for (const auto& delivery : deliveries(DeliveryState::kWaiting)) {
    EXPECT_THAT(delivery.wish_ids, SizeIs(20));
    EXPECT_EQ(delivery.last_error, "没有送到：连接被拒绝");
  }
  transport_.dead.clear();
  set(at("2024-10-01", "12:00"));
  EXPECT_EQ(deliver(transport_).sent, 2);
  EXPECT_THAT(deliveries(DeliveryState::kWaiting), IsEmpty());
}

TEST_F(NoticesTest, WhatWasSentWithoutBeingFinishedIsSentAgainUnderTheSameKey) {
  add(ChannelKind::kWebhook, kHook);
  wish("case.level.red", "红灯：围网");
  collect();
  // The process dies between sending and writing that it was sent.
  records::Outbox outbox(database_);
  const auto claimed =
      outbox.claim(actor_, {}, [&](const records::Channel&, std::int64_t) { return Instant{actor_.at.seconds + 60}; });
  ASSERT_TRUE(claimed.has_value() && claimed->has_value());
  EXPECT_EQ(deliver(transport_).sent, 0);
  pass(1);
  EXPECT_EQ(deliver(transport_).sent, 1);
  EXPECT_THAT(std::get<HttpMessage>(transport_.sent[0]).headers,
              testing::Contains(
                  testing::Pair("Idempotency-Key", "o000001-" + std::to_string((*claimed)->delivery.made_at.seconds))));
}

TEST_F(NoticesTest, TheStoreIsFreeWhileAMessageIsSent) {
  add(ChannelKind::kWebhook, kHook);
  wish("case.level.red", "红灯：围网");
  collect();
  bool was_free = false;
  transport_.during = [&] {
    wish("case.assign", "交办：在发送时写下");  // would wait for ever inside a transaction
    was_free = true;
  };
  EXPECT_EQ(deliver(transport_).sent, 1);
  EXPECT_TRUE(was_free);
}

TEST_F(NoticesTest, APersonWhoGivesUpWhileItIsSentIsHeard) {
  add(ChannelKind::kWebhook, kHook);
  wish("case.level.red", "红灯：围网");
  collect();
  transport_.dead = {kHook};
  transport_.during = [&] { EXPECT_TRUE(channels_.give_up(actor_, "o000001", 2, "已电话告知")); };
  EXPECT_THAT(deliver(transport_).failures, SizeIs(1));
  EXPECT_EQ(deliveries()[0].state, DeliveryState::kGivenUp);
}

TEST_F(NoticesTest, WithoutAChannelTheNoticeIsInTheInbox) {
  wish_many(3);
  EXPECT_EQ(collect().notices, 3);
  EXPECT_THAT(deliveries(), IsEmpty());
  records::Actor clerk;
  clerk.person_id = "h000001";
  clerk.seats = {{"河湖科", records::Post::kClerk, ""}};
  EXPECT_THAT(records::Inbox(database_).page(clerk, true, "", 10)->items, SizeIs(3));
}

}  // namespace
}  // namespace bihuan::notices
