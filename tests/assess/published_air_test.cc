// Ambient air against what an authority published, and against figures that other programs computed from public data.
// The data lie beside the project (../shared/data) and are never part of it; without them the tests are skipped.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/text.h"
#include "standards/air_days.h"
#include "standards/air_quality_index.h"
#include "standards/air_statistics.h"

namespace bihuan::standards {
namespace {

std::filesystem::path data() { return std::filesystem::path(BIHUAN_SOURCE_DIR) / ".." / "shared" / "data"; }

bool has_data() {
  static const bool kHas = std::filesystem::exists(data()) && std::system("zstd --version > /dev/null 2>&1") == 0;
  return kHas;
}

AirRules rules_of_2012() {
  std::vector<KnowledgeText> texts;
  for (const char* name : {"air/gb3095-2012.toml", "air/hj633-2012.toml", "air/hj663-2013.toml"}) {
    texts.push_back({name, *read_file(std::string(BIHUAN_SOURCE_DIR) + "/knowledge/" + name, std::size_t{1} << 20)});
  }
  return *load_air_rules(texts, "HJ 633-2012", std::nullopt);
}

// A csv file, packed or not, without commas inside quotes; quotes are dropped.
std::vector<std::vector<std::string>> read_csv(const std::filesystem::path& path) {
  const std::string command = (path.extension() == ".zst" ? "zstd -dc '" : "cat '") + path.string() + "'";
  std::string text;
  FILE* pipe = popen(command.c_str(), "r");
  std::array<char, 65536> buffer{};
  for (std::size_t n = 0; (n = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) text.append(buffer.data(), n);
  EXPECT_EQ(pclose(pipe), 0) << command;
  std::vector<std::vector<std::string>> rows;
  for (const std::string_view line : split_lines(text)) {
    std::vector<std::string> row;
    for (const std::string_view cell : split(line, ',')) {
      row.emplace_back(cell.size() > 1 && cell.front() == '"' ? cell.substr(1, cell.size() - 2) : cell);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

using Row = std::vector<std::string>;

class Head {
 public:
  explicit Head(const Row& row) {
    for (std::size_t i = 0; i < row.size(); ++i) columns_[row[i]] = i;
  }
  const std::string& of(const Row& row, const std::string& name) const { return row[columns_.at(name)]; }

 private:
  std::map<std::string, std::size_t> columns_;
};

std::string primary_names(const std::vector<Pollutant>& primary) {
  std::set<std::string> names;
  for (const Pollutant p : primary) names.emplace(to_chinese(p));
  std::string out;
  for (const std::string& name : names) out += name + " ";
  return out;
}

std::string published_names(std::string text) {
  std::set<std::string> names;
  for (const char* separator : {"、", ";", "+", "\n", "/"}) text = replace_all(text, separator, ",");
  for (const std::string_view part : split(text, ',')) {
    const std::string name = replace_all(strip_spaces(part), "1小时", "");
    if (!name.empty() && name != "—" && name != "-") names.insert(name);
  }
  std::string out;
  for (const std::string& name : names) out += name + " ";
  return out;
}

// Every hour that the feed published with an index; some lack pollutants.
TEST(PublishedAir, TheNationalFeedOf2020) {
  if (!has_data()) GTEST_SKIP() << "the data beside the project, or zstd, are absent";
  const AirRules rules = rules_of_2012();
  const auto rows = read_csv(data() / "air/cnemc_station_hourly_2020-03_04.csv.zst");
  const Head head(rows[0]);
  const std::array<std::pair<const char*, const char*>, 6> columns = {{{"so2", "so2_1h"},
                                                                       {"no2", "no2_1h"},
                                                                       {"pm10", "pm10_24h"},
                                                                       {"pm25", "pm25_24h"},
                                                                       {"co_mg", "co_1h"},
                                                                       {"o3_1h", "o3_1h"}}};
  int compared = 0, other_index = 0, other_level = 0, other_primary = 0;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const Row& row = rows[i];
    const Result<Decimal> published = parse_decimal(head.of(row, "aqi"));
    std::vector<IndexReading> readings;
    for (const auto& [column, table] : columns) {
      const Result<Decimal> value = parse_decimal(head.of(row, column));
      if (value) readings.push_back({table, *value});
    }
    if (!published || readings.empty()) continue;
    const Result<AirIndex> got = air_quality_index(rules, "national-feed", readings);
    ASSERT_TRUE(got.has_value());
    ++compared;
    if (*got->aqi != static_cast<int>(published->mantissa())) ++other_index;
    if (got->level.category != head.of(row, "class")) ++other_level;
    if (primary_names(got->primary) != published_names(head.of(row, "primary"))) ++other_primary;
  }
  printf("national feed 2020: %d station-hours, %d other indices, %d other levels, %d other primary pollutants\n",
         compared, other_index, other_level, other_primary);
  EXPECT_EQ(compared, 165'440);
  EXPECT_LE(other_index, 1);
  EXPECT_EQ(other_level, 0);
  EXPECT_LE(other_primary, 2);
}

// ---- Beijing 2013-2017 ----------------------------------------------------------------------------------------------

const std::array<const char*, kPollutants> kSource = {"SO2", "NO2", "PM10", "PM2.5", "CO", "O3"};
const std::array<const char*, kPollutants> kDaily = {"SO2", "NO2", "PM10", "PM2.5", "CO_mg", "O3_8h"};
const std::array<const char*, kPollutants> kIndices = {"IAQI_SO2",   "IAQI_NO2", "IAQI_PM10",
                                                       "IAQI_PM2.5", "IAQI_CO",  "IAQI_O3_8h"};
const Date kFirst(2013, 3, 1);
constexpr int kDays = 1461;

// μg/m3 with up to four decimals; CO too is in μg/m3 in this source.
HourColumns<std::int32_t> read_site(const std::filesystem::path& path, HourLabel label) {
  const auto rows = read_csv(path);
  const Head head(rows[0]);
  HourColumns<std::int32_t> hours(kFirst, kDays, {4, 4, 4, 4, 4, 4});
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const auto number = [&](const char* name) { return std::stoi(head.of(rows[i], name)); };
    const Date date = *Date::make(number("year"), number("month"), number("day"));
    const DaySlot at = *day_slot(date, number("hour"), label);
    const std::int64_t day = days_between(kFirst, at.day);
    if (day < 0 || day >= kDays) continue;
    for (const Pollutant p : kAllPollutants) {
      const Result<Decimal> value = parse_decimal(head.of(rows[i], kSource[index_of(p)]));
      if (!value) continue;
      const int more = p == Pollutant::kCo ? 3 : 0;
      hours.set(
          p, static_cast<int>(day), at.slot,
          static_cast<std::int32_t>(round_gbt8170(Decimal(value->mantissa(), value->places() + more), 4).mantissa()));
    }
  }
  return hours;
}

struct Beijing {
  std::map<std::string, std::vector<AirDay>> days;  // by site, and CITY12
};

Beijing evaluate_beijing(const AirRules& rules, HourLabel label) {
  const AirProfile& daily = *rules.profile("hj633-daily");
  Beijing out;
  for (const auto& entry : std::filesystem::directory_iterator(data() / "prsa")) {
    const std::string name = entry.path().filename().string();  // PRSA_Data_<site>_2013...
    const std::string site = name.substr(10, name.find("_2013") - 10);
    out.days[site].resize(kDays);
    evaluate_days(rules, daily, read_site(entry.path(), label), std::span(out.days[site]));
  }
  std::vector<std::span<const AirDay>> stations;
  for (const auto& [site, days] : out.days) stations.emplace_back(days);
  std::vector<AirDay> city(kDays);
  city_days(rules, daily, {4, 4, 4, 4, 4, 4}, stations, std::span(city));
  out.days["CITY12"] = city;
  return out;
}

void compare_days(const AirRules& rules, const Beijing& beijing, const char* file) {
  const auto rows = read_csv(data() / "expected" / file);
  const Head head(rows[0]);
  int values = 0, differences = 0, indices = 0;
  std::vector<std::string> other;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const Row& row = rows[i];
    const AirDay& day = beijing.days.at(
        head.of(row, "site"))[static_cast<std::size_t>(days_between(kFirst, *parse_date(head.of(row, "date"))))];
    for (const Pollutant p : kAllPollutants) {
      const std::size_t k = index_of(p);
      const bool is_valid = (day.valid & bit_of(p)) != 0;
      const std::string got = is_valid ? to_string(day_value(rules, day, p)) : "";
      const std::string index = is_valid ? std::to_string(day.index[k]) : "";
      ++values;
      if (got != head.of(row, kDaily[k])) ++differences;
      if (index != head.of(row, kIndices[k])) ++indices;
    }
    std::string primary;
    for (const Pollutant p : kAllPollutants) {
      if ((day.primary & bit_of(p)) == 0) continue;
      primary += (primary.empty() ? "" : "+") + std::string(p == Pollutant::kO3 ? "O3-8h" : symbol(p));
    }
    const std::string aqi = day.indexed != 0 ? std::to_string(day.aqi) : "";
    const std::string level = day.indexed != 0 ? std::to_string(rules.level_number(day.aqi)) : "";
    if (aqi != head.of(row, "aqi") || level != head.of(row, "level") || primary != head.of(row, "primary") ||
        (day.is_complete() ? "1" : "0") != head.of(row, "complete6")) {
      other.push_back(row[0] + " " + row[1] + " " + aqi + " " + level + " " + primary);
    }
  }
  printf(
      "Beijing %s: %d daily values, %d differ; %d other individual indices; %zu days, %zu with another index, level or "
      "primary pollutant\n",
      file, values, differences, indices, rows.size() - 1, other.size());
  EXPECT_EQ(values, 105'192);
  EXPECT_EQ(differences, 0);
  // On one day ozone is above the 8-hour table (1071). The other program gave it no index; by note (3) of HJ 633-2012
  // table 1 the 1-hour value decides: 436.
  EXPECT_EQ(indices, 1);
  EXPECT_EQ(other, (std::vector<std::string>{"Dongsi 2013-08-16 436 6 O3-8h"}));
}

std::map<std::string, AirPeriod> periods_of(const AirRules& rules, const Beijing& beijing,
                                            const std::string& convention) {
  std::map<std::string, AirPeriod> out;
  for (const auto& [site, days] : beijing.days) {
    for (int year = 2013; year <= 2017; ++year) {
      const PeriodInput input{site, kFirst, days, Date(year, 1, 1), Date(year, 12, 31), {}, 2};
      out[convention + site + std::to_string(year)] = *evaluate_air_period(rules, *rules.profile("hj633-daily"), input);
    }
  }
  return out;
}

void compare_years(const std::map<std::string, AirPeriod>& periods) {
  const auto rows = read_csv(data() / "expected/prsa_annual.csv");
  const Head head(rows[0]);
  int compared = 0, differences = 0, sites = 0;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const Row& row = rows[i];
    const auto of = [&](const char* name) { return head.of(row, name); };
    const auto found = periods.find(of("conv") + of("site") + of("year"));
    if (found == periods.end()) continue;
    const std::string name = of("pollutant") == "O3-8h" ? "O3" : of("pollutant");
    const PeriodItem& item = *std::ranges::find_if(
        found->second.items, [&](const PeriodItem& own) { return symbol(own.pollutant) == name; });
    ++compared;
    if (of("site") != "CITY12") ++sites;
    std::string wrong;
    const auto check = [&](const char* column, const std::string& got) {
      if (of(column) != got) wrong += std::string(column) + "=" + got + " want " + of(column) + " ";
    };
    check("n_days_valid", std::to_string(item.days_valid));
    check("months_ok", std::to_string(item.months_enough));
    check("year_valid", item.is_enough ? "1" : "0");
    if (item.mean) check("annual_mean", to_string(item.mean->value));
    if (item.percentile) check("pctl_value", to_string(item.percentile->value));
    check("n_exceed_daily_II", std::to_string(item.days_valid - item.days_met));
    if (item.rate) check("compliance_rate_pct", to_string(*item.rate));
    if (item.mean) check("annual_mean_ok", item.mean->value <= item.mean->limit ? "1" : "0");
    if (item.percentile) check("pctl_ok", item.percentile->value <= item.percentile->limit ? "1" : "0");
    if (wrong.empty()) continue;
    if (++differences < 6) printf("  %s: %s\n", (of("conv") + of("site") + of("year") + name).c_str(), wrong.c_str());
  }
  printf("Beijing: %d annual rows (%d of single sites), %d differ\n", compared, sites, differences);
  EXPECT_GE(sites, 360);
  EXPECT_EQ(differences, 0);
}

void compare_good_days(const std::map<std::string, AirPeriod>& periods) {
  const auto rows = read_csv(data() / "expected/prsa_annual_aqi.csv");
  const Head head(rows[0]);
  int compared = 0, differences = 0, indices = 0;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const Row& row = rows[i];
    const auto of = [&](const char* name) { return head.of(row, name); };
    const auto found = periods.find(of("conv") + of("site") + of("year"));
    if (found == periods.end()) continue;
    const AirPeriod& own = found->second;
    ++compared;
    bool is_same = of("n_days_complete6") == std::to_string(own.days_valid) &&
                   of("n_good_complete6") == std::to_string(own.good_days) &&
                   of("good_ratio_complete6_pct") == to_string(*own.good_rate) &&
                   of("n_days_any") == std::to_string(own.days_indexed);
    for (std::size_t level = 0; level < own.levels.size(); ++level) {
      const std::string column = "days_L" + std::to_string(level + 1) + "_complete6";
      is_same = is_same && head.of(row, column) == std::to_string(own.levels[level]);
    }
    if (!is_same) {
      ++differences;
      EXPECT_EQ(found->first, "h01_24Dongsi2013");  // the one day above
    }
    if (own.composite_index) ++indices;
  }
  printf("Beijing: %d annual rows of good days, %d differ; %d with a composite index\n", compared, differences,
         indices);
  EXPECT_LE(differences, 1);
  EXPECT_GT(compared, 60);
}

TEST(PublishedAir, BeijingWhereLabelsNameTheEndOfTheHour) {
  if (!has_data()) GTEST_SKIP() << "the data beside the project, or zstd, are absent";
  const AirRules rules = rules_of_2012();
  const Beijing beijing = evaluate_beijing(rules, HourLabel::kEnding);
  compare_days(rules, beijing, "prsa_daily_h01_24.csv.zst");
  const auto periods = periods_of(rules, beijing, "h01_24");
  compare_years(periods);
  compare_good_days(periods);
}

TEST(PublishedAir, BeijingWhereLabelsNameTheBeginning) {
  if (!has_data()) GTEST_SKIP() << "the data beside the project, or zstd, are absent";
  const AirRules rules = rules_of_2012();
  const Beijing beijing = evaluate_beijing(rules, HourLabel::kBeginning);
  compare_days(rules, beijing, "prsa_daily_h00_23.csv.zst");
  compare_years(periods_of(rules, beijing, "h00_23"));
}

}  // namespace
}  // namespace bihuan::standards
