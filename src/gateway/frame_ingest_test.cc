#include "gateway/frame_ingest.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "gateway/testing/desk.h"
#include "observations/memory_store.h"

namespace bihuan::gateway {
namespace {

using namespace testing_host;
using observations::Averaging;
using observations::Point;
using observations::ValueState;

constexpr Instant kMorning{kMorningMs / 1000};

const FrameValueRules& rules() {
  static const FrameValueRules kRules = [] {
    std::ifstream file(std::string(BIHUAN_SOURCE_DIR) + "/knowledge/hj212/observations.toml");
    return *FrameValueRules::load(std::string(std::istreambuf_iterator<char>(file), {}), "hj212/observations.toml");
  }();
  return kRules;
}

struct KeptFrame {
  std::string octets;
  std::string device = kMn;
  Instant received = kMorning;
  FrameStanding standing = FrameStanding::kData;
};

std::string frame_of(const std::string& cn, const std::string& area, const std::string& mn = kMn) {
  const std::string text =
      framed("QN=20240930080000001;ST=32;CN=" + cn + ";PW=a1b2c3;MN=" + mn + ";Flag=5;CP=&&" + area + "&&");
  return text.substr(0, text.size() - 2);
}

// An archive in memory, and a store that is filled from it.
struct World {
  std::vector<KeptFrame> frames;
  ListedDevices devices{{sample_device(), sample_device(kMn2)}};
  std::unique_ptr<observations::ObservationStore> store = observations::open_memory_store();

  FrameSource source() {
    return [this](std::int64_t after, const std::function<bool(const ArchiveRecord&)>& sink) -> Status {
      for (std::size_t i = static_cast<std::size_t>(after); i < frames.size(); ++i) {
        const KeptFrame& kept = frames[i];
        const ArchiveRecord record{
            static_cast<std::int64_t>(i) + 1,
            false,
            {kept.received, kept.received, 1, kept.standing, kept.device, "10.1.2.3:1", kept.octets}};
        if (!sink(record)) break;
      }
      return {};
    };
  }
  IngestCounts take(std::int64_t most_values = 500'000) {
    FrameIngest ingest(*store, devices, vocabulary(), rules(), source(), {most_values});
    const Result<IngestCounts> counts = ingest.take(kMorning);
    EXPECT_TRUE(counts.has_value()) << counts.error().message;
    return counts.value_or(IngestCounts());
  }
  void hour(const std::string& area) { frames.push_back({frame_of("2061", area)}); }
  observations::Series series(const std::string& factor, Averaging averaging = Averaging::kHour) {
    const auto found = store->find_series({kMn, factor, averaging, "device"});
    EXPECT_TRUE(found.has_value()) << factor;
    return found.value_or(observations::Series());
  }
  std::vector<Point> points(const std::string& factor, Averaging averaging = Averaging::kHour) {
    return *store->points({{series(factor, averaging).id}, {}, {}});
  }
};

TEST(FrameIngest, AnHourGivesMeansConvertedValuesAndAmountsWithTheirMarks) {
  World world;
  world.hour(
      "DataTime=20240930070000;w01018-Min=20.1,w01018-Avg=23.45,w01018-Max=30.0,w01018-Cou=1.5,w01018-Flag=N;"
      "a34013-Avg=8.1,a34013-ZsAvg=9.25,a34013-Flag=D;w00000-Avg=12.3,w00000-Cou=45.678,w00000-Flag=N");
  const IngestCounts counts = world.take();
  EXPECT_EQ(counts.values, 6);
  EXPECT_EQ(counts.added, 6);
  const std::vector<Point> cod = world.points("w01018");
  ASSERT_EQ(cod.size(), 1U);
  EXPECT_EQ(cod[0].mantissa, 234'500);
  EXPECT_EQ(cod[0].flag, 'N');
  EXPECT_EQ(cod[0].time, (Instant{kMorning.seconds - 3600}));
  EXPECT_EQ(world.series("w01018").unit, "mg/L");
  EXPECT_EQ(world.series("w01018").calendar.at(0).cadence.seconds, 3600);
  EXPECT_EQ(world.series("w01018").data_set, "device-hour");
  EXPECT_EQ(world.points("a34013-Zs").at(0).mantissa, 92'500);
  EXPECT_EQ(world.points("a34013-Zs").at(0).flag, 'D') << "the mark is the factor's";
  EXPECT_EQ(world.series("w01018-Cou").unit, "kg");
  EXPECT_EQ(world.series("w00000-Cou").unit, "m3");
  EXPECT_EQ(world.series("a34013-Zs").unit, "mg/m3") << "not mg/m³";
  EXPECT_EQ(world.store->series()->size(), 6U) << "least and greatest stay in the frame";
  EXPECT_EQ(world.store->origin(cod[0].entry)->position, 1) << "the number of the frame";
}

TEST(FrameIngest, RealTimeExpectsNothingAndMinutesWhatIsAgreed) {
  World world;
  world.frames.push_back({frame_of("2011", "DataTime=20240930080000;w01001-Rtd=7.1,w01001-Flag=N")});
  world.frames.push_back({frame_of("2051", "DataTime=20240930075000;w01001-Avg=7.2,w01001-Flag=N")});
  world.take();
  EXPECT_TRUE(world.series("w01001", Averaging::kInstant).calendar.empty());
  EXPECT_EQ(world.series("w01001", Averaging::kMinute).calendar.at(0).cadence.seconds, 600);
}

TEST(FrameIngest, WhatIsMissingSaysWhy) {
  World world;
  world.hour(
      "DataTime=20240930070000;w01018-Avg=--,w01018-Flag=D;w21003-Avg=-9999,w21003-Flag=M;w01001-Avg=null,w01001-Flag="
      "N");
  world.take();
  EXPECT_EQ(world.points("w01018").at(0).state, ValueState::kFault);
  EXPECT_EQ(world.points("w21003").at(0).state, ValueState::kMaintenance);
  EXPECT_EQ(world.points("w01001").at(0).state, ValueState::kUnexplained);
  EXPECT_EQ(world.points("w01018").at(0).mantissa, 0);
}

TEST(FrameIngest, MoreDecimalsAreRoundedAndCounted) {
  World world;
  world.hour("DataTime=20240930070000;w01018-Avg=1.00005,w01018-Flag=N;w21003-Avg=1.00015,w21003-Flag=N");
  EXPECT_EQ(world.take().rounded, 2);
  EXPECT_EQ(world.points("w01018").at(0).mantissa, 10'000) << "ties to even";
  EXPECT_EQ(world.points("w21003").at(0).mantissa, 10'002);
}

TEST(FrameIngest, TextsRequestsAndOtherCommandsGiveNothing) {
  World world;
  world.hour("DataTime=20240930070000;w01018-Avg=a lot,w01018-Flag=N");
  world.frames.push_back({frame_of("2061", "BeginTime=20240930000000,EndTime=20240930080000")});
  world.frames.push_back({frame_of("2021", "DataTime=20240930070000;SB1-RS=1")});
  world.frames.push_back({"no frame at all"});
  const IngestCounts counts = world.take();
  EXPECT_EQ(counts.frames, 4);
  EXPECT_EQ(counts.values, 0);
  EXPECT_EQ(counts.no_time, 0);
  EXPECT_TRUE(world.store->series()->empty());
}

TEST(FrameIngest, TimesThatCannotBeAreCounted) {
  World world;
  world.hour("w01018-Avg=1");
  world.hour("DataTime=20240931070000;w01018-Avg=1");
  world.hour("DataTime=20241001080000;w01018-Avg=2");  // exactly a day ahead may be
  world.hour("DataTime=20241001080001;w01018-Avg=3");
  world.hour("DataTime=18000101000000;w01018-Avg=4");
  const IngestCounts counts = world.take();
  EXPECT_EQ(counts.no_time, 2);
  EXPECT_EQ(counts.wrong_time, 2);
  EXPECT_EQ(counts.added, 1);
}

TEST(FrameIngest, OnlyDataOfRegisteredDevicesCount) {
  World world;
  const std::string area = "DataTime=20240930070000;w01018-Avg=1";
  world.frames.push_back({frame_of("2061", area), kMn, kMorning, FrameStanding::kQuarantined});
  world.frames.push_back({frame_of("2061", area), kMn, kMorning, FrameStanding::kWrongPassword});
  world.frames.push_back({frame_of("2061", area, "UNKNOWN1"), "UNKNOWN1"});
  world.frames.push_back({frame_of("2061", area, kMn2), kMn});  // says another MN than it was kept under
  const IngestCounts counts = world.take();
  EXPECT_EQ(counts.added, 0);
  EXPECT_EQ(counts.no_device, 1);
  world.frames.push_back({frame_of("2061", area), kMn, kMorning, FrameStanding::kRepaired});
  EXPECT_EQ(world.take().added, 1);
}

TEST(FrameIngest, SimulatedDevicesHaveSeriesOfTheirOwn) {
  World world;
  Device device = sample_device();
  device.is_simulated = true;
  device.is_label_the_end = true;
  world.devices = ListedDevices({device});
  world.hour("DataTime=20240930070000;w01018-Avg=1");
  world.take();
  const auto series = world.store->find_series({kMn, "w01018", Averaging::kHour, "simulated"});
  ASSERT_TRUE(series.has_value());
  EXPECT_EQ(series->label, observations::Label::kEnd);
}

TEST(FrameIngest, ANameSaidTwiceInOneMessageCountsOnce) {
  World world;
  world.hour("DataTime=20240930070000;w01018-Avg=1,w01018-Rtd=2,w01018-Avg=3,w01018-Flag=N");
  EXPECT_EQ(world.take().values, 1);
  EXPECT_EQ(world.points("w01018").at(0).mantissa, 10'000);
}

TEST(FrameIngest, GoesOnWhereTheStoreStands) {
  World world;
  world.hour("DataTime=20240930060000;w01018-Avg=1");
  world.take();
  world.hour("DataTime=20240930060000;w01018-Avg=2");
  world.hour("DataTime=20240930060000;w01018-Avg=2");
  EXPECT_EQ(world.take().revised, 1);
  const IngestCounts again = world.take();
  EXPECT_EQ(again.revised + again.added, 0) << "an older value must not come back as a new revision";
  EXPECT_EQ(world.points("w01018").at(0).mantissa, 20'000);
  EXPECT_EQ(world.points("w01018").at(0).revision, 1);
}

TEST(FrameIngest, RevisionsDoNotDependOnHowFramesAreCutIntoBatches) {
  std::mt19937 random(20240930);
  World whole;
  for (int i = 0; i < 400; ++i) {
    const std::string hour = std::to_string(10 + random() % 3);
    const std::string value = std::to_string(random() % 3) + (random() % 2 == 0 ? ".5" : ".50");
    const std::string mn = random() % 4 == 0 ? kMn2 : kMn;
    whole.frames.push_back(
        {frame_of("2061", "DataTime=20240929" + hour + "0000;w01018-Avg=" + value + ",w21003-Avg=1", mn), mn});
  }
  whole.take();
  ASSERT_GT(whole.points("w01018").front().revision, 20);
  for (const std::int64_t most : {1, 3, 7}) {
    World pieces;
    // Frames come in over time, with a crash and a new start after each part.
    for (std::size_t at = 0; at < whole.frames.size(); at += 37) {
      pieces.frames.assign(whole.frames.begin(),
                           whole.frames.begin() + static_cast<std::ptrdiff_t>(std::min(at + 37, whole.frames.size())));
      pieces.take(most);
    }
    EXPECT_EQ(*pieces.store->digest(), *whole.store->digest()) << most;
    const std::vector<Point> a = whole.points("w01018");
    const std::vector<Point> b = pieces.points("w01018");
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) EXPECT_EQ(a[i].revision, b[i].revision) << most << " " << i;
  }
}

TEST(FrameIngest, ARebuildLoadsAsFramesCame) {
  World world;
  for (int i = 0; i < 6; ++i) {
    world.hour("DataTime=2024092912" + std::to_string(10 + i) + "00;w01018-Avg=1");
    world.frames.back().received.seconds += i * 1800;
  }
  IngestSettings settings;
  settings.most_seconds = 3600;
  settings.loads_as_received = true;
  FrameIngest ingest(*world.store, world.devices, vocabulary(), rules(), world.source(), settings);
  EXPECT_EQ(ingest.take_until(Instant{kMorning.seconds + 3 * 1800})->added, 4);
  EXPECT_EQ(ingest.take_until(Instant{kMorning.seconds + 3 * 1800})->added, 0);
  EXPECT_EQ(ingest.take_until(Instant{kMorning.seconds + 99 * 1800})->added, 2);
  const auto batches = *world.store->batches(std::nullopt, 10);  // newest first
  ASSERT_EQ(batches.size(), 3U);
  EXPECT_EQ(batches[2].batch.loaded.seconds, kMorning.seconds + 2 * 1800);
  EXPECT_EQ(batches[1].batch.loaded.seconds, kMorning.seconds + 3 * 1800);
  EXPECT_EQ(batches[0].batch.loaded.seconds, kMorning.seconds + 5 * 1800);
}

TEST(FrameIngest, StopsWhenAskedAndGoesOn) {
  World world;
  for (int i = 10; i < 20; ++i) world.hour("DataTime=20240929" + std::to_string(i) + "0000;w01018-Avg=1");
  FrameIngest ingest(*world.store, world.devices, vocabulary(), rules(), world.source(), {3});
  int batches = 0;
  const auto counts = ingest.take(kMorning, [&] { return batches++ == 1; });
  ASSERT_TRUE(counts.has_value());
  EXPECT_EQ(counts->added, 3);
  EXPECT_EQ(ingest.take(kMorning)->added, 7);
}

TEST(FrameValueRules, NamesTheLineOfWhatIsWrong) {
  const auto error = [](const std::string& text) {
    const auto loaded = FrameValueRules::load(text, "x.toml");
    return loaded.has_value() ? std::string() : loaded.error().where + " " + loaded.error().message;
  };
  const std::string good =
      "[[command]]\ncn = \"2061\"\naveraging = \"hour\"\ndata_set = \"a\"\nspacing = \"hour\"\n[[value]]\nsuffix = "
      "\"Avg\"\nvariant = \"\"\n";
  EXPECT_EQ(error(good), "");
  EXPECT_NE(error(good + "[[state]]\nmarks = \"D\"\nstate = \"broken\"\n").find("x.toml:9"), std::string::npos);
  EXPECT_NE(error(good + good), "");
  EXPECT_NE(error("[[command]]\ncn = \"1\"\naveraging = \"hour\"\ndata_set = \"a\"\nspacing = \"week\"\n[[value]]\n")
                .find("spacing"),
            std::string::npos);
}

}  // namespace
}  // namespace bihuan::gateway
