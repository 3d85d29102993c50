// A year of every section that the state examines (3,641), twelve months of 21 items, from memory on one core: class,
// level, main pollutants, basis. The peer does nothing but add the same decimals up and compare the means with one
// limit: the least that any program must do.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <random>
#include <vector>

#include "base/files.h"
#include "standards/surface_water.h"

namespace {

using namespace bihuan;  // a program, no header
using namespace bihuan::standards;

constexpr int kSections = 3641;

SurfaceWaterRules rules() {
  std::vector<KnowledgeText> texts;
  for (const char* name : {"water/gb3838-2002.toml", "water/surface-water-evaluation.toml"}) {
    texts.push_back({name, *read_file(std::string(BIHUAN_SOURCE_DIR) + "/knowledge/" + name, std::size_t{1} << 20)});
  }
  return *load_surface_water_rules(texts, Date(2023, 12, 31));
}

std::vector<SectionInput> sections(const SurfaceWaterRules& own) {
  std::mt19937 random(7);
  std::vector<SectionInput> all;
  for (int s = 0; s < kSections; ++s) {
    SectionInput input;
    input.name = "断面" + std::to_string(s);
    input.body = s % 10 == 0 ? WaterBody::kLake : WaterBody::kRiver;
    input.target = WaterClass::kIII;
    input.indicator_set = "mee22_21";
    input.on = Date(2023, 12, 31);
    for (int month = 1; month <= 12; ++month) {
      SectionMonth& one = input.months.emplace_back();
      one.month = month;
      for (const std::string& key : own.indicator_set("mee22_21")->items) {
        if (random() % 100 < 3) continue;  // missing
        const WaterParameter& parameter = *own.parameter(key);
        const bool is_ph = parameter.direction == LimitDirection::kWithin;
        const Decimal limit = is_ph ? Decimal(75, 1) : parameter.limit(input.body, WaterClass::kIII);
        const auto share = static_cast<std::int64_t>(20 + random() % 100);  // 20 to 119 % of the class III limit
        one.values[key] = {is_ph ? limit : *ratio_rounded(*multiply(limit, Decimal(share)), Decimal(100), 5), false,
                           ""};
      }
    }
    all.push_back(std::move(input));
  }
  return all;
}

void year_of_the_nation(benchmark::State& state) {
  const SurfaceWaterRules own = rules();
  const std::vector<SectionInput> all = sections(own);
  for (auto _ : state) {
    for (const SectionInput& input : all) {
      const Result<SectionResult> result = evaluate_section(own, input);
      if (!result || !result->water_class) std::abort();
      benchmark::DoNotOptimize(result);
    }
  }
  state.SetItemsProcessed(state.iterations() * kSections);
}
BENCHMARK(year_of_the_nation)->Unit(benchmark::kMillisecond);

void sums_alone(benchmark::State& state) {
  const SurfaceWaterRules own = rules();
  const std::vector<SectionInput> all = sections(own);
  for (auto _ : state) {
    int worse = 0;
    for (const SectionInput& input : all) {
      for (const std::string& key : own.indicator_set("mee22_21")->items) {
        Decimal total;
        int count = 0;
        for (const SectionMonth& month : input.months) {
          const auto found = month.values.find(key);
          if (found == month.values.end()) continue;
          total = *add(total, found->second.value);
          ++count;
        }
        worse += count > 0 && total > Decimal(count) ? 1 : 0;
      }
    }
    benchmark::DoNotOptimize(worse);
  }
  state.SetItemsProcessed(state.iterations() * kSections);
}
BENCHMARK(sums_alone)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
