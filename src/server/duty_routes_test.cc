#include "base/base64.h"
#include "base/digest.h"
#include "server/duty_api.h"
#include "server/sample_round.h"

namespace bihuan::server {
namespace {

using records::DutyState;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class DutyRoutes : public RoundTest {
 protected:
  api::DutyList list(const std::string& query, const std::string& session) {
    return read<api::DutyList>(get("/api/v1/plans/" + plan_ + "/duties" + query, session));
  }
  std::string done(const char* unit = kOwn) { return "/api/v1/units/" + unit_path(unit) + "/duties/done"; }
  std::string withdraw(const char* unit = kOwn) { return "/api/v1/units/" + unit_path(unit) + "/duties/withdraw"; }
  static std::string event(const api::DutyEventView& view, const std::string& rest) {
    return R"({"task_id":")" + view.task_id + R"(","object":")" + view.object + R"(","period":")" + view.period +
           R"(","ordinal":)" + std::to_string(view.ordinal) + "," + rest + "}";
  }
  static std::string words(const std::string& day, const std::string& evidence = "巡查记录") {
    return R"("done_on":")" + day + R"(","evidence":")" + evidence +
           R"(","attachment_digest":"","file_name":"","content_base64":"")";
  }
  static std::string with_file(const std::string& day, const std::string& name, const std::string& bytes) {
    return R"("done_on":")" + day + R"(","evidence":"","attachment_digest":"","file_name":")" + name +
           R"(","content_base64":")" + to_base64(bytes) + "\"";
  }
};

TEST_F(DutyRoutes, TwoSourcesEachMonthAreTwentyFourEvents) {
  const api::DutyList year = list("", clerk());
  EXPECT_THAT(year.events, SizeIs(24));
  EXPECT_EQ(year.counts.missed, 10) << "January to May, two sources";
  EXPECT_EQ(year.counts.open, 2);
  EXPECT_EQ(year.counts.ahead, 12);
  EXPECT_THAT(list("?month=2031-06", clerk()).events, SizeIs(2));
  EXPECT_THAT(list("?state=missed", clerk()).events, SizeIs(10));
  EXPECT_THAT(list("?unit=" + unit_path(kForeign), clerk()).events, IsEmpty());
  EXPECT_THAT(list("?unit=" + unit_path(kOwn) + "&month=2031-05&state=missed", clerk()).events, SizeIs(2));
  std::size_t paged = 0;
  std::string cursor;
  do {
    const api::DutyList page =
        list("?state=missed&limit=3" + (cursor.empty() ? "" : "&cursor=" + percent_encode(cursor)), clerk());
    EXPECT_EQ(page.counts.missed, 10);
    paged += page.events.size();
    cursor = page.next;
  } while (!cursor.empty());
  EXPECT_EQ(paged, 10U);
  for (const char* bad : {"?month=6", "?state=gone", "?cursor=x", "?colour=red"}) {
    EXPECT_EQ(get("/api/v1/plans/" + plan_ + "/duties" + bad, clerk()).status, 400) << bad;
  }
  EXPECT_EQ(get("/api/v1/plans/p0099/duties", clerk()).status, 404);
}

TEST_F(DutyRoutes, RecordedByItsUnitAndTakenBack) {
  const api::DutyEventView event_of_june = list("?month=2031-06", clerk()).events.at(0);
  EXPECT_THAT(event_of_june.record_by, ElementsAre(kOwn));
  EXPECT_THAT(list("?month=2031-06", clerk(kForeign)).events.at(0).record_by, IsEmpty());
  EXPECT_EQ(post(done(), event(event_of_june, words("2031-06-10")), clerk(kForeign)).status, 403);
  EXPECT_EQ(post(done(kForeign), event(event_of_june, words("2031-06-10")), clerk(kForeign)).status, 409)
      << "it does not answer for this";
  EXPECT_EQ(post(done(), event(event_of_june, words("2031-06-10")), clerk()).status, 201);
  const api::DutyEventView recorded = list("?month=2031-06", clerk()).events.at(0);
  EXPECT_EQ(recorded.state, DutyState::kDone);
  EXPECT_TRUE(recorded.may_withdraw);
  EXPECT_EQ(recorded.done->done_on, Date(2031, 6, 10));
  EXPECT_EQ(post(done(), event(event_of_june, words("2031-06-11")), clerk()).status, 409) << "twice";

  EXPECT_EQ(post(withdraw(kForeign), event(event_of_june, R"("why":"登记错了")"), clerk(kForeign)).status, 403);
  EXPECT_EQ(post(withdraw(), event(event_of_june, R"("why":"")"), clerk()).status, 400);
  EXPECT_EQ(post(withdraw(), event(event_of_june, R"("why":"登记错了")"), clerk()).status, 200);
  EXPECT_EQ(post(withdraw(), event(event_of_june, R"("why":"登记错了")"), clerk()).status, 404);
  EXPECT_EQ(list("?month=2031-06", clerk()).events.at(0).state, DutyState::kOpen);

  const api::DutyEventView may = list("?month=2031-05", clerk()).events.at(0);
  EXPECT_EQ(post(done(), event(may, words("2031-06-02", "<img src=x onerror=alert(1)>")), clerk()).status, 201);
  const api::DutyEventView late = list("?month=2031-05", clerk()).events.at(0);
  EXPECT_EQ(late.state, DutyState::kDoneLate);
  EXPECT_EQ(late.done->evidence, "<img src=x onerror=alert(1)>") << "text, kept as it is";
}

TEST_F(DutyRoutes, WhatCannotBeIsRefused) {
  const api::DutyEventView june = list("?month=2031-06", clerk()).events.at(0);
  for (const std::string& rest : {words("2031-05-31"), words("2031-06-21"), words("2031-06-10", ""), words("tomorrow"),
                                  std::string(R"("done_on":"2031-06-10","evidence":7,"attachment_digest":"","file_name":"","content_base64":"")"),
                                  std::string(R"("done_on":"2031-06-10","evidence":"a","attachment_digest":"zz","file_name":"","content_base64":"")"),
                                  std::string(R"("done_on":"2031-06-10")")}) {
    EXPECT_EQ(post(done(), event(june, rest), clerk()).status, 400) << rest;
  }
  api::DutyEventView none = june;
  none.object = "北湖";
  EXPECT_EQ(post(done(), event(none, words("2031-06-10")), clerk()).status, 404);
}

TEST_F(DutyRoutes, ARecordBringsItsFile) {
  const std::string names = "2031年6月10日 巡查记录\n";
  const api::DutyEventView june = list("?month=2031-06", clerk()).events.at(0);
  for (const char* name : {"巡查.exe", "../巡查.txt", "巡查.pdf", "巡查（机密）.txt", ""}) {
    EXPECT_EQ(post(done(), event(june, with_file("2031-06-10", name, names)), clerk()).status, 400) << name;
  }
  EXPECT_EQ(list("?month=2031-06", clerk()).events.at(0).state, DutyState::kOpen) << "nothing half-stored";
  ASSERT_EQ(post(done(), event(june, with_file("2031-06-10", "巡查.txt", names)), clerk()).status, 201);
  const api::DutyEventView recorded = list("?month=2031-06", clerk()).events.at(0);
  EXPECT_EQ(recorded.done->attachment_digest, sm3_hex(names));
  const Response file = get("/api/v1/duty_files/" + sm3_hex(names), head(kForeign));
  ASSERT_EQ(file.status, 200);
  EXPECT_EQ(file.body, names);
  EXPECT_THAT(std::string(file.header("Content-Disposition")), HasSubstr("attachment"));
  EXPECT_EQ(get("/api/v1/duty_files/" + sm3_hex("other"), clerk()).status, 404);
}

TEST_F(DutyRoutes, WhatTheTextLeavesOpenWaitsUntilItIsSettled) {
  const std::string target = "/api/v1/plans/" + plan_ + "/duties/waiting";
  const auto waiting = read<api::WaitingList>(get(target, head()));
  ASSERT_THAT(waiting.waiting, SizeIs(1));
  EXPECT_EQ(waiting.waiting[0].word, "定期");
  EXPECT_TRUE(waiting.waiting[0].may_settle);
  EXPECT_FALSE(read<api::WaitingList>(get(target, head(kForeign))).waiting.at(0).may_settle);
  const std::string settle = "/api/v1/tasks/" + waiting.waiting[0].task_id + "/frequency";
  const std::string quarter = R"({"period":"quarter","min_count":1,"from":null,"to":null,"why":"会议确定每季度"})";
  EXPECT_EQ(post(settle, quarter, head(kForeign)).status, 403);
  EXPECT_EQ(post(settle, quarter, clerk()).status, 403);
  for (const char* bad : {R"({"period":"often","min_count":1,"from":null,"to":null,"why":"a"})",
                          R"({"period":"month","min_count":0,"from":null,"to":null,"why":"a"})",
                          R"({"period":"month","min_count":1,"from":"2031-09-01","to":"2031-03-01","why":"a"})",
                          R"({"period":"month","min_count":1,"from":null,"to":null,"why":""})",
                          R"({"period":"month","min_count":"1","from":null,"to":null,"why":"a"})"}) {
    EXPECT_EQ(post(settle, bad, office()).status, 400) << bad;
  }
  EXPECT_EQ(post(settle, quarter, head()).status, 200);
  EXPECT_THAT(read<api::WaitingList>(get(target, head())).waiting, IsEmpty());
  EXPECT_THAT(list("?task=" + waiting.waiting[0].task_id, clerk()).events, SizeIs(4));
}

}  // namespace
}  // namespace bihuan::server
