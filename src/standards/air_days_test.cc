#include "standards/air_days.h"

#include <gtest/gtest.h>

#include <random>

#include "base/toml.h"
#include "standards/internal/air_oracle.h"
#include "standards/internal/shipped_rules.h"

namespace bihuan::standards {
namespace {

using internal::OracleDay;
using internal::OracleHours;

constexpr std::array<int, 6> kStepPlaces = {0, 0, 0, 0, 1, 0};

const AirProfile& daily(const AirRules& rules) { return *rules.profile("hj633-daily"); }

template <class T>
HourColumns<T> columns(const std::vector<OracleHours>& days, const std::array<int, 6>& places) {
  PerPollutant<int> own{};
  for (std::size_t p = 0; p < kPollutants; ++p) own[p] = places[p];
  HourColumns<T> out(Date(2024, 1, 1), static_cast<int>(days.size()), own);
  for (std::size_t d = 0; d < days.size(); ++d) {
    for (std::size_t p = 0; p < kPollutants; ++p) {
      for (std::size_t slot = 0; slot < 24; ++slot) {
        if (!days[d][p][slot]) continue;
        out.set(kAllPollutants[p], static_cast<int>(d), static_cast<int>(slot), static_cast<T>(*days[d][p][slot]));
      }
    }
  }
  return out;
}

template <class T>
std::vector<AirDay> evaluated(const AirRules& rules, const std::vector<OracleHours>& days,
                              const std::array<int, 6>& places) {
  std::vector<AirDay> out(days.size());
  evaluate_days(rules, daily(rules), columns<T>(days, places), std::span(out));
  return out;
}

// Empty: they agree.
std::string difference(const AirDay& got, const OracleDay& want) {
  for (std::size_t p = 0; p < kPollutants; ++p) {
    const bool is_valid = (got.valid >> p & 1) != 0;
    const bool is_indexed = (got.indexed >> p & 1) != 0;
    const std::string name(symbol(kAllPollutants[p]));
    if (is_valid != want.value[p].has_value()) return name + (is_valid ? " is valid" : " is not valid");
    if (is_valid && got.value[p] != *want.value[p]) {
      return name + " " + std::to_string(got.value[p]) + ", want " + std::to_string(*want.value[p]);
    }
    if (is_indexed != want.index[p].has_value()) return name + " indexed?";
    if (is_indexed && got.index[p] != *want.index[p]) return name + " index " + std::to_string(got.index[p]);
  }
  if ((got.indexed != 0) != want.aqi.has_value() || (want.aqi && got.aqi != *want.aqi)) return "aqi";
  if (got.is_published != want.is_published) return "published";
  std::uint8_t primary = 0;
  std::uint8_t exceeding = 0;
  for (const int p : want.primary) primary |= static_cast<std::uint8_t>(1U << static_cast<unsigned>(p));
  for (const int p : want.exceeding) exceeding |= static_cast<std::uint8_t>(1U << static_cast<unsigned>(p));
  return got.primary != primary ? "primary" : got.exceeding != exceeding ? "exceeding" : "";
}

TEST(DaySlots, ALabelNamesTheEndOrTheBeginningOfItsHour) {
  struct Case {
    int hour;
    HourLabel label;
    Date day;
    int slot;
  };
  const Case kCases[] = {
      {1, HourLabel::kEnding, Date(2024, 3, 1), 0},    {24, HourLabel::kEnding, Date(2024, 3, 1), 23},
      {0, HourLabel::kEnding, Date(2024, 2, 29), 23},  {23, HourLabel::kEnding, Date(2024, 3, 1), 22},
      {0, HourLabel::kBeginning, Date(2024, 3, 1), 0}, {23, HourLabel::kBeginning, Date(2024, 3, 1), 23},
      {1, HourLabel::kBeginning, Date(2024, 3, 1), 1},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(*day_slot(Date(2024, 3, 1), c.hour, c.label), (DaySlot{c.day, c.slot})) << c.hour;
  }
  EXPECT_EQ(day_slot(Date(2024, 3, 1), 24, HourLabel::kBeginning).error(),
            (Error{Code::kInvalidInput, "小时“24”不存在；标记小时起点时应为0至23", "2024-03-01"}));
  EXPECT_EQ(day_slot(Date(2024, 3, 1), 25, HourLabel::kEnding).error(),
            (Error{Code::kInvalidInput, "小时“25”不存在；标记小时终点时应为0至24", "2024-03-01"}));
  EXPECT_FALSE(day_slot(Date(2024, 3, 1), -1, HourLabel::kEnding).has_value());
}

// CLAUSE: HJ 663-2013 6.1.2
// CLAUSE: HJ 663-2026 6.1.2
TEST(OzoneDay, Vectors) {
  const Result<TomlTable> file = read_toml(std::string(BIHUAN_SOURCE_DIR) + "/src/standards/testdata/air-vectors.toml");
  ASSERT_TRUE(file.has_value());
  const std::vector<TomlTable> rows = *file->tables("ozone_day");
  for (const TomlTable& c : rows) {
    const std::vector<std::int64_t> hours = *c.integers("hours");
    std::vector<OracleHours> days(1);
    for (std::size_t slot = 0; slot < 24; ++slot) {
      if (hours[slot] >= 0) days[0][5][slot] = hours[slot];
    }
    for (const char* edition : {"2012", "2026"}) {
      const AirDay day = evaluated<std::int16_t>(internal::shipped_air_rules(edition), days, kStepPlaces)[0];
      EXPECT_EQ(day.windows, *c.integer("windows")) << *c.string("id");
      EXPECT_EQ(day.value[5], *c.integer("value")) << *c.string("id");
      EXPECT_EQ((day.valid >> 5U & 1U) != 0, *c.boolean("valid")) << *c.string("id");
    }
  }
  EXPECT_EQ(rows.size(), 3U);
}

OracleHours flat(std::int64_t value) {
  OracleHours hours;
  for (auto& pollutant : hours) pollutant.fill(value);
  return hours;
}

TEST(DailyMean, NeedsTwentyHours) {
  const AirRules rules = internal::shipped_air_rules("2012");
  OracleHours hours = flat(30);
  for (std::size_t slot = 0; slot < 4; ++slot) hours[3][slot].reset();
  AirDay day = evaluated<std::int16_t>(rules, {hours}, kStepPlaces)[0];
  EXPECT_EQ(day.count[3], 20);
  EXPECT_EQ(day.value[3], 30);  // an absent hour is no zero
  EXPECT_TRUE(day.is_complete());
  hours[3][4].reset();
  day = evaluated<std::int16_t>(rules, {hours}, kStepPlaces)[0];
  EXPECT_EQ(day.count[3], 19);
  EXPECT_EQ(day.valid & bit_of(Pollutant::kPm25), 0);
  EXPECT_FALSE(day.is_complete());
}

TEST(DailyMean, RoundsHalfToEvenOnce) {
  const AirRules rules = internal::shipped_air_rules("2012");
  OracleHours hours = flat(34);
  for (std::size_t slot = 0; slot < 12; ++slot) hours[3][slot] = 35;
  EXPECT_EQ(evaluated<std::int16_t>(rules, {hours}, kStepPlaces)[0].value[3], 34);  // 34.5
  for (auto& hour : hours[3]) hour = *hour + 1;
  EXPECT_EQ(evaluated<std::int16_t>(rules, {hours}, kStepPlaces)[0].value[3], 36);  // 35.5
}

// 13 windows at most when hours 1 to 6 are absent and each window needs 6: below the limit they say nothing.
TEST(OzoneDay, TooFewWindowsCountOnlyAboveTheLimit) {
  const AirRules rules = internal::shipped_air_rules("2012");
  OracleHours hours = flat(160);
  for (std::size_t slot = 0; slot < 9; ++slot) hours[5][slot].reset();
  AirDay day = evaluated<std::int16_t>(rules, {hours}, kStepPlaces)[0];
  EXPECT_EQ(day.windows, 10);
  EXPECT_EQ(day.valid & bit_of(Pollutant::kO3), 0);
  for (auto& hour : hours[5]) {
    if (hour) hour = 161;
  }
  day = evaluated<std::int16_t>(rules, {hours}, kStepPlaces)[0];
  EXPECT_NE(day.valid & bit_of(Pollutant::kO3), 0);
  EXPECT_EQ(day.kept_above_limit, bit_of(Pollutant::kO3));
  EXPECT_EQ(day.index[5], 101);
}

TEST(OzoneDay, BeyondTheTableTheLargestHourDecidesIn2012) {
  OracleHours hours = flat(850);
  hours[5][3] = 900;
  EXPECT_EQ(evaluated<std::int16_t>(internal::shipped_air_rules("2012"), {hours}, kStepPlaces)[0].index[5], 350);
  EXPECT_EQ(evaluated<std::int16_t>(internal::shipped_air_rules("2026"), {hours}, kStepPlaces)[0].index[5], 300);
}

// Six more decimals and 2147 μg/m3: what an int32 holds. Windows of 6, 7 and 8 hours, the thinner one by a hair larger.
TEST(OzoneDay, ComparesTheLargestValuesExactly) {
  const AirRules rules = internal::shipped_air_rules("2026");
  const std::array<int, 6> places = {6, 6, 6, 6, 7, 6};
  std::mt19937 random(9);
  std::vector<OracleHours> days(2000);
  for (OracleHours& hours : days) {
    for (auto& hour : hours[5]) {
      if (random() % 6 != 0) hour = INT32_MAX - static_cast<std::int64_t>(random() % 3);
    }
  }
  const std::vector<AirDay> got = evaluated<std::int32_t>(rules, days, places);
  for (std::size_t d = 0; d < days.size(); ++d) {
    ASSERT_EQ(difference(got[d], internal::oracle_day(2026, days[d], places)), "") << d;
    std::int64_t sum = 0, hours = 0;  // of the largest window, the first of equal ones
    for (std::size_t end = 8; end <= 24; ++end) {
      std::int64_t own = 0, count = 0;
      for (std::size_t slot = end - 8; slot < end; ++slot) {
        own += days[d][5][slot].value_or(0);
        count += days[d][5][slot].has_value() ? 1 : 0;
      }
      if (count >= 6 && (hours == 0 || own * hours > sum * count)) sum = own, hours = count;
    }
    ASSERT_EQ(got[d].sum[5], sum) << d;
    ASSERT_EQ(got[d].hours[5], hours) << d;
  }
}

// Every pattern of presence of three blocks of eight hours, each block absent, thin (5 of 8), nearly whole (6 of 8) or
// whole; every level around the limits: a small world, whole.
TEST(AirDays, AgreeWithTheOracleOverASmallWorld) {
  const std::array<std::uint32_t, 4> patterns = {0x00, 0x1f, 0xfc, 0xff};
  const std::array<std::int64_t, 5> levels = {0, 35, 75, 160, 161};
  for (const int edition : {2012, 2026}) {
    const AirRules rules = internal::shipped_air_rules(std::to_string(edition));
    std::vector<OracleHours> days;
    for (unsigned blocks = 0; blocks < 64; ++blocks) {
      for (unsigned choice = 0; choice < 125; ++choice) {
        OracleHours hours;
        for (std::size_t slot = 0; slot < 24; ++slot) {
          const std::size_t block = slot / 8;
          if ((patterns[blocks >> (2 * block) & 3U] >> (slot % 8) & 1U) == 0) continue;
          const std::array<unsigned, 3> level = {choice % 5, choice / 5 % 5, choice / 25};
          for (auto& pollutant : hours) pollutant[slot] = levels[level[block]];
        }
        days.push_back(hours);
      }
    }
    const std::vector<AirDay> got = evaluated<std::int16_t>(rules, days, kStepPlaces);
    for (std::size_t d = 0; d < days.size(); ++d) {
      ASSERT_EQ(difference(got[d], internal::oracle_day(edition, days[d], kStepPlaces)), "") << edition << " " << d;
    }
  }
}

// A large random world: many gaps, ties, values beyond the tables; coarse columns and fine ones.
TEST(AirDays, AgreeWithTheOracleOverARandomWorld) {
  std::mt19937 random(20260301);
  const std::array<int, 6> fine = {4, 4, 1, 2, 3, 4};
  const std::array<int, 4> highest = {30, 200, 1000, 3000};
  for (const int edition : {2012, 2026}) {
    const AirRules rules = internal::shipped_air_rules(std::to_string(edition));
    for (const bool is_fine : {false, true}) {
      const std::array<int, 6>& places = is_fine ? fine : kStepPlaces;
      std::vector<OracleHours> days(6000);
      for (OracleHours& hours : days) {
        for (std::size_t p = 0; p < kPollutants; ++p) {
          const int gaps = static_cast<int>(random() % 10);
          const auto top = static_cast<unsigned>(highest[random() % 4]);
          for (auto& hour : hours[p]) {
            if (static_cast<int>(random() % 40) < gaps) continue;
            hour = random() % (top + 1);
            if (is_fine) hour = *hour * static_cast<std::int64_t>(random() % 1000);
          }
        }
      }
      const std::vector<AirDay> got =
          is_fine ? evaluated<std::int32_t>(rules, days, places) : evaluated<std::int16_t>(rules, days, places);
      for (std::size_t d = 0; d < days.size(); ++d) {
        ASSERT_EQ(difference(got[d], internal::oracle_day(edition, days[d], places)), "") << edition << is_fine << d;
      }
    }
  }
}

TEST(AirDays, CoarseAndFineColumnsAgree) {
  std::mt19937 random(7);
  const AirRules rules = internal::shipped_air_rules("2026");
  std::vector<OracleHours> coarse(500);
  std::vector<OracleHours> fine(500);
  for (std::size_t d = 0; d < coarse.size(); ++d) {
    for (std::size_t p = 0; p < kPollutants; ++p) {
      for (std::size_t slot = 0; slot < 24; ++slot) {
        if (random() % 33 == 0) continue;
        coarse[d][p][slot] = random() % 300;
        fine[d][p][slot] = *coarse[d][p][slot] * 1000;
      }
    }
  }
  const std::array<int, 6> fine_places = {3, 3, 3, 3, 4, 3};
  std::vector<AirDay> by_coarse = evaluated<std::int16_t>(rules, coarse, kStepPlaces);
  for (AirDay& day : by_coarse) {
    for (std::int64_t& sum : day.sum) sum *= 1000;  // sums are in steps of their columns
  }
  EXPECT_EQ(by_coarse, evaluated<std::int32_t>(rules, fine, fine_places));
}

AirDay station(std::int32_t pm25) {
  AirDay day;
  set_day_value(day, Pollutant::kPm25, pm25);
  return day;
}

// CLAUSE: HJ 663-2013 6.1.5
TEST(CityDays, NeedEnoughStations) {
  struct Case {
    const char* name;
    std::vector<std::optional<std::int32_t>> stations;
    std::optional<std::int32_t> want;
  };
  const Case kCases[] = {
      {"one", {40}, 40},
      {"half_of_two", {40, std::nullopt}, 40},
      {"one_of_three_is_below_half", {40, std::nullopt, std::nullopt}, std::nullopt},
      {"two_of_three", {40, 43, std::nullopt}, 42},  // 41.5 goes to the even 42
      {"half_of_four_is_below_three_quarters", {40, 41, std::nullopt, std::nullopt}, std::nullopt},
      {"three_of_four", {40, 41, 42, std::nullopt}, 41},
      {"three_of_five_is_60_percent", {40, 41, 42, std::nullopt, std::nullopt}, std::nullopt},
      {"four_of_five", {40, 41, 42, 43, std::nullopt}, 42},  // 41.5
  };
  const AirRules rules = internal::shipped_air_rules("2012");
  for (const Case& c : kCases) {
    std::vector<std::vector<AirDay>> days;
    for (const std::optional<std::int32_t>& value : c.stations) days.push_back({value ? station(*value) : AirDay{}});
    std::vector<std::span<const AirDay>> spans(days.begin(), days.end());
    std::vector<AirDay> out(1);
    city_days(rules, daily(rules), rules.decimals, spans, std::span(out));
    EXPECT_EQ((out[0].valid & bit_of(Pollutant::kPm25)) != 0, c.want.has_value()) << c.name;
    if (c.want) {
      EXPECT_EQ(out[0].value[3], *c.want) << c.name;
      EXPECT_GT(out[0].aqi, 0) << c.name;
    }
  }
}

// Means of 40.5 (20 of 24 hours) and 41: 40.75 is 41; of the rounded 40 and 41 it would be 40.5, and so 40.
TEST(CityDays, AreRoundedOnceFromExactStations) {
  const AirRules rules = internal::shipped_air_rules("2012");
  OracleHours first = flat(40);
  for (std::size_t slot = 0; slot < 24; ++slot) first[3][slot] = slot < 10 ? 41 : 40;
  for (std::size_t slot = 20; slot < 24; ++slot) first[3][slot].reset();
  const std::vector<AirDay> one = evaluated<std::int16_t>(rules, {first}, kStepPlaces);
  const std::vector<AirDay> two = evaluated<std::int16_t>(rules, {flat(41)}, kStepPlaces);
  EXPECT_EQ(one[0].value[3], 40);
  const std::vector<std::span<const AirDay>> spans = {one, two};
  std::vector<AirDay> out(1);
  city_days(rules, daily(rules), rules.decimals, spans, std::span(out));
  EXPECT_EQ(out[0].value[3], 41);
}

// Three quarters of a great many stations, to the last one.
TEST(CityDays, NeedThreeQuartersExactly) {
  const AirRules rules = internal::shipped_air_rules("2012");
  const std::vector<AirDay> with = {station(40)}, without(1);
  constexpr std::size_t kStations = 13'340, kNeeded = 10'005;
  for (const std::size_t valid : {kNeeded - 1, kNeeded}) {
    std::vector<std::span<const AirDay>> spans(kStations, without);
    std::fill_n(spans.begin(), valid, std::span<const AirDay>(with));
    std::vector<AirDay> out(1);
    city_days(rules, daily(rules), rules.decimals, spans, std::span(out));
    EXPECT_EQ((out[0].valid & bit_of(Pollutant::kPm25)) != 0, valid == kNeeded) << valid;
    EXPECT_EQ(out[0].count[3], 255) << "a byte holds no more";
  }
}

// Carbon monoxide has a decimal of its own: columns in hundredths, 0.85 and 0.90, are 0.875 and so 0.9 in the city.
TEST(CityDays, TakeColumnsOfMoreDecimals) {
  const AirRules rules = internal::shipped_air_rules("2012");
  PerPollutant<int> places = rules.decimals;
  places[4] = 2;
  std::vector<AirDay> one(1), two(1);
  for (auto* const days : {&one, &two}) {
    (*days)[0].sum[4] = days == &one ? 85 * 24 : 90 * 24;
    (*days)[0].hours[4] = 24;
    (*days)[0].valid = bit_of(Pollutant::kCo);
  }
  const std::vector<std::span<const AirDay>> spans = {one, two};
  std::vector<AirDay> out(1);
  city_days(rules, daily(rules), places, spans, std::span(out));
  EXPECT_EQ(day_value(rules, out[0], Pollutant::kCo), Decimal(9, 1));
}

}  // namespace
}  // namespace bihuan::standards
