// How long plans take to compile. The peer in the same run is RE2 looking for numbers with their units in the same text: the
// least that any reader of plans has to do. Counters: bytes_per_second, and `to_re2`, our time as a multiple of the peer's.
#include <benchmark/benchmark.h>
#include <re2/re2.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "base/files.h"
#include "plans/compiler.h"

namespace {

using bihuan::plans::Language;
using bihuan::plans::NamedText;

Language load() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(BIHUAN_SOURCE_DIR "/knowledge/plan-language")) {
    if (entry.path().extension() == ".toml") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<NamedText> files;
  for (const auto& path : paths) {
    auto text = bihuan::read_file(path.string(), std::size_t{1} << 20);
    if (!text.has_value()) std::abort();
    files.push_back({path.filename().string(), std::move(*text)});
  }
  auto language = bihuan::plans::load_language(files);
  if (!language.has_value()) {
    std::fprintf(stderr, "%s\n", language.error().message.c_str());
    std::abort();
  }
  return *language;
}

const Language& language() {
  static const Language loaded = load();
  return loaded;
}

// A plan of the size and make of a city's annual one: 28 items with headings, several unit lists, numbers, dates and lists.
std::string synthetic_plan(std::size_t items, unsigned seed) {
  const std::vector<std::string> headings = {"扎实推进流域治理", "持续改善空气质量", "强化土壤风险管控", "提升监测执法能力", "深化各项改革"};
  const std::vector<std::string> sentences = {
      "到2024年底，纳入考核的%个断面水质优良率达到85.7%，农村生活污水治理率达到%以上。",
      "持续开展水源地日常监管，东台、西岭和石桥3个水源保护区每月巡查不少于%次，定期通报水质状况。",
      "推进实施%个大气污染治理项目，6月底前完成%家企业深度治理，力争重污染天数控制在%天以内。",
      "制定《全市噪声污染防治实施方案》，强化柴油货车和非道路移动机械环境监管，严禁露天焚烧。",
      "加密开展主要入湖河流、港渠水质监测，全面完成省下达的化学需氧量、氨氮、总磷减排目标任务。",
      "组织开展应急培训，提高风险控制、应急准备、应急监测与处置能力，适时开展突发环境事件应急演练。",
      "加强生态环境分区管控，健全部门协同机制，不断提升规范化、智能化水平，营造良好的社会氛围。"};
  std::string plan = "2024年全市生态环境工作要点\n一、总体要求\n坚持稳中求进，以改善生态环境质量为核心，推进各项工作。\n二、重点工作\n";
  unsigned state = seed * 2654435761U + 1;
  const auto next = [&] { return state = state * 1664525U + 1013904223U, (state >> 16) % 97 + 2; };
  for (std::size_t i = 1; i <= items; ++i) {
    if (i % 6 == 1) plan += "（" + std::string(i / 6 % 2 == 0 ? "一" : "二") + "）打好攻坚战\n";
    plan += std::to_string(i % 900 + 1) + "." + headings[next() % headings.size()] + "。";
    for (int s = 0; s < 6; ++s) {
      for (const char c : sentences[next() % sentences.size()]) {
        if (c == '%') {
          plan += std::to_string(next());
        } else {
          plan += c;
        }
      }
      if (s == 2) plan += "（责任单位：水科、大气科、支队、各分局）";
    }
    plan += "（责任单位：土科、监测站、各分局）。\n";
  }
  return plan;
}

std::string plan_of_bytes(std::size_t bytes) {
  std::string text;
  for (unsigned seed = 1; text.size() < bytes; ++seed) text += synthetic_plan(2000, seed);
  std::size_t cut = bytes;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) --cut;
  text.resize(cut);
  return text;
}

std::size_t scan_with_re2(const std::string& text) {
  static const re2::RE2 pattern("([0-9]+(?:\\.[0-9]+)?)(%|个|家|座|次|条|项|万元|微克/立方米|天)?");
  re2::StringPiece rest(text);
  std::size_t found = 0;
  while (re2::RE2::FindAndConsume(&rest, pattern)) ++found;
  return found;
}

double seconds_of_re2(const std::string& text) {
  double best = 1e9;
  for (int i = 0; i < 3; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    benchmark::DoNotOptimize(scan_with_re2(text));
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
  return best;
}

void run(benchmark::State& state, const std::string& text) {
  const Language& words = language();
  const double peer = seconds_of_re2(text);
  const auto begin = std::chrono::steady_clock::now();
  for (auto _ : state) benchmark::DoNotOptimize(bihuan::plans::compile(words, text));
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) * static_cast<std::int64_t>(state.iterations()));
  state.counters["to_re2"] = seconds / static_cast<double>(state.iterations()) / peer;
}

void annual_plan(benchmark::State& state) { run(state, synthetic_plan(28, 7)); }
BENCHMARK(annual_plan)->Unit(benchmark::kMillisecond);

void megabytes(benchmark::State& state) { run(state, plan_of_bytes(static_cast<std::size_t>(state.range(0)) << 20)); }
BENCHMARK(megabytes)->Arg(1)->Arg(2)->Arg(4)->Arg(8)->Arg(10)->Unit(benchmark::kMillisecond)->Iterations(1);

// Worst cases: one line without ends, brackets and numbers that never close.
void hostile(benchmark::State& state) {
  const std::string unit = state.range(0) == 0 ? "（《“责任单位：" : state.range(0) == 1 ? "1.2.3、" : state.range(0) == 2 ? "每月达到5%、" : "一、（一）";
  std::string text;
  while (text.size() < (std::size_t{1} << 18)) text += unit;
  run(state, text);
}
BENCHMARK(hostile)->DenseRange(0, 3)->Unit(benchmark::kMillisecond)->Iterations(1);

void load_words(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(load().word_count());
}
BENCHMARK(load_words)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
