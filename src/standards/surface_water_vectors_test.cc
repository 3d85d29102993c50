#include <gtest/gtest.h>

#include "base/files.h"
#include "base/toml.h"
#include "standards/internal/shipped_rules.h"
#include "standards/surface_water.h"
#include "standards/surface_water_group.h"

namespace bihuan::standards {
namespace {

// The tables called `name` of the file.
std::vector<TomlTable> vectors(const std::string& name) {
  const std::string path = std::string(BIHUAN_SOURCE_DIR) + "/src/standards/testdata/surface-water-vectors.toml";
  Result<TomlTable> table = read_toml(path);
  if (!table) {
    ADD_FAILURE() << table.error().where << table.error().message;
    std::abort();
  }
  return *table->tables(name);
}

Measurement measured(const std::string& text) { return *parse_measurement(text); }

SectionInput one_month(const TomlTable& values, WaterBody body) {
  SectionInput input;
  input.name = "甲断面";
  input.body = body;
  input.months_wanted = 1;
  input.indicator_set = "mee22_21";
  input.on = Date(2024, 9, 30);
  SectionMonth month;
  month.month = 9;
  for (const std::string& key : values.keys()) month.values[key] = measured(*values.string(key));
  input.months.push_back(month);
  return input;
}

// CLAUSE: GB 3838-2002 表1
// CLAUSE: 环办〔2011〕22号 二（一）1
// CLAUSE: 环办〔2011〕22号 二（一）3（1）
// CLAUSE: 环办〔2011〕22号 表1
TEST(SurfaceWaterVectors, Sections) {
  const SurfaceWaterRules rules = internal::shipped_rules();
  int cases = 0;
  for (const TomlTable& c : vectors("section")) {
    const std::string id = *c.string("id");
    const WaterBody body = *c.string("body") == "lake" ? WaterBody::kLake : WaterBody::kRiver;
    const Result<SectionResult> got = evaluate_section(rules, one_month(*c.table("values"), body));
    ASSERT_TRUE(got.has_value()) << id << got.error().message;
    ASSERT_TRUE(got->water_class.has_value()) << id;
    EXPECT_EQ(to_string(*got->water_class), *c.string("class")) << id;
    EXPECT_EQ(got->level.level, *c.string("level")) << id;
    EXPECT_EQ(got->main_pollutants_text, *c.string("main")) << id;
    const TomlTable classes = *c.table("classes");
    ASSERT_EQ(got->parameters.size(), classes.keys().size()) << id;
    for (const ParameterResult& item : got->parameters) {
      EXPECT_EQ(to_string(item.water_class), *classes.string(item.key)) << id << item.key;
    }
    ++cases;
  }
  EXPECT_EQ(cases, 4);
}

TEST(SurfaceWaterVectors, RoundsThenCompares) {  // CLAUSE: 总站水字〔2018〕87号 修约
  const SurfaceWaterRules rules = internal::shipped_rules();
  int cases = 0;
  for (const TomlTable& c : vectors("rounding")) {
    const std::string id = *c.string("id");
    const Result<ParameterResult> got = evaluate_parameter(
        rules, {*c.string("item"), WaterBody::kRiver, {measured(*c.string("mean"))}, 1, WaterClass::kIII});
    ASSERT_TRUE(got.has_value()) << id;
    EXPECT_EQ(to_string(got->compared), *c.string("rounded")) << id;
    EXPECT_EQ(to_string(got->water_class), *c.string("class")) << id;
    ++cases;
  }
  EXPECT_EQ(cases, 10);
}

TEST(SurfaceWaterVectors, PhMeans) {  // CLAUSE: 环办监测函〔2020〕82号 pH均值
  const SurfaceWaterRules rules = internal::shipped_rules();
  int cases = 0;
  for (const TomlTable& c : vectors("ph_mean")) {
    ParameterInput input{"ph", WaterBody::kRiver, {}, 1, WaterClass::kIII};
    const std::vector<std::string> readings = *c.strings("readings");
    for (const std::string& reading : readings) input.readings.push_back(measured(reading));
    const Result<ParameterResult> got = evaluate_parameter(rules, input);
    ASSERT_TRUE(got.has_value());
    EXPECT_EQ(to_string(mean_value(got->mean, 4)), *c.string("mean"));
    EXPECT_EQ(to_string(got->compared), *c.string("rounded"));
    ++cases;
  }
  EXPECT_EQ(cases, 2);
}

TEST(SurfaceWaterVectors, Groups) {  // CLAUSE: 环办〔2011〕22号 表2
  const SurfaceWaterRules rules = internal::shipped_rules();
  int cases = 0;
  for (const TomlTable& c : vectors("group")) {
    const std::string id = *c.string("id");
    const std::int64_t good = *c.integer("good");
    const std::int64_t bad = *c.integer("bad");
    std::vector<std::optional<WaterClass>> classes;
    for (std::int64_t i = 0; i < *c.integer("sections"); ++i) {
      classes.push_back(i < good ? WaterClass::kII : i < good + bad ? WaterClass::kWorseThanV : WaterClass::kIV);
    }
    const GroupSummary summary = summarise_group(rules, classes);
    EXPECT_EQ(to_string(*summary.good_share), *c.string("good_share")) << id;
    EXPECT_EQ(to_string(*summary.bad_share), *c.string("bad_share")) << id;
    const Result<QualityLevel> level = group_level(rules, summary);
    ASSERT_TRUE(level.has_value()) << id;
    EXPECT_EQ(level->level, *c.string("level")) << id;
    ++cases;
  }
  EXPECT_EQ(cases, 4);
}

TEST(SurfaceWaterVectors, FewerThanFiveSections) {  // CLAUSE: 环办〔2011〕22号 二（一）2
  const SurfaceWaterRules rules = internal::shipped_rules();
  const TomlTable c = vectors("small_group").front();
  const std::vector<TomlTable> tables = *c.tables("sections");
  const std::vector<std::string> want = *c.strings("classes");
  std::vector<SectionResult> sections;
  for (const TomlTable& values : tables) {
    sections.push_back(*evaluate_section(rules, one_month(values, WaterBody::kRiver)));
    EXPECT_EQ(to_string(*sections.back().water_class), want[sections.size() - 1]);
  }
  ASSERT_EQ(sections.size(), 3U);
  const Result<SectionResult> mean = mean_section(rules, sections, WaterBody::kRiver, "某河");
  ASSERT_TRUE(mean.has_value());
  EXPECT_EQ(to_string(*mean->water_class), *c.string("class"));
  EXPECT_EQ(mean->level.level, *c.string("level"));
  const TomlTable means = *c.table("means");
  for (const ParameterResult& item : mean->parameters) EXPECT_EQ(to_string(item.compared), *means.string(item.key));
  EXPECT_EQ(mean->parameters.size(), 3U);
}

}  // namespace
}  // namespace bihuan::standards
