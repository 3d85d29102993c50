#include "standards/air_quality_index.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/toml.h"
#include "standards/internal/air_oracle.h"
#include "standards/internal/shipped_rules.h"

namespace bihuan::standards {
namespace {

using namespace literals;

std::vector<TomlTable> index_vectors(const std::string& name) {
  const Result<TomlTable> table =
      read_toml(std::string(BIHUAN_SOURCE_DIR) + "/src/standards/testdata/air-vectors.toml");
  if (!table) {
    ADD_FAILURE() << table.error().where << table.error().message;
    std::abort();
  }
  return *table->tables(name);
}

std::vector<IndexReading> readings(const TomlTable& values) {
  std::vector<IndexReading> out;
  for (const std::string& key : values.keys()) out.push_back({key, *values.decimal(key)});
  return out;
}

std::string keys(const std::vector<Pollutant>& pollutants) {
  std::string out;
  for (const Pollutant pollutant : pollutants) out += std::string(to_string(pollutant)) + " ";
  return out;
}

// CLAUSE: HJ 633-2012 表1
// CLAUSE: HJ 633-2012 4.2
// CLAUSE: HJ 633-2012 6.2
// CLAUSE: HJ 633-2026 表3
// CLAUSE: HJ 633-2026 4.2.2
// CLAUSE: HJ 633-2026 4.2.4
// CLAUSE: HJ 633-2026 4.2.6
TEST(IndividualIndex, Vectors) {
  int cases = 0;
  for (const TomlTable& c : index_vectors("individual_index")) {
    const AirRules rules = internal::shipped_air_rules(*c.string("edition"));
    const std::string table = *c.string("table");
    const Result<int> got = individual_index(rules, table, {*c.decimal("concentration"), rules.table(table)->unit});
    ASSERT_TRUE(got.has_value()) << got.error().message;
    EXPECT_EQ(*got, *c.integer("index")) << table << *c.string("concentration");
    ++cases;
  }
  EXPECT_EQ(cases, 22);
}

// Every tenth of a step of every table, both editions: 2012 unrounded, 2026 rounded first.
TEST(IndividualIndex, AgreesWithTheOracleOverEveryTable) {
  std::int64_t compared = 0;
  for (const int edition : {2012, 2026}) {
    const AirRules rules = internal::shipped_air_rules(std::to_string(edition));
    for (const BreakPointTable& table : rules.tables) {
      const int decimals = rules.decimals[index_of(table.pollutant)];
      const std::int64_t last = (table.concentration.back().mantissa() + 20) * (decimals == 1 ? 100 : 10);
      const std::int64_t scale = decimals == 1 ? 100 : 10;
      for (std::int64_t i = 0; i <= last; ++i) {
        internal::OracleFraction exact{i, scale};
        if (edition == 2026) exact = {internal::oracle_round(exact, decimals), decimals == 1 ? 10 : 1};
        const int want = internal::oracle_index(edition, table.id, exact);
        const Result<int> got = individual_index(rules, table.id, {Decimal(i, decimals + 1), table.unit});
        if (got.has_value() != (want >= 0) || (got && *got != want)) {
          FAIL() << table.id << " " << i << "/" << scale << " want " << want;
        }
        ++compared;
      }
    }
  }
  EXPECT_GT(compared, 200'000);
}

TEST(IndividualIndex, NeverFallsWhenTheConcentrationRises) {
  for (const char* edition : {"2012", "2026"}) {
    const AirRules rules = internal::shipped_air_rules(edition);
    for (const BreakPointTable& table : rules.tables) {
      EXPECT_TRUE(std::ranges::is_sorted(table.by_step)) << table.id;
      EXPECT_EQ(table.by_step.front(), 0);
      EXPECT_EQ(table.by_step.back(), table.index.back()) << table.id;
    }
  }
}

TEST(IndividualIndex, RefusesWhatTheTableDoesNotCover) {
  const AirRules rules = internal::shipped_air_rules("2012");
  EXPECT_EQ(individual_index(rules, "so2_1h", {801_dec, Unit::kUgPerM3}).error(),
            (Error{Code::kNotCovered, "二氧化硫的浓度801超出HJ 633-2012的so2_1h表，应改用so2_24h", "so2_1h"}));
  EXPECT_EQ(individual_index(rules, "o3_8h", {801_dec, Unit::kUgPerM3}).error().code, Code::kNotCovered);
  EXPECT_EQ(individual_index(rules, "co_24h", {1_dec, Unit::kUgPerM3}).error(),
            (Error{Code::kInvalidInput, "一氧化碳的浓度单位应为mg/m3，现为μg/m3", "co_24h"}));
  EXPECT_EQ(individual_index(rules, "o3_1h", {40_dec, Unit::kPpb}).error().message, "臭氧的浓度单位应为μg/m3，现为ppb");
  EXPECT_EQ(individual_index(rules, "pm25_24h", {-1_dec, Unit::kUgPerM3}).error(),
            (Error{Code::kInvalidInput, "细颗粒物(PM2.5)的浓度-1为负；应不小于0", "pm25_24h"}));
  EXPECT_EQ(individual_index(rules, "x", {1_dec, Unit::kUgPerM3}).error().message, "HJ 633-2012没有分指数表“x”");
}

// CLAUSE: HJ 633-2012 表2
// CLAUSE: HJ 633-2012 表3
// CLAUSE: HJ 633-2012 表4
// CLAUSE: HJ 633-2012 4.4.1
// CLAUSE: HJ 633-2012 4.4.2
// CLAUSE: HJ 633-2026 表1
// CLAUSE: HJ 633-2026 表4
// CLAUSE: HJ 633-2026 表5
// CLAUSE: HJ 633-2026 4.3.1
TEST(AirQualityIndex, Vectors) {
  int cases = 0;
  for (const TomlTable& c : index_vectors("index")) {
    const std::string id = *c.string("id");
    const AirRules rules = internal::shipped_air_rules(*c.string("edition"));
    const std::vector<IndexReading> values = readings(*c.table("values"));
    const Result<AirIndex> got = air_quality_index(rules, *c.string("profile"), values);
    ASSERT_TRUE(got.has_value()) << id << got.error().message;
    EXPECT_EQ(got->aqi, static_cast<int>(*c.integer("aqi"))) << id;
    EXPECT_EQ(got->level_number, *c.integer("level")) << id;
    const std::vector<std::string> primary = *c.strings("primary");
    EXPECT_EQ(got->primary.size(), primary.size()) << id;
    for (const std::string& key : primary) {
      EXPECT_TRUE(std::ranges::find(got->primary, *parse_pollutant(key)) != got->primary.end()) << id << key;
    }
    EXPECT_TRUE(got->is_complete) << id;
    ++cases;
  }
  EXPECT_EQ(cases, 8);
}

struct LevelCase {
  int index;
  int number;
  const char* level;
  const char* category;
  const char* colour;
};

TEST(AirQualityIndex, LevelsAndColours) {
  const LevelCase kCases[] = {
      {0, 1, "一级", "优", "绿色"},           {50, 1, "一级", "优", "绿色"},
      {51, 2, "二级", "良", "黄色"},          {100, 2, "二级", "良", "黄色"},
      {101, 3, "三级", "轻度污染", "橙色"},   {150, 3, "三级", "轻度污染", "橙色"},
      {151, 4, "四级", "中度污染", "红色"},   {200, 4, "四级", "中度污染", "红色"},
      {201, 5, "五级", "重度污染", "紫色"},   {300, 5, "五级", "重度污染", "紫色"},
      {301, 6, "六级", "严重污染", "褐红色"}, {500, 6, "六级", "严重污染", "褐红色"},
  };
  for (const char* edition : {"2012", "2026"}) {
    const AirRules rules = internal::shipped_air_rules(edition);
    for (const LevelCase& c : kCases) {
      EXPECT_EQ(rules.level_number(c.index), c.number);
      EXPECT_EQ(rules.level(c.index).level, c.level);
      EXPECT_EQ(rules.level(c.index).category, c.category);
      EXPECT_EQ(rules.level(c.index).colour, c.colour);
    }
  }
}

const std::vector<IndexReading> kDay = {{"so2_24h", 10_dec},  {"no2_24h", 40_dec}, {"pm10_24h", 50_dec},
                                        {"pm25_24h", 35_dec}, {"co_24h", 1.0_dec}, {"o3_8h", 100_dec}};

std::vector<IndexReading> with(std::vector<IndexReading> day, const std::string& table, std::optional<Decimal> value) {
  std::erase_if(day, [&](const IndexReading& reading) { return reading.table == table; });
  if (value) day.push_back({table, *value});
  return day;
}

TEST(AirQualityIndex, NoPrimaryPollutantUpToFifty) {
  for (const char* edition : {"2012", "2026"}) {
    const AirRules rules = internal::shipped_air_rules(edition);
    AirIndex got = *air_quality_index(rules, "hj633-daily", kDay);
    EXPECT_EQ(got.aqi, 50);
    EXPECT_EQ(keys(got.primary), "");
    got = *air_quality_index(rules, "hj633-daily", with(kDay, "no2_24h", 41_dec));
    EXPECT_EQ(got.aqi, 52);
    EXPECT_EQ(keys(got.primary), "no2 ");
  }
}

// PM2.5 36 is 51.25, PM10 52 is 51: only rounded are they equal.
TEST(AirQualityIndex, TiesAreTakenOnTheRoundedIndex) {
  const AirRules rules = internal::shipped_air_rules("2012");
  const AirIndex got =
      *air_quality_index(rules, "hj633-daily", with(with(kDay, "pm25_24h", 36_dec), "pm10_24h", 53_dec));
  EXPECT_EQ(got.aqi, 52);  // 51.25 and 51.5
  EXPECT_EQ(keys(got.primary), "pm10 pm25 ");
  EXPECT_EQ(pollutant_list(got.primary), "颗粒物(PM10)、细颗粒物(PM2.5)");
}

// CLAUSE: HJ 633-2012 3.4
TEST(AirQualityIndex, ExceedingPollutantsExistIn2012Only) {
  const std::vector<IndexReading> day = with(with(kDay, "pm25_24h", 76_dec), "o3_8h", 161_dec);
  EXPECT_EQ(keys(air_quality_index(internal::shipped_air_rules("2012"), "hj633-daily", day)->exceeding), "pm25 o3 ");
  EXPECT_EQ(keys(air_quality_index(internal::shipped_air_rules("2026"), "hj633-daily", day)->exceeding), "");
  EXPECT_EQ(keys(air_quality_index(internal::shipped_air_rules("2012"), "hj633-daily",
                                   with(with(kDay, "pm25_24h", 75_dec), "o3_8h", 160_dec))
                     ->exceeding),
            "");
}

// CLAUSE: HJ 633-2026 5.3.1
TEST(AirQualityIndex, WithAPollutantMissing) {
  const AirRules before = internal::shipped_air_rules("2012");
  const AirRules after = internal::shipped_air_rules("2026");
  const std::vector<IndexReading> good = with(with(kDay, "co_24h", std::nullopt), "pm25_24h", 60_dec);
  AirIndex got = *air_quality_index(before, "hj633-daily", good);
  EXPECT_EQ(got.aqi, 82);
  EXPECT_FALSE(got.is_complete);
  EXPECT_EQ(keys(got.missing), "co ");
  got = *air_quality_index(after, "hj633-daily", good);
  EXPECT_FALSE(got.aqi.has_value());
  EXPECT_EQ(got.of_present, 100);
  EXPECT_EQ(got.level_number, 0);
  EXPECT_EQ(got.reason, "缺少一氧化碳；其余各项的指数不大于100，按HJ 633-2026 5.3.1不发布");
  got = *air_quality_index(after, "hj633-daily", with(good, "pm25_24h", 61_dec));
  EXPECT_EQ(got.aqi, 101);
  EXPECT_EQ(got.level.category, "轻度污染");
  got = *air_quality_index(before, "hj633-daily", {});
  EXPECT_FALSE(got.aqi.has_value());
  EXPECT_EQ(got.reason, "六项污染物都没有可用的浓度");
}

// Above 800 μg/m3: 2012 turns to the other averaging time, 2026 names an index.
TEST(AirQualityIndex, BeyondEightHundred) {
  const AirRules before = internal::shipped_air_rules("2012");
  const AirRules after = internal::shipped_air_rules("2026");
  const std::vector<IndexReading> day = with(kDay, "o3_8h", 801_dec);
  AirIndex got = *air_quality_index(before, "hj633-daily", day);
  EXPECT_EQ(got.aqi, 50);
  EXPECT_EQ(keys(got.missing), "o3 ");
  EXPECT_EQ(got.basis.left_out, (std::vector<LeftOut>{{"臭氧", "浓度801超出o3_8h表，而没有该表指定改用的浓度"}}));
  got = *air_quality_index(before, "hj633-daily", with(day, "o3_1h", 900_dec));
  EXPECT_EQ(got.aqi, 350);
  EXPECT_EQ(got.items.back().table, "o3_1h");
  EXPECT_EQ(air_quality_index(after, "hj633-daily", day)->aqi, 300);
}

// CLAUSE: HJ 663-2013 6.2
// CLAUSE: HJ 663-2026 修约
TEST(AirQualityIndex, ConcentrationsAreRoundedHalfToEven) {
  for (const char* edition : {"2012", "2026"}) {
    const AirRules rules = internal::shipped_air_rules(edition);
    const AirIndex got =
        *air_quality_index(rules, "hj633-daily", with(with(kDay, "pm25_24h", 34.5_dec), "co_24h", 2.25_dec));
    EXPECT_EQ(to_string(got.items[3].concentration), "34");
    EXPECT_EQ(to_string(got.items[4].concentration), "2.2");
    EXPECT_EQ(got.items[4].index, 55);
  }
}

TEST(AirQualityIndex, OrderOfReadingsChangesNothing) {
  const AirRules rules = internal::shipped_air_rules("2026");
  std::vector<IndexReading> day = with(with(kDay, "pm25_24h", 68_dec), "pm10_24h", 131_dec);
  const AirIndex first = *air_quality_index(rules, "hj633-daily", day);
  for (int i = 0; i < 6; ++i) {
    std::ranges::rotate(day, day.begin() + 1);
    const AirIndex again = *air_quality_index(rules, "hj633-daily", day);
    EXPECT_EQ(again.aqi, first.aqi);
    EXPECT_EQ(keys(again.primary), keys(first.primary));
  }
}

TEST(AirQualityIndex, RefusesWhatCannotBe) {
  const AirRules rules = internal::shipped_air_rules("2012");
  EXPECT_EQ(air_quality_index(rules, "x", kDay).error(),
            (Error{Code::kNotFound, "没有评价方式“x”；有national-feed、hj633-daily", "x"}));
  const std::vector<IndexReading> twice = {{"co_24h", 1_dec}, {"co_24h", 2_dec}};
  EXPECT_EQ(air_quality_index(rules, "hj633-daily", twice).error(),
            (Error{Code::kInvalidInput, "“co_24h”有两个浓度，应只有一个", "co_24h"}));
  EXPECT_EQ(air_quality_index(rules, "hj633-daily", with(kDay, "co_24h", -0.1_dec)).error().code, Code::kInvalidInput);
  EXPECT_EQ(air_quality_index(rules, "hj633-daily", with(kDay, "co_8h", 1_dec)).error().code, Code::kNotFound);
}

TEST(AirQualityIndex, BasisSaysWhatItWasMadeOf) {
  const AirIndex got = *air_quality_index(internal::shipped_air_rules("2012"), "national-feed",
                                          std::vector<IndexReading>{{"pm25_24h", 26_dec}, {"so2_1h", 154_dec}});
  EXPECT_EQ(got.basis.standard, "GB 3095-2012、HJ 633-2012、HJ 663-2013");
  EXPECT_EQ(got.basis.edition, "环境空气质量标准（现行限值），2016-01-01起施行");
  EXPECT_EQ(got.basis.clauses,
            (std::vector<std::string>{"HJ 633-2012 表1", "HJ 633-2012 4.2", "HJ 633-2012 6.2", "HJ 633-2012 4.4.1",
                                      "HJ 633-2012 表2", "HJ 633-2012 4.4.2", "HJ 633-2012 3.4", "HJ 633-2012 表4"}));
  EXPECT_EQ(got.basis.profile, "全国实时发布");
  EXPECT_EQ(got.basis.wanted, 6);
  EXPECT_EQ(got.basis.used, 2);
  EXPECT_EQ(got.basis.confidence, "high");
  EXPECT_EQ(got.basis.knowledge_digest.size(), 64U);
}

TEST(ReferenceState, Vectors) {  // CLAUSE: GB 3095-2012 修改单3.14
  for (const TomlTable& c : index_vectors("state")) {
    EXPECT_EQ(to_string(at_reference_state(*c.decimal("value"), 3)), *c.string("reference"));
  }
}

TEST(Rounding, Vectors) {
  int cases = 0;
  for (const TomlTable& c : index_vectors("rounding")) {
    EXPECT_EQ(to_string(round_gbt8170(*c.decimal("value"), static_cast<int>(*c.integer("decimals")))),
              *c.string("rounded"));
    ++cases;
  }
  EXPECT_EQ(cases, 8);
}

}  // namespace
}  // namespace bihuan::standards
