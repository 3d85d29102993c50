#include "assessment/indicators.h"

#include <gtest/gtest.h>

#include "assessment/internal/sample_workbook.h"

namespace bihuan::assessment {
namespace {

TEST(Indicators, BindTargetsByTheirWords) {
  struct Case {
    const char* scope;
    const char* indicator;
    const char* want;  // "" : none
    ExamLevel level;
    int whole;  // 0: not said
  };
  constexpr Case kCases[] = {
      {"纳入国家考核的3个断面", "断面水质优良率", "water.good-share", ExamLevel::kNational, 3},
      {"纳入省级考核的7个断面", "水质优良率", "water.good-share", ExamLevel::kProvincial, 7},
      {"5个国考断面", "优良率", "water.good-share", ExamLevel::kNational, 5},
      {"31个省考以上断面", "优良率", "water.good-share", ExamLevel::kProvincial, 31},
      {"70个市考以上断面", "水质优良率", "water.good-share", ExamLevel::kMunicipal, 70},
      {"国考和省考断面", "地表水断面水质优良比例", "water.good-share", ExamLevel::kProvincial, 0},
      {"市控及以上44个地表水监测断面", "达到或优于III类水体比例", "water.good-share", ExamLevel::kMunicipal, 44},
      {"全市", "地表水优良水体比例", "water.good-share", ExamLevel::kUnknown, 0},
      {"12个省考断面", "水质达标率", "water.target-share", ExamLevel::kProvincial, 12},
      {"国考断面", "劣V类比例", "water.worse-than-v-share", ExamLevel::kNational, 0},
      {"18个县级及以上城市集中式饮用水水源地", "水质优良率", "", ExamLevel::kUnknown, 0},
      {"5个集中式饮用水水源地", "水质达标率", "", ExamLevel::kUnknown, 0},
      {"海域", "水质优良比例", "", ExamLevel::kUnknown, 0},
      {"全市", "空气质量优良天数比例", "", ExamLevel::kUnknown, 0},
      {"31个重点地表水功能区", "水质达标率", "", ExamLevel::kUnknown, 0},
      {"14个地下水监测点位", "水质优良率", "", ExamLevel::kUnknown, 0},
      {"全市", "农村生活污水治理率", "", ExamLevel::kUnknown, 0},
  };
  const Result<IndicatorCatalogue> catalogue = load_indicators(internal::assessment_texts());
  ASSERT_TRUE(catalogue.has_value()) << catalogue.error().message;
  const plans::Plan plan = internal::example_plan();
  for (const Case& c : kCases) {
    const plans::Target target = internal::sample_target("t", c.scope, c.indicator, ">=", "90");
    const std::optional<Binding> binding = bind_target(*catalogue, plan, target);
    ASSERT_EQ(binding.has_value(), *c.want != '\0') << c.scope << c.indicator;
    if (!binding) continue;
    EXPECT_EQ(binding->indicator->id, c.want) << c.scope << c.indicator;
    EXPECT_EQ(binding->level, c.level) << c.scope;
    EXPECT_EQ(binding->whole.value_or(0), c.whole) << c.scope;
    EXPECT_EQ(binding->names.size(), c.whole == 7 ? 7U : 0U) << c.scope;
  }
}

TEST(Indicators, RefuseFilesThatDoNotKeepTheirForm) {
  struct Case {
    const char* from;
    const char* to;
    const char* message;
  };
  constexpr Case kCases[] = {
      {"counts     = \"class_at_most\"", "counts     = \"all\"", "counts应为class_at_most、meets_target或worse_than_v"},
      {"better     = \"fewer\"", "better     = \"less\"", "better应为more或fewer"},
      {"id         = \"water.target-share\"", "id         = \"water.good-share\"", "指标“water.good-share”出现两次"},
      {"near_limit_share = \"0.95\"", "near_limit_share = \"1.5\"", "near_limit_share应大于0且不大于1"},
      {"id    = \"municipal\"", "id    = \"village\"", "exam_level的id应为national、provincial或municipal"},
  };
  for (const Case& c : kCases) {
    std::vector<standards::KnowledgeText> texts = internal::assessment_texts();
    std::string& text = texts[2].text;
    ASSERT_NE(text.find(c.from), std::string::npos) << c.from;
    text.replace(text.find(c.from), std::string_view(c.from).size(), c.to);
    const Result<IndicatorCatalogue> catalogue = load_indicators(texts);
    ASSERT_FALSE(catalogue.has_value()) << c.to;
    EXPECT_EQ(catalogue.error().code, Code::kInvalidInput);
    EXPECT_EQ(catalogue.error().message, c.message);
    EXPECT_TRUE(catalogue.error().where.starts_with("knowledge/indicators/water.toml:")) << catalogue.error().where;
  }
}

}  // namespace
}  // namespace bihuan::assessment
