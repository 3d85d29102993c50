// A sheet of hourly air values (CSV) from the disk to months of each station: what `bihuan evaluate air FILE` does.
// MB_per_second (of 1,000,000 bytes) is the CSV's, by the clock on the wall. 3 % of the values are missing, each
// station has a short day a month. Peers in the same run: the digest of the file alone, which stands in every result,
// and counting its lines.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <random>
#include <string>

#include "assessment/evaluate.h"
#include "base/digest.h"
#include "base/files.h"

namespace {

using namespace bihuan;  // a program, no header

std::vector<standards::KnowledgeText> texts() {
  namespace fs = std::filesystem;
  std::vector<standards::KnowledgeText> all;
  for (const std::string_view folder : assessment::kEvaluationKnowledge) {
    for (const auto& entry : fs::directory_iterator(fs::path(BIHUAN_SOURCE_DIR) / "knowledge" / folder)) {
      all.push_back({std::string(folder) + "/" + entry.path().filename().string(),
                     *read_file(entry.path().string(), std::size_t{1} << 20)});
    }
  }
  return all;
}

// A hundred stations, a year.
const std::string& csv() {
  static const std::string kText = [] {
    std::mt19937 random(3);
    std::string text = "站点,日期,小时,SO2,NO2,PM10,PM2.5,CO,O3\n";
    for (int station = 0; station < 100; ++station) {
      for (int day = 0; day < 365; ++day) {
        const std::string date = to_string(Date(2023, 1, 1) + day);
        for (int hour = 1; hour <= (day % 30 == 17 ? 15 : 24); ++hour) {
          text += "点位" + std::to_string(station) + "," + date + "," + std::to_string(hour);
          for (int p = 0; p < 6; ++p) {
            text += ",";
            if (random() % 100 < 3) continue;
            text += p == 4 ? "0." + std::to_string(random() % 10) : std::to_string(random() % 160);
          }
          text += "\n";
        }
      }
    }
    return text;
  }();
  return kText;
}

void count_megabytes(benchmark::State& state) {
  const double megabytes = static_cast<double>(csv().size()) / 1e6;
  state.counters["MB_per_second"] =
      benchmark::Counter(megabytes * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

void evaluate_csv(benchmark::State& state) {
  const std::vector<standards::KnowledgeText> own = texts();
  assessment::EvaluateRequest request;
  request.kind = "air";
  const std::string path = std::filesystem::temp_directory_path() / "bihuan-evaluate-bench.csv";
  std::ofstream(path) << csv();
  for (auto _ : state) {
    const Result<std::string> bytes = read_file(path, csv().size());
    auto digest = std::async(std::launch::async, [&bytes] { return sm3_hex(*bytes); });  // as the command does
    request.digest = [&digest] { return digest.get(); };
    const auto done = assessment::evaluate_file(*bytes, "a.csv", own, request);
    if (!done || done->tables.front().rows.empty()) std::abort();
  }
  std::filesystem::remove(path);
  count_megabytes(state);
}
BENCHMARK(evaluate_csv)->Unit(benchmark::kMillisecond)->UseRealTime()->Repetitions(5)->ReportAggregatesOnly();

void digest_alone(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(sm3_hex(csv()));
  count_megabytes(state);
}
BENCHMARK(digest_alone)->Unit(benchmark::kMillisecond);

void count_lines(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(std::ranges::count(csv(), '\n'));
  count_megabytes(state);
}
BENCHMARK(count_lines)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
