// A million rows of hourly values (csv, six factors, 20 stations) from the bytes on the disk into the store on the
// disk: looked through and checked first, as `bihuan import` does, then stored and acknowledged. Peer in the same run:
// DuckDB's own reader of csv, which puts the same rows into a table of its own without sites, factors, revisions or
// checks. The largest memory, before the peer runs, is bounded by what does not grow with the rows but for the text
// itself, which is held whole: the store's own limit and half a gigabyte beside. Ends with 1 where an aim is missed.
// usage: import_load [--rows N]
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/files.h"
#include "duckdb_peer.h"
#include "observations/duckdb_store.h"
#include "observations/sheet_import.h"

namespace {

namespace fs = std::filesystem;
using namespace bihuan;
using namespace bihuan::observations;

constexpr int kStations = 20;
constexpr int kStoreMegabytes = 1024;

template <class T>
T must(Result<T> result) {
  if (result.has_value()) return *std::move(result);
  std::fprintf(stderr, "%s (%s)\n", result.error().message.c_str(), result.error().where.c_str());
  std::exit(3);
}

double since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

// One bad cell in a thousand, 3 % missing.
void write_csv(const std::string& path, int rows) {
  std::ofstream out(path);
  out << "站点,时间,SO2,NO2,PM10,PM2.5,CO,O3\n";
  std::uint64_t state = 7;
  const auto below = [&](std::uint32_t limit) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    return static_cast<std::uint32_t>((state >> 33U) % limit);
  };
  const int hours = (rows + kStations - 1) / kStations;
  std::string line;
  for (int i = 0; i < rows; ++i) {
    const int station = i / hours;
    const int hour = i % hours;
    const std::string clock = std::to_string(hour % 24);
    line = "站" + std::to_string(station) + "," + to_string(Date(2018, 1, 1) + hour / 24) +
           (clock.size() == 1 ? " 0" : " ") + clock + ":00";
    for (int f = 0; f < 6; ++f) {
      const std::uint32_t luck = below(6'000);
      line += luck == 0    ? ",坏值"
              : luck < 180 ? ","
              : f == 4     ? ",0." + std::to_string(below(10))
                           : "," + std::to_string(below(160));
    }
    out << line << "\n";
  }
}

}  // namespace

int main(int argc, char** argv) {
  int rows = 1'000'000;
  if (argc == 3 && std::string(argv[1]) == "--rows") rows = std::atoi(argv[2]);
  const fs::path folder = fs::current_path() / "import-bench";  // on the disk of the build, not in memory
  fs::remove_all(folder);
  fs::create_directories(folder);
  const std::string path = (folder / "a.csv").string();
  write_csv(path, rows);
  const auto octets = static_cast<double>(fs::file_size(path));

  const auto begin = std::chrono::steady_clock::now();
  std::vector<standards::KnowledgeText> texts;
  for (const char* name : {"import/table-words.toml", "import/profiles.toml"})
    texts.push_back(
        {name, must(read_file(std::string(BIHUAN_SOURCE_DIR) + "/knowledge/" + name, std::size_t{1} << 20U))});
  const ImportWords words = must(load_import_words(texts));
  ImportProfile profile;
  profile.source = "national";
  profile.data_set = "air-hour";
  const std::string bytes = must(read_file(path, std::size_t{8} << 30U));
  SheetImport import =
      must(SheetImport::open(bytes, "a.csv", words, profile, [](std::string_view text) -> Result<std::string> {
        return "S" + std::string(text.substr(std::string_view("站").size()));
      }));
  const double looked = since(begin);
  std::vector<std::string> notes;
  const auto store = must(open_duckdb_store(
      {.folder = (folder / "store").string(), .duckdb_library = "", .memory_megabytes = kStoreMegabytes, .threads = 2}, notes));
  std::vector<SeriesId> ids;
  for (const ImportSeries& series : import.report().series) ids.push_back(must(store->put_series(series.series)));
  const auto stored = std::chrono::steady_clock::now();
  const AppendReport report =
      must(store->append({BatchKind::kImport, "a.csv", import.report().digest, "journal/1", Instant{1'700'000'000}, 1},
                         import.observations(ids)));
  const double appended = since(stored);
  const double whole = since(begin);
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const double memory = static_cast<double>(used.ru_maxrss) * 1024;

  double peer = 0;
  {
    bench::DuckDb database;
    const auto start = std::chrono::steady_clock::now();
    database.run("CREATE TABLE t AS SELECT * FROM read_csv('" + path + "', header = true, all_varchar = true)");
    peer = since(start);
  }
  std::printf("%d rows, %.1f MB, %lld values, %lld cells refused\n", rows, octets / 1e6,
              static_cast<long long>(report.added), static_cast<long long>(import.report().cells_refused));
  std::printf(
      "  looked through %.2f s (%.0f MB/s), stored %.2f s, whole %.2f s; DuckDB reads the same as texts in %.2f s, "
      "ratio %.1f\n",
      looked, octets / 1e6 / looked, appended, whole, peer, whole / peer);
  const double bound = octets + (kStoreMegabytes + 512) * 1e6;
  std::printf("  largest memory %.0f MB, the text in it %.0f MB\n", memory / 1e6, octets / 1e6);
  fs::remove_all(folder);
  const bool is_met = whole < 5.0 * rows / 1'000'000;
  std::printf("%s  a million rows imported with checks in less than 5 s\n", is_met ? "met   " : "MISSED");
  const bool is_bounded = memory <= bound;
  std::printf("%s  memory of at most the text, the store's limit and 512 MB: %.0f MB\n", is_bounded ? "met   " : "MISSED",
              bound / 1e6);
  return is_met && is_bounded && report.added == import.report().values ? 0 : 1;
}
