// src/standards/internal/air_oracle.h - a slow, obvious second opinion on days, indices and years of ambient air, in
// fractions. Written apart from the evaluators, with break points and limits typed in again; linked into tests only.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bihuan::standards::internal {

// A number as numerator / denominator.
struct OracleFraction {
  std::int64_t numerator = 0;
  std::int64_t denominator = 1;
};

// SO2, NO2, PM10, PM2.5, CO, O3.
inline constexpr int kOraclePollutants = 6;

// The index of an exact concentration in table ("so2_24h" ...) of edition 2012 or 2026, which is not rounded here; -1
// where the table names another one.
int oracle_index(int edition, const std::string& table, OracleFraction concentration);

// Rounded half to even to so many decimals, in units of the last one.
std::int64_t oracle_round(OracleFraction value, int decimals);

// hours[pollutant][24]: in units of 10^-places of the pollutant; none: absent.
using OracleHours = std::array<std::array<std::optional<std::int64_t>, 24>, kOraclePollutants>;

struct OracleDay {
  std::array<std::optional<std::int64_t>, kOraclePollutants> value;  // rounded, CO in tenths
  std::array<std::optional<int>, kOraclePollutants> index;
  std::optional<int> aqi;
  bool is_published = false;
  std::vector<int> primary, exceeding;
};

OracleDay oracle_day(int edition, const OracleHours& hours, const std::array<int, kOraclePollutants>& places);

// The percentile of whole numbers, rounded half to even.
std::int64_t oracle_percentile(std::vector<std::int64_t> values, int percent);

}  // namespace bihuan::standards::internal
