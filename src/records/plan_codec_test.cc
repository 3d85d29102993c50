#include "records/internal/plan_codec.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "plans/plan_describe.h"
#include "records/record_samples.h"

namespace bihuan::records {

// Whatever a member's type is.
struct Anything {
  template <class T>
  operator T() const;
};
template <class T, class... Given>
constexpr std::size_t members_of(Given... given) {
  if constexpr (requires { T{given..., Anything{}}; })
    return members_of<T>(given..., Anything{});
  else
    return sizeof...(given);
}
template <class T>
constexpr std::size_t kOwnDescribed =
    boost::mp11::mp_size<boost::describe::describe_members<T, boost::describe::mod_public>>::value;

namespace {

// A member that somebody adds to the model and forgets to describe would not be stored. A base counts as one.
static_assert(kOwnDescribed<plans::Span> == members_of<plans::Span>());
static_assert(kOwnDescribed<plans::UnitRef> == members_of<plans::UnitRef>());
static_assert(kOwnDescribed<plans::Group> == members_of<plans::Group>());
static_assert(kOwnDescribed<plans::Item> == members_of<plans::Item>());
static_assert(kOwnDescribed<plans::Commitment> == members_of<plans::Commitment>());
static_assert(kOwnDescribed<plans::Arithmetic> == members_of<plans::Arithmetic>());
static_assert(kOwnDescribed<plans::Target> + 1 == members_of<plans::Target>());
static_assert(kOwnDescribed<plans::Duty> + 1 == members_of<plans::Duty>());
static_assert(kOwnDescribed<plans::CountedList> == members_of<plans::CountedList>());
static_assert(kOwnDescribed<plans::Qualitative> + 1 == members_of<plans::Qualitative>());
static_assert(kOwnDescribed<plans::Reference> == members_of<plans::Reference>());
static_assert(kOwnDescribed<plans::Diagnostic> == members_of<plans::Diagnostic>());
static_assert(kOwnDescribed<plans::Section> == members_of<plans::Section>());
static_assert(kOwnDescribed<plans::Plan> == members_of<plans::Plan>());
static_assert(kOwnDescribed<plans::Anchor> == members_of<plans::Anchor>());
static_assert(kOwnDescribed<plans::Correction> == members_of<plans::Correction>());

// Every member set to something else than its default.
plans::Plan full_plan() {
  using namespace plans;
  Plan plan = sample_sketch().plan();
  plan.issuer = "云汀市水务局";
  plan.document_number = "云水〔2024〕3号";
  plan.plan_year_end = 2026;
  plan.outline.push_back({"一、", "总体要求", 2, {1, 5}});
  plan.items[0].section = {"三、重点工作"};
  plan.items[0].span = {3, 90};
  plan.items[0].units = {"河湖科"};
  plan.items[0].groups.push_back({"（责任单位：河湖科）",
                                  {7, 9},
                                  {"河湖科"},
                                  "mixed",
                                  {{"河湖科", Role::kLead, Origin::kInferred}},
                                  {1, 2},
                                  true,
                                  "collective"});
  plan.targets[0].value_high = Decimal(9500, 2);
  plan.targets[0].scope = "全市";
  plan.targets[0].period = "year";
  plan.targets[0].baseline = "比2020年";
  plan.targets[0].direction = "up";
  plan.targets[0].part_of = "t9";
  plan.targets[0].strength = Strength::kSoft;
  plan.targets[0].deadline_origin = Origin::kCorrected;
  plan.targets[0].occurrences = {{3, 7}};
  plan.duties[0].min_count.reset();
  plan.duties[0].objects = {"青柳", "白沙"};
  plan.duties[0].window_from = "2024-03-01";
  plan.lists.push_back({"l1", {1, 2}, "湖泊", 3, {"甲湖", "乙湖"}, true, "i1", {{9, 12}}});
  plan.deliverables.push_back(plan.ongoing[0]);
  plan.prohibitions.push_back(plan.ongoing[0]);
  plan.principles.push_back(plan.ongoing[0]);
  Qualitative qualitative;
  qualitative.indicators = {"满意度"};
  qualitative.reference = "省定目标";
  plan.qualitative.push_back(qualitative);
  plan.references.push_back({{4, 6}, "某方案", "〔2018〕128号"});
  plan.diagnostics.push_back({{4, 6}, "double_word", "note", "词语重复"});
  return plan;
}

TEST(PlanCodec, RoundTripsEveryMember) {
  const std::string json = encode_plan(full_plan());
  const Result<plans::Plan> decoded = decode_plan(json);
  ASSERT_TRUE(decoded) << decoded.error().message << decoded.error().where;
  EXPECT_EQ(encode_plan(*decoded), json);
  EXPECT_EQ(decoded->targets[0].value->places(), 1);
  EXPECT_EQ(to_string(*decoded->targets[0].value_high), "95.00") << "with the zeros that were printed";
  EXPECT_EQ(decoded->items[0].groups[0].members[0].role, plans::Role::kLead);
  EXPECT_EQ(decoded->items[0].groups[0].members[0].origin, plans::Origin::kInferred);
  EXPECT_FALSE(decoded->duties[0].min_count);
}

TEST(PlanCodec, AnOlderPlanWithoutANewMemberIsStillRead) {
  const Result<plans::Plan> decoded = decode_plan(R"({"title":"旧","plan_year":2020})");
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->title, "旧");
  EXPECT_TRUE(decoded->targets.empty());
}

TEST(PlanCodec, EveryPrefixIsRefused) {
  const std::string json = encode_plan(sample_sketch().plan());
  for (std::size_t length = 0; length < json.size(); length += 7) {
    const Result<plans::Plan> decoded = decode_plan(json.substr(0, length));
    ASSERT_FALSE(decoded) << length;
    EXPECT_EQ(decoded.error().code, Code::kCorrupt);
    EXPECT_EQ(decoded.error().message, "记录库中的计划编译结果读不出来：请从备份恢复");
  }
}

TEST(PlanCodec, RoundTripsAnchors) {
  plans::Anchor anchor = sample_correction(sample_sketch()).anchors[0];
  anchor.rivals = {"0011223344556677"};
  anchor.occurrence = 1;
  anchor.occurrences = 3;
  const Result<plans::Anchor> decoded = decode_anchor(encode_anchor(anchor));
  ASSERT_TRUE(decoded);
  EXPECT_EQ(encode_anchor(*decoded), encode_anchor(anchor));
  EXPECT_EQ(decoded->kind, plans::Kind::kTarget);
  EXPECT_EQ(decode_anchor("[]").error().message, "记录库中的更正依据读不出来：请从备份恢复");
}

}  // namespace
}  // namespace bihuan::records
