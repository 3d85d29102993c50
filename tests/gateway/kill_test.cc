// Kills a gateway under load at random moments and looks whether what it acknowledged is in the archive.
//
//   gateway_kill_test [--long] [--kills N] [--seed N]
//
// A child serves on a folder; this process is twenty devices on as many lines, each with several frames on the way, and
// sends again what was not answered after a new connection, as the standard has it. After each SIGKILL the archive must
// hold each acknowledged frame exactly once, each other frame at most once, and its chain must verify; the head after
// the kill before it is an anchor. Segments are small, so that kills also meet segments that end and are being sealed.
#include "../kill.h"

#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/device_server.h"
#include "gateway/testing/line.h"
#include "hj212/crc.h"

namespace {

using namespace bihuan;
using namespace bihuan::gateway;
using namespace bihuan::testing_kill;
using testing_host::TcpLine;

constexpr int kMaxDelayMs = 300;
constexpr int kDevices = 20;
constexpr std::size_t kOnTheWay = 8;
constexpr ArchiveSettings kSettings{.segment_octets = std::uint64_t{1} << 20, .level = 3, .hasty_level = 1};

std::string mn_of(int device) { return "AB0000D5900001E0002" + std::to_string(10000 + device); }

std::string number_of(std::int64_t n) {  // a QN of its own for each frame
  const std::int64_t seconds = n / 1000;
  char text[32];
  std::snprintf(text, sizeof text, "202409%02d%02d%02d%02d%03d", static_cast<int>(seconds / 86400 % 28 + 1),
                static_cast<int>(seconds / 3600 % 24), static_cast<int>(seconds / 60 % 60),
                static_cast<int>(seconds % 60), static_cast<int>(n % 1000));
  return text;
}

std::string frame_of(int device, std::int64_t n) {
  const std::string segment = "QN=" + number_of(n) + ";ST=32;CN=2011;PW=123456;MN=" + mn_of(device) +
                              ";Flag=5;CP=&&DataTime=20240930080000;w01018-Rtd=" + std::to_string(n) +
                              ".5,w01018-Flag=N" + std::string(static_cast<std::size_t>(n % 5), ' ') + "&&";
  std::string length = std::to_string(segment.size());
  length.insert(0, 4 - length.size(), '0');
  return "##" + length + segment + hj212::crc_text(hj212::crc(segment));
}

class MachineClock final : public Clock {
 public:
  Instant now() const override { return Instant{1727654400}; }  // frames do not depend on it
};

[[noreturn]] void serve_forever(const std::string& folder, int pipe) {
  std::vector<hj212::NamedText> files;
  for (const char* name : {"hj212/commands.toml", "hj212/codes.toml", "hj212/factors.toml"}) {
    std::ifstream file(std::string(BIHUAN_SOURCE_DIR) + "/knowledge/" + name);
    files.push_back({name, std::string(std::istreambuf_iterator<char>(file), {})});
  }
  const hj212::Vocabulary vocabulary = got(hj212::Vocabulary::load(files), "the vocabulary");
  std::vector<Device> devices;
  for (int i = 0; i < kDevices; ++i) {
    Device device;
    device.mn = mn_of(i);
    device.password = "123456";
    device.sets_time = false;
    devices.push_back(std::move(device));
  }
  const ListedDevices registry(std::move(devices));
  const MachineClock clock;
  std::vector<ArchiveFinding> found;
  const auto archive = got(Archive::open(got(open_folder(folder), "the folder"), kSettings, found), "open");
  for (const ArchiveFinding& finding : found) {
    if (finding.is_harm) stop("open found: " + finding.message);
  }
  DeviceServerSettings settings;
  settings.address = "127.0.0.1";
  settings.port = 0;
  settings.most_connections = 500;
  DeviceServer server(*archive, registry, vocabulary, clock, settings);
  const Status started = server.start();
  if (!started.has_value()) stop("start: " + started.error().message);
  tell(pipe, std::uint16_t{server.port()});
  for (;;) pause();
}

// What this process sent and was told.
struct Ledger {
  std::deque<std::string> unanswered[kDevices];
  std::map<std::string, std::string> by_number[kDevices];  // QN -> frame, of those on the way
  std::set<std::string> acknowledged;
  std::int64_t next = 0;
};

void run_devices(std::uint16_t port, Ledger& ledger, int delay_ms, pid_t child) {
  std::vector<TcpLine> lines;
  for (int i = 0; i < kDevices; ++i) {
    lines.emplace_back(port);
    for (const std::string& frame : ledger.unanswered[i]) lines.back().send(frame + "\r\n");
  }
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(delay_ms);
  bool is_alive = true;
  for (;;) {
    if (is_alive && std::chrono::steady_clock::now() >= end) {
      kill(child, SIGKILL);
      is_alive = false;
    }
    bool is_any_open = false;
    for (int i = 0; i < kDevices; ++i) {
      TcpLine& line = lines[static_cast<std::size_t>(i)];
      pollfd ready{line.descriptor(), POLLIN, 0};
      if (line.is_open() && poll(&ready, 1, 0) > 0) line.read_some();
      for (std::string answer = line.next_frame(0); !answer.empty(); answer = line.next_frame(0)) {
        if (answer.find("CN=9014") == std::string::npos) continue;
        const std::string number = answer.substr(answer.find("QN=") + 3, 17);
        const auto frame = ledger.by_number[i].find(number);
        if (frame == ledger.by_number[i].end()) continue;  // answered twice: it was sent twice
        ledger.acknowledged.insert(frame->second);
        std::erase(ledger.unanswered[i], frame->second);
        ledger.by_number[i].erase(frame);
      }
      while (is_alive && line.is_open() && ledger.unanswered[i].size() < kOnTheWay) {
        const std::int64_t n = ledger.next++;
        const std::string frame = frame_of(i, n);
        ledger.unanswered[i].push_back(frame);
        ledger.by_number[i][number_of(n)] = frame;
        line.send(frame + "\r\n");
      }
      is_any_open = is_any_open || line.is_open();
    }
    if (!is_alive && !is_any_open) return;
  }
}

}  // namespace

int main(int argc, char** argv) {
  const auto [kills, seed] = read_options(argc, argv, "gateway_kill_test");
  std::string pattern = (std::filesystem::temp_directory_path() / "bihuan-gateway-kill-XXXXXX").string();
  const std::filesystem::path folder = mkdtemp(pattern.data());
  const std::string frames = (folder / "frames").string();
  std::mt19937 random(seed);
  Ledger ledger;
  std::vector<ArchiveAnchor> anchors;
  std::int64_t sealed = 0, torn = 0;
  for (int n = 0; n < kills; ++n) {
    const Child child([&](int pipe) { serve_forever(frames, pipe); });
    std::uint16_t port = 0;
    if (!child.read_next(port)) stop("the child did not begin");
    run_devices(port, ledger, static_cast<int>(random() % kMaxDelayMs) + 1, child.pid());
    child.expect_killed();

    const std::string kill_text = "kill " + std::to_string(n) + ": ";
    const auto files = got(open_folder(frames), "the folder");
    const ArchiveReport report = got(verify_archive(*files, anchors), "verify");
    for (const ArchiveFinding& finding : report.findings) {
      if (finding.is_harm) stop(kill_text + finding.message);
      ++torn;
    }
    sealed = report.sealed;
    anchors.assign(1, {report.head, "kill " + std::to_string(n)});
    std::map<std::string, int> stored;
    const Status read = read_archive(*files, 0, [&](const ArchiveRecord& record) {
      ++stored[std::string(record.frame.octets)];
      return true;
    });
    if (!read.has_value()) stop(kill_text + read.error().message);
    for (const auto& [frame, times] : stored) {
      if (times != 1) stop(kill_text + "stored " + std::to_string(times) + " times: " + frame);
    }
    for (const std::string& frame : ledger.acknowledged) {
      if (!stored.contains(frame)) stop(kill_text + "acknowledged and not stored: " + frame);
    }
    std::int64_t on_the_way = 0;
    for (const auto& frames_of : ledger.unanswered) on_the_way += static_cast<std::int64_t>(frames_of.size());
    if (static_cast<std::int64_t>(stored.size()) > static_cast<std::int64_t>(ledger.acknowledged.size()) + on_the_way)
      stop(kill_text + "more is stored than was sent");
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  if (ledger.acknowledged.size() < static_cast<std::size_t>(kills) * 10)
    stop("only " + std::to_string(ledger.acknowledged.size()) + " frames: the kills came before anything was sent");
  std::printf("%d kills, %zu frames acknowledged, each stored once; %lld segments sealed, %lld torn tails; seed %u\n",
              kills, ledger.acknowledged.size(), static_cast<long long>(sealed), static_cast<long long>(torn), seed);
  return 0;
}
