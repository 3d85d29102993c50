// Hours of six pollutants -> daily index -> annual statistics, from memory, on one core, against DuckDB's SQL over a
// table in memory, which must come to the same days, and against plain rows of optional<double>: what a program written
// without columns does, and only half of the work. pandas: air_pandas.py.
// Input: 3 % missing, and short days. Figures are station-hours a second (items_per_second); `bytes_per_second` of the
// columns beside the bench "memory", which only adds the same columns up, says how far from memory bandwidth that is.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <numeric>
#include <optional>
#include <random>
#include <vector>

#include "assessment/air_evaluation.h"
#include "assessment/evaluate.h"
#include "base/files.h"
#include "base/large_pages.h"
#include "duckdb_peer.h"
#include "standards/air_days.h"
#include "standards/air_statistics.h"

namespace {

using namespace bihuan;  // a program, no header
using namespace bihuan::standards;

constexpr int kStations = 100;
constexpr int kDays = 365;
constexpr std::int64_t kHours = std::int64_t{kStations} * kDays * kSlots;

AirRules rules() {
  std::vector<KnowledgeText> texts;
  for (const char* name : {"air/gb3095-2012.toml", "air/hj633-2012.toml", "air/hj663-2013.toml"}) {
    texts.push_back({name, *read_file(std::string(BIHUAN_SOURCE_DIR) + "/knowledge/" + name, std::size_t{1} << 20)});
  }
  return *load_air_rules(texts, Date(2023, 1, 1));
}

const std::vector<HourColumns<std::int16_t>>& stations() {
  static const auto kColumns = [] {
    std::mt19937 random(12);
    static LargePages pages;  // where the reader of sheets keeps them too
    std::vector<HourColumns<std::int16_t>> out;
    const PerPollutant<int> places = {0, 0, 0, 0, 1, 0};
    for (int s = 0; s < kStations; ++s) {
      HourColumns<std::int16_t> hours(Date(2023, 1, 1), kDays, places, &pages);
      for (int d = 0; d < kDays; ++d) {
        const int from = random() % 50 == 0 ? 8 : 0;  // a short day
        for (const Pollutant p : kAllPollutants) {
          for (int slot = from; slot < kSlots; ++slot) {
            if (random() % 100 >= 3)
              hours.set(p, d, slot, static_cast<std::int16_t>(random() % (p == Pollutant::kCo ? 16 : 160)));
          }
        }
      }
      out.push_back(std::move(hours));
    }
    return out;
  }();
  return kColumns;
}

void columns(benchmark::State& state) {
  const AirRules own = rules();
  const AirProfile& daily = *own.profile("hj633-daily");
  std::vector<AirDay> days(kDays);
  for (auto _ : state) {
    for (const HourColumns<std::int16_t>& hours : stations()) {
      evaluate_days(own, daily, hours, std::span(days));
      benchmark::DoNotOptimize(
          evaluate_air_period(own, daily, {"x", Date(2023, 1, 1), days, Date(2023, 1, 1), Date(2023, 12, 31), {}, 2}));
    }
  }
  state.SetItemsProcessed(state.iterations() * kHours);
  state.SetBytesProcessed(state.iterations() * kHours * 6 * 2);
}
BENCHMARK(columns)->Unit(benchmark::kMillisecond);

// What a run comes to: indices of all days added up, and good days.
struct Digest {
  std::int64_t index = 0, good = 0;
  friend bool operator==(const Digest&, const Digest&) = default;
};

Digest digest_of_columns() {
  const AirRules own = rules();
  Digest out;
  std::vector<AirDay> days(kDays);
  for (const HourColumns<std::int16_t>& hours : stations()) {
    evaluate_days(own, *own.profile("hj633-daily"), hours, std::span(days));
    for (const AirDay& day : days) {
      if (day.indexed == 0) continue;
      out.index += day.aqi;
      out.good += day.is_complete() && day.aqi <= own.good_up_to ? 1 : 0;
    }
  }
  return out;
}

// The nation's year, 1,800 stations, as one number: what 100 stations cost, eighteen times.
void nations_year(benchmark::State& state) {
  const AirRules own = rules();
  const AirProfile& daily = *own.profile("hj633-daily");
  std::vector<AirDay> days(kDays);
  constexpr int kTimes = 1800 / kStations;
  for (auto _ : state) {
    for (int i = 0; i < kTimes; ++i) {
      for (const HourColumns<std::int16_t>& hours : stations()) {
        evaluate_days(own, daily, hours, std::span(days));
        benchmark::DoNotOptimize(evaluate_air_period(
            own, daily, {"x", Date(2023, 1, 1), days, Date(2023, 1, 1), Date(2023, 12, 31), {}, 2}));
      }
    }
  }
  state.SetItemsProcessed(state.iterations() * kHours * kTimes);
}
BENCHMARK(nations_year)->Unit(benchmark::kMillisecond);

std::string hours_csv() {
  std::string text;
  const auto& all = stations();
  for (std::size_t s = 0; s < all.size(); ++s) {
    for (int i = 0; i < kDays * kSlots; ++i) {
      text += std::to_string(s) + "," + std::to_string(i / kSlots) + "," + std::to_string(i % kSlots);
      for (std::size_t p = 0; p < kPollutants; ++p) {
        text += ",";
        if ((all[s].present[p][static_cast<std::size_t>(i / kSlots)] >> (i % kSlots) & 1U) != 0) {
          text += std::to_string(all[s].values[p][static_cast<std::size_t>(i)]);
        }
      }
      text += "\n";
    }
  }
  return text;
}

// The index of a whole number of steps, rounded up, in whole numbers: exact, as the columns have it.
std::string index_sql(const AirRules& own, Pollutant pollutant) {
  const std::size_t p = index_of(pollutant);
  const BreakPointTable& table = own.tables[own.profile("hj633-daily")->table[p]];
  const std::string value(to_string(pollutant));
  const auto steps = [&](std::size_t i) { return round_gbt8170(table.concentration[i], own.decimals[p]).mantissa(); };
  std::string sql = "CASE WHEN " + value + " IS NULL THEN NULL";
  for (std::size_t i = 1; i < table.index.size(); ++i) {
    const std::string width = std::to_string(steps(i) - steps(i - 1));
    sql += " WHEN " + value + " <= " + std::to_string(steps(i)) + " THEN " + std::to_string(table.index[i - 1]) +
           " + ((" + value + " - " + std::to_string(steps(i - 1)) + ") * " +
           std::to_string(table.index[i] - table.index[i - 1]) + " + " + width + " - 1) // " + width;
  }
  return sql + " ELSE 500 END";
}

void duckdb_sql(benchmark::State& state) {
  const AirRules own = rules();
  bench::DuckDb database;
  const bench::TextFile file(hours_csv());
  database.run(
      "CREATE TABLE hours AS SELECT * FROM read_csv('" + file.path() +
      "', header = false, columns = {'station': 'INTEGER', 'day': 'INTEGER', 'slot': 'INTEGER', 'so2': 'SMALLINT', "
      "'no2': 'SMALLINT', 'pm10': 'SMALLINT', 'pm25': 'SMALLINT', 'co': 'SMALLINT', 'o3': 'SMALLINT'})");
  std::string means, indices;
  for (const Pollutant p : kAllPollutants) {
    const std::string name(to_string(p));
    if (p != Pollutant::kO3) {
      means +=
          ", CASE WHEN count(" + name + ") >= 20 THEN CAST(round_even(avg(" + name + "), 0) AS BIGINT) END AS " + name;
    }
    indices += ", " + index_sql(own, p) + " AS i_" + name;
  }
  const std::string sql =
      "WITH mean AS (SELECT station, day" + means +
      " FROM hours GROUP BY station, day), "
      "win AS (SELECT station, day, slot, avg(o3) OVER w AS m, count(o3) OVER w AS n FROM hours "
      "  WINDOW w AS (PARTITION BY station, day ORDER BY slot ROWS 7 PRECEDING)), "
      "ozone AS (SELECT station, day, CAST(round_even(max(m), 0) AS BIGINT) AS o3, count(*) AS n FROM win "
      "  WHERE slot >= 7 AND n >= 6 GROUP BY station, day), "
      "daily AS (SELECT mean.*, CASE WHEN n >= 14 OR o3 > 160 THEN o3 END AS o3 FROM mean LEFT JOIN ozone USING "
      "(station, "
      "day)), "
      "indexed AS (SELECT *" +
      indices +
      " FROM daily), "
      "aqi AS (SELECT *, greatest(i_so2, i_no2, i_pm10, i_pm25, i_co, i_o3) AS aqi, "
      "  i_so2 IS NOT NULL AND i_no2 IS NOT NULL AND i_pm10 IS NOT NULL AND i_pm25 IS NOT NULL AND i_co IS NOT NULL "
      "AND "
      "  i_o3 IS NOT NULL AS whole FROM indexed), "
      "years AS (SELECT station, avg(so2) AS a, avg(no2) AS b, avg(pm10) AS c, avg(pm25) AS d, "
      "  quantile_cont(co, 0.95) AS e, quantile_cont(o3, 0.9) AS f, quantile_cont(so2, 0.98) AS g, "
      "  quantile_cont(no2, 0.98) AS h, quantile_cont(pm10, 0.95) AS i, quantile_cont(pm25, 0.95) AS j, "
      "  sum(aqi) AS s, count(*) FILTER (whole AND aqi <= 100) AS good FROM aqi GROUP BY station) "
      "SELECT CAST(sum(s) AS BIGINT), CAST(sum(good) AS BIGINT), max(a), max(b), max(c), max(d), max(e), max(f), "
      "max(g), "
      "max(h), max(i), max(j) FROM years";
  const Digest wanted = digest_of_columns();
  for (auto _ : state) {
    std::int64_t got[2] = {};
    database.run(sql, got, 2);
    if (Digest{got[0], got[1]} != wanted) {
      state.SkipWithError("DuckDB comes to other days");
      return;
    }
  }
  state.SetItemsProcessed(state.iterations() * kHours);
}
BENCHMARK(duckdb_sql)->Unit(benchmark::kMillisecond);

std::string sheet_csv() {
  std::string text = "站点,日期,小时,SO2,NO2,PM10,PM2.5,CO,O3\n";
  const auto& all = stations();
  for (std::size_t s = 0; s < all.size(); ++s) {
    for (int i = 0; i < kDays * kSlots; ++i) {
      text += "站" + std::to_string(s) + "," + to_string(Date(2023, 1, 1) + i / kSlots) + "," +
              std::to_string(i % kSlots + 1);
      for (const Pollutant p : kAllPollutants) {
        const std::size_t k = index_of(p);
        const bool is_there = (all[s].present[k][static_cast<std::size_t>(i / kSlots)] >> (i % kSlots) & 1U) != 0;
        text += "," + (is_there ? to_string(Decimal(all[s].values[k][static_cast<std::size_t>(i)], all[s].places[k]))
                                : std::string());
      }
      text += "\n";
    }
  }
  return text;
}

Digest digest_of_evaluate() {
  namespace fs = std::filesystem;
  std::vector<KnowledgeText> texts;
  for (const std::string_view folder : assessment::kEvaluationKnowledge) {
    for (const auto& entry : fs::directory_iterator(fs::path(BIHUAN_SOURCE_DIR) / "knowledge" / folder)) {
      texts.push_back({std::string(folder) + "/" + entry.path().filename().string(),
                       *read_file(entry.path().string(), std::size_t{1} << 20)});
    }
  }
  assessment::AirOptions options;
  options.by = assessment::AirBy::kDay;
  options.on = Date(2023, 1, 1);
  const auto evaluation = assessment::evaluate_air(sheet_csv(), "hours.csv", texts, options);
  if (!evaluation) std::abort();
  Digest out;
  for (const assessment::AirSeries& series : evaluation->series) {
    if (series.is_city) continue;
    for (const AirDay& day : series.days) {
      if (day.indexed == 0) continue;
      out.index += day.aqi;
      out.good += day.is_complete() && day.aqi <= evaluation->rules.front().good_up_to ? 1 : 0;
    }
  }
  return out;
}

// Reads every value once and does nothing else.
void memory(benchmark::State& state) {
  for (auto _ : state) {
    std::int64_t sum = 0;
    for (const HourColumns<std::int16_t>& hours : stations()) {
      for (const auto& column : hours.values) {
        std::int32_t part = 0;
        for (const std::int16_t value : column) part += value;
        sum += part;
      }
    }
    benchmark::DoNotOptimize(sum);
  }
  state.SetItemsProcessed(state.iterations() * kHours);
  state.SetBytesProcessed(state.iterations() * kHours * 6 * 2);
}
BENCHMARK(memory)->Unit(benchmark::kMillisecond);

// The peer: rows of optional<double>, daily values only (no index, no annual statistics): less work than `columns`
// does.
void rows_of_doubles(benchmark::State& state) {
  using Hour = std::array<std::optional<double>, kPollutants>;
  std::vector<Hour> rows;
  for (const HourColumns<std::int16_t>& hours : stations()) {
    for (int i = 0; i < kDays * kSlots; ++i) {
      Hour& hour = rows.emplace_back();
      for (std::size_t p = 0; p < kPollutants; ++p) {
        if ((hours.present[p][static_cast<std::size_t>(i / kSlots)] >> (i % kSlots) & 1U) != 0) {
          hour[p] = hours.values[p][static_cast<std::size_t>(i)];
        }
      }
    }
  }
  for (auto _ : state) {
    double sum = 0;
    for (std::size_t day = 0; day < rows.size(); day += kSlots) {
      for (std::size_t p = 0; p < kPollutants; ++p) {
        double total = 0;
        int count = 0;
        for (std::size_t i = day; i < day + kSlots; ++i) {
          if (!rows[i][p]) continue;
          total += *rows[i][p];
          ++count;
        }
        if (count >= 20) sum += std::nearbyint(total / count);
      }
    }
    benchmark::DoNotOptimize(sum);
  }
  state.SetItemsProcessed(state.iterations() * kHours);
}
BENCHMARK(rows_of_doubles)->Unit(benchmark::kMillisecond);

}  // namespace

// The same hours as a sheet through what `bihuan evaluate air --by day` does: days and indices have to be the same.
int main(int argc, char** argv) {
  const Digest got = digest_of_evaluate();
  const Digest wanted = digest_of_columns();
  if (got != wanted) {
    fmt::print(stderr, "evaluate comes to {} {}, the columns to {} {}\n", got.index, got.good, wanted.index,
               wanted.good);
    return 1;
  }
  fmt::print(stderr, "digest of columns and of evaluate: index {}, good days {}\n", got.index, got.good);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
