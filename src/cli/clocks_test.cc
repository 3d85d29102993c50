#include "cli/clocks.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace bihuan::cli {
namespace {

TEST(DemonstrationClock, BeginsOnItsMorningWhateverTheMachineSays) {
  EXPECT_EQ(to_string(demonstration_start()), "2024-09-30T08:00:00+08:00");
  const DemonstrationClock clock(demonstration_start());
  const std::int64_t passed = clock.now().seconds - demonstration_start().seconds;
  EXPECT_GE(passed, 0);
  EXPECT_LT(passed, 60) << "it runs on, it does not jump";
}

TEST(DemonstrationClock, RunsAsFastAsItIsTold) {
  const DemonstrationClock clock(demonstration_start(), 3600);
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_GE(clock.now().seconds - demonstration_start().seconds, 180) << "50 ms are three minutes";
}

TEST(SystemClock, IsInThisCentury) {
  const Instant now = SystemClock().now();
  EXPECT_GT(now, to_instant(Date(2024, 1, 1)));
  EXPECT_LT(now, to_instant(Date(2100, 1, 1)));
}

}  // namespace
}  // namespace bihuan::cli
