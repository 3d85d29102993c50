#include "standards/drinking_source.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "standards/internal/case_file.h"
#include "standards/internal/fraction.h"
#include "standards/internal/shipped_rules.h"

namespace bihuan::standards {
namespace {

using internal::Dice;
using internal::fraction;
using internal::Fraction;
using internal::fraction_of;

struct SourceRulesOfAll {
  DrinkingSourceRules sources;
  SurfaceWaterRules surface = internal::shipped_rules();
  GroundwaterRules ground;
};

SourceRulesOfAll all_rules() {
  const std::vector<KnowledgeText> texts =
      internal::shipped_texts({"water/gb3838-2002.toml", "water/drinking-sources.toml", "water/gbt14848-2017.toml"});
  SourceRulesOfAll rules;
  rules.sources = internal::loaded(load_drinking_source_rules(texts, Date(2024, 1, 1)));
  rules.ground = internal::loaded(load_groundwater_rules(texts));
  return rules;
}

SourceMonth source_month_of(const std::string& name, SourceKind kind, const std::map<std::string, std::string>& values,
                            const std::map<std::string, std::string>& specific = {}) {
  SourceMonth month;
  month.name = name;
  month.kind = kind;
  month.month = 9;
  month.on = Date(2024, 9, 30);
  for (const auto& [key, text] : values) month.values[key] = *parse_measurement(text);
  for (const auto& [key, text] : specific) month.specific[key] = *parse_measurement(text);
  return month;
}

const std::map<std::string, std::string> kClean = {
    {"ph", "7.5"}, {"do", "7"}, {"codmn", "3"}, {"nh3n", "0.3"}, {"tp", "0.02"}};

std::map<std::string, std::string> texts_of(const TomlTable& table) {
  std::map<std::string, std::string> texts;
  for (const std::string& key : table.keys()) texts[key] = *table.string(key);
  return texts;
}

// CLAUSE: 环办函〔2012〕1266号 地表水每月61项, 地表水评价; HJ 774-2015 水质达标率
TEST(DrinkingSource, WorkedExamples) {
  const SourceRulesOfAll rules = all_rules();
  const TomlTable month = internal::cases_of("water-vectors.toml", "source_month").at(0);
  std::vector<SourceOutcome> outcomes;
  const std::vector<TomlTable> sources = *month.tables("sources");
  for (const TomlTable& source : sources) {
    SourceMonth input = source_month_of(*source.string("name"), SourceKind::kLake, kClean);
    input.volume = *source.decimal("volume");
    if (source.has("item")) input.specific[*source.string("item")] = *parse_measurement(*source.string("value"));
    const Result<SourceMonthResult> got = evaluate_source_month(rules.sources, rules.surface, rules.ground, input);
    ASSERT_TRUE(got.has_value()) << got.error().message;
    EXPECT_EQ(got->compliance == Compliance::kMet, *source.boolean("passes")) << got->reason;
    if (source.has("multiple")) {
      EXPECT_EQ(to_string(got->exceeding.at(0).multiple.value()), *source.string("multiple"));
      EXPECT_EQ(got->reason, "超标：锰(0.5)");
    }
    outcomes.push_back({got->name, got->compliance, got->volume, std::nullopt, got->reason});
  }
  const Result<SourceRates> rates = source_rates(rules.sources, outcomes);
  ASSERT_TRUE(rates.has_value());
  EXPECT_EQ(to_string(*rates->by_count), *month.string("by_count"));
  EXPECT_EQ(to_string(*rates->by_volume), *month.string("by_volume"));
  EXPECT_EQ(rates->basis.clauses, (std::vector<std::string>{"HJ 774-2015 水质达标率"}));

  const TomlTable c = internal::cases_of("water-vectors.toml", "source_class").at(0);
  const SourceMonth month_of_lake =
      source_month_of("丁", SourceKind::kLake, texts_of(*c.table("values")), texts_of(*c.table("specific")));
  const Result<SourceMonthResult> got =
      evaluate_source_month(rules.sources, rules.surface, rules.ground, month_of_lake);
  ASSERT_TRUE(got.has_value()) << got.error().message;
  EXPECT_EQ(to_string(*got->water_class), *c.string("class"));
  EXPECT_EQ(got->compliance == Compliance::kMet, *c.boolean("passes"));
  const TomlTable reference = *c.table("reference");
  ASSERT_EQ(got->reference.size(), 2U);
  for (const SourceReference& item : got->reference) {
    EXPECT_EQ(to_string(item.water_class), *reference.string(item.name)) << item.name;
  }
  EXPECT_EQ(got->basis.wanted, 61);
  EXPECT_EQ(got->basis.had, 9);
  EXPECT_EQ(got->basis.notes.back(), "每月应测61项，有结果的9项；按有结果的评价");
  DrinkingSourceRules of_nine = rules.sources;
  of_nine.monthly_items = 9;  // as many as there are: nothing to say
  const Result<SourceMonthResult> whole = evaluate_source_month(of_nine, rules.surface, rules.ground, month_of_lake);
  ASSERT_TRUE(whole.has_value());
  EXPECT_EQ(whole->basis.notes.size() + 1, got->basis.notes.size());
}

// Tables 2 and 3, typed in again.
constexpr const char* kOracleTable2 = "250 250 10 0.3 0.1";
constexpr const char* kOracleTable3 =
    "0.06 0.002 0.1 0.02 0.03 0.02 0.005 0.03 0.05 0.07 0.04 0.002 0.0006 0.02 0.9 0.05 0.1 0.01 0.01 0.7 0.3 0.5 0.25 "
    "0.3 1.0 0.3 0.02 0.02 0.05 0.017 0.5 0.0003 0.5 0.05 0.5 0.093 0.2 0.009 0.1 0.0002 0.0005 0.1 0.003 0.008 0.01 "
    "0.0001 0.2 0.2 0.5 0.005 0.01 0.001 0.002 0.0002 0.003 0.002 0.05 0.08 0.05 0.05 0.03 0.01 0.05 0.02 0.003 "
    "0.0000028 0.000001 0.00002 0.001 0.003 0.07 1.0 0.002 0.5 0.005 0.02 0.7 0.05 0.1 0.0001";

// CLAUSE: GB 3838-2002 表2, 表3
TEST(SourceItems, AtBelowAndAboveEachLimit) {
  const DrinkingSourceRules rules = all_rules().sources;
  ASSERT_EQ(rules.items.size(), 85U);
  std::istringstream words(std::string(kOracleTable2) + " " + kOracleTable3);
  int preferred = 0;
  for (const SourceItem& item : rules.items) {
    std::string text;
    words >> text;
    EXPECT_EQ(to_string(item.limit), text) << item.names.front();
    const Fraction limit = fraction_of(text);
    const Decimal fine = round_gbt8170(item.limit, item.limit.places() + 2);
    for (const std::int64_t step : {-100, -1, 0, 1, 37, 100, 255}) {
      const Decimal value(fine.mantissa() + step, fine.places());
      if (value.is_negative()) continue;
      Measurement measured{value, false, {}};
      const Result<std::optional<SourceExceedance>> got = source_item_exceedance(rules, item.key, measured, 2);
      ASSERT_TRUE(got.has_value());
      const Fraction exact = fraction_of(to_string(value));
      ASSERT_EQ(got->has_value(), exact > limit) << item.names.front();
      if (exact > limit) {
        EXPECT_EQ(to_string((*got)->multiple.value()), print_even((exact - limit) / limit, 2));
      }
      measured.is_below_limit = true;
      const Result<std::optional<SourceExceedance>> below =
          source_item_exceedance(rules, item.names.back(), measured, 2);
      EXPECT_EQ(below.has_value(), exact <= limit);
    }
    preferred += item.is_preferred ? 1 : 0;
  }
  EXPECT_EQ(preferred, 33);
  EXPECT_EQ(source_item_exceedance(rules, "某物", {}, 1).error().code, Code::kNotFound);
}

TEST(DrinkingSource, EveryItemCanFailASource) {
  const SourceRulesOfAll rules = all_rules();
  for (const SourceItem& item : rules.sources.items) {
    SourceMonth month =
        source_month_of("甲", SourceKind::kRiver, kClean, {{item.names.front(), to_string(item.limit)}});
    EXPECT_EQ(evaluate_source_month(rules.sources, rules.surface, rules.ground, month)->compliance, Compliance::kMet);
    month.specific.begin()->second.value = *multiply(item.limit, Decimal(2));
    const SourceMonthResult got = *evaluate_source_month(rules.sources, rules.surface, rules.ground, month);
    EXPECT_EQ(got.compliance, Compliance::kNotMet);
    EXPECT_EQ(got.reason, "超标：" + item.names.front() + "(1.0)");
  }
}

TEST(DrinkingSource, ClassOfTwentyItems) {
  const SourceRulesOfAll rules = all_rules();
  const auto judged = [&](SourceKind kind, std::map<std::string, std::string> changes) {
    std::map<std::string, std::string> values = kClean;
    for (const auto& [key, text] : changes) values[key] = text;
    return *evaluate_source_month(rules.sources, rules.surface, rules.ground, source_month_of("甲", kind, values));
  };
  EXPECT_EQ(judged(SourceKind::kRiver, {{"cod", "99"}}).compliance, Compliance::kMet);  // COD takes no part
  EXPECT_EQ(judged(SourceKind::kRiver, {{"fc", "99999"}}).compliance, Compliance::kMet);
  EXPECT_EQ(judged(SourceKind::kRiver, {{"tp", "0.2"}}).compliance, Compliance::kMet);
  EXPECT_EQ(judged(SourceKind::kLake, {{"tp", "0.2"}}).reason, "超标：总磷(3.0)");
  EXPECT_EQ(judged(SourceKind::kRiver, {{"bod5", "4.1"}}).compliance, Compliance::kNotMet);
  SourceMonth month = source_month_of("甲", SourceKind::kRiver, kClean);
  month.values.erase("tp");
  const SourceMonthResult open = *evaluate_source_month(rules.sources, rules.surface, rules.ground, month);
  EXPECT_EQ(open.compliance, Compliance::kNotAssessable);
  EXPECT_EQ(open.reason, "总磷没有足够的监测值，不能判断是否达到Ⅲ类");
  month.specific["锰"] = *parse_measurement("0.2L");
  const SourceMonthResult unclear = *evaluate_source_month(rules.sources, rules.surface, rules.ground, month);
  EXPECT_EQ(unclear.basis.left_out.back().reason, "锰的检出限0.2高于限值，未检出不能说明问题");
  month.specific = {{"锰", *parse_measurement("0.1")}, {"mn", *parse_measurement("0.1")}};
  EXPECT_EQ(evaluate_source_month(rules.sources, rules.surface, rules.ground, month).error().message,
            "项目“锰”出现两次");
}

TEST(DrinkingSource, GroundwaterByClassIII) {  // CLAUSE: 环办函〔2012〕1266号 地下水评价
  const SourceRulesOfAll rules = all_rules();
  SourceMonth month = source_month_of("井", SourceKind::kGround, {});
  month.groundwater = {{"pH", {*parse_measurement("7.2"), std::nullopt}},
                       {"铁", {*parse_measurement("0.3"), std::nullopt}}};
  EXPECT_EQ(evaluate_source_month(rules.sources, rules.surface, rules.ground, month)->compliance, Compliance::kMet);
  month.groundwater["铁"].measurement.value = *parse_decimal("0.31");
  const SourceMonthResult got = *evaluate_source_month(rules.sources, rules.surface, rules.ground, month);
  EXPECT_EQ(got.reason, "超标：铁(0.0)");
  EXPECT_EQ(got.basis.standard, "GB/T 14848-2017");
  month.groundwater.clear();
  month.missing_reason = "停用";
  EXPECT_EQ(evaluate_source_month(rules.sources, rules.surface, rules.ground, month)->reason, "停用");
}

TEST(SourceRates, ALargeRandomWorld) {
  const DrinkingSourceRules rules = all_rules().sources;
  Dice dice(17);
  for (int round = 0; round < 3000; ++round) {
    std::vector<SourceOutcome> sources;
    Fraction volume, passing_volume;
    int monitored = 0;
    int passing = 0;
    bool has_all_volumes = true;
    for (int i = dice.roll(6); i >= 0; --i) {
      SourceOutcome source{"水源" + std::to_string(i), Compliance::kMet, std::nullopt, std::nullopt, ""};
      source.compliance = static_cast<Compliance>(dice.roll(3));
      const std::string text = std::to_string(dice.roll(300)) + "." + std::to_string(dice.roll(100));
      if (dice.roll(12) != 0) source.volume = *parse_decimal(text);
      if (source.compliance != Compliance::kNotAssessable) {
        ++monitored;
        passing += source.compliance == Compliance::kMet ? 1 : 0;
        has_all_volumes = has_all_volumes && source.volume.has_value();
        volume = volume + (source.volume ? fraction_of(text) : fraction(0));
        if (source.volume && source.compliance == Compliance::kMet) passing_volume = passing_volume + fraction_of(text);
      }
      sources.push_back(std::move(source));
    }
    const Result<SourceRates> got = source_rates(rules, sources);
    ASSERT_TRUE(got.has_value());
    ASSERT_EQ(got->monitored, monitored);
    ASSERT_EQ(got->by_count.has_value(), monitored > 0);
    if (monitored == 0) continue;
    EXPECT_EQ(to_string(*got->by_count), print_even(fraction(100 * passing, monitored), 1));
    ASSERT_EQ(got->by_volume.has_value(), has_all_volumes && volume > fraction(0));
    if (got->by_volume) {
      EXPECT_EQ(to_string(*got->by_volume), print_even(fraction(100) * passing_volume / volume, 1));
    }
  }
}

TEST(SourceRates, SayWhatIsMissing) {
  const DrinkingSourceRules rules = all_rules().sources;
  const auto rates = [&](std::vector<SourceOutcome> sources) { return source_rates(rules, sources); };
  EXPECT_EQ(rates({})->reason, "没有一个水源可以评价");
  EXPECT_EQ(rates({{"甲", Compliance::kMet, std::nullopt, std::nullopt, ""}})->reason,
            "甲没有取水量，不能计算水量达标率");
  EXPECT_EQ(rates({{"甲", Compliance::kMet, Decimal(0), std::nullopt, ""}})->reason,
            "取水量合计为0，不能计算水量达标率");
  const SourceRates open = *rates({{"甲", Compliance::kNotAssessable, Decimal(5), std::nullopt, "停用"}});
  EXPECT_EQ(open.basis.left_out.at(0), (LeftOut{"甲", "停用"}));
  EXPECT_EQ(rates({{"甲", Compliance::kMet, Decimal(-1), std::nullopt, ""}}).error().code, Code::kInvalidInput);
  EXPECT_EQ(rates({{"甲", Compliance::kNotMet, Decimal(5), Decimal(6), ""}}).error().message,
            "取水量应不小于0，达标取水量应不大于取水量");
  EXPECT_EQ(rates({{"甲", Compliance::kMet, Decimal(1), std::nullopt, ""},
                   {"甲", Compliance::kMet, Decimal(1), std::nullopt, ""}})
                .error()
                .message,
            "水源“甲”出现两次");
}

// CLAUSE: HJ 774-2015 全年达标; 环办函〔2012〕1266号 监测频次
TEST(SourceYear, EverySamplingMustPass) {
  const DrinkingSourceRules rules = all_rules().sources;
  EXPECT_EQ(samplings_a_year(rules, SourceKind::kLake, false), 12);
  EXPECT_EQ(samplings_a_year(rules, SourceKind::kGround, false), 12);
  EXPECT_EQ(samplings_a_year(rules, SourceKind::kRiver, true), 4);
  EXPECT_EQ(samplings_a_year(rules, SourceKind::kGround, true), 2);
  std::vector<SourceMonthResult> months;
  for (int m = 1; m <= 12; ++m) {
    SourceMonthResult month;
    month.name = "甲";
    month.month = m;
    month.compliance = Compliance::kMet;
    month.volume = Decimal(10);
    months.push_back(month);
  }
  EXPECT_EQ(source_year("甲", months, 12)->compliance, Compliance::kMet);
  months[3].compliance = Compliance::kNotAssessable;
  const SourceOutcome open = *source_year("甲", months, 12);
  EXPECT_EQ(open.compliance, Compliance::kNotAssessable);
  EXPECT_EQ(open.reason, "全年应监测12次，可评价的11次，不能判断全年达标");
  months[6].compliance = months[8].compliance = Compliance::kNotMet;
  const SourceOutcome failed = *source_year("甲", months, 12);
  EXPECT_EQ(failed.compliance, Compliance::kNotMet);
  EXPECT_EQ(failed.reason, "7月、9月不达标");
  EXPECT_EQ(*failed.volume, Decimal(110));
  EXPECT_EQ(*failed.passing_volume, Decimal(90));
  const std::vector<SourceOutcome> one = {failed};
  EXPECT_EQ(to_string(*source_rates(rules, one)->by_volume), "81.8");
  EXPECT_EQ(*source_year("甲", std::span(months).first(1), 1)->volume, Decimal(10));  // one month is a volume too
  months[0].volume.reset();
  EXPECT_FALSE(source_year("甲", months, 12)->volume.has_value());
  months[1].month = 1;
  EXPECT_EQ(source_year("甲", months, 12).error().message, "甲1月：应是同一水源、每月一次的结果");
  EXPECT_EQ(source_year("甲", {}, 13).error().message, "每年监测次数应为1至12");
}

}  // namespace
}  // namespace bihuan::standards
