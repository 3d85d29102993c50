// src/assessment/internal/air_time.h - the day and the hour that a cell names.
#pragma once
#include <optional>
#include <string_view>

#include "base/time.h"

namespace bihuan::assessment::internal {

struct AirTime {
  Date date;
  std::optional<int> hour;  // 0..24
  friend bool operator==(const AirTime&, const AirTime&) = default;
};

// Reads 2024-01-05, 2024/1/5, 2024.1.5, 20240105, 2024年1月5日, each with or without an hour: " 8", " 08:00",
// "T08:00:00", "8时", "08" after the eight digits; none if it is no such thing, or minutes are not 0.
std::optional<AirTime> parse_air_time(std::string_view text);

// Reads 8, 08, 8时, 8:00, 08:00:00, 24; none if it is no whole hour from 0 to 24.
std::optional<int> parse_air_hour(std::string_view text);

}  // namespace bihuan::assessment::internal
