#include "plans/corrections.h"

#include <gmock/gmock.h>

#include <functional>
#include <map>

#include "plans/commitments.h"
#include "plans/plan_sketch.h"

namespace bihuan::plans {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const Instant kAt = *parse_instant("2024-03-01T09:00:00+08:00");

// An invented plan; `edit` may add, change or leave out single clauses.
struct Edit {
  std::string opening;                         // a paragraph above everything
  std::string reservoirs = "新建小型水库3座";  // "" leaves it out
  std::string shoal = "定期清理石滩河漂浮物";  // "" leaves it out
  std::string funds = "年度争取上级资金6000万元以上";
  bool swap_items = false;
};

PlanSketch sketch(const Edit& edit = {}) {
  PlanSketch plan("云汀市2024年水务工作要点");
  if (!edit.opening.empty()) plan.paragraph(edit.opening);
  const auto rivers = [&] {
    plan.item("抓实河湖治理").unit("河湖科");
    plan.target("纳入考核的9个断面水质优良率达到88.9%", "水质优良率", ">=", "88.9", "%").arithmetic =
        Arithmetic{9, 8, "9个断面的88.9%＝8个"};
    plan.target("城区生活污水收集率达到72%", "生活污水收集率", ">=", "72", "%");
    plan.duty("青柳、白沙2处水源地每月巡查不少于1次", "month", 1);
    plan.duty("丁家坝1处水源地每季度巡查不少于1次", "quarter", 1);
    if (!edit.shoal.empty()) plan.ongoing(edit.shoal);
  };
  const auto works = [&] {
    plan.item("加快工程建设").units({{"建设科", Role::kLead, Origin::kText}, {"财务科", Role::kAssist, Origin::kText}});
    plan.target(edit.funds, "争取上级资金", ">=", edit.funds.find("6000") != std::string::npos ? "6000" : "6500",
                "万元");
    if (!edit.reservoirs.empty()) plan.target(edit.reservoirs, "新建小型水库", "=", "3", "座");
    plan.deliverable("制定《水库运行管理办法》");
    plan.deliverable("制定《堤防巡查管理办法》");
    plan.ongoing("加强在建工程质量监督");
    plan.qualitative("水土流失治理达到省定目标").indicators = {"水土流失治理"};
  };
  if (edit.swap_items) {
    works();
    rivers();
  } else {
    rivers();
    works();
  }
  return plan;
}

std::string id_of(const Plan& plan, std::string_view words) {
  for (const Commitment* commitment : commitments_of(plan)) {
    if (commitment->text.find(words) != std::string::npos) return commitment->id;
  }
  ADD_FAILURE() << "no clause with " << words;
  return {};
}

Correction correct(const PlanSketch& plan, std::string_view words, CorrectionField field, std::string_view after,
                   std::span<const Correction> existing = {}) {
  const Result<Correction> made = make_correction(plan.plan(), plan.text(), existing, id_of(plan.plan(), words), field,
                                                  after, "周敏", "核对原文", kAt);
  EXPECT_TRUE(made) << (made ? "" : made.error().message);
  return made ? *made : Correction{};
}

// Ten, of all kinds, on ten sentences.
std::vector<Correction> ten(const PlanSketch& plan) {
  return {
      correct(plan, "断面水质优良率", CorrectionField::kValue, "100"),
      correct(plan, "污水收集率", CorrectionField::kDeadline, "2024-10-31"),
      correct(plan, "青柳、白沙", CorrectionField::kValue, "2"),
      correct(plan, "丁家坝", CorrectionField::kUnits, "监测站（牵头）、河湖科"),
      correct(plan, "石滩河", CorrectionField::kKind, "duty"),
      correct(plan, "争取上级资金", CorrectionField::kStrength, "soft"),
      correct(plan, "小型水库", CorrectionField::kComparator, ">="),
      correct(plan, "水库运行", CorrectionField::kDeadline, "2024-06-30"),
      correct(plan, "堤防巡查", CorrectionField::kUnits, ""),
      correct(plan, "水土流失", CorrectionField::kKind, "target"),
  };
}

std::map<CorrectionState, int> states(const CorrectedPlan& corrected) {
  std::map<CorrectionState, int> counts;
  for (const SeatedCorrection& seated : corrected.corrections) ++counts[seated.state];
  return counts;
}

TEST(Corrections, AllTenApplyToThePlanTheyWereMadeOn) {
  const PlanSketch plan = sketch();
  const CorrectedPlan corrected = apply_corrections(plan.plan(), plan.text(), ten(plan));
  EXPECT_EQ(states(corrected), (std::map<CorrectionState, int>{{CorrectionState::kApplies, 10}}));
  const Plan& p = corrected.plan;
  EXPECT_EQ(p.targets[0].value, Decimal(100));
  EXPECT_EQ(p.targets[1].deadline, "2024-10-31");
  EXPECT_EQ(p.targets[1].due, "2024-10-31");
  EXPECT_EQ(p.targets[1].deadline_origin, Origin::kCorrected);
  EXPECT_EQ(p.duties[0].min_count, 2);
  EXPECT_EQ(units_line(p.duties[1].units), "监测站（牵头）、河湖科");
  EXPECT_EQ(p.duties[2].text, "定期清理石滩河漂浮物");
  EXPECT_EQ(p.targets[2].strength, Strength::kSoft);
  EXPECT_EQ(p.targets[3].comparator, ">=");
  EXPECT_THAT(p.deliverables[1].units, IsEmpty());
  EXPECT_EQ(p.targets[4].indicator, "水土流失治理") << "a qualitative end that became a target keeps its indicator";
  EXPECT_THAT(p.qualitative, IsEmpty());
  EXPECT_EQ(plan.plan().targets[0].value, Decimal(889, 1)) << "the compilation itself is never changed";
}

// The issue's own case: a paragraph inserted above, one sentence reworded, one deleted.
TEST(Corrections, HoldOnToSentences) {
  const std::vector<Correction> corrections = ten(sketch());
  Edit edit;
  edit.opening = "各单位要对照年度任务，逐项细化措施。新增3项重点任务，另行印发。";
  edit.funds = "全年争取上级资金到位6500万元以上";
  edit.shoal = "";
  const PlanSketch changed = sketch(edit);
  const CorrectedPlan corrected = apply_corrections(changed.plan(), changed.text(), corrections);
  EXPECT_EQ(states(corrected),
            (std::map<CorrectionState, int>{
                {CorrectionState::kApplies, 8}, {CorrectionState::kAsks, 1}, {CorrectionState::kOrphan, 1}}));
  const SeatedCorrection& asks = corrected.corrections[5];
  EXPECT_EQ(asks.state, CorrectionState::kAsks);
  EXPECT_EQ(asks.candidate_id, id_of(changed.plan(), "争取上级资金"));
  EXPECT_EQ(asks.reason, "语句已改写，请确认更正是否仍然成立");
  EXPECT_EQ(find_commitment(corrected.plan, asks.candidate_id)->strength, Strength::kHard)
      << "what asks changes nothing";
  EXPECT_EQ(corrected.corrections[4].state, CorrectionState::kOrphan);
  EXPECT_EQ(corrected.corrections[4].reason, "更正所依据的语句在文件中已经没有了");
}

TEST(Corrections, MoveWithTheirSentenceToAnotherPlace) {
  Edit edit;
  edit.swap_items = true;  // every id and every span changes
  const PlanSketch moved = sketch(edit);
  const CorrectedPlan corrected = apply_corrections(moved.plan(), moved.text(), ten(sketch()));
  EXPECT_EQ(states(corrected), (std::map<CorrectionState, int>{{CorrectionState::kApplies, 10}}));
  EXPECT_EQ(find_commitment(corrected.plan, id_of(moved.plan(), "断面水质"))->kind, Kind::kTarget);
  EXPECT_EQ(corrected.corrections[0].commitment_id, id_of(moved.plan(), "断面水质优良率"));
}

// A deleted sentence must not find its sister: 每月巡查 is no rewording of 每季度巡查.
TEST(Corrections, DoNotMoveToASimilarSentenceThatStoodBeside) {
  const PlanSketch plan = sketch();
  const std::vector<Correction> corrections = {correct(plan, "水库运行", CorrectionField::kDeadline, "2024-06-30")};
  PlanSketch without("云汀市2024年水务工作要点");
  without.item("加快工程建设");
  without.deliverable("制定《堤防巡查管理办法》");
  const CorrectedPlan corrected = apply_corrections(without.plan(), without.text(), corrections);
  EXPECT_EQ(corrected.corrections[0].state, CorrectionState::kOrphan);
}

TEST(Corrections, AChangedNumberAsks) {
  const PlanSketch plan = sketch();
  const std::vector<Correction> corrections = {correct(plan, "污水收集率", CorrectionField::kUnits, "排水科")};
  PlanSketch changed("云汀市2024年水务工作要点");
  changed.item("抓实河湖治理");
  changed.target("城区生活污水收集率达到75%", "生活污水收集率", ">=", "75", "%");
  const CorrectedPlan corrected = apply_corrections(changed.plan(), changed.text(), corrections);
  EXPECT_EQ(corrected.corrections[0].state, CorrectionState::kAsks);
  EXPECT_EQ(corrected.corrections[0].candidate_id, "t1");
}

TEST(Corrections, WhiteSpaceAndWidthDoNotMatter) {
  const PlanSketch plan = sketch();
  const std::vector<Correction> corrections = {correct(plan, "污水收集率", CorrectionField::kUnits, "排水科")};
  PlanSketch spaced("云汀市2024年水务工作要点");
  spaced.item("抓实河湖治理");
  spaced.target("城区 生活污水　收集率达到７２％", "生活污水收集率", ">=", "72", "%");
  const CorrectedPlan corrected = apply_corrections(spaced.plan(), spaced.text(), corrections);
  EXPECT_EQ(corrected.corrections[0].state, CorrectionState::kApplies);
}

// Two clauses of one sentence, and the same clause twice in a document.
struct Twins {
  PlanSketch plan;
  Twins(bool with_first, bool with_second) : plan("两处相同的语句") {
    plan.item("甲事项");
    plan.ongoing("做好春季植树");
    if (with_first) plan.ongoing("做好日常调度");
    plan.ongoing("做好夏季防汛");
    plan.item("乙事项");
    plan.ongoing("做好秋季收割");
    if (with_second) plan.ongoing("做好日常调度");
    plan.ongoing("做好冬季供暖");
  }
};

TEST(Corrections, TellEqualClausesApartByTheirPlace) {
  const Twins both(true, true);
  const std::string second = both.plan.plan().ongoing[4].id;
  ASSERT_EQ(both.plan.plan().ongoing[4].text, "做好日常调度");
  const Result<Correction> made = make_correction(both.plan.plan(), both.plan.text(), {}, second,
                                                  CorrectionField::kUnits, "办公室", "周敏", "乙事项由办公室调度", kAt);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->anchors[0].occurrence, 1);
  EXPECT_EQ(made->anchors[0].occurrences, 2);

  const Twins still(true, true);
  EXPECT_EQ(apply_corrections(still.plan.plan(), still.plan.text(), {{*made}}).corrections[0].commitment_id, second);
  const Twins own_left(false, true);
  const auto kept = apply_corrections(own_left.plan.plan(), own_left.plan.text(), {{*made}}).corrections[0];
  EXPECT_EQ(kept.state, CorrectionState::kApplies);
  EXPECT_EQ(kept.commitment_id, "o4");
  const Twins other_left(true, false);
  const auto lost = apply_corrections(other_left.plan.plan(), other_left.plan.text(), {{*made}}).corrections[0];
  EXPECT_EQ(lost.state, CorrectionState::kAsks) << "its twin is left: a person must say";
  EXPECT_EQ(lost.reason, "同样的语句不止一处或少了一处，请确认是哪一处");
}

TEST(Corrections, AsksWhenTheSentenceAroundTheSameClauseChangedItsMeaning) {
  const auto at = [](Commitment& commitment, const char* day) { commitment.deadline = commitment.due = day; };
  PlanSketch before("有日期的语句"), after("有日期的语句");
  before.item("甲事项");
  at(before.deliverable("2024年6月底前编制方案", "，"), "2024-06-30");
  at(before.deliverable("完成验收"), "2024-06-30");
  after.item("甲事项");
  at(after.deliverable("2024年9月底前编制方案", "，"), "2024-09-30");
  at(after.deliverable("完成验收"), "2024-09-30");
  const Correction deadline = correct(before, "完成验收", CorrectionField::kDeadline, "2024-08-31");
  const Correction unit = correct(before, "完成验收", CorrectionField::kUnits, "建设科");
  const CorrectedPlan corrected = apply_corrections(after.plan(), after.text(), {{deadline, unit}});
  EXPECT_EQ(corrected.corrections[0].state, CorrectionState::kAsks) << "the date that was corrected is another now";
  EXPECT_EQ(corrected.corrections[0].reason, "语句的前后文已改写，请确认更正是否仍然成立");
  EXPECT_EQ(corrected.corrections[1].state, CorrectionState::kApplies) << "whose it is did not change";
}

TEST(Corrections, ALaterOneWinsAndBuildsOnTheEarlier) {
  const PlanSketch plan = sketch();
  std::vector<Correction> made = {correct(plan, "水土流失", CorrectionField::kKind, "target")};
  made.push_back(correct(plan, "水土流失", CorrectionField::kValue, "75.5", made));
  made.push_back(correct(plan, "水土流失", CorrectionField::kUnit, "%", made));
  made.push_back(correct(plan, "水土流失", CorrectionField::kValue, "80", made));
  EXPECT_EQ(made[3].before, "75.5");
  const CorrectedPlan corrected = apply_corrections(plan.plan(), plan.text(), made);
  EXPECT_EQ(states(corrected), (std::map<CorrectionState, int>{{CorrectionState::kApplies, 4}}));
  const Commitment* target = find_commitment(corrected.plan, made[0].commitment_id);
  ASSERT_NE(target, nullptr);
  EXPECT_EQ(as_target(*target)->value, Decimal(80));
  // Without the correction of the kind the value has no place: it asks, and says why.
  const CorrectedPlan alone = apply_corrections(plan.plan(), plan.text(), std::span(made).subspan(1, 1));
  EXPECT_EQ(alone.corrections[0].state, CorrectionState::kAsks);
  EXPECT_EQ(alone.corrections[0].reason, "“数值”不适用于“定性”类的条目：请先更正类别");
}

TEST(Corrections, MovingAKindKeepsTheOrderOfTheDocument) {
  const PlanSketch plan = sketch();
  const Correction made = correct(plan, "制定《水库运行管理办法》", CorrectionField::kKind, "ongoing");
  const CorrectedPlan corrected = apply_corrections(plan.plan(), plan.text(), {{made}});
  ASSERT_THAT(corrected.plan.ongoing, SizeIs(3));
  EXPECT_EQ(corrected.plan.ongoing[1].text, "制定《水库运行管理办法》");
  EXPECT_EQ(corrected.plan.ongoing[1].kind, Kind::kOngoing);
  EXPECT_EQ(corrected.plan.ongoing[1].id, "e1");
  EXPECT_THAT(corrected.plan.deliverables, SizeIs(1));
}

TEST(Corrections, ACorrectedPercentageRenewsTheArithmetic) {
  struct Case {
    const char* value;
    std::int64_t needed;
    const char* statement;
    const char* why;
  };
  constexpr Case kCases[] = {
      {"100", 9, "9个断面的100%＝9个", "all of nine"},
      {"77.8", 7, "9个断面的77.8%＝7个", "7 of 9 is 77.78, which prints as 77.8"},
      {"77.9", 8, "9个断面的77.9%＝8个", "7 of 9 falls short of 77.9"},
      {"90", 9, "9个断面的90%＝9个", "8 of 9 is 88.9"},
      {"89", 8, "9个断面的89%＝8个", "8 of 9 rounds to 89 without decimals"},
  };
  const PlanSketch plan = sketch();
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.value);
    const Correction made = correct(plan, "断面水质优良率", CorrectionField::kValue, c.value);
    const Plan corrected = apply_corrections(plan.plan(), plan.text(), {{made}}).plan;
    ASSERT_TRUE(corrected.targets[0].arithmetic);
    EXPECT_EQ(corrected.targets[0].arithmetic->needed, c.needed) << c.why;
    EXPECT_EQ(corrected.targets[0].arithmetic->statement, c.statement);
  }
}

TEST(Corrections, RangesAreWrittenWithADash) {
  PlanSketch plan("区间");
  plan.item("甲事项");
  plan.target("新建公厕3座", "新建公厕", "=", "3", "座");
  const Correction range = correct(plan, "公厕", CorrectionField::kValue, "3-4");
  const Plan corrected = apply_corrections(plan.plan(), plan.text(), {{range}}).plan;
  EXPECT_EQ(corrected.targets[0].comparator, "range");
  EXPECT_EQ(corrected.targets[0].value_high, Decimal(4));
  const Correction back = correct(plan, "公厕", CorrectionField::kComparator, ">=", {{range}});
  const Plan floor = apply_corrections(plan.plan(), plan.text(), {{range, back}}).plan;
  EXPECT_EQ(floor.targets[0].comparator, ">=");
  EXPECT_FALSE(floor.targets[0].value_high);
}

struct Refusal {
  const char* name;
  const char* words;  // "" = an id that does not exist
  CorrectionField field;
  const char* after;
  Code code;
  const char* message;
};
constexpr Refusal kRefusals[] = {
    {"no_such_id", "", CorrectionField::kValue, "1", Code::kNotFound, "计划中没有编号为“x9”的条目"},
    {"not_a_number", "断面水质", CorrectionField::kValue, "八成", Code::kInvalidInput,
     "数值“八成”不对：应为一个十进制数，例如 85.7；区间写成 3-4"},
    {"empty_value", "断面水质", CorrectionField::kValue, "", Code::kInvalidInput,
     "数值“”不对：应为一个十进制数，例如 85.7；区间写成 3-4"},
    {"falling_range", "断面水质", CorrectionField::kValue, "4-3", Code::kInvalidInput,
     "数值“4-3”不对：区间应写成两个由小到大的数，例如 3-4"},
    {"half_a_time", "青柳", CorrectionField::kValue, "1.5", Code::kInvalidInput,
     "数值“1.5”不对：频次的数值应为 1 到 10000 的整数次"},
    {"no_times", "青柳", CorrectionField::kValue, "0", Code::kInvalidInput,
     "数值“0”不对：频次的数值应为 1 到 10000 的整数次"},
    {"value_of_ongoing", "石滩河", CorrectionField::kValue, "1", Code::kInvalidInput,
     "“数值”不适用于“常态”类的条目：请先更正类别"},
    {"scope_of_duty", "青柳", CorrectionField::kScope, "全市", Code::kInvalidInput,
     "“范围”不适用于“频次”类的条目：请先更正类别"},
    {"unknown_kind", "青柳", CorrectionField::kKind, "任务", Code::kInvalidInput,
     "类别“任务”不对：应为 target、deliverable、duty、ongoing、qualitative、prohibition、principle 之一"},
    {"unknown_comparator", "断面水质", CorrectionField::kComparator, "≥", Code::kInvalidInput,
     "比较符“≥”不对：应为 >=、<=、=、>、<、≈ 之一；区间请直接更正数值（3-4）"},
    {"no_such_day", "断面水质", CorrectionField::kDeadline, "2023-02-29", Code::kInvalidInput,
     "期限“2023-02-29”不对：应为 2024-12-31 这样的日期（也可只写 2024-06、2024），没有期限则留空"},
    {"blank_indicator", "断面水质", CorrectionField::kIndicator, " 　", Code::kInvalidInput, "指标“ 　”不对：不能为空"},
    {"unit_twice", "断面水质", CorrectionField::kUnits, "水科、水科（配合）", Code::kInvalidInput,
     "责任单位“水科、水科（配合）”不对：单位“水科”写了两次"},
    {"unit_missing", "断面水质", CorrectionField::kUnits, "水科、", Code::kInvalidInput, "责任单位“”不对：不能为空"},
    {"strength_word", "断面水质", CorrectionField::kStrength, "硬", Code::kInvalidInput,
     "约束力“硬”不对：应为 hard（刚性）或 soft（力争）"},
    {"nothing_changes", "断面水质", CorrectionField::kValue, "88.9", Code::kInvalidInput,
     "数值已经是“88.9”，没有需要更正的地方"},
};
class CorrectionRefused : public testing::TestWithParam<Refusal> {};
TEST_P(CorrectionRefused, WithCodeAndMessage) {
  const Refusal& c = GetParam();
  const PlanSketch plan = sketch();
  const std::string id = *c.words == '\0' ? "x9" : id_of(plan.plan(), c.words);
  const Result<Correction> made =
      make_correction(plan.plan(), plan.text(), {}, id, c.field, c.after, "周敏", "核对", kAt);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, c.code);
  EXPECT_EQ(made.error().message, c.message);
}
INSTANTIATE_TEST_SUITE_P(, CorrectionRefused, testing::ValuesIn(kRefusals),
                         [](const auto& p) { return std::string(p.param.name); });

TEST(Corrections, ADeadlineMayBeAMonthOrAYear) {
  const PlanSketch plan = sketch();
  struct Case {
    const char* value;
    const char* due;
  };
  for (const Case& c :
       {Case{"2024-02", "2024-02-29"}, Case{"2025", "2025-12-31"}, Case{"2024-09-30", "2024-09-30"}, Case{"", ""}}) {
    const Correction made = correct(plan, "断面水质优良率", CorrectionField::kDeadline, c.value);
    const Plan corrected = apply_corrections(plan.plan(), plan.text(), {{made}}).plan;
    EXPECT_EQ(corrected.targets[0].deadline, c.value);
    EXPECT_EQ(corrected.targets[0].due, c.due);
  }
}

TEST(Corrections, WantAPersonAndAReason) {
  const PlanSketch plan = sketch();
  const auto nobody =
      make_correction(plan.plan(), plan.text(), {}, "t1", CorrectionField::kValue, "1", " ", "核对", kAt);
  ASSERT_FALSE(nobody);
  EXPECT_EQ(nobody.error(), (Error{Code::kInvalidInput, "更正要写明由谁作出", "who"}));
  const auto silent =
      make_correction(plan.plan(), plan.text(), {}, "t1", CorrectionField::kValue, "1", "周敏", "", kAt);
  ASSERT_FALSE(silent);
  EXPECT_EQ(silent.error(), (Error{Code::kInvalidInput, "更正要写明理由", "why"}));
}

TEST(Corrections, AConfirmationSeatsOneAgain) {
  const PlanSketch plan = sketch();
  std::vector<Correction> corrections = {correct(plan, "争取上级资金", CorrectionField::kStrength, "soft")};
  Edit edit;
  edit.funds = "全年争取上级资金到位6500万元以上";
  const PlanSketch changed = sketch(edit);
  const SeatedCorrection asks = apply_corrections(changed.plan(), changed.text(), corrections).corrections[0];
  ASSERT_EQ(asks.state, CorrectionState::kAsks);
  const Result<Anchor> anchor = seat_correction(corrections[0], changed.plan(), changed.text(), {}, asks.candidate_id);
  ASSERT_TRUE(anchor);
  corrections[0].anchors.push_back(*anchor);
  EXPECT_EQ(apply_corrections(changed.plan(), changed.text(), corrections).corrections[0].state,
            CorrectionState::kApplies);
  EXPECT_EQ(apply_corrections(plan.plan(), plan.text(), corrections).corrections[0].state, CorrectionState::kApplies)
      << "the version on which it was made still has it";

  const Correction value = correct(plan, "断面水质优良率", CorrectionField::kValue, "90");
  const auto wrong = seat_correction(value, changed.plan(), changed.text(), {}, id_of(changed.plan(), "石滩河"));
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().message, "“数值”不适用于“常态”类的条目：请先更正类别");
  const auto nowhere = seat_correction(value, changed.plan(), changed.text(), {}, "x9");
  ASSERT_FALSE(nowhere);
  EXPECT_EQ(nowhere.error().code, Code::kNotFound);
}

TEST(Corrections, FieldWordsGoBothWays) {
  for (const CorrectionField field :
       {CorrectionField::kKind, CorrectionField::kIndicator, CorrectionField::kComparator, CorrectionField::kValue,
        CorrectionField::kUnit, CorrectionField::kScope, CorrectionField::kDeadline, CorrectionField::kUnits,
        CorrectionField::kStrength}) {
    const Result<CorrectionField> back = parse_correction_field(to_string(field));
    ASSERT_TRUE(back);
    EXPECT_EQ(*back, field);
  }
  const auto unknown = parse_correction_field("数值");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(
      unknown.error().message,
      "没有名为“数值”的字段：可以更正 kind、indicator、comparator、value、unit、scope、deadline、units、strength");
}

}  // namespace
}  // namespace bihuan::plans
