// Reading tables against a named peer in the same run: xlsx and ods against a bare expat pass over the unpacked sheet
// (the least that any streaming reader must do), csv against DuckDB's reader alone, writing by its own rows.
//
// Figures are rows a second (items_per_second); the shape is that of a year's export: 100,000 rows of 20 columns, a
// third text.
#include <benchmark/benchmark.h>
#include <expat.h>
#include <zip.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "duckdb_peer.h"
#include "tables/head_finder.h"
#include "tables/sheet.h"
#include "tables/xlsx_writer.h"

namespace {

using namespace bihuan::tables;  // a program, no header

constexpr int kRows = 100'000;
constexpr int kColumns = 20;

OpenOptions options() {
  OpenOptions out;
  out.limits.unpacked_bytes = std::size_t{2} << 30;
  return out;
}

std::string write_workbook() {
  XlsxWriter writer;
  if (!writer.begin_sheet({.name = "数据"}).has_value()) std::abort();
  std::vector<OutCell> cells(kColumns);
  for (int row = 1; row <= kRows; ++row) {
    for (int column = 0; column < kColumns; ++column) {
      OutCell& cell = cells[static_cast<std::size_t>(column)];
      if (column % 3 == 0) {
        cell.value = "断面" + std::to_string((row * 7 + column) % 5000);
      } else {
        cell.value = static_cast<double>((row * 31 + column * 17) % 10'000) / 100.0;
      }
    }
    if (!writer.write_row(row, cells).has_value()) std::abort();
  }
  auto bytes = writer.finish();
  if (!bytes.has_value()) std::abort();
  return std::move(*bytes);
}

const std::string& workbook_bytes() {
  static const std::string bytes = write_workbook();
  return bytes;
}

const std::string& csv_text() {
  static const std::string text = [] {
    std::string out;
    for (int row = 1; row <= kRows; ++row)
      for (int column = 0; column < kColumns; ++column) {
        if (column % 3 == 0)
          out += "断面" + std::to_string((row * 7 + column) % 5000);
        else
          out += std::to_string((row * 31 + column * 17) % 10'000) + ".25";
        out += column + 1 == kColumns ? '\n' : ',';
      }
    return out;
  }();
  return text;
}

std::string unpacked_sheet() {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* const source = zip_source_buffer_create(workbook_bytes().data(), workbook_bytes().size(), 0, &error);
  zip_t* const zip = zip_open_from_source(source, ZIP_RDONLY, &error);
  zip_stat_t stat;
  if (zip == nullptr || zip_stat(zip, "xl/worksheets/sheet1.xml", 0, &stat) != 0) std::abort();
  std::string out(stat.size, '\0');
  zip_file_t* const file = zip_fopen(zip, "xl/worksheets/sheet1.xml", 0);
  if (zip_fread(file, out.data(), out.size()) != static_cast<zip_int64_t>(out.size())) std::abort();
  zip_fclose(file);
  zip_discard(zip);
  return out;
}

void count_rows(benchmark::State& state) { state.SetItemsProcessed(state.iterations() * kRows); }

void xlsx_stream(benchmark::State& state) {
  const std::string& bytes = workbook_bytes();
  for (auto _ : state) {
    const auto reader = open_workbook(bytes, "a.xlsx", options());
    int rows = 0;
    if (!reader.has_value() ||
        !(*reader)
             ->read_rows(0,
                         [&](const Row&) -> bihuan::Status {
                           ++rows;
                           return {};
                         })
             .has_value() ||
        rows != kRows)
      std::abort();
  }
  count_rows(state);
}
BENCHMARK(xlsx_stream)->Unit(benchmark::kMillisecond);

void xlsx_whole(benchmark::State& state) {
  const std::string& bytes = workbook_bytes();
  for (auto _ : state) {
    const auto workbook = read_workbook(bytes, "a.xlsx", options());
    if (!workbook.has_value() || workbook->sheets[0].rows.size() != kRows) std::abort();
  }
  count_rows(state);
}
BENCHMARK(xlsx_whole)->Unit(benchmark::kMillisecond);

// Peer: unpack and parse the same sheet, and do nothing with it.
void peer_expat(benchmark::State& state) {
  for (auto _ : state) {
    const std::string xml = unpacked_sheet();
    XML_Parser parser = XML_ParserCreate(nullptr);
    std::size_t cells = 0;
    XML_SetUserData(parser, &cells);
    XML_SetStartElementHandler(parser, [](void* data, const XML_Char* name, const XML_Char**) {
      if (name[0] == 'c' && name[1] == '\0') ++*static_cast<std::size_t*>(data);
    });
    XML_SetCharacterDataHandler(parser, [](void*, const XML_Char*, int) {});
    if (XML_Parse(parser, xml.data(), static_cast<int>(xml.size()), 1) != XML_STATUS_OK) std::abort();
    XML_ParserFree(parser);
    if (cells != static_cast<std::size_t>(kRows) * kColumns) std::abort();
  }
  count_rows(state);
}
BENCHMARK(peer_expat)->Unit(benchmark::kMillisecond);

void xlsx_write(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(write_workbook());
  count_rows(state);
}
BENCHMARK(xlsx_write)->Unit(benchmark::kMillisecond);

void csv_stream(benchmark::State& state) {
  const std::string& text = csv_text();
  for (auto _ : state) {
    const auto reader = open_workbook(text, "a.csv", options());
    int rows = 0;
    if (!reader.has_value() ||
        !(*reader)
             ->read_rows(0,
                         [&](const Row&) -> bihuan::Status {
                           ++rows;
                           return {};
                         })
             .has_value() ||
        rows != kRows)
      std::abort();
  }
  count_rows(state);
}
BENCHMARK(csv_stream)->Unit(benchmark::kMillisecond);

// Peer: DuckDB reads the same text, one thread, all columns as text, and hands out its chunks.
void peer_duckdb(benchmark::State& state) {
  const bihuan::bench::TextFile file(csv_text());
  const std::string sql = "SELECT * FROM read_csv('" + file.path() + "', all_varchar = true, header = false)";
  for (auto _ : state) {
    bihuan::bench::DuckDb database;
    if (database.run(sql) != kRows) std::abort();
  }
  count_rows(state);
}
BENCHMARK(peer_duckdb)->Unit(benchmark::kMillisecond);

// A sheet of 5,000 rows with a two-row head.
void find_and_sort_rows(benchmark::State& state) {
  XlsxWriter writer;
  if (!writer.begin_sheet({.name = "9月"}).has_value()) std::abort();
  if (!writer.write_row(1, {{std::string("断面")}, {std::string("高锰酸盐指数(mg/L)")}, {std::string("氨氮(mg/L)")}})
           .has_value())
    std::abort();
  for (int row = 2; row <= 5001; ++row)
    if (!writer.write_row(row, {{"断面" + std::to_string(row)}, {3.5}, {0.25}}).has_value()) std::abort();
  const auto workbook = read_workbook(*writer.finish(), "a.xlsx");
  HeadQuery query;
  query.columns = {{"section", {"断面"}}, {"codmn", {"高锰酸盐指数"}}, {"nh3n", {"氨氮"}}};
  for (auto _ : state) {
    const auto table = find_table(workbook->sheets[0], query);
    if (!table.has_value() || table->rows.size() != 5000) std::abort();
  }
  state.SetItemsProcessed(state.iterations() * 5000);
}
BENCHMARK(find_and_sort_rows)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
