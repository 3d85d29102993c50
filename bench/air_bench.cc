// Hours of six pollutants -> daily index -> annual statistics, from memory, on one core, against the same days in
// plain rows of optional<double>: what a program written without columns does.
// Input: 3 % missing, and short days. Figures are station-hours a second (items_per_second); `bytes_per_second` of the
// columns beside the bench "memory", which only adds the same columns up, says how far from memory bandwidth that is.
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdlib>
#include <numeric>
#include <optional>
#include <random>
#include <vector>

#include "base/files.h"
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
    std::vector<HourColumns<std::int16_t>> out;
    const PerPollutant<int> places = {0, 0, 0, 0, 1, 0};
    for (int s = 0; s < kStations; ++s) {
      HourColumns<std::int16_t> hours(Date(2023, 1, 1), kDays, places);
      for (int d = 0; d < kDays; ++d) {
        const int from = random() % 50 == 0 ? 8 : 0;  // a short day
        for (const Pollutant p : kAllPollutants) {
          for (int slot = from; slot < kSlots; ++slot) {
            if (random() % 100 >= 3) hours.set(p, d, slot, static_cast<std::int16_t>(random() % 160));
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

// Reads every value once and does nothing else.
void memory(benchmark::State& state) {
  for (auto _ : state) {
    std::int64_t sum = 0;
    for (const HourColumns<std::int16_t>& hours : stations()) {
      for (const std::vector<std::int16_t>& column : hours.values) {
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

BENCHMARK_MAIN();
