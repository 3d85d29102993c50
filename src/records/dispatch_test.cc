// Tasks, measures, the calendar of duties and the monthly dispatch over one store in memory.
#include "records/dispatch.h"

#include <gmock/gmock.h>

#include "base/files.h"
#include "records/case_samples.h"
#include "records/dispatch_reminders.h"
#include "records/duties.h"
#include "records/internal/case_rows.h"
#include "records/record_samples.h"
#include "records/tasks.h"

namespace bihuan::records {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using namespace literals;

constexpr const char* kOrganisation = R"(
[organisation]
city = "云汀市"
bureau = "云汀市水务局"
source = "invented"
[[unit]]
name = "办公室"
kind = "section"
[[unit]]
name = "河湖科"
kind = "section"
[[unit]]
name = "东分局"
kind = "branch"
[[unit]]
name = "西分局"
kind = "branch"
[[collective]]
name = "各分局"
members = ["东分局", "西分局"]
[[collective]]
name = "相关单位"
members = ["办公室", "河湖科", "东分局", "西分局"]
subset_unknown = true
)";

Instant noon(const char* day) { return to_instant(*parse_date(day), 12); }

Actor office_on(const char* day = "2024-03-01") {
  Actor actor;
  actor.account_id = actor.person_id = "u-office";
  actor.name = "周敏";
  actor.roles = {DeskRole::kOffice};
  actor.seats = {{"办公室", Post::kClerk, ""}};
  actor.at = actor.recorded_at = noon(day);
  return actor;
}
Actor of(const std::string& unit, Post post, const std::string& person, const char* day = "2024-03-25") {
  Actor actor;
  actor.account_id = actor.person_id = person;
  actor.name = person;
  actor.roles = {DeskRole::kSection};
  actor.seats = {{unit, post, ""}};
  actor.at = actor.recorded_at = noon(day);
  return actor;
}

class Desk : public testing::Test {
 protected:
  void SetUp() override {
    plans::PlanSketch sketch = sketch_of("争取上级资金9000万元");
    plan_ = store(sketch, "一", std::nullopt);
    const Result<IssueReport> report = tasks_.issue(office_on(), plan_, organisation_, rule_);
    ASSERT_TRUE(report) << report.error().message;
    first_ = *report;
  }

  static plans::PlanSketch sketch_of(const std::string& funds, bool with_plan = true) {
    plans::PlanSketch sketch("云汀市2024年水务工作要点");
    sketch.item("抓实河湖治理")
        .units({{"河湖科", plans::Role::kLead, plans::Origin::kText},
                {"各分局", plans::Role::kAssist, plans::Origin::kText}});
    sketch.target(funds, "上级资金", ">=", "9000", "万元");
    sketch.duty("青柳水源地每月巡查不少于1次", "month", 1);
    plans::Duty& vague = sketch.duty("定期监测水质", "定期", 1);
    vague.min_count.reset();
    sketch.item("加强监管").units({{"河湖科"}, {"相关单位"}, {"水利专班"}});
    if (with_plan) sketch.deliverable("制定监管方案");
    sketch.item("无人认领").units({});
    sketch.ongoing("推进节水");
    return sketch;
  }

  PlanId store(const plans::PlanSketch& sketch, const std::string& bytes, std::optional<PlanId> of_plan) {
    NewPlan plan = sample_plan(2024, bytes);
    plan.plan = std::move(of_plan);
    plan.text = sketch.text();
    plan.compiled = sketch.plan();
    Result<PlanMeta> meta = records_.store_plan(plan);
    EXPECT_TRUE(meta) << (meta ? "" : meta.error().message);
    return meta->id;
  }

  Task task(const std::string& commitment) { return *tasks_.find_task("p0001-" + commitment); }
  std::string open(const char* month = "2024-03", Date cut_off = Date(2024, 3, 28)) {
    const Result<DispatchRound> round = dispatch_.open_round(office_on(), plan_, month, cut_off);
    EXPECT_TRUE(round) << (round ? "" : round.error().message);
    return round ? round->id : "";
  }
  // Fills all entries of a unit with the same words, and the figure where there is one.
  Status fill_all(const std::string& round, const std::string& unit, std::optional<Decimal> funds,
                  const char* day = "2024-03-25") {
    std::vector<FilledEntry> filled;
    const std::vector<DispatchEntry> entries = *dispatch_.entries(round, unit);
    for (const DispatchEntry& entry : entries) {
      FilledEntry one{entry.task_id, {"按计划推进", "", "", {}}, entry.revision};
      if (entry.task_id == "p0001-t1") one.text.done = funds;
      filled.push_back(std::move(one));
    }
    return dispatch_.fill(of(unit, Post::kClerk, unit + "填报人", day), round, unit, filled);
  }
  Status hand_in(const std::string& round, const std::string& unit, const char* day) {
    const auto step = [](const Result<std::int64_t>& moved) {
      return moved ? Status() : Status(std::unexpected(moved.error()));
    };
    Status status = step(dispatch_.submit(of(unit, Post::kClerk, unit + "填报人", day), round, unit));
    if (status) status = step(dispatch_.check(of(unit, Post::kHead, unit + "科长", day), round, unit));
    if (status) status = step(dispatch_.pass(of(unit, Post::kSupervisor, "分管领导", day), round, unit));
    return status;
  }
  void TearDown() override {
    const Result<JournalReport> report = verify(records_);
    ASSERT_TRUE(report);
    for (const JournalFinding& finding : report->findings) ADD_FAILURE() << finding.place << "：" << finding.message;
    EXPECT_GT(report->records, 0);
  }

  std::shared_ptr<Database> database_ = *open_memory_database();
  Records records_{database_};
  Tasks tasks_{database_};
  Duties duties_{database_};
  Dispatch dispatch_{database_};
  plans::Organisation organisation_ = *plans::load_organisation(kOrganisation, "organisation.toml");
  plans::ProgressRule rule_ = *plans::load_progress_rule(
      *read_file(BIHUAN_SOURCE_DIR "/knowledge/office/progress.toml", 1 << 20), "progress.toml");
  PlanId plan_;
  IssueReport first_;
};

#define EXPECT_REFUSED(expression, code_, message_)                    \
  do {                                                                 \
    const auto refused = (expression);                                 \
    ASSERT_FALSE(refused);                                             \
    EXPECT_EQ(refused.error().code, code_) << refused.error().message; \
    EXPECT_EQ(refused.error().message, message_);                      \
  } while (false)

std::vector<std::string> names(const std::vector<TaskUnit>& units) {
  std::vector<std::string> all;
  for (const TaskUnit& unit : units) all.push_back(unit.unit);
  return all;
}

TEST_F(Desk, EachCommitmentIsATaskAndEachUnitAnswersForItself) {
  EXPECT_EQ(first_.added, 5);
  EXPECT_THAT(first_.unknown_units, ElementsAre("水利专班"));
  const Task funds = task("t1");
  EXPECT_EQ(funds.text, "争取上级资金9000万元");
  EXPECT_EQ(funds.measure, plans::Measure::kCount);
  EXPECT_EQ(funds.wanted, 9000_dec);
  EXPECT_EQ(funds.item_no, "1");
  EXPECT_THAT(names(funds.units), testing::UnorderedElementsAre("河湖科", "东分局", "西分局"));
  const Task plan = task("e1");
  EXPECT_THAT(names(plan.units), testing::UnorderedElementsAre("河湖科", "水利专班"));
  ASSERT_THAT(plan.subsets, SizeIs(1));
  EXPECT_FALSE(plan.subsets[0].is_decided);
}

TEST_F(Desk, IssuedTwiceChangesNothing) {
  const std::int64_t before = verify(records_)->head.entries;
  const IssueReport again = *tasks_.issue(office_on(), plan_, organisation_, rule_);
  EXPECT_EQ(again.added + again.changed + again.dropped, 0);
  EXPECT_EQ(again.carried, 5);
  EXPECT_EQ(verify(records_)->head.entries, before) << "no entry in the journal for nothing";
}

TEST_F(Desk, ANewVersionCarriesOverAddsAndDrops) {
  // The words of the target change, the deliverable is gone, and a clause is new.
  plans::PlanSketch next = sketch_of("年度争取上级资金9500万元", false);
  next.plan().targets[0].value = 9500_dec;
  next.plan().targets[0].id = "t-new";
  next.ongoing("开展涵闸安全鉴定培训");
  store(next, "二", plan_);
  const IssueReport report = *tasks_.issue(office_on("2024-05-01"), plan_, organisation_, rule_);
  EXPECT_EQ(report.version, 2);
  EXPECT_EQ(report.added, 1);
  EXPECT_EQ(report.dropped, 1);
  EXPECT_EQ(report.changed, 1);
  const Task funds = task("t1");
  EXPECT_EQ(funds.commitment_id, "t-new") << "the task keeps its id, the clause has another";
  EXPECT_EQ(funds.wanted, 9500_dec);
  EXPECT_EQ(task("e1").state, TaskState::kDropped);
  EXPECT_EQ(task("e1").dropped_version, 2);
}

TEST_F(Desk, ListsByPageAndFilter) {
  std::vector<std::string> seen;
  std::string after;
  do {
    const TaskPage page = *tasks_.list({.plan = plan_}, after, 2);
    for (const Task& one : page.tasks) seen.push_back(one.commitment_id);
    after = page.next;
  } while (!after.empty());
  EXPECT_THAT(seen, ElementsAre("t1", "d1", "d2", "e1", "o1"));
  const auto ids = [&](const TaskFilter& filter) {
    std::vector<std::string> all;
    const TaskPage page = *tasks_.list(filter);
    for (const Task& one : page.tasks) all.push_back(one.commitment_id);
    return all;
  };
  EXPECT_THAT(ids({.unit = "东分局"}), ElementsAre("t1", "d1", "d2"));
  EXPECT_THAT(ids({.kind = plans::Kind::kDuty}), ElementsAre("d1", "d2"));
  EXPECT_THAT(ids({.item_no = "2"}), ElementsAre("e1"));
  EXPECT_THAT(ids({.state = TaskState::kDropped}), IsEmpty());
  EXPECT_THAT(ids({.due_to = Date(2024, 6, 30)}), IsEmpty());
  EXPECT_REFUSED(tasks_.list({}, "x", 10), Code::kInvalidInput, "翻页标记“x”不是本系统给出的：请从第一页重新取");
  EXPECT_REFUSED(tasks_.list({}, "", 501), Code::kInvalidInput, "每页条数应在1至500之间");
  EXPECT_REFUSED(tasks_.find_task("p9"), Code::kNotFound, "没有编号为“p9”的任务");
}

TEST_F(Desk, SubsetStaysOpenUntilAPersonSaysWho) {
  EXPECT_REFUSED(tasks_.decide_subset(of("河湖科", Post::kHead, "x"), {"p0001-e1"}, "相关单位", {"东分局"}, "分管"),
                 Code::kConflict, "只有办公室可以明确相关单位：请交由办公室办理");
  EXPECT_REFUSED(tasks_.decide_subset(office_on(), {"p0001-e1"}, "相关单位", {"南分局"}, "分管"), Code::kInvalidInput,
                 "“南分局”不在“相关单位”的范围内：应为办公室、河湖科、东分局、西分局");
  EXPECT_REFUSED(tasks_.decide_subset(office_on(), {"p0001-e1"}, "相关单位", {"东分局"}, " "), Code::kInvalidInput,
                 "理由不能为空");
  ASSERT_TRUE(tasks_.decide_subset(office_on(), {"p0001-e1"}, "相关单位", {"东分局", "西分局"}, "局长办公会"));
  EXPECT_THAT(names(task("e1").units), testing::UnorderedElementsAre("河湖科", "水利专班", "东分局", "西分局"));
  ASSERT_TRUE(tasks_.decide_subset(office_on(), {"p0001-e1"}, "相关单位", {"西分局"}, "只涉及西区"));
  EXPECT_THAT(names(task("e1").units), testing::UnorderedElementsAre("河湖科", "水利专班", "西分局"));
  EXPECT_EQ(task("e1").subsets[0].why, "只涉及西区");
  // What was decided outlives the next issue.
  ASSERT_TRUE(tasks_.issue(office_on(), plan_, organisation_, rule_));
  EXPECT_THAT(names(task("e1").units), testing::UnorderedElementsAre("河湖科", "水利专班", "西分局"));
}

TEST_F(Desk, MeasuresAreApprovedByAHeadWhoDidNotWriteThem) {
  const Actor clerk = of("河湖科", Post::kClerk, "张");
  const Actor head = of("河湖科", Post::kHead, "李");
  const NewMeasure what{"p0001-t1", "河湖科", "申报三个项目", "王工", "2024-03", "2024-09"};
  EXPECT_REFUSED(tasks_.add_measure(of("东分局", Post::kClerk, "赵"), what), Code::kConflict,
                 "只有河湖科的人员可以填写本单位的措施");
  NewMeasure bad = what;
  bad.first_month = "3月";
  EXPECT_REFUSED(tasks_.add_measure(clerk, bad), Code::kInvalidInput, "起始月份“3月”应为月份，如2024-03");
  bad.first_month = "2024-10";
  EXPECT_REFUSED(tasks_.add_measure(clerk, bad), Code::kInvalidInput, "完成月份2024-09早于起始月份2024-10");
  bad = what;
  bad.task_id = "p0001-o1";
  EXPECT_REFUSED(tasks_.add_measure(clerk, bad), Code::kConflict, "任务“推进节水”现在不由河湖科负责");
  const UnitMeasure measure = *tasks_.add_measure(clerk, what);
  EXPECT_REFUSED(tasks_.approve_measures(head, {measure.id}), Code::kConflict,
                 "措施m000001现在是“草稿”，不能改为“已审核”");
  ASSERT_TRUE(tasks_.submit_measures(clerk, {measure.id}));
  EXPECT_REFUSED(tasks_.approve_measures(clerk, {measure.id}), Code::kConflict, "只有河湖科的科长可以审核措施");
  EXPECT_REFUSED(tasks_.approve_measures(of("河湖科", Post::kHead, "张"), {measure.id}), Code::kConflict,
                 "措施m000001是您自己写的：请由另一位负责人审核");
  EXPECT_THAT(tasks_.coverage(plan_)->without_approved, ElementsAre(TaskAndUnit{"p0001-t1", "河湖科"}));
  ASSERT_TRUE(tasks_.approve_measures(head, {measure.id}));
  EXPECT_THAT(tasks_.coverage(plan_)->without_approved, IsEmpty());
  EXPECT_REFUSED(tasks_.change_measure(clerk, measure.id, 1, what), Code::kConflict,
                 "这条记录已被别人改动（现为第3版，您看到的是第1版）：请刷新后重做");
  NewMeasure better = what;
  better.text = "申报四个项目";
  EXPECT_EQ(tasks_.change_measure(clerk, measure.id, 3, better)->state, MeasureState::kDraft) << "to be approved again";
  ASSERT_THAT(*tasks_.unit_plan(plan_, "河湖科"), SizeIs(1));
}

TEST_F(Desk, CoverageTellsWhatTheOfficeHasToAskFor) {
  const Coverage coverage = *tasks_.coverage(plan_);
  EXPECT_EQ(coverage.tasks, 5);
  EXPECT_EQ(coverage.answers, 3 * 3 + 2);  // three tasks with 河湖科 and two branches; e1 with 河湖科 and 水利专班
  EXPECT_THAT(coverage.without_owner, ElementsAre("p0001-o1"));
  EXPECT_THAT(coverage.without_measures, SizeIs(11));
  EXPECT_THAT(coverage.subset_unknown, ElementsAre(TaskAndUnit{"p0001-e1", "相关单位"}));
  EXPECT_THAT(coverage.unknown_units, ElementsAre(TaskAndUnit{"p0001-e1", "水利专班"}));
}

TEST_F(Desk, SchedulesAreSetWithAReasonAndNotBeyondTheDeadline) {
  EXPECT_EQ(tasks_.schedule_of("p0001-t1")->shape, plans::ScheduleShape::kLine);
  const plans::Schedule steps{plans::ScheduleShape::kSteps,
                              {{Date(2024, 6, 30), 50, "过半"}, {Date(2024, 11, 30), 100, ""}}};
  EXPECT_REFUSED(tasks_.set_schedule(of("东分局", Post::kClerk, "赵"), "p0001-t1", steps, "年中集中下达"),
                 Code::kConflict, "只有办公室或责任单位的科长可以设定序时进度");
  plans::Schedule beyond = steps;
  beyond.points.back().day = Date(2025, 1, 1);
  EXPECT_REFUSED(tasks_.set_schedule(office_on(), "p0001-t1", beyond, "年中集中下达"), Code::kInvalidInput,
                 "最后一个节点2025-01-01晚于完成时限2024-12-31：改时限要另行申请");
  ASSERT_TRUE(tasks_.set_schedule(of("河湖科", Post::kHead, "李"), "p0001-t1", steps, "年中集中下达"));
  EXPECT_EQ(*tasks_.schedule_of("p0001-t1"), steps);
}

TEST_F(Desk, MissedDutiesAreFoundAndDoneOnesCarryEvidence) {
  // By the end of March the windows of January and February have passed; March ends with its last day.
  EXPECT_THAT(*duties_.missed_at(plan_, Date(2024, 3, 31)), SizeIs(2));
  EXPECT_THAT(*duties_.missed_at(plan_, Date(2024, 4, 1)), SizeIs(3));
  const Actor clerk = of("东分局", Post::kClerk, "赵");
  const DutyEventId january{"p0001-d1", "", "2024-01", 1};
  DutyDone done{"东分局", Date(2024, 1, 20), "巡查两处，无异常", ""};
  EXPECT_REFUSED(duties_.record_done(of("河湖科", Post::kClerk, "张"), january, done), Code::kConflict,
                 "只有东分局的人员可以登记本单位的办理情况");
  EXPECT_REFUSED(duties_.record_done(clerk, {"p0001-d1", "", "2024-13", 1}, done), Code::kNotFound,
                 "日程中没有这一次：青柳水源地每月巡查不少于1次，2024-13第1次");
  DutyDone wrong = done;
  wrong.done_on = Date(2023, 12, 31);
  EXPECT_REFUSED(duties_.record_done(clerk, january, wrong), Code::kInvalidInput,
                 "办理日期2023-12-31早于这一次的时间窗2024-01-01至2024-01-31");
  wrong.done_on = Date(2024, 3, 26);
  EXPECT_REFUSED(duties_.record_done(clerk, january, wrong), Code::kInvalidInput,
                 "办理日期2024-03-26还没有到：今天是2024-03-25");
  wrong = done;
  wrong.evidence = " ";
  EXPECT_REFUSED(duties_.record_done(clerk, january, wrong), Code::kInvalidInput,
                 "要写明办理情况或附上记录，两者至少有一项");
  wrong.attachment_digest = "abc";
  EXPECT_REFUSED(duties_.record_done(clerk, january, wrong), Code::kInvalidInput, "附件摘要应为64位十六进制数");
  ASSERT_TRUE(duties_.record_done(clerk, january, done));
  EXPECT_REFUSED(duties_.record_done(clerk, january, done), Code::kConflict, "这一次已由赵登记，办理日期2024-01-20");
  ASSERT_TRUE(duties_.record_done(clerk, {"p0001-d1", "", "2024-02", 1}, {"东分局", Date(2024, 3, 2), "补办", ""}));
  EXPECT_THAT(*duties_.missed_at(plan_, Date(2024, 3, 31)), IsEmpty());
  EXPECT_EQ(duties_.calendar(plan_, Date(2024, 3, 31))->events[1].state, DutyState::kDoneLate);
  EXPECT_THAT(*duties_.missed_at(plan_, Date(2024, 3, 1)), SizeIs(1)) << "on 1 March it had not been made up for";
  ASSERT_TRUE(duties_.withdraw_done(clerk, january, "登记到了别的月"));
  EXPECT_THAT(*duties_.missed_at(plan_, Date(2024, 3, 31)), SizeIs(1));
}

TEST_F(Desk, VagueDutiesWaitForAPerson) {
  EXPECT_THAT(duties_.calendar(plan_, Date(2024, 3, 31))->waiting, SizeIs(1));
  plans::DutySetting quarterly;
  quarterly.period = "quarter";
  EXPECT_REFUSED(duties_.settle(office_on(), "p0001-t1", quarterly, "惯例"), Code::kInvalidInput,
                 "“争取上级资金9000万元”不是频次类任务，没有周期可定");
  EXPECT_REFUSED(duties_.settle(of("东分局", Post::kClerk, "赵"), "p0001-d2", quarterly, "惯例"), Code::kConflict,
                 "只有办公室或责任单位的科长可以指定频次");
  ASSERT_TRUE(duties_.settle(office_on(), "p0001-d2", quarterly, "监测方案每季度一次"));
  const DutyYear year = *duties_.calendar(plan_, Date(2024, 3, 31));
  EXPECT_THAT(year.waiting, IsEmpty());
  EXPECT_THAT(year.events, SizeIs(12 + 4));
}

TEST_F(Desk, ThreeChecksByThreePersons) {
  const std::string round = open();
  EXPECT_REFUSED(dispatch_.open_round(office_on(), plan_, "2024-03", Date(2024, 3, 28)), Code::kConflict,
                 "2024-03的调度已由周敏发起");
  EXPECT_REFUSED(dispatch_.open_round(office_on(), plan_, "三月", Date(2024, 3, 28)), Code::kInvalidInput,
                 "调度月份“三月”应为月份，如2024-09");
  EXPECT_REFUSED(dispatch_.open_round(office_on(), plan_, "2024-04", Date(2024, 3, 28)), Code::kInvalidInput,
                 "截止日2024-03-28早于调度月份2024-04");
  const Actor clerk = of("东分局", Post::kClerk, "东分局填报人");
  EXPECT_REFUSED(dispatch_.submit(clerk, round, "东分局"), Code::kInvalidInput,
                 "东分局还有3项没有填写，如“青柳水源地每月巡查不少于1次”：填齐后再提交");
  EXPECT_REFUSED(dispatch_.fill(of("东分局", Post::kHead, "x"), round, "东分局", {}), Code::kConflict,
                 "只有东分局的填报人可以填报");
  EXPECT_REFUSED(dispatch_.fill(clerk, round, "东分局", {{"p0001-o1", {"有", "", "", {}}, {}}}), Code::kNotFound,
                 "2024-03的调度中，东分局没有任务“p0001-o1”");
  EXPECT_REFUSED(dispatch_.fill(clerk, round, "东分局", {{"p0001-d1", {"有", "", "", 3_dec}, {}}}), Code::kInvalidInput,
                 "“青柳水源地每月巡查不少于1次”没有完成数可报：请写在“进展”中");
  EXPECT_REFUSED(dispatch_.fill(clerk, round, "东分局", {{"p0001-t1", {" ", "", "", 3_dec}, {}}}), Code::kInvalidInput,
                 "进展不能为空");
  EXPECT_REFUSED(dispatch_.fill(clerk, round, "东分局", {{"p0001-t1", {"有", "", "", -3_dec}, {}}}),
                 Code::kInvalidInput, "完成数不能是负数：-3");
  ASSERT_TRUE(fill_all(round, "东分局", 100_dec));
  EXPECT_REFUSED(dispatch_.fill(clerk, round, "东分局", {{"p0001-t1", {"有", "", "", {}}, 1}}), Code::kConflict,
                 "这条记录已被别人改动（现为第2版，您看到的是第1版）：请刷新后重做");
  EXPECT_EQ(*dispatch_.submit(clerk, round, "东分局"), 3);
  EXPECT_REFUSED(dispatch_.check(of("东分局", Post::kHead, "东分局填报人"), round, "东分局"), Code::kConflict,
                 "东分局填报人已经作为填报人办过这一项：三级审核应由三个人分别完成");
  EXPECT_REFUSED(dispatch_.pass(of("东分局", Post::kSupervisor, "分管"), round, "东分局"), Code::kConflict,
                 "东分局在2024-03的调度中没有“待分管领导审核”的内容");
  EXPECT_EQ(*dispatch_.check(of("东分局", Post::kHead, "科长"), round, "东分局"), 3);
  EXPECT_REFUSED(dispatch_.pass(of("东分局", Post::kSupervisor, "科长"), round, "东分局"), Code::kConflict,
                 "科长已经作为科长办过这一项：三级审核应由三个人分别完成");
  EXPECT_EQ(*dispatch_.pass(of("东分局", Post::kSupervisor, "分管"), round, "东分局"), 3);
  // The office asks; the answer goes the same way, and nobody becomes late by it.
  EXPECT_REFUSED(dispatch_.send_back(clerk, round, "东分局", "p0001-t1", "?"), Code::kConflict,
                 "这一项现在是“已报办公室”，不由您退回");
  ASSERT_TRUE(dispatch_.send_back(office_on("2024-04-02"), round, "东分局", "p0001-t1", "到账还是批复？"));
  ASSERT_TRUE(dispatch_.fill(clerk, round, "东分局", {{"p0001-t1", {"已到账", "", "", 100_dec}, {}}}));
  ASSERT_TRUE(hand_in(round, "东分局", "2024-04-03"));
  const std::vector<DispatchEntry> entries = *dispatch_.entries(round, "东分局");
  for (const DispatchEntry& entry : entries) EXPECT_FALSE(entry.is_late);
  EXPECT_EQ(*dispatch_.merge(office_on("2024-04-03"), round, "东分局"), 3);
  ASSERT_TRUE(dispatch_.close_round(office_on("2024-04-03"), round));
  EXPECT_REFUSED(dispatch_.fill(clerk, round, "东分局", {{"p0001-t1", {"改", "", "", {}}, {}}}), Code::kConflict,
                 "2024-03的调度已由周敏关闭，内容不再改动");
}

TEST_F(Desk, ProgressTellsTheLateAndTheClearlyBehind) {
  const std::string round = open();
  ASSERT_TRUE(fill_all(round, "河湖科", 300_dec));
  ASSERT_TRUE(hand_in(round, "河湖科", "2024-03-28"));  // on the cut-off day: in time
  ASSERT_TRUE(fill_all(round, "东分局", 900_dec));
  ASSERT_TRUE(hand_in(round, "东分局", "2024-03-29"));  // a day late
  const ProgressReport report = *dispatch_.progress(round, Date(2024, 3, 31), rule_);
  ASSERT_THAT(report.tasks, SizeIs(5));
  const TaskProgress& funds = report.tasks[0];
  EXPECT_EQ(funds.done, 300_dec) << "the lead unit's figure, not a sum";
  EXPECT_EQ(funds.done_basis, "河湖科（牵头）报数");
  EXPECT_EQ(to_string(*funds.done_percent), "3.3");  // 300 of 9000
  EXPECT_THAT(funds.judgement.reasons,               // 91 of 366 days = 24.9 %
              ElementsAre("完成3.3%，序时进度24.9%，落后21.6个百分点（序时进度规则：达到20个百分点为明显落后）"));
  // d1: January and February missed, so red as well.
  EXPECT_THAT(report.clearly_behind, ElementsAre(0, 1));
  ASSERT_THAT(report.late, SizeIs(3));
  for (const LateUnit& late : report.late) {
    if (late.unit == "东分局") {
      EXPECT_EQ(late.late, 3);
    }
    if (late.unit == "西分局") {
      EXPECT_EQ(late.missing, 3);
    }
    if (late.unit == "水利专班") {
      EXPECT_EQ(late.missing, 1);
    }
    EXPECT_NE(late.unit, "河湖科");
  }
  ASSERT_THAT(report.items, SizeIs(3));
  EXPECT_EQ(report.items[0].lights.red, 2);
  // Before the cut-off day is over nobody is missing.
  EXPECT_THAT(dispatch_.progress(round, Date(2024, 3, 28), rule_)->late, SizeIs(1)) << "the one that is marked late";
  // The office settles the figure.
  EXPECT_REFUSED(dispatch_.set_figure(office_on(), round, "p0001-o1", 3_dec, "财政文件"), Code::kInvalidInput,
                 "“推进节水”没有完成数可定");
  ASSERT_TRUE(dispatch_.set_figure(office_on(), round, "p0001-t1", 2500_dec, "财政到账单"));
  const ProgressReport settled = *dispatch_.progress(round, Date(2024, 3, 31), rule_);
  EXPECT_EQ(to_string(settled.tasks[0].judgement.light), "green");
  EXPECT_EQ(settled.tasks[0].done_basis, "办公室周敏确定：财政到账单");
}

TEST_F(Desk, TheNextRoundKnowsTheLastOne) {
  const std::string march = open();
  ASSERT_TRUE(fill_all(march, "河湖科", 300_dec));
  ASSERT_TRUE(hand_in(march, "河湖科", "2024-03-28"));
  const std::string april =
      dispatch_
          .open_round(office_on("2024-04-20"), plan_, "2024-04", Date(2024, 4, 28), {{"t1", "到账300万元", "at_risk"}})
          ->id;
  const std::vector<DispatchEntry> entries = *dispatch_.entries(april, "河湖科");
  ASSERT_THAT(entries, SizeIs(4));
  EXPECT_EQ(entries[0].known.last_month, "2024-03");
  EXPECT_EQ(entries[0].known.last_progress, "按计划推进");
  EXPECT_EQ(entries[0].known.last_done, 300_dec);
  EXPECT_EQ(entries[0].known.reading, "到账300万元");
  EXPECT_EQ(entries[1].known.events_due, 3) << "by the last day of April the windows of January to March have passed";
  EXPECT_REFUSED(fill_all(april, "河湖科", 250_dec), Code::kInvalidInput,
                 "累计完成数由上次的300降为250：请在“问题”中说明原因");
}

// The last Thursday of March 2024; three working days before it is the Monday.
TEST_F(Desk, UnitsThatHaveNotHandedInAreRemindedOnceALevel) {
  const std::string round = open();
  const CaseRules& rules = *shipped_case_rules();
  const auto told = [&](const char* day) {
    const Result<std::int64_t> count =
        remind_of_dispatch(*database_, timer(noon(day)), rules.escalation, rules.calendar);
    EXPECT_TRUE(count) << (count ? "" : count.error().message);
    return count.value_or(-1);
  };
  const auto kinds_for = [&](const std::string& unit) {
    const auto rows = database_->read([&](Reader& reader) {
      return select<NoticeWishRow>(reader, {{is("to_unit", unit)}, {{"wish_id"}}, {}, 0});
    });
    std::vector<std::string> kinds;
    for (const NoticeWishRow& row : *rows) kinds.push_back(row.kind);
    return kinds;
  };
  const auto units = static_cast<std::int64_t>(dispatch_.progress(round, Date(2024, 3, 20), rule_)->units.size());
  EXPECT_EQ(told("2024-03-20"), units) << "each hears that the round was opened";
  EXPECT_EQ(told("2024-03-20"), 0) << "once";
  EXPECT_EQ(told("2024-03-22"), 0) << "four working days before the cut-off day";
  EXPECT_EQ(told("2024-03-25"), units);
  ASSERT_TRUE(fill_all(round, "东分局", Decimal(300)));
  ASSERT_TRUE(hand_in(round, "东分局", "2024-03-26"));
  EXPECT_EQ(told("2024-03-28"), units - 1) << "who has handed in is left alone";
  EXPECT_EQ(told("2024-04-10"), units - 1) << "red; what is for office and leaders is not sent to units";
  EXPECT_THAT(kinds_for("东分局"), ElementsAre("dispatch.opened", "dispatch.level.reminder"));
  EXPECT_THAT(kinds_for("西分局"), ElementsAre("dispatch.opened", "dispatch.level.reminder", "dispatch.level.yellow",
                                              "dispatch.level.red"));
  ASSERT_TRUE(dispatch_.close_round(office_on("2024-04-11"), round));
  EXPECT_EQ(told("2024-04-30"), 0);
}

}  // namespace
}  // namespace bihuan::records
