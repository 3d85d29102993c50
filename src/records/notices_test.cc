// Channels, outbox and inbox over one store in memory.
#include <gmock/gmock.h>

#include "records/case_samples.h"
#include "records/ledger.h"
#include "records/notice_channels.h"
#include "records/notice_inbox.h"
#include "records/notice_outbox.h"
#include "records/organisation.h"
#include "records/record_samples.h"

namespace bihuan::records {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

const Instant kNow = on("2024-09-30");
const Instant kEight = on("2024-10-01", "08:00");

class NoticesTest : public testing::Test {
 protected:
  NoticesTest() {
    OrganisationBook organisation(database_);
    for (const char* name : {"河湖科", "监测站"}) {
      Unit unit;
      unit.name = name;
      EXPECT_TRUE(organisation.add_unit(office_, unit).has_value());
    }
  }
  void TearDown() override {
    const auto report = database_->read([](Reader& reader) { return verify_journal(reader, {}); });
    ASSERT_TRUE(report);
    EXPECT_THAT(report->findings, IsEmpty());
  }
  void wish(const std::string& unit, const std::string& title, const std::string& role = "") {
    const Status status = database_->write(office_, [&](Ledger& ledger) {
      return wish_notice(ledger, {"case.assign", "case_file/k000009", unit, role, title, "", ""});
    });
    EXPECT_TRUE(status.has_value());
  }
  static ChannelDraft mail(std::vector<ChannelTarget> targets) {
    ChannelDraft draft;
    draft.text.name = "内网邮件";
    draft.text.settings.from = "bihuan@example.gov.cn";
    draft.text.targets = std::move(targets);
    draft.endpoint = "smtp://mail.example.gov.cn:25";
    draft.secret = "opensesame-17";
    return draft;
  }
  Channel add(const ChannelDraft& draft) {
    const auto channel = channels_.add(office_, draft);
    EXPECT_TRUE(channel.has_value()) << channel.error().message;
    return *channel;
  }
  TakenNotices take() {
    return *outbox_.take(timer(kNow), [](const Channel&, const Notice&) { return kEight; });
  }
  std::optional<ClaimedDelivery> claim(Instant now, std::vector<std::string> without = {}) {
    const auto claimed = outbox_.claim(
        timer(now), without, [&](const Channel&, std::int64_t attempt) { return Instant{now.seconds + 60 * attempt}; });
    EXPECT_TRUE(claimed.has_value()) << claimed.error().message;
    return *claimed;
  }
  std::vector<Delivery> deliveries() { return channels_.deliveries("", std::nullopt, "", 100)->deliveries; }

  std::shared_ptr<Database> database_ = *open_memory_database();
  Actor office_ = office_clerk();
  Channels channels_{database_};
  Outbox outbox_{database_};
  Inbox inbox_{database_};
};

struct BadChannel {
  const char* name;
  void (*spoil)(ChannelDraft&);
  const char* where;
  const char* message;
};
TEST_F(NoticesTest, AChannelThatCannotWorkIsRefused) {
  const BadChannel cases[] = {
      {"no_name", [](ChannelDraft& d) { d.text.name = " "; }, "name", "渠道名称不能为空"},
      {"no_address", [](ChannelDraft& d) { d.endpoint.reset(); }, "endpoint", "为空"},
      {"wrong_protocol", [](ChannelDraft& d) { d.endpoint = "file:///etc/passwd"; }, "endpoint", "协议不对"},
      {"web_for_mail", [](ChannelDraft& d) { d.endpoint = "https://mail.example.gov.cn"; }, "endpoint", "smtp://"},
      {"login_in_it", [](ChannelDraft& d) { d.endpoint = "smtp://u:p@mail.example.gov.cn"; }, "endpoint", "登录名"},
      {"line_end_in_it", [](ChannelDraft& d) { d.endpoint = "smtp://mail\r\nx"; }, "endpoint", "控制字符"},
      {"no_host", [](ChannelDraft& d) { d.endpoint = "smtp://:25"; }, "endpoint", "没有主机名"},
      {"bad_sender", [](ChannelDraft& d) { d.text.settings.from = "闭环"; }, "settings.from", "邮箱地址"},
      {"sender_with_line_end", [](ChannelDraft& d) { d.text.settings.from = "a@b.cn\r\nBcc:x@y.cn"; }, "settings.from",
       "邮箱地址"},
      {"bad_recipient", [](ChannelDraft& d) { d.text.targets[0].addresses = {"a@b.cn>,<x@y.cn"}; }, "targets",
       "不是邮箱地址"},
      {"no_recipient", [](ChannelDraft& d) { d.text.targets[0].addresses.clear(); }, "targets", "接收地址"},
      {"nobody", [](ChannelDraft& d) { d.text.targets.clear(); }, "targets", "至少要有一个发送对象"},
      {"unknown_unit", [](ChannelDraft& d) { d.text.targets[0].unit_id = "u000099"; }, "targets", "u000099"},
      {"unit_and_role", [](ChannelDraft& d) { d.text.targets[0].role = "office"; }, "targets", "一个单位或一个角色"},
      {"twice", [](ChannelDraft& d) { d.text.targets.push_back(d.text.targets[0]); }, "targets", "写了两次"},
      {"hour_24", [](ChannelDraft& d) { d.text.digest_hour = 24; }, "digest_hour", "0至23"},
      {"minute_1440", [](ChannelDraft& d) { d.text.quiet_to = 1440; }, "quiet", "1439"},
      {"sms_without_text",
       [](ChannelDraft& d) {
         d.text.kind = ChannelKind::kSms;
         d.endpoint = "https://sms.example.gov.cn/send";
         d.text.settings.content_type = "application/json";
         d.text.settings.body = R"({"to":"{phone}"})";
         d.text.targets[0].addresses = {"13900000000"};
       },
       "settings.body", "{text}"},
      {"robot_with_address",
       [](ChannelDraft& d) {
         d.text.kind = ChannelKind::kWecom;
         d.endpoint = "https://qyapi.example.cn/cgi-bin/webhook/send?key=1";
       },
       "targets", "不另写地址"},
  };
  for (const BadChannel& one : cases) {
    ChannelDraft draft = mail({{"河湖科", "", {"hehu@example.gov.cn"}}});
    one.spoil(draft);
    const auto refused = channels_.add(office_, draft);
    ASSERT_FALSE(refused.has_value()) << one.name;
    EXPECT_EQ(refused.error().where, one.where) << one.name;
    EXPECT_THAT(refused.error().message, HasSubstr(one.message)) << one.name;
  }
  EXPECT_THAT(*channels_.all(), IsEmpty());
}

TEST_F(NoticesTest, SecretsOfAChannelAreNowhereShown) {
  ChannelDraft robot;
  robot.text.name = "局群机器人";
  robot.text.kind = ChannelKind::kWecom;
  robot.text.targets = {{}};
  robot.endpoint = "https://QYAPI.example.cn/cgi-bin/webhook/send?key=robot-key-4711";
  robot.secret = "opensesame-17";
  const Channel channel = add(robot);
  EXPECT_EQ(channel.endpoint_host, "qyapi.example.cn");
  EXPECT_TRUE(channel.has_secret);
  const auto entries = *database_->read([](Reader& reader) { return read_journal(reader, 0, 100); });
  for (const JournalEntry& entry : entries) {
    EXPECT_THAT(entry.after, Not(HasSubstr("robot-key-4711")));
    EXPECT_THAT(entry.after, Not(HasSubstr("opensesame-17")));
  }
}

TEST_F(NoticesTest, ASecretDoesNotFollowToAnotherAddress) {
  const Channel channel = add(mail({{"", "", {"office@example.gov.cn"}}}));
  ChannelDraft moved = mail({{"", "", {"office@example.gov.cn"}}});
  moved.endpoint = "smtp://elsewhere.example.com";
  moved.secret.reset();
  const auto refused = channels_.change(office_, channel.channel_id, 1, moved, "换服务器");
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().message, "渠道地址改了，密钥要重新填写（没有就填空）");
  moved.secret = "";
  const auto changed = channels_.change(office_, channel.channel_id, 1, moved, "换服务器");
  ASSERT_TRUE(changed.has_value()) << changed.error().message;
  EXPECT_EQ(changed->revision, 2);
  EXPECT_FALSE(changed->has_secret);
  EXPECT_EQ(channels_.change(office_, channel.channel_id, 1, moved, "再改").error().code, Code::kConflict);
}

TEST_F(NoticesTest, OnlyTheOfficeAndTheSystemAdministratorKeepChannels) {
  EXPECT_EQ(channels_.add(water_clerk(), mail({{"", "", {"office@example.gov.cn"}}})).error().message,
            "只有办公室或系统管理员可以管理通知渠道");
}

TEST_F(NoticesTest, TwentyNoticesOfOneDayAreOneDelivery) {
  add(mail({{"河湖科", "", {"hehu@example.gov.cn"}}}));
  for (int i = 0; i < 12; ++i) wish("河湖科", "第" + std::to_string(i) + "件");
  EXPECT_EQ(take().notices, 12);
  for (int i = 12; i < 20; ++i) wish("河湖科", "第" + std::to_string(i) + "件");
  const TakenNotices second = take();
  EXPECT_EQ(second.notices, 8);
  EXPECT_EQ(second.deliveries, 0) << "they join the one that waits";
  ASSERT_THAT(deliveries(), SizeIs(1));
  EXPECT_THAT(deliveries()[0].wish_ids, SizeIs(20));
  EXPECT_EQ(take().notices, 0);
}

TEST_F(NoticesTest, ANamedTargetComesBeforeEverybody) {
  add(mail({{"河湖科", "", {"hehu@example.gov.cn"}}, {"", "", {"all@example.gov.cn"}}}));
  wish("河湖科", "甲");
  wish("监测站", "乙");
  wish("", "丙", "office");
  take();
  std::map<std::string, std::size_t> sizes;
  for (const Delivery& delivery : deliveries()) sizes[delivery.address] = delivery.wish_ids.size();
  EXPECT_EQ(sizes, (std::map<std::string, std::size_t>{{"hehu@example.gov.cn", 1}, {"all@example.gov.cn", 2}}));
}

TEST_F(NoticesTest, WhoIsReachedTwiceReadsItOnce) {
  add(mail({{"河湖科", "", {"li@example.gov.cn"}}, {"", "office", {"li@example.gov.cn"}}}));
  wish("河湖科", "甲");
  wish("", "甲", "office");
  take();
  ASSERT_THAT(deliveries(), SizeIs(1));
  EXPECT_THAT(deliveries()[0].wish_ids, SizeIs(1));
}

TEST_F(NoticesTest, WhatWasTriedStaysAsItIs) {
  add(mail({{"河湖科", "", {"hehu@example.gov.cn"}}}));
  wish("河湖科", "甲");
  take();
  const auto claimed = claim(kEight);
  ASSERT_TRUE(claimed);
  EXPECT_EQ(claimed->secret, "opensesame-17");
  EXPECT_EQ(claimed->endpoint, "smtp://mail.example.gov.cn:25");
  EXPECT_EQ(claimed->notices.front().to_name, "河湖科");
  wish("河湖科", "乙");
  take();
  EXPECT_THAT(deliveries(), SizeIs(2)) << "a receiver that has it already must find the same under its key";
}

TEST_F(NoticesTest, AClaimThatNobodyFinishedIsTriedAgain) {
  add(mail({{"河湖科", "", {"hehu@example.gov.cn"}}}));
  wish("河湖科", "甲");
  take();
  EXPECT_FALSE(claim(Instant{kEight.seconds - 1})) << "not due yet";
  ASSERT_TRUE(claim(kEight));
  EXPECT_FALSE(claim(kEight)) << "two rounds at once do not send twice";
  const auto again = claim(Instant{kEight.seconds + 60});
  ASSERT_TRUE(again);
  EXPECT_EQ(again->delivery.attempts, 2);
  ASSERT_TRUE(outbox_.finish(timer(kEight), again->delivery, Error{Code::kUnavailable, "对方没有应答", ""}));
  EXPECT_EQ(deliveries()[0].state, DeliveryState::kWaiting);
  EXPECT_EQ(deliveries()[0].last_error, "对方没有应答");
  const auto third = claim(Instant{kEight.seconds + 600});
  ASSERT_TRUE(third);
  ASSERT_TRUE(outbox_.finish(timer(kEight), third->delivery, std::nullopt));
  EXPECT_EQ(deliveries()[0].state, DeliveryState::kSent);
  EXPECT_EQ(deliveries()[0].last_error, "");
  EXPECT_FALSE(claim(Instant{kEight.seconds + 100'000}));
}

TEST_F(NoticesTest, AChannelOutOfUseKeepsWhatWaits) {
  const Channel channel = add(mail({{"河湖科", "", {"hehu@example.gov.cn"}}}));
  wish("河湖科", "甲");
  take();
  ChannelDraft off = mail({{"河湖科", "", {"hehu@example.gov.cn"}}});
  off.text.is_enabled = false;
  ASSERT_TRUE(channels_.change(office_, channel.channel_id, 1, off, "停用"));
  EXPECT_FALSE(claim(kEight));
  wish("河湖科", "乙");
  EXPECT_EQ(take().deliveries, 0);
  off.text.is_enabled = true;
  ASSERT_TRUE(channels_.change(office_, channel.channel_id, 2, off, "启用"));
  EXPECT_FALSE(claim(kEight, {channel.channel_id})) << "left out by the caller, as in quiet hours";
  EXPECT_TRUE(claim(kEight));
}

TEST_F(NoticesTest, OnlyAPersonGivesUpADeliveryAndSaysWhy) {
  add(mail({{"河湖科", "", {"hehu@example.gov.cn"}}}));
  wish("河湖科", "甲");
  take();
  EXPECT_EQ(channels_.give_up(office_, "o000001", 1, " ").error().message, "不再发送的理由不能为空");
  EXPECT_EQ(channels_.give_up(water_clerk(), "o000001", 1, "已电话告知").error().code, Code::kConflict);
  ASSERT_TRUE(channels_.give_up(office_, "o000001", 1, "已电话告知"));
  EXPECT_FALSE(claim(kEight));
  EXPECT_EQ(channels_.try_again(office_, "o000001", 2).error().message, "这条通知已不在等待发送");
}

// --- the inbox -------------------------------------------------------------------------------------------------------

std::vector<std::string> titles(const InboxPage& page) {
  std::vector<std::string> all;
  for (const InboxItem& item : page.items) all.push_back(item.notice.title);
  return all;
}

TEST_F(NoticesTest, APersonSeesWhatIsForHisUnitsAndRoles) {
  wish("河湖科", "给河湖科");
  wish("监测站", "给监测站");
  wish("", "给办公室", "office");
  const Actor li = person("李", {DeskRole::kSection}, {{"河湖科", Post::kClerk, ""}});
  const Actor zhao = person("赵", {DeskRole::kOffice}, {{"监测站", Post::kClerk, ""}});
  EXPECT_THAT(titles(*inbox_.page(li, false, "", 10)), ElementsAre("给河湖科"));
  EXPECT_THAT(titles(*inbox_.page(zhao, false, "", 10)), ElementsAre("给办公室", "给监测站")) << "newest first";
  EXPECT_THAT(titles(*inbox_.page(person("钱", {}, {}), false, "", 10)), IsEmpty());
  EXPECT_EQ(inbox_.mark_read(li, {"w000002"}).error().message, "没有编号为“w000002”的通知");
}

TEST_F(NoticesTest, ReadingIsEachPersonsOwn) {
  wish("河湖科", "甲");
  wish("河湖科", "乙");
  const Actor li = person("李", {}, {{"河湖科", Post::kClerk, ""}});
  const Actor wang = person("王", {}, {{"河湖科", Post::kHead, ""}});
  ASSERT_TRUE(inbox_.mark_read(li, {"w000001"}));
  ASSERT_TRUE(inbox_.mark_read(at(li, on("2024-10-08")), {"w000001"})) << "twice is the same as once";
  EXPECT_EQ(*inbox_.unread(li), 1);
  EXPECT_EQ(*inbox_.unread(wang), 2);
  EXPECT_THAT(titles(*inbox_.page(li, true, "", 10)), ElementsAre("乙"));
  EXPECT_EQ(inbox_.page(li, false, "", 10)->items[1].read_at, on("2024-09-30"));
}

TEST_F(NoticesTest, PagesJoinWithoutGapsOrDoubles) {
  for (int i = 1; i <= 7; ++i) wish(i % 2 == 0 ? "河湖科" : "", std::to_string(i), i % 2 == 0 ? "" : "office");
  const Actor zhao = person("赵", {DeskRole::kOffice}, {{"河湖科", Post::kClerk, ""}});
  std::vector<std::string> all;
  std::string cursor;
  int pages = 0;
  do {
    const InboxPage page = *inbox_.page(zhao, false, cursor, 3);
    for (const std::string& title : titles(page)) all.push_back(title);
    cursor = page.next;
    ASSERT_LE(++pages, 3);
  } while (!cursor.empty());
  EXPECT_THAT(all, ElementsAre("7", "6", "5", "4", "3", "2", "1"));
}

}  // namespace
}  // namespace bihuan::records
