#include "observations/sampling.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

namespace bihuan::observations {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Date on(const char* text) { return *parse_date(text); }
SamplingFrequency often(const char* text) {
  const Result<SamplingFrequency> frequency = parse_frequency(text);
  EXPECT_TRUE(frequency.has_value()) << text;
  return frequency.value_or(SamplingFrequency{});
}

struct FrequencyCase {
  const char* text;
  const char* canonical;
  int windows_2024;
  const char* first;  // of the first window
  const char* last;   // of the last
  const char* name;   // of the last
};
constexpr FrequencyCase kFrequencies[] = {
    {"每日", "每日", 366, "2024-01-01", "2024-12-31", "2024-12-31"},
    {"1次/天", "每日", 366, "2024-01-01", "2024-12-31", "2024-12-31"},
    // 1 January 2024 is a Monday; the 53rd Monday is 30 December.
    {"每周", "每周", 53, "2024-01-01", "2025-01-05", "2025-W01"},
    {"每旬一次", "每旬", 36, "2024-01-01", "2024-12-31", "2024-12-X3"},
    {"每月", "每月", 12, "2024-01-01", "2024-12-31", "2024-12"},
    {"月", "每月", 12, "2024-01-01", "2024-12-31", "2024-12"},
    {"逐月", "每月", 12, "2024-01-01", "2024-12-31", "2024-12"},
    {"每 月 １ 次", "每月", 12, "2024-01-01", "2024-12-31", "2024-12"},
    {"每月监测两次", "每月2次", 12, "2024-01-01", "2024-12-31", "2024-12"},
    {"2次/月", "每月2次", 12, "2024-01-01", "2024-12-31", "2024-12"},
    {"1—12月", "每月", 12, "2024-01-01", "2024-12-31", "2024-12"},
    {"每两月", "每两月", 6, "2024-01-01", "2024-12-31", "2024-11/2024-12"},
    {"2个月1次", "每两月", 6, "2024-01-01", "2024-12-31", "2024-11/2024-12"},
    {"每季", "每季", 4, "2024-01-01", "2024-12-31", "2024-Q4"},
    {"每季度监测1次", "每季", 4, "2024-01-01", "2024-12-31", "2024-Q4"},
    {"季度", "每季", 4, "2024-01-01", "2024-12-31", "2024-Q4"},
    {"每半年", "每半年", 2, "2024-01-01", "2024-12-31", "2024-H2"},
    {"半年一次", "每半年", 2, "2024-01-01", "2024-12-31", "2024-H2"},
    {"每年", "每年", 1, "2024-01-01", "2024-12-31", "2024"},
    {"每年十二次", "每年12次", 1, "2024-01-01", "2024-12-31", "2024"},
    {"双月", "2,4,6,8,10,12月", 6, "2024-02-01", "2024-12-31", "2024-12"},
    {"逢单月", "1,3,5,7,9,11月", 6, "2024-01-01", "2024-11-30", "2024-11"},
    {"3,6,9", "3,6,9月", 3, "2024-03-01", "2024-09-30", "2024-09"},
    {"9月、3月、6月", "3,6,9月", 3, "2024-03-01", "2024-09-30", "2024-09"},
    {"2月", "2月", 1, "2024-02-01", "2024-02-29", "2024-02"},
    {"4-6月、10月2次", "4,5,6,10月2次", 4, "2024-04-01", "2024-10-31", "2024-10"},
};

TEST(SamplingFrequency, OneSpellingAndTheWindowsOfAYear) {
  for (const FrequencyCase& c : kFrequencies) {
    const Result<SamplingFrequency> frequency = parse_frequency(c.text);
    ASSERT_TRUE(frequency.has_value()) << c.text;
    EXPECT_EQ(to_chinese(*frequency), c.canonical) << c.text;
    EXPECT_EQ(often(c.canonical), *frequency) << c.text << ": what is printed reads back";
    const std::vector<SamplingWindow> windows = sampling_windows(*frequency, 2024);
    ASSERT_THAT(windows, SizeIs(static_cast<std::size_t>(c.windows_2024))) << c.text;
    EXPECT_EQ(to_string(windows.front().first), c.first) << c.text;
    EXPECT_EQ(to_string(windows.back().last), c.last) << c.text;
    EXPECT_EQ(windows.back().name, c.name) << c.text;
    for (std::size_t i = 1; i < windows.size(); ++i) EXPECT_GT(windows[i].first, windows[i - 1].last) << c.text;
  }
}

TEST(SamplingFrequency, RefusesWhatItDoesNotKnow) {
  for (const char* text :
       {"", "经常", "每世纪", "0次/月", "13月", "3,13", "6-4月", "每月0次", "1次", "3;", "月月", "次/月"}) {
    const Result<SamplingFrequency> frequency = parse_frequency(text);
    ASSERT_FALSE(frequency.has_value()) << text;
    EXPECT_EQ(frequency.error().code, Code::kInvalidInput) << text;
    EXPECT_EQ(frequency.error().where, "frequency") << text;
  }
  EXPECT_THAT(parse_frequency("常常").error().message, HasSubstr("“常常”不认识：应为每日、每周"));
  EXPECT_EQ(parse_frequency("4").error().message, "频次“4”不明确：月份写作4月，一年的次数写作每年4次");
  EXPECT_EQ(parse_frequency("每周8次").error().message, "频次“每周8次”的次数应为1至7：一天算一次");
  EXPECT_TRUE(parse_frequency("每周7次").has_value());
  EXPECT_THAT(parse_frequency("每日2次").error().message, HasSubstr("1至1"));
}

TEST(SamplingWindows, QuartersHalvesAndLeapYears) {
  const std::vector<SamplingWindow> quarters = sampling_windows(often("每季"), 2023);
  EXPECT_EQ(quarters[0], (SamplingWindow{on("2023-01-01"), on("2023-03-31"), "2023-Q1"}));
  EXPECT_EQ(quarters[2], (SamplingWindow{on("2023-07-01"), on("2023-09-30"), "2023-Q3"}));
  EXPECT_EQ(sampling_windows(often("每半年"), 2024)[0].last, on("2024-06-30"));
  EXPECT_EQ(sampling_windows(often("每月"), 2024)[1].last, on("2024-02-29"));
  EXPECT_EQ(sampling_windows(often("每月"), 2100)[1].last, on("2100-02-28")) << "no leap year";
  EXPECT_EQ(sampling_windows(often("每两月"), 2024)[0].last, on("2024-02-29"));
  EXPECT_THAT(sampling_windows(often("每日"), 2023), SizeIs(365));
  // 2023 begins on a Sunday: its first week is that of Monday the 2nd.
  EXPECT_EQ(sampling_windows(often("每周"), 2023)[0].first, on("2023-01-02"));
  EXPECT_THAT(sampling_windows(often("每周"), 2023), SizeIs(52));
}

TEST(SampledOn, FollowsTheConventionOfTheLabel) {
  const Instant midnight = to_instant(on("2024-02-01"));
  EXPECT_EQ(sampled_on(midnight, Label::kEnd), on("2024-01-31")) << "the month of January, labelled by its end";
  EXPECT_EQ(sampled_on(midnight, Label::kBeginning), on("2024-02-01"));
  EXPECT_EQ(sampled_on(Instant{midnight.seconds - 1}, Label::kBeginning), on("2024-01-31"));
  EXPECT_EQ(sampled_on(to_instant(on("2024-03-01"), 0, 0, 1), Label::kEnd), on("2024-03-01"));
}

TEST(MayFill, AMeanOverMoreThanTheWindowDoesNot) {
  EXPECT_TRUE(may_fill(Averaging::kHour, SamplingCycle::kDay));
  EXPECT_TRUE(may_fill(Averaging::kDay, SamplingCycle::kDay));
  EXPECT_FALSE(may_fill(Averaging::kWeek, SamplingCycle::kDay));
  EXPECT_TRUE(may_fill(Averaging::kWeek, SamplingCycle::kWeek));
  EXPECT_FALSE(may_fill(Averaging::kMonth, SamplingCycle::kTenDays));
  EXPECT_TRUE(may_fill(Averaging::kMonth, SamplingCycle::kMonth));
  EXPECT_TRUE(may_fill(Averaging::kMonth, SamplingCycle::kMonths));
  EXPECT_FALSE(may_fill(Averaging::kYear, SamplingCycle::kHalfYear));
  EXPECT_FALSE(may_fill(Averaging::kYear, SamplingCycle::kMonths));
  EXPECT_TRUE(may_fill(Averaging::kYear, SamplingCycle::kYear));
}

class Tally : public testing::Test {
 protected:
  static SamplingTally line(const char* frequency, std::size_t items = 2, const char* from = "2024-01-01",
                            const char* until = "2024-12-31") {
    return {often(frequency), 2024, on(from), on(until), items};
  }
  static void value(SamplingTally& tally, std::size_t item, const char* day) {
    tally.add({item, on(day), true, false, {}});
  }
  static void said(SamplingTally& tally, std::size_t item, const char* day, ValueState state) {
    tally.add({item, on(day), false, false, state});
  }
  static WindowProgress of(const SamplingTally& tally, const std::string& window, const char* day = "2025-01-06") {
    for (const WindowProgress& one : tally.progress(on(day)))
      if (one.window.name == window) return one;
    ADD_FAILURE() << "no window " << window;
    return {};
  }
};

TEST_F(Tally, DonePartlyMissingAhead) {
  SamplingTally tally = line("每月");
  value(tally, 0, "2024-01-01");
  value(tally, 1, "2024-01-31");
  value(tally, 0, "2024-02-29");
  value(tally, 0, "2024-12-31");
  value(tally, 1, "2024-12-01");
  value(tally, 0, "2023-12-31");
  value(tally, 0, "2025-01-01");
  EXPECT_EQ(of(tally, "2024-01").state, WindowState::kDone);
  const WindowProgress february = of(tally, "2024-02");
  EXPECT_EQ(february.state, WindowState::kPartly);
  EXPECT_THAT(february.lacks, ElementsAre(ItemLack{1, 0, false, {}}));
  const WindowProgress march = of(tally, "2024-03");
  EXPECT_EQ(march.state, WindowState::kMissing);
  EXPECT_THAT(march.lacks, SizeIs(2));
  // The window of February is over on 1 March, not on its last day.
  EXPECT_EQ(of(tally, "2024-02", "2024-02-29").state, WindowState::kAhead);
  EXPECT_EQ(of(tally, "2024-02", "2024-03-01").state, WindowState::kPartly);
  EXPECT_EQ(of(tally, "2024-12", "2024-03-01").state, WindowState::kDone) << "done before it is due";
  EXPECT_FALSE(of(tally, "2024-12", "2024-03-01").is_due);
  SamplingCounts counts;
  for (const WindowProgress& one : tally.progress(on("2024-04-01"))) counts.add(one);
  EXPECT_EQ(counts,
            (SamplingCounts{.planned = 12, .due = 3, .done = 2, .due_done = 1, .partly = 1, .missing = 1, .ahead = 8}));
}

TEST_F(Tally, SaidWhyIsNotDone) {
  SamplingTally tally = line("每月");
  said(tally, 0, "2024-01-10", ValueState::kDry);
  said(tally, 1, "2024-01-10", ValueState::kDry);
  said(tally, 0, "2024-02-10", ValueState::kDry);
  value(tally, 0, "2024-03-10");
  said(tally, 1, "2024-03-10", ValueState::kRejected);
  said(tally, 0, "2024-04-10", ValueState::kNotSampled);
  said(tally, 1, "2024-04-10", ValueState::kUnexplained);
  said(tally, 0, "2024-05-10", ValueState::kDry);
  said(tally, 1, "2024-05-10", ValueState::kNoAccess);
  value(tally, 0, "2024-05-20");
  value(tally, 1, "2024-05-20");
  const WindowProgress january = of(tally, "2024-01");
  EXPECT_EQ(january.state, WindowState::kExcused);
  EXPECT_EQ(january.lacks[1].reason, ValueState::kDry);
  EXPECT_EQ(january.times, 0);
  EXPECT_EQ(of(tally, "2024-02").state, WindowState::kMissing) << "of the second item nobody said why";
  EXPECT_EQ(of(tally, "2024-03").state, WindowState::kExcused);
  EXPECT_THAT(of(tally, "2024-03").lacks, ElementsAre(ItemLack{1, 0, false, ValueState::kRejected}));
  EXPECT_EQ(of(tally, "2024-04").state, WindowState::kMissing) << "未采样 and 缺测 are no reasons";
  EXPECT_EQ(of(tally, "2024-05").state, WindowState::kDone) << "sampled when there was water again";
  SamplingCounts counts;
  for (const WindowProgress& one : tally.progress(on("2024-06-01"))) counts.add(one);
  EXPECT_EQ(counts.excused, 2);
  EXPECT_EQ(counts.due_done, 1);
}

TEST_F(Tally, AValueThatDoesNotCountIsNoSample) {
  SamplingTally tally = line("每月", 1);
  tally.add({0, on("2024-01-10"), false, true, {}});
  EXPECT_EQ(of(tally, "2024-01").state, WindowState::kMissing);
  EXPECT_TRUE(of(tally, "2024-01").lacks[0].has_invalid);
  value(tally, 0, "2024-01-20");
  EXPECT_EQ(of(tally, "2024-01").state, WindowState::kDone);
}

TEST_F(Tally, SeveralTimesAreSeveralDays) {
  SamplingTally tally = line("每月2次");
  for (const std::size_t item : {0U, 1U}) value(tally, item, "2024-01-05");
  for (const std::size_t item : {0U, 1U}) value(tally, item, "2024-01-05");
  value(tally, 0, "2024-01-20");
  EXPECT_EQ(of(tally, "2024-01").state, WindowState::kPartly);
  EXPECT_EQ(of(tally, "2024-01").times, 1) << "two sources of one day are one day";
  EXPECT_THAT(of(tally, "2024-01").lacks, ElementsAre(ItemLack{1, 1, false, {}}));
  value(tally, 1, "2024-01-21");
  EXPECT_EQ(of(tally, "2024-01").state, WindowState::kDone);
  EXPECT_EQ(of(tally, "2024-01").times, 2);
}

TEST_F(Tally, FromAndUntilChooseTheWindowsTheyTouch) {
  SamplingTally tally = line("每季", 1, "2024-03-31", "2024-10-01");
  EXPECT_EQ(of(tally, "2024-Q1").state, WindowState::kMissing) << "its last day is the first of the line";
  EXPECT_EQ(of(tally, "2024-Q4").state, WindowState::kMissing);
  tally = line("每季", 1, "2024-04-01", "2024-09-30");
  value(tally, 0, "2024-02-01");
  EXPECT_EQ(of(tally, "2024-Q1").state, WindowState::kNotPlanned);
  EXPECT_EQ(of(tally, "2024-Q2").state, WindowState::kMissing);
  EXPECT_EQ(of(tally, "2024-Q3").state, WindowState::kMissing);
  EXPECT_EQ(of(tally, "2024-Q4").state, WindowState::kNotPlanned);
  EXPECT_THAT(of(tally, "2024-Q1").lacks, IsEmpty());
  SamplingCounts counts;
  for (const WindowProgress& one : tally.progress(on("2025-01-01"))) counts.add(one);
  EXPECT_EQ(counts.planned, 2);
}

TEST_F(Tally, TheLastWeekReachesIntoTheNextYear) {
  SamplingTally tally = line("每周", 1);
  value(tally, 0, "2025-01-05");
  EXPECT_EQ(of(tally, "2025-W01", "2025-01-05").state, WindowState::kDone);
  value(tally, 0, "2025-01-06");
  EXPECT_EQ(of(tally, "2024-W01", "2024-01-07").state, WindowState::kAhead);
  EXPECT_EQ(of(tally, "2024-W01", "2024-01-08").state, WindowState::kMissing);
}

// A slow second opinion: each day of the year is asked to which window it belongs, by arithmetic on the calendar alone.
std::string window_of_day(const std::string& frequency, Date day) {
  const int month = day.month();
  if (frequency == "每日") return to_string(day);
  if (frequency == "每月" || frequency == "每月3次") return "m" + std::to_string(month);
  if (frequency == "每季") return "q" + std::to_string((month + 2) / 3);
  if (frequency == "每半年") return month <= 6 ? "h1" : "h2";
  if (frequency == "每年") return "y";
  if (frequency == "每两月") return "t" + std::to_string((month + 1) / 2);
  if (frequency == "每旬") return std::to_string(month) + "x" + std::to_string(std::min((day.day() - 1) / 10, 2));
  if (frequency == "3,6,9月") return month % 3 == 0 && month < 12 ? "m" + std::to_string(month) : "";
  ADD_FAILURE() << frequency;
  return "";
}

TEST(SamplingOracle, RandomLinesAgree) {
  std::mt19937 random(20240229);
  const auto upto = [&](int most) { return static_cast<int>(random() % static_cast<unsigned>(most + 1)); };
  const char* const kAll[] = {"每日", "每月", "每月3次", "每季", "每半年", "每年", "每两月", "每旬", "3,6,9月"};
  int seen[6] = {};
  for (int round = 0; round < 250; ++round) {
    const std::string frequency = kAll[random() % std::size(kAll)];
    const int year = 2023 + upto(1);
    const Date first(year, 1, 1), last(year, 12, 31);
    const int days = static_cast<int>(days_between(first, last)) + 1;
    const Date from = first + upto(days / 3), until = last - upto(days / 3);
    const Date asked = first + upto(days + 10) - 2;
    const std::size_t items = 1 + random() % 3;
    const int times = frequency == "每月3次" ? 3 : 1;
    SamplingTally tally(often(frequency.c_str()), year, from, until, items);
    struct Fact {
      std::set<Date> days;
      bool is_explained = false;
    };
    std::map<std::string, std::vector<Fact>> facts;
    for (int i = 0, most = upto(frequency == "每日" ? 2000 : 120); i < most; ++i) {
      const std::size_t item = random() % items;
      const Date day = first + upto(days + 20) - 10;
      const ValueState state = static_cast<ValueState>(random() % 10);
      SampledDay sampled{item, day, has_value(state) || random() % 3 == 0, false, {}};
      if (!has_value(state)) sampled.missing = state;
      tally.add(sampled);
      const std::string window = day < first || day > last ? "" : window_of_day(frequency, day);
      if (window.empty()) continue;
      std::vector<Fact>& of_window = facts[window];
      of_window.resize(items);
      if (sampled.has_value) of_window[item].days.insert(day);
      if (state >= ValueState::kFault && state != ValueState::kUnexplained) of_window[item].is_explained = true;
    }
    std::map<std::string, std::vector<Date>> calendar;
    for (Date day = first; day <= last; day = day + 1) {
      if (const std::string window = window_of_day(frequency, day); !window.empty()) calendar[window].push_back(day);
    }
    const std::vector<WindowProgress> got = tally.progress(asked);
    ASSERT_EQ(got.size(), calendar.size());
    for (const WindowProgress& one : got) {
      const std::string window = window_of_day(frequency, one.window.first);
      const std::vector<Date>& in_window = calendar.at(window);
      ASSERT_EQ(one.window.first, in_window.front());
      ASSERT_EQ(one.window.last, in_window.back());
      std::vector<Fact>& of_window = facts[window];
      of_window.resize(items);
      const bool is_planned = std::ranges::any_of(in_window, [&](Date d) { return from <= d && d <= until; });
      bool is_whole = true, has_any = false, is_explained = true;
      for (const Fact& fact : of_window) {
        const bool is_enough = static_cast<int>(fact.days.size()) >= times;
        is_whole = is_whole && is_enough;
        has_any = has_any || !fact.days.empty();
        is_explained = is_explained && (is_enough || fact.is_explained);
      }
      WindowState want = WindowState::kMissing;
      if (has_any) want = WindowState::kPartly;
      if (is_explained) want = WindowState::kExcused;
      if (asked <= in_window.back()) want = WindowState::kAhead;
      if (is_whole) want = WindowState::kDone;
      if (!is_planned) want = WindowState::kNotPlanned;
      ASSERT_EQ(one.state, want) << frequency << " " << one.window.name << " asked " << to_string(asked);
      ++seen[static_cast<int>(want)];
    }
  }
  for (const int count : seen) EXPECT_GT(count, 10) << "each state was met";
}

}  // namespace
}  // namespace bihuan::observations
