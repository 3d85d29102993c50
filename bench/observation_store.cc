// The observation store against its aims, on disk, in one run. A year of devices is loaded first: minute data of
// outlets (6 factors each) and hourly series, with gaps, flags, corrections and marks, a batch a day, its month
// sealed each night as the server does.
//   append    rows a second of bulk batches. Peer: the same rows appended by DuckDB alone, without series, revisions,
//             entries and roll-ups.
//   size      octets a value of the year: sealed files, and the whole folder.
//   thin      the year of one outlet (6 x 525,600 minutes) to at most 2,000 points a series.
//   readers   a year of an hourly series read, and a month of minutes thinned, beside a bulk append. Peer: the same
//             reading alone.
//   storm     24 hours of back-fill from 500 devices (85,000 frames, 12 values each), stored and rolled up.
//   correction  one hour forty days back: its day, month, quarter and year.
// Ends with 1 where an aim is missed. usage: observation_store [--outlets N] [--folder DIR]
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "duckdb_peer.h"
#include "observations/duckdb_store.h"

namespace {

namespace fs = std::filesystem;
using namespace bihuan;
using namespace bihuan::observations;
using Steady = std::chrono::steady_clock;

constexpr int kFactors = 6;
constexpr int kHourly = 100;
constexpr int kRepeats = 9;
const Date kYear(2023, 1, 1);
bool g_missed = false;

template <class T>
T must(Result<T> result) {
  if (!result.has_value()) {
    std::fprintf(stderr, "%s (%s)\n", result.error().message.c_str(), result.error().where.c_str());
    std::exit(3);
  }
  return *std::move(result);
}
void must(const Status& status) {
  if (status.has_value()) return;
  std::fprintf(stderr, "%s (%s)\n", status.error().message.c_str(), status.error().where.c_str());
  std::exit(3);
}

double since(Steady::time_point begin) { return std::chrono::duration<double>(Steady::now() - begin).count(); }

template <class Work>
double seconds_for(Work work) {
  const auto begin = Steady::now();
  work();
  return since(begin);
}

double at_share(std::vector<double> all, double share) {
  std::ranges::sort(all);
  return all.empty() ? 0 : all[static_cast<std::size_t>(share * static_cast<double>(all.size() - 1))];
}

void aim(const char* what, double value, const char* unit, double most) {
  const bool is_met = value <= most;
  std::printf("  %-52s %10.3f %-6s aim <= %g%s\n", what, value, unit, most, is_met ? "" : "   MISSED");
  g_missed = g_missed || !is_met;
}

// One seed, one year.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_(seed) {}
  std::uint32_t below(std::uint32_t limit) {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return static_cast<std::uint32_t>((state_ >> 33U) % limit);
  }

 private:
  std::uint64_t state_;
};

Series make_series(const std::string& site, int factor, Averaging averaging, const char* data_set) {
  Series series;
  series.key = {site, "w" + std::to_string(10000 + factor), averaging, "device"};
  series.unit = "mg/L";
  series.places = 2;
  series.data_set = data_set;
  series.calendar = {{kYear, std::nullopt, {averaging == Averaging::kMinute ? 60 : 3600, 0}}};
  return series;
}

struct Field {
  std::vector<SeriesId> minute;  // [outlet * kFactors + factor]
  std::vector<SeriesId> hourly;
  std::vector<std::int64_t> level;  // of each, a random walk
};

// The frames of one day as they come: outlet after outlet within each minute, in an order of its own.
std::vector<Observation> day_of_field(Field& field, Date day, Chance& chance, std::int64_t& frame) {
  std::vector<Observation> rows;
  const std::int64_t begin = to_instant(day).seconds;
  const auto outlets = static_cast<std::uint32_t>(field.minute.size() / kFactors);
  for (int minute = 0; minute < 1440; ++minute) {
    const std::uint32_t first = chance.below(outlets);
    for (std::uint32_t i = 0; i < outlets; ++i) {
      ++frame;
      if (chance.below(1000) < 5) continue;  // a gap
      const char flag = chance.below(100) < 3 ? 'D' : 'N';
      for (std::uint32_t factor = 0; factor < kFactors; ++factor) {
        const std::size_t which = (first + i) % outlets * kFactors + factor;
        field.level[which] = std::max<std::int64_t>(0, field.level[which] + chance.below(21) - 10);
        rows.push_back(
            {field.minute[which], Instant{begin + minute * 60}, field.level[which], frame, ValueState::kValue, flag});
      }
    }
    if (minute % 60 != 0) continue;
    for (std::size_t i = 0; i < field.hourly.size(); ++i) {
      std::int64_t& level = field.level[field.minute.size() + i];
      level = std::max<std::int64_t>(0, level + chance.below(41) - 20);
      rows.push_back({field.hourly[i], Instant{begin + minute * 60}, level, ++frame, ValueState::kValue, 'N'});
    }
  }
  return rows;
}

Batch batch_at(Instant loaded, std::int64_t first_position) {
  Batch batch;
  batch.kind = BatchKind::kIngest;
  batch.source = "frames";
  batch.loaded = loaded;
  batch.first_position = first_position;
  return batch;
}

double octets_of(const fs::path& folder) {
  double octets = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) octets += static_cast<double>(entry.file_size());
  return octets;
}

// --- the year --------------------------------------------------------------------------------------------------------

std::int64_t load_year(ObservationStore& store, Field& field, Chance& chance) {
  std::int64_t frame = 1, values = 0;
  double appending = 0, sealing = 0, rolling = 0;
  for (Date day = kYear; day.year() == kYear.year(); day = day + 1) {
    const std::int64_t first = frame;
    std::vector<Observation> rows = day_of_field(field, day, chance, frame);
    const Instant loaded = to_instant(day + 1);
    values += static_cast<std::int64_t>(rows.size());
    appending += seconds_for([&] { must(store.append(batch_at(loaded, first), rows)); });
    // Next morning: half a per cent corrected, one per cent judged.
    std::vector<Observation> corrected;
    std::vector<Mark> marks;
    for (Observation row : rows) {
      if (chance.below(1000) < 5) {
        row.mantissa += 7;
        corrected.push_back(row);
      }
      if (chance.below(100) < 1) {
        Mark mark;
        mark.series = row.series;
        mark.time = row.time;
        mark.verdict = chance.below(3) == 0 ? Verdict::kInvalid : Verdict::kSuspect;
        mark.by = chance.below(2) == 0 ? "range" : "constant";
        mark.edition = "quality-2024";
        mark.parameters_digest = "5c0e8f";
        mark.reference = "journal/" + std::to_string(day.days_since_1970());
        mark.at = loaded;
        marks.push_back(mark);
      }
    }
    must(store.append(batch_at(loaded, first), corrected));
    must(store.append_marks(marks));
    values += static_cast<std::int64_t>(corrected.size());
    rolling += seconds_for([&] { must(store.roll_up()); });
    sealing += seconds_for([&] {
      for (const char* data_set : {"outlet-minute", "outlet-hour"})
        must(store.seal(data_set, containing(PeriodKind::kMonth, day)));
    });
  }
  std::printf("  %lld values with revisions; appended in %.1f s, rolled up in %.1f s, sealed in %.1f s\n",
              static_cast<long long>(values), appending, rolling, sealing);
  return values;
}

void measure_size(ObservationStore& store, const std::string& folder, std::int64_t values) {
  double sealed = 0;
  for (const SealedFile& file : must(store.sealed())) sealed += static_cast<double>(file.octets);
  std::printf("size\n  sealed files %.2f octets a value, live file %.1f MB\n", sealed / static_cast<double>(values),
              static_cast<double>(fs::file_size(folder + "/observations.duckdb")) / 1e6);
  aim("whole folder, octets a value", octets_of(folder) / static_cast<double>(values), "", 3);
}

// --- append ----------------------------------------------------------------------------------------------------------

void measure_append(ObservationStore& store) {
  std::vector<SeriesId> ids;
  for (int i = 0; i < 20; ++i)
    ids.push_back(must(store.put_series(make_series("B" + std::to_string(i), 0, Averaging::kMinute, "bulk"))));
  constexpr int kRows = 1'000'000;
  std::vector<double> ours, theirs;
  bench::DuckDb peer;
  const fs::path file = fs::temp_directory_path() / ("bihuan-peer-" + std::to_string(getpid()) + ".duckdb");
  peer.run("ATTACH '" + file.string() + "' AS p");
  peer.run("CREATE TABLE p.r (series INTEGER, minute INTEGER, mantissa BIGINT)");
  for (int repeat = 0; repeat < 3; ++repeat) {
    std::vector<Observation> rows;
    for (int i = 0; i < kRows; ++i) {
      rows.push_back({ids[static_cast<std::size_t>(i % 20)],
                      Instant{to_instant(Date(2020, 1, 1)).seconds + (repeat * (kRows / 20) + i / 20) * 60}, i % 977,
                      i + 1, ValueState::kValue, 'N'});
    }
    ours.push_back(seconds_for([&] { must(store.append(batch_at(to_instant(Date(2024, 1, 2)), 1), rows)); }));
    theirs.push_back(seconds_for([&] {
      peer.run("INSERT INTO p.r SELECT i % 20, i // 20, i % 977 FROM range(" + std::to_string(kRows) + ") t(i)");
      peer.run("CHECKPOINT p");
    }));
  }
  const double our_rate = kRows / at_share(ours, 0.5), their_rate = kRows / at_share(theirs, 0.5);
  std::printf(
      "append\n  batches of a million rows: %.0f rows/s; DuckDB alone, generated rows: %.0f rows/s (%.2f of it)\n",
      our_rate, their_rate, our_rate / their_rate);
  aim("a million rows appended", at_share(ours, 0.5), "s", 5);
  peer.run("DETACH p");
  fs::remove(file);
}

// --- reading ---------------------------------------------------------------------------------------------------------

void measure_thin(const ObservationStore& store, const Field& field) {
  Selection year;
  year.series.assign(field.minute.begin(), field.minute.begin() + kFactors);
  year.from = to_instant(kYear);
  year.until = to_instant(Date(2024, 1, 1));
  std::vector<double> all, cpu;
  std::int64_t points = 0, kept = 0;
  for (int i = 0; i < kRepeats; ++i) {
    std::vector<ThinSeries> thinned;
    const std::clock_t begin = std::clock();
    all.push_back(seconds_for([&] { thinned = must(store.thin(year, 2000)); }) * 1e3);
    cpu.push_back(static_cast<double>(std::clock() - begin) * 1e3 / CLOCKS_PER_SEC);
    points = kept = 0;
    for (const ThinSeries& one : thinned) {
      points += one.points;
      kept = std::max<std::int64_t>(kept, static_cast<std::int64_t>(one.thinned.size()));
    }
  }
  std::printf("thin\n  %lld values to at most %lld points a series; first %.0f ms; processors at work %.0f ms\n",
              static_cast<long long>(points), static_cast<long long>(kept), all.front(), at_share(cpu, 0.5));
  aim("a year of an outlet, median", at_share(all, 0.5), "ms", 200);
  if (kept > 2000) g_missed = true;
}

std::vector<double> read_for(const ObservationStore& store, const Field& field, const std::atomic<bool>* is_over,
                             int most) {
  std::vector<double> all;
  for (int i = 0; i < most && (is_over == nullptr || !*is_over); ++i) {
    all.push_back(seconds_for([&] {
                    Selection year;
                    year.series = {field.hourly[static_cast<std::size_t>(i) % field.hourly.size()]};
                    std::int64_t points = 0;
                    must(store.read(year, {}, [&](std::span<const Point> some) {
                      points += static_cast<std::int64_t>(some.size());
                      return true;
                    }));
                    if (points < 8760) std::exit(4);
                    Selection month;
                    month.series = {field.minute[static_cast<std::size_t>(i) % field.minute.size()]};
                    month.from = to_instant(Date(2023, 5, 1));
                    month.until = to_instant(Date(2023, 6, 1));
                    must(store.thin(month, 1000));
                  }) *
                  1e3);
  }
  return all;
}

void measure_readers(ObservationStore& store, const Field& field) {
  const std::vector<double> alone = read_for(store, field, nullptr, 100);
  std::vector<SeriesId> ids;
  for (int i = 0; i < 20; ++i)
    ids.push_back(must(store.put_series(make_series("R" + std::to_string(i), 0, Averaging::kMinute, "bulk"))));
  std::atomic<bool> is_over = false;
  std::int64_t appended = 0;
  double appending = 0;
  std::jthread writer([&] {
    for (int batch = 0; batch < 4; ++batch) {
      std::vector<Observation> piece(100'000);
      int pieces = 0;
      appending += seconds_for([&] {
        must(store.append(batch_at(to_instant(Date(2024, 1, 3)), 1), [&]() -> Result<std::span<const Observation>> {
          if (pieces++ == 20) return std::span<const Observation>();
          for (std::size_t i = 0; i < piece.size(); ++i) {
            const std::int64_t n = (batch * 20 + pieces - 1) * 5000 + static_cast<std::int64_t>(i / 20);
            piece[i] = {
                ids[i % 20], Instant{to_instant(Date(2015, 1, 1)).seconds + n * 60}, n % 977, n + 1, ValueState::kValue,
                'N'};
          }
          return std::span<const Observation>(piece);
        }));
      });
      appended += 2'000'000;
    }
    is_over = true;
  });
  const std::vector<double> beside = read_for(store, field, &is_over, 100'000);
  writer.join();
  std::printf(
      "readers\n  alone p50 %.1f p95 %.1f ms; beside p50 %.1f p95 %.1f ms (%zu readings, %.0f rows/s appended)\n",
      at_share(alone, 0.5), at_share(alone, 0.95), at_share(beside, 0.5), at_share(beside, 0.95), beside.size(),
      static_cast<double>(appended) / appending);
  aim("p50 beside a bulk append, times alone", at_share(beside, 0.5) / at_share(alone, 0.5), "", 2);
  aim("p95 beside a bulk append, times alone", at_share(beside, 0.95) / at_share(alone, 0.95), "", 2);
}

// --- storm and correction --------------------------------------------------------------------------------------------

void measure_storm(ObservationStore& store) {
  constexpr int kDevices = 500, kValues = 12, kFrames = 85'000;
  std::vector<SeriesId> ids;
  for (int i = 0; i < kDevices * kValues; ++i)
    ids.push_back(must(store.put_series(
        make_series("S" + std::to_string(i / kValues), i % kValues, Averaging::kMinute, "storm-minute"))));
  std::vector<std::vector<Observation>> batches;
  constexpr int kOfDevice = kFrames / kDevices;  // 170 frames in 24 hours
  const std::int64_t begin = to_instant(Date(2024, 3, 1), 8).seconds;
  // Each device sends its oldest first; 500 of them at once.
  for (int frame = 0; frame < kFrames; ++frame) {
    if (frame % 1000 == 0) batches.emplace_back();
    const int device = frame % kDevices, number = frame / kDevices;
    for (int value = 0; value < kValues; ++value) {
      batches.back().push_back({ids[static_cast<std::size_t>(device * kValues + value)],
                                Instant{begin + std::int64_t{number} * 86'400 / kOfDevice / 60 * 60}, frame % 331,
                                frame + 1, ValueState::kValue, 'N'});
    }
  }
  double storing = 0, rolling = 0;
  storing = seconds_for([&] {
    for (std::size_t i = 0; i < batches.size(); ++i)
      must(
          store.append(batch_at(to_instant(Date(2024, 3, 2), 9), static_cast<std::int64_t>(i) * 1000 + 1), batches[i]));
  });
  rolling = seconds_for([&] { must(store.roll_up(1'000'000)); });
  std::int64_t present = 0;
  const Selection march{ids, to_instant(Date(2024, 3, 1)), to_instant(Date(2024, 4, 1))};
  const double asking = seconds_for([&] {
    must(store.rollups(march, PeriodKind::kMonth, {}, [&](const Rollup& rollup) {
      present += rollup.present;
      return true;
    }));
  });
  const std::int64_t stored = must(store.count(march));
  std::printf("storm\n  %d frames, %lld values stored in %.2f s, rolled up in %.2f s, 6,000 months asked in %.2f s\n",
              kFrames, static_cast<long long>(stored), storing, rolling, asking);
  if (stored != std::int64_t{kFrames} * kValues || present != stored) {
    std::printf("  WRONG: %lld values, %lld in roll-ups\n", static_cast<long long>(stored),
                static_cast<long long>(present));
    g_missed = true;
  }
  aim("stored and rolled up", storing + rolling, "s", 10);
}

void measure_correction(ObservationStore& store, const Field& field) {
  std::vector<double> all;
  const SeriesId id = field.hourly[7];
  for (int i = 0; i < kRepeats; ++i) {
    const Instant hour = to_instant(Date(2023, 11, 21), 10 + i);
    const auto old = must(store.points({{id}, hour, Instant{hour.seconds + 1}}));
    const Selection year{{id}, to_instant(kYear), to_instant(Date(2024, 1, 1))};
    const auto sum_of = [&](PeriodKind kind) {
      ExactSum sum = 0;
      must(store.rollups({{id}, containing(kind, hour).begin(), containing(kind, hour).end()}, kind, {},
                         [&](const Rollup& r) {
                           sum += r.sum;
                           return true;
                         }));
      return sum;
    };
    constexpr PeriodKind kKinds[] = {PeriodKind::kDay, PeriodKind::kMonth, PeriodKind::kQuarter, PeriodKind::kYear};
    std::vector<ExactSum> before, after;
    for (const PeriodKind kind : kKinds) before.push_back(sum_of(kind));
    all.push_back(seconds_for([&] {
      must(
          store.append(batch_at(to_instant(Date(2024, 3, 3)), 1),
                       std::vector<Observation>{{id, hour, old.at(0).mantissa + 100'000, 1, ValueState::kValue, 'N'}}));
      for (const PeriodKind kind : kKinds) after.push_back(sum_of(kind));
      must(store.roll_up());
    }));
    for (std::size_t k = 0; k < 4; ++k) {
      // A value that a rule had marked invalid counts again once it is corrected.
      if (after[k] - before[k] != 100'000 && after[k] - before[k] != old[0].mantissa + 100'000) {
        std::printf("  WRONG roll-up of kind %zu\n", k);
        g_missed = true;
      }
    }
  }
  std::printf("correction\n");
  aim("day, month, quarter, year right after", at_share(all, 0.5), "s", 2);
}

}  // namespace

int main(int argc, char** argv) {
  int outlets = 4;
  std::string folder = (fs::temp_directory_path() / ("bihuan-observations-" + std::to_string(getpid()))).string();
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string option = argv[i];
    if (option == "--outlets") outlets = std::atoi(argv[i + 1]);
    if (option == "--folder") folder = argv[i + 1];
  }
  fs::remove_all(folder);
  {
    std::vector<std::string> found;
    DuckdbStoreSettings settings;
    settings.folder = folder;
    const auto store = must(open_duckdb_store(settings, found));
    Field field;
    for (int i = 0; i < outlets * kFactors; ++i)
      field.minute.push_back(must(store->put_series(
          make_series("E" + std::to_string(i / kFactors), i % kFactors, Averaging::kMinute, "outlet-minute"))));
    for (int i = 0; i < kHourly; ++i)
      field.hourly.push_back(
          must(store->put_series(make_series("H" + std::to_string(i), 0, Averaging::kHour, "outlet-hour"))));
    field.level.assign(field.minute.size() + field.hourly.size(), 2000);
    Chance chance(20240930);
    std::printf("year: %d outlets with %d factors by the minute, %d hourly series\n", outlets, kFactors, kHourly);
    const std::int64_t values = load_year(*store, field, chance);
    measure_size(*store, folder, values);
    measure_thin(*store, field);
    measure_correction(*store, field);
    measure_append(*store);
    measure_readers(*store, field);
    measure_storm(*store);
  }
  std::vector<std::string> found;
  DuckdbStoreSettings settings;
  settings.folder = folder;
  const double opening = seconds_for([&] { must(open_duckdb_store(settings, found)); });
  std::printf("opening again: %.2f s\n", opening);
  fs::remove_all(folder);
  return g_missed ? 1 : 0;
}
