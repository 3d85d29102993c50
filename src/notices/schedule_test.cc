#include "notices/schedule.h"

#include <gtest/gtest.h>

#include "notices/testing/notice_samples.h"

namespace bihuan::notices {
namespace {

records::ChannelText channel(int quiet_from, int quiet_to, int digest_hour = 8) {
  records::ChannelText text;
  text.quiet_from = quiet_from;
  text.quiet_to = quiet_to;
  text.digest_hour = digest_hour;
  return text;
}

struct QuietCase {
  const char* name;
  int from, to;  // minutes
  const char* time;
  bool is_quiet;
  const char* until;  // day and time
};
TEST(QuietHours, MayGoOverMidnight) {
  const QuietCase cases[] = {
      {"before", 1320, 450, "21:59", false, "2024-09-30 21:59"},
      {"from the minute on", 1320, 450, "22:00", true, "2024-10-01 07:30"},
      {"before midnight", 1320, 450, "23:59", true, "2024-10-01 07:30"},
      {"midnight", 1320, 450, "00:00", true, "2024-09-30 07:30"},
      {"last quiet minute", 1320, 450, "07:29", true, "2024-09-30 07:30"},
      {"the end is not quiet", 1320, 450, "07:30", false, "2024-09-30 07:30"},
      {"at noon, within one day", 720, 840, "13:00", true, "2024-09-30 14:00"},
      {"after noon", 720, 840, "14:00", false, "2024-09-30 14:00"},
      {"never", 0, 0, "00:00", false, "2024-09-30 00:00"},
      {"up to midnight", 1320, 0, "23:00", true, "2024-10-01 00:00"},
  };
  for (const QuietCase& one : cases) {
    const records::ChannelText text = channel(one.from, one.to);
    const Instant now = at("2024-09-30", one.time);
    EXPECT_EQ(is_quiet(text, now), one.is_quiet) << one.name;
    EXPECT_EQ(to_string(after_quiet(text, now)).substr(0, 16), std::string(one.until).replace(10, 1, "T")) << one.name;
  }
}

struct PlanCase {
  const char* name;
  records::ChannelText text;
  bool is_immediate;
  const char* now;
  const char* want;
};
TEST(Plan, IsTheNextDigestOrAtOnceButNeverQuiet) {
  records::ChannelText at_once = channel(1320, 450);
  at_once.rhythm = records::Rhythm::kImmediate;
  const PlanCase cases[] = {
      {"before the hour", channel(1320, 450), false, "2024-09-30 07:59", "2024-09-30T08:00"},
      {"the hour itself is over", channel(1320, 450), false, "2024-09-30 08:00", "2024-10-01T08:00"},
      {"after the hour", channel(1320, 450), false, "2024-09-30 15:00", "2024-10-01T08:00"},
      {"a digest in quiet hours waits for their end", channel(1320, 450, 6), false, "2024-09-30 05:00",
       "2024-09-30T07:30"},
      {"between the hour and their end it joins today's", channel(1320, 450, 6), false, "2024-09-30 06:30",
       "2024-09-30T07:30"},
      {"a digest late in the evening", channel(1320, 450, 23), false, "2024-09-30 15:00", "2024-10-01T07:30"},
      {"urgent goes at once", channel(1320, 450), true, "2024-09-30 15:00", "2024-09-30T15:00"},
      {"urgent waits for the end of quiet hours", channel(1320, 450), true, "2024-09-30 23:00", "2024-10-01T07:30"},
      {"a channel without digest", at_once, false, "2024-09-30 15:00", "2024-09-30T15:00"},
  };
  for (const PlanCase& one : cases) {
    const std::string now = one.now;
    const Instant planned = planned_at(one.text, {"", "", one.is_immediate}, at(now.substr(0, 10), now.substr(11)));
    EXPECT_EQ(to_string(planned).substr(0, 16), one.want) << one.name;
  }
}

TEST(Retry, DoublesUpToTheLongestAndKeepsQuietHours) {
  NoticeRules rules;
  rules.first_minutes = 1;
  rules.longest_minutes = 60;
  const records::ChannelText text = channel(1320, 450);
  const Instant noon = at("2024-09-30", "12:00");
  const std::pair<int, int> cases[] = {{1, 1}, {2, 2}, {3, 4}, {6, 32}, {7, 60}, {8, 60}, {1'000'000, 60}};
  for (const auto& [attempt, minutes] : cases) {
    EXPECT_EQ(next_try_at(rules, text, attempt, noon).seconds - noon.seconds, 60 * minutes) << attempt;
  }
  EXPECT_EQ(next_try_at(rules, text, 7, at("2024-09-30", "21:30")), at("2024-10-01", "07:30"));
}

}  // namespace
}  // namespace bihuan::notices
