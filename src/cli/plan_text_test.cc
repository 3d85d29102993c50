#include "cli/plan_text.h"

#include <gmock/gmock.h>

namespace bihuan::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

plans::Plan small_plan() {
  plans::Plan plan;
  plan.title = "2031年云溪市生态环境工作要点";
  plan.plan_year = 2031;
  plan.plan_year_end = 2031;
  plans::Item& item = plan.items.emplace_back();
  item.id = "i01";
  item.no = "1";
  item.heading = "巩固水环境质量";
  plans::Target target;
  target.id = "t1";
  target.kind = plans::Kind::kTarget;
  target.text = "断面水质优良率不低于88.9%";
  target.item = "i01";
  target.indicator = "断面水质优良率";
  target.comparator = ">=";
  target.value = Decimal(889, 1);
  target.unit = "%";
  target.deadline = "2031-12-31";
  target.units.push_back({"水科", plans::Role::kResponsible, plans::Origin::kText});
  plan.targets.push_back(target);
  return plan;
}

TEST(PlanTable, ShowsHeadCountsRowsAndQuestions) {
  plans::Plan plan = small_plan();
  const std::string clean = plan_table(plan, false);
  EXPECT_THAT(clean, HasSubstr("2031年云溪市生态环境工作要点\n年度：2031年\n事项1  责任单位组0  目标1"));
  EXPECT_THAT(clean, HasSubstr("断面水质优良率不低于88.9%"));
  EXPECT_THAT(clean, HasSubstr("水科"));
  EXPECT_THAT(clean, HasSubstr("2031年12月底前"));
  EXPECT_THAT(clean, Not(HasSubstr("待核（")));
  plan.diagnostics.push_back({{5, 9}, "unknown_unit", "warning", "看不懂这个单位。"});
  EXPECT_THAT(plan_table(plan, false), HasSubstr("5–9  unknown_unit  看不懂这个单位。"));
}

TEST(DifferenceText, MarksAlarms) {
  plans::Difference difference;
  difference.from_title = "甲";
  difference.to_title = "乙";
  EXPECT_EQ(difference_text(difference), "甲 → 乙\n没有差别。\n");
  plans::DifferenceEntry entry;
  entry.change = plans::Change::kLowered;
  entry.kind = plans::Kind::kTarget;
  entry.before_text = "不低于90%";
  entry.after_text = "不低于80%";
  entry.statement = "由90%降为80%。";
  entry.is_alarm = true;
  difference.entries.push_back(entry);
  difference.counts.lowered = 1;
  EXPECT_THAT(difference_text(difference),
              HasSubstr("！降低［目标］由90%降为80%。\n    原：不低于90%\n    现：不低于80%\n"));
}

TEST(UnitsText, NamesWhatIsMissing) {
  const plans::Plan plan = small_plan();
  plans::PlanUnits units;
  plans::UnitAnswer& known = units.answers.emplace_back();
  known.name = "水科";
  known.is_known = true;
  known.responsible = 1;
  known.commitments = {"t1"};
  plans::UnitAnswer& collective = units.answers.emplace_back();
  collective.name = "相关单位";
  collective.is_collective = true;
  collective.subset_unknown = true;
  units.unknown = {"某科"};
  units.without_task = {"档案室"};
  units.without_owner = {"t1"};
  const std::string text = units_text(units, plan, false);
  EXPECT_THAT(text, HasSubstr("集合，成员不明"));
  EXPECT_THAT(text, HasSubstr("单位表中没有的名称：某科\n"));
  EXPECT_THAT(text, HasSubstr("没有任务的单位：档案室\n"));
  EXPECT_THAT(text, HasSubstr("  t1  ［目标］断面水质优良率不低于88.9%\n"));
}

}  // namespace
}  // namespace bihuan::cli
