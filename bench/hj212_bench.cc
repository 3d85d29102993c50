// How fast frames are decoded on one core: length and check value verified, every field split, every factor's value an
// exact decimal. The peer in the same run is a plain decoder written for this file: table-driven check value octet by
// octet, find and substr on separators, std::from_chars to double; no allocation per frame. It does less: no
// resynchronising, no diagnostics, no editions, binary numbers. Counters: frames, values and bytes a second;
// `times_plain`, our rate as a multiple of the peer's. Times are of the thread's processor, so that others on the
// machine count little; --benchmark_min_time and repetitions as usual.
#include <benchmark/benchmark.h>
#include <time.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "hj212/decoder.h"
#include "hj212/vocabulary.h"

namespace {

namespace hj212 = bihuan::hj212;

// --- the frames ------------------------------------------------------------------------------------------------------

struct Measured {
  const char* code;
  int places;
  int centre;  // in units of the last place
};
constexpr Measured kGas[] = {{"a34013", 3, 8000},   {"a21026", 3, 22000}, {"a21002", 3, 38000}, {"a19001", 2, 850},
                             {"a01011", 2, 980},    {"a01012", 1, 1180},  {"a01013", 3, -250},  {"a01014", 2, 910},
                             {"a00000", 1, 215000}, {"a24088", 3, 4200},  {"a05002", 3, 1300},  {"a21005", 2, 1400}};
constexpr Measured kWater[] = {{"w01018", 1, 320}, {"w21003", 3, 1200}, {"w21011", 3, 210},  {"w21001", 2, 940},
                               {"w01001", 2, 730}, {"w01010", 1, 210},  {"w00000", 2, 1750}, {"w01012", 0, 9},
                               {"w01019", 2, 310}, {"w20117", 4, 120},  {"w20119", 4, 200},  {"w20115", 4, 30}};

class Source {  // the same frames in every run
 public:
  unsigned next(unsigned below) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<unsigned>((state_ >> 33) % below);
  }

 private:
  std::uint64_t state_ = 212;
};

std::string decimal(int units, int places) {
  std::string digits = std::to_string(std::abs(units));
  if (static_cast<int>(digits.size()) <= places)
    digits.insert(0, static_cast<std::size_t>(places) + 1 - digits.size(), '0');
  if (places > 0) digits.insert(digits.size() - static_cast<std::size_t>(places), ".");
  return (units < 0 ? "-" : "") + digits;
}

// Three of five are real-time frames (value and mark), the others minute frames (lowest, mean, highest, mark).
std::string make_frames(std::size_t count) {
  Source source;
  std::string frames;
  for (std::size_t i = 0; i < count; ++i) {
    const bool is_gas = source.next(2) == 0;
    const bool is_minute = source.next(5) < 2;
    char stamp[32];
    std::snprintf(stamp, sizeof stamp, "202601%02u%02u%02u%02u", 1 + static_cast<unsigned>(i / 86400 % 28),
                  static_cast<unsigned>(i / 3600 % 24), static_cast<unsigned>(i / 60 % 60),
                  static_cast<unsigned>(i % 60));
    std::string segment = std::string("QN=") + stamp + "001;ST=" + (is_gas ? "31" : "32") +
                          ";CN=" + (is_minute ? "2051" : "2011") + ";PW=123456;MN=";
    for (int k = 0; k < 24; ++k) segment += "0123456789ABCDEF"[source.next(16)];
    segment += std::string(";Flag=") + (source.next(10) < 7 ? "5" : "4") + ";CP=&&DataTime=" + stamp;
    const std::size_t target = 320 + source.next(160);
    const unsigned start = source.next(12);
    for (unsigned k = 0; k < 12 && segment.size() < target; ++k) {
      const Measured& m = (is_gas ? kGas : kWater)[(start + k) % 12];
      const int spread = std::abs(m.centre) / 3 + 1;
      const int value = m.centre + static_cast<int>(source.next(static_cast<unsigned>(spread))) - spread / 2;
      const std::string code = std::string(";") + m.code;
      const char* mark = source.next(100) < 94 ? "N" : "D";
      if (is_minute) {
        segment += code + "-Min=" + decimal(value - spread / 4, m.places) + "," + m.code +
                   "-Avg=" + decimal(value, m.places) + "," + m.code + "-Max=" + decimal(value + spread / 4, m.places) +
                   "," + m.code + "-Flag=" + mark;
      } else {
        segment += code + "-Rtd=" + decimal(value, m.places) + "," + m.code + "-Flag=" + mark;
      }
    }
    segment += "&&";
    char head[8];
    std::snprintf(head, sizeof head, "##%04u", static_cast<unsigned>(segment.size()));
    frames += head + segment + hj212::crc_text(hj212::crc(segment)) + "\r\n";
  }
  return frames;
}

constexpr std::size_t kFrames = 100000;

const std::string& frames() {
  static const std::string made = [] {
    const char* given = std::getenv("BIHUAN_HJ212_FRAMES");  // a file of frames instead, to compare with other decoders
    if (given == nullptr) return make_frames(kFrames);
    auto bytes = bihuan::read_file(given, std::size_t{1} << 30);
    if (!bytes.has_value()) std::abort();
    return std::move(*bytes);
  }();
  return made;
}

// --- the peer --------------------------------------------------------------------------------------------------------

struct PlainPair {
  std::string_view factor, suffix, value;
  double number = 0;
};

class PlainDecoder {
 public:
  PlainDecoder() {
    for (unsigned i = 0; i < 256; ++i) {
      unsigned value = i;
      for (int k = 0; k < 8; ++k) value = (value & 1) != 0 ? value >> 1 ^ 0xA001U : value >> 1;
      table_[i] = static_cast<std::uint16_t>(value);
    }
    pairs_.reserve(128);
  }

  // Returns the number of right frames.
  std::size_t run(std::string_view octets) {
    std::size_t right = 0;
    for (std::size_t at = 0; at + 12 <= octets.size();) {
      const char* digits = octets.data() + at + 2;
      const auto size = static_cast<std::size_t>((digits[0] - '0') * 1000 + (digits[1] - '0') * 100 +
                                                 (digits[2] - '0') * 10 + digits[3] - '0');
      const std::string_view segment = octets.substr(at + 6, size);
      unsigned given = 0;
      std::from_chars(octets.data() + at + 6 + size, octets.data() + at + 10 + size, given, 16);
      unsigned value = 0xFFFF;
      for (const char c : segment) value = table_[value >> 8 ^ static_cast<unsigned char>(c)];
      if (value == given) {
        split(segment);
        ++right;
        count_ += pairs_.size();
      }
      at += size + 12;
    }
    return right;
  }
  std::size_t count() const { return count_; }

 private:
  void split(std::string_view segment) {
    const std::size_t area = segment.find("CP=&&");
    std::string_view header = segment.substr(0, area);
    while (!header.empty()) {
      const std::size_t end = std::min(header.find(';'), header.size());
      const std::string_view pair = header.substr(0, end);
      const std::size_t equals = pair.find('=');
      if (equals != std::string_view::npos) {
        const std::string_view name = pair.substr(0, equals);
        for (std::size_t i = 0; i < std::size(kNames); ++i) {
          if (name == kNames[i]) header_[i] = pair.substr(equals + 1);
        }
      }
      header.remove_prefix(std::min(end + 1, header.size()));
    }
    pairs_.clear();
    std::string_view rest = segment.substr(area + 5, segment.size() - area - 7);
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find_first_of(",;"), rest.size());
      const std::string_view pair = rest.substr(0, end);
      const std::size_t equals = pair.find('=');
      PlainPair made;
      const std::string_view name = pair.substr(0, equals);
      const std::size_t dash = name.find('-');
      made.factor = name.substr(0, dash);
      if (dash != std::string_view::npos) made.suffix = name.substr(dash + 1);
      made.value = pair.substr(equals + 1);
      std::from_chars(made.value.data(), made.value.data() + made.value.size(), made.number);
      pairs_.push_back(made);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    benchmark::DoNotOptimize(pairs_.data());
  }

  static constexpr std::string_view kNames[] = {"QN", "ST", "CN", "PW", "MN", "Flag"};
  std::uint16_t table_[256];
  std::string_view header_[6];
  std::vector<PlainPair> pairs_;
  std::size_t count_ = 0;
};

// --- the runs --------------------------------------------------------------------------------------------------------

struct Counted {
  std::size_t frames = 0;
  std::size_t values = 0;
  std::int64_t sum = 0;
};

Counted decode(const hj212::Profiles& profiles, const hj212::Vocabulary* vocabulary, std::size_t piece) {
  Counted counted;
  hj212::Decoder decoder(profiles, vocabulary);
  const hj212::Decoder::Sink sink = [&](const hj212::Received& received) {
    if (received.standing != hj212::Standing::kAccepted) return;
    ++counted.frames;
    counted.values += received.message.items.size();
    for (const hj212::Item& item : received.message.items) counted.sum += item.number.mantissa();
  };
  const std::string_view octets = frames();
  for (std::size_t at = 0; at < octets.size(); at += piece) decoder.feed(octets.substr(at, piece), sink);
  decoder.flush(sink);
  return counted;
}

double seconds_of(auto&& work) {
  const auto now = [] {
    timespec at{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
    return static_cast<double>(at.tv_sec) + static_cast<double>(at.tv_nsec) * 1e-9;
  };
  const double begin = now();
  work();
  return now() - begin;
}

double seconds_of_peer(std::size_t& right) {
  PlainDecoder peer;
  double best = 1e9;
  for (int i = 0; i < 5; ++i) best = std::min(best, seconds_of([&] { right = peer.run(frames()); }));
  return best;
}

void report(benchmark::State& state, const Counted& counted, double peer) {
  const auto rounds = static_cast<double>(state.iterations());
  const auto frames_done = static_cast<double>(counted.frames);
  state.SetBytesProcessed(static_cast<std::int64_t>(frames().size()) * static_cast<std::int64_t>(state.iterations()));
  state.counters["frames"] = benchmark::Counter(frames_done * rounds, benchmark::Counter::kIsRate);
  state.counters["values"] =
      benchmark::Counter(static_cast<double>(counted.values) * rounds, benchmark::Counter::kIsRate);
  state.counters["frame_bytes"] = static_cast<double>(frames().size()) / frames_done;
  state.counters["frame_values"] = static_cast<double>(counted.values) / frames_done;
  state.counters["plain_frames"] = frames_done / peer;
}

void run(benchmark::State& state, const hj212::Vocabulary* vocabulary) {
  const hj212::Profiles profiles;
  std::size_t right = 0;
  const double peer = seconds_of_peer(right);
  Counted counted;
  double best = 1e9;
  for (auto _ : state)
    best = std::min(
        best, seconds_of([&] { counted = decode(profiles, vocabulary, static_cast<std::size_t>(state.range(0))); }));
  if (counted.frames != right) state.SkipWithError("the two decoders do not agree on the number of right frames");
  report(state, counted, peer);
  state.counters["times_plain"] = peer / best;  // best of each
  state.counters["best_frames"] = static_cast<double>(counted.frames) / best;
}

void decode_pieces(benchmark::State& state) { run(state, nullptr); }
BENCHMARK(decode_pieces)->Arg(1 << 30)->Arg(65536)->Arg(1460)->Unit(benchmark::kMillisecond)->MinTime(2);

// The same with every code looked up in the vocabulary.
void decode_and_check(benchmark::State& state) {
  std::vector<hj212::NamedText> files;
  for (const char* name : {"hj212/commands.toml", "hj212/codes.toml", "hj212/factors.toml"}) {
    auto text = bihuan::read_file(std::string(BIHUAN_SOURCE_DIR "/knowledge/") + name, std::size_t{1} << 20);
    if (!text.has_value()) std::abort();
    files.push_back({name, std::move(*text)});
  }
  const auto vocabulary = hj212::Vocabulary::load(files);
  if (!vocabulary.has_value()) std::abort();
  run(state, &*vocabulary);
}
BENCHMARK(decode_and_check)->Arg(65536)->Unit(benchmark::kMillisecond)->MinTime(2);

void check_value(benchmark::State& state) {
  const std::string_view octets = std::string_view(frames()).substr(0, 418);
  for (auto _ : state) benchmark::DoNotOptimize(hj212::crc(octets));
  state.SetBytesProcessed(418 * static_cast<std::int64_t>(state.iterations()));
}
BENCHMARK(check_value);

}  // namespace

BENCHMARK_MAIN();
