// The gateway under load: a server process on a folder on disk, a generator process, and this one that measures both.
//   memory      10,000 devices, each connected and known: what the server's memory grew by
//   throughput  frames of 430 octets acknowledged durable a second over 1,000 connections, 16 on the way on each.
//               Peer: the same disk with one write and one fdatasync a frame, one after another
//   answers     5,000 frames a second offered over 1,000 connections: median and 99th percentile of the answer
//   ready       an archive of --gigabytes (unpacked) is opened again; 0 leaves it out
// Processor time of server and generator is printed beside each. Ends with 1 where an aim is missed (150 MB; 50,000 a
// second; 50 ms; 2 s). usage: gateway_load [--seconds S] [--folder DIR] [--gigabytes G]
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/device_server.h"
#include "hj212/crc.h"

namespace {

using namespace bihuan;
using namespace bihuan::gateway;
using Steady = std::chrono::steady_clock;

[[noreturn]] void stop(const std::string& message) {
  std::fprintf(stderr, "%s\n", message.c_str());
  std::exit(3);
}
template <class T>
T got(Result<T> result) {
  if (!result.has_value()) stop(result.error().message);
  return std::move(*result);
}

double seconds_since(Steady::time_point begin) { return std::chrono::duration<double>(Steady::now() - begin).count(); }

std::string mn_of(int device) { return "AB0000D5900001E00" + std::to_string(1'000'000 + device); }

// A frame of 430 octets and 21 values; its number is written into it.
class FrameMaker {
 public:
  explicit FrameMaker(int device) {
    segment_ =
        "QN=20240930000000000;ST=32;CN=2011;PW=123456;MN=" + mn_of(device) + ";Flag=5;CP=&&DataTime=20240930080000";
    for (int i = 0; i < 10; ++i)
      segment_ += ";w010" + std::to_string(10 + i) + "-Rtd=" + std::to_string(20 + i) + ".4,w010" +
                  std::to_string(10 + i) + "-Flag=N";
    segment_ += ";w00000-Rtd=112.5&&";
  }
  void append(std::string& to, std::int64_t n) {
    for (std::size_t i = 0; i < 9; ++i, n /= 10) segment_[3 + 16 - i] = static_cast<char>('0' + n % 10);
    std::string length = std::to_string(segment_.size());
    to.append("##")
        .append(4 - length.size(), '0')
        .append(length)
        .append(segment_)
        .append(hj212::crc_text(hj212::crc(segment_)))
        .append("\r\n");
  }

 private:
  std::string segment_;
};

class BenchClock final : public Clock {
 public:
  Instant now() const override {
    return Instant{
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count()};
  }
};

// Serves until it is killed.
[[noreturn]] void serve(const std::string& folder, int pipe, int devices) {
  std::vector<hj212::NamedText> files;
  for (const char* name : {"hj212/commands.toml", "hj212/codes.toml", "hj212/factors.toml"}) {
    std::ifstream file(std::string(BIHUAN_SOURCE_DIR) + "/knowledge/" + name);
    files.push_back({name, std::string(std::istreambuf_iterator<char>(file), {})});
  }
  const hj212::Vocabulary vocabulary = got(hj212::Vocabulary::load(files));
  std::vector<Device> known(static_cast<std::size_t>(devices));
  for (int i = 0; i < devices; ++i) {
    known[static_cast<std::size_t>(i)].mn = mn_of(i);
    known[static_cast<std::size_t>(i)].name = "某厂废水总排口";
    known[static_cast<std::size_t>(i)].password = "123456";
    known[static_cast<std::size_t>(i)].sets_time = false;
  }
  const ListedDevices registry(std::move(known));
  const BenchClock clock;
  std::vector<ArchiveFinding> found;
  const auto archive = got(Archive::open(got(open_folder(folder)), {}, found));
  DeviceServerSettings settings;
  settings.address = "127.0.0.1";
  settings.port = 0;
  settings.most_connections = 12'000;
  settings.most_of_address = 12'000;
  settings.most_strangers = 12'000;
  DeviceServer server(*archive, registry, vocabulary, clock, settings);
  const Status started = server.start();
  if (!started.has_value()) stop(started.error().message);
  const std::uint16_t port = server.port();
  if (write(pipe, &port, sizeof port) != static_cast<ssize_t>(sizeof port)) stop("the pipe broke");
  for (;;) pause();
}

struct Load {
  int connections = 1000;
  int on_the_way = 16;  // of each connection; closed loop
  double offered = 0;   // frames a second over all; 0: closed loop
  double seconds = 10;
};
struct Outcome {
  std::int64_t answered = 0;
  double seconds = 0, p50_ms = 0, p99_ms = 0, most_ms = 0;
  double processor = 0;  // seconds of the generator
};

struct Peer {
  explicit Peer(int device) : maker(device) {}
  int descriptor = -1;
  FrameMaker maker;
  std::string output;
  std::deque<Steady::time_point> sent;
  bool saw_cr = false;
};

// The devices, in a process of their own.
class Generator {
 public:
  Generator(std::uint16_t port, const Load& load) : load_(load), epoll_(epoll_create1(EPOLL_CLOEXEC)) {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (int i = 0; i < load.connections; ++i) {
      Peer peer(i);
      peer.descriptor = socket(AF_INET, SOCK_STREAM, 0);
      if (connect(peer.descriptor, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) stop("connect failed");
      const int one = 1;
      setsockopt(peer.descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
      fcntl(peer.descriptor, F_SETFL, O_NONBLOCK);
      peers_.push_back(std::move(peer));
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.u32 = static_cast<std::uint32_t>(i);
      epoll_ctl(epoll_, EPOLL_CTL_ADD, peers_.back().descriptor, &event);
    }
  }

  // One frame a connection, all answered.
  void greet() {
    for (Peer& peer : peers_) put(peer);
    const auto begin = Steady::now();
    while (answered_ < load_.connections && seconds_since(begin) < 60) look(100);
    if (answered_ < load_.connections) stop("only " + std::to_string(answered_) + " devices were answered");
  }

  Outcome run() {
    greet();
    answered_ = 0;
    times_.clear();
    const auto begin = Steady::now();
    std::int64_t offered = 0;
    std::size_t turn = 0;
    if (load_.offered == 0) {
      for (Peer& peer : peers_) {
        for (int i = 0; i < load_.on_the_way; ++i) put(peer);
      }
    }
    is_closed_loop_ = load_.offered == 0;
    for (double at = 0; at < load_.seconds; at = seconds_since(begin)) {
      if (!is_closed_loop_) {
        for (; static_cast<double>(offered) < at * load_.offered; ++offered) put(peers_[turn++ % peers_.size()]);
      }
      look(is_closed_loop_ ? 100 : 1);
    }
    Outcome outcome;
    outcome.answered = answered_;
    outcome.seconds = seconds_since(begin);
    std::ranges::sort(times_);
    if (!times_.empty()) {
      outcome.p50_ms = times_[times_.size() / 2] * 1e3;
      outcome.p99_ms = times_[times_.size() * 99 / 100] * 1e3;
      outcome.most_ms = times_.back() * 1e3;
    }
    return outcome;
  }

 private:
  void put(Peer& peer) {
    peer.maker.append(peer.output, next_++);
    peer.sent.push_back(Steady::now());
    flush(peer);
  }
  void flush(Peer& peer) {
    if (peer.output.empty()) return;
    const ssize_t sent = send(peer.descriptor, peer.output.data(), peer.output.size(), MSG_NOSIGNAL);
    if (sent > 0) peer.output.erase(0, static_cast<std::size_t>(sent));
  }
  void look(int milliseconds) {
    epoll_event events[512];
    const int count = epoll_wait(epoll_, events, 512, milliseconds);
    for (int i = 0; i < count; ++i) {
      Peer& peer = peers_[events[i].data.u32];
      const ssize_t size = recv(peer.descriptor, buffer_, sizeof buffer_, 0);
      if (size == 0) stop("the server hung up");
      if (size < 0) continue;
      int frames = 0;
      for (const char* at = buffer_;
           (at = static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(buffer_ + size - at)))) !=
           nullptr;
           ++at)
        ++frames;
      const auto now = Steady::now();
      for (int k = 0; k < frames && !peer.sent.empty(); ++k) {
        times_.push_back(std::chrono::duration<float>(now - peer.sent.front()).count());
        peer.sent.pop_front();
        ++answered_;
      }
      if (is_closed_loop_) {
        for (int k = 0; k < frames; ++k) {
          peer.maker.append(peer.output, next_++);
          peer.sent.push_back(now);
        }
      }
      flush(peer);
    }
  }

  Load load_;
  int epoll_;
  std::vector<Peer> peers_;
  std::int64_t next_ = 0, answered_ = 0;
  std::vector<float> times_;
  bool is_closed_loop_ = false;
  char buffer_[65536];
};

double processor_of(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string text(std::istreambuf_iterator<char>(file), {});
  text.erase(0, text.rfind(')') + 2);
  long long user = 0, system = 0;
  std::sscanf(text.c_str(), "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lld %lld", &user, &system);
  return static_cast<double>(user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}
double megabytes_of(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/status");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("VmRSS:")) return std::atof(line.c_str() + 6) / 1024;
  }
  return 0;
}

struct Server {
  Server(const std::string& folder, int devices) {
    int ends[2];
    if (pipe(ends) != 0) stop("no pipe");
    process = fork();
    if (process == 0) serve(folder, ends[1], devices);
    close(ends[1]);
    if (read(ends[0], &port, sizeof port) != static_cast<ssize_t>(sizeof port)) stop("the server did not begin");
    close(ends[0]);
  }
  ~Server() {
    kill(process, SIGKILL);
    waitpid(process, nullptr, 0);
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  pid_t process = 0;
  std::uint16_t port = 0;
};

// Runs the generator in its own process; `while_connected` is called when all devices are known, and ends it where it
// returns true.
Outcome generate(const Server& server, const Load& load, const std::function<void()>& while_connected = {}) {
  int ends[2];
  if (pipe(ends) != 0) stop("no pipe");
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    Generator generator(server.port, load);
    Outcome outcome;
    if (while_connected)
      generator.greet();
    else
      outcome = generator.run();
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    outcome.processor = static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
                        static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
    if (write(ends[1], &outcome, sizeof outcome) != static_cast<ssize_t>(sizeof outcome)) stop("the pipe broke");
    if (while_connected) pause();
    _exit(0);
  }
  close(ends[1]);
  Outcome outcome;
  if (read(ends[0], &outcome, sizeof outcome) != static_cast<ssize_t>(sizeof outcome)) stop("the generator ended");
  if (while_connected) while_connected();
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  close(ends[0]);
  return outcome;
}

bool measure_memory(const std::string& folder) {
  constexpr int kDevices = 10'000;
  const Server server(folder, kDevices);
  usleep(300'000);
  const double before = megabytes_of(server.process);
  double after = 0;
  generate(server, {.connections = kDevices}, [&] {
    sleep(1);
    after = megabytes_of(server.process);
  });
  std::printf(
      "memory      %d devices connected: %.1f MB resident, of which %.1f MB before (registry and program); %.2f KB a "
      "connection\n",
      kDevices, after, before, (after - before) * 1024 / kDevices);
  return after < 150;
}

double one_by_one(const std::string& folder) {
  const std::string path = folder + "/yardstick";
  const int file = open(path.c_str(), O_RDWR | O_CREAT, 0600);
  if (file < 0 || posix_fallocate(file, 0, 64 << 20) != 0) stop("no yardstick");
  const std::string frame(430, 'x');
  std::int64_t count = 0;
  const auto begin = Steady::now();
  for (; seconds_since(begin) < 2; ++count) {
    if (pwrite(file, frame.data(), frame.size(), count * 430 % (60 << 20)) < 0 || fdatasync(file) != 0)
      stop("no yardstick");
  }
  close(file);
  unlink(path.c_str());
  return static_cast<double>(count) / seconds_since(begin);
}

void print_shares(double server, const Outcome& outcome) {
  std::printf("            processor: server %.2f, generator %.2f cores\n", server / outcome.seconds,
              outcome.processor / outcome.seconds);
}

bool measure_throughput(const std::string& folder, double seconds) {
  const Server server(folder, 1000);
  const double before = processor_of(server.process);
  const Outcome outcome = generate(server, {.seconds = seconds});
  const double rate = static_cast<double>(outcome.answered) / outcome.seconds;
  std::printf(
      "throughput  %.0f frames a second acknowledged durable over 1,000 connections (%.1f s; answer p50 %.1f, p99 %.1f "
      "ms)\n",
      rate, outcome.seconds, outcome.p50_ms, outcome.p99_ms);
  print_shares(processor_of(server.process) - before, outcome);
  std::printf("            peer: one write and fdatasync a frame on this disk: %.0f a second\n", one_by_one(folder));
  return rate >= 50'000;
}

bool measure_answers(const std::string& folder, double seconds) {
  const Server server(folder, 1000);
  const double before = processor_of(server.process);
  const Outcome outcome = generate(server, {.offered = 5000, .seconds = seconds});
  std::printf(
      "answers     at 5,000 a second over 1,000 connections: p50 %.2f, p99 %.2f, most %.2f ms (%.0f a second "
      "answered)\n",
      outcome.p50_ms, outcome.p99_ms, outcome.most_ms, static_cast<double>(outcome.answered) / outcome.seconds);
  print_shares(processor_of(server.process) - before, outcome);
  return outcome.p99_ms < 50;
}

bool measure_ready(const std::string& folder, double gigabytes) {
  {
    std::vector<ArchiveFinding> found;
    const auto archive = got(Archive::open(got(open_folder(folder)), {.level = 1, .hasty_level = 1}, found));
    FrameMaker maker(1);
    std::int64_t n = 0;
    for (double octets = 0; octets < gigabytes * 1e9;) {
      std::vector<std::string> texts(2000);
      std::vector<ArchiveFrame> frames;
      for (std::string& text : texts) {
        maker.append(text, n++);
        octets += static_cast<double>(text.size()) + 80;
        frames.push_back({{1727654400 + n / 1000},
                          {1760000000},
                          1,
                          FrameStanding::kData,
                          "AB0000D5900001E001000001",
                          "10.1.2.3:5000",
                          text});
      }
      got(archive->append(frames));
      while (got(archive->seal_one())) {
      }
    }
  }
  sync();
  const auto begin = Steady::now();
  const Server server(folder, 1000);
  const double ready = seconds_since(begin);
  std::printf("ready       %.1f GB archive: takes frames %.2f s after the start of the program\n", gigabytes, ready);
  return ready < 2;
}

}  // namespace

int main(int argc, char** argv) {
  double seconds = 10, gigabytes = 0;
  std::string parent = std::filesystem::temp_directory_path().string();
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string_view option = argv[i];
    if (option == "--seconds")
      seconds = std::atof(argv[i + 1]);
    else if (option == "--folder")
      parent = argv[i + 1];
    else if (option == "--gigabytes")
      gigabytes = std::atof(argv[i + 1]);
    else
      stop("usage: gateway_load [--seconds S] [--folder DIR] [--gigabytes G]");
  }
  std::string pattern = parent + "/bihuan-gateway-load-XXXXXX";
  const std::string folder = mkdtemp(pattern.data());
  bool is_fast = measure_memory(folder + "/memory");
  std::fflush(stdout);
  is_fast = measure_throughput(folder + "/throughput", seconds) && is_fast;
  std::fflush(stdout);
  is_fast = measure_answers(folder + "/answers", seconds) && is_fast;
  std::fflush(stdout);
  if (gigabytes > 0) is_fast = measure_ready(folder + "/ready", gigabytes) && is_fast;
  std::filesystem::remove_all(folder);
  return is_fast ? 0 : 1;
}
