// The nation's year from the store: 1,800 air stations, hours of six pollutants (15.8 million station-hours, 3 %
// missing, short days), read from sealed months on the disk by two threads and made into daily indices and annual
// statistics. The same days are made from memory in the same run: the digest has to be the same, and the ratio says
// what reading costs. Ends with 1 where the aim (6 s) is missed. usage: nation_from_store [--stations N]
#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "base/files.h"
#include "observations/duckdb_store.h"
#include "standards/air_days.h"
#include "standards/air_statistics.h"

namespace {

namespace fs = std::filesystem;
using namespace bihuan;  // a program, no header
using namespace bihuan::observations;
using standards::AirDay;
using standards::AirRules;
using standards::HourColumns;
using standards::kAllPollutants;
using standards::kPollutants;
using standards::kSlots;
using standards::Pollutant;
using Steady = std::chrono::steady_clock;

const Date kFirst(2023, 1, 1);
constexpr int kDays = 365;
constexpr std::size_t kAtOnce = 20;  // stations in one query
constexpr const char* kCodes[kPollutants] = {"a21026", "a21004", "a34002", "a34004", "a21005", "a05024"};

template <class T>
T must(Result<T> result) {
  if (result.has_value()) return *std::move(result);
  fmt::print(stderr, "{} ({})\n", result.error().message, result.error().where);
  std::exit(3);
}
void must(const Status& status) {
  if (status.has_value()) return;
  fmt::print(stderr, "{} ({})\n", status.error().message, status.error().where);
  std::exit(3);
}

double since(Steady::time_point begin) { return std::chrono::duration<double>(Steady::now() - begin).count(); }

AirRules rules() {
  std::vector<standards::KnowledgeText> texts;
  for (const char* name : {"air/gb3095-2012.toml", "air/hj633-2012.toml", "air/hj663-2013.toml"})
    texts.push_back(
        {name, must(read_file(std::string(BIHUAN_SOURCE_DIR) + "/knowledge/" + name, std::size_t{1} << 20U))});
  return must(standards::load_air_rules(texts, kFirst));
}

// What a station's hour holds, in steps; negative: missing. One world for the store and for memory.
int step_at(int station, std::size_t pollutant, int hour) {
  std::uint64_t x = (static_cast<std::uint64_t>(station) << 40U) ^ (static_cast<std::uint64_t>(pollutant) << 32U) ^
                    static_cast<std::uint64_t>(hour + 1);
  x = (x ^ (x >> 31U)) * 0x7fb5d329728ea185U;
  x = (x ^ (x >> 27U)) * 0x81dadef4bc2dd44dU;
  x ^= x >> 33U;
  const bool is_short_day = (hour / kSlots + station) % 50 == 0;
  if (x % 100 < 3 || (is_short_day && hour % kSlots < 8)) return -1;
  const int daily = (hour % kSlots) * 2;
  return pollutant == 4 ? static_cast<int>((x >> 8U) % 16) : 20 + daily + static_cast<int>((x >> 8U) % 60);
}

HourColumns<std::int16_t> empty_columns() { return {kFirst, kDays, {0, 0, 0, 0, 1, 0}}; }

struct Totals {
  std::atomic<std::int64_t> index{0}, good{0};
};

void evaluate(const AirRules& own, const HourColumns<std::int16_t>& hours, std::vector<AirDay>& days, Totals& totals) {
  const standards::AirProfile& daily = *own.profile("hj633-daily");
  evaluate_days(own, daily, hours, std::span(days));
  const auto period = evaluate_air_period(own, daily, {"x", kFirst, days, kFirst, kFirst + (kDays - 1), {}, 2});
  if (!period) std::exit(3);
  std::int64_t index = 0, good = 0;
  for (const AirDay& day : days) {
    if (day.indexed == 0) continue;
    index += day.aqi;
    good += day.is_complete() && day.aqi <= own.good_up_to ? 1 : 0;
  }
  totals.index += index;
  totals.good += good;
}

void fill(ObservationStore& store, int stations) {
  std::vector<SeriesId> ids;
  for (int s = 0; s < stations; ++s) {
    for (std::size_t p = 0; p < kPollutants; ++p) {
      Series series;
      series.key = {fmt::format("A{:05}", s), kCodes[p], Averaging::kHour, "national"};
      series.unit = p == 4 ? "mg/m3" : "μg/m3";
      series.places = p == 4 ? 1 : 0;
      series.data_set = "air-hour";
      series.label = Label::kBeginning;
      ids.push_back(must(store.put_series(series)));
    }
  }
  std::vector<Observation> piece;
  for (int month = 1; month <= 12; ++month) {
    const Date first(2023, static_cast<unsigned>(month), 1);
    const int from = static_cast<int>(days_between(kFirst, first)) * kSlots;
    const int until = from + days_in_month(2023, month) * kSlots;
    int station = 0;
    const ObservationSource source = [&]() -> Result<std::span<const Observation>> {
      piece.clear();
      if (station == stations) return std::span<const Observation>();
      for (std::size_t p = 0; p < kPollutants; ++p) {
        for (int hour = from; hour < until; ++hour) {
          const int step = step_at(station, p, hour);
          if (step < 0) continue;
          Observation one;
          one.series = ids[static_cast<std::size_t>(station) * kPollutants + p];
          one.time = {to_instant(kFirst).seconds + std::int64_t{hour} * 3'600};
          one.mantissa = step;
          one.position = station + 1;
          piece.push_back(one);
        }
      }
      ++station;
      return std::span<const Observation>(piece);
    };
    must(store.append(
        {BatchKind::kImport, "feed", "", fmt::format("journal/{}", month), Instant{1'700'000'000 + month}, 1}, source));
    const Period period = containing(PeriodKind::kMonth, to_instant(first));
    must(store.seal("air-hour", period));
  }
}

void read_station_block(const ObservationStore& store, const AirRules& own, int from, int until,
                        std::vector<HourColumns<std::int16_t>>& columns, std::vector<AirDay>& days, Totals& totals) {
  Selection selection;
  for (int s = from; s < until; ++s) {
    for (std::size_t p = 0; p < kPollutants; ++p)
      selection.series.push_back({static_cast<std::int32_t>(static_cast<std::size_t>(s) * kPollutants + p + 1)});
    columns[static_cast<std::size_t>(s - from)] = empty_columns();
  }
  const std::int64_t begin = to_instant(kFirst).seconds;
  must(store.read(selection, {}, ReadOrder::kAny, [&](std::span<const Point> points) {
    for (const Point& point : points) {
      const std::size_t series =
          static_cast<std::size_t>(point.series.number - 1) - static_cast<std::size_t>(from) * kPollutants;
      const auto hour = static_cast<int>((point.time.seconds - begin) / 3'600);
      columns[series / kPollutants].set(kAllPollutants[series % kPollutants], hour / kSlots, hour % kSlots,
                                        static_cast<std::int16_t>(point.mantissa));
    }
    return true;
  }));
  for (int s = from; s < until; ++s) evaluate(own, columns[static_cast<std::size_t>(s - from)], days, totals);
}

}  // namespace

int main(int argc, char** argv) {
  int stations = 1'800;
  if (argc == 3 && std::string(argv[1]) == "--stations") stations = std::atoi(argv[2]);
  const fs::path folder = fs::current_path() / "nation-from-store";  // on the disk of the build
  fs::remove_all(folder);
  const AirRules own = rules();
  std::vector<std::string> notes;
  const auto store = must(open_duckdb_store(
      {.folder = folder.string(), .duckdb_library = "", .memory_megabytes = 2048, .threads = 2}, notes));
  auto begin = Steady::now();
  fill(*store, stations);
  std::int64_t octets = 0;
  for (const auto& file : must(store->sealed())) octets += file.octets;
  const auto hours = static_cast<double>(stations) * kDays * kSlots;
  fmt::print("{} stations, {:.1f} million station-hours, {:.0f} MB sealed, loaded in {:.0f} s\n", stations, hours / 1e6,
             static_cast<double>(octets) / 1e6, since(begin));

  Totals from_store;
  std::atomic<int> next{0};
  begin = Steady::now();
  const auto work = [&] {
    std::vector<HourColumns<std::int16_t>> columns(kAtOnce);
    std::vector<AirDay> days(kDays);
    for (int from = next.fetch_add(static_cast<int>(kAtOnce)); from < stations;
         from = next.fetch_add(static_cast<int>(kAtOnce)))
      read_station_block(*store, own, from, std::min(stations, from + static_cast<int>(kAtOnce)), columns, days,
                         from_store);
  };
  std::thread other(work);
  work();
  other.join();
  const double stored = since(begin);

  Totals from_memory;
  double memory = 0;
  std::vector<AirDay> days(kDays);
  for (int s = 0; s < stations; ++s) {
    HourColumns<std::int16_t> columns = empty_columns();
    for (std::size_t p = 0; p < kPollutants; ++p) {
      for (int hour = 0; hour < kDays * kSlots; ++hour) {
        const int step = step_at(s, p, hour);
        if (step >= 0) columns.set(kAllPollutants[p], hour / kSlots, hour % kSlots, static_cast<std::int16_t>(step));
      }
    }
    begin = Steady::now();
    evaluate(own, columns, days, from_memory);
    memory += since(begin);
  }
  fmt::print(
      "  from the store, two threads {:.2f} s ({:.1f} million station-hours a second); from memory, one thread {:.2f} "
      "s, ratio {:.0f}\n",
      stored, hours / 1e6 / stored, memory, stored / memory);
  const bool is_same = from_store.index == from_memory.index && from_store.good == from_memory.good;
  fmt::print("  digest: index {}, good days {}; from memory {}\n", from_store.index.load(), from_store.good.load(),
             is_same ? "the same" : "ANOTHER");
  const double aim = 6.0 * stations / 1'800;
  fmt::print("{}  the nation's year from the store in less than 6 s\n", stored < aim ? "met   " : "MISSED");
  fs::remove_all(folder);
  return stored < aim && is_same ? 0 : 1;
}
