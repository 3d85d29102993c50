#include "gateway/forwarding.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/json.h"
#include "gateway/archive_export.h"
#include "gateway/device_server.h"
#include "gateway/forwarder.h"
#include "gateway/testing/desk.h"
#include "gateway/testing/line.h"
#include "gateway/testing/memory_files.h"

namespace bihuan::gateway {
namespace {

using namespace testing_host;

std::string exchange_of(std::int64_t n) { return "20240930080" + std::to_string(1'000'000 + n).substr(1); }
std::string sent_frame(std::int64_t n, int flag = 5, const std::string& cn = "2011") {
  const std::string frame = framed("QN=" + exchange_of(n) + ";ST=32;CN=" + cn + ";PW=a1b2c3;MN=" + kMn +
                                   ";Flag=" + std::to_string(flag) + ";CP=&&DataTime=20240930080000;w01018-Rtd=30.1&&");
  return frame.substr(0, frame.size() - 2);
}
ArchiveRecord record_of(std::int64_t number, const std::string& octets, FrameStanding standing = FrameStanding::kData) {
  return {number, false, {{1727654400}, {1760000000}, 1, standing, kMn, "10.1.2.3:1", octets}};
}

// A queue and what it has sent.
struct Queue {
  explicit Queue(ForwardTarget target = {.name = "省平台"}) : forwarding(std::move(target), 0) {}
  bool offer(std::int64_t number, int flag = 5, FrameStanding standing = FrameStanding::kData) {
    const std::string octets = sent_frame(number, flag);
    return forwarding.offer(record_of(number, octets, standing));
  }
  std::string tick(std::int64_t seconds) {
    std::string sent;
    forwarding.tick(seconds * 1000, [&](std::string_view octets) { sent += octets; });
    return sent;
  }
  void answer(std::int64_t n) {
    const std::string segment = "QN=" + exchange_of(n) + ";ST=91;CN=9014;PW=a1b2c3;MN=" + kMn + ";Flag=4;CP=&&&&";
    hj212::Message message;
    std::vector<hj212::Diagnostic> ignored;
    hj212::read_segment(segment, hj212::Profiles(), message, ignored);
    forwarding.receive(message);
  }
  Forwarding forwarding;
};

TEST(Forwarding, SendsTheRawFrameAndWaitsForItsAnswer) {
  Queue queue;
  ASSERT_TRUE(queue.offer(1));
  EXPECT_EQ(queue.tick(0), sent_frame(1) + "\r\n") << "octet by octet";
  EXPECT_EQ(queue.forwarding.acknowledged(), 0);
  queue.answer(1);
  EXPECT_EQ(queue.forwarding.acknowledged(), 1);
  EXPECT_EQ(queue.tick(100), "");
}

TEST(Forwarding, OnlySoManyAreOnTheWay) {
  Queue queue({.name = "省平台", .window = 2});
  for (int n = 1; n <= 4; ++n) ASSERT_TRUE(queue.offer(n));
  EXPECT_EQ(queue.tick(0), sent_frame(1) + "\r\n" + sent_frame(2) + "\r\n");
  queue.answer(2);
  EXPECT_EQ(queue.forwarding.acknowledged(), 0) << "1 is not yet there";
  EXPECT_EQ(queue.tick(1), sent_frame(3) + "\r\n");
  queue.answer(1);
  EXPECT_EQ(queue.forwarding.acknowledged(), 2);
}

TEST(Forwarding, ResendsAndThenTheLineIsGivenUp) {
  Queue queue;
  queue.offer(1);
  queue.tick(0);
  for (int i = 1; i <= 3; ++i) {
    EXPECT_EQ(queue.tick(i * 10 - 1), "");
    EXPECT_EQ(queue.tick(i * 10), sent_frame(1) + "\r\n");
  }
  queue.tick(40);
  EXPECT_TRUE(queue.forwarding.is_hopeless());
  queue.forwarding.disconnected();
  EXPECT_EQ(queue.tick(50), sent_frame(1) + "\r\n") << "on the next line";
  EXPECT_EQ(queue.forwarding.acknowledged(), 0);
}

TEST(Forwarding, WhatWantsNoAnswerIsDoneWhenItIsSent) {
  Queue queue;
  queue.offer(1, 4);
  queue.offer(2, 5);
  EXPECT_EQ(queue.forwarding.acknowledged(), 0);
  queue.tick(0);
  EXPECT_EQ(queue.forwarding.acknowledged(), 1);
}

TEST(Forwarding, WhatIsNoDataOfTheTargetGoesByAndCounts) {
  Queue queue({.name = "省平台", .leaves_out = {kMn2}});
  ASSERT_TRUE(queue.offer(1, 5, FrameStanding::kQuarantined));
  ASSERT_TRUE(queue.offer(2, 5, FrameStanding::kWrongPassword));
  ArchiveRecord simulated = record_of(3, "x");
  const std::string octets = sent_frame(3);
  simulated.frame.octets = octets;
  simulated.frame.device = kMn2;
  ASSERT_TRUE(queue.forwarding.offer(simulated));
  const std::string answer = sent_frame(4, 4, "9011");
  ASSERT_TRUE(queue.forwarding.offer(record_of(4, answer)));
  EXPECT_EQ(queue.tick(0), "");
  EXPECT_EQ(queue.forwarding.acknowledged(), 4);
  EXPECT_EQ(queue.forwarding.counts().skipped, 4);
}

TEST(Forwarding, ReadsAheadOnlySoFar) {
  Queue queue({.name = "省平台", .read_ahead = 3});
  for (int n = 1; n <= 3; ++n) EXPECT_TRUE(queue.offer(n));
  EXPECT_FALSE(queue.offer(4));
  EXPECT_EQ(queue.forwarding.last_offered(), 3);
}

// The province is a gateway of our own.
TEST(Forwarder, EveryFrameReachesTheProvinceOverBreaks) {
  const ListedDevices registry({sample_device()});
  const FixedClock clock{Instant{kMorningMs / 1000}};
  const ArchiveSettings small{.segment_octets = 1 << 16};
  testing_files::MemoryDisk city_disk, province_disk;
  std::vector<ArchiveFinding> found;
  const auto city = *Archive::open(std::make_unique<testing_files::MemoryFiles>(city_disk), small, found);
  const auto province = *Archive::open(std::make_unique<testing_files::MemoryFiles>(province_disk), small, found);
  const auto receive = [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t n = first; n <= last; ++n) {
      const std::string octets = sent_frame(n);
      const ArchiveFrame frame = record_of(n, octets).frame;
      ASSERT_TRUE(city->append({&frame, 1}));
    }
  };
  std::string pattern = (std::filesystem::temp_directory_path() / "bihuan-forward-XXXXXX").string();
  const std::string folder = mkdtemp(pattern.data());
  const std::string cursor = folder + "/forwarded";
  DeviceServerSettings settings;
  settings.address = "127.0.0.1";
  settings.port = 0;
  settings.most_connections = 50;
  const auto arrived = [&](std::int64_t want) {
    for (int tries = 0; tries < 300 && province->head().records < want; ++tries) usleep(20'000);
    return province->head().records;
  };
  {
    DeviceServer server(*province, registry, vocabulary(), clock, settings);
    ASSERT_TRUE(server.start());
    const auto forwarder =
        *Forwarder::start(*city, {.name = "省平台", .host = "127.0.0.1", .port = server.port()}, cursor);
    receive(1, 100);
    EXPECT_EQ(arrived(100), 100);
    for (int tries = 0; tries < 100 && forwarder->reading().behind > 0; ++tries) usleep(20'000);
    EXPECT_EQ(forwarder->reading().behind, 0);
    EXPECT_TRUE(forwarder->reading().is_connected);
  }
  receive(101, 150);  // nobody forwards: the archive is the queue
  {
    DeviceServer server(*province, registry, vocabulary(), clock, settings);
    ASSERT_TRUE(server.start());
    const auto forwarder =
        *Forwarder::start(*city, {.name = "省平台", .host = "127.0.0.1", .port = server.port()}, cursor);
    EXPECT_EQ(arrived(150), 150);
  }
  std::vector<std::string> of_city, of_province;
  ASSERT_TRUE(city->read(0, [&](const ArchiveRecord& r) { return of_city.emplace_back(r.frame.octets), true; }));
  ASSERT_TRUE(
      province->read(0, [&](const ArchiveRecord& r) { return of_province.emplace_back(r.frame.octets), true; }));
  EXPECT_EQ(of_city, of_province);
  std::filesystem::remove_all(folder);
}

TEST(ArchiveExport, LinesWithoutPasswordsAndFramesAsTheyCame) {
  testing_files::MemoryDisk disk;
  std::vector<ArchiveFinding> found;
  const auto archive =
      *Archive::open(std::make_unique<testing_files::MemoryFiles>(disk), {.segment_octets = 4096}, found);
  const std::string octets = sent_frame(1);
  std::vector<ArchiveFrame> frames{record_of(1, octets).frame,
                                   record_of(2, octets, FrameStanding::kWrongPassword).frame};
  frames[1].received = Instant{1727654500};
  ASSERT_TRUE(archive->append(frames));
  ASSERT_TRUE(archive->append_note({1727654600}, {1760000000}, "日志 12 abc"));
  testing_files::MemoryFiles files(disk);
  std::vector<std::string> lines;
  const auto take = [&](std::string_view line) -> Status { return lines.emplace_back(line), Status(); };
  ASSERT_TRUE(export_archive(files, {}, take));
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_TRUE(parse_json(lines[0]).has_value());
  EXPECT_EQ(lines[0].find("a1b2c3"), std::string::npos);
  EXPECT_NE(lines[0].find(R"("number":1,"received":"2024-09-30T08:00:00+08:00")"), std::string::npos) << lines[0];
  EXPECT_NE(lines[1].find(R"("standing":"wrong_password")"), std::string::npos);
  EXPECT_NE(lines[2].find(R"("note":"日志 12 abc")"), std::string::npos);
  lines.clear();
  ASSERT_TRUE(export_archive(files, {.device = kMn, .from = Instant{1727654401}}, take));
  EXPECT_EQ(lines.size(), 1U);
  lines.clear();
  ASSERT_TRUE(replay_archive(files, {.is_data_only = true}, take));
  EXPECT_EQ(lines, std::vector<std::string>{octets + "\r\n"});
}

}  // namespace
}  // namespace bihuan::gateway
