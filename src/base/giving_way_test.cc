#include "base/giving_way.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <atomic>
#include <thread>

namespace bihuan {
namespace {

// How a thread runs that gives way: as always, where the system does not let it come back.
int policy_of_giving_way() {
  bool can = false;
  std::thread([&] { can = find_out_about_giving_way(); }).join();
  return can ? SCHED_IDLE : SCHED_OTHER;
}

TEST(GivingWay, OnlyWithinPatientWork) {
  const int giving = policy_of_giving_way();
  {
    const GivingWay giving_way;
    EXPECT_EQ(sched_getscheduler(0), SCHED_OTHER) << "nobody said that this work can wait";
  }
  Patience patience;
  const PatientWork work(patience);
  EXPECT_EQ(sched_getscheduler(0), SCHED_OTHER);
  {
    const GivingWay giving_way;
    EXPECT_EQ(sched_getscheduler(0), giving);
  }
  EXPECT_EQ(sched_getscheduler(0), SCHED_OTHER);
}

TEST(GivingWay, TakesItsTurnWhenPatienceIsLost) {
  const int giving = policy_of_giving_way();
  Patience patience;
  std::atomic<int> step = 0;
  int before = -1, after = -1, again = -1;
  std::thread worker([&] {
    const PatientWork work(patience);
    {
      const GivingWay giving_way;
      before = sched_getscheduler(0);
      step = 1;
      step.notify_all();
      step.wait(1);
      after = sched_getscheduler(0);
    }
    const GivingWay giving_way;
    again = sched_getscheduler(0);
  });
  step.wait(0);
  patience.lose();
  step = 2;
  step.notify_all();
  worker.join();
  EXPECT_EQ(before, giving);
  EXPECT_EQ(after, SCHED_OTHER);
  EXPECT_EQ(again, SCHED_OTHER) << "lost is lost";
}

}  // namespace
}  // namespace bihuan
