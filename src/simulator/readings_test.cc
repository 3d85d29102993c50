#include "simulator/readings.h"

#include <gtest/gtest.h>

#include <set>
#include <tuple>

#include "simulator/simulator_samples.h"

namespace bihuan::simulator {
namespace {

constexpr std::int64_t kDay = 19983;  // 2024-09-17, an odd day

const Model& outlet() { return shipped_models()[model_index("water_outlet")]; }
constexpr std::size_t kCod = 2;

// The first device whose day `kDay` is falsified in the way `how`.
std::pair<Readings, Falsified> falsified(const char* how) {
  const FaultSet faults = *parse_faults(how);
  for (std::size_t device = 0;; ++device) {
    if (const auto found = falsified_on(1, device, kDay, faults, 1000))
      return {{1, device, outlet(), faults, 1000}, *found};
  }
}

std::vector<std::int64_t> hours(const Readings& readings, std::size_t factor, Stretch stretch) {
  std::vector<std::int64_t> means;
  for (std::int64_t minute = stretch.begin; minute < stretch.end; minute += 60)
    means.push_back(readings.period(factor, minute, minute + 60).mean);
  return means;
}

TEST(Readings, EnergyMeanByHand) {
  EXPECT_EQ(energy_mean({500}), 500);
  EXPECT_EQ(energy_mean({500, 500, 500}), 500);
  // 10 lg((10^6 + 10^5) / 2) = 57.4; (10^6 + 3 * 10^5) / 4 gives 55.1
  EXPECT_EQ(energy_mean({600, 500}), 574);
  EXPECT_EQ(energy_mean({600, 500, 500, 500}), 551);
}

TEST(Readings, VolumeIsWhatFlowsPast) {
  // 10.00 L/s for an hour is 36.00 m3; 10.00 m3/s for ten minutes is 6000.00 m3.
  Factor factor{"w00000", 1000, 2, {}, {}, 0, {}, 1};
  factor.day.fill(1000);
  factor.year.fill(1000);
  const std::int64_t begin = kDay * kMinutesOfDay;
  for (const auto& [litres, minutes, volume] : {std::tuple(1, 60, 3600), {1000, 10, 600'000}}) {
    factor.litres = litres;
    const Model model{"m", "某", "32", 1, false, {factor}};
    const Readings readings(1, 0, model, {}, 0);
    const std::int64_t flow = readings.honest(0, begin);  // 1000, times the scale of the place
    EXPECT_EQ(readings.period(0, begin, begin + minutes).volume, (flow * volume + 500) / 1000);
  }
}

TEST(Readings, ADayAndAYearHaveTheirShape) {
  const Model& station = shipped_models()[model_index("air_station")];
  const Readings readings(3, 0, station, {}, 0);
  const auto mean = [&](std::size_t factor, Date day, int from, int to) {
    const std::int64_t midnight = day.days_since_1970() * kMinutesOfDay;
    return readings.period(factor, midnight + 60 * from, midnight + 60 * to).mean;
  };
  EXPECT_GT(mean(4, Date(2024, 7, 1), 12, 16), 2 * mean(4, Date(2024, 7, 1), 2, 6)) << "ozone in the afternoon";
  EXPECT_GT(mean(4, Date(2024, 7, 1), 0, 24), mean(4, Date(2024, 1, 5), 0, 24)) << "ozone in summer";
  EXPECT_GT(mean(0, Date(2024, 1, 5), 0, 24), mean(0, Date(2024, 7, 1), 0, 24)) << "particles in winter";
}

TEST(Readings, ConstantStretchHasOneValue) {
  const auto [readings, found] = falsified("constant");
  EXPECT_EQ(found.stretch.end - found.stretch.begin, 8 * 60);
  for (std::size_t factor = kCod; factor < outlet().factors.size(); ++factor) {
    const std::vector<std::int64_t> means = hours(readings, factor, found.stretch);
    EXPECT_EQ(std::set(means.begin(), means.end()).size(), 1U) << "at least six equal hours: S01";
    EXPECT_GT(std::set<std::int64_t>({readings.honest(factor, found.stretch.begin),
                                      readings.honest(factor, found.stretch.begin + 200),
                                      readings.honest(factor, found.stretch.begin + 400)})
                  .size(),
              1U);
  }
  EXPECT_NE(readings.value(0, found.stretch.begin), readings.value(0, found.stretch.begin + 1)) << "flow has no limit";
}

TEST(Readings, ClippedStretchStaysUnderTheLimit) {
  int close = 0, below = 0, honestly_above = 0;
  const FaultSet faults = *parse_faults("clipped");
  for (std::size_t device = 0; device < 40; ++device) {
    const Readings readings(1, device, outlet(), faults, 1000);
    const Stretch stretch = falsified_on(1, device, kDay, faults, 1000)->stretch;
    EXPECT_EQ(stretch.end - stretch.begin, 12 * 60);
    for (const std::int64_t mean : hours(readings, kCod, stretch)) {
      EXPECT_LT(mean, 500);
      close += mean >= 475 ? 1 : 0;
      below += mean >= 450 && mean < 475 ? 1 : 0;
    }
    for (std::int64_t minute = stretch.begin; minute < stretch.end; ++minute)
      honestly_above += readings.honest(kCod, minute) * 14 / 10 > 500 ? 1 : 0;
  }
  EXPECT_GT(honestly_above, 0);
  EXPECT_GT(close, 3 * below) << "95 to 100 % of the limit far above 90 to 95 %: S05";
}

TEST(Readings, ReplayIsTheDayBefore) {
  const auto [readings, found] = falsified("replay");
  EXPECT_EQ(found.stretch.end - found.stretch.begin, 14 * 60);
  const Stretch before{found.stretch.begin - kMinutesOfDay, found.stretch.end - kMinutesOfDay};
  for (std::size_t factor = kCod; factor < outlet().factors.size(); ++factor) {
    EXPECT_EQ(hours(readings, factor, found.stretch), hours(readings, factor, before)) << "S07";
    EXPECT_NE(readings.value(factor, found.stretch.end), readings.value(factor, before.end)) << "only that stretch";
  }
}

TEST(Readings, NothingIsFalsifiedUnasked) {
  for (std::size_t device = 0; device < 20; ++device) {
    EXPECT_FALSE(falsified_on(1, device, kDay, *parse_faults("outage,crc"), 1000).has_value());
    EXPECT_FALSE(falsified_on(1, device, kDay + 1, *parse_faults("all"), 1000).has_value()) << "an even day";
    EXPECT_FALSE(falsified_on(1, device, kDay, *parse_faults("all"), 0).has_value());
  }
}

}  // namespace
}  // namespace bihuan::simulator
