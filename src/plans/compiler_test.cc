#include "plans/compiler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"
#include "plans/plan_json.h"
#include "plans/plan_test_language.h"

namespace bihuan::plans {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// All documents here are invented; the forms are those of real ones.

Plan compiled(std::string_view text) { return compile(test_language(), text); }

// A document of one item with `sentence` as its text.
Plan one_item(std::string_view sentence) {
  return compiled("2024年全市环境工作要点\n一、重点工作\n1.推进工作。" + std::string(sentence) +
                  "\n2.做好其他工作。加强学习。\n");
}

std::string brief(const Target& t) {
  std::string out = t.comparator + (t.value.has_value() ? to_string(*t.value) : "?");
  if (t.value_high.has_value()) out += "~" + to_string(*t.value_high);
  return out + t.unit;
}

std::vector<std::string> targets_of(const Plan& plan) {
  std::vector<std::string> out;
  for (const Target& t : plan.targets) out.push_back(brief(t));
  return out;
}

std::vector<std::string> items_of(const Plan& plan) {
  std::vector<std::string> out;
  for (const Item& item : plan.items) out.push_back(item.no + "|" + item.heading);
  return out;
}

std::vector<std::string> duties_of(const Plan& plan) {
  std::vector<std::string> out;
  for (const Duty& d : plan.duties)
    out.push_back((d.min_count.has_value() ? std::to_string(*d.min_count) : "?") + "/" + d.period);
  return out;
}

struct Sentence {
  const char* name;
  const char* text;
  std::vector<std::string> targets;
  std::vector<std::string> duties;
};

class Clauses : public testing::TestWithParam<Sentence> {};

TEST_P(Clauses, GiveTheirTargetsAndDuties) {
  const Plan plan = one_item(GetParam().text);
  EXPECT_EQ(targets_of(plan), GetParam().targets) << GetParam().text;
  EXPECT_EQ(duties_of(plan), GetParam().duties) << GetParam().text;
}

const std::vector<Sentence> kComparators = {
    {"reaches", "全市生活垃圾分类覆盖率达到91.5%。", {">=91.5%"}, {}},
    {"at_least_behind", "危险废物规范化管理合格率在96%以上。", {">=96%"}, {}},
    {"no_verb_at_all", "重点河段水质达标率100%。", {"=100%"}, {}},
    {"not_less_than", "抽查企业不少于60家。", {">=60家"}, {}},
    {"not_above", "细颗粒物年均浓度不高于33微克/立方米。", {"<=33微克/立方米"}, {}},
    {"spelled_unit", "臭氧浓度控制在150微克每立方米以内。", {"<=150微克/立方米"}, {}},
    {"below_without_verb", "PM2.5平均浓度36.5微克/立方米以下。", {"<=36.5微克/立方米"}, {}},
    {"held_at_zero_days", "重污染天数控制在0天。", {"<=0天"}, {}},
    {"zero_without_unit", "劣Ⅴ类断面比例保持为0。", {"=0%"}, {}},
    {"about", "绿化覆盖率达到42%左右。", {"≈42%"}, {}},
    {"about_in_front", "投入资金约1.26亿元。", {"≈1.26亿元"}, {}},
    {"more_than", "装机总量超过12万千瓦。", {">12万千瓦"}, {}},
    {"must_not_exceed", "全年污染天数不得超过30天。", {"<=30天"}, {}},
    {"falls_by", "单位能耗比2020年下降13.5%。", {">=13.5%"}, {}},
    {"falls_to", "颗粒物浓度下降到45微克/立方米。", {"<=45微克/立方米"}, {}},
    {"rises_by_points", "污水收集率提高4.2个百分点。", {">=4.2个百分点"}, {}},
    {"range_of_numbers", "新建公厕3-4座。", {"range3~4座"}, {}},
    {"percent_in_words", "回用率不低于百分之二十五。", {">=25%"}, {}},
    {"zero_growth", "化肥使用量实现零增长。", {"<=0%"}, {}},
    {"zero_cases", "重大环境事件零发生。", {"=0起"}, {}},
    {"near_zero_is_none", "填埋量趋零增长。", {}, {}},
    {"open_number", "新增绿地130多亩。", {">=130亩"}, {}},
    {"plain_zero", "劣质断面比例为零。", {"=0%"}, {}},
    {"held_at_zero", "劣质断面比例控制为0。", {"<=0%"}, {}},
    {"number_without_unit", "综合指数控制在3.8以下，利用系数提高到0.58以上。", {"<=3.8", ">=0.58"}, {}},
    {"hours_of_handling", "审批时限压缩至15个工作日以内。", {"<=15个工作日"}, {}},
    {"from_and_to",
     "审批时限由30个工作日压缩至10个工作日，登记由8个工作日压缩至3个工作日。",
     {"<=10个工作日", "<=3个工作日"},
     {}},
    {"sum_without_verb", "财政总收入76.97亿元，增长8%。", {"=76.97亿元", ">=8%"}, {}},
    {"public_budget", "公共预算收入突破30亿元。", {">30亿元"}, {}},
    {"lost_percent_sign", "水质优良率达93.左右。", {"≈93%"}, {}},
    {"blank_in_number", "达标率 77.2 %以上，覆盖 8 家企业。", {">=77.2%", ">=8家"}, {}},
};

const std::vector<Sentence> kCounts = {
    {"finished", "完成12个村庄环境整治。", {"=12个"}, {}},
    {"chinese_number", "开好三场新闻发布会，办好两场培训。", {"=2场"}, {}},
    {"number_behind_noun", "建设示范点6处，打造样板河段4条。", {"=6处", "=4条"}, {}},
    {"ensures", "2024年确保千万元以上项目线索9条，签约项目4个，开工3个。", {">=9条", ">=4个", ">=3个"}, {}},
    {"verb_carried_on", "引进80名骨干人才、150名青年人才，300名技术工人参加轮训。", {"=80名", "=150名", "=300名"}, {}},
    {"verb_dropped", "新建改造8座站房，12座泵房。", {"=8座", "=12座"}, {}},
    {"soft_but_finished", "推进18项整改问题销号。", {"=18项"}, {}},
    {"carried_out", "推进实施45个治理项目。", {"=45个"}, {}},
    {"multiplier_kept", "新增植树1.3万株。", {"=1.3万株"}, {}},
    {"alternative_unit", "全年放流鱼苗1亿尾（只）以上。", {">=1亿尾（只）"}, {}},
    {"enumeration_words", "一是完成8座水库加固，二是培育5家企业。", {"=8座", "=5家"}, {}},
    {"ongoing_is_no_target", "持续提升96座污水站运行水平。", {}, {}},
    {"watching_is_no_target", "常态化开展全市20个湖泊、15条河流、9个水库监测。", {}, {}},
    {"ongoing_behind", "对全市188个村开展常态化保洁。", {}, {}},
    {"names_behind_count", "全面完成3个重点湖泊东湖、西湖、北湖排口整治。", {}, {}},
    {"names_before_count", "将东港、西港、南港等3个断面作为重点。", {}, {}},
    {"scope_of_a_rate", "纳入考核的7个断面优良率达到85.7%。", {">=85.7%"}, {}},
    {"kinds_are_none", "组织四类设施向公众开放。", {}, {}},
    {"great_sets_are_none", "落实五大行动，服务两大战略。", {}, {}},
    {"count_before_an_area", "新增绿道15公里、公园8个、绿地面积20万平方米。", {"=15公里", "=8个", "=20万平方米"}, {}},
    {"started", "启动3条河道整治工程，开展13个园区风险评估。", {"=3条", "=13个"}, {}},
    {"strength_of_a_team", "组织不少于10人的专班，配备3辆执法车。", {"=3辆"}, {}},
    {"verb_carried_to_areas", "营造绿地12公顷，林带8.4公顷，花坛2.75公顷。", {"=12公顷", "=8.4公顷", "=2.75公顷"}, {}},
    {"bracket_in_verb", "新（改）建公厕60座。", {"=60座"}, {}},
    {"times_of_vehicles", "检查柴油车不少于1200辆次。", {">=1200辆次"}, {}},
    {"in_brackets", "推进2项问题（城东6家企业搬迁）整改销号。", {"=2项"}, {}},
};

const std::vector<Sentence> kDistribution = {
    {"respectively", "花木种植、收获机械化率分别达到65%和55%。", {">=65%", ">=55%"}, {}},
    {"unit_only_last", "PM10和PM2.5浓度分别不高于55和33微克/立方米。", {"<=55微克/立方米", "<=33微克/立方米"}, {}},
    {"three_falls", "化学需氧量、氨氮和总磷排放量分别下降15%、10%和6%。", {">=15%", ">=10%", ">=6%"}, {}},
    {"all_share_one",
     "柳镇、白镇和沙镇PM10浓度均控制在60微克/立方米以下。",
     {"<=60微克/立方米", "<=60微克/立方米", "<=60微克/立方米"},
     {}},
    {"all_share_one_behind_a_selection",
     "2022年浓度在60至70微克/立方米之间的柳镇、白镇、沙镇PM10平均浓度均下降至60微克/立方米以下。",
     {"<=60微克/立方米", "<=60微克/立方米", "<=60微克/立方米"},
     {}},
    {"yearly_mean_is_no_share", "全市PM10年均浓度控制在60微克/立方米以下。", {"<=60微克/立方米"}, {}},
};

const std::vector<Sentence> kDuties = {
    {"each_month", "每月巡查不少于2次。", {}, {"2/month"}},
    {"no_number", "每周汇总分析水质。", {}, {"1/week"}},
    {"at_least_each_quarter", "至少每季度召开一次会议。", {}, {"1/quarter"}},
    {"two_actions", "联络组每月至少开展1次外出走访，1次客商接待。", {}, {"1/month", "1/month"}},
    {"two_in_one_clause", "每季度开展1次联合执法、1次交叉检查。", {}, {"1/quarter", "1/quarter"}},
    {"every_three_years", "每3年对清单进行更新。", {}, {"1/3 years"}},
    {"every_two_months", "每两个月调度一次。", {}, {"1/2 months"}},
    {"half_year", "每半年至少开展1次考核。", {}, {"1/half-year"}},
    {"monthly_noun", "按期开展月度数据存证。", {}, {"1/month"}},
    {"quarter_of_the_year_is_none", "第三季度完成验收。", {}, {}},
    {"pair_of_forms", "实行一月一调度、一季一通报。", {}, {"1/month", "1/quarter"}},
    {"three_forms_in_short", "建立周调度、月通报、季考核机制。", {}, {"1/week", "1/month", "1/quarter"}},
    {"two_acts", "每周调度、每月通报。", {}, {"1/week", "1/month"}},
    {"three_agents",
     "县级每半年巡林1次、乡级每季度巡林1次、村级每月巡林2次。",
     {},
     {"1/half-year", "1/quarter", "2/month"}},
    {"month_of_the_year_is_none", "3月调度会前完成整改。", {}, {}},
    {"regularly", "定期开展水质监测。", {}, {"?/定期"}},
    {"when_fit", "适时开展应急演练。", {}, {"?/适时"}},
    {"when_fit_without_act", "适时掌握市场动态。", {}, {}},
    {"daily_rounds", "加强水源地日常巡查。", {}, {"?/日常"}},
    {"daily_control_is_none", "加强日常监管。", {}, {}},
    {"quantity_each_year", "每年增设垃圾桶200个。", {"=200个"}, {"1/year"}},
    {"fall_each_year", "每年削减3%。", {">=3%"}, {}},
    {"benefit_is_none", "连续3年每年给予经费资助。", {}, {}},
    {"name_is_none", "组织参加“一月一法”学习。", {}, {}},
    {"parameter_of_one_round", "单次巡河不少于30分钟。", {}, {}},
    {"within_months", "每年的3月至12月每月巡查不少于1次。", {}, {"1/month"}},
    {"each_object_is_none", "每个村配备2名保洁员。", {"=2名"}, {}},
};

const std::vector<Sentence> kTraps = {
    {"document_number", "落实《通知》（市环发〔2023〕45号）要求。", {}, {}},
    {"standard", "执行CJJ 27-2012标准。", {}, {}},
    {"ordinals", "做好第三轮督察和第八批创建。", {}, {}},
    {"plan_period", "编制“十四五”规划，落实2023-2025年行动。", {}, {}},
    {"campaign_year", "开展“蓝盾2023”专项检查。", {}, {}},
    {"campaign_count", "实施八大提升行动和十条措施。", {}, {}},
    {"day_name", "开展“6·5环境日”活动。", {}, {}},
    {"threshold", "推动20蒸吨/小时及以上的锅炉改造。", {}, {}},
    {"threshold_noun", "对存栏1500头以上养殖场开展改造。", {}, {}},
    {"age", "面向35岁以下青年开展培训。", {}, {}},
    {"thickness", "禁止生产厚度低于0.01毫米的地膜。", {}, {}},
    {"amount_of_project", "投资3.5亿元的项目开工建设。", {}, {}},
    {"water_class", "断面水质达到Ⅱ类。", {}, {}},
    {"score", "完成的得2分，未完成的扣5分。", {}, {}},
    {"already_done", "目前已完成45家企业整改。", {}, {}},
    {"condition", "2019年平均浓度超过70微克/立方米的，实行倍量削减。", {}, {}},
    {"benefit_sum", "对每户给予补助30万元。", {}, {}},
    {"estimate", "共需资金约3500万元。", {}, {}},
    {"ratio", "男女蹲位比例不小于2：1。", {}, {}},
    {"fraction", "安排1/8的力量。", {}, {}},
    {"name_with_number", "做好三十六弯湖和三桥水库保护。", {}, {}},
    {"phase", "推进一期工程建设。", {}, {}},
    {"one_adverbs", "一体推进、一律从严，禁止一次性用品。", {}, {}},
    {"rank_among_others", "综合指数退出全省后十位，确保进入全国前20位。", {}, {}},
    {"year_before", "2023年，PM2.5浓度为36微克/立方米，同比下降4.2%。", {}, {}},
    {"year_before_and_plan", "2023年浓度为36微克/立方米，力争降至35微克/立方米以下。", {"<=35微克/立方米"}, {}},
    {"until_a_day", "截至3月12日，优良天数为68天，比去年同期增加9天。", {}, {}},
    {"threshold_per_hour", "完成35蒸吨/时以下锅炉30%的改造任务。", {"=30%"}, {}},
    {"so_far", "截至目前，累计淘汰车辆1.2万辆，新建站点35座。", {}, {}},
    {"five_years_gone", "“十三五”期间，全市新增绿地300公顷。", {}, {}},
    {"five_years_running", "“十四五”期间，全市新增绿地300公顷。", {"=300公顷"}, {}},
    {"what_stands_now", "全市现有处理厂12座，处理能力30万吨/日。", {}, {}},
    {"work_on_what_stands", "对现有12座处理厂实施改造，新增能力3万吨/日。", {"=3万吨/日"}, {}},
    {"done_of_all", "反馈的26项问题已整改销号20项。", {}, {}},
    {"what_was_built", "已建成的12座站房新增绿地8亩。", {"=8亩"}, {}},
    {"reckoning", "总工作日=248天×8人=1984个工作日，占全部工作日的21%。", {}, {}},
    {"score_by_step", "每下降1个百分点扣0.5分，达标率100%得满分。", {}, {}},
    {"length_of_a_round", "村级河长巡河不少于2公里，时长不少于30分钟。", {}, {}},
    {"length_of_what_is_searched", "完成河道排查120公里。", {"=120公里"}, {}},
    {"ground_and_cost", "项目占地面积50亩，总投资1.2亿元。", {}, {}},
    {"finding", "反馈问题：处理厂进水浓度仅为86毫克/升，收集率35%。", {}, {}},
    {"telephone", "举报电话12369。", {}, {}},
};

std::string name_of(const testing::TestParamInfo<Sentence>& info) { return info.param.name; }
INSTANTIATE_TEST_SUITE_P(Comparators, Clauses, testing::ValuesIn(kComparators), name_of);
INSTANTIATE_TEST_SUITE_P(Counts, Clauses, testing::ValuesIn(kCounts), name_of);
INSTANTIATE_TEST_SUITE_P(Distribution, Clauses, testing::ValuesIn(kDistribution), name_of);
INSTANTIATE_TEST_SUITE_P(Duties, Clauses, testing::ValuesIn(kDuties), name_of);
INSTANTIATE_TEST_SUITE_P(Traps, Clauses, testing::ValuesIn(kTraps), name_of);

// --- deadlines
// --------------------------------------------------------------------------------------------------------

struct Dated {
  const char* name;
  const char* text;
  std::vector<std::string> deadlines;  // of the targets
};

class Deadlines : public testing::TestWithParam<Dated> {};

TEST_P(Deadlines, ReachAsFarAsTheyShould) {
  const Plan plan = one_item(GetParam().text);
  std::vector<std::string> got;
  for (const Target& t : plan.targets) got.push_back(t.deadline);
  EXPECT_EQ(got, GetParam().deadlines) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    , Deadlines,
    testing::ValuesIn(std::vector<Dated>{
        {"none_is_end_of_year", "完成9个项目。", {"2024-12-31"}},
        {"end_of_month", "6月底前完成9个项目。", {"2024-06-30"}},
        {"by_end_of_february", "2月底前完成9个项目。", {"2024-02-29"}},
        {"month_alone_keeps_its_precision", "8月前建成2座站。", {"2024-08"}},
        {"month_with_year", "2024年9月建成2座站。", {"2024-09-30"}},
        {"day", "于2024年10月15日前建成2座站。", {"2024-10-15"}},
        {"half_of_year", "2024年上半年完成9个项目。", {"2024-06-30"}},
        {"quarter", "三季度前完成9个项目。", {"2024-09-30"}},
        {"beginning_of_year", "2024年初完成2个项目验收。", {"2024-03-31"}},
        {"within_year", "年内完成9个项目。", {"2024-12-31"}},
        {"reaches_over_comma_and_semicolon",
         "6月底前完成9个项目，新建3座站；治理率达到80%。",
         {"2024-06-30", "2024-06-30", "2024-06-30"}},
        {"ends_with_the_sentence", "6月底前完成9个项目。治理率达到80%。", {"2024-06-30", "2024-12-31"}},
        {"new_date_takes_over", "6月底前完成9个项目，10月底前完成4个项目。", {"2024-06-30", "2024-10-31"}},
        {"start_is_no_deadline", "自4月起，治理率达到80%。", {"2024-12-31"}},
        {"end_of_five_years", "到“十四五”末，治理率达到80%。", {"2025-12-31"}},
        {"in_the_unit_list", "完成9个项目。（责任单位：水科；完成时限：4月底前）", {"2024-04-30"}},
        {"in_the_unit_list_without_label", "完成9个项目。（水科负责，2024年5月底前完成）", {"2024-05-31"}},
        {"on_a_line_of_its_own",
         "完成9个项目，10月底前完成4个站房。\n责任单位：水科\n完成时限：2024年11月底前",
         {"2024-11-30", "2024-10-31"}},
        {"until_further_notice", "完成9个项目。\n完成时限：长期坚持", {"2024-12-31"}},
        {"year_of_a_noun_is_none", "做好2023年度考核，完成9个项目。", {"2024-12-31"}},
    }),
    [](const auto& one) { return one.param.name; });

TEST(DeadlineScope, KeepABareYearInPlansOfSeveralYears) {
  const Plan plan = compiled(
      "东川市湿地修复方案（2023-2026年）\n一、目标\n到2025年，湿地保护率达到60%"
      "，修复湿地8处。2024年底前建成2处。\n完成勘界。\n每年补植苗木300株。\n");
  std::vector<std::string> got;
  for (const Target& t : plan.targets) got.push_back(t.deadline);
  EXPECT_THAT(got, ElementsAre("2025", "2025", "2024-12-31", "2026"));
  EXPECT_EQ(plan.targets[0].due, "2025-12-31");
}

TEST(DeadlineScope, OpenerOfAParagraphReachesItsEnd) {
  const Plan plan =
      compiled("生态修复意见\n一、目标\n到2025年，覆盖率达到40%。治理率达到55%。其中山区达到35%。\n完成造林9万亩。\n");
  ASSERT_EQ(plan.targets.size(), 4U);
  EXPECT_EQ(plan.targets[1].deadline_origin, Origin::kInherited);
  EXPECT_EQ(plan.targets[2].deadline.substr(0, 4), "2025");
}

TEST(DeadlineScope, DatedBlocksAndYearsFromAStart) {
  const Plan blocks = compiled(
      "北岭县厕所改造三年方案\n（2021-"
      "2023年）\n一、目标\n——2021年，改造公厕18座；完成26个村治理。\n——2022年，改造公厕20座。\n");
  std::vector<std::string> got;
  for (const Target& t : blocks.targets) got.push_back(t.deadline);
  EXPECT_THAT(got, ElementsAre("2021-12-31", "2021-12-31", "2022-12-31"));
  const Plan years = compiled(
      "人才意见\n一、目标\n1.目标。2012年起5年内，人才总量达到20万名。\n2."
      "引才。5年内引进100名专家，对专家5年内享受补贴。\n");
  ASSERT_EQ(years.targets.size(), 2U);
  EXPECT_EQ(years.targets[1].deadline, "2016-12-31");
}

TEST(DeadlineScope, BehindTheWorkBelongsToIt) {
  const Plan plan = one_item("开展全市土壤详查，2024年8月底前完成。");
  ASSERT_EQ(plan.deliverables.size(), 1U);
  EXPECT_EQ(plan.deliverables[0].text, "开展全市土壤详查，2024年8月底前完成");
  EXPECT_EQ(plan.deliverables[0].deadline, "2024-08-31");
}

TEST(DutyObjects, APrepositionIsNoPartOfTheirNames) {
  const auto objects = [](const std::string& sentence) {
    const Plan plan = compiled("2031年工作要点\n1.巩固。" + sentence + "（责任单位：水科）\n");
    return plan.duties.empty() ? std::vector<std::string>{"no duty"} : plan.duties.front().objects;
  };
  EXPECT_THAT(objects("对河口、南湖2个水源地每月巡查不少于1次。"), testing::ElementsAre("河口", "南湖"));
  EXPECT_THAT(objects("针对河口、南湖2个水源地每月巡查不少于1次。"), testing::ElementsAre("河口", "南湖"));
  EXPECT_THAT(objects("对口村、南湖村2个村每月走访不少于1次。"), testing::ElementsAre("对口村", "南湖村"));
}

TEST(Prefaces, StateEndsBeforeTheFirstNumber) {
  const Plan plan = compiled(
      "澜溪市重点工作责任分解\n各区政府：\n现将责任分解印发给你们，请认真贯彻执行。\n2023年，全市浓度为40微克/"
      "立方米，优良率达到80%。\n"
      "2024年主要目标是：浓度不高于38微克/立方米；优良率达到82%以上。\n一、治气\n1.治气。完成9个项目。\n");
  EXPECT_THAT(targets_of(plan), ElementsAre("<=38微克/立方米", ">=82%", "=9个"));
  EXPECT_EQ(plan.plan_year, 2024);
  EXPECT_THAT(plan.deliverables, IsEmpty());
}

TEST(Prefaces, GiveTheYearThatTitleAndDateDoNot) {
  const Plan plan = compiled(
      "水污染防治工作方案\n为推进全市2025年度治水工作，制定本方案。\n一、目标\n治理率达到80%"
      "。\n二、任务\n督办2024年底未完成的园区。\n");
  ASSERT_EQ(plan.targets.size(), 1U);
  EXPECT_EQ(plan.targets[0].deadline, "2025-12-31");
}

TEST(Printed, NamesAndNumbersKeepTheirWidth) {
  const Plan plan =
      compiled("2024年要点\n一、任务\n(一)治理园区(集聚区),保护水源\n完成9个项目。(责任单位:各县(市)区政府)\n");
  ASSERT_EQ(plan.items.size(), 1U);
  EXPECT_EQ(plan.items[0].no, "(一)");
  EXPECT_EQ(plan.items[0].heading, "治理园区(集聚区),保护水源");
  EXPECT_THAT(plan.items[0].units, ElementsAre("各县(市)区政府"));
  EXPECT_EQ(plan.items[0].groups[0].raw, "(责任单位:各县(市)区政府)");
}

TEST(Numbering, ContentsAndAttachmentsAreNoItems) {
  const Plan plan = compiled(
      "2024年要点\n目录\n一、要求……………1\n（一）治水............3\n一、任务\n1. 治水\n完成9个项目。\n2. "
      "治气\n完成8个项目。\n附件：1.项目清单\n2.任务清单\n");
  EXPECT_THAT(items_of(plan), ElementsAre("1|治水", "2|治气"));
}

TEST(Numbering, ASentenceWithNothingButUnitsBehindItIsTheWork) {
  const Plan plan =
      compiled("2024年要点\n一、任务\n1.每月检查煤质。（水科负责，各县（市）配合）\n2.完成9个项目。（水科负责）\n");
  EXPECT_THAT(items_of(plan), ElementsAre("1|每月检查煤质", "2|完成9个项目"));
  EXPECT_THAT(duties_of(plan), ElementsAre("1/month"));
  EXPECT_THAT(targets_of(plan), ElementsAre("=9个"));
}

TEST(Numbering, OneCharacterForms) {
  EXPECT_THAT(items_of(compiled("2024年要点\n㈠治水。完成9个项目。\n㈡治气。完成8个项目。\n")),
              ElementsAre("（一）|治水", "（二）|治气"));
}

TEST(Numbering, BracketedDigitsAreItemsWhereNothingElseIs) {
  EXPECT_THAT(items_of(compiled("2024年要点\n(1)治水。完成9个项目。\n(2)治气。完成8个项目。\n")),
              ElementsAre("(1)|治水", "(2)|治气"));
  EXPECT_THAT(items_of(compiled("2024年要点\n1.治水。完成9个项目。\n（1）建网。建网8公里。\n（2）建站。建站3座。\n")),
              ElementsAre("1|治水"));
}

TEST(Tables, LinesWithTabsAreRowsAndKeepTheirPlace) {
  const std::string text =
      "2024年责任分工\n一、要求\n各单位要高度重视。\n二、分工\n序号\t工作内容\t年度目标\t责任单位\n1\t治理河道\t完成9个"
      "项目\t水科、支队\n2\t治理湖泊\t\t土科\n";
  const Plan plan = compiled(text);
  ASSERT_EQ(plan.targets.size(), 1U);
  const std::u32string letters = *decode_utf8(text);
  const Span span = plan.targets[0].span;
  EXPECT_EQ(encode_utf8(std::u32string_view(letters).substr(static_cast<std::size_t>(span.begin),
                                                            static_cast<std::size_t>(span.end - span.begin))),
            "完成9个项目");
  std::vector<std::string> units;
  for (const Item& item : plan.items) units.insert(units.end(), item.units.begin(), item.units.end());
  EXPECT_THAT(units, ElementsAre("水科", "支队", "土科"));
}

// --- units
// ------------------------------------------------------------------------------------------------------------

struct UnitForm {
  const char* name;
  const char* text;  // behind "1.推进工作。"
  std::vector<std::string> units;
  std::vector<Role> roles;
};

class Units : public testing::TestWithParam<UnitForm> {};

TEST_P(Units, AreReadInEveryForm) {
  const Plan plan = one_item(GetParam().text);
  ASSERT_FALSE(plan.items.empty());
  EXPECT_EQ(plan.items[0].units, GetParam().units) << GetParam().text;
  std::vector<Role> roles;
  for (const Group& group : plan.items[0].groups) {
    for (const UnitRef& unit : group.members) roles.push_back(unit.role);
  }
  EXPECT_EQ(roles, GetParam().roles);
}

constexpr Role R = Role::kResponsible;
constexpr Role L = Role::kLead;
constexpr Role A = Role::kAssist;

INSTANTIATE_TEST_SUITE_P(
    , Units,
    testing::ValuesIn(std::vector<UnitForm>{
        {"bracket_before_stop", "加强巡查（责任单位：水科、支队）。", {"水科", "支队"}, {R, R}},
        {"bracket_behind_stop", "加强巡查。（责任单位：水科、各分局）", {"水科", "各分局"}, {R, R}},
        {"half_width_and_mixed", "加强巡查。(责任单位:水科,支队）", {"水科", "支队"}, {R, R}},
        {"line", "加强巡查。\n责任单位：水科、支队", {"水科", "支队"}, {R, R}},
        {"two_lines", "加强巡查。\n牵头单位：水科\n参加单位：支队，各分局", {"水科", "支队", "各分局"}, {L, A, A}},
        {"switch_inside",
         "加强巡查。（牵头单位：市水利局，配合单位：市财政局，各区、县级市）",
         {"市水利局", "市财政局", "各区、县级市"},
         {L, A, A}},
        {"verbs",
         "加强巡查。（市水利局牵头，市财政局、市教育局参与）",
         {"市水利局", "市财政局", "市教育局"},
         {L, A, A}},
        {"guides_and_does", "加强巡查。（住建部指导，试点城市政府负责落实）", {"住建部", "试点城市政府"}, {R, R}},
        {"open_list", "加强巡查。（市水利局、市财政局等按职责分工负责）", {"市水利局", "市财政局"}, {R, R}},
        {"elided",
         "加强巡查。（区水利局、财政局牵头，教育局、农业农村局等参与）",
         {"区水利局", "区财政局", "区教育局", "区农业农村局"},
         {L, L, A, A}},
        {"bracket_in_unit",
         "加强巡查。（责任单位：区农业农村局（区河长办）、区水利局）",
         {"区农业农村局（区河长办）", "区水利局"},
         {R, R}},
        {"days_of_work", "加强巡查。\n责任单位：危化处（60日），基础处（104日）", {"危化处", "基础处"}, {R, R}},
        {"bare_sentence",
         "加强巡查。市水利局牵头，市财政局、市教育局配合。",
         {"市水利局", "市财政局", "市教育局"},
         {L, A, A}},
        {"three_labels",
         "加强巡查。\n整改实施主体：沙河县人民政府\n牵头验收单位：市水利局\n配合验收单位：市财政局",
         {"沙河县人民政府", "市水利局", "市财政局"},
         {R, L, A}},
        {"explanation_is_none", "加强巡查（农村、固废）。推动入网（企业依法安装设备并联网）。", {}, {}},
        {"plan_list_is_none", "推进3项问题（城东4家企业关改搬转）整改。", {}, {}},
        {"typo_survives", "加强巡查。（责任单位：各区属国有企企）", {"各区属国有企企"}, {R}},
        {"square_brackets", "加强巡查。[市水利局牵头，市财政局配合]", {"市水利局", "市财政局"}, {L, A}},
        {"shell_brackets", "加强巡查。〔责任单位：水科、支队〕", {"水科", "支队"}, {R, R}},
        {"labels_in_lens_brackets", "加强巡查。【牵头单位】水科【配合单位】支队", {"水科", "支队"}, {L, A}},
        {"closed_twice", "加强巡查。[水科牵头，各县(市)区政府负责落实)]", {"水科", "各县(市)区政府"}, {L, R}},
        {"label_as_a_sentence", "加强巡查。责任单位为水科、支队。", {"水科", "支队"}, {R, R}},
        {"behind_a_dash", "加强巡查。——责任单位：水科", {"水科"}, {R}},
        {"two_verbs",
         "加强巡查。（市水利局、财政局牵头督导，市教育局参与）",
         {"市水利局", "市财政局", "市教育局"},
         {L, L, A}},
        {"other_departments",
         "加强巡查。（市水利局、市财政局等有关部门按职责分工负责）",
         {"市水利局", "市财政局"},
         {R, R}},
        {"person_is_no_unit", "加强巡查。（责任领导：王某；责任科室：水科）", {"水科"}, {R}},
        {"deadline_in_front", "加强巡查。（完成时间：6月底前；责任单位：水科）", {"水科"}, {R}},
        {"bracket_over_two_lines", "加强巡查。（责任单位：水科\n配合单位：支队）", {"水科", "支队"}, {R, A}},
        {"names_without_a_mark", "加强巡查。（责任单位：区住建局 区水利局）", {"区住建局", "区水利局"}, {R, R}},
        {"joined_by_a_word", "加强巡查。（责任单位：市住建局及各县区政府）", {"市住建局", "各县区政府"}, {R, R}},
        {"sentence_with_by",
         "加强巡查。由市财政局、农业局，各县（市）、区政府负责落实。",
         {"市财政局", "市农业局", "各县（市）、区政府"},
         {R, R, R}},
        {"labels_on_one_line", "加强巡查。\n牵头单位：市水利局 配合单位：市财政局", {"市水利局", "市财政局"}, {L, A}},
    }),
    [](const auto& one) { return one.param.name; });

TEST(UnitLists, GroupGovernsFromThePreviousOne) {
  const Plan plan = one_item("加强巡查（责任单位：水科）。完成9个项目（责任单位：土科）。");
  ASSERT_EQ(plan.items[0].groups.size(), 2U);
  const std::u32string text = *decode_utf8(
      "2024年全市环境工作要点\n一、重点工作\n1."
      "推进工作。加强巡查（责任单位：水科）。完成9个项目（责任单位：土科）。\n2.做好其他工作。加强学习。\n");
  const auto governed = [&](std::size_t i) {
    const Span span = plan.items[0].groups[i].governs;
    return encode_utf8(std::u32string_view(text).substr(static_cast<std::size_t>(span.begin),
                                                        static_cast<std::size_t>(span.end - span.begin)));
  };
  EXPECT_EQ(governed(0), "加强巡查");
  EXPECT_EQ(governed(1), "完成9个项目");
  ASSERT_EQ(plan.targets.size(), 1U);
  ASSERT_EQ(plan.targets[0].units.size(), 1U);
  EXPECT_EQ(plan.targets[0].units[0].name, "土科");
}

TEST(UnitLists, DefaultsReachEveryLaterItemButAreNotPrintedThere) {
  const Plan plan = compiled(
      "土壤方案\n一、任务\n1."
      "详查\n完成8个地块详查。\n责任单位：区环境局牵头，各乡镇政府负责落实。以下均需各乡镇政府落实，不再列出\n"
      "2.治理\n完成6个地块治理。\n责任单位：区农业局负责\n");
  ASSERT_EQ(plan.items.size(), 2U);
  EXPECT_THAT(plan.items[1].units, ElementsAre("区农业局"));
  ASSERT_EQ(plan.targets.size(), 2U);
  ASSERT_EQ(plan.targets[1].units.size(), 2U);
  EXPECT_EQ(plan.targets[1].units[1].name, "各乡镇政府");
  EXPECT_EQ(plan.targets[1].units[1].origin, Origin::kDefault);
}

TEST(UnitLists, OrderMeansLeadOnlyWhereTheTextSaysSo) {
  const Plan rule = compiled(
      "意见\n一、任务\n（一）培育。培育8家企业。（农业部、财政部负责。列第一位者为牵头单位，下同）\n（二）推广。推广技"
      "术。（工信部、财政部负责）\n");
  EXPECT_EQ(rule.items[1].groups[0].members[0].role, Role::kLead);
  EXPECT_EQ(rule.items[1].groups[0].members[1].role, Role::kAssist);
  const Plan none = compiled("意见\n一、任务\n（一）培育。培育8家企业。（农业部、财政部负责）\n");
  EXPECT_EQ(none.items[0].groups[0].members[0].role, Role::kResponsible);
}

TEST(UnitLists, AGoalIsAnsweredByTheItemThatListsTheSameObjects) {
  const Plan plan = compiled(
      "2024年要点\n一、主要目标\n1.水质目标。纳入考核的4个断面优良率达到75%。\n二、任务\n2."
      "治水。将东港、西港、南港、北港等4个断面作为重点（责任单位：水科）。\n");
  ASSERT_EQ(plan.targets.size(), 1U);
  ASSERT_EQ(plan.targets[0].units.size(), 1U);
  EXPECT_EQ(plan.targets[0].units[0].name, "水科");
  EXPECT_EQ(plan.targets[0].units[0].origin, Origin::kInferred);
  EXPECT_THAT(plan.items[0].units, IsEmpty());
}

// --- outline
// ----------------------------------------------------------------------------------------------------------

TEST(OutlineOfPlans, AnyNumbering) {
  EXPECT_THAT(
      items_of(compiled(
          "要点\n一、总则\n（一）建队伍。充实力量。\n（二）强监管。加强执法。\n二、附则\n（一）抓落实。压实责任。\n")),
      ElementsAre("（一）|建队伍", "（二）|强监管", "（一）|抓落实"));
  EXPECT_THAT(items_of(compiled("要点\n一、治气。加强监管。\n二、治水。加强巡查。\n")),
              ElementsAre("一|治气", "二|治水"));
  EXPECT_THAT(items_of(compiled("要点\n一、任务\n(一)治气\n1. 治尘\n加强监管。\n⒉治车。加强检查。\n")),
              ElementsAre("1|治尘", "2|治车"));
  EXPECT_THAT(items_of(compiled("要点\n一、任务\n1、治气。加强监管。\n（七）\t其他\n2、治水。加强巡查。\n")),
              ElementsAre("1|治气", "2|治水"));
}

TEST(OutlineOfPlans, NumberRunsIntoTheName) {
  const Plan plan = compiled(
      "意见\n一、项目\n10.甲项目。引进6名专家。\n11.121梯队项目。培养不少于10名专家。\n12.乙项目。引进3名专家。\n");
  EXPECT_THAT(items_of(plan), ElementsAre("10|甲项目", "11|121梯队项目", "12|乙项目"));
}

TEST(OutlineOfPlans, LeavesWithUnitsBesideNumberedItems) {
  const Plan plan = compiled(
      "要点\n一、任务\n1."
      "治气。加强监管。（责任单位：气科）\n二、要求\n（一）提高认识。加强领导。\n（二）严格考核。定期通报。（责任单位："
      "办公室）\n");
  EXPECT_THAT(items_of(plan), ElementsAre("1|治气", "（二）|严格考核"));
}

TEST(OutlineOfPlans, OneListAtTheEndOfNumberedPointsIsForAll) {
  const Plan plan = compiled(
      "方案\n一、任务\n（一）治气。\n1.治尘。加强监管。\n2.治车。加强检查。（责任单位：气科）\n（二）治水。\n1."
      "查源。开展溯源。\n2.治污。加强治理。（责任单位：水科）\n");
  EXPECT_THAT(items_of(plan), ElementsAre("（一）|治气", "（二）|治水"));
  ASSERT_EQ(plan.items[0].groups.size(), 1U);
  EXPECT_THAT(plan.items[1].units, ElementsAre("水科"));
}

TEST(OutlineOfPlans, FlattenedIntoOneLine) {
  std::string lines = "关于印发《东山区治水方案》的通知各单位：现印发给你们。东山区办公室2021年5月8日东山区治水方案";
  std::string filler;
  for (int i = 0; i < 60; ++i) filler += "坚持系统治理，统筹推进水环境改善。";
  lines += "为改善水质，制定本方案。一、总体目标" + filler +
           "二、重点任务（一）控源截污。完成12个排口整治。四旁绿化、一、二类区域同步推进。（责任单位：区水利局）（二）"
           "生态修复。修复湿地3处。（责任单位：区林业局）";
  const Plan plan = compiled(lines);
  EXPECT_THAT(items_of(plan), ElementsAre("（一）|控源截污", "（二）|生态修复"));
  EXPECT_EQ(plan.title, "东山区治水方案");
  EXPECT_EQ(plan.plan_year, 2021);
}

TEST(OutlineOfPlans, TableRows) {
  const Plan plan = compiled(
      "2022年任务分解表\n| 序号 | 工作任务 | 具体措施 | 目标 | 完成时限 | 牵头单位 | 配合单位 |\n| --- | --- | --- | "
      "--- | --- | --- | --- |\n"
      "| 一、 | 治气 | | | | | |\n"
      "| 1 | 治尘 | 完成20处工地喷淋 | PM10浓度下降5% | 9月底 | 住建局 | 城管局 交通局 |\n"
      "| 2 | 治锅炉 | 淘汰锅炉12台 | | 10月 | 牵头：工信局 | |\n"
      "| | | 每月检查1次 | | | | |\n");
  EXPECT_THAT(items_of(plan), ElementsAre("1|完成20处工地喷淋", "2|淘汰锅炉12台", "2|每月检查1次"));
  EXPECT_THAT(plan.items[0].units, ElementsAre("住建局", "城管局", "交通局"));
  EXPECT_THAT(plan.items[1].units, ElementsAre("工信局"));
  EXPECT_THAT(plan.items[2].units, ElementsAre("工信局"));
  EXPECT_THAT(targets_of(plan), ElementsAre("=20处", ">=5%", "=12台"));
  EXPECT_EQ(plan.targets[0].deadline, "2022-09-30");
  EXPECT_EQ(plan.targets[2].deadline, "2022-10");
  EXPECT_THAT(duties_of(plan), ElementsAre("1/month"));
}

TEST(OutlineOfPlans, WhatWasDoneIsNoCommitment) {
  const Plan plan = compiled(
      "报告\n一、2021年工作回顾\n完成45家企业整改，优良率达到98%。\n二、下步安排\n1.治气。完成5家企业整改。\n");
  EXPECT_THAT(targets_of(plan), ElementsAre("=5家"));
}

TEST(OutlineOfPlans, CoverIsRead) {
  const Plan plan = compiled(
      "东环办〔2022〕16 "
      "号\n东川市环境局办公室\n关于印发《东川市治水方案》的通知\n各科室：\n现印发给你们。\n东川市环境局办公室\n2022年3"
      "月1日\n东川市治水\n实施方案\n一、目标\n治理率达到80%。\n");
  EXPECT_EQ(plan.title, "东川市治水实施方案");
  EXPECT_EQ(plan.document_number, "东环办〔2022〕16号");
  EXPECT_EQ(plan.issuer, "东川市环境局办公室");
  EXPECT_EQ(plan.plan_year, 2022);
}

// --- the rest
// ---------------------------------------------------------------------------------------------------------

struct OfKind {
  const char* name;
  const char* text;
  Kind kind;
};

class Kinds : public testing::TestWithParam<OfKind> {};

TEST_P(Kinds, OfTheOnlyClause) {
  const Plan plan = one_item(GetParam().text);
  const auto has = [&](const auto& all) {
    return std::any_of(all.begin(), all.end(), [&](const Commitment& c) { return c.item == plan.items[0].id; });
  };
  EXPECT_EQ(has(plan.targets), GetParam().kind == Kind::kTarget);
  EXPECT_EQ(has(plan.deliverables), GetParam().kind == Kind::kDeliverable);
  EXPECT_EQ(has(plan.duties), GetParam().kind == Kind::kDuty);
  EXPECT_EQ(has(plan.qualitative), GetParam().kind == Kind::kQualitative);
  EXPECT_EQ(has(plan.prohibitions), GetParam().kind == Kind::kProhibition);
  EXPECT_EQ(has(plan.ongoing), GetParam().kind == Kind::kOngoing);
}

INSTANTIATE_TEST_SUITE_P(, Kinds,
                         testing::ValuesIn(std::vector<OfKind>{
                             {"makes_a_document", "制定《湿地保护办法》。", Kind::kDeliverable},
                             {"makes_a_list", "建立重点项目台账。", Kind::kDeliverable},
                             {"finishes", "完成噪声功能区划调整。", Kind::kDeliverable},
                             {"dated_act", "9月底前启动监测站运行。", Kind::kDeliverable},
                             {"of_one_year", "全面开展2023年度污染源调查。", Kind::kDeliverable},
                             {"outside_value", "完成省下达的总磷减排目标任务。", Kind::kQualitative},
                             {"reaches_demand", "空气质量达到省政府考核要求。", Kind::kQualitative},
                             {"covers_all", "实现乡镇污水处理全覆盖。", Kind::kQualitative},
                             {"bad_class_gone", "力争消除劣Ⅴ类断面。", Kind::kQualitative},
                             {"forbids", "严禁露天焚烧秸秆。", Kind::kProhibition},
                             {"must_not", "不得新增排污口。", Kind::kProhibition},
                             {"goes_on", "持续加强扬尘管控。", Kind::kOngoing},
                             {"deepens", "深化尾矿库分级管理。", Kind::kOngoing},
                         }),
                         [](const auto& one) { return one.param.name; });

TEST(Strength, SoftWordReachesToTheSemicolon) {
  const Plan plan = one_item("力争创建市级文明村6个，40%以上的村达到标准；新建公厕5座。");
  ASSERT_EQ(plan.targets.size(), 3U);
  EXPECT_EQ(plan.targets[0].strength, Strength::kSoft);
  EXPECT_EQ(plan.targets[1].strength, Strength::kSoft);
  EXPECT_EQ(plan.targets[2].strength, Strength::kHard);
}

TEST(Distributed, NamesFollowTheValues) {
  const Plan respectively = one_item("花生种植、收获机械化率分别达到65%和55%。");
  ASSERT_EQ(respectively.targets.size(), 2U);
  EXPECT_EQ(respectively.targets[0].indicator, "花生种植机械化率");
  EXPECT_EQ(respectively.targets[1].indicator, "花生收获机械化率");
  const Plan shared = one_item("柳镇、白镇PM10浓度均控制在60微克/立方米以下。");
  ASSERT_EQ(shared.targets.size(), 2U);
  EXPECT_EQ(shared.targets[1].indicator, "白镇PM10浓度");
}

TEST(Lists, CountAndNames) {
  const Plan plan = one_item(
      "将东港、西港、南港鄂东水域等3个断面作为重点，常态化开展全市20个湖泊、15条河流、9个水库监测，保护4个点位。");
  ASSERT_EQ(plan.lists.size(), 3U);
  EXPECT_EQ(plan.lists[0].count, 3);
  EXPECT_THAT(plan.lists[0].names, ElementsAre("东港", "西港", "南港鄂东水域"));
  EXPECT_EQ(plan.lists[1].count, 44);
  EXPECT_EQ(plan.lists[2].count, 4);
}

TEST(Arithmetic, ShareOfCountedObjects) {
  const Plan plan =
      one_item("纳入考核的7个断面优良率达到85.7%，27个监测断面优良率达到96.3%，31个功能区达标率达到78%。");
  ASSERT_EQ(plan.targets.size(), 3U);
  EXPECT_EQ(plan.targets[0].arithmetic->needed, 6);   // 5.999
  EXPECT_EQ(plan.targets[1].arithmetic->needed, 26);  // 26.001
  EXPECT_EQ(plan.targets[2].arithmetic->needed, 25);  // 24.18: 24 would fall short
}

TEST(Arithmetic, DaysThatRestateAShare) {
  const Plan good = one_item("优良天数比率不低于92.5%（即全年污染天数不能超过27天）。");
  ASSERT_EQ(good.targets.size(), 2U);
  EXPECT_EQ(good.targets[1].part_of, good.targets[0].id);
  EXPECT_EQ(good.targets[1].arithmetic->needed, 339);  // 366 days in 2024, 27.45 of them bad
  EXPECT_EQ(good.targets[1].text, "即全年污染天数不能超过27天");
  const Plan bad = one_item("优良天数比率不低于92.5%（即全年污染天数不能超过35天）。");
  EXPECT_TRUE(std::any_of(bad.diagnostics.begin(), bad.diagnostics.end(),
                          [](const Diagnostic& d) { return d.code == "restatement_differs"; }));
}

std::vector<std::string> codes_of(const Plan& plan) {
  std::vector<std::string> out;
  for (const Diagnostic& d : plan.diagnostics) out.push_back(d.code);
  return out;
}

TEST(Checks, PartsContradictionsNumbersAndDoubledWords) {
  EXPECT_THAT(codes_of(one_item("整改问题28个，其中上级反馈18个、自查11个。")), ElementsAre("parts_exceed_total"));
  EXPECT_THAT(codes_of(one_item("整改问题28个，其中上级反馈18个、自查10个。")), IsEmpty());
  EXPECT_THAT(codes_of(one_item("污水处理率达到90%。污水处理率达到95%。")), ElementsAre("contradiction"));
  EXPECT_THAT(codes_of(one_item("整合整合资源。")), ElementsAre("doubled_word"));
  EXPECT_THAT(codes_of(one_item("定期开展监测。")), ElementsAre("period_unknown"));
  EXPECT_THAT(codes_of(one_item("优良率达93.左右。")), ElementsAre("percent_restored"));
  EXPECT_THAT(codes_of(compiled("要点\n一、甲\n1.治气。加强监管。\n3.治水。加强巡查。\n")),
              ElementsAre("number_out_of_sequence"));
}

TEST(Statements, TheSameEndTwiceIsOneTarget) {
  const Plan plan =
      compiled("要点\n一、目标\n1.目标。污水处理率达到95%。\n2.任务。污水处理率达到95%。（责任单位：水科）\n");
  ASSERT_EQ(plan.targets.size(), 1U);
  EXPECT_EQ(plan.targets[0].occurrences.size(), 1U);
  ASSERT_EQ(plan.targets[0].units.size(), 1U);
  EXPECT_EQ(plan.targets[0].units[0].origin, Origin::kInferred);
}

TEST(Ids, StayWhenTextElsewhereChanges) {
  const Plan before = one_item("完成9个项目。每月巡查1次。");
  const Plan after = compiled(
      "2024年全市环境工作要点\n一、重点工作\n新加的一段话。完成3个新项目。\n1.推进工作。完成9个项目。每月巡查1次。\n2."
      "做好其他工作。加强学习。\n");
  ASSERT_EQ(before.targets.size(), 1U);
  ASSERT_EQ(after.targets.size(), 2U);
  EXPECT_EQ(before.targets[0].id, after.targets[1].id);
  EXPECT_EQ(before.duties[0].id, after.duties[0].id);
  EXPECT_NE(after.targets[0].id, after.targets[1].id);
}

TEST(Spans, LeadBackToTheOriginal) {
  const std::string text = "[bookmark: _GoBack]2024年要点\n一、目标\n1.水质。治理率达到７8.5 ％以 上。\n";
  const Plan plan = compiled(text);
  ASSERT_EQ(plan.targets.size(), 1U);
  const std::u32string original = *decode_utf8(text);
  const Span span = plan.targets[0].span;
  EXPECT_EQ(encode_utf8(
                original.substr(static_cast<std::size_t>(span.begin), static_cast<std::size_t>(span.end - span.begin))),
            "治理率达到７8.5 ％以 上");
  EXPECT_EQ(to_string(*plan.targets[0].value), "78.5");
}

TEST(Compile, IsDeterministicAndSurvivesAnything) {
  for (const std::string text :
       {"", "\n", "。", "（", "《", "1.", "一、", "| a |", "责任单位：", "每", "2024年", "\xFF\xFE", "达到",
        "99999999999999999999%", "第", "——", "每3", "12月", "（责任单位："}) {
    EXPECT_EQ(plan_json(compiled(text)), plan_json(compiled(text))) << text;
  }
}

}  // namespace
}  // namespace bihuan::plans
