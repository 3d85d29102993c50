#include "gateway/device_server.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "base/files.h"
#include "gateway/testing/desk.h"
#include "gateway/testing/line.h"
#include "gateway/testing/memory_files.h"

namespace bihuan::gateway {
namespace {

using namespace testing_host;

std::string numbered(int n, const std::string& mn = kMn) {
  return framed("QN=20240930" + std::to_string(80'000'000 + 100'000'000 + n).substr(1) +
                "0;ST=32;CN=2011;PW=a1b2c3;MN=" + mn +
                ";Flag=5;CP=&&DataTime=20240930080000;w01018-Rtd=30.1,w01018-Flag=N&&");
}

// A gateway over a disk in memory, on a free port.
struct Running {
  explicit Running(DeviceServerSettings settings = {},
                   std::vector<Device> devices = {sample_device(), sample_device(kMn2)})
      : registry(std::move(devices)) {
    std::vector<ArchiveFinding> found;
    archive = *Archive::open(std::make_unique<testing_files::MemoryFiles>(disk),
                             ArchiveSettings{.segment_octets = 1 << 18}, found);
    settings.address = "127.0.0.1";
    settings.port = 0;
    settings.most_connections = std::min<std::size_t>(settings.most_connections, 500);
    server = std::make_unique<DeviceServer>(*archive, registry, vocabulary(), clock, settings);
    const Status started = server->start();
    EXPECT_TRUE(started.has_value()) << (started.has_value() ? "" : started.error().message);
  }
  testing_files::MemoryDisk disk;
  std::unique_ptr<Archive> archive;
  ListedDevices registry;
  FixedClock clock{Instant{kMorningMs / 1000}};
  std::unique_ptr<DeviceServer> server;
};

TEST(DeviceServer, AFrameIsArchivedAndAnswered) {
  Running gateway;
  TcpLine line(gateway.server->port());
  ASSERT_TRUE(line.is_open());
  const std::string frame = numbered(1);
  ASSERT_TRUE(line.send(frame.substr(0, 30)));
  ASSERT_TRUE(line.send(frame.substr(30)));
  EXPECT_NE(line.next_frame().find("ST=91;CN=9014;PW=a1b2c3"), std::string::npos);
  EXPECT_EQ(gateway.archive->head().records, 1);
  const std::vector<DeviceReading> devices = gateway.server->devices();
  ASSERT_EQ(devices.size(), 2U);
  EXPECT_TRUE(devices[0].is_connected);
  EXPECT_TRUE(devices[0].peer.starts_with("127.0.0.1:"));
  EXPECT_FALSE(devices[1].is_connected);
  EXPECT_EQ(gateway.server->counts().answers, 1);
  EXPECT_EQ(gateway.server->events(10).front().kind, EventKind::kConnected);
}

TEST(DeviceServer, ManyFramesAtOnceAreAllAnswered) {
  Running gateway;
  TcpLine line(gateway.server->port());
  std::string all;
  for (int n = 0; n < 500; ++n) all += numbered(n);
  ASSERT_TRUE(line.send(all));
  for (int n = 0; n < 500; ++n) ASSERT_NE(line.next_frame(), "") << n;
  EXPECT_EQ(gateway.archive->head().records, 500);
}

TEST(DeviceServer, TheTailIsMasked) {
  Running gateway;
  const std::shared_ptr<TailListener> tail = gateway.server->listen();
  TcpLine line(gateway.server->port());
  ASSERT_TRUE(line.send(numbered(1) + numbered(1, "STRANGER")));
  line.next_frame();
  std::vector<TailFrame> seen;
  for (int tries = 0; tries < 20 && seen.size() < 2; ++tries) {
    std::size_t missed = 0;
    for (TailFrame& frame : tail->take(200, missed)) seen.push_back(std::move(frame));
  }
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[0].mn, kMn);
  EXPECT_EQ(seen[1].standing, FrameStanding::kUnknownDevice);
  for (const TailFrame& frame : seen) EXPECT_EQ(frame.frame.find("a1b2c3"), std::string::npos);
  EXPECT_EQ(gateway.server->quarantine().size(), 1U);
}

TEST(DeviceServer, CommandsAndTheirAnswers) {
  Running gateway;
  EXPECT_EQ(gateway.server->command({kMn, "1061", {}, "周敏", ""}).error().code, Code::kUnavailable);
  TcpLine line(gateway.server->port());
  ASSERT_TRUE(line.send(numbered(1)));
  line.next_frame();
  const Result<std::string> number = gateway.server->command({kMn, "1061", {}, "周敏", ""});
  ASSERT_TRUE(number.has_value());
  EXPECT_NE(line.next_frame().find("QN=" + *number + ";ST=32;CN=1061"), std::string::npos);
}

TEST(DeviceServer, AFullDiskIsNotAnsweredAndThenItGoesOn) {
  Running gateway;
  TcpLine line(gateway.server->port());
  ASSERT_TRUE(line.send(numbered(1)));
  ASSERT_NE(line.next_frame(), "");
  const auto set_fault = [&](int at) {
    const std::lock_guard lock(*gateway.disk.mutex);
    gateway.disk.fails_at = at == 0 ? 0 : gateway.disk.operations + at;
  };
  gateway.disk.kind = testing_files::FaultKind::kNoRoom;
  gateway.disk.fails_on = true;
  set_fault(1);
  ASSERT_TRUE(line.send(numbered(2)));
  EXPECT_EQ(line.next_frame(400), "");
  EXPECT_EQ(gateway.server->devices()[0].counts.not_kept, 1);
  set_fault(0);
  ASSERT_TRUE(line.send(numbered(2)));
  EXPECT_NE(line.next_frame(), "");
  EXPECT_EQ(gateway.archive->head().records, 2);
}

TEST(DeviceServer, LimitsOfConnections) {
  DeviceServerSettings settings;
  settings.most_of_address = 5;
  Running gateway(settings);
  std::vector<TcpLine> lines;
  for (int i = 0; i < 5; ++i) lines.emplace_back(gateway.server->port());
  ASSERT_TRUE(lines[4].send(numbered(1)));
  ASSERT_NE(lines[4].next_frame(), "");
  TcpLine sixth(gateway.server->port());
  EXPECT_TRUE(sixth.is_hung_up());
  { const TcpLine gone = std::move(lines[0]); }
  for (int tries = 0; tries < 50 && gateway.server->counts().connections > 4; ++tries) usleep(20'000);
  TcpLine again(gateway.server->port());
  ASSERT_TRUE(again.send(numbered(1, kMn2)));
  EXPECT_NE(again.next_frame(), "");
}

TEST(DeviceServer, StrangersDoNotKeepDevicesOut) {
  DeviceServerSettings settings;
  settings.most_strangers = 10;
  Running gateway(settings);
  std::vector<TcpLine> lines;
  for (int i = 0; i < 100; ++i) lines.emplace_back(gateway.server->port());
  TcpLine device(gateway.server->port());
  ASSERT_TRUE(device.send(numbered(1)));
  EXPECT_NE(device.next_frame(), "");
  EXPECT_TRUE(lines[0].is_hung_up());
  EXPECT_LE(gateway.server->counts().strangers, 10U);
}

TEST(DeviceServer, AReaderThatDoesNotReadIsHungUpOn) {
  DeviceServerSettings settings;
  settings.most_output = 4096;
  Running gateway(settings);
  TcpLine slow(gateway.server->port());
  const int small = 2048;
  ::setsockopt(slow.descriptor(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  bool is_open = true;
  for (int n = 0; n < 400'000 && is_open; n += 500) {
    std::string all;
    for (int i = 0; i < 500; ++i) all += numbered(n + i);
    is_open = slow.send(all);
  }
  EXPECT_FALSE(is_open);
  EXPECT_EQ(gateway.server->counts().slow_peers, 1);
  TcpLine other(gateway.server->port());
  ASSERT_TRUE(other.send(numbered(1, kMn2)));
  EXPECT_NE(other.next_frame(10'000), "");
}

TEST(DeviceServer, WhatWasArchivedIsKnownAfterAStart) {
  testing_files::MemoryDisk disk;
  ListedDevices registry({sample_device()});
  FixedClock clock{Instant{kMorningMs / 1000}};
  for (int run = 0; run < 2; ++run) {
    std::vector<ArchiveFinding> found;
    const auto archive = *Archive::open(std::make_unique<testing_files::MemoryFiles>(disk),
                                        ArchiveSettings{.segment_octets = 1 << 18}, found);
    DeviceServerSettings settings;
    settings.address = "127.0.0.1";
    settings.port = 0;
    settings.most_connections = 100;
    DeviceServer server(*archive, registry, vocabulary(), clock, settings);
    ASSERT_TRUE(server.start());
    TcpLine line(server.port());
    ASSERT_TRUE(line.send(numbered(1)));
    EXPECT_NE(line.next_frame(), "");
    server.stop();
    EXPECT_EQ(archive->head().records, 1) << "run " << run;
  }
}

TEST(DeviceServer, OverTls) {
  std::string pattern = (std::filesystem::temp_directory_path() / "bihuan-tls-XXXXXX").string();
  const std::string folder = mkdtemp(pattern.data());
  const std::string make =
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost -keyout " +
      folder + "/key.pem -out " + folder + "/cert.pem 2>/dev/null";
  ASSERT_EQ(std::system(make.c_str()), 0) << "the openssl command";
  DeviceServerSettings settings;
  settings.tls = DeviceTls{*read_file(folder + "/cert.pem", 1 << 16), *read_file(folder + "/key.pem", 1 << 16)};
  Running gateway(settings);
  const std::string frame = numbered(1);
  {
    const std::string file = folder + "/frame";
    ASSERT_TRUE(write_file_durably(file, frame));
    const std::string ask = "(cat " + file + "; sleep 1) | timeout 2 openssl s_client -quiet -connect 127.0.0.1:" +
                            std::to_string(gateway.server->tls_port()) + " 2>/dev/null";
    FILE* pipe = popen(ask.c_str(), "r");
    std::string said(1000, '\0');
    said.resize(fread(said.data(), 1, said.size(), pipe));
    pclose(pipe);
    EXPECT_NE(said.find("CN=9014"), std::string::npos) << said;
  }
  TcpLine plain(gateway.server->tls_port());
  ASSERT_TRUE(plain.send(frame));
  EXPECT_TRUE(plain.is_hung_up()) << "no TLS on the port of TLS";
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace bihuan::gateway
