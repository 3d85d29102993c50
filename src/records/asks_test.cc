#include "records/asks.h"

#include <gmock/gmock.h>

#include "base/files.h"
#include "records/case_samples.h"
#include "records/cases.h"
#include "records/dispatch.h"
#include "records/organisation.h"
#include "records/record_samples.h"
#include "records/tasks.h"

namespace bihuan::records {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kAskedUnits = R"(
[organisation]
city = "云汀市"
bureau = "云汀市水务局"
source = "invented"
[[unit]]
name = "河湖科"
kind = "section"
)";

class AsksTest : public testing::Test {
 protected:
  AsksTest() {
    const plans::Organisation table = *plans::load_organisation(kAskedUnits, "o");
    OrganisationBook organisation(database_);
    EXPECT_TRUE(organisation.import_organisation(office_, table));
    Records records(database_);
    plan_ = records.store_plan(sample_plan())->id;
    const auto rule = plans::load_progress_rule(
        *read_file(BIHUAN_SOURCE_DIR "/knowledge/office/progress.toml", 1 << 20), "progress.toml");
    EXPECT_TRUE(Tasks(database_).issue(office_, plan_, table, *rule));
  }

  std::shared_ptr<Database> database_ = *open_memory_database();
  Actor office_ = at(office_clerk(), on("2024-03-04"));
  PlanId plan_;
  AskBook book_{database_};
};

// The sample plan has a target (t1), a duty (d1, each month) and an ongoing task for 河湖科.
TEST_F(AsksTest, AnEntryOfADispatchIsAnAskAndSaysWhatWasKnown) {
  const KnownReading reading{"t1", "1至2月水质优良率100.0%（9个断面）", "on_track"};
  ASSERT_TRUE(Dispatch(database_).open_round(office_, plan_, "2024-03", day("2024-03-28"), {reading}));
  const std::vector<Ask> asks = *book_.asks(day("2024-03-01"), day("2024-03-31"));
  ASSERT_THAT(asks, SizeIs(3));
  std::map<std::string, std::string> known;
  for (const Ask& ask : asks) {
    EXPECT_EQ(ask.unit_id, "河湖科") << "the dispatch names units by name; the meter knows them by id";
    EXPECT_EQ(ask.unit_name, "河湖科");
    EXPECT_EQ(ask.on, day("2024-03-04")) << "the day on which the round was opened, not the month's end";
    EXPECT_EQ(ask.form, "2024年3月调度");
    known[ask.what] = ask.known;
  }
  EXPECT_EQ(known["纳入考核的9个断面水质优良率达到88.9%"], "已有测算结果：1至2月水质优良率100.0%（9个断面）");
  EXPECT_EQ(known["青柳水源地每月巡查不少于1次"], "") << "two months are over, but nobody recorded anything";
  EXPECT_EQ(known["定期清理石滩河漂浮物"], "");
}

TEST_F(AsksTest, AReadingWithoutDataIsNotKnown) {
  const KnownReading reading{"t1", "数据不足", "insufficient_data"};
  ASSERT_TRUE(Dispatch(database_).open_round(office_, plan_, "2024-03", day("2024-03-28"), {reading}));
  const std::vector<Ask> asks = *book_.asks(day("2024-03-01"), day("2024-03-31"));
  for (const Ask& ask : asks) {
    if (ask.subject != "task/p0001-t1") continue;
    EXPECT_EQ(ask.known, "");
  }
}

TEST_F(AsksTest, ACaseAsksItsLeadAndItsAssistantsNotItsVerifier) {
  Cases cases(database_, shipped_case_rules());
  NewCase wanted;
  wanted.source = "by_hand";
  wanted.title = "清理石滩河漂浮物";
  wanted.demand = "按要求清理";
  wanted.lead_unit = "河湖科";
  wanted.assistants = {"station"};
  wanted.verifier_unit = "general";
  wanted.due = day("2024-03-20");
  const auto opened = cases.open(office_, wanted);
  ASSERT_TRUE(opened.has_value()) << opened.error().message;
  const std::vector<Ask> asks = *book_.asks(day("2024-03-04"), day("2024-03-04"));
  ASSERT_THAT(asks, SizeIs(2));
  EXPECT_EQ(asks[0].unit_name, "station") << "unknown to the organisation: stands as it is";
  EXPECT_EQ(asks[1].unit_name, "河湖科");
  EXPECT_EQ(asks[1].what, "清理石滩河漂浮物");
  EXPECT_THAT(*book_.asks(day("2024-03-05"), day("2024-03-31")), IsEmpty());
  EXPECT_THAT(*book_.asks(day("2024-02-01"), day("2024-03-03")), IsEmpty());
}

TEST_F(AsksTest, DaysTheWrongWayRoundAreRefused) {
  const auto asks = book_.asks(day("2024-03-02"), day("2024-03-01"));
  ASSERT_FALSE(asks);
  EXPECT_EQ(asks.error().message, "起止日期颠倒：从2024-03-02到2024-03-01");
}

}  // namespace
}  // namespace bihuan::records
