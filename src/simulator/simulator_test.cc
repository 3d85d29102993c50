#include "simulator/simulator.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/digest.h"
#include "hj212/decoder.h"
#include "hj212/vocabulary.h"
#include "simulator/simulator_samples.h"

namespace bihuan::simulator {
namespace {

const hj212::Vocabulary& vocabulary() {
  static const hj212::Vocabulary kVocabulary = [] {
    std::vector<hj212::NamedText> files;
    for (const char* name : {"hj212/commands.toml", "hj212/codes.toml", "hj212/factors.toml"})
      files.push_back({name, *read_file(std::string(BIHUAN_SOURCE_DIR) + "/knowledge/" + name, 1U << 20U)});
    return *hj212::Vocabulary::load(files);
  }();
  return kVocabulary;
}

std::string digest_of(const std::vector<Emission>& all) {
  std::string text;
  for (const Emission& one : all)
    text += std::to_string(one.due.seconds) + " " + std::to_string(one.device) + " " + one.bytes;
  return sha256_hex(text);
}

// A frame as a host sees it.
struct Seen {
  hj212::Standing standing;
  std::string cn, qn, data_time;
  std::map<std::string, std::string> values;  // by name
  std::vector<hj212::Finding> findings;
};

// What each device sent, read by the decoder in the pieces in which it came.
std::map<std::size_t, std::vector<Seen>> seen(const std::vector<Emission>& all) {
  const hj212::Profiles profiles;
  std::map<std::size_t, hj212::Decoder> decoders;
  std::map<std::size_t, std::vector<Seen>> frames;
  for (const Emission& one : all) {
    hj212::Decoder& decoder = decoders.try_emplace(one.device, profiles, &vocabulary()).first->second;
    decoder.feed(one.bytes, [&](const hj212::Received& received) {
      if (received.standing == hj212::Standing::kLineEnd) return;
      Seen frame{received.standing,
                 std::string(received.message.cn()),
                 std::string(received.message.qn()),
                 received.message.scalar_text("DataTime").data() == nullptr
                     ? ""
                     : std::string(received.message.scalar_text("DataTime")),
                 {},
                 {}};
      for (const hj212::Item& item : received.message.items)
        frame.values[std::string(item.factor) + "-" + std::string(item.suffix)] = item.value;
      for (const hj212::Diagnostic& d : received.diagnostics) frame.findings.push_back(d.finding);
      frames[one.device].push_back(std::move(frame));
    });
  }
  for (auto& [device, decoder] : decoders) EXPECT_EQ(decoder.pending(), 0U) << device;
  return frames;
}

// The periods that were reported by `cn`, of accepted frames.
std::multiset<std::string> periods(const std::vector<Seen>& frames, std::string_view cn) {
  std::multiset<std::string> times;
  for (const Seen& frame : frames) {
    if (frame.cn == cn && frame.standing == hj212::Standing::kAccepted) times.insert(frame.data_time);
  }
  return times;
}

TEST(Simulation, OneSeedOneHistory) {
  Parameters parameters = sample_parameters("all", 5, 1);
  const std::string first = digest_of(history(parameters));
  EXPECT_EQ(digest_of(history(parameters)), first);
  parameters.seed = 8;
  EXPECT_NE(digest_of(history(parameters)), first);
}

// Once written down here, never to change without a reason: who replays a history of an old version gets it again.
TEST(Simulation, TheHistoryStaysWhatItWas) {
  Parameters parameters = sample_parameters("all", 3, 1);
  parameters.end = {parameters.begin.seconds + 7200};
  EXPECT_EQ(digest_of(history(parameters)), "6d6a0925d6c3c8146d96ef3b25bfd2065a59b64201e4c6c4e6ca5e26c8361318");
}

TEST(Simulation, ComesInTheOrderOfTime) {
  const std::vector<Emission> all = history(sample_parameters("all", 10, 1));
  std::map<std::size_t, Instant> last;
  for (std::size_t i = 0; i < all.size(); ++i) {
    ASSERT_LE(all[i == 0 ? 0 : i - 1].due, all[i].due);
    const auto before = last.find(all[i].device);
    ASSERT_TRUE(before == last.end() || before->second < all[i].due) << "a second between two of a device";
    last[all[i].device] = all[i].due;
  }
  EXPECT_EQ(last.size(), 10U);
}

TEST(Simulation, WithoutFaultsEveryFrameIsAcceptedWithoutRemark) {
  const std::vector<Emission> all = history(sample_parameters("none", 10, 1));
  for (const Emission& one : all) ASSERT_TRUE(one.wrong.empty());
  const auto frames = seen(all);
  ASSERT_EQ(frames.size(), 10U);
  for (const auto& [device, own] : frames) {
    std::set<std::string> qns;
    for (const Seen& frame : own) {
      ASSERT_EQ(frame.standing, hj212::Standing::kAccepted);
      ASSERT_TRUE(frame.findings.empty()) << frame.cn << " " << hj212::to_string(frame.findings.front());
      qns.insert(frame.qn);
    }
    EXPECT_EQ(qns.size(), own.size());
    EXPECT_EQ(periods(own, "2011").size(), 1440U);
    EXPECT_EQ(periods(own, "2051").size(), 144U);
    EXPECT_EQ(periods(own, "2061").size(), 24U);
    EXPECT_EQ(periods(own, "2031"), std::multiset<std::string>{"20240916000000"})
        << "a period is dated by its beginning";
  }
}

// Hours are made of the minutes that were sent.
TEST(Simulation, PeriodsAgreeWithEachOther) {
  const auto frames = seen(history(sample_parameters("none", 1, 1)));  // an air station
  std::map<std::string, std::pair<double, double>> by_cn;              // lowest, highest of PM2.5
  for (const Seen& frame : frames.at(0)) {
    const auto note = [&](const char* low, const char* high) {
      auto& range = by_cn.try_emplace(frame.cn, 1e9, -1e9).first->second;
      range.first = std::min(range.first, std::stod(frame.values.at(std::string("a34004-") + low)));
      range.second = std::max(range.second, std::stod(frame.values.at(std::string("a34004-") + high)));
    };
    frame.cn == "2011" ? note("Rtd", "Rtd") : note("Min", "Max");
  }
  ASSERT_EQ(by_cn.size(), 4U);
  for (const auto& [cn, range] : by_cn) EXPECT_EQ(range, by_cn.at("2011")) << cn;
}

TEST(Simulation, AnOutageIsSilentAndItsBackFillIsComplete) {
  Parameters parameters = sample_parameters("outage", 5, 2);
  parameters.chances.outage = 1000;
  const std::vector<Emission> all = history(parameters);
  std::size_t late = 0;
  for (const Emission& one : all) {
    const std::int64_t minute = (one.due.seconds + 8 * 3600) / 60;
    const auto outage = outage_on(parameters.seed, one.device, minute / kMinutesOfDay, 1000);
    ASSERT_TRUE(outage.has_value());
    ASSERT_FALSE(outage->contains(minute)) << "nothing is sent while the line is down";
    late += one.wrong.has(Fault::kOutage) ? 1U : 0U;
  }
  EXPECT_GT(late, 5U * 2U * 2U);
  for (const auto& [device, own] : seen(all)) {
    const auto minutes = periods(own, "2051");
    EXPECT_EQ(minutes.size(), 288U);
    EXPECT_EQ(std::set(minutes.begin(), minutes.end()).size(), 288U) << "each once";
    EXPECT_EQ(periods(own, "2061").size(), 48U);
    EXPECT_EQ(periods(own, "2031").size(), 2U);
    EXPECT_LT(periods(own, "2011").size(), 2U * 1440U - 2U * 20U) << "what was live is lost";
  }
}

TEST(Simulation, WhatAnOutageDelaysSaysTheSame) {
  Parameters parameters = sample_parameters("outage", 4, 1);
  parameters.chances.outage = 1000;
  const auto broken = seen(history(parameters));
  const auto whole = seen(history(sample_parameters("none", 4, 1)));
  for (const auto& [device, own] : whole) {
    std::map<std::string, std::map<std::string, std::string>> expected, got;
    for (const Seen& frame : own) {
      if (frame.cn != "2011") expected[frame.cn + frame.data_time] = frame.values;
    }
    for (const Seen& frame : broken.at(device)) {
      if (frame.cn != "2011") got[frame.cn + frame.data_time] = frame.values;
    }
    EXPECT_EQ(got, expected);
  }
}

TEST(Simulation, PiecesAndHeapsOfFramesAreReadAsUsual) {
  Parameters parameters = sample_parameters("split,glued", 4, 1);
  parameters.chances.split = parameters.chances.glued = 500;
  const std::vector<Emission> all = history(parameters);
  std::size_t pieces = 0, heaps = 0;
  for (const Emission& one : all) {
    pieces += one.wrong.has(Fault::kSplit) ? 1U : 0U;
    heaps += one.wrong.has(Fault::kGlued) ? 1U : 0U;
    const std::size_t second_frame = one.bytes.find("\r\n##");
    EXPECT_EQ(second_frame != std::string::npos, one.wrong.has(Fault::kGlued));
    EXPECT_NE(one.wrong.has(Fault::kSplit), one.bytes.starts_with("##") && one.bytes.ends_with("\r\n"));
    EXPECT_FALSE(one.bytes.empty());
  }
  EXPECT_GT(pieces, 1000U);
  EXPECT_GT(heaps, 100U);
  for (const auto& [device, own] : seen(all)) {
    EXPECT_EQ(own.size(), 1440U + 144U + 24U + 1U);
    for (const Seen& frame : own) {
      ASSERT_EQ(frame.standing, hj212::Standing::kAccepted);
      ASSERT_TRUE(frame.findings.empty());
    }
  }
}

TEST(Simulation, DamagedFramesAreFoundAndDataComeAgain) {
  Parameters parameters = sample_parameters("crc", 4, 1);
  parameters.chances.crc = 100;
  const std::vector<Emission> all = history(parameters);
  std::size_t damaged = 0;
  for (const Emission& one : all) {
    if (!one.wrong.has(Fault::kCrc)) continue;
    ++damaged;
    EXPECT_TRUE(one.qns.empty()) << "no host answers it";
  }
  EXPECT_GT(damaged, 300U);
  std::size_t quarantined = 0;
  for (const auto& [device, own] : seen(all)) {
    for (const Seen& frame : own) {
      if (frame.standing == hj212::Standing::kAccepted) continue;
      ++quarantined;
      EXPECT_EQ(frame.standing, hj212::Standing::kQuarantined);
    }
    EXPECT_EQ(periods(own, "2051").size(), 144U) << "what has no answer is sent again";
    EXPECT_EQ(periods(own, "2061").size(), 24U);
    EXPECT_LT(periods(own, "2011").size(), 1440U) << "what is live is not";
  }
  EXPECT_EQ(quarantined, damaged);
}

TEST(Simulation, AClockGoesWrongByWhatItsDeviceSays) {
  Parameters parameters = sample_parameters("drift", 5, 2);
  parameters.chances.drift = 1000;
  Simulation field = *Simulation::make(parameters, shipped_models());
  std::map<std::size_t, std::int64_t> furthest;
  while (const std::optional<Emission> one = field.next()) {
    const std::string qn = one->bytes.substr(one->bytes.find("QN=") + 3, 14);
    const Instant clock = *parse_instant(qn.substr(0, 4) + "-" + qn.substr(4, 2) + "-" + qn.substr(6, 2) + "T" +
                                         qn.substr(8, 2) + ":" + qn.substr(10, 2) + ":" + qn.substr(12, 2) + "+08:00");
    furthest[one->device] = clock.seconds - one->due.seconds;
    EXPECT_EQ(furthest[one->device] != 0, one->wrong.has(Fault::kDrift));
  }
  for (std::size_t i = 0; i < 5; ++i) {
    const std::int64_t drift = field.devices()[i].drift;
    EXPECT_GE(std::abs(drift), 5);
    EXPECT_NEAR(static_cast<double>(furthest[i]), 2.0 * static_cast<double>(drift), 2.0) << "after two days";
  }
}

TEST(Simulation, FalsifiedValuesAreMarkedForWhoChecksTheCheckers) {
  Parameters parameters = sample_parameters("constant,clipped,replay", 10, 2);
  parameters.chances.falsified = 1000;
  std::set<std::size_t> marked;
  std::set<Fault> kinds;
  Simulation field = *Simulation::make(parameters, shipped_models());
  while (const std::optional<Emission> one = field.next()) {
    for (const Fault fault : {Fault::kConstant, Fault::kClipped, Fault::kReplay}) {
      if (!one->wrong.has(fault)) continue;
      marked.insert(one->device);
      kinds.insert(fault);
    }
  }
  EXPECT_EQ(kinds.size(), 3U);
  EXPECT_EQ(marked, (std::set<std::size_t>{2, 3, 4, 5, 6, 7, 8})) << "the outlets; stations and noise have no limit";
}

struct BadParameters {
  const char* name;
  void (*change)(Parameters&);
  const char* message;
};
const BadParameters kBadParameters[] = {
    {"no_devices", [](Parameters& p) { p.devices = 0; }, "设备数应为1到100000"},
    {"too_many", [](Parameters& p) { p.devices = 100'001; }, "设备数应为1到100000"},
    {"half_minute", [](Parameters& p) { p.begin.seconds += 30; }, "起止时间应为整分钟"},
    {"no_time", [](Parameters& p) { p.end = p.begin; }, "起始时间应早于终止时间"},
    {"password", [](Parameters& p) { p.password = "a;b"; }, "PW的内容含有分隔符或控制字符，不能写入：不应有 , ; && ##"},
};
class BadParametersTest : public testing::TestWithParam<BadParameters> {};
TEST_P(BadParametersTest, AreRefused) {
  Parameters parameters = sample_parameters("none");
  GetParam().change(parameters);
  const auto got = Simulation::make(parameters, shipped_models());
  ASSERT_FALSE(got.has_value());
  EXPECT_EQ(got.error().code, Code::kInvalidInput);
  EXPECT_EQ(got.error().message, GetParam().message);
}
INSTANTIATE_TEST_SUITE_P(, BadParametersTest, testing::ValuesIn(kBadParameters),
                         [](const auto& p) { return p.param.name; });

}  // namespace
}  // namespace bihuan::simulator
