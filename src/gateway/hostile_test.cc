// What comes from outside may be anything: it is contained with a diagnostic, memory stays bounded, other devices do
// not notice.
#include <gtest/gtest.h>
#include <malloc.h>

#include <random>

#include "gateway/testing/desk.h"

namespace bihuan::gateway {
namespace {

using namespace testing_host;

std::string real_time(int n, const std::string& mn = kMn) {
  return framed("QN=20240930080" + std::to_string(100000 + n).substr(1) + "000" + ";ST=32;CN=2011;PW=a1b2c3;MN=" + mn +
                ";Flag=5;CP=&&DataTime=20240930080000;w01018-Rtd=30.1,w01018-Flag=N&&");
}

// The second device sends and is answered.
void expect_unaffected(Desk& desk) {
  static int n = 0;
  const ConnectionId line = desk.connect("10.7.7.7:7");
  desk.device_says(line, real_time(++n, kMn2));
  EXPECT_NE(desk.host_says(line).find("CN=9014"), std::string::npos);
  desk.host.closed(line, desk.now);
}

std::size_t memory_in_use() { return mallinfo2().uordblks; }

TEST(Hostile, LengthOf9999) {
  Desk desk;
  const ConnectionId line = desk.connect();
  desk.device_says(line, "##9999QN=20240930080000100;ST=32;CN=2011;PW=a1b2c3;MN=" + std::string(kMn) + ";Flag=5;CP=&&");
  EXPECT_TRUE(desk.kept.empty());
  expect_unaffected(desk);
  desk.wait(31);  // the rest does not come
  ASSERT_EQ(desk.kept.size(), 2U);
  EXPECT_EQ(desk.kept[1].standing, FrameStanding::kQuarantined);
  desk.device_says(line, real_time(1));
  EXPECT_NE(desk.host_says(line).find("CN=9014"), std::string::npos) << "the line goes on";
}

TEST(Hostile, AnAreaWithoutEnd) {
  Desk desk;
  const ConnectionId line = desk.connect();
  desk.device_says(line, "##0500QN=20240930080000100;ST=32;CN=2011;PW=a1b2c3;MN=" + std::string(kMn) + ";Flag=5;CP=&&");
  const std::size_t before = memory_in_use();
  for (int i = 0; i < 100'000; ++i) desk.device_says(line, "w01018-Rtd=30.1,w01018-Flag=N;");
  EXPECT_LT(memory_in_use(), before + 200'000);
  EXPECT_FALSE(desk.closed.empty()) << "megabytes without a frame";
  expect_unaffected(desk);
}

TEST(Hostile, AHundredMegabytesWithoutAMark) {
  Desk desk;
  const ConnectionId line = desk.connect();
  const std::size_t before = memory_in_use();
  const std::string piece(65536, 'x');
  for (int i = 0; i < 1600; ++i) desk.device_says(line, piece);
  EXPECT_LT(memory_in_use(), before + 200'000);
  EXPECT_EQ(desk.closed, std::vector<ConnectionId>{line});
  EXPECT_NE(desk.last_event().find("其中没有帧"), std::string::npos);
  expect_unaffected(desk);
}

TEST(Hostile, MarksAndNothingElse) {
  Desk desk;
  const ConnectionId line = desk.connect();
  const std::size_t before = memory_in_use();
  std::string piece;
  while (piece.size() < 65536) piece += "##0400QN=";
  for (int i = 0; i < 20; ++i) desk.device_says(line, piece);
  EXPECT_LT(memory_in_use(), before + 2'000'000);
  EXPECT_LE(desk.kept.size(), 61U) << "damaged frames are kept only so fast";
  EXPECT_GT(desk.host.counts().damaged_not_kept, 0);
  expect_unaffected(desk);
}

TEST(Hostile, TenThousandHalfOpenLines) {
  Desk desk;
  for (int i = 0; i < 10'000; ++i)
    desk.connect("10.8." + std::to_string(i / 250) + "." + std::to_string(i % 250) + ":1");
  expect_unaffected(desk);
  EXPECT_EQ(desk.host.strangers(), 10'000U);
  desk.host.drop_oldest_stranger(desk.now);
  EXPECT_EQ(desk.closed, std::vector<ConnectionId>{1});
  desk.wait(61);
  EXPECT_EQ(desk.closed.size(), 10'000U);
  EXPECT_EQ(desk.host.strangers(), 0U);
  EXPECT_EQ(desk.host.counts().connections, 0U);
  EXPECT_LE(desk.host.events().size(), 1000U);
}

TEST(Hostile, SlowDrip) {
  Desk desk;
  const ConnectionId line = desk.connect();
  const std::string frame = real_time(1);
  for (std::size_t i = 0; i + 3 < frame.size() && desk.closed.empty(); ++i) {
    desk.device_says(line, frame.substr(i, 1));
    desk.wait(1);
  }
  EXPECT_EQ(desk.closed.size(), 1U) << "no whole frame in a minute";
  EXPECT_TRUE(desk.host_says(line).empty());
  expect_unaffected(desk);
}

TEST(Hostile, ASlowButHonestLine) {  // a modem that takes 20 seconds for a frame
  Desk desk;
  const ConnectionId line = desk.connect();
  const std::string frame = real_time(1);
  for (std::size_t i = 0; i < frame.size(); i += 8) {
    desk.device_says(line, frame.substr(i, 8));
    desk.wait(1);
  }
  EXPECT_NE(desk.host_says(line).find("CN=9014"), std::string::npos);
}

TEST(Hostile, ReplayedFrames) {
  Desk desk;
  const ConnectionId line = desk.connect();
  for (int i = 0; i < 50; ++i) desk.device_says(line, real_time(i));
  for (int again = 0; again < 100; ++again) {
    for (int i = 0; i < 50; ++i) desk.device_says(line, real_time(i));
  }
  EXPECT_EQ(desk.kept.size(), 50U);
  EXPECT_EQ(desk.device().counts.duplicates, 5000);
}

TEST(Hostile, ClocksYearsOff) {
  for (const char* time : {"19700101000000", "20991231230000", "20340930080000", "00010101000000", "99991231235959"}) {
    Device device = sample_device();
    device.sets_time = false;
    Desk desk({device, sample_device(kMn2)});
    const ConnectionId line = desk.connect();
    const std::size_t before = memory_in_use();
    const auto hour = [&](const std::string& at, int n) {
      return framed("QN=" + at + "00" + std::to_string(n) + ";ST=32;CN=2061;PW=a1b2c3;MN=" + kMn +
                    ";Flag=5;CP=&&DataTime=" + at + ";w01018-Avg=30.1&&");
    };
    desk.device_says(line, hour("20240930070000", 1));
    EXPECT_NE(desk.host_says(line).find("CN=9014"), std::string::npos);
    desk.device_says(line, hour(time, 2));
    EXPECT_NE(desk.host_says(line).find("CN=9014"), std::string::npos) << "kept and answered, whatever it says";
    desk.wait(600);
    EXPECT_EQ(desk.host_says(line), "") << "no gap of decades is asked for: " << time;
    EXPECT_LT(memory_in_use(), before + 200'000);
    EXPECT_EQ(desk.device().periods[0].expected, 1);
    expect_unaffected(desk);
  }
}

TEST(Hostile, AClockYearsOffIsSetOnlyOnceAnHour) {
  Desk desk;
  const ConnectionId line = desk.connect();
  int set = 0;
  for (int i = 0; i < 60; ++i) {
    desk.device_says(
        line, framed("QN=20310930080" + std::to_string(100000 + i).substr(1) + "000;ST=32;CN=2011;PW=a1b2c3;MN=" + kMn +
                     ";Flag=4;CP=&&DataTime=20310930080000;w01018-Rtd=1&&"));
    desk.wait(60);
    const std::string said = desk.host_says(line);
    if (said.find("CN=1012") != std::string::npos) ++set;
  }
  EXPECT_LE(set, 4) << "with three resends";
}

TEST(Hostile, StrangersAreBounded) {
  Desk desk;
  const ConnectionId line = desk.connect();
  for (int i = 0; i < 1200; ++i) desk.device_says(line, real_time(i, "X" + std::to_string(i)));
  EXPECT_LE(desk.host.quarantine().size(), 500U);
  EXPECT_LE(desk.kept.size(), 61U);
  expect_unaffected(desk);
  desk.wait(601);
  EXPECT_EQ(desk.closed, std::vector<ConnectionId>{line});
}

TEST(Hostile, WrongCheckValuesSuggestAProfile) {
  Desk desk;
  const ConnectionId line = desk.connect();
  for (int i = 1; i <= 12; ++i) {
    std::string frame = real_time(i);
    const std::string segment = frame.substr(6, frame.size() - 12);
    frame.replace(frame.size() - 6, 4, hj212::crc_text(hj212::crc_modbus(segment)));
    desk.device_says(line, frame);
  }
  EXPECT_EQ(desk.device().counts.crc_errors, 12);
  EXPECT_EQ(desk.device().suggestion, "crc = \"modbus\"");
  EXPECT_EQ(desk.device().counts.frames, 0);
}

TEST(Hostile, AnyOctets) {
  std::mt19937 random(212);
  Desk desk;
  const std::string seeds[] = {real_time(1), "##0004", "&&", "CP=&&", "##9999", std::string(40, '\0'), "\r\n"};
  for (int run = 0; run < 300; ++run) {
    const ConnectionId line = desk.connect();
    for (int piece = 0; piece < 20; ++piece) {
      std::string octets = seeds[random() % std::size(seeds)];
      if (random() % 2 == 0 && !octets.empty()) octets[random() % octets.size()] = static_cast<char>(random());
      if (random() % 3 == 0) octets.resize(random() % (octets.size() + 1));
      desk.device_says(line, octets);
      if (random() % 16 == 0) desk.wait(static_cast<std::int64_t>(random() % 40));
    }
    if (random() % 2 == 0) desk.host.closed(line, desk.now);
  }
  expect_unaffected(desk);
}

}  // namespace
}  // namespace bihuan::gateway
