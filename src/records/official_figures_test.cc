#include "records/official_figures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "base/digest.h"
#include "records/case_samples.h"
#include "records/internal/official_rows.h"
#include "records/official_samples.h"
#include "records/record_samples.h"
#include "records/tasks.h"

namespace bihuan::records {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class OfficialFiguresTest : public testing::Test {
 protected:
  void SetUp() override {
    const Result<PlanMeta> stored = Records(database).store_plan(sample_plan());
    ASSERT_TRUE(stored.has_value()) << stored.error().message;
    plan = stored->id;
  }
  static Actor clerk() { return at(office_clerk(), on("2024-10-20")); }
  Result<OfficialFigure> entered(FigureContent content = sample_figure()) {
    return figures.enter(clerk(), plan, "t1", std::move(content));
  }
  std::vector<OfficialFigure> all() { return *figures.list(plan, {}, "", 500); }
  JournalReport proof() {
    return *database->read([](Reader& reader) { return verify_journal(reader, {}); });
  }

  std::shared_ptr<Database> database = *open_memory_database();
  OfficialFigures figures{database, shipped_official_rules()};
  PlanId plan;
};

TEST_F(OfficialFiguresTest, AFigureOfASiteIsFoundByIt) {
  FigureContent content = sample_figure();
  content.factor = "w21003";
  EXPECT_EQ(entered(content).error().where, "site") << "a factor without a site";
  content.site = "E01";
  const Result<OfficialFigure> first = entered(content);
  ASSERT_TRUE(first.has_value()) << first.error().message;
  EXPECT_TRUE(entered().has_value()) << "the same source may also say it of the whole";
  EXPECT_EQ(entered(content).error().code, Code::kConflict);
  ASSERT_EQ(figures.of_site("E01")->size(), 1U);
  EXPECT_EQ(figures.of_site("E01")->front().content, first->content);
  FigureContent moved = content;
  moved.site = "E02";
  ASSERT_TRUE(figures.revise(clerk(), first->id, 1, moved, "登错了点位").has_value());
  EXPECT_TRUE(figures.of_site("E01")->empty());
  EXPECT_EQ(figures.of_site("E02")->front().revision, 2);
  ASSERT_TRUE(figures.withdraw(clerk(), first->id, 2, "来源撤回").has_value());
  EXPECT_TRUE(figures.of_site("E02")->empty());
  EXPECT_EQ(figures.find(first->id)->content.site, "E02") << "what was withdrawn still says of what it spoke";
}

TEST_F(OfficialFiguresTest, EnteredRevisedToFinalAndWithdrawn) {
  const Result<OfficialFigure> first = entered();
  ASSERT_TRUE(first.has_value()) << first.error().message << first.error().where;
  EXPECT_EQ(first->id, "v000001");
  EXPECT_EQ(first->revision, 1);
  FigureContent final_content = sample_figure("88.9", "final");
  const Result<OfficialFigure> second = figures.revise(clerk(), first->id, 1, final_content, " 审定后公布 ");
  ASSERT_TRUE(second.has_value()) << second.error().message;
  EXPECT_EQ(second->revision, 2);
  EXPECT_EQ(second->why, "审定后公布");
  EXPECT_EQ(figures.revise(clerk(), first->id, 1, sample_figure("66.7"), "又改").error().where, "revision") << "stale";
  EXPECT_EQ(figures.revise(clerk(), first->id, 2, final_content, "又改").error().message,
            "与现在的第2版完全相同，没有可修订的");
  const Result<OfficialFigure> third = figures.withdraw(clerk(), first->id, 2, "登错了断面");
  ASSERT_TRUE(third.has_value()) << third.error().message;
  EXPECT_TRUE(third->is_withdrawn());
  EXPECT_EQ(figures.revise(clerk(), first->id, 3, sample_figure(), "恢复").error().message,
            "这个公布值已由办公室小赵撤回，不能再改：请重新登记");
  const std::vector<OfficialFigure> history = *figures.history(first->id);
  ASSERT_THAT(history, SizeIs(3));
  EXPECT_EQ(history[0].content, sample_figure()) << "what was said first still stands";
  EXPECT_EQ(history[1].content.value, "88.9");
  EXPECT_EQ(history[2].content.value, "88.9");
  ASSERT_THAT(all(), SizeIs(1));
  EXPECT_EQ(all().front().revision, 3);
  EXPECT_THAT(*figures.list(plan, {"t1", false}, "", 50), IsEmpty());
  EXPECT_THAT(proof().findings, IsEmpty());
}

TEST_F(OfficialFiguresTest, OnlyTheOfficeAndOnlyWithAReason) {
  for (const Actor& other : {leader(), water_head(), stranger()}) {
    EXPECT_EQ(figures.enter(at(other, on("2024-10-20")), plan, "t1", sample_figure()).error().where, "权限")
        << other.name;
  }
  const OfficialFigure figure = *entered();
  EXPECT_EQ(figures.withdraw(at(leader(), on("2024-10-20")), figure.id, 1, "错").error().where, "权限");
  EXPECT_EQ(figures.withdraw(clerk(), figure.id, 1, "  ").error().where, "why");
  EXPECT_EQ(figures.revise(clerk(), figure.id, 1, sample_figure("66.7"), "").error().where, "why");
  EXPECT_EQ(figures.withdraw(clerk(), "v000099", 1, "错").error().code, Code::kNotFound);
  EXPECT_EQ(figures.enter(clerk(), plan, "t9", sample_figure()).error().code, Code::kNotFound);
  EXPECT_EQ(figures.enter(clerk(), *PlanId::make("p0099"), "t1", sample_figure()).error().code, Code::kNotFound);
  EXPECT_THAT(all(), SizeIs(1));
}

TEST_F(OfficialFiguresTest, WhatCannotBeIsRefusedAtItsPlace) {
  struct Case {
    const char* where;
    const char* message;
    void (*spoil)(FigureContent&);
  };
  const Case cases[] = {
      {"quantity", "没有“speed”这种量，可选：share（比例）", [](FigureContent& c) { c.quantity = "speed"; }},
      {"quantity", "应登记比例；这里是天数（天）",
       [](FigureContent& c) {
         c.quantity = "days";
         c.unit = "天";
         c.value = "9";
       }},
      {"value", "比例应为数字", [](FigureContent& c) { c.value = "八成"; }},
      {"terms", "监测层级没有“county”",
       [](FigureContent& c) {
         c.terms = {{"level", "county"}};
       }},
      {"status", "状态“draft”不对，可选：provisional（初步）、final（审定）",
       [](FigureContent& c) { c.status = "draft"; }},
      {"to", "早于首日", [](FigureContent& c) { c.from = Date(2024, 10, 1); }},
      {"from", "不在计划年度内：计划从2024年到2024年", [](FigureContent& c) { c.from = Date(2023, 1, 1); }},
      {"published_on", "早于时段末日2024-09-30", [](FigureContent& c) { c.published_on = Date(2024, 9, 29); }},
      {"published_on", "还没有到：今天是2024-10-20", [](FigureContent& c) { c.published_on = Date(2024, 10, 21); }},
      {"source_title", "来源文件的标题不能为空", [](FigureContent& c) { c.source_title = " "; }},
      {"issuer", "发布单位不能为空", [](FigureContent& c) { c.issuer = ""; }},
      {"remark", "应不超过1000字", [](FigureContent& c) { c.remark = std::string(1001, 'x'); }},
  };
  for (const Case& one : cases) {
    FigureContent content = sample_figure();
    one.spoil(content);
    const Result<OfficialFigure> refused = entered(content);
    ASSERT_FALSE(refused.has_value()) << one.message;
    EXPECT_EQ(refused.error().code, Code::kInvalidInput);
    EXPECT_EQ(refused.error().where, one.where);
    EXPECT_THAT(refused.error().message, HasSubstr(one.message));
  }
  EXPECT_THAT(all(), IsEmpty());
  EXPECT_EQ(figures.list(plan, {}, "", 0).error().where, "limit");
  EXPECT_EQ(figures.list(*PlanId::make("p0099"), {}, "", 50).error().code, Code::kNotFound);
}

TEST_F(OfficialFiguresTest, OthersStandBesideIt) {
  ASSERT_TRUE(entered().has_value());
  EXPECT_EQ(entered(sample_figure("66.7")).error().where, "source_title") << "the same source says it once";
  FigureContent national = sample_figure("100");
  national.terms = {{"review", "after"}, {"level", "national"}};
  const Result<OfficialFigure> other = entered(national);
  ASSERT_TRUE(other.has_value()) << other.error().message;
  EXPECT_EQ(other->content.terms.front().dimension, "level") << "in the order of the rules";
  FigureContent earlier = sample_figure("66.7");
  earlier.to = Date(2024, 8, 31);
  ASSERT_TRUE(entered(earlier).has_value());
  EXPECT_EQ(figures.revise(clerk(), "v000003", 1, sample_figure("66.7"), "时段写错").error().code, Code::kConflict)
      << "a revision cannot become what another says";
  const auto ids = [&](const FigureFilter& filter, const std::string& after, std::int64_t limit) {
    std::vector<std::string> found;
    const std::vector<OfficialFigure> page = *figures.list(plan, filter, after, limit);
    for (const OfficialFigure& one : page) found.push_back(one.id);
    return found;
  };
  EXPECT_THAT(ids({}, "", 50), testing::ElementsAre("v000003", "v000002", "v000001"));
  EXPECT_THAT(ids({}, "", 2), testing::ElementsAre("v000003", "v000002"));
  EXPECT_THAT(ids({}, "v000002", 2), testing::ElementsAre("v000001"));
  EXPECT_THAT(ids({"t9", true}, "", 50), IsEmpty());
  ASSERT_TRUE(figures.withdraw(clerk(), "v000001", 1, "重登").has_value());
  EXPECT_TRUE(entered().has_value()) << "a withdrawn one does not stand in the way";
}

TEST_F(OfficialFiguresTest, KeepsItsSource) {
  const FigureFile file{{"月报.pdf", "pdf", 6, sm3_hex("%PDF-1")}, "%PDF-1"};
  const OfficialFigure figure = *figures.enter(clerk(), plan, "t1", sample_figure(), file);
  EXPECT_EQ(figure.file_name, "月报.pdf");
  const OfficialFigure revised = *figures.revise(clerk(), figure.id, 1, sample_figure("88.9", "final"), "审定");
  EXPECT_EQ(revised.file_digest, sm3_hex("%PDF-1")) << "stays where no other comes";
  const FigureFile better{{"审定.pdf", "pdf", 6, sm3_hex("%PDF-2")}, "%PDF-2"};
  ASSERT_TRUE(figures.revise(clerk(), figure.id, 2, sample_figure("88.9", "final"), "换清晰的", better).has_value());
  EXPECT_EQ(figures.file(figure.id)->bytes, "%PDF-2");
  EXPECT_EQ(figures.file("v000099").error().code, Code::kNotFound);
  const OfficialFigure bare = *entered([] {
    FigureContent content = sample_figure();
    content.to = Date(2024, 8, 31);
    return content;
  }());
  EXPECT_THAT(figures.file(bare.id).error().message, HasSubstr("没有附来源文件"));
  EXPECT_THAT(proof().findings, IsEmpty());
}

// A later version of the plan rewords the clause: its id changes, its task stays, and so does the figure.
TEST_F(OfficialFiguresTest, FollowsItsTargetThroughTheTask) {
  const auto rule = *plans::load_progress_rule(shipped("knowledge/office/progress.toml"), "p.toml");
  ASSERT_TRUE(Tasks(database).issue(clerk(), plan, plans::Organisation(), rule).has_value());
  ASSERT_TRUE(entered().has_value());
  EXPECT_NE(all().front().task_id, "");
  NewPlan next = sample_plan(2024, "第二版");
  next.plan = plan;
  ASSERT_EQ(next.compiled.targets.size(), 1U);
  next.compiled.targets.front().id = "t7";
  const Result<PlanMeta> second = Records(database).store_plan(next);
  ASSERT_TRUE(second.has_value()) << second.error().message;
  ASSERT_TRUE(Tasks(database).issue(clerk(), plan, plans::Organisation(), rule).has_value());
  EXPECT_THAT(*figures.list(plan, {"t7", true}, "", 50), SizeIs(1));
  EXPECT_TRUE(figures.revise(clerk(), "v000001", 1, sample_figure("88.9"), "更正").has_value());
}

// A model of the book beside it: random steps, and after each the invariants hold.
TEST_F(OfficialFiguresTest, RandomStepsKeepTheRules) {
  std::mt19937 engine(20241018);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(engine() % n); };
  std::map<std::string, std::vector<FigureContent>> model;  // content of each revision
  std::map<std::string, bool> is_withdrawn;
  int taken = 0, refused = 0;
  for (int step = 0; step < 300; ++step) {
    FigureContent content = sample_figure(std::to_string(60 + below(40)), below(2) == 0 ? "final" : "provisional");
    content.to = last_day_of_month(2024, 1 + static_cast<int>(below(9)));
    if (below(3) == 0) content.terms = {{"level", below(2) == 0 ? "national" : "provincial"}};
    content.source_number = "第" + std::to_string(below(4)) + "期";
    const std::string id = "v00000" + std::to_string(1 + below(9));
    const bool is_known = model.contains(id);
    const std::int64_t now = is_known ? std::ssize(model[id]) : 1;
    const std::int64_t seen = now - (below(6) == 0 ? 1 : 0);
    const std::size_t what = below(4);
    const auto before = *database->read([](Reader& reader) { return read_head(reader); });
    Result<OfficialFigure> done = fail(Code::kNotFound, "");
    if (what == 0) done = entered(content);
    if (what == 1 || what == 2) done = figures.revise(clerk(), id, seen, content, "更正");
    if (what == 3) done = figures.withdraw(clerk(), id, seen, "撤回");
    if (!done.has_value()) {
      ++refused;
      ASSERT_EQ(*database->read([](Reader& reader) { return read_head(reader); }), before) << "something stayed";
      continue;
    }
    ++taken;
    if (what > 0) {
      ASSERT_TRUE(is_known);
      ASSERT_EQ(seen, now) << "a stale edit went through";
      ASSERT_FALSE(is_withdrawn[id]) << "a withdrawn figure changed";
    }
    model[done->id].push_back(done->content);
    is_withdrawn[done->id] = what == 3;
  }
  EXPECT_GT(taken, 30);
  EXPECT_GT(refused, 100);
  for (const auto& [id, contents] : model) {
    const std::vector<OfficialFigure> history = *figures.history(id);
    ASSERT_EQ(history.size(), contents.size()) << id;
    for (std::size_t i = 0; i < contents.size(); ++i) {
      EXPECT_EQ(history[i].revision, static_cast<std::int64_t>(i) + 1);
      EXPECT_EQ(history[i].content, contents[i]) << id << " was rewritten";
    }
    EXPECT_EQ(history.back().is_withdrawn(), is_withdrawn[id]);
  }
  // No two that stand say the same of the same.
  const std::vector<OfficialFigure> standing = *figures.list(plan, {"", false}, "", 500);
  for (const OfficialFigure& a : standing) {
    for (const OfficialFigure& b : standing) {
      const bool is_same = a.id != b.id && a.content.from == b.content.from && a.content.to == b.content.to &&
                           a.content.terms == b.content.terms && a.content.source_number == b.content.source_number;
      EXPECT_FALSE(is_same) << a.id << b.id;
    }
  }
  EXPECT_THAT(proof().findings, IsEmpty());
  std::cout << "taken " << taken << ", refused " << refused << ", figures " << model.size() << "\n";
}

// Whoever changes the file itself is found out.
TEST_F(OfficialFiguresTest, TheJournalKnowsEachRevision) {
  const OfficialFigure figure = *entered();
  const auto entries = *database->read([](Reader& reader) { return read_journal(reader, 0, 100); });
  EXPECT_EQ(entries.back().what, "official_figure.entered");
  EXPECT_EQ(entries.back().subject, "official_figure/" + figure.id + "/1");
  ASSERT_TRUE(database
                  ->write(clerk(),
                          [&](Ledger& ledger) -> Status {
                            const auto row = *find<OfficialFigureRow>(ledger.store(), figure.id, std::int64_t{1});
                            OfficialFigureRow smuggled = *row;
                            smuggled.revision = 2;
                            smuggled.action = FigureAction::kRevised;
                            smuggled.why = "没有日志";
                            return insert(ledger.store(), smuggled);
                          })
                  .has_value());
  EXPECT_THAT(proof().findings, SizeIs(1)) << "a row without an entry";
}

}  // namespace
}  // namespace bihuan::records
