#include "plans/organisation.h"

#include <gmock/gmock.h>

#include "base/files.h"
#include "plans/plan_sketch.h"
#include "plans/plan_units.h"

namespace bihuan::plans {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view kTable = R"([organisation]
city = "云汀市"
bureau = "云汀市水务局"
source = "测试用，虚构"

[[unit]]
name = "水科"
full_name = "水生态环境科"
kind = "section"
aliases = ["水环境科"]

[[unit]]
name = "支队"
kind = "brigade"

[[unit]]
name = "东分局"
kind = "branch"

[[unit]]
name = "西分局"
kind = "branch"
valid_from = 2024-07-01

[[collective]]
name = "各分局"
aliases = ["各区分局"]
members = ["东分局", "西分局"]

[[collective]]
name = "局系统相关单位"
members = ["水科", "支队", "东分局", "西分局"]
subset_unknown = true
)";

const Date kSpring(2024, 3, 1);
const Date kAutumn(2024, 9, 1);

Organisation table(std::string_view toml = kTable) {
  Result<Organisation> loaded = load_organisation(toml, "organisation.toml");
  EXPECT_TRUE(loaded) << (loaded ? "" : loaded.error().message);
  return loaded ? std::move(*loaded) : Organisation();
}

struct Case {
  const char* name;
  const char* asked;
  Date on;
  Expansion kind;
  const char* answer;
  std::vector<std::string> members;
};
const Case kCases[] = {
    {"short_name", "水科", kSpring, Expansion::kUnit, "水科", {"水科"}},
    {"full_name", "水生态环境科", kSpring, Expansion::kUnit, "水科", {"水科"}},
    {"alias", "水环境科", kSpring, Expansion::kUnit, "水科", {"水科"}},
    {"blanks", " 水 科", kSpring, Expansion::kUnit, "水科", {"水科"}},
    {"collective_then", "各分局", kSpring, Expansion::kCollective, "各分局", {"东分局"}},
    {"collective_now", "各分局", kAutumn, Expansion::kCollective, "各分局", {"东分局", "西分局"}},
    {"collective_alias", "各区分局", kAutumn, Expansion::kCollective, "各分局", {"东分局", "西分局"}},
    {"subset", "局系统相关单位", kSpring, Expansion::kSubsetUnknown, "局系统相关单位", {"水科", "支队", "东分局"}},
    {"not_yet", "西分局", kSpring, Expansion::kUnknown, "西分局", {}},
    {"unknown", "林科", kSpring, Expansion::kUnknown, "林科", {}},
    {"empty", "", kSpring, Expansion::kUnknown, "", {}},
};
class Expand : public testing::TestWithParam<Case> {};
TEST_P(Expand, AnswersForTheDay) {
  const Expanded got = table().expand(GetParam().asked, GetParam().on);
  EXPECT_EQ(got.kind, GetParam().kind);
  EXPECT_EQ(got.name, GetParam().answer);
  EXPECT_EQ(got.members, GetParam().members);
}
INSTANTIATE_TEST_SUITE_P(, Expand, testing::ValuesIn(kCases), [](const auto& p) { return std::string(p.param.name); });

TEST(Organisation, SaysWhyAKnownNameIsUnknownOnADay) {
  EXPECT_EQ(table().expand("西分局", kSpring).note, "名录中有此名称，但在 2024-03-01 不在有效期内");
  EXPECT_EQ(table().expand("林科", kSpring).note, "");
}

struct Bad {
  const char* name;
  const char* from;
  const char* to;
  const char* message;
  const char* where;
};
constexpr Bad kBad[] = {
    {"kind", "kind = \"brigade\"", "kind = \"大队\"",
     "单位类别“大队”不认识：应为 section、brigade、station、branch、body、outside 之一", "organisation.toml:14"},
    {"member", "[\"东分局\", \"西分局\"]", "[\"东分局\", \"北分局\"]",
     "集体名称“各分局”的成员“北分局”不是名录中的单位：应写单位的 name", "organisation.toml:28"},
    {"no_member", "[\"东分局\", \"西分局\"]", "[]", "集体名称“各分局”没有成员：members 至少列一个单位",
     "organisation.toml:25"},
    {"twice", "name = \"支队\"", "name = \"水环境科\"",
     "名称“水环境科”在同一天属于两个条目：改名，或用 valid_from、valid_to 分开", "organisation.toml:12"},
    {"days", "valid_from = 2024-07-01", "valid_from = 2024-07-01\nvalid_to = 2024-06-30",
     "valid_to 早于 valid_from：起止日期应依次", "organisation.toml:24"},
    {"blank_name", "name = \"支队\"", "name = \" \"", "名称不能为空", "organisation.toml:13"},
};
class BadTable : public testing::TestWithParam<Bad> {};
TEST_P(BadTable, IsRefusedWithItsPlace) {
  const auto loaded = load_organisation(replace_all(kTable, GetParam().from, GetParam().to), "organisation.toml");
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, Code::kInvalidInput);
  EXPECT_EQ(loaded.error().message, GetParam().message);
  EXPECT_EQ(loaded.error().where, GetParam().where);
}
INSTANTIATE_TEST_SUITE_P(, BadTable, testing::ValuesIn(kBad), [](const auto& p) { return std::string(p.param.name); });

TEST(Organisation, AllowsASuccessorOfTheSameName) {
  const Organisation two = table(R"([organisation]
city = "甲"
bureau = "乙"
source = "虚构"
[[unit]]
name = "规划科"
kind = "section"
valid_to = 2024-06-30
note = "旧"
[[unit]]
name = "规划科"
kind = "section"
valid_from = 2024-07-01
note = "新"
)");
  EXPECT_EQ(two.expand("规划科", Date(2024, 6, 30)).note, "旧");
  EXPECT_EQ(two.expand("规划科", Date(2024, 7, 1)).note, "新");
}

TEST(PlanUnits, CountsRolesAndCollectives) {
  PlanSketch plan("甲");
  plan.item("一").units({{"水科", Role::kLead, Origin::kText}, {"各分局", Role::kAssist, Origin::kText}});
  plan.ongoing("做好甲事");
  plan.duty("每月做乙事", "month", 1);
  plan.item("二").units({{"林科", Role::kResponsible, Origin::kText}, {"水环境科", Role::kResponsible, Origin::kText}});
  plan.ongoing("做好丙事");
  plan.units({});
  plan.ongoing("做好丁事");
  plan.units({{"局系统相关单位", Role::kResponsible, Origin::kText}});
  plan.ongoing("做好戊事");
  const PlanUnits units = plan_units(plan.plan(), table(), kSpring);

  ASSERT_THAT(units.answers, SizeIs(5));
  EXPECT_EQ(units.answers[0].name, "水科");
  EXPECT_EQ(units.answers[0].leads, 2);
  EXPECT_EQ(units.answers[0].responsible, 0);
  EXPECT_THAT(units.answers[0].commitments, ElementsAre("o1", "d1"));
  EXPECT_TRUE(units.answers[0].is_known);
  EXPECT_FALSE(units.answers[0].is_collective);
  EXPECT_EQ(units.answers[1].name, "各分局");
  EXPECT_EQ(units.answers[1].assists, 2);
  EXPECT_TRUE(units.answers[1].is_collective);
  EXPECT_FALSE(units.answers[1].subset_unknown);
  EXPECT_THAT(units.answers[1].members, ElementsAre("东分局"));
  EXPECT_EQ(units.answers[2].name, "林科");
  EXPECT_FALSE(units.answers[2].is_known);
  EXPECT_EQ(units.answers[3].name, "水环境科") << "an alias keeps its printed form";
  EXPECT_TRUE(units.answers[4].subset_unknown);
  EXPECT_TRUE(units.answers[4].is_collective);

  EXPECT_THAT(units.unknown, ElementsAre("林科"));
  EXPECT_THAT(units.without_owner, ElementsAre("o3"));
  EXPECT_THAT(units.without_task, ElementsAre("支队")) << "perhaps among 相关单位 is no task";
  ASSERT_THAT(units.loads, SizeIs(3)) << "西分局 does not exist in spring";
  EXPECT_EQ(units.loads[0].name, "水科");
  EXPECT_EQ(units.loads[0].by_name, 3);
  EXPECT_EQ(units.loads[0].perhaps, 1);
  EXPECT_EQ(units.loads[1].perhaps, 1);
  EXPECT_EQ(units.loads[2].through_collective, 2);
}

TEST(PlanUnits, NamesWithoutACommitmentStillAnswer) {
  PlanSketch plan("甲");
  plan.item("一");
  Group group;
  group.units = {"支队"};
  plan.plan().items[0].groups.push_back(group);
  const PlanUnits units = plan_units(plan.plan(), table(), kSpring);
  ASSERT_THAT(units.answers, SizeIs(1));
  EXPECT_THAT(units.answers[0].commitments, IsEmpty());
  EXPECT_THAT(units.without_task, ElementsAre("水科", "东分局"));
}

TEST(PlanUnits, AnEmptyTableKnowsNobody) {
  PlanSketch plan("甲");
  plan.item("一").unit("水科");
  plan.ongoing("做好甲事");
  const PlanUnits units = plan_units(plan.plan(), Organisation(), kSpring);
  EXPECT_THAT(units.unknown, ElementsAre("水科"));
  EXPECT_THAT(units.without_task, IsEmpty());
}

TEST(PlanUnits, TheDayIsTheFirstOfThePlansYear) {
  EXPECT_EQ(day_of(PlanSketch("甲", 2024).plan(), kAutumn), Date(2024, 1, 1));
  EXPECT_EQ(day_of(PlanSketch("甲", 0).plan(), kAutumn), kAutumn);
}

// The demonstration city's own table.
TEST(ExampleOrganisation, KnowsTheNamesOfItsPlan) {
  const std::string path = std::string(BIHUAN_SOURCE_DIR) + "/examples/ezhou/organisation.toml";
  const Result<std::string> toml = read_file(path, std::size_t{1} << 20);
  ASSERT_TRUE(toml);
  const Organisation ezhou = table(*toml);
  const Date day(2024, 1, 1);
  EXPECT_EQ(ezhou.city(), "鄂州市");
  // The 27 names that the plan prints: 22 units, two collective names, three whose subset the plan leaves open.
  for (const char* unit : {"水科",   "大气科",   "土科",     "固废科",     "生态科",   "综合科",  "审批科", "法规科",
                           "环评科", "财务科",   "办公室",   "人事教育科", "机关党委", "工会",    "招商办", "支队",
                           "监测站", "鄂城分局", "华容分局", "梁子湖分局", "临空分局", "葛店分局"}) {
    EXPECT_EQ(ezhou.expand(unit, day).kind, Expansion::kUnit) << unit;
  }
  EXPECT_THAT(ezhou.expand("各分局", day).members,
              ElementsAre("鄂城分局", "华容分局", "梁子湖分局", "临空分局", "葛店分局"));
  EXPECT_EQ(ezhou.expand("各分局", day).kind, Expansion::kCollective);
  EXPECT_EQ(ezhou.expand("各区分局", day).kind, Expansion::kSubsetUnknown);
  EXPECT_EQ(ezhou.expand("局系统各单位", day).kind, Expansion::kCollective);
  EXPECT_THAT(ezhou.expand("局系统各单位", day).members, SizeIs(ezhou.units_on(day).size()));
  EXPECT_EQ(ezhou.expand("局系统相关单位", day).kind, Expansion::kSubsetUnknown);
  EXPECT_EQ(ezhou.expand("局系统各相关单位", day).kind, Expansion::kSubsetUnknown);
  EXPECT_THAT(ezhou.expand("环评科", day).note, HasSubstr("审批科"));
}

}  // namespace
}  // namespace bihuan::plans
