// Files of rules that do not keep their form: each loader refuses them, with file and line.
#include "standards/internal/rule_file.h"

#include <gtest/gtest.h>

#include <functional>

#include "base/text.h"
#include "standards/black_odour.h"
#include "standards/city_water_index.h"
#include "standards/drinking_source.h"
#include "standards/farmland_soil.h"
#include "standards/farmland_use.h"
#include "standards/internal/shipped_rules.h"
#include "standards/plant_discharge.h"
#include "standards/river_load.h"
#include "standards/rural_sewage.h"
#include "standards/satisfaction.h"
#include "standards/trend.h"
#include "standards/trophic_state.h"

namespace bihuan::standards {
namespace {

using Texts = std::vector<KnowledgeText>;
using Loader = std::function<Status(const Texts&)>;

template <class Rules>
Status status_of(const Result<Rules>& rules) {
  if (!rules) return std::unexpected(rules.error());
  return {};
}

const std::map<std::string, Loader> kLoaders = {
    {"black", [](const Texts& t) { return status_of(load_black_odour_rules(t)); }},
    {"city", [](const Texts& t) { return status_of(load_city_index_rules(t)); }},
    {"source", [](const Texts& t) { return status_of(load_drinking_source_rules(t)); }},
    {"ground", [](const Texts& t) { return status_of(load_groundwater_rules(t)); }},
    {"soil", [](const Texts& t) { return status_of(load_farmland_soil_rules(t)); }},
    {"use", [](const Texts& t) { return status_of(load_farmland_use_rules(t)); }},
    {"plant", [](const Texts& t) { return status_of(load_plant_rules(t)); }},
    {"load", [](const Texts& t) { return status_of(load_river_load_rules(t)); }},
    {"rural", [](const Texts& t) { return status_of(load_rural_sewage_rules(t)); }},
    {"survey", [](const Texts& t) { return status_of(load_satisfaction_rules(t)); }},
    {"trend", [](const Texts& t) { return status_of(load_trend_rules(t)); }},
    {"trophic", [](const Texts& t) { return status_of(load_trophic_rules(t)); }}};

Texts all_rule_texts() {
  return internal::shipped_texts(
      {"water/black-odour.toml", "water/city-water-ranking.toml", "water/drinking-sources.toml",
       "water/gb3838-2002.toml", "water/gbt14848-2017.toml", "water/gb18918-2002.toml", "water/river-loads.toml",
       "water/surface-water-evaluation.toml", "water/trend-statistics.toml", "soil/gb15618-2018.toml",
       "soil/safe-use.toml", "rural/rural-sewage.toml", "survey/satisfaction.toml"});
}

struct BrokenFile {
  const char* loader;
  const char* file;
  const char* from;
  const char* to;
  const char* message;  // how it begins
};

constexpr BrokenFile kBrokenFiles[] = {
    {"black", "water/black-odour.toml", "clean = \"2.0\"", "clean = \"0.1\"", "better应为more或less，clean应比heavy好"},
    {"black", "water/black-odour.toml", "better = \"less\"", "better = \"worse\"", "better应为more或less"},
    {"black", "water/black-odour.toml", "key = \"transparency\"", "key = \"clarity\"", "缺少透明度"},
    {"black", "water/black-odour.toml", "share      = \"40\"", "share      = \"140\"", "share应为0至100的百分数"},
    {"city", "water/city-water-ranking.toml", "decimals   = 4", "decimals   = 12", "decimals应为0至9的整数"},
    {"city", "water/city-water-ranking.toml", "ph_middle  = \"7.0\"", "ph_middle  = \"0\"", "ph_middle应大于0"},
    {"city", "water/city-water-ranking.toml", "ph_middle", "ph_center", "[item_index]中有不认识的键ph_center"},
    {"source", "water/gb3838-2002.toml", "count      = 80", "count      = 81", "应有81项，现有80项"},
    {"source", "water/gb3838-2002.toml", "limit = \"250\"", "limit = \"0\"", "limit应大于0"},
    {"source", "water/gb3838-2002.toml", "names = [\"四氯化碳\"]", "names = [\"三氯甲烷\"]", "名称“三氯甲烷”出现两次"},
    {"source", "water/drinking-sources.toml", "preferred  = 33", "preferred  = 34",
     "每月监测的项目数与表2、表3中标出的不符"},
    {"source", "water/drinking-sources.toml", "table2     = 5", "table2     = 4",
     "每月监测的项目数与表2、表3中标出的不符"},
    {"ground", "water/gbt14848-2017.toml", "count      = 39", "count      = 40", "应有40项，现有39项"},
    {"ground", "water/gbt14848-2017.toml", "[\"5\", \"5\", \"15\", \"25\"]", "[\"5\", \"5\", \"15\"]",
     "限值应有4个，逐级放宽"},
    {"ground", "water/gbt14848-2017.toml", "[\"0.1\", \"0.2\", \"0.3\", \"2.0\"]",
     "[\"0.1\", \"0.4\", \"0.3\", \"2.0\"]", "限值应有4个，逐级放宽"},
    {"ground", "water/gbt14848-2017.toml", "low = [\"6.5\", \"5.5\"]", "low = [\"5.5\", \"5.5\"]",
     "pH应有Ⅰ至Ⅲ类与Ⅳ类两段"},
    {"ground", "water/gbt14848-2017.toml", "kind = \"presence\"", "kind = \"smell\"", "kind“smell”没有实现"},
    {"ground", "water/gbt14848-2017.toml", "names = [\"铜\"]", "names = [\"锰\"]", "名称“锰”出现两次"},
    {"soil", "soil/gb15618-2018.toml", "[\"5.5\", \"6.5\", \"7.5\"]", "[\"5.5\", \"7.5\", \"6.5\"]",
     "ph_upper应为3个由小到大的pH"},
    {"soil", "soil/gb15618-2018.toml", "limits = [\"1.5\", \"2.0\", \"3.0\", \"4.0\"]",
     "limits = [\"1.5\", \"2.0\", \"3.0\", \"0.8\"]", "管制值应大于筛选值"},
    {"soil", "soil/gb15618-2018.toml", "symbol = \"Hg\", limits", "symbol = \"Tl\", limits",
     "元素“Tl”没有筛选值，或出现两次"},
    {"soil", "soil/gb15618-2018.toml", "other = [\"60\", \"70\", \"100\", \"190\"]",
     "other = [\"60\", \"70\", \"100\"]", "other应为四段pH的限值，都大于0"},
    {"use", "soil/safe-use.toml", "year = 2025", "year = 2020", "年份应由早到晚"},
    {"use", "soil/safe-use.toml", "document   = \"重点建设用地安全利用\"", "document   = \"其他\"",
     "应在not_covered中说明建设用地为何没有比率"},
    {"plant", "water/gb18918-2002.toml", "[\"50\", \"60\", \"100\", \"120\"]", "[\"50\", \"40\", \"100\", \"120\"]",
     "限值应从一级A到三级逐级放宽"},
    {"plant", "water/gb18918-2002.toml", "[\"50\", \"60\", \"100\", \"120\"]", "[\"50\", \"60\", \"100\"]",
     "每级应有一个限值"},
    {"plant", "water/gb18918-2002.toml", "[\"50\", \"60\", \"100\", \"120\"]", "[\"x\", \"60\", \"100\", \"120\"]",
     "限值“x”应为大于0的数，或-"},
    {"plant", "water/gb18918-2002.toml", "low = \"6\"", "low = \"9\"", "应有名称，以及limits或low、high"},
    {"load", "water/river-loads.toml", "[\"0.22\", \"0.22\", \"0.28\", \"0.28\"]",
     "[\"0.22\", \"0.22\", \"0.28\", \"0.29\"]", "每项应有一个权重，合计为1"},
    {"rural", "rural/rural-sewage.toml", "share      = \"60\"", "share      = \"160\"", "share应为0至100的百分数"},
    {"survey", "survey/satisfaction.toml", "weight = \"0.8\"", "weight = \"0.6\"", "权重应由大到小"},
    {"survey", "survey/satisfaction.toml", "weight = \"1.0\"", "weight = \"0.9\"", "权重应从1到0"},
    {"survey", "survey/satisfaction.toml", "weight = \"0.0\"", "weight = \"0.1\"", "权重应从1到0"},
    {"trend", "water/surface-water-evaluation.toml", "wp_005     = [\"0.900\", ", "wp_005     = [",
     "periods、wp_005、wp_001应一样长"},
    {"trend", "water/surface-water-evaluation.toml", "wp_005     = [\"0.900\", \"0.829\"",
     "wp_005     = [\"0.829\", \"0.900\"", "临界值应随时段数减小"},
    {"trend", "water/surface-water-evaluation.toml", "ties        = \"mid_ranks\"", "ties        = \"first\"",
     "ties应为“mid_ranks”"},
    {"trend", "water/trend-statistics.toml", "z          = \"1.959964\"", "z          = \"1.644854\"", "z与level不符"},
    {"trophic", "water/surface-water-evaluation.toml", "r = \"0.84\"", "r = \"1.84\"", "相关系数r应在-1与1之间且不为0"},
    {"trophic", "water/surface-water-evaluation.toml", "key = \"tn\", names = [\"总氮\"",
     "key = \"tp\", names = [\"总氮\"", "“tp”出现两次"},
    {"trophic", "water/surface-water-evaluation.toml", "up_to = \"60\"", "up_to = \"50\"", "分级应逐级升高"},
    {"survey", "survey/satisfaction.toml", "confidence = \"medium\"\nreviewed", "confidence = \"sure\"\nreviewed",
     "confidence应为high、medium或low"},
};

TEST(RuleFile, EveryLoaderTakesWhatIsShipped) {
  for (const auto& [name, load] : kLoaders) {
    const Status status = load(all_rule_texts());
    EXPECT_TRUE(status.has_value()) << name << status.error().message;
    EXPECT_EQ(load({}).error().code, Code::kNotFound) << name;
  }
}

TEST(RuleFile, EveryLoaderRefusesWhatDoesNotKeepItsForm) {
  for (const BrokenFile& broken : kBrokenFiles) {
    Texts texts = all_rule_texts();
    for (KnowledgeText& text : texts) {
      if (text.name != broken.file) continue;
      const std::size_t place = text.text.find(broken.from);
      ASSERT_NE(place, std::string::npos) << broken.file << " " << broken.from;
      text.text.replace(place, std::string_view(broken.from).size(), broken.to);
    }
    const Status status = kLoaders.at(broken.loader)(texts);
    ASSERT_FALSE(status.has_value()) << broken.file << " " << broken.to;
    EXPECT_EQ(status.error().code, Code::kInvalidInput) << broken.to;
    EXPECT_TRUE(status.error().message.starts_with(broken.message)) << status.error().message;
    EXPECT_NE(status.error().where.find(broken.file), std::string::npos) << status.error().where;
  }
}

TEST(RuleFile, IsInForceFromItsFirstToItsLastDay) {
  const Texts texts = all_rule_texts();
  EXPECT_FALSE(internal::open_rule_file(texts, "water/gb18918-2002.toml", Date(2003, 6, 30)).has_value());
  EXPECT_TRUE(internal::open_rule_file(texts, "water/gb18918-2002.toml", Date(2003, 7, 1)).has_value());
  EXPECT_TRUE(internal::open_rule_file(texts, "water/gb18918-2002.toml", Date(2026, 2, 28)).has_value());
  const Result<internal::RuleFile> later = internal::open_rule_file(texts, "water/gb18918-2002.toml", Date(2026, 3, 1));
  ASSERT_FALSE(later.has_value());
  EXPECT_EQ(later.error().code, Code::kNotCovered);
  EXPECT_EQ(later.error().message, "GB 18918-2002在2026-03-01不适用；其施行日期为2003-07-01");
}

TEST(RuleSource, ABasisHasEachClauseOnceAndTheLowestConfidence) {
  RuleSource source;
  source.standard = "某标准";
  source.clauses = {{"a", "某标准 1"}, {"b", "某标准 2"}, {"c", "某标准 1"}};
  source.confidence = {{"a", "high"}, {"b", "low"}, {"c", "medium"}};
  Basis basis = start_basis(source, {"a", "c", "none"});
  EXPECT_EQ(basis.clauses, (std::vector<std::string>{"某标准 1"}));
  EXPECT_EQ(basis.confidence, "medium");
  EXPECT_TRUE(basis.notes.empty());
  add_rule(basis, source, "b");
  add_rule(basis, source, "b");
  EXPECT_EQ(basis.confidence, "low");
  EXPECT_EQ(basis.notes, (std::vector<std::string>{"某标准 2没有读到原文，按转述或本程序的设定"}));
}

}  // namespace
}  // namespace bihuan::standards
