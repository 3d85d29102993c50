#include "assessment/indicators.h"

#include <gtest/gtest.h>

#include "assessment/internal/sample_workbook.h"
#include "base/text.h"

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

TEST(Indicators, FiguresAnswerTargetsByTheirWords) {
  struct Case {
    const char* scope;
    const char* indicator;
    const char* clause;
    const char* want;  // "" : none
  };
  constexpr Case kCases[] = {
      {"全市5个集中式饮用水水源地", "水质达标率", "", "source.pass-share"},
      {"18个县级及以上城市集中式饮用水水源地", "水质优良率", "", "source.pass-share"},
      {"县级水源地", "取水量达标率", "", "source.pass-share-by-volume"},
      {"水源保护区", "规范化建设达标率", "", ""},
      {"农村", "生活污水治理率", "", "rural.treated-share"},
      {"全市", "农村生活污水治理（管控）率", "", "rural.controlled-share"},
      {"全区", "受污染耕地安全利用率", "", "farmland.safe-use-share"},
      {"", "生态环境满意度", "", "survey.satisfaction"},
      {"", "公共服务质量公众满意度", "生态环境领域", ""},
      {"全市", "空气质量优良天数比率", "", "air.good-day-share"},
      {"市中心城区", "环境空气质量优良天数比率", "", "air.good-day-share"},
      {"全市", "空气质量优良率", "", "air.good-day-share"},
      {"全市", "空气质量优良天数", "", "air.good-days"},
      {"全市", "重污染天数", "", "air.heavy-days"},
      {"", "重污染天气应急演练", "", ""},
      {"市中心城区", "全年污染天数", "", "air.polluted-days"},
      {"桂平市", "PM10平均浓度", "可吸入颗粒物(PM10)和细颗粒物(PM2.5)平均浓度分别", "air.pm10"},
      {"桂平市", "PM2.5平均浓度", "可吸入颗粒物(PM10)和细颗粒物(PM2.5)平均浓度分别", "air.pm25"},
      {"全市", "细颗粒物（PM２.５）年均浓度", "", "air.pm25"},
      {"", "年均浓度", "细颗粒物控制在", "air.pm25"},
      {"全市", "空气质量综合指数", "", "air.composite-index"},
      {"全市", "臭氧浓度", "", "air.o3"},
      {"31个省考断面", "水质优良率", "", ""},
      {"12个排污口", "整治验收率", "", ""},
  };
  const Result<FigureCatalogue> catalogue = load_figure_indicators(internal::evaluation_texts());
  ASSERT_TRUE(catalogue.has_value()) << catalogue.error().where << catalogue.error().message;
  for (const Case& c : kCases) {
    plans::Plan plan;
    plan.targets.push_back(internal::sample_target("t", c.scope, c.indicator, ">=", "90"));
    plan.targets[0].text = c.clause + plan.targets[0].text;
    plan.qualitative.push_back({});
    plan.qualitative[0].indicators = {c.scope + std::string(c.indicator)};
    std::vector<std::string> got, of_end;
    for (const char* kind : {"source", "rural", "farmland", "survey", "air"}) {
      for (const FigureBinding& one : bind_figures(*catalogue, plan, kind)) {
        (one.target == nullptr ? of_end : got).push_back(one.indicator->id);
        EXPECT_EQ(one.indicator->kind, kind);
      }
    }
    EXPECT_EQ(join(got, " "), c.want) << c.scope << c.indicator;
    if (*c.clause == '\0') {
      EXPECT_EQ(join(of_end, " "), c.want) << c.scope << c.indicator;
    }
  }
  plans::Plan plan;
  plan.targets.push_back(internal::sample_target("t", "全市5个集中式饮用水水源地", "水质达标率", ">=", "100"));
  EXPECT_EQ(bind_figures(*catalogue, plan, "source").at(0).whole, 5);
  plan.targets[0].direction = "up";  // 提高2个百分点
  EXPECT_TRUE(bind_figures(*catalogue, plan, "source").empty());
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
