#include "standards/air_rules.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/files.h"
#include "base/text.h"
#include "base/toml.h"
#include "standards/catalogue.h"
#include "standards/internal/shipped_rules.h"

namespace bihuan::standards {
namespace {

std::string printed(const std::optional<std::array<Decimal, 2>>& pair) {
  return pair ? to_string((*pair)[0]) + "/" + to_string((*pair)[1]) : "-";
}

// CLAUSE: GB 3095-2026 4.4
TEST(AirRules, EditionFollowsTheDayOfTheData) {
  struct Case {
    Date on;
    const char* limits;
    const char* phase;
    const char* index;
    const char* statistics;
  };
  const Case kCases[] = {
      {Date(2016, 1, 1), "GB 3095-2012", "all", "HJ 633-2012", "HJ 663-2013"},
      {Date(2026, 2, 28), "GB 3095-2012", "all", "HJ 633-2012", "HJ 663-2013"},
      {Date(2026, 3, 1), "GB 3095-2026", "transition", "HJ 633-2026", "HJ 663-2026"},
      {Date(2030, 12, 31), "GB 3095-2026", "transition", "HJ 633-2026", "HJ 663-2026"},
      {Date(2031, 1, 1), "GB 3095-2026", "final", "HJ 633-2026", "HJ 663-2026"},
  };
  for (const Case& c : kCases) {
    const AirRules rules = internal::shipped_air_rules(c.on);
    EXPECT_EQ(rules.limits_id, c.limits);
    EXPECT_EQ(rules.phase_id, c.phase) << to_string(c.on);
    EXPECT_EQ(rules.index_id, c.index);
    EXPECT_EQ(rules.statistics_id, c.statistics);
  }
}

TEST(AirRules, NothingIsInForceBefore2016UnlessItIsNamed) {
  const Result<AirRules> open = load_air_rules(internal::shipped_air_texts(), Date(2015, 12, 31));
  ASSERT_FALSE(open.has_value());
  EXPECT_EQ(open.error(), (Error{Code::kNotCovered,
                                 "没有在2015-12-31有效的环境空气标准；HJ 633-2012自2016-01-01至2026-02-28；HJ "
                                 "633-2026自2026-03-01；可以指明标准",
                                 "2015-12-31"}));
  const Result<AirRules> named = load_air_rules(internal::shipped_air_texts(), "HJ 663-2013", Date(2013, 3, 1));
  ASSERT_TRUE(named.has_value());
  EXPECT_EQ(named->edition, "2012");
  const Result<AirRules> last = load_air_rules(internal::shipped_air_texts(), "GB 3095-2026", Date(2031, 5, 1));
  ASSERT_TRUE(last.has_value());
  EXPECT_EQ(last->phase_id, "final");
  EXPECT_EQ(load_air_rules(internal::shipped_air_texts(), "GB 1", std::nullopt).error().message,
            "没有环境空气标准“GB 1”；有GB 3095-2012、GB 3095-2026、HJ 633-2012、HJ 633-2026、HJ 663-2013、HJ 663-2026");
}

// Typed from the prints once more: annual, daily (O3: 8 h), hourly; class I / class II.
// CLAUSE: GB 3095-2012 表1
// CLAUSE: GB 3095-2026 表1
TEST(AirRules, Limits) {
  struct Case {
    Date on;
    const char* limits[kPollutants];
  };
  const Case kCases[] = {
      {Date(2020, 1, 1),
       {"20/60 50/150 150/500", "40/40 80/80 200/200", "40/70 50/150 -", "15/35 35/75 -", "- 4/4 10/10",
        "- 100/160 160/200"}},
      {Date(2027, 1, 1),
       {"20/60 50/150 150/500", "40/40 80/80 200/200", "40/60 50/120 -", "15/30 35/60 -", "- 4/4 10/10",
        "- 100/160 160/200"}},
      {Date(2031, 1, 1),
       {"20/20 50/50 150/150", "30/30 50/50 200/200", "20/50 50/100 -", "10/25 25/50 -", "- 4/4 10/10",
        "- 100/160 160/200"}},
  };
  for (const Case& c : kCases) {
    const AirRules rules = internal::shipped_air_rules(c.on);
    for (std::size_t p = 0; p < kPollutants; ++p) {
      const AirLimits& own = rules.limits[p];
      EXPECT_EQ(printed(own.annual) + " " + printed(own.day) + " " + printed(own.hour), c.limits[p])
          << to_string(c.on) << symbol(kAllPollutants[p]);
    }
  }
}

// CLAUSE: GB 3095-2012 6.4
// CLAUSE: GB 3095-2026 6.4
TEST(AirRules, LeastData) {
  for (const char* edition : {"2012", "2026"}) {
    const AirRules rules = internal::shipped_air_rules(edition);
    EXPECT_EQ(rules.day_hours, 20);
    EXPECT_EQ(rules.window_hours, 6);
    EXPECT_EQ(rules.year_days, 324);
    EXPECT_EQ(rules.month_days, 27);
    EXPECT_EQ(rules.february_days, 25);
    EXPECT_EQ(rules.clauses.at("validity"), rules.limits_id + " 6.4");
  }
}

TEST(AirRules, InForceVectors) {
  const Result<TomlTable> vectors =
      read_toml(std::string(BIHUAN_SOURCE_DIR) + "/src/standards/testdata/air-vectors.toml");
  ASSERT_TRUE(vectors.has_value());
  int cases = 0;
  const std::vector<TomlTable> rows = *vectors->tables("in_force");
  for (const TomlTable& row : rows) {
    const AirRules rules = internal::shipped_air_rules(*row.date("on"));
    EXPECT_EQ(rules.limits_id, *row.string("limits"));
    EXPECT_EQ(rules.phase_id, *row.string("phase"));
    EXPECT_EQ(rules.index_id, *row.string("index"));
    ++cases;
  }
  EXPECT_EQ(cases, 4);
}

// Each fault in a file is named with its line.
TEST(AirRules, RefusesFilesThatDoNotKeepTheirForm) {
  struct Case {
    const char* name;
    const char* file;
    const char* from;
    const char* to;
    const char* message;
  };
  const Case kCases[] = {
      {"descending_point", "air/hj633-2012.toml", "\"150\", \"475\"", "\"475\", \"150\"",
       "index与concentration应一样长，都从0起逐个增大，index不大于500"},
      {"point_missing", "air/hj633-2012.toml", "\"475\", ", "",
       "index与concentration应一样长，都从0起逐个增大，index不大于500"},
      {"unknown_beyond", "air/hj633-2012.toml", "\"so2_24h\"          #", "\"so2_8h\"          #",
       "so2_1h的beyond既不是整数也不是分指数表"},
      {"half_limit", "air/gb3095-2012.toml", "[\"20\", \"60\"]", "[\"60\"]",
       "annual应为一级、二级两个限值，二级不小于一级"},
      {"unknown_key", "air/gb3095-2012.toml", "24h       = [\"50\", \"150\"]", "48h       = [\"50\", \"150\"]", "48h"},
      {"hours", "air/gb3095-2012.toml", "day_hours            = 20", "day_hours            = 25",
       "day_hours应为1至24的整数"},
      {"window", "air/hj663-2013.toml", "hours         = 8", "hours         = 17", "hours应为1至16的整数"},
      {"pollutant", "air/hj663-2013.toml", "pollutant  = \"o3\"", "pollutant  = \"o4\"", "没有污染物“o4”"},
      {"valid_day", "air/hj663-2013.toml", "\"complete\"            #", "\"any\"            #",
       "valid_day应为complete或published"},
      {"no_annual_limit", "air/hj663-2013.toml", "has_mean   = false\npercentile = 95",
       "has_mean   = true\npercentile = 95", "CO没有年均限值"},
  };
  for (const Case& c : kCases) {
    std::vector<KnowledgeText> texts = internal::shipped_air_texts();
    const auto found = std::ranges::find(texts, c.file, &KnowledgeText::name);
    ASSERT_NE(found->text.find(c.from), std::string::npos) << c.name;
    found->text.replace(found->text.find(c.from), std::string(c.from).size(), c.to);
    const Result<AirRules> rules = load_air_rules(texts, Date(2020, 1, 1));
    ASSERT_FALSE(rules.has_value()) << c.name;
    EXPECT_EQ(rules.error().code, Code::kInvalidInput) << c.name;
    EXPECT_NE(rules.error().message.find(c.message), std::string::npos) << c.name << rules.error().message;
    EXPECT_TRUE(rules.error().where.starts_with("knowledge/" + std::string(c.file))) << c.name << rules.error().where;
  }
}

TEST(AirRules, AMissingFileIsNamed) {
  std::vector<KnowledgeText> texts = internal::shipped_air_texts();
  std::erase_if(texts, [](const KnowledgeText& text) { return text.name == "air/hj663-2026.toml"; });
  EXPECT_EQ(load_air_rules(texts, Date(2027, 1, 1)).error(),
            (Error{Code::kNotFound, "缺少2026版的知识文件（statistics）", "knowledge/air"}));
  EXPECT_TRUE(load_air_rules(texts, Date(2020, 1, 1)).has_value());
  EXPECT_EQ(load_air_rules({}, Date(2020, 1, 1)).error().message, "缺少环境空气的知识文件");
}

// Table 2 has no evaluator; its values are shown, so they are typed in again here. Class I / class II.
TEST(AirRules, OtherLimitsAreThoseOfThePrint) {
  struct Case {
    const char* place;
    const char* of_2012;
    const char* of_2026;
  };
  const Case kCases[] = {{"other_limit[tsp].annual", "80、200", "80、200"},
                         {"other_limit[tsp].24h", "120、300", "120、300"},
                         {"other_limit[nox].annual", "50、50", ""},
                         {"other_limit[nox].24h", "100、100", ""},
                         {"other_limit[nox].1h", "250、250", ""},
                         {"other_limit[nox transition].annual", "", "50、50"},
                         {"other_limit[nox transition].24h", "", "100、100"},
                         {"other_limit[nox transition].1h", "", "250、250"},
                         {"other_limit[nox final].annual", "", "40、40"},
                         {"other_limit[nox final].24h", "", "70、70"},
                         {"other_limit[nox final].1h", "", "250、250"},
                         {"state.from", "2018-09-01", ""},
                         {"state.old_kelvin", "273.15", ""},
                         {"state.new_kelvin", "298.15", ""},
                         {"other_limit[pb].annual", "0.5、0.5", "0.5、0.5"},
                         {"other_limit[pb].quarter", "1、1", "1、1"},
                         {"other_limit[bap].annual", "0.001、0.001", "0.001、0.001"},
                         {"other_limit[bap].24h", "0.0025、0.0025", "0.0025、0.0025"}};
  for (const char* id : {"GB 3095-2012", "GB 3095-2026"}) {
    const std::vector<KnowledgeValue> values = *standard_values(internal::shipped_air_texts(), id);
    for (const Case& c : kCases) {
      const std::string want = std::string(id).ends_with("2012") ? c.of_2012 : c.of_2026;
      const auto found = std::ranges::find(values, c.place, &KnowledgeValue::place);
      EXPECT_EQ(found == values.end() ? "" : found->value, want) << id << c.place;
    }
  }
}

TEST(AirRules, BothEditionsMakeACityAlike) {
  for (const char* edition : {"2012", "2026"}) {
    const AirRules rules = internal::shipped_air_rules(std::string(edition));
    EXPECT_EQ(to_string(rules.city_share), "75") << edition;
    EXPECT_EQ(to_string(rules.city_small_share), "50") << edition;
    EXPECT_EQ(rules.city_small_below, 4) << edition;
    EXPECT_EQ(rules.multiple_decimals, 2) << edition;
    EXPECT_EQ(rules.rate_decimals, 1) << edition;
    EXPECT_EQ(rules.index_decimals, 2) << edition;
    EXPECT_EQ(rules.good_up_to, 100) << edition;
    EXPECT_EQ(rules.heavy_above, 200) << edition;
    EXPECT_EQ(rules.good_decimals, 1) << edition;
    EXPECT_EQ(rules.change_decimals, 1) << edition;
    constexpr int kPercentiles[] = {98, 98, 95, 95, 95, 90};
    constexpr int kDecimals[] = {0, 0, 0, 0, 1, 0};
    for (const Pollutant pollutant : kAllPollutants) {
      const std::size_t i = index_of(pollutant);
      EXPECT_EQ(rules.annual_items[i].percentile, kPercentiles[i]) << edition << symbol(pollutant);
      EXPECT_EQ(rules.decimals[i], kDecimals[i]) << edition << symbol(pollutant);
      EXPECT_EQ(rules.weights[i], 1) << edition << symbol(pollutant);
    }
  }
}

}  // namespace
}  // namespace bihuan::standards
