#include "observations/transmission.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "base/files.h"
#include "observations/testing/quality_world.h"

namespace bihuan::observations {
namespace {

using namespace bihuan::literals;

const TransmissionRules& transmission_rules() {
  static const TransmissionRules kRules =
      load_transmission_rules(
          read_file(std::string(BIHUAN_SOURCE_DIR) + "/knowledge/quality/transmission.toml", 1U << 20U).value_or(""))
          .value_or(TransmissionRules{});
  return kRules;
}

TEST(Transmission, GivesTheWorkedExample) {  // 700/720 and 690/720: 97.222222 % x 95.833333 % = 93.171296 %
  const Result<TransmissionRates> rates = transmission_rates({720, 0, 700, 690}, 6);
  ASSERT_TRUE(rates.has_value());
  EXPECT_EQ(to_string(rates->transmission->percent(6)), "97.222222");
  EXPECT_EQ(to_string(rates->validity->percent(6)), "95.833333");
  EXPECT_EQ(to_string(*rates->effective_percent), "93.171296");
}

TEST(Transmission, ShutDownAllDayHasNoRate) {
  const Result<TransmissionRates> rates = transmission_rates({24, 24, 0, 0});
  ASSERT_TRUE(rates.has_value());
  EXPECT_FALSE(rates->effective_percent.has_value());
  EXPECT_FALSE(rates->transmission.has_value());
  EXPECT_EQ(rates->reason, "整个时段停运，不参与统计");
  EXPECT_EQ(transmission_rates({0, 0, 0, 0})->reason, "没有应传的数据");
  EXPECT_FALSE((*water_day_compliance(transmission_rules(), {24, 24, 0, 0}, 0)).has_value());
}

TEST(Transmission, ShutDownHoursLeaveBothSides) {
  EXPECT_EQ(*transmission_rates({24, 4, 20, 20})->effective_percent, 100_dec);
  EXPECT_EQ(*transmission_rates({24, 4, 10, 10})->effective_percent, 25_dec);
}

TEST(Transmission, RefusesCountsThatCannotBe) {
  for (const TransmissionCounts& bad :
       {TransmissionCounts{24, 25, 0, 0}, {24, 4, 21, 0}, {24, 0, 20, 21}, {-1, 0, 0, 0}, {24, 0, -1, 0}})
    EXPECT_EQ(transmission_rates(bad).error().code, Code::kInvalidInput);
}

TEST(Transmission, AnEnterpriseIsPooledNotAveraged) {
  const std::vector<TransmissionCounts> points{{24, 0, 24, 24}, {720, 0, 360, 360}};
  const Result<TransmissionCounts> all = pooled(points);
  ASSERT_TRUE(all.has_value());
  EXPECT_EQ(*all, (TransmissionCounts{744, 0, 384, 384}));
  EXPECT_EQ(to_string(transmission_rates(*all)->transmission->percent(2)), "51.61");  // not 75
  EXPECT_FALSE(pooled(std::vector<TransmissionCounts>{{24, 0, 25, 0}}).has_value());
}

TEST(Transmission, OneHourOfAStandardSamplePasses) {
  const auto day = *water_day_compliance(transmission_rules(), {24, 0, 24, 23}, 1);
  ASSERT_TRUE(day.has_value());
  EXPECT_TRUE(day->is_met);  // 23/24 = 95.8333 %
  EXPECT_EQ(day->exempt, 1);
  const auto two = *water_day_compliance(transmission_rules(), {24, 0, 24, 22}, 2);
  EXPECT_FALSE(two->is_met);
  EXPECT_EQ(two->exempt, 1);
  EXPECT_FALSE((*water_day_compliance(transmission_rules(), {24, 0, 23, 23}, 0))->is_met);  // 23/24 squared
  EXPECT_FALSE(water_day_compliance(transmission_rules(), {24, 0, 24, 23}, 2).has_value());
}

TEST(Transmission, EffectiveRateAgreesWithFractions) {
  QualityDice dice(3);
  for (int round = 0; round < 3000; ++round) {
    const std::int64_t due = 1 + dice.below(2000), received = dice.below(due + 1), valid = dice.below(received + 1);
    const TransmissionRates rates = *transmission_rates({due, 0, received, valid}, 4);
    const std::int64_t line = dice.below(10001);  // hundredths of a percent
    EXPECT_EQ(rates.effective_is_at_least(Decimal(line, 2)), received * valid * 10000 >= line * due * due);
    // Rounded once: within half a unit of the last place.
    const std::int64_t doubled = 2 * (received * valid * 1000000 - rates.effective_percent->mantissa() * due * due);
    EXPECT_LE(std::abs(doubled), due * due);
  }
}

}  // namespace
}  // namespace bihuan::observations
