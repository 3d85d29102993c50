#include "records/escalation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "records/case_samples.h"

namespace bihuan::records {
namespace {

TEST(Escalation, ReachesLevelsByWorkingDays) {
  struct Case {
    const char* due;
    const char* today;
    std::vector<std::string> want;
    const char* why;
  };
  // By hand: in 2024 National Day is 1 to 7 October, 29 September and 12 October are worked.
  const Case cases[] = {
      {"2024-10-10", "2024-09-29", {}, "a day before the reminder"},
      {"2024-10-10", "2024-09-30", {"reminder"}, "9 and 8 October, then 30 September: three working days before"},
      {"2024-10-10", "2024-10-09", {"reminder"}, "the day before"},
      {"2024-10-10", "2024-10-10", {"reminder", "yellow"}, "on the day"},
      {"2024-10-10", "2024-10-11", {"reminder", "yellow", "red"}, "the day after"},
      {"2024-10-10", "2024-10-15", {"reminder", "yellow", "red"}, "11, 12, 14, 15 are four working days"},
      {"2024-10-10", "2024-10-16", {"reminder", "yellow", "red", "bulletin"}, "the 16th is the fifth"},
      {"2024-09-30", "2024-10-07", {"reminder", "yellow", "red"}, "red on a holiday, but no working day has passed"},
      {"2024-09-30", "2024-10-12", {"reminder", "yellow", "red", "bulletin"}, "8 to 12 October are five working days"},
      {"2024-09-30", "2024-10-11", {"reminder", "yellow", "red"}, "four"},
      {"2027-03-01", "2024-10-10", {}, "far off: no calendar of 2027 is wanted"},
  };
  const auto rules = shipped_case_rules();
  for (const Case& c : cases) {
    const auto reached = levels_at(rules->escalation, day(c.due), day(c.today), rules->calendar);
    ASSERT_TRUE(reached.has_value()) << c.why;
    std::vector<std::string> ids;
    for (const EscalationLevel* level : *reached) ids.push_back(level->id);
    EXPECT_EQ(ids, c.want) << c.due << " " << c.today << " " << c.why;
  }
  EXPECT_EQ(levels_at(rules->escalation, day("2026-01-05"), day("2025-12-30"), rules->calendar).error().where,
            "knowledge/calendar/2026.toml");
}

TEST(Escalation, RefusesAFaultyFile) {
  const std::string level = "[[level]]\nid = \"a\"\nname = \"甲\"\noffset = 1\ndays = \"working\"\n";
  EXPECT_EQ(load_escalation(level + level, "e.toml").error(), (Error{Code::kInvalidInput, "“a”写了两次", "e.toml:6"}));
  EXPECT_EQ(load_escalation(level + "[[level]]\nid = \"b\"\nname = \"乙\"\noffset = 1\ndays = \"calendar\"\n", "e.toml")
                .error(),
            (Error{Code::kInvalidInput, "级别应由早到晚排列：“b”不晚于“a”", "e.toml:6"}));
  EXPECT_EQ(load_escalation("[[level]]\nid = \"a\"\nname = \"甲\"\noffset = 1\ndays = \"lunar\"\n", "e.toml").error(),
            (Error{Code::kInvalidInput, "“days”应为working或calendar，此处是“lunar”", "e.toml:1"}));
}

}  // namespace
}  // namespace bihuan::records
