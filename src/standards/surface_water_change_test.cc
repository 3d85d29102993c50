#include "standards/surface_water_change.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "standards/internal/case_file.h"
#include "standards/internal/fraction.h"
#include "standards/internal/shipped_rules.h"

namespace bihuan::standards {
namespace {

using internal::Dice;
using internal::fraction;
using internal::Fraction;

// `good` sections of class II, `bad` worse than V, the others IV.
GroupPeriod period_of(std::int64_t sections, std::int64_t good, std::int64_t bad) {
  GroupPeriod period;
  period.label = "某年";
  period.indicator_set = "5plus_x";
  for (std::int64_t i = 0; i < sections; ++i) {
    period.sections.push_back("断面" + std::to_string(i));
    period.classes.push_back(i < good ? WaterClass::kII : i < good + bad ? WaterClass::kWorseThanV : WaterClass::kIV);
  }
  return period;
}

SectionInput section_input(const std::string& name, const std::map<std::string, std::string>& values) {
  SectionInput input;
  input.name = name;
  input.months_wanted = 1;
  input.indicator_set = "mee22_21";
  input.on = Date(2024, 9, 30);
  SectionMonth month;
  month.month = 9;
  for (const auto& [key, text] : values) month.values[key] = *parse_measurement(text);
  input.months.push_back(month);
  return input;
}

SectionResult section_of(const std::string& name, const std::map<std::string, std::string>& values) {
  static const SurfaceWaterRules rules = internal::shipped_rules();
  return *evaluate_section(rules, section_input(name, values));
}

// CLAUSE: 环办〔2011〕22号 三（一）, 三（三）1组合类别比例
TEST(PeriodChange, WorkedExamples) {
  const SurfaceWaterRules rules = internal::shipped_rules();
  int cases = 0;
  for (const TomlTable& c : internal::cases_of("water-vectors.toml", "change")) {
    const auto read = [&](const char* key) {
      const TomlTable t = *c.table(key);
      return period_of(*t.integer("sections"), *t.integer("good"), *t.integer("bad"));
    };
    const Result<ChangeResult> got = compare_periods(rules, read("earlier"), read("later"));
    ASSERT_TRUE(got.has_value()) << got.error().message;
    EXPECT_EQ(to_string(*got->difference), *c.string("difference"));
    EXPECT_EQ(to_chinese(got->change), *c.string("statement"));
    EXPECT_TRUE(got->is_by_share);
    EXPECT_EQ(got->basis.had, got->earlier.sections + got->later.sections);
    EXPECT_EQ(got->basis.used, got->basis.had);
    EXPECT_EQ(got->basis.clauses, (std::vector<std::string>{"环办〔2011〕22号 三（一）", "环办〔2011〕22号 二（一）2",
                                                            "环办〔2011〕22号 三（三）1组合类别比例"}));
    ++cases;
  }
  EXPECT_EQ(cases, 2);
}

// The rule once more, in fractions.
std::string oracle_statement(std::int64_t n1, std::int64_t g1, std::int64_t b1, std::int64_t n2, std::int64_t g2,
                             std::int64_t b2) {
  const Fraction gain = fraction(g2, n2) - fraction(g1, n1);
  const Fraction loss = fraction(b2, n2) - fraction(b1, n1);
  const Fraction difference = (gain - loss) * fraction(100);
  const Fraction size = difference < fraction(0) ? fraction(0) - difference : difference;
  if (size <= fraction(10)) return "无明显变化";
  const std::string direction = difference > fraction(0) ? "好转" : "变差";
  return (size <= fraction(20) ? "有所" : "明显") + direction;
}

TEST(PeriodChange, EveryPairOfSmallGroups) {
  const SurfaceWaterRules rules = internal::shipped_rules();
  int compared = 0;
  for (const auto& [n1, n2] : {std::pair(5, 6), std::pair(10, 10), std::pair(7, 10)}) {
    for (int g1 = 0; g1 <= n1; ++g1) {
      for (int b1 = 0; g1 + b1 <= n1; ++b1) {
        for (int g2 = 0; g2 <= n2; ++g2) {
          for (int b2 = 0; g2 + b2 <= n2; ++b2) {
            const Result<ChangeResult> got = compare_periods(rules, period_of(n1, g1, b1), period_of(n2, g2, b2));
            ASSERT_TRUE(got.has_value());
            ASSERT_EQ(to_chinese(got->change), oracle_statement(n1, g1, b1, n2, g2, b2))
                << n1 << " " << g1 << " " << b1 << " " << n2 << " " << g2 << " " << b2;
            ++compared;
          }
        }
      }
    }
  }
  EXPECT_GT(compared, 6000);
}

// CLAUSE: 环办〔2011〕22号 三（三）1水质状况
TEST(PeriodChange, ByLevelEveryPairOfClasses) {
  const SurfaceWaterRules rules = internal::shipped_rules();
  constexpr int kLevel[] = {0, 1, 1, 2, 3, 4, 5};  // 优 good, 良好, 轻度, 中度, 重度
  for (int a = 1; a <= 6; ++a) {
    for (int b = 1; b <= 6; ++b) {
      const int steps = kLevel[a] - kLevel[b];
      const char* want = steps == 0    ? "无明显变化"
                         : steps == 1  ? "有所好转"
                         : steps > 1   ? "明显好转"
                         : steps == -1 ? "有所变差"
                                       : "明显变差";
      EXPECT_EQ(to_chinese(change_of_level(rules, static_cast<WaterClass>(a), static_cast<WaterClass>(b))), want);
      GroupPeriod earlier = period_of(3, 1, 1);
      GroupPeriod later = period_of(5, 1, 1);
      earlier.mean_class = static_cast<WaterClass>(a);
      later.mean_class = static_cast<WaterClass>(b);
      const Result<ChangeResult> got = compare_periods(rules, earlier, later);
      ASSERT_TRUE(got.has_value());
      EXPECT_EQ(to_chinese(got->change), want);
      EXPECT_FALSE(got->is_by_share);
      EXPECT_EQ(got->only_later, (std::vector<std::string>{"断面3", "断面4"}));
      EXPECT_EQ(got->basis.notes.size(), 1U);
    }
  }
}

TEST(PeriodChange, RefusesWhatCannotBeCompared) {
  const SurfaceWaterRules rules = internal::shipped_rules();
  GroupPeriod other = period_of(10, 5, 1);
  other.indicator_set = "mee22_21";
  const Result<ChangeResult> items = compare_periods(rules, period_of(10, 5, 1), other);
  ASSERT_FALSE(items.has_value());
  EXPECT_EQ(items.error().code, Code::kInvalidInput);
  EXPECT_EQ(items.error().message,
            "某年与某年的评价指标不同（5plus_x、mee22_21），不能比较；两个时段应选用相同的评价指标");
  GroupPeriod uneven = period_of(10, 5, 1);
  uneven.classes.pop_back();
  EXPECT_EQ(compare_periods(rules, uneven, period_of(10, 5, 1)).error().message,
            "断面名称有10个，类别有9个，应一一对应");
  const Result<ChangeResult> few = compare_periods(rules, period_of(3, 1, 1), period_of(10, 5, 1));
  ASSERT_FALSE(few.has_value());
  EXPECT_EQ(few.error().code, Code::kInsufficientData);
  EXPECT_EQ(few.error().message, "某年没有可比较的类别；断面少于5个的，应给出断面均值的类别");
}

TEST(BasePeriod, NotWorse) {  // CLAUSE: 省级水污染防治考核细则 水质不退化
  const SurfaceWaterRules rules = internal::shipped_rules();
  for (int a = 1; a <= 6; ++a) {
    for (int b = 1; b <= 6; ++b) {
      const BasePeriodResult got = keeps_base_period(rules, static_cast<WaterClass>(a), static_cast<WaterClass>(b));
      EXPECT_EQ(got.compliance, b > a ? Compliance::kNotMet : Compliance::kMet);
      EXPECT_EQ(got.basis.had, 2);
      EXPECT_EQ(got.basis.used, 2);
    }
  }
  EXPECT_EQ(keeps_base_period(rules, WaterClass::kII, WaterClass::kIII).reason, "本期为Ⅲ类，差于基准期的Ⅱ类");
  const BasePeriodResult open = keeps_base_period(rules, WaterClass::kII, std::nullopt);
  EXPECT_EQ(open.compliance, Compliance::kNotAssessable);
  EXPECT_EQ(open.reason, "本期没有水质类别，不能判断是否变差");
  EXPECT_EQ(open.basis.used, 1);
  EXPECT_EQ(keeps_base_period(rules, std::nullopt, WaterClass::kI).reason, "基准期没有水质类别，不能判断是否变差");
}

TEST(WorseThanV, ListsByMonth) {  // CLAUSE: 环办〔2011〕22号 二（一）1
  const SurfaceWaterRules rules = internal::shipped_rules();
  SectionInput input = section_input("甲", {});
  input.months_wanted = 3;
  input.months.clear();
  for (const auto& [number, nh3n] : {std::pair(1, "2.5"), std::pair(2, "2.00"), std::pair(3, "2.006")}) {
    SectionMonth month;
    month.month = number;
    for (const auto& [key, text] :
         std::map<std::string, std::string>{{"ph", "7"}, {"do", "8"}, {"codmn", "2"}, {"nh3n", nh3n}, {"tp", "0.41"}}) {
      month.values[key] = *parse_measurement(key == "tp" && number == 2 ? "0.4" : text);
    }
    input.months.push_back(month);
  }
  const std::vector<SectionResult> sections = {*evaluate_section(rules, input),
                                               section_of("乙", {{"ph", "9.5"}, {"do", "8"}})};
  const std::vector<WorstMonth> months = worse_than_v_by_month(rules, sections);
  ASSERT_EQ(months.size(), 4U);
  EXPECT_EQ(months[0].sections.at(0).items, (std::vector<std::string>{"氨氮", "总磷"}));
  EXPECT_TRUE(months[1].sections.empty());
  EXPECT_EQ(months[1].with_class, 1);
  EXPECT_EQ(months[2].sections.at(0).items, (std::vector<std::string>{"氨氮", "总磷"}));
  EXPECT_EQ(months[3].month, 9);
  EXPECT_EQ(months[3].sections.at(0).name, "乙");
}

// CLAUSE: 环办〔2011〕22号 二（一）3（2）
TEST(GroupPollutants, ByTheShareOfSections) {
  const SurfaceWaterRules rules = internal::shipped_rules();
  Dice dice(5);
  const std::vector<std::pair<std::string, std::pair<const char*, const char*>>> items = {
      {"do", {"6", "4"}},
      {"codmn", {"5", "7"}},
      {"cod", {"19", "21"}},
      {"nh3n", {"0.9", "1.2"}},
      {"tp", {"0.1", "0.3"}}};  // fine, exceeding; in the order of table 1
  for (int round = 0; round < 300; ++round) {
    const int n = 5 + dice.roll(8);
    std::vector<int> counts(items.size());
    std::vector<SectionResult> sections;
    for (int s = 0; s < n; ++s) {
      std::map<std::string, std::string> values = {{"ph", "7"}};
      for (std::size_t i = 0; i < items.size(); ++i) {
        const bool is_bad = dice.roll(3) == 0;
        counts[i] += is_bad ? 1 : 0;
        values[items[i].first] = is_bad ? items[i].second.second : items[i].second.first;
      }
      sections.push_back(section_of("断面" + std::to_string(s), values));
    }
    std::vector<std::size_t> order;
    for (int count = n; count > 0; --count) {
      for (std::size_t i = 0; i < items.size(); ++i) {
        if (counts[i] == count && order.size() < 3) order.push_back(i);
      }
    }
    const Result<GroupResult> got = evaluate_group(rules, sections, WaterBody::kRiver, "某河");
    ASSERT_TRUE(got.has_value()) << got.error().message;
    ASSERT_EQ(got->pollutants.size(), order.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
      EXPECT_EQ(got->pollutants[i].key, items[order[i]].first);
      EXPECT_EQ(to_string(got->pollutants[i].share), print_even(fraction(100 * counts[order[i]], n), 1));
    }
    EXPECT_FALSE(got->mean.has_value());
    EXPECT_EQ(got->basis.used, n);
  }
}

TEST(Group, SectionsWithoutAClassDoNotCount) {  // CLAUSE: 环办〔2011〕22号 二（一）2
  const SurfaceWaterRules rules = internal::shipped_rules();
  std::vector<SectionResult> sections;
  for (int i = 0; i < 9; ++i) sections.push_back(section_of("好" + std::to_string(i), {{"ph", "7"}, {"do", "8"}}));
  sections.push_back(section_of("差", {{"ph", "7"}, {"do", "1"}}));
  sections.push_back(section_of("无", {}));
  const GroupResult got = *evaluate_group(rules, sections, WaterBody::kRiver, "某河");
  EXPECT_EQ(got.level->level, "优");  // 9 of 10
  EXPECT_EQ(to_string(*got.summary.good_share), "90.0");
  EXPECT_EQ(got.basis.wanted, 11);
  EXPECT_EQ(got.basis.used, 10);
  ASSERT_EQ(got.basis.left_out.size(), 1U);
  EXPECT_EQ(got.basis.left_out[0].where, "无");
  EXPECT_EQ(got.pollutants.at(0).name, "溶解氧");
  EXPECT_EQ(to_string(got.pollutants.at(0).share), "10.0");
}

TEST(Group, FewerThanFiveGoByTheMean) {
  const SurfaceWaterRules rules = internal::shipped_rules();
  const std::vector<SectionResult> sections = {section_of("甲", {{"nh3n", "0.40"}}),
                                               section_of("乙", {{"nh3n", "1.60"}}), section_of("丙", {})};
  const GroupResult got = *evaluate_group(rules, sections, WaterBody::kLake, "某湖");
  ASSERT_TRUE(got.mean.has_value());
  EXPECT_EQ(to_string(got.mean->parameters.at(0).compared), "1.00");
  EXPECT_EQ(got.level->level, "良好");
  EXPECT_EQ(got.basis.clauses.back(), "环办〔2011〕22号 二（二）");
  const std::vector<SectionResult> none = {section_of("丙", {})};
  const GroupResult empty = *evaluate_group(rules, none, WaterBody::kRiver, "某河");
  EXPECT_FALSE(empty.level.has_value());
  EXPECT_EQ(empty.reason, "没有一个断面有水质类别，无法评价整体水质状况");
}

}  // namespace
}  // namespace bihuan::standards
