// The evaluator against the slow oracle: at, one step below and one step above each limit, for every item, class and
// water body; and means over small worlds of readings.
#include <gtest/gtest.h>

#include <algorithm>

#include "standards/internal/exact_oracle.h"
#include "standards/internal/shipped_rules.h"
#include "standards/surface_water.h"

namespace bihuan::standards {
namespace {

constexpr WaterBody kBodies[] = {WaterBody::kRiver, WaterBody::kLake};

TEST(SurfaceWaterExact, KnowledgeHoldsTheLimitsThatTheOracleHas) {  // CLAUSE: GB 3838-2002 表1
  const SurfaceWaterRules rules = internal::shipped_rules();
  EXPECT_EQ(rules.parameters.size(), internal::oracle_items().size());
  for (const std::string& item : internal::oracle_items()) {
    const WaterParameter* parameter = rules.parameter(item);
    ASSERT_NE(parameter, nullptr) << item;
    for (const WaterBody body : kBodies) {
      if (parameter->direction == LimitDirection::kWithin) continue;
      if (parameter->is_lake_only && body == WaterBody::kRiver) continue;
      const std::vector<std::string> want = internal::oracle_limits(item, body == WaterBody::kLake);
      const std::vector<Decimal>& got =
          body == WaterBody::kLake || parameter->is_lake_only ? parameter->lake_limits : parameter->limits;
      for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(to_string(got[i]), want[i]) << item << i;
    }
  }
}

TEST(SurfaceWaterExact, AtBelowAndAboveEachLimit) {  // CLAUSE: GB 3838-2002 表1
  const SurfaceWaterRules rules = internal::shipped_rules();
  int compared = 0;
  for (const WaterParameter& parameter : rules.parameters) {
    for (const WaterBody body : kBodies) {
      if (parameter.is_lake_only && body == WaterBody::kRiver) continue;
      std::vector<Decimal> limits = body == WaterBody::kLake ? parameter.lake_limits : parameter.limits;
      if (parameter.direction == LimitDirection::kWithin) limits = {parameter.low, parameter.high};
      for (const Decimal limit : limits) {
        const Decimal fine = round_gbt8170(limit, std::max(parameter.decimals, limit.places()) + 3);
        const std::int64_t steps[] = {-1000, -500, -10, -1, 0, 1, 10, 500, 1000};
        for (const std::int64_t step : steps) {
          const Decimal value(fine.mantissa() + step, fine.places());
          if (value.is_negative()) continue;
          const bool is_lake = body == WaterBody::kLake;
          const Result<WaterClass> got = parameter_class(rules, parameter.key, body, value);
          ASSERT_TRUE(got.has_value());
          EXPECT_EQ(static_cast<int>(*got), internal::oracle_class(parameter.key, is_lake, to_string(value)))
              << parameter.key << " " << to_string(value);
          const Result<ParameterResult> rounded =
              evaluate_parameter(rules, {parameter.key, body, {{value, false, {}}}, 1, WaterClass::kIII});
          ASSERT_TRUE(rounded.has_value());
          if (parameter.key != "ph") {
            const internal::OracleMean mean = internal::oracle_mean(parameter.key, is_lake, {to_string(value)});
            EXPECT_EQ(to_string(rounded->compared), mean.rounded) << parameter.key << " " << to_string(value);
            EXPECT_EQ(static_cast<int>(rounded->water_class), mean.water_class) << parameter.key << to_string(value);
          }
          ++compared;
        }
      }
    }
  }
  EXPECT_GT(compared, 1500);
}

TEST(SurfaceWaterExact, MeansOfASmallWorld) {  // CLAUSE: 环办〔2011〕22号 一（二）
  const SurfaceWaterRules rules = internal::shipped_rules();
  // Total phosphorus of a lake around its class III limit of 0.05: every multiset of three out of these results.
  const std::vector<std::string> results = {"0.049",  "0.05",  "0.050",  "0.0504", "0.0505",
                                            "0.0506", "0.051", "0.0515", "0.01L",  "0"};
  int compared = 0;
  for (const std::string& a : results) {
    for (const std::string& b : results) {
      for (const std::string& c : results) {
        ParameterInput input{"tp", WaterBody::kLake, {}, 1, WaterClass::kIII};
        for (const std::string& text : {a, b, c}) input.readings.push_back(*parse_measurement(text));
        const Result<ParameterResult> got = evaluate_parameter(rules, input);
        ASSERT_TRUE(got.has_value());
        const internal::OracleMean want = internal::oracle_mean("tp", true, {a, b, c});
        EXPECT_EQ(to_string(got->compared), want.rounded) << a << " " << b << " " << c;
        EXPECT_EQ(static_cast<int>(got->water_class), want.water_class) << a << " " << b << " " << c;
        std::ranges::reverse(input.readings);
        EXPECT_EQ(to_string(evaluate_parameter(rules, input)->compared), want.rounded);
        ++compared;
      }
    }
  }
  EXPECT_EQ(compared, 1000);
}

TEST(SurfaceWaterExact, ClassNeverImprovesAsAConcentrationRises) {
  const SurfaceWaterRules rules = internal::shipped_rules();
  for (const WaterParameter& parameter : rules.parameters) {
    if (parameter.direction == LimitDirection::kWithin) continue;
    WaterClass last = WaterClass::kI;
    for (std::int64_t i = 0; i <= 2000; ++i) {
      const std::int64_t step = parameter.direction == LimitDirection::kAtMost ? i : 2000 - i;
      const Result<Decimal> value =
          ratio_rounded(*multiply(parameter.lake_limits.back(), Decimal(step)), Decimal(1000), 9);
      const Decimal scaled = parameter.direction == LimitDirection::kAtMost ? *value : *multiply(*value, Decimal(3));
      const Result<WaterClass> got = parameter_class(rules, parameter.key, WaterBody::kLake, scaled);
      ASSERT_TRUE(got.has_value());
      EXPECT_GE(*got, last) << parameter.key << to_string(scaled);
      last = *got;
    }
    EXPECT_EQ(last, WaterClass::kWorseThanV) << parameter.key;
  }
}

}  // namespace
}  // namespace bihuan::standards
