// The flows of section 8 of the protocol as transcripts, octet by octet, with a given clock.
#include <gtest/gtest.h>

#include "gateway/testing/desk.h"

namespace bihuan::gateway {
namespace {

using namespace testing_host;

const std::string kWho = ";PW=a1b2c3;MN=AB0000D5900001E000212C01;";
// Frames of the device and of the host are written as segments; the frame around them is computed.
std::string upload(const std::string& qn, const std::string& cn, const std::string& area, int flag = 5) {
  return framed("QN=" + qn + ";ST=32;CN=" + cn + kWho + "Flag=" + std::to_string(flag) + ";CP=&&" + area + "&&");
}
std::string answer(const std::string& qn, const std::string& cn, const std::string& area = "") {
  return framed("QN=" + qn + ";ST=91;CN=" + cn + kWho + "Flag=4;CP=&&" + area + "&&");
}
const std::string kReal = "DataTime=20240930080000;w01018-Rtd=30.1,w01018-Flag=N";

TEST(Flow, UploadWithAnswer) {  // 8.2
  Desk desk;
  const ConnectionId line = desk.connect();
  desk.disk_is_slow = true;
  desk.device_says(line, upload("20240930080000100", "2011", kReal));
  EXPECT_EQ(desk.host_says(line), "") << "not before it is on the disk";
  desk.disk_is_done();
  EXPECT_EQ(desk.host_says(line),
            "##0087QN=20240930080000100;ST=91;CN=9014;PW=a1b2c3;MN=AB0000D5900001E000212C01;Flag=4;CP=&&&&4540\r\n");
  ASSERT_EQ(desk.kept.size(), 1U);
  EXPECT_EQ(desk.kept[0].octets + "\r\n", upload("20240930080000100", "2011", kReal));
  EXPECT_EQ(desk.kept[0].device, kMn);
  EXPECT_EQ(desk.device().counts.frames, 1);
  EXPECT_EQ(desk.device().clock_offset_ms, 100);
}

TEST(Flow, UploadWithoutAnswer) {
  Desk desk;
  const ConnectionId line = desk.connect();
  desk.device_says(line, upload("20240930080000100", "2011", kReal, 4));
  EXPECT_EQ(desk.host_says(line), "");
  EXPECT_EQ(desk.kept.size(), 1U);
}

TEST(Flow, TheDeviceSendsAgain) {  // 8.2: the host is idempotent
  Desk desk;
  const ConnectionId line = desk.connect();
  const std::string frame = upload("20240930080000100", "2011", kReal);
  desk.disk_is_slow = true;
  desk.device_says(line, frame);
  desk.device_says(line, frame);
  EXPECT_EQ(desk.on_their_way, 1U) << "kept once, while it is on its way";
  desk.disk_is_done();
  EXPECT_EQ(desk.host_says(line), answer("20240930080000100", "9014"));
  desk.device_says(line, frame);
  EXPECT_EQ(desk.on_their_way, 0U);
  EXPECT_EQ(desk.host_says(line), answer("20240930080000100", "9014")) << "the answer was lost: it is given again";
  EXPECT_EQ(desk.device().counts.duplicates, 2);
  EXPECT_EQ(desk.kept.size(), 1U);
}

TEST(Flow, TheDiskIsFull) {
  Desk desk;
  const ConnectionId line = desk.connect();
  const std::string frame = upload("20240930080000100", "2011", kReal);
  desk.disk_is_slow = true;
  desk.device_says(line, frame);
  desk.disk_is_done(false);
  EXPECT_EQ(desk.host_says(line), "") << "what is not kept is not answered";
  EXPECT_EQ(desk.last_event(), "帧档案没有存下，没有应答；设备会重发");
  desk.device_says(line, frame);  // the device's resend, when there is room again
  desk.disk_is_done();
  EXPECT_EQ(desk.host_says(line), answer("20240930080000100", "9014"));
  EXPECT_EQ(desk.device().counts.not_kept, 1);
  EXPECT_EQ(desk.device().counts.frames, 1);
}

TEST(Flow, UploadOf2005) {  // its answers name the number in the data area, without PW and MN
  Desk desk;
  const ConnectionId line = desk.connect();
  desk.device_says(
      line, framed("QN=20240930080000100;ST=32;CN=2011" + kWho + "Flag=1;CP=&&DataTime=20240930080000;011-Rtd=30.1&&"));
  EXPECT_EQ(desk.host_says(line), framed("ST=91;CN=9014;CP=&&QN=20240930080000100;CN=2011;PNO=1;PNUM=1&&"));
}

TEST(Flow, PacketsAreAnsweredOneByOne) {  // 8.9
  Desk desk;
  const ConnectionId line = desk.connect();
  const auto packet = [&](int pno) {
    return framed("QN=2024093008000010" + std::to_string(pno) + ";ST=32;CN=2051" + kWho + "Flag=7;PNUM=2;PNO=" +
                  std::to_string(pno) + ";CP=&&DataTime=20240930075000;w0101" + std::to_string(pno) + "-Avg=1.0&&");
  };
  desk.device_says(line, packet(1));
  EXPECT_EQ(desk.host_says(line), answer("20240930080000101", "9014"));
  desk.device_says(line, packet(2));
  EXPECT_EQ(desk.host_says(line), answer("20240930080000102", "9014"));
  EXPECT_EQ(desk.device().counts.repeated_periods, 0);
}

TEST(Flow, PacketsThatDoNotComeAreTold) {  // 8.9: each packet is data all the same
  Desk desk;
  const ConnectionId line = desk.connect();
  const auto packet = [](const std::string& qn, int pno) {
    return framed("QN=" + qn + ";ST=32;CN=2051" + kWho + "Flag=7;PNUM=3;PNO=" + std::to_string(pno) +
                  ";CP=&&DataTime=20240930074000;w0101" + std::to_string(pno) + "-Avg=1.0&&");
  };
  desk.device_says(line, packet("20240930080000101", 1) + packet("20240930080000102", 3));
  desk.wait(599);
  EXPECT_EQ(desk.device().counts.incomplete, 0);
  desk.wait(70);
  EXPECT_EQ(desk.device().counts.incomplete, 1);
  std::string told;
  for (const GatewayEvent& event : desk.host.events()) {
    if (event.kind == EventKind::kIncomplete) told += event.text;
  }
  EXPECT_EQ(told, "2051（20240930074000）共3包，第2包没有来");
  EXPECT_EQ(desk.kept.size(), 2U);
}

TEST(Flow, TheDeviceAsksForTheTime) {  // 8.3, 8.8: 1013, 9013, then 1012 with 9011 and 9012
  Desk desk;
  const ConnectionId line = desk.connect();
  desk.device_says(line, upload("20240930080000100", "1013", ""));
  const std::string set =
      framed("QN=20240930080000000;ST=32;CN=1012" + kWho + "Flag=5;CP=&&SystemTime=20240930080000&&");
  EXPECT_EQ(desk.host_says(line), answer("20240930080000100", "9013") + set);
  desk.device_says(line, answer("20240930080000000", "9011", "QnRtn=1"));
  desk.device_says(line, answer("20240930080000000", "9012", "ExeRtn=1"));
  ASSERT_EQ(desk.reports.size(), 1U);
  EXPECT_EQ(desk.reports[0].outcome, Outcome::kDone);
  EXPECT_EQ(desk.host_says(line), "");
  EXPECT_EQ(desk.kept.size(), 3U) << "what devices answer is kept too";
}

TEST(Flow, AnAnalyserAsksForTheTime) {
  Desk desk;
  const ConnectionId line = desk.connect();
  desk.device_says(line, upload("20240930080000100", "1013", "PolId=w01018"));
  EXPECT_EQ(desk.host_says(line),
            answer("20240930080000100", "9013") + framed("QN=20240930080000000;ST=32;CN=1012" + kWho +
                                                         "Flag=5;CP=&&PolId=w01018;SystemTime=20240930080000&&"));
}

TEST(Flow, AClockThatIsOffIsSet) {
  Desk desk;
  const ConnectionId line = desk.connect();
  desk.device_says(line, upload("20240930080031000", "2011", kReal, 4));
  EXPECT_EQ(desk.host_says(line),
            framed("QN=20240930080000000;ST=32;CN=1012" + kWho + "Flag=5;CP=&&SystemTime=20240930080000&&"));
  EXPECT_EQ(desk.device().clock_offset_ms, 31000);
  desk.device_says(line,
                   answer("20240930080000000", "9011", "QnRtn=1") + answer("20240930080000000", "9012", "ExeRtn=1"));
  desk.device_says(line, upload("20240930080032000", "2011", kReal, 4));
  EXPECT_EQ(desk.host_says(line), "") << "not again within the hour";
}

// --- requests: 8.1
// -----------------------------------------------------------------------------------------------------

ConnectionId greeted(Desk& desk) {
  const ConnectionId line = desk.connect();
  desk.device_says(line, upload("20240930080000000", "2011", kReal, 4));
  return line;
}

TEST(Flow, ReadingAParameter) {
  Desk desk;
  const ConnectionId line = greeted(desk);
  EXPECT_EQ(*desk.host.command({kMn, "1061", {}, "周敏", ""}, desk.now), "20240930080000000");
  EXPECT_EQ(desk.host_says(line), framed("QN=20240930080000000;ST=32;CN=1061" + kWho + "Flag=5;CP=&&&&"));
  desk.device_says(line, answer("20240930080000000", "9011", "QnRtn=1"));
  desk.device_says(line, framed("QN=20240930080000000;ST=32;CN=1061" + kWho + "Flag=4;CP=&&RtdInterval=30&&"));
  desk.device_says(line, answer("20240930080000000", "9012", "ExeRtn=1"));
  ASSERT_EQ(desk.reports.size(), 1U);
  EXPECT_EQ(desk.reports[0].outcome, Outcome::kDone);
  EXPECT_EQ(desk.reports[0].response,
            "QN=20240930080000000;ST=32;CN=1061;PW=******;MN=AB0000D5900001E000212C01;Flag=4;CP=&&RtdInterval=30&&");
  EXPECT_EQ(desk.last_event(), "命令1061：执行成功（返回1），收到1包");
}

TEST(Flow, History) {
  Desk desk;
  const ConnectionId line = greeted(desk);
  ASSERT_TRUE(desk.host.command(
      {kMn, "2031", {{{"BeginTime", "20240928000000"}}, {{"EndTime", "20240929000000"}}}, "周敏", ""}, desk.now));
  EXPECT_EQ(desk.host_says(line), framed("QN=20240930080000000;ST=32;CN=2031" + kWho +
                                         "Flag=5;CP=&&BeginTime=20240928000000;EndTime=20240929000000&&"));
  desk.device_says(line, answer("20240930080000000", "9011", "QnRtn=1"));
  for (const std::string day : {"28", "29"}) {
    desk.wait(8);  // each gap may take its own time
    const std::string qn = "202409300800" + day + "000";
    desk.device_says(line, upload(qn, "2031", "DataTime=202409" + day + "000000;w00000-Cou=1512.0"));
    EXPECT_EQ(desk.host_says(line), answer(qn, "9014"));
  }
  desk.wait(8);
  desk.device_says(line, answer("20240930080000000", "9012", "ExeRtn=1"));
  ASSERT_EQ(desk.reports.size(), 1U);
  EXPECT_EQ(desk.reports[0].outcome, Outcome::kDone);
  EXPECT_EQ(desk.reports[0].packets, 2);
}

TEST(Flow, ARefusedRequestEnds) {
  Desk desk;
  const ConnectionId line = greeted(desk);
  ASSERT_TRUE(desk.host.command({kMn, "1061", {}, "周敏", ""}, desk.now));
  ASSERT_TRUE(desk.host.command({kMn, "1063", {}, "周敏", ""}, desk.now));
  desk.host_says(line);
  desk.device_says(line, answer("20240930080000000", "9011", "QnRtn=3"));
  ASSERT_EQ(desk.reports.size(), 1U);
  EXPECT_EQ(desk.reports[0].outcome, Outcome::kRefused);
  EXPECT_EQ(desk.reports[0].code, 3);
  EXPECT_EQ(desk.host_says(line), framed("QN=20240930080000001;ST=32;CN=1063" + kWho + "Flag=5;CP=&&&&"))
      << "the next in line";
}

TEST(Flow, NoAnswerIsAskedForThreeTimesAgain) {  // 8.4: 10 seconds, 3 resends
  Desk desk;
  const ConnectionId line = greeted(desk);
  ASSERT_TRUE(desk.host.command({kMn, "1061", {}, "周敏", ""}, desk.now));
  const std::string request = framed("QN=20240930080000000;ST=32;CN=1061" + kWho + "Flag=5;CP=&&&&");
  EXPECT_EQ(desk.host_says(line), request);
  for (int resend = 0; resend < 3; ++resend) {
    desk.wait(9);
    EXPECT_EQ(desk.host_says(line), "");
    desk.wait(1);
    EXPECT_EQ(desk.host_says(line), request) << "the same octets";
  }
  desk.wait(9);
  EXPECT_TRUE(desk.reports.empty());
  desk.wait(1);
  ASSERT_EQ(desk.reports.size(), 1U);
  EXPECT_EQ(desk.reports[0].outcome, Outcome::kNoAnswer);
  EXPECT_EQ(desk.last_event(), "命令1061：没有应答，重发3次");
  EXPECT_TRUE(desk.device().is_connected) << "the line stays";
}

TEST(Flow, AcceptedAndThenSilence) {
  Desk desk;
  const ConnectionId line = greeted(desk);
  ASSERT_TRUE(desk.host.command({kMn, "1061", {}, "周敏", ""}, desk.now));
  desk.host_says(line);
  desk.wait(5);
  desk.device_says(line, answer("20240930080000000", "9011", "QnRtn=1"));
  desk.wait(9);
  EXPECT_TRUE(desk.reports.empty());
  desk.wait(1);
  ASSERT_EQ(desk.reports.size(), 1U);
  EXPECT_EQ(desk.reports[0].outcome, Outcome::kTimedOut);
  EXPECT_EQ(desk.host_says(line), "") << "what was accepted is not sent again";
}

TEST(Flow, ANotificationOfTheHost) {  // 8.3: 2012, answered by 9013
  Desk desk;
  const ConnectionId line = greeted(desk);
  ASSERT_TRUE(desk.host.command({kMn, "2012", {}, "周敏", "李航"}, desk.now));
  EXPECT_EQ(desk.host_says(line), framed("QN=20240930080000000;ST=32;CN=2012" + kWho + "Flag=5;CP=&&&&"));
  desk.device_says(line, answer("20240930080000000", "9013"));
  ASSERT_EQ(desk.reports.size(), 1U);
  EXPECT_EQ(desk.reports[0].outcome, Outcome::kDone);
}

TEST(Flow, AChangeNeedsTwoPersons) {
  Desk desk;
  const ConnectionId line = greeted(desk);
  const CommandOrder order{kMn, "1062", {{{"RtdInterval", "60"}}}, "周敏", ""};
  const auto alone = desk.host.command(order, desk.now);
  ASSERT_FALSE(alone);
  EXPECT_EQ(alone.error().code, Code::kConflict);
  EXPECT_EQ(alone.error().message, "命令1062（设置实时数据间隔）会改变设备，要由另一人批准");
  CommandOrder with_himself = order;
  with_himself.granted_by = "周敏";
  EXPECT_FALSE(desk.host.command(with_himself, desk.now));
  EXPECT_EQ(desk.host_says(line), "");
  CommandOrder with_another = order;
  with_another.granted_by = "李航";
  EXPECT_TRUE(desk.host.command(with_another, desk.now));
  EXPECT_NE(desk.host_says(line).find("CN=1062"), std::string::npos);
}

TEST(Flow, CommandsThatCannotBe) {
  Desk desk;
  EXPECT_EQ(desk.host.command({"NOBODY", "1061", {}, "周敏", ""}, desk.now).error().code, Code::kNotFound);
  EXPECT_EQ(desk.host.command({kMn, "1061", {}, "周敏", ""}, desk.now).error().code, Code::kUnavailable);
  greeted(desk);
  EXPECT_EQ(desk.host.command({kMn, "9999", {}, "周敏", ""}, desk.now).error().code, Code::kNotCovered);
  EXPECT_EQ(desk.host.command({kMn, "1061", {{{"X", "1"}}}, "周敏", ""}, desk.now).error().code, Code::kInvalidInput);
}

TEST(Flow, TheLineIsLostWithinARequest) {
  Desk desk;
  const ConnectionId line = greeted(desk);
  ASSERT_TRUE(desk.host.command({kMn, "1061", {}, "周敏", ""}, desk.now));
  desk.host.closed(line, desk.now);
  ASSERT_EQ(desk.reports.size(), 1U);
  EXPECT_EQ(desk.reports[0].outcome, Outcome::kDisconnected);
  EXPECT_FALSE(desk.device().is_connected);
}

// --- sessions
// ----------------------------------------------------------------------------------------------------------

TEST(Session, TakeOverFromAnotherLine) {  // 8.6: the same MN reconnects before the old socket is dead
  Desk desk;
  const ConnectionId old = greeted(desk);
  desk.disk_is_slow = true;
  desk.device_says(old, upload("20240930080000100", "2011", kReal));
  const ConnectionId fresh = desk.connect("10.1.2.3:50999");
  desk.device_says(fresh, upload("20240930080000200", "2011", kReal));
  EXPECT_EQ(desk.closed, std::vector<ConnectionId>{old});
  desk.disk_is_done();
  EXPECT_EQ(desk.host_says(fresh), answer("20240930080000100", "9014") + answer("20240930080000200", "9014"))
      << "answers go where the device is now";
  EXPECT_EQ(desk.device().counts.take_overs, 1);
  EXPECT_EQ(desk.device().peer, "10.1.2.3:50999");
}

TEST(Session, AWrongPasswordTakesNothingOver) {
  Desk desk;
  const ConnectionId own = greeted(desk);
  const ConnectionId thief = desk.connect("10.9.9.9:1");
  for (int i = 0; i < 5; ++i) {
    EXPECT_TRUE(desk.closed.empty());
    desk.device_says(thief, framed("QN=2024093008000010" + std::to_string(i) + ";ST=32;CN=2011;PW=guess" +
                                   std::to_string(i) + ";MN=" + kMn + ";Flag=5;CP=&&" + kReal + "&&"));
    EXPECT_EQ(desk.host_says(thief), "");
  }
  EXPECT_EQ(desk.closed, std::vector<ConnectionId>{thief});
  EXPECT_EQ(desk.device().peer, "10.1.2.3:50312");
  EXPECT_EQ(desk.device().counts.wrong_passwords, 5);
  EXPECT_EQ(desk.device().counts.frames, 1);
  EXPECT_EQ(desk.kept.back().standing, FrameStanding::kWrongPassword) << "evidence all the same";
  desk.device_says(own, upload("20240930080001000", "2011", kReal));
  EXPECT_EQ(desk.host_says(own), answer("20240930080001000", "9014"));
}

TEST(Session, SeveralDevicesOnOneLine) {
  Desk desk;
  const ConnectionId line = desk.connect();
  std::string second =
      "QN=20240930080000300;ST=32;CN=2011;PW=a1b2c3;MN=" + std::string(kMn2) + ";Flag=5;CP=&&" + kReal + "&&";
  desk.device_says(line, upload("20240930080000100", "2011", kReal) + framed(second));
  EXPECT_TRUE(desk.device(kMn).is_connected);
  EXPECT_TRUE(desk.device(kMn2).is_connected);
  EXPECT_EQ(desk.host.counts().devices_connected, 2U);
  desk.host.closed(line, desk.now);
  EXPECT_EQ(desk.host.counts().devices_connected, 0U);
}

TEST(Session, AStrangerIsQuarantinedUntilHeIsRegistered) {
  Desk desk({sample_device()});
  const ConnectionId line = desk.connect();
  const std::string frame =
      framed("QN=20240930080000100;ST=32;CN=2011;PW=secret;MN=NEW0001;Flag=5;CP=&&" + kReal + "&&");
  desk.device_says(line, frame);
  EXPECT_EQ(desk.host_says(line), "");
  const std::vector<UnknownDevice> unknown = desk.host.quarantine();
  ASSERT_EQ(unknown.size(), 1U);
  EXPECT_EQ(unknown[0].mn, "NEW0001");
  EXPECT_EQ(unknown[0].edition, "2017");
  EXPECT_EQ(unknown[0].last_frame.find("secret"), std::string::npos);
  EXPECT_NE(unknown[0].last_frame.find("PW=******"), std::string::npos);
  EXPECT_EQ(desk.kept.back().standing, FrameStanding::kUnknownDevice);
  Device fresh = sample_device("NEW0001");
  fresh.password = "secret";
  desk.registry = ListedDevices({sample_device(), fresh});
  desk.host.registry_changed(desk.now);
  EXPECT_TRUE(desk.host.quarantine().empty());
  desk.device_says(line, frame);
  EXPECT_NE(desk.host_says(line).find("CN=9014"), std::string::npos);
}

TEST(Session, WhatWasArchivedBeforeIsKnown) {
  Desk desk;
  const std::string frame = upload("20240930080000100", "2011", kReal);
  const std::string octets = frame.substr(0, frame.size() - 2);
  desk.host.recall({1, false, {{1727654400}, {}, 1, FrameStanding::kData, kMn, "", octets}}, desk.now);
  const ConnectionId line = desk.connect();
  desk.device_says(line, frame);
  EXPECT_TRUE(desk.kept.empty());
  EXPECT_EQ(desk.host_says(line), answer("20240930080000100", "9014"));
}

TEST(Session, TheTailShowsNoPassword) {
  Desk desk;
  std::vector<TailFrame> tail;
  desk.host.watch([&](const TailFrame& frame) { tail.push_back(frame); });
  const ConnectionId line = desk.connect();
  desk.device_says(line, upload("20240930080000100", "1072", "NewPW=topsecret"));
  ASSERT_EQ(tail.size(), 1U);
  EXPECT_EQ(tail[0].frame.find("a1b2c3"), std::string::npos);
  EXPECT_EQ(tail[0].frame.find("topsecret"), std::string::npos);
  EXPECT_NE(tail[0].octets.find("topsecret"), std::string::npos) << "for the check value, inside the program";
  EXPECT_NE(tail[0].frame.find(";PW=******;MN=AB0000D5900001E000212C01;"), std::string::npos) << tail[0].frame;
}

// --- gaps
// --------------------------------------------------------------------------------------------------------------

std::string minute(const std::string& time, int n, int flag = 4) {
  return upload("20240930080000" + std::to_string(100 + n), "2051", "DataTime=" + time + ";w01018-Avg=1.0", flag);
}

TEST(Gap, AMissingPeriodIsAskedForAndFilled) {
  Desk desk;
  const ConnectionId line = desk.connect();
  desk.device_says(line, minute("20240930070000", 1));
  desk.device_says(line, minute("20240930074000", 2));  // 07:10, 07:20 and 07:30 are missing
  desk.device_says(line, minute("20240930075000", 3));
  EXPECT_EQ(desk.device().periods[0].expected, 5) << "that of 07:50 has its grace";
  EXPECT_EQ(desk.device().periods[0].received, 2);
  desk.wait(299);
  EXPECT_EQ(desk.host_says(line), "") << "the device may fill it by itself first";
  desk.wait(61);
  std::string asked = desk.host_says(line);
  ASSERT_GT(asked.size(), 30U);
  EXPECT_NE(asked.find("CN=2051"), std::string::npos);
  EXPECT_NE(asked.find("BeginTime=20240930071000;EndTime=20240930073000"), std::string::npos) << asked;
  const std::string qn = asked.substr(asked.find("QN=") + 3, 17);
  desk.device_says(line, answer(qn, "9011", "QnRtn=1"));
  for (const char* time : {"20240930071000", "20240930072000", "20240930073000"})
    desk.device_says(line, minute(time, time[9]));
  desk.device_says(line, minute("20240930071000", 4));
  EXPECT_EQ(desk.device().counts.repeated_periods, 1);
  desk.device_says(line, answer(qn, "9012", "ExeRtn=1"));
  EXPECT_EQ(desk.device().periods[0].expected - desk.device().periods[0].received, 0);
  EXPECT_EQ(desk.device().counts.refills, 3);
  desk.device_says(line, minute("20240930080000", 9));
  desk.wait(200);
  EXPECT_EQ(desk.host_says(line), "");
}

TEST(Gap, WhatIsMissingIsShownNewestFirst) {
  Desk desk;
  const ConnectionId line = desk.connect();
  for (const char* time : {"20240930063000", "20240930070000", "20240930074000"})
    desk.device_says(line, minute(time, time[9]));
  const DeviceReading device = desk.device();
  const PeriodReading& minutes = device.periods.at(0);
  EXPECT_EQ(to_string(minutes.since, kBeijing), "2024-09-30T06:30:00+08:00");
  EXPECT_EQ(minutes.expected, 8);
  EXPECT_EQ(minutes.received, 3);
  const Instant seven{kMorningMs / 1000 - 3600};
  EXPECT_EQ(minutes.gaps, (std::vector<Gap>{{{seven.seconds + 600}, {seven.seconds + 1800}},
                                            {{seven.seconds - 1200}, {seven.seconds - 600}}}));
  EXPECT_TRUE(desk.host.devices(desk.now).at(0).periods.at(0).gaps.empty()) << "a list stays short";
  EXPECT_EQ(device.last_cn, "2051");
  EXPECT_NE(device.last_frame.find("DataTime=20240930074000"), std::string::npos);
  EXPECT_EQ(device.last_frame.find("a1b2c3"), std::string::npos);
}

TEST(Gap, NoDataIsAnAnswer) {
  Desk desk;
  const ConnectionId line = desk.connect();
  desk.device_says(line, minute("20240930070000", 1) + minute("20240930073000", 2));
  desk.wait(360);
  const std::string asked = desk.host_says(line);
  const std::string qn = asked.substr(asked.find("QN=") + 3, 17);
  desk.device_says(line, answer(qn, "9011", "QnRtn=1") + answer(qn, "9012", "ExeRtn=100"));
  desk.device_says(line, minute("20240930074000", 3) + minute("20240930075000", 4) + minute("20240930080000", 5));
  desk.wait(130);
  EXPECT_EQ(desk.host_says(line).find("BeginTime=20240930071000"), std::string::npos);
  EXPECT_EQ(desk.reports.back().outcome, Outcome::kNoData);
}

TEST(Gap, ASilentDeviceIsAskedThreeTimesAnHourApart) {
  Device device = sample_device();
  device.re_count = 0;
  Desk desk({device});
  const ConnectionId line = desk.connect();
  desk.device_says(line, upload("20240930080000001", "2031", "DataTime=20240926000000;w00000-Cou=1", 4));
  desk.device_says(line, upload("20240930080000002", "2031", "DataTime=20240929000000;w00000-Cou=1", 4));
  int asked = 0;
  for (int minutes = 0; minutes < 6 * 60; ++minutes) {
    desk.wait(60);
    desk.device_says(
        line, upload("202409300800" + std::to_string(10000 + minutes), "2021", "DataTime=20240930080000;SB1-RS=1", 4));
    const std::string said = desk.host_says(line);
    if (said.find("BeginTime=20240927000000;EndTime=20240928000000") != std::string::npos) ++asked;
  }
  EXPECT_EQ(asked, 3);
}

TEST(Gap, LabelsThatNameTheEnd) {
  Device device = sample_device();
  device.is_label_the_end = true;
  Desk desk({device});
  const ConnectionId line = desk.connect();
  desk.device_says(line, minute("20240930071000", 1) + minute("20240930073000", 2) + minute("20240930080000", 3));
  desk.wait(360);
  const std::string asked = desk.host_says(line);
  EXPECT_NE(asked.find("BeginTime=20240930072000;EndTime=20240930072000"), std::string::npos) << asked;
}

}  // namespace
}  // namespace bihuan::gateway
