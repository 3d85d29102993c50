#include "standards/internal/air_oracle.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace bihuan::standards::internal {
namespace {

__extension__ using Wide = __int128;

// Concentrations in tenths, so that CO fits.
struct OracleTable {
  std::vector<int> tenths;
  int beyond;  // -1: another table
};

const std::vector<int> kIndex = {0, 50, 100, 150, 200, 300, 400, 500};

const std::map<std::string, OracleTable>& tables(bool is_new) {
  static const auto make = [](bool is_later) -> std::map<std::string, OracleTable> {
    return {
        {"so2_24h", {{0, 500, 1500, 4750, 8000, 16000, 21000, 26200}, 500}},
        {"so2_1h", {{0, 1500, 5000, 6500, 8000}, is_later ? 200 : -1}},
        {"no2_24h", {{0, 400, 800, 1800, 2800, 5650, 7500, 9400}, 500}},
        {"no2_1h", {{0, 1000, 2000, 7000, 12000, 23400, 30900, 38400}, 500}},
        {"pm10_24h", {{0, 500, is_later ? 1200 : 1500, 2500, 3500, 4200, 5000, 6000}, 500}},
        {"co_24h", {{0, 20, 40, 140, 240, 360, 480, 600}, 500}},
        {"co_1h", {{0, 50, 100, 350, 600, 900, 1200, 1500}, 500}},
        {"o3_1h", {{0, 1600, 2000, 3000, 4000, 8000, 10000, 12000}, 500}},
        {"o3_8h", {{0, 1000, 1600, 2150, 2650, 8000}, is_later ? 300 : -1}},
        {"pm25_24h", {{0, 350, is_later ? 600 : 750, 1150, 1500, 2500, 3500, 5000}, 500}},
    };
  };
  static const std::map<std::string, OracleTable> kOld = make(false);
  static const std::map<std::string, OracleTable> kNew = make(true);
  return is_new ? kNew : kOld;
}

const std::array<const char*, kOraclePollutants> kDailyTables = {"so2_24h",  "no2_24h", "pm10_24h",
                                                                 "pm25_24h", "co_24h",  "o3_8h"};
constexpr int kCo = 4;
constexpr int kO3 = 5;

std::int64_t power(int exponent) {
  std::int64_t out = 1;
  while (exponent-- > 0) out *= 10;
  return out;
}

// Mean of what is there, as a fraction in the pollutant's unit.
struct WindowMean {
  OracleFraction value;
  int count = 0;
};

WindowMean mean(const std::array<std::optional<std::int64_t>, 24>& hours, int from, int to, int places) {
  WindowMean out;
  for (int i = from; i < to; ++i) {
    if (!hours[static_cast<std::size_t>(i)]) continue;
    out.value.numerator += *hours[static_cast<std::size_t>(i)];
    ++out.count;
  }
  out.value.denominator = std::max(out.count, 1) * power(places);
  return out;
}

bool is_less(OracleFraction a, OracleFraction b) {
  return Wide{a.numerator} * b.denominator < Wide{b.numerator} * a.denominator;
}

std::optional<std::int64_t> ozone(const std::array<std::optional<std::int64_t>, 24>& hours, int places) {
  std::vector<OracleFraction> windows;
  for (int end = 8; end <= 24; ++end) {
    const WindowMean window = mean(hours, end - 8, end, places);
    if (window.count >= 6) windows.push_back(window.value);
  }
  if (windows.empty()) return std::nullopt;
  const std::int64_t largest = oracle_round(*std::ranges::max_element(windows, is_less), 0);
  if (windows.size() < 14 && largest <= 160) return std::nullopt;
  return largest;
}

}  // namespace

std::int64_t oracle_round(OracleFraction value, int decimals) {
  const Wide scaled = Wide{value.numerator} * power(decimals);
  const Wide whole = scaled / value.denominator;
  const Wide rest = scaled % value.denominator;
  const bool is_up = 2 * rest > value.denominator || (2 * rest == value.denominator && whole % 2 == 1);
  return static_cast<std::int64_t>(whole + (is_up ? 1 : 0));
}

int oracle_index(int edition, const std::string& name, OracleFraction concentration) {
  const OracleTable& table = tables(edition == 2026).at(name);
  for (std::size_t i = 1; i < table.tenths.size(); ++i) {
    // concentration <= tenths / 10
    if (Wide{concentration.numerator} * 10 > Wide{table.tenths[i]} * concentration.denominator) continue;
    const Wide over = Wide{concentration.numerator} * 10 - Wide{table.tenths[i - 1]} * concentration.denominator;
    const Wide numerator = over * (kIndex[i] - kIndex[i - 1]);
    const Wide denominator = Wide{table.tenths[i] - table.tenths[i - 1]} * concentration.denominator;
    int index = kIndex[i - 1];
    while (Wide{index - kIndex[i - 1]} * denominator < numerator) ++index;
    return index;
  }
  return table.beyond;
}

OracleDay oracle_day(int edition, const OracleHours& hours, const std::array<int, kOraclePollutants>& places) {
  OracleDay day;
  for (int p = 0; p < kOraclePollutants; ++p) {
    const auto i = static_cast<std::size_t>(p);
    const int decimals = p == kCo ? 1 : 0;
    if (p == kO3) {
      day.value[i] = ozone(hours[i], places[i]);
    } else {
      const WindowMean all = mean(hours[i], 0, 24, places[i]);
      if (all.count >= 20) day.value[i] = oracle_round(all.value, decimals);
    }
    if (!day.value[i]) continue;
    int index = oracle_index(edition, kDailyTables[i], {*day.value[i], power(decimals)});
    if (index < 0) {  // ozone of 2012 above 800: by the largest hour
      if (mean(hours[i], 0, 24, 0).count < 20) continue;
      std::int64_t largest = 0;
      for (const std::optional<std::int64_t>& hour : hours[i]) largest = std::max(largest, hour.value_or(0));
      index = oracle_index(edition, "o3_1h", {oracle_round({largest, power(places[i])}, 0), 1});
    }
    day.index[i] = index;
    day.aqi = std::max(day.aqi.value_or(0), index);
  }
  const bool is_complete = std::ranges::all_of(day.index, [](const auto& index) { return index.has_value(); });
  day.is_published = day.aqi.has_value() && (edition == 2012 || is_complete || *day.aqi > 100);
  for (int p = 0; p < kOraclePollutants; ++p) {
    const std::optional<int>& index = day.index[static_cast<std::size_t>(p)];
    if (!index) continue;
    if (*day.aqi > 50 && *index == *day.aqi) day.primary.push_back(p);
    if (edition == 2012 && *index > 100) day.exceeding.push_back(p);
  }
  return day;
}

std::int64_t oracle_percentile(std::vector<std::int64_t> values, int percent) {
  std::ranges::sort(values);
  // (n - 1) p / 100 steps along the sorted row, one hundredth at a time.
  const std::int64_t along = static_cast<std::int64_t>(values.size() - 1) * percent;
  const auto below = static_cast<std::size_t>(along / 100);
  const std::int64_t share = along % 100;
  if (share == 0) return values[below];
  return oracle_round({values[below] * 100 + (values[below + 1] - values[below]) * share, 100}, 0);
}

}  // namespace bihuan::standards::internal
