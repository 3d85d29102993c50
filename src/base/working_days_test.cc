#include "base/working_days.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"

namespace bihuan {
namespace {

const WorkingDays& shipped() {
  static const WorkingDays kDays = [] {
    WorkingDays days;
    for (const char* year : {"2024", "2025", "2026"}) {
      const std::string name = std::string("knowledge/calendar/") + year + ".toml";
      const Result<std::string> text = read_file(std::string(BIHUAN_SOURCE_DIR) + "/" + name, 1 << 20);
      EXPECT_TRUE(text.has_value()) << name;
      const Status added = days.add_year(text.value_or(""), name);
      EXPECT_TRUE(added.has_value()) << added.error().message << " " << added.error().where;
    }
    return days;
  }();
  return kDays;
}

Date day(const char* text) { return *parse_date(text); }

// By hand from the three notices.
TEST(WorkingDays, KnowsHolidaysAndWorkedWeekends) {
  struct Case {
    const char* day;
    bool is_worked;
    const char* why;
  };
  constexpr Case kCases[] = {
      {"2024-01-01", false, "New Year, a Monday"},
      {"2024-01-02", true, "a plain Tuesday"},
      {"2024-02-04", true, "Sunday before the Spring Festival, worked"},
      {"2024-02-09", true, "New Year's Eve 2024: the notice only encourages leave"},
      {"2024-02-10", false, "first day of the Spring Festival"},
      {"2024-02-17", false, "its last day"},
      {"2024-02-18", true, "Sunday after it, worked"},
      {"2024-04-07", true, "Sunday after Qingming, worked"},
      {"2024-05-11", true, "Saturday for Labour Day, worked"},
      {"2024-06-08", false, "a Saturday beside the Dragon Boat Festival"},
      {"2024-06-10", false, "Dragon Boat Festival, a Monday"},
      {"2024-09-14", true, "Saturday before Mid-Autumn, worked"},
      {"2024-09-16", false, "a Monday between"},
      {"2024-09-28", false, "a plain Saturday"},
      {"2024-09-29", true, "Sunday before National Day, worked"},
      {"2024-09-30", true, "the demonstration's day, a Monday"},
      {"2024-10-07", false, "last day of National Day"},
      {"2024-10-12", true, "Saturday after it, worked"},
      {"2024-10-13", false, "the Sunday behind it"},
      {"2025-01-28", false, "New Year's Eve 2025 is a holiday"},
      {"2025-02-08", true, "Saturday, worked"},
      {"2025-04-07", true, "the Monday after Qingming 2025, which has no exchange"},
      {"2025-10-08", false, "National Day and Mid-Autumn together: eight days"},
      {"2026-01-04", true, "Sunday after New Year 2026, worked"},
      {"2026-02-23", false, "ninth day of the Spring Festival 2026"},
      {"2026-09-20", true, "Sunday for National Day 2026, worked"},
  };
  for (const Case& c : kCases) EXPECT_EQ(shipped().is_working_day(day(c.day)), c.is_worked) << c.day << " " << c.why;
  EXPECT_EQ(shipped().source_of(2024), "国务院办公厅关于2024年部分节假日安排的通知（国办发明电〔2023〕7号）");
}

TEST(WorkingDays, CountsForwardAndBack) {
  struct Case {
    const char* from;
    int n;
    const char* want;
    const char* why;
  };
  constexpr Case kCases[] = {
      {"2024-09-27", 1, "2024-09-29", "Friday; Saturday is free, Sunday is worked"},
      {"2024-09-30", 1, "2024-10-08", "over National Day"},
      {"2024-09-30", 5, "2024-10-12", "8 to 11 October and Saturday the 12th"},
      {"2024-10-08", -3, "2024-09-27", "30, 29, 27 September: the 28th is a free Saturday"},
      {"2024-02-09", 1, "2024-02-18", "over the Spring Festival to the worked Sunday"},
      {"2024-02-19", -2, "2024-02-09", "18 February, then the day before the festival"},
      {"2024-06-10", 0, "2024-06-11", "0 from a holiday: the next working day"},
      {"2024-06-11", 0, "2024-06-11", "0 from a working day: the day itself"},
      {"2024-12-31", 1, "2025-01-02", "over the year's end"},
      {"2025-01-02", -1, "2024-12-31", "and back"},
      {"2024-09-28", 1, "2024-09-29", "from a free day: the next worked one"},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(shipped().add_working_days(day(c.from), c.n), day(c.want)) << c.from << " " << c.n << " " << c.why;
  }
}

TEST(WorkingDays, CountsBetween) {
  struct Case {
    const char* from;
    const char* to;
    std::int64_t want;
    const char* why;
  };
  constexpr Case kCases[] = {
      {"2024-09-30", "2024-09-30", 0, "the same day"},
      {"2024-09-30", "2024-10-08", 1, "the day itself is not counted"},
      {"2024-10-08", "2024-09-30", -1, "back: only 30 September, since 8 October is not counted"},
      {"2024-09-01", "2024-09-30", 21,
       "September 2024 has 21 working days, 14 and 29 for 16 and 17 and a day of October"},
      {"2023-12-31", "2024-01-01", 0, "from the last day of an unknown year: only what follows it is asked"},
      {"2024-10-01", "2024-10-07", 0, "all free"},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(shipped().working_days_between(day(c.from), day(c.to)), c.want) << c.from << " " << c.to << " " << c.why;
  }
  // 366 days less 104 weekend days (52 Saturdays, 52 Sundays), less the 19 holidays on weekdays (1 5 2 3 1 2 5), with 8
  // worked weekend days.
  EXPECT_EQ(shipped().working_days_between(day("2023-12-31"), day("2024-12-31")), 251);
}

TEST(WorkingDays, AddAndBetweenAreInverse) {
  for (Date from = day("2024-03-01"); from < day("2026-03-01"); from = from + 17) {
    for (const int n : {-40, -7, -1, 1, 2, 23, 60}) {
      const Result<Date> to = shipped().add_working_days(from, n);
      ASSERT_TRUE(to.has_value());
      EXPECT_EQ(shipped().working_days_between(from, *to), n) << to_string(from) << " " << n;
    }
  }
}

TEST(WorkingDays, AnUnknownYearIsNoGuess) {
  const Error missing{
      Code::kNotCovered,
      "没有2027年的节假日安排，无法推算工作日：国务院办公厅的通知发布后，应补上knowledge/calendar/2027.toml",
      "knowledge/calendar/2027.toml"};
  EXPECT_EQ(shipped().is_working_day(day("2027-01-04")).error(), missing);
  EXPECT_EQ(shipped().add_working_days(day("2026-12-30"), 2).error(), missing);
  EXPECT_EQ(shipped().working_days_between(day("2026-12-30"), day("2027-01-05")).error(), missing);
  EXPECT_EQ(WorkingDays().is_working_day(day("2024-01-02")).error().where, "knowledge/calendar/2024.toml");
}

TEST(WorkingDays, RefusesAFaultyFile) {
  struct Case {
    const char* name;
    std::string holiday;
    const char* message;
    const char* where;
  };
  const std::string head = "[knowledge]\nyear = 2024\nsource = \"通知\"\n";
  const Case cases[] = {
      {"other_year", "[[holiday]]\nname = \"元旦\"\nfirst = 2023-12-30\nlast = 2024-01-01\nworking_days = []\n",
       "2023-12-30不在2024年：每年一个文件，只写当年的日子", "y.toml:6"},
      {"backwards", "[[holiday]]\nname = \"元旦\"\nfirst = 2024-01-02\nlast = 2024-01-01\nworking_days = []\n",
       "元旦的最后一天应在第一天之后，且不超过31天", "y.toml:7"},
      {"weekday", "[[holiday]]\nname = \"元旦\"\nfirst = 2024-01-01\nlast = 2024-01-01\nworking_days = [2024-01-03]\n",
       "2024-01-03不是周六周日，本来就上班：调休的上班日应是周末", "y.toml:8"},
      {"both", "[[holiday]]\nname = \"元旦\"\nfirst = 2024-01-06\nlast = 2024-01-07\nworking_days = [2024-01-07]\n",
       "2024-01-07既写成放假又写成上班，应只是其中之一", "y.toml"},
      {"unknown_key", "[[holiday]]\nname = \"元旦\"\nfrist = 2024-01-01\n",
       "不认识“frist”，此处可用的是：name、first、last、working_days", "y.toml:6"},
  };
  for (const Case& c : cases) {
    WorkingDays days;
    const Status got = days.add_year(head + c.holiday, "y.toml");
    ASSERT_FALSE(got.has_value()) << c.name;
    EXPECT_EQ(got.error(), (Error{Code::kInvalidInput, c.message, c.where})) << c.name;
    EXPECT_FALSE(days.covers(2024)) << c.name << ": nothing of a faulty file stays";
  }
  WorkingDays twice;
  const std::string good = "holiday = []\n" + head;
  ASSERT_TRUE(twice.add_year(good, "a.toml").has_value());
  EXPECT_EQ(twice.add_year(good, "b.toml").error(),
            (Error{Code::kConflict, "2024年的节假日已经读入，不能再有第二个文件", "b.toml"}));
}

}  // namespace
}  // namespace bihuan
