#include "records/value_marks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "records/case_samples.h"
#include "records/internal/import_rows.h"

namespace bihuan::records {
namespace {

class ValueMarksTest : public testing::Test {
 protected:
  static ValueMark finding(std::int64_t first = 1, std::int64_t count = 3, bool is_lead = false) {
    ValueMark mark;
    mark.site = "E01";
    mark.factor = "w01018";
    mark.averaging = "hour";
    mark.source = "device";
    mark.verdict = ValueVerdict::kSuspect;
    mark.by_whom = "constant-run";
    mark.edition = "2024";
    mark.parameters_digest = "abc";
    mark.runs = {{{first * 3600}, count > 1 ? 3600 : 0, count, 0}};
    mark.is_lead = is_lead;
    mark.text = {"恒值", "连续3小时不变", "", {{"时长", "3", "h"}}, {}};
    return mark;
  }
  std::vector<ValueMark> enter(std::vector<ValueMark> findings, std::vector<ValueMark> retractions = {}) {
    const auto entered = marks.enter(timer, std::move(findings), std::move(retractions));
    EXPECT_TRUE(entered.has_value()) << entered.error().message;
    return entered.value_or(std::vector<ValueMark>());
  }
  void expect_proved() {
    const JournalReport report = *database->read([](Reader& reader) { return verify_journal(reader, {}); });
    EXPECT_TRUE(report.findings.empty()) << report.findings.front().message;
  }
  std::shared_ptr<Database> database = *open_memory_database();
  ValueMarks marks{database};
  Actor timer = [] {
    Actor actor = office_clerk();
    actor.person_id.clear();
    actor.name = "定时";
    return actor;
  }();
};

TEST(MarkedRuns, HoldWhatWentIn) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    std::vector<MarkedValue> values;
    for (int i = 0; i < 40; ++i) {
      if (random() % 3 != 0) values.push_back({{i * 3600}, static_cast<std::int32_t>(random() % 8 == 0 ? 1 : 0)});
    }
    const std::vector<MarkedRun> runs = runs_of(values);
    EXPECT_EQ(values_of(runs), values);
  }
  EXPECT_EQ(runs_of({{{0}, 0}, {{3600}, 0}, {{7200}, 0}}).size(), 1U);
  EXPECT_EQ(runs_of({{{0}, 0}, {{0}, 0}}).size(), 1U) << "a value said twice is one";
  EXPECT_TRUE(runs_of({}).empty());
}

TEST_F(ValueMarksTest, AFindingIsEnteredOnceAndGrows) {
  const auto first = enter({finding()});
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first[0].state, ValueMarkState::kOpen);
  EXPECT_EQ(first[0].last_label, (Instant{3 * 3600}));
  EXPECT_TRUE(enter({finding()}).empty()) << "the same once more";
  EXPECT_EQ(marks.open_count(false), 1);
  const auto grown = enter({finding(1, 5)});
  ASSERT_EQ(grown.size(), 1U);
  EXPECT_EQ(marks.find(first[0].mark_id)->state, ValueMarkState::kEnded);
  EXPECT_EQ(marks.open_count(false), 1);
  EXPECT_EQ(enter({finding(10)}).size(), 1U) << "another stretch is another finding";
  EXPECT_EQ(marks.open_count(false), 2);
  expect_proved();
}

TEST_F(ValueMarksTest, OtherParametersAreAnotherFinding) {
  enter({finding()});
  ValueMark other = finding();
  other.parameters_digest = "def";
  EXPECT_EQ(enter({other}).size(), 1U);
  EXPECT_EQ(marks.open_count(false), 1) << "the earlier one is part of it";
}

TEST_F(ValueMarksTest, ARetractionEndsWhatItCovers) {
  const auto found = enter({finding(1, 3), finding(10, 3)});
  ValueMark part = finding(1, 2);
  enter({}, {part});
  EXPECT_EQ(marks.open_count(false), 2) << "a part of it still stands";
  ValueMark whole = finding(1, 3);
  EXPECT_EQ(enter({}, {whole}).at(0).verdict, ValueVerdict::kValid);
  EXPECT_EQ(marks.find(found[0].mark_id)->state, ValueMarkState::kEnded);
  EXPECT_EQ(marks.find(found[1].mark_id)->state, ValueMarkState::kOpen);
  EXPECT_EQ(enter({finding(1, 3)}).size(), 1U) << "and may be found again";
}

TEST_F(ValueMarksTest, APersonAnswersOnceWithAReason) {
  const auto found = enter({finding()});
  ValueMark verdict = found[0];
  verdict.answers = found[0].mark_id;
  verdict.verdict = ValueVerdict::kInvalid;
  EXPECT_EQ(marks.judge(office_clerk(), verdict).error().where, "reason");
  verdict.reason = "现场核实：探头结垢";
  EXPECT_EQ(marks.judge(timer, verdict).error().where, "who");
  const auto judged = marks.judge(office_clerk(), verdict);
  ASSERT_TRUE(judged.has_value()) << judged.error().message;
  EXPECT_EQ(judged->by_whom, office_clerk().name);
  EXPECT_EQ(marks.find(found[0].mark_id)->state, ValueMarkState::kAnswered);
  EXPECT_EQ(marks.judge(office_clerk(), verdict).error().code, Code::kConflict);
  EXPECT_TRUE(enter({finding()}).empty()) << "answered is answered";
  ValueMark free = finding(20, 1);
  free.reason = "人工复核无效";
  EXPECT_EQ(marks.judge(office_clerk(), free)->answers, "");
  free.runs.clear();
  EXPECT_EQ(marks.judge(office_clerk(), free).error().where, "runs");
  expect_proved();
}

TEST_F(ValueMarksTest, LeadsAreForThoseWhoMaySeeThem) {
  const auto found = enter({finding(1, 3, true), finding(10, 3)});
  EXPECT_EQ(marks.list({}, "", 10)->size(), 1U);
  EXPECT_EQ(marks.list({.includes_leads = true}, "", 10)->size(), 2U);
  EXPECT_EQ(marks.open_count(false), 1);
  EXPECT_EQ(marks.open_count(true), 2);
  ValueMark verdict = found[0];
  verdict.answers = found[0].mark_id;
  verdict.reason = "立案";
  EXPECT_TRUE(marks.judge(office_clerk(), verdict)->is_lead);
  EXPECT_EQ(marks.list({}, "", 10)->size(), 1U);
}

TEST_F(ValueMarksTest, ListsAndGivesAllForTheStore) {
  enter({finding(1), finding(10), finding(20)}, {finding(30)});
  EXPECT_EQ(marks.list({}, "", 10)->size(), 3U) << "no retractions";
  EXPECT_EQ(marks.list({.state = ValueMarkState::kOpen, .sites = {"E02", "E03"}}, "", 10)->size(), 0U);
  const auto first = *marks.each("", 3);
  const auto rest = *marks.each(first.back().mark_id, 3);
  EXPECT_EQ(first.size() + rest.size(), 4U);
  const auto last = *marks.newest("", 3);
  EXPECT_EQ(last.back().mark_id, rest.back().mark_id);
  EXPECT_EQ(marks.newest(last.front().mark_id, 3)->back().mark_id, first.front().mark_id);
}

}  // namespace
}  // namespace bihuan::records
