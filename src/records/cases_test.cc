#include "records/cases.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "records/case_samples.h"
#include "records/internal/case_rows.h"

namespace bihuan::records {
namespace {

class CasesTest : public testing::Test {
 protected:
  NewCase wanted(const std::string& title, const std::string& lead = "water", const std::string& due = "2024-10-31") {
    NewCase one;
    one.source = "instruction";
    one.title = title;
    one.demand = "查清来源，限期整改";
    one.lead_unit = lead;
    one.assistants = {"branch"};
    one.verifier_unit = "general";
    one.due = day(due);
    return one;
  }
  std::string opened(const std::string& title, const std::string& lead = "water",
                     const std::string& due = "2024-10-31") {
    const Result<CaseRecord> got = cases.open(office_clerk(), wanted(title, lead, due));
    EXPECT_TRUE(got.has_value()) << (got.has_value() ? "" : got.error().message);
    return got.has_value() ? got->situation.file.case_id : "";
  }
  Result<CaseRecord> act(const Actor& actor, const std::string& id, std::int64_t revision, const std::string& verb,
                         const std::vector<NewAttachment>& files = {}) {
    CaseAct one;
    one.verb = verb;
    one.text = "情况";
    one.day = day("2024-09-30");
    return cases.act(actor, id, revision, one, files);
  }
  std::vector<std::string> titles(const Actor& actor, const CaseFilter& filter) {
    std::vector<std::string> all;
    const Result<CasePage> page = cases.list(actor, filter, CaseOrder::kNewest, "", 100);
    EXPECT_TRUE(page.has_value());
    for (const CaseFile& file : page->files) all.push_back(file.title);
    return all;
  }
  JournalHead head() {
    return *database->read([](Reader& reader) { return read_head(reader); });
  }

  std::shared_ptr<Database> database = *open_memory_database();
  Cases cases{database, shipped_case_rules()};
  Adjustments adjustments{database, {case_adjustments(shipped_case_rules())}};
};

TEST_F(CasesTest, OpensWithADeadlineInWorkingDays) {
  NewCase one = wanted("甲");
  one.due.reset();
  one.due_in_working_days = 5;
  const Result<CaseRecord> got = cases.open(office_clerk(), one);
  ASSERT_TRUE(got.has_value()) << got.error().message;
  EXPECT_EQ(got->situation.file.case_id, "k000001");
  EXPECT_EQ(got->situation.file.due, day("2024-10-12")) << "from 30 September over National Day: 8 to 12 October";
  one.due = day("2024-10-31");
  EXPECT_EQ(cases.open(office_clerk(), one).error().message, "期限应写日期或工作日数，不能两样都写");
  one.due.reset();
  one.due_in_working_days = 1000;
  EXPECT_EQ(cases.open(office_clerk(), one).error().code, Code::kNotCovered);
}

TEST_F(CasesTest, RefusesAStaleEditAndLeavesNothing) {
  const std::string id = opened("甲");
  ASSERT_TRUE(act(water_clerk(), id, 1, "sign").has_value());
  const JournalHead before = head();
  const Result<CaseRecord> stale = act(water_clerk(), id, 1, "start");
  EXPECT_EQ(stale.error(),
            (Error{Code::kConflict, "这条记录已被别人改动（现为第2版，您看到的是第1版）：请刷新后重做", "revision"}));
  EXPECT_EQ(head(), before);
  EXPECT_TRUE(act(water_clerk(), id, 2, "start").has_value());
  EXPECT_EQ(cases.read(office_clerk(), id)->timeline.size(), 3u);
}

TEST_F(CasesTest, IsNotThereForThoseWithoutAPart) {
  const std::string id = opened("甲");
  for (const Actor& one : {water_clerk(), branch_clerk(), verifier(), office_clerk(), leader()}) {
    EXPECT_TRUE(cases.read(one, id).has_value()) << one.name;
  }
  const Error absent{Code::kNotFound, "没有编号为“k000001”的督办事项", "督办事项编号"};
  EXPECT_EQ(cases.read(stranger(), id).error(), absent);
  EXPECT_EQ(act(stranger(), id, 1, "sign").error(), absent);
  EXPECT_EQ(cases.attachment(stranger(), id, 1).error(), absent);
  EXPECT_EQ(cases.read(office_clerk(), "k' or 1=1 --").error().code, Code::kNotFound);
  EXPECT_THAT(titles(stranger(), {}), testing::IsEmpty());
  Actor nobody = stranger();
  nobody.seats.clear();
  EXPECT_THAT(titles(nobody, {}), testing::IsEmpty());
}

TEST_F(CasesTest, ListsPageByPageAndFiltered) {
  opened("青柳水源地围栏", "water", "2024-10-31");
  opened("石滩河漂浮物", "station", "2024-10-15");
  opened("石滩河排污口", "water", "2024-11-30");
  opened("加油站油气回收", "air", "2024-10-15");
  struct Row {
    const char* name;
    CaseFilter filter;
    std::vector<std::string> want;
  };
  const auto with = [](auto change) {
    CaseFilter filter;
    change(filter);
    return filter;
  };
  const Row rows[] = {
      {"lead", with([](auto& f) { f.lead_unit = "water"; }), {"石滩河排污口", "青柳水源地围栏"}},
      {"part", with([](auto& f) { f.unit_id = "station"; }), {"石滩河漂浮物"}},
      {"title", with([](auto& f) { f.title_contains = "石滩河"; }), {"石滩河排污口", "石滩河漂浮物"}},
      {"title_is_no_pattern", with([](auto& f) { f.title_contains = "%"; }), {}},
      {"due", with([](auto& f) { f.due_from = day("2024-10-16"), f.due_to = day("2024-10-31"); }), {"青柳水源地围栏"}},
      {"state", with([](auto& f) { f.states = {"closed"}; }), {}},
      {"source", with([](auto& f) { f.sources = {"instruction"}, f.lead_unit = "air"; }), {"加油站油气回收"}},
      {"level", with([](auto& f) { f.levels = {"red"}; }), {}},
  };
  for (const Row& row : rows) EXPECT_EQ(titles(office_clerk(), row.filter), row.want) << row.name;
  EXPECT_THAT(titles(water_clerk(), {}), testing::ElementsAre("石滩河排污口", "青柳水源地围栏"));

  std::vector<std::string> ids;
  std::string cursor;
  int pages = 0;
  do {
    const Result<CasePage> page = cases.list(office_clerk(), {}, CaseOrder::kDue, cursor, 3);
    ASSERT_TRUE(page.has_value());
    for (const CaseFile& file : page->files) ids.push_back(file.case_id);
    cursor = page->next;
    ++pages;
  } while (!cursor.empty());
  EXPECT_EQ(pages, 2);
  EXPECT_THAT(ids, testing::ElementsAre("k000002", "k000004", "k000001", "k000003"));
  EXPECT_EQ(cases.list(office_clerk(), {}, CaseOrder::kDue, "x", 3).error(),
            (Error{Code::kInvalidInput, "翻页的位置“x”不是上一页给出的", "cursor"}));
  EXPECT_EQ(cases.list(office_clerk(), {}, CaseOrder::kDue, "", 501).error().where, "limit");
}

TEST_F(CasesTest, KeepsAttachmentsWithTheirDigest) {
  const std::string id = opened("甲");
  ASSERT_TRUE(act(water_clerk(), id, 1, "sign").has_value());
  const NewAttachment good{"方案.pdf", "%PDF-1.7 方案"}, bad{"方案.pdf", "<html>"};
  EXPECT_EQ(act(water_clerk(), id, 2, "start", {good, bad}).error().message,
            "附件的内容是网页（HTML）文件，与扩展名“pdf”不符");
  const Result<CaseRecord> got = act(water_clerk(), id, 2, "start", {good});
  ASSERT_TRUE(got.has_value()) << got.error().message;
  EXPECT_THAT(got->timeline.back().attachments, testing::ElementsAre(1));
  EXPECT_EQ(cases.attachment(branch_clerk(), id, 1)->bytes, good.bytes);
  EXPECT_EQ(cases.attachment(branch_clerk(), id, 2).error().message, "督办事项k000001没有第2号附件");
}

TEST_F(CasesTest, DeadlineAndOwnerChangeByRequestOnly) {
  const std::string id = opened("甲"), subject = "case_file/" + id;
  ASSERT_TRUE(act(water_clerk(), id, 1, "sign").has_value());
  EXPECT_EQ(adjustments.ask(water_clerk(), subject, "due", "2024-11-15", "雨季").error().where, "who");
  EXPECT_EQ(adjustments.ask(water_head(), subject, "due", "11月15日", "雨季").error().where, "after_value");
  EXPECT_EQ(adjustments.ask(water_head(), subject, "due", "2024-11-15", " ").error().message, "申请调整要写明理由");
  EXPECT_EQ(adjustments.ask(water_head(), subject, "title", "乙", "好听").error().message,
            "督办事项没有可调整的“title”，可用的是：due、lead_unit、demand");
  EXPECT_EQ(adjustments.ask(water_head(), "plan/p0001", "due", "2024-11-15", "雨季").error().where, "subject");
  EXPECT_EQ(adjustments.ask(stranger(), subject, "due", "2024-11-15", "雨季").error().code, Code::kNotFound);
  const JournalHead before = head();
  EXPECT_EQ(adjustments.ask(water_head(), subject, "due", "2024-10-31", "雨季").error().where, "after_value");
  EXPECT_EQ(head(), before) << "a request that changes nothing leaves nothing";

  const Result<Adjustment> asked = adjustments.ask(water_head(), subject, "due", "2024-11-15", "雨季");
  ASSERT_TRUE(asked.has_value()) << asked.error().message;
  EXPECT_EQ(asked->before_value, "2024-10-31");
  EXPECT_EQ(adjustments.ask(water_head(), subject, "due", "2024-11-20", "雨季").error().code, Code::kConflict);
  EXPECT_EQ(cases.read(office_clerk(), id)->situation.file.due, day("2024-10-31")) << "asked is not granted";
  EXPECT_EQ(adjustments.decide(water_head(), asked->adjustment_id, 1, true, "").error().message,
            "调整不能由申请的人自己决定：应由另外的人来办");
  EXPECT_EQ(adjustments.decide(office_clerk(), asked->adjustment_id, 1, true, "").error().where, "who");
  EXPECT_EQ(adjustments.decide(stranger(), asked->adjustment_id, 1, true, "").error().code, Code::kNotFound);
  EXPECT_EQ(adjustments.decide(office_head(), asked->adjustment_id, 1, false, "").error().where, "why");
  ASSERT_TRUE(adjustments.decide(office_head(), asked->adjustment_id, 1, true, "同意").has_value());
  EXPECT_EQ(cases.read(office_clerk(), id)->situation.file.due, day("2024-11-15"));
  EXPECT_EQ(adjustments.decide(leader(), asked->adjustment_id, 2, false, "不").error().message,
            "这件调整申请已由办公室钱主任决定，不能再改");

  const Result<Adjustment> owner = adjustments.ask(water_head(), subject, "lead_unit", "station", "属监测");
  ASSERT_TRUE(owner.has_value()) << owner.error().message;
  ASSERT_TRUE(adjustments.decide(leader(), owner->adjustment_id, 1, true, "").has_value());
  EXPECT_EQ(cases.read(office_clerk(), id)->situation.file.lead_unit, "station");
  EXPECT_EQ(cases.read(water_head(), id).error().code, Code::kNotFound);
  ASSERT_TRUE(act(station_clerk(), id, 6, "sign").has_value());
  EXPECT_EQ(adjustments.list(office_clerk(), {subject, {}}, "", 10)->size(), 2u);
  EXPECT_EQ(adjustments.list(stranger(), {}, "", 10)->size(), 0u);
  EXPECT_EQ(adjustments.list(office_clerk(), {"", AdjustmentState::kAsked}, "", 10)->size(), 0u);
}

TEST_F(CasesTest, ClimbsOnceAndGoesOnWhereACalendarIsMissing) {
  const std::string id = opened("甲", "water", "2024-10-10"), far = opened("乙", "water", "2026-01-05");
  const Result<ClimbReport> first = cases.climb(timer(on("2024-10-11")));
  ASSERT_TRUE(first.has_value());
  ASSERT_EQ(first->climbed.size(), 1u);
  EXPECT_THAT(first->climbed[0].levels, testing::ElementsAre("reminder", "yellow", "red"));
  const JournalHead before = head();
  EXPECT_TRUE(cases.climb(timer(on("2024-10-11", "20:00")))->climbed.empty());
  EXPECT_EQ(head(), before) << "again: nothing";
  const auto wishes = database->read([](Reader& reader) {
    Query query;
    query.where = {is("kind", std::string("case.level.red"))};
    return select<NoticeWishRow>(reader, query);
  });
  EXPECT_EQ(wishes->size(), 3u) << "lead, assistant, office: for the highest level only";
  const Result<ClimbReport> later = cases.climb(timer(on("2025-12-31")));
  ASSERT_EQ(later->problems.size(), 1u);
  EXPECT_EQ(later->problems[0].where, far);
  EXPECT_EQ(later->problems[0].code, Code::kNotCovered);
  EXPECT_EQ(later->climbed.size(), 1u) << "the other case went on";
}

TEST_F(CasesTest, JournalProvesEveryTable) {
  const std::string id = opened("甲");
  ASSERT_TRUE(act(water_clerk(), id, 1, "sign").has_value());
  ASSERT_TRUE(act(water_clerk(), id, 2, "start", {{"方案.pdf", "%PDF-1.7"}}).has_value());
  ASSERT_TRUE(cases.climb(timer(on("2024-11-01"))).has_value());
  ASSERT_TRUE(adjustments.ask(water_head(), "case_file/" + id, "due", "2024-11-15", "雨季").has_value());
  const Result<JournalReport> proof = database->read([](Reader& reader) { return verify_journal(reader, {}); });
  ASSERT_TRUE(proof.has_value());
  EXPECT_TRUE(proof->findings.empty());
  EXPECT_GT(proof->records, 10);
}

}  // namespace
}  // namespace bihuan::records
