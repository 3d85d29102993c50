#include "plans/plan_diff.h"

#include <gmock/gmock.h>

#include <functional>

#include "plans/plan_sketch.h"

namespace bihuan::plans {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<std::string> changes(const Difference& difference) {
  std::vector<std::string> words;
  for (const DifferenceEntry& entry : difference.entries) {
    words.push_back(std::string(to_string(entry.change)) + (entry.field.empty() ? "" : ":" + entry.field));
  }
  return words;
}

// Gives a commitment its deadline.
void at(Commitment& commitment, const char* day) { commitment.deadline = commitment.due = day; }

PlanSketch last_year() {
  PlanSketch plan("云汀市2023年水务工作要点", 2023);
  plan.item("抓实河湖治理").unit("河湖科");
  plan.target("纳入考核的9个断面水质优良率达到85.7%", "水质优良率", ">=", "85.7", "%");
  plan.duty("青柳水源地每月巡查不少于1次", "month", 1);
  plan.ongoing("定期清理石滩河漂浮物");
  plan.item("加快工程建设").unit("建设科");
  at(plan.deliverable("制定2023年度水库除险方案"), "2023-06-30");
  plan.target("新建小型水库3座", "新建小型水库", "=", "3", "座");
  return plan;
}

TEST(PlanDiff, EqualPlansDoNotDiffer) {
  const Difference difference = diff(last_year().plan(), last_year().plan());
  EXPECT_THAT(difference.entries, IsEmpty());
  EXPECT_EQ(difference.from_title, "云汀市2023年水务工作要点");
}

TEST(PlanDiff, ANewYearAloneIsNoDifference) {
  PlanSketch plan("云汀市2024年水务工作要点", 2024);
  plan.item("抓实河湖治理").unit("河湖科");
  plan.target("纳入考核的9个断面水质优良率达到85.7%", "水质优良率", ">=", "85.7", "%");
  plan.duty("青柳水源地每月巡查不少于1次", "month", 1);
  plan.ongoing("定期清理石滩河漂浮物");
  plan.item("加快工程建设").unit("建设科");
  at(plan.deliverable("制定2024年度水库除险方案"), "2024-06-30");
  plan.target("新建小型水库3座", "新建小型水库", "=", "3", "座");
  EXPECT_THAT(changes(diff(last_year().plan(), plan.plan())), IsEmpty());
}

TEST(PlanDiff, NamesWhatChangedInTheOrderOfTheNewPlan) {
  PlanSketch plan("云汀市2024年水务工作要点", 2024);
  plan.item("抓实河湖治理").unit("河湖科");
  plan.target("纳入考核的9个断面水质优良率达到90%", "水质优良率", ">=", "90", "%");
  plan.units({{"河湖科", Role::kLead, Origin::kText}, {"监测站", Role::kAssist, Origin::kText}});
  plan.duty("青柳水源地每季度巡查不少于1次", "quarter", 1);
  plan.unit("建设科");
  plan.item("加快工程建设").unit("建设科");
  at(plan.deliverable("制定2024年度水库除险方案"), "2024-09-30");
  plan.ongoing("开展节水型社区评选");
  plan.target("新建小型水库2座", "新建小型水库", "=", "2", "座").strength = Strength::kSoft;
  const Difference d = diff(last_year().plan(), plan.plan());
  EXPECT_THAT(changes(d),
              ElementsAre("raised:value", "lowered:frequency", "handed_over:units", "reworded:text", "dropped",
                          "deadline_moved:deadline", "added", "lowered:value", "lowered:strength"));
  EXPECT_EQ(d.entries[0].statement, "要求提高：“水质优良率”由 ≥85.7% 改为 ≥90%");
  EXPECT_FALSE(d.entries[0].is_alarm);
  EXPECT_EQ(d.entries[0].before_id, "t1");
  EXPECT_EQ(d.entries[0].after_id, "t1");
  EXPECT_EQ(d.entries[1].statement, "要求降低：“青柳水源地每季度巡查不少于1次”由 每月不少于1次 改为 每季度不少于1次");
  EXPECT_TRUE(d.entries[1].is_alarm);
  EXPECT_EQ(d.entries[2].before_value, "河湖科");
  EXPECT_EQ(d.entries[2].after_value, "河湖科（牵头）、监测站（配合）");
  EXPECT_EQ(d.entries[4].statement, "删去常态：“定期清理石滩河漂浮物”");
  EXPECT_TRUE(d.entries[4].is_alarm);
  EXPECT_EQ(d.entries[4].after_id, "");
  EXPECT_EQ(d.entries[5].statement, "“制定2024年度水库除险方案”的期限由 2023-06-30 改为 2024-09-30，推迟了");
  EXPECT_TRUE(d.entries[5].is_alarm);
  EXPECT_EQ(d.entries[6].statement, "新增常态：“开展节水型社区评选”");
  EXPECT_EQ(d.counts.raised, 1);
  EXPECT_EQ(d.counts.lowered, 3);
  EXPECT_EQ(d.counts.handed_over, 1);
  EXPECT_EQ(d.counts.dropped, 1);
  EXPECT_EQ(d.counts.added, 1);
  EXPECT_EQ(d.counts.moved, 1);
  EXPECT_EQ(d.counts.reworded, 1);
}

struct Step {
  const char* name;
  const char* old_comparator;
  const char* old_value;
  const char* old_unit;
  const char* new_comparator;
  const char* new_value;
  const char* new_unit;
  const char* change;  // "" = none
  const char* why;
};
constexpr Step kDemandSteps[] = {
    {"floor_up", ">=", "85.7", "%", ">=", "90", "%", "raised:value", "a floor that rises asks for more"},
    {"floor_down", ">=", "90", "%", ">=", "85.7", "%", "lowered:value", "and one that falls for less"},
    {"ceiling_down", "<=", "35", "微克/立方米", "<=", "33", "微克/立方米", "raised:value",
     "a ceiling that falls asks for more"},
    {"ceiling_up", "<=", "33", "微克/立方米", "<=", "35", "微克/立方米", "lowered:value", ""},
    {"same", ">=", "90", "%", ">=", "90.0", "%", "", "90 and 90.0 are one number"},
    {"equals_up", "=", "3", "座", "=", "4", "座", "raised:value", "a count to be finished counts as a floor"},
    {"none_may_occur", "=", "0", "起", "=", "1", "起", "lowered:value", "from none to one: a ceiling"},
    {"concentration", "=", "34", "微克/立方米", "=", "36", "微克/立方米", "lowered:value",
     "of a concentration less is better"},
    {"other_unit", ">=", "9000", "万元", ">=", "0.9", "亿元", "", "9000万 is 0.9亿"},
    {"other_unit_up", ">=", "9000", "万元", ">=", "1", "亿元", "raised:value", ""},
    {"no_way", ">=", "9000", "万元", ">=", "12", "个", "reworded:unit", "money and pieces do not compare"},
    {"about", ">=", "90", "%", "≈", "90", "%", "lowered:comparator", "about 90 binds less than at least 90"},
    {"strictly", ">=", "90", "%", ">", "90", "%", "raised:comparator", ""},
    {"turned_round", ">=", "90", "%", "<=", "90", "%", "reworded:comparator", "no direction to compare in"},
};
class DemandStep : public testing::TestWithParam<Step> {};
TEST_P(DemandStep, IsJudgedInTheDirectionOfTheComparator) {
  const Step& c = GetParam();
  PlanSketch before("甲"), after("乙");
  before.item("事项");
  before.target("指标若干", "某指标", c.old_comparator, c.old_value, c.old_unit);
  after.item("事项");
  after.target("指标若干", "某指标", c.new_comparator, c.new_value, c.new_unit);
  const std::vector<std::string> got = changes(diff(before.plan(), after.plan()));
  if (*c.change == '\0') {
    EXPECT_THAT(got, IsEmpty()) << c.why;
  } else {
    EXPECT_THAT(got, ElementsAre(c.change)) << c.why;
  }
}
INSTANTIATE_TEST_SUITE_P(, DemandStep, testing::ValuesIn(kDemandSteps),
                         [](const auto& p) { return std::string(p.param.name); });

TEST(PlanDiff, RangesRiseWhenBothEndsDo) {
  const auto ranged = [](const char* low, const char* high) {
    PlanSketch plan("甲");
    plan.item("事项");
    plan.target("新建公厕若干座", "新建公厕", "range", low, "座").value_high = *parse_decimal(high);
    return plan;
  };
  EXPECT_THAT(changes(diff(ranged("3", "4").plan(), ranged("4", "5").plan())), ElementsAre("raised:value"));
  EXPECT_THAT(changes(diff(ranged("3", "5").plan(), ranged("2", "5").plan())), ElementsAre("lowered:value"));
  EXPECT_THAT(changes(diff(ranged("3", "4").plan(), ranged("2", "5").plan())), ElementsAre("reworded:value"));
  EXPECT_THAT(changes(diff(ranged("3", "4").plan(), ranged("3", "4").plan())), IsEmpty());
}

TEST(PlanDiff, AKindThatBindsLessIsAnAlarm) {
  PlanSketch before("甲"), after("乙");
  before.item("事项");
  before.target("完成10个村环境整治", "村环境整治", "=", "10", "个");
  before.ongoing("推进湿地保护修复");
  after.item("事项");
  at(after.ongoing("完成10个村环境整治"), "2024-12-31");
  at(after.deliverable("推进湿地保护修复"), "");
  const Difference d = diff(before.plan(), after.plan());
  EXPECT_THAT(changes(d), ElementsAre("kind_changed:kind", "kind_changed:kind"));
  EXPECT_EQ(d.entries[0].before_value, "target");
  EXPECT_EQ(d.entries[0].statement, "“完成10个村环境整治”由“目标”改为“常态”");
  EXPECT_TRUE(d.entries[0].is_alarm);
  EXPECT_FALSE(d.entries[1].is_alarm);
}

TEST(PlanDiff, DutiesThatCanNoLongerBeScheduledAreLowered) {
  PlanSketch before("甲"), after("乙");
  before.item("事项");
  before.duty("对养殖场巡查", "month", 2);
  after.item("事项");
  after.duty("对养殖场巡查", "定期", 1).min_count.reset();
  const Difference d = diff(before.plan(), after.plan());
  EXPECT_THAT(changes(d), ElementsAre("lowered:frequency"));
  EXPECT_EQ(d.entries[0].after_value, "定期");
  EXPECT_THAT(changes(diff(after.plan(), before.plan())), ElementsAre("raised:frequency"));
}

TEST(PlanDiff, FindsAClauseUnderAnotherHeadingAndInOtherWords) {
  PlanSketch before("甲"), after("乙");
  before.item("加强水源保护").unit("水科");
  before.ongoing("持续推进饮用水水源保护区规范化建设和日常监管");
  before.item("其他").unit("办公室");
  before.ongoing("加强档案管理");
  after.item("其他").unit("办公室");
  after.ongoing("加强档案管理");
  after.ongoing("深入推进饮用水水源保护区规范化建设和监督管理");
  const Difference d = diff(before.plan(), after.plan());
  EXPECT_THAT(changes(d), ElementsAre("handed_over:units", "reworded:text"));
  EXPECT_EQ(
      d.entries[1].statement,
      "改写：原为“持续推进饮用水水源保护区规范化建设和日常监管”，现为“深入推进饮用水水源保护区规范化建设和监督管理”");
}

TEST(PlanDiff, UnlikeClausesAreDroppedAndAdded) {
  PlanSketch before("甲"), after("乙");
  before.item("事项");
  before.ongoing("加强扬尘污染管控");
  after.item("事项");
  after.ongoing("组织环保设施向公众开放");
  EXPECT_THAT(changes(diff(before.plan(), after.plan())), ElementsAre("dropped", "added"));
}

TEST(PlanDiff, PunctuationAloneIsNoRewording) {
  PlanSketch before("甲"), after("乙");
  before.item("事项");
  before.ongoing("加强噪声、扬尘,油烟监管");
  after.item("事项");
  after.ongoing("加强噪声，扬尘、油烟监管");
  EXPECT_THAT(changes(diff(before.plan(), after.plan())), IsEmpty());
}

TEST(PlanDiff, ANumberInRunningTextIsARewording) {
  PlanSketch before("甲"), after("乙");
  before.item("事项");
  before.ongoing("常态化监测82个湖泊");
  after.item("事项");
  after.ongoing("常态化监测80个湖泊");
  EXPECT_THAT(changes(diff(before.plan(), after.plan())), ElementsAre("reworded:text"));
}

TEST(PlanDiff, EqualClausesArePairedInTheirOrder) {
  const auto plan = [](const char* first, const char* second) {
    PlanSketch p("甲");
    p.item("事项");
    p.target("两率分别达到六成和五成", "甲率", ">=", first, "%");
    p.target("两率分别达到六成和五成", "乙率", ">=", second, "%");
    return p;
  };
  EXPECT_THAT(changes(diff(plan("65", "55").plan(), plan("65", "55").plan())), IsEmpty());
  const Difference d = diff(plan("65", "55").plan(), plan("65", "60").plan());
  ASSERT_THAT(d.entries, SizeIs(1));
  EXPECT_EQ(d.entries[0].statement, "要求提高：“乙率”由 ≥55% 改为 ≥60%");
}

TEST(PlanDiff, PrinciplesAreLeftOut) {
  PlanSketch before("甲"), after("乙");
  before.item("事项");
  after.item("事项");
  Commitment principle = after.ongoing("坚持系统治理");
  after.plan().ongoing.clear();
  principle.kind = Kind::kPrinciple;
  after.plan().principles.push_back(principle);
  EXPECT_THAT(diff(before.plan(), after.plan()).entries, IsEmpty());
}

// Twenty thousand clauses in variations that share most of their words, every tenth changed: a comparison of each with
// each would take minutes.
TEST(PlanDiff, StaysNearLinear) {
  const auto big = [](bool changed) {
    PlanSketch plan("大文件");
    for (int i = 0; i < 20000; ++i) {
      if (i % 50 == 0) plan.item("第" + std::to_string(i) + "项").unit("某科");
      std::string text = "推进第" + std::string(static_cast<std::size_t>(i % 7), 'a') + std::to_string(i) +
                         "号乡镇污水处理设施建设改造";
      if (changed && i % 10 == 0) text += "和运行维护提升";
      plan.ongoing(text);
    }
    return plan;
  };
  const PlanSketch before = big(false), after = big(true);
  const Difference d = diff(before.plan(), after.plan());
  EXPECT_EQ(d.counts.added, d.counts.dropped);
  EXPECT_EQ(d.counts.reworded + d.counts.dropped, 2000);
}

// --- the same target in two plans ---

TEST(SameTargets, AgreeOrDifferWithAStatement) {
  PlanSketch own("2024年工作要点"), other("十大行动方案");
  own.item("甲");
  own.target("纳入省级考核的7个断面水质优良率达到85.7%", "水质优良率", ">=", "85.7", "%").scope =
      "纳入省级考核的7个断面";
  own.target("生态环境满意度达90%以上", "生态环境满意度", ">=", "90", "%");
  own.target("农村生活污水治理率达到70%", "农村生活污水治理率", ">=", "70", "%");
  other.item("乙");
  other.target("农村生活污水治理比例达到75%", "农村生活污水治理比例", ">=", "75", "%");
  other.target("省级考核的7个断面水质优良率85.7%", "水质优良比例", ">=", "85.7", "%").scope = "省级考核的7个断面";
  other.target("新建公厕3座", "新建公厕", "=", "3", "座");
  const std::vector<SameTarget> same = same_targets(own.plan(), other.plan());
  ASSERT_THAT(same, SizeIs(2));
  EXPECT_EQ(same[0].target_id, "t1");
  EXPECT_EQ(same[0].other_target_id, "t2");
  EXPECT_TRUE(same[0].agrees);
  EXPECT_EQ(same[0].statement, "与《十大行动方案》一致：≥85.7%");
  EXPECT_EQ(same[0].other_plan_title, "十大行动方案");
  EXPECT_EQ(same[1].target_id, "t3");
  EXPECT_EQ(same[1].other_target_id, "t1");
  EXPECT_FALSE(same[1].agrees);
  EXPECT_EQ(same[1].statement, "不一致：本文为 ≥70%，《十大行动方案》为 ≥75%，后者更严");
}

struct Pair {
  const char* name;
  const char* scope_a;
  const char* indicator_a;
  const char* deadline_a;
  const char* value_a;
  const char* scope_b;
  const char* indicator_b;
  const char* deadline_b;
  const char* value_b;
  bool is_same;
  const char* why;
};
constexpr Pair kPairs[] = {
    {"other_count", "国家考核的3个断面", "水质优良率", "2024-12-31", "100", "省级考核的7个断面", "水质优良率",
     "2024-12-31", "100", false, "three national sections are not seven of the province"},
    {"other_level", "", "国控断面水质优良率", "2024-12-31", "90", "", "省控断面水质优良率", "2024-12-31", "90", false,
     "the words differ in the level"},
    {"other_year", "", "污水集中收集率", "2024-12-31", "90", "", "污水集中收集率", "2025-12-31", "95", false,
     "another year is another target"},
    {"year_alone", "", "污水集中收集率", "2025", "90", "", "污水集中收集率", "2025-12-31", "90", true,
     "a year stands for its end"},
    {"spelling", "", "污水 集中收集率", "2024-12-31", "90", "", "污水集中收集比例", "2024-12-31", "90", true, ""},
    {"narrower_scope", "全市", "污水集中收集率", "2024-12-31", "90", "", "污水集中收集率", "2024-12-31", "90", true,
     "one of them names the scope"},
    {"short_word", "甲湖", "总数", "2024-12-31", "5", "乙湖", "总数", "2024-12-31", "6", false,
     "two lakes, and a word that says nothing"},
};
class SameTargetPair : public testing::TestWithParam<Pair> {};
TEST_P(SameTargetPair, IsRecognisedByIndicatorScopeUnitDeadline) {
  const Pair& c = GetParam();
  PlanSketch a("甲"), b("乙");
  a.item("事项");
  b.item("事项");
  Target& own = a.target("甲文语句", c.indicator_a, ">=", c.value_a, "%");
  own.scope = c.scope_a;
  own.deadline = c.deadline_a;
  own.due = std::string(c.deadline_a).size() == 4 ? std::string(c.deadline_a) + "-12-31" : c.deadline_a;
  Target& other = b.target("乙文语句", c.indicator_b, ">=", c.value_b, "%");
  other.scope = c.scope_b;
  other.deadline = other.due = c.deadline_b;
  EXPECT_EQ(same_targets(a.plan(), b.plan()).size(), c.is_same ? 1U : 0U) << c.why;
}
INSTANTIATE_TEST_SUITE_P(, SameTargetPair, testing::ValuesIn(kPairs),
                         [](const auto& p) { return std::string(p.param.name); });

}  // namespace
}  // namespace bihuan::plans
