#include "records/retentions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "records/case_samples.h"
#include "records/internal/retention_rows.h"
#include "records/retention_rules.h"

namespace bihuan::records {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

RetentionEntry wish() {
  RetentionEntry entry;
  entry.data_set = "device-minute";
  entry.data_before = day("2019-01-01");
  entry.why = "超过保存期限";
  entry.rows_asked = 525'600;
  return entry;
}

HoldEntry evidence() {
  HoldEntry entry;
  entry.reference = case_reference("k000012");
  entry.site = "E01";
  entry.places = {"E01", "MN1"};
  entry.begins = on("2018-03-01", "00:00");
  entry.ends = on("2018-04-01", "00:00");
  entry.why = "查处证据";
  return entry;
}

class RetentionsTest : public testing::Test {
 protected:
  static Actor guard() { return person("安全管理员小卫", {DeskRole::kSecurityAdmin}, {}); }
  void expect_proved() {
    const JournalReport report = *database->read([](Reader& reader) { return verify_journal(reader, {}); });
    EXPECT_TRUE(report.findings.empty()) << report.findings.front().message;
  }
  std::shared_ptr<Database> database = *open_memory_database();
  Retentions book{database};
};

TEST_F(RetentionsTest, AskedByOneGrantedByAnotherThenDone) {
  const auto asked = book.ask(station_clerk(), wish());
  ASSERT_TRUE(asked.has_value()) << asked.error().message;
  EXPECT_EQ(asked->retention_id, "t000001");
  EXPECT_EQ(retention_state_name(asked->state), "待同意");
  EXPECT_EQ(book.done(timer(on("2024-09-30")), "t000001", 1).error().code, Code::kConflict) << "nobody granted it";
  const RetentionCut cut{17, "y000003", 12, "i000002"};
  EXPECT_EQ(book.begin(leader(), "t000001", 2, "", cut).error().where, "revision");
  const auto begun = book.begin(leader(), "t000001", 1, "", cut);
  ASSERT_TRUE(begun.has_value()) << begun.error().message;
  EXPECT_EQ(begun->cut, cut);
  EXPECT_EQ(begun->decided_name, "孙局长");
  EXPECT_THAT(*book.unfinished(), SizeIs(1));
  EXPECT_EQ(book.begin(guard(), "t000001", 2, "", cut).error().message,
            "这项清理申请正在清理，已由孙局长决定，不能再改");
  const auto done = book.done(leader(), "t000001", 525'599);
  EXPECT_EQ(done->rows, 525'599);
  EXPECT_TRUE(done->ended_at.has_value());
  EXPECT_THAT(*book.unfinished(), SizeIs(0));
  EXPECT_THAT(*book.all_done(), SizeIs(1));
  EXPECT_EQ(book.failed(leader(), "t000001", "x").error().code, Code::kConflict);
  EXPECT_EQ(retention_reference(done->retention_id), "observation_retention/t000001");
  expect_proved();
}

TEST_F(RetentionsTest, WhoMayNotIsToldWhy) {
  ASSERT_TRUE(book.ask(station_clerk(), wish()).has_value());
  struct Refusal {
    const char* name;
    Actor actor;
    const char* message;
  };
  Actor both = station_clerk();
  both.roles.push_back(DeskRole::kLeader);
  Actor nameless = leader();
  nameless.person_id.clear();
  const Refusal kRefusals[] = {
      {"who asked", both, "清理数据须经另一人同意：申请的人不能自己同意"},
      {"another station clerk", person("监测站小何", {DeskRole::kStation}, {}),
       "只有局领导和安全管理员可以决定清理申请"},
      {"nobody by name", nameless, "决定清理申请要由具名的人办理：请以本人账号登录"},
  };
  for (const Refusal& one : kRefusals) {
    EXPECT_EQ(book.check_decider(one.actor, "t000001", 1).error().message, one.message) << one.name;
    EXPECT_EQ(book.begin(one.actor, "t000001", 1, "", {}).error().message, one.message) << one.name;
    EXPECT_EQ(book.refuse(one.actor, "t000001", 1, "不行").error().message, one.message) << one.name;
  }
  EXPECT_EQ(book.ask(leader(), wish()).error().message, "只有办公室和监测站可以申请清理数据");
  EXPECT_EQ(book.check_decider(guard(), "t000009", 1).error().code, Code::kNotFound);
  EXPECT_EQ(book.refuse(guard(), "t000001", 1, " ").error().where, "why");
  EXPECT_EQ(book.refuse(guard(), "t000001", 1, "还要用")->state, RetentionState::kRefused);
  EXPECT_THAT(*book.all_done(), SizeIs(0));
  expect_proved();
}

TEST_F(RetentionsTest, RefusesWhatIsNoRequest) {
  struct Case {
    const char* name;
    std::function<void(RetentionEntry&)> spoil;
    const char* where;
    const char* message;
  };
  const Case kCases[] = {
      {"no set", [](RetentionEntry& e) { e.data_set = ""; }, "data_set", "数据集不能为空"},
      {"no reason", [](RetentionEntry& e) { e.why = " "; }, "why", "清理的理由不能为空"},
      {"no limit", [](RetentionEntry& e) { e.data_before.reset(); }, "data_before",
       "清理数据须给出数据时间或入库时间的界限"},
      {"no first", [](RetentionEntry& e) { e.data_before = day("2019-01-02"); }, "data_before",
       "按数据时间清理须到月初，现为2019-01-02"},
      {"the future", [](RetentionEntry& e) { e.loaded_before = on("2024-09-30", "09:01"); }, "loaded_before",
       "入库时间的界限不能在现在以后"},
  };
  for (const Case& one : kCases) {
    RetentionEntry entry = wish();
    one.spoil(entry);
    const auto refused = book.ask(station_clerk(), entry);
    ASSERT_FALSE(refused.has_value()) << one.name;
    EXPECT_EQ(refused.error().where, one.where) << one.name;
    EXPECT_EQ(refused.error().message, one.message) << one.name;
  }
}

TEST_F(RetentionsTest, AHoldStandsUntilItIsReleased) {
  const auto held = book.hold(station_clerk(), evidence());
  ASSERT_TRUE(held.has_value()) << held.error().message;
  EXPECT_EQ(held->hold_id, "e000001");
  EXPECT_EQ(held->places, evidence().places);
  EXPECT_THAT(*book.holds(false), SizeIs(1));
  EXPECT_EQ(book.release(station_clerk(), "e000001", 1, "").error().where, "why");
  EXPECT_EQ(book.release(stranger(), "e000001", 1, "结案").error().message,
            "只有办公室、监测站、支队和局领导可以留存数据、解除留存");
  EXPECT_EQ(book.release(station_clerk(), "e000001", 2, "结案").error().where, "revision");
  EXPECT_TRUE(book.release(leader(), "e000001", 1, "结案").has_value());
  EXPECT_EQ(book.release(leader(), "e000001", 2, "结案").error().message, "这项留存已由孙局长解除");
  EXPECT_THAT(*book.holds(false), SizeIs(0));
  EXPECT_THAT(*book.holds(true), SizeIs(1));
  EXPECT_EQ(book.find_hold("e000009").error().code, Code::kNotFound);
  HoldEntry wrong = evidence();
  wrong.data_set = "device-hour";
  EXPECT_EQ(book.hold(leader(), wrong).error().message, "留存的对象应是点位、数据序列、数据集三者之一");
  wrong = evidence();
  wrong.ends = wrong.begins;
  EXPECT_EQ(book.hold(leader(), wrong).error().where, "until");
  wrong = evidence();
  wrong.reference = "";
  EXPECT_EQ(book.hold(leader(), wrong).error().where, "reference");
  EXPECT_EQ(book.hold(stranger(), evidence()).error().code, Code::kConflict);
  expect_proved();
}

TEST_F(RetentionsTest, ListsTheNewestFirstInPages) {
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(book.ask(station_clerk(), wish()).has_value());
  const auto first = *book.list("", 2);
  ASSERT_THAT(first, SizeIs(2));
  EXPECT_EQ(first[0].retention_id, "t000003");
  EXPECT_EQ(book.list(first[1].retention_id, 2)->at(0).retention_id, "t000001");
  EXPECT_EQ(book.list("", 501).error().message, "每页条数应为1到500");
}

// --- spans -----------------------------------------------------------------------------------------------------------

TEST(RetentionRules, TheShippedSpansForbidWhatIsYounger) {
  const auto rules = load_retention_rules(shipped("knowledge/office/observation-retention.toml"), "r.toml");
  ASSERT_TRUE(rules.has_value()) << rules.error().message << rules.error().where;
  const Date today = day("2024-09-30");
  // CLAUSE: 排污许可管理条例 第十九条: 五年
  EXPECT_EQ(rules->may_go_before("device-hour", today), day("2019-09-01"));
  EXPECT_TRUE(rules->check("device-hour", day("2019-09-01"), today).has_value());
  const Status younger = rules->check("device-hour", day("2019-10-01"), today);
  ASSERT_FALSE(younger.has_value());
  EXPECT_EQ(younger.error().message,
            "现场设备小时值须保存5年（排污许可管理条例第十九条），现只能清理2019-09-01以前的，要清理到2019-10-01");
  EXPECT_THAT(rules->check("device-hour", std::nullopt, today).error().message, HasSubstr("请给出数据时间的界限"));
  EXPECT_EQ(rules->may_go_before("manual", day("2024-02-29")), day("2018-02-01")) << "29 February has a span, too";
  for (const char* free : {"device-realtime", "air-hour", "of-nobody"}) {
    EXPECT_FALSE(rules->may_go_before(free, today).has_value()) << free;
    EXPECT_TRUE(rules->check(free, std::nullopt, today).has_value()) << free;
  }
  EXPECT_EQ(rules->name_of("air-hour"), "环境空气小时值");
  EXPECT_EQ(rules->name_of("of-nobody"), "of-nobody");
}

TEST(RetentionRules, AFaultNamesItsLine) {
  const std::string head = "[[data_set]]\nid = \"a\"\nname = \"甲\"\nsource = \"某规定\"\n";
  const std::pair<std::string, const char*> kFaults[] = {
      {head + "keep_years = 0\nclause = \"1\"\n", "keep_years应为1到100年，现为0"},
      {head + "keep_years = 3\n", "有保存期限的，clause应写明条款"},
      {head + head, "数据集“a”写了两次"},
  };
  for (const auto& [text, message] : kFaults) {
    const auto rules = load_retention_rules(text, "r.toml");
    ASSERT_FALSE(rules.has_value()) << message;
    EXPECT_EQ(rules.error().message, message);
    EXPECT_THAT(rules.error().where, HasSubstr("r.toml:"));
  }
}

}  // namespace
}  // namespace bihuan::records
