#include "observations/quality_checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>
#include <set>

#include "base/text.h"
#include "observations/testing/quality_world.h"

namespace bihuan::observations {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using Spans = std::vector<std::pair<std::size_t, std::size_t>>;

// First and last place of each finding.
Spans found(const QualityRules& rules, QualityWorld& world) {
  Spans spans;
  const Result<QualityReport> report = check_quality(rules, world.window());
  EXPECT_TRUE(report.has_value());
  if (!report) return spans;
  for (const Finding& finding : report->findings) {
    spans.push_back({finding.first, finding.last});
    // Every sentence is whole, in both languages.
    for (const std::string& text : {finding.sentence, finding.sentence_en}) {
      EXPECT_FALSE(text.empty());
      EXPECT_EQ(text.find('{'), std::string::npos) << text;
    }
    EXPECT_EQ(finding.first_time, world.window().times[finding.first]);
    EXPECT_EQ(finding.last_time, world.window().times[finding.last]);
  }
  return spans;
}

TEST(QualityRange, ReportsWhatLiesBeyond) {
  QualityWorld world(8);
  world.add("w01001", "无量纲", 1, {70, 140, 141, 150, 0, -1, QualityWorld::kMissing, 70});
  EXPECT_EQ(found(rules_of({"range_ph"}), world), (Spans{{2, 3}, {5, 5}}));
}

TEST(QualityRange, OxygenOf21IsOutside) {
  QualityWorld world(5, Medium::kGas);
  world.add("a19001", "%", 2, {820, 2099, 2100, 0, -1});
  EXPECT_EQ(found(rules_of({"range_oxygen"}), world), (Spans{{2, 2}, {4, 4}}));
}

TEST(QualityRange, DoesNotJudgeAnotherUnitAndSaysSo) {
  QualityWorld world(2);
  world.add("w01001", "mV", 0, {99, 99});
  const Result<QualityReport> report = check_quality(rules_of({"range_ph"}), world.window());
  ASSERT_TRUE(report.has_value());
  EXPECT_THAT(report->findings, IsEmpty());
  ASSERT_EQ(report->not_run.size(), 1U);
  EXPECT_THAT(report->not_run[0].reason, HasSubstr("mV"));
}

TEST(QualityRate, TwoUnitsOfPhAreStillNone) {
  QualityWorld world(6);
  world.add("w01001", "无量纲", 2, {700, 900, 1101, 900, QualityWorld::kMissing, 700});
  EXPECT_EQ(found(rules_of({"ph_jump"}), world), (Spans{{2, 2}, {3, 3}}));
}

TEST(QualityFlags, MakeInvalidAndKeepOtherRulesAway) {
  QualityWorld world(6);
  world.add("w01001", "无量纲", 0, {7, 99, 99, 99, 7, 99});
  for (const std::size_t i : {1U, 2U}) world.flags(0)[i] = 'M';
  world.flags(0)[3] = 'D';
  world.states(0)[2] = ValueState::kUnexplained;
  EXPECT_EQ(found(rules_of({"device_flag", "range_ph"}), world), (Spans{{1, 1}, {3, 3}, {5, 5}}));
  const QualityReport report = *check_quality(rules_of({"device_flag", "range_ph"}), world.window());
  EXPECT_EQ(report.findings[0].verdict, Verdict::kInvalid);
  EXPECT_EQ(report.findings[0].rule, "device_flag");
  EXPECT_EQ(report.findings[2].rule, "range_ph");
}

TEST(QualityFlags, DecidedValuesTakeNoPart) {
  QualityWorld world(3);
  QualityColumn& column = world.add("w01001", "无量纲", 0, {99, 99, 99});
  const std::vector<Verdict> verdicts{Verdict::kInvalid, Verdict::kSuspect, Verdict::kUnderReview};
  column.verdicts = verdicts;
  EXPECT_EQ(found(rules_of({"range_ph"}), world), (Spans{{1, 1}}));
}

TEST(QualityConstant, SixHoursAreARunFiveAreNone) {
  for (const std::size_t length : {5U, 6U, 7U}) {
    QualityWorld world(300);
    std::vector<std::int64_t> values = noise(length, 300, 3000, 400);
    for (std::size_t i = 100; i < 100 + length; ++i) values[i] = 3111;
    values[99] = 2999;
    values[100 + length] = 2998;
    world.add("w01018", "mg/L", 1, values);
    EXPECT_EQ(found(rules_of({"constant_run"}), world), length < 6 ? Spans{} : (Spans{{100, 99 + length}})) << length;
  }
}

// The second run is the longest. `begin` of the third: a day behind the second's end it still belongs to it.
TEST(QualityConstant, RunsWithinADayAreOneLeadOfTheirOwnValues) {
  for (const std::size_t begin : {103U, 104U}) {
    QualityWorld world(300);
    std::vector<std::int64_t> values = noise(1, 300, 3000, 400);
    const auto stand = [&](std::size_t from, std::size_t until, std::int64_t value) {
      std::fill(values.begin() + static_cast<std::ptrdiff_t>(from), values.begin() + static_cast<std::ptrdiff_t>(until),
                value);
    };
    stand(50, 58, 3111);
    stand(70, 80, 3222);
    stand(begin, begin + 6, 3333);
    for (const std::size_t beside : {49U, 58U, 69U, 80U}) values[beside] = 2999;
    values[begin - 1] = values[begin + 6] = 2998;
    world.add("w01018", "mg/L", 1, values);
    const bool is_one = begin == 103;
    EXPECT_EQ(found(rules_of({"constant_run"}), world), is_one ? (Spans{{50, 108}}) : (Spans{{50, 79}, {104, 109}}));
    const Result<QualityReport> report = check_quality(rules_of({"constant_run"}), world.window());
    ASSERT_TRUE(report.has_value());
    const Finding& lead = report->findings.front();
    EXPECT_EQ(lead.places.size(), is_one ? 24U : 18U);
    EXPECT_EQ(lead.places[7], 57U);
    EXPECT_EQ(lead.places[8], 70U);
    EXPECT_EQ(lead.places.back(), is_one ? 108U : 79U);
    EXPECT_THAT(lead.sentence, HasSubstr(is_one ? "有3段数值不变，最长的连续10个同为322.2mg/L"
                                                : "有2段数值不变，最长的连续10个同为322.2mg/L"));
    if (!is_one) {
      EXPECT_THAT(report->findings[1].places, IsEmpty());
    }
  }
}

TEST(QualityConstant, ASeriesThatOftenStandsStillIsLeftAlone) {
  QualityWorld world(600);
  std::vector<std::int64_t> values;
  QualityDice dice(4);
  while (values.size() < 600)
    values.insert(values.end(), static_cast<std::size_t>(1 + dice.below(9)), 1 + dice.below(3));
  values.resize(600);
  world.add("a21026", "μg/m³", 0, values);
  EXPECT_THAT(found(rules_of({"constant_run"}), world), IsEmpty());
}

TEST(QualityConstant, ValuesBelowTheLimitAndIdleZerosAreNone) {
  QualityWorld world(300);
  std::vector<std::int64_t> values = noise(1, 300, 3000, 400);
  for (std::size_t i = 50; i < 70; ++i) values[i] = 40;
  for (std::size_t i = 150; i < 170; ++i) values[i] = 0;
  QualityColumn& column = world.add("w01018", "mg/L", 1, values);
  column.series.detection_limit = Decimal(40, 1);
  world.window().condition_marks = {world.mark(150, 169, "停运")};
  EXPECT_THAT(found(rules_of({"constant_run"}), world), IsEmpty());
}

TEST(QualityContradiction, IsExactAtTheTolerance) {
  // NH3-N > TN x 1.05 + 0.1: with TN 10.00 the bound is 10.60.
  QualityWorld world(4);
  world.add("w21001", "mg/L", 2, {1000, 1000, 1000, QualityWorld::kMissing});
  world.add("w21003", "mg/L", 3, {10600, 10601, 10599, 99999});
  EXPECT_EQ(found(rules_of({"nh3n_over_tn"}), world), (Spans{{1, 1}}));
  const Finding finding = check_quality(rules_of({"nh3n_over_tn"}), world.window())->findings[0];
  EXPECT_EQ(finding.column, 0U);
  EXPECT_THAT(finding.beside, testing::ElementsAre(1U));
  EXPECT_FALSE(finding.is_lead);
}

TEST(QualityContradiction, TheToleranceIsInTheSeriesOwnUnit) {
  QualityWorld world(6, Medium::kAmbientAir);
  world.add("a34002", "mg/m3", 4, {200, 200, 200, 200, 200, 200});
  // 3 μg/m3 more than 20 are no contradiction.
  world.add("a34004", "mg/m3", 4, {230, 230, 230, 231, 231, 231});
  EXPECT_EQ(found(rules_of({"pm25_over_pm10"}), world), (Spans{{3, 5}}));
}

TEST(QualityContradiction, DustWantsThreeHours) {
  QualityWorld world(8, Medium::kAmbientAir);
  world.add("a34002", "μg/m³", 0, {50, 50, 50, 50, 50, 50, 50, 50});
  world.add("a34004", "μg/m³", 0, {60, 60, 40, 54, 54, 54, 53, 40});
  EXPECT_EQ(found(rules_of({"pm25_over_pm10"}), world), (Spans{{3, 5}}));
}

TEST(QualityContradiction, BelowTheDetectionLimitIsExempt) {
  QualityWorld world(1);
  world.add("w21001", "mg/L", 2, {5});
  world.add("w21003", "mg/L", 2, {900});
  world.states(0)[0] = ValueState::kBelowLimit;
  EXPECT_THAT(found(rules_of({"nh3n_over_tn"}), world), IsEmpty());
}

TEST(QualityContradiction, AgreesWithAnOracle) {
  QualityDice dice(8);
  for (int round = 0; round < 50; ++round) {
    QualityWorld world(60);
    std::vector<std::int64_t> whole, part;
    std::set<std::size_t> want;
    for (std::size_t i = 0; i < 60; ++i) {
      whole.push_back(dice.below(300));
      part.push_back(whole.back() + dice.below(61) - 10);
      if (part.back() * 100 > whole.back() * 105 + 1000) want.insert(i);  // hundredths of mg/L
    }
    world.add("w21001", "mg/L", 2, whole);
    world.add("w21003", "mg/L", 2, part);
    std::set<std::size_t> got;
    for (const auto& [first, last] : found(rules_of({"nh3n_over_tn"}), world)) {
      for (std::size_t i = first; i <= last; ++i) got.insert(i);
    }
    EXPECT_EQ(got, want);
  }
}

TEST(QualityConversion, FollowsOxygen) {
  // 20.0 at 9 % oxygen is 20.0; with 15 % it is 40.0, and 39.1 is more than 2 % and a unit away.
  QualityWorld world(4, Medium::kGas);
  world.window().reference_oxygen = Decimal(9);
  world.add("a21026", "mg/m³", 1, {200, 200, 200, 200});
  world.add("a19001", "%", 1, {90, 150, 150, 211});
  QualityColumn& converted = world.add("a21026", "mg/m³", 1, {200, 391, 390, 1});
  converted.role = ColumnRole::kConverted;
  EXPECT_EQ(found(rules_of({"conversion"}), world), (Spans{{2, 2}}));
}

std::vector<std::int64_t> year_of(std::uint64_t seed) { return noise(seed, 2000, 3000, 500); }

TEST(QualityReplay, FindsCopiesWhateverTheLag) {
  for (const std::size_t lag : {24U, 25U, 500U, 777U}) {
    QualityWorld world(2000);
    std::vector<std::int64_t> values = year_of(lag);
    for (std::size_t i = 1200; i < 1214; ++i) values[i] = values[i - lag];
    world.add("w01018", "mg/L", 1, values);
    const Spans spans = found(rules_of({"replay"}), world);
    ASSERT_EQ(spans.size(), 1U) << lag;
    EXPECT_LE(spans[0].first, 1200U);
    EXPECT_GE(spans[0].second, 1213U);
  }
}

TEST(QualityReplay, FindsScaledAndShiftedCopies) {
  QualityWorld world(2000);
  std::vector<std::int64_t> values = year_of(3);
  for (std::size_t i = 900; i < 930; ++i) values[i] = values[i - 333] * 107 / 100 + 55;
  world.add("w01018", "mg/L", 1, values);
  const Result<QualityReport> report = check_quality(rules_of({"replay"}), world.window());
  ASSERT_EQ(report->findings.size(), 1U);
  EXPECT_EQ(report->findings[0].first, 900U);
  EXPECT_EQ(report->findings[0].last, 929U);
  const auto scale = std::ranges::find(report->findings[0].proof, "scale", &ProofNumber::name);
  EXPECT_NEAR(to_double(*parse_decimal(scale->value)), 1.07, 0.002);
}

TEST(QualityReplay, TenHoursAreTooFewAndNoiseHasNone) {
  QualityWorld world(2000);
  std::vector<std::int64_t> values = year_of(6);
  for (std::size_t i = 1200; i < 1210; ++i) values[i] = values[i - 100];
  world.add("w01018", "mg/L", 1, values);
  EXPECT_THAT(found(rules_of({"replay"}), world), IsEmpty());
}

TEST(QualityReplay, StandingStillTwiceIsNoCopy) {
  QualityWorld world(2000);
  std::vector<std::int64_t> values = year_of(7);
  for (std::size_t i = 200; i < 230; ++i) values[i] = 3000;
  for (std::size_t i = 800; i < 830; ++i) values[i] = 3000;
  world.add("w01018", "mg/L", 1, values);
  EXPECT_THAT(found(rules_of({"replay"}), world), IsEmpty());
}

TEST(QualityReplay, AgreesWithAnOracleOnExactCopies) {
  // All pairs of places, the longest equal run: slow and obvious.
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    QualityWorld world(400);
    QualityDice dice(seed);
    std::vector<std::int64_t> values = noise(seed + 40, 400, 3000, 500);
    const std::size_t at = static_cast<std::size_t>(200 + dice.below(100)),
                      length = static_cast<std::size_t>(8 + dice.below(20));
    const std::size_t lag = static_cast<std::size_t>(40 + dice.below(120));
    for (std::size_t i = at; i < at + length; ++i) values[i] = values[i - lag];
    world.add("w01018", "mg/L", 1, values);
    bool want = false;
    for (std::size_t a = 0; a < values.size(); ++a) {
      for (std::size_t b = a + 12; b < values.size(); ++b) {
        std::size_t run = 0;
        while (b + run < values.size() && values[a + run] == values[b + run]) ++run;
        want = want || run >= 12;
      }
    }
    EXPECT_EQ(!found(rules_of({"replay"}), world).empty(), want) << seed << " " << length;
  }
}

TEST(QualityShared, TwoPlantsWithOneSeries) {
  QualityWorld world(500);
  const std::vector<std::int64_t> first = noise(1, 500, 3000, 400);
  std::vector<std::int64_t> second = noise(2, 500, 2500, 400);
  world.add("w01018", "mg/L", 1, first, "E1");
  world.add("w01018", "mg/L", 1, second, "E2");
  EXPECT_THAT(found(rules_of({"shared_series"}), world), IsEmpty());
  for (std::size_t i = 100; i < 130; ++i) second[i] = first[i];
  QualityWorld other(500);
  other.add("w01018", "mg/L", 1, first, "E1");
  other.add("w01018", "mg/L", 1, second, "E2");
  EXPECT_EQ(found(rules_of({"shared_series"}), other), (Spans{{100, 129}}));
}

TEST(QualityShapes, QuietAndSmoothStretchesAreSeenAgainstTheSeriesOwnHabit) {
  QualityWorld quiet(1000);
  std::vector<std::int64_t> values = noise(1, 1000, 3000, 600);
  for (std::size_t i = 400; i < 460; ++i) values[i] = 3000 + static_cast<std::int64_t>(i % 3);
  QualityColumn& column = quiet.add("w01018", "mg/L", 1, values);
  column.range_end = Decimal(1000);
  EXPECT_EQ(found(rules_of({"low_spread"}), quiet), (Spans{{400, 459}}));
  for (std::size_t i = 430; i < 460; ++i) quiet.values(0)[i] = 3000;  // equal values: runs of them are another rule's
  EXPECT_EQ(found(rules_of({"low_spread"}), quiet).front().first, 400U);
  for (std::size_t i = 400; i < 430; ++i) quiet.values(0)[i] = 3000;
  EXPECT_THAT(found(rules_of({"low_spread"}), quiet), IsEmpty());
  for (std::size_t i = 400; i < 460; ++i) quiet.values(0)[i] = 3000 + static_cast<std::int64_t>(i % 3);
  column.range_end = Decimal(10);  // one percent of it is less than the stretch spreads
  EXPECT_THAT(found(rules_of({"low_spread"}), quiet), IsEmpty());

  QualityWorld smooth(1000);
  values = noise(1, 1000, 3000, 600);
  for (std::size_t i = 400; i < 460; ++i) values[i] = 2500 + static_cast<std::int64_t>(i - 400) * 17;
  smooth.add("w01018", "mg/L", 1, values);
  const Spans spans = found(rules_of({"over_smooth"}), smooth);
  ASSERT_EQ(spans.size(), 1U);
  EXPECT_GE(spans[0].first, 396U);  // a window that reaches out by a few values is still far below the habit
  EXPECT_LE(spans[0].second, 463U);
}

TEST(QualityShapes, ClippingWantsALimit) {
  QualityWorld world(600);
  std::vector<std::int64_t> values = noise(1, 600, 380, 60);
  for (std::size_t i = 300; i < 330; ++i) values[i] = 480 + static_cast<std::int64_t>(i * 7 % 20);
  QualityColumn& column = world.add("w01018", "mg/L", 1, values);
  const QualityReport none = *check_quality(rules_of({"clipped"}), world.window());
  EXPECT_THAT(none.findings, IsEmpty());
  EXPECT_EQ(none.not_run[0].reason, "排放限值未知");
  column.limit = Decimal(50);
  EXPECT_EQ(found(rules_of({"clipped"}), world), (Spans{{300, 329}}));
  for (std::size_t i = 300; i < 330; i += 3) world.values(0)[i] = 520;  // above it as well: an honest bad day
  EXPECT_THAT(found(rules_of({"clipped"}), world), IsEmpty());
}

TEST(QualityShapes, DigitsThatNobodyMeasured) {
  QualityWorld world(1200);
  std::vector<std::int64_t> values = noise(1, 1200, 3000, 600);
  for (std::size_t i = 480; i < 720; ++i) values[i] = values[i] / 5 * 5;
  world.add("w01018", "mg/L", 1, values);
  const Spans spans = found(rules_of({"digit_preference"}), world);
  ASSERT_EQ(spans.size(), 1U);
  EXPECT_LT(spans[0].first, 720U);
  EXPECT_GE(spans[0].second, 480U);
  QualityWorld rounded(1200);  // all to tens: a coarser series, no preference
  for (std::int64_t& value : values) value = value / 10 * 10;
  rounded.add("w01018", "mg/L", 1, values);
  EXPECT_THAT(found(rules_of({"digit_preference"}), rounded), IsEmpty());
  QualityWorld later(1200);  // rounded further from a day on: a setting of the station, no preference
  values = noise(2, 1200, 3000, 600);
  for (std::size_t i = 600; i < 1200; ++i) values[i] = values[i] / 10 * 10;
  later.add("w01018", "mg/L", 1, values);
  EXPECT_THAT(found(rules_of({"digit_preference"}), later), IsEmpty());
}

TEST(QualityShapes, AStepDropWithoutAMark) {
  std::vector<std::int64_t> values = noise(1, 400, 3000, 200);
  for (std::size_t i = 200; i < 230; ++i) values[i] = values[i] * 4 / 10;
  QualityWorld world(400);
  world.add("w01018", "mg/L", 1, values);
  EXPECT_EQ(found(rules_of({"step_drop"}), world), (Spans{{200, 229}}));
  world.window().condition_marks = {world.mark(199, 201, "停炉")};
  EXPECT_THAT(found(rules_of({"step_drop"}), world), IsEmpty());
  world.window().condition_marks[0].site = "E2";  // of another plant: explains nothing here
  EXPECT_EQ(found(rules_of({"step_drop"}), world), (Spans{{200, 229}}));
  world.window().condition_marks.clear();
  world.flags(0)[199] = 'M';
  EXPECT_THAT(found(rules_of({"step_drop", "device_flag"}), world), testing::SizeIs(1));  // the flag alone
}

TEST(QualityShapes, SeveralFactorsFallTogether) {
  QualityWorld world(400);
  for (const auto& [factor, seed] : {std::pair{"w01018", 1U}, {"w21003", 2U}, {"w21011", 3U}}) {
    std::vector<std::int64_t> values = noise(seed, 400, 3000, 150);
    if (seed != 3) {
      for (std::size_t i = 200; i < 230; ++i) values[i] = values[i] * 6 / 10;
    }
    world.add(factor, "mg/L", 2, values);
  }
  EXPECT_EQ(found(rules_of({"common_drop"}), world), (Spans{{200, 229}}));
  const Finding finding = check_quality(rules_of({"common_drop"}), world.window())->findings[0];
  EXPECT_THAT(finding.beside, testing::ElementsAre(1U));
}

TEST(QualityPlant, EmissionWithoutPower) {
  QualityWorld world(200, Medium::kGas);
  world.add("a21026", "mg/m³", 1, noise(1, 200, 200, 20));
  std::vector<std::int64_t> power = noise(2, 200, 850, 30);
  for (std::size_t i = 100; i < 103; ++i) power[i] = 0;
  for (std::size_t i = 150; i < 152; ++i) power[i] = 0;  // two hours: not long enough
  world.add("power", "kW", 0, power).role = ColumnRole::kPower;
  EXPECT_EQ(found(rules_of({"emission_no_power"}), world), (Spans{{100, 102}}));
}

TEST(QualityPlant, FlowStandsStillWhileOthersMove) {
  std::vector<std::int64_t> flow = noise(1, 100, 5000, 300);
  for (std::size_t i = 40; i < 46; ++i) flow[i] = 5000;
  flow[39] = 5001;
  flow[46] = 5001;
  QualityWorld world(100);
  world.add("w00000", "L/s", 2, flow);
  EXPECT_THAT(found(rules_of({"still_flow"}), world), IsEmpty());  // nothing beside it
  world.add("w01018", "mg/L", 1, noise(2, 100, 300, 30));
  EXPECT_EQ(found(rules_of({"still_flow"}), world), (Spans{{40, 45}}));
}

TEST(QualityPlant, MarkedAsStoppedYetNormal) {
  QualityWorld world(200, Medium::kGas);
  std::vector<std::int64_t> values = noise(1, 200, 200, 20);
  for (std::size_t i = 150; i < 160; ++i) values[i] = 3;  // a real one
  world.add("a21026", "mg/m³", 1, values);
  for (std::size_t i = 100; i < 110; ++i) world.flags(0)[i] = 'F';
  for (std::size_t i = 150; i < 160; ++i) world.flags(0)[i] = 'F';
  EXPECT_EQ(found(rules_of({"false_stop"}), world), (Spans{{100, 109}}));
  for (char& flag : world.flags(0)) flag = 'N';
  world.window().condition_marks = {world.mark(20, 29, "停运"), world.mark(50, 59, "启炉")};
  EXPECT_EQ(found(rules_of({"false_stop"}), world), (Spans{{20, 29}}));
}

TEST(QualityPlant, ExceedancesUnderMarks) {
  for (const bool is_covered : {true, false}) {
    QualityWorld world(720);
    std::vector<std::int64_t> values = noise(1, 720, 300, 50);
    for (std::size_t i = 50; i < 650; i += 100) values[i] = 600;
    world.add("w01018", "mg/L", 1, values).limit = Decimal(50);
    for (std::size_t i = 50; i < (is_covered ? 650U : 250U); i += 100) world.flags(0)[i] = 'M';
    const QualityReport report = *check_quality(rules_of({"covered_exceedances", "device_flag"}), world.window());
    const auto lead = std::ranges::find(report.findings, "covered_exceedances", &Finding::rule);
    ASSERT_EQ(lead != report.findings.end(), is_covered);
    if (!is_covered) continue;
    EXPECT_THAT(lead->places, testing::ElementsAre(50, 150, 250, 350, 450, 550));
  }
}

TEST(QualityPlant, AnEventAtTheFenceUnlessMaintenanceExplainsIt) {
  QualityWorld world(24);
  world.add("w01018", "mg/L", 1, noise(1, 24, 300, 30));
  world.window().fence_events = {world.mark(10, 10, "围栏告警")};
  EXPECT_EQ(found(rules_of({"fence"}), world), (Spans{{10, 12}}));
  world.window().device_marks = {world.mark(9, 11, "维护保养")};
  EXPECT_THAT(found(rules_of({"fence"}), world), IsEmpty());
}

TEST(QualityPlant, TheRangeEnd) {
  QualityWorld world(10);
  world.add("w01018", "mg/L", 1, {300, 2000, 300, 2000, 2000, 1999, 2000, 2001, 300, 300}).range_end = Decimal(200);
  EXPECT_EQ(found(rules_of({"flat_top"}), world), (Spans{{3, 4}, {6, 7}}));
}

TEST(QualityMarks, StandOnEveryValueOfTheStretch) {
  QualityWorld world(5);
  QualityColumn& column = world.add("w01001", "无量纲", 0, {7, 99, 99, 99, 7});
  const std::vector<std::int32_t> revisions{0, 0, 2, 0, 0};
  column.revisions = revisions;
  const QualityRules rules = rules_of({"range_ph"});
  const Finding finding = check_quality(rules, world.window())->findings[0];
  world.states(0)[3] = ValueState::kFault;
  const std::vector<Mark> marks = marks_of(finding, world.window(), "qc-1", {1'700'000'000});
  ASSERT_EQ(marks.size(), 2U);
  EXPECT_EQ(marks[1].revision, 2);
  EXPECT_EQ(marks[1].time, world.window().times[2]);
  EXPECT_EQ(marks[0].verdict, Verdict::kInvalid);
  EXPECT_EQ(marks[0].by, "range_ph");
  EXPECT_FALSE(marks[0].is_person);
  EXPECT_EQ(marks[0].edition, rules.rules[0].edition);
  EXPECT_EQ(marks[0].parameters_digest, rules.rules[0].parameters_digest);
}

TEST(QualityMarks, ARuleTakesBackWhatItSaysNoMore) {
  QualityWorld world(3);
  world.add("w01001", "无量纲", 0, {99, 99, 7});
  const QualityRules rules = rules_of({"range_ph"});
  const std::vector<Mark> earlier =
      marks_of(check_quality(rules, world.window())->findings[0], world.window(), "a", {});
  world.values(0)[1] = 7;
  const QualityReport report = *check_quality(rules, world.window());
  const std::vector<Mark> back = retractions(earlier, rules, report.findings, world.window(), "b", {5});
  ASSERT_EQ(back.size(), 1U);
  EXPECT_EQ(back[0].time, world.window().times[1]);
  EXPECT_EQ(back[0].verdict, Verdict::kValid);
  EXPECT_EQ(back[0].reference, "b");
  std::vector<Mark> all = earlier;
  all.insert(all.end(), back.begin(), back.end());
  EXPECT_THAT(retractions(all, rules, report.findings, world.window(), "c", {6}), IsEmpty());
  const std::vector<std::int32_t> revisions{0, 1, 0};  // the mark was on a value that has been corrected since
  world.window().columns[0].revisions = revisions;
  EXPECT_THAT(retractions(earlier, rules, report.findings, world.window(), "d", {7}), testing::SizeIs(0));
}

TEST(QualityWindows, AreRefusedWhenTheyDoNotFit) {
  QualityWorld world(4);
  world.add("w01001", "无量纲", 0, {7, 7, 7});
  EXPECT_EQ(check_quality(rules_of({"range_ph"}), world.window()).error().code, Code::kInvalidInput);
  QualityWorld gap(3);
  gap.window().times[2].seconds += 1;
  EXPECT_THAT(check_quality(rules_of({"range_ph"}), gap.window()).error().message, HasSubstr("步长"));
  QualityWorld empty(0);
  EXPECT_THAT(check_quality(shipped_quality_rules(), empty.window())->findings, IsEmpty());
}

TEST(QualityWindows, GiveTheSameFindingsTwiceAndNoneOnQuietNoise) {
  QualityWorld world(3000);
  for (const auto& [factor, seed] : {std::pair{"w01018", 1U}, {"w21003", 2U}, {"w21011", 3U}}) {
    QualityColumn& column = world.add(factor, "mg/L", 2, noise(seed, 3000, 3000, 500));
    column.limit = Decimal(50);
    column.range_end = Decimal(200);
  }
  const QualityReport once = *check_quality(shipped_quality_rules(), world.window());
  const QualityReport twice = *check_quality(shipped_quality_rules(), world.window());
  EXPECT_EQ(once.findings, twice.findings);
  EXPECT_EQ(once.not_run, twice.not_run);
  EXPECT_THAT(once.findings, IsEmpty());
}

TEST(QualityWindows, ReplayInMinutesIsFoundByKeys) {
  QualityWorld world(0);
  std::vector<std::int64_t> values = noise(1, 20'000, 3000, 300);
  for (std::size_t i = 15'000; i < 15'800; ++i) values[i] = values[i - 7'777] + 12;
  for (std::size_t i = 0; i < values.size(); ++i)
    world.window().times.push_back({1'700'000'040 + static_cast<std::int64_t>(i) * 60});
  world.window().step_seconds = 60;
  world.add("w01018", "mg/L", 1, values).series.key.averaging = Averaging::kMinute;
  const Spans spans = found(rules_of({"replay"}), world);
  EXPECT_THAT(spans, testing::Contains(std::pair<std::size_t, std::size_t>{15'000, 15'799}));
}

}  // namespace
}  // namespace bihuan::observations
